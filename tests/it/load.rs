//! The load of those who call: bounds, the order of the draw, duty, and calls by hand with all that they leave behind.

use serde_json::json;
use sidak::{
    flow::{self, FlowError, access::Asker, now, record},
    shape::{self, desk::{Deputy, OffDuty}},
    store::{asks, audit, checks, facts, outcomes, rollups::{self, Reach}, rota},
};
use sidak_core::{
    check::{Fact, Media, PutOff, Receipt, Side, State, Verdict},
    ids::{CheckId, DeviceId, PersonId, SessionId},
    outcome::Outcome,
    programme::Policy,
    rota::Mode,
    time::{HOUR, MINUTE, Moment, SECOND},
};
use uuid::Uuid;

use crate::support::{
    MONDAY, TestApp,
    agency::{self, COLLEAGUE, DEPUTY, DEPUTYS, EMPLOYEE, EMPLOYEE_B, HEAD, SUPERVISOR, UNIT_A},
    at,
    pages::uuid,
};

const PHONE: DeviceId = DeviceId(Uuid::from_u128(0xd0));
const WHY: &str = "Berkas rapat sore ini belum masuk.";

async fn app_with(change: impl FnOnce(&mut Policy)) -> TestApp {
    let app = TestApp::empty().await;
    let mut policy = agency::policy();
    change(&mut policy);
    agency::fill(&app.house, &policy).await;
    app.to(app.now()).await;
    app
}

/// Drawn and due now.
async fn drawn(app: &TestApp, person: PersonId, supervisor: PersonId) -> CheckId {
    app.check_of(person, supervisor, app.now(), app.now().plus(8 * HOUR)).await
}

async fn asked(app: &TestApp, check: CheckId) -> Option<PersonId> {
    match app.check(check).await.state {
        State::Prompted { caller, .. } => Some(caller),
        _ => None,
    }
}

async fn why(app: &TestApp, check: CheckId) -> Vec<PutOff> {
    let mut tx = app.house.db.read().await.unwrap();
    let trace = facts::of(&mut tx, check).await.unwrap();
    trace.into_iter().filter_map(|r| if let Fact::Deferred { why, .. } = r.fact { Some(why) } else { None }).collect()
}

async fn asker(app: &TestApp, person: PersonId) -> Asker {
    let mut tx = app.house.db.read().await.unwrap();
    flow::access::asker(&mut tx, person, SessionId(Uuid::nil())).await.unwrap()
}

async fn by_hand(app: &TestApp, by: PersonId, person: PersonId) -> Result<CheckId, FlowError> {
    flow::manual::call(&app.house, &asker(app, by).await, person, WHY).await
}

async fn refused(app: &TestApp, by: PersonId, person: PersonId) -> &'static str {
    by_hand(app, by, person).await.unwrap_err().code()
}

#[tokio::test]
async fn two_due_in_one_minute_are_asked_for_one_after_the_other_in_the_order_of_the_draw() {
    let app = app_with(|_| {}).await;
    let first = drawn(&app, COLLEAGUE, SUPERVISOR).await;
    let second = drawn(&app, EMPLOYEE, SUPERVISOR).await;
    app.to(app.now()).await;
    let (asked_first, waits) = if asked(&app, first).await.is_some() { (first, second) } else { (second, first) };
    assert_eq!(asked(&app, asked_first).await, Some(SUPERVISOR));
    assert_eq!((asked(&app, waits).await, why(&app, waits).await), (None, vec![PutOff::SupervisorBusy]));
    // A later one of somebody else comes in between and must not overtake.
    app.pass(4 * MINUTE + 59 * SECOND).await;
    let later = drawn(&app, if waits == second { COLLEAGUE } else { EMPLOYEE }, SUPERVISOR).await;
    app.pass(SECOND).await;
    assert_eq!(asked(&app, waits).await, Some(SUPERVISOR), "as soon as the first prompt is over");
    assert_eq!(asked(&app, later).await, None);
}

