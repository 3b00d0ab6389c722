//! Several open pages of one person: which of them has the call, and how soon the others stop ringing.

use std::time::{Duration, Instant};

use serde_json::Value;
use sidak::signal::wire::{FromClient, PROTOCOL, ReceiptKind};
use sidak_core::ids::{CheckId, PersonId};
use uuid::Uuid;

use crate::support::{
    TestApp,
    agency::{EMPLOYEE, SUPERVISOR},
    pages::{Page, dial, uuid},
    robots::peer,
};

/// A tab of the browser `device`.
async fn tab(app: &TestApp, person: PersonId, device: u128, page: u128) -> Page {
    let client = app.client(person).await;
    let mut tab = Page::bare(dial(&client, Some(&client.base)).await.unwrap());
    let (device, page) = (Uuid::from_u128(device), Some(Uuid::from_u128(page)));
    tab.say(&FromClient::Hello { protocol: PROTOCOL, device, agent: "Chrome, Android".into(), page }).await;
    assert_eq!(tab.hear().await["t"], "welcome");
    tab.until("a first snapshot", |_| true).await;
    tab
}

/// From the prompt to the answer on `phone`; which attempt it is.
async fn ringing(supervisor: &mut Page, phones: &mut [&mut Page], check: CheckId) -> Uuid {
    supervisor.until("the prompt", |now| !now["prompts"].as_array().unwrap().is_empty()).await;
    supervisor.done(|id| FromClient::Start { id, check: check.0 }).await;
    let mut attempt = Uuid::nil();
    for phone in phones {
        phone.until("the ring", |now| !now["ring"].is_null()).await;
        attempt = uuid(&phone.now["ring"]["attempt"]);
        phone.say(&FromClient::Receipt { attempt, kind: ReceiptKind::Audible }).await;
    }
    attempt
}

async fn offer(page: &mut Page, check: CheckId, take: bool) -> Value {
    let sdp = peer().await.offer().await.unwrap();
    page.ask(|id| FromClient::Offer { id, check: check.0, sdp, take }).await
}

const fn elsewhere(wanted: bool) -> impl Fn(&Value) -> bool {
    move |now| now["calls"][0]["open_elsewhere"] == wanted
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tab_that_was_touched_last_has_the_call() {
    for (person, other) in [(SUPERVISOR, EMPLOYEE), (EMPLOYEE, SUPERVISOR)] {
        let app = TestApp::new().await.serve().await;
        let mut one = tab(&app, person, 0xa0, 1).await;
        let mut two = tab(&app, person, 0xa0, 2).await;
        let mut far = tab(&app, other, 0xb0, 1).await;
        let check = app.due_check().await;
        app.to(app.now()).await;
        let (supervisor, phone) = if person == SUPERVISOR { (&mut one, &mut far) } else { (&mut far, &mut one) };
        let attempt = ringing(supervisor, &mut [&mut *phone], check).await;
        phone.done(|id| FromClient::Answer { id, attempt }).await;

        assert_eq!(offer(&mut one, check, false).await["t"], "sdp");
        two.until("the other tab has it", elsewhere(true)).await;
        assert_eq!(offer(&mut two, check, false).await["code"], "open_elsewhere", "nobody touched it");
        assert_eq!(offer(&mut one, check, false).await["t"], "sdp", "and the one that has it may come back");
        assert_eq!(offer(&mut two, check, true).await["t"], "sdp");
        one.until("the call was taken", elsewhere(true)).await;
        two.until("it is here now", elsewhere(false)).await;
        assert_eq!(offer(&mut one, check, false).await["code"], "open_elsewhere");
        // The line of the second tab was cut and the server does not know yet: it is still the same tab.
        let mut again = tab(&app, person, 0xa0, 2).await;
        assert_eq!(offer(&mut again, check, false).await["t"], "sdp");
        again.hang().await;
        one.until("the other tab is gone", elsewhere(false)).await;
        assert_eq!(offer(&mut one, check, false).await["t"], "sdp");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_answer_wins_and_the_others_stop_within_a_second() {
    let app = TestApp::new().await.serve().await;
    let mut supervisor = app.page(SUPERVISOR).await;
    let mut phones = Vec::new();
    for device in 0..5 {
        phones.push(tab(&app, EMPLOYEE, 0xd0 + device, 1).await);
    }
    let check = app.due_check().await;
    app.to(app.now()).await;
    let attempt = ringing(&mut supervisor, &mut phones.iter_mut().collect::<Vec<_>>(), check).await;
    let answered = Instant::now();
    let (first, others) = phones.split_first_mut().unwrap();
    first.done(|id| FromClient::Answer { id, attempt }).await;
    for phone in others {
        phone.until("silence", |now| now["ring"].is_null() && now["calls"][0]["here"] == false).await;
        let late = phone.ask(|id| FromClient::Answer { id, attempt }).await;
        assert_eq!(late["code"], "answered_elsewhere");
    }
    assert!(answered.elapsed() < Duration::from_secs(1), "{:?}", answered.elapsed());
}

/// A ring is a state, not an event: whoever connects while it lasts is told of it, as often as they connect.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_connects_in_mid_ring_is_told_of_it() {
    let app = TestApp::new().await.serve().await;
    let (mut supervisor, mut phone) = (tab(&app, SUPERVISOR, 1, 1).await, tab(&app, EMPLOYEE, 2, 2).await);
    let check = app.due_check().await;
    app.to(app.now()).await;
    let attempt = ringing(&mut supervisor, &mut [&mut phone], check).await;
    for _ in 0..2 {
        drop(phone);
        phone = tab(&app, EMPLOYEE, 2, 2).await;
        phone.until("the same ring", |now| now["ring"]["attempt"] == attempt.to_string()).await;
    }
    phone.done(|id| FromClient::Answer { id, attempt }).await;
    drop(phone);
    let over = tab(&app, EMPLOYEE, 2, 2).await;
    assert_eq!(over.now["ring"], Value::Null, "and of none once it was answered");
}
