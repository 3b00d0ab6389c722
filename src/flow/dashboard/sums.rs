//! What checks of a span of days came to, for each unit of a dashboard at once.

use std::collections::HashMap;

use sidak_core::{
    ids::UnitId,
    report::{self, OutcomeCounts},
    time::Day,
};

use super::{View, tree::Part};
use crate::{
    flow::Done,
    shape::Rate,
    store::{Tx, dashboard, rollups::Reach},
};

#[derive(Clone, Copy, Default)]
pub(super) struct Sum {
    pub counts: OutcomeCounts,
    /// Checks that count under the policy.
    pub counted: u32,
}

/// Without manual checks. Both days included.
pub(super) struct Sums(HashMap<Part, Sum>);

impl Sums {
    pub async fn load(tx: &mut Tx, view: &View, from: Day, to: Day) -> Done<Self> {
        let alone = view.parts.iter().filter(|part| !part.whole).map(|part| part.unit);
        let whole = view.parts.iter().filter(|part| part.whole).map(|part| part.unit).chain(view.tops.iter().copied());
        let mut whole: Vec<UnitId> = whole.collect();
        whole.sort_unstable();
        whole.dedup();
        let mut sums: HashMap<Part, Sum> = HashMap::new();
        for (units, reach) in [(whole, Reach::Whole), (alone.collect::<Vec<_>>(), Reach::Alone)] {
            if units.is_empty() {
                continue;
            }
            for row in dashboard::sums(tx, &units, reach, from, to).await? {
                let sum = sums.entry(Part { unit: row.unit, whole: reach == Reach::Whole }).or_default();
                sum.counts.add(row.outcome, row.checks);
                sum.counted = sum.counted.saturating_add(row.counted);
            }
        }
        Ok(Self(sums))
    }

    pub fn of(&self, part: Part) -> Sum {
        self.0.get(&part).copied().unwrap_or_default()
    }

    pub fn of_tops(&self, tops: &[UnitId]) -> Sum {
        tops.iter().fold(Sum::default(), |mut all, top| {
            let one = self.of(Part { unit: *top, whole: true });
            all.counts.add_all(&one.counts);
            all.counted = all.counted.saturating_add(one.counted);
            all
        })
    }
}

/// With its 95 % interval; without a denominator there is no rate.
pub(super) fn rate(yes: u64, of: u64) -> Rate {
    let share = report::share(yes, of);
    let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    Rate {
        n: small(yes),
        of: small(of),
        value: share.map(|share| share.rate),
        low: share.map(|share| share.low),
        high: share.map(|share| share.high),
    }
}
