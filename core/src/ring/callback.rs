//! Calling back: who missed a ring asks to be rung again. While a promised ring is still to come, that one comes at once;
//! after the last, one more is made. It never asks for a call outside working time, and never twice for one ring.
//!
//! Knows nothing of who will be asked to ring: `capacity` decides that, as ever.

use super::{has_rung, promised};
use crate::{
    check::{Check, Ctx, Effect, Fact, Recorded, Refusal, State, Step, caller, moved, put_offs_since_ring, rang, unmoved},
    ids::{AttemptId, DeviceId},
    programme::AnswerRules,
    time::{MINUTE, Moment},
    times::Callable,
};

/// A missed ring after which the person may call back, or has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Missed {
    pub attempt: AttemptId,
    pub rang: Moment,
    /// Only after the last promised ring; before it there is time until the next one begins.
    pub until: Option<Moment>,
    pub called_back: Option<Moment>,
}

/// What can be called back about, by the record (oldest fact first). None while it rings, once it is settled, when the
/// server spoiled the last ring, and when the policy does not know it.
#[must_use]
pub fn missed(check: &Check, trace: &[Recorded], rules: &AnswerRules) -> Option<Missed> {
    let until = match check.state {
        _ if rules.callback_minutes == 0 => return None,
        State::Waiting | State::Prompted { .. } => None,
        State::Missed { until, .. } => Some(until),
        State::Ringing { .. } | State::Answered { .. } | State::Closing { .. } | State::Settled { .. } => return None,
    };
    let attempt = trace.iter().rev().find_map(|r| match r.fact {
        Fact::RingEnded { attempt } => Some(Some(attempt)),
        Fact::Rang { .. } | Fact::RingVoided { .. } => Some(None),
        _ => None,
    })??;
    Some(Missed { attempt, rang: rang(attempt, trace)?.0, until, called_back: called_back(attempt, trace) })
}

/// How many rings this check has now: the promised ones, and one more once the person called back after the last.
#[must_use]
pub fn rings_of(trace: &[Recorded], rules: &AnswerRules) -> u8 {
    promised(rules).saturating_add(u8::from(has_called_back_after_the_last(trace, rules)))
}

pub(super) fn call_back(check: &Check, attempt: AttemptId, device: DeviceId, ctx: &Ctx) -> Result<Step, Refusal> {
    let missed = missed(check, ctx.trace, ctx.rules).filter(|missed| missed.attempt == attempt);
    let Some(missed) = missed else {
        // A page that was slow should hear "too late", not "impossible".
        return Err(if has_rung(attempt, ctx) { Refusal::CallBackOver } else { Refusal::WrongState });
    };
    if missed.called_back.is_some() {
        return unmoved(check);
    }
    if missed.until.is_some_and(|until| ctx.now >= until) {
        return Err(Refusal::CallBackOver);
    }
    if let Callable::Absent { .. } = ctx.times.at(ctx.now) {
        return Err(Refusal::PersonAbsent);
    }
    // In a break: after it.
    let open = ctx.times.open_from(ctx.now).filter(|open| *open < check.closes).ok_or(Refusal::CallBackOver)?;
    let next = match check.state {
        // The official has given a reason to ring later, or is asked already: they learn of it, and that is all.
        State::Prompted { .. } => check.clone(),
        State::Waiting if put_offs_since_ring(ctx.trace).first().is_some_and(|why| why.is_supervisors()) => check.clone(),
        _ => Check { due: open, state: State::Waiting, ..check.clone() },
    };
    let tell = [Effect::Tell(check.person), Effect::Tell(caller(check, ctx.trace)), Effect::Push(check.id)];
    moved(next, vec![Fact::CalledBack { attempt, device }], tell.to_vec())
}

/// Until when the person may call back after a ring that ends now and is the last that comes by itself; none when there is
/// no such time: then the rings decide at once.
pub(super) fn open_until(check: &Check, ctx: &Ctx) -> Option<Moment> {
    let until = ctx.now.plus(full(ctx)).min(check.closes);
    let can_begin = ctx.times.open_from(ctx.now).is_some_and(|open| open < check.closes);
    (until > ctx.now && can_begin && !has_called_back_after_the_last(ctx.trace, ctx.rules)).then_some(until)
}

/// The person gets back the minutes for calling back that the server was down.
pub(super) fn longer(check: &Check, until: Moment, down_since: Moment, ctx: &Ctx) -> Result<Step, Refusal> {
    let State::Missed { caller, attempt, .. } = check.state else { return Err(Refusal::WrongState) };
    let lost = ctx.now.min(until).since(down_since).clamp(0, full(ctx));
    let longer = if lost == 0 { until } else { until.max(ctx.now).plus(lost).min(ctx.now.plus(full(ctx))).min(check.closes).max(until) };
    let effects = if longer == until { Vec::new() } else { vec![Effect::Tell(check.person), Effect::Push(check.id)] };
    moved(Check { state: State::Missed { caller, attempt, until: longer }, ..check.clone() }, Vec::new(), effects)
}

fn full(ctx: &Ctx) -> i64 {
    i64::from(ctx.rules.callback_minutes) * MINUTE
}

fn called_back(attempt: AttemptId, trace: &[Recorded]) -> Option<Moment> {
    trace.iter().find(|r| matches!(r.fact, Fact::CalledBack { attempt: of, .. } if of == attempt)).map(|r| r.at)
}

fn has_called_back_after_the_last(trace: &[Recorded], rules: &AnswerRules) -> bool {
    trace.iter().any(|r| match r.fact {
        Fact::CalledBack { attempt, .. } => rang(attempt, trace).is_some_and(|(_, number)| number >= promised(rules)),
        _ => false,
    })
}

#[cfg(test)]
mod tests;
