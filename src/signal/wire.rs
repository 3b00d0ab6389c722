//! The socket's messages, both ways. `docs/protocol.md` tells when each is sent and what answers it; its samples are
//! parsed by a test against these types.
//!
//! Knows nothing of sockets.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::servers::IceServer;
use crate::{media, shape::{Place, Side, now::Now}};

/// The protocol's version, sent in `hello` and `welcome`.
pub const PROTOCOL: u32 = 1;
/// Largest message either way, bytes.
pub const MESSAGE_MAX_BYTES: usize = 64 * 1024;

/// From a page to the server. A request with an `id` is answered by `ok`, `sdp` or `error` with the same number in `re`.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum FromClient {
    /// First message. Until it comes, nothing is sent.
    Hello {
        protocol: u32,
        /// Made by the page once and kept: names this browser.
        device: Uuid,
        /// Such as “Chrome, Android”; at most 60 characters.
        agent: String,
        /// Made anew by each tab, and kept over reconnects: tells two tabs of one browser apart.
        #[serde(default)]
        page: Option<Uuid>,
    },
    /// What this device did with a ring.
    Receipt { attempt: Uuid, kind: ReceiptKind },
    /// Supervisor: ring the person now.
    Start { id: u32, check: Uuid },
    /// Employee: answer on this device.
    Answer { id: u32, attempt: Uuid },
    /// Employee: cannot answer now.
    Decline { id: u32, attempt: Uuid, reason: String },
    /// Employee: I missed that ring, ring me again.
    CallBack { id: u32, attempt: Uuid },
    /// Employee: where I am.
    Declare { id: u32, check: Uuid, place: Place },
    /// TURN servers for my next connection, in that call or, without `check`, in a test call; answered by `servers`.
    Servers {
        id: u32,
        #[serde(default)]
        check: Option<Uuid>,
    },
    /// Either side: my WebRTC offer, without trickle; answered by `sdp`. Again after every reconnect. `take`: the person has
    /// just touched this page, so it may take the call from another one of theirs.
    Offer {
        id: u32,
        check: Uuid,
        sdp: String,
        #[serde(default)]
        take: bool,
    },
    /// Employee: I go on by text; picture and sound are not waited for. Again after every reconnect.
    ByText {
        id: u32,
        check: Uuid,
        #[serde(default)]
        take: bool,
    },
    /// Employee: an answer in writing.
    Write { id: u32, check: Uuid, text: String },
    /// An offer for one end of a test call, which begins with the first of the two; answered by `sdp`.
    TestOffer { id: u32, side: Side, sdp: String },
    /// The test call is over.
    TestEnd,
    /// Opaque to the server, passed on in order to the other end of the call.
    Peer { check: Uuid, body: serde_json::Value },
    /// Either side: end the call.
    HangUp { id: u32, check: Uuid },
    /// Liveness and clock.
    Ping { at: f64 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptKind {
    Displayed,
    Audible,
    Muted,
}

/// From the server to a page.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum FromServer {
    /// After `hello`. `now` is the server's time.
    Welcome { protocol: u32, now: i64 },
    /// Everything that concerns this person now; replaces the one before.
    Now(Box<Now>),
    Ok { re: u32 },
    Sdp { re: u32, sdp: String },
    /// Empty where there are none. Good for ten minutes.
    Servers { re: u32, servers: Vec<IceServer> },
    /// `re` is absent when it answers no request. The socket stays open unless `code` is `protocol`.
    Error { re: Option<u32>, code: String, message: String },
    /// From the other end of the call.
    Peer { check: Uuid, body: serde_json::Value },
    /// Line quality as the relay measured it, about every two seconds in a call for each end: one of the two, each reading once.
    Quality { check: Uuid, mine: Option<Quality>, peer: Option<Quality> },
    Pong { at: f64, now: i64 },
    /// Signed out, or the session ended: go to the sign-in page.
    SignedOut,
    /// The server stops: connect again after so long.
    Reconnect { after_ms: u32 },
}

/// Loss in thousandths, round trip in milliseconds, and the path in use.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct Quality {
    pub loss_permille: u16,
    pub rtt_ms: Option<u16>,
    pub kbps: u32,
    pub path: Path,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Path {
    Udp,
    /// ICE over TCP, on the port of the media.
    Tcp,
    /// TURN inside TLS.
    Tls,
}

impl From<media::Path> for Path {
    fn from(path: media::Path) -> Self {
        match path {
            media::Path::Udp => Self::Udp,
            media::Path::Tcp => Self::Tcp,
            media::Path::Tls => Self::Tls,
        }
    }
}
