//! A person's hours: absences and statuses, the flexible beginning of a day, and the years whose holidays are known.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// An absence or a status on the record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AbsenceLine {
    pub id: Uuid,
    /// `leave`, `sick`, `official_meeting`, `official_travel`, `permission`, `prayer` or `short_break`.
    pub kind: String,
    pub from: i64,
    pub to: i64,
    pub words: String,
    /// Entered by the person.
    pub own: bool,
    pub entered_by: String,
    pub entered_at: i64,
    pub withdrawn_at: Option<i64>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct EnterAbsence {
    /// Somebody of the asker's line; the asker when absent.
    pub person: Option<Uuid>,
    pub kind: String,
    /// Taken in whole minutes.
    pub from: i64,
    pub to: i64,
    /// At most 300 characters.
    #[serde(default)]
    pub words: String,
}

#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
pub struct AbsencesOf {
    /// The asker when absent.
    pub person: Option<Uuid>,
}

/// What a person may enter for themselves today.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct StatusLimits {
    pub kinds: Vec<String>,
    pub minutes_per_day: u16,
    pub minutes_left: u32,
}

/// The flexible beginning of a day, in minutes later than the programme's; earlier when negative.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Flexible {
    /// Furthest either way.
    pub most: u16,
    pub standing: i16,
    /// What was chosen for today alone.
    pub today: Option<i16>,
    /// Whether today's can still be chosen.
    pub open: bool,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
pub struct ChooseShift {
    pub minutes: i16,
    /// From the next day that is not drawn yet on; else for today alone.
    pub standing: bool,
}

/// Which years' holidays are known, and what stops planning.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CalendarState {
    pub years: Vec<CalendarYear>,
    /// Needed within 60 days and unknown: nothing is planned in them.
    pub missing: Vec<i16>,
    /// People at home today whose pattern of work the programme has no hours for: they are not in the draw.
    pub no_hours: u32,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CalendarYear {
    pub year: i16,
    pub decrees: Vec<String>,
    /// 0 for a year inside the program.
    pub version: u32,
    pub entered_at: Option<i64>,
}
