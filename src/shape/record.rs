//! A person's own record: the index with its parts, the checks with their receipts and reasons.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Kind, PersonCard, Place, Verdict, hours::AbsenceLine, now::Ladder};

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Record {
    pub person: PersonCard,
    pub index: Index,
    /// Newest first.
    pub checks: Vec<CheckLine>,
    /// Pass as `before` for older ones.
    pub next: Option<i64>,
    /// My open or last case.
    pub case: Option<Uuid>,
    /// Absences and statuses of the last 90 days, newest first; on the first page only.
    pub absences: Vec<AbsenceLine>,
}

#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
pub struct Older {
    /// Only checks drawn before this moment.
    pub before: Option<i64>,
}

/// The availability index. Never a bare number: with too little data there is no estimate, and the parts always come along.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Index {
    pub day: String,
    pub enough: bool,
    pub counted: u32,
    pub available: u32,
    pub missed: u32,
    pub min_checks: u32,
    /// The policy's floor, 0 to 1.
    pub floor: f64,
    pub estimate: Option<f64>,
    pub band50: Option<[f64; 2]>,
    pub band80: Option<[f64; 2]>,
    pub band95: Option<[f64; 2]>,
    /// Probability that the true rate lies below the floor.
    pub below_floor: Option<f64>,
    pub parts: Vec<IndexPart>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct IndexPart {
    pub check: Uuid,
    pub day: String,
    pub outcome: String,
    pub available: bool,
    /// After decay.
    pub weight: f64,
    /// Of a call outside the draw. What was kept before there were such parts has none.
    #[serde(default)]
    pub manual: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CheckLine {
    pub id: Uuid,
    pub day: String,
    pub kind: Kind,
    pub at: i64,
    pub outcome: Option<String>,
    /// How it counts: `available`, `missed`, or not at all.
    pub counts_as: Option<String>,
    pub attempts: u8,
    pub answer_seconds: Option<f64>,
    pub caller: Option<String>,
    /// Of a manual call: who asked for it, and why.
    pub asked: Option<AskedByHand>,
    pub verdict: Option<Verdict>,
    pub reasons: Vec<Reason>,
    /// Of the last attempt.
    pub ladder: Ladder,
}

/// A check outside the draw has somebody who wanted it, and a reason.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AskedByHand {
    pub by: String,
    pub reason: String,
}

/// Why an outcome is what it is. The page has the words; `details` fills them in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    pub code: String,
    #[schema(value_type = Object)]
    pub details: serde_json::Value,
}

/// One check in full, for its person, the person's line and auditors.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CheckDetail {
    pub line: CheckLine,
    pub person: PersonCard,
    pub policy_version: u32,
    pub policy_name: String,
    pub legal_source: String,
    pub place: Option<Place>,
    pub note: Option<String>,
    /// Every fact as the server saw it, oldest first.
    pub facts: Vec<FactLine>,
    pub verdict_can_change_until: Option<i64>,
    /// How the line of each side was; deleted after 30 days.
    pub lines: Vec<CallLine>,
}

/// One side's line in a call.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CallLine {
    /// The employee's side; else the supervisor's.
    pub employee: bool,
    pub line: LineSummary,
}

/// What the relay measured of one side's link, about every two seconds. No media.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineSummary {
    pub readings: u32,
    /// Lost packets, in thousandths: mean and worst reading.
    pub loss_permille: u32,
    pub loss_permille_worst: u32,
    /// Round trip, milliseconds; `None` when it was never measured.
    pub rtt_ms: Option<u32>,
    pub rtt_ms_worst: Option<u32>,
    /// Received from this side, kilobits a second.
    pub kbps: u32,
    /// Paths that were used.
    pub udp: bool,
    pub tcp: bool,
    /// TURN inside TLS.
    #[serde(default)]
    pub tls: bool,
    /// Of what this side sent: `opus`, `vp8`.
    pub codecs: Vec<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FactLine {
    pub at: i64,
    pub code: String,
    /// Who did it, where a person did.
    pub who: Option<String>,
    #[schema(value_type = Object)]
    pub details: serde_json::Value,
}
