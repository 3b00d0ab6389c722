//! What somebody needs in every call: registered by the personnel agency, done by everybody, and explained to nobody.

use serde_json::{Value, json};
use sidak::signal::wire::FromClient;
use sidak_core::time::SECOND;

use crate::support::{
    TestApp,
    agency::{ADMIN, EMPLOYEE, HEAD, SUPERVISOR, UNIT_A},
};

const WHY: &str = "Surat keterangan dokter, gangguan pendengaran.";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_get_what_they_need_and_nobody_else_reads_why() {
    let app = TestApp::new().await.serve().await;
    let admin = app.client(ADMIN).await;
    let path = format!("/api/staff/{}/needs", EMPLOYEE.0);
    let wish = |by_text: bool, extra: u16, reason: &str| json!({ "voice_only": false, "by_text": by_text, "extra_seconds": extra, "reason": reason });
    admin.put(&path, wish(true, 30, " ")).await.refused(422, "reason_needed");
    assert_eq!(admin.put(&path, wish(true, 30, WHY)).await.ok(), wish(true, 30, WHY));

    let (mut supervisor, mut employee) = (app.page(SUPERVISOR).await, app.page(EMPLOYEE).await);
    let check = app.due_check().await;
    app.to(app.now()).await;
    let shown = json!({ "voice_only": false, "by_text": true, "extra_seconds": 30 });
    supervisor.until("the prompt", |now| now["prompts"][0]["needs"] == shown).await;
    supervisor.done(|id| FromClient::Start { id, check: check.0 }).await;
    employee.until("the ring", |now| !now["ring"].is_null()).await;
    let ring = &employee.now["ring"];
    assert_eq!(ring["until"].as_i64().unwrap() - ring["since"].as_i64().unwrap(), (60 + 30) * SECOND);
    supervisor.until("the call", |now| now["calls"][0]["needs"] == shown).await;

    let told = app.client(EMPLOYEE).await.get("/api/today").await.ok();
    assert_eq!(told["needs"], shown);
    let list = format!("/api/staff?unit={}", UNIT_A.0);
    let of = |page: &Value| page["people"].as_array().unwrap().iter().find(|line| line["person"]["id"] == json!(EMPLOYEE.0)).unwrap()["needs"].clone();
    assert_eq!(of(&admin.get(&list).await.ok()), wish(true, 30, WHY));
    assert_eq!(of(&app.client(HEAD).await.get(&list).await.ok()), Value::Null);
    for page in [&supervisor.now, &employee.now, &told] {
        assert!(!page.to_string().contains(WHY));
    }

    assert_eq!(admin.put(&path, wish(false, 0, "")).await.ok(), Value::Null);
    assert_eq!(of(&admin.get(&list).await.ok()), Value::Null, "and the reason is gone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_by_hand_rings_as_long_as_the_person_needs_from_the_first_ring_on() {
    let app = TestApp::new().await.serve().await;
    let wish = json!({ "voice_only": false, "by_text": false, "extra_seconds": 30, "reason": WHY });
    app.client(ADMIN).await.put(&format!("/api/staff/{}/needs", EMPLOYEE.0), wish).await.ok();
    let mut employee = app.page(EMPLOYEE).await;
    app.client(SUPERVISOR).await.post("/api/checks", json!({ "person": EMPLOYEE.0, "reason": "Menanyakan laporan." })).await.ok();
    employee.until("the ring", |now| !now["ring"].is_null()).await;
    let ring = &employee.now["ring"];
    assert_eq!(ring["until"].as_i64().unwrap() - ring["since"].as_i64().unwrap(), (60 + 30) * SECOND);
}
