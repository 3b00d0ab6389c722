//! The supervisor's desk: the team and the day's checks. No address and no index here (design §7).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Mode, PersonCard, Span, Verdict, hours::AbsenceLine, record::CheckLine};

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Desk {
    pub day: String,
    pub zone: String,
    pub windows: Vec<Span>,
    pub team: Vec<TeamMember>,
    /// Checks of the team that ended today, newest first.
    pub done_today: Vec<TeamCheck>,
    /// Earlier ones, newest first, at most 50.
    pub earlier: Vec<TeamCheck>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TeamMember {
    pub person: PersonCard,
    pub mode: Option<Mode>,
    pub presence: Presence,
    pub since: Option<i64>,
    /// Home or another place; the words are shown only in a live prompt or call.
    pub place_kind: Option<super::PlaceKind>,
    /// What is on record for today, taken back or not.
    pub absences: Vec<AbsenceLine>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    Ready,
    /// Started, with a device that needs a look.
    ReadyWithIssue,
    /// Started, but no page is open.
    Disconnected,
    NotStarted,
    Finished,
    /// At the office or on leave: not in the draw.
    NotInDraw,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TeamCheck {
    pub person: PersonCard,
    pub check: CheckLine,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct GiveVerdict {
    pub verdict: Verdict,
    /// Needed for `follow_up`; at most 1000 characters; the person reads it.
    #[serde(default)]
    pub note: String,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct Defer {
    /// 1 to the policy's most.
    pub minutes: u16,
    pub reason: String,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct HandOver {
    pub to: Uuid,
    pub reason: String,
}

/// Who stands in for a supervisor, and until when.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Deputy {
    pub person: Uuid,
    pub from: String,
    pub to: String,
}

