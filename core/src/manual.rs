//! A call that an official asks for by hand, outside the draw: with a written reason, inside working time only, and labelled
//! so for ever.
//!
//! Makes a check that rings at once; from there on it goes the way of every check. Knows nothing of who stands in whose line.
//! Next: `ring`.

use crate::{
    check::{Check, Ctx, Fact, Kind, Refusal, State, Step, words},
    ids::{AttemptId, CheckId, PersonId, ProgrammeId},
    outcome::Readiness,
    programme::Policy,
    prompt, ring,
    time::{Day, Moment},
    times::{Callable, Times},
};

/// Shortest reason, in characters: a word alone explains nothing to the person, nor to an auditor.
pub const REASON_MIN: usize = 10;

/// The wish of an official to call a person now, with what the rule must know.
#[derive(Clone, Debug)]
pub struct Wish<'a> {
    pub by: PersonId,
    pub person: PersonId,
    pub words: &'a str,
    /// Ids of the check and of its first ring.
    pub check: CheckId,
    pub attempt: AttemptId,
    pub programme: ProgrammeId,
    pub policy_version: u32,
    /// Today in the person's zone.
    pub day: Day,
    /// When the person may be called on that day.
    pub times: Times<'a>,
    /// By the rota and the decisions in force.
    pub at_home: bool,
    /// A check of the person that somebody already knows of: asked for, ringing, running or without its verdict.
    pub other_open: bool,
    /// Checks in which the official is asked, rings or talks right now.
    pub running: u16,
    /// Manual calls today: by this official, and of this person by anybody.
    pub by_official: u16,
    pub of_person: u16,
    pub readiness: Readiness,
}

/// The check, already ringing.
///
/// # Errors
/// The first rule that forbids it. A check that is drawn and still secret forbids nothing: a refusal would give it away.
pub fn call(wish: &Wish, policy: &Policy, now: Moment) -> Result<Step, Refusal> {
    let words = words(wish.words)?;
    if words.chars().count() < REASON_MIN {
        return Err(Refusal::ReasonTooShort);
    }
    if !wish.at_home {
        return Err(Refusal::NotAtHome);
    }
    let closes = match wish.times.at(now) {
        Callable::Yes { until } => until,
        Callable::Absent { .. } => return Err(Refusal::PersonAbsent),
        Callable::Pause { .. } | Callable::Over => return Err(Refusal::OutsideWindow),
    };
    if wish.other_open {
        return Err(Refusal::CheckOpen);
    }
    if wish.running >= u16::from(policy.capacity.at_once) {
        return Err(Refusal::CallerBusy);
    }
    if wish.by_official.max(wish.of_person) >= u16::from(policy.capacity.manual_per_day) {
        return Err(Refusal::NoManualLeft);
    }
    let ctx = Ctx { now, rules: &policy.answer, trace: &[], readiness: wish.readiness, times: wish.times };
    let asked = prompt::ask(born(wish, closes, now), wish.by, &ctx);
    let mut step = ring::step(&asked, ring::Event::Start { by: wish.by, attempt: wish.attempt }, &ctx)?;
    step.facts.insert(0, Fact::AskedByHand { by: wish.by, words });
    Ok(step)
}

fn born(wish: &Wish, closes: Moment, now: Moment) -> Check {
    Check {
        id: wish.check,
        programme: wish.programme,
        policy_version: wish.policy_version,
        person: wish.person,
        supervisor: wish.by,
        day: wish.day,
        kind: Kind::Manual,
        drawn_for: now,
        due: now,
        closes,
        deferrals: 0,
        attempts: 0,
        state: State::Waiting,
    }
}

#[cfg(test)]
mod tests;
