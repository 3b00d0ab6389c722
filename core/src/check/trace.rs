//! Small questions about the record of a check, asked by more than one rule.
//!
//! Knows nothing of states: it reads facts only.

use super::{Check, Fact, PutOff, Recorded};
use crate::{ids::{AttemptId, PersonId}, time::Moment};

/// Who is asked to call: the deputy who took the check over last, or else the supervisor.
#[must_use]
pub fn caller(check: &Check, trace: &[Recorded]) -> PersonId {
    let handed = trace.iter().rev().find_map(|r| match r.fact {
        Fact::HandedOver { to, .. } | Fact::PassedOn { to, .. } => Some(to),
        _ => None,
    });
    handed.unwrap_or(check.supervisor)
}

/// Whether this official was ever asked to make this check, or asked for it.
#[must_use]
pub fn was_asked(official: PersonId, trace: &[Recorded]) -> bool {
    trace.iter().any(|r| match r.fact {
        Fact::Prompted { caller } => caller == official,
        Fact::HandedOver { to, .. } => to == official,
        Fact::AskedByHand { by, .. } => by == official,
        _ => false,
    })
}

/// Who asked for a manual check, and why.
#[must_use]
pub fn asked_by_hand(trace: &[Recorded]) -> Option<(PersonId, &str)> {
    trace.iter().find_map(|r| match &r.fact {
        Fact::AskedByHand { by, words } => Some((*by, words.as_str())),
        _ => None,
    })
}

/// When that ring began, and which of the check's rings it was.
#[must_use]
pub fn rang(attempt: AttemptId, trace: &[Recorded]) -> Option<(Moment, u8)> {
    trace.iter().find_map(|r| match r.fact {
        Fact::Rang { attempt: of, number, .. } if of == attempt => Some((r.at, number)),
        _ => None,
    })
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
    put_offs_since(trace, |f| matches!(f, Fact::Rang { .. } | Fact::RingEnded { .. }))
}

/// Why the check was put off since the last such fact (or since the beginning), latest first.
pub(crate) fn put_offs_since(trace: &[Recorded], such: impl Fn(&Fact) -> bool) -> Vec<PutOff> {
    let why = |r: &Recorded| match r.fact {
        Fact::Deferred { why, .. } if !why.only_moves() => Some(why),
        _ => None,
    };
    trace.iter().rev().take_while(|r| !such(&r.fact)).filter_map(why).collect()
}
