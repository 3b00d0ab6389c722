//! One ring of one check: from the caller's tap to Answer, Decline or the end of the ring, and the call back after a missed one.
//!
//! A ring is a state with an end, not a message: devices may learn of it late, twice or never. What a device proved is
//! kept as receipts. Knows nothing of sockets and push services. Next: `call`.

use crate::{
    check::{Check, Ctx, Effect, Fact, Receipt, Refusal, State, Step, count, moved, settle, unmoved, words_needed},
    ids::{AttemptId, DeviceId, PersonId},
    outage,
    programme::AnswerRules,
    prompt,
    time::{MINUTE, Moment, SECOND},
    times::Callable,
};

mod callback;
mod showing;

pub use callback::{Missed, missed, rings_of};
pub use showing::{Back, Showing, showing};

/// Receipts kept per ring: eight devices with all five kinds.
pub const RECEIPTS_MAX: usize = 40;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// The caller taps Call. The glue makes the id; the same id again changes nothing.
    Start { by: PersonId, attempt: AttemptId },
    /// A device of the person proved something. The glue checks that the device is the person's.
    Received { attempt: AttemptId, device: DeviceId, receipt: Receipt },
    /// The person taps Answer. Counts as answered, whatever the network does next.
    Answer { attempt: AttemptId, device: DeviceId },
    /// The person declines and says why.
    Decline { attempt: AttemptId, words: String },
    /// The person missed that ring and asks to be rung again. The glue checks that the device is the person's.
    CallBack { attempt: AttemptId, device: DeviceId },
    /// Time has passed.
    Tick,
    /// The server was down from `down_since` until now. Comes before any `Tick` after a restart.
    NodeRestarted { down_since: Moment },
}

/// A ring as its state holds it.
struct Ring {
    caller: PersonId,
    attempt: AttemptId,
    until: Moment,
}

/// # Errors
/// A [`Refusal`] when the event does not fit the state, the person or the time; the check then stays as it was.
pub fn step(check: &Check, event: Event, ctx: &Ctx) -> Result<Step, Refusal> {
    let mut step = stepped(check, event, ctx)?;
    let rings = |state: &State| matches!(state, State::Ringing { .. });
    if rings(&check.state) != rings(&step.check.state) {
        step.effects.push(Effect::Push(check.id));
    }
    Ok(step)
}

fn stepped(check: &Check, event: Event, ctx: &Ctx) -> Result<Step, Refusal> {
    match (&check.state, event) {
        (&State::Prompted { caller, until }, Event::Start { by, attempt }) => {
            start(check, caller, until, by, attempt, ctx)
        }
        (&State::Ringing { caller, attempt, until }, event) => {
            ringing(check, &Ring { caller, attempt, until }, event, ctx)
        }
        (&State::Answered { attempt, device, .. }, Event::Answer { attempt: asked, device: by })
            if asked == attempt =>
        {
            if by == device {
                unmoved(check)
            } else {
                Err(Refusal::AnsweredElsewhere)
            }
        }
        (_, Event::CallBack { attempt, device }) => callback::call_back(check, attempt, device, ctx),
        (&State::Missed { until, .. }, Event::Tick) if ctx.now < until => unmoved(check),
        (State::Missed { .. }, Event::Tick) => settle(check.clone(), Vec::new(), Vec::new(), ctx),
        (&State::Missed { until, .. }, Event::NodeRestarted { down_since }) => callback::longer(check, until, down_since, ctx),
        // A device that was slow should hear "the ring is over", not "impossible".
        (_, Event::Answer { attempt, .. } | Event::Decline { attempt, .. } | Event::Received { attempt, .. })
            if has_rung(attempt, ctx) =>
        {
            Err(Refusal::RingOver)
        }
        _ => Err(Refusal::WrongState),
    }
}

fn ringing(check: &Check, ring: &Ring, event: Event, ctx: &Ctx) -> Result<Step, Refusal> {
    match event {
        Event::Start { by, attempt } if by == ring.caller && attempt == ring.attempt => unmoved(check),
        Event::Start { .. } => Err(Refusal::WrongState),
        Event::Received { attempt, device, receipt } => {
            in_time(ring, attempt, ctx.now)?;
            received(check, ring, device, receipt, ctx)
        }
        Event::Answer { attempt, device } => {
            in_time(ring, attempt, ctx.now)?;
            let state = State::Answered { caller: ring.caller, attempt, device, at: ctx.now };
            let next = Check { state, ..check.clone() };
            moved(next, vec![Fact::Answered { attempt, device }], tell_both(check, ring.caller))
        }
        Event::Decline { attempt, words } => {
            in_time(ring, attempt, ctx.now)?;
            let words = words_needed(&words, Refusal::ReasonNeeded)?;
            settle(check.clone(), vec![Fact::Declined { attempt, words }], Vec::new(), ctx)
        }
        Event::Tick if ctx.now < ring.until => unmoved(check),
        Event::Tick => ended(check, ring, ctx),
        Event::NodeRestarted { down_since } => restarted(check, ring, down_since, ctx),
        Event::CallBack { attempt, device } => callback::call_back(check, attempt, device, ctx),
    }
}

