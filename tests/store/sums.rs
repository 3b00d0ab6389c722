//! Outcomes with the sums of dashboards, the index, and reviews.

use sidak::store::{
    Db, StoreError, cases::{self, Case}, checks, outcomes::{self, OutcomeRow}, rollups::{self, Reach}, scores,
};
use sidak_core::{
    check::{Kind, PlaceKind, PutOff},
    ids::{CaseId, PersonId},
    outcome::{Outcome, Reason, Reasons},
    review::{CaseState, Decided, Decision},
    score::{Scored, score},
    time::{DAY, Moment},
};

use crate::world::{BELOW, BUDI, HEAD, NOW, PROGRAMME, SITI, SUPERVISOR, TOP, check, fill, let_checks_in, id, policy, read, today};

on_both! {
    outcomes_come_back_and_are_replaced
    sums_follow_every_outcome
    checks_that_nobody_could_be_asked_for_are_counted
    supervisors_are_seen_too
    an_index_is_cached_with_its_parts
    one_open_case_a_person
    a_case_is_saved_by_one_writer
}

fn outcome(n: u128, person: PersonId, outcome: Outcome) -> OutcomeRow {
    OutcomeRow {
        check: check(n, person).id,
        programme: PROGRAMME,
        person,
        unit: BELOW,
        caller: SUPERVISOR,
        day: today(),
        kind: Kind::Random,
        outcome,
        reasons: Reasons::new(Reason::FollowUpNoted),
        counts_as: Some(outcome.is_answered()),
        answer_ms: outcome.is_answered().then_some(16_000),
        attempts: 1,
        prompted: true,
        started_in_time: true,
        deferred: false,
        handed_over: false,
        ignored: false,
        verdict_missing: false,
        answered: outcome.is_answered(),
        media_seen: outcome.is_answered(),
        place: outcome.is_answered().then_some(PlaceKind::Home),
        settled_at: NOW,
    }
}

