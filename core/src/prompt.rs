//! Ask the supervisor to call: a check comes due, is put off, handed over, begun in time or not.
//!
//! Nobody but the caller learns of a check here: the person is told only when the devices ring or the check ends.
//! Knows nothing of how a supervisor's page or phone is reached. Next: `ring`.

use crate::{
    capacity::{self, Turn},
    check::{
        Check, Ctx, Effect, Fact, PutOff, Recorded, Refusal, State, Step, VOIDED_MAX, caller, count, last_at, moved, put_offs_since,
        put_offs_since_ring, settle, unmoved, words, words_needed,
    },
    ids::PersonId,
    ring,
    time::{MINUTE, Moment},
    times::Callable,
};

/// How often one check may go from one official to another.
pub const HAND_OVERS_MAX: usize = 3;
/// How often one check may wait for a status of the person or for room on the server.
pub const HOLDS_MAX: usize = 12;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// The check's minute has come. `turn`: who can be asked, by `capacity`; `still_at_home`: the rota says so for this
    /// very day, and no leave or recall came in between.
    Due { turn: Turn, still_at_home: bool },
    /// At its minute the person has a status, or the server is full: it waits until then. Never a safe moment, since
    /// the check stays.
    Hold { why: PutOff, until: Moment },
    /// The caller asks for later.
    Defer { by: PersonId, minutes: u16, words: String },
    /// The caller gives the call to another official. The glue checks that `to` may take it.
    HandOver { by: PersonId, to: PersonId, words: String },
    /// Time has passed.
    Tick,
    /// The server was down from `down_since` until now. Comes before any `Tick` after a restart.
    NodeRestarted { down_since: Moment },
    /// Leave, recall to the office, or a mistake in the rota.
    Void { why: PutOff, words: String },
    /// The person's day begins earlier or later than it was drawn for: the check moves along. `to` is `None` when the moved
    /// day has no such minute.
    Shift { to: Option<Moment>, closes: Moment },
    /// The status for which the check waits was taken back.
    Release,
}

/// # Errors
/// A [`Refusal`] when the event does not fit the state, the person or the time; the check then stays as it was.
pub fn step(check: &Check, event: Event, ctx: &Ctx) -> Result<Step, Refusal> {
    match (&check.state, event) {
        (State::Waiting, Event::Due { .. } | Event::Hold { .. }) if ctx.now < check.due => unmoved(check),
        (State::Waiting, Event::Due { turn, still_at_home }) => due(check, turn, still_at_home, ctx),
        (State::Waiting | State::Prompted { .. }, Event::Hold { why, until }) => hold(check, why, until, ctx),
        (State::Waiting, Event::Shift { to, closes }) => shift(check, to, closes, ctx),
        (State::Waiting, Event::Release) => release(check, ctx),
        (State::Waiting | State::Prompted { .. } | State::Missed { .. }, Event::Void { why, words: text }) => {
            let text = words(&text)?;
            settle(check.clone(), vec![Fact::Voided { why, words: text }], Vec::new(), ctx)
        }
        (&State::Prompted { caller, until }, Event::Defer { by, minutes, words }) => {
            may_act(caller, by, until, ctx.now)?;
            defer(check, by, minutes, &words, ctx)
        }
        (&State::Prompted { caller, until }, Event::HandOver { by, to, words }) => {
            may_act(caller, by, until, ctx.now)?;
            hand_over(check, by, to, &words, ctx)
        }
        (&State::Prompted { caller, until }, Event::Tick) => {
            if ctx.now < until {
                return unmoved(check);
            }
            prompt_ended(check, caller, until, ctx)
        }
        (&State::Prompted { caller, until }, Event::NodeRestarted { down_since }) => {
            restarted(check, caller, until, down_since, ctx)
        }
        _ => Err(Refusal::WrongState),
    }
}

