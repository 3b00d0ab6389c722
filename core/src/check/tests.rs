//! Random lives: whatever happens to a check, in whatever order, these things hold.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;

use super::{
    fixture::{BOSS, DEPUTY, Do, LAPTOP, Life, PERSON, PHONE, attempt, one_of_each},
    *,
};
use crate::{
    capacity::Turn,
    outcome::{Outcome, REASONS_MAX},
    prompt, ring,
    time::SECOND,
};

/// Facts that one check can gather under the policy of these tests: receipts of five counted or spoiled rings, the
/// losses of a call with their returns, and at most a hundred others.
const FACTS_MAX: usize = 5 * (ring::RECEIPTS_MAX + 1) + 2 * call::LOSSES_MAX + 100;

fn person() -> impl Strategy<Value = PersonId> {
    prop_oneof![6 => Just(BOSS), 2 => Just(DEPUTY), 1 => Just(PERSON)]
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![4 => Just("rapat".to_owned()), 1 => Just(String::new())]
}

fn side() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::Employee), Just(Side::Supervisor)]
}

fn device() -> impl Strategy<Value = DeviceId> {
    prop_oneof![Just(PHONE), Just(LAPTOP)]
}

fn down() -> impl Strategy<Value = i64> {
    prop_oneof![0..30_i64, 0..900_i64]
}

fn turn() -> impl Strategy<Value = Turn> {
    let why = || {
        prop_oneof![Just(PutOff::SupervisorBusy), Just(PutOff::OverHour), Just(PutOff::OverDay), Just(PutOff::SupervisorAbsent)]
    };
    prop_oneof![
        7 => Just(Turn::Own),
        1 => (person(), why()).prop_map(|(to, why)| Turn::PassOn { to, why }),
        2 => why().prop_map(|why| Turn::Later { why }),
    ]
}

fn prompt_event(now: Moment) -> impl Strategy<Value = prompt::Event> {
    use prompt::Event;
    let why = prop_oneof![Just(PutOff::PersonStatus), Just(PutOff::Capacity), Just(PutOff::SupervisorBusy)];
    prop_oneof![
        6 => (turn(), prop::bool::weighted(0.97)).prop_map(|(turn, still_at_home)| Event::Due { turn, still_at_home }),
        1 => (why, 0..40_i64).prop_map(move |(why, m)| Event::Hold { why, until: now.plus(m * 60 * SECOND) }),
        1 => (person(), 0..40_u16, words()).prop_map(|(by, minutes, words)| Event::Defer { by, minutes, words }),
        1 => (person(), person(), words()).prop_map(|(by, to, words)| Event::HandOver { by, to, words }),
        3 => Just(Event::Tick),
        1 => down().prop_map(move |s| Event::NodeRestarted { down_since: now.plus(-s * SECOND) }),
    ]
}

fn ring_event(now: Moment) -> impl Strategy<Value = ring::Event> {
    use ring::Event;
    let receipt =
        prop_oneof![Just(Receipt::Sent), Just(Receipt::Accepted), Just(Receipt::Displayed), Just(Receipt::Audible), Just(Receipt::Muted)];
    prop_oneof![
        5 => (person(), 1..9_u128).prop_map(|(by, n)| Event::Start { by, attempt: attempt(n) }),
        4 => (1..9_u128, device(), receipt)
            .prop_map(|(n, device, receipt)| Event::Received { attempt: attempt(n), device, receipt }),
        2 => (1..9_u128, device()).prop_map(|(n, device)| Event::Answer { attempt: attempt(n), device }),
        2 => (1..9_u128, device()).prop_map(|(n, device)| Event::CallBack { attempt: attempt(n), device }),
        1 => (1..9_u128, words()).prop_map(|(n, words)| Event::Decline { attempt: attempt(n), words }),
        4 => Just(Event::Tick),
        1 => down().prop_map(move |s| Event::NodeRestarted { down_since: now.plus(-s * SECOND) }),
    ]
}

fn call_event(now: Moment) -> impl Strategy<Value = call::Event> {
    use call::Event;
    let what = prop_oneof![Just(Media::Audio), Just(Media::Video), Just(Media::Keyframe)];
    let verdict = prop_oneof![
        Just(Verdict::AsDeclared),
        Just(Verdict::Elsewhere),
        Just(Verdict::FollowUp),
        Just(Verdict::Technical)
    ];
    let kind = prop_oneof![Just(PlaceKind::Home), Just(PlaceKind::Other)];
    prop_oneof![
        1 => (kind, any::<Option<bool>>()).prop_map(|(kind, same_as_morning)| Event::Declare { kind, same_as_morning }),
        3 => (side(), what).prop_map(|(side, what)| Event::Media { side, what }),
        3 => side().prop_map(|side| Event::Lost { side }),
        3 => side().prop_map(|side| Event::Back { side }),
        1 => side().prop_map(|side| Event::HangUp { side }),
        3 => Just(Event::Tick),
        1 => down().prop_map(move |s| Event::NodeRestarted { down_since: now.plus(-s * SECOND) }),
        2 => (person(), verdict, words()).prop_map(|(by, verdict, words)| Event::Verdict { by, verdict, words }),
    ]
}

