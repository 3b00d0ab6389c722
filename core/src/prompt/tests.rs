#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::check::fixture::{BOSS, DEPUTY, DRAWN, Do, Life, PERSON, attempt, table};
use crate::ring;

fn due() -> Event {
    Event::Due { turn: Turn::Own, still_at_home: true }
}

fn late(why: PutOff) -> Event {
    Event::Due { turn: Turn::Later { why }, still_at_home: true }
}

fn busy() -> Event {
    late(PutOff::SupervisorBusy)
}

fn pass_on(to: PersonId) -> Event {
    Event::Due { turn: Turn::PassOn { to, why: PutOff::SupervisorBusy }, still_at_home: true }
}

fn defer(by: PersonId, minutes: u16, words: &str) -> Event {
    Event::Defer { by, minutes, words: words.to_owned() }
}

fn hand(by: PersonId, to: PersonId) -> Event {
    Event::HandOver { by, to, words: String::new() }
}

fn at(minutes: i64) -> Life {
    Life::new().after(minutes * 60)
}

fn refusal(life: &Life, event: Event) -> Refusal {
    life.ask(Do::Prompt(event)).unwrap_err()
}

#[test]
fn every_pair_of_state_and_event() {
    let events = [
        ("due", due()),
        ("busy", busy()),
        ("pass_on", pass_on(DEPUTY)),
        ("hold", Event::Hold { why: PutOff::PersonStatus, until: DRAWN.plus(20 * MINUTE) }),
        ("defer", defer(BOSS, 10, "rapat")),
        ("hand_over", hand(BOSS, DEPUTY)),
        ("tick", Event::Tick),
        ("restart", Event::NodeRestarted { down_since: DRAWN }),
        ("void", Event::Void { why: PutOff::NoLongerAtHome, words: String::new() }),
        ("shift", Event::Shift { to: Some(DRAWN.plus(30 * MINUTE)), closes: DRAWN.plus(270 * MINUTE) }),
        ("release", Event::Release),
    ];
    let events = events.map(|(name, event)| (name, Do::Prompt(event)));
    let wanted = "\
from: due busy pass_on hold defer hand_over tick restart void shift release
waiting: prompted waiting prompted waiting wrong_state wrong_state wrong_state wrong_state settled waiting waiting
prompted: wrong_state wrong_state wrong_state waiting waiting prompted prompted prompted settled wrong_state wrong_state
ringing: wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state
answered: wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state
missed: wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state settled wrong_state wrong_state
closing: wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state
settled: wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state";
    assert_eq!(table(&events), wanted);
}

#[test]
fn only_the_caller_learns_of_a_prompt() {
    let life = at(0).prompt(due());
    assert_eq!(life.check.state, State::Prompted { caller: BOSS, until: DRAWN.plus(5 * MINUTE) });
    assert_eq!(life.effects, [Effect::Tell(BOSS)]);
    let put_off = life.clone().prompt(defer(BOSS, 10, "rapat"));
    assert_eq!(put_off.effects, [Effect::Tell(BOSS)]);
    let handed = life.prompt(hand(BOSS, DEPUTY));
    assert_eq!(handed.effects, [Effect::Tell(BOSS), Effect::Tell(DEPUTY)]);
}

#[test]
fn nothing_comes_due_before_its_minute() {
    let mut life = at(0);
    life.check.due = DRAWN.plus(1);
    let step = life.ask(Do::Prompt(due())).unwrap();
    assert_eq!((step.check, step.facts), (life.check.clone(), vec![]));
    life.now = DRAWN.plus(1);
    assert_eq!(life.prompt(due()).state(), "prompted");
}

#[test]
fn the_window_ends_with_working_time() {
    let life = at(238).prompt(due());
    assert_eq!(life.check.state, State::Prompted { caller: BOSS, until: life.check.closes });
}

