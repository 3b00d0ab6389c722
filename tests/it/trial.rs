//! The morning's test call: sound and picture really go through the relay, nothing of it is on anybody's record, and its
//! bounds hold.

use std::time::Duration;

use sidak::{
    shape::Side,
    signal::{trial::TRIALS_MAX, wire::FromClient},
};
use sidak_robot::Peer;

use crate::support::{TestApp, agency::EMPLOYEE, pages::{LIMIT, Page}, robots::peer};

async fn end(page: &mut Page, side: Side) -> Peer {
    let mut peer = peer().await;
    let sdp = peer.offer().await.unwrap();
    let answer = page.done(|id| FromClient::TestOffer { id, side, sdp }).await;
    peer.accept(answer["sdp"].as_str().unwrap()).await.unwrap();
    peer
}

async fn calls(app: &TestApp, wanted: usize) {
    let relay = &app.running().relay;
    let there = async {
        while usize::try_from(relay.stats().calls).unwrap() != wanted {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(LIMIT, there).await.unwrap_or_else(|_| panic!("{} calls and not {wanted}", relay.stats().calls));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_hears_and_sees_itself_through_the_relay() {
    let app = TestApp::new().await.serve().await;
    let mut page = app.page(EMPLOYEE).await;
    let from = end(&mut page, Side::Employee).await;
    let to = end(&mut page, Side::Supervisor).await;
    to.until(LIMIT, |stats| stats.audio.packets > 12 && stats.video.packets > 3).await.unwrap();
    calls(&app, 1).await;
    assert!(page.now["calls"].as_array().unwrap().is_empty(), "it is no call of anybody's");

    page.say(&FromClient::TestEnd).await;
    calls(&app, 0).await;
    // At once again: refused; and the page that goes takes its test call with it.
    let again = page.ask(|id| FromClient::TestOffer { id, side: Side::Employee, sdp: String::new() }).await;
    assert_eq!(again["code"], "too_often");
    let mut other = app.page(EMPLOYEE).await;
    let third = end(&mut other, Side::Employee).await;
    calls(&app, 1).await;
    other.hang().await;
    calls(&app, 0).await;
    for peer in [from, to, third] {
        peer.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn test_calls_leave_room_for_real_ones() {
    let app = TestApp::new().await.serve().await;
    let mut page = app.page(EMPLOYEE).await;
    let trials = app.running().hub.trials();
    let begin = || trials.begin(app.house.fresh().unwrap(), &app.running().relay);
    let mut running: Vec<_> = (0..TRIALS_MAX).map(|_| begin().unwrap()).collect();
    assert!(begin().is_none());
    let refused = page.ask(|id| FromClient::TestOffer { id, side: Side::Employee, sdp: String::new() }).await;
    assert_eq!(refused["code"], "busy");
    running.pop();
    assert!(begin().is_some(), "one has ended");
}
