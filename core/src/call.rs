//! The call: declaration, media, lost and regained ends, hang-up, verdict.
//!
//! Who is connected is read from the record, so a node that takes over a call knows what the last one knew. Knows
//! nothing of WebRTC: it hears that media flowed, or stopped. Next: `outcome`.

use crate::{
    check::{
        Check, Ctx, Effect, Fact, Media, PlaceKind, Refusal, Side, State, Step, Verdict, count, moved, settle, unmoved,
        words, words_needed,
    },
    ids::PersonId,
    time::{MINUTE, Moment},
};

mod presence;
mod writing;

pub use presence::{ends_at, lost_since};
pub use writing::{WRITTEN_MAX, by_text, written};

/// Longest call, in minutes from Answer.
pub const MINUTES_MAX: i64 = 30;
/// After a verdict it may be corrected by who gave it for this long.
pub const CORRECTION_MINUTES: i64 = 10;
/// Corrections of one verdict.
pub const CORRECTIONS_MAX: usize = 5;
/// Declarations in one call; the last one holds.
pub const DECLARATIONS_MAX: usize = 3;
/// Losses (and server restarts) after which a call that breaks again is over.
pub const LOSSES_MAX: usize = 30;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// The person declares the place.
    Declare {
        kind: PlaceKind,
        same_as_morning: Option<bool>,
    },
    /// Authenticated media came from that side. Only the first of each kind is kept.
    Media {
        side: Side,
        what: Media,
    },
    /// That side's media connection is gone. No loss of who goes on by text.
    Lost {
        side: Side,
    },
    /// That side's page is gone.
    Gone {
        side: Side,
    },
    /// The person goes on by text.
    ByText,
    /// The person answers in writing.
    Write {
        words: String,
    },
    /// That side is connected (again).
    Back {
        side: Side,
    },
    HangUp {
        side: Side,
    },
    /// Time has passed.
    Tick,
    /// The server was down from `down_since` until now. Comes before any `Tick` after a restart.
    NodeRestarted {
        down_since: Moment,
    },
    /// The caller records what they saw. In mid-call the call goes on, and its end settles the check.
    Verdict {
        by: PersonId,
        verdict: Verdict,
        words: String,
    },
}

/// # Errors
/// A [`Refusal`] when the event does not fit the state, the person or the time; the check then stays as it was.
pub fn step(check: &Check, event: Event, ctx: &Ctx) -> Result<Step, Refusal> {
    match (&check.state, event) {
        (&State::Answered { caller, at, .. }, event) => in_call(check, caller, at, event, ctx),
        (&State::Closing { caller, until, .. }, Event::Verdict { by, verdict, words }) => {
            let given = verdict_given(caller, by, verdict, &words)?;
            if ctx.now >= until {
                return Err(Refusal::TooLate);
            }
            settle(check.clone(), vec![given], Vec::new(), ctx)
        }
        (&State::Closing { caller, until, .. }, Event::Tick) => {
            if ctx.now < until {
                return unmoved(check);
            }
            settle(check.clone(), vec![Fact::VerdictMissing { caller }], Vec::new(), ctx)
        }
        (&State::Closing { until, .. }, Event::NodeRestarted { down_since }) => {
            longer_closing(check, until, down_since, ctx)
        }
        (&State::Settled { at, .. }, Event::Verdict { by, verdict, words }) => {
            correct(check, at, by, verdict, &words, ctx)
        }
        _ => Err(Refusal::WrongState),
    }
}

fn in_call(check: &Check, caller: PersonId, at: Moment, event: Event, ctx: &Ctx) -> Result<Step, Refusal> {
    match event {
        Event::Declare { kind, same_as_morning } => declare(check, caller, kind, same_as_morning, ctx),
        Event::Media { side, what } => media(check, caller, side, what, ctx),
        Event::Lost { side: Side::Employee } if by_text(ctx.trace) => unmoved(check),
        Event::Lost { side } | Event::Gone { side } => lost(check, caller, side, ctx),
        Event::ByText => writing::begin(check, caller, ctx),
        Event::Write { words } => writing::write(check, caller, &words, ctx),
        Event::Back { side } => back(check, caller, side, ctx),
        Event::HangUp { side } => close(check, caller, vec![Fact::HungUp { side }], ctx),
        Event::Tick => tick(check, caller, at, ctx),
        Event::NodeRestarted { .. } => restarted(check, caller, ctx),
        Event::Verdict { by, verdict, words } => record(check, caller, by, verdict, &words, ctx),
    }
}

