//! Reviews of a WFH permission: reasons, reply, decision.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{PersonCard, record::{CheckLine, Index}};

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseLine {
    pub id: Uuid,
    pub person: PersonCard,
    pub stage: Stage,
    pub opened: i64,
    /// What the stage waits for ends then.
    pub due: Option<i64>,
    pub overdue: bool,
    /// When an official decided; of an order that has run out, when it ended.
    pub decided: Option<i64>,
    /// At the office from this day to that, when so decided.
    pub office_from: Option<String>,
    pub office_to: Option<String>,
    /// I may decide it.
    pub mine: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Told; the person may reply.
    Noticed,
    /// Reply given or its time over: an official decides.
    AwaitingDecision,
    /// Decided: stays at home.
    Kept,
    /// Decided: at the office from a day to a day.
    AtOffice,
    /// The return to the office ended and the permission is back.
    Ended,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseView {
    pub line: CaseLine,
    /// As it was when the case opened.
    pub index: Index,
    /// At most 4, the weightiest first.
    pub reasons: Vec<CaseReason>,
    /// So many answered checks would end the recommendation.
    pub answers_needed: Option<u32>,
    pub checks: Vec<CheckLine>,
    pub reply: Option<Said>,
    pub reply_until: i64,
    pub decision: Option<DecisionView>,
    /// Why I may not decide, when I may not.
    pub cannot_decide: Option<String>,
    pub can_reply: bool,
    pub trail: Vec<TrailLine>,
    pub wfo_max_days: u16,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseReason {
    pub code: String,
    #[schema(value_type = Object)]
    pub details: serde_json::Value,
    pub checks: Vec<Uuid>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Said {
    pub at: i64,
    pub words: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DecisionView {
    pub at: i64,
    pub by: String,
    pub by_position: String,
    pub keep: bool,
    pub from: Option<String>,
    pub to: Option<String>,
    pub words: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TrailLine {
    pub at: i64,
    pub code: String,
    pub who: Option<String>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct Reply {
    /// At most 4000 characters.
    pub words: String,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct Decide {
    /// Keep working from home; else to the office from `from` to `to`.
    pub keep: bool,
    pub from: Option<String>,
    pub to: Option<String>,
    /// The reason, at most 4000 characters. The person reads it.
    pub words: String,
}
