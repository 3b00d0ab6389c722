//! The relay: forwards the sound and picture of every call between its two sides, and witnesses what
//! it forwards. One OS thread, one UDP socket and one TCP listener serve all calls.
//!
//! It knows a call only as a number with two sides. It knows nothing of people, rules, the database
//! or the time of day: whoever receives a fact stamps it with the server's clock.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

mod address;
mod counters;
mod engine;
mod flood;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod keyframe;
mod lane;
mod leg;
mod numbering;
mod offer;
mod ports;
mod quality;
mod reactor;
mod seat;
mod stranger;
mod switchboard;
mod tcp;
mod train;
mod tunnel;
pub mod turn;
mod udp;
mod witness;

pub use address::serves;
pub use counters::{Dropped, RelayStats};
pub use offer::BadOffer;

use counters::Counters;

/// Commands that may wait for the media thread; a caller beyond that is told [`MediaError::Busy`].
const COMMAND_QUEUE: usize = 1024;
/// Largest packet taken in, in bytes. Browsers keep theirs below 1,300.
const MAX_PACKET: usize = 2048;

/// Where the relay listens and which addresses it tells browsers to come to.
#[derive(Debug, Clone)]
pub struct RelayConfig {
    /// UDP address to bind; TCP listens on the same port. Port 0 picks a free one. `[::]` serves IPv4 too, and IPv4 alone
    /// on a machine without IPv6.
    pub bind: SocketAddr,
    /// Addresses written into answers, with the bound port. Empty: the bound address or, when that is
    /// unspecified, the machine's own addresses (loopback only if there is no other).
    pub advertise: Vec<IpAddr>,
    /// Accept ICE over TCP too (RFC 6544 passive), for networks that block UDP.
    pub tcp: bool,
}

/// The two ends of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    Supervisor,
    Employee,
}

impl Side {
    /// The one this side talks to.
    #[must_use]
    pub fn other(self) -> Side {
        match self {
            Side::Supervisor => Side::Employee,
            Side::Employee => Side::Supervisor,
        }
    }
}

/// Something the relay saw for itself. The receiver stamps the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayEvent {
    pub call: Uuid,
    pub side: Side,
    pub what: RelayFact,
}

/// What was seen on one side of a call. "Media" means packets that passed SRTP authentication with the
/// key agreed with that side's browser, each counted once however often it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelayFact {
    /// Encrypted transport stands (ICE and DTLS). Said again when a lost side comes back.
    Connected,
    /// The first sound packet from this side.
    FirstAudio,
    /// The first picture packet from this side.
    FirstVideo,
    /// The first whole-picture header from this side, with its size in pixels.
    FirstKeyframe { width: u16, height: u16 },
    /// No media from this side for five seconds.
    Quiet,
    /// Media again after [`RelayFact::Quiet`].
    Flowing,
    /// The transport is lost, was ended by the far end, or never came up within 30 seconds.
    Disconnected,
    /// About every two seconds while connected.
    Quality {
        /// Worse of the two directions of this side's link, in thousandths.
        loss_permille: u16,
        /// Round trip by RTCP, in milliseconds; `None` until this side has reported on what it receives.
        rtt_ms: Option<u16>,
        /// Media received from this side.
        bitrate_kbps: u32,
        path: Path,
    },
}

/// How the packets travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Path {
    Udp,
    /// ICE over TCP, on the port of the media.
    Tcp,
    /// TURN inside TLS.
    Tls,
}

#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    #[error("the offer was refused: {0}")]
    BadOffer(#[from] BadOffer),
    #[error("no room for another call")]
    TooManyCalls,
    #[error("the relay has more requests waiting than it takes")]
    Busy,
    #[error("the relay has stopped")]
    Stopped,
    #[error("the relay could not open its sockets")]
    Socket(#[source] std::io::Error),
}

impl MediaError {
    /// Every [`MediaError::reason`].
    pub const REASONS: [&str; 11] = [
        "too_large",
        "too_many_lines",
        "too_many_sections",
        "no_media",
        "foreign_media",
        "no_fingerprint",
        "unreadable",
        "too_many_calls",
        "busy",
        "stopped",
        "socket",
    ];

    /// Why, in one word for `/metrics`.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            MediaError::BadOffer(why) => why.reason(),
            MediaError::TooManyCalls => "too_many_calls",
            MediaError::Busy => "busy",
            MediaError::Stopped => "stopped",
            MediaError::Socket(_) => "socket",
        }
    }
}

/// A request to the media thread.
enum Command {
    Join {
        call: Uuid,
        side: Side,
        offer: String,
        reply: oneshot::Sender<Result<String, MediaError>>,
    },
    Leave {
        call: Uuid,
        side: Side,
    },
    Close {
        call: Uuid,
    },
    Stop {
        done: oneshot::Sender<()>,
    },
}

