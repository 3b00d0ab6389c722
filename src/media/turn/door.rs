//! The listener for TURN over TLS: accepts, bounds and ends connections, and carries their packets to and from the
//! media thread. What a message means is the session's business; a fault in there ends one connection.
//! Knows nothing of calls or people.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_rustls::TlsAcceptor;

use super::frames;
use super::session::{Said, Session};
use super::{Clock, End, Secret};
use crate::media::counters::Counters;
use crate::media::flood::Guesses;
use crate::media::stranger::{Stranger, Strangers};
use crate::media::tunnel::{News, OUTGOING, Parcel};
use crate::media::{MAX_PACKET, Relay};

/// Connections at one time: two for each call that the relay takes.
const CONNECTIONS_MAX: usize = 2048;
/// Of those, how many may not have signed in yet; the rest is kept for who has. From one network: `src/media/stranger.rs`.
const STRANGERS_MAX: usize = 1024;
/// Connections with the same credentials: a page opens one for each of its networks and address families.
const PER_NAME_MAX: u32 = 6;
const STRANGER_MESSAGES_MAX: u32 = 12;
/// Carried by one connection in a second, each way: four times what a call uses at its best.
pub(super) const BYTES_PER_SECOND: usize = 1_000_000;
/// Messages read and not yet handled.
const INBOX: usize = 32;
/// Pause after a failed accept (out of file handles), so that the loop does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How long is waited for what. A field of the door, so that tests need not wait as long.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    /// For TLS to be agreed on: a browser takes two round trips.
    tls: Duration,
    /// Who has no allocation by then is no browser in a call.
    sign_in: Duration,
    /// Longest silence; a browser checks even a path that it does not use every 25 seconds.
    idle: Duration,
    /// Longest time one message may take to leave.
    write: Duration,
    /// No call is as long; the page would sign in anew.
    lifetime: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        let seconds = Duration::from_secs;
        Patience { tls: seconds(5), sign_in: seconds(10), idle: seconds(60), write: seconds(5), lifetime: seconds(60 * 60) }
    }
}

/// What all connections share.
pub(super) struct Door {
    secret: Arc<Secret>,
    clock: Clock,
    relay: Relay,
    numbers: AtomicU32,
    /// Connections open under each name.
    names: Mutex<HashMap<String, u32>>,
    strangers: Strangers,
    strange_places: Arc<Semaphore>,
    guesses: Mutex<Guesses>,
    patience: Patience,
}

impl Door {
    pub(super) fn new(relay: Relay, secret: Arc<Secret>, clock: Clock) -> Door {
        Door {
            secret,
            clock,
            relay,
            numbers: AtomicU32::new(0),
            names: Mutex::default(),
            strangers: Strangers::default(),
            strange_places: Arc::new(Semaphore::new(STRANGERS_MAX)),
            guesses: Mutex::default(),
            patience: Patience::default(),
        }
    }

    fn counters(&self) -> &Counters {
        &self.relay.counters
    }

    /// Takes one of the places for those who have not signed in.
    fn greet(&self, from: IpAddr) -> Result<Caller, End> {
        let stranger = Stranger::arrive(&self.strangers, from).ok_or(End::Crowded)?;
        let place = Arc::clone(&self.strange_places).try_acquire_owned().map_err(|_| End::Crowded)?;
        Ok(Caller { from, stranger: Some((stranger, place)) })
    }

    /// Takes one of a name's places.
    fn place(self: &Arc<Self>, name: String) -> Option<Place> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let open = names.entry(name.clone()).or_default();
        if *open >= PER_NAME_MAX {
            return None;
        }
        *open += 1;
        Some(Place { door: Arc::clone(self), name })
    }
}

/// One of a name's places; given back when the connection ends.
struct Place {
    door: Arc<Door>,
    name: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut names = self.door.names.lock().unwrap_or_else(PoisonError::into_inner);
        let left = names.get(&self.name).map_or(0, |open| open.saturating_sub(1));
        if left == 0 {
            names.remove(&self.name);
        } else {
            names.insert(self.name.clone(), left);
        }
    }
}

/// Who is at the other end, and the place of a stranger until the credentials were good.
struct Caller {
    from: IpAddr,
    stranger: Option<(Stranger, OwnedSemaphorePermit)>,
}

