#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::time::{MINUTE, SECOND};

const NOW: Moment = Moment(1_795_140_000_000);
const RULES: CapacityRules = CapacityRules { at_once: 1, per_hour: 4, per_day: 12, manual_per_day: 2 };

fn id(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

/// Free all day.
fn free(n: u128) -> Official {
    Official { id: id(n), absent: false, running: 0, today: Vec::new(), yesterday: Vec::new(), has_it: false }
}

/// Asked so many minutes ago.
fn asked(n: u128, minutes_ago: &[i64]) -> Official {
    Official { today: minutes_ago.iter().map(|m| NOW.plus(-m * MINUTE)).collect(), ..free(n) }
}

fn busy(n: u128) -> Official {
    Official { running: 1, ..free(n) }
}

fn absent(n: u128) -> Official {
    Official { absent: true, ..free(n) }
}

fn long_ago(n: u128, times: usize) -> Official {
    asked(n, &vec![61; times])
}

#[test]
fn why_an_official_cannot_be_asked() {
    let cases = [
        ("free", free(1), None),
        ("in another check", busy(1), Some(PutOff::SupervisorBusy)),
        ("not on duty", absent(1), Some(PutOff::SupervisorAbsent)),
        ("three in the hour", asked(1, &[0, 1, 59]), None),
        ("four in the hour", asked(1, &[0, 1, 2, 59]), Some(PutOff::OverHour)),
        ("the fourth just left the hour", asked(1, &[0, 1, 2, 60]), None),
        ("eleven today", long_ago(1, 11), None),
        ("twelve today", long_ago(1, 12), Some(PutOff::OverDay)),
        ("yesterday does not count for the day", Official { yesterday: vec![NOW.plus(-2 * HOUR); 12], ..free(1) }, None),
        ("but its last hour does", Official { yesterday: vec![NOW.plus(-HOUR + SECOND); 4], ..free(1) }, Some(PutOff::OverHour)),
        ("a later ring is no new load", Official { has_it: true, ..asked(1, &[1; 12]) }, None),
        ("yet nobody is in two calls", Official { has_it: true, ..busy(1) }, Some(PutOff::SupervisorBusy)),
        ("nor called while away", Official { has_it: true, ..absent(1) }, Some(PutOff::SupervisorAbsent)),
        ("what lasts longest is said", Official { running: 1, ..asked(1, &[1; 12]) }, Some(PutOff::OverDay)),
    ];
    for (name, official, wanted) in cases {
        assert_eq!(hindrance(&official, &RULES, NOW), wanted, "{name}");
    }
    assert_eq!(hindrance(&busy(1), &CapacityRules { at_once: 2, ..RULES }, NOW), None);
}

#[test]
fn who_is_asked() {
    use PutOff::{OverDay, OverHour, SupervisorAbsent, SupervisorBusy};
    let pass = |n, why| Turn::PassOn { to: id(n), why };
    let cases = [
        ("the first can", free(1), vec![free(2)], Turn::Own),
        ("busy, a deputy can", busy(1), vec![free(2)], pass(2, SupervisorBusy)),
        ("busy, no deputy", busy(1), vec![], Turn::Later { why: SupervisorBusy }),
        ("over the hour", asked(1, &[1, 2, 3, 4]), vec![free(2)], pass(2, OverHour)),
        ("over the day, the deputy too", long_ago(1, 12), vec![long_ago(2, 12)], Turn::Later { why: OverDay }),
        ("absent, no deputy", absent(1), vec![], Turn::Later { why: SupervisorAbsent }),
        ("absent, the deputy as well", absent(1), vec![absent(2)], Turn::Later { why: SupervisorAbsent }),
        ("the one asked least today", absent(1), vec![long_ago(2, 3), long_ago(3, 1), long_ago(4, 2)], pass(3, SupervisorAbsent)),
        ("equal ones by their ids", absent(1), vec![free(3), free(2)], pass(2, SupervisorAbsent)),
        ("the least asked one is busy", absent(1), vec![busy(2), long_ago(3, 5)], pass(3, SupervisorAbsent)),
        ("not to the first again", busy(1), vec![free(1)], Turn::Later { why: SupervisorBusy }),
    ];
    for (name, first, others, wanted) in cases {
        assert_eq!(turn(&first, &others, true, &RULES, NOW), wanted, "{name}");
    }
    let why = SupervisorBusy;
    assert_eq!(turn(&busy(1), &[free(2)], false, &RULES, NOW), Turn::Later { why }, "passed on often enough");
}

/// One day of one supervisor: checks drawn at these minutes, each call lasting five minutes, everybody who waits looking again
/// each minute in the order of the draw. Gives the minute at which each was asked.
fn day_of_one(drawn: &[i64], rules: &CapacityRules, minutes: i64) -> Vec<Option<i64>> {
    let mut asked_at: Vec<Option<i64>> = vec![None; drawn.len()];
    for minute in 0..minutes {
        let mut order: Vec<usize> = (0..drawn.len()).filter(|n| drawn[*n] <= minute && asked_at[*n].is_none()).collect();
        order.sort_by_key(|n| drawn[*n]);
        for n in order {
            let today: Vec<Moment> = asked_at.iter().flatten().map(|m| NOW.plus(m * MINUTE)).collect();
            let running = asked_at.iter().flatten().filter(|m| minute - **m < 5).count();
            let official = Official { today, running: u16::try_from(running).unwrap(), ..free(1) };
            if turn(&official, &[], true, rules, NOW.plus(minute * MINUTE)) == Turn::Own {
                asked_at[n] = Some(minute);
            }
        }
    }
    asked_at
}

#[test]
fn two_in_one_minute_and_a_queue_at_the_bounds() {
    assert_eq!(day_of_one(&[0, 0], &RULES, 60), [Some(0), Some(5)], "the second waits for the first call");
    let queue = day_of_one(&[0; 13], &RULES, 480);
    let wanted: Vec<Option<i64>> = [0, 5, 10, 15, 60, 65, 70, 75, 120, 125, 130, 135].into_iter().map(Some).chain([None]).collect();
    assert_eq!(queue, wanted, "four an hour, twelve a day, the thirteenth never");
}

proptest! {
    /// However the draw falls: nobody is asked more often than the policy says, and nobody overtakes.
    #[test]
    fn bounds_and_order_hold_for_any_draw(mut drawn in prop::collection::vec(0..300_i64, 0..30), at_once in 1..3_u8, per_hour in 1..6_u8, per_day in 6..15_u16) {
        drawn.sort_unstable();
        let rules = CapacityRules { at_once, per_hour, per_day, manual_per_day: 0 };
        let served = day_of_one(&drawn, &rules, 480);
        let times: Vec<i64> = served.iter().flatten().copied().collect();
        prop_assert!(times.is_sorted(), "order of the draw: {served:?}");
        prop_assert!(served.iter().skip_while(|at| at.is_some()).all(Option::is_none), "nobody overtakes who waits: {served:?}");
        prop_assert!(times.len() <= usize::from(per_day));
        for from in 0..480 {
            let within = |minutes: i64| times.iter().filter(|at| (from..from + minutes).contains(*at)).count();
            prop_assert!(within(60) <= usize::from(per_hour));
            prop_assert!(within(5) <= usize::from(at_once));
        }
    }
}
