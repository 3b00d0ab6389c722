//! One socket, from `hello` to its end: requests go to `flow`, every change comes back as a fresh snapshot.

use std::{sync::Arc, time::Duration};

use axum::extract::ws::{Message, WebSocket};
use sidak_core::{
    check::{Receipt, Refusal, Side},
    ids::{AttemptId, CheckId, DeviceId},
};
use tokio::{sync::{mpsc, watch}, time::{Instant, sleep_until, timeout, timeout_at}};
use uuid::Uuid;

use super::{
    hub::{Hub, Seat},
    refused::{self, Pace, Refused, is_garbage},
    servers::Servers,
    trial::{TRIAL_SPACING, Trial},
    wire::{FromClient, FromServer, PROTOCOL, ReceiptKind},
    witness::relay_side,
    write::{SEND_TIMEOUT, Written, write},
};
use crate::{
    flow::{self, FlowError, House, access::Asker, lines::Origin, now},
    media::{self, Relay},
    shape,
};

/// The first message must come by then.
const HELLO_TIMEOUT: Duration = Duration::from_secs(10);
/// A page says something (a ping at least) this often, or it is gone.
const SILENCE_MAX: Duration = Duration::from_secs(75);
const AGENT_MAX: usize = 60;
/// What passes between the two ends, bytes.
const PEER_MAX_BYTES: usize = 8 * 1024;

/// What a socket works with.
#[derive(Clone)]
pub struct Desk {
    pub house: House,
    pub hub: Hub,
    pub relay: Relay,
    pub refused: Refused,
    pub servers: Servers,
    pub stop: watch::Receiver<bool>,
}

/// Runs one socket of a signed-in person until either end is done.
pub async fn run(mut socket: WebSocket, desk: Desk, asker: Asker, origin: Origin) {
    let Some((device, agent, page)) = hello(&mut socket).await else {
        desk.refused.count("socket", "no_hello");
        let _ = send(&mut socket, &problem(None, "protocol", "Say hello first, with this protocol's version.")).await;
        return;
    };
    if flow::lines::arrived(&desk.house, asker.person, device, &agent, &origin).await.is_err() {
        desk.refused.count("socket", "foreign_device");
        let _ = send(&mut socket, &problem(None, "protocol", "This device is known under another name. Make a new one.")).await;
        return;
    }
    let Some((seat, inbox)) = desk.hub.arrive(asker.person, asker.session, (device, page)) else {
        desk.refused.count("socket", "too_many_pages");
        let _ = send(&mut socket, &problem(None, "too_many_pages", "Too many pages are open. Close one.")).await;
        return;
    };
    let house = desk.house.clone();
    house.bus.presence().arrived(asker.person);
    flow::attendance::presence_changed(&house, asker.person).await;
    let welcome = FromServer::Welcome { protocol: PROTOCOL, now: house.now().millis() };
    if send(&mut socket, &welcome).await {
        Page { socket, desk: desk.clone(), seat: Arc::clone(&seat), sent: None, trial: None, tried: None }.live(inbox).await;
    }
    for (check, side) in desk.hub.leave(&seat) {
        // The other end is told at once; the call waits for this one to come back.
        let _ = flow::call::gone(&house, check, side).await;
    }
    house.bus.presence().left(asker.person);
    flow::attendance::presence_changed(&house, asker.person).await;
}

async fn hello(socket: &mut WebSocket) -> Option<(DeviceId, String, Option<Uuid>)> {
    let Ok(Some(Ok(Message::Text(text)))) = timeout(HELLO_TIMEOUT, socket.recv()).await else { return None };
    match serde_json::from_str(&text) {
        Ok(FromClient::Hello { protocol: PROTOCOL, device, agent, page }) => {
            Some((DeviceId(device), agent.chars().take(AGENT_MAX).collect(), page))
        }
        _ => None,
    }
}

struct Page {
    socket: WebSocket,
    desk: Desk,
    seat: Arc<Seat>,
    /// The ring whose `sent` receipt is on record.
    sent: Option<AttemptId>,
    trial: Option<Trial>,
    /// When the last test call began.
    tried: Option<Instant>,
}

