//! Rings on browsers that have no page open, by a push service on this machine: what goes out, what comes back, what it
//! proves, and what strangers cannot do with it.

use reqwest::Method;
use serde_json::{Value, json};
use sidak::{flow::{self, push, pusher}, notify::Settings, shape::push::Subscribe, store::{facts, outbox, push as subscriptions}};
use sidak_core::{
    check::{Fact, Receipt},
    ids::{AttemptId, CheckId, DeviceId, PersonId},
    time::{DAY, MINUTE, SECOND},
};
use uuid::Uuid;

use crate::support::{
    TestApp,
    agency::{COLLEAGUE, EMPLOYEE, EMPLOYEE_B, SUPERVISOR},
    config,
    pages::{Client, Page, uuid},
    pushes::{Browser, PushService, claims},
};

const PHONE: DeviceId = DeviceId(Uuid::from_u128(0xd0));
const LAPTOP: DeviceId = DeviceId(Uuid::from_u128(0xd1));

struct World {
    app: TestApp,
    service: PushService,
    employee: Client,
    key: String,
}

impl World {
    async fn new() -> Self {
        let service = PushService::start().await;
        let mut config = config();
        config.push.allow = vec![service.address.clone()];
        let app = TestApp::new().await.serve_with(config).await;
        let employee = app.client(EMPLOYEE).await;
        let key = employee.get("/api/push/key").await.ok()["key"].as_str().unwrap().to_owned();
        Self { app, service, employee, key }
    }

    /// A browser of that person that has had a page open and is closed now.
    async fn browser(&self, person: PersonId, device: DeviceId, browser: &Browser) {
        flow::ring::meet_device(&self.app.house, person, device, browser.name).await.unwrap();
        let client = self.app.client(person).await;
        client.put(&of(device), browser.subscription(&self.service)).await.ok();
    }

    async fn ring(&self) -> (CheckId, AttemptId) {
        let check = self.app.due_check().await;
        self.app.to(self.app.now()).await;
        let attempt = flow::ring::start(&self.app.house, check, SUPERVISOR).await.unwrap();
        (check, attempt)
    }

    /// What the browser's service worker answers when it has shown the ring.
    async fn shown(&self, attempt: Uuid, token: &str) -> crate::support::pages::Answer {
        Client::nobody(&self.app.base()).post(&format!("/api/rings/{attempt}/receipts"), json!({ "token": token })).await
    }

    async fn desk(&self) -> Page {
        self.app.page(SUPERVISOR).await
    }
}

fn of(device: DeviceId) -> String {
    format!("/api/push/devices/{}", device.0)
}

