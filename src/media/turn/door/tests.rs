//! Connections and their bounds, over plain streams: TLS is rustls's business, and the browsers' tests go through it.
#![allow(clippy::unwrap_used)]

use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use super::*;
use crate::media::turn::{Credentials, Secret};
use crate::media::{Counters, tunnel::Tunnels};

const CLOCK: i64 = 1_000;

fn door() -> (Arc<Door>, Tunnels) {
    let counters = Arc::new(Counters::default());
    let (tunnels, carried) = Tunnels::new(Arc::clone(&counters));
    let (commands, _) = mpsc::channel(1);
    let addr = "203.0.113.5:8443".parse().unwrap();
    let relay = Relay { commands, counters, addr, advertised: Arc::new([addr]), tunnels };
    (Arc::new(Door::new(relay, Arc::new(Secret::new(b"a test's")), Arc::new(|| CLOCK))), carried)
}

#[test]
fn a_second_carries_so_much_and_the_next_one_again() {
    let (mut rate, began) = (Rate::default(), Instant::now());
    let packet = BYTES_PER_SECOND / 10;
    let admitted = (0..20).filter(|_| rate.admits(packet, began)).count();
    assert_eq!(admitted, 10);
    assert!(!rate.admits(packet, began + Duration::from_millis(999)));
    assert!(rate.admits(packet, began + Duration::from_millis(1_000)));
}

#[test]
fn a_name_has_so_many_places_and_gives_them_back() {
    let (door, _) = door();
    let Credentials { username, .. } = Secret::new(b"x").issue(CLOCK, 1);
    let places: Vec<_> = (0..=PER_NAME_MAX).map_while(|_| door.place(username.clone())).collect();
    assert_eq!(places.len(), PER_NAME_MAX as usize);
    assert!(door.place("another".into()).is_some());
    drop(places);
    assert!(door.names.lock().unwrap().is_empty(), "nothing is kept of names that are not in use");
    assert!(door.place(username).is_some());
}

#[tokio::test]
async fn who_does_not_sign_in_is_shown_out() {
    let (door, _carried) = door();
    let say: [(&str, Vec<u8>); 3] = [
        ("silence", vec![]),
        ("requests without end", [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42].iter().copied().chain([7; 12]).collect::<Vec<u8>>().repeat(STRANGER_MESSAGES_MAX as usize + 1)),
        ("something else", b"GET / HTTP/1.1\r\n\r\n".repeat(200)),
    ];
    for (number, (what, bytes)) in say.into_iter().enumerate() {
        let (mut ours, theirs) = tokio::io::duplex(64 * 1024);
        ours.write_all(&bytes).await.unwrap();
        // Who talks is shown out by what was said: the time that silence gets would be too long to wait here.
        let patience = if number == 0 { Duration::from_millis(50) } else { IDLE };
        let shown_out = tokio::time::timeout(SIGN_IN_WITHIN, carry(theirs, &door, patience)).await;
        assert!(shown_out.is_ok(), "{what}");
        assert_eq!(door.counters().snapshot(0).dropped.turn_refused, number as u64 + 1, "{what}");
        let mut answers = Vec::new();
        ours.read_to_end(&mut answers).await.unwrap();
    }
}

/// A connection that says nothing stays where TLS begins, and holds its place.
fn no_certificate() -> TlsAcceptor {
    use tokio_rustls::rustls::{ServerConfig, crypto::aws_lc_rs, server::ResolvesServerCertUsingSni};
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(ResolvesServerCertUsingSni::new()));
    TlsAcceptor::from(Arc::new(config))
}

#[tokio::test]
async fn connections_beyond_the_limit_are_closed_and_a_place_comes_free_again() {
    let (door, _carried) = door();
    let room = Arc::new(Semaphore::new(1));
    let permit = Arc::clone(&room).try_acquire_owned().unwrap();
    let counted = Counted::new(&door, permit);
    assert_eq!(door.counters().snapshot(0).turn_connections, 1);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let accepting = tokio::spawn(accept_within(room, listener, no_certificate(), Arc::clone(&door)));
    let mut refused = TcpStream::connect(addr).await.unwrap();
    assert_eq!(refused.read(&mut [0]).await.unwrap_or(0), 0, "closed");
    assert_eq!(door.counters().snapshot(0).dropped.turn_refused, 1);
    drop(counted);
    assert_eq!(door.counters().snapshot(0).turn_connections, 0);
    let _taken = TcpStream::connect(addr).await.unwrap();
    for _ in 0..100 {
        if door.counters().snapshot(0).turn_connections == 1 {
            accepting.abort();
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no place came free");
}
