//! One TURN connection without its stream: messages and the time in, messages and packets for the relay out.
//! The protocol is `turn-server-proto`'s (docs/decisions/0009); here stands what it leaves open: whose credentials
//! are good, and that nobody but the relay can be reached. The client's own address never comes in here.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use turn_server_proto::{
    api::{SocketAllocateError, Transmit, TurnServerApi, TurnServerPollRet},
    server::TurnServer,
    stun::Instant as Time,
    types::{
        AddressFamily, TransportType,
        attribute::XorPeerAddress,
        message::{CHANNEL_BIND, CONNECT, CREATE_PERMISSION, SEND},
        prelude::DelayedTransmitBuild,
        stun::{
            attribute::{ErrorCode, Username},
            message::{IntegrityAlgorithm, LongTermKeyCredentials, Message, MessageWrite, MessageWriteExt, MessageWriteVec},
            prelude::{Attribute, AttributeFromRaw, AttributeStaticType},
        },
    },
};

use super::credentials::Secret;
use crate::media::tunnel::{self, Parcel};

/// Named in challenges; part of the key, and of no meaning otherwise.
const REALM: &str = "sidak";
/// To the protocol this is the server's own address. It is never sent.
const HERE: ([u8; 4], u16) = ([0, 0, 0, 0], 3478);

/// What one message led to.
#[derive(Debug)]
pub(super) enum Said {
    /// Goes back to the client.
    Answer(Vec<u8>),
    /// A packet for the relay.
    Parcel(Parcel),
    /// The client has signed in under this name, which was good.
    SignedIn(String),
    /// Asked for somebody else than the relay.
    Forbidden,
    /// Came with a name that is unknown or over, with a wrong password, or with another name than before.
    Denied,
}

pub(super) struct Session {
    server: TurnServer,
    secret: Arc<Secret>,
    /// All that can be reached from here: what the relay tells browsers.
    relay: Arc<[SocketAddr]>,
    /// Where the protocol thinks that the client is, and where it thinks that its sockets are.
    v4: SocketAddr,
    v6: SocketAddr,
    began: Instant,
    /// The name this connection is bound to, with its key.
    user: Option<(String, LongTermKeyCredentials)>,
    open: bool,
}

impl Session {
    pub(super) fn new(number: u32, secret: Arc<Secret>, relay: Arc<[SocketAddr]>, now: Instant) -> Session {
        let (v4, v6) = tunnel::addresses(number);
        // Each message comes in whole, so the protocol may think that they are datagrams: its own reading of streams
        // forgets the padding of channel data.
        let server = TurnServer::new(TransportType::Udp, HERE.into(), REALM.into());
        Session { server, secret, relay, v4, v6, began: now, user: None, open: false }
    }

    /// Takes in one message. `clock` is the Unix time in seconds, by which credentials end.
    pub(super) fn heard(&mut self, bytes: Vec<u8>, now: Instant, clock: i64) -> Vec<Said> {
        let mut said = Vec::new();
        let mut named = false;
        if let Ok(message) = Message::from_bytes(&bytes) {
            named = message.attribute::<Username>().is_ok();
            if let Some(reply) = self.forbids(&message) {
                said.push(Said::Forbidden);
                said.extend(reply.map(Said::Answer));
                return said;
            }
            self.learn(&message, clock);
        }
        let now = self.time(now);
        let sent = self.server.recv(Transmit::new(bytes, TransportType::Udp, self.v4, HERE.into()), now);
        if let Some(sent) = sent {
            let (from, to) = (sent.from, sent.to);
            let bytes = sent.data.build();
            if to == self.v4 && from == HERE.into() {
                if named && denies(&bytes) {
                    said.push(Said::Denied);
                }
                said.push(Said::Answer(bytes));
            } else if self.relay.contains(&to) {
                said.push(Said::Parcel(Parcel { tunnel: from, ours: to, bytes }));
            }
        }
        self.allocate(now, &mut said);
        said
    }

    /// A packet from the relay, wrapped for the client. None when the client has not asked for it.
    pub(super) fn wrap(&mut self, parcel: Parcel, now: Instant) -> Option<Vec<u8>> {
        let now = self.time(now);
        let sent = self.server.recv(Transmit::new(parcel.bytes, TransportType::Udp, parcel.ours, parcel.tunnel), now)?;
        (sent.to == self.v4).then(|| sent.data.build())
    }