#[tokio::test]
async fn nobody_is_asked_more_often_than_the_hour_and_the_day_allow() {
    let app = app_with(|policy| (policy.capacity.per_hour, policy.capacity.per_day) = (2, 3)).await;
    let began = app.now();
    let mut queue = Vec::new();
    for _ in 0..2 {
        for person in [EMPLOYEE, COLLEAGUE] {
            queue.push(drawn(&app, person, SUPERVISOR).await);
            app.pass(MINUTE).await;
        }
    }
    app.pass(6 * HOUR).await;
    let mut tx = app.house.db.read().await.unwrap();
    let book = asks::of_official(&mut tx, SUPERVISOR, app.today(), app.today()).await.unwrap();
    let minutes: Vec<(CheckId, i64)> = book.iter().map(|(check, _, at)| (*check, at.since(began) / MINUTE)).collect();
    // The first is asked for a second after its minute; each prompt is let pass after five minutes. Who waits looks again at
    // whole minutes.
    assert_eq!(minutes, [(queue[0], 0), (queue[1], 6), (queue[2], 61)]);
    drop(tx);
    assert_eq!(why(&app, queue[3]).await, [PutOff::SupervisorBusy, PutOff::PersonBusy, PutOff::OverHour, PutOff::OverDay]);
    app.pass(2 * HOUR).await;
    let mut tx = app.house.db.read().await.unwrap();
    let filed = outcomes::of_checks(&mut tx, &[queue[3]]).await.unwrap();
    assert_eq!((filed[0].outcome, filed[0].ignored), (Outcome::Voided, false), "not the supervisor's fault");
    let sum = rollups::conduct(&mut tx, &[UNIT_A], Reach::Whole, app.today(), app.today()).await.unwrap()[0];
    assert_eq!((sum.ignored, sum.no_room, sum.nobody_on_duty), (3, 1, 0));
}

#[tokio::test]
async fn leave_in_the_rota_and_days_entered_as_off_both_mean_absent() {
    let app = app_with(|_| {}).await;
    let today = app.today();
    let deputy = vec![Deputy { person: DEPUTY.0, from: MONDAY.into(), to: MONDAY.into() }];
    flow::desk::set_deputies(&app.house, SUPERVISOR, deputy).await.unwrap();
    let mut tx = app.house.db.begin().await.unwrap();
    rota::set(&mut tx, SUPERVISOR, today, Mode::Leave, None, app.now()).await.unwrap();
    tx.commit().await.unwrap();
    let desk = flow::desk::of(&app.house, SUPERVISOR).await.unwrap();
    assert!(desk.duty.absent);
    assert_eq!(desk.duty.stand_ins.iter().map(|card| card.id).collect::<Vec<_>>(), [DEPUTY.0]);
    let check = drawn(&app, EMPLOYEE, SUPERVISOR).await;
    app.to(app.now()).await;
    assert_eq!(asked(&app, check).await, Some(DEPUTY));
    let snapshot = now::load(&app.house, DEPUTY, PHONE).await.unwrap();
    assert_eq!(snapshot.prompts[0].check, check.0);
    assert_eq!(now::load(&app.house, SUPERVISOR, PHONE).await.unwrap().prompts.len(), 0, "who is away is left alone");
    // The deputy's desk counts it, and he may not give it to somebody who is away.
    assert_eq!(flow::desk::of(&app.house, DEPUTY).await.unwrap().load.today, 1);
    let span = [OffDuty { from: MONDAY.into(), to: MONDAY.into() }];
    flow::duty::set(&app.house, DEPUTY, &span).await.unwrap();
    assert!(flow::desk::of(&app.house, SUPERVISOR).await.unwrap().duty.stand_ins.is_empty());
    let other = drawn(&app, COLLEAGUE, SUPERVISOR).await;
    app.pass(2 * MINUTE).await;
    assert_eq!(why(&app, other).await, [PutOff::SupervisorAbsent]);
    let mut tx = app.house.db.begin().await.unwrap();
    rota::clear(&mut tx, SUPERVISOR, today).await.unwrap();
    tx.commit().await.unwrap();
    app.pass(MINUTE).await;
    assert_eq!(asked(&app, other).await, Some(SUPERVISOR), "back on duty");
    let refusal = flow::prompt::hand_over(&app.house, other, SUPERVISOR, DEPUTY, "Rapat.".into()).await.unwrap_err();
    assert_eq!(refusal.code(), "not_a_deputy");
}

