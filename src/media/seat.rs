//! One leg's place on the switchboard: whose it is, where its packets come from, and what waits for it.
//! Knows nothing of other places.

use std::collections::VecDeque;

use uuid::Uuid;

use super::Side;
use super::address::Source;
use super::flood::LegUse;
use super::leg::{Forward, Leg};

pub(super) type LegId = u64;

pub(super) struct Seat {
    pub(super) leg: Leg,
    pub(super) call: Uuid,
    pub(super) side: Side,
    pub(super) ufrag: String,
    /// Oldest first.
    pub(super) sources: VecDeque<Source>,
    pub(super) used: LegUse,
}

/// What one leg has said to its peer, which has not been told yet.
pub(super) struct Turn {
    pub(super) to: LegId,
    pub(super) work: Vec<Forward>,
    pub(super) from: LegId,
}

impl Turn {
    /// A leg's own, with nothing from its peer.
    pub(super) fn of(id: LegId) -> Turn {
        Turn {
            to: id,
            work: Vec::new(),
            from: id,
        }
    }
}
