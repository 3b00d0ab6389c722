//! Programmes: presets, versions, the plain-language summary.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Programme {
    pub id: Uuid,
    pub version: u32,
    pub versions: Vec<VersionLine>,
    pub name: String,
    pub legal_source: String,
    pub from: String,
    pub to: String,
    /// The policy as a data file, comments and all when it came from a preset.
    pub toml: String,
    pub summary: Summary,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VersionLine {
    pub version: u32,
    pub at: i64,
    pub by: Option<String>,
}

/// What the settings mean, a sentence each.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Summary {
    pub id: Vec<String>,
    pub en: Vec<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Preset {
    pub id: String,
    pub name: String,
    pub legal_source: String,
    pub toml: String,
    pub summary: Summary,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct SaveProgramme {
    /// At most 64 KiB.
    pub toml: String,
    /// Needed when changing: the version the edit started from.
    pub based_on: Option<u32>,
}

/// The answer to a check or a refused save: every fault at once.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PolicyCheck {
    pub ok: bool,
    pub problems: Vec<PolicyProblem>,
    pub summary: Summary,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PolicyProblem {
    pub field: String,
    pub id: String,
    pub en: String,
}
