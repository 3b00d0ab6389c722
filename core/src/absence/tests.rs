#![allow(clippy::unwrap_used)]
use super::*;

/// A minute of the day.
const fn at(minute: i64) -> Moment {
    Moment(minute * MINUTE)
}

const DAY_SPAN: Window = Window { start: at(0), end: at(1_440) };

fn rules() -> StatusRules {
    let kinds = [Kind::OfficialMeeting, Kind::Prayer, Kind::ShortBreak];
    StatusRules { kinds: kinds.iter().map(|kind| kind.code().to_owned()).collect(), minutes_per_day: 90 }
}

const fn own(from: i64, to: i64) -> Absence {
    Absence { kind: Kind::ShortBreak, from: at(from), to: at(to), own: true, withdrawn: None }
}

const fn by_line(from: i64, to: i64) -> Absence {
    Absence { kind: Kind::Leave, from: at(from), to: at(to), own: false, withdrawn: None }
}

fn wish(kind: Kind, from: i64, to: i64, own: bool) -> Wish {
    Wish { kind, from: at(from), to: at(to), own }
}

#[test]
fn who_may_enter_what_and_for_how_long() {
    let now = at(480);
    let meeting = |from, to| wish(Kind::OfficialMeeting, from, to, true);
    let line = |from, to| wish(Kind::Leave, from, to, false);
    let day = 1_440;
    for (wish, there, expected) in [
        (meeting(500, 590), vec![], Ok(())),
        (meeting(500, 591), vec![], Err(Refusal::NoMinutesLeft { left: 90 })),
        (meeting(600, 631), vec![own(500, 560)], Err(Refusal::NoMinutesLeft { left: 30 })),
        (meeting(600, 630), vec![own(500, 560)], Ok(())),
        // What the line entered costs nothing.
        (meeting(600, 690), vec![by_line(500, 560)], Ok(())),
        // Withdrawn at half its time, half was used; before it began, nothing.
        (meeting(600, 660), vec![Absence { withdrawn: Some(at(530)), ..own(500, 560) }], Ok(())),
        (meeting(600, 661), vec![Absence { withdrawn: Some(at(530)), ..own(500, 560) }], Err(Refusal::NoMinutesLeft { left: 60 })),
        (meeting(600, 690), vec![Absence { withdrawn: Some(at(490)), ..own(500, 560) }], Ok(())),
        (meeting(500, 500), vec![], Err(Refusal::EndsBeforeStart)),
        (meeting(500, 499), vec![], Err(Refusal::EndsBeforeStart)),
        // The running minute may be its first.
        (meeting(480, 500), vec![], Ok(())),
        (meeting(479, 500), vec![], Err(Refusal::InThePast)),
        (line(479, 500), vec![], Err(Refusal::InThePast)),
        (wish(Kind::Leave, 500, 560, true), vec![], Err(Refusal::KindNotOwn)),
        (wish(Kind::Sick, 500, 560, true), vec![], Err(Refusal::KindNotOwn)),
        (meeting(1_430, 1_441), vec![], Err(Refusal::OtherDay)),
        (meeting(1_430, 1_440), vec![], Ok(())),
        (meeting(540, 580), vec![own(500, 541)], Err(Refusal::Overlaps)),
        (meeting(541, 580), vec![own(500, 541)], Ok(())),
        (line(540, 580), vec![own(500, 541)], Ok(())),
        (line(540, 580), vec![by_line(500, 541)], Err(Refusal::Overlaps)),
        (meeting(560, 561), (0..8).map(|n| own(490 + n, 491 + n)).collect(), Err(Refusal::TooMany)),
        (meeting(560, 561), (0..7).map(|n| own(490 + n, 491 + n)).collect(), Ok(())),
        (line(900, 901), (0..50).map(|n| by_line(490 + n, 491 + n)).collect(), Err(Refusal::TooMany)),
        (line(900, 901), (0..49).map(|n| by_line(490 + n, 491 + n)).collect(), Ok(())),
        (line(500, 500 + 100 * day), vec![], Ok(())),
        (line(500, 501 + 100 * day), vec![], Err(Refusal::TooFar)),
        (line(480 + 366 * day, 481 + 366 * day), vec![], Ok(())),
        (line(481 + 366 * day, 482 + 366 * day), vec![], Err(Refusal::TooFar)),
    ] {
        assert_eq!(check(&wish, &there, DAY_SPAN, &rules(), now), expected, "{wish:?} {there:?}");
    }
}

#[test]
fn without_rules_nobody_enters_a_status_of_their_own() {
    let none = StatusRules::default();
    let refused = check(&wish(Kind::Prayer, 500, 510, true), &[], DAY_SPAN, &none, at(480));
    assert_eq!(refused, Err(Refusal::KindNotOwn));
    assert_eq!(check(&wish(Kind::Prayer, 500, 510, false), &[], DAY_SPAN, &none, at(480)), Ok(()));
}

#[test]
fn only_what_the_line_entered_leaves_the_draw() {
    assert!(by_line(0, 10).cuts_pool() && !own(0, 10).cuts_pool());
}

#[test]
fn minutes_count_on_the_day_they_fall_on() {
    let absences = [own(-30, 30), own(1_430, 1_500), by_line(0, 600), Absence { withdrawn: Some(at(100)), ..own(100, 200) }];
    assert_eq!(minutes_used(&absences, DAY_SPAN), 40);
    let odd = Absence { withdrawn: Some(Moment(100 * MINUTE + 1)), ..own(100, 200) };
    assert_eq!(minutes_used(&[odd], DAY_SPAN), 1, "a begun minute counts");
}

#[test]
fn codes_read_back() {
    assert!(Kind::ALL.into_iter().all(|kind| Kind::parse(kind.code()) == Some(kind)));
    assert_eq!(Kind::parse("bored"), None);
}
