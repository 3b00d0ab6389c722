//! The employee's day.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Mode, Needs, OutageLine, Place, Span, hours::{AbsenceLine, Flexible, StatusLimits}};

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Today {
    pub day: String,
    pub zone: String,
    pub mode: Option<Mode>,
    /// Name and legal source of the programme that covers the day.
    pub programme: Option<ProgrammeLine>,
    /// Working windows; empty when nobody may call.
    pub windows: Vec<Span>,
    /// The programme is open at any hour, for trying out.
    pub around_the_clock: bool,
    /// Latest moment for *Mulai WFH*.
    pub ready_before: Option<i64>,
    pub registered_place: String,
    pub started: Option<Started>,
    pub finished_at: Option<i64>,
    /// Sent to the office by a decision, until this day.
    pub office_until: Option<String>,
    pub supervisor: Option<String>,
    /// What the personnel agency has registered for this person.
    pub needs: Needs,
    /// Where the programme leaves the beginning of the day open.
    pub flexible: Option<Flexible>,
    /// Today's, taken back or not.
    pub absences: Vec<AbsenceLine>,
    pub status: StatusLimits,
    /// Mass outages of the last days that made rings of mine void.
    pub outages: Vec<OutageLine>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProgrammeLine {
    pub name: String,
    pub legal_source: String,
    pub version: u32,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Started {
    pub at: i64,
    pub place: Place,
    /// Of the device that was checked last.
    pub tests: Vec<DeviceTest>,
    /// By those.
    pub level: Level,
    /// The newest check of each device that says which one it is, the last one first; at most 4.
    pub devices: Vec<DeviceCheck>,
}

/// What the check of one device found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeviceCheck {
    /// As it says `hello`.
    pub device: Uuid,
    /// At most 10.
    pub tests: Vec<DeviceTest>,
}

/// What the morning's device check came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// All six items were tested and are good.
    Green,
    Amber,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct StartDay {
    pub place: Place,
    /// What is known at the tap; what is found out later goes to `/api/today/tests`. At most 10.
    pub tests: Vec<DeviceTest>,
    /// The device that was tested, as it says `hello`.
    #[serde(default)]
    pub device: Option<Uuid>,
    /// How many minutes later today's work begins than the programme says; earlier when negative. The usual when absent.
    #[serde(default)]
    pub shift_minutes: Option<i16>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeviceTest {
    pub item: TestItem,
    pub ok: bool,
    /// At most 100 characters; never personal. Of one that is not ok: `not_tested`, `unanswered` and `unconfirmed` say that
    /// nothing was found out, everything else is a fault.
    #[serde(default)]
    pub detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestItem {
    Camera,
    Microphone,
    Sound,
    Notification,
    /// The way to the server and back.
    Network,
    /// A test call through the relay.
    Relay,
}
