//! Calls through the relay between two robots, whose WebRTC is another implementation than the relay's.
//! Every fault has a control that shows the same check differ without the fault.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod network;

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sidak::media::{BadOffer, MediaError, Path, Relay, RelayConfig, RelayEvent, RelayFact, Side};
use sidak_robot::stats::digest;
use sidak_robot::{Peer, PeerConfig, Show, Transport};
use network::{Lottery, lossy_network, stun};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::time::timeout;
use uuid::Uuid;

/// Longest wait for anything; the machine may be busy.
const LIMIT: Duration = Duration::from_secs(20);
const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const CALL: Uuid = Uuid::from_u128(7);
use Side::{Employee, Supervisor};

/// A relay and what it has said.
struct House {
    relay: Relay,
    events: mpsc::Receiver<RelayEvent>,
    log: Vec<RelayEvent>,
}

impl House {
    fn open(tcp: bool) -> House {
        let (sender, events) = mpsc::channel(1000);
        let config = RelayConfig { bind: SocketAddr::new(LOCALHOST, 0), advertise: vec![LOCALHOST], tcp };
        House { relay: Relay::start(config, sender).unwrap(), events, log: Vec::new() }
    }

    async fn join(&self, side: Side, peer: &mut Peer) -> String {
        let offer = peer.offer().await.unwrap();
        let answer = self.relay.join(CALL, side, offer).await.unwrap();
        peer.accept(&answer).await.unwrap();
        answer
    }

    /// Waits for a fact of one side.
    async fn fact(&mut self, side: Side, wanted: impl Fn(&RelayFact) -> bool) -> RelayFact {
        let found = |log: &[RelayEvent]| log.iter().find(|e| e.call == CALL && e.side == side && wanted(&e.what)).cloned();
        loop {
            if let Some(event) = found(&self.log) {
                return event.what;
            }
            let event = timeout(LIMIT, self.events.recv()).await.unwrap_or_else(|_| panic!("not among {:?}", self.log));
            self.log.push(event.unwrap());
        }
    }

    fn heard(&self, side: Side, what: &RelayFact) -> usize {
        self.log.iter().filter(|e| e.side == side && e.what == *what).count()
    }
}

/// Encoding takes a moment: once for all tests.
fn show(side: Side) -> Arc<Show> {
    static SHOWS: OnceLock<[Arc<Show>; 2]> = OnceLock::new();
    let shows = SHOWS.get_or_init(|| [([40, 90, 160], 440), ([160, 60, 40], 660)].map(|(rgb, hz)| Arc::new(Show::prepare(rgb, hz).unwrap())));
    Arc::clone(&shows[usize::from(side == Employee)])
}

async fn peer(side: Side) -> Peer {
    robot(side, Transport::Udp, true).await
}

async fn robot(side: Side, transport: Transport, send_video: bool) -> Peer {
    let config = PeerConfig { send_audio: true, send_video, transport, bind: LOCALHOST };
    Peer::new(&config, show(side)).await.unwrap()
}

/// Digests of all that a side's robot can send.
fn sound_of(side: Side) -> HashSet<u64> {
    show(side).tone.packets().iter().map(|packet| digest(packet)).collect()
}

fn picture_of(side: Side) -> HashSet<u64> {
    show(side).picture.frames().iter().flat_map(|frame| frame.chunks(1100).map(digest).collect::<Vec<_>>()).collect()
}

/// Both in a call, sound and picture seen by both.
async fn call(house: &House, transport: Transport) -> (Peer, Peer) {
    let mut supervisor = robot(Supervisor, transport, true).await;
    let mut employee = robot(Employee, transport, true).await;
    house.join(Supervisor, &mut supervisor).await;
    house.join(Employee, &mut employee).await;
    flows(&supervisor).await;
    flows(&employee).await;
    (supervisor, employee)
}

/// Waits until a good second more of sound and picture has come in.
async fn flows(peer: &Peer) {
    let before = peer.stats();
    let more = |now: u64, then: u64, by: u64| now >= then + by;
    let seen = peer.until(LIMIT, |s| more(s.frames, before.frames, 14) && more(s.audio.packets, before.audio.packets, 50)).await;
    seen.unwrap_or_else(|_| panic!("media stopped: {before:?} then {:?}", peer.stats()));
}

