//! From drawn minutes to calls: one supervisor can make one call at a time.
//!
//! Simpler than the running server, and said so in `docs/simulate.md`: nobody is absent, nobody defers by hand. Knows
//! nothing of outcomes.

use std::collections::BTreeMap;

use super::{AtHome, WorkDay, agency::Team};
use crate::{
    draw::{DayPlan, DrawnKind, Words, derive},
    time::{MINUTE, Moment},
    times::Times,
};

/// Minutes a call takes the supervisor, with the ring, the talk and the verdict.
const CALL_MIN: u32 = 4;
const CALL_MAX: u32 = 9;

/// One drawn check and what became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Call {
    pub person: usize,
    pub kind: DrawnKind,
    /// Start of the drawn minute.
    pub at: Moment,
    /// The later minute in which the supervisor was free.
    pub deferred_to: Option<Moment>,
    pub voided: Option<Voided>,
}

/// Why a check was not made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Voided {
    /// The supervisor was busy until the end of the person's working time.
    WindowEnded,
}

impl Voided {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WindowEnded => "window_ended",
        }
    }
}

/// How many calls supervisors had on how many of their days with somebody at home.
#[derive(Clone, Debug, Default)]
pub(super) struct Loads {
    pub days_by_calls: BTreeMap<u32, u64>,
    pub deferred: u64,
    pub voided: u64,
}

/// Runs all calls of a shard's day. `at_home` is in the order of the plan's lines.
pub(super) fn run(seed: &[u8; 32], teams: &[Team], at_home: &[AtHome], plan: &DayPlan, today: &WorkDay, loads: &mut Loads) -> Vec<Call> {
    let mut calls = Vec::new();
    for team in at_home.chunk_by(|a, b| a.team == b.team) {
        let Some(first) = team.first() else { continue };
        let mut due: Vec<Call> = team
            .iter()
            .flat_map(|home| plan.checks_of(super::agency::person(home.person)).iter().map(|check| (home.person, *check)))
            .map(|(person, check)| Call { person, kind: check.kind, at: check.at, deferred_to: None, voided: None })
            .collect();
        due.sort_by_key(|call| (call.at, call.person));
        let supervisor = (teams[first.team].supervisor as u64).to_be_bytes();
        let mut words = Words::of(&derive(seed, &[b"calls", today.day.to_string().as_bytes(), &supervisor]));
        let mut free = Moment(i64::MIN);
        let mut made = 0;
        let working = Times { windows: &today.windows, absent: &[] };
        for call in &mut due {
            match working.open_from(call.at.max(free)) {
                Some(at) => {
                    call.deferred_to = Some(at).filter(|at| *at != call.at);
                    free = at.plus(i64::from(CALL_MIN + words.below(CALL_MAX - CALL_MIN + 1)) * MINUTE);
                    made += 1;
                }
                None => call.voided = Some(Voided::WindowEnded),
            }
            loads.deferred += u64::from(call.deferred_to.is_some());
            loads.voided += u64::from(call.voided.is_some());
        }
        *loads.days_by_calls.entry(made).or_default() += 1;
        calls.extend(due);
    }
    calls
}
