//! The switchboard's rules with packets from two engines and a clock of our own: no sockets, no waiting.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::HashSet;
use std::net::Ipv4Addr;

use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::format::Codec;
use str0m::media::{Direction, MediaKind, Mid};
use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpWrite;
use str0m::{Candidate, Event, Input, Output, Rtc};

use super::*;

const CALL: Uuid = Uuid::from_u128(1);
const LOCAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 7000);
const STEP: Duration = Duration::from_millis(10);

fn board(now: Instant) -> Switchboard {
    let locals = Locals {
        advertised: vec![LOCAL],
        own: HashSet::new(),
    };
    let cert = str0m::crypto::from_feature_flags()
        .dtls_provider
        .generate_certificate()
        .unwrap();
    Switchboard::new(locals, true, cert, Arc::default(), now)
}

/// A browser in short.
struct Browser {
    rtc: Rtc,
    addr: SocketAddr,
    mids: [Mid; 2],
    pending: Option<SdpPendingOffer>,
    got: Vec<Vec<u8>>,
    asked: usize,
    sequence: [u64; 2],
}

impl Browser {
    fn new(host: u8, now: Instant) -> (Browser, String) {
        let addr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(198, 51, 100, host)), 5000);
        let mut rtc = Rtc::builder().set_rtp_mode(true).build(now);
        rtc.add_local_candidate(Candidate::host(addr, Protocol::Udp).unwrap());
        let mut change = rtc.sdp_api();
        let mids = [MediaKind::Audio, MediaKind::Video]
            .map(|kind| change.add_media(kind, Direction::SendRecv, None, None, None));
        let (offer, pending) = change.apply().unwrap();
        let browser = Browser {
            rtc,
            addr,
            mids,
            pending: Some(pending),
            got: Vec::new(),
            asked: 0,
            sequence: [65_000; 2],
        };
        (browser, offer.to_sdp_string())
    }

    fn join(board: &mut Switchboard, side: Side, host: u8, now: Instant) -> Browser {
        let (mut browser, offer) = Browser::new(host, now);
        let answer = board.join(CALL, side, &offer, now).unwrap();
        browser.accept(&answer);
        browser
    }

    fn accept(&mut self, answer: &str) {
        let answer = SdpAnswer::from_sdp_string(answer).unwrap();
        self.rtc
            .sdp_api()
            .accept_answer(self.pending.take().unwrap(), answer)
            .unwrap();
    }

    /// What the browser sends now.
    fn speak(&mut self, now: Instant) -> Vec<Vec<u8>> {
        self.rtc.handle_input(Input::Timeout(now)).unwrap();
        let mut out = Vec::new();
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Transmit(transmit) if transmit.proto == Protocol::Udp => {
                    out.push(transmit.contents.to_vec())
                }
                Output::Transmit(_) => {}
                Output::Event(Event::RtpPacket(packet)) => self.got.push(packet.payload.to_vec()),
                Output::Event(Event::KeyframeRequest(_)) => self.asked += 1,
                Output::Event(_) => {}
                Output::Timeout(_) => return out,
            }
        }
    }

    fn hear(&mut self, bytes: &[u8], now: Instant) {
        let contents = bytes.try_into().unwrap();
        let receive = Receive {
            proto: Protocol::Udp,
            source: LOCAL,
            destination: self.addr,
            contents,
        };
        self.rtc.handle_input(Input::Receive(now, receive)).unwrap();
    }

    /// Sends one packet of a kind.
    fn show(&mut self, video: bool, payload: &[u8], now: Instant) {
        let codec = if video { Codec::Vp8 } else { Codec::Opus };
        let pt = self
            .rtc
            .codec_config()
            .find(|p| p.spec().codec == codec)
            .unwrap()
            .pt();
        let sequence = &mut self.sequence[usize::from(video)];
        *sequence += 1;
        let write = RtpWrite::new(pt, (*sequence).into(), 0, now, payload.to_vec()).nackable(video);
        self.rtc
            .direct_api()
            .stream_tx_by_mid(self.mids[usize::from(video)], None)
            .unwrap()
            .write_rtp(write);
    }

    fn source(&self) -> Source {
        Source {
            path: Path::Udp,
            remote: self.addr,
        }
    }
}

