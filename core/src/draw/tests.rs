#![allow(clippy::unwrap_used)]
mod beacon;
mod cost;
mod mixed;
mod page;
mod rules;
mod spread;

use self::{beacon::round, page::{bytes, hex_of}};
use super::{verify::FAULT_CODES, *};
use crate::ids::PersonId;

pub(super) fn person(number: u16) -> PersonId {
    let mut bytes = *uuid::uuid!("01941f29-7c00-7000-8000-000000000000").as_bytes();
    bytes[14..].copy_from_slice(&number.to_be_bytes());
    PersonId(uuid::Uuid::from_bytes(bytes))
}

pub(super) fn programme() -> ProgrammeId {
    ProgrammeId(uuid::uuid!("01941f29-7c00-7000-8000-00000000aaaa"))
}

pub(super) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub(super) const RULES: DrawRules =
    DrawRules::of(200_000, 10, 20);

/// 00 01 … 1f, and 20 21 … 3f: the secrets of `docs/draw.md`.
pub(super) fn secrets() -> (DaySecret, CycleSecret) {
    (DaySecret::new(std::array::from_fn(|n| n as u8)), CycleSecret::new(std::array::from_fn(|n| n as u8 + 32)))
}

/// A secret for each number, so that days differ as they do in use.
pub(super) fn secret(number: u32) -> DaySecret {
    let mut bytes = [7_u8; 32];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    DaySecret::new(bytes)
}

/// Windows in minutes after a day's start in UTC.
pub(super) fn windows(day: Day, minutes: &[(u16, u16)]) -> Vec<Window> {
    let utc = crate::time::Zone::parse("UTC").unwrap();
    minutes.iter().map(|(from, to)| Window { start: day.at(*from, &utc), end: day.at(*to, &utc) }).collect()
}

pub(super) fn candidate(number: u16, windows: Vec<Window>) -> Candidate {
    Candidate { person: person(number), supervisor: person(9_999), windows, policy_version: 1, days_since_check: 0, cycle: 0 }
}

/// 07.30-12.00 and 13.00-16.00 in Jakarta: 450 minutes.
pub(super) fn office_day(day: Day) -> Vec<Window> {
    windows(day, &[(30, 300), (360, 540)])
}

pub(super) fn draw(day: Day, candidates: &[Candidate]) -> DayPlan {
    let (day_secret, cycle_secret) = secrets();
    plan_day(day, programme(), &RULES, candidates, &day_secret, &cycle_secret).unwrap()
}