#[tokio::test(flavor = "multi_thread")]
async fn sound_and_picture_go_both_ways_unchanged_and_witnessed() {
    let mut house = House::open(true);
    let (supervisor, employee) = call(&house, Transport::Udp).await;
    for (peer, own, other) in [(&supervisor, Supervisor, Employee), (&employee, Employee, Supervisor)] {
        let seen = peer.stats();
        assert!(seen.audio.contents.len() > 10 && seen.video.contents.len() > 5, "{seen:?}");
        assert!(seen.audio.contents.is_subset(&sound_of(other)), "sound byte for byte");
        assert!(seen.video.contents.is_subset(&picture_of(other)), "picture byte for byte");
        assert!(seen.video.contents.is_disjoint(&picture_of(own)), "and not one's own");
        assert!(seen.keyframes > 0);
        house.fact(own, |f| *f == RelayFact::Connected).await;
        house.fact(own, |f| *f == RelayFact::FirstAudio).await;
        house.fact(own, |f| *f == RelayFact::FirstVideo).await;
        house.fact(own, |f| *f == RelayFact::FirstKeyframe { width: 320, height: 240 }).await;
        let good = |f: &RelayFact| matches!(f, RelayFact::Quality { loss_permille: 0, bitrate_kbps: 30.., path: Path::Udp, .. });
        house.fact(own, good).await;
        assert_eq!(house.heard(own, &RelayFact::FirstKeyframe { width: 320, height: 240 }), 1);
    }
    let stats = house.relay.stats();
    assert_eq!((stats.calls, stats.legs, stats.tcp_connections, stats.engine_faults), (1, 2, 0, 0));
    assert!(stats.packets_in > 200 && stats.packets_out > 200, "{stats:?}");
    assert_eq!(stats.kernel_drops, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_side_without_a_camera_is_heard_and_sees() {
    let mut house = House::open(false);
    let mut supervisor = peer(Supervisor).await;
    let mut employee = robot(Employee, Transport::Udp, false).await;
    house.join(Supervisor, &mut supervisor).await;
    house.join(Employee, &mut employee).await;
    flows(&employee).await;
    let seen = supervisor.until(LIMIT, |s| s.audio.packets >= 50).await.unwrap();
    assert_eq!(seen.video.packets, 0);
    house.fact(Employee, |f| *f == RelayFact::FirstAudio).await;
    house.fact(Supervisor, |f| *f == RelayFact::FirstVideo).await;
    assert_eq!(house.heard(Employee, &RelayFact::FirstVideo), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_joiner_is_served_a_key_frame_and_requests_are_at_most_one_a_second() {
    let house = House::open(false);
    let mut supervisor = peer(Supervisor).await;
    house.join(Supervisor, &mut supervisor).await;
    supervisor.until(LIMIT, |s| s.frames_sent >= 12).await.unwrap();
    assert_eq!(supervisor.stats().keyframe_requests, 0, "nobody is there to ask");
    let mut employee = peer(Employee).await;
    house.join(Employee, &mut employee).await;
    supervisor.until(LIMIT, |s| s.keyframe_requests >= 1).await.expect("asked for as soon as the other side connected");
    flows(&employee).await;

    let before = supervisor.stats().keyframe_requests;
    let frames_before = supervisor.stats().frames_sent;
    let mut sent = 0;
    let mut every = tokio::time::interval(Duration::from_millis(50));
    // 36 frames at 12 a second: three seconds by the sender's own clock.
    while supervisor.stats().frames_sent < frames_before + 36 {
        every.tick().await;
        employee.request_keyframe().await.unwrap();
        sent += 1;
    }
    supervisor.until(LIMIT, |s| s.keyframe_requests >= before + 2).await.unwrap();
    let passed = supervisor.stats().keyframe_requests - before;
    assert!(sent >= 20 && passed <= 4, "{passed} of {sent} requests in three seconds were passed on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_works_where_udp_is_blocked() {
    let mut house = House::open(true);
    let (supervisor, employee) = call(&house, Transport::Tcp).await;
    house.fact(Employee, |f| matches!(f, RelayFact::Quality { path: Path::Tcp, .. })).await;
    assert_eq!(house.relay.stats().tcp_connections, 2);
    house.relay.close(CALL);
    supervisor.close().await.unwrap();
    employee.close().await.unwrap();
    until(|| house.relay.stats().tcp_connections == 0).await;

    // Control: without the TCP listener there is no way for the same robot.
    let house = House::open(false);
    let mut lost = robot(Employee, Transport::Tcp, true).await;
    let answer = house.join(Employee, &mut lost).await;
    assert!(!answer.contains("tcptype"));
    assert!(lost.until(Duration::from_secs(3), |s| s.connected).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lossy_network_is_reported_and_the_call_goes_on() {
    let mut losses = Vec::new();
    for permille in [0, 50] {
        let mut house = House::open(false);
        let network = lossy_network(house.relay.addr(), permille).await;
        let mut supervisor = peer(Supervisor).await;
        let mut employee = peer(Employee).await;
        house.join(Supervisor, &mut supervisor).await;
        let answer = house.relay.join(CALL, Employee, employee.offer().await.unwrap()).await.unwrap();
        let (direct, around) = (house.relay.addr().port(), network.port());
        employee.accept(&answer.replace(&format!(" {direct} typ"), &format!(" {around} typ"))).await.unwrap();
        flows(&supervisor).await;
        flows(&employee).await;
        // The first reading may cover the moments before media; the worst of four is what counts.
        let mut worst = 0;
        for _ in 0..4 {
            let quality = house.fact(Employee, |f| matches!(f, RelayFact::Quality { .. })).await;
            house.log.clear();
            let RelayFact::Quality { loss_permille, .. } = quality else { unreachable!() };
            worst = worst.max(loss_permille);
        }
        flows(&supervisor).await;
        flows(&employee).await;
        losses.push(worst);
    }
    assert!(losses[0] == 0 && losses[1] >= 10, "loss seen without and with: {losses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_again_replaces_the_old_leg_and_the_other_side_sees_on() {
    let mut house = House::open(false);
    let (supervisor, employee) = call(&house, Transport::Udp).await;
    let faces = |peer: &Peer| peer.stats().video.contents.intersection(&picture_of(Supervisor)).count();
    assert_eq!(faces(&supervisor), 0, "control: nobody shows this picture to the supervisor yet");
    // The page is loaded again; this robot shows the other picture, to be told from the old one.
    let mut again = peer(Supervisor).await;
    house.join(Employee, &mut again).await;
    flows(&again).await;
    flows(&supervisor).await;
    assert!(faces(&supervisor) > 3);
    house.fact(Employee, |f| *f == RelayFact::FirstVideo).await;
    assert_eq!(house.relay.stats().legs, 2);
    employee.until(LIMIT, |s| !s.connected).await.expect("the replaced connection is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_network_keeps_the_leg() {
    let mut house = House::open(false);
    let (supervisor, mut employee) = call(&house, Transport::Udp).await;
    house.fact(Employee, |f| *f == RelayFact::Connected).await;
    let first = house.relay.join(CALL, Employee, employee.restart().await.unwrap()).await.unwrap();
    employee.accept(&first).await.unwrap();
    flows(&supervisor).await;
    flows(&employee).await;
    let second = house.relay.join(CALL, Employee, employee.restart().await.unwrap()).await.unwrap();
    let line = |answer: &str, name: &str| answer.lines().find(|l| l.starts_with(name)).unwrap().to_owned();
    assert_ne!(line(&first, "a=ice-ufrag"), line(&second, "a=ice-ufrag"));
    employee.accept(&second).await.unwrap();
    flows(&supervisor).await;
    flows(&employee).await;
    house.fact(Employee, |f| matches!(f, RelayFact::Quality { .. })).await;
    assert_eq!(house.heard(Employee, &RelayFact::Connected), 1, "the same leg all along");
    assert_eq!(house.relay.stats().legs, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_offers_are_refused_and_good_ones_still_taken() {
    let house = House::open(false);
    let mut employee = peer(Employee).await;
    let good = employee.offer().await.unwrap();
    let head = good.split("m=").next().unwrap();
    let cases = [
        ("a megabyte", format!("{good}{}", "a=x:y\r\n".repeat(150_000)), BadOffer::TooLarge),
        ("five hundred sections", format!("{head}{}", "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n".repeat(500)), BadOffer::TooManySections),
        ("no fingerprint", good.lines().filter(|l| !l.contains("fingerprint")).map(|l| format!("{l}\r\n")).collect(), BadOffer::NoFingerprint),
        ("no password", good.lines().filter(|l| !l.contains("ice-pwd")).map(|l| format!("{l}\r\n")).collect(), BadOffer::Unreadable),
        ("nothing", String::new(), BadOffer::NoMedia),
        ("noise", "\u{0}\u{1}m=video ".repeat(100), BadOffer::NoMedia),
    ];
    for (name, offer, expected) in cases {
        let refused = house.relay.join(CALL, Employee, offer).await;
        assert!(matches!(&refused, Err(MediaError::BadOffer(why)) if *why == expected), "{name}: {refused:?}");
    }
    assert_eq!(house.relay.stats().legs, 0);
    // Only the two codecs of the product are answered, and no audio level.
    let rich = good.replace("a=rtpmap:96 VP8/90000", "a=extmap:9 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\na=rtpmap:96 VP8/90000");
    let answer = house.relay.join(CALL, Employee, rich).await.unwrap();
    assert!(answer.contains("VP8/90000") && answer.contains("opus/48000/2") && answer.contains("a=ice-lite"));
    assert!(!answer.contains("ssrc-audio-level") && !answer.contains("H264"));
    assert_eq!(house.relay.stats().legs, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_cannot_disturb_a_call() {
    let house = House::open(false);
    let mut supervisor = peer(Supervisor).await;
    let mut employee = peer(Employee).await;
    house.join(Supervisor, &mut supervisor).await;
    let answer = house.join(Employee, &mut employee).await;
    flows(&supervisor).await;
    let quiet = house.relay.stats().dropped;
    assert_eq!((quiet.unknown_source, quiet.refused), (0, 0), "control: a call alone drops nothing");

    let ufrag = answer.lines().find_map(|l| l.strip_prefix("a=ice-ufrag:")).unwrap().to_owned();
    let stranger = UdpSocket::bind((LOCALHOST, 0)).await.unwrap();
    let mut random = Lottery(1);
    for round in 0..4000 {
        let mut noise: Vec<u8> = (0..random.below(1400)).map(|_| random.byte()).collect();
        let packet = match round % 4 {
            0 => stun(&format!("{ufrag}:x"), &mut random),
            1 => stun("nobody:x", &mut random),
            2 => {
                // The start of RTP, RTCP or DTLS.
                if let Some(first) = noise.first_mut() {
                    *first = [0x80, 0x81, 0x16][usize::from(random.byte()) % 3];
                }
                noise
            }
            _ => noise,
        };
        // A full buffer is the stranger's trouble.
        let _ = stranger.send_to(&packet, house.relay.addr()).await;
    }
    flows(&supervisor).await;
    flows(&employee).await;
    until(|| house.relay.stats().dropped.refused >= 500).await;
    let stats = house.relay.stats();
    assert!(stats.dropped.unknown_source >= 500, "{stats:?}");
    assert_eq!((stats.engine_faults, stats.legs), (0, 2));
    assert!(stranger.try_recv(&mut [0; 100]).is_err(), "no answer for anyone without the password");
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_and_closing_free_everything() {
    let house = House::open(true);
    let (supervisor, employee) = call(&house, Transport::Udp).await;
    house.relay.leave(CALL, Employee);
    until(|| house.relay.stats().legs == 1).await;
    assert_eq!(house.relay.stats().calls, 1);
    house.relay.close(CALL);
    until(|| house.relay.stats().legs == 0 && house.relay.stats().calls == 0).await;
    supervisor.until(LIMIT, |s| !s.connected).await.expect("the browser is told");

    let offer = robot(Employee, Transport::Udp, true).await.offer().await.unwrap();
    for n in 0..50 {
        house.relay.join(Uuid::from_u128(n), Employee, offer.clone()).await.unwrap();
    }
    assert_eq!(house.relay.stats().calls, 50);
    for n in 0..50 {
        house.relay.close(Uuid::from_u128(n));
    }
    until(|| house.relay.stats().legs == 0 && house.relay.stats().calls == 0).await;
    drop((supervisor, employee));

    house.relay.stop().await;
    assert!(matches!(house.relay.join(CALL, Employee, offer).await, Err(MediaError::Stopped)));
    let again = std::net::UdpSocket::bind(house.relay.addr());
    assert!(again.is_ok(), "the port is free once stop returns");
}

/// Waits for something that has no event of its own.
async fn until(mut done: impl FnMut() -> bool) {
    let mut every = tokio::time::interval(Duration::from_millis(10));
    let waited = timeout(LIMIT, async {
        while !done() {
            every.tick().await;
        }
    });
    waited.await.expect("not reached in time");
}
