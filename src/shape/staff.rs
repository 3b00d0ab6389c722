//! The staff list: search, import with preview, activation sheets, units.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::PersonCard;

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitNode {
    pub id: Uuid,
    pub name: String,
    pub parent: Option<Uuid>,
    /// People directly in it.
    pub people: u32,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
pub struct StaffQuery {
    pub unit: Option<Uuid>,
    /// Part of a name; at most 100 characters.
    pub search: Option<String>,
    /// From 0.
    pub page: Option<u32>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StaffPage {
    pub people: Vec<StaffLine>,
    pub total: u32,
    pub page: u32,
    pub pages: u32,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StaffLine {
    pub person: PersonCard,
    pub supervisor: Option<String>,
    pub activated: bool,
    /// For the personnel agency only.
    pub needs: Option<NeedsLine>,
}

/// What somebody needs in every call, with its reason.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct NeedsLine {
    pub voice_only: bool,
    pub by_text: bool,
    /// At most 300.
    pub extra_seconds: u16,
    /// 1 to 300 characters, unless nothing is needed any more.
    pub reason: String,
}

/// What an import would do. Nothing is saved until it is confirmed with its `token`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportPreview {
    /// `None` when problems must be mended first.
    pub token: Option<String>,
    pub rows: u32,
    pub new: u32,
    pub changed: u32,
    pub unchanged: u32,
    /// At most 200.
    pub changes: Vec<ImportChange>,
    /// In the database but not in the file; nobody is deleted. At most 200.
    pub missing: Vec<PersonCard>,
    pub missing_total: u32,
    /// At most 1000.
    pub problems: Vec<ImportProblem>,
    pub problems_total: u32,
    pub warnings: Vec<ImportProblem>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportChange {
    pub name: String,
    pub nip_masked: String,
    pub field: String,
    pub old: String,
    pub new: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportProblem {
    /// As the spreadsheet numbers it, from 1; 0 for the file as a whole.
    pub line: u32,
    /// Header of the column; empty for the row or file as a whole.
    pub field: String,
    pub code: String,
    pub id: String,
    pub en: String,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct ConfirmImport {
    pub token: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportDone {
    pub new: u32,
    pub changed: u32,
}

/// One printable row of an activation sheet. Shown once: the server keeps only a hash of the code.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ActivationSlip {
    pub name: String,
    pub nip_masked: String,
    pub code: String,
    /// An SVG image of the sign-in address with the code.
    pub qr_svg: String,
    pub expires: i64,
}
