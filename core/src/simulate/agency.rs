//! Units, supervisors and staff out of nothing, and who of them is at home on a day.
//!
//! Everything follows from the seed. Knows nothing of draws.

use std::ops::Range;

use uuid::Uuid;

use super::{SHARDS, WorkDay};
use crate::{
    draw::{Words, derive},
    ids::{PersonId, UnitId},
    programme::Quota,
    rota,
    staff::Sex,
};

/// Staff of one supervisor: 8 to 15, as in the field.
const SPAN_MIN: u32 = 8;
const SPAN_MAX: u32 = 15;
/// Supervisors of one unit.
const TEAMS_MIN: u32 = 3;
const TEAMS_MAX: u32 = 12;

/// Who is at home on which working day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wfh {
    /// As many of each team as the programme's quota allows, taking turns.
    Quota,
    /// Everybody so many days of each five-day week, spread over the team.
    DaysPerWeek(u8),
    /// Everybody on these weekdays (1 = Monday).
    Weekdays(Vec<u8>),
}

impl Wfh {
    /// `quota`, `1` to `5`, or weekdays as `fri` or `mon,wed`; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        match text {
            "quota" => return Some(Self::Quota),
            "1" | "2" | "3" | "4" | "5" => return text.parse().ok().map(Self::DaysPerWeek),
            _ => {}
        }
        let weekday = |name: &str| (1_u8..).zip(NAMES).find(|(_, known)| *known == name).map(|(number, _)| number);
        text.split(',').map(weekday).collect::<Option<Vec<u8>>>().map(Self::Weekdays)
    }
}

/// The staff of one supervisor.
#[derive(Clone, Debug)]
pub(super) struct Team {
    pub unit: usize,
    pub supervisor: usize,
    /// Numbers of the people.
    pub people: Range<usize>,
}

impl Team {
    /// Who is at home, by rank within the team, in order.
    pub fn at_home<'a>(&'a self, wfh: &'a Wfh, quota: &Quota, day: &'a WorkDay) -> impl Iterator<Item = usize> + 'a {
        let size = self.people.len();
        let limit = rota::quota(u32::try_from(size).unwrap_or(u32::MAX), 0, quota).limit as usize;
        (0..size).filter(move |rank| match wfh {
            // A block of so many seats, which moves on by its own length every working day.
            Wfh::Quota => (rank + size - day.ordinal * limit % size) % size < limit,
            Wfh::DaysPerWeek(days) => day.day.weekday() <= 5 && (usize::from(day.day.weekday()) + rank) % 5 < usize::from(*days),
            Wfh::Weekdays(weekdays) => weekdays.contains(&day.day.weekday()),
        })
    }
}

pub(super) struct Agency {
    pub teams: Vec<Team>,
}

impl Agency {
    pub fn new(people: usize, seed: u64) -> Self {
        let mut words = Words::of(&derive(&seed_bytes(seed), &[b"agency"]));
        let mut between = |least: u32, most: u32| (least + words.below(most - least + 1)) as usize;
        let (mut teams, mut unit, mut left_in_unit, mut next) = (Vec::<Team>::new(), 0, between(TEAMS_MIN, TEAMS_MAX), 0);
        while next < people {
            if left_in_unit == 0 {
                (unit, left_in_unit) = (unit + 1, between(TEAMS_MIN, TEAMS_MAX));
            }
            let end = (next + between(SPAN_MIN, SPAN_MAX)).min(people);
            teams.push(Team { unit, supervisor: teams.len(), people: next..end });
            (next, left_in_unit) = (end, left_in_unit - 1);
        }
        Self { teams }
    }

    /// Whole units, in order, of about the same size.
    pub fn shards(self) -> Vec<Vec<Team>> {
        let each = self.teams.len().div_ceil(SHARDS).max(1);
        let mut shards: Vec<Vec<Team>> = vec![Vec::new()];
        for team in self.teams {
            let number = shards.len();
            if let Some(shard) = shards.last_mut() {
                let new_unit = shard.last().is_some_and(|last| last.unit != team.unit);
                if new_unit && shard.len() >= each && number < SHARDS {
                    shards.push(vec![team]);
                } else {
                    shard.push(team);
                }
            }
        }
        shards
    }
}

pub(super) fn seed_bytes(seed: u64) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_be_bytes());
    bytes
}

/// Ids that sort by number.
pub(super) fn id(group: u64, number: usize) -> Uuid {
    Uuid::from_u64_pair(group, number as u64)
}

pub(super) fn person(number: usize) -> PersonId {
    PersonId(id(1, number))
}

pub(super) fn supervisor(number: usize) -> PersonId {
    PersonId(id(2, number))
}

pub(super) fn unit(number: usize) -> UnitId {
    UnitId(id(3, number))
}

#[expect(clippy::unnecessary_wraps, reason = "real numbers do not always say")]
pub(super) const fn sex(person: usize) -> Option<Sex> {
    Some(if person % 5 < 2 { Sex::Male } else { Sex::Female })
}
