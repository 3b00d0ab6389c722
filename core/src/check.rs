//! One spot-check of one person: its state, the facts on its record, and what may follow from a step.
//!
//! The three rule files that move it are `prompt` (ask the supervisor), `ring` and `call`. Each takes a check, an event
//! and the present moment and gives the next check, the facts to add to the record and the effects to send after the
//! commit. Knows nothing of storage, sockets or media engines.

use serde::{Deserialize, Serialize};

use crate::{
    call,
    ids::{AttemptId, CheckId, DeviceId, PersonId, ProgrammeId},
    outage,
    outcome::{self, Judgement, Readiness},
    programme::AnswerRules,
    readiness::Item,
    ring,
    time::{Day, Moment},
    times::Times,
};

mod put_off;
mod refusal;
mod summary;
mod trace;

pub use put_off::PutOff;
pub use refusal::Refusal;
pub use summary::Summary;
pub use trace::{asked_by_hand, caller, rang, was_asked};
pub(crate) use trace::{count, last_at, put_offs_since, put_offs_since_ring};

/// Why this check exists.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The draw chose this minute.
    Random,
    /// The hidden ceiling was reached; the minute was drawn.
    Forced,
    /// A person asked for it, with a written reason. Weighs nothing.
    Manual,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Check {
    pub id: CheckId,
    pub programme: ProgrammeId,
    pub policy_version: u32,
    pub person: PersonId,
    /// The direct supervisor at the time of the draw.
    pub supervisor: PersonId,
    pub day: Day,
    pub kind: Kind,
    /// The minute that the draw chose. Never changes.
    pub drawn_for: Moment,
    /// When it comes (or came) due, after deferrals.
    pub due: Moment,
    /// End of the person's last working window of that day: nobody is called after it.
    pub closes: Moment,
    pub deferrals: u8,
    /// Rings made so far; one more than promised after a call back.
    pub attempts: u8,
    pub state: State,
}

/// Where a check stands. Each variant holds what only it needs.
#[derive(Clone, PartialEq, Debug)]
pub enum State {
    /// Waiting for its minute (or for the next attempt). Nobody but the server knows of it before the first prompt.
    Waiting,
    /// The supervisor is asked to call before `until`.
    Prompted { caller: PersonId, until: Moment },
    /// The person's devices ring until `until`.
    Ringing { caller: PersonId, attempt: AttemptId, until: Moment },
    /// The person tapped Answer on `device`; first *bersiap*, then the call.
    Answered { caller: PersonId, attempt: AttemptId, device: DeviceId, at: Moment },
    /// The last promised ring ended without an answer; the person may call back before `until`.
    Missed { caller: PersonId, attempt: AttemptId, until: Moment },
    /// The call is over; the supervisor may record the verdict before `until`.
    Closing { caller: PersonId, attempt: AttemptId, until: Moment },
    /// Judged. Only the verdict may still be corrected by who gave it.
    Settled { at: Moment, judgement: Judgement },
}

/// The two ends of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Supervisor,
    Employee,
}

/// What a device proved about a ring (design §7).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receipt {
    /// The server wrote the ring to the device's open socket.
    Sent,
    /// The device's push service took the ring. Says nothing about the device, which may be off.
    Accepted,
    /// The device showed it.
    Displayed,
    /// The device sounded it.
    Audible,
    /// The device showed it but could not sound it.
    Muted,
}

/// The kind of place a person declares.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    Home,
    Other,
}

/// What the supervisor recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    AsDeclared,
    Elsewhere,
    FollowUp,
    Technical,
}

/// One fact on the record of a check, as the server saw it. Appended, never changed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
    /// An official asked for this check outside the draw, and said why. First on the record of a manual check.
    AskedByHand {
        by: PersonId,
        words: String,
    },
    Prompted {
        caller: PersonId,
    },
    /// `from` could not be asked, so the check went to `to`, who stands in. No wish of anybody: `capacity` decided.
    PassedOn {
        from: PersonId,
        to: PersonId,
        why: PutOff,
    },
    Deferred {
        by: Option<PersonId>,
        why: PutOff,
        words: String,
        to: Moment,
    },
    HandedOver {
        by: PersonId,
        to: PersonId,
        words: String,
    },
    /// The supervisor let the start window pass.
    PromptIgnored {
        caller: PersonId,
    },
    /// The server was down while the supervisor was asked: nobody is to blame for that window.
    PromptVoided {
        caller: PersonId,
    },
    Rang {
        attempt: AttemptId,
        caller: PersonId,
        number: u8,
    },
    /// When this ring began, the morning's device check had found this on the device, and nobody had mended it. Stands on
    /// the record of the ring, so that nothing that is tested later changes it.
    Hindered {
        attempt: AttemptId,
        device: DeviceId,
        by: Item,
    },
    Received {
        attempt: AttemptId,
        device: DeviceId,
        receipt: Receipt,
    },
    Answered {
        attempt: AttemptId,
        device: DeviceId,
    },
    Declined {
        attempt: AttemptId,
        words: String,
    },
    RingEnded {
        attempt: AttemptId,
    },
    /// The person, on that device, asked to be rung again after this missed ring.
    CalledBack {
        attempt: AttemptId,
        device: DeviceId,
    },
    /// The server was down while it rang: that ring proves nothing.
    RingVoided {
        attempt: AttemptId,
    },
    /// Found later: something that this ring needed was down for many people at once. That ring proves nothing.
    RingInOutage {
        attempt: AttemptId,
        kind: outage::Kind,
        from: Moment,
        to: Moment,
    },
    Declared {
        kind: PlaceKind,
        /// `None` when nothing was said that morning.
        same_as_morning: Option<bool>,
    },
    /// The person goes on by text: picture and sound are not waited for.
    ByText,
    /// An answer in writing.
    Wrote {
        words: String,
    },
    /// First authenticated audio, video or keyframe from that side.
    MediaFlowed {
        side: Side,
        what: Media,
    },
    SideLost {
        side: Side,
    },
    SideBack {
        side: Side,
    },
    HungUp {
        side: Side,
    },
    /// The call ended because a side was lost for longer than the policy allows.
    Dropped {
        side: Side,
    },
    /// The server went down in mid-call; both sides count as lost from here until they come back.
    ServerRestarted,
    /// The server went down in mid-call and the call did not come back.
    ServerFailed,
    /// The call reached `call::MINUTES_MAX` and was ended: nobody's home stays on screen because a page was forgotten.
    CallTooLong,
    VerdictGiven {
        by: PersonId,
        verdict: Verdict,
        words: String,
    },
    VerdictChanged {
        by: PersonId,
        verdict: Verdict,
        words: String,
    },
    VerdictMissing {
        caller: PersonId,
    },
    Voided {
        why: PutOff,
        words: String,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    Audio,
    Video,
    Keyframe,
}

