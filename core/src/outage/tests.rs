//! Simulated agencies: what is found when something is down, who is excused by it, and how often a quiet day shows an outage.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    check::fixture::{LAPTOP, Life, PHONE, attempt as ring_number},
    outcome::{Outcome, Readiness, Reason},
    ring,
    time::SECOND,
};

mod days;

const START: Moment = Moment(1_795_140_000_000);

fn id(group: u32, number: u32) -> uuid::Uuid {
    uuid::Uuid::from_u128(u128::from(group) << 64 | u128::from(number))
}

fn line(kind: Kind, value: i64) -> Line {
    Line { kind, value }
}

/// Ring `n` in the first slot, of a person and a supervisor of that number, over provider 1.
fn ring(n: u32, heard: Heard) -> Ring {
    let at = START.plus(i64::from(n) * SECOND);
    Ring {
        attempt: AttemptId(id(1, n)),
        person: PersonId(id(2, n)),
        supervisor: PersonId(id(3, n)),
        at,
        until: at.plus(MINUTE),
        heard,
        started: true,
        lines: vec![line(Kind::Provider, 1), line(Kind::Area, i64::from(n % 5)), line(Kind::Browser, 7)],
        explained: None,
    }
}

/// Provider 1 is down among `n` people; as many others over provider 2 are reached.
fn down(n: u32) -> Vec<Ring> {
    let other = |n| Ring { lines: vec![line(Kind::Provider, 2), line(Kind::Area, i64::from(n % 5)), line(Kind::Browser, 7)], ..ring(n, Heard::Answered) };
    (0..n).map(|n| ring(n, Heard::Silent)).chain((n..2 * n).map(other)).collect()
}

fn look(rings: &[Ring]) -> Vec<Found> {
    find(rings, START.plus(SLOT_MS), &HashMap::new())
}

#[test]
fn a_provider_that_is_down_is_found_and_voids_its_silent_rings_only() {
    let mut rings = down(12);
    rings[3].heard = Heard::Sounded;
    rings.push(Ring { started: false, ..ring(30, Heard::Silent) });
    let found = look(&rings);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].line, found[0].to), (line(Kind::Provider, 1), START.plus(SLOT_MS)));
    let wanted: Vec<AttemptId> = (0..12).filter(|n| *n != 3).chain([30]).map(|n| ring(n, Heard::Silent).attempt).collect();
    assert_eq!(found[0].void, wanted, "who had not started the day is excused, too, though it proved nothing");
}

/// What is no outage, however it looks: each case is one change to what is surely found.
#[test]
fn few_people_teams_and_choice_are_no_outage() {
    type Change = fn(&mut Vec<Ring>);
    let cases: [(&str, Change); 6] = [
        ("they heard it and did not answer", |rings| rings.iter_mut().take(12).for_each(|r| r.heard = Heard::Sounded)),
        ("they had not started the day", |rings| rings.iter_mut().take(12).for_each(|r| r.started = false)),
        ("three colleagues, rung four times each", |rings| {
            rings.iter_mut().take(12).enumerate().for_each(|(n, r)| r.person = PersonId(id(2, n as u32 % 3)));
        }),
        ("one person fewer than the least", |rings| {
            rings.iter_mut().take(12).enumerate().for_each(|(n, r)| r.person = PersonId(id(2, n as u32 % (PEOPLE_MIN as u32 - 1))));
        }),
        ("two whole teams that went silent together", |rings| {
            rings.iter_mut().take(12).enumerate().for_each(|(n, r)| r.supervisor = PersonId(id(3, n as u32 % (SUPERVISORS_MIN as u32 - 1))));
        }),
        ("more than two thirds over the same line were reached", |rings| {
            let reached: Vec<Ring> = (40..66).map(|n| ring(n, Heard::Answered)).collect();
            rings.extend(reached);
        }),
    ];
    assert_eq!(look(&down(12)).len(), 1);
    for (what, change) in cases {
        let mut rings = down(12);
        change(&mut rings);
        assert_eq!(look(&rings), [], "{what}");
    }
}

/// Reached in the first slot, silent in the second, reached in the third.
#[test]
fn the_times_of_an_outage_are_those_in_which_it_was_down() {
    let slot = |n: u32, heard: Heard, slots: i64| {
        let early = ring(n, heard);
        Ring { at: early.at.plus(slots * SLOT_MS), until: early.until.plus(slots * SLOT_MS), ..early }
    };
    let mut rings: Vec<Ring> = (0..12).map(|n| slot(n, Heard::Answered, 0)).collect();
    rings.push(slot(12, Heard::Silent, 0));
    rings.extend((20..40).map(|n| slot(n, Heard::Silent, 1)));
    rings.extend((40..50).map(|n| slot(n, Heard::Answered, 2)));
    let found = find(&rings, START.plus(3 * SLOT_MS), &HashMap::new());
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].from, found[0].to, found[0].void.len()), (START.plus(SLOT_MS), START.plus(2 * SLOT_MS), 20));
}

