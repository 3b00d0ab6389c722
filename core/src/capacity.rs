//! Which official is asked to make a check that has come due: the one who has it, one who stands in, or nobody yet.
//!
//! Fair to those who call as well: a policy bounds how many calls one official is asked to make. Checks that cannot be
//! served wait and look again at each whole minute, in the order in which they were drawn. Knows nothing of where duty
//! and counts come from. Next: `prompt`.

use crate::{
    check::PutOff,
    ids::PersonId,
    programme::CapacityRules,
    time::{HOUR, Moment},
};

/// How often the rule may pass one check from one official to another.
pub const PASSED_ON_MAX: usize = 3;

/// An official who could be asked now, as far as the rule looks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Official {
    pub id: PersonId,
    /// On leave, or entered as not on duty.
    pub absent: bool,
    /// Checks in which the official is asked, rings or talks right now, without this one.
    pub running: u16,
    /// When the official was first asked for each other check from the draw, of this day.
    pub today: Vec<Moment>,
    /// As `today`, of the day before: an hour may reach into it.
    pub yesterday: Vec<Moment>,
    /// Was asked for this very check before: its later rings are part of the promise and no new load.
    pub has_it: bool,
}

/// Who is asked now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// The official who has the check.
    Own,
    /// Somebody who stands in, because the first could not be asked.
    PassOn { to: PersonId, why: PutOff },
    /// Nobody; look again at the next whole minute.
    Later { why: PutOff },
}

/// `others`: who may take the check over, in any order. Of those who can, the one asked least today is.
#[must_use]
pub fn turn(first: &Official, others: &[Official], may_pass_on: bool, rules: &CapacityRules, now: Moment) -> Turn {
    let Some(why) = hindrance(first, rules, now) else { return Turn::Own };
    let able = others.iter().filter(|other| may_pass_on && other.id != first.id && hindrance(other, rules, now).is_none());
    match able.min_by_key(|other| (other.today.len(), other.id)) {
        Some(other) => Turn::PassOn { to: other.id, why },
        None => Turn::Later { why },
    }
}

/// Why this official cannot be asked now; the reason that lasts longest comes first.
#[must_use]
pub fn hindrance(official: &Official, rules: &CapacityRules, now: Moment) -> Option<PutOff> {
    let last_hour = official.today.iter().chain(&official.yesterday).filter(|at| now.since(**at) < HOUR).count();
    let new = !official.has_it;
    if official.absent {
        Some(PutOff::SupervisorAbsent)
    } else if new && official.today.len() >= usize::from(rules.per_day) {
        Some(PutOff::OverDay)
    } else if new && last_hour >= usize::from(rules.per_hour) {
        Some(PutOff::OverHour)
    } else if official.running >= u16::from(rules.at_once) {
        Some(PutOff::SupervisorBusy)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
