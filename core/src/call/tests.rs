#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::{
    check::fixture::{BOSS, DEPUTY, DRAWN, Do, Life, PERSON, table},
    check::wake,
    time::SECOND,
};

const BOTH: [Side; 2] = [Side::Employee, Side::Supervisor];

fn lost(side: Side) -> Event {
    Event::Lost { side }
}

fn back(side: Side) -> Event {
    Event::Back { side }
}

fn media(side: Side, what: Media) -> Event {
    Event::Media { side, what }
}

fn hang_up(side: Side) -> Event {
    Event::HangUp { side }
}

fn declare(kind: PlaceKind) -> Event {
    Event::Declare { kind, same_as_morning: Some(true) }
}

fn verdict(verdict: Verdict, words: &str) -> Event {
    Event::Verdict { by: BOSS, verdict, words: words.to_owned() }
}

fn restart(life: &Life) -> Event {
    Event::NodeRestarted { down_since: life.now.plus(-5 * SECOND) }
}

fn refusal(life: &Life, event: Event) -> Refusal {
    life.ask(Do::Call(event)).unwrap_err()
}

fn unmoved(life: &Life, event: Event) -> bool {
    let step = life.ask(Do::Call(event)).unwrap();
    step.check == life.check && step.facts.is_empty() && step.effects.is_empty()
}

#[test]
fn every_pair_of_state_and_event() {
    let events = [
        ("declare", declare(PlaceKind::Home)),
        ("media", media(Side::Employee, Media::Audio)),
        ("lost", lost(Side::Employee)),
        ("back", back(Side::Employee)),
        ("gone", Event::Gone { side: Side::Employee }),
        ("by_text", Event::ByText),
        ("write", Event::Write { words: "Surat edaran.".into() }),
        ("hang_up", hang_up(Side::Supervisor)),
        ("tick", Event::Tick),
        ("restart", Event::NodeRestarted { down_since: DRAWN }),
        ("verdict", verdict(Verdict::AsDeclared, "")),
        ("changed", verdict(Verdict::Technical, "")),
    ];
    let wanted = "\
from: declare media lost back gone by_text write hang_up tick restart verdict changed
waiting: wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state
prompted: wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state
ringing: wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state
answered: answered answered answered answered answered answered answered closing answered answered answered answered
missed: wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state
closing: wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state closing closing settled settled
settled: wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state wrong_state settled settled";
    assert_eq!(table(&events.map(|(name, event)| (name, Do::Call(event)))), wanted);
}

#[test]
fn hanging_up_opens_the_time_for_the_verdict() {
    for side in BOTH {
        let life = Life::new().in_call().call(hang_up(side));
        let until = life.now.plus(10 * MINUTE);
        assert!(matches!(life.check.state, State::Closing { until: u, .. } if u == until));
        assert_eq!(life.effects, [Effect::CloseCall(life.check.id), Effect::Tell(PERSON), Effect::Tell(BOSS)]);
        assert_eq!(life.trace.last().unwrap().fact, Fact::HungUp { side });
    }
}

#[test]
fn a_verdict_in_mid_call_is_kept_and_the_end_of_the_call_settles() {
    let life = Life::new().in_call().call(verdict(Verdict::AsDeclared, " baik "));
    assert_eq!((life.state(), life.effects.as_slice()), ("answered", &[Effect::Tell(BOSS)][..]), "both may say goodbye");
    assert!(unmoved(&life, verdict(Verdict::AsDeclared, "baik")), "the same verdict again");
    let mut corrected = life.clone().call(verdict(Verdict::Elsewhere, ""));
    for n in 1..CORRECTIONS_MAX {
        corrected = corrected.call(verdict(Verdict::Technical, &n.to_string()));
    }
    assert_eq!(refusal(&corrected, verdict(Verdict::AsDeclared, "")), Refusal::TooOften);
    for side in BOTH {
        let over = life.clone().call(hang_up(side));
        assert_eq!(over.effects, [Effect::CloseCall(life.check.id), Effect::Tell(PERSON), Effect::Tell(BOSS)]);
        assert!(over.verdict().starts_with("answered_as_declared: verdict_given"));
        assert!(corrected.clone().call(hang_up(side)).verdict().starts_with("answered_media_failed: verdict_given"));
    }
    let longest = life.clone().after(MINUTES_MAX * 60).call(Event::Tick);
    assert!(longest.verdict().starts_with("answered_as_declared: verdict_given"), "nothing hangs");
}