/// Counts a connection for as long as it lives, however it ends.
struct Counted(Arc<Door>, #[expect(dead_code, reason = "held for as long as the connection")] OwnedSemaphorePermit);

impl Counted {
    fn new(door: &Arc<Door>, permit: OwnedSemaphorePermit) -> Counted {
        door.counters().turn_connections.add(1);
        Counted(Arc::clone(door), permit)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.counters().turn_connections.take(1);
    }
}

/// Runs until the task is dropped.
pub(super) async fn accept(listener: TcpListener, tls: TlsAcceptor, door: Arc<Door>) {
    accept_within(Arc::new(Semaphore::new(CONNECTIONS_MAX)), listener, tls, door).await;
}

async fn accept_within(room: Arc<Semaphore>, listener: TcpListener, tls: TlsAcceptor, door: Arc<Door>) {
    loop {
        let Ok((stream, remote)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let permit = Arc::clone(&room).try_acquire_owned().map_err(|_| End::Full);
        let let_in = permit.and_then(|permit| Ok((permit, door.greet(remote.ip())?)));
        let (permit, caller) = match let_in {
            Ok(places) => places,
            Err(why) => {
                door.counters().turn_ended(why);
                continue;
            }
        };
        let (tls, door) = (tls.clone(), Arc::clone(&door));
        tokio::spawn(async move {
            let counted = Counted::new(&door, permit);
            serve(stream, tls, &door, caller).await;
            drop(counted);
        });
    }
}

async fn serve(stream: TcpStream, tls: TlsAcceptor, door: &Arc<Door>, caller: Caller) {
    // Media must not wait for the other side's acknowledgement; without it the connection is merely slower.
    let _ = stream.set_nodelay(true);
    match tokio::time::timeout(door.patience.tls, tls.accept(stream)).await {
        Ok(Ok(stream)) => carry(stream, door, caller).await,
        Ok(Err(_)) | Err(_) => door.counters().turn_ended(End::NoTls),
    }
}

/// Serves one connection to its end.
async fn carry(stream: impl AsyncRead + AsyncWrite + Unpin, door: &Arc<Door>, caller: Caller) {
    let (read, write) = tokio::io::split(stream);
    let (heard, inbox) = mpsc::channel(INBOX);
    let number = door.numbers.fetch_add(1, Ordering::Relaxed);
    let session = Session::new(number, Arc::clone(&door.secret), Arc::clone(&door.relay.advertised), now());
    let tunnels = session.tunnels();
    let mut connection = Connection { door, caller, session, write, place: None, carried: [Rate::default(), Rate::default()], strange: 0 };
    let end = tokio::select! {
        end = listen(read, heard, door.patience.idle) => end,
        end = connection.run(inbox) => end,
        () = tokio::time::sleep(door.patience.lifetime) => End::Overtime,
    };
    // Who has signed in and goes, does what all do.
    if connection.place.is_none() || end != End::Left {
        door.counters().turn_ended(end);
    }
    if connection.place.is_none() {
        return;
    }
    for tunnel in tunnels {
        // Fails only when the media thread is gone, and with it everything that knew this connection.
        let _ = door.relay.tunnels.send(News::Gone { tunnel }).await;
    }
}

/// Reads messages until the stream ends, makes no sense, or is silent for too long.
async fn listen(read: impl AsyncRead + Unpin, heard: mpsc::Sender<Vec<u8>>, idle: Duration) -> End {
    let mut read = BufReader::with_capacity(MAX_PACKET * 4, read);
    loop {
        match tokio::time::timeout(idle, frames::read(&mut read)).await {
            Ok(Ok(message)) => {
                if heard.send(message).await.is_err() {
                    return End::Left;
                }
            }
            Ok(Err(error)) if error.kind() == io::ErrorKind::InvalidData => return End::Garbage,
            Ok(Err(_)) => return End::Left,
            Err(_) => return End::Silent,
        }
    }
}

struct Connection<'a, W> {
    door: &'a Arc<Door>,
    caller: Caller,
    session: Session,
    write: W,
    /// Since the client has signed in.
    place: Option<Place>,
    /// In and out.
    carried: [Rate; 2],
    /// Messages before that, and refused ones.
    strange: u32,
}

impl<W: AsyncWrite + Unpin> Connection<'_, W> {
    async fn run(&mut self, mut inbox: mpsc::Receiver<Vec<u8>>) -> End {
        let (outgoing, mut queue) = mpsc::channel(OUTGOING);
        let stranger = tokio::time::sleep(self.door.patience.sign_in);
        tokio::pin!(stranger);
        loop {
            let done = tokio::select! {
                message = inbox.recv() => match message {
                    Some(message) => self.heard(message, &outgoing).await,
                    None => Err(End::Left),
                },
                Some(parcel) = queue.recv() => self.give(parcel).await,
                () = &mut stranger, if self.place.is_none() => Err(End::Late),
            };
            if let Err(end) = done {
                return end;
            }
        }
    }

    async fn heard(&mut self, message: Vec<u8>, outgoing: &mpsc::Sender<Parcel>) -> Result<(), End> {
        if self.place.is_none() {
            self.strange += 1;
        }
        let counters = Arc::clone(&self.door.relay.counters);
        for said in self.session.heard(message, now(), (self.door.clock)()) {
            match said {
                Said::Answer(bytes) => self.write(bytes).await?,
                Said::Parcel(parcel) => {
                    if !self.carried[0].admits(parcel.bytes.len(), now()) {
                        counters.dropped.turn_excess.add(1);
                        continue;
                    }
                    counters.turn_bytes_in.add(parcel.bytes.len() as u64);
                    self.door.relay.tunnels.send(News::Parcel(parcel)).await.map_err(|_| End::Left)?;
                }
                Said::SignedIn(name) => self.open(name, outgoing).await?,
                Said::Forbidden => {
                    self.strange += 1;
                    counters.dropped.turn_forbidden.add(1);
                }
                Said::Denied => {
                    self.strange += 1;
                    counters.dropped.turn_denied.add(1);
                    self.guessed()?;
                }
            }
        }
        if self.strange > STRANGER_MESSAGES_MAX { Err(End::Talkative) } else { Ok(()) }
    }

    /// Where many wrong credentials come from, each costs a connection; elsewhere a mistake may be mended.
    fn guessed(&self) -> Result<(), End> {
        let mut guesses = self.door.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        if guesses.too_many(self.caller.from, now()) { Err(End::Guesses) } else { Ok(()) }
    }

    async fn open(&mut self, name: String, outgoing: &mpsc::Sender<Parcel>) -> Result<(), End> {
        let Some(place) = self.door.place(name) else {
            self.door.counters().dropped.turn_denied.add(1);
            return Err(End::Taken);
        };
        self.place = Some(place);
        self.caller.stranger = None;
        for tunnel in self.session.tunnels() {
            let outgoing = outgoing.clone();
            self.door.relay.tunnels.send(News::Open { tunnel, outgoing }).await.map_err(|_| End::Left)?;
        }
        Ok(())
    }

    /// A packet of the relay on its way to the client.
    async fn give(&mut self, parcel: Parcel) -> Result<(), End> {
        let length = parcel.bytes.len();
        if !self.carried[1].admits(length, now()) {
            self.door.counters().dropped.turn_excess.add(1);
            return Ok(());
        }
        let Some(bytes) = self.session.wrap(parcel, now()) else { return Ok(()) };
        self.door.counters().turn_bytes_out.add(length as u64);
        self.write(bytes).await
    }

    async fn write(&mut self, bytes: Vec<u8>) -> Result<(), End> {
        let bytes = frames::padded(bytes);
        let written = tokio::time::timeout(self.door.patience.write, async {
            self.write.write_all(&bytes).await?;
            self.write.flush().await
        });
        match written.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Left),
            Err(_) => Err(End::Slow),
        }
    }
}

/// Bytes in the second that runs.
#[derive(Default)]
pub(super) struct Rate {
    since: Option<Instant>,
    bytes: usize,
}

impl Rate {
    /// Whether so many more bytes may pass now.
    pub(super) fn admits(&mut self, bytes: usize, now: Instant) -> bool {
        if self.since.is_none_or(|since| now.saturating_duration_since(since) >= Duration::from_secs(1)) {
            (self.since, self.bytes) = (Some(now), 0);
        }
        if self.bytes + bytes > BYTES_PER_SECOND {
            return false;
        }
        self.bytes += bytes;
        true
    }
}

fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests;