/// A fact with the server's time.
#[derive(Clone, PartialEq, Debug)]
pub struct Recorded {
    pub at: Moment,
    pub fact: Fact,
}

/// What must happen in the world after the step is committed. All may run twice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// What concerns this person now has changed: send it to their open pages.
    Tell(PersonId),
    /// Tear down the media of this check's call.
    CloseCall(CheckId),
    /// A ring of this check began or is over, or a missed one can no longer be answered by a call back: tell the person's
    /// browsers that have no page open.
    Push(CheckId),
}

/// The result of one step.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    pub check: Check,
    pub facts: Vec<Fact>,
    pub effects: Vec<Effect>,
}

/// Longest reason or note, in characters.
pub const WORDS_MAX: usize = 1_000;
/// Prompts and rings that the server itself spoiled, per check; after one more the check is `system_fault`.
pub const VOIDED_MAX: usize = 2;

/// What a step may look at besides the check: the moment, the policy the check runs under, and its record so far.
#[derive(Clone, Copy, Debug)]
pub struct Ctx<'a> {
    pub now: Moment,
    pub rules: &'a AnswerRules,
    /// The record before this step, oldest first.
    pub trace: &'a [Recorded],
    /// Whether the person had started the day.
    pub readiness: Readiness,
    /// When the person may be called on the day of the check.
    pub times: Times<'a>,
}

/// When the server must look at this check again with a `Tick` (`Due` while it waits); none once it is settled.
#[must_use]
pub fn wake(check: &Check, ctx: &Ctx) -> Option<Moment> {
    match check.state {
        State::Waiting => Some(check.due),
        State::Prompted { until, .. } | State::Ringing { until, .. } | State::Missed { until, .. } | State::Closing { until, .. } => {
            Some(until)
        }
        State::Answered { at, .. } => Some(call::ends_at(at, ctx)),
        State::Settled { .. } => None,
    }
}

/// A step that only adds facts and tells people.
pub(crate) fn moved(check: Check, facts: Vec<Fact>, effects: Vec<Effect>) -> Result<Step, Refusal> {
    Ok(Step { check, facts, effects })
}

/// A step that changes nothing: the event was late, early or a repetition.
pub(crate) fn unmoved(check: &Check) -> Result<Step, Refusal> {
    moved(check.clone(), Vec::new(), Vec::new())
}

/// The one way into `Settled`: judges the record together with the facts of this very step.
pub(crate) fn settle(mut check: Check, facts: Vec<Fact>, mut effects: Vec<Effect>, ctx: &Ctx) -> Result<Step, Refusal> {
    let mut trace = ctx.trace.to_vec();
    trace.extend(facts.iter().map(|fact| Recorded { at: ctx.now, fact: fact.clone() }));
    let judgement = outcome::judge(&check, &trace, &ctx.readiness, ctx.rules);
    if ring::missed(&check, ctx.trace, ctx.rules).is_some() {
        // Else a notification would go on offering a call back.
        effects.push(Effect::Push(check.id));
    }
    // A corrected verdict must not start the time for corrections anew.
    let at = if let State::Settled { at, .. } = check.state { at } else { ctx.now };
    check.state = State::Settled { at, judgement };
    effects.extend([Effect::Tell(check.person), Effect::Tell(trace::caller(&check, &trace))]);
    moved(check, facts, effects)
}

/// Free words: trimmed, and refused when longer than `WORDS_MAX` characters.
pub(crate) fn words(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.chars().count() > WORDS_MAX {
        return Err(Refusal::TooLong);
    }
    Ok(text.to_owned())
}

/// As [`words`], and refused when empty.
pub(crate) fn words_needed(text: &str, missing: Refusal) -> Result<String, Refusal> {
    let text = words(text)?;
    if text.is_empty() { Err(missing) } else { Ok(text) }
}

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