#[test]
fn a_verdict_is_the_callers_and_a_follow_up_needs_a_note() {
    for life in [Life::new().in_call(), Life::new().closing(), Life::new().settled()] {
        for by in [DEPUTY, PERSON] {
            let event = Event::Verdict { by, verdict: Verdict::Elsewhere, words: String::new() };
            assert_eq!(refusal(&life, event), Refusal::NotYourPrompt);
        }
        assert_eq!(refusal(&life, verdict(Verdict::FollowUp, " ")), Refusal::NoteNeeded);
        assert_eq!(refusal(&life, verdict(Verdict::Technical, &"a".repeat(1_001))), Refusal::TooLong);
        let mut noted = life.call(verdict(Verdict::FollowUp, "tanya alamat"));
        if noted.state() == "answered" {
            noted = noted.call(hang_up(Side::Supervisor));
        }
        assert!(noted.verdict().starts_with("answered_as_declared: verdict_given follow_up_noted"));
    }
}

#[test]
fn the_time_for_the_verdict_ends_on_the_millisecond() {
    let mut life = Life::new().closing();
    life.now = life.now.plus(10 * MINUTE - 1);
    assert!(unmoved(&life, Event::Tick));
    assert_eq!(life.clone().call(verdict(Verdict::Elsewhere, "")).state(), "settled");
    life.now = life.now.plus(1);
    assert_eq!(refusal(&life, verdict(Verdict::Elsewhere, "")), Refusal::TooLate);
    let life = life.call(Event::Tick);
    assert!(life.verdict().starts_with("answered_as_declared: media_seen verdict_missing"));
    assert_eq!(refusal(&life, verdict(Verdict::Elsewhere, "")), Refusal::TooLate);
}

#[test]
fn a_verdict_may_be_corrected_for_ten_minutes_and_both_stay() {
    let life = Life::new().settled();
    assert!(unmoved(&life, verdict(Verdict::AsDeclared, "")), "the same verdict again");
    let State::Settled { at, .. } = life.check.state else { panic!() };
    let mut changed = life.clone().after(599).call(verdict(Verdict::Elsewhere, "kantor cabang"));
    assert!(changed.verdict().starts_with("answered_elsewhere: verdict_given"));
    assert!(
        matches!(changed.check.state, State::Settled { at: still, .. } if still == at),
        "the time does not start anew"
    );
    let given =
        |life: &Life| count(&life.trace, |f| matches!(f, Fact::VerdictGiven { .. } | Fact::VerdictChanged { .. }));
    assert_eq!(given(&changed), 2);
    assert_eq!(refusal(&changed.clone().after(1), verdict(Verdict::Technical, "")), Refusal::TooLate);
    for n in 1..CORRECTIONS_MAX {
        changed = changed.call(verdict(Verdict::Technical, &n.to_string()));
    }
    assert_eq!(refusal(&changed, verdict(Verdict::AsDeclared, "")), Refusal::TooOften);
    let unanswered = Life::new().ringing(1).ring_out().ringing(2).ring_out();
    assert_eq!(refusal(&unanswered, verdict(Verdict::AsDeclared, "")), Refusal::WrongState);
}

#[test]
fn a_side_that_never_connects_has_the_time_to_prepare_and_to_reconnect() {
    // Answered 10 s into the ring; 20 s to prepare and 30 s to reconnect end 50 s later.
    let life = Life::new().answered();
    let end = life.now.plus(50 * SECOND);
    assert_eq!(wake(&life.check, &life.ctx()), Some(end));
    assert!(unmoved(&life.clone().after(49), Event::Tick));
    let both = life.clone().after(50).call(Event::Tick);
    assert_eq!(both.facts()[3..], [&Fact::Dropped { side: BOTH[0] }, &Fact::Dropped { side: BOTH[1] }]);
    assert_eq!(both.state(), "closing");
    let one = life.call(media(Side::Supervisor, Media::Audio)).after(50).call(Event::Tick);
    assert_eq!(one.trace.last().unwrap().fact, Fact::Dropped { side: Side::Employee });
    let missing = one.after(600).call(Event::Tick);
    assert!(
        missing.verdict().starts_with("answered_media_failed: no_media_from verdict_missing"),
        "{}",
        missing.verdict()
    );
}

