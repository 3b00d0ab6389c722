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

/// Connections at one time.
pub(super) const MAX_CONNECTIONS: usize = 2048;
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
    loop {
        let Ok((stream, remote)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            counters.dropped.tcp_refused.add(1);
            continue;
        };
        tokio::spawn(serve(
            stream,
            canonical(remote),
            arrivals.clone(),
            STRANGER,
            place,
        ));
    }
}

async fn serve(
    stream: TcpStream,
    remote: SocketAddr,
    arrivals: mpsc::Sender<Arrival>,
    answered_within: Duration,
    _place: OwnedSemaphorePermit,
) {
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
    let stranger = async {
        tokio::time::sleep(answered_within).await;
        if answered.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = read_frames(read, remote, local.ip().to_canonical(), &arrivals) => {}
        () = write_frames(write, queue, &answered) => {}
        () = stranger => {}
    }
    // Fails only when the media thread is gone, and with it everything that knew this connection.
    let _ = arrivals.send(Arrival::Gone { remote }).await;
}

async fn read_frames(
    read: OwnedReadHalf,
    remote: SocketAddr,
    arrived_on: IpAddr,
    arrivals: &mpsc::Sender<Arrival>,
) {
    let mut read = BufReader::with_capacity(MAX_PACKET * 4, read);
    while let Ok(Ok(bytes)) = tokio::time::timeout(IDLE, read_frame(&mut read)).await {
        if arrivals
            .send(Arrival::Frame {
                remote,
                arrived_on,
                bytes,
            })
            .await
            .is_err()
        {
            return;
        }
    }
}

/// Reads one frame; an error for one larger than any packet of ours may be.
async fn read_frame(read: &mut (impl AsyncReadExt + Unpin)) -> io::Result<Vec<u8>> {
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
) {
    while let Some(bytes) = queue.recv().await {
        let Ok(length) = u16::try_from(bytes.len()) else {
            continue;
        };
        answered.store(true, Ordering::Relaxed);
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
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn frames_are_cut_at_their_length_and_refused_beyond_a_packet() {
        let most = u16::try_from(MAX_PACKET).unwrap();
        let frame =
            |length: u16, filled: usize| [&length.to_be_bytes()[..], &vec![7; filled]].concat();
        let cases = [
            ("one", frame(3, 3), Some(3)),
            ("empty", frame(0, 0), Some(0)),
            ("largest", frame(most, MAX_PACKET), Some(MAX_PACKET)),
            ("too large", frame(most + 1, MAX_PACKET + 1), None),
            ("cut short", frame(3, 2), None),
            ("half a length", vec![0], None),
        ];
        for (name, wire, expected) in cases {
            let got = read_frame(&mut wire.as_slice())
                .await
                .ok()
                .map(|bytes| bytes.len());
            assert_eq!(got, expected, "{name}");
        }
    }

    async fn pair() -> (TcpStream, TcpStream, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let ours = TcpStream::connect(listener.local_addr().unwrap())
            .await
            .unwrap();
        let (theirs, remote) = listener.accept().await.unwrap();
        (ours, theirs, remote)
    }

    fn place() -> OwnedSemaphorePermit {
        Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap()
    }

    #[tokio::test]
    async fn connections_beyond_the_limit_are_closed_and_a_place_comes_free_again() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (sender, mut arrivals) = mpsc::channel(ARRIVALS);
        let counters = Arc::new(Counters::default());
        tokio::spawn(accept(
            listener,
            sender,
            Arc::clone(&counters),
            Arc::new(Semaphore::new(1)),
        ));
        let first = TcpStream::connect(addr).await.unwrap();
        let opened = arrivals.recv().await;
        assert!(matches!(opened, Some(Arrival::Open { .. })));
        let mut second = TcpStream::connect(addr).await.unwrap();
        assert_eq!(second.read(&mut [0]).await.unwrap_or(0), 0, "closed");
        assert_eq!(counters.snapshot(0).dropped.tcp_refused, 1);
        drop(first);
        assert!(matches!(arrivals.recv().await, Some(Arrival::Gone { .. })));
        // The place is given back just after that was said.
        for _ in 0..100 {
            let _third = TcpStream::connect(addr).await.unwrap();
            let waited = tokio::time::timeout(Duration::from_millis(100), arrivals.recv()).await;
            if matches!(waited, Ok(Some(Arrival::Open { .. }))) {
                return;
            }
        }
        panic!("no place came free");
    }

    #[tokio::test]
    async fn a_stranger_is_closed_and_who_was_answered_stays() {
        for answered in [false, true] {
            let (mut ours, theirs, remote) = pair().await;
            let (sender, mut arrivals) = mpsc::channel(ARRIVALS);
            let within = Duration::from_millis(200);
            tokio::spawn(serve(theirs, remote, sender, within, place()));
            let Some(Arrival::Open { outgoing, .. }) = arrivals.recv().await else {
                panic!()
            };
            if answered {
                outgoing.send(vec![1, 2, 3]).await.unwrap();
                assert_eq!(read_frame(&mut ours).await.unwrap(), [1, 2, 3]);
            }
            let gone = tokio::time::timeout(within * 3, arrivals.recv()).await;
            assert_eq!(gone.is_err(), answered, "answered: {answered}");
        }
    }

    #[tokio::test]
    async fn a_connection_that_does_not_drain_loses_frames_and_not_memory() {
        let (_arrivals, receiver) = mpsc::channel(1);
        let counters = Arc::new(Counters::default());
        let mut port = TcpPort {
            arrivals: receiver,
            connections: HashMap::new(),
            counters,
        };
        let remote = "192.0.2.7:5000".parse().unwrap();
        assert!(port.send(remote, &[1]).is_err(), "nobody there");
        let (outgoing, mut queue) = mpsc::channel(OUTGOING);
        port.note(Arrival::Open { remote, outgoing });
        let sent = (0..OUTGOING + 10)
            .filter(|_| port.send(remote, &[1]).is_ok())
            .count();
        assert_eq!(sent, OUTGOING);
        queue.recv().await.unwrap();
        assert!(port.send(remote, &[1]).is_ok(), "room again");
        port.note(Arrival::Gone { remote });
        assert!(port.send(remote, &[1]).is_err());
        assert_eq!(port.counters.snapshot(0).tcp_connections, 0);
    }
}
