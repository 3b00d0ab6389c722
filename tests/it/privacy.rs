//! A whole check, with everything that can go wrong around it, and every line the server logged meanwhile: no number, name,
//! address, telephone, e-mail, place, token or network address may stand in any.

use std::{
    collections::BTreeSet,
    fmt::Write,
    sync::{Mutex, OnceLock},
};

use futures_util::SinkExt;
use serde_json::json;
use sidak::{
    flow,
    shape::{Place, PlaceKind},
    signal::wire::{FromClient, ReceiptKind},
    store::Db,
};
use sidak_core::time::{DAY, MINUTE};
use tokio_tungstenite::tungstenite::Message;
use tracing::{Event, Subscriber, field::{Field, Visit}, span};
use tracing_subscriber::{Layer, filter::{LevelFilter, Targets}, layer::{Context, SubscriberExt}, util::SubscriberInitExt};

use crate::support::{
    TestApp,
    agency::{ADMIN, EMPLOYEE, PEOPLE, SUPERVISOR, UNIT_A, row},
    pages::{Client, uuid},
    robots::join,
};

const PASSWORD: &str = "kata sandi yang panjang";
const PLACE: &str = "Warung Bu Tini, Lembang";
const REASON: &str = "Mengantar anak ke rumah sakit";

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps every event and span with all their fields, whichever thread they come from.
struct Keep;

impl<S: Subscriber> Layer<S> for Keep {
    fn on_new_span(&self, attributes: &span::Attributes<'_>, _: &span::Id, _: Context<'_, S>) {
        let mut line = Line(attributes.metadata().name().to_owned());
        attributes.record(&mut line);
        LINES.lock().unwrap().push(line.0);
    }

    fn on_record(&self, _: &span::Id, values: &span::Record<'_>, _: Context<'_, S>) {
        let mut line = Line(String::new());
        values.record(&mut line);
        LINES.lock().unwrap().push(line.0);
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        LINES.lock().unwrap().push(line.0);
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

/// What a server shows by default, and all that our own code could show. The robots' engine is no part of the server.
fn listen() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        let shown = Targets::new()
            .with_default(LevelFilter::INFO)
            .with_target("sidak", LevelFilter::TRACE)
            .with_targets([("sqlx", LevelFilter::WARN), ("str0m", LevelFilter::WARN)])
            .with_targets(["sidak_robot", "webrtc", "rtc", "rtc_ice"].map(|robots| (robots, LevelFilter::OFF)));
        tracing_subscriber::registry().with(Keep.with_filter(shown)).init();
    });
}

/// What nobody may read in a log.
fn private(tokens: &[String]) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = PEOPLE
        .iter()
        .map(|(id, ..)| row(*id))
        .flat_map(|person| [person.nip, person.name, person.home_address, person.phone, person.email])
        .collect();
    words.extend([PLACE, REASON, PASSWORD].map(str::to_owned));
    words.extend(tokens.iter().cloned());
    words
}

fn leaks(lines: &[String], private: &BTreeSet<String>) -> Vec<String> {
    lines.iter().filter(|line| private.iter().any(|word| line.contains(word)) || has_address(line)).cloned().collect()
}

/// Four numbers with dots between them.
fn has_address(line: &str) -> bool {
    line.split(|letter: char| !letter.is_ascii_digit() && letter != '.').any(|word| {
        let parts: Vec<&str> = word.trim_matches('.').split('.').collect();
        parts.len() == 4 && parts.iter().all(|part| part.parse::<u8>().is_ok())
    })
}