#[test]
fn who_enters_after_the_time_to_prepare_is_waited_for_again() {
    // 20 s to prepare, 30 s to reconnect: at 45 s the call still waits.
    let waited = Life::new().answered().call(media(Side::Supervisor, Media::Audio));
    let (answered, late) = (waited.now, waited.clone().after(45));
    assert_eq!(lost_since(Side::Employee, answered, &late.ctx()), Some(answered.plus(20 * SECOND)));
    let entered = late.call(declare(PlaceKind::Home));
    assert_eq!(lost_since(Side::Employee, answered, &entered.ctx()), Some(entered.now.plus(5 * SECOND)), "not at once");
    assert_eq!(wake(&entered.check, &entered.ctx()), Some(entered.now.plus(35 * SECOND)));
    assert!(unmoved(&entered.clone().after(34), Event::Tick));
    assert_eq!(entered.after(35).call(Event::Tick).trace.last().unwrap().fact, Fact::Dropped { side: Side::Employee });
    let early = waited.after(1).call(declare(PlaceKind::Home));
    assert_eq!(lost_since(Side::Employee, answered, &early.ctx()), Some(answered.plus(20 * SECOND)), "never sooner");
}

#[test]
fn a_lost_side_may_come_back_in_time() {
    for side in BOTH {
        let life = Life::new().in_call().after(60).call(lost(side));
        assert_eq!(life.effects, [Effect::Tell(PERSON), Effect::Tell(BOSS)]);
        assert!(unmoved(&life, lost(side)), "lost once");
        assert_eq!(wake(&life.check, &life.ctx()), Some(life.now.plus(30 * SECOND)));
        assert!(unmoved(&life.clone().after(29), Event::Tick));
        assert_eq!(life.clone().after(30).call(Event::Tick).trace.last().unwrap().fact, Fact::Dropped { side });
        for regained in [back(side), media(side, Media::Video)] {
            let life = life.clone().after(29).call(regained);
            assert_eq!(life.trace.last().unwrap().fact, Fact::SideBack { side });
            assert_eq!(life.effects, [Effect::Tell(PERSON), Effect::Tell(BOSS)], "both pages see it");
            assert!(unmoved(&life.after(100), Event::Tick));
        }
    }
}

#[test]
fn a_loss_while_preparing_counts_from_the_end_of_preparing() {
    let life = Life::new().answered().call(back(Side::Supervisor)).call(back(Side::Employee)).after(1);
    let life = life.call(lost(Side::Employee));
    assert_eq!(lost_since(Side::Employee, life.now.plus(-SECOND), &life.ctx()), Some(life.now.plus(19 * SECOND)));
    assert_eq!(lost_since(Side::Supervisor, life.now.plus(-SECOND), &life.ctx()), None);
    assert!(unmoved(&life.clone().after(48), Event::Tick));
    assert_eq!(life.after(49).call(Event::Tick).state(), "closing");
}

#[test]
fn a_restart_loses_both_sides_and_is_our_fault_when_one_stays_away() {
    let life = Life::new().in_call().after(60);
    let event = restart(&life);
    let life = life.call(event);
    for side in BOTH {
        let other = if side == Side::Employee { Side::Supervisor } else { Side::Employee };
        let one = life.clone().after(10).call(back(side)).after(20).call(Event::Tick);
        assert_eq!(one.trace.last().unwrap().fact, Fact::ServerFailed, "{other:?} stayed away");
        assert!(
            one.after(600)
                .call(Event::Tick)
                .verdict()
                .starts_with("system_fault: server_failed_in_call verdict_missing")
        );
    }
    let mixed = life.clone().call(back(Side::Employee)).after(1).call(lost(Side::Employee)).after(30).call(Event::Tick);
    assert_eq!(mixed.trace.last().unwrap().fact, Fact::ServerFailed, "one side lost by the server is enough");
    let whole = life.call(back(Side::Employee)).call(back(Side::Supervisor)).after(600);
    assert!(unmoved(&whole, Event::Tick));
    let later = whole.call(lost(Side::Employee)).after(30).call(Event::Tick);
    assert_eq!(
        later.trace.last().unwrap().fact,
        Fact::Dropped { side: Side::Employee },
        "no longer the restart's doing"
    );
}

#[test]
fn downtime_does_not_eat_the_time_for_the_verdict() {
    let life = Life::new().closing();
    let down_since = life.now.plus(3 * MINUTE);
    // (seconds after hang-up at which the server is back, seconds after hang-up at which the time then ends)
    for (up, ends) in [(100, 600), (240, 660), (900, 1_320), (9_000, 9_420)] {
        let next = life.clone().after(up).call(Event::NodeRestarted { down_since });
        let State::Closing { until, .. } = next.check.state else { panic!() };
        assert_eq!(until.since(life.now) / SECOND, ends, "back after {up} s");
        assert_eq!(next.trace, life.trace);
    }
}