    /// The addresses by which the relay may send.
    pub(super) fn tunnels(&self) -> [SocketAddr; 2] {
        [self.v4, self.v6]
    }

    /// Answers the protocol's wish for a socket with an address that stands for this connection.
    fn allocate(&mut self, now: Time, said: &mut Vec<Said>) {
        loop {
            let (transport, listen, client, allocation, family) = match self.server.poll(now) {
                TurnServerPollRet::AllocateSocket { transport, listen_addr, client_addr, allocation_transport, family } => {
                    (transport, listen_addr, client_addr, allocation_transport, family)
                }
                TurnServerPollRet::WaitUntil(_) => break,
                // What has expired is gone with this; there are no sockets to close.
                _ => continue,
            };
            let (here, place) = match family {
                AddressFamily::IPV4 => (self.relay.iter().any(SocketAddr::is_ipv4), self.v4),
                AddressFamily::IPV6 => (self.relay.iter().any(SocketAddr::is_ipv6), self.v6),
            };
            let place = if here { Ok(place) } else { Err(SocketAllocateError::AddressFamilyNotSupported) };
            if place.is_ok() && !self.open {
                self.open = true;
                said.extend(self.user.as_ref().map(|(name, _)| Said::SignedIn(name.clone())));
            }
            self.server.allocated_socket(transport, listen, client, allocation, family, place, now);
        }
        while let Some(sent) = self.server.poll_transmit(now) {
            said.push(Said::Answer(sent.data));
        }
    }

    /// Makes the key of the first good name known to the protocol, which refuses all others.
    fn learn(&mut self, message: &Message<'_>, clock: i64) {
        let Ok(name) = message.attribute::<Username>() else { return };
        if self.user.is_some() {
            return;
        }
        let Some(password) = self.secret.password_at(name.username(), clock) else { return };
        let name = name.username().to_owned();
        self.server.add_user(name.clone(), password.clone());
        self.user = Some((name.clone(), LongTermKeyCredentials::new(name, password, REALM.into())));
    }

    /// The one rule of this server: a message that names anybody but the relay is refused, whoever sends it. For a
    /// request the answer is 403 (RFC 8656 section 9.2), signed if its sender has a key; an indication has none.
    /// A permission is for an address with any port (section 9), and lets nothing out by itself.
    fn forbids(&self, message: &Message<'_>) -> Option<Option<Vec<u8>>> {
        let method = message.method();
        if ![CREATE_PERMISSION, CHANNEL_BIND, SEND, CONNECT].contains(&method) {
            return None;
        }
        let mut peers = message.iter_attributes().filter(|(_, attribute)| attribute.get_type() == XorPeerAddress::TYPE);
        let allowed = peers.all(|(_, attribute)| {
            let peer = XorPeerAddress::from_raw(attribute).map(|peer| peer.addr(message.transaction_id()));
            peer.is_ok_and(|peer| self.relay.iter().any(|ours| *ours == peer || (method == CREATE_PERMISSION && ours.ip() == peer.ip())))
        });
        if allowed && method != CONNECT {
            return None;
        }
        Some(if method == SEND { None } else { self.refusal(message) })
    }

    fn refusal(&self, message: &Message<'_>) -> Option<Vec<u8>> {
        let (_, key) = self.user.as_ref()?;
        let error = ErrorCode::builder(ErrorCode::FORBIDDEN).build().ok()?;
        let mut reply = Message::builder_error(message, MessageWriteVec::with_capacity(64));
        reply.add_attribute(&error).ok()?;
        reply.add_message_integrity(&key.clone().into(), IntegrityAlgorithm::Sha1).ok()?;
        Some(reply.finish())
    }

    fn time(&self, now: Instant) -> Time {
        Time::from_nanos(i64::try_from(now.saturating_duration_since(self.began).as_nanos()).unwrap_or(i64::MAX))
    }
}

/// Whether an answer says that name or password are not good. A stale nonce (438) is no fault of the client's.
fn denies(answer: &[u8]) -> bool {
    let code = Message::from_bytes(answer).ok().and_then(|message| message.attribute::<ErrorCode>().ok().map(|error| error.code()));
    matches!(code, Some(ErrorCode::UNAUTHORIZED | ErrorCode::WRONG_CREDENTIALS))
}

#[cfg(test)]
mod tests;