#[test]
fn outcomes_of_a_check_that_never_rings() {
    let gone = Event::Due { turn: Turn::Own, still_at_home: false };
    let hold = |minutes| Event::Hold { why: PutOff::PersonStatus, until: DRAWN.plus(minutes * MINUTE) };
    let cases = [
        (at(0).prompt(gone), "voided: voided"),
        (at(240).prompt(due()), "voided: voided"),
        (at(0).prompt(busy()).after(240 * 60).prompt(due()), "voided: voided"),
        (at(0).prompt(hold(30)).after(239 * 60).prompt(busy()).after(60).prompt(due()), "voided: voided"),
        (at(0).prompt(hold(500)).after(240 * 60).prompt(due()), "voided: voided"),
        (at(0).prompt(due()).after(300).prompt(Event::Tick), "supervisor_fault: supervisor_ignored_prompt"),
        (
            at(0).prompt(due()).prompt(defer(BOSS, 1, "rapat")).prompted().after(300).prompt(Event::Tick),
            "supervisor_fault: supervisor_ignored_prompt supervisor_put_off",
        ),
        (
            at(0).prompt(due()).prompt(Event::Void { why: PutOff::NoLongerAtHome, words: "cuti".into() }),
            "voided: voided",
        ),
    ];
    for (life, wanted) in cases {
        assert_eq!(life.verdict(), wanted, "{:?}", life.trace);
        assert_eq!(life.effects.first(), Some(&Effect::Tell(PERSON)));
    }
}

#[test]
fn a_prompt_ends_on_the_millisecond() {
    let mut life = at(0).prompt(due());
    let until = DRAWN.plus(5 * MINUTE);
    life.now = until.plus(-1);
    assert_eq!(life.clone().prompt(Event::Tick).state(), "prompted");
    assert_eq!(life.clone().prompt(defer(BOSS, 5, "rapat")).state(), "waiting");
    life.now = until;
    assert_eq!(refusal(&life, defer(BOSS, 5, "rapat")), Refusal::PromptOver);
    assert_eq!(refusal(&life, hand(BOSS, DEPUTY)), Refusal::PromptOver);
    assert_eq!(life.prompt(Event::Tick).state(), "settled");
}

#[test]
fn deferring_has_limits() {
    let life = at(0).prompt(due());
    assert_eq!(refusal(&life, defer(DEPUTY, 5, "rapat")), Refusal::NotYourPrompt);
    assert_eq!(refusal(&life, defer(BOSS, 5, "  ")), Refusal::ReasonNeeded);
    assert_eq!(refusal(&life, defer(BOSS, 31, "rapat")), Refusal::TooLong);
    assert_eq!(refusal(&life, defer(BOSS, 5, &"a".repeat(1_001))), Refusal::TooLong);
    assert_eq!(life.clone().prompt(defer(BOSS, 30, &"a".repeat(1_000))).check.due, DRAWN.plus(30 * MINUTE));
    assert_eq!(life.clone().prompt(defer(BOSS, 0, "rapat")).check.due, DRAWN.plus(MINUTE));
    let twice = life.prompt(defer(BOSS, 5, "rapat")).prompted().prompt(defer(BOSS, 5, "rapat")).prompted();
    assert_eq!((twice.check.deferrals, refusal(&twice, defer(BOSS, 5, "rapat"))), (2, Refusal::NoDeferralLeft));
    let late = at(236).prompt(due());
    assert_eq!(refusal(&late, defer(BOSS, 4, "rapat")), Refusal::OutsideWindow);
    assert_eq!(late.prompt(defer(BOSS, 3, "rapat")).state(), "waiting");
}

#[test]
fn a_deputy_takes_over_with_a_fresh_window_and_keeps_the_check() {
    let life = at(0).prompt(due()).after(240).prompt(hand(BOSS, DEPUTY));
    assert_eq!(life.check.state, State::Prompted { caller: DEPUTY, until: DRAWN.plus(9 * MINUTE) });
    assert_eq!(refusal(&life, hand(BOSS, DEPUTY)), Refusal::NotYourPrompt);
    assert_eq!(refusal(&life, hand(DEPUTY, PERSON)), Refusal::NotADeputy);
    assert_eq!(refusal(&life, hand(DEPUTY, DEPUTY)), Refusal::NotADeputy);
    let again = life.prompt(defer(DEPUTY, 10, "rapat")).prompted();
    assert!(matches!(again.check.state, State::Prompted { caller: DEPUTY, .. }));
    let most = again.prompt(hand(DEPUTY, BOSS)).prompt(hand(BOSS, DEPUTY));
    assert_eq!(refusal(&most, hand(DEPUTY, BOSS)), Refusal::TooOften);
}

