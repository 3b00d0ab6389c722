//! What was drawn against what each line of the pools promised, summed up by everything a test looks at.
//!
//! Streams: one line at a time, and memory for people, units and supervisors only.

use std::collections::BTreeMap;

use super::{Row, SMALL_GROUP, Subject, UNITS_SHOWN};
use crate::{
    draw::{DrawnCheck, DrawnKind, Leaf},
    ids::{PersonId, UnitId},
    staff::Sex,
    stats::{self, Found, Trials},
};

/// Equal parts of each person's own working time of a day.
pub const CLASSES: usize = 16;

/// One line of a pool and what was drawn for it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Seen {
    pub person: PersonId,
    pub unit: UnitId,
    pub supervisor: PersonId,
    /// `None` when the number does not say.
    pub sex: Option<Sex>,
    /// 1 = Monday.
    pub weekday: u8,
    /// Callable minutes.
    pub slots: u32,
    /// Chance of a random check in one minute …
    pub minute: f64,
    /// … and in the day.
    pub chance: f64,
    /// Minute of the first random check.
    pub random: Option<u32>,
    /// Minute of the forced check.
    pub forced: Option<u32>,
}

impl Seen {
    /// `None` for a line without a callable minute, which says nothing.
    #[must_use]
    pub fn of(leaf: &Leaf, unit: UnitId, sex: Option<Sex>, checks: &[DrawnCheck]) -> Option<Self> {
        let slots = leaf.slots();
        if slots == 0 {
            return None;
        }
        // 2^64 as a real number: an exact power of two.
        let minute = stats::big(leaf.threshold) / 18_446_744_073_709_551_616.0;
        let first = |kind| checks.iter().filter(|check| check.kind == kind).map(|check| check.slot).min();
        Some(Self {
            person: leaf.person,
            unit,
            supervisor: leaf.supervisor,
            sex,
            weekday: leaf.day.weekday(),
            slots,
            minute,
            chance: -(f64::from(slots) * (-minute).ln_1p()).exp_m1(),
            random: first(DrawnKind::Random),
            forced: first(DrawnKind::Forced),
        })
    }

    /// The share of first random checks that falls into the minutes before `slot`: the first of several lies earlier.
    fn share_before(&self, slot: u32) -> f64 {
        if self.minute * f64::from(self.slots) < 1e-9 {
            return f64::from(slot) / f64::from(self.slots);
        }
        let none = (-self.minute).ln_1p();
        (f64::from(slot) * none).exp_m1() / (f64::from(self.slots) * none).exp_m1()
    }
}

/// Sums over many lines.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    all: Trials,
    forced: u64,
    drawn: [u32; CLASSES],
    expected: [f64; CLASSES],
    weekdays: [Trials; 7],
    sexes: [Trials; 2],
    people: BTreeMap<PersonId, Trials>,
    supervisors: BTreeMap<PersonId, Trials>,
    units: BTreeMap<UnitId, Trials>,
    /// The unit in which each person was last seen, to know which groups are small.
    unit_of: BTreeMap<PersonId, UnitId>,
}

impl Tally {
    pub fn add(&mut self, seen: &Seen) {
        let hit = seen.random.is_some();
        self.all.add(seen.chance, hit);
        self.people.entry(seen.person).or_default().add(seen.chance, hit);
        self.supervisors.entry(seen.supervisor).or_default().add(seen.chance, hit);
        self.units.entry(seen.unit).or_default().add(seen.chance, hit);
        self.unit_of.insert(seen.person, seen.unit);
        if let Some(weekday) = self.weekdays.get_mut(usize::from(seen.weekday.saturating_sub(1))) {
            weekday.add(seen.chance, hit);
        }
        if let Some(sex) = seen.sex {
            self.sexes[usize::from(sex == Sex::Female)].add(seen.chance, hit);
        }
        if let Some(slot) = seen.random {
            self.place(slot, seen, |slot| seen.share_before(slot));
        }
        if let Some(slot) = seen.forced {
            self.forced += 1;
            self.place(slot, seen, |slot| f64::from(slot) / f64::from(seen.slots));
        }
    }

