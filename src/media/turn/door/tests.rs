//! Connections and their bounds, over plain streams: TLS is rustls's business, and the browsers' tests go through it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use super::*;
use crate::media::stranger::MAX_STRANGERS;
use crate::media::turn::fuzz::Signer;
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

/// What the door has counted under a reason.
fn ended(door: &Door, reason: &str) -> u64 {
    let counts = door.counters().snapshot(0).turn_ended;
    counts.iter().find(|(known, _)| *known == reason).unwrap().1
}

/// A door that waits for nobody for long.
fn impatient(change: impl FnOnce(&mut Patience)) -> (Arc<Door>, Tunnels) {
    let (door, carried) = door();
    let mut door = Arc::into_inner(door).unwrap();
    change(&mut door.patience);
    (Arc::new(door), carried)
}

const SHORT: Duration = Duration::from_millis(50);
/// Time enough for who does what browsers do, on a busy machine too.
const LONG: Duration = Duration::from_secs(1);

/// What never comes is a failure, and no test that hangs.
async fn in_time<T>(comes: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), comes).await.expect("in time")
}

fn from(last: u8) -> IpAddr {
    [192, 0, 2, last].into()
}

/// One client, on a stream of its own that holds so many bytes.
struct Client {
    stream: tokio::io::DuplexStream,
    signer: Signer,
    served: tokio::task::JoinHandle<()>,
}

impl Client {
    fn arrive(door: &Arc<Door>, address: IpAddr, holds: usize, made: Credentials) -> Client {
        let (ours, theirs) = tokio::io::duplex(holds);
        let (door, caller) = (Arc::clone(door), door.greet(address).unwrap());
        let served = tokio::spawn(async move { carry(theirs, &door, caller).await });
        Client { stream: ours, signer: Signer::new(made), served }
    }

    async fn say(&mut self, bytes: Vec<u8>) {
        self.stream.write_all(&frames::padded(bytes)).await.unwrap();
    }

    async fn hear(&mut self) -> Vec<u8> {
        in_time(frames::read(&mut self.stream)).await.unwrap()
    }

    /// Asks for an allocation as browsers do; what the second answer is, or none when it is shown out instead.
    async fn try_sign_in(&mut self) -> Option<Vec<u8>> {
        self.say(self.signer.allocate()).await;
        let challenge = self.hear().await;
        self.signer.learn(&challenge);
        self.say(self.signer.allocate()).await;
        in_time(frames::read(&mut self.stream)).await.ok()
    }

    async fn sign_in(&mut self) -> Vec<u8> {
        self.try_sign_in().await.unwrap()
    }

    /// Signed in, with a channel to the relay.
    async fn open(door: &Arc<Door>, number: u64, holds: usize) -> Client {
        let mut client = Client::arrive(door, from(1), holds, good(number));
        assert_eq!(client.sign_in().await[..2], [1, 3], "allocated");
        client.say(client.signer.request(9, &BIND).unwrap()).await;
        assert_eq!(client.hear().await[..2], [1, 9], "bound");
        client
    }

    async fn packet(&mut self, bytes: &[u8; 4]) {
        self.say([&[0x40, 1, 0, 4][..], bytes].concat()).await;
    }

    async fn shown_out(self) {
        in_time(self.served).await.unwrap();
    }
}

/// Channel 0x4001 to 203.0.113.5:8443 (RFC 8656 sections 18.1 and 18.3).
const BIND: [u8; 20] = [0, 0x0c, 0, 4, 0x40, 1, 0, 0, 0, 0x12, 0, 8, 0, 1, 0x01, 0xe9, 0xea, 0x12, 0xd5, 0x47];

fn good(number: u64) -> Credentials {
    Secret::new(b"a test's").issue(CLOCK + 600, number)
}

fn wrong(number: u64) -> Credentials {
    Credentials { password: "guessed".into(), ..good(number) }
}

/// The next packet that reaches the relay.
async fn parcel(carried: &mut Tunnels) -> Vec<u8> {
    loop {
        if let News::Parcel(parcel) = in_time(carried.next()).await {
            return parcel.bytes;
        }
    }
}

