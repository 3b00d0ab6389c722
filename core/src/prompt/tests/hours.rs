//! Prompts and rings at the edges of working time, of breaks and of statuses.

use super::*;
use crate::{check::Kind, time::{SECOND, Window}};

/// Minutes after the drawn one.
fn span(from: i64, to: i64) -> Window {
    Window { start: DRAWN.plus(from * MINUTE), end: DRAWN.plus(to * MINUTE) }
}

/// A break from the 60th to the 120th minute.
fn with_break(minutes: i64) -> Life {
    let mut life = at(minutes);
    life.windows = vec![span(-180, 60), span(120, 240)];
    life
}

fn start() -> ring::Event {
    ring::Event::Start { by: BOSS, attempt: attempt(1) }
}

/// The moment as minutes after the drawn one.
fn minute(at: Moment) -> i64 {
    at.since(DRAWN) / MINUTE
}

#[test]
fn no_kind_of_check_rings_outside_a_window_not_by_a_millisecond() {
    for kind in [Kind::Random, Kind::Forced, Kind::Manual] {
        for (millis, expected) in [
            (-180 * MINUTE - 1, Err(Refusal::OutsideWindow)),
            (-180 * MINUTE, Ok("ringing")),
            (60 * MINUTE - 1, Ok("ringing")),
            (60 * MINUTE, Err(Refusal::OutsideWindow)),
            (120 * MINUTE - 1, Err(Refusal::OutsideWindow)),
            (120 * MINUTE, Ok("ringing")),
            (130 * MINUTE - 1, Ok("ringing")),
            (130 * MINUTE, Err(Refusal::PersonAbsent)),
            (140 * MINUTE - 1, Err(Refusal::PersonAbsent)),
            (140 * MINUTE, Ok("ringing")),
            (240 * MINUTE - 1, Ok("ringing")),
            (240 * MINUTE, Err(Refusal::OutsideWindow)),
        ] {
            let mut life = with_break(0);
            life.absent = vec![span(130, 140)];
            life.now = DRAWN.plus(millis);
            life.check.kind = kind;
            // However the prompt came about: the guard of the ring stands by itself.
            life.check.state = State::Prompted { caller: BOSS, until: Moment(i64::MAX) };
            let rang = life.attempt(Do::Ring(start())).map(|()| life.state());
            assert_eq!(rang, expected, "{kind:?} {millis}");
        }
    }
}

#[test]
fn a_check_that_comes_due_in_a_break_waits_for_its_end() {
    let life = with_break(60).prompt(due());
    assert_eq!((life.state(), minute(life.check.due)), ("waiting", 120));
    assert!(matches!(life.trace.last().unwrap().fact, Fact::Deferred { why: PutOff::Pause, .. }));
    assert_eq!(life.prompted().state(), "prompted");
    let before = with_break(60);
    let just = Life { now: DRAWN.plus(60 * MINUTE - 1), ..before };
    assert_eq!(just.prompt(due()).check.state, State::Prompted { caller: BOSS, until: DRAWN.plus(60 * MINUTE) });
}

#[test]
fn a_prompt_that_a_break_cuts_short_is_asked_again_and_nobody_has_ignored_it() {
    let life = with_break(58).prompt(due()).after(120).prompt(Event::Tick);
    assert_eq!((life.state(), minute(life.check.due)), ("waiting", 120));
    assert_eq!(life.effects, [Effect::Tell(BOSS)]);
    let again = life.prompted();
    assert_eq!(again.check.state, State::Prompted { caller: BOSS, until: DRAWN.plus(125 * MINUTE) });
    assert_eq!(again.after(300).prompt(Event::Tick).verdict(), "supervisor_fault: supervisor_ignored_prompt");
    // With its full time before the break, it was ignored.
    let full = with_break(55).prompt(due()).after(300).prompt(Event::Tick);
    assert_eq!(full.verdict(), "supervisor_fault: supervisor_ignored_prompt");
    let downtime = with_break(58).prompt(due()).after(121);
    let down_since = DRAWN.plus(58 * MINUTE + SECOND);
    assert_eq!(minute(downtime.prompt(Event::NodeRestarted { down_since }).check.due), 120);
}

#[test]
fn deferrals_and_second_rings_step_over_a_break() {
    let deferred = with_break(50).prompt(due()).prompt(defer(BOSS, 10, "rapat"));
    assert_eq!(minute(deferred.check.due), 120);
    assert_eq!(minute(with_break(50).prompt(due()).prompt(defer(BOSS, 9, "rapat")).check.due), 59);
    let mut late = with_break(50);
    late.windows.truncate(1);
    assert_eq!(refusal(&late.prompt(due()), defer(BOSS, 10, "rapat")), Refusal::OutsideWindow);
    // A ring of a minute, five minutes between two.
    assert_eq!(minute(with_break(53).ringing(1).ring_out().check.due), 59);
    assert_eq!(minute(with_break(54).ringing(1).ring_out().check.due), 120);
    let mut last = with_break(54);
    last.windows.truncate(1);
    assert_eq!(last.ringing(1).ring_out().state(), "settled");
}