    /// Counts a drawn minute in its class, and expects it in all classes by their share.
    fn place(&mut self, slot: u32, seen: &Seen, share_before: impl Fn(u32) -> f64) {
        let classes = u32::try_from(CLASSES).unwrap_or(1);
        let class = usize::try_from(u64::from(slot) * u64::from(classes) / u64::from(seen.slots)).unwrap_or(0);
        self.drawn[class.min(CLASSES - 1)] += 1;
        let mut before = 0.0;
        for (number, expected) in (1..=classes).zip(&mut self.expected) {
            // The first minute of the next class.
            let next = share_before((number * seen.slots).div_ceil(classes));
            *expected += next - before;
            before = next;
        }
    }

    /// Adds what was tallied elsewhere.
    pub fn merge(&mut self, other: &Self) {
        self.all.merge(&other.all);
        self.forced += other.forced;
        for class in 0..CLASSES {
            self.drawn[class] += other.drawn[class];
            self.expected[class] += other.expected[class];
        }
        self.weekdays.iter_mut().zip(&other.weekdays).for_each(|(own, theirs)| own.merge(theirs));
        self.sexes.iter_mut().zip(&other.sexes).for_each(|(own, theirs)| own.merge(theirs));
        other.people.iter().for_each(|(id, theirs)| self.people.entry(*id).or_default().merge(theirs));
        other.supervisors.iter().for_each(|(id, theirs)| self.supervisors.entry(*id).or_default().merge(theirs));
        other.units.iter().for_each(|(id, theirs)| self.units.entry(*id).or_default().merge(theirs));
        self.unit_of.extend(&other.unit_of);
    }

    #[must_use]
    pub fn lines(&self) -> u64 {
        self.all.trials.into()
    }

    /// Days of people with a random check.
    #[must_use]
    pub fn random(&self) -> u64 {
        self.all.hits.into()
    }

    #[must_use]
    pub const fn forced(&self) -> u64 {
        self.forced
    }

    #[must_use]
    pub fn people(&self) -> u32 {
        u32::try_from(self.people.len()).unwrap_or(u32::MAX)
    }

    /// `None` when too little was drawn to say anything.
    pub(super) fn test(&self, subject: Subject) -> Option<Found> {
        if self.all.variance < stats::EXPECTED_MIN {
            return None;
        }
        match subject {
            Subject::Minutes => stats::goodness(&self.drawn, &self.expected),
            Subject::Weekdays => stats::dispersion(&self.weekdays),
            Subject::Sexes => stats::dispersion(&self.sexes),
            Subject::People => stats::dispersion(&self.people.values().copied().collect::<Vec<_>>()),
            Subject::OnePerson => stats::farthest(&self.people.values().copied().collect::<Vec<_>>()),
            Subject::Units => stats::dispersion(&self.units.values().copied().collect::<Vec<_>>()),
            Subject::Supervisors => stats::dispersion(&self.supervisors.values().copied().collect::<Vec<_>>()),
        }
    }

    /// What can be shown of a test without showing anybody's own count.
    pub(super) fn rows(&self, subject: Subject) -> Vec<Row> {
        let row = |key: String, group: &Trials| Row { key, expected: group.expected, drawn: group.hits };
        let numbered = |groups: &[Trials]| {
            (1_u8..).zip(groups).filter(|(_, group)| group.trials > 0).map(|(number, group)| row(number.to_string(), group)).collect()
        };
        match subject {
            Subject::Minutes => (0_u8..)
                .zip(self.drawn.iter().zip(&self.expected))
                .map(|(class, (drawn, expected))| Row { key: class.to_string(), expected: *expected, drawn: *drawn })
                .collect(),
            Subject::Weekdays => numbered(&self.weekdays),
            Subject::Sexes => numbered(&self.sexes),
            Subject::Units => self.far_units().into_iter().map(|(id, group)| row(id.to_string(), &group)).collect(),
            Subject::People | Subject::OnePerson | Subject::Supervisors => Vec::new(),
        }
    }

    /// Units that are farthest from what was expected, without small ones.
    fn far_units(&self) -> Vec<(UnitId, Trials)> {
        let mut people: BTreeMap<UnitId, u32> = BTreeMap::new();
        for unit in self.unit_of.values() {
            *people.entry(*unit).or_default() += 1;
        }
        let large = |unit: &UnitId| people.get(unit).is_some_and(|people| *people >= SMALL_GROUP);
        let mut units: Vec<(UnitId, Trials)> = self.units.iter().filter(|(id, _)| large(id)).map(|(id, group)| (*id, *group)).collect();
        units.sort_by(|a, b| b.1.z().abs().total_cmp(&a.1.z().abs()));
        units.truncate(UNITS_SHOWN);
        units
    }
}
