//! The media of one call, for either side: offers, sends and receives until the call is over, and begins again when
//! the line or the transport breaks.
//! Knows nothing of rings, declarations and verdicts.

use std::convert::Infallible;
use std::future::pending;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::sleep;
use uuid::Uuid;

use crate::line::{Line, LineError};
use crate::peer::{Peer, PeerConfig, PeerError, Transport};
use crate::sending::Show;
use crate::stats::{Flowed, PeerStats};
use crate::step::{Step, Told};
use crate::wire::{Ask, Call, Now, Say};

/// A transport that does not stand by then is given up for the other one.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// Longer than any call may last.
const CALL_MAX: Duration = Duration::from_secs(31 * 60);
/// Before an offer that was refused is made again; the next snapshot usually tells more.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Any port does to look up a route (RFC 863).
const DISCARD: u16 = 9;
/// Typed words that are told on, in characters.
const TYPED_MAX: usize = 500;

#[derive(Debug, thiserror::Error)]
pub enum CallError {
    #[error(transparent)]
    Line(#[from] LineError),
    #[error(transparent)]
    Peer(#[from] PeerError),
}

/// What a robot sends in a call, and how.
#[derive(Clone)]
pub struct Media {
    pub video: bool,
    pub audio: bool,
    /// Tried first; the other one follows when it does not come up.
    pub transport: Transport,
    pub show: Arc<Show>,
}

/// The call of `check` on this very device, if it is running.
#[must_use]
pub fn open_call(now: &Now, check: Uuid) -> Option<&Call> {
    now.calls
        .iter()
        .find(|call| call.check == check && call.here && call.is_open())
}

/// Stays in the call until it is over for this device. `flowing` counts the connections on which something of the other
/// end has come; on the first of them `greeting` is typed.
///
/// # Errors
/// [`CallError`] when the line ends for good or no peer can be made.
pub async fn stay(
    line: &Line,
    check: Uuid,
    media: &Media,
    greeting: Option<&str>,
    flowing: &watch::Sender<u32>,
) -> Result<Flowed, CallError> {
    let mut flowed = Flowed::default();
    let mut transport = media.transport;
    let mut bind = line.local().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    loop {
        let connection = line.connection().await?;
        if line
            .until(|now| Some(open_call(now, check).is_none()))
            .await?
        {
            return Ok(flowed);
        }
        let mut peer = Peer::new(&config(media, transport, bind), Arc::clone(&media.show)).await?;
        let sdp = peer.offer().await?;
        match line.ask(Ask::Offer { check, sdp }).await {
            Ok(answer) => {
                let answer = answer.unwrap_or_default();
                // TCP is dialled from the address that the route to the relay has, so that one must be offered; UDP
                // can do with any of the same family.
                let own = own_address(&answer).unwrap_or(bind);
                let unfit = transport == Transport::Tcp || own.is_ipv4() != bind.is_ipv4();
                if unfit && own != bind {
                    bind = own;
                    peer.close().await?;
                    continue;
                }
                peer.accept(&answer).await?;
            }
            Err(LineError::Refused { .. } | LineError::Again) => {
                peer.close().await?;
                sleep(RETRY_AFTER).await;
                continue;
            }
            Err(error) => return Err(error.into()),
        }
        flowed.connections += 1;
        let broken = tokio::select! {
            broken = watched(&peer, line, check, greeting, flowing) => broken?,
            // Other media sessions went with the connection.
            changed = line.connection_after(connection) => { changed?; Broken::Line }
            over = line.until(|now| open_call(now, check).is_none().then_some(())) => { over?; Broken::Line }
        };
        flowed.add(&peer.stats());
        peer.close().await?;
        if matches!(broken, Broken::NeverStood) {
            transport = other(transport);
        }
    }
}

/// Tells of what comes from the other end, without end.
pub(crate) async fn listen(
    line: &Line,
    check: Uuid,
    mut flowing: watch::Receiver<u32>,
    told: &Told,
) -> Infallible {
    let mut words = line.words();
    let mut seen = 0;
    loop {
        tokio::select! {
            Ok(flows) = async { flowing.wait_for(|flows| *flows > seen).await.map(|flows| *flows) } => {
                seen = flows;
                told(Step::MediaFlows);
            }
            heard = words.recv() => match heard {
                Ok(words) if words.check == check && words.body["kind"] == "text" => {
                    let text = words.body["text"].as_str().unwrap_or_default();
                    told(Step::Typed(text.chars().take(TYPED_MAX).collect()));
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => pending().await,
            },
        }
    }
}

enum Broken {
    NeverStood,
    Later,
    Line,
}

/// Watches one transport until it breaks.
async fn watched(
    peer: &Peer,
    line: &Line,
    check: Uuid,
    greeting: Option<&str>,
    flowing: &watch::Sender<u32>,
) -> Result<Broken, CallError> {
    let ended = |stats: &PeerStats| stats.ended;
    match peer.until(CONNECT_WITHIN, |s| s.connected || s.ended).await {
        Ok(stats) if stats.connected => {}
        Ok(_) | Err(PeerError::Late) => return Ok(Broken::NeverStood),
        Err(error) => return Err(error.into()),
    }
    let anything = |s: &PeerStats| s.ended || s.frames > 0 || s.audio.packets > 0;
    let first = peer.until(CALL_MAX, anything).await;
    if first.is_ok_and(|stats| !ended(&stats)) {
        flowing.send_modify(|flows| *flows += 1);
        if let Some(text) = greeting.filter(|_| *flowing.borrow() == 1) {
            let body = json!({ "kind": "text", "text": text });
            line.say(Say::Peer { check, body });
        }
    }
    let _ = peer.until(CALL_MAX, ended).await;
    Ok(Broken::Later)
}

fn config(media: &Media, transport: Transport, bind: IpAddr) -> PeerConfig {
    PeerConfig {
        send_audio: media.audio,
        send_video: media.video,
        transport,
        bind,
    }
}

/// The own address from which the relay of this answer is reached. Sends nothing.
fn own_address(answer: &str) -> Option<IpAddr> {
    let candidate = answer
        .lines()
        .find(|line| line.starts_with("a=candidate:"))?;
    let relay: IpAddr = candidate.split_whitespace().nth(4)?.parse().ok()?;
    let any = match relay {
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    };
    let probe = UdpSocket::bind((any, 0)).ok()?;
    probe.connect((relay, DISCARD)).ok()?;
    probe.local_addr().ok().map(|local| local.ip())
}

const fn other(transport: Transport) -> Transport {
    match transport {
        Transport::Udp => Transport::Tcp,
        Transport::Tcp => Transport::Udp,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_route_to_the_relay_tells_the_own_address() {
        let local = "v=0\r\na=candidate:1 1 udp 2130706175 127.0.0.1 8443 typ host\r\n";
        let cases = [
            (local, Some(IpAddr::V4(Ipv4Addr::LOCALHOST))),
            (
                "v=0\r\na=candidate:1 1 udp 1 somewhere 8443 typ host\r\n",
                None,
            ),
            ("v=0\r\n", None),
        ];
        for (answer, own) in cases {
            assert_eq!(own_address(answer), own, "{answer}");
        }
    }
}