/// Lets time pass, packets travel at once.
fn run(
    board: &mut Switchboard,
    browsers: &mut [&mut Browser],
    from: Instant,
    steps: u32,
) -> Instant {
    let mut now = from;
    for _ in 0..steps {
        now += STEP;
        for browser in browsers.iter_mut() {
            for packet in browser.speak(now) {
                board.packet(browser.source(), Some(LOCAL.ip()), &packet, now);
            }
        }
        if board.next_due() <= now {
            board.tick(now);
        }
        while let Some(transmit) = board.outbox.pop_front() {
            if let Some(browser) = browsers
                .iter_mut()
                .find(|browser| browser.addr == transmit.destination)
            {
                browser.hear(&transmit.contents, now);
            }
        }
    }
    now
}

fn facts(board: &mut Switchboard, side: Side) -> Vec<RelayFact> {
    board
        .events
        .drain(..)
        .filter(|event| event.side == side)
        .map(|event| event.what)
        .collect()
}

fn lifecycle(board: &mut Switchboard, side: Side) -> Vec<RelayFact> {
    let quality = |fact: &RelayFact| matches!(fact, RelayFact::Quality { .. });
    facts(board, side)
        .into_iter()
        .filter(|fact| !quality(fact))
        .collect()
}

#[test]
fn payloads_pass_unchanged_and_a_late_receiver_can_read_them() {
    let start = Instant::now();
    let mut board = board(start);
    let mut first = Browser::join(&mut board, Side::Supervisor, 1, start);
    let mut now = run(&mut board, &mut [&mut first], start, 100);
    // Past the roll-over of its sequence numbers before anyone listens.
    for _ in 0..700 {
        first.show(true, &[0x10, 1, 2, 3], now);
        now = run(&mut board, &mut [&mut first], now, 1);
    }
    assert!(first.sequence[1] > 65_536);
    let mut second = Browser::join(&mut board, Side::Employee, 2, now);
    now = run(&mut board, &mut [&mut first, &mut second], now, 100);
    assert!(
        first.asked >= 1,
        "a key frame is asked for when the other side connects"
    );
    let cipher_text: Vec<u8> = (0..=255).collect();
    first.show(true, &cipher_text, now);
    now = run(&mut board, &mut [&mut first, &mut second], now, 1);
    first.show(false, &cipher_text[1..], now);
    now = run(&mut board, &mut [&mut first, &mut second], now, 5);
    assert!(
        second.got.contains(&cipher_text) && second.got.contains(&cipher_text[1..].to_vec()),
        "{:?}",
        second.got
    );
    // Sent twice by a network, counted and forwarded once.
    first.show(false, b"once", now);
    let packets = first.speak(now);
    for packet in packets.iter().chain(&packets) {
        board.packet(first.source(), Some(LOCAL.ip()), packet, now);
    }
    run(&mut board, &mut [&mut first, &mut second], now, 5);
    assert_eq!(
        second
            .got
            .iter()
            .filter(|payload| *payload == b"once")
            .count(),
        1
    );
}

#[test]
fn an_address_is_bound_only_once_its_proof_was_accepted() {
    let start = Instant::now();
    let mut board = board(start);
    let mut browser = Browser::join(&mut board, Side::Employee, 1, start);
    let request = loop {
        let spoken = browser.speak(start + STEP);
        if let Some(packet) = spoken.into_iter().find(|packet| packet.first() == Some(&0)) {
            break packet;
        }
    };
    let from = |port| Source {
        path: Path::Udp,
        remote: SocketAddr::new(browser.addr.ip(), port),
    };
    // A flipped bit in what the proof covers, or in the proof: neither answered nor bound. (The last eight bytes are a checksum.)
    for at in [20, request.len() / 2, request.len() - 12] {
        let mut forged = request.clone();
        forged[at] ^= 1;
        board.packet(from(6000), None, &forged, start + STEP);
        assert!(
            board.by_source.is_empty() && board.outbox.is_empty(),
            "byte {at}"
        );
    }
    // Control: the same bytes unforged, and from as many addresses as one likes.
    for port in 6000..6000 + 2 * MAX_ADDRESSES as u16 {
        board.packet(from(port), None, &request, start + STEP);
        assert!(
            board
                .outbox
                .iter()
                .any(|transmit| transmit.destination.port() == port)
        );
        assert_eq!(
            board.by_source.len(),
            usize::from(port - 5999).min(MAX_ADDRESSES)
        );
    }
    assert!(
        !board.by_source.contains_key(&from(6000)),
        "the oldest made room"
    );
    board.forget(from(6000 + 2 * MAX_ADDRESSES as u16 - 1));
    assert_eq!(board.by_source.len(), MAX_ADDRESSES - 1);
    board.close(CALL, start + STEP);
    assert!(
        board.by_source.is_empty()
            && board.by_ufrag.is_empty()
            && board.seats.is_empty()
            && board.calls.is_empty()
    );
}

