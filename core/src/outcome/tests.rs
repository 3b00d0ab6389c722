#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::{
    call,
    capacity::Turn,
    check::{
        Fact, Media, PutOff, Receipt, Side, Verdict,
        fixture::{BOSS, DRAWN, LAPTOP, Life, PHONE, attempt, rules},
    },
    ids::DeviceId,
    prompt,
    readiness::{Hindrance, Hindrances, Item},
    ring,
    time::{MINUTE, SECOND},
};

/// Rings twice, with this proof for each, and nobody answers.
fn unanswered(readiness: Readiness, proofs: [&[Receipt]; 2]) -> Life {
    let mut life = Life::new();
    life.readiness = readiness;
    for (n, proofs) in (1..).zip(proofs) {
        life = life.ringing(n);
        for proof in proofs {
            life = life.proof(n, *proof);
        }
        life = life.ring_out();
    }
    life
}

fn ready(started: Option<i64>, deadline: i64) -> Readiness {
    Readiness { started: started.map(|m| DRAWN.plus(m * MINUTE)), deadline: DRAWN.plus(deadline * MINUTE), hindrances: [None; 4] }
}

#[test]
fn what_the_devices_proved_decides_an_unanswered_check() {
    use Receipt::{Accepted, Audible, Displayed, Muted, Sent};
    let in_time = ready(Some(-130), -120);
    let cases: [(Readiness, [&[Receipt]; 2], &str); 16] = [
        (in_time, [&[Sent, Displayed, Audible], &[]], "reached_not_answered: audible_on rings_ended started_day_at"),
        (in_time, [&[], &[Audible]], "reached_not_answered: audible_on rings_ended started_day_at"),
        (in_time, [&[Audible], &[Audible]], "reached_not_answered: audible_on audible_on rings_ended started_day_at"),
        (
            in_time,
            [&[Displayed, Muted], &[Sent]],
            "not_reached: rings_ended started_day_at displayed_but_muted sent_only",
        ),
        (in_time, [&[Displayed], &[]], "not_reached: rings_ended started_day_at displayed_on no_device_connected"),
        // A push service that took the ring proves nothing about the device; a notification on its screen proves more.
        (in_time, [&[Accepted], &[]], "not_reached: rings_ended started_day_at accepted_only no_device_connected"),
        (in_time, [&[Accepted, Sent], &[Accepted]], "not_reached: rings_ended started_day_at sent_only accepted_only"),
        (in_time, [&[Accepted, Displayed], &[]], "not_reached: rings_ended started_day_at displayed_on no_device_connected"),
        // Who never started is not ready, unless the check was drawn before (or on) the deadline.
        (
            ready(None, -1),
            [&[], &[]],
            "not_ready: day_not_started_by rings_ended no_device_connected no_device_connected",
        ),
        (ready(None, 0), [&[], &[]], "not_reached: rings_ended no_device_connected no_device_connected"),
        (ready(None, 30), [&[], &[]], "not_reached: rings_ended no_device_connected no_device_connected"),
        // A device that sounded proves more than the morning does.
        (ready(None, -120), [&[Audible], &[]], "reached_not_answered: audible_on rings_ended"),
        // On the deadline is in time; late but before the ring is as reachable as anyone; after the ring is not.
        (
            ready(Some(-120), -120),
            [&[], &[Sent]],
            "not_reached: rings_ended started_day_at no_device_connected sent_only",
        ),
        (
            ready(Some(-119), -120),
            [&[], &[Sent]],
            "not_reached: rings_ended started_day_at no_device_connected sent_only",
        ),
        (ready(Some(0), -120), [&[], &[Sent]], "not_reached: rings_ended started_day_at no_device_connected sent_only"),
        (
            ready(Some(1), -120),
            [&[], &[Sent]],
            "not_ready: day_not_started_by started_day_at rings_ended no_device_connected sent_only",
        ),
    ];
    for (readiness, proofs, wanted) in cases {
        assert_eq!(unanswered(readiness, proofs).verdict(), wanted, "{readiness:?} {proofs:?}");
    }
}

