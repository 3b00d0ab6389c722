//! Keeps the line up: connects, says hello, passes messages both ways, waits and connects again.
//! Knows nothing of what the messages are for.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout, timeout_at};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode, header};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use uuid::Uuid;

use super::{LineError, Out, Reply, View, Words};
use crate::account::Account;
use crate::wire::{Ask, Heard, Numbered, Say};

const CONNECT_WITHIN: Duration = Duration::from_secs(10);
const PING_EVERY: Duration = Duration::from_secs(20);
/// Two missed pongs.
const SILENCE_MAX: Duration = Duration::from_secs(45);
/// Largest message the server may send, bytes.
const MESSAGE_MAX: usize = 1024 * 1024;
const WAIT_BASE: Duration = Duration::from_millis(500);
const WAIT_MAX: Duration = Duration::from_secs(30);

type Socket = WebSocketStream<TcpStream>;

/// Why a connection ended.
enum Ended {
    /// Connect again, after so long if the server said so.
    Broken {
        after: Option<Duration>,
    },
    Over(LineError),
}

/// The task behind a line.
pub(super) struct Keeper {
    account: Account,
    device: Uuid,
    hello: Say,
    view: watch::Sender<View>,
    out: mpsc::Receiver<Out>,
    words: broadcast::Sender<Words>,
    waiting: HashMap<u32, Reply>,
    next: u32,
    failures: u32,
}

impl Keeper {
    pub(super) fn new(
        account: Account,
        device: Uuid,
        hello: Say,
        view: watch::Sender<View>,
        out: mpsc::Receiver<Out>,
        words: broadcast::Sender<Words>,
    ) -> Keeper {
        Keeper {
            account,
            device,
            hello,
            view,
            out,
            words,
            waiting: HashMap::new(),
            next: 1,
            failures: 0,
        }
    }

    pub(super) async fn keep(mut self) {
        loop {
            let ended = match timeout(CONNECT_WITHIN, self.connect()).await {
                Ok(Ok(socket)) => self.live(socket).await,
                Ok(Err(ended)) => ended,
                Err(_) => Ended::Broken { after: None },
            };
            // Whoever waits for an answer learns that it will not come.
            self.waiting.clear();
            match ended {
                Ended::Over(error) => {
                    self.view.send_modify(|view| {
                        view.now = None;
                        view.over = Some(error);
                    });
                    return;
                }
                Ended::Broken { after } => {
                    self.view.send_modify(|view| view.now = None);
                    sleep(after.unwrap_or_else(|| wait_before(self.failures, self.device))).await;
                    self.failures = self.failures.saturating_add(1);
                }
            }
        }
    }

    async fn connect(&mut self) -> Result<Socket, Ended> {
        let broken = |_| Ended::Broken { after: None };
        let (host, port) = self.account.address();
        let stream = TcpStream::connect((host, port)).await.map_err(broken)?;
        let _ = stream.set_nodelay(true);
        let local = stream.local_addr().ok().map(|local| local.ip());
        self.view.send_modify(|view| view.local = local);
        let mut request = self
            .account
            .socket_url()
            .into_client_request()
            .map_err(|error| Ended::Over(LineError::Protocol(error.to_string())))?;
        let headers = request.headers_mut();
        if let Ok(origin) = HeaderValue::from_str(&self.account.origin()) {
            headers.insert(header::ORIGIN, origin);
        }
        if let Some(cookie) = self.account.cookie() {
            headers.insert(header::COOKIE, cookie);
        }
        let mut config = WebSocketConfig::default();
        config.max_message_size = Some(MESSAGE_MAX);
        match client_async_with_config(request, stream, Some(config)).await {
            Ok((mut socket, _)) => match send(&mut socket, &self.hello).await {
                true => Ok(socket),
                false => Err(Ended::Broken { after: None }),
            },
            Err(WsError::Http(answer)) if answer.status() == StatusCode::UNAUTHORIZED => {
                Err(Ended::Over(LineError::SignedOut))
            }
            Err(_) => Err(Ended::Broken { after: None }),
        }
    }

