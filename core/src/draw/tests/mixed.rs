//! The limit of a day, the cool-down, randomness from outside, and the record held against the draw.

use super::*;
use crate::outcome::Outcome;

fn rules(checks_per_day_max: u8) -> DrawRules {
    DrawRules { checks_per_day_max, ..DrawRules::of(900_000, 10, 20) }
}

fn plan_of(rules: &DrawRules, pool: &[Candidate]) -> DayPlan {
    let (day_secret, cycle_secret) = secrets();
    plan_day(day("2026-11-20"), programme(), rules, pool, &day_secret, &cycle_secret).unwrap()
}

#[test]
fn the_first_minutes_of_a_day_count_up_to_the_limit_and_no_others() {
    let pool: Vec<Candidate> = (0..200).map(|n| candidate(n, office_day(day("2026-11-20")))).collect();
    let most = plan_of(&rules(5), &pool);
    assert!(pool.iter().any(|c| most.checks_of(c.person).len() == 5), "the limit is reached at a chance of 0.9");
    for limit in 1..=5_u8 {
        let plan = plan_of(&rules(limit), &pool);
        for candidate in &pool {
            let all = most.checks_of(candidate.person);
            assert_eq!(plan.checks_of(candidate.person), &all[..all.len().min(usize::from(limit))]);
        }
        // The limit is part of what is committed to.
        assert_eq!(plan.root == most.root, limit == 5);
    }
}

#[test]
fn after_a_check_the_chance_is_lower_and_everybody_follows_the_same_rule() {
    let rules = DrawRules { cool_down_days: 3, cool_down_percent: 25, ..DrawRules::of(400_000, 10, 20) };
    let pool: Vec<Candidate> = (0..8_000_u16)
        .map(|n| Candidate { days_since_check: n % 5, cycle: u32::from(n / 5 % 2), ..candidate(n, office_day(day("2026-11-20"))) })
        .collect();
    let plan = plan_of(&rules, &pool);
    let (mut cooled, mut cooled_drawn, mut usual, mut usual_drawn) = (0_u32, 0_u32, 0_u32, 0_u32);
    for leaf in &plan.leaves {
        let drawn = u32::from(!plan.checks_of(leaf.person).is_empty());
        let cooling = leaf.cycle > 0 && leaf.days_since_check < 3;
        assert_eq!(leaf.chance_millionths, if cooling { 100_000 } else { 400_000 });
        if cooling {
            (cooled, cooled_drawn) = (cooled + 1, cooled_drawn + drawn);
        } else {
            (usual, usual_drawn) = (usual + 1, usual_drawn + drawn);
        }
    }
    // 240 of 2400 and 2240 of 5600 wanted; four standard deviations are 59 and 147.
    assert_eq!((cooled, usual), (2_400, 5_600));
    assert!(cooled_drawn.abs_diff(240) < 59 && usual_drawn.abs_diff(2_240) < 147, "{cooled_drawn} {usual_drawn}");
    let (day_secret, cycle_secret) = secrets();
    assert!(verify_day(&plan, &day_secret, Some(&cycle_secret)).is_ok());
}

fn throws(official: u16, digits: &str) -> Throws {
    Throws { official: person(official), digits: digits.into() }
}

const TWENTY: &str = "12345612345612345612";

#[test]
fn what_comes_from_outside_changes_the_minutes_and_not_the_commitment() {
    let today = day("2026-11-20");
    let pool: Vec<Candidate> = (0..50).map(|n| candidate(n, office_day(today))).collect();
    let (day_secret, cycle_secret) = secrets();
    let commit = |awaited| commit_day(today, programme(), &RULES, awaited, &pool, &day_secret, &cycle_secret).unwrap();
    let dice = |second| Entropy::dice([throws(1, TWENTY), throws(2, second)]);
    for (awaited, ours) in [
        (Awaited::Dice, vec![None, Some(dice(TWENTY)), Some(dice("12345612345612345611"))]),
        (Awaited::Drand { round: 1_000 }, vec![None, Some(round(1_000))]),
    ] {
        let committed = commit(awaited);
        let plans: Vec<DayPlan> =
            ours.iter().map(|entropy| committed.clone().draw(&day_secret, &cycle_secret, entropy.clone()).unwrap()).collect();
        for plan in &plans {
            assert_eq!(plan.root, committed.root);
            let verified = verify_day(plan, &day_secret, Some(&cycle_secret)).unwrap();
            assert_eq!(verified.entropy_hash, plan.entropy.as_ref().map(Entropy::hash));
        }
        // What was brought cannot be left out or replaced afterwards.
        for (mine, plan) in plans.iter().enumerate() {
            for other in plans.iter().enumerate().filter(|(others, _)| *others != mine).map(|(_, other)| other) {
                assert_ne!(plan.checks, other.checks);
                let mut swapped = plan.clone();
                swapped.entropy.clone_from(&other.entropy);
                assert!(verify_day(&swapped, &day_secret, Some(&cycle_secret)).is_err());
            }
        }
    }
    assert_ne!(commit(Awaited::Nothing).root, commit(Awaited::Dice).root);
    assert_ne!(commit(Awaited::Drand { round: 7 }).root, commit(Awaited::Drand { round: 8 }).root);
}