/// A miss of a day with an amber item that explains it does not count; everything else that is amber leaves it as it is.
#[test]
fn a_fault_of_the_morning_that_explains_a_miss_is_not_held_against_anybody() {
    const NONE: Hindrances = [None; 4];
    let fault = |device, by| [Some(Hindrance { device, by }), None, None, None];
    let miss = |hindrances: [Hindrances; 2], devices: &[DeviceId]| {
        let mut life = Life::new();
        for (n, hindrances) in (1..).zip(hindrances) {
            life.readiness.hindrances = hindrances;
            life = life.ringing(n);
            for device in devices {
                life = life.ring(ring::Event::Received { attempt: attempt(n), device: *device, receipt: Receipt::Audible });
            }
            // Tested again while it rings, or found faulty only now: what held when the ring began holds.
            life.readiness.hindrances = if hindrances == NONE { fault(PHONE, Item::Sound) } else { NONE };
            life = life.ring_out();
        }
        life.verdict()
    };
    let sound = fault(PHONE, Item::Sound);
    let both = [fault(LAPTOP, Item::Network)[0], sound[0], None, None];
    let explained = "not_reached: rings_ended started_day_at hindered_on hindered_on";
    let counted = "reached_not_answered: audible_on audible_on rings_ended started_day_at";
    let cases = [
        ("the tone was not heard", [sound, sound], &[PHONE][..], explained),
        ("the line did not carry", [fault(PHONE, Item::Network); 2], &[PHONE][..], explained),
        ("nothing was amber", [NONE, NONE], &[PHONE][..], counted),
        ("the fault is on another device", [fault(LAPTOP, Item::Sound); 2], &[PHONE][..], counted),
        ("a good device sounded as well", [sound, sound], &[PHONE, LAPTOP][..], counted),
        ("both are faulty and one sounded", [both, both], &[PHONE][..], explained),
        ("both are faulty and both sounded", [both, both], &[LAPTOP, PHONE][..], explained),
        ("mended before the second ring", [sound, NONE], &[PHONE][..], "reached_not_answered: audible_on rings_ended started_day_at"),
    ];
    for (name, hindrances, devices, wanted) in cases {
        assert_eq!(miss(hindrances, devices), wanted, "{name}");
    }
}

#[test]
fn a_verdict_decides_over_what_the_server_saw() {
    let cases = [
        (Verdict::AsDeclared, "answered_as_declared: verdict_given media_seen media_seen answered_after"),
        (Verdict::Elsewhere, "answered_elsewhere: verdict_given media_seen media_seen answered_after"),
        (Verdict::FollowUp, "answered_as_declared: verdict_given follow_up_noted media_seen media_seen answered_after"),
        (Verdict::Technical, "answered_media_failed: verdict_given media_seen media_seen answered_after"),
    ];
    for (verdict, wanted) in cases {
        let life = Life::new().closing().call(call::Event::Verdict { by: BOSS, verdict, words: "catatan".into() });
        assert_eq!(life.verdict(), wanted);
        assert!(life.judgement().reasons.iter().any(|r| *r == Reason::AnsweredAfter { ring: 1, seconds: 10 }));
    }
    let blind = Life::new()
        .answered()
        .call(call::Event::Verdict { by: BOSS, verdict: Verdict::AsDeclared, words: String::new() })
        .call(call::Event::HangUp { side: Side::Supervisor });
    assert_eq!(blind.verdict(), "answered_as_declared: verdict_given no_media_from no_media_from answered_after");
}

#[test]
fn an_answered_check_without_a_verdict_is_what_the_server_saw() {
    let wait = |life: Life| life.after(600).call(call::Event::Tick);
    let silent = Life::new().answered().call(call::Event::HangUp { side: Side::Supervisor });
    let seen = |what| {
        let life = Life::new().answered().call(call::Event::Media { side: Side::Employee, what });
        life.call(call::Event::HangUp { side: Side::Supervisor })
    };
    assert_eq!(
        wait(silent).verdict(),
        "answered_media_failed: no_media_from verdict_missing no_media_from answered_after"
    );
    for what in [Media::Audio, Media::Keyframe, Media::Video] {
        let life = wait(seen(what));
        assert_eq!(life.verdict(), "answered_as_declared: media_seen verdict_missing no_media_from answered_after");
        assert_eq!(life.judgement().reasons.first(), &Reason::MediaSeen { side: Side::Employee, what });
    }
}

#[test]
fn a_person_who_did_not_get_the_promised_rings_is_not_blamed() {
    let sounded = || Life::new().ringing(1).proof(1, Receipt::Audible).ring_out();
    let busy = prompt::Event::Due { turn: Turn::Later { why: PutOff::SupervisorBusy }, still_at_home: true };
    let cases = [
        (
            "the second prompt is ignored",
            sounded().prompted().after(300).prompt(prompt::Event::Tick),
            "supervisor_fault: supervisor_ignored_prompt",
        ),
        (
            "the supervisor stays busy until working time ends",
            sounded().after(300).prompt(busy.clone()).after(14_100).prompt(busy.clone()),
            "voided: voided",
        ),
        (
            "recalled to the office before the second ring",
            sounded()
                .prompt(prompt::Event::Void { why: PutOff::NoLongerAtHome, words: "dipanggil".into() }),
            "voided: voided",
        ),
        (
            "busy before the only ring: they still got it",
            Life::new()
                .prompt(busy.clone())
                .after(60)
                .ringing(1)
                .ring_out()
                .ringing(2)
                .proof(2, Receipt::Audible)
                .ring_out(),
            "reached_not_answered: audible_on rings_ended started_day_at",
        ),
    ];
    for (name, life, wanted) in cases {
        assert_eq!(life.verdict(), wanted, "{name}");
    }
}

