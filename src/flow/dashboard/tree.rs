//! The tree of units as a dashboard walks it: what is in the reader's reach, and which units stand side by side in its table.
//!
//! Loaded once per answer. Knows nothing of checks.

use std::collections::{HashMap, HashSet};

use sidak_core::{access::{Act, Role}, ids::UnitId};

use crate::{
    flow::{Done, access::{self, Asker}},
    store::{Tx, units::{self, Unit}},
};

pub(super) struct Tree {
    units: HashMap<UnitId, Unit>,
    /// By name.
    below: HashMap<Option<UnitId>, Vec<UnitId>>,
}

/// One row of the table of units: the unit itself, or with everything below it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Part {
    pub unit: UnitId,
    pub whole: bool,
}

impl Tree {
    pub async fn load(tx: &mut Tx) -> Done<Self> {
        Ok(Self::of(units::all(tx).await?))
    }

    fn of(all: Vec<Unit>) -> Self {
        let mut below: HashMap<Option<UnitId>, Vec<UnitId>> = HashMap::new();
        for unit in &all {
            below.entry(unit.parent).or_default().push(unit.id);
        }
        Self { units: all.into_iter().map(|unit| (unit.id, unit)).collect(), below }
    }

    /// The tops of what the asker looks at: the wanted unit, or everything in reach. No top lies below another.
    ///
    /// # Errors
    /// `NotFound` for a unit outside the reach, or the store's failure.
    pub async fn tops(&self, tx: &mut Tx, asker: &Asker, wanted: Option<UnitId>) -> Done<Vec<UnitId>> {
        if let Some(unit) = wanted {
            access::unit_for(tx, asker, unit, Act::SeeDashboard).await?;
            return Ok(vec![unit]);
        }
        let granted: Vec<Option<UnitId>> = asker.roles.iter().filter(|role| Role::ALL.contains(&role.role)).map(|role| role.top).collect();
        Ok(self.apart(&granted))
    }

    /// `None` among the granted is everything.
    fn apart(&self, granted: &[Option<UnitId>]) -> Vec<UnitId> {
        if granted.contains(&None) {
            return self.below.get(&None).cloned().unwrap_or_default();
        }
        let tops: HashSet<UnitId> = granted.iter().flatten().copied().filter(|top| self.units.contains_key(top)).collect();
        let mut apart: Vec<UnitId> = tops.iter().copied().filter(|top| !self.above(*top).any(|unit| tops.contains(&unit))).collect();
        apart.sort_by_key(|top| (self.name(*top), *top));
        apart
    }

    /// What stands side by side: several tops; or of one top its parts, and the people directly in it.
    pub fn parts(&self, tops: &[UnitId], staff: &HashMap<UnitId, u32>) -> Vec<Part> {
        let whole = |unit: &UnitId| Part { unit: *unit, whole: true };
        let [top] = tops else { return tops.iter().map(whole).collect() };
        let below = self.children(*top);
        let direct = (below.is_empty() || staff.contains_key(top)).then_some(Part { unit: *top, whole: false });
        direct.into_iter().chain(below.iter().map(whole)).collect()
    }

    /// The units with everything below them.
    pub fn subtree(&self, tops: &[UnitId]) -> Vec<UnitId> {
        let mut found: Vec<UnitId> = tops.to_vec();
        let mut next = 0;
        // A parent is always there before its child, so there are no circles; each unit is met once.
        while let Some(unit) = found.get(next) {
            found.extend_from_slice(self.children(*unit));
            next += 1;
        }
        found
    }

    /// Adds up what is kept per unit over a part.
    pub fn sum(&self, part: Part, of: &HashMap<UnitId, u32>) -> u32 {
        let one = |unit: &UnitId| of.get(unit).copied().unwrap_or(0);
        if part.whole { self.subtree(&[part.unit]).iter().map(one).sum() } else { one(&part.unit) }
    }

    pub fn name(&self, unit: UnitId) -> String {
        self.units.get(&unit).map(|unit| unit.name.clone()).unwrap_or_default()
    }

    fn children(&self, unit: UnitId) -> &[UnitId] {
        self.below.get(&Some(unit)).map_or(&[], Vec::as_slice)
    }

    fn above(&self, unit: UnitId) -> impl Iterator<Item = UnitId> {
        std::iter::successors(self.units.get(&unit).and_then(|unit| unit.parent), |unit| self.units.get(unit).and_then(|unit| unit.parent))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(n: u128) -> UnitId {
        UnitId(Uuid::from_u128(n))
    }

    /// 1 ─ 2 ─ 4, 1 ─ 3, and 5 alone.
    fn tree() -> Tree {
        let unit = |n: u128, parent: Option<u128>| Unit { id: id(n), name: n.to_string(), parent: parent.map(id) };
        Tree::of(vec![unit(1, None), unit(2, Some(1)), unit(3, Some(1)), unit(4, Some(2)), unit(5, None)])
    }

    #[test]
    fn no_top_lies_below_another() {
        for (granted, tops) in [
            (vec![Some(4), Some(2), Some(3)], vec![2, 3]),
            (vec![Some(4), Some(1)], vec![1]),
            (vec![Some(4), None], vec![1, 5]),
            (vec![Some(9)], vec![]),
            (vec![], vec![]),
        ] {
            let granted: Vec<Option<UnitId>> = granted.into_iter().map(|top| top.map(id)).collect();
            assert_eq!(tree().apart(&granted), tops.into_iter().map(id).collect::<Vec<_>>(), "{granted:?}");
        }
    }

    #[test]
    fn one_top_is_shown_by_its_parts() {
        let staff = HashMap::from([(id(1), 2), (id(4), 7), (id(5), 3)]);
        let shown = |tops: &[u128]| -> Vec<(UnitId, bool)> {
            tree().parts(&tops.iter().map(|n| id(*n)).collect::<Vec<_>>(), &staff).iter().map(|part| (part.unit, part.whole)).collect()
        };
        assert_eq!(shown(&[1]), [(id(1), false), (id(2), true), (id(3), true)]);
        assert_eq!(shown(&[2]), [(id(4), true)], "nobody is directly in it");
        assert_eq!(shown(&[5]), [(id(5), false)]);
        assert_eq!(shown(&[1, 5]), [(id(1), true), (id(5), true)]);
        assert_eq!(tree().sum(Part { unit: id(1), whole: true }, &staff), 9);
        assert_eq!(tree().sum(Part { unit: id(1), whole: false }, &staff), 2);
    }
}