/// Handle to the running relay; cheap to clone. The relay stops when the last handle is gone.
#[derive(Clone)]
pub struct Relay {
    commands: mpsc::Sender<Command>,
    counters: Arc<Counters>,
    addr: SocketAddr,
    /// What answers name to browsers.
    advertised: Arc<[SocketAddr]>,
    /// The way in for packets out of TURN connections.
    tunnels: mpsc::Sender<tunnel::News>,
}

impl Relay {
    /// Opens the sockets and starts the media thread. Facts go to `events`; when that queue is full they
    /// wait in a bounded backlog, and `Quality` is dropped first.
    ///
    /// # Errors
    /// [`MediaError::Socket`] when the address cannot be bound or the thread not started.
    pub fn start(
        config: RelayConfig,
        events: mpsc::Sender<RelayEvent>,
    ) -> Result<Relay, MediaError> {
        let counters = Arc::new(Counters::default());
        let (commands, inbox) = mpsc::channel(COMMAND_QUEUE);
        let (tunnels, carried) = tunnel::Tunnels::new(Arc::clone(&counters));
        let (addr, advertised) =
            reactor::spawn(&config, inbox, carried, events, Arc::clone(&counters))
                .map_err(MediaError::Socket)?;
        Ok(Relay {
            commands,
            counters,
            addr,
            advertised: advertised.into(),
            tunnels,
        })
    }

    /// Answers a browser's offer (gathered fully, no trickle) for one side of a call. Joining again on the
    /// same side replaces the old leg; an offer of the *same* browser connection (ICE restart, changed
    /// tracks) is applied to it instead, so that the call goes on.
    ///
    /// # Errors
    /// [`MediaError::BadOffer`], [`MediaError::TooManyCalls`], [`MediaError::Busy`], [`MediaError::Stopped`].
    pub async fn join(
        &self,
        call: Uuid,
        side: Side,
        offer_sdp: String,
    ) -> Result<String, MediaError> {
        let answer = self.answer(call, side, offer_sdp).await;
        if let Err(why) = &answer {
            self.counters.refused(why);
        }
        answer
    }

    async fn answer(
        &self,
        call: Uuid,
        side: Side,
        offer_sdp: String,
    ) -> Result<String, MediaError> {
        // A huge offer is refused here, before it takes a place in the queue.
        offer::check_size(&offer_sdp)?;
        let (reply, answer) = oneshot::channel();
        self.send(Command::Join {
            call,
            side,
            offer: offer_sdp,
            reply,
        })?;
        answer.await.map_err(|_| MediaError::Stopped)?
    }

    /// Takes one side off a call. Says nothing to the browser beyond closing the transport: hang-up is
    /// signalled over the WebSocket.
    pub fn leave(&self, call: Uuid, side: Side) {
        self.tell(Command::Leave { call, side });
    }

    /// Ends a call and frees all it used.
    pub fn close(&self, call: Uuid) {
        self.tell(Command::Close { call });
    }

    /// The bound UDP address (TCP: same port).
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Counters since start, for `/metrics`.
    #[must_use]
    pub fn stats(&self) -> RelayStats {
        self.counters.snapshot(self.addr.port())
    }

    /// Stops the media thread and waits until its sockets are closed.
    pub async fn stop(&self) {
        let (done, stopped) = oneshot::channel();
        if self.commands.send(Command::Stop { done }).await.is_ok() {
            // An error means that the thread is gone already, which is what was asked for.
            let _ = stopped.await;
        }
    }

    fn send(&self, command: Command) -> Result<(), MediaError> {
        self.commands
            .try_send(command)
            .map_err(|refused| match refused {
                mpsc::error::TrySendError::Full(_) => MediaError::Busy,
                mpsc::error::TrySendError::Closed(_) => MediaError::Stopped,
            })
    }

    /// For requests nobody waits for. One that finds the queue full is counted; the leg it meant is freed
    /// later, when its browser has gone silent.
    fn tell(&self, command: Command) {
        if let Err(MediaError::Busy) = self.send(command) {
            self.counters.dropped.commands.add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_queue_is_said_to_who_waits_and_counted_for_who_does_not() {
        let (commands, inbox) = mpsc::channel(COMMAND_QUEUE);
        let counters = Arc::new(Counters::default());
        let (tunnels, _carried) = tunnel::Tunnels::new(Arc::clone(&counters));
        let relay = Relay {
            commands,
            counters,
            addr: SocketAddr::from(([127, 0, 0, 1], 0)),
            advertised: Arc::new([]),
            tunnels,
        };
        let call = Uuid::nil();
        for _ in 0..COMMAND_QUEUE {
            relay.close(call);
        }
        assert_eq!(
            relay.stats().dropped.commands,
            0,
            "as many as the queue holds"
        );
        relay.leave(call, Side::Employee);
        assert_eq!(relay.stats().dropped.commands, 1);
        let refused = relay.join(call, Side::Employee, String::new()).await;
        assert!(matches!(refused, Err(MediaError::Busy)), "{refused:?}");
        drop(inbox);
        let refused = relay.join(call, Side::Employee, String::new()).await;
        assert!(matches!(refused, Err(MediaError::Stopped)), "{refused:?}");
        relay.stop().await;
    }
}