/// Files outcomes, whose checks it makes as well.
async fn file(db: &Db, rows: &[OutcomeRow]) {
    fill(db).await;
    let_checks_in(db).await;
    let mut tx = db.begin().await.unwrap();
    for row in rows {
        let n = row.check.0.as_u128() - 0xc000;
        checks::insert_many(&mut tx, &[sidak_core::check::Check { kind: row.kind, ..check(n, row.person) }]).await.unwrap();
        outcomes::put(&mut tx, row).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn outcomes_come_back_and_are_replaced(db: &Db) {
    let rows = [outcome(1, BUDI, Outcome::ReachedNotAnswered), outcome(2, SITI, Outcome::AnsweredAsDeclared)];
    file(db, &rows).await;
    let mut tx = db.begin().await.unwrap();
    assert_eq!(outcomes::of_checks(&mut tx, &[rows[1].check, rows[0].check]).await.unwrap(), rows);
    assert_eq!(outcomes::history(&mut tx, BUDI, PROGRAMME).await.unwrap(), [rows[0].clone()]);
    assert!(outcomes::has_called(&mut tx, SUPERVISOR, BUDI).await.unwrap());
    assert!(!outcomes::has_called(&mut tx, HEAD, BUDI).await.unwrap());
    let ruled = OutcomeRow { outcome: Outcome::Excused, counts_as: None, settled_at: NOW.plus(9), ..rows[0].clone() };
    outcomes::put(&mut tx, &ruled).await.unwrap();
    assert_eq!(outcomes::of_checks(&mut tx, &[ruled.check]).await.unwrap(), std::slice::from_ref(&ruled));
    assert_eq!(outcomes::rows(&mut tx, &[BELOW], today(), today()).await.unwrap(), [ruled, rows[1].clone()]);
    assert_eq!(outcomes::rows(&mut tx, &[TOP], today(), today()).await.unwrap(), []);
}

async fn sums_follow_every_outcome(db: &Db) {
    let missed = outcome(1, BUDI, Outcome::ReachedNotAnswered);
    let slow = OutcomeRow { answer_ms: Some(99_000_000), place: Some(PlaceKind::Other), ..outcome(2, SITI, Outcome::AnsweredAsDeclared) };
    let by_hand = OutcomeRow { kind: Kind::Manual, counts_as: None, ..outcome(3, SITI, Outcome::AnsweredAsDeclared) };
    let above = OutcomeRow { unit: TOP, day: today().plus(1), ..outcome(4, SUPERVISOR, Outcome::AnsweredAsDeclared) };
    file(db, &[missed.clone(), slow, by_hand, above]).await;
    let span = (today(), today().plus(7));
    let mut tx = db.begin().await.unwrap();
    for (unit, reach, checks, counted) in [(BELOW, Reach::Alone, 3, 2), (BELOW, Reach::Whole, 3, 2), (TOP, Reach::Alone, 1, 1), (TOP, Reach::Whole, 4, 3)] {
        let sums = rollups::outcomes(&mut tx, &[unit], reach, span.0, span.1).await.unwrap();
        let total = (sums.iter().map(|s| s.checks).sum::<u32>(), sums.iter().map(|s| s.counted).sum::<u32>());
        assert_eq!(total, (checks, counted), "{unit} {reach:?}");
    }
    let days = rollups::days(&mut tx, &[TOP], Reach::Whole, span.0, span.1).await.unwrap();
    assert_eq!(days.iter().map(|row| row.day).collect::<Vec<_>>(), [today(), today().plus(1)]);
    assert_eq!((days[0].counts.total(), days[0].counts.answered()), (2, 1), "without the manual one");
    assert_eq!((days[0].times.classes[20], days[0].times.total()), (1, 1), "the open class");
    assert_eq!((days[1].times.classes[1], days[1].times.total()), (1, 1), "16 seconds are in the second class");
    assert_eq!(rollups::days(&mut tx, &[TOP], Reach::Whole, today().plus(2), span.1).await.unwrap(), []);

    let conduct = rollups::conduct(&mut tx, &[TOP, BELOW], Reach::Whole, span.0, span.1).await.unwrap();
    let top = conduct.iter().find(|sum| sum.unit == TOP).unwrap();
    assert_eq!((conduct.len(), top.checks, top.prompts, top.on_time, top.manual), (2, 4, 4, 4, 1));
    assert_eq!((top.at_home, top.at_other), (2, 1));
    assert_eq!((top.no_room, top.nobody_on_duty), (0, 0));

    // A corrected verdict moves the check from one sum to the other.
    let mended = OutcomeRow { outcome: Outcome::AnsweredElsewhere, answer_ms: Some(1), ignored: true, ..missed };
    outcomes::put(&mut tx, &mended).await.unwrap();
    let sums = rollups::outcomes(&mut tx, &[BELOW], Reach::Alone, span.0, span.1).await.unwrap();
    let left: Vec<_> = sums.iter().map(|sum| (sum.kind, sum.outcome, sum.checks)).collect();
    assert_eq!(left, [
        (Kind::Manual, Outcome::AnsweredAsDeclared, 1),
        (Kind::Random, Outcome::AnsweredAsDeclared, 1),
        (Kind::Random, Outcome::AnsweredElsewhere, 1),
    ]);
    let days = rollups::days(&mut tx, &[BELOW], Reach::Alone, span.0, span.1).await.unwrap();
    assert_eq!((days[0].times.classes[0], days[0].times.classes[20]), (1, 1));
    let conduct = rollups::conduct(&mut tx, &[BELOW], Reach::Alone, span.0, span.1).await.unwrap();
    assert_eq!((conduct[0].checks, conduct[0].ignored), (3, 1));
}

async fn checks_that_nobody_could_be_asked_for_are_counted(db: &Db) {
    let void = |n, person, why| OutcomeRow { reasons: Reasons::new(Reason::Voided { why }), ..outcome(n, person, Outcome::Voided) };
    let rows = [
        void(1, BUDI, PutOff::OverHour),
        void(2, SITI, PutOff::OverDay),
        void(3, BUDI, PutOff::SupervisorBusy),
        void(4, SITI, PutOff::PersonBusy),
        void(5, BUDI, PutOff::SupervisorAbsent),
        void(6, SITI, PutOff::WindowEnded),
        void(7, BUDI, PutOff::NoLongerAtHome),
    ];
    file(db, &rows).await;
    let sums = rollups::conduct(&mut read(db).await, &[BELOW], Reach::Alone, today(), today()).await.unwrap();
    assert_eq!((sums[0].checks, sums[0].no_room, sums[0].nobody_on_duty), (7, 4, 1));
}

async fn supervisors_are_seen_too(db: &Db) {
    let ignored = OutcomeRow { ignored: true, started_in_time: false, ..outcome(1, BUDI, Outcome::SupervisorFault) };
    let blind = OutcomeRow { media_seen: false, verdict_missing: true, ..outcome(2, SITI, Outcome::AnsweredAsDeclared) };
    let by_hand = OutcomeRow { kind: Kind::Manual, caller: HEAD, deferred: true, ..outcome(3, BUDI, Outcome::AnsweredAsDeclared) };
    file(db, &[ignored, blind, by_hand]).await;
    let rows = outcomes::by_caller(&mut read(db).await, &[BELOW], today(), today()).await.unwrap();
    let [head, supervisor] = rows[..] else { panic!("{rows:?}") };
    assert_eq!((head.supervisor, head.prompts, head.manual, head.put_off), (HEAD, 1, 1, 1));
    assert_eq!((supervisor.prompts, supervisor.started, supervisor.ignored), (2, 1, 1));
    assert_eq!((supervisor.without_media, supervisor.without_verdict, supervisor.manual), (1, 1, 0));
}

async fn an_index_is_cached_with_its_parts(db: &Db) {
    fill(db).await;
    let history = |outcomes: &[Outcome]| -> Vec<Scored> {
        let numbered = outcomes.iter().enumerate();
        numbered.map(|(n, o)| Scored { check: check(n as u128, BUDI).id, day: today(), kind: Kind::Random, outcome: *o }).collect()
    };
    let good = score(&history(&[Outcome::AnsweredAsDeclared; 6]), today(), &policy().score);
    let few = score(&history(&[Outcome::ReachedNotAnswered]), today(), &policy().score);
    let mut tx = db.begin().await.unwrap();
    scores::put(&mut tx, BUDI, PROGRAMME, NOW, &few).await.unwrap();
    scores::put(&mut tx, BUDI, PROGRAMME, NOW, &good).await.unwrap();
    scores::put(&mut tx, SITI, PROGRAMME, NOW, &few).await.unwrap();
    let row = scores::get(&mut tx, BUDI, PROGRAMME).await.unwrap().unwrap();
    assert_eq!((row.enough, row.counted, row.available, row.missed), (true, 6, 6, 0));
    assert!((row.estimate - good.estimate).abs() < 1e-12, "as it was folded");
    assert_eq!(row.body.matches("answered_as_declared").count(), 6, "no number travels without its evidence");
    assert_eq!(scores::of_people(&mut tx, &[BUDI, SITI, HEAD], PROGRAMME).await.unwrap().len(), 2);
    let (classes, not_enough) = scores::spread(&mut tx, &[BELOW], PROGRAMME).await.unwrap();
    assert_eq!((classes.iter().sum::<u32>(), not_enough), (1, 1));
    assert_eq!(classes[(good.estimate * 20.0) as usize], 1);
}

pub fn case(id: CaseId, person: PersonId) -> Case {
    let (reply_until, decide_by) = (NOW.plus(5 * DAY), NOW.plus(9 * DAY));
    Case {
        id,
        person,
        programme: PROGRAMME,
        policy_version: 1,
        state: CaseState::Noticed { reply_until, decide_by },
        opened: NOW,
        opening: r#"{"reasons":["a",2]}"#.into(),
    }
}

fn decided(decision: Decision) -> CaseState {
    CaseState::Decided { decided: Decided { by: HEAD, at: NOW, decision }, objected: false }
}

async fn one_open_case_a_person(db: &Db) {
    fill(db).await;
    let [one, two, three] = [1, 2, 3].map(|n| CaseId(id(n)));
    let mut tx = db.begin().await.unwrap();
    cases::insert(&mut tx, &case(one, BUDI), None).await.unwrap();
    cases::insert(&mut tx, &case(two, SITI), None).await.unwrap();
    tx.commit().await.unwrap();
    for (state, may_open_another) in [
        (decided(Decision::Office { from: today(), to: today(), words: "w".into() }), false),
        (CaseState::Replied { at: NOW, decide_by: NOW }, false),
        (decided(Decision::Keep { words: "w".into() }), true),
        (CaseState::Ended { at: NOW }, true),
    ] {
        let mut tx = db.begin().await.unwrap();
        cases::save(&mut tx, &Case { state: state.clone(), ..case(one, BUDI) }, None, 1).await.unwrap();
        let another = cases::insert(&mut tx, &Case { opened: NOW.plus(1), ..case(three, BUDI) }, None).await;
        if may_open_another {
            another.unwrap();
            assert_eq!(cases::latest_of_person(&mut tx, BUDI).await.unwrap().map(|case| case.id), Some(three));
            let listed: Vec<CaseId> = cases::recent(&mut tx, 9).await.unwrap().iter().map(|case| case.id).collect();
            assert_eq!(listed, [three, two, one], "open ones first");
            assert_eq!(cases::in_units(&mut tx, &[BELOW]).await.unwrap().len(), 3);
        } else {
            assert_eq!(another, Err(StoreError::Conflict("cases_person".into())), "{state:?}");
        }
    }
}

async fn a_case_is_saved_by_one_writer(db: &Db) {
    fill(db).await;
    let one = CaseId(id(1));
    let due_at = |at: Moment| async move { cases::due(&mut read(db).await, at, 9).await.unwrap() };
    let mut tx = db.begin().await.unwrap();
    cases::insert(&mut tx, &case(one, BUDI), Some(NOW.plus(5))).await.unwrap();
    cases::trail(&mut tx, one, NOW, "noticed", None, "").await.unwrap();
    cases::trail(&mut tx, one, NOW, "replied", Some(BUDI), "Ponsel saya rusak").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((due_at(NOW.plus(4)).await, due_at(NOW.plus(5)).await), (vec![], vec![one]));
    let mut tx = db.begin().await.unwrap();
    let replied = Case { state: CaseState::Replied { at: NOW, decide_by: NOW.plus(7) }, ..case(one, BUDI) };
    cases::save(&mut tx, &replied, None, 1).await.unwrap();
    assert_eq!(cases::save(&mut tx, &replied, None, 1).await, Err(StoreError::Missing));
    assert_eq!(cases::get(&mut tx, one).await.unwrap(), Some((replied, 2)));
    let trail = cases::trail_of(&mut tx, one).await.unwrap();
    let told: Vec<_> = trail.iter().map(|row| (row.code.as_str(), row.who, row.words.as_str())).collect();
    assert_eq!(told, [("noticed", None, ""), ("replied", Some(BUDI), "Ponsel saya rusak")]);
    tx.commit().await.unwrap();
    assert_eq!(due_at(Moment(i64::MAX)).await, []);
}