#[test]
fn the_bounds_are_where_they_are_said_to_be() {
    let with = |people: u32, teams: u32| {
        let mut rings = down(people);
        rings.iter_mut().take(people as usize).enumerate().for_each(|(n, r)| r.supervisor = PersonId(id(3, n as u32 % teams)));
        look(&rings).len()
    };
    let (people, teams) = (PEOPLE_MIN as u32, SUPERVISORS_MIN as u32);
    assert_eq!((with(people + 2, teams), with(people + 2, teams - 1)), (1, 0));
    assert_eq!(with(people - 1, teams), 0);
}

#[test]
fn what_is_usual_on_a_line_is_no_outage() {
    let mut rings = down(12);
    for (n, ring) in rings.iter_mut().enumerate().take(12) {
        ring.heard = if n % 3 == 0 { Heard::Sounded } else { Heard::Silent };
    }
    assert_eq!(look(&rings).len(), 1);
    let usual = |missed| HashMap::from([(line(Kind::Provider, 1), Usual { rings: 1_000, missed }), (line(Kind::Provider, 2), Usual { rings: 9_000, missed: 300 })]);
    assert_eq!(find(&rings, START.plus(SLOT_MS), &usual(30)).len(), 1);
    assert_eq!(find(&rings, START.plus(SLOT_MS), &usual(400)), [], "a line over which two in five are never reached");
}

#[test]
fn a_browser_that_shows_and_cannot_sound_is_an_outage_of_the_browser_alone() {
    let mut rings = down(14);
    for (n, ring) in rings.iter_mut().enumerate() {
        ring.lines = vec![line(Kind::Provider, n as i64 % 2), line(Kind::Browser, i64::from(n < 14)), line(Kind::Node, 1)];
        if n < 14 {
            ring.heard = Heard::Shown;
        }
    }
    let found = look(&rings);
    assert_eq!(found.iter().map(|outage| outage.line).collect::<Vec<_>>(), [line(Kind::Browser, 1)]);
    assert_eq!(found[0].void.len(), 14);
}

#[test]
fn what_one_outage_explains_is_no_evidence_for_another_also_in_the_next_look() {
    // All of area 0 use the provider that is down: only the provider is found.
    let mut rings = down(16);
    rings.iter_mut().take(8).for_each(|r| r.lines[1].value = 0);
    rings.iter_mut().skip(8).for_each(|r| r.lines[1].value = 1 + r.at.0 % 4);
    let found = look(&rings);
    assert_eq!(found.iter().map(|outage| outage.line).collect::<Vec<_>>(), [line(Kind::Provider, 1)]);
    rings.iter_mut().take(16).for_each(|r| r.explained = Some(line(Kind::Provider, 1)));
    assert_eq!(find(&rings, START.plus(2 * SLOT_MS), &HashMap::new()), [], "nothing new");
    // It goes on: the old evidence helps to see that the one new ring belongs to it.
    let late = Ring { at: START.plus(SLOT_MS), ..ring(90, Heard::Silent) };
    rings.push(late.clone());
    let found = find(&rings, START.plus(2 * SLOT_MS), &HashMap::new());
    assert_eq!((found.len(), &found[0].void), (1, &vec![late.attempt]));
}

#[test]
fn a_time_without_a_server_voids_what_sounded_but_never_what_was_answered() {
    let at = |seconds: i64| START.plus(seconds * SECOND);
    // A ring from 0 to 60 seconds.
    let cases = [
        ((10, 30), false, "a third exactly"),
        ((10, 31), true, "more than a third"),
        ((59, 61), true, "its end"),
        ((60, 90), false, "after it"),
        ((-90, 0), false, "before it"),
        ((-90, 21), true, "more than a third, from before"),
    ];
    for ((from, to), void, what) in cases {
        let rings = [ring(0, Heard::Sounded)];
        assert_eq!(!unheard(&rings, (at(from), at(to))).is_empty(), void, "{what}");
        assert!(unheard(&[ring(0, Heard::Answered)], (at(from), at(to))).is_empty(), "{what}");
    }
}

#[test]
fn slots_and_finality() {
    let slot = slot_of(START.plus(7));
    assert_eq!((slot.0 % SLOT_MS, START.plus(7).since(slot) < SLOT_MS), (0, true));
    // The last look that covers the slot's first moment ends REACH_MS later.
    assert!(slot < final_before(slot.plus(REACH_MS)));
    assert!(slot.plus(SLOT_MS - 1) < final_before(slot.plus(REACH_MS)));
    assert!(slot >= final_before(slot.plus(REACH_MS - SLOT_MS)));
}

/// A check whose two rings ended as these receipts say.
fn missed(rings: [&[Receipt]; 2], readiness: Option<Readiness>) -> Life {
    let mut life = Life::new();
    life.readiness = readiness.unwrap_or(life.readiness);
    for (n, receipts) in (1..).zip(rings) {
        life = life.ringing(n);
        for receipt in receipts {
            life = life.proof(n, *receipt);
        }
        life = life.ring_out();
    }
    life
}