#[test]
fn a_spoiled_ring_proves_nothing() {
    let spoiled = Life::new().ringing(1).proof(1, Receipt::Audible);
    let down_since = spoiled.now;
    let life = spoiled.after(90).ring(ring::Event::NodeRestarted { down_since });
    let life = life.ring(ring::Event::Start { by: BOSS, attempt: attempt(2) }).ring_out().ringing(3).ring_out();
    assert_eq!(life.verdict(), "not_reached: rings_ended started_day_at no_device_connected no_device_connected");
    assert_eq!(life.judgement().reasons.first(), &Reason::RingsEnded { rings: 2, promised: 2 });
}

#[test]
fn an_empty_record_is_our_fault() {
    let life = Life::new();
    let judgement = judge(&life.check, &[], &life.readiness, &rules());
    assert_eq!((judgement.outcome, judgement.reasons.first()), (Outcome::SystemFault, &Reason::NeverRang));
}

#[test]
fn reasons_name_device_and_ring() {
    let life = Life::new().ringing(1).ring_out().ringing(2);
    let audible = ring::Event::Received { attempt: attempt(2), device: LAPTOP, receipt: Receipt::Audible };
    let life = life.ring(audible).ring_out();
    assert_eq!(life.judgement().reasons.first(), &Reason::AudibleOn { device: LAPTOP, ring: 2 });
}

#[test]
fn the_supervisors_time_is_on_the_record() {
    let mut life = Life::new();
    life.check.closes = DRAWN.plus(90 * SECOND);
    let life = life.prompted().after(90).prompt(prompt::Event::Tick);
    assert_eq!(life.judgement().reasons.first(), &Reason::SupervisorIgnoredPrompt { caller: BOSS, seconds: 90 });
}

#[test]
fn codes_are_stable_and_go_both_ways() {
    for outcome in Outcome::ALL {
        assert_eq!(Outcome::parse(outcome.code()), Some(outcome));
        assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.code());
        assert!(!(outcome.is_answered() && outcome.may_count_as_missed()), "{outcome:?}");
        assert!(outcome.party() == Party::Person || !outcome.may_count_as_missed(), "{outcome:?}");
    }
    assert_eq!(Outcome::parse("late"), None);
    let fact = Fact::MediaFlowed { side: Side::Employee, what: Media::Video };
    assert_eq!(
        serde_json::to_value(&fact).unwrap(),
        serde_json::json!({ "fact": "media_flowed", "side": "employee", "what": "video" })
    );
}

#[test]
fn there_are_one_to_six_reasons_also_when_read_back() {
    let one = Reason::SentOnly { device: PHONE, ring: 1 };
    let many = (1..20).map(|ring| Reason::NoDeviceConnected { ring });
    let reasons = Reasons::new(one).and(one).and_all(many);
    assert_eq!(reasons.len(), REASONS_MAX);
    let json = serde_json::to_value(&reasons).unwrap();
    assert_eq!(json[0]["reason"], one.code());
    assert_eq!(serde_json::from_value::<Reasons>(json.clone()).unwrap(), reasons);
    assert!(serde_json::from_value::<Reasons>(serde_json::json!([])).is_err());
    let mut seven = json.as_array().unwrap().clone();
    seven.push(seven[0].clone());
    assert!(serde_json::from_value::<Reasons>(seven.into()).is_err());
}

#[test]
fn a_ruling_keeps_what_was_before() {
    let life = unanswered(ready(Some(-130), -120), [&[Receipt::Audible], &[]]);
    let rulings = [
        (Ruling::Excused, Outcome::Excused),
        (Ruling::Technical, Outcome::SystemFault),
        (Ruling::CalledBack, Outcome::CalledBack),
    ];
    for (ruling, outcome) in rulings {
        let ruled = life.judgement().ruled(ruling, BOSS);
        assert_eq!(ruled.outcome, outcome);
        assert_eq!(ruled.reasons.first(), &Reason::RuledBy { by: BOSS, before: Outcome::ReachedNotAnswered });
        assert_eq!(ruled.reasons.iter().nth(1), Some(life.judgement().reasons.first()));
    }
}
