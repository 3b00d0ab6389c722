//! What is said about outages, and to whom: people hear of their own void rings, supervisors of their team's, dashboards of
//! how many. What exactly was down is told to nobody, for a network may be one family's.

use std::collections::HashMap;

use sidak_core::{
    ids::{OutageId, PersonId, UnitId},
    report::SMALL_UNIT,
    time::{DAY, Moment},
};

use super::super::{Done, House};
use crate::{
    shape::OutageLine,
    store::{Tx, outages::{self, OutageRow}},
};

/// People and supervisors hear of the last days.
const TOLD_DAYS: i64 = 7;
/// Outages of one list, the last first.
pub const SHOWN_MAX: u32 = 20;

/// Those in which a ring of these people was void.
///
/// # Errors
/// When the store fails.
pub async fn of_people(house: &House, tx: &mut Tx, people: &[PersonId]) -> Done<Vec<OutageLine>> {
    let since = house.now().plus(-TOLD_DAYS * DAY);
    let mut sums: HashMap<OutageId, (u32, u32)> = HashMap::new();
    for (outage, _, rings) in outages::of_people(tx, people, since).await? {
        let sum = sums.entry(outage).or_default();
        *sum = (sum.0 + rings, sum.1 + 1);
    }
    let mut lines = Vec::new();
    for (id, (rings, people)) in sums {
        if let Some(row) = outages::get(tx, id).await? {
            lines.push(line(&row, Some((rings, people))));
        }
    }
    lines.sort_by_key(|line| (std::cmp::Reverse(line.to), line.from));
    lines.truncate(SHOWN_MAX as usize);
    Ok(lines)
}

/// Those that concerned these units since then. Of fewer than five people there is no number: it would show single ones.
///
/// # Errors
/// When the store fails.
pub async fn of_units(tx: &mut Tx, units: &[UnitId], since: Moment) -> Done<Vec<OutageLine>> {
    let sums: HashMap<OutageId, (u32, u32)> =
        outages::of_units(tx, units, since).await?.into_iter().map(|(id, rings, people)| (id, (rings, people))).collect();
    let mut rows = Vec::new();
    for id in sums.keys() {
        rows.extend(outages::get(tx, *id).await?);
    }
    rows.sort_by_key(|row| (std::cmp::Reverse(row.to), row.id));
    rows.truncate(SHOWN_MAX as usize);
    let counts = |id| sums.get(&id).copied().filter(|(_, people)| *people >= SMALL_UNIT);
    Ok(rows.iter().map(|row| line(row, counts(row.id))).collect())
}

fn line(row: &OutageRow, counts: Option<(u32, u32)>) -> OutageLine {
    OutageLine {
        kind: row.kind.code().to_owned(),
        from: row.from.millis(),
        to: row.to.millis(),
        rings: counts.map(|(rings, _)| rings),
        people: counts.map(|(_, people)| people),
    }
}
