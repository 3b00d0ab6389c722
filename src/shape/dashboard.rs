//! What leadership looks at. Groups under five people or checks are merged before they get here.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{OutageLine, PersonCard, Rate, record::{CheckLine, Index}};

#[derive(Clone, Debug, Deserialize, IntoParams)]
pub struct DashboardQuery {
    /// Top of the subtree; my whole scope when absent.
    pub unit: Option<Uuid>,
    pub range: Option<Range>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Range {
    Day,
    Week,
    Month,
    Programme,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Dashboard {
    pub day: String,
    pub zone: String,
    pub from: String,
    pub scope: String,
    pub scope_unit: Option<Uuid>,
    pub programme: Option<String>,
    /// Staff in scope, and of them at home today.
    pub staff: u32,
    pub at_home_today: u32,
    pub quota_percent: Option<u8>,
    pub today: TodayCounts,
    pub range: Counts,
    pub answered: Rate,
    /// The last twelve weeks whatever the range, for comparison; the running one last.
    pub trend: Vec<TrendPoint>,
    pub answer_times: AnswerTimes,
    pub places: Places,
    pub index: IndexSpread,
    pub units: Vec<UnitRow>,
    /// Merged because each is under five; `None` when there are none.
    pub small_units: Option<SmallUnits>,
    pub supervisors: FollowThrough,
    pub cases: CaseCounts,
    pub draw: DrawSummary,
    /// Mass outages in the range that made rings void, the last first; at most 20.
    pub outages: Vec<OutageLine>,
}

/// The day so far. How many checks are still to come is told to nobody.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct TodayCounts {
    /// Ringing or in a call.
    pub running: u32,
    pub answered: u32,
    pub missed: u32,
    pub not_reached: u32,
    pub other: u32,
}

/// Checks by outcome code, without manual ones.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Counts {
    pub checks: u32,
    pub counted: u32,
    pub answered: u32,
    pub missed: u32,
    pub not_counted: u32,
    pub by_outcome: Vec<OutcomeCount>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OutcomeCount {
    pub outcome: String,
    pub n: u32,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TrendPoint {
    /// First day of the week.
    pub day: String,
    pub answered: Rate,
    pub checks: u32,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AnswerTimes {
    pub n: u32,
    pub median_seconds: Option<f64>,
    pub p90_seconds: Option<f64>,
    /// The time to answer that the days of the range were planned under, oldest first. Empty when nothing was drawn.
    pub limits: Vec<AnswerLimit>,
    pub class_seconds: u32,
    /// Answered calls per class of `class_seconds`, from 0.
    pub classes: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AnswerLimit {
    pub seconds: u32,
    /// First and last day of the range it held for.
    pub from: String,
    pub to: String,
}

/// Where people said they were; whoever was found elsewhere stands there only.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct Places {
    pub home: u32,
    pub other: u32,
    pub found_elsewhere: u32,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IndexSpread {
    pub not_enough_data: u32,
    pub floor: f64,
    /// People per class of 5 points, from 0.
    pub classes: Vec<u32>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitRow {
    pub unit: Uuid,
    pub name: String,
    pub staff: u32,
    pub at_home_today: u32,
    pub answered: Rate,
    /// Per week of the trend, oldest first; `null` where fewer than five checks say something.
    pub weeks: Vec<Option<f64>>,
    pub not_counted: u32,
    pub supervisor_on_time: Rate,
    /// Its whole interval lies under the mean of the scope.
    pub below: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SmallUnits {
    pub units: u32,
    pub checks: u32,
}

#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct FollowThrough {
    pub prompts: u32,
    pub on_time: u32,
    pub deferred: u32,
    pub handed_over: u32,
    pub ignored: u32,
    pub verdict_missing: u32,
    /// Calls outside the draw, asked for by officials.
    pub manual: u32,
    pub answered_without_media: u32,
    /// Checks that ended because everybody who could call had the most that the policy allows, or was in a check.
    pub no_room: u32,
    /// … because the supervisor was not on duty and nobody stood in.
    pub nobody_on_duty: u32,
    /// `None` while fewer than five officials were asked.
    pub spread: Option<LoadSpread>,
}

/// How the calls of the range, or of its last 14 days, are spread over the officials who were asked.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct LoadSpread {
    pub days: u32,
    pub officials: u32,
    pub calls: u32,
    /// Of them, those that the rule gave to somebody who stands in.
    pub stood_in: u32,
    /// Calls of the one in the middle, and of the one with the most.
    pub median: f64,
    pub most: u32,
    /// Share of the calls that went to the busiest tenth, 0 to 1.
    pub busiest_tenth: f64,
}

#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct CaseCounts {
    pub noticed: u32,
    pub awaiting: u32,
    pub overdue: u32,
    pub at_office: u32,
    pub next_due: Option<i64>,
}

#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct DrawSummary {
    pub day: Option<String>,
    pub root: Option<String>,
    pub committed_at: Option<i64>,
    /// Checks that the settings let one expect on the revealed days of the range, and those drawn; in all units.
    pub expected: f64,
    pub drawn: u32,
}

/// Drill-down: the people of one unit with everything below it; of a unit of more than 1000, those directly in it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitPeople {
    pub unit: Uuid,
    pub name: String,
    pub people: Vec<PersonRow>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonRow {
    pub person: PersonCard,
    pub enough: bool,
    pub counted: u32,
    pub available: u32,
    pub case: Option<Uuid>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonView {
    pub person: PersonCard,
    pub index: Index,
    pub checks: Vec<CheckLine>,
    pub case: Option<Uuid>,
    /// Whether the reader may enter absences for this person.
    pub may_enter_absence: bool,
}
