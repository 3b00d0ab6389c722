//! A client's messages against one session: who gets in, and whom they reach.
#![allow(clippy::unwrap_used)]

use turn_server_proto::types::{
    attribute::{ChannelNumber, Data, RequestedTransport},
    channel::ChannelData,
    message::{ALLOCATE, DATA, REFRESH},
    stun::{
        attribute::{Nonce, Realm},
        message::{MessageClass, MessageType, Method, TransactionId},
    },
};

use super::*;
use crate::media::turn::Credentials;

const CLOCK: i64 = 1_000;
const RELAY: &str = "203.0.113.5:8443";

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn secret() -> Arc<Secret> {
    Arc::new(Secret::new(b"a test's"))
}

/// A browser, as far as it matters here.
struct Client {
    session: Session,
    credentials: Credentials,
    nonce: String,
    now: Instant,
}

impl Client {
    fn new(credentials: Credentials) -> Client {
        let now = Instant::now();
        let session = Session::new(7, secret(), Arc::new([address(RELAY)]), now);
        Client { session, credentials, nonce: String::new(), now }
    }

    /// One that has an allocation.
    fn signed_in() -> Client {
        let mut client = Client::new(secret().issue(CLOCK + 60, 1));
        assert_eq!(client.allocate(), Ok(()));
        client
    }

    fn key(&self) -> LongTermKeyCredentials {
        LongTermKeyCredentials::new(self.credentials.username.clone(), self.credentials.password.clone(), REALM.into())
    }

    fn hear(&mut self, bytes: Vec<u8>) -> Vec<Said> {
        self.session.heard(bytes, self.now, CLOCK)
    }

    fn request(&self, method: Method, peer: Option<SocketAddr>, channel: Option<u16>) -> Vec<u8> {
        let mut request = Message::builder_request(method, MessageWriteVec::new());
        if method == ALLOCATE {
            request.add_attribute(&RequestedTransport::new(RequestedTransport::UDP)).unwrap();
        }
        if let Some(peer) = peer {
            let peer = XorPeerAddress::new(peer, request.transaction_id());
            request.add_attribute(&peer).unwrap();
        }
        if let Some(channel) = channel {
            request.add_attribute(&ChannelNumber::new(channel)).unwrap();
        }
        if !self.nonce.is_empty() {
            request.add_attribute(&Username::new(&self.credentials.username).unwrap()).unwrap();
            request.add_attribute(&Realm::new(REALM).unwrap()).unwrap();
            request.add_attribute(&Nonce::new(&self.nonce).unwrap()).unwrap();
            request.add_message_integrity(&self.key().into(), IntegrityAlgorithm::Sha1).unwrap();
        }
        request.finish()
    }

    /// What a request is answered with: nothing wrong, or the error's code. An answer that is not signed as the
    /// client's key demands says so.
    fn ask(&mut self, method: Method, peer: Option<SocketAddr>, channel: Option<u16>) -> Result<(), u16> {
        let request = self.request(method, peer, channel);
        let said = self.hear(request);
        let answer = said.iter().find_map(|said| if let Said::Answer(bytes) = said { Some(bytes) } else { None });
        let message = Message::from_bytes(answer.unwrap()).unwrap();
        if let Ok(nonce) = message.attribute::<Nonce>() {
            self.nonce = nonce.nonce().to_owned();
        }
        let code = message.attribute::<ErrorCode>().map(|error| error.code()).ok();
        if ![Some(ErrorCode::UNAUTHORIZED), Some(ErrorCode::STALE_NONCE)].contains(&code) {
            message.validate_integrity(&self.key().into()).unwrap();
        }
        code.map_or(Ok(()), Err)
    }

    /// As browsers do: without a name first, to be told the nonce.
    fn allocate(&mut self) -> Result<(), u16> {
        assert_eq!(self.ask(ALLOCATE, None, None), Err(ErrorCode::UNAUTHORIZED));
        self.ask(ALLOCATE, None, None)
    }

    fn indication(peer: SocketAddr, bytes: &[u8]) -> Vec<u8> {
        let kind = MessageType::from_class_method(MessageClass::Indication, SEND);
        let mut message = Message::builder(kind, TransactionId::generate(), MessageWriteVec::new());
        let peer = XorPeerAddress::new(peer, message.transaction_id());
        message.add_attribute(&peer).unwrap();
        message.add_attribute(&Data::new(bytes)).unwrap();
        message.finish()
    }
}

fn parcels(said: &[Said]) -> Vec<(SocketAddr, &[u8])> {
    said.iter().filter_map(|said| if let Said::Parcel(parcel) = said { Some((parcel.ours, &parcel.bytes[..])) } else { None }).collect()
}

