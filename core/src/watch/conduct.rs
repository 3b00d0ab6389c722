//! What supervisors add to a draw: calls by hand, deferrals, voided checks and calls never made, each against the whole group.
//!
//! A funnel: who made few calls may differ widely by chance, who made many may not. Knows nothing of reasons: the record
//! of each check has them.

use serde::{Deserialize, Serialize};

use super::{LOOK_BELOW, SMALL_GROUP};
use crate::{ids::PersonId, stats};

/// One supervisor's sums.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Conduct {
    pub supervisor: PersonId,
    /// Staff of theirs in the pools.
    pub staff: u32,
    /// Drawn checks …
    pub checks: u32,
    /// … of which so many were deferred at least once, …
    pub deferred: u32,
    /// … so many voided …
    pub voided: u32,
    /// … and so many let go by without a call: the quietest way to spare somebody.
    pub not_called: u32,
    /// Calls by hand besides.
    pub manual: u32,
}

/// One supervisor beside the group. Supervisors of fewer than [`SMALL_GROUP`] people are left out.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SupervisorConduct {
    pub supervisor: PersonId,
    pub checks: u32,
    pub deferred: u32,
    pub voided: u32,
    pub not_called: u32,
    pub manual: u32,
    /// Which of the four are more than chance gives at the group's rate, corrected for all that were looked at.
    pub deferred_stands_out: bool,
    pub voided_stands_out: bool,
    pub not_called_stands_out: bool,
    pub manual_stands_out: bool,
}

/// The group's rates, and the supervisors with the most to ask about first.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct ConductReport {
    pub checks: u32,
    pub deferred: u32,
    pub voided: u32,
    pub not_called: u32,
    pub manual: u32,
    pub supervisors: Vec<SupervisorConduct>,
    /// Left out because they have too few staff.
    pub small: u32,
}

/// Supervisors shown at most: those who stand out first, then by calls by hand.
pub const SHOWN_MAX: usize = 200;

/// Compares everybody with the group.
#[must_use]
pub fn conduct(rows: &[Conduct]) -> ConductReport {
    let sum = |of: fn(&Conduct) -> u32| rows.iter().map(of).sum::<u32>();
    let (checks, manual) = (sum(|r| r.checks), sum(|r| r.manual));
    let (deferred, voided, not_called) = (sum(|r| r.deferred), sum(|r| r.voided), sum(|r| r.not_called));
    let shown: Vec<&Conduct> = rows.iter().filter(|row| row.staff >= SMALL_GROUP).collect();
    // Šidák: of all these looks by chance alone at most one report in twenty has anything that stands out.
    let looks = 4.0 * stats::count(shown.len().max(1));
    let level = -((1.0 - LOOK_BELOW).ln() / looks).exp_m1();
    let out = |n: u32, k: u32, rate: f64| n > 0 && f64::from(k) > f64::from(n) * rate && stats::binomial_tails(n, k, rate).1 < level;
    let rate = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
    let mut supervisors: Vec<SupervisorConduct> = shown
        .iter()
        .map(|row| SupervisorConduct {
            supervisor: row.supervisor,
            checks: row.checks,
            deferred: row.deferred,
            voided: row.voided,
            not_called: row.not_called,
            manual: row.manual,
            deferred_stands_out: out(row.checks, row.deferred, rate(deferred, checks)),
            voided_stands_out: out(row.checks, row.voided, rate(voided, checks)),
            not_called_stands_out: out(row.checks, row.not_called, rate(not_called, checks)),
            manual_stands_out: out(row.checks + row.manual, row.manual, rate(manual, checks + manual)),
        })
        .collect();
    let marks = |s: &SupervisorConduct| {
        [s.deferred_stands_out, s.voided_stands_out, s.not_called_stands_out, s.manual_stands_out].into_iter().filter(|out| *out).count()
    };
    supervisors.sort_by_key(|s| (std::cmp::Reverse((marks(s), s.manual, s.deferred + s.voided + s.not_called)), s.supervisor));
    supervisors.truncate(SHOWN_MAX);
    let small = u32::try_from(rows.len() - shown.len()).unwrap_or(u32::MAX);
    ConductReport { checks, deferred, voided, not_called, manual, supervisors, small }
}