fn lines() -> Vec<String> {
    LINES.lock().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_log_line_tells_who_where_or_by_what_secret() {
    listen();
    let app = TestApp::new().await.serve().await;
    let mut tokens = accounts(&app).await;
    tokens.extend(one_check(&app).await);
    faults(&app).await;
    store_fails(&app).await;
    let seen = lines();
    assert!(seen.iter().any(|line| line.contains("a day was drawn")), "the server's own lines are among {seen:?}");
    assert!(seen.iter().any(|line| line.contains("failed in the store")), "and its errors: {seen:?}");
    let private = private(&tokens);
    let told = leaks(&seen, &private);
    assert!(told.is_empty(), "{told:#?}");

    // The same look finds what is there.
    for (number, word) in private.iter().map(String::as_str).chain(["10.1.2.3"]).enumerate() {
        let line = format!("control {number}: somebody wrote down {word}, carelessly");
        let found = leaks(std::slice::from_ref(&line), &private);
        assert_eq!(found, std::slice::from_ref(&line));
    }
    tracing::info!(target: "sidak::control", who = %row(EMPLOYEE).name, "a careless line");
    let seen = lines();
    assert!(leaks(&seen, &private).iter().any(|line| line.contains("a careless line")), "fields are looked at too");
    LINES.lock().unwrap().retain(|line| !line.contains("a careless line"));
}

/// Import, activation, right and wrong passwords. Answers the secrets that were about.
async fn accounts(app: &TestApp) -> Vec<String> {
    let nip = row(ADMIN).nip;
    let code = flow::staff::first_admin(&app.house, &nip).await.unwrap();
    let mut admin = Client::nobody(&app.base());
    admin.sign_in_by("/api/activation", json!({ "name": nip, "code": "AAAAA-AAAAA", "password": PASSWORD })).await.refused(422, "wrong_code");
    admin.sign_in_by("/api/activation", json!({ "name": nip, "code": code, "password": PASSWORD })).await.ok();
    let cookie = admin.cookie.clone().unwrap();
    let slips = admin.post(&format!("/api/staff/activation?unit={}", UNIT_A.0), json!({})).await.ok();
    let list = format!("NIP;Nama;Unit kerja\n{};{};Dinas Contoh\nsalah;{};Dinas Contoh\n", row(EMPLOYEE).nip, row(EMPLOYEE).name, row(EMPLOYEE).name);
    admin.upload("/api/staff/import", "pegawai.csv", list.into_bytes()).await.ok();
    for _ in 0..7 {
        Client::nobody(&app.base()).sign_in_by("/api/session", json!({ "name": row(EMPLOYEE).email, "password": PASSWORD })).await;
    }
    let code_of = |slip: &serde_json::Value| slip["code"].as_str().unwrap().to_owned();
    let mut secrets: Vec<String> = slips.as_array().unwrap().iter().map(code_of).collect();
    secrets.extend([code, cookie.split_once('=').unwrap().1.to_owned()]);
    secrets
}

async fn one_check(app: &TestApp) -> Vec<String> {
    // Ten minutes after the rota was last changed the day is drawn.
    app.to(app.now().plus(11 * MINUTE)).await;
    let (supervisor, employee) = (app.client(SUPERVISOR).await, app.client(EMPLOYEE).await);
    let place = json!({ "place": { "kind": "other", "words": PLACE }, "tests": [] });
    employee.post("/api/today/start", place).await.ok();
    let mut desk = crate::support::pages::Page::open(&supervisor, "Firefox, Windows").await;
    let mut phone = crate::support::pages::Page::open(&employee, "Chrome, Android").await;
    let check = app.due_check().await;
    app.to(app.now()).await;
    desk.until("a prompt", |now| now["prompts"][0]["until"].is_i64()).await;
    desk.done(|id| FromClient::Start { id, check: check.0 }).await;
    let attempt = uuid(&phone.until("a ring", |now| now["ring"].is_object()).await["ring"]["attempt"]);
    phone.say(&FromClient::Receipt { attempt, kind: ReceiptKind::Audible }).await;
    phone.done(|id| FromClient::Answer { id, attempt }).await;
    phone.done(|id| FromClient::Declare { id, check: check.0, place: Place { kind: PlaceKind::Other, words: PLACE.into() } }).await;
    let peers = [join(&mut desk, check).await, join(&mut phone, check).await];
    desk.until("both pictures", |now| ["employee_media", "supervisor_media"].iter().all(|side| now["calls"][0][side]["video"] == true)).await;
    phone.say(&FromClient::Peer { check: check.0, body: json!({ "kind": "text", "text": REASON }) }).await;
    let verdict = json!({ "verdict": "follow_up", "note": REASON });
    supervisor.post(&format!("/api/checks/{check}/verdict"), verdict).await.ok();
    desk.done(|id| FromClient::HangUp { id, check: check.0 }).await;
    for peer in peers {
        peer.close().await.unwrap();
    }
    [supervisor, employee].iter().filter_map(|client| client.cookie.as_deref()?.split_once('=').map(|(_, token)| token.to_owned())).collect()
}

/// Requests and messages that make no sense, each with something private in it.
async fn faults(app: &TestApp) {
    let employee = app.client(EMPLOYEE).await;
    let nip = row(EMPLOYEE).nip;
    for path in [format!("/api/staff?search={nip}"), format!("/api/checks/{nip}"), format!("/api/draws/mine?day={nip}"), format!("/{nip}")] {
        employee.get(&path).await;
    }
    employee.post("/api/today/start", json!({ "place": { "kind": PLACE } })).await;
    let mut page = app.page(EMPLOYEE).await;
    page.socket.send(Message::text(format!("{{\"t\":\"{PLACE}\"}}"))).await.unwrap();
    page.until_error("not_understood").await;
    let lost = page.ask(|id| FromClient::Offer { id, check: ::uuid::Uuid::nil(), sdp: REASON.into(), take: false }).await;
    assert_eq!(lost["t"], "error");
    page.hang().await;
}

/// The database breaks under the server's hands.
async fn store_fails(app: &TestApp) {
    let employee = app.client(EMPLOYEE).await;
    let Db::Sqlite { write, .. } = &app.house.db else { unreachable!("tests run on SQLite") };
    sqlx::query("alter table attendance rename to gone").execute(write).await.unwrap();
    employee.get("/api/today").await.refused(503, "store");
    let place = json!({ "place": { "kind": "other", "words": PLACE }, "tests": [] });
    employee.post("/api/today/start", place).await.refused(503, "store");
    sqlx::query("alter table gone rename to attendance").execute(write).await.unwrap();
    employee.get("/api/today").await.ok();
    app.to(app.now().plus(DAY)).await;
}
