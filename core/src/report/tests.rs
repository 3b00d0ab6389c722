#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn unit(n: u128) -> UnitId {
    UnitId(Uuid::from_u128(n))
}

fn day(n: i32) -> Day {
    Day::parse("2026-11-16").unwrap().plus(n)
}

fn counts(answered: u32, missed: u32, faults: u32) -> OutcomeCounts {
    let mut counts = OutcomeCounts::default();
    counts.add(Outcome::AnsweredAsDeclared, answered);
    counts.add(Outcome::ReachedNotAnswered, missed);
    counts.add(Outcome::SystemFault, faults);
    counts
}

fn row(on: i32, of: u128, counts: OutcomeCounts) -> DayRow {
    DayRow { day: day(on), unit: unit(of), counts, times: AnswerTimes::default() }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 5e-4
}

#[test]
fn the_interval_is_wilsons() {
    // Wilson (1927), without continuity correction; 0 of 10 and 81 of 263 are the textbook cases.
    let cases = [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (1, 2, 0.0945, 0.9055)];
    for (yes, of, low, high) in cases {
        let share = share(yes, of).unwrap();
        assert!(close(share.low, low) && close(share.high, high), "{yes} of {of}: {share:?}");
    }
    assert_eq!(share(0, 0), None);
    assert_eq!(share(5, 3).unwrap().yes, 3, "never more than all");
}

#[test]
fn outcomes_are_told_apart_in_the_rate() {
    let mut counts = OutcomeCounts::default();
    for (n, outcome) in (1..).zip(Outcome::ALL) {
        counts.add(outcome, n);
    }
    assert_eq!(counts.total(), 78);
    for (n, outcome) in (1..).zip(Outcome::ALL) {
        assert_eq!(counts.get(outcome), n, "{outcome:?}");
    }
    let share = counts.answer_rate().unwrap();
    // As declared, elsewhere, media failed and called back, of these with reached-not-answered and not-ready.
    assert_eq!((share.yes, share.of), (1 + 2 + 3 + 4, 1 + 2 + 3 + 4 + 6 + 8));
    assert_eq!(OutcomeCounts::default().answer_rate(), None);
    let json = serde_json::to_value(self::counts(2, 0, 1)).unwrap();
    assert_eq!(json, serde_json::json!({ "answered_as_declared": 2, "system_fault": 1 }));
}

#[test]
fn counts_stop_at_the_largest_number() {
    let mut counts = counts(u32::MAX, 0, 0);
    counts.add(Outcome::AnsweredAsDeclared, 1);
    assert_eq!(counts.get(Outcome::AnsweredAsDeclared), u32::MAX);
}

#[test]
fn days_are_added_up_over_units() {
    let rows = [row(1, 1, counts(3, 1, 0)), row(0, 1, counts(1, 0, 2)), row(1, 2, counts(4, 0, 0))];
    let days = by_day(&rows);
    assert_eq!(days.iter().map(|d| d.day).collect::<Vec<_>>(), [day(0), day(1)]);
    assert_eq!((days[1].counts, days[1].rate.unwrap().of), (counts(7, 1, 0), 8));
    assert_eq!(by_day(&[]), []);
}

#[test]
fn answer_times_fall_into_classes_of_fifteen_seconds() {
    let mut times = AnswerTimes::default();
    for seconds in [0, 14, 15, 29, 299, 300, 4_000_000_000] {
        times.add(seconds);
    }
    let mut wanted = [0; TIME_CLASSES];
    (wanted[0], wanted[1], wanted[19], wanted[20]) = (2, 2, 1, 2);
    assert_eq!((times.classes, times.total()), (wanted, 7));
    let mut rows = [row(0, 1, counts(1, 0, 0)), row(1, 1, counts(1, 0, 0))];
    rows[0].times = times;
    rows[1].times = times;
    assert_eq!(answer_times(&rows).total(), 14);
}