fn channel(number: u16, bytes: &[u8]) -> Vec<u8> {
    [&number.to_be_bytes()[..], &u16::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

#[test]
fn only_credentials_of_ours_that_are_not_over_get_in() {
    let good = secret().issue(CLOCK + 1, 1);
    let cases = [
        ("good", good.clone(), Ok(())),
        ("over", secret().issue(CLOCK, 1), Err(ErrorCode::UNAUTHORIZED)),
        ("of another server", Secret::new(b"another").issue(CLOCK + 1, 1), Err(ErrorCode::UNAUTHORIZED)),
        ("a later end written in", Credentials { username: "9999:1".into(), ..good.clone() }, Err(ErrorCode::UNAUTHORIZED)),
        ("no password", Credentials { password: String::new(), ..good }, Err(ErrorCode::UNAUTHORIZED)),
    ];
    for (name, credentials, expected) in cases {
        let mut client = Client::new(credentials);
        assert_eq!(client.allocate(), expected, "{name}");
        if expected.is_err() {
            let request = client.request(ALLOCATE, None, None);
            let denied = client.hear(request).iter().filter(|said| matches!(said, Said::Denied)).count();
            assert_eq!(denied, 1, "{name}: counted, and once");
        }
    }
}

#[test]
fn signing_in_is_said_once_and_another_name_is_refused() {
    let mut client = Client::new(secret().issue(CLOCK + 60, 1));
    client.ask(ALLOCATE, None, None).unwrap_err();
    let request = client.request(ALLOCATE, None, None);
    let said = client.hear(request.clone());
    assert!(said.iter().any(|said| matches!(said, Said::SignedIn(name) if *name == client.credentials.username)), "{said:?}");
    let again = client.hear(request);
    assert!(!again.iter().any(|said| matches!(said, Said::SignedIn(_))), "{again:?}");
    client.credentials = secret().issue(CLOCK + 60, 2);
    let request = client.request(REFRESH, None, None);
    let said = client.hear(request);
    assert!(said.iter().any(|said| matches!(said, Said::Denied)), "{said:?}");
}

/// The relay is reached, as the control; nobody else is, by any of the ways that the protocol has.
#[test]
fn nobody_but_the_relay_is_reached() {
    let others = ["127.0.0.1:8443", "203.0.113.5:22", "10.0.0.1:80", "203.0.113.6:8443", "169.254.169.254:80"];
    for (peer, ours) in [(RELAY, true)].into_iter().chain(others.map(|other| (other, false))) {
        let (peer, same_host) = (address(peer), address(peer).ip() == address(RELAY).ip());
        let expected = if ours { Ok(()) } else { Err(ErrorCode::FORBIDDEN) };

        let mut client = Client::signed_in();
        assert_eq!(client.ask(CHANNEL_BIND, Some(peer), Some(0x4001)), expected, "channel to {peer}");
        let said = client.hear(channel(0x4001, b"through a channel"));
        assert_eq!(parcels(&said), if ours { vec![(peer, &b"through a channel"[..])] } else { vec![] }, "{peer}");

        let mut client = Client::signed_in();
        let permitted = client.ask(CREATE_PERMISSION, Some(peer), None);
        assert_eq!(permitted, if same_host { Ok(()) } else { expected }, "permission for {peer}");
        let said = client.hear(Client::indication(peer, b"by indication"));
        assert_eq!(parcels(&said), if ours { vec![(peer, &b"by indication"[..])] } else { vec![] }, "{peer}");
        assert_eq!(said.iter().any(|said| matches!(said, Said::Forbidden)), !ours, "{peer}");

        let mut client = Client::signed_in();
        assert_eq!(client.ask(CONNECT, Some(peer), None), Err(ErrorCode::FORBIDDEN), "TCP to {peer}");
    }
}

#[test]
fn packets_of_the_relay_come_back_by_channel_or_indication() {
    let mut client = Client::signed_in();
    let ours = address(RELAY);
    let [tunnel, _] = client.session.tunnels();
    let parcel = || Parcel { tunnel, ours, bytes: b"a picture".to_vec() };
    let now = client.now;
    assert!(client.session.wrap(parcel(), now).is_none(), "not asked for");
    client.ask(CREATE_PERMISSION, Some(ours), None).unwrap();
    let wrapped = client.session.wrap(parcel(), now).unwrap();
    let message = Message::from_bytes(&wrapped).unwrap();
    assert_eq!((message.method(), message.attribute::<Data>().unwrap().data()), (DATA, &b"a picture"[..]));
    client.ask(CHANNEL_BIND, Some(ours), Some(0x4003)).unwrap();
    let wrapped = client.session.wrap(parcel(), now).unwrap();
    let data = ChannelData::parse(&wrapped).unwrap();
    assert_eq!((data.id(), data.data()), (0x4003, &b"a picture"[..]));
}

#[test]
fn before_signing_in_nothing_passes() {
    let mut client = Client::new(secret().issue(CLOCK + 60, 1));
    let ours = address(RELAY);
    for bytes in [channel(0x4001, b"x"), Client::indication(ours, b"x"), vec![], vec![0; 20], vec![0xff; 40]] {
        let said = client.hear(bytes);
        assert!(parcels(&said).is_empty(), "{said:?}");
    }
    let forbidden = client.request(CREATE_PERMISSION, Some(address("10.0.0.1:80")), None);
    let said = client.hear(forbidden);
    assert!(matches!(said[..], [Said::Forbidden]), "a stranger is not even answered: {said:?}");
}

/// An hour is the longest that an allocation lasts without being asked for again.
#[test]
fn an_allocation_that_is_not_renewed_ends() {
    let mut client = Client::signed_in();
    let ours = address(RELAY);
    client.ask(CHANNEL_BIND, Some(ours), Some(0x4001)).unwrap();
    for (seconds, passes) in [(299, true), (3_601, false)] {
        let at = client.now + std::time::Duration::from_secs(seconds);
        let said = client.session.heard(channel(0x4001, b"x"), at, CLOCK);
        assert_eq!(!parcels(&said).is_empty(), passes, "after {seconds} s");
    }
}
