//! A TURN client for fuzzing, which can sign whatever it says, and the reader of its streams.
//! Knows nothing of what is tried with it.
#![allow(clippy::unwrap_used)]

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use turn_server_proto::types::stun::{
    attribute::{ErrorCode, Nonce, RawAttribute, Realm, Username},
    message::{IntegrityAlgorithm, LongTermKeyCredentials, Message, MessageClass, MessageType, MessageWrite, MessageWriteExt, MessageWriteVec, Method, TransactionId},
};
use turn_server_proto::types::message::{ALLOCATE, SEND};

use super::{Credentials, Secret};
use super::session::{Said, Session};
use crate::media::tunnel::Parcel;

const CLOCK: i64 = 1_000;
const REALM: &str = "sidak";

/// What one message led to.
#[derive(Debug, Default)]
pub struct Heard {
    pub to_the_relay: usize,
    pub to_others: usize,
    pub sign_ins: usize,
}

/// Good credentials, and the nonce of the last challenge: signs whatever it is given.
pub struct Signer {
    name: String,
    key: LongTermKeyCredentials,
    nonce: String,
}

pub struct Client {
    session: Session,
    relay: SocketAddr,
    signer: Signer,
    now: Instant,
}

/// Reads one message off a stream.
pub async fn read(stream: &mut &[u8]) -> io::Result<Vec<u8>> {
    super::frames::read(stream).await
}

impl Signer {
    pub fn new(made: Credentials) -> Signer {
        let key = LongTermKeyCredentials::new(made.username.clone(), made.password, REALM.into());
        Signer { name: made.username, key, nonce: String::new() }
    }

    /// Each challenge brings a nonce.
    pub fn learn(&mut self, answer: &[u8]) {
        let message = Message::from_bytes(answer).unwrap();
        let challenged = message.attribute::<ErrorCode>().is_ok();
        if challenged && let Ok(nonce) = message.attribute::<Nonce>() {
            self.nonce = nonce.nonce().to_owned();
        }
    }

    /// A request with these attributes, signed once there was a challenge. None for what the library will not write: such
    /// bytes are tried unsigned.
    pub fn request(&self, method: u16, attributes: &[u8]) -> Option<Vec<u8>> {
        let mut request = Message::builder_request(Method::new(method), MessageWriteVec::new());
        append(&mut request, attributes);
        if !self.nonce.is_empty() {
            request.add_attribute(&Username::new(&self.name).ok()?).ok()?;
            request.add_attribute(&Realm::new(REALM).ok()?).ok()?;
            request.add_attribute(&Nonce::new(&self.nonce).ok()?).ok()?;
            request.add_message_integrity(&self.key.clone().into(), IntegrityAlgorithm::Sha1).ok()?;
        }
        Some(request.finish())
    }

    /// Asks for an allocation.
    pub fn allocate(&self) -> Vec<u8> {
        self.request(ALLOCATE.value(), &[0, 0x19, 0, 4, 17, 0, 0, 0]).unwrap()
    }
}

impl Client {
    pub fn new() -> Client {
        let (now, relay) = (Instant::now(), "203.0.113.5:8443".parse().unwrap());
        let secret = Arc::new(Secret::new(b"a test's"));
        let signer = Signer::new(secret.issue(CLOCK + 3_600, 1));
        Client { session: Session::new(7, secret, Arc::new([relay]), now), relay, signer, now }
    }

    pub fn say(&mut self, bytes: Vec<u8>) -> Heard {
        let mut heard = Heard::default();
        for said in self.session.heard(bytes, self.now, CLOCK) {
            match said {
                Said::Parcel(parcel) if parcel.ours == self.relay => heard.to_the_relay += 1,
                Said::Parcel(_) => heard.to_others += 1,
                Said::SignedIn(_) => heard.sign_ins += 1,
                Said::Answer(bytes) if bytes.first().is_some_and(|first| *first < 0x40) => self.signer.learn(&bytes),
                Said::Answer(_) | Said::Forbidden | Said::Denied => {}
            }
        }
        heard
    }

    /// As browsers do: unsigned first, to be challenged.
    pub fn sign_in(&mut self) -> Heard {
        let challenged = self.say(self.signer.allocate());
        if challenged.sign_ins > 0 { challenged } else { self.say(self.signer.allocate()) }
    }

    /// A request with these attributes.
    pub fn request(&mut self, method: u16, attributes: &[u8]) -> Heard {
        self.signer.request(method, attributes).map(|request| self.say(request)).unwrap_or_default()
    }

    pub fn indication(&mut self, attributes: &[u8]) -> Heard {
        let kind = MessageType::from_class_method(MessageClass::Indication, SEND);
        let mut message = Message::builder(kind, TransactionId::from(7), MessageWriteVec::new());
        append(&mut message, attributes);
        self.say(message.finish())
    }

    pub fn packet_of_the_relay(&mut self, bytes: &[u8]) -> bool {
        let [tunnel, _] = self.session.tunnels();
        self.session.wrap(Parcel { tunnel, ours: self.relay, bytes: bytes.to_vec() }, self.now).is_some()
    }

    pub fn wait(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
    }
}

/// Attributes as bytes: type, length, value, padding.
fn append(message: &mut MessageWriteVec, mut attributes: &[u8]) {
    while let [a, b, c, d, rest @ ..] = attributes {
        let length = usize::from(u16::from_be_bytes([*c, *d])).min(rest.len());
        let kind = u16::from_be_bytes([*a, *b]);
        // The library panics for what it wants to write itself; such bytes are tried unsigned. What it refuses is left out.
        if ![0x0008, 0x001c, 0x8028].contains(&kind) {
            let _ = message.add_attribute(&RawAttribute::new(kind.into(), &rest[..length]));
        }
        attributes = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
}
