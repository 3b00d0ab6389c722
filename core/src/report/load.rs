//! How calls are spread over those who are asked to make them.
//!
//! Knows nothing of who they are: with few of them nothing is told, because each could be picked out.

use serde::Serialize;

use super::SMALL_UNIT;

/// Over officials who were asked at all.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct LoadSpread {
    pub officials: u32,
    pub calls: u32,
    pub median: f64,
    pub most: u32,
    /// Share of all calls that went to the busiest tenth of the officials (rounded up), 0 to 1. An even spread gives that
    /// tenth's share of the officials.
    pub busiest_tenth: f64,
}

/// From one number of calls per official. `None` for fewer than [`SMALL_UNIT`] officials.
#[must_use]
pub fn load_spread(calls: impl IntoIterator<Item = u32>) -> Option<LoadSpread> {
    let mut calls: Vec<u32> = calls.into_iter().filter(|n| *n > 0).collect();
    calls.sort_unstable_by(|a, b| b.cmp(a));
    let officials = u32::try_from(calls.len()).unwrap_or(u32::MAX);
    if officials < SMALL_UNIT {
        return None;
    }
    let sum = |of: &[u32]| of.iter().map(|n| u64::from(*n)).sum::<u64>();
    let (all, busiest) = (sum(&calls), sum(calls.get(..calls.len().div_ceil(10))?));
    let middle = (calls.get((calls.len() - 1) / 2)?, calls.get(calls.len() / 2)?);
    Some(LoadSpread {
        officials,
        calls: u32::try_from(all).unwrap_or(u32::MAX),
        median: f64::midpoint(f64::from(*middle.0), f64::from(*middle.1)),
        most: calls.first().copied().unwrap_or_default(),
        busiest_tenth: busiest as f64 / all as f64,
    })
}
