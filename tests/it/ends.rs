//! Every way in which a check can end: what people and the server did, the outcome, whose doing it is, how it counts and the
//! weightiest reason. One row each; what holds after every end is asked of all.

mod call;
mod day;
mod life;
mod pages;
mod ring;
mod supervisor;

use sidak::{
    flow::{self, FlowError, attendance, record},
    shape::{desk::{Deputy, OffDuty as OffDutySpan}, rota::RotaChange, today::{DeviceTest, StartDay, TestItem}},
    signal::wire::FromClient,
    store::{asks, facts, nodes, outcomes},
};
use sidak_core::{
    check::{Media, PlaceKind, Receipt, Recorded, Side, State, Verdict},
    ids::{AttemptId, CheckId, DeviceId, PersonId, SessionId},
    outcome::{Outcome, Party},
    programme::Policy,
    time::{HOUR, MINUTE, SECOND},
};
use serde_json::{Value, json};
use sidak_robot::Peer;
use uuid::Uuid;

use crate::support::{
    MONDAY, TestApp,
    agency::{self, DEPUTY, EMPLOYEE, HEAD, SUPERVISOR},
    pages::{Page, uuid},
    robots::join,
};
use Do::*;
use life::all_end;
use Outcome as O;
use Side::{Employee, Supervisor};

const PHONE: DeviceId = DeviceId(Uuid::from_u128(0xd0));
const LAPTOP: DeviceId = DeviceId(Uuid::from_u128(0xd1));

/// One thing that happens. Times of the policy: 5 minutes to start, 2 rings of 60 s a minute apart, 10 s to prepare, 20 s to
/// come back, 5 minutes for the verdict, 2 deferrals of 5 minutes.
#[derive(Clone, Debug)]
enum Do {
    /// Seconds, each with its heartbeat.
    Pass(i64),
    /// The server was down for so many seconds and starts again.
    Down(i64),
    MulaiWfh,
    /// *Mulai WFH* on that device; the test tone was not heard.
    MulaiUnheard(DeviceId),
    /// And was heard there.
    MulaiHeard(DeviceId),
    Leave,
    /// The supervisor rings, and is told that the person is not to be called any more.
    StartInVain,
    /// The supervisor is in another check until its prompt ends.
    OtherCheck,
    /// An official of the unit rings the employee by another check, and nobody answers.
    OtherRing,
    /// Not on duty today; the supervisor's only deputy is `DEPUTY`.
    OffDuty(PersonId),
    OnDuty(PersonId),
    /// Was asked for as many calls as one day has, two hours ago.
    FullDay(PersonId),
    /// Was asked for as many as an hour has, ten minutes ago.
    FullHour(PersonId),
    Defer(&'static str),
    HandOver,
    Start(PersonId),
    Device(DeviceId, Receipt),
    Answer(DeviceId),
    Decline(&'static str),
    Declare(PlaceKind),
    Media(Side),
    Lost(Side),
    Back(Side),
    HangUp(Side),
    Verdict(PersonId, Verdict, &'static str),
    /// It is refused with this code.
    Refused(&'static str, Box<Do>),
    /// The check now stands so.
    Is(&'static str),
}

struct Way {
    name: &'static str,
    steps: Vec<Do>,
    /// Minutes of working time left.
    left: i64,
    outcome: Outcome,
    party: Party,
    /// As available or missed, or not at all.
    counts: Option<bool>,
    reason: &'static str,
}

fn way(name: &'static str, steps: &[Do], (outcome, party, counts, reason): End) -> Way {
    Way { name, steps: steps.to_vec(), left: 600, outcome, party, counts, reason }
}

fn left(minutes: i64, way: Way) -> Way {
    Way { left: minutes, ..way }
}

fn no(code: &'static str, step: Do) -> Do {
    Refused(code, Box::new(step))
}

const RAPAT: Do = Defer("Sedang rapat.");

/// From the prompt to a call with picture on both sides.
fn in_call() -> Vec<Do> {
    vec![Is("prompted"), Start(SUPERVISOR), Device(PHONE, Receipt::Audible), Answer(PHONE), Media(Employee), Media(Supervisor), Is("answered")]
}

fn then(mut first: Vec<Do>, more: &[Do]) -> Vec<Do> {
    first.extend_from_slice(more);
    first
}

/// Outcome, whose doing, whether it counts as available, the first reason.
type End = (Outcome, Party, Option<bool>, &'static str);

const ANSWERED: End = (O::AnsweredAsDeclared, Party::Person, Some(true), "verdict_given");
const SEEN: End = (O::AnsweredAsDeclared, Party::Person, Some(true), "media_seen");
const UNSEEN: End = (O::AnsweredMediaFailed, Party::Nobody, Some(true), "no_media_from");
const IGNORED: End = (O::SupervisorFault, Party::Supervisor, None, "supervisor_ignored_prompt");
const UNREACHED: End = (O::NotReached, Party::Nobody, None, "rings_ended");
const MISSED: End = (O::ReachedNotAnswered, Party::Person, Some(false), "audible_on");
const VOID: End = (O::Voided, Party::Nobody, None, "voided");
const fn fault(reason: &'static str) -> End {
    (O::SystemFault, Party::System, None, reason)
}

fn name(state: &State) -> &'static str {
    match state {
        State::Waiting => "waiting",
        State::Prompted { .. } => "prompted",
        State::Ringing { .. } => "ringing",
        State::Answered { .. } => "answered",
        State::Missed { .. } => "missed",
        State::Closing { .. } => "closing",
        State::Settled { .. } => "settled",
    }
}