/// The prompt's next state: a fresh window for `caller`, never past the person's next break or end of working time.
pub(crate) fn ask(mut check: Check, caller: PersonId, ctx: &Ctx) -> Check {
    let mut until = ctx.now.plus(start_window(ctx)).min(check.closes);
    if let Callable::Yes { until: window_ends } = ctx.times.at(ctx.now) {
        until = until.min(window_ends);
    }
    check.state = State::Prompted { caller, until };
    check
}

/// After the server itself spoiled a prompt or a ring: ask again, or give up as our own fault when that happened too
/// often or no time is left.
pub(crate) fn ask_again(check: Check, caller: PersonId, spoiled: Fact, ctx: &Ctx) -> Result<Step, Refusal> {
    let before = count(ctx.trace, |f| matches!(f, Fact::RingVoided { .. } | Fact::PromptVoided { .. }));
    let open = ctx.times.open_from(ctx.now).filter(|open| *open < check.closes);
    let Some(open) = open.filter(|_| before < VOIDED_MAX) else {
        return settle(check, vec![spoiled], Vec::new(), ctx);
    };
    if open > ctx.now {
        let fact = Fact::Deferred { by: None, why: PutOff::Pause, words: String::new(), to: open };
        let next = Check { due: open, state: State::Waiting, ..check };
        return moved(next, vec![spoiled, fact], vec![Effect::Tell(caller)]);
    }
    let check = ask(check, caller, ctx);
    let effects = vec![Effect::Tell(caller)];
    moved(check, vec![spoiled, Fact::Prompted { caller }], effects)
}

/// Whether the rule may still pass this check on to another official.
#[must_use]
pub fn may_pass_on(trace: &[Recorded]) -> bool {
    count(trace, |f| matches!(f, Fact::PassedOn { .. })) < capacity::PASSED_ON_MAX
}

fn due(check: &Check, turn: Turn, still_at_home: bool, ctx: &Ctx) -> Result<Step, Refusal> {
    if !still_at_home {
        let fact = Fact::Voided { why: PutOff::NoLongerAtHome, words: String::new() };
        return settle(check.clone(), vec![fact], Vec::new(), ctx);
    }
    if ctx.now >= check.closes {
        return window_ended(check, ctx);
    }
    match ctx.times.at(ctx.now) {
        Callable::Yes { .. } => {}
        Callable::Absent { until } => return wait_for_status(check, until, ctx),
        Callable::Pause { until } if until < check.closes => return wait(check, PutOff::Pause, until),
        Callable::Pause { .. } | Callable::Over => return window_ended(check, ctx),
    }
    let from = caller(check, ctx.trace);
    let (to, passed_on) = match turn {
        Turn::Own => (from, None),
        Turn::PassOn { to, .. } if to == check.person || !may_pass_on(ctx.trace) => return Err(Refusal::NotADeputy),
        Turn::PassOn { to, why } => (to, Some(Fact::PassedOn { from, to, why })),
        Turn::Later { why } => return later(check, why, ctx),
    };
    let facts = passed_on.into_iter().chain([Fact::Prompted { caller: to }]).collect();
    moved(ask(check.clone(), to, ctx), facts, vec![Effect::Tell(to)])
}

/// Working time is over before the (next) ring. The record decides when only the supervisor's wish was the reason for
/// waiting, or when the person had rings and then took a status. Otherwise it was nobody's fault: no calls are made up,
/// and an official who could not be asked has ignored nothing.
fn window_ended(check: &Check, ctx: &Ctx) -> Result<Step, Refusal> {
    let waits = put_offs_since_ring(ctx.trace);
    let by_supervisor = !waits.is_empty() && waits.iter().all(|why| why.is_supervisors());
    let after_rings = check.attempts > 0 && waits.contains(&PutOff::PersonStatus);
    let facts = if by_supervisor || after_rings {
        Vec::new()
    } else {
        let no_room = waits.first().copied().filter(|why| why.is_no_room());
        let ended = if ctx.times.windows.is_empty() { PutOff::DayNotWorked } else { PutOff::WindowEnded };
        vec![Fact::Voided { why: no_room.unwrap_or(ended), words: String::new() }]
    };
    settle(check.clone(), facts, Vec::new(), ctx)
}