#[tokio::test]
async fn who_does_not_sign_in_is_shown_out_and_the_reason_counted() {
    let request = [&[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42][..], &[7; 12]].concat();
    let most = STRANGER_MESSAGES_MAX as usize;
    let cases: [(&str, Vec<u8>); 4] = [
        ("late", vec![]),
        ("late", request[..10].to_vec()),
        ("talkative", request.repeat(most + 1)),
        ("garbage", b"GET / HTTP/1.1\r\n\r\n".repeat(200)),
    ];
    for (reason, bytes) in cases {
        // Who talks is shown out by what was said, long before the time that silence gets.
        let (door, _carried) = impatient(|patience| if reason == "late" { patience.sign_in = SHORT });
        let mut client = Client::arrive(&door, from(1), 64 * 1024, good(1));
        client.stream.write_all(&bytes).await.unwrap();
        client.shown_out().await;
        assert_eq!(ended(&door, reason), 1, "{reason}");
        assert_eq!(door.strange_places.available_permits(), STRANGERS_MAX);
    }
    // Controls: as many messages as one may say, and one who signs in in time.
    let (door, _carried) = impatient(|patience| patience.sign_in = LONG);
    let mut client = Client::arrive(&door, from(1), 64 * 1024, good(1));
    for _ in 0..most - 2 {
        client.say(client.signer.allocate()).await;
        client.hear().await;
    }
    assert_eq!(client.sign_in().await[..2], [1, 3]);
    assert!(tokio::time::timeout(LONG + SHORT, &mut client.served).await.is_err(), "its time to sign in is over, and it stays");
    client.say(client.signer.allocate()).await;
    client.hear().await;
    drop(client.stream);
    client.served.await.unwrap();
    assert!(door.counters().snapshot(0).turn_ended.iter().all(|(_, count)| *count == 0), "nobody was shown out");
}

#[tokio::test]
async fn wrong_credentials_are_borne_with_patience_until_a_network_brings_many() {
    let (door, mut carried) = door();
    let mut other = Client::open(&door, 1_000, 64 * 1024).await;
    let mut tries = 0;
    loop {
        let mut client = Client::arrive(&door, from(1), 64 * 1024, wrong(tries));
        tries += 1;
        let Some(answer) = client.try_sign_in().await else { break };
        assert_eq!(answer[..2], [1, 0x13], "an error");
        // A mistake may be mended on the same connection.
        client.signer = Signer::new(good(tries - 1));
        assert_eq!(client.sign_in().await[..2], [1, 3]);
        assert!(tries <= 500, "guessing goes on for ever");
    }
    assert_eq!(ended(&door, "guesses"), 1);
    assert_eq!(door.counters().snapshot(0).dropped.turn_denied, tries);
    // Same network, right credentials: in, and the one who was there goes on.
    let mut colleague = Client::open(&door, 1_001, 64 * 1024).await;
    for client in [&mut other, &mut colleague] {
        client.packet(b"here").await;
        assert_eq!(parcel(&mut carried).await, b"here");
    }
}

#[tokio::test]
async fn strangers_of_one_network_fill_their_own_places_only() {
    let (door, _carried) = door();
    let crowd: Vec<_> = (0..MAX_STRANGERS).map(|_| door.greet(from(1)).unwrap()).collect();
    assert_eq!(door.greet(from(1)).err(), Some(End::Crowded));
    // Who has signed in from there takes none of them.
    drop(crowd);
    let mut colleagues = Vec::new();
    for number in 0..4 {
        colleagues.push(Client::open(&door, number, 64 * 1024).await);
    }
    let crowd: Vec<_> = (0..MAX_STRANGERS).map(|_| door.greet(from(1)).unwrap()).collect();
    assert!(door.greet(from(2)).is_ok(), "another network has its own");
    // All networks together leave room for those who have signed in.
    let rest = STRANGERS_MAX - crowd.len();
    let many: Vec<_> = (0..rest).map(|n| door.greet([198, 51, 100, u8::try_from(n / 60).unwrap()].into()).unwrap()).collect();
    assert_eq!(door.greet(from(3)).err(), Some(End::Crowded));
    assert_eq!(many.len() + crowd.len(), STRANGERS_MAX);
    drop(many);
    assert!(door.greet(from(3)).is_ok());
}