/// Seconds that pass, and then one event.
fn happening() -> impl Strategy<Value = (i64, Do)> {
    let now = Life::new().now;
    let wait = prop_oneof![4 => 0..20_i64, 2 => 20..120_i64, 1 => 120..1_200_i64];
    let event = prop_oneof![
        prompt_event(now).prop_map(Do::Prompt),
        ring_event(now).prop_map(Do::Ring),
        call_event(now).prop_map(Do::Call),
    ];
    (wait, event)
}

/// Down times were drawn for the first minute; they move along with the clock.
fn shifted(event: Do, by: i64) -> Do {
    match event {
        Do::Prompt(prompt::Event::NodeRestarted { down_since }) => {
            Do::Prompt(prompt::Event::NodeRestarted { down_since: down_since.plus(by) })
        }
        Do::Prompt(prompt::Event::Hold { why, until }) => {
            Do::Prompt(prompt::Event::Hold { why, until: until.plus(by) })
        }
        Do::Ring(ring::Event::NodeRestarted { down_since }) => {
            Do::Ring(ring::Event::NodeRestarted { down_since: down_since.plus(by) })
        }
        Do::Call(call::Event::NodeRestarted { down_since }) => {
            Do::Call(call::Event::NodeRestarted { down_since: down_since.plus(by) })
        }
        other => other,
    }
}

fn hold_after_a_step(before: &Life, life: &Life, event: &Do) {
    let check = &life.check;
    assert!(check.attempts <= ring::rings_of(&life.trace, &life.rules) && ring::rings_of(&life.trace, &life.rules) <= life.rules.attempts + 1);
    assert!(check.deferrals <= life.rules.deferrals);
    assert!(life.trace.len() <= FACTS_MAX, "{} facts", life.trace.len());
    assert_eq!((check.drawn_for, check.closes, check.person), (before.check.drawn_for, before.check.closes, PERSON));
    if let State::Prompted { until, caller } = check.state {
        assert!(until <= check.closes && caller != PERSON);
    }
    if matches!(before.check.state, State::Settled { .. }) {
        assert!(matches!(check.state, State::Settled { .. }), "a settled check stays settled");
        assert!(matches!(event, Do::Call(call::Event::Verdict { .. })), "{event:?} on a settled check");
    }
    if let State::Settled { judgement, .. } = &check.state {
        assert!((1..=REASONS_MAX).contains(&judgement.reasons.len()));
        let answered = count(&life.trace, |f| matches!(f, Fact::Answered { .. })) > 0;
        assert!(!(answered && judgement.outcome.may_count_as_missed()), "answered, yet {:?}", judgement.outcome);
        let voided = |id: AttemptId| count(&life.trace, |f| *f == Fact::RingVoided { attempt: id }) > 0;
        let audible =
            |f: &Fact| matches!(f, Fact::Received { attempt, receipt: Receipt::Audible, .. } if !voided(*attempt));
        if judgement.outcome == Outcome::ReachedNotAnswered {
            assert!(count(&life.trace, audible) > 0, "counted without proof");
        }
        // Judged from the record alone: replaying it gives the same.
        assert_eq!(*judgement, outcome::judge(check, &life.trace, &life.readiness, &life.rules));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_lives(happenings in prop::collection::vec(happening(), 1..60), start in 0..7_usize, started: bool, callback_minutes in 0..6_u16) {
        let mut life = one_of_each().swap_remove(start);
        life.rules.callback_minutes = callback_minutes;
        if !started {
            life.readiness.started = None;
        }
        for (wait, event) in happenings {
            life = life.after(wait);
            let event = shifted(event, life.now.since(Life::new().now));
            let before = life.clone();
            match life.attempt(event.clone()) {
                Ok(()) => hold_after_a_step(&before, &life, &event),
                Err(_) => prop_assert_eq!(&life.check, &before.check),
            }
        }
        run_out(life);
    }
}

/// Left alone, with a `Due` or `Tick` at each moment that `wake` names, every check ends, and soon.
fn run_out(mut life: Life) {
    for _ in 0..100 {
        let Some(at) = wake(&life.check, &life.ctx()) else { return };
        life.now = life.now.max(at);
        let event = match life.check.state {
            State::Waiting => Do::Prompt(prompt::Event::Due { turn: Turn::Own, still_at_home: true }),
            State::Prompted { .. } => Do::Prompt(prompt::Event::Tick),
            State::Ringing { .. } | State::Missed { .. } => Do::Ring(ring::Event::Tick),
            _ => Do::Call(call::Event::Tick),
        };
        let before = life.clone();
        life.attempt(event.clone()).unwrap();
        assert_ne!(life.check.state, before.check.state, "waking it moves it");
        hold_after_a_step(&before, &life, &event);
    }
    panic!("still {:?}", life.check.state);
}

#[test]
fn words_are_trimmed_and_bounded() {
    assert_eq!(super::words("  rapat dinas "), Ok("rapat dinas".to_owned()));
    assert_eq!(super::words(&"é".repeat(WORDS_MAX)).map(|w| w.chars().count()), Ok(WORDS_MAX));
    assert_eq!(super::words(&"é".repeat(WORDS_MAX + 1)), Err(Refusal::TooLong));
    assert_eq!(words_needed(" \n", Refusal::NoteNeeded), Err(Refusal::NoteNeeded));
}
