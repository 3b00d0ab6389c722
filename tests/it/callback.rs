//! Calling back after missed rings, through the running product: the person's page and closed browser, the supervisor's desk,
//! the heartbeat and the record. `ends` tells how a check ends without it.

use serde_json::{Value, json};
use sidak::{
    flow::{self, FlowError, record},
    shape::{desk::{Deputy, OffDuty}, rota::RotaChange},
    signal::wire::FromClient,
    store::{asks, facts, nodes, outcomes},
};
use sidak_core::{
    check::{Fact, Media, Receipt, Refusal, Side, State, Verdict},
    ids::{AttemptId, CheckId, DeviceId, PersonId, SessionId},
    outcome::Outcome,
    time::{MINUTE, SECOND},
};
use uuid::Uuid;

use crate::support::{
    MONDAY, TestApp,
    agency::{self, COLLEAGUE, DEPUTY, EMPLOYEE, HEAD, SUPERVISOR},
    config,
    pages::uuid,
    pushes::{Browser, PushService},
};

const PHONE: DeviceId = DeviceId(Uuid::from_u128(0xd0));

/// A check of the employee under a policy with two rings a minute apart and five minutes to call back after the last.
struct World {
    app: TestApp,
    check: CheckId,
    attempt: AttemptId,
}

async fn agency_with(callback_minutes: u16) -> TestApp {
    let app = TestApp::empty().await;
    let mut policy = agency::policy();
    policy.answer.callback_minutes = callback_minutes;
    agency::fill(&app.house, &policy).await;
    app
}

impl World {
    async fn begin(app: TestApp) -> Self {
        flow::ring::meet_device(&app.house, EMPLOYEE, PHONE, "phone").await.unwrap();
        let check = app.due_check().await;
        app.to(app.now()).await;
        Self { app, check, attempt: AttemptId(Uuid::nil()) }
    }

    /// Both promised rings, each shown and sounded or not, and nobody answers.
    async fn missed(proof: Option<Receipt>) -> Self {
        let mut world = Self::begin(agency_with(5).await).await;
        world.ring_out(SUPERVISOR, proof).await;
        world.app.pass(MINUTE).await;
        world.ring_out(SUPERVISOR, proof).await;
        assert_eq!(world.state().await, "missed");
        world
    }

    async fn ring(&mut self, by: PersonId, proof: Option<Receipt>) {
        self.attempt = flow::ring::start(&self.app.house, self.check, by).await.unwrap();
        if let Some(receipt) = proof {
            flow::ring::received(&self.app.house, EMPLOYEE, self.attempt, PHONE, receipt).await.unwrap();
        }
    }

    async fn ring_out(&mut self, by: PersonId, proof: Option<Receipt>) {
        self.ring(by, proof).await;
        self.app.pass(MINUTE).await;
    }

    async fn call_back(&self) -> Result<(), FlowError> {
        flow::ring::call_back(&self.app.house, EMPLOYEE, self.attempt, PHONE).await
    }

    /// Called back, and the heartbeat has asked the official.
    async fn called(proof: Option<Receipt>) -> Self {
        let world = Self::missed(proof).await;
        world.app.pass(MINUTE).await;
        world.call_back().await.unwrap();
        world.app.pass(SECOND).await;
        assert_eq!(world.state().await, "prompted", "at once, and not at the next minute");
        world
    }

    async fn talk(&self, verdict: Verdict) {
        let (house, check) = (&self.app.house, self.check);
        flow::ring::answer(house, EMPLOYEE, self.attempt, PHONE).await.unwrap();
        for side in [Side::Employee, Side::Supervisor] {
            flow::call::media(house, check, side, Media::Video).await.unwrap();
        }
        flow::call::verdict(house, check, SUPERVISOR, verdict, String::new()).await.unwrap();
        flow::call::hang_up(house, check, Side::Supervisor).await.unwrap();
    }

    async fn state(&self) -> &'static str {
        match self.app.check(self.check).await.state {
            State::Waiting => "waiting",
            State::Prompted { .. } => "prompted",
            State::Ringing { .. } => "ringing",
            State::Missed { .. } => "missed",
            State::Answered { .. } | State::Closing { .. } => "answered",
            State::Settled { .. } => "settled",
        }
    }

    /// The outcome as it is filed, how it counts, and whether the reasons tell of the call back.
    async fn end(&self) -> (Outcome, Option<bool>, bool) {
        assert_eq!(self.state().await, "settled");
        let mut tx = self.app.house.db.read().await.unwrap();
        let filed = outcomes::of_checks(&mut tx, &[self.check]).await.unwrap();
        assert_eq!(filed.len(), 1, "filed once");
        let told = filed[0].reasons.iter().any(|reason| reason.code() == "called_back_after");
        (filed[0].outcome, filed[0].counts_as, told)
    }
}

