//! What supervisors did with their prompts, and how the calls are spread over them.

use sidak_core::{report, time::Day};

use super::View;
use crate::{
    flow::Done,
    shape::dashboard::{FollowThrough, LoadSpread},
    store::{Tx, asks::{self, Calls}, rollups::ConductSum},
};

/// Days that the spread looks back at most: it reads a row per call, where other figures read sums. Two weeks of a
/// province are some 40,000 rows, 50 ms.
pub(super) const LOAD_DAYS: i32 = 14;

/// The span of the view, or its last days.
pub(super) fn from(view: &View) -> Day {
    view.from.max(view.now.day.plus(1 - LOAD_DAYS))
}

pub(super) async fn follow_through(tx: &mut Tx, view: &View, conduct: &[ConductSum]) -> Done<FollowThrough> {
    let since = from(view);
    let calls = asks::by_official(tx, &view.units, since, view.now.day).await?;
    let sum = |of: fn(&ConductSum) -> u32| conduct.iter().map(of).sum();
    Ok(FollowThrough {
        prompts: sum(|c| c.prompts),
        on_time: sum(|c| c.on_time),
        deferred: sum(|c| c.deferred),
        handed_over: sum(|c| c.handed_over),
        ignored: sum(|c| c.ignored),
        verdict_missing: sum(|c| c.verdict_missing),
        manual: sum(|c| c.manual),
        answered_without_media: sum(|c| c.without_media),
        no_room: sum(|c| c.no_room),
        nobody_on_duty: sum(|c| c.nobody_on_duty),
        spread: spread(&calls, view.now.day.since(since) + 1),
    })
}

fn spread(calls: &[Calls], days: i32) -> Option<LoadSpread> {
    let spread = report::load_spread(calls.iter().map(|calls| calls.asked))?;
    Some(LoadSpread {
        days: u32::try_from(days).unwrap_or_default(),
        officials: spread.officials,
        calls: spread.calls,
        stood_in: calls.iter().map(|calls| calls.stood_in).sum(),
        median: spread.median,
        most: spread.most,
        busiest_tenth: spread.busiest_tenth,
    })
}
