//! Fair draws stay green as often as promised; each rigged one turns red. The draws here are made by a sampler of its own,
//! and once by the real one.
#![allow(clippy::unwrap_used)]
mod real;

use super::*;
use crate::{
    ids::{PersonId, UnitId},
    staff::Sex,
};

const SLOTS: u32 = 450;

pub(super) fn id(group: u32, number: u32) -> uuid::Uuid {
    uuid::Uuid::from_u128(u128::from(group) << 64 | u128::from(number))
}

/// SplitMix64.
struct Luck(u64);

impl Luck {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// The first drawn minute of a day, when there is one.
    fn first(&mut self, chance: f64) -> Option<u32> {
        let quiet = (1.0 - chance).ln() / f64::from(SLOTS);
        let slot = ((1.0 - self.next()).ln() / quiet).floor();
        (slot < f64::from(SLOTS)).then_some(slot as u32)
    }
}

/// What somebody with the keys to the draw might do.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Rig {
    Fair,
    AfternoonsOnly,
    OneUnitDoubled,
    OneSexHalfMore,
    MondaysSkipped,
    OnePersonPicked,
    OneSupervisorsStaffDoubled,
    /// Rates differ from person to person, from half to one and a half.
    FavouritesEverywhere,
}

/// Thirteen weeks of people who are at home every second day, twelve to a supervisor and five supervisors to a unit.
fn thirteen_weeks(people: u32, chance: f64, rig: Rig, seed: u64) -> Report {
    let (mut luck, mut tally) = (Luck(seed.wrapping_mul(0x5851_f42d_4c95_7f2d)), Tally::default());
    for person in 0..people {
        let (supervisor, unit, sex) = (person / 12, person / 60, if person % 5 < 2 { Sex::Male } else { Sex::Female });
        let favour = 0.5 + luck.next();
        let mut since = 0_u32;
        for day in (person % 2..65).step_by(2) {
            let weekday = (day % 5 + 1) as u8;
            let really = match rig {
                Rig::OneUnitDoubled if unit == 1 => 2.0 * chance,
                Rig::OneSexHalfMore if sex == Sex::Female => 1.5 * chance,
                Rig::MondaysSkipped if weekday == 1 => 0.0,
                Rig::OnePersonPicked if person == 7 => 0.95,
                Rig::OneSupervisorsStaffDoubled if supervisor == 3 => 2.0 * chance,
                Rig::FavouritesEverywhere => chance * favour,
                _ => chance,
            };
            let mut random = luck.first(really.clamp(1e-12, 0.999));
            if rig == Rig::AfternoonsOnly {
                random = random.map(|slot| SLOTS / 2 + slot / 2);
            }
            since = if random.is_some() { 0 } else { since + 1 };
            let forced = (since == 15).then(|| (luck.next() * f64::from(SLOTS)) as u32);
            since = if forced.is_some() { 0 } else { since };
            tally.add(&Seen {
                person: PersonId(id(1, person)),
                unit: UnitId(id(2, unit)),
                supervisor: PersonId(id(3, supervisor)),
                sex: Some(sex),
                weekday,
                slots: SLOTS,
                minute: -((-chance).ln_1p() / f64::from(SLOTS)).exp_m1(),
                chance,
                random,
                forced,
            });
        }
    }
    report(&tally)
}

#[test]
fn fair_draws_stay_green_as_often_as_promised() {
    for (people, chance) in [(400, 0.2), (90, 0.35), (1_000, 0.05)] {
        let reports: Vec<Report> = (0..200).map(|seed| thirteen_weeks(people, chance, Rig::Fair, seed)).collect();
        let lit = |light| reports.iter().filter(|report| report.light == light).count();
        // 1 in 20 is promised, so 10 of 200; 19 or more happen once in 200 runs. Red: 0.2 of 200 promised.
        assert!(lit(Light::Look) + lit(Light::Red) <= 18, "{people} {chance}: {} look, {} red", lit(Light::Look), lit(Light::Red));
        assert!(lit(Light::Red) <= 2, "{people} {chance}: {} red", lit(Light::Red));
        // Each test alone keeps its level too: 10 of 200 below 0.05 are expected, and at least one should be.
        for subject in Subject::ALL {
            let low = reports.iter().flat_map(|r| &r.tests).filter(|t| t.subject == subject && t.p.unwrap() < 0.05).count();
            assert!((1..=21).contains(&low), "{people} {chance} {subject:?}: {low} of 200 below 0.05");
        }
    }
}