impl Page {
    async fn live(mut self, mut inbox: mpsc::Receiver<FromServer>) {
        self.seat.changed.notify_one();
        let mut stop = self.desk.stop.clone();
        let mut pace = Pace::default();
        let mut silence = Instant::now() + SILENCE_MAX;
        loop {
            let seat = Arc::clone(&self.seat);
            let keep = tokio::select! {
                heard = timeout_at(silence, self.socket.recv()) => match heard {
                    Ok(Some(Ok(Message::Text(_) | Message::Ping(_) | Message::Pong(_)))) if pace.is_broken() => {
                        self.desk.refused.count("socket", "too_many_messages");
                        self.say(&problem(None, "protocol", "Too many messages.")).await;
                        false
                    }
                    Ok(Some(Ok(Message::Text(text)))) => {
                        silence = Instant::now() + SILENCE_MAX;
                        self.heard(&text).await
                    }
                    Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => true,
                    Ok(Some(Ok(Message::Binary(_)))) => self.end("binary"),
                    Ok(Some(Err(error))) if is_garbage(&error) => self.end("unreadable"),
                    Ok(Some(Ok(Message::Close(_)) | Err(_)) | None) => false,
                    Err(_) => self.end("silent"),
                },
                () = seat.changed.notified() => self.snapshot().await,
                message = inbox.recv() => match message {
                    Some(message) => {
                        let last = matches!(message, FromServer::Reconnect { .. });
                        self.say(&message).await && !last
                    }
                    None => false,
                },
                () = over(self.trial.as_ref().map(|trial| trial.until)) => {
                    self.trial = None;
                    true
                }
                () = seat.recheck.notified() => self.still_signed_in().await,
                _ = stop.changed() => {
                    self.say(&FromServer::Reconnect { after_ms: 1_000 }).await;
                    false
                }
            };
            if !keep {
                let _ = timeout(SEND_TIMEOUT, self.socket.send(Message::Close(None))).await;
                return;
            }
        }
    }

    /// A reason to close, counted.
    fn end(&self, why: &'static str) -> bool {
        self.desk.refused.count("socket", why);
        false
    }

    async fn say(&mut self, message: &FromServer) -> bool {
        match write(&mut self.socket, message).await {
            Written::Yes => true,
            Written::Gone => false,
            Written::Late => self.end("reads_nothing"),
        }
    }

    /// Sends what is true now; the first time a ring goes out, that is its `sent` receipt.
    async fn snapshot(&mut self) -> bool {
        let house = &self.desk.house;
        let mut now = match now::load(house, self.seat.person, self.seat.device).await {
            Ok(now) => now,
            Err(error) => {
                tracing::error!(%error, "a snapshot could not be read");
                // The page comes back and asks again.
                return false;
            }
        };
        for call in &mut now.calls {
            call.open_elsewhere = self.desk.hub.is_elsewhere(CheckId(call.check), &self.seat);
        }
        let ring = now.ring.as_ref().map(|ring| AttemptId(ring.attempt));
        if !self.say(&FromServer::Now(Box::new(now))).await {
            return false;
        }
        if let Some(attempt) = ring.filter(|attempt| self.sent != Some(*attempt)) {
            self.sent = Some(attempt);
            let _ = flow::ring::received(&self.desk.house, self.seat.person, attempt, self.seat.device, Receipt::Sent).await;
        }
        true
    }

    async fn still_signed_in(&mut self) -> bool {
        // When the store cannot say, the page stays and the next request is refused.
        let gone = matches!(flow::accounts::is_open(&self.desk.house, self.seat.session).await, Ok(false));
        if gone {
            self.say(&FromServer::SignedOut).await;
        }
        !gone
    }

