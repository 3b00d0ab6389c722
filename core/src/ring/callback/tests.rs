#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::{
    call,
    capacity::Turn,
    check::{
        PutOff, Receipt, Side, Verdict,
        fixture::{BOSS, DRAWN, Do, LAPTOP, Life, PERSON, PHONE, attempt},
    },
    outage,
    outcome::{Outcome, Reason},
    prompt,
    ring::{self, Event},
    time::Window,
};

fn back(n: u128) -> Event {
    Event::CallBack { attempt: attempt(n), device: PHONE }
}

fn refusal(life: &Life, event: Event) -> Refusal {
    life.ask(Do::Ring(event)).unwrap_err()
}

fn unmoved(life: &Life, event: Event) -> bool {
    let step = life.ask(Do::Ring(event)).unwrap();
    step.check == life.check && step.facts.is_empty() && step.effects.is_empty()
}

fn missed_of(life: &Life) -> Option<Missed> {
    missed(&life.check, &life.trace, &life.rules)
}

fn told(life: &Life) -> bool {
    [Effect::Tell(PERSON), Effect::Tell(BOSS), Effect::Push(life.check.id)].iter().all(|effect| life.effects.contains(effect))
}

/// Both rings missed, and called back a minute later.
fn called() -> Life {
    Life::that_may_call_back().missed().after(60).calls_back(2)
}

/// Ring `n` is answered, both are on camera, and the supervisor records this.
fn talk(life: Life, n: u128, verdict: Option<Verdict>) -> Life {
    let mut life = life.ringing(n).after(10).ring(Event::Answer { attempt: attempt(n), device: PHONE });
    for side in [Side::Employee, Side::Supervisor] {
        life = life.call(call::Event::Media { side, what: crate::check::Media::Video });
    }
    let life = life.call(call::Event::HangUp { side: Side::Employee });
    match verdict {
        Some(verdict) => life.call(call::Event::Verdict { by: BOSS, verdict, words: "catatan".into() }),
        None => life.after(600).call(call::Event::Tick),
    }
}

#[test]
fn between_two_rings_the_next_one_comes_at_once_and_is_a_ring_like_any_other() {
    let waits = Life::that_may_call_back().ringing(1).ring_out();
    assert_eq!(waits.check.due, waits.now.plus(5 * MINUTE));
    let open = missed_of(&waits).unwrap();
    assert_eq!(open, Missed { attempt: attempt(1), rang: DRAWN, until: None, called_back: None });
    let life = waits.after(30).calls_back(1);
    assert_eq!((life.state(), life.check.due, told(&life)), ("waiting", life.now, true));
    assert_eq!(missed_of(&life).unwrap().called_back, Some(life.now));
    assert_eq!(ring::rings_of(&life.trace, &life.rules), 2, "no ring more than promised");
    let wanted = "answered_as_declared: verdict_given called_back_after media_seen media_seen answered_after";
    let life = talk(life, 2, Some(Verdict::AsDeclared));
    assert_eq!(life.verdict(), wanted);
    assert!(life.judgement().reasons.iter().any(|r| *r == Reason::CalledBackAfter { ring: 1, seconds: 30 }));
}

#[test]
fn after_the_last_ring_one_more_is_made_and_answering_it_is_having_called_back() {
    let open = Life::that_may_call_back().missed();
    let until = open.now.plus(5 * MINUTE);
    assert_eq!(open.check.state, State::Missed { caller: BOSS, attempt: attempt(2), until });
    assert!(told(&open), "the notification now offers it");
    let life = called();
    assert_eq!((life.state(), life.check.due, told(&life)), ("waiting", life.now, true));
    for (verdict, wanted) in [
        (Some(Verdict::AsDeclared), "called_back: verdict_given called_back_after media_seen media_seen answered_after"),
        (Some(Verdict::FollowUp), "called_back: verdict_given follow_up_noted called_back_after media_seen media_seen answered_after"),
        (Some(Verdict::Elsewhere), "answered_elsewhere: verdict_given called_back_after media_seen media_seen answered_after"),
        (Some(Verdict::Technical), "answered_media_failed: verdict_given called_back_after media_seen media_seen answered_after"),
        (None, "called_back: media_seen verdict_missing called_back_after media_seen answered_after"),
    ] {
        let life = talk(life.clone(), 3, verdict);
        assert_eq!(life.verdict(), wanted, "{verdict:?}");
        assert!(life.judgement().reasons.iter().any(|r| *r == Reason::CalledBackAfter { ring: 2, seconds: 60 }));
    }
}