#[tokio::test]
async fn how_a_check_ends_after_a_call_back() {
    use Outcome::{AnsweredElsewhere, CalledBack, ReachedNotAnswered, SupervisorFault};
    for (verdict, outcome) in [(Verdict::AsDeclared, CalledBack), (Verdict::Elsewhere, AnsweredElsewhere)] {
        let mut world = World::called(Some(Receipt::Audible)).await;
        world.ring(SUPERVISOR, None).await;
        world.talk(verdict).await;
        assert_eq!(world.end().await, (outcome, Some(true), true));
    }
    let ignored = World::called(Some(Receipt::Audible)).await;
    ignored.app.pass(5 * MINUTE).await;
    assert_eq!(ignored.end().await, (SupervisorFault, None, true), "the person did their part");
    let mut again = World::called(None).await;
    again.ring_out(SUPERVISOR, Some(Receipt::Audible)).await;
    assert_eq!(again.end().await, (ReachedNotAnswered, Some(false), true), "asked for, sounded, and not answered");
    // The control: the same rings, and nobody calls back.
    let alone = World::missed(Some(Receipt::Audible)).await;
    alone.app.pass(5 * MINUTE - SECOND).await;
    assert_eq!(alone.state().await, "missed");
    alone.app.pass(SECOND).await;
    assert_eq!(alone.end().await, (ReachedNotAnswered, Some(false), false));
    assert!(matches!(alone.call_back().await, Err(FlowError::Refused(Refusal::CallBackOver))));
    // And where the policy has no such time.
    let mut none = World::begin(agency_with(0).await).await;
    none.ring_out(SUPERVISOR, None).await;
    assert!(matches!(none.call_back().await, Err(FlowError::Refused(Refusal::CallBackOver))));
    none.app.pass(MINUTE).await;
    none.ring_out(SUPERVISOR, None).await;
    assert_eq!(none.state().await, "settled");
}

#[tokio::test]
async fn capacity_still_decides_who_is_asked_and_leave_still_voids() {
    let world = World::missed(None).await;
    let house = &world.app.house;
    let deputy = vec![Deputy { person: DEPUTY.0, from: MONDAY.into(), to: MONDAY.into() }];
    flow::desk::set_deputies(house, SUPERVISOR, deputy).await.unwrap();
    flow::duty::set(house, SUPERVISOR, &[OffDuty { from: MONDAY.into(), to: MONDAY.into() }]).await.unwrap();
    world.call_back().await.unwrap();
    world.app.pass(SECOND).await;
    assert!(matches!(world.app.check(world.check).await.state, State::Prompted { caller: DEPUTY, .. }));
    let mut tx = house.db.read().await.unwrap();
    assert_eq!(asks::of_official(&mut tx, DEPUTY, world.app.today(), world.app.today()).await.unwrap().len(), 1);
    drop(tx);

    for called in [false, true] {
        let world = World::missed(Some(Receipt::Audible)).await;
        let mut tx = world.app.house.db.read().await.unwrap();
        let head = flow::access::asker(&mut tx, HEAD, SessionId(Uuid::nil())).await.unwrap();
        drop(tx);
        let change = RotaChange { person: EMPLOYEE.0, day: MONDAY.into(), mode: Some(sidak::shape::Mode::Leave) };
        flow::rota::set(&world.app.house, &head, vec![change]).await.unwrap();
        if called {
            world.call_back().await.unwrap();
        }
        world.app.pass(if called { SECOND } else { 5 * MINUTE }).await;
        assert_eq!(world.end().await.0, Outcome::Voided);
    }
}