#[test]
fn silence_loss_and_return_are_told_apart() {
    let start = Instant::now();
    let mut board = board(start);
    let mut browser = Browser::join(&mut board, Side::Employee, 1, start);
    let mut now = run(&mut board, &mut [&mut browser], start, 50);
    for _ in 0..20 {
        browser.show(false, b"sound", now);
        now = run(&mut board, &mut [&mut browser], now, 1);
    }
    assert_eq!(
        lifecycle(&mut board, Side::Employee),
        [RelayFact::Connected, RelayFact::FirstAudio]
    );
    // Muted, but there.
    now = run(&mut board, &mut [&mut browser], now, 700);
    assert_eq!(lifecycle(&mut board, Side::Employee), [RelayFact::Quiet]);
    browser.show(false, b"sound", now);
    now = run(&mut board, &mut [&mut browser], now, 10);
    assert_eq!(lifecycle(&mut board, Side::Employee), [RelayFact::Flowing]);
    // Gone for a while, and back.
    now = run(&mut board, &mut [], now, 3000);
    let lost = lifecycle(&mut board, Side::Employee);
    assert!(lost.contains(&RelayFact::Disconnected), "{lost:?}");
    browser.show(false, b"sound", now);
    now = run(&mut board, &mut [&mut browser], now, 300);
    let back = lifecycle(&mut board, Side::Employee);
    assert!(back.contains(&RelayFact::Connected), "{back:?}");
    // Gone for good.
    run(&mut board, &mut [], now, 9000);
    assert!(lifecycle(&mut board, Side::Employee).contains(&RelayFact::Disconnected));
    assert!(
        board.seats.is_empty() && board.calls.is_empty(),
        "kept no longer than a minute"
    );
}

#[test]
fn a_side_that_never_comes_is_given_up() {
    let start = Instant::now();
    let mut board = board(start);
    let (_, offer) = Browser::new(1, start);
    board.join(CALL, Side::Employee, &offer, start).unwrap();
    let mut now = run(&mut board, &mut [], start, 2990);
    assert_eq!(
        (lifecycle(&mut board, Side::Employee), board.seats.len()),
        (vec![], 1)
    );
    now = run(&mut board, &mut [], now, 200);
    assert_eq!(
        (lifecycle(&mut board, Side::Employee), board.seats.len()),
        (vec![RelayFact::Disconnected], 0)
    );
    assert!(board.next_due() > now);
}

#[test]
fn calls_are_bounded_and_a_full_house_still_serves_its_own() {
    let start = Instant::now();
    let mut board = board(start);
    let (_, offer) = Browser::new(1, start);
    let call = |n: usize| Uuid::from_u128(n as u128);
    for n in 0..MAX_CALLS {
        board.join(call(n), Side::Employee, &offer, start).unwrap();
    }
    assert!(matches!(
        board.join(call(MAX_CALLS), Side::Employee, &offer, start),
        Err(MediaError::TooManyCalls)
    ));
    let (_, other) = Browser::new(2, start);
    assert!(
        board.join(call(0), Side::Supervisor, &other, start).is_ok(),
        "the other side of a call that is in"
    );
    assert!(
        board.join(call(0), Side::Employee, &other, start).is_ok(),
        "and one who comes back"
    );
    board.close(call(1), start);
    assert!(
        board
            .join(call(MAX_CALLS), Side::Employee, &offer, start)
            .is_ok()
    );
}
