//! Networks and browsers at their worst. Every fault has a control that shows the same check differ without it.

use std::time::Duration;

use sidak::media::Side::{Employee, Supervisor};
use sidak::media::{BadOffer, MediaError, Path, RelayFact};
use sidak_robot::Transport;
use tokio::net::UdpSocket;

use crate::house::*;
use crate::network::{Lottery, lossy_network, stun};

#[tokio::test(flavor = "multi_thread")]
async fn a_call_works_where_udp_is_blocked() {
    let mut house = House::open(true);
    let (supervisor, employee) = call(&house, Transport::Tcp).await;
    house
        .fact(Employee, |f| {
            matches!(
                f,
                RelayFact::Quality {
                    path: Path::Tcp,
                    ..
                }
            )
        })
        .await;
    assert_eq!(house.relay.stats().tcp_connections, 2);
    house.relay.close(CALL);
    until(|| house.relay.stats().tcp_connections == 0).await;
    drop((supervisor, employee));

    // Control: without the TCP listener there is no way for the same robot.
    let house = House::open(false);
    let mut lost = robot(Employee, Transport::Tcp, true).await;
    let answer = house.join(Employee, &mut lost).await;
    assert!(!answer.contains("tcptype"));
    assert!(
        lost.until(Duration::from_secs(3), |s| s.connected)
            .await
            .is_err()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lossy_network_is_reported_and_the_call_goes_on() {
    let (without, with) = tokio::join!(worst_loss_seen(0), worst_loss_seen(50));
    assert!(
        without == 0 && with >= 10,
        "loss seen without and with: {without}, {with}"
    );
}

/// A call over a path that loses so many of a thousand packets: it must flow before and after the readings.
async fn worst_loss_seen(permille: u64) -> u16 {
    let mut house = House::open(false);
    let network = lossy_network(house.relay.addr(), permille).await;
    let mut supervisor = peer(Supervisor).await;
    let mut employee = peer(Employee).await;
    house.join(Supervisor, &mut supervisor).await;
    let offer = employee.offer().await.unwrap();
    let answer = house.relay.join(CALL, Employee, offer).await.unwrap();
    let (direct, around) = (house.relay.addr().port(), network.port());
    let answer = answer.replace(&format!(" {direct} typ"), &format!(" {around} typ"));
    employee.accept(&answer).await.unwrap();
    flows(&supervisor).await;
    flows(&employee).await;
    // The first reading may cover the moments before media; the worst of three is what counts.
    let mut worst = 0;
    for _ in 0..3 {
        let quality = house
            .fact(Employee, |f| matches!(f, RelayFact::Quality { .. }))
            .await;
        house.log.clear();
        let RelayFact::Quality { loss_permille, .. } = quality else {
            unreachable!()
        };
        worst = worst.max(loss_permille);
    }
    flows(&supervisor).await;
    flows(&employee).await;
    worst
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_offers_are_refused_and_good_ones_still_taken() {
    let house = House::open(false);
    let mut employee = peer(Employee).await;
    let good = employee.offer().await.unwrap();
    let head = good.split("m=").next().unwrap();
    let cases = [
        (
            "a megabyte",
            format!("{good}{}", "a=x:y\r\n".repeat(150_000)),
            BadOffer::TooLarge,
        ),
        (
            "five hundred sections",
            format!(
                "{head}{}",
                "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n".repeat(500)
            ),
            BadOffer::TooManySections,
        ),
        (
            "no fingerprint",
            good.lines()
                .filter(|l| !l.contains("fingerprint"))
                .map(|l| format!("{l}\r\n"))
                .collect(),
            BadOffer::NoFingerprint,
        ),
        (
            "no password",
            good.lines()
                .filter(|l| !l.contains("ice-pwd"))
                .map(|l| format!("{l}\r\n"))
                .collect(),
            BadOffer::Unreadable,
        ),
        ("nothing", String::new(), BadOffer::NoMedia),
        ("noise", "\u{0}\u{1}m=video ".repeat(100), BadOffer::NoMedia),
    ];
    for (name, offer, expected) in cases {
        let refused = house.relay.join(CALL, Employee, offer).await;
        assert!(
            matches!(&refused, Err(MediaError::BadOffer(why)) if *why == expected),
            "{name}: {refused:?}"
        );
    }
    assert_eq!(house.relay.stats().legs, 0);
    // Only the two codecs of the product are answered, and no audio level.
    let level = "a=extmap:9 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\na=rtpmap:111 ";
    let rich = good
        .replace("a=rtpmap:111 ", level)
        .replace("UDP/TLS/RTP/SAVPF 96", "UDP/TLS/RTP/SAVPF 96 102")
        .replace("a=rtpmap:96 ", "a=rtpmap:102 H264/90000\r\na=rtpmap:96 ");
    assert!(rich.contains("ssrc-audio-level") && rich.contains("SAVPF 96 102"));
    let answer = house.relay.join(CALL, Employee, rich).await.unwrap();
    assert!(
        answer.contains("VP8/90000")
            && answer.contains("opus/48000/2")
            && answer.contains("a=ice-lite")
    );
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
    assert_eq!(
        (quiet.unknown_source, quiet.refused),
        (0, 0),
        "control: a call alone drops nothing"
    );

    let ufrag = answer
        .lines()
        .find_map(|l| l.strip_prefix("a=ice-ufrag:"))
        .unwrap()
        .to_owned();
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
    let unreadable = house.relay.stats().dropped.unreadable;
    for (length, dropped) in [(2048, 0), (2049, 1)] {
        let before = house.relay.stats().packets_in;
        stranger
            .send_to(&vec![0x80; length], house.relay.addr())
            .await
            .unwrap();
        let read = |stats: &sidak::media::RelayStats| stats.dropped.unreadable - unreadable;
        until(|| house.relay.stats().packets_in > before && read(&house.relay.stats()) == dropped)
            .await;
    }
    flows(&supervisor).await;
    flows(&employee).await;
    // Some are looked at and refused, the rest is too many to be looked at.
    let turned_away = |dropped: &sidak::media::Dropped| dropped.refused + dropped.flood;
    until(|| turned_away(&house.relay.stats().dropped) >= 500).await;
    let stats = house.relay.stats();
    assert!(stats.dropped.refused > 0 && stats.dropped.flood > 0, "{stats:?}");
    assert!(stats.dropped.unknown_source >= 500, "{stats:?}");
    assert_eq!((stats.engine_faults, stats.legs), (0, 2));
    assert!(
        stranger.try_recv(&mut [0; 100]).is_err(),
        "no answer for anyone without the password"
    );
}
