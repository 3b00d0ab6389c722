//! Which end of a call is connected, read from the record alone.
//!
//! An end counts as connected from its first media or `SideBack`, and as lost from `SideLost` or a server restart. One
//! that never connected counts as lost from the end of the *bersiap* step, the employee from shortly
//! after their last declaration if that is later: who says where they are is there. Who goes on by text is connected without media. Knows nothing of what follows from it.

use super::MINUTES_MAX;
use crate::{
    check::{Ctx, Fact, Recorded, Side, count},
    time::{MINUTE, Moment, SECOND},
};

/// Sound and picture may take so long after the declaration before the person counts as gone.
const CONNECT: i64 = 5 * SECOND;

/// The last thing the record says about a side.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Connected,
    Lost(Moment),
    LostByServer(Moment),
}

fn mark(side: Side, trace: &[Recorded]) -> Option<Mark> {
    trace.iter().rev().find_map(|r| match r.fact {
        Fact::MediaFlowed { side: of, .. } | Fact::SideBack { side: of } if of == side => Some(Mark::Connected),
        Fact::ByText if side == Side::Employee => Some(Mark::Connected),
        Fact::SideLost { side: of } if of == side => Some(Mark::Lost(r.at)),
        Fact::ServerRestarted => Some(Mark::LostByServer(r.at)),
        _ => None,
    })
}

/// Since when that side of a call answered at `answered` is gone; none while it is connected. May lie in the future
/// while the person still prepares.
#[must_use]
pub fn lost_since(side: Side, answered: Moment, ctx: &Ctx) -> Option<Moment> {
    let prepared = answered.plus(i64::from(ctx.rules.prepare_seconds) * SECOND);
    match mark(side, ctx.trace) {
        Some(Mark::Connected) => None,
        Some(Mark::Lost(at) | Mark::LostByServer(at)) => Some(at.max(prepared)),
        None if side == Side::Employee => Some(entered_at(ctx.trace).map_or(prepared, |at| at.plus(CONNECT).max(prepared))),
        None => Some(prepared),
    }
}

/// The declaration is the step into the call.
fn entered_at(trace: &[Recorded]) -> Option<Moment> {
    trace.iter().rev().find(|r| matches!(r.fact, Fact::Declared { .. })).map(|r| r.at)
}

/// When a call answered at `answered` ends by itself, as things stand.
#[must_use]
pub fn ends_at(answered: Moment, ctx: &Ctx) -> Moment {
    let longest = answered.plus(MINUTES_MAX * MINUTE);
    [Side::Employee, Side::Supervisor]
        .into_iter()
        .filter_map(|side| gone_at(side, answered, ctx))
        .fold(longest, Moment::min)
}

/// When that side will have been lost for longer than the policy allows.
pub(super) fn gone_at(side: Side, answered: Moment, ctx: &Ctx) -> Option<Moment> {
    let allowed = i64::from(ctx.rules.reconnect_seconds) * SECOND;
    lost_since(side, answered, ctx).map(|since| since.plus(allowed))
}

pub(super) fn marked_lost(side: Side, trace: &[Recorded]) -> bool {
    matches!(mark(side, trace), Some(Mark::Lost(_) | Mark::LostByServer(_)))
}

pub(super) fn connected(side: Side, trace: &[Recorded]) -> bool {
    mark(side, trace) == Some(Mark::Connected)
}

pub(super) fn lost_by_server(side: Side, trace: &[Recorded]) -> bool {
    matches!(mark(side, trace), Some(Mark::LostByServer(_)))
}

pub(super) fn losses(trace: &[Recorded]) -> usize {
    count(trace, |f| matches!(f, Fact::SideLost { .. } | Fact::ServerRestarted))
}
