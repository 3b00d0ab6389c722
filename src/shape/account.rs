//! Signing in, who I am, what I may see.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct SignIn {
    /// NIP or e-mail.
    pub name: String,
    pub password: String,
}

/// A one-time ticket (demo links).
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct SignInTicket {
    pub ticket: String,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct Activate {
    /// NIP or e-mail.
    pub name: String,
    /// From the printed sheet.
    pub code: String,
    /// 12 to 128 characters; no composition rules.
    pub password: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Me {
    pub id: Uuid,
    pub name: String,
    pub position: String,
    pub unit: String,
    pub zone: String,
    pub roles: Vec<Role>,
    /// Somebody reports to me.
    pub supervises: bool,
    /// I am in a rota (I may be called).
    pub works_from_home: bool,
    pub sessions: u32,
    /// This installation is a demonstration.
    pub demo: bool,
    /// Server time.
    pub now: i64,
}

/// A role beyond employee and supervisor, with the subtree of units it covers.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Role {
    pub role: RoleName,
    pub unit: Option<Uuid>,
    pub unit_name: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoleName {
    UnitHead,
    /// The personnel agency (BKD).
    Admin,
    Leadership,
    Auditor,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct GrantRole {
    pub person: Uuid,
    pub role: RoleName,
    /// The top of the subtree; `None` is everything.
    pub unit: Option<Uuid>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoleHolder {
    pub person: super::PersonCard,
    pub role: RoleName,
    pub unit: Option<Uuid>,
    pub unit_name: Option<String>,
}