#[test]
fn media_and_declarations_are_kept_within_bounds() {
    let mut life = Life::new().answered();
    for _ in 0..50 {
        for side in BOTH {
            for what in [Media::Audio, Media::Video, Media::Keyframe] {
                life = life.call(media(side, what));
            }
        }
    }
    assert_eq!(count(&life.trace, |f| matches!(f, Fact::MediaFlowed { .. })), 6);
    let life = life.call(declare(PlaceKind::Home));
    assert!(unmoved(&life, declare(PlaceKind::Home)));
    let life = life.call(declare(PlaceKind::Other)).call(declare(PlaceKind::Home));
    assert_eq!(refusal(&life, declare(PlaceKind::Other)), Refusal::TooOften);
}

#[test]
fn a_call_that_keeps_breaking_ends() {
    let mut life = Life::new().in_call();
    for _ in 0..LOSSES_MAX {
        life = life.call(lost(Side::Employee)).call(back(Side::Employee));
    }
    assert_eq!(life.state(), "answered");
    let dropped = life.clone().call(lost(Side::Employee));
    assert_eq!(
        (dropped.state(), &dropped.trace.last().unwrap().fact),
        ("closing", &Fact::Dropped { side: Side::Employee })
    );
    let event = restart(&life);
    let failed = life.call(event);
    assert_eq!((failed.state(), &failed.trace.last().unwrap().fact), ("closing", &Fact::ServerFailed));
}

#[test]
fn a_forgotten_call_ends_after_half_an_hour() {
    let life = Life::new().in_call();
    let answered = DRAWN.plus(10 * SECOND);
    assert_eq!(wake(&life.check, &life.ctx()), Some(answered.plus(MINUTES_MAX * MINUTE)));
    assert!(unmoved(&life.clone().after(30 * 60 - 6), Event::Tick));
    let life = life.after(30 * 60 - 5).call(Event::Tick);
    assert_eq!((life.state(), &life.trace.last().unwrap().fact), ("closing", &Fact::CallTooLong));
}

/// Without a picture or a sound: the page is there, and what was written is the answer.
#[test]
fn who_goes_on_by_text_is_not_waited_for() {
    let write = |words: &str| Event::Write { words: words.into() };
    let supervisor_up = |life: Life| life.after(5).call(media(Side::Supervisor, Media::Video));
    let begun = supervisor_up(Life::new().answered().call(declare(PlaceKind::Home))).call(Event::ByText);
    assert!(unmoved(&begun, Event::ByText) && unmoved(&begun, lost(Side::Employee)), "media is not waited for");
    let long = begun.clone().after(600).call(Event::Tick);
    assert_eq!(long.state(), "answered");
    assert_eq!(refusal(&long, write("  ")), Refusal::ReasonNeeded);
    assert_eq!(refusal(&long, write(&"a".repeat(1_001))), Refusal::TooLong);

    // The page is waited for as ever, and may come back.
    let gone = begun.clone().after(20).call(Event::Gone { side: Side::Employee });
    assert_eq!(gone.clone().after(30).call(Event::Tick).state(), "closing");
    let back = gone.after(29).call(Event::ByText).after(60).call(Event::Tick);
    assert_eq!((back.state(), back.trace.last().map(|r| &r.fact)), ("answered", Some(&Fact::SideBack { side: Side::Employee })));
    assert_eq!(supervisor_up(Life::new().answered()).after(60).call(Event::Tick).state(), "closing", "without text it is over");

    let mut written = begun.call(write(" Surat edaran. "));
    assert_eq!(written.trace.last().unwrap().fact, Fact::Wrote { words: "Surat edaran.".into() });
    let said = written.clone().call(verdict(Verdict::AsDeclared, "")).call(hang_up(Side::Supervisor));
    assert!(said.verdict().starts_with("answered_as_declared: verdict_given in_writing"), "{}", said.verdict());
    let silent = written.clone().call(hang_up(Side::Supervisor)).after(600).call(Event::Tick);
    assert!(silent.verdict().starts_with("answered_media_failed: in_writing verdict_missing"), "{}", silent.verdict());
    for _ in 1..WRITTEN_MAX {
        written = written.call(write("Lagi."));
    }
    assert_eq!(refusal(&written, write("Satu lagi.")), Refusal::TooOften);
}
