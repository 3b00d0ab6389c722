#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::check::fixture::{BOSS, DEPUTY, DRAWN, Do, LAPTOP, Life, PERSON, PHONE, attempt, table};

fn start(n: u128) -> Event {
    Event::Start { by: BOSS, attempt: attempt(n) }
}

fn answer(n: u128, device: DeviceId) -> Event {
    Event::Answer { attempt: attempt(n), device }
}

fn decline(n: u128, words: &str) -> Event {
    Event::Decline { attempt: attempt(n), words: words.to_owned() }
}

fn received(n: u128, device: DeviceId, receipt: Receipt) -> Event {
    Event::Received { attempt: attempt(n), device, receipt }
}

fn refusal(life: &Life, event: Event) -> Refusal {
    life.ask(Do::Ring(event)).unwrap_err()
}

fn unmoved(life: &Life, event: Event) -> bool {
    let step = life.ask(Do::Ring(event)).unwrap();
    step.check == life.check && step.facts.is_empty() && step.effects.is_empty()
}

#[test]
fn every_pair_of_state_and_event() {
    let events = [
        ("start", start(9)),
        ("received", received(1, PHONE, Receipt::Audible)),
        ("answer", answer(1, PHONE)),
        ("answer_other", answer(1, LAPTOP)),
        ("decline", decline(1, "di jalan")),
        ("unknown", answer(7, PHONE)),
        ("back", Event::CallBack { attempt: attempt(2), device: PHONE }),
        ("tick", Event::Tick),
        ("restart", Event::NodeRestarted { down_since: DRAWN }),
    ];
    let wanted = "\
from: start received answer answer_other decline unknown back tick restart
waiting: wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state
prompted: ringing wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state
ringing: wrong_state ringing answered answered settled ring_over wrong_state ringing ringing
answered: wrong_state ring_over answered answered_elsewhere ring_over wrong_state wrong_state wrong_state wrong_state
missed: wrong_state ring_over ring_over ring_over ring_over wrong_state waiting missed missed
closing: wrong_state ring_over ring_over ring_over ring_over wrong_state wrong_state wrong_state wrong_state
settled: wrong_state ring_over ring_over ring_over ring_over wrong_state wrong_state wrong_state wrong_state";
    assert_eq!(table(&events.map(|(name, event)| (name, Do::Ring(event)))), wanted);
}

#[test]
fn only_the_caller_starts_and_only_in_time() {
    let life = Life::new().prompted();
    assert_eq!(refusal(&life, Event::Start { by: DEPUTY, attempt: attempt(1) }), Refusal::NotYourPrompt);
    assert_eq!(refusal(&life, Event::Start { by: PERSON, attempt: attempt(1) }), Refusal::NotYourPrompt);
    assert_eq!(refusal(&life.clone().after(300), start(1)), Refusal::PromptOver);
    let last = life.after(299).ring(start(1));
    assert_eq!(last.check.attempts, 1);
    assert_eq!(last.effects, [Effect::Tell(PERSON), Effect::Tell(BOSS), Effect::Push(last.check.id)]);
    assert!(unmoved(&last, start(1)), "the same start twice");
    assert_eq!(refusal(&last, start(2)), Refusal::WrongState);
}

#[test]
fn a_ring_may_outlast_working_time_but_not_begin_after_it() {
    let late = Life::new().after(239 * 60 + 30).prompted();
    assert_eq!(refusal(&late.clone().after(30), start(1)), Refusal::OutsideWindow);
    let life = late.after(29).ring(start(1)).after(59).ring(answer(1, PHONE));
    assert_eq!(life.state(), "answered");
}

#[test]
fn first_answer_wins_and_repeating_it_is_harmless() {
    let life = Life::new().ringing(1).after(59).ring(answer(1, PHONE));
    assert_eq!(life.effects, [Effect::Tell(PERSON), Effect::Tell(BOSS), Effect::Push(life.check.id)]);
    assert!(unmoved(&life, answer(1, PHONE)));
    assert_eq!(refusal(&life, answer(1, LAPTOP)), Refusal::AnsweredElsewhere);
}

#[test]
fn a_ring_ends_on_the_millisecond() {
    let mut life = Life::new().ringing(1);
    life.now = life.now.plus(59_999);
    assert!(unmoved(&life, Event::Tick));
    assert_eq!(life.clone().ring(answer(1, PHONE)).state(), "answered");
    life.now = life.now.plus(1);
    for event in [answer(1, PHONE), decline(1, "sibuk"), received(1, PHONE, Receipt::Audible)] {
        assert_eq!(refusal(&life, event), Refusal::RingOver);
    }
    let life = life.ring(Event::Tick);
    assert_eq!((life.state(), life.check.due), ("waiting", life.now.plus(5 * MINUTE)));
    assert_eq!(refusal(&life, answer(1, PHONE)), Refusal::RingOver, "known ring, other state");
}

#[test]
fn declining_needs_words_and_settles() {
    let life = Life::new().ringing(1);
    assert_eq!(refusal(&life, decline(1, " ")), Refusal::ReasonNeeded);
    assert_eq!(refusal(&life, decline(1, &"a".repeat(1_001))), Refusal::TooLong);
    assert_eq!(refusal(&life, decline(2, "di jalan")), Refusal::RingOver);
    assert_eq!(life.ring(decline(1, "di jalan")).verdict(), "declined_with_reason: declined_with_words");
}

