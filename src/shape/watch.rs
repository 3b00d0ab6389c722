//! Sidak's look at its own draws, week by week.

use serde::Serialize;
use sidak_core::watch;
use utoipa::ToSchema;
use uuid::Uuid;

use super::PersonCard;

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Watch {
    pub programmes: Vec<WatchProgramme>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WatchProgramme {
    pub id: Uuid,
    pub name: String,
    /// Newest first.
    pub weeks: Vec<WatchWeek>,
    /// None before the first week is over.
    pub latest: Option<WatchReport>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WatchWeek {
    /// The Monday.
    pub week: String,
    pub light: WatchLight,
}

/// Over thirteen weeks, or as many as there are.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WatchReport {
    pub from: String,
    pub to: String,
    pub at: i64,
    pub light: WatchLight,
    /// People times days in the pools.
    pub lines: u64,
    pub people: u32,
    /// Of those lines with a random check, and with a forced one.
    pub random: u64,
    pub forced: u64,
    pub tests: Vec<WatchTest>,
    pub conduct: WatchConduct,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WatchTest {
    pub subject: WatchSubject,
    pub light: WatchLight,
    /// Chi-square; for one person the distance in standard deviations.
    pub statistic: Option<f64>,
    /// Degrees of freedom; for one person how many people were looked at.
    pub degrees: Option<f64>,
    pub p: Option<f64>,
    /// After Holm's correction for the whole family: what the light goes by.
    pub corrected: Option<f64>,
    pub rows: Vec<WatchRow>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WatchRow {
    /// Part of the day from 0, weekday from 1, 1 or 2 for the sex, or a unit's id.
    pub key: String,
    /// Of a unit.
    pub name: Option<String>,
    pub expected: f64,
    pub drawn: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WatchLight {
    TooFew,
    Green,
    Look,
    Red,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WatchSubject {
    Minutes,
    Weekdays,
    People,
    OnePerson,
    Units,
    Sexes,
    Supervisors,
}

/// What supervisors added to the draw.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WatchConduct {
    pub checks: u32,
    pub deferred: u32,
    pub voided: u32,
    /// Drawn checks that the supervisor let go by without a call.
    pub not_called: u32,
    pub manual: u32,
    /// Supervisors of so few people that they are not shown.
    pub small: u32,
    pub supervisors: Vec<WatchSupervisor>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WatchSupervisor {
    pub person: PersonCard,
    pub checks: u32,
    pub deferred: u32,
    pub voided: u32,
    /// Drawn checks that the supervisor let go by without a call.
    pub not_called: u32,
    pub manual: u32,
    /// More than chance gives at the rate of all supervisors together.
    pub deferred_stands_out: bool,
    pub voided_stands_out: bool,
    pub not_called_stands_out: bool,
    pub manual_stands_out: bool,
}

impl From<watch::Light> for WatchLight {
    fn from(light: watch::Light) -> Self {
        match light {
            watch::Light::TooFew => Self::TooFew,
            watch::Light::Green => Self::Green,
            watch::Light::Look => Self::Look,
            watch::Light::Red => Self::Red,
        }
    }
}

impl From<watch::Subject> for WatchSubject {
    fn from(subject: watch::Subject) -> Self {
        match subject {
            watch::Subject::Minutes => Self::Minutes,
            watch::Subject::Weekdays => Self::Weekdays,
            watch::Subject::People => Self::People,
            watch::Subject::OnePerson => Self::OnePerson,
            watch::Subject::Units => Self::Units,
            watch::Subject::Sexes => Self::Sexes,
            watch::Subject::Supervisors => Self::Supervisors,
        }
    }
}