/// Looks again at the next whole minute. Each reason is recorded once until somebody is asked, so that the record does not
/// grow by the minute.
fn later(check: &Check, why: PutOff, ctx: &Ctx) -> Result<Step, Refusal> {
    if !why.is_no_room() {
        return Err(Refusal::ReasonNeeded);
    }
    let next = Check { due: ctx.now.next_minute().min(check.closes), ..check.clone() };
    let asked = |f: &Fact| matches!(f, Fact::Prompted { .. } | Fact::HandedOver { .. } | Fact::Rang { .. });
    let known = put_offs_since(ctx.trace, asked).contains(&why);
    let fact = Fact::Deferred { by: None, why, words: String::new(), to: next.due };
    moved(next, if known { Vec::new() } else { vec![fact] }, Vec::new())
}

fn hold(check: &Check, why: PutOff, until: Moment, ctx: &Ctx) -> Result<Step, Refusal> {
    if !matches!(why, PutOff::PersonStatus | PutOff::Capacity) {
        return Err(Refusal::ReasonNeeded);
    }
    if holds(ctx) >= HOLDS_MAX {
        return Err(Refusal::TooOften);
    }
    if until <= ctx.now {
        return unmoved(check);
    }
    let mut step = wait(check, why, until.min(check.closes))?;
    if let State::Prompted { caller, .. } = check.state {
        step.effects.push(Effect::Tell(caller));
    }
    Ok(step)
}

fn holds(ctx: &Ctx) -> usize {
    count(ctx.trace, |f| matches!(f, Fact::Deferred { why: PutOff::PersonStatus | PutOff::Capacity, .. }))
}

/// As [`hold`], from the server's own look at the person's day: who has put the check off too often is not called any more.
fn wait_for_status(check: &Check, until: Moment, ctx: &Ctx) -> Result<Step, Refusal> {
    if holds(ctx) < HOLDS_MAX {
        return hold(check, PutOff::PersonStatus, until, ctx);
    }
    settle(check.clone(), vec![Fact::Voided { why: PutOff::PersonStatus, words: String::new() }], Vec::new(), ctx)
}

fn wait(check: &Check, why: PutOff, to: Moment) -> Result<Step, Refusal> {
    let next = Check { due: to, state: State::Waiting, ..check.clone() };
    moved(next, vec![Fact::Deferred { by: None, why, words: String::new(), to }], Vec::new())
}

/// Told to nobody: that there is a check is not to be read from a choice of hours.
fn shift(check: &Check, to: Option<Moment>, closes: Moment, ctx: &Ctx) -> Result<Step, Refusal> {
    if check.attempts > 0 || check.due < ctx.now {
        return Err(Refusal::WrongState);
    }
    let Some(to) = to else {
        let fact = Fact::Voided { why: PutOff::FlexibleStart, words: String::new() };
        return settle(check.clone(), vec![fact], Vec::new(), ctx);
    };
    if to == check.due && closes == check.closes {
        return unmoved(check);
    }
    wait(&Check { closes, ..check.clone() }, PutOff::FlexibleStart, to)
}

fn release(check: &Check, ctx: &Ctx) -> Result<Step, Refusal> {
    let waits = matches!(ctx.trace.last(), Some(r) if matches!(r.fact, Fact::Deferred { why: PutOff::PersonStatus, .. }));
    if !waits || check.due <= ctx.now {
        return unmoved(check);
    }
    wait(check, PutOff::StatusEnded, ctx.now)
}