#[test]
fn the_last_ring_is_followed_by_judgement() {
    let two = Life::new().ringing(1).ring_out().ringing(2).ring_out();
    assert_eq!(two.verdict(), "not_reached: rings_ended started_day_at no_device_connected no_device_connected");
    // A second ring that would begin as working time ends, or later, is not made.
    let late = Life::new().after(234 * 60).ringing(1).ring_out();
    assert_eq!(late.state(), "settled");
    let just = Life::new().after(234 * 60 - 1).ringing(1).ring_out();
    assert_eq!(just.state(), "waiting");
}

#[test]
fn receipts_are_kept_once_and_never_without_bound() {
    let life = Life::new().ringing(1).proof(1, Receipt::Displayed);
    assert_eq!(life.effects, [Effect::Tell(BOSS)]);
    assert!(unmoved(&life, received(1, PHONE, Receipt::Displayed)));
    assert_eq!(refusal(&life, received(2, PHONE, Receipt::Displayed)), Refusal::RingOver);
    let mut full = life;
    for n in 0..100 {
        full = full.ring(received(1, DeviceId(uuid::Uuid::from_u128(1_000 + n)), Receipt::Sent));
    }
    let kept = |life: &Life| life.facts().iter().filter(|f| matches!(f, Fact::Received { .. })).count();
    assert_eq!(kept(&full), RECEIPTS_MAX);
    let heard = full.ring(received(1, PHONE, Receipt::Audible));
    assert_eq!(kept(&heard), RECEIPTS_MAX + 1, "the first sound is evidence and is always kept");
    assert!(unmoved(&heard, received(1, LAPTOP, Receipt::Audible)));
}

#[test]
fn closed_browsers_hear_of_every_beginning_and_every_end_of_a_ring_and_of_nothing_else() {
    let pushes = |life: &Life| life.effects.iter().filter(|effect| **effect == Effect::Push(life.check.id)).count();
    let ringing = Life::new().prompted().ring(start(1));
    let decline = Event::Decline { attempt: attempt(1), words: "Rapat.".into() };
    assert_eq!(pushes(&ringing), 1);
    assert_eq!(pushes(&ringing.clone().proof(1, Receipt::Accepted)), 0);
    for (name, end) in [
        ("answered", ringing.clone().ring(answer(1, PHONE))),
        ("declined", ringing.clone().ring(decline)),
        ("over, another follows", ringing.clone().ring_out()),
        ("over, the last", ringing.ring_out().ringing(2).ring_out()),
    ] {
        assert_eq!(pushes(&end), 1, "{name}");
    }
}

#[test]
fn a_ring_that_the_server_spoiled_is_not_counted() {
    // (seconds into the ring at which the server went down, and at which it was back, whether the ring is void)
    let cases = [
        (0, 20, false),
        (0, 21, true),
        (20, 40, false),
        (59, 60, true),
        (60, 90, false),
        (-600, 20, false),
        (-600, 21, true),
    ];
    for (down, back, void) in cases {
        let ringing = Life::new().ringing(1);
        let down_since = ringing.now.plus(down * SECOND);
        let life = ringing.after(back).ring(Event::NodeRestarted { down_since });
        assert_eq!(
            (life.state(), life.check.attempts),
            if void { ("prompted", 0) } else { ("ringing", 1) },
            "{down} to {back}"
        );
        assert_eq!(life.effects.contains(&Effect::Tell(PERSON)), void);
        assert_eq!(life.effects.contains(&Effect::Push(life.check.id)), void, "no notification is left behind");
    }
}

#[test]
fn a_third_spoiled_ring_is_our_fault_even_after_one_that_sounded() {
    let spoil = |life: Life| {
        let down_since = life.now;
        life.after(100).ring(Event::NodeRestarted { down_since })
    };
    let mut life = Life::new().ringing(1).proof(1, Receipt::Audible).ring_out();
    for n in 2..4 {
        life = spoil(if n == 2 { life.ringing(n) } else { life.ring(start(n)) });
        assert_eq!((life.state(), life.check.attempts), ("prompted", 1));
    }
    let life = spoil(life.ring(start(4)));
    assert_eq!(life.verdict(), "system_fault: ring_voided_by_server");
    assert_eq!(life.judgement().reasons.first(), &crate::outcome::Reason::RingVoidedByServer { rings: 3 });
}

#[test]
fn a_spoiled_ring_at_the_end_of_the_day_is_our_fault() {
    let ringing = Life::new().after(239 * 60).ringing(1);
    let down_since = ringing.now;
    let life = ringing.after(61).ring(Event::NodeRestarted { down_since });
    assert_eq!(life.verdict(), "system_fault: ring_voided_by_server");
}

#[test]
fn an_attempt_id_is_used_once() {
    let again = Life::new().ringing(1).ring_out().prompted();
    assert_eq!(refusal(&again, start(1)), Refusal::WrongState);
    let mut second = again.clone().ring(start(2));
    assert_eq!(second.check.attempts, 2);
    second.check.state = again.check.state;
    assert_eq!(refusal(&second, start(3)), Refusal::WrongState, "no ring beyond the policy's number");
}
