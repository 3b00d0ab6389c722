//! Small questions about the record of a check, asked by more than one rule.
//!
//! Knows nothing of states: it reads facts only.

use super::{Check, Fact, PutOff, Recorded};
use crate::{ids::PersonId, time::Moment};

/// Who is asked to call: the deputy who took the check over last, or else the supervisor.
#[must_use]
pub fn caller(check: &Check, trace: &[Recorded]) -> PersonId {
    let handed = trace.iter().rev().find_map(|r| match r.fact {
        Fact::HandedOver { to, .. } => Some(to),
        _ => None,
    });
    handed.unwrap_or(check.supervisor)
}

/// How many facts are such.
pub(crate) fn count(trace: &[Recorded], such: impl Fn(&Fact) -> bool) -> usize {
    trace.iter().filter(|r| such(&r.fact)).count()
}

/// When the last such fact was recorded.
pub(crate) fn last_at(trace: &[Recorded], such: impl Fn(&Fact) -> bool) -> Option<Moment> {
    trace.iter().rev().find(|r| such(&r.fact)).map(|r| r.at)
}

/// Why the check was put off since its last ring (or since the beginning), latest first.
pub(crate) fn put_offs_since_ring(trace: &[Recorded]) -> Vec<PutOff> {
    let since_ring = trace.iter().rev().take_while(|r| !matches!(r.fact, Fact::Rang { .. } | Fact::RingEnded { .. }));
    let why = |r: &Recorded| match r.fact {
        Fact::Deferred { why, .. } if !why.only_moves() => Some(why),
        _ => None,
    };
    since_ring.filter_map(why).collect()
}
