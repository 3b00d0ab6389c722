//! Packets that reach the media thread inside TURN connections: handed over in memory, so that nothing of TURN ever
//! opens a socket towards anybody. Each connection has an address that exists nowhere, by which the engines know it.
//! Knows nothing of TURN, TLS or calls.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use tokio::sync::mpsc;

use super::counters::Counters;

/// Packets read and not yet handled; a full queue makes readers wait, and TCP slows the senders.
const ARRIVALS: usize = 1024;
/// Packets that may wait for one connection to drain: half a second of picture. Older media is of no use.
pub(super) const OUTGOING: usize = 128;
/// Made-up addresses: 240.0.0.0/4 is reserved and 100::/64 leads nowhere (RFC 1112 section 4, RFC 6666), so neither is
/// ever the source of a packet from a network. The last one of the first is the broadcast address.
const PLACES: u32 = 0x0fff_ffff;
/// The discard port, for want of any.
const PORT: u16 = 9;

/// One packet on its way through a connection.
#[derive(Debug)]
pub(super) struct Parcel {
    /// The connection's made-up address.
    pub(super) tunnel: SocketAddr,
    /// Which of the relay's advertised addresses it goes to or comes from.
    pub(super) ours: SocketAddr,
    pub(super) bytes: Vec<u8>,
}

/// What connections tell the media thread.
pub(super) enum News {
    Open {
        tunnel: SocketAddr,
        outgoing: mpsc::Sender<Parcel>,
    },
    Parcel(Parcel),
    Gone {
        tunnel: SocketAddr,
    },
}

pub(super) struct Tunnels {
    news: mpsc::Receiver<News>,
    open: HashMap<SocketAddr, mpsc::Sender<Parcel>>,
    counters: Arc<Counters>,
}

impl Tunnels {
    pub(super) fn new(counters: Arc<Counters>) -> (mpsc::Sender<News>, Tunnels) {
        let (sender, news) = mpsc::channel(ARRIVALS);
        let open = HashMap::new();
        (
            sender,
            Tunnels {
                news,
                open,
                counters,
            },
        )
    }

    /// The next packet or lost connection; never, once no listener is left. Safe to drop while waiting.
    pub(super) async fn next(&mut self) -> News {
        match self.news.recv().await {
            Some(news) => self.note(news),
            None => std::future::pending().await,
        }
    }

    /// The same without waiting.
    pub(super) fn try_next(&mut self) -> Option<News> {
        let news = self.news.try_recv().ok()?;
        Some(self.note(news))
    }

    /// Puts a packet in a connection's queue. False when it does not drain, or is gone.
    pub(super) fn send(&self, tunnel: SocketAddr, ours: SocketAddr, bytes: Vec<u8>) -> bool {
        let parcel = Parcel {
            tunnel,
            ours,
            bytes,
        };
        self.open
            .get(&tunnel)
            .is_some_and(|outgoing| outgoing.try_send(parcel).is_ok())
    }

    fn note(&mut self, news: News) -> News {
        match &news {
            News::Open { tunnel, outgoing } => {
                self.open.insert(*tunnel, outgoing.clone());
            }
            News::Gone { tunnel } => {
                self.open.remove(tunnel);
            }
            News::Parcel(_) => {}
        }
        self.counters.turn_tunnels.set(self.open.len() as u64);
        news
    }
}

/// The made-up addresses of the `number`th connection.
pub(super) fn addresses(number: u32) -> (SocketAddr, SocketAddr) {
    let place = number % PLACES;
    let v4 = Ipv4Addr::from(0xf000_0000 | place);
    let [high, low] = [place >> 16, place & 0xffff].map(|half| u16::try_from(half).unwrap_or(0));
    let v6 = Ipv6Addr::new(0x100, 0, 0, 0, 0, 0, high, low);
    (
        SocketAddr::new(v4.into(), PORT),
        SocketAddr::new(v6.into(), PORT),
    )
}

/// Whether an address is one of those. Whoever sends from it over a network lies.
pub(super) fn is_tunnel(addr: SocketAddr) -> bool {
    match addr.ip() {
        IpAddr::V4(v4) => v4.octets()[0] >= 240,
        IpAddr::V6(v6) => v6.segments()[..4] == [0x100, 0, 0, 0],
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn made_up_addresses_differ_and_are_known_as_such() {
        let (mut seen, numbers) = (
            std::collections::HashSet::new(),
            [0, 1, 0xffff, 0x1_0000, PLACES - 1],
        );
        for number in numbers {
            let (v4, v6) = addresses(number);
            assert!(is_tunnel(v4) && is_tunnel(v6), "{v4} {v6}");
            assert!(v4.ip() != Ipv4Addr::BROADCAST);
            assert!(seen.insert(v4) && seen.insert(v6));
        }
        assert_eq!(addresses(0), addresses(PLACES), "after so many, from the start");
        for real in ["239.1.2.3:9", "127.0.0.1:9", "[2001:db8::1]:9", "[::1]:9", "[101::1]:9"] {
            assert!(!is_tunnel(real.parse().unwrap()), "{real}");
        }
    }

    #[tokio::test]
    async fn a_connection_that_does_not_drain_loses_packets_and_not_memory() {
        let (news, mut tunnels) = Tunnels::new(Arc::default());
        let (tunnel, _) = addresses(1);
        let ours = "192.0.2.1:8443".parse().unwrap();
        assert!(!tunnels.send(tunnel, ours, vec![1]), "nobody there");
        let (outgoing, mut queue) = mpsc::channel(OUTGOING);
        news.send(News::Open { tunnel, outgoing }).await.ok().unwrap();
        tunnels.next().await;
        assert_eq!(tunnels.counters.snapshot(0).turn_tunnels, 1);
        let sent = (0..OUTGOING + 10).filter(|_| tunnels.send(tunnel, ours, vec![1])).count();
        assert_eq!(sent, OUTGOING);
        assert_eq!(queue.recv().await.unwrap().tunnel, tunnel);
        assert!(tunnels.send(tunnel, ours, vec![1]), "room again");
        news.send(News::Gone { tunnel }).await.ok().unwrap();
        assert!(matches!(tunnels.next().await, News::Gone { .. }));
        assert!(!tunnels.send(tunnel, ours, vec![1]));
        assert_eq!(tunnels.counters.snapshot(0).turn_tunnels, 0);
    }
}
