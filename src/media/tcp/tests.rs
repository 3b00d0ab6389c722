//! Connections as a stranger, a browser and a slow network use them.
#![allow(clippy::unwrap_used)]

use super::*;

#[tokio::test]
async fn frames_are_cut_at_their_length_and_refused_beyond_a_packet() {
    let most = u16::try_from(MAX_PACKET).unwrap();
    let frame = |length: u16, filled: usize| [&length.to_be_bytes()[..], &vec![7; filled]].concat();
    let cases = [
        ("one", frame(3, 3), Some(3)),
        ("empty", frame(0, 0), Some(0)),
        ("largest", frame(most, MAX_PACKET), Some(MAX_PACKET)),
        ("too large", frame(most + 1, MAX_PACKET + 1), None),
        ("cut short", frame(3, 2), None),
        ("half a length", vec![0], None),
    ];
    for (name, wire, expected) in cases {
        let got = read_frame(&mut wire.as_slice())
            .await
            .ok()
            .map(|bytes| bytes.len());
        assert_eq!(got, expected, "{name}");
    }
}

async fn pair() -> (TcpStream, TcpStream, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let ours = TcpStream::connect(listener.local_addr().unwrap())
        .await
        .unwrap();
    let (theirs, remote) = listener.accept().await.unwrap();
    (ours, theirs, remote)
}

fn caller(remote: SocketAddr) -> (Caller, Strangers) {
    let strangers = Strangers::default();
    let caller = Caller {
        remote,
        stranger: Stranger::arrive(&strangers, remote.ip()).unwrap(),
        counters: Arc::default(),
        _place: Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap(),
    };
    (caller, strangers)
}

#[tokio::test]
async fn who_talks_without_an_answer_is_closed_and_who_was_answered_may_go_on() {
    for answered in [false, true] {
        let (mut ours, theirs, remote) = pair().await;
        let (sender, mut arrivals) = mpsc::channel(ARRIVALS);
        let (caller, strangers) = caller(remote);
        let counters = Arc::clone(&caller.counters);
        tokio::spawn(serve(theirs, caller, sender, STRANGER));
        let Some(Arrival::Open { outgoing, .. }) = arrivals.recv().await else {
            panic!()
        };
        if answered {
            outgoing.send(vec![1]).await.unwrap();
            read_frame(&mut ours).await.unwrap();
            assert!(strangers.lock().unwrap().is_empty(), "a stranger no longer");
        }
        let frame = [0, 1, 7];
        ours.write_all(&frame.repeat(STRANGER_FRAMES + 1))
            .await
            .unwrap();
        for _ in 0..STRANGER_FRAMES {
            assert!(matches!(arrivals.recv().await, Some(Arrival::Frame { .. })));
        }
        let next = arrivals.recv().await;
        assert_eq!(matches!(next, Some(Arrival::Frame { .. })), answered);
        let closed = counters.snapshot(0).dropped.tcp_stranger;
        assert_eq!(closed, u64::from(!answered), "answered: {answered}");
    }
}

#[tokio::test]
async fn connections_beyond_the_limit_are_closed_and_a_place_comes_free_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let (sender, mut arrivals) = mpsc::channel(ARRIVALS);
    let counters = Arc::new(Counters::default());
    tokio::spawn(accept(
        listener,
        sender,
        Arc::clone(&counters),
        Arc::new(Semaphore::new(1)),
    ));
    let first = TcpStream::connect(addr).await.unwrap();
    let opened = arrivals.recv().await;
    assert!(matches!(opened, Some(Arrival::Open { .. })));
    let mut second = TcpStream::connect(addr).await.unwrap();
    assert_eq!(second.read(&mut [0]).await.unwrap_or(0), 0, "closed");
    assert_eq!(counters.snapshot(0).dropped.tcp_refused, 1);
    drop(first);
    assert!(matches!(arrivals.recv().await, Some(Arrival::Gone { .. })));
    // The place is given back just after that was said.
    for _ in 0..100 {
        let _third = TcpStream::connect(addr).await.unwrap();
        let waited = tokio::time::timeout(Duration::from_millis(100), arrivals.recv()).await;
        if matches!(waited, Ok(Some(Arrival::Open { .. }))) {
            return;
        }
    }
    panic!("no place came free");
}

#[tokio::test]
async fn a_stranger_is_closed_and_who_was_answered_stays() {
    for answered in [false, true] {
        let (mut ours, theirs, remote) = pair().await;
        let (sender, mut arrivals) = mpsc::channel(ARRIVALS);
        let within = Duration::from_millis(200);
        tokio::spawn(serve(theirs, caller(remote).0, sender, within));
        let Some(Arrival::Open { outgoing, .. }) = arrivals.recv().await else {
            panic!()
        };
        if answered {
            outgoing.send(vec![1, 2, 3]).await.unwrap();
            assert_eq!(read_frame(&mut ours).await.unwrap(), [1, 2, 3]);
        }
        let gone = tokio::time::timeout(within * 3, arrivals.recv()).await;
        assert_eq!(gone.is_err(), answered, "answered: {answered}");
    }
}

#[tokio::test]
async fn a_connection_that_does_not_drain_loses_frames_and_not_memory() {
    let (_arrivals, receiver) = mpsc::channel(1);
    let counters = Arc::new(Counters::default());
    let mut port = TcpPort {
        arrivals: receiver,
        connections: HashMap::new(),
        counters,
    };
    let remote = "192.0.2.7:5000".parse().unwrap();
    assert!(port.send(remote, &[1]).is_err(), "nobody there");
    let (outgoing, mut queue) = mpsc::channel(OUTGOING);
    port.note(Arrival::Open { remote, outgoing });
    let sent = (0..OUTGOING + 10)
        .filter(|_| port.send(remote, &[1]).is_ok())
        .count();
    assert_eq!(sent, OUTGOING);
    queue.recv().await.unwrap();
    assert!(port.send(remote, &[1]).is_ok(), "room again");
    port.note(Arrival::Gone { remote });
    assert!(port.send(remote, &[1]).is_err());
    assert_eq!(port.counters.snapshot(0).tcp_connections, 0);
}

/// One listener for both families, and each visitor under its own address: a household of mapped addresses would be everybody.
#[tokio::test]
async fn both_families_come_in_and_are_told_apart() {
    let listener = listen("[::]:0".parse().unwrap()).unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut tcp = TcpPort::new(listener, Arc::default()).unwrap();
    let mut visitors = Vec::new();
    for address in ["127.0.0.1", "::1"] {
        let address: IpAddr = address.parse().unwrap();
        let mut visitor = TcpStream::connect((address, port)).await.unwrap();
        let here = visitor.local_addr().unwrap();
        let Some(Arrival::Open { remote, .. }) = tcp.next().await else { panic!("it comes in") };
        assert_eq!(remote, here);
        visitor.write_all(&[0, 2, 7, 8]).await.unwrap();
        let Some(Arrival::Frame { remote, arrived_on, bytes }) = tcp.next().await else { panic!("it is heard") };
        assert_eq!((remote, arrived_on, bytes), (here, address, vec![7, 8]));
        visitors.push(visitor);
    }
}