#[tokio::test]
async fn days_off_have_an_order_and_a_bound() {
    let app = app_with(|_| {}).await;
    let span = |from: &str, to: &str| OffDuty { from: from.into(), to: to.into() };
    for (wish, code) in [
        (vec![span("2026-07-02", "2026-07-01")], "ends_before_start"),
        (vec![span("2026-07-02", "2026-07-02"), span("2026-07-02", "2026-07-04")], "doubled"),
        (vec![span("besok", "2026-07-02")], "bad_day"),
        ((1..22).map(|n| span(&format!("2026-07-{n:02}"), "2026-07-30")).collect(), "too_many"),
    ] {
        assert_eq!(flow::duty::set(&app.house, SUPERVISOR, &wish).await.unwrap_err().code(), code);
    }
    let most: Vec<OffDuty> = (1..21).map(|n| span(&format!("2026-07-{n:02}"), "2026-07-30")).collect();
    assert_eq!(flow::duty::set(&app.house, SUPERVISOR, &most).await.unwrap().len(), 20);
    assert!(flow::duty::set(&app.house, SUPERVISOR, &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_manual_call_is_one_to_its_end_and_weighs_nothing() {
    let app = app_with(|policy| policy.capacity.manual_per_day = 2).await;
    flow::ring::meet_device(&app.house, EMPLOYEE, PHONE, "Chrome, Android").await.unwrap();
    let check = by_hand(&app, SUPERVISOR, EMPLOYEE).await.unwrap();
    let ring = now::load(&app.house, EMPLOYEE, PHONE).await.unwrap().ring.expect("it rings at once");
    assert_eq!((ring.kind, ring.reason.as_deref()), (shape::Kind::Manual, Some(WHY)), "the person sees why");
    let attempt = sidak_core::ids::AttemptId(ring.attempt);
    flow::ring::received(&app.house, EMPLOYEE, attempt, PHONE, Receipt::Audible).await.unwrap();
    flow::ring::answer(&app.house, EMPLOYEE, attempt, PHONE).await.unwrap();
    let calls = now::load(&app.house, SUPERVISOR, PHONE).await.unwrap().calls;
    assert_eq!((calls[0].kind, calls[0].reason.as_deref()), (shape::Kind::Manual, Some(WHY)));
    for side in [Side::Employee, Side::Supervisor] {
        flow::call::media(&app.house, check, side, Media::Video).await.unwrap();
    }
    flow::call::verdict(&app.house, check, SUPERVISOR, Verdict::Elsewhere, String::new()).await.unwrap();
    flow::call::hang_up(&app.house, check, Side::Supervisor).await.unwrap();

    let shown = record::of(&app.house, &asker(&app, EMPLOYEE).await, EMPLOYEE, None).await.unwrap();
    let line = &shown.checks[0];
    let by_whom = line.asked.as_ref().map(|asked| (asked.by.as_str(), asked.reason.as_str()));
    assert_eq!((line.kind, by_whom), (shape::Kind::Manual, Some(("Ratna Kusumah", WHY))));
    assert_eq!((line.outcome.as_deref(), line.counts_as.as_deref(), shown.index.counted), (Some("answered_elsewhere"), None, 0));
    let detail = record::check(&app.house, &asker(&app, EMPLOYEE).await, check).await.unwrap();
    assert_eq!((detail.facts[0].code.as_str(), detail.facts[0].details["words"].as_str()), ("asked_by_hand", Some(WHY)));
    assert_eq!(detail.facts[0].who.as_deref(), Some("Ratna Kusumah"));
    let desk = flow::desk::of(&app.house, SUPERVISOR).await.unwrap();
    assert_eq!(desk.done_today[0].check.kind, shape::Kind::Manual);
    assert_eq!((desk.load.today, desk.load.manual, desk.load.manual_per_day), (0, 1, 2), "nobody's load");

    let mut tx = app.house.db.read().await.unwrap();
    let sum = rollups::conduct(&mut tx, &[UNIT_A], Reach::Whole, app.today(), app.today()).await.unwrap()[0];
    assert_eq!((sum.checks, sum.manual, sum.prompts, sum.on_time), (1, 1, 0, 0));
    let entry = audit::list(&mut tx, 100, None).await.unwrap().into_iter().find(|row| row.action == "check.asked_by_hand").unwrap();
    assert_eq!((entry.actor, entry.subject), (Some(SUPERVISOR), check.0));
    assert_eq!(serde_json::from_str::<serde_json::Value>(&entry.detail).unwrap(), json!({ "person": EMPLOYEE.0, "reason": WHY }));
}

#[tokio::test]
async fn a_manual_call_that_nobody_answers_rings_again_and_counts_against_nobody() {
    let app = app_with(|_| {}).await;
    flow::ring::meet_device(&app.house, EMPLOYEE, PHONE, "Chrome, Android").await.unwrap();
    let check = by_hand(&app, SUPERVISOR, EMPLOYEE).await.unwrap();
    for ring in 1..=2 {
        let State::Ringing { attempt, .. } = app.check(check).await.state else { panic!("rings") };
        flow::ring::received(&app.house, EMPLOYEE, attempt, PHONE, Receipt::Audible).await.unwrap();
        app.pass(2 * MINUTE).await;
        if ring == 1 {
            assert_eq!(asked(&app, check).await, Some(SUPERVISOR), "the second ring is asked for as always");
            assert_eq!(now::load(&app.house, SUPERVISOR, PHONE).await.unwrap().prompts[0].kind, shape::Kind::Manual);
            flow::ring::start(&app.house, check, SUPERVISOR).await.unwrap();
        }
    }
    let mut tx = app.house.db.read().await.unwrap();
    let filed = outcomes::of_checks(&mut tx, &[check]).await.unwrap();
    assert_eq!((filed[0].outcome, filed[0].counts_as), (Outcome::ReachedNotAnswered, None));
    assert!(asks::of_official(&mut tx, SUPERVISOR, app.today(), app.today()).await.unwrap().is_empty());
}

#[tokio::test]
async fn who_may_not_be_called_by_hand() {
    let app = app_with(|_| {}).await;
    for (by, person) in [(SUPERVISOR, DEPUTYS), (SUPERVISOR, EMPLOYEE_B), (SUPERVISOR, HEAD), (SUPERVISOR, SUPERVISOR), (agency::ADMIN, EMPLOYEE), (EMPLOYEE, COLLEAGUE)] {
        assert_eq!(refused(&app, by, person).await, "not_found");
    }
    assert_eq!(refused(&app, SUPERVISOR, PersonId(Uuid::from_u128(0xdead))).await, "not_found");
    assert_eq!(refused(&app, HEAD, SUPERVISOR).await, "not_at_home", "works at the office today");
    let short = flow::manual::call(&app.house, &asker(&app, SUPERVISOR).await, EMPLOYEE, "Cek saja").await;
    assert_eq!(short.unwrap_err().code(), "reason_too_short");
    // One check is asked for: that one first, and nobody else calls this person now.
    let check = drawn(&app, EMPLOYEE, SUPERVISOR).await;
    app.to(app.now()).await;
    assert_eq!(refused(&app, SUPERVISOR, EMPLOYEE).await, "check_open");
    assert_eq!(refused(&app, HEAD, EMPLOYEE).await, "check_open");
    assert_eq!(refused(&app, SUPERVISOR, COLLEAGUE).await, "caller_busy");
    flow::prompt::defer(&app.house, check, SUPERVISOR, 5, "Rapat.".into()).await.unwrap();
    assert_eq!(refused(&app, SUPERVISOR, EMPLOYEE).await, "check_open", "put off is still open");
    by_hand(&app, SUPERVISOR, COLLEAGUE).await.unwrap();
    assert_eq!(refused(&app, HEAD, COLLEAGUE).await, "check_open");
    let mut tx = app.house.db.read().await.unwrap();
    assert_eq!(checks::manual_by(&mut tx, SUPERVISOR, app.today()).await.unwrap(), 1);
}

/// Whoever is refused because a check is still to come would know that one is.
#[tokio::test]
async fn a_check_that_is_still_secret_is_not_given_away() {
    let app = app_with(|_| {}).await;
    let to_come = app.check_of(EMPLOYEE, SUPERVISOR, app.now().plus(HOUR), app.now().plus(8 * HOUR)).await;
    by_hand(&app, SUPERVISOR, EMPLOYEE).await.unwrap();
    app.pass(HOUR).await;
    assert_eq!(asked(&app, to_come).await, Some(SUPERVISOR), "and it comes all the same");
}

#[tokio::test]
async fn manual_calls_have_their_hours() {
    let policy = agency::preset("dki-2023");
    let app = TestApp::empty().await;
    agency::fill(&app.house, &Policy { from: app.today(), to: app.today().plus(20), ..policy }).await;
    let monday = |hour, minute| at(MONDAY, hour, minute);
    let tuesday = |hour: u16| at("2026-06-23", hour, 0);
    app.to(monday(11, 59).plus(59_999)).await;
    let check = by_hand(&app, SUPERVISOR, EMPLOYEE).await.unwrap();
    assert_eq!(app.check(check).await.closes, monday(12, 0), "no second ring in the break");
    app.to(monday(12, 0)).await;
    assert_eq!(refused(&app, SUPERVISOR, COLLEAGUE).await, "outside_window");
    let refused_at = [monday(12, 59).plus(59_999), monday(16, 0), tuesday(5)];
    for moment in refused_at {
        app.to(moment).await;
        assert_eq!(refused(&app, SUPERVISOR, COLLEAGUE).await, "outside_window", "{moment:?}");
    }
    app.to(tuesday(8)).await;
    by_hand(&app, SUPERVISOR, COLLEAGUE).await.unwrap();
    app.pass(30 * MINUTE).await;
    by_hand(&app, SUPERVISOR, EMPLOYEE).await.unwrap();
    app.pass(30 * MINUTE).await;
    assert_eq!(refused(&app, SUPERVISOR, EMPLOYEE).await, "no_manual_left", "two by this official");
    by_hand(&app, HEAD, EMPLOYEE).await.unwrap();
    app.pass(30 * MINUTE).await;
    assert_eq!(refused(&app, HEAD, EMPLOYEE).await, "no_manual_left", "two to this person, whoever asks");
    app.to(at("2026-06-24", 8, 0)).await;
    by_hand(&app, SUPERVISOR, EMPLOYEE).await.unwrap();
}

#[tokio::test]
async fn nobody_is_called_by_hand_without_a_programme() {
    let app = TestApp::empty().await;
    let mut policy = agency::policy();
    policy.to = app.today().plus(5);
    agency::fill(&app.house, &policy).await;
    app.house.clock.advance_to(Moment(app.now().millis() + 10 * 24 * HOUR));
    assert_eq!(refused(&app, SUPERVISOR, EMPLOYEE).await, "outside_window");
}

/// Over HTTP, with a page of each side open.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn called_by_hand_over_the_wire() {
    let app = TestApp::new().await.serve().await;
    let mut phone = app.page(EMPLOYEE).await;
    let client = app.client(SUPERVISOR).await;
    client.post("/api/checks", json!({ "person": EMPLOYEE.0, "reason": "singkat" })).await.refused(409, "reason_too_short");
    client.post("/api/checks", json!({ "person": EMPLOYEE.0, "reason": "a".repeat(1_001) })).await.refused(409, "too_long");
    client.post("/api/checks", json!({ "person": EMPLOYEE_B.0, "reason": WHY })).await.refused(404, "not_found");
    let called = client.post("/api/checks", json!({ "person": EMPLOYEE.0, "reason": WHY })).await.ok();
    let ring = phone.until("a manual ring", |now| now["ring"].is_object()).await["ring"].clone();
    assert_eq!((&ring["kind"], &ring["reason"], uuid(&ring["check"])), (&json!("manual"), &json!(WHY), uuid(&called["check"])));
}
