//! The switchboard's rules with packets from two engines and a clock of our own: no sockets, no waiting.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::net::Ipv4Addr;

use super::browser::*;
use super::*;
use crate::media::flood::{Limits, Rate};

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

/// A STUN request that names a leg and carries a proof that is wrong, as whoever has overheard the name can make it.
fn forged(browser: &mut Browser, now: Instant) -> Vec<u8> {
    let requests = |packet: &Vec<u8>| packet.first() == Some(&0);
    let mut request = browser.speak(now).into_iter().find(requests).unwrap();
    let proof = request.len() - 12;
    request[proof] ^= 1;
    request
}

/// What a second of flood leaves: proofs looked at, dropped before, and the processor time of this thread.
fn flooded(limits: Limits, sources: u16) -> (u64, u64, Duration) {
    const A_SECOND: u32 = 10_000;
    let start = Instant::now();
    let mut board = board(start);
    board.flood.limits = limits;
    let mut browser = Browser::join(&mut board, Side::Employee, 1, start);
    let request = forged(&mut browser, start + STEP);
    let began = processor_time();
    for n in 0..A_SECOND {
        let host = u8::try_from(n % u32::from(sources)).unwrap();
        let remote = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(203, 0, 113, host)), 4000);
        let source = Source {
            path: Path::Udp,
            remote,
        };
        let now = start + STEP + Duration::from_secs(1) * n / A_SECOND;
        board.packet(source, Some(LOCAL.ip()), &request, now);
    }
    let spent = processor_time() - began;
    assert!(board.by_source.is_empty() && board.outbox.is_empty());
    // Its own browser still gets in, from an address of its own.
    let later = start + Duration::from_secs(4);
    run(&mut board, &mut [&mut browser], later, 100);
    assert!(lifecycle(&mut board, Side::Employee).contains(&RelayFact::Connected));
    let dropped = board.counters.snapshot(0).dropped;
    (dropped.refused, dropped.flood, spent)
}

/// Nanoseconds this thread has had a processor, from the kernel's own account.
fn processor_time() -> Duration {
    let account = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(account.split(' ').next().unwrap().parse().unwrap())
}

#[test]
fn wrong_passwords_in_a_flood_are_dropped_before_they_are_looked_at() {
    let none = Rate::a_second(1_000_000_000);
    let unlimited = Limits {
        packets: none,
        bytes: none,
        refusals_of_source: none,
        refusals_of_leg: none,
    };
    // One source, and one that lies about where it is.
    for (sources, most) in [(1, 41), (200, 401)] {
        let (looked_at, dropped, spent) = flooded(Limits::default(), sources);
        assert!(
            (most / 2 - 1..=most).contains(&looked_at),
            "{looked_at} of {sources}"
        );
        assert_eq!(looked_at + dropped, 10_000);
        let (control, unhindered, spent_on_all) = flooded(unlimited, sources);
        assert_eq!(
            (control, unhindered),
            (10_000, 0),
            "control: all are looked at"
        );
        assert!(spent < spent_on_all, "{spent:?} of {spent_on_all:?}");
    }
}

#[test]
fn a_side_that_has_gone_mad_is_cut_down_and_the_other_side_spared() {
    const SOUND: &[u8] = b"a payload of its own length, to be told from reports";
    let sent_on = |limits: Limits| {
        let start = Instant::now();
        let mut board = board(start);
        let mut mad = Browser::join(&mut board, Side::Supervisor, 1, start);
        let mut victim = Browser::join(&mut board, Side::Employee, 2, start);
        let mut now = run(&mut board, &mut [&mut mad, &mut victim], start, 100);
        board.flood.limits = limits;
        let mut sent = None;
        let mut passed = 0;
        for _ in 0..20 {
            for _ in 0..100 {
                mad.show(false, SOUND, now);
                now += Duration::from_micros(10);
                for packet in mad.speak(now) {
                    let length = *sent.get_or_insert(packet.len());
                    board.packet(mad.source(), Some(LOCAL.ip()), &packet, now);
                    board.deliver(now);
                    let forwarded =
                        |t: &Transmit| t.destination == victim.addr && t.contents.len() == length;
                    passed += board.outbox.drain(..).filter(forwarded).count();
                }
            }
            now = run(&mut board, &mut [&mut mad, &mut victim], now, 1);
        }
        (passed, board.counters.snapshot(0).dropped.over_rate)
    };
    let (passed, dropped) = sent_on(Limits::default());
    assert!(
        (1_000..1_400).contains(&passed) && dropped > 600,
        "what was saved up and a quarter of a second: {passed} passed, {dropped} dropped"
    );
    let none = Rate::a_second(1_000_000_000);
    let (passed, dropped) = sent_on(Limits {
        packets: none,
        bytes: none,
        ..Limits::default()
    });
    assert_eq!((passed, dropped), (2_000, 0), "control: without limits");
}