#[test]
fn a_status_holds_the_check_and_then_it_rings() {
    let mut life = at(0);
    life.absent = vec![span(-10, 20), span(20, 45)];
    let life = life.prompt(due());
    assert_eq!((life.state(), minute(life.check.due)), ("waiting", 45));
    assert!(matches!(life.trace.last().unwrap().fact, Fact::Deferred { why: PutOff::PersonStatus, .. }));
    assert_eq!(life.clone().prompted().ring(start()).state(), "ringing");
    // Taken back early, it rings at once.
    let mut back = life.after(600).prompt(Event::Release);
    back.absent.clear();
    assert_eq!(minute(back.check.due), 10);
    assert_eq!(back.prompt(due()).state(), "prompted");
    // What waits for something else is not brought forward.
    let busy = at(0).prompt(busy()).prompt(Event::Release);
    assert_eq!(minute(busy.check.due), 1);
}

#[test]
fn a_status_until_the_end_makes_it_void_and_one_after_a_ring_does_not_help() {
    let mut life = at(0);
    life.absent = vec![span(-10, 300)];
    let life = life.prompt(due());
    assert_eq!(minute(life.check.due), 240);
    let mut end = life;
    end.now = end.check.closes;
    assert_eq!(end.prompt(due()).verdict(), "voided: voided");
    let mut rang = at(100).ringing(1).proof(1, crate::check::Receipt::Audible).ring_out();
    rang.absent = vec![span(101, 300)];
    let mut rang = rang.after(300).prompt(due());
    rang.now = rang.check.closes;
    assert_eq!(rang.prompt(due()).verdict(), "reached_not_answered: audible_on rings_ended started_day_at");
}

#[test]
fn a_check_does_not_wait_for_statuses_without_end() {
    let mut life = at(0);
    for turn in 0..i64::try_from(HOLDS_MAX).unwrap() {
        life.absent = vec![span(turn * 10, turn * 10 + 10)];
        life = life.prompt(due());
        assert_eq!(life.state(), "waiting");
        life.now = life.check.due;
    }
    life.absent = vec![span(0, 200)];
    let life = life.prompt(due());
    assert_eq!(life.verdict(), "voided: voided");
    assert!(matches!(life.trace.last().unwrap().fact, Fact::Voided { why: PutOff::PersonStatus, .. }));
}

#[test]
fn a_status_that_comes_between_prompt_and_ring_takes_the_prompt_back() {
    let life = at(0).prompt(due()).prompt(Event::Hold { why: PutOff::PersonStatus, until: DRAWN.plus(30 * MINUTE) });
    assert_eq!((life.state(), minute(life.check.due)), ("waiting", 30));
    assert_eq!(life.effects, [Effect::Tell(BOSS)]);
}

#[test]
fn a_day_that_is_moved_moves_its_checks_and_tells_nobody() {
    let early = Life { now: DRAWN.plus(-200 * MINUTE), ..at(0) };
    let shift = |to: i64| Event::Shift { to: Some(DRAWN.plus(to * MINUTE)), closes: DRAWN.plus((240 + to) * MINUTE) };
    let mut life = early.clone().prompt(shift(-30));
    assert_eq!((minute(life.check.due), minute(life.check.closes), minute(life.check.drawn_for)), (-30, 210, 0));
    assert_eq!(life.effects, []);
    life.windows = vec![span(-210, 210)];
    // A supervisor who alone was the reason for waiting is still named: the move is no wait.
    let end = |mut life: Life| {
        life.now = life.check.closes;
        life.prompt(due())
    };
    let later = Event::Defer { by: BOSS, minutes: 20, words: "rapat".into() };
    let waited = Life { now: life.check.due, ..life.clone() }.prompt(due()).prompt(later);
    assert_eq!(end(waited).verdict(), "supervisor_fault: supervisor_put_off");
    let none = early.clone().prompt(Event::Shift { to: None, closes: DRAWN });
    assert_eq!(none.verdict(), "voided: voided");
    assert!(matches!(none.trace.last().unwrap().fact, Fact::Voided { why: PutOff::FlexibleStart, .. }));
    let same = early.prompt(shift(0));
    assert!(same.trace.is_empty());
    assert_eq!(refusal(&at(1), shift(30)), Refusal::WrongState, "its minute has come");
}

#[test]
fn a_holiday_declared_after_the_draw_ends_the_check() {
    let mut life = at(0);
    life.windows.clear();
    let life = life.prompt(due());
    assert_eq!(life.verdict(), "voided: voided");
    assert!(matches!(life.trace.last().unwrap().fact, Fact::Voided { why: PutOff::DayNotWorked, .. }));
}