#[test]
fn median_and_ninth_tenth_are_interpolated() {
    let times = |answers: &[(u32, u32)]| {
        let mut times = AnswerTimes::default();
        for (seconds, n) in answers {
            (0..*n).for_each(|_| times.add(*seconds));
        }
        times
    };
    // (seconds, answers) of each class; median; ninth tenth.
    type Case = (&'static [(u32, u32)], Option<f64>, Option<f64>);
    let cases: [Case; 5] = [
        (&[], None, None),
        (&[(7, 10)], Some(7.5), Some(13.5)),
        (&[(0, 5), (20, 5)], Some(15.0), Some(27.0)),
        (&[(0, 1), (40, 2), (100, 1)], Some(37.5), Some(99.0)),
        (&[(0, 1), (1_000, 9)], Some(300.0), Some(300.0)),
    ];
    for (answers, median, p90) in cases {
        let times = times(answers);
        assert_eq!((times.median(), times.p90()), (median, p90), "{answers:?}");
    }
}

#[test]
fn who_has_too_few_checks_stands_apart() {
    let spread = index_spread([Some(0.0), Some(0.0999), Some(0.1), Some(0.95), Some(1.0), None, None, Some(f64::NAN)]);
    assert_eq!(spread.classes, [3, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
    assert_eq!(spread.not_enough, 2);
}

#[test]
fn supervisors_who_ignore_prompts_come_first() {
    let row = |n, prompts, started, ignored| SupervisorRow {
        supervisor: PersonId(Uuid::from_u128(n)),
        prompts,
        started,
        ignored,
        put_off: 1,
        manual: 2,
        without_media: 3,
        without_verdict: 4,
    };
    let list = follow_through(&[row(3, 10, 10, 0), row(2, 10, 4, 6), row(1, 0, 0, 0)]);
    let order: Vec<u128> = list.iter().map(|f| f.supervisor.0.as_u128()).collect();
    assert_eq!(order, [2, 1, 3]);
    assert_eq!(list[0].started, share(4, 10));
    assert_eq!((list[1].started, list[0].manual, list[0].without_media, list[0].without_verdict), (None, 2, 3, 4));
}

/// Units of these sizes, numbered from 1; each has as many answered checks as people.
fn units(sizes: &[u32]) -> Units {
    let people: BTreeMap<UnitId, u32> = (1..).map(unit).zip(sizes.iter().copied()).collect();
    let rows: Vec<DayRow> = people.iter().map(|(id, n)| DayRow { unit: *id, ..row(0, 0, counts(*n, 0, 0)) }).collect();
    by_unit(&rows, &people)
}

#[test]
fn small_units_are_added_up_so_that_none_can_be_worked_out() {
    // Sizes of the units; sizes of the rows shown alone; units and people of the common row; people in no row.
    type Case = (&'static [u32], &'static [u32], Option<(u32, u32)>, u32);
    let cases: [Case; 9] = [
        (&[], &[], None, 0),
        (&[5, 9], &[5, 9], None, 0),
        (&[4, 3, 9], &[9], Some((2, 7)), 0),
        (&[4, 7, 9], &[9], Some((2, 11)), 0),
        (&[1, 2, 9, 7], &[9], Some((3, 10)), 0),
        (&[1, 1, 1, 1, 1, 6], &[6], Some((5, 5)), 0),
        (&[4, 9], &[], Some((2, 13)), 0),
        (&[4], &[], None, 4),
        (&[2, 2], &[], None, 4),
    ];
    for (sizes, alone, common, hidden) in cases {
        let units = units(sizes);
        let shown: Vec<u32> = units.rows.iter().filter(|r| r.unit.is_some()).map(|r| r.people).collect();
        let rest = units.rows.iter().find(|r| r.unit.is_none());
        assert_eq!(shown, alone, "{sizes:?}");
        assert_eq!(rest.map(|r| (r.units, r.people)), common, "{sizes:?}");
        assert_eq!(units.hidden_people, hidden, "{sizes:?}");
        assert!(units.rows.iter().all(|r| r.rate.is_some_and(|rate| rate.of == u64::from(r.people))), "{sizes:?}");
    }
}

#[test]
fn a_unit_whose_size_nobody_knows_counts_as_small() {
    let rows = [row(0, 1, counts(3, 0, 0)), row(0, 2, counts(1, 1, 0)), row(1, 2, counts(1, 0, 0))];
    let people = BTreeMap::from([(unit(2), 50)]);
    let units = by_unit(&rows, &people);
    assert_eq!(units.rows.len(), 1);
    assert_eq!((units.rows[0].unit, units.rows[0].units, units.rows[0].counts), (None, 2, counts(5, 1, 0)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_row_stands_for_few_and_nothing_is_lost(sizes in prop::collection::vec(0..12_u32, 0..12)) {
        let units = units(&sizes);
        prop_assert!(units.rows.iter().all(|row| row.people >= SMALL_UNIT));
        prop_assert!(units.rows.iter().all(|row| row.unit.is_some() || row.units >= 2));
        let shown: u32 = units.rows.iter().map(|row| row.people).sum();
        prop_assert_eq!(shown + units.hidden_people, sizes.iter().sum::<u32>());
        // What is not shown at all is all there is, so no difference to a total gives it away.
        prop_assert!(units.hidden_people == 0 || units.rows.is_empty());
    }
}

#[test]
fn how_calls_are_spread() {
    type Figures = (u32, u32, f64, u32, f64);
    let cases: [(&[u32], Option<Figures>); 7] = [
        (&[], None),
        (&[9, 9, 9, 9], None),
        (&[9, 9, 9, 9, 0, 0], None),
        (&[1, 2, 3, 4, 10], Some((5, 20, 3.0, 10, 0.5))),
        (&[2, 2, 2, 2, 2, 2], Some((6, 12, 2.0, 2, 1.0 / 6.0))),
        (&[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 6], Some((11, 16, 1.0, 6, 7.0 / 16.0))),
        (&[1, 1, 2, 4, 4, 8], Some((6, 20, 3.0, 8, 0.4))),
    ];
    for (calls, wanted) in cases {
        let found = load_spread(calls.iter().copied()).map(|s| (s.officials, s.calls, s.median, s.most, s.busiest_tenth));
        assert_eq!(found, wanted, "{calls:?}");
    }
}

proptest! {
    /// The busiest tenth never has less than its even share, and the order of officials says nothing.
    #[test]
    fn the_busiest_tenth_has_at_least_its_share(mut calls in prop::collection::vec(1..50_u32, 5..60)) {
        let spread = load_spread(calls.iter().copied()).unwrap();
        let tenth = calls.len().div_ceil(10) as f64 / calls.len() as f64;
        prop_assert!(spread.busiest_tenth >= tenth - 1e-9 && spread.busiest_tenth <= 1.0);
        prop_assert!(spread.median <= f64::from(spread.most));
        calls.reverse();
        prop_assert_eq!(load_spread(calls), Some(spread));
    }
}