fn voided(mut life: Life, n: u128) -> Life {
    let why = Why { kind: Kind::Provider, from: START, to: START.plus(SLOT_MS) };
    let step = void(&life.check, ring_number(n), why, &life.ctx()).unwrap();
    life.check = step.check;
    life.trace.extend(step.facts.into_iter().map(|fact| Recorded { at: life.now, fact }));
    life
}

#[test]
fn a_settled_check_is_judged_anew_and_keeps_its_time() {
    let readiness = Readiness { started: None, deadline: START.plus(-MINUTE), hindrances: [None; 4] };
    let life = missed([&[], &[Receipt::Sent]], Some(readiness));
    assert_eq!(life.judgement().outcome, Outcome::NotReady);
    let State::Settled { at, .. } = life.check.state else { panic!() };
    let mut life = voided(life, 2);
    life.now = life.now.plus(SLOT_MS);
    let life = voided(life, 2);
    let judgement = life.judgement();
    assert_eq!(judgement.outcome, Outcome::SystemFault);
    assert!(matches!(judgement.reasons.first(), Reason::MassOutage { ring: 2, kind: Kind::Provider, .. }));
    assert!(!judgement.outcome.may_count_as_missed());
    assert!(matches!(life.check.state, State::Settled { at: still, .. } if still == at));
    assert_eq!(count(&life.trace, |f| matches!(f, Fact::RingInOutage { .. })), 1, "once");
    let unknown = void(&life.check, ring_number(9), Why { kind: Kind::Area, from: START, to: START }, &life.ctx());
    assert_eq!(unknown.unwrap_err(), Refusal::WrongState);
}

#[test]
fn who_got_only_one_of_two_promised_rings_is_not_blamed_for_it() {
    let life = missed([&[], &[Receipt::Audible]], None);
    assert_eq!(life.judgement().outcome, Outcome::ReachedNotAnswered);
    let life = voided(life, 1);
    assert_eq!(life.judgement().outcome, Outcome::SystemFault);
    let reasons = &life.judgement().reasons;
    assert!(reasons.iter().any(|reason| *reason == Reason::AudibleOn { device: PHONE, ring: 2 }), "what sounded stays on record");
}

#[test]
fn an_answer_and_a_refusal_stand() {
    let answered = Life::new().ringing(1).ring_out().ringing(2).ring(ring::Event::Answer { attempt: ring_number(2), device: LAPTOP });
    let step = void(&answered.check, ring_number(1), Why { kind: Kind::Node, from: START, to: START }, &answered.ctx()).unwrap();
    assert_eq!(step.check.state, answered.check.state);
    let declined = Life::new().ringing(1).ring_out().ringing(2).ring(ring::Event::Decline { attempt: ring_number(2), words: "rapat".into() });
    assert_eq!(voided(declined, 1).judgement().outcome, Outcome::DeclinedWithReason);
}

#[test]
fn a_ring_is_read_from_the_record() {
    let cases: [(&[Receipt], Heard); 5] = [
        (&[], Heard::Silent),
        (&[Receipt::Sent, Receipt::Accepted], Heard::Silent),
        (&[Receipt::Displayed], Heard::Shown),
        (&[Receipt::Muted], Heard::Shown),
        (&[Receipt::Displayed, Receipt::Audible], Heard::Sounded),
    ];
    for (receipts, wanted) in cases {
        let mut life = Life::new().ringing(1);
        for receipt in receipts {
            life = life.proof(1, *receipt);
        }
        assert_eq!(heard(ring_number(1), &life.trace), None, "it still rings");
        assert_eq!(heard(ring_number(1), &life.ring_out().trace), Some(wanted));
    }
    assert_eq!(heard(ring_number(1), &Life::new().answered().trace), Some(Heard::Answered));
    let spoiled = Life::new().ringing(1);
    let down_since = spoiled.now;
    let spoiled = spoiled.after(600).ring(ring::Event::NodeRestarted { down_since });
    assert_eq!(heard(ring_number(1), &spoiled.trace), None, "spoiled by the server: no evidence of anything");
}

#[test]
fn a_line_is_known_by_secret_kind_and_name() {
    let secret = [7; 32];
    let number = keyed(&secret, Kind::Provider, "203.0.113.0/24");
    assert_eq!(number, keyed(&secret, Kind::Provider, "203.0.113.0/24"));
    for other in [
        keyed(&[8; 32], Kind::Provider, "203.0.113.0/24"),
        keyed(&secret, Kind::Area, "203.0.113.0/24"),
        keyed(&secret, Kind::Provider, "203.0.114.0/24"),
    ] {
        assert_ne!(number, other);
    }
}

#[test]
fn codes_go_both_ways() {
    for kind in Kind::ALL {
        assert_eq!(Kind::parse(kind.code()), Some(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
    }
    assert_eq!(Kind::parse("moon"), None);
}
