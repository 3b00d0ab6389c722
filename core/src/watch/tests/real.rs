//! The same judge over what the real draw makes.
use super::*;
use crate::{
    draw::{Candidate, CycleSecret, DaySecret, plan_day},
    ids::ProgrammeId,
    programme::DrawRules,
    time::{Day, MINUTE, Moment, Window},
};

#[test]
fn the_real_draw_is_green_with_a_cap_and_a_cool_down() {
    let rules = DrawRules { checks_per_day_max: 1, cool_down_days: 4, cool_down_percent: 50, ..DrawRules::of(300_000, 5, 9) };
    let (first, cycle) = (Day::parse("2026-01-05").unwrap(), CycleSecret::new([3; 32]));
    let mut pool: Vec<Candidate> = (0..160)
        .map(|n| Candidate {
            person: PersonId(id(1, n)),
            supervisor: PersonId(id(3, n / 10)),
            windows: Vec::new(),
            policy_version: 1,
            days_since_check: 0,
            cycle: 0,
        })
        .collect();
    let mut tally = Tally::default();
    for number in (0..91).filter(|n| n % 7 < 5) {
        let day = first.plus(number);
        let start = Moment(1_767_571_200_000 + i64::from(number) * 86_400_000);
        for (n, candidate) in pool.iter_mut().enumerate() {
            // Working times differ from person to person.
            candidate.windows = vec![Window { start, end: start.plus((300 + n as i64) * MINUTE) }];
        }
        let plan = plan_day(day, ProgrammeId(id(7, 7)), &rules, &pool, &DaySecret::new([number as u8; 32]), &cycle).unwrap();
        for leaf in &plan.leaves {
            tally.add(&Seen::of(leaf, UnitId(id(2, 1)), None, plan.checks_of(leaf.person)).unwrap());
        }
        for ((person, days, cycle), candidate) in plan.next_counters().zip(&mut pool) {
            assert_eq!(person, candidate.person);
            (candidate.days_since_check, candidate.cycle) = (days, cycle);
        }
    }
    let found = report(&tally);
    assert_eq!((found.light, found.lines, found.people), (Light::Green, 160 * 65, 160), "{found:#?}");
    assert!(found.forced > 100 && found.random > 1_000, "{found:?}");
}