    async fn heard(&mut self, text: &str) -> bool {
        let message: FromClient = match serde_json::from_str(text) {
            Ok(message) => message,
            Err(_) => {
                self.desk.refused.count("message", "not_understood");
                return self.say(&problem(None, "not_understood", "This message is not in the protocol.")).await;
            }
        };
        let asked = refused::name(&message);
        let house = self.desk.house.clone();
        let (person, device) = (self.seat.person, self.seat.device);
        match message {
            FromClient::Hello { .. } => {
                self.desk.refused.count(asked, "said_before");
                self.say(&problem(None, "protocol", "Hello comes once.")).await
            }
            FromClient::Ping { at } => self.say(&FromServer::Pong { at, now: house.now().millis() }).await,
            FromClient::Receipt { attempt, kind } => {
                // Late receipts are no fault of the page's, so a refusal is counted and not reported.
                if let Err(error) = flow::ring::received(&house, person, AttemptId(attempt), device, core_receipt(kind)).await {
                    self.desk.refused.count(asked, error.code());
                }
                true
            }
            FromClient::Start { id, check } => {
                let done = flow::ring::start(&house, CheckId(check), person).await;
                self.reply(asked, id, done.map(|_| ())).await
            }
            FromClient::Answer { id, attempt } => {
                let done = flow::ring::answer(&house, person, AttemptId(attempt), device).await;
                self.reply(asked, id, done.map(|_| ())).await
            }
            FromClient::Decline { id, attempt, reason } => {
                let done = flow::ring::decline(&house, person, AttemptId(attempt), reason).await;
                self.reply(asked, id, done).await
            }
            FromClient::CallBack { id, attempt } => {
                let done = flow::ring::call_back(&house, person, AttemptId(attempt), device).await;
                self.reply(asked, id, done).await
            }
            FromClient::Declare { id, check, place } => {
                let kind = flow::attendance::core_place(place.kind);
                let done = flow::call::declare(&house, CheckId(check), person, kind, &place.words).await;
                self.reply(asked, id, done.map(|_| ())).await
            }
            FromClient::Servers { id, check } => self.servers(id, check.map(CheckId)).await,
            FromClient::Offer { id, check, sdp, take } => self.offer(id, CheckId(check), sdp, take).await,
            FromClient::ByText { id, check, take } => self.by_text(id, CheckId(check), take).await,
            FromClient::Write { id, check, text } => {
                let done = match employee(&house, CheckId(check), &self.seat).await {
                    Ok(()) => flow::call::write(&house, CheckId(check), text).await,
                    Err(error) => Err(error),
                };
                self.reply(asked, id, done).await
            }
            FromClient::TestOffer { id, side, sdp } => self.test(id, side, sdp).await,
            FromClient::TestEnd => {
                self.trial = None;
                true
            }
            FromClient::Peer { check, body } => self.pass_on(CheckId(check), body).await,
            FromClient::HangUp { id, check } => {
                let done = match flow::call::side(&house, CheckId(check), person, device).await {
                    Ok(side) => flow::call::hang_up(&house, CheckId(check), side).await,
                    Err(error) => Err(error),
                };
                self.reply(asked, id, done).await
            }
        }
    }

    /// Of a call only for who is in it, on the device that is in it; a test call anybody may make.
    async fn servers(&mut self, id: u32, check: Option<CheckId>) -> bool {
        let house = &self.desk.house;
        if let Some(check) = check
            && let Err(error) = flow::call::side(house, check, self.seat.person, self.seat.device).await {
            return self.reply("servers", id, Err(error)).await;
        }
        match self.desk.servers.issue(house.now(), &house.entropy) {
            Ok(servers) => self.say(&FromServer::Servers { re: id, servers }).await,
            Err(error) => self.reply("servers", id, Err(error.into())).await,
        }
    }

    async fn offer(&mut self, id: u32, check: CheckId, sdp: String, take: bool) -> bool {
        let side = match flow::call::side(&self.desk.house, check, self.seat.person, self.seat.device).await {
            Ok(side) => side,
            Err(error) => return self.reply("offer", id, Err(error)).await,
        };
        if !self.desk.hub.join(check, side, &self.seat, take) {
            self.desk.refused.count("offer", "open_elsewhere");
            return self.say(&problem(Some(id), "open_elsewhere", "Another page of yours is in this call.")).await;
        }
        match self.desk.relay.join(check.0, relay_side(side), sdp).await {
            Ok(sdp) => self.say(&FromServer::Sdp { re: id, sdp }).await,
            Err(error) => self.reply("offer", id, Err(error.into())).await,
        }
    }

