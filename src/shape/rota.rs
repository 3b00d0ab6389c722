//! Who works where: one unit, one week.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Mode, PersonCard};

#[derive(Clone, Debug, Deserialize, IntoParams)]
pub struct RotaQuery {
    pub unit: Uuid,
    /// Any day of the week wanted; today's week when absent.
    pub week: Option<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RotaWeek {
    pub unit: Uuid,
    pub unit_name: String,
    /// Monday first, 7 days.
    pub days: Vec<RotaDay>,
    pub rows: Vec<RotaRow>,
    pub can_change: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RotaDay {
    pub day: String,
    pub past: bool,
    pub working: bool,
    pub holiday: Option<String>,
    pub eligible: u32,
    pub at_home: u32,
    /// Most who may be at home; `None` without a programme that day.
    pub limit: Option<u32>,
    pub limit_source: Option<String>,
}

/// Both days included.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Held {
    pub from: String,
    pub to: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RotaRow {
    pub person: PersonCard,
    /// Always at the office under the programme.
    pub exempt: bool,
    /// At the office by a decision, in this week or later.
    pub held: Vec<Held>,
    /// One per day of the week.
    pub modes: Vec<Option<Mode>>,
    /// Whether the reader may enter absences for this person.
    pub may_enter_absence: bool,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct SetRota {
    /// At most 2000.
    pub changes: Vec<RotaChange>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct RotaChange {
    pub person: Uuid,
    pub day: String,
    /// `null` takes the entry away.
    pub mode: Option<Mode>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct CopyWeek {
    pub unit: Uuid,
    /// Any day of the week to copy from.
    pub from: String,
    /// Any day of the first week to copy to.
    pub to: String,
    /// 1 to 12.
    pub weeks: u8,
}

/// What a change did, and what it did not and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RotaResult {
    pub changed: u32,
    pub refused: Vec<RotaRefusal>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RotaRefusal {
    /// Line of the file, when it came from one.
    pub line: Option<u32>,
    pub person: Option<String>,
    pub day: Option<String>,
    pub code: String,
    pub id: String,
    pub en: String,
}