#[test]
fn time_to_call_back_ends_on_the_millisecond_and_then_the_rings_decide() {
    let mut life = Life::that_may_call_back().missed();
    life.now = life.now.plus(5 * MINUTE - 1);
    assert!(unmoved(&life, Event::Tick));
    assert_eq!(life.clone().calls_back(2).state(), "waiting");
    life.now = life.now.plus(1);
    assert_eq!(refusal(&life, back(2)), Refusal::CallBackOver);
    let over = life.ring(Event::Tick);
    assert_eq!(over.verdict(), "not_reached: rings_ended started_day_at no_device_connected no_device_connected");
    assert!(told(&over), "nothing goes on offering it");
    assert_eq!(refusal(&over, back(2)), Refusal::CallBackOver);
    assert_eq!(missed_of(&over), None);
    // A policy without it: as if there were no such thing.
    assert_eq!(Life::new().missed().state(), "settled");
    assert_eq!(refusal(&Life::new().ringing(1).ring_out(), back(1)), Refusal::CallBackOver);
}

#[test]
fn a_second_tap_changes_nothing_and_other_states_say_that_it_is_too_late() {
    let life = called();
    for (device, n) in [(PHONE, 2), (LAPTOP, 2)] {
        assert!(unmoved(&life, Event::CallBack { attempt: attempt(n), device }));
    }
    assert_eq!(refusal(&life, back(1)), Refusal::CallBackOver, "an earlier ring");
    assert_eq!(refusal(&life, back(9)), Refusal::WrongState, "no ring of this check");
    let asked = life.prompted();
    assert!(unmoved(&asked, back(2)), "while the supervisor is asked");
    let rings = asked.ring(Event::Start { by: BOSS, attempt: attempt(3) });
    for life in [rings.clone(), rings.clone().ring(Event::Answer { attempt: attempt(3), device: PHONE }), rings.ring_out()] {
        assert_eq!(refusal(&life, back(2)), Refusal::CallBackOver, "{}", life.state());
    }
    assert_eq!(refusal(&Life::that_may_call_back().ringing(1), back(1)), Refusal::CallBackOver, "it still rings");
}

#[test]
fn one_ring_more_and_never_a_second() {
    let life = called().ringing(3);
    assert_eq!((life.check.attempts, ring::rings_of(&life.trace, &life.rules)), (3, 3));
    let silent = life.clone().ring_out();
    assert_eq!(silent.verdict(), "not_reached: rings_ended called_back_after started_day_at no_device_connected no_device_connected no_device_connected");
    assert!(silent.judgement().reasons.iter().any(|r| *r == Reason::RingsEnded { rings: 3, promised: 3 }));
    let heard = life.proof(3, Receipt::Audible).ring_out();
    assert_eq!(heard.verdict(), "reached_not_answered: audible_on rings_ended called_back_after started_day_at");
    // Called back after each: every promised ring, and one more.
    let each = Life::that_may_call_back().ringing(1).ring_out().calls_back(1).ringing(2).ring_out().calls_back(2).ringing(3).ring_out();
    assert_eq!(each.state(), "settled");
}

