#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::{
    check::{
        Effect, Summary, asked_by_hand, caller,
        fixture::{BOSS, DRAWN, PERSON, attempt},
        was_asked,
    },
    programme::presets,
    time::{HOUR, MINUTE, SECOND, Window},
};

const WHY: &str = "Berkas rapat sore ini belum masuk.";

fn policy() -> Policy {
    Policy::from_toml(presets()[0].1).unwrap()
}

fn wish(windows: &[Window]) -> Wish<'_> {
    Wish {
        by: BOSS,
        person: PERSON,
        words: WHY,
        check: CheckId(uuid::Uuid::from_u128(10)),
        attempt: attempt(1),
        programme: ProgrammeId(uuid::Uuid::from_u128(11)),
        policy_version: 3,
        day: Day::parse("2026-11-20").unwrap(),
        times: Times { windows, absent: &[] },
        at_home: true,
        other_open: false,
        running: 0,
        by_official: 0,
        of_person: 0,
        readiness: Readiness { started: None, deadline: DRAWN, hindrances: [None; 4] },
    }
}

/// Four hours, a break of one, three hours.
fn day() -> [Window; 2] {
    [Window { start: DRAWN, end: DRAWN.plus(4 * HOUR) }, Window { start: DRAWN.plus(5 * HOUR), end: DRAWN.plus(8 * HOUR) }]
}

#[test]
fn a_manual_check_rings_at_once_and_says_who_asked_and_why() {
    let windows = day();
    let now = DRAWN.plus(HOUR);
    let step = call(&wish(&windows), &policy(), now).unwrap();
    let check = &step.check;
    assert_eq!((check.kind, check.supervisor, check.attempts, check.drawn_for), (Kind::Manual, BOSS, 1, now));
    assert_eq!(check.state, State::Ringing { caller: BOSS, attempt: attempt(1), until: now.plus(300 * SECOND) });
    assert_eq!(check.closes, windows[0].end, "no second ring in the break");
    assert_eq!(step.effects, [Effect::Tell(PERSON), Effect::Tell(BOSS), Effect::Push(check.id)]);
    let trace: Vec<_> = step.facts.into_iter().map(|fact| crate::check::Recorded { at: now, fact }).collect();
    assert_eq!(trace.len(), 2);
    assert_eq!(asked_by_hand(&trace), Some((BOSS, WHY)));
    assert!(was_asked(BOSS, &trace) && !was_asked(PERSON, &trace));
    assert_eq!(caller(check, &trace), BOSS);
    let summary = Summary::of(&trace);
    assert!(!summary.prompted && !summary.started_in_time, "nobody was asked, so nobody was in time");
}

#[test]
fn refusals_in_their_order() {
    let windows = day();
    let base = || wish(&windows);
    let long = "a".repeat(1_001);
    let cases = [
        ("nine letters", Wish { words: "  sembilan. ", ..base() }, Some(Refusal::ReasonTooShort)),
        ("ten letters", Wish { words: "sepuluh 10", ..base() }, None),
        ("ten signs that are not one byte each", Wish { words: "éééééééééé", ..base() }, None),
        ("a thousand letters", Wish { words: &long[1..], ..base() }, None),
        ("one more", Wish { words: &long, ..base() }, Some(Refusal::TooLong)),
        ("at the office", Wish { at_home: false, ..base() }, Some(Refusal::NotAtHome)),
        ("no working day", Wish { times: Times { windows: &[], absent: &[] }, ..base() }, Some(Refusal::OutsideWindow)),
        ("in a meeting", Wish { times: Times { windows: &windows, absent: &windows }, ..base() }, Some(Refusal::PersonAbsent)),
        ("another check is open", Wish { other_open: true, ..base() }, Some(Refusal::CheckOpen)),
        ("in a call", Wish { running: 1, ..base() }, Some(Refusal::CallerBusy)),
        ("one today", Wish { by_official: 1, of_person: 1, ..base() }, None),
        ("two by this official", Wish { by_official: 2, ..base() }, Some(Refusal::NoManualLeft)),
        ("two of this person", Wish { of_person: 2, ..base() }, Some(Refusal::NoManualLeft)),
    ];
    for (name, wish, wanted) in cases {
        assert_eq!(call(&wish, &policy(), DRAWN.plus(HOUR)).err(), wanted, "{name}");
    }
    let mut none = policy();
    none.capacity.manual_per_day = 0;
    assert_eq!(call(&base(), &none, DRAWN.plus(HOUR)).err(), Some(Refusal::NoManualLeft));
}

#[test]
fn inside_working_time_to_the_millisecond() {
    let windows = day();
    let hours = |n: i64| n * HOUR;
    for (at, inside) in [
        (-1, false),
        (0, true),
        (hours(4) - 1, true),
        (hours(4), false),
        (hours(5) - 1, false),
        (hours(5), true),
        (hours(8) - 1, true),
        (hours(8), false),
        (hours(8) + MINUTE, false),
    ] {
        let refused = call(&wish(&windows), &policy(), DRAWN.plus(at)).err();
        assert_eq!(refused, (!inside).then_some(Refusal::OutsideWindow), "{at}");
    }
}
