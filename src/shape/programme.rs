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

/// What the settings of a draw would cost, for a team that the reader names.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct OutlookAsk {
    /// At most 64 KiB.
    pub toml: String,
    /// 1 to 200.
    pub staff_per_supervisor: u16,
    /// WFH days of one person in a week, more than 0 and at most 7.
    pub wfh_days_per_week: f64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OutlookAnswer {
    /// None while the policy has faults.
    pub outlook: Option<PolicyOutlook>,
}

/// Exact figures. Days are WFH days, shares are 0 to 1.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PolicyOutlook {
    pub mean_gap_days: f64,
    pub longest_gap_days: u16,
    pub forced_share: f64,
    /// Of people, in a month.
    pub seen_per_month: f64,
    /// Share of gaps of 1, 2, … days.
    pub gaps: Vec<f64>,
    /// Chance of a check on the 1st, 2nd, … day after a checked one.
    pub chances: Vec<f64>,
    /// How well the best predictor could guess: 0.5 not at all, 1 always.
    pub auc: f64,
    /// What to change when checks can be guessed too well.
    pub milder: Option<Milder>,
    /// Staff of one supervisor at home on a full day, and the calls that come of it.
    pub at_home: u16,
    pub calls_mean: f64,
    /// On 19 days of 20 there are not more.
    pub calls_p95: u16,
    /// Calls that the policy lets one official be asked for on a day; of full days so many ask for more, and then on average
    /// so many calls too many.
    pub capacity_per_day: u16,
    pub short_share: f64,
    pub short_calls: f64,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Milder {
    CoolDown,
    Ceilings,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PolicyProblem {
    pub field: String,
    pub id: String,
    pub en: String,
}