#[test]
fn nobody_is_rung_outside_working_time_nor_during_a_status() {
    // The rings end two minutes before working time does.
    let late = Life::that_may_call_back().after(230 * 60).missed();
    let State::Missed { until, .. } = late.check.state else { panic!("{}", late.state()) };
    assert_eq!((until, until.since(late.now)), (late.check.closes, 3 * MINUTE));
    // And here with the end of working time: nothing could begin any more.
    let closes = late.check.closes;
    let mut last = Life::that_may_call_back().after(231 * 60).ringing(1).ring_out().ringing(2);
    last.now = closes;
    assert_eq!(last.ring(Event::Tick).state(), "settled");

    let open = Life::that_may_call_back().missed();
    let now = open.now;
    let mut status = open.clone();
    status.absent = vec![Window { start: now, end: now.plus(20 * MINUTE) }];
    assert_eq!(refusal(&status, back(2)), Refusal::PersonAbsent);
    let mut pause = open;
    pause.windows = vec![
        Window { start: DRAWN, end: now },
        Window { start: now.plus(30 * MINUTE), end: closes },
    ];
    let pause = pause.calls_back(2);
    assert_eq!(pause.check.due, now.plus(30 * MINUTE), "after the break");
    assert_eq!(pause.ringing(3).state(), "ringing");
}

#[test]
fn what_the_supervisor_makes_of_it_is_the_supervisors() {
    let asked = called().prompted();
    let ignored = asked.clone().after(300).prompt(prompt::Event::Tick);
    assert_eq!(ignored.verdict(), "supervisor_fault: supervisor_ignored_prompt called_back_after");
    assert!(told(&ignored), "no notification goes on promising a ring");
    // Put off until working time is over.
    let mut later = asked.prompt(prompt::Event::Defer { by: BOSS, minutes: 30, words: "rapat".into() });
    later.now = later.check.closes;
    let later = later.prompt(prompt::Event::Due { turn: Turn::Own, still_at_home: true });
    assert_eq!(later.verdict(), "supervisor_fault: supervisor_put_off called_back_after");
    // Nobody had room until then: nobody's fault.
    let why = PutOff::SupervisorBusy;
    let mut full = called().prompt(prompt::Event::Due { turn: Turn::Later { why }, still_at_home: true });
    full.now = full.check.closes;
    assert_eq!(full.prompt(prompt::Event::Due { turn: Turn::Own, still_at_home: true }).verdict(), "voided: voided");
    // Working time left them less than the policy's minutes: it cannot be said that they ignored it.
    let short = Life::that_may_call_back().after(229 * 60).missed().after(60).calls_back(2).prompted();
    let State::Prompted { until, .. } = short.check.state else { panic!() };
    assert!(until.since(short.now) < 5 * MINUTE);
    assert_eq!(short.after(240).prompt(prompt::Event::Tick).verdict(), "voided: voided");
}

#[test]
fn a_reason_to_ring_later_holds_and_the_call_back_is_on_record() {
    let waits = Life::that_may_call_back().ringing(1).ring_out().prompted();
    let asked = waits.clone().calls_back(1);
    assert_eq!((asked.check.state.clone(), told(&asked)), (waits.check.state.clone(), true), "asked already");
    let put_off = waits.prompt(prompt::Event::Defer { by: BOSS, minutes: 20, words: "rapat".into() });
    let due = put_off.check.due;
    let life = put_off.calls_back(1);
    assert_eq!((life.check.due, told(&life)), (due, true));
}

#[test]
fn a_server_that_was_down_gives_the_minutes_back() {
    // Seconds after the last ring at which it went down and was back; seconds from then until it is too late.
    for (down, up, left) in [(60, 61, 240), (60, 120, 240), (60, 240, 240), (60, 360, 240), (0, 600, 300), (240, 900, 60), (-60, 30, 300)] {
        let open = Life::that_may_call_back().missed();
        let (ended, down_since) = (open.now, open.now.plus(down * 1_000));
        let life = open.after(up).ring(Event::NodeRestarted { down_since });
        let State::Missed { until, .. } = life.check.state else { panic!("{}", life.state()) };
        assert_eq!(until.since(life.now) / 1_000, left, "{down} to {up} of {ended:?}");
        assert!(life.effects.contains(&Effect::Push(life.check.id)));
    }
    // The extra ring that it spoiled is made again.
    let rings = called().ringing(3);
    let down_since = rings.now;
    let again = rings.after(100).ring(Event::NodeRestarted { down_since });
    assert_eq!((again.state(), again.check.attempts), ("prompted", 2));
    assert_eq!(missed_of(&again), None, "a spoiled ring is nobody's missed one");
    assert_eq!(again.ring(Event::Start { by: BOSS, attempt: attempt(4) }).state(), "ringing");
}

