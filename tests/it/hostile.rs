//! Pages that do what no page does. Each is refused or closed with a reason that is counted, and the call of two others
//! goes on beside it.

use std::time::Duration;

use futures_util::SinkExt;
use serde_json::{Value, json};
use sidak::{
    shape::{Place, PlaceKind},
    signal::wire::{FromClient, PROTOCOL, ReceiptKind},
};
use sidak_core::ids::PersonId;
use tokio::{io::AsyncWriteExt, time::interval};
use tokio_tungstenite::{MaybeTlsStream, tungstenite::Message};
use uuid::Uuid;

use crate::support::{
    TestApp, wib,
    agency::{COLLEAGUE, EMPLOYEE, SUPERVISOR},
    pages::{Client, LIMIT, Page, dial, uuid},
    robots::{self, join},
};

enum Do {
    Send(Message),
    /// As fast as the line takes it.
    Burst(Message, usize),
    /// Bytes that are no frame.
    Raw(&'static [u8]),
}

/// What is done, under which name it is counted, and whether the socket survives it.
struct Case(&'static str, Do, [&'static str; 2], bool);

/// A count on the page of numbers; 0 where it has no line yet.
pub async fn counted(app: &TestApp, line: &str) -> u64 {
    let text = Client::nobody(&app.base()).get("/metrics").await.text;
    let value = text.lines().find_map(|found| found.strip_prefix(line)?.trim().parse().ok());
    value.unwrap_or(0)
}

pub fn refused([asked, reason]: [&str; 2]) -> String {
    format!("sidak_socket_refused_total{{asked=\"{asked}\",reason=\"{reason}\"}}")
}

/// Waits until it is counted more often than before.
pub async fn grows(app: &TestApp, line: &str, before: u64, what: &str) {
    let mut every = interval(Duration::from_millis(20));
    let grown = tokio::time::timeout(LIMIT, async {
        while counted(app, line).await <= before {
            every.tick().await;
        }
    });
    assert!(grown.await.is_ok(), "{what} is not counted as {line}");
}

/// A call between two others, with sound and picture.
pub struct Call {
    pub check: Uuid,
    attempt: Uuid,
    /// The supervisor's, the employee's.
    pub pages: [Page; 2],
    peers: [sidak_robot::Peer; 2],
}

impl Call {
    async fn begin(app: &TestApp) -> Call {
        let pages = [app.page(SUPERVISOR).await, app.page(EMPLOYEE).await];
        Call::between(app, [SUPERVISOR, EMPLOYEE], pages).await
    }

    pub async fn between(app: &TestApp, people: [PersonId; 2], pages: [Page; 2]) -> Call {
        let check = app.check_of(people[1], people[0], app.now(), app.today().plus(1).at(0, &wib())).await;
        app.to(app.now()).await;
        let [mut supervisor, mut employee] = pages;
        supervisor.done(|id| FromClient::Start { id, check: check.0 }).await;
        let attempt = uuid(&employee.until("a ring", |now| now["ring"].is_object()).await["ring"]["attempt"]);
        employee.done(|id| FromClient::Answer { id, attempt }).await;
        let peers = [join(&mut supervisor, check).await, join(&mut employee, check).await];
        let call = Call { check: check.0, attempt, pages: [supervisor, employee], peers };
        call.goes_on().await;
        call
    }

    /// Half a second more of picture at both ends.
    pub async fn goes_on(&self) {
        for peer in &self.peers {
            let before = peer.stats().frames;
            peer.until(LIMIT, |seen| seen.frames >= before + 6).await.expect("the picture goes on");
        }
    }
}

fn text(message: &FromClient) -> Do {
    Do::Send(Message::text(serde_json::to_string(message).unwrap()))
}

