//! Sums for dashboards, from slim rows: outcomes by day and unit, answer times, the spread of the index, and how
//! supervisors follow through.
//!
//! Every share has an interval and every small unit hides in a larger sum. Knows nothing of where rows come from.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    ids::{PersonId, UnitId},
    outcome::Outcome,
    time::Day,
};

mod load;
mod small;
mod times;

pub use load::{LoadSpread, load_spread};
pub use small::{SMALL_UNIT, UnitRow, Units, by_unit};
pub use times::{AnswerTimes, CLASS_SECONDS, TIME_CLASSES};

/// How many checks ended in each outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(into = "BTreeMap<Outcome, u32>")]
pub struct OutcomeCounts([u32; Outcome::ALL.len()]);

impl OutcomeCounts {
    pub fn add(&mut self, outcome: Outcome, checks: u32) {
        let slot = &mut self.0[outcome as usize];
        *slot = slot.saturating_add(checks);
    }

    pub fn add_all(&mut self, other: &Self) {
        for outcome in Outcome::ALL {
            self.add(outcome, other.get(outcome));
        }
    }

    #[must_use]
    pub const fn get(&self, outcome: Outcome) -> u32 {
        self.0[outcome as usize]
    }

    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().map(|n| u64::from(*n)).sum()
    }

    /// Checks in which the person came to the call.
    #[must_use]
    pub fn answered(&self) -> u64 {
        self.sum(Outcome::is_answered)
    }

    /// Checks that say something about the person: answered, or with proof that they were not there.
    #[must_use]
    pub fn proved(&self) -> u64 {
        self.sum(|o| o.is_answered() || matches!(o, Outcome::ReachedNotAnswered | Outcome::NotReady))
    }

    /// Of the checks that say something about the person, the share that was answered.
    #[must_use]
    pub fn answer_rate(&self) -> Option<Share> {
        share(self.answered(), self.proved())
    }

    fn sum(&self, wanted: impl Fn(Outcome) -> bool) -> u64 {
        Outcome::ALL.into_iter().filter(|o| wanted(*o)).map(|o| u64::from(self.get(o))).sum()
    }
}

impl From<OutcomeCounts> for BTreeMap<Outcome, u32> {
    fn from(counts: OutcomeCounts) -> Self {
        Outcome::ALL.into_iter().map(|o| (o, counts.get(o))).filter(|(_, n)| *n > 0).collect()
    }
}

/// One unit on one day, as the roll-up keeps it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DayRow {
    pub day: Day,
    pub unit: UnitId,
    pub counts: OutcomeCounts,
    pub times: AnswerTimes,
}

/// All units on one day.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct DaySum {
    pub day: Day,
    pub counts: OutcomeCounts,
    pub rate: Option<Share>,
}

/// One row per day, oldest first; days without a check are left out.
#[must_use]
pub fn by_day(rows: &[DayRow]) -> Vec<DaySum> {
    let mut days: BTreeMap<Day, OutcomeCounts> = BTreeMap::new();
    for row in rows {
        days.entry(row.day).or_default().add_all(&row.counts);
    }
    days.into_iter().map(|(day, counts)| DaySum { day, counts, rate: counts.answer_rate() }).collect()
}

/// Answer times of all rows together.
#[must_use]
pub fn answer_times(rows: &[DayRow]) -> AnswerTimes {
    let mut all = AnswerTimes::default();
    for row in rows {
        all.add_all(&row.times);
    }
    all
}

/// A share with its 95 % interval (Wilson, score method without continuity correction).
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Share {
    pub of: u64,
    pub yes: u64,
    pub rate: f64,
    pub low: f64,
    pub high: f64,
}

/// None when there is nothing to take a share of.
#[must_use]
pub fn share(yes: u64, of: u64) -> Option<Share> {
    const Z: f64 = 1.959_963_984_540_054;
    if of == 0 {
        return None;
    }
    let yes = yes.min(of);
    let (n, rate) = (of as f64, yes as f64 / of as f64);
    let z2 = Z * Z;
    let middle = (rate + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (rate * (1.0 - rate) / n + z2 / (4.0 * n * n)).sqrt();
    Some(Share { of, yes, rate, low: (middle - half).max(0.0), high: (middle + half).min(1.0) })
}

/// Classes of the index distribution, each a tenth wide.
pub const INDEX_CLASSES: usize = 10;

/// How the index is spread over people. Who has too few checks stands apart and is in no class.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct IndexSpread {
    pub classes: [u32; INDEX_CLASSES],
    pub not_enough: u32,
}

/// From one estimate per person; none where there is not enough data.
#[must_use]
pub fn index_spread(estimates: impl IntoIterator<Item = Option<f64>>) -> IndexSpread {
    let mut spread = IndexSpread::default();
    for estimate in estimates {
        let slot = match estimate {
            // `as` saturates, so 1.0 and anything odd lands in the first or last class.
            Some(estimate) => &mut spread.classes[((estimate * INDEX_CLASSES as f64) as usize).min(INDEX_CLASSES - 1)],
            None => &mut spread.not_enough,
        };
        *slot = slot.saturating_add(1);
    }
    spread
}

/// What one supervisor did with the prompts of a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SupervisorRow {
    pub supervisor: PersonId,
    /// Prompts that ended: in a call or in nothing.
    pub prompts: u32,
    /// Prompts that led to a ring.
    pub started: u32,
    pub ignored: u32,
    pub put_off: u32,
    /// Calls the supervisor asked for outside the draw.
    pub manual: u32,
    /// Calls recorded as answered although no media came from the supervisor's side.
    pub without_media: u32,
    /// Calls left without a verdict.
    pub without_verdict: u32,
}

/// The row with the share of prompts that led to a ring.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct FollowThrough {
    pub supervisor: PersonId,
    pub prompts: u32,
    pub ignored: u32,
    pub put_off: u32,
    pub manual: u32,
    pub without_media: u32,
    pub without_verdict: u32,
    pub started: Option<Share>,
}

/// Most ignored prompts first; equal ones in the order of their ids.
#[must_use]
pub fn follow_through(rows: &[SupervisorRow]) -> Vec<FollowThrough> {
    let mut list: Vec<FollowThrough> = rows
        .iter()
        .map(|row| FollowThrough {
            supervisor: row.supervisor,
            prompts: row.prompts,
            ignored: row.ignored,
            put_off: row.put_off,
            manual: row.manual,
            without_media: row.without_media,
            without_verdict: row.without_verdict,
            started: share(u64::from(row.started), u64::from(row.prompts)),
        })
        .collect();
    list.sort_by(|a, b| b.ignored.cmp(&a.ignored).then(a.supervisor.cmp(&b.supervisor)));
    list
}

#[cfg(test)]
mod tests;