#[tokio::test]
async fn who_reads_nothing_is_silent_or_stays_for_ever_is_shown_out() {
    let bytes = vec![0; 1_000];
    type Change = fn(&mut Patience);
    let cases: [(&str, Change); 3] = [
        ("slow", |patience| patience.write = SHORT),
        ("silent", |patience| patience.idle = LONG),
        ("overtime", |patience| patience.lifetime = LONG),
    ];
    for (reason, change) in cases {
        let (door, mut carried) = impatient(change);
        let client = Client::open(&door, 1, 4_096).await;
        let tunnel = loop {
            if let News::Open { tunnel, .. } = carried.next().await {
                break tunnel;
            }
        };
        if reason == "slow" {
            let sent = (0..200).filter(|_| carried.send(tunnel, door.relay.advertised[0], bytes.clone())).count();
            assert_eq!(sent, OUTGOING, "what waits for one connection is bounded");
        }
        client.shown_out().await;
        assert_eq!(ended(&door, reason), 1, "{reason}");
        assert!(door.names.lock().unwrap().is_empty());
    }
    // Control: who reads gets all of it, and stays.
    let (door, mut carried) = impatient(|patience| patience.write = SHORT);
    let mut client = Client::open(&door, 1, 4_096).await;
    let tunnel = loop {
        if let News::Open { tunnel, .. } = carried.next().await {
            break tunnel;
        }
    };
    for _ in 0..50 {
        assert!(carried.send(tunnel, door.relay.advertised[0], bytes.clone()));
        assert_eq!(client.hear().await.len(), 4 + bytes.len());
    }
    assert_eq!(ended(&door, "slow"), 0);
}

#[tokio::test]
async fn asking_for_somebody_else_than_the_relay_ends_the_connection_and_no_other() {
    let (door, mut carried) = door();
    let mut other = Client::open(&door, 1, 64 * 1024).await;
    let mut client = Client::open(&door, 2, 64 * 1024).await;
    // 10.0.0.1 in place of the relay.
    let elsewhere = [&BIND[..16], &[0x0a ^ 0x21, 0x12, 0xa4, 1 ^ 0x42]].concat();
    for _ in 0..=STRANGER_MESSAGES_MAX {
        let request = client.signer.request(9, &elsewhere).unwrap();
        // The server may have shown it out before the last of them.
        if client.stream.write_all(&request).await.is_err() {
            break;
        }
    }
    client.shown_out().await;
    assert_eq!(ended(&door, "talkative"), 1);
    assert!(door.counters().snapshot(0).dropped.turn_forbidden > u64::from(STRANGER_MESSAGES_MAX) - 4);
    other.packet(b"here").await;
    assert_eq!(parcel(&mut carried).await, b"here");
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
    assert_eq!(ended(&door, "full"), 1);
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

#[tokio::test]
async fn who_speaks_no_tls_or_too_slowly_is_counted_and_gives_its_place_back() {
    let (door, _carried) = impatient(|patience| patience.tls = SHORT);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let accepting = tokio::spawn(accept(listener, no_certificate(), Arc::clone(&door)));
    // One says nothing, one begins a handshake and stops, one says something else.
    for (number, says) in [&b""[..], &[22, 3, 1, 0, 200, 1], b"GET / HTTP/1.1\r\n\r\n"].into_iter().enumerate() {
        let mut stream = TcpStream::connect(addr).await.unwrap();
        stream.write_all(says).await.unwrap();
        let mut alert = Vec::new();
        let _ = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut alert)).await.expect("closed");
        while ended(&door, "no_tls") <= number as u64 {
            tokio::task::yield_now().await;
        }
    }
    accepting.abort();
    while door.strange_places.available_permits() < STRANGERS_MAX {
        tokio::task::yield_now().await;
    }
    assert!(door.strangers.lock().unwrap().is_empty());
}