/// Saves what the caller saw and lets both say goodbye. A second verdict in the same call corrects the first.
fn record(
    check: &Check,
    caller: PersonId,
    by: PersonId,
    verdict: Verdict,
    text: &str,
    ctx: &Ctx,
) -> Result<Step, Refusal> {
    let given = verdict_given(caller, by, verdict, text)?;
    let Some((_, last, last_words)) = last_verdict(ctx) else {
        return moved(check.clone(), vec![given], vec![Effect::Tell(caller)]);
    };
    let words = note(verdict, text)?;
    if last == verdict && *last_words == words {
        return unmoved(check);
    }
    corrections_left(ctx)?;
    moved(check.clone(), vec![Fact::VerdictChanged { by, verdict, words }], vec![Effect::Tell(caller)])
}

fn declare(
    check: &Check,
    caller: PersonId,
    kind: PlaceKind,
    same_as_morning: Option<bool>,
    ctx: &Ctx,
) -> Result<Step, Refusal> {
    let fact = Fact::Declared { kind, same_as_morning };
    let declared = |f: &Fact| matches!(f, Fact::Declared { .. });
    let last = ctx.trace.iter().rev().find(|r| declared(&r.fact));
    if last.is_some_and(|r| r.fact == fact) {
        return unmoved(check);
    }
    if count(ctx.trace, declared) >= DECLARATIONS_MAX {
        return Err(Refusal::TooOften);
    }
    moved(check.clone(), vec![fact], vec![Effect::Tell(caller)])
}

/// Media from a side that counted as lost also proves that it is back. Both pages show what flows and who is there.
fn media(check: &Check, caller: PersonId, side: Side, what: Media, ctx: &Ctx) -> Result<Step, Refusal> {
    let fact = Fact::MediaFlowed { side, what };
    let first = count(ctx.trace, |f| *f == fact) == 0;
    let regained = presence::marked_lost(side, ctx.trace);
    let facts: Vec<Fact> = [regained.then_some(Fact::SideBack { side }), first.then_some(fact)].into_iter().flatten().collect();
    if facts.is_empty() {
        return unmoved(check);
    }
    moved(check.clone(), facts, tell_both(check, caller))
}

fn lost(check: &Check, caller: PersonId, side: Side, ctx: &Ctx) -> Result<Step, Refusal> {
    if presence::marked_lost(side, ctx.trace) {
        return unmoved(check);
    }
    if presence::losses(ctx.trace) >= LOSSES_MAX {
        return close(check, caller, vec![Fact::Dropped { side }], ctx);
    }
    moved(check.clone(), vec![Fact::SideLost { side }], tell_both(check, caller))
}

fn back(check: &Check, caller: PersonId, side: Side, ctx: &Ctx) -> Result<Step, Refusal> {
    if presence::connected(side, ctx.trace) {
        return unmoved(check);
    }
    moved(check.clone(), vec![Fact::SideBack { side }], tell_both(check, caller))
}

/// Ends a call whose side is gone for too long, or that is simply too long.
fn tick(check: &Check, caller: PersonId, at: Moment, ctx: &Ctx) -> Result<Step, Refusal> {
    if ctx.now >= at.plus(MINUTES_MAX * MINUTE) {
        return close(check, caller, vec![Fact::CallTooLong], ctx);
    }
    let gone: Vec<Side> = [Side::Employee, Side::Supervisor]
        .into_iter()
        .filter(|side| presence::gone_at(*side, at, ctx).is_some_and(|moment| ctx.now >= moment))
        .collect();
    if gone.is_empty() {
        return unmoved(check);
    }
    let by_server = gone.iter().any(|side| presence::lost_by_server(*side, ctx.trace));
    let facts = if by_server {
        vec![Fact::ServerFailed]
    } else {
        gone.into_iter().map(|side| Fact::Dropped { side }).collect()
    };
    close(check, caller, facts, ctx)
}