fn receipt(kind: &'static str) -> impl Fn(&Value) -> bool {
    move |now| now["calls"][0]["ladder"]["devices"][0][kind].is_i64()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_browser_is_rung_and_says_that_it_showed_the_ring() {
    let mut world = World::new().await;
    let phone = Browser::new("phone", 1);
    world.browser(EMPLOYEE, PHONE, &phone).await;
    let mut desk = world.desk().await;
    let (check, attempt) = world.ring().await;

    let push = world.service.next().await;
    let topic = push.header("topic").to_owned();
    assert_eq!((push.header("ttl"), push.header("urgency"), push.header("content-encoding")), ("60", "high", "aes128gcm"));
    assert_eq!(topic.len(), 22);
    let claims = claims(&push, &world.key);
    assert_eq!(claims["aud"], format!("http://{}", world.service.address));
    assert!((0..=DAY).contains(&(claims["exp"].as_i64().unwrap() * SECOND - world.app.now().millis())));
    let content = phone.open(&push.body);
    let token = content["token"].as_str().unwrap().to_owned();
    let until = world.app.now().plus(MINUTE).millis();
    assert_eq!(content, json!({ "kind": "ring", "check": check.0, "attempt": attempt.0, "until": until, "token": token }), "nothing personal");

    desk.until("the push service's receipt", receipt("accepted")).await;
    assert!(desk.now["calls"][0]["ladder"]["delivered"].is_null(), "a push service that took it proves nothing about the phone");
    for (ring, token) in [(attempt.0, "x"), (attempt.0, &token[1..]), (Uuid::from_u128(7), token.as_str())] {
        world.shown(ring, token).await.refused(404, "not_found");
    }
    for _ in 0..2 {
        assert_eq!(world.shown(attempt.0, &token).await.ok()["ringing"], true);
    }
    desk.until("the phone's receipt", |now| now["calls"][0]["ladder"]["delivered"].is_i64()).await;
    assert_eq!(desk.now["calls"][0]["ladder"]["devices"].as_array().unwrap().len(), 1);

    world.app.pass(MINUTE).await;
    let over = world.service.next().await;
    assert_eq!((over.header("topic"), over.header("urgency"), over.header("ttl")), (topic.as_str(), "normal", "43200"));
    assert_eq!(phone.open(&over.body), json!({ "kind": "missed", "check": check.0, "attempt": attempt.0, "back": "over", "until": null }));
    assert_eq!(world.shown(attempt.0, &token).await.ok(), json!({ "ringing": false, "back": "over", "until": null }), "a late one changes nothing");

    world.app.pass(MINUTE).await;
    flow::ring::start(&world.app.house, check, SUPERVISOR).await.unwrap();
    assert_eq!(phone.open(&world.service.next().await.body)["kind"], "ring");
    desk.until("the push service's receipt again", receipt("accepted")).await;
    world.app.pass(MINUTE).await;
    let record = world.employee.get(&format!("/api/checks/{}", check.0)).await.ok();
    let reasons: Vec<&str> = record["line"]["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap()).collect();
    assert_eq!((record["line"]["outcome"].as_str(), reasons), (Some("not_reached"), vec!["rings_ended", "displayed_on", "accepted_only"]), "{record:#}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_other_browsers_are_told_who_was_faster() {
    let mut world = World::new().await;
    let (phone, laptop) = (Browser::new("phone", 1), Browser::new("laptop", 2));
    world.browser(EMPLOYEE, PHONE, &phone).await;
    world.browser(EMPLOYEE, LAPTOP, &laptop).await;
    // Somebody else's browser hears nothing of it.
    world.browser(COLLEAGUE, DeviceId(Uuid::from_u128(0xd2)), &Browser::new("other", 3)).await;
    let (check, attempt) = world.ring().await;
    let mut rung = [world.service.next().await.to, world.service.next().await.to];
    rung.sort();
    assert_eq!(rung, ["laptop", "phone"]);
    flow::ring::answer(&world.app.house, EMPLOYEE, attempt, PHONE).await.unwrap();
    let told = world.service.next().await;
    assert_eq!((told.to.as_str(), laptop.open(&told.body)), ("laptop", json!({ "kind": "handled", "check": check.0 })));
    assert!(world.service.is_quiet(), "the phone that answered knows it, and strangers hear nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_subscription_is_removed_and_the_person_is_told_until_it_is_renewed() {
    let mut world = World::new().await;
    let phone = Browser::new("phone", 1);
    world.browser(EMPLOYEE, PHONE, &phone).await;
    world.service.answer_with(410, &[]);
    world.ring().await;
    world.service.next().await;
    let mut page = Page::open_on(&world.employee, "Chrome, Android", PHONE.0).await;
    page.until("the loss", |now| now["push_lost"] == true).await;
    let elsewhere = Page::open_on(&world.employee, "Firefox, Linux", LAPTOP.0).await;
    assert_eq!(elsewhere.now["push_lost"], false, "another browser lost nothing");
    world.employee.post(&format!("{}/test", of(PHONE)), json!({})).await.refused(404, "not_found");
    world.employee.put(&of(PHONE), phone.subscription(&world.service)).await.ok();
    page.until("the renewal", |now| now["push_lost"] == false).await;
    let tested = world.employee.post(&format!("{}/test", of(PHONE)), json!({})).await.ok();
    assert_eq!(tested["result"], "accepted");
    assert_eq!(phone.open(&world.service.next().await.body), json!({ "kind": "test", "nonce": tested["nonce"] }));
    world.employee.send(Method::DELETE, &of(PHONE), None).await.ok();
    page.until("no loss: it was wished", |now| now["push_lost"] == false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_push_service_is_asked_again_and_a_refusing_one_is_not() {
    let mut world = World::new().await;
    let phone = Browser::new("phone", 1);
    world.browser(EMPLOYEE, PHONE, &phone).await;
    let mut desk = world.desk().await;
    world.service.answer_with(429, &[("retry-after", "0")]);
    world.service.answer_with(503, &[("retry-after", "0")]);
    let (_, attempt) = world.ring().await;
    for _ in 0..3 {
        assert_eq!(phone.open(&world.service.next().await.body)["attempt"], attempt.0.to_string());
    }
    desk.until("its receipt", receipt("accepted")).await;
    // A redirect could lead anywhere: it is not followed. What is refused is not tried again.
    for (status, to) in [(307, world.service.endpoint("inside")), (403, String::new())] {
        world.service.answer_with(status, &[("location", &to)]);
        let tested = world.employee.post(&format!("{}/test", of(PHONE)), json!({})).await.ok();
        assert_eq!(tested["result"], "refused", "{status}");
        assert_eq!(world.service.next().await.to, "phone");
        assert!(world.service.is_quiet(), "{status}");
    }
    // Something newer is true: what waits for a busy service gives way at once.
    flow::ring::decline(&world.app.house, EMPLOYEE, attempt, "Rapat.".into()).await.unwrap();
    assert_eq!(phone.open(&world.service.next().await.body)["kind"], "handled");
    world.app.pass(MINUTE).await;
    world.service.answer_with(503, &[("retry-after", "50")]);
    let (_, attempt) = world.ring().await;
    assert_eq!(phone.open(&world.service.next().await.body)["kind"], "ring");
    flow::ring::answer(&world.app.house, EMPLOYEE, attempt, LAPTOP).await.unwrap();
    assert_eq!(phone.open(&world.service.next().await.body)["kind"], "handled", "and not in fifty seconds");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_cannot_subscribe_silence_or_send_this_server_anywhere() {
    let world = World::new().await;
    let phone = Browser::new("phone", 1);
    world.browser(EMPLOYEE, PHONE, &phone).await;
    let good = phone.subscription(&world.service);
    let stranger = world.app.client(EMPLOYEE_B).await;
    for answer in [
        stranger.put(&of(PHONE), good.clone()).await,
        stranger.send(Method::DELETE, &of(PHONE), None).await,
        stranger.post(&format!("{}/test", of(PHONE)), json!({})).await,
        stranger.put(&of(DeviceId(Uuid::from_u128(0xee))), good.clone()).await,
    ] {
        answer.refused(404, "not_found");
    }
    // Who has learned an endpoint, but not the browser's secrets, cannot take it over.
    let house = &world.app.house;
    flow::ring::meet_device(house, EMPLOYEE_B, LAPTOP, "Firefox, Linux").await.unwrap();
    let forged = json!({ "endpoint": good["endpoint"], "p256dh": Browser::new("x", 9).subscription(&world.service)["p256dh"], "auth": good["auth"] });
    stranger.put(&of(LAPTOP), forged).await.refused(422, "push_taken");
    let mut page = Page::open_on(&world.employee, "Chrome, Android", PHONE.0).await;
    assert_eq!(page.now["push_lost"], false);
    // The browser itself can: on a shared computer somebody else signed in. The one before is told.
    stranger.put(&of(LAPTOP), good.clone()).await.ok();
    page.until("the loss", |now| now["push_lost"] == true).await;

    for (field, value, code) in [
        ("endpoint", "https://127.0.0.1/x", "push_endpoint"),
        ("endpoint", "https://[::ffff:10.0.0.1]/x", "push_endpoint"),
        ("endpoint", "http://push.example.net/x", "push_endpoint"),
        ("endpoint", "https://push.example.net:6379/x", "push_endpoint"),
        ("endpoint", "x", "push_endpoint"),
        ("p256dh", "AAAA", "push_key"),
        ("p256dh", &"A".repeat(87), "push_key"),
        ("auth", "AAAA", "push_key"),
    ] {
        let mut bad = good.clone();
        bad[field] = json!(value);
        world.employee.put(&of(PHONE), bad).await.refused(422, code);
    }
    // Names that lead inside are found out when they are resolved, however they are written.
    for inside in ["https://localhost/x", "https://0x7f.1/x", "https://2130706433/x"] {
        let mut bad = good.clone();
        bad["endpoint"] = json!(inside);
        world.employee.put(&of(PHONE), bad).await.ok();
        let tested = world.employee.post(&format!("{}/test", of(PHONE)), json!({})).await.ok();
        assert_eq!(tested["result"], "refused", "{inside}");
    }
}

/// A server that stops between the commit and the push rings when it starts again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_push_that_a_crash_came_before_is_sent_afterwards() {
    let mut service = PushService::start().await;
    let phone = Browser::new("phone", 1);
    let app = TestApp::new().await;
    let house = &app.house;
    let address = service.address.clone();
    let settings = || Settings { allow: vec![address.clone()], contact: None };
    let notifier = push::notifier(house, settings()).await.unwrap();
    flow::ring::meet_device(house, EMPLOYEE, PHONE, "phone").await.unwrap();
    let wish: Subscribe = serde_json::from_value(phone.subscription(&service)).unwrap();
    push::subscribe(house, &notifier, EMPLOYEE, PHONE, wish).await.unwrap();
    let check = app.due_check().await;
    app.to(app.now()).await;
    let attempt = flow::ring::start(house, check, SUPERVISOR).await.unwrap();
    assert!(service.is_quiet());
    let waiting = || async { outbox::take_pushes(&mut house.db.read().await.unwrap(), 10).await.unwrap().len() };
    assert_eq!(waiting().await, 1);

    // The keys are the same after a start: what browsers subscribed to stays good.
    let again = push::notifier(house, settings()).await.unwrap();
    assert_eq!(again.public_key(), notifier.public_key());
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(pusher::run(house.clone(), again, stopping));
    let content = phone.open(&service.next().await.body);
    assert_eq!(uuid(&content["attempt"]), attempt.0);
    while waiting().await > 0 {
        tokio::task::yield_now().await;
    }
    stop.send(true).unwrap();
    running.await.unwrap();
    let trace = facts::of(&mut house.db.read().await.unwrap(), check).await.unwrap();
    let accepted = Fact::Received { attempt, device: PHONE, receipt: Receipt::Accepted };
    assert!(trace.iter().any(|recorded| recorded.fact == accepted), "{trace:?}");
    // Who has no browser to push to leaves nothing behind.
    let mut tx = house.db.begin().await.unwrap();
    subscriptions::remove(&mut tx, PHONE).await.unwrap();
    tx.commit().await.unwrap();
    app.pass(MINUTE).await;
    assert_eq!(waiting().await, 0);
}
