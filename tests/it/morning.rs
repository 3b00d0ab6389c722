//! *Mulai WFH* and the check of the device that follows it: the day begins at the tap, what is found out later is kept as it
//! comes, and nothing of it changes a ring that is on record.

use serde_json::{Value, json};
use sidak::{flow, store::{facts, outcomes}};
use sidak_core::{
    check::{Fact, Receipt},
    ids::{CheckId, DeviceId},
    outcome::Outcome,
    time::{MINUTE, SECOND},
};
use uuid::Uuid;

use crate::support::{TestApp, agency::{self, EMPLOYEE, SUPERVISOR}, pages::Client};

const PHONE: Uuid = Uuid::from_u128(0xd0);
const LAPTOP: Uuid = Uuid::from_u128(0xd1);
const ITEMS: [&str; 6] = ["sound", "notification", "camera", "microphone", "network", "relay"];

/// The first so many are good, the others not tested yet.
fn good(device: Uuid, n: usize) -> Value {
    let tests: Vec<Value> = ITEMS
        .iter()
        .enumerate()
        .map(|(at, item)| json!({ "item": item, "ok": at < n, "detail": if at < n { "" } else { "not_tested" } }))
        .collect();
    json!({ "device": device, "tests": tests })
}

fn unheard(device: Uuid) -> Value {
    json!({ "device": device, "tests": [{ "item": "sound", "ok": false, "detail": "unheard" }] })
}

async fn tap(employee: &Client, found: Value) -> Value {
    let body = json!({ "place": { "kind": "home" }, "device": found["device"], "tests": found["tests"] });
    employee.post("/api/today/start", body).await.ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_day_begins_at_the_tap_and_the_results_follow() {
    let app = TestApp::new().await.serve().await;
    let employee = app.client(EMPLOYEE).await;
    employee.post("/api/today/tests", good(PHONE, 6)).await.refused(422, "day_not_running");
    assert_eq!(employee.get("/api/today").await.ok()["started"], Value::Null, "results alone begin no day");

    let tapped = app.now().millis();
    assert_eq!(tap(&employee, good(PHONE, 0)).await["started"]["at"], json!(tapped));
    for n in 1..=6 {
        app.to(app.now().plus(20 * SECOND)).await;
        let started = employee.post("/api/today/tests", good(PHONE, n)).await.ok()["started"].clone();
        assert_eq!(started["at"], json!(tapped), "the tests take their time and none of the person's");
        assert_eq!(started["level"], json!(if n == 6 { "green" } else { "amber" }));
        // The page is opened again: what had come by then is on record, the rest is still to be tested.
        let again = employee.get("/api/today").await.ok()["started"].clone();
        assert_eq!(again["devices"], json!([good(PHONE, n)]));
    }
    let desk = app.client(SUPERVISOR).await.get("/api/desk").await.ok();
    assert!(desk["team"].as_array().unwrap().iter().any(|one| one["person"]["id"] == json!(EMPLOYEE.0) && one["since"] == json!(tapped)), "{desk}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_that_outlives_the_day_does_not_open_it_again() {
    let app = TestApp::new().await.serve().await;
    let employee = app.client(EMPLOYEE).await;
    tap(&employee, good(PHONE, 0)).await;
    app.to(app.now().plus(MINUTE)).await;
    let finished = employee.post("/api/today/finish", json!({})).await.ok()["finished_at"].clone();
    employee.post("/api/today/tests", good(PHONE, 6)).await.refused(422, "day_not_running");
    let today = employee.get("/api/today").await.ok();
    assert_eq!((&today["finished_at"], &today["started"]["devices"]), (&finished, &json!([good(PHONE, 0)])));
    // Control: a second tap is the person's wish and does.
    assert_eq!(tap(&employee, good(PHONE, 6)).await["finished_at"], Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_device_has_its_own_newest_check() {
    let app = TestApp::new().await.serve().await;
    let employee = app.client(EMPLOYEE).await;
    tap(&employee, unheard(PHONE)).await;
    let started = employee.post("/api/today/tests", good(LAPTOP, 6)).await.ok()["started"].clone();
    assert_eq!(started["level"], json!("green"), "as the supervisor sees it: by the device checked last");
    assert_eq!(started["devices"], json!([good(LAPTOP, 6), unheard(PHONE)]));
    let started = employee.post("/api/today/tests", good(PHONE, 3)).await.ok()["started"].clone();
    assert_eq!(started["devices"], json!([good(PHONE, 3), good(LAPTOP, 6)]));
}

/// The tone was not heard on the phone, and a second device is good. What is tested while it rings holds for the next ring.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_tested_while_it_rings_changes_nothing_of_that_ring() {
    let (unheard_first, mended) = (rung(unheard(PHONE), good(PHONE, 6)).await, rung(good(PHONE, 6), unheard(PHONE)).await);
    assert_eq!(unheard_first, (Some(DeviceId(PHONE)), Outcome::NotReached), "on record as the ring began");
    assert_eq!(mended, (None, Outcome::ReachedNotAnswered), "nor is a fault found only now");
}

/// One ring, sounded on the phone and not answered: checked before, and checked again meanwhile.
async fn rung(before: Value, meanwhile: Value) -> (Option<DeviceId>, Outcome) {
    let mut policy = agency::policy();
    policy.answer.attempts = 1;
    let app = TestApp::empty().await;
    agency::fill(&app.house, &policy).await;
    let app = app.serve().await;
    let employee = app.client(EMPLOYEE).await;
    tap(&employee, before).await;
    employee.post("/api/today/tests", good(LAPTOP, 6)).await.ok();
    flow::ring::meet_device(&app.house, EMPLOYEE, DeviceId(PHONE), "Chrome, Android").await.unwrap();
    let check = app.due_check().await;
    app.to(app.now()).await;
    let attempt = flow::ring::start(&app.house, check, SUPERVISOR).await.unwrap();
    flow::ring::received(&app.house, EMPLOYEE, attempt, DeviceId(PHONE), Receipt::Audible).await.unwrap();
    employee.post("/api/today/tests", meanwhile).await.ok();
    app.pass(2 * MINUTE).await;
    (hindered(&app, check).await, outcome(&app, check).await)
}

async fn hindered(app: &TestApp, check: CheckId) -> Option<DeviceId> {
    let mut tx = app.house.db.read().await.unwrap();
    facts::of(&mut tx, check).await.unwrap().iter().find_map(|line| match line.fact {
        Fact::Hindered { device, .. } => Some(device),
        _ => None,
    })
}

async fn outcome(app: &TestApp, check: CheckId) -> Outcome {
    let mut tx = app.house.db.read().await.unwrap();
    outcomes::of_checks(&mut tx, &[check]).await.unwrap().first().unwrap().outcome
}
