//! A relay with robots as its callers, and what it says. Shared by all tests of calls.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sidak::media::Side::{Employee, Supervisor};
use sidak::media::{Relay, RelayConfig, RelayEvent, RelayFact, Side};
use sidak_robot::stats::digest;
use sidak_robot::{Peer, PeerConfig, Show, Transport};
use tokio::sync::mpsc;
use tokio::time::timeout;
use uuid::Uuid;

/// Longest wait for anything; the machine may be busy.
pub const LIMIT: Duration = Duration::from_secs(20);
pub const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
pub const CALL: Uuid = Uuid::from_u128(7);

/// A relay and what it has said.
pub struct House {
    pub relay: Relay,
    events: mpsc::Receiver<RelayEvent>,
    pub log: Vec<RelayEvent>,
}

impl House {
    pub fn open(tcp: bool) -> House {
        House::open_on(LOCALHOST, vec![LOCALHOST], tcp)
    }

    pub fn open_on(bind: IpAddr, advertise: Vec<IpAddr>, tcp: bool) -> House {
        let (sender, events) = mpsc::channel(1000);
        let config = RelayConfig {
            bind: SocketAddr::new(bind, 0),
            advertise,
            tcp,
        };
        House {
            relay: Relay::start(config, sender).unwrap(),
            events,
            log: Vec::new(),
        }
    }

    pub async fn join(&self, side: Side, peer: &mut Peer) -> String {
        let offer = peer.offer().await.unwrap();
        let answer = self.relay.join(CALL, side, offer).await.unwrap();
        peer.accept(&answer).await.unwrap();
        answer
    }

    /// Waits for a fact of one side.
    pub async fn fact(&mut self, side: Side, wanted: impl Fn(&RelayFact) -> bool) -> RelayFact {
        let found = |log: &[RelayEvent]| {
            log.iter()
                .find(|e| e.call == CALL && e.side == side && wanted(&e.what))
                .cloned()
        };
        loop {
            if let Some(event) = found(&self.log) {
                return event.what;
            }
            let event = timeout(LIMIT, self.events.recv())
                .await
                .unwrap_or_else(|_| panic!("not among {:?}", self.log));
            self.log.push(event.unwrap());
        }
    }

    pub fn heard(&self, side: Side, what: &RelayFact) -> usize {
        self.log
            .iter()
            .filter(|e| e.side == side && e.what == *what)
            .count()
    }
}

/// Encoding takes a moment: once for all tests.
pub fn show(side: Side) -> Arc<Show> {
    static SHOWS: OnceLock<[Arc<Show>; 2]> = OnceLock::new();
    let shows = SHOWS.get_or_init(|| {
        [([40, 90, 160], 440), ([160, 60, 40], 660)]
            .map(|(rgb, hz)| Arc::new(Show::prepare(rgb, hz).unwrap()))
    });
    Arc::clone(&shows[usize::from(side == Employee)])
}

pub async fn peer(side: Side) -> Peer {
    robot(side, Transport::Udp, true).await
}

pub async fn robot(side: Side, transport: Transport, send_video: bool) -> Peer {
    robot_on(LOCALHOST, side, transport, send_video).await
}

pub async fn robot_on(bind: IpAddr, side: Side, transport: Transport, send_video: bool) -> Peer {
    let config = PeerConfig {
        send_audio: true,
        send_video,
        transport,
        bind,
    };
    Peer::new(&config, show(side)).await.unwrap()
}

/// Digests of all that a side's robot can send.
pub fn sound_of(side: Side) -> HashSet<u64> {
    show(side)
        .tone
        .packets()
        .iter()
        .map(|packet| digest(packet))
        .collect()
}

pub fn picture_of(side: Side) -> HashSet<u64> {
    show(side)
        .picture
        .frames()
        .iter()
        .flat_map(|frame| frame.chunks(1100).map(digest).collect::<Vec<_>>())
        .collect()
}

/// Both in a call, sound and picture seen by both.
pub async fn call(house: &House, transport: Transport) -> (Peer, Peer) {
    let mut supervisor = robot(Supervisor, transport, true).await;
    let mut employee = robot(Employee, transport, true).await;
    house.join(Supervisor, &mut supervisor).await;
    house.join(Employee, &mut employee).await;
    flows(&supervisor).await;
    flows(&employee).await;
    (supervisor, employee)
}

/// Waits until a good second more of sound and picture has come in.
pub async fn flows(peer: &Peer) {
    let before = peer.stats();
    let more = |now: u64, then: u64, by: u64| now >= then + by;
    let seen = peer
        .until(LIMIT, |s| {
            more(s.frames, before.frames, 14) && more(s.audio.packets, before.audio.packets, 50)
        })
        .await;
    seen.unwrap_or_else(|_| panic!("media stopped: {before:?} then {:?}", peer.stats()));
}

/// Waits for something that has no event of its own.
pub async fn until(mut done: impl FnMut() -> bool) {
    let mut every = tokio::time::interval(Duration::from_millis(10));
    let waited = timeout(LIMIT, async {
        while !done() {
            every.tick().await;
        }
    });
    waited.await.expect("not reached in time");
}