#[test]
fn rigged_draws_turn_red() {
    // Of twenty draws of 400 people in thirteen weeks so many turn red, and by which test.
    let cases = [
        (Rig::AfternoonsOnly, Subject::Minutes, 20),
        (Rig::OneUnitDoubled, Subject::Units, 20),
        (Rig::OneSexHalfMore, Subject::Sexes, 20),
        (Rig::MondaysSkipped, Subject::Weekdays, 20),
        (Rig::OnePersonPicked, Subject::OnePerson, 20),
        (Rig::OneSupervisorsStaffDoubled, Subject::Supervisors, 20),
        (Rig::FavouritesEverywhere, Subject::People, 20),
    ];
    for (rig, subject, wanted) in cases {
        let reports: Vec<Report> = (0..20).map(|seed| thirteen_weeks(400, 0.2, rig, 1_000 + seed)).collect();
        let of = |report: &Report| report.tests.iter().find(|test| test.subject == subject).unwrap().light;
        let red = reports.iter().filter(|report| of(report) == Light::Red).count();
        assert!(red >= wanted, "{rig:?}: only {red} of 20 red by {subject:?}");
    }
}

#[test]
fn too_little_is_said_to_be_too_little() {
    let empty = report(&Tally::default());
    assert_eq!((empty.light, empty.lines), (Light::TooFew, 0));
    assert!(empty.tests.iter().all(|test| test.light == Light::TooFew && test.p.is_none()));
}

#[test]
fn the_first_of_several_checks_lies_early_and_that_is_expected() {
    let seen = |random| Seen {
        person: PersonId(id(1, 1)), unit: UnitId(id(2, 1)), supervisor: PersonId(id(3, 1)), sex: None, weekday: 1,
        slots: SLOTS, minute: 0.005, chance: 0.9, random, forced: None,
    };
    let mut tally = Tally::default();
    tally.add(&seen(Some(449)));
    let rows = tally.rows(Subject::Minutes);
    assert!((rows.iter().map(|row| row.expected).sum::<f64>() - 1.0).abs() < 1e-9);
    assert!(rows[0].expected > 5.0 * rows[15].expected && rows[15].drawn == 1);
}

#[test]
fn small_units_and_small_teams_are_not_shown() {
    let mut tally = Tally::default();
    for (unit, people) in [(1, SMALL_GROUP - 1), (2, SMALL_GROUP)] {
        for person in 0..people {
            tally.add(&Seen {
                person: PersonId(id(unit, person)), unit: UnitId(id(9, unit)), supervisor: PersonId(id(8, unit)), sex: None,
                weekday: 1, slots: SLOTS, minute: 0.0005, chance: 0.2, random: None, forced: None,
            });
        }
    }
    assert_eq!(tally.rows(Subject::Units).len(), 1);
    let row = |number, staff, manual| Conduct { supervisor: PersonId(id(8, number)), staff, checks: 20, deferred: 1, voided: 1, not_called: 1, manual };
    let found = conduct(&[row(1, SMALL_GROUP - 1, 0), row(2, SMALL_GROUP, 0)]);
    assert_eq!((found.supervisors.len(), found.small), (1, 1));
}

#[test]
fn who_calls_by_hand_far_more_than_others_stands_out() {
    let mut rows: Vec<Conduct> = (0..60)
        .map(|n| Conduct { supervisor: PersonId(id(8, n)), staff: 10, checks: 60, deferred: 3 + n % 4, voided: n % 3, not_called: n % 2, manual: n % 3 })
        .collect();
    assert!(conduct(&rows).supervisors.iter().all(|s| !s.manual_stands_out && !s.deferred_stands_out && !s.voided_stands_out));
    rows[17].manual = 25;
    let found = conduct(&rows);
    assert_eq!((found.supervisors[0].supervisor, found.supervisors[0].manual_stands_out), (rows[17].supervisor, true));
    assert!(found.supervisors[1..].iter().all(|s| !s.manual_stands_out));
    rows[18].not_called = 14;
    let found = conduct(&rows);
    let silent: Vec<PersonId> = found.supervisors.iter().filter(|s| s.not_called_stands_out).map(|s| s.supervisor).collect();
    assert_eq!(silent, [rows[18].supervisor]);
    let many: Vec<Conduct> = (0..300).map(|n| Conduct { supervisor: PersonId(id(8, n)), ..rows[0] }).collect();
    assert_eq!(conduct(&many).supervisors.len(), conduct::SHOWN_MAX);
}