#[test]
fn only_what_the_day_waits_for_is_mixed_in() {
    let today = day("2026-11-20");
    let pool = [candidate(1, office_day(today))];
    let (day_secret, cycle_secret) = secrets();
    let long = "1".repeat(DIGITS_MAX);
    let unsorted = Entropy::Dice([throws(2, TWENTY), throws(1, TWENTY)]);
    let Entropy::Drand { signature, randomness, .. } = round(1_000) else { panic!("a round") };
    let other_randomness = Entropy::Drand { round: 1_000, signature, randomness: [0; 32] };
    let other_number = Entropy::Drand { round: 1_001, signature, randomness };
    for (awaited, entropy, fits) in [
        (Awaited::Dice, Entropy::dice([throws(2, TWENTY), throws(1, &long)]), true),
        (Awaited::Dice, unsorted, false),
        (Awaited::Dice, Entropy::dice([throws(1, TWENTY), throws(1, TWENTY)]), false),
        (Awaited::Dice, Entropy::dice([throws(1, TWENTY), throws(2, &TWENTY[1..])]), false),
        (Awaited::Dice, Entropy::dice([throws(1, TWENTY), throws(2, &format!("{long}1"))]), false),
        (Awaited::Dice, Entropy::dice([throws(1, TWENTY), throws(2, "12345612345612345670")]), false),
        (Awaited::Dice, round(1_000), false),
        (Awaited::Nothing, Entropy::dice([throws(1, TWENTY), throws(2, TWENTY)]), false),
        (Awaited::Drand { round: 1_000 }, round(1_000), true),
        (Awaited::Drand { round: 1_000 }, round(1_001), false),
        (Awaited::Drand { round: 1_000 }, other_randomness, false),
        (Awaited::Drand { round: 1_001 }, other_number, false),
    ] {
        let committed = commit_day(today, programme(), &RULES, awaited, &pool, &day_secret, &cycle_secret).unwrap();
        let drawn = committed.draw(&day_secret, &cycle_secret, Some(entropy.clone()));
        assert_eq!(drawn.err(), (!fits).then_some(DrawError::OtherEntropy), "{awaited:?} {entropy:?}");
    }
    let committed = || commit_day(today, programme(), &RULES, Awaited::Nothing, &pool, &day_secret, &cycle_secret).unwrap();
    assert_eq!(committed().draw(&secret(1), &cycle_secret, None).err(), Some(DrawError::OtherSecrets));
    assert_eq!(committed().draw(&day_secret, &CycleSecret::new([9; 32]), None).err(), Some(DrawError::OtherSecrets));
}

#[test]
fn rounds_of_drand_are_those_of_quicknet() {
    // 2026-04-20T00:00:00Z is round 27946612 by drand's own clients.
    let midnight = Moment(1_776_643_200_000);
    assert_eq!((drand_round(midnight), drand_time(27_946_612)), (27_946_612, midnight));
    assert_eq!(drand_round(midnight.plus(1)), 27_946_613, "the next one, which is not out yet");
    assert_eq!((drand_round(DRAND_GENESIS), drand_time(1)), (1, DRAND_GENESIS));
    assert_eq!(drand_round(Moment(0)), 1);
    assert!(drand_time(u64::MAX) > midnight, "no harm in any number");
    let awaited = Awaited::at(crate::programme::PublicEntropy::Drand, midnight);
    assert_eq!(awaited, Awaited::Drand { round: 27_946_612 + 200 }, "ten minutes on");
    for (source, round, expected) in [
        (crate::programme::PublicEntropy::None, 0, Some(Awaited::Nothing)),
        (crate::programme::PublicEntropy::None, 1, None),
        (crate::programme::PublicEntropy::Dice, 1, None),
        (crate::programme::PublicEntropy::Drand, 0, None),
    ] {
        assert_eq!(Awaited::of(source, round), expected);
    }
}