#[test]
fn busy_minutes_are_recorded_once_per_run() {
    let mut life = at(0);
    for minute in 0..30 {
        life = life.prompt(busy()).after(60);
        assert_eq!(life.check.due, DRAWN.plus((minute + 1) * MINUTE));
    }
    assert_eq!(life.trace.len(), 1);
    let life = life.prompt(due()).prompt(defer(BOSS, 1, "rapat")).after(60).prompt(busy());
    assert_eq!(life.trace.len(), 4, "a new run of busy minutes is recorded again");
}

#[test]
fn who_waits_looks_again_at_the_next_whole_minute_and_never_after_working_time() {
    for (seconds, minutes) in [(0, 1), (1, 1), (59, 1), (60, 2), (14_399, 240)] {
        let life = Life::new().after(seconds).prompt(busy());
        assert_eq!(life.check.due, DRAWN.plus(minutes * MINUTE), "{seconds}");
    }
}

#[test]
fn each_reason_to_wait_is_recorded_once_until_somebody_is_asked() {
    let mut life = at(0);
    for why in [PutOff::SupervisorBusy, PutOff::OverHour, PutOff::SupervisorBusy, PutOff::OverHour, PutOff::OverDay] {
        life = life.prompt(late(why)).after(60);
    }
    assert_eq!(life.trace.len(), 3);
    for why in [PutOff::SupervisorAsked, PutOff::Capacity, PutOff::WindowEnded] {
        assert_eq!(refusal(&life, late(why)), Refusal::ReasonNeeded, "{why:?} is no such reason");
    }
}

#[test]
fn a_check_that_nobody_could_be_asked_for_is_void_with_the_reason() {
    for why in [PutOff::SupervisorBusy, PutOff::OverHour, PutOff::OverDay, PutOff::SupervisorAbsent, PutOff::PersonBusy] {
        let life = at(0).prompt(late(why)).after(240 * 60).prompt(due());
        assert_eq!(life.verdict(), "voided: voided");
        assert_eq!(life.judgement().reasons.first(), &crate::outcome::Reason::Voided { why });
    }
    // What the supervisor put off himself and then had no room for is nobody's fault either: he was allowed to.
    let asked = at(0).prompt(due()).prompt(defer(BOSS, 30, "rapat")).after(1_800).prompt(late(PutOff::OverHour));
    assert_eq!(asked.after(240 * 60).prompt(due()).verdict(), "voided: voided");
}

#[test]
fn a_check_is_passed_on_with_a_fresh_window_and_not_for_ever() {
    let life = at(0).prompt(pass_on(DEPUTY));
    assert_eq!(life.check.state, State::Prompted { caller: DEPUTY, until: DRAWN.plus(5 * MINUTE) });
    assert_eq!(life.effects, [Effect::Tell(DEPUTY)], "the one who could not be asked is not disturbed");
    assert_eq!(caller(&life.check, &life.trace), DEPUTY);
    assert_eq!(refusal(&at(0), pass_on(PERSON)), Refusal::NotADeputy, "nobody calls themselves");
    let wait = |life: Life, by| life.prompt(defer(by, 1, "rapat")).after(60);
    let back = wait(wait(life, DEPUTY).prompt(pass_on(BOSS)), BOSS);
    assert!(may_pass_on(&back.trace));
    let most = back.prompt(pass_on(DEPUTY)).after(300).prompt(Event::Tick);
    assert_eq!(most.verdict(), "supervisor_fault: supervisor_ignored_prompt supervisor_put_off");
    assert!(!may_pass_on(&most.trace));
}

