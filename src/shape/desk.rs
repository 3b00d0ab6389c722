//! The supervisor's desk: the team and the day's checks. No address and no index here (design §7).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Mode, OutageLine, PersonCard, Span, Verdict, hours::AbsenceLine, record::CheckLine};

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Desk {
    pub day: String,
    pub zone: String,
    pub windows: Vec<Span>,
    pub duty: MyDuty,
    pub load: MyLoad,
    pub team: Vec<TeamMember>,
    /// Checks of the team that ended today, newest first.
    pub done_today: Vec<TeamCheck>,
    /// Earlier ones, newest first, at most 50.
    pub earlier: Vec<TeamCheck>,
    /// Mass outages of the last days that made rings of the team void.
    pub outages: Vec<OutageLine>,
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

/// A person of the own line is called now, outside the draw.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct CallByHand {
    pub person: Uuid,
    /// 10 to 1000 characters; the person reads it while it rings.
    pub reason: String,
}

/// The check that rings.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CalledByHand {
    pub check: Uuid,
}

/// Days on which a supervisor makes no calls, both included.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct OffDuty {
    pub from: String,
    pub to: String,
}

/// Whether I make calls today, and who stands in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyDuty {
    /// On leave in the rota, or entered as not on duty.
    pub absent: bool,
    /// Deputies of today who are on duty themselves.
    pub stand_ins: Vec<PersonCard>,
}

/// Calls I was asked to make, beside the most that the programme allows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyLoad {
    pub today: u32,
    pub per_day: u32,
    pub last_hour: u32,
    pub per_hour: u32,
    /// Manual calls I made today.
    pub manual: u32,
    pub manual_per_day: u32,
    /// A call waits for me or runs, so that no manual one can begin.
    pub in_call: bool,
}
