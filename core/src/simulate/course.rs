//! One way of choosing whom to call, seen through the eyes of somebody who wants to guess it.
//!
//! Keeps per person what a colleague could remember, and sums of how well each guess would have done. Knows nothing of
//! how the checks were chosen.

use std::collections::BTreeMap;

use super::Rules;
use crate::{
    stats::FEATURES_MAX,
    time::Day,
    watch::{Seen, Tally},
};

/// What is known of a person before a day's checks.
pub(super) struct Today {
    pub seat: usize,
    pub person: usize,
    pub unit: usize,
    pub day: Day,
    pub weekday: u8,
    pub left_this_week: u32,
    /// The chance of a check that the rules give to such a past.
    pub known: f64,
}

/// What a colleague could remember.
#[derive(Clone, Copy, Default)]
struct Memory {
    /// WFH days since the last check, or since the beginning.
    since: u32,
    /// The last 20 WFH days, the newest in the lowest bit.
    recent: u32,
    days: u32,
    checked_days: u32,
    /// Monday of the week of the last check.
    week: Option<Day>,
    /// Months from the first one on: at home, and checked.
    months_home: u64,
    months_seen: u64,
}

/// A kept line for the fitted guesser.
pub(super) struct FitRow {
    pub features: [f32; FEATURES_MAX],
    pub checked: bool,
    /// From the second half of the time: to be guessed, not to learn from.
    pub later: bool,
}

/// Sums of one way of choosing.
pub(super) struct Course {
    first: Day,
    people: Vec<Memory>,
    units: BTreeMap<usize, (u32, u32)>,
    pub tally: Tally,
    /// Days with and without a check, by the chance that the rules give (as bits of a number that is not negative).
    pub guesses: BTreeMap<u64, (u64, u64)>,
    /// Days with and without a check, by WFH days since the last one.
    pub by_gap: BTreeMap<u32, (u64, u64)>,
    pub rows: Vec<FitRow>,
    pub checks: u64,
    pub checked_days: u64,
    pub longest: u32,
}

impl Course {
    pub fn new(people: usize, first: Day) -> Self {
        Self {
            first,
            people: vec![Memory::default(); people],
            units: BTreeMap::new(),
            tally: Tally::default(),
            guesses: BTreeMap::new(),
            by_gap: BTreeMap::new(),
            rows: Vec::new(),
            checks: 0,
            checked_days: 0,
            longest: 0,
        }
    }

    pub fn checked_this_week(&self, seat: usize, day: Day) -> bool {
        self.people[seat].week == Some(day.monday())
    }

    /// Takes in one person's day with so many checks.
    pub fn take(&mut self, rules: &Rules, today: &Today, seen: &Seen, checks: usize) {
        let checked = checks > 0;
        if today.person.is_multiple_of(rules.stride) {
            let features = self.features(today);
            self.rows.push(FitRow { features, checked, later: today.day >= rules.half });
        }
        self.tally.add(seen);
        let month = month(self.first, today.day);
        let memory = &mut self.people[today.seat];
        for cell in [self.guesses.entry(today.known.to_bits()).or_default(), self.by_gap.entry(memory.since).or_default()] {
            *(if checked { &mut cell.0 } else { &mut cell.1 }) += 1;
        }
        let unit = self.units.entry(today.unit).or_default();
        *unit = (unit.0 + u32::from(checked), unit.1 + 1);
        memory.since += 1;
        self.longest = self.longest.max(memory.since);
        if checked {
            (memory.since, memory.week) = (0, Some(today.day.monday()));
            self.checked_days += 1;
            self.checks += checks as u64;
        }
        memory.recent = (memory.recent << 1 | u32::from(checked)) & 0xf_ffff;
        (memory.days, memory.checked_days) = (memory.days + 1, memory.checked_days + u32::from(checked));
        memory.months_home |= 1 << month;
        memory.months_seen |= u64::from(checked) << month;
    }

    /// All that a diligent colleague could write into a spreadsheet before the day.
    fn features(&self, today: &Today) -> [f32; FEATURES_MAX] {
        let memory = &self.people[today.seat];
        let recent = |days: u32| (memory.recent & ((1 << days) - 1)).count_ones() as f32;
        let rate = |(checked, days): (u32, u32)| if days == 0 { 0.0 } else { checked as f32 / days as f32 };
        let since = memory.since.min(60) as f32 / 10.0;
        let weekday = |number: u8| f32::from(u8::from(today.weekday == number));
        [
            1.0,
            since,
            since * since,
            recent(5),
            recent(10),
            recent(20),
            recent(1),
            weekday(2),
            weekday(3),
            weekday(4),
            weekday(5),
            f32::from(u8::from(self.checked_this_week(today.seat, today.day))),
            1.0 / today.left_this_week.max(1) as f32,
            rate(self.units.get(&today.unit).copied().unwrap_or_default()),
            rate((memory.checked_days, memory.days)),
            today.known as f32,
        ]
    }

    /// People's whole months at home, and those of them with a check. `whole` has a bit for each whole month.
    pub fn months(&self, whole: u64) -> (u64, u64) {
        self.people.iter().fold((0, 0), |(home, seen), memory| {
            let at_home = memory.months_home & whole;
            (home + u64::from(at_home.count_ones()), seen + u64::from((memory.months_seen & at_home).count_ones()))
        })
    }
}

/// Number of a day's month, from the first day's on; at most 61 for the longest time that is simulated.
pub(super) fn month(first: Day, day: Day) -> u32 {
    let number = |day: Day| i32::from(day.0.year()) * 12 + i32::from(day.0.month());
    u32::try_from(number(day) - number(first)).unwrap_or(0).min(63)
}