/// The record of a day with three checks, changed in one way.
fn record(change: impl Fn(&mut Happened)) -> Result<After, Fault> {
    let at = |minute: i64| Moment(minute * MINUTE);
    let drawn: Vec<DrawnCheck> =
        [1_u16, 2, 3].iter().map(|n| DrawnCheck { person: person(*n), at: at(10), slot: 0, kind: DrawnKind::Random }).collect();
    let row = |check: &DrawnCheck| HappenedCheck { person: check.person, at: check.at, end: None, steps: Vec::new() };
    let mut happened = Happened { checks: drawn.iter().map(row).collect(), manual: Vec::new() };
    change(&mut happened);
    happened::verify(&drawn, &happened)
}

fn step(minute: i64, what: What) -> Step {
    Step { at: Moment(minute * MINUTE), by: None, what, words: String::new() }
}

fn manual(number: u16, minute: i64) -> ManualCall {
    let (at, by) = (Moment(minute * MINUTE), person(9));
    ManualCall { person: person(number), at, by, words: "sebab".into(), end: None, steps: Vec::new() }
}

#[test]
fn the_record_must_fit_the_draw() {
    let voided = || What::Voided { why: "no_longer_at_home".into() };
    let deferred = || What::Deferred { why: "supervisor_busy".into(), until: Moment(0) };
    let end = |minute: i64| Some(End { outcome: Outcome::Voided, at: Moment(minute * MINUTE) });
    type Change<'a> = &'a dyn Fn(&mut Happened);
    let cases: [(Change, Option<Fault>); 17] = [
        (&|_| (), None),
        (&|h| h.checks[0].steps = vec![step(1, deferred()), step(1, voided())], Some(Fault::BadRecord(person(1)))),
        (&|h| (h.checks[0].steps, h.checks[0].end) = (vec![step(1, deferred()), step(1, voided())], end(1)), None),
        (&|h| (h.checks[0].steps, h.checks[0].end) = (vec![step(2, deferred())], end(1)), Some(Fault::BadRecord(person(1)))),
        (&|h| h.checks[1].steps = vec![step(2, deferred()), step(1, deferred())], Some(Fault::BadRecord(person(2)))),
        (&|h| (h.checks[2].steps, h.checks[2].end) = (vec![step(1, voided()), step(2, deferred())], end(3)), Some(Fault::BadRecord(person(3)))),
        (&|h| h.checks[0].steps = vec![step(1, deferred()); STEPS_MAX], None),
        (&|h| h.checks[0].steps = vec![step(1, deferred()); STEPS_MAX + 1], Some(Fault::BadRecord(person(1)))),
        (&|h| drop(h.checks.remove(1)), Some(Fault::NoEnd(person(2)))),
        (&|h| drop(h.checks.pop()), Some(Fault::NoEnd(person(3)))),
        (&|h| h.checks.swap(0, 1), Some(Fault::NoEnd(person(1)))),
        (&|h| h.checks.push(h.checks[0].clone()), Some(Fault::NotDrawn(person(1)))),
        (&|h| h.checks[1].at = Moment(0), Some(Fault::NotDrawn(person(2)))),
        (&|h| h.checks[1].person = person(7), Some(Fault::NotDrawn(person(7)))),
        (&|h| h.manual = vec![manual(1, 5), manual(2, 5), manual(1, 6)], None),
        (&|h| h.manual = vec![manual(1, 5), manual(1, 5)], Some(Fault::BadManual(person(1)))),
        (&|h| h.manual = vec![manual(9, 5)], Some(Fault::BadManual(person(9)))),
    ];
    for (number, (change, expected)) in cases.iter().enumerate() {
        assert_eq!(record(change).err(), *expected, "case {number}");
    }
    let blank = |h: &mut Happened| h.manual = vec![ManualCall { words: " \t".into(), ..manual(1, 5) }];
    assert_eq!(record(blank).err(), Some(Fault::BadManual(person(1))));
}