    /// From here on this page, and no media, is the employee's end of the call.
    async fn by_text(&mut self, id: u32, check: CheckId, take: bool) -> bool {
        if let Err(error) = employee(&self.desk.house, check, &self.seat).await {
            return self.reply("by_text", id, Err(error)).await;
        }
        if !self.desk.hub.join(check, Side::Employee, &self.seat, take) {
            self.desk.refused.count("by_text", "open_elsewhere");
            return self.say(&problem(Some(id), "open_elsewhere", "Another page of yours is in this call.")).await;
        }
        let done = flow::call::by_text(&self.desk.house, check).await;
        self.reply("by_text", id, done).await
    }

    /// One end of a test call. The first offer begins it; `TestEnd`, the end of the page or its time ends it.
    async fn test(&mut self, id: u32, side: shape::Side, sdp: String) -> bool {
        if self.trial.is_none() {
            if self.tried.is_some_and(|at| at.elapsed() < TRIAL_SPACING) {
                self.desk.refused.count("test_offer", "too_often");
                return self.say(&problem(Some(id), "too_often", "Wait a moment before the next test call.")).await;
            }
            let call = match self.desk.house.fresh() {
                Ok(call) => call,
                Err(error) => return self.reply("test_offer", id, Err(error.into())).await,
            };
            self.trial = self.desk.hub.trials().begin(call, &self.desk.relay);
            self.tried = Some(Instant::now());
        }
        let Some(call) = self.trial.as_ref().map(|trial| trial.call) else {
            self.desk.refused.count("test_offer", "busy");
            return self.say(&problem(Some(id), "busy", "Too many test calls are running. Try again in a moment.")).await;
        };
        let side = match side {
            shape::Side::Supervisor => media::Side::Supervisor,
            shape::Side::Employee => media::Side::Employee,
        };
        match self.desk.relay.join(call, side, sdp).await {
            Ok(sdp) => self.say(&FromServer::Sdp { re: id, sdp }).await,
            Err(error) => self.reply("test_offer", id, Err(error.into())).await,
        }
    }

    async fn pass_on(&mut self, check: CheckId, body: serde_json::Value) -> bool {
        let Some(side) = self.desk.hub.side_of(check, &self.seat) else {
            self.desk.refused.count("peer", "not_in_call");
            return self.say(&problem(None, "not_in_call", "This page is not in that call.")).await;
        };
        if body.to_string().len() > PEER_MAX_BYTES {
            self.desk.refused.count("peer", "too_long");
            return self.say(&problem(None, "too_long", "This message is too long.")).await;
        }
        // Nobody at the other end yet, or one who reads too slowly: the sender repeats what still matters.
        if !self.desk.hub.to_other(check, side, FromServer::Peer { check: check.0, body }) {
            self.desk.refused.count("peer", "not_taken");
        }
        true
    }

    async fn reply(&mut self, asked: &'static str, re: u32, done: Result<(), FlowError>) -> bool {
        let message = match done {
            Ok(()) => FromServer::Ok { re },
            Err(error) => {
                self.desk.refused.count(asked, error.code());
                if matches!(error, FlowError::Store(_) | FlowError::Entropy(_)) {
                    tracing::error!(%error, "a request on a socket failed");
                }
                problem(Some(re), error.code(), &error.to_string())
            }
        };
        self.say(&message).await
    }
}

/// Refuses everybody but the employee of that call, on the device that answered.
async fn employee(house: &House, check: CheckId, seat: &Seat) -> Result<(), FlowError> {
    match flow::call::side(house, check, seat.person, seat.device).await? {
        Side::Employee => Ok(()),
        Side::Supervisor => Err(Refusal::WrongState.into()),
    }
}

/// Comes back at that moment, or never.
async fn over(until: Option<Instant>) {
    match until {
        Some(until) => sleep_until(until).await,
        None => std::future::pending().await,
    }
}

fn problem(re: Option<u32>, code: &str, message: &str) -> FromServer {
    FromServer::Error { re, code: code.to_owned(), message: message.to_owned() }
}

async fn send(socket: &mut WebSocket, message: &FromServer) -> bool {
    matches!(write(socket, message).await, Written::Yes)
}

const fn core_receipt(kind: ReceiptKind) -> Receipt {
    match kind {
        ReceiptKind::Displayed => Receipt::Displayed,
        ReceiptKind::Audible => Receipt::Audible,
        ReceiptKind::Muted => Receipt::Muted,
    }
}