fn cases(call: &Call) -> Vec<Case> {
    let (id, check, attempt) = (1, call.check, call.attempt);
    let ping = Message::text(json!({ "t": "ping", "at": 1 }).to_string());
    let place = || Place { kind: PlaceKind::Home, words: String::new() };
    let unknown = Uuid::from_u128(0xdead);
    vec![
        Case("words", Do::Send(Message::text("halo")), ["message", "not_understood"], true),
        Case("another protocol", Do::Send(Message::text(json!({ "t": "sudo" }).to_string())), ["message", "not_understood"], true),
        Case("deep nesting", Do::Send(Message::text("[".repeat(30_000))), ["message", "not_understood"], true),
        Case("hello twice", text(&FromClient::Hello { protocol: PROTOCOL, device: unknown, agent: String::new(), page: None }), ["hello", "said_before"], true),
        Case("bytes", Do::Send(Message::binary(vec![0; 100])), ["socket", "binary"], false),
        Case("no frame at all", Do::Raw(&[0xff; 64]), ["socket", "unreadable"], false),
        Case("text that is none", Do::Raw(&[0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]), ["socket", "unreadable"], false),
        Case("a megabyte", Do::Send(Message::text("x".repeat(1 << 20))), ["socket", "unreadable"], false),
        Case("a thousand messages", Do::Burst(ping, 1_000), ["socket", "too_many_messages"], false),
        Case("a thousand pings of the line", Do::Burst(Message::Ping(vec![7; 100].into()), 1_000), ["socket", "too_many_messages"], false),
        Case("another's receipt", text(&FromClient::Receipt { attempt, kind: ReceiptKind::Audible }), ["receipt", "not_found"], true),
        Case("a receipt of no ring", text(&FromClient::Receipt { attempt: unknown, kind: ReceiptKind::Audible }), ["receipt", "not_found"], true),
        Case("another's ring answered", text(&FromClient::Answer { id, attempt }), ["answer", "not_found"], true),
        Case("another's ring declined", text(&FromClient::Decline { id, attempt, reason: "Rapat.".into() }), ["decline", "not_found"], true),
        Case("another's check rung", text(&FromClient::Start { id, check }), ["start", "not_found"], true),
        Case("another's place", text(&FromClient::Declare { id, check, place: place() }), ["declare", "not_found"], true),
        Case("another's call joined", text(&FromClient::Offer { id, check, sdp: "v=0".into(), take: false }), ["offer", "not_found"], true),
        Case("another's call ended", text(&FromClient::HangUp { id, check }), ["hang_up", "not_found"], true),
        Case("words into another's call", text(&FromClient::Peer { check, body: json!("halo") }), ["peer", "not_in_call"], true),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_page_does_is_refused_and_counted_and_others_talk_on() {
    let app = TestApp::new().await.serve().await;
    let mut call = Call::begin(&app).await;
    let stranger = app.client(COLLEAGUE).await;
    for Case(name, what, reason, survives) in cases(&call) {
        let line = refused(reason);
        let before = counted(&app, &line).await;
        let mut page = Page::open(&stranger, "Chrome, Android").await;
        // The server may close before it has read everything, so that sending may fail.
        match what {
            Do::Send(message) => drop(page.socket.send(message).await),
            Do::Burst(message, times) => {
                for _ in 0..times {
                    let _ = page.socket.feed(message.clone()).await;
                }
                let _ = page.socket.flush().await;
            }
            Do::Raw(bytes) => {
                let MaybeTlsStream::Plain(stream) = page.socket.get_mut() else { panic!("plain TCP") };
                stream.write_all(bytes).await.unwrap();
            }
        }
        grows(&app, &line, before, name).await;
        if survives {
            let _ = page.socket.send(Message::text(json!({ "t": "ping", "at": 2 }).to_string())).await;
            while page.hear().await["t"] != "pong" {}
        } else {
            while page.try_hear().await.is_some() {}
        }
    }
    call.goes_on().await;
    for page in &mut call.pages {
        page.say(&FromClient::Ping { at: 1.0 }).await;
        while page.hear().await["t"] != "pong" {}
    }
    // A page that just goes away, as pages do, is no offender.
    let closed = counted(&app, &refused(["socket", "unreadable"])).await;
    drop(app.page(COLLEAGUE).await);
    call.goes_on().await;
    assert_eq!(counted(&app, &refused(["socket", "unreadable"])).await, closed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_from_another_site_is_refused_and_counted() {
    let app = TestApp::new().await.serve().await;
    let client = app.client(EMPLOYEE).await;
    for (refusals, origin) in [(1, Some("https://elsewhere.example")), (2, Some("null"))] {
        assert!(dial(&client, origin).await.is_err(), "{origin:?}");
        assert_eq!(counted(&app, &refused(["socket", "cross_site"])).await, refusals);
    }
    assert!(dial(&client, Some(&client.base)).await.is_ok(), "control: from its own");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ring_that_is_over_and_offers_that_cannot_be_answered_are_counted() {
    let app = TestApp::new().await.serve().await;
    let mut call = Call::begin(&app).await;
    let (check, attempt) = (call.check, call.attempt);
    let good = robots::peer().await.offer().await.unwrap();
    let without = |part: &str| good.lines().filter(|line| !line.contains(part)).map(|line| format!("{line}\r\n")).collect::<String>();
    let head = good.split("m=").next().unwrap();
    let sections = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n".repeat(500);
    for (reason, sdp) in [
        ("too_many_sections", format!("{head}{sections}")),
        ("too_many_lines", format!("{good}{}", "a=x:y\r\n".repeat(1_500))),
        ("no_fingerprint", without("fingerprint")),
        ("unreadable", without("ice-pwd")),
        ("foreign_media", good.replace("m=video", "m=application")),
        ("no_media", "v=0\r\n".to_owned()),
    ] {
        let line = format!("sidak_relay_offers_refused_total{{reason=\"{reason}\"}}");
        let before = counted(&app, &line).await;
        let reply = call.pages[1].ask(|id| FromClient::Offer { id, check, sdp, take: false }).await;
        assert_eq!((&reply["t"], &reply["code"]), (&json!("error"), &json!("media")), "{reason}");
        assert_eq!(counted(&app, &line).await, before + 1);
    }
    // None of them has cost this side its place.
    call.goes_on().await;
    let mut laptop = app.page(EMPLOYEE).await;
    let reply = laptop.ask(|id| FromClient::Answer { id, attempt }).await;
    assert_eq!(reply["code"], "answered_elsewhere");
    call.pages[0].done(|id| FromClient::HangUp { id, check }).await;
    let over: Value = laptop.ask(|id| FromClient::Answer { id, attempt }).await;
    let code = over["code"].as_str().unwrap();
    for reason in ["answered_elsewhere", code] {
        assert!(counted(&app, &refused(["answer", reason])).await >= 1, "{reason}");
    }
}
