//! Units side by side, without pointing at single people in small ones.
//!
//! Units with fewer than [`SMALL_UNIT`] people are added up in one row. While that row stands for too few (as it always
//! does for a lone small unit) the next smallest unit joins it: leaving it out instead would not help, since the total
//! minus the shown rows gives it away. Knows nothing of names.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{AnswerTimes, DayRow, OutcomeCounts, Share};
use crate::ids::UnitId;

/// Fewest people a row may stand for.
pub const SMALL_UNIT: u32 = 5;

/// One unit over a period, or all small ones together.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct UnitRow {
    /// None: the small units together.
    pub unit: Option<UnitId>,
    /// How many units the row stands for.
    pub units: u32,
    pub people: u32,
    pub counts: OutcomeCounts,
    pub times: AnswerTimes,
    pub rate: Option<Share>,
}

/// The units that may be shown.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Units {
    /// In the order of their ids; the row of the small units last.
    pub rows: Vec<UnitRow>,
    /// People who are in no row, because even all small units together are too few to be shown.
    pub hidden_people: u32,
}

/// Adds up rows per unit. `people`: staff of each unit under the programme; a unit that is not in it counts as small.
#[must_use]
pub fn by_unit(rows: &[DayRow], people: &BTreeMap<UnitId, u32>) -> Units {
    let mut units: BTreeMap<UnitId, UnitRow> = BTreeMap::new();
    for row in rows {
        let sum = units.entry(row.unit).or_insert_with(|| empty(Some(row.unit), people.get(&row.unit).copied()));
        sum.counts.add_all(&row.counts);
        sum.times.add_all(&row.times);
    }
    let mut sums: Vec<UnitRow> = units.into_values().collect();
    sums.sort_by_key(|row| (row.people, row.unit));
    let merged = merged(&sums);
    let mut shown = sums.split_off(merged);
    shown.sort_by_key(|row| row.unit);
    let mut hidden_people = 0;
    if let Some(rest) = together(&sums) {
        if rest.people >= SMALL_UNIT {
            shown.push(rest);
        } else {
            hidden_people = rest.people;
        }
    }
    for row in &mut shown {
        row.rate = row.counts.answer_rate();
    }
    Units { rows: shown, hidden_people }
}

/// How many of the units, smallest first, go into the common row.
fn merged(sums: &[UnitRow]) -> usize {
    let mut merged = sums.iter().take_while(|row| row.people < SMALL_UNIT).count();
    if merged == 0 {
        return 0;
    }
    let people = |n: usize| sums.iter().take(n).map(|row| row.people).sum::<u32>();
    while merged < sums.len() && people(merged) < SMALL_UNIT {
        merged += 1;
    }
    merged
}

fn together(sums: &[UnitRow]) -> Option<UnitRow> {
    let (first, others) = sums.split_first()?;
    let mut rest = UnitRow { unit: None, ..first.clone() };
    for row in others {
        rest.units += row.units;
        rest.people += row.people;
        rest.counts.add_all(&row.counts);
        rest.times.add_all(&row.times);
    }
    Some(rest)
}

fn empty(unit: Option<UnitId>, people: Option<u32>) -> UnitRow {
    UnitRow {
        unit,
        units: 1,
        people: people.unwrap_or(0),
        counts: OutcomeCounts::default(),
        times: AnswerTimes::default(),
        rate: None,
    }
}
