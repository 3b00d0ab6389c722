//! The one snapshot of everything that concerns a person at this moment. Sent whole on every connect and after every
//! change, so that no event can be lost: a ring is a state, not a message.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Kind, Needs, PersonCard, Place, Side, Verdict};

#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Now {
    /// Server time of this snapshot.
    pub at: i64,
    /// I am being called.
    pub ring: Option<Ring>,
    /// I missed a ring, and can call back or have done so.
    pub missed: Option<MissedCall>,
    /// I am asked to call.
    pub prompts: Vec<Prompt>,
    /// My calls: ringing out, running, or waiting for my verdict. An employee has at most one.
    pub calls: Vec<Call>,
    /// This device could be reached while closed, and no longer can: *Mulai WFH* mends it.
    pub push_lost: bool,
    /// Changes whenever pages other than the call should load their data again.
    pub revision: i64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Ring {
    pub check: Uuid,
    pub attempt: Uuid,
    pub kind: Kind,
    /// Which ring of how many.
    pub number: u8,
    pub of: u8,
    pub since: i64,
    pub until: i64,
    pub caller: PersonCard,
    /// Of a manual call: why it is made, in the official's words.
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MissedCall {
    pub check: Uuid,
    pub attempt: Uuid,
    /// When it rang.
    pub rang: i64,
    /// I can call back until then; `None` before the last ring: until the next one.
    pub until: Option<i64>,
    /// When I did: my devices will ring.
    pub called_back: Option<i64>,
    /// It is a break now: they will ring after it.
    pub opens: Option<i64>,
    pub caller: PersonCard,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Prompt {
    pub check: Uuid,
    pub kind: Kind,
    pub person: PersonCard,
    /// The ring that would be made now, of how many.
    pub number: u8,
    pub of: u8,
    /// When I was asked; `None` while waiting for the next attempt.
    pub since: Option<i64>,
    /// Call before this.
    pub until: Option<i64>,
    /// The next attempt opens then.
    pub opens: Option<i64>,
    /// The person missed every ring and may call back until then.
    pub call_back_until: Option<i64>,
    /// The person has called back after a missed ring.
    pub called_back: Option<CalledBack>,
    pub place_today: Option<Place>,
    pub registered_place: String,
    pub ready: Option<Ready>,
    pub connected: bool,
    /// Of the person.
    pub needs: Needs,
    pub deferrals_left: u8,
    /// Who may take it over.
    pub deputies: Vec<PersonCard>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CalledBack {
    /// When the missed ring began.
    pub rang: i64,
    pub at: i64,
}

/// The morning's device check.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Ready {
    pub at: i64,
    pub ok: u8,
    pub of: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Ringing; only the supervisor has this.
    Ringing,
    /// Answered; the employee gets ready and declares the place.
    Preparing,
    /// Both may talk.
    Live,
    /// Over; the verdict is awaited.
    Closing,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Call {
    pub check: Uuid,
    pub attempt: Uuid,
    pub kind: Kind,
    /// Of a manual call: why it is made.
    pub reason: Option<String>,
    pub role: Side,
    pub phase: Phase,
    /// Whether this very device is in the call (false: "answered on another device").
    pub here: bool,
    /// Another open page of this person holds this end of the call.
    pub open_elsewhere: bool,
    pub number: u8,
    pub of: u8,
    pub peer: PersonCard,
    pub ladder: Ladder,
    pub ring_until: Option<i64>,
    pub answered_at: Option<i64>,
    pub prepare_until: Option<i64>,
    /// Until when the call waits for an employee who has not entered yet: later than `prepare_until`, for nobody is shut out by a countdown.
    pub enter_until: Option<i64>,
    /// Declared at the answer; none until the person has said so.
    pub place: Option<Place>,
    /// Declared in the morning.
    pub place_today: Option<Place>,
    /// From the staff list, for the two people of a live call and nobody else: one compares, the other knows what "at home" declares.
    pub registered_place: String,
    pub question: Option<Question>,
    /// Of the employee.
    pub needs: Needs,
    /// The employee goes on by text.
    pub by_text: bool,
    /// The employee's answers in writing, oldest first.
    pub written: Vec<Written>,
    /// What the server has seen flow.
    pub employee_media: MediaSeen,
    pub supervisor_media: MediaSeen,
    /// A side that is gone for now, and until when the call waits.
    pub lost: Option<Side>,
    pub lost_until: Option<i64>,
    pub verdict: Option<Verdict>,
    pub verdict_until: Option<i64>,
}

/// One answer in writing.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Written {
    pub at: i64,
    pub words: String,
}

/// What to ask, drawn at random for this call.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Question {
    pub id: String,
    pub en: String,
}

#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct MediaSeen {
    pub audio: bool,
    pub video: bool,
}

/// Dialling → delivered → ringing → answered: the first time of each, over all devices.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Ladder {
    pub dialled: Option<i64>,
    pub delivered: Option<i64>,
    pub ringing: Option<i64>,
    pub answered: Option<i64>,
    pub devices: Vec<DeviceReceipts>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeviceReceipts {
    /// Such as “Chrome, Android”.
    pub agent: String,
    /// Written to its open socket.
    pub sent: Option<i64>,
    /// Taken by its push service; the device itself may be off.
    pub accepted: Option<i64>,
    pub displayed: Option<i64>,
    pub audible: Option<i64>,
    pub muted: Option<i64>,
    pub answered: bool,
}
