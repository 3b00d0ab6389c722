//! The camera and microphone of a page: a software peer that shares no code with the relay.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, OnceLock},
};

use sidak::signal::wire::FromClient;
use sidak_core::ids::CheckId;
use sidak_robot::{Peer, PeerConfig, Show, Transport};

use super::pages::Page;

/// A peer that has not offered yet.
pub async fn peer() -> Peer {
    // Encoding the test picture takes a moment: once for all tests.
    static SHOW: OnceLock<Arc<Show>> = OnceLock::new();
    let show = SHOW.get_or_init(|| Arc::new(Show::prepare([40, 90, 160], 440).unwrap()));
    let config = PeerConfig { send_audio: true, send_video: true, transport: Transport::Udp, bind: IpAddr::V4(Ipv4Addr::LOCALHOST) };
    Peer::new(&config, Arc::clone(show)).await.unwrap()
}

/// Offers through the page's socket, takes the answer, and from then on sends picture and sound.
pub async fn join(page: &mut Page, check: CheckId) -> Peer {
    let mut peer = peer().await;
    let sdp = peer.offer().await.unwrap();
    let answer = page.done(|id| FromClient::Offer { id, check: check.0, sdp, take: false }).await;
    peer.accept(answer["sdp"].as_str().unwrap()).await.unwrap();
    peer
}