/// A ring begun inside the working time may finish after it; it may not begin outside it, in a break or during a status,
/// whatever the kind of the check.
fn start(
    check: &Check,
    caller: PersonId,
    until: Moment,
    by: PersonId,
    attempt: AttemptId,
    ctx: &Ctx,
) -> Result<Step, Refusal> {
    if by != caller {
        return Err(Refusal::NotYourPrompt);
    }
    if ctx.now >= check.closes {
        return Err(Refusal::OutsideWindow);
    }
    match ctx.times.at(ctx.now) {
        Callable::Yes { .. } => {}
        Callable::Absent { .. } => return Err(Refusal::PersonAbsent),
        Callable::Pause { .. } | Callable::Over => return Err(Refusal::OutsideWindow),
    }
    if ctx.now >= until {
        return Err(Refusal::PromptOver);
    }
    if check.attempts >= rings_of(ctx.trace, ctx.rules) || has_rung(attempt, ctx) {
        return Err(Refusal::WrongState);
    }
    let number = check.attempts + 1;
    let state = State::Ringing { caller, attempt, until: ctx.now.plus(length(ctx)) };
    let next = Check { attempts: number, state, ..check.clone() };
    let found = ctx.readiness.hindrances.into_iter().flatten();
    let hindered = found.map(|found| Fact::Hindered { attempt, device: found.device, by: found.by });
    let facts = std::iter::once(Fact::Rang { attempt, caller, number }).chain(hindered).collect();
    moved(next, facts, tell_both(check, caller))
}

/// The same proof of the same device is kept once, and the first that a device sounded is kept always: it is the one
/// that outcomes rest on.
fn received(check: &Check, ring: &Ring, device: DeviceId, receipt: Receipt, ctx: &Ctx) -> Result<Step, Refusal> {
    let fact = Fact::Received { attempt: ring.attempt, device, receipt };
    let of_ring = |f: &Fact| matches!(f, Fact::Received { attempt, .. } if *attempt == ring.attempt);
    let audible =
        |f: &Fact| matches!(f, Fact::Received { attempt, receipt: Receipt::Audible, .. } if *attempt == ring.attempt);
    let full = count(ctx.trace, of_ring) >= RECEIPTS_MAX;
    let first_sound = receipt == Receipt::Audible && count(ctx.trace, audible) == 0;
    if count(ctx.trace, |f| *f == fact) > 0 || (full && !first_sound) {
        return unmoved(check);
    }
    moved(check.clone(), vec![fact], vec![Effect::Tell(ring.caller)])
}

fn ended(check: &Check, ring: &Ring, ctx: &Ctx) -> Result<Step, Refusal> {
    let facts = vec![Fact::RingEnded { attempt: ring.attempt }];
    // A second ring that would fall into a break comes after it.
    let due = ctx.times.open_from(ctx.now.plus(i64::from(ctx.rules.minutes_between) * MINUTE)).filter(|due| *due < check.closes);
    let next = if let Some(due) = due.filter(|_| check.attempts < promised(ctx.rules)) {
        Check { due, state: State::Waiting, ..check.clone() }
    } else if let Some(until) = callback::open_until(check, ctx) {
        Check { state: State::Missed { caller: ring.caller, attempt: ring.attempt, until }, ..check.clone() }
    } else {
        return settle(check.clone(), facts, Vec::new(), ctx);
    };
    moved(next, facts, tell_both(check, ring.caller))
}

/// A ring of which the server lost the end or more than a third proves nothing and is not counted.
fn restarted(check: &Check, ring: &Ring, down_since: Moment, ctx: &Ctx) -> Result<Step, Refusal> {
    let began = ring.until.plus(-length(ctx));
    if !outage::spoils((down_since, ctx.now), began, ring.until) {
        return unmoved(check);
    }
    let uncounted = Check { attempts: check.attempts.saturating_sub(1), ..check.clone() };
    let mut step = prompt::ask_again(uncounted, ring.caller, Fact::RingVoided { attempt: ring.attempt }, ctx)?;
    if !step.effects.contains(&Effect::Tell(check.person)) {
        step.effects.push(Effect::Tell(check.person));
    }
    Ok(step)
}

fn in_time(ring: &Ring, attempt: AttemptId, now: Moment) -> Result<(), Refusal> {
    if attempt != ring.attempt || now >= ring.until { Err(Refusal::RingOver) } else { Ok(()) }
}

fn has_rung(attempt: AttemptId, ctx: &Ctx) -> bool {
    count(ctx.trace, |f| matches!(f, Fact::Rang { attempt: rang, .. } if *rang == attempt)) > 0
}

pub(crate) fn promised(rules: &AnswerRules) -> u8 {
    rules.attempts.max(1)
}

fn length(ctx: &Ctx) -> i64 {
    i64::from(ctx.rules.ring_seconds) * SECOND
}

fn tell_both(check: &Check, caller: PersonId) -> Vec<Effect> {
    vec![Effect::Tell(check.person), Effect::Tell(caller)]
}

#[cfg(test)]
mod tests;
