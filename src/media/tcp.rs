//! ICE over TCP: one listener for all calls, packets framed by a two-byte length (RFC 4571, RFC 6544 section 10.1).
//! Each connection has a reader and a writer of its own; frames meet the media thread in one bounded queue.
//! Knows nothing of what the frames hold, nor to which call a connection belongs.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::MAX_PACKET;
use super::counters::Counters;
use super::stranger::{Stranger, Strangers};

/// Connections at one time.
pub(super) const MAX_CONNECTIONS: usize = 2048;
/// Frames a connection may send before it is answered. A browser repeats its request some ten times.
const STRANGER_FRAMES: usize = 100;
/// Frames read and not yet handled; a full queue makes readers wait, and TCP slows the senders.
const ARRIVALS: usize = 1024;
/// Frames that may wait for one connection to drain: half a second of picture. Older media is of no use.
const OUTGOING: usize = 128;
/// A connection that has not been answered by then has not proved a password.
const STRANGER: Duration = Duration::from_secs(10);
/// Longest silence; a browser checks its connection every few seconds (RFC 7675).
const IDLE: Duration = Duration::from_secs(30);
/// Longest time one frame may take to leave.
const WRITE_WITHIN: Duration = Duration::from_secs(5);
/// Connections that the kernel holds until they are accepted.
const BACKLOG: i32 = 1024;
/// Pause after a failed accept (out of file handles), so that the loop does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// News from the connections.
pub(super) enum Arrival {
    Open {
        remote: SocketAddr,
        outgoing: mpsc::Sender<Vec<u8>>,
    },
    Frame {
        remote: SocketAddr,
        arrived_on: IpAddr,
        bytes: Vec<u8>,
    },
    Gone {
        remote: SocketAddr,
    },
}

pub(super) struct TcpPort {
    arrivals: mpsc::Receiver<Arrival>,
    connections: HashMap<SocketAddr, mpsc::Sender<Vec<u8>>>,
    counters: Arc<Counters>,
}

/// A frame for a connection that does not take it now, or is gone.
pub(super) struct NotSent;