#[test]
fn leave_that_is_entered_meanwhile_voids_it_as_any_other() {
    let void = |life: Life| life.prompt(prompt::Event::Void { why: PutOff::NoLongerAtHome, words: String::new() });
    for life in [Life::that_may_call_back().missed(), called()] {
        let life = void(life);
        assert_eq!(life.verdict(), "voided: voided");
        assert!(life.effects.contains(&Effect::Push(life.check.id)));
    }
}

/// Found while there is still time to call back, or after it: the promised rings were not had.
#[test]
fn a_mass_outage_that_is_found_meanwhile_excuses_all_the_same() {
    let why = outage::Why { kind: outage::Kind::Provider, from: DRAWN, to: DRAWN.plus(10 * MINUTE) };
    let found = |mut life: Life| {
        let step = outage::void(&life.check, attempt(1), why, &life.ctx()).unwrap();
        life.check = step.check;
        life.trace.extend(step.facts.into_iter().map(|fact| Recorded { at: life.now, fact }));
        life
    };
    let missed = || Life::that_may_call_back().ringing(1).ring_out().ringing(2).proof(2, Receipt::Audible).ring_out();
    let over = |life: Life| life.after(300).ring(Event::Tick);
    for life in [over(found(missed())), found(over(missed())), found(missed()).calls_back(2).ringing(3).proof(3, Receipt::Audible).ring_out()] {
        assert_eq!(life.judgement().outcome, Outcome::SystemFault);
    }
    assert_eq!(over(missed()).judgement().outcome, Outcome::ReachedNotAnswered, "without an outage");
}

/// What an outcome may cost: a miss, nothing, or it speaks for the person.
fn worth(outcome: Outcome) -> u8 {
    match outcome {
        outcome if outcome.may_count_as_missed() => 0,
        outcome if outcome.is_answered() => 2,
        _ => 1,
    }
}

/// Over everything that devices can prove of the promised rings, whoever calls back fares no worse than who does not; but for
/// one who then lets a further ring sound: they fare no better.
#[test]
fn calling_back_is_never_a_trap() {
    use Receipt::{Audible, Displayed, Muted, Sent};
    let proofs: [&[Receipt]; 5] = [&[], &[Sent], &[Displayed], &[Muted], &[Audible]];
    let promised = |started: bool, first: &[Receipt], second: &[Receipt], early: bool| {
        let mut life = Life::that_may_call_back();
        if !started {
            life.readiness.started = None;
        }
        for (n, proofs) in [(1, first), (2, second)] {
            life = proofs.iter().fold(life.ringing(n), |life, proof| life.proof(n, *proof)).ring_out();
            life = if n == 1 && early { life.calls_back(1) } else { life };
        }
        life
    };
    for started in [true, false] {
        for (first, second) in proofs.iter().flat_map(|first| proofs.iter().map(move |second| (first, second))) {
            let without = promised(started, first, second, false).after(300).ring(Event::Tick).judgement().outcome;
            for early in [true, false] {
                let rings = promised(started, first, second, early);
                let asked = rings.clone().calls_back(2);
                let ends = [
                    ("not after the last", rings.after(300).ring(Event::Tick), false),
                    ("ignored", asked.clone().prompted().after(300).prompt(prompt::Event::Tick), false),
                    ("silent", asked.clone().ringing(3).ring_out(), false),
                    ("shown", asked.clone().ringing(3).proof(3, Displayed).ring_out(), false),
                    ("answered", talk(asked.clone(), 3, Some(Verdict::AsDeclared)), false),
                    ("no verdict", talk(asked.clone(), 3, None), false),
                    ("sounded", asked.ringing(3).proof(3, Audible).ring_out(), true),
                ];
                for (end, life, sounded) in ends {
                    let with = life.judgement().outcome;
                    let (with, without) = (worth(with), worth(without));
                    assert!(if sounded { with <= without } else { with >= without }, "{first:?} {second:?}, {end}: {with} < {without}");
                }
            }
        }
    }
}