#[test]
fn a_status_of_the_person_only_delays() {
    let mut life = at(0);
    for hold in 0..HOLDS_MAX {
        let until = life.now.plus(MINUTE);
        life = life.prompt(Event::Hold { why: PutOff::PersonStatus, until }).after(60);
        assert_eq!((life.check.due, life.trace.len()), (until, hold + 1));
    }
    let until = life.now.plus(MINUTE);
    assert_eq!(refusal(&life, Event::Hold { why: PutOff::Capacity, until }), Refusal::TooOften);
    assert_eq!(refusal(&at(0), Event::Hold { why: PutOff::SupervisorBusy, until }), Refusal::ReasonNeeded);
    assert_eq!(life.prompt(due()).state(), "prompted");
    assert!(at(0).prompt(Event::Hold { why: PutOff::Capacity, until: DRAWN }).trace.is_empty(), "already over");
}

#[test]
fn a_window_that_the_server_spoiled_starts_afresh() {
    // (seconds after the prompt at which the server went down, and at which it was back, whether a window is given)
    let cases = [
        (0, 100, false),
        (0, 101, true),
        (100, 200, false),
        (299, 300, true),
        (300, 400, false),
        (-900, 100, false),
        (-900, 101, true),
    ];
    for (down, back, fresh) in cases {
        let life =
            at(0).prompt(due()).after(back).prompt(Event::NodeRestarted { down_since: DRAWN.plus(down * 1_000) });
        let until = DRAWN.plus(if fresh { back * 1_000 + 5 * MINUTE } else { 5 * MINUTE });
        assert_eq!(life.check.state, State::Prompted { caller: BOSS, until }, "{down} to {back}");
    }
}

#[test]
fn a_server_that_spoils_too_often_is_to_blame() {
    let down = |life: Life| {
        let down_since = life.now;
        life.after(400).prompt(Event::NodeRestarted { down_since })
    };
    let twice = down(down(at(0).prompt(due())));
    assert_eq!(twice.state(), "prompted");
    assert_eq!(down(twice).verdict(), "system_fault: prompt_voided_by_server");
    let late = at(237).prompt(due());
    assert_eq!(down(late).verdict(), "system_fault: prompt_voided_by_server");
    let started = down(at(0).prompt(due())).ring(ring::Event::Start { by: BOSS, attempt: attempt(1) });
    assert_eq!(started.state(), "ringing");
}

#[test]
fn what_decides_when_working_time_ends_between_two_rings() {
    let sounded = || at(100).ringing(1).proof(1, crate::check::Receipt::Audible).ring_out().after(300);
    let hold = |why| Event::Hold { why, until: DRAWN.plus(240 * MINUTE) };
    let end = |mut life: Life| {
        life.now = life.check.closes;
        life.prompt(due())
    };
    let wait = |life: Life| life.after(60).prompt(busy());
    let cases = [
        ("the server was late", end(sounded()), "voided: voided"),
        ("the server was full", end(sounded().prompt(hold(PutOff::Capacity))), "voided: voided"),
        ("the supervisor was in another call", end(sounded().prompt(busy())), "voided: voided"),
        ("the supervisor was over the day", end(sounded().prompt(late(PutOff::OverDay))), "voided: voided"),
        ("supervisor, then full", end(wait(sounded()).after(60).prompt(hold(PutOff::Capacity))), "voided: voided"),
        (
            "a status after a ring that sounded",
            end(sounded().prompt(hold(PutOff::PersonStatus))),
            "reached_not_answered: audible_on rings_ended started_day_at",
        ),
        (
            "supervisor, then a status",
            end(wait(sounded()).after(60).prompt(hold(PutOff::PersonStatus))),
            "reached_not_answered: audible_on rings_ended started_day_at",
        ),
        (
            "what was before the ring does not matter",
            end(at(0)
                .prompt(Event::Hold { why: PutOff::Capacity, until: DRAWN.plus(MINUTE) })
                .ringing(1)
                .ring_out()
                .after(300)
                .prompt(due())
                .prompt(defer(BOSS, 30, "rapat"))),
            "supervisor_fault: supervisor_put_off",
        ),
    ];
    for (name, life, wanted) in cases {
        assert_eq!(life.verdict(), wanted, "{name}");
    }
}

mod hours;