#[tokio::test]
async fn a_server_that_was_down_gives_the_minutes_back() {
    let world = World::missed(None).await;
    world.app.pass(MINUTE).await;
    let house = &world.app.house;
    let mut tx = house.db.begin().await.unwrap();
    nodes::beat(&mut tx, world.app.now()).await.unwrap();
    tx.commit().await.unwrap();
    house.clock.advance_to(world.app.now().plus(10 * MINUTE));
    flow::tick::restarted(house).await.unwrap();
    flow::tick::turn(house).await.unwrap();
    assert_eq!(world.state().await, "missed", "not over while nobody could be reached");
    world.app.pass(4 * MINUTE - SECOND).await;
    world.call_back().await.unwrap();
    assert_eq!(world.state().await, "waiting");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_pages_miss_each_other_twice_and_meet_at_the_third_ring() {
    let app = agency_with(5).await.serve().await;
    let mut world = World::begin(app).await;
    let (mut employee, mut desk) = (world.app.page(EMPLOYEE).await, world.app.page(SUPERVISOR).await);
    assert!(employee.now["missed"].is_null());
    world.ring(SUPERVISOR, None).await;
    let rang = world.app.now();
    world.app.pass(MINUTE).await;

    let first = employee.until("a missed ring", |now| now["missed"].is_object()).await["missed"].clone();
    let open = (first["rang"].as_i64(), first["until"].is_null(), first["called_back"].is_null());
    assert_eq!(open, (Some(rang.millis()), true, true), "the next ring comes by itself: {first:#}");
    employee.done(|id| FromClient::CallBack { id, attempt: uuid(&first["attempt"]) }).await;
    employee.until("the call back", |now| now["missed"]["called_back"].is_i64()).await;
    world.app.pass(SECOND).await;
    let asked = |now: &Value| now["prompts"][0]["called_back"].is_object() && now["prompts"][0]["until"].is_i64();
    let prompt = desk.until("the call back", asked).await["prompts"][0].clone();
    assert_eq!(prompt["called_back"], json!({ "rang": rang.millis(), "at": prompt["called_back"]["at"] }));
    assert_eq!((&prompt["number"], &prompt["of"]), (&json!(2), &json!(2)));

    world.ring_out(SUPERVISOR, None).await;
    let ended = world.app.now();
    let last = employee.until("the last missed ring", |now| now["missed"]["until"].is_i64()).await["missed"].clone();
    assert_eq!(last["until"], json!(ended.plus(5 * MINUTE).millis()));
    let seen = desk.until("who may call back", |now| now["prompts"][0]["call_back_until"].is_i64()).await["prompts"][0].clone();
    assert_eq!((&seen["call_back_until"], seen["since"].is_null(), seen["opens"].is_null()), (&last["until"], true, true));
    world.app.pass(2 * MINUTE).await;
    employee.done(|id| FromClient::CallBack { id, attempt: uuid(&last["attempt"]) }).await;
    world.app.pass(SECOND).await;
    let prompt = desk.until("asked again", asked).await["prompts"][0].clone();
    assert_eq!((&prompt["number"], &prompt["of"]), (&json!(3), &json!(3)));

    world.ring(SUPERVISOR, None).await;
    let ring = employee.until("the third ring", |now| now["ring"].is_object()).await;
    assert_eq!((&ring["ring"]["number"], &ring["ring"]["of"], ring["missed"].is_null()), (&json!(3), &json!(3), true));
    world.talk(Verdict::AsDeclared).await;
    assert_eq!(world.end().await, (Outcome::CalledBack, Some(true), true));
    for person in [EMPLOYEE, SUPERVISOR] {
        let record = world.app.client(person).await.get(&format!("/api/checks/{}", world.check.0)).await.ok();
        let facts: Vec<&Value> = record["facts"].as_array().unwrap().iter().filter(|fact| fact["code"] == "called_back").collect();
        assert_eq!((record["line"]["outcome"].as_str(), facts.len()), (Some("called_back"), 2), "{record:#}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_tries_it_with_what_is_not_theirs_gets_nothing() {
    let app = agency_with(5).await.serve().await;
    let mut world = World::begin(app).await;
    let (mut employee, mut colleague) = (world.app.page(EMPLOYEE).await, world.app.page(COLLEAGUE).await);
    let mut desk = world.app.page(SUPERVISOR).await;
    world.ring(SUPERVISOR, None).await;
    let attempt = world.attempt.0;
    let refused = |page: Value| page["code"].as_str().unwrap_or("ok").to_owned();
    assert_eq!(refused(employee.ask(|id| FromClient::CallBack { id, attempt }).await), "call_back_over", "it still rings");
    world.app.pass(MINUTE).await;
    for page in [&mut colleague, &mut desk] {
        assert_eq!(refused(page.ask(|id| FromClient::CallBack { id, attempt }).await), "not_found", "somebody else's ring");
    }
    assert_eq!(refused(employee.ask(|id| FromClient::CallBack { id, attempt: Uuid::from_u128(7) }).await), "not_found");
    assert_eq!(world.facts().await, 0);
    for _ in 0..3 {
        assert_eq!(refused(employee.ask(|id| FromClient::CallBack { id, attempt }).await), "ok", "as often as it is tapped");
    }
    assert_eq!(world.facts().await, 1);
    world.app.pass(SECOND).await;
    world.ring(SUPERVISOR, None).await;
    assert_eq!(refused(employee.ask(|id| FromClient::CallBack { id, attempt }).await), "call_back_over", "it rings again");
    assert!(colleague.now["missed"].is_null());
}

impl World {
    /// Call backs on the record.
    async fn facts(&self) -> usize {
        let mut tx = self.app.house.db.read().await.unwrap();
        facts::of(&mut tx, self.check).await.unwrap().iter().filter(|recorded| matches!(recorded.fact, Fact::CalledBack { .. })).count()
    }
}

#[tokio::test]
async fn a_call_by_hand_can_be_called_back_and_stays_one() {
    let app = agency_with(5).await;
    let mut tx = app.house.db.read().await.unwrap();
    let asker = flow::access::asker(&mut tx, SUPERVISOR, SessionId(Uuid::nil())).await.unwrap();
    drop(tx);
    let check = flow::manual::call(&app.house, &asker, EMPLOYEE, "Berkas rapat sore ini belum masuk.").await.unwrap();
    let attempt = |state| if let State::Ringing { attempt, .. } = state { attempt } else { panic!("{state:?}") };
    let mut world = World { attempt: attempt(app.check(check).await.state), app, check };
    flow::ring::meet_device(&world.app.house, EMPLOYEE, PHONE, "phone").await.unwrap();
    world.app.pass(MINUTE).await;
    world.call_back().await.unwrap();
    world.app.pass(SECOND).await;
    world.ring(SUPERVISOR, None).await;
    world.talk(Verdict::AsDeclared).await;
    let (outcome, counts, told) = world.end().await;
    assert_eq!((outcome, counts, told), (Outcome::AnsweredAsDeclared, None, true), "a promised ring, and no weight");
    let mut tx = world.app.house.db.read().await.unwrap();
    let asker = flow::access::asker(&mut tx, EMPLOYEE, SessionId(Uuid::nil())).await.unwrap();
    drop(tx);
    assert!(record::check(&world.app.house, &asker, check).await.unwrap().line.asked.is_some());
}

/// What the notification of a closed browser offers, and that it is replaced when that is over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_browser_is_offered_the_call_back_and_told_when_it_is_over() {
    for called in [true, false] {
        let mut service = PushService::start().await;
        let mut config = config();
        config.push.allow = vec![service.address.clone()];
        let mut world = World::begin(agency_with(5).await.serve_with(config).await).await;
        let phone = Browser::new("phone", 1);
        let client = world.app.client(EMPLOYEE).await;
        client.put(&format!("/api/push/devices/{}", PHONE.0), phone.subscription(&service)).await.ok();
        let check = world.check;
        let missed = |attempt: AttemptId, back: &str, until: Value| {
            json!({ "kind": "missed", "check": check.0, "attempt": attempt.0, "back": back, "until": until })
        };
        world.ring(SUPERVISOR, None).await;
        assert_eq!(phone.open(&service.next().await.body)["kind"], "ring");
        world.app.pass(MINUTE).await;
        assert_eq!(phone.open(&service.next().await.body), missed(world.attempt, "open", Value::Null), "until the next ring");
        world.app.pass(MINUTE).await;
        world.ring(SUPERVISOR, None).await;
        assert_eq!(phone.open(&service.next().await.body)["kind"], "ring");
        world.app.pass(MINUTE).await;
        let until = json!(world.app.now().plus(5 * MINUTE).millis());
        let open = service.next().await;
        assert_eq!((open.header("urgency"), open.header("ttl")), ("high", "300"), "no longer than it can be used");
        assert_eq!(phone.open(&open.body), missed(world.attempt, "open", until));
        if called {
            world.call_back().await.unwrap();
            assert_eq!(phone.open(&service.next().await.body), missed(world.attempt, "called", Value::Null));
        }
        world.app.pass(6 * MINUTE).await;
        assert_eq!(phone.open(&service.next().await.body), missed(world.attempt, "over", Value::Null), "nothing is left behind");
    }
}
