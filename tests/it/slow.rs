//! Pages that read nothing while the server has much to say to them: what waits for them is bounded, they are cut off after
//! a while, and nobody else notices. Control: a page that reads the same messages stays.

use std::time::Duration;

use serde_json::json;
use sidak::signal::wire::FromClient;
use tokio::time::{Instant, interval};
use uuid::Uuid;

use crate::{
    hostile::{Call, counted, refused},
    support::{
        TestApp,
        agency::{EMPLOYEE, EMPLOYEE_B, SUPERVISOR, SUPERVISOR_B},
        pages::{LIMIT, Page, dial_narrow},
    },
};

/// Of one message from one end to the other.
const BODY: usize = 8_000;
/// With a ping each, below what one page may say in a second.
const EVERY: Duration = Duration::from_millis(40);
/// What the server holds back for one page, in messages: 32 in its queue (`src/signal/hub.rs`), one in hand, and what fits on a
/// narrow line.
const HELD_MAX: u64 = 32 + 1 + 24;

/// What came of a page that the other end of its call says much to.
struct Told {
    said: u64,
    not_taken: u64,
    cut_off: u64,
}

/// Lets a supervisor say 8 KB every 40 ms to an employee until the server has had enough, or long past that.
async fn told(reads: bool) -> Told {
    let app = TestApp::new().await.serve().await;
    let others = [app.page(SUPERVISOR_B).await, app.page(EMPLOYEE_B).await];
    let mut others = Call::between(&app, [SUPERVISOR_B, EMPLOYEE_B], others).await;
    let line = dial_narrow(&app.client(EMPLOYEE).await).await.unwrap();
    let slow = Page::open_over(line, "Chrome, Android", Uuid::from_u128(0x510)).await;
    let Call { check, pages: [mut supervisor, mut slow], .. } = Call::between(&app, [SUPERVISOR, EMPLOYEE], [app.page(SUPERVISOR).await, slow]).await;
    let (began, mut said, mut every) = (Instant::now(), 0, interval(EVERY));
    let cut = refused(["socket", "reads_nothing"]);
    // The server waits ten seconds for a page to take one message (`src/signal/write.rs`).
    while began.elapsed() < Duration::from_secs(13) || (!reads && counted(&app, &cut).await == 0 && began.elapsed() < LIMIT * 2) {
        every.tick().await;
        supervisor.say(&FromClient::Peer { check, body: json!("x".repeat(BODY)) }).await;
        said += 1;
        if reads {
            let alone = [&json!("now"), &json!("quality")];
            while alone.contains(&&slow.hear().await["t"]) {}
        }
        // Its own page is told of the call's line now and then; nobody may become a page that reads nothing by accident.
        supervisor.say(&FromClient::Ping { at: 1.0 }).await;
        while supervisor.hear().await["t"] != "pong" {}
    }
    others.goes_on().await;
    for page in others.pages.iter_mut().chain([&mut supervisor]) {
        page.say(&FromClient::Ping { at: 1.0 }).await;
        while page.hear().await["t"] != "pong" {}
    }
    if !reads {
        // The line was cut with what waited on it: it ends, where before it went on for ever.
        while slow.try_hear().await.is_some() {}
    }
    Told { said, not_taken: counted(&app, &refused(["peer", "not_taken"])).await, cut_off: counted(&app, &cut).await }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_reads_nothing_is_cut_off_and_one_that_reads_is_not() {
    let (deaf, reader) = tokio::join!(told(false), told(true));
    assert_eq!(deaf.cut_off, 1);
    let held = deaf.said - deaf.not_taken;
    assert!(held <= HELD_MAX, "{held} of {} messages were held for a page that reads nothing", deaf.said);
    assert_eq!((reader.cut_off, reader.not_taken), (0, 0), "control: of {} messages", reader.said);
}