/// Listens, for IPv4 too when `bind` is the unspecified IPv6 address, whatever the machine's habit is.
pub(super) fn listen(bind: SocketAddr) -> io::Result<std::net::TcpListener> {
    use socket2::{Domain, Protocol, Socket, Type};
    let socket = Socket::new(Domain::for_address(bind), Type::STREAM, Some(Protocol::TCP))?;
    if bind.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    // As the standard library has it: a restart need not wait for connections that are still closing.
    socket.set_reuse_address(true)?;
    socket.bind(&bind.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

impl TcpPort {
    /// Starts accepting. Must be called inside the runtime that will use it.
    pub(super) fn new(
        listener: std::net::TcpListener,
        counters: Arc<Counters>,
    ) -> io::Result<TcpPort> {
        let listener = TcpListener::from_std(listener)?;
        let (sender, arrivals) = mpsc::channel(ARRIVALS);
        let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        tokio::spawn(accept(listener, sender, Arc::clone(&counters), places));
        Ok(TcpPort {
            arrivals,
            connections: HashMap::new(),
            counters,
        })
    }

    /// The next frame or lost connection. Safe to drop while waiting.
    pub(super) async fn next(&mut self) -> Option<Arrival> {
        let arrival = self.arrivals.recv().await?;
        Some(self.note(arrival))
    }

    /// The same without waiting.
    pub(super) fn try_next(&mut self) -> Option<Arrival> {
        let arrival = self.arrivals.try_recv().ok()?;
        Some(self.note(arrival))
    }

    pub(super) fn send(&self, to: SocketAddr, bytes: &[u8]) -> Result<(), NotSent> {
        let connection = self.connections.get(&to).ok_or(NotSent)?;
        connection.try_send(bytes.to_vec()).map_err(|_| NotSent)
    }

    /// Closes a connection once what was sent has left.
    pub(super) fn hang_up(&mut self, remote: SocketAddr) {
        self.connections.remove(&remote);
    }

    fn note(&mut self, arrival: Arrival) -> Arrival {
        match &arrival {
            Arrival::Open { remote, outgoing } => {
                self.connections.insert(*remote, outgoing.clone());
            }
            Arrival::Gone { remote } => {
                self.connections.remove(remote);
            }
            Arrival::Frame { .. } => {}
        }
        self.counters
            .tcp_connections
            .set(self.connections.len() as u64);
        arrival
    }
}

async fn accept(
    listener: TcpListener,
    arrivals: mpsc::Sender<Arrival>,
    counters: Arc<Counters>,
    places: Arc<Semaphore>,
) {
    let strangers = Strangers::default();
    loop {
        let Ok((stream, remote)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let remote = canonical(remote);
        let place = Arc::clone(&places).try_acquire_owned().ok();
        let Some((place, stranger)) = place.zip(Stranger::arrive(&strangers, remote.ip())) else {
            counters.dropped.tcp_refused.add(1);
            continue;
        };
        let caller = Caller {
            remote,
            stranger,
            counters: Arc::clone(&counters),
            _place: place,
        };
        tokio::spawn(serve(stream, caller, arrivals.clone(), STRANGER));
    }
}

/// Who is at the other end of a connection.
struct Caller {
    remote: SocketAddr,
    stranger: Stranger,
    counters: Arc<Counters>,
    _place: OwnedSemaphorePermit,
}

async fn serve(
    stream: TcpStream,
    caller: Caller,
    arrivals: mpsc::Sender<Arrival>,
    answered_within: Duration,
) {
    let Caller {
        remote,
        stranger,
        counters,
        _place,
    } = caller;
    let Ok(local) = stream.local_addr() else {
        return;
    };
    // Media must not wait for the other side's acknowledgement; without it the connection is merely slower.
    let _ = stream.set_nodelay(true);
    let (read, write) = stream.into_split();
    let (outgoing, queue) = mpsc::channel(OUTGOING);
    if arrivals
        .send(Arrival::Open { remote, outgoing })
        .await
        .is_err()
    {
        return;
    }
    let answered = AtomicBool::new(false);
    let too_long = async {
        tokio::time::sleep(answered_within).await;
        if answered.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        talkative = read_frames(read, remote, local.ip().to_canonical(), &arrivals, &answered) => {
            if talkative {
                counters.dropped.tcp_stranger.add(1);
            }
        }
        () = write_frames(write, queue, &answered, stranger) => {}
        () = too_long => {}
    }
    // Fails only when the media thread is gone, and with it everything that knew this connection.
    let _ = arrivals.send(Arrival::Gone { remote }).await;
}

/// Hands frames on until the connection ends; true if it ends because a stranger said too much.
async fn read_frames(
    read: OwnedReadHalf,
    remote: SocketAddr,
    arrived_on: IpAddr,
    arrivals: &mpsc::Sender<Arrival>,
    answered: &AtomicBool,
) -> bool {
    let mut read = BufReader::with_capacity(MAX_PACKET * 4, read);
    let mut unanswered = 0;
    while let Ok(Ok(bytes)) = tokio::time::timeout(IDLE, read_frame(&mut read)).await {
        if !answered.load(Ordering::Relaxed) {
            unanswered += 1;
            if unanswered > STRANGER_FRAMES {
                return true;
            }
        }
        let frame = Arrival::Frame {
            remote,
            arrived_on,
            bytes,
        };
        if arrivals.send(frame).await.is_err() {
            return false;
        }
    }
    false
}

/// Reads one frame; an error for one larger than any packet of ours may be.
pub(super) async fn read_frame(read: &mut (impl AsyncReadExt + Unpin)) -> io::Result<Vec<u8>> {
    let length = usize::from(read.read_u16().await?);
    if length > MAX_PACKET {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = vec![0; length];
    read.read_exact(&mut bytes).await?;
    Ok(bytes)
}

async fn write_frames(
    mut write: OwnedWriteHalf,
    mut queue: mpsc::Receiver<Vec<u8>>,
    answered: &AtomicBool,
    stranger: Stranger,
) {
    let mut stranger = Some(stranger);
    while let Some(bytes) = queue.recv().await {
        let Ok(length) = u16::try_from(bytes.len()) else {
            continue;
        };
        answered.store(true, Ordering::Relaxed);
        stranger.take();
        let frame = [&length.to_be_bytes(), bytes.as_slice()].concat();
        if !matches!(
            tokio::time::timeout(WRITE_WITHIN, write.write_all(&frame)).await,
            Ok(Ok(()))
        ) {
            return;
        }
    }
}

fn canonical(addr: SocketAddr) -> SocketAddr {
    SocketAddr::new(addr.ip().to_canonical(), addr.port())
}

#[cfg(test)]
mod tests;