/// The supervisor let the prompt pass; unless a break cut it short, after which they are asked again.
fn prompt_ended(check: &Check, caller: PersonId, until: Moment, ctx: &Ctx) -> Result<Step, Refusal> {
    let asked = last_at(ctx.trace, |f| matches!(f, Fact::Prompted { .. } | Fact::HandedOver { .. }));
    let cut_short = asked.is_some_and(|asked| until < asked.plus(start_window(ctx)));
    let goes_on = ctx.times.open_from(until).filter(|open| cut_short && *open > until && *open < check.closes);
    let Some(goes_on) = goes_on else {
        // Working time left less than the policy's minutes for a call back: nobody can be said to have ignored it.
        let called_back = ring::missed(check, ctx.trace, ctx.rules).is_some_and(|missed| missed.called_back.is_some());
        let fact = if cut_short && called_back {
            Fact::Voided { why: PutOff::WindowEnded, words: String::new() }
        } else {
            Fact::PromptIgnored { caller }
        };
        return settle(check.clone(), vec![fact], Vec::new(), ctx);
    };
    let mut step = wait(check, PutOff::Pause, goes_on)?;
    step.effects.push(Effect::Tell(caller));
    Ok(step)
}

fn start_window(ctx: &Ctx) -> i64 {
    i64::from(ctx.rules.start_window_minutes) * MINUTE
}

fn may_act(caller: PersonId, by: PersonId, until: Moment, now: Moment) -> Result<(), Refusal> {
    if by != caller {
        return Err(Refusal::NotYourPrompt);
    }
    if now >= until { Err(Refusal::PromptOver) } else { Ok(()) }
}

fn defer(check: &Check, by: PersonId, minutes: u16, text: &str, ctx: &Ctx) -> Result<Step, Refusal> {
    let words = words_needed(text, Refusal::ReasonNeeded)?;
    if check.deferrals >= ctx.rules.deferrals {
        return Err(Refusal::NoDeferralLeft);
    }
    if minutes > ctx.rules.deferral_minutes {
        return Err(Refusal::TooLong);
    }
    // Into a break is until after it.
    let to = ctx.times.open_from(ctx.now.plus(i64::from(minutes.max(1)) * MINUTE)).filter(|to| *to < check.closes);
    let to = to.ok_or(Refusal::OutsideWindow)?;
    let next = Check { due: to, deferrals: check.deferrals + 1, state: State::Waiting, ..check.clone() };
    let fact = Fact::Deferred { by: Some(by), why: PutOff::SupervisorAsked, words, to };
    moved(next, vec![fact], vec![Effect::Tell(by)])
}

fn hand_over(check: &Check, by: PersonId, to: PersonId, text: &str, ctx: &Ctx) -> Result<Step, Refusal> {
    let words = words(text)?;
    if to == by || to == check.person {
        return Err(Refusal::NotADeputy);
    }
    if count(ctx.trace, |f| matches!(f, Fact::HandedOver { .. })) >= HAND_OVERS_MAX {
        return Err(Refusal::TooOften);
    }
    let next = ask(check.clone(), to, ctx);
    moved(next, vec![Fact::HandedOver { by, to, words }], vec![Effect::Tell(by), Effect::Tell(to)])
}

/// A supervisor who could not start because the server was down ignored nothing: when the downtime took the end of
/// the window or more than a third of it, the window starts afresh.
fn restarted(check: &Check, caller: PersonId, until: Moment, down_since: Moment, ctx: &Ctx) -> Result<Step, Refusal> {
    let window = start_window(ctx);
    let asked = last_at(ctx.trace, |f| matches!(f, Fact::Prompted { .. } | Fact::HandedOver { .. }));
    let from = asked.map_or(down_since, |at| at.max(down_since));
    let lost = ctx.now.min(until).since(from);
    let end_taken = ctx.now >= until && down_since < until;
    if !end_taken && lost.saturating_mul(3) <= window {
        return unmoved(check);
    }
    ask_again(check.clone(), caller, Fact::PromptVoided { caller }, ctx)
}

#[cfg(test)]
mod tests;