fn restarted(check: &Check, caller: PersonId, ctx: &Ctx) -> Result<Step, Refusal> {
    if presence::losses(ctx.trace) >= LOSSES_MAX {
        return close(check, caller, vec![Fact::ServerFailed], ctx);
    }
    moved(check.clone(), vec![Fact::ServerRestarted], tell_both(check, caller))
}

/// The supervisor gets back the minutes for the verdict that the server was down.
fn longer_closing(check: &Check, until: Moment, down_since: Moment, ctx: &Ctx) -> Result<Step, Refusal> {
    let State::Closing { caller, attempt, .. } = check.state else { return Err(Refusal::WrongState) };
    let full = i64::from(ctx.rules.verdict_minutes) * MINUTE;
    let lost = ctx.now.min(until).since(down_since).clamp(0, full);
    let until = if lost == 0 { until } else { until.max(ctx.now).plus(lost).min(ctx.now.plus(full)) };
    moved(Check { state: State::Closing { caller, attempt, until }, ..check.clone() }, Vec::new(), Vec::new())
}

fn close(check: &Check, caller: PersonId, facts: Vec<Fact>, ctx: &Ctx) -> Result<Step, Refusal> {
    let State::Answered { attempt, .. } = check.state else { return Err(Refusal::WrongState) };
    if last_verdict(ctx).is_some() {
        return settle(check.clone(), facts, vec![Effect::CloseCall(check.id)], ctx);
    }
    let until = ctx.now.plus(i64::from(ctx.rules.verdict_minutes) * MINUTE);
    let next = Check { state: State::Closing { caller, attempt, until }, ..check.clone() };
    let mut effects = vec![Effect::CloseCall(check.id)];
    effects.extend(tell_both(check, caller));
    moved(next, facts, effects)
}

fn verdict_given(caller: PersonId, by: PersonId, verdict: Verdict, text: &str) -> Result<Fact, Refusal> {
    if by != caller {
        return Err(Refusal::NotYourPrompt);
    }
    Ok(Fact::VerdictGiven { by, verdict, words: note(verdict, text)? })
}

/// A follow-up without a note leaves the person nothing to answer to.
fn note(verdict: Verdict, text: &str) -> Result<String, Refusal> {
    if verdict == Verdict::FollowUp { words_needed(text, Refusal::NoteNeeded) } else { words(text) }
}

/// Both versions stay on the record.
fn correct(
    check: &Check,
    settled: Moment,
    by: PersonId,
    verdict: Verdict,
    text: &str,
    ctx: &Ctx,
) -> Result<Step, Refusal> {
    let Some((giver, last, last_words)) = last_verdict(ctx) else {
        let missed = count(ctx.trace, |f| matches!(f, Fact::VerdictMissing { .. })) > 0;
        return Err(if missed { Refusal::TooLate } else { Refusal::WrongState });
    };
    if giver != by {
        return Err(Refusal::NotYourPrompt);
    }
    let words = note(verdict, text)?;
    if ctx.now >= settled.plus(CORRECTION_MINUTES * MINUTE) {
        return Err(Refusal::TooLate);
    }
    if last == verdict && *last_words == words {
        return unmoved(check);
    }
    corrections_left(ctx)?;
    settle(check.clone(), vec![Fact::VerdictChanged { by, verdict, words }], Vec::new(), ctx)
}

/// The verdict that holds so far: who gave it, what it was, and its note.
fn last_verdict<'a>(ctx: &Ctx<'a>) -> Option<(PersonId, Verdict, &'a String)> {
    ctx.trace.iter().rev().find_map(|r| match &r.fact {
        Fact::VerdictGiven { by, verdict, words } | Fact::VerdictChanged { by, verdict, words } => {
            Some((*by, *verdict, words))
        }
        _ => None,
    })
}

fn corrections_left(ctx: &Ctx) -> Result<(), Refusal> {
    let corrected = count(ctx.trace, |f| matches!(f, Fact::VerdictChanged { .. }));
    if corrected >= CORRECTIONS_MAX { Err(Refusal::TooOften) } else { Ok(()) }
}

fn tell_both(check: &Check, caller: PersonId) -> Vec<Effect> {
    vec![Effect::Tell(check.person), Effect::Tell(caller)]
}

#[cfg(test)]
mod tests;
