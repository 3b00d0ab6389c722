//! Calls as they should go.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use sidak::media::Side::{Employee, Supervisor};
use sidak::media::{MediaError, Path, RelayFact};
use sidak_robot::{Peer, Transport};
use uuid::Uuid;

use crate::house::*;

#[tokio::test(flavor = "multi_thread")]
async fn sound_and_picture_go_both_ways_unchanged_and_witnessed() {
    let mut house = House::open(true);
    let (supervisor, employee) = call(&house, Transport::Udp).await;
    for (peer, own, other) in [
        (&supervisor, Supervisor, Employee),
        (&employee, Employee, Supervisor),
    ] {
        let seen = peer.stats();
        assert!(
            seen.audio.contents.len() > 10 && seen.video.contents.len() > 5,
            "{seen:?}"
        );
        assert!(
            seen.audio.contents.is_subset(&sound_of(other)),
            "sound byte for byte"
        );
        assert!(
            seen.video.contents.is_subset(&picture_of(other)),
            "picture byte for byte"
        );
        assert!(
            seen.video.contents.is_disjoint(&picture_of(own)),
            "and not one's own"
        );
        assert!(seen.keyframes > 0);
        house.fact(own, |f| *f == RelayFact::Connected).await;
        house.fact(own, |f| *f == RelayFact::FirstAudio).await;
        house.fact(own, |f| *f == RelayFact::FirstVideo).await;
        house
            .fact(own, |f| {
                *f == RelayFact::FirstKeyframe {
                    width: 320,
                    height: 240,
                }
            })
            .await;
        let good = |f: &RelayFact| {
            matches!(
                f,
                RelayFact::Quality {
                    loss_permille: 0,
                    bitrate_kbps: 30..,
                    path: Path::Udp,
                    ..
                }
            )
        };
        house.fact(own, good).await;
        assert_eq!(
            house.heard(
                own,
                &RelayFact::FirstKeyframe {
                    width: 320,
                    height: 240
                }
            ),
            1
        );
    }
    let stats = house.relay.stats();
    assert_eq!(
        (
            stats.calls,
            stats.legs,
            stats.tcp_connections,
            stats.engine_faults
        ),
        (1, 2, 0, 0)
    );
    assert!(
        stats.packets_in > 200 && stats.packets_out > 200,
        "{stats:?}"
    );
    assert_eq!(stats.kernel_drops, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_over_ipv6_alone_by_udp_and_by_tcp() {
    let six = IpAddr::V6(Ipv6Addr::LOCALHOST);
    for (transport, path) in [(Transport::Udp, Path::Udp), (Transport::Tcp, Path::Tcp)] {
        let mut house = House::open_on(six, vec![six, LOCALHOST], true);
        let mut supervisor = robot_on(six, Supervisor, transport, true).await;
        let mut employee = robot_on(six, Employee, transport, true).await;
        let answer = house.join(Supervisor, &mut supervisor).await;
        house.join(Employee, &mut employee).await;
        assert!(answer.contains(" ::1 "), "{answer}");
        assert!(
            !answer.contains(" 127.0.0.1 "),
            "nothing for it would arrive: {answer}"
        );
        flows(&supervisor).await;
        flows(&employee).await;
        house
            .fact(
                Employee,
                |f| matches!(f, RelayFact::Quality { path: way, .. } if *way == path),
            )
            .await;
        supervisor.close().await.unwrap();
        employee.close().await.unwrap();
    }
}

/// Where every address is listened on, IPv6 and IPv4 meet in one call, by UDP and by TCP.
#[tokio::test(flavor = "multi_thread")]
async fn one_socket_serves_both_kinds_of_addresses() {
    let six = IpAddr::V6(Ipv6Addr::LOCALHOST);
    for transport in [Transport::Udp, Transport::Tcp] {
        let any = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
        let house = House::open_on(any, vec![six, LOCALHOST], true);
        let mut supervisor = robot_on(six, Supervisor, transport, true).await;
        let mut employee = robot_on(LOCALHOST, Employee, transport, true).await;
        let answer = house.join(Supervisor, &mut supervisor).await;
        house.join(Employee, &mut employee).await;
        for address in [" ::1 ", " 127.0.0.1 "] {
            assert!(answer.contains(address), "{answer}");
        }
        flows(&supervisor).await;
        flows(&employee).await;
        supervisor.close().await.unwrap();
        employee.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_side_without_a_camera_is_heard_and_sees() {
    let mut house = House::open(false);
    let mut supervisor = peer(Supervisor).await;
    let mut employee = robot(Employee, Transport::Udp, false).await;
    house.join(Supervisor, &mut supervisor).await;
    house.join(Employee, &mut employee).await;
    flows(&employee).await;
    let seen = supervisor
        .until(LIMIT, |s| s.audio.packets >= 50)
        .await
        .unwrap();
    assert_eq!(seen.video.packets, 0);
    house.fact(Employee, |f| *f == RelayFact::FirstAudio).await;
    house
        .fact(Supervisor, |f| *f == RelayFact::FirstVideo)
        .await;
    assert_eq!(house.heard(Employee, &RelayFact::FirstVideo), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_joiner_is_served_a_key_frame_and_requests_are_at_most_one_a_second() {
    let house = House::open(false);
    let mut supervisor = peer(Supervisor).await;
    house.join(Supervisor, &mut supervisor).await;
    supervisor
        .until(LIMIT, |s| s.frames_sent >= 12)
        .await
        .unwrap();
    assert_eq!(
        supervisor.stats().keyframe_requests,
        0,
        "nobody is there to ask"
    );
    let mut employee = peer(Employee).await;
    house.join(Employee, &mut employee).await;
    supervisor
        .until(LIMIT, |s| s.keyframe_requests >= 1)
        .await
        .expect("asked for as soon as the other side connected");
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
    supervisor
        .until(LIMIT, |s| s.keyframe_requests >= before + 2)
        .await
        .unwrap();
    let passed = supervisor.stats().keyframe_requests - before;
    assert!(
        sent >= 20 && passed <= 4,
        "{passed} of {sent} requests in three seconds were passed on"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_again_replaces_the_old_leg_and_the_other_side_sees_on() {
    let mut house = House::open(false);
    let (supervisor, employee) = call(&house, Transport::Udp).await;
    let faces = |peer: &Peer| {
        peer.stats()
            .video
            .contents
            .intersection(&picture_of(Supervisor))
            .count()
    };
    assert_eq!(
        faces(&supervisor),
        0,
        "control: nobody shows this picture to the supervisor yet"
    );
    // The page is loaded again; this robot shows the other picture, to be told from the old one.
    let mut again = peer(Supervisor).await;
    house.join(Employee, &mut again).await;
    flows(&again).await;
    flows(&supervisor).await;
    assert!(faces(&supervisor) > 3);
    house.fact(Employee, |f| *f == RelayFact::FirstVideo).await;
    assert_eq!(house.relay.stats().legs, 2);
    employee
        .until(LIMIT, |s| !s.connected)
        .await
        .expect("the replaced connection is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_network_keeps_the_leg() {
    let mut house = House::open(false);
    let (supervisor, mut employee) = call(&house, Transport::Udp).await;
    house.fact(Employee, |f| *f == RelayFact::Connected).await;
    let first = house
        .relay
        .join(CALL, Employee, employee.restart().await.unwrap())
        .await
        .unwrap();
    employee.accept(&first).await.unwrap();
    flows(&supervisor).await;
    flows(&employee).await;
    let second = house
        .relay
        .join(CALL, Employee, employee.restart().await.unwrap())
        .await
        .unwrap();
    let line = |answer: &str, name: &str| {
        answer
            .lines()
            .find(|l| l.starts_with(name))
            .unwrap()
            .to_owned()
    };
    assert_ne!(line(&first, "a=ice-ufrag"), line(&second, "a=ice-ufrag"));
    employee.accept(&second).await.unwrap();
    flows(&supervisor).await;
    flows(&employee).await;
    house
        .fact(Employee, |f| matches!(f, RelayFact::Quality { .. }))
        .await;
    assert_eq!(
        house.heard(Employee, &RelayFact::Connected),
        1,
        "the same leg all along"
    );
    assert_eq!(house.relay.stats().legs, 2);
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
    supervisor
        .until(LIMIT, |s| !s.connected)
        .await
        .expect("the browser is told");

    let offer = robot(Employee, Transport::Udp, true)
        .await
        .offer()
        .await
        .unwrap();
    for n in 0..50 {
        house
            .relay
            .join(Uuid::from_u128(n), Employee, offer.clone())
            .await
            .unwrap();
    }
    assert_eq!(house.relay.stats().calls, 50);
    for n in 0..50 {
        house.relay.close(Uuid::from_u128(n));
    }
    until(|| house.relay.stats().legs == 0 && house.relay.stats().calls == 0).await;
    drop((supervisor, employee));

    house.relay.stop().await;
    assert!(matches!(
        house.relay.join(CALL, Employee, offer).await,
        Err(MediaError::Stopped)
    ));
    let again = std::net::UdpSocket::bind(house.relay.addr());
    assert!(again.is_ok(), "the port is free once stop returns");
}