    async fn live(&mut self, mut socket: Socket) -> Ended {
        let mut pings = interval(PING_EVERY);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let began = Instant::now();
        let mut silence = began + SILENCE_MAX;
        loop {
            let sent = tokio::select! {
                heard = timeout_at(silence, socket.next()) => {
                    let Ok(Some(Ok(message))) = heard else { return Ended::Broken { after: None } };
                    silence = Instant::now() + SILENCE_MAX;
                    if let Message::Text(text) = message
                        && let Some(ended) = self.heard(&text)
                    {
                        return ended;
                    }
                    true
                }
                out = self.out.recv() => match out {
                    Some(Out::Say(say)) => send(&mut socket, &say).await,
                    Some(Out::Ask(ask, reply)) => self.ask(&mut socket, ask, reply).await,
                    // The line was dropped; so is this task, at its next wait.
                    None => false,
                },
                _ = pings.tick() => {
                    let at = began.elapsed().as_secs_f64() * 1000.0;
                    send(&mut socket, &Say::Ping { at }).await
                }
            };
            if !sent {
                return Ended::Broken { after: None };
            }
        }
    }

    async fn ask(&mut self, socket: &mut Socket, ask: Ask, reply: Reply) -> bool {
        // Nobody waits any more: it would be done behind their back.
        if reply.is_closed() {
            return true;
        }
        self.waiting.retain(|_, reply| !reply.is_closed());
        let id = self.next;
        self.next = self.next.wrapping_add(1);
        self.waiting.insert(id, reply);
        send(socket, &Numbered { id, ask }).await
    }

    /// Takes a message; some end the connection.
    fn heard(&mut self, text: &str) -> Option<Ended> {
        let Ok(heard) = serde_json::from_str(text) else {
            tracing::debug!(bytes = text.len(), "a message was not understood");
            return None;
        };
        match heard {
            Heard::Welcome => {
                self.failures = 0;
                self.view.send_modify(|view| view.connection += 1);
            }
            Heard::Now(now) => self.view.send_modify(|view| view.now = Some(Arc::new(now))),
            Heard::Ok { re } => self.reply(re, Ok(None)),
            Heard::Sdp { re, sdp } => self.reply(re, Ok(Some(sdp))),
            Heard::Error {
                re: Some(re),
                code,
                message,
            } => self.reply(re, Err(refused(code, message))),
            Heard::Error {
                re: None,
                code,
                message,
            } if code == "protocol" => return Some(Ended::Over(LineError::Protocol(message))),
            Heard::Peer { check, body } => {
                let _ = self.words.send(Words { check, body });
            }
            Heard::SignedOut => return Some(Ended::Over(LineError::SignedOut)),
            Heard::Reconnect { after_ms } => {
                let after = Some(Duration::from_millis(after_ms.into()));
                return Some(Ended::Broken { after });
            }
            Heard::Error { re: None, .. } | Heard::Other => {}
        }
        None
    }

    fn reply(&mut self, re: u32, answer: Result<Option<String>, LineError>) {
        if let Some(reply) = self.waiting.remove(&re) {
            let _ = reply.send(answer);
        }
    }
}

async fn send(socket: &mut Socket, message: &impl serde::Serialize) -> bool {
    let Ok(text) = serde_json::to_string(message) else {
        return false;
    };
    let sent = timeout(CONNECT_WITHIN, socket.send(Message::Text(text.into()))).await;
    matches!(sent, Ok(Ok(())))
}

fn refused(code: String, message: String) -> LineError {
    match code.as_str() {
        "changed" | "store" => LineError::Again,
        _ => LineError::Refused { code, message },
    }
}

/// How long to wait before the next try: doubled each time up to 30 s, and spread by the device's number so that
/// thousands of robots do not come back in one wave.
fn wait_before(failures: u32, device: Uuid) -> Duration {
    let ceiling = WAIT_MAX.min(WAIT_BASE * 2_u32.pow(failures.min(16)));
    let byte = device.as_bytes()[failures as usize % 16];
    ceiling / 2 + ceiling / 2 * u32::from(byte) / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_bound_and_differ_between_devices() {
        let [one, other] = [0, u128::MAX].map(Uuid::from_u128);
        for (failures, low, high) in [
            (0, 250, 500),
            (1, 500, 1_000),
            (6, 15_000, 30_000),
            (u32::MAX, 15_000, 30_000),
        ] {
            assert_eq!(wait_before(failures, one).as_millis(), low, "{failures}");
            assert_eq!(wait_before(failures, other).as_millis(), high, "{failures}");
        }
    }
}
