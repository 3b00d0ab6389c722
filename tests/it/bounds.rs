//! Every limit that a stranger, a fault or an attack can run into: at the limit it works, one past it is refused, and what
//! was there before still works.

use futures_util::SinkExt;
use reqwest::Method;
use serde_json::{Value, json};
use sidak::{
    flow,
    shape::rota::RotaChange,
    signal::{hub::PAGES_MAX, wire::{FromClient, MESSAGE_MAX_BYTES, PROTOCOL}},
    store::accounts::SESSIONS_MAX,
};
use sidak_core::{
    ids::PersonId,
    time::{DAY, HOUR, MINUTE, SECOND},
};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use crate::support::{
    TestApp,
    agency::{ADMIN, EMPLOYEE, HEAD, SUPERVISOR, UNIT_A, row},
    pages::{Client, Page, dial},
};

const PASSWORD: &str = "kata sandi yang panjang";
const BODY_MAX: usize = 256 * 1024;
const FILE_MAX: usize = 64 * 1024 * 1024;
const MESSAGES_PER_SECOND: u32 = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_long_too_many_and_too_large_are_refused_with_a_reason() {
    let app = TestApp::new().await.serve().await;
    let check = app.due_check().await;
    app.to(app.now()).await;
    let words = |n: usize| "a".repeat(n);
    let place = |n: usize| json!({ "place": { "kind": "other", "words": words(n) }, "tests": [] });
    let tests = |n: usize| json!({ "place": { "kind": "home" }, "tests": vec![json!({ "item": "camera", "ok": true }); n] });
    let checked = |n: usize| json!({ "device": EMPLOYEE.0, "tests": vec![json!({ "item": "camera", "ok": true }); n] });
    let changes = |n: usize| json!({ "changes": vec![json!({ "person": EMPLOYEE.0, "day": "2026-06-30", "mode": "home" }); n] });
    let copy = |n: u8| json!({ "unit": UNIT_A.0, "from": "2026-06-22", "to": "2026-06-29", "weeks": n });
    let deputies = |n: usize| json!(vec![json!({ "person": crate::support::agency::DEPUTY.0, "from": "2026-06-22", "to": "2026-06-22" }); n]);
    let needs = |seconds: u16, n: usize| json!({ "voice_only": false, "by_text": true, "extra_seconds": seconds, "reason": words(n) });
    let defer = |n: usize| json!({ "minutes": 1, "reason": words(n) });
    let rows: Vec<(PersonId, Method, String, Value, Value, u16, &str)> = vec![
        (EMPLOYEE, Method::POST, "/api/today/start".into(), place(300), place(301), 422, "too_long"),
        (EMPLOYEE, Method::POST, "/api/today/start".into(), tests(10), tests(11), 422, "too_long"),
        (EMPLOYEE, Method::POST, "/api/today/tests".into(), checked(10), checked(11), 422, "too_long"),
        (ADMIN, Method::PUT, format!("/api/staff/{}/needs", EMPLOYEE.0), needs(300, 300), needs(301, 300), 422, "out_of_range"),
        (ADMIN, Method::PUT, format!("/api/staff/{}/needs", EMPLOYEE.0), needs(0, 300), needs(1, 301), 422, "too_long"),
        (HEAD, Method::PUT, "/api/rota".into(), changes(2000), changes(2001), 422, "too_many"),
        (HEAD, Method::POST, "/api/rota/copy".into(), copy(12), copy(13), 422, "out_of_range"),
        (SUPERVISOR, Method::PUT, "/api/deputies".into(), deputies(1), deputies(11), 422, "too_many"),
        (SUPERVISOR, Method::POST, format!("/api/checks/{check}/defer"), defer(1000), defer(1001), 409, "too_long"),
    ];
    for (who, method, path, at_limit, past, status, code) in rows {
        let client = app.client(who).await;
        client.send(method.clone(), &path, Some(&past)).await.refused(status, code);
        client.send(method, &path, Some(&at_limit)).await.ok();
    }
    let head = app.client(HEAD).await;
    head.get(&format!("/api/staff?search={}", words(100))).await.ok();
    head.get(&format!("/api/staff?search={}", words(101))).await.refused(422, "too_long");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_past_the_limit_is_refused_unread() {
    let app = TestApp::new().await.serve().await;
    let nobody = Client::nobody(&app.base());
    let sized = |bytes: usize| {
        let frame = json!({ "ticket": "" }).to_string().len();
        json!({ "ticket": "x".repeat(bytes - frame) })
    };
    nobody.post("/api/session/ticket", sized(BODY_MAX)).await.refused(401, "wrong_sign_in");
    assert_eq!(nobody.post("/api/session/ticket", sized(BODY_MAX + 1)).await.status, 413);
    let admin = app.client(ADMIN).await;
    let file = |bytes: usize| vec![b'x'; bytes];
    // The form around the file takes its share of the limit.
    assert_eq!(admin.upload("/api/staff/import", "besar.csv", file(FILE_MAX)).await.status, 413);
    let read = admin.upload("/api/staff/import", "kecil.csv", file(BODY_MAX * 2)).await.ok();
    assert_eq!(read["token"], Value::Null, "larger than other bodies may be, and read");
    head_still_works(&app).await;
}

async fn head_still_works(app: &TestApp) {
    app.client(HEAD).await.get("/api/me").await.ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_takes_messages_up_to_64_kib() {
    let app = TestApp::new().await.serve().await;
    let mut page = app.page(EMPLOYEE).await;
    page.socket.send(Message::text("x".repeat(MESSAGE_MAX_BYTES))).await.unwrap();
    let answer = page.hear().await;
    assert_eq!((&answer["t"], &answer["code"]), (&json!("error"), &json!("not_understood")));
    // The server closes without reading it to its end, so that sending may fail already.
    let _ = page.socket.send(Message::text("x".repeat(MESSAGE_MAX_BYTES + 1))).await;
    assert_eq!(page.try_hear().await, None, "closed");
    app.page(EMPLOYEE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_takes_sixty_messages_a_second() {
    let app = TestApp::new().await.serve().await;
    let mut page = app.page(EMPLOYEE).await;
    // One after the other, so that nothing is on its way when the server closes. A slow machine needs more than one second.
    let mut answered = 0;
    let last = loop {
        page.say(&FromClient::Ping { at: f64::from(answered) }).await;
        let answer = page.hear().await;
        if answer["t"] != "pong" {
            break answer;
        }
        answered += 1;
        assert!(answered < 100 * MESSAGES_PER_SECOND, "never too many");
    };
    assert_eq!((&last["t"], &last["code"]), (&json!("error"), &json!("protocol")));
    assert!(answered >= MESSAGES_PER_SECOND, "cut off after {answered}");
    assert_eq!(page.try_hear().await, None, "closed");
    app.page(EMPLOYEE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_has_twelve_pages_and_no_thirteenth() {
    let app = TestApp::new().await.serve().await;
    let client = app.client(EMPLOYEE).await;
    let mut pages = Vec::new();
    for _ in 0..PAGES_MAX {
        pages.push(Page::open(&client, "Chrome, Android").await);
    }
    assert_eq!(greeted(&client).await["code"], "too_many_pages");
    pages.pop().unwrap().hang().await;
    for _ in 0..200 {
        if app.running().hub.pages() < PAGES_MAX {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(greeted(&client).await["t"], "welcome", "one left, so one may come");
}

/// The server's first word to one more page.
async fn greeted(client: &Client) -> Value {
    let socket = dial(client, Some(&client.base)).await.unwrap();
    let mut page = Page::bare(socket);
    page.say(&FromClient::Hello { protocol: PROTOCOL, device: Uuid::from_u128(0xfe), agent: "Chrome, Android".into(), page: None }).await;
    page.hear().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_does_not_say_hello_hears_nothing() {
    let app = TestApp::new().await.serve().await;
    let client = app.client(EMPLOYEE).await;
    for first in [json!({ "t": "ping", "at": 1 }), json!({ "t": "hello", "protocol": 99, "device": Uuid::nil(), "agent": "x" }), json!("halo")] {
        let mut page = Page::bare(dial(&client, Some(&client.base)).await.unwrap());
        page.socket.send(Message::text(first.to_string())).await.unwrap();
        assert_eq!(page.hear().await["code"], "protocol", "{first}");
        assert_eq!(page.try_hear().await, None, "{first}");
    }
    // A device of somebody else is not taken over.
    let other = app.client(SUPERVISOR).await;
    let device = Uuid::from_u128(0xdd);
    Page::open_on(&client, "Chrome, Android", device).await;
    let mut page = Page::bare(dial(&other, Some(&other.base)).await.unwrap());
    page.say(&FromClient::Hello { protocol: PROTOCOL, device, agent: "Chrome, Android".into(), page: None }).await;
    assert_eq!(page.hear().await["code"], "protocol");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passwords_have_twelve_to_128_characters() {
    let app = TestApp::new().await.serve().await;
    let nip = row(ADMIN).nip;
    let code = flow::staff::first_admin(&app.house, &nip).await.unwrap();
    let mut client = Client::nobody(&app.base());
    for (password, code_of) in [("é".repeat(11), "too_short"), ("é".repeat(129), "too_long")] {
        let body = json!({ "name": nip, "code": code, "password": password });
        client.sign_in_by("/api/activation", body).await.refused(422, code_of);
    }
    // The refusals have not used the code up.
    let longest = "é".repeat(128);
    client.sign_in_by("/api/activation", json!({ "name": nip, "code": code, "password": longest })).await.ok();
    client.sign_in_by("/api/session", json!({ "name": nip, "password": longest })).await.ok();
    client.sign_in_by("/api/session", json!({ "name": nip, "password": "é".repeat(5_000) })).await.refused(401, "wrong_sign_in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_sign_ins_are_slowed_down_ever_more_and_never_for_long() {
    let app = TestApp::new().await.serve().await;
    let nip = row(ADMIN).nip;
    let code = flow::staff::first_admin(&app.house, &nip).await.unwrap();
    let mut client = Client::nobody(&app.base());
    client.sign_in_by("/api/activation", json!({ "name": nip, "code": code, "password": PASSWORD })).await.ok();
    let wrong = json!({ "name": nip, "password": "bukan kata sandinya" });
    let right = json!({ "name": nip, "password": PASSWORD });
    for _ in 0..5 {
        client.sign_in_by("/api/session", wrong.clone()).await.refused(401, "wrong_sign_in");
    }
    client.sign_in_by("/api/session", wrong.clone()).await.refused(429, "slow_down");
    client.sign_in_by("/api/session", right.clone()).await.refused(429, "slow_down");
    // Nobody else is held up by it, and unknown names are answered as known ones.
    client.sign_in_by("/api/session", json!({ "name": "199912312025011999", "password": PASSWORD })).await.refused(401, "wrong_sign_in");
    app.to(app.now().plus(2 * SECOND)).await;
    client.sign_in_by("/api/session", wrong.clone()).await.refused(401, "wrong_sign_in");
    app.to(app.now().plus(SECOND)).await;
    client.sign_in_by("/api/session", right.clone()).await.refused(429, "slow_down");
    for _ in 0..15 {
        app.to(app.now().plus(15 * MINUTE)).await;
        client.sign_in_by("/api/session", wrong.clone()).await.refused(401, "wrong_sign_in");
    }
    app.to(app.now().plus(15 * MINUTE)).await;
    client.sign_in_by("/api/session", right.clone()).await.ok();
    client.sign_in_by("/api/session", wrong).await.refused(401, "wrong_sign_in");
    app.to(app.now().plus(12 * HOUR)).await;
    client.sign_in_by("/api/session", right).await.ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_oldest_of_too_many_sessions_ends() {
    let app = TestApp::new().await.serve().await;
    let first = app.client(EMPLOYEE).await;
    for _ in 1..SESSIONS_MAX {
        app.to(app.now().plus(SECOND)).await;
        app.client(EMPLOYEE).await;
    }
    first.get("/api/me").await.ok();
    app.to(app.now().plus(SECOND)).await;
    app.client(EMPLOYEE).await.get("/api/me").await.ok();
    first.get("/api/me").await.refused(401, "not_signed_in");
}

/// Expired sessions and old wrong tries do not pile up over the years: whoever signs in next clears them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_expired_is_cleared_by_the_next_sign_in() {
    let app = TestApp::new().await.serve().await;
    app.client(EMPLOYEE).await;
    app.client(SUPERVISOR).await;
    Client::nobody(&app.base()).sign_in_by("/api/session", json!({ "name": "199912312025011999", "password": PASSWORD })).await;
    app.to(app.now().plus(31 * DAY)).await;
    assert_eq!(expired(&app).await, 3, "still there before anybody comes");
    app.client(ADMIN).await.get("/api/me").await.ok();
    assert_eq!(expired(&app).await, 0);
}

/// What a sweep would remove now; nothing is removed.
async fn expired(app: &TestApp) -> u64 {
    let mut tx = app.house.db.begin().await.unwrap();
    sidak::store::accounts::sweep(&mut tx, app.now(), app.now().plus(-12 * HOUR)).await.unwrap()
}

/// A page without a session hears so at once, wherever it was signed out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_everywhere_closes_open_pages() {
    let app = TestApp::new().await.serve().await;
    let mut page = app.page(EMPLOYEE).await;
    let mut bystander = app.page(SUPERVISOR).await;
    app.client(EMPLOYEE).await.send(Method::DELETE, "/api/sessions", None).await;
    while let Some(message) = page.try_hear().await {
        if message["t"] == "signed_out" {
            assert_eq!(page.try_hear().await, None);
            bystander.say(&FromClient::Ping { at: 1.0 }).await;
            while bystander.hear().await["t"] != "pong" {}
            return;
        }
    }
    panic!("the page was closed without a word");
}

/// The database takes what the rules allow, also in bulk: one transaction, all or nothing.
#[tokio::test]
async fn a_rota_change_outside_ones_reach_saves_nothing_of_the_rest() {
    let app = TestApp::new().await;
    let mut tx = app.house.db.read().await.unwrap();
    let head = flow::access::asker(&mut tx, HEAD, sidak_core::ids::SessionId(Uuid::nil())).await.unwrap();
    drop(tx);
    let change = |person: PersonId| RotaChange { person: person.0, day: "2026-06-30".into(), mode: Some(sidak::shape::Mode::Office) };
    let mixed = vec![change(EMPLOYEE), change(crate::support::agency::EMPLOYEE_B)];
    assert_eq!(flow::rota::set(&app.house, &head, mixed).await.unwrap_err().code(), "not_found");
    let week = flow::rota::week(&app.house, &head, UNIT_A, Some("2026-06-30")).await.unwrap();
    let mine = week.rows.iter().find(|row| row.person.id == EMPLOYEE.0).unwrap();
    assert_eq!(mine.modes[1], Some(sidak::shape::Mode::Home), "as it was");
}
