//! The media thread: waits for packets, commands and the engines' timers, and carries packets between the sockets
//! and the [`Switchboard`]. The only place of the relay that reads a clock.
//! Knows nothing of what packets hold or which call they belong to.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use str0m::config::DtlsCert;
use tokio::sync::mpsc;

use super::address::{Locals, Source};
use super::counters::Counters;
use super::ports;
use super::switchboard::Switchboard;
use super::tcp::{Arrival, TcpPort};
use super::train::Train;
use super::tunnel::{News, Parcel, Tunnels, is_tunnel};
use super::udp::UdpPort;
use super::{Command, MAX_PACKET, Path, RelayConfig, RelayEvent, RelayFact};

/// Batches of datagrams taken in before commands and timers get a look-in.
const BATCHES: usize = 8;
/// TCP frames taken in before the same.
const FRAMES: usize = 64;
/// Facts kept while nobody collects them.
const EVENT_BACKLOG: usize = 8192;

/// Opens the sockets and starts the thread; returns the bound address, and those that browsers are told.
pub(super) fn spawn(
    config: &RelayConfig,
    inbox: mpsc::Receiver<Command>,
    tunnels: Tunnels,
    events: mpsc::Sender<RelayEvent>,
    counters: Arc<Counters>,
) -> io::Result<(SocketAddr, Vec<SocketAddr>)> {
    let (udp, listener) = ports::open(config)?;
    let addr = udp.local_addr()?;
    let locals = Locals::of(config, addr);
    let advertised = locals.advertised.clone();
    let cert = certificate()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let reactor = {
        let _inside = runtime.enter();
        let tcp = listener
            .map(|listener| TcpPort::new(listener, Arc::clone(&counters)))
            .transpose()?;
        let board = Switchboard::new(locals, tcp.is_some(), cert, Arc::clone(&counters), now());
        Reactor {
            board,
            udp: UdpPort::new(udp)?,
            tcp,
            tunnels,
            inbox,
            events,
            counters,
        }
    };
    std::thread::Builder::new()
        .name("media".to_owned())
        .spawn(move || runtime.block_on(reactor.run()))?;
    Ok((addr, advertised))
}

struct Reactor {
    board: Switchboard,
    udp: UdpPort,
    tcp: Option<TcpPort>,
    tunnels: Tunnels,
    inbox: mpsc::Receiver<Command>,
    events: mpsc::Sender<RelayEvent>,
    counters: Arc<Counters>,
}

impl Reactor {
    async fn run(mut self) {
        loop {
            let due = tokio::time::Instant::from_std(self.board.next_due());
            tokio::select! {
                ready = self.udp.readable() => if ready.is_ok() { self.datagrams() },
                arrival = next(&mut self.tcp) => self.frames(arrival),
                news = self.tunnels.next() => self.tunnelled(news),
                command = self.inbox.recv() => match command {
                    None => return,
                    Some(Command::Stop { done }) => {
                        drop(self);
                        // Whoever asked may have given up waiting.
                        let _ = done.send(());
                        return;
                    }
                    Some(command) => self.obey(command),
                },
                () = tokio::time::sleep_until(due) => {}
            }
            let now = now();
            if now >= self.board.next_due() {
                self.board.tick(now);
            }
            self.board.deliver(now);
            self.flush();
            self.report();
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Join {
                call,
                side,
                offer,
                reply,
            } => {
                // A caller that gave up closes the call, which removes the leg.
                let _ = reply.send(self.board.join(call, side, &offer, now()));
            }
            Command::Leave { call, side } => self.board.leave(call, side, now()),
            Command::Close { call } => self.board.close(call, now()),
            Command::Stop { .. } => {}
        }
    }

    fn datagrams(&mut self) {
        for _ in 0..BATCHES {
            let (board, counters, now) = (&mut self.board, &self.counters, now());
            let batch = self.udp.receive(|remote, arrived_on, bytes| {
                if bytes.len() > MAX_PACKET || is_tunnel(remote) {
                    return counters.dropped.unreadable.add(1);
                }
                board.packet(
                    Source {
                        path: Path::Udp,
                        remote,
                    },
                    arrived_on,
                    bytes,
                    now,
                );
            });
            // Also errors of single sends show up here on some systems; the socket itself stays good.
            if batch.is_err() {
                return;
            }
            self.board.deliver(now);
            self.flush();
        }
    }

    fn frames(&mut self, first: Option<Arrival>) {
        let mut arrival = first;
        for _ in 0..FRAMES {
            match arrival {
                Some(Arrival::Frame {
                    remote,
                    arrived_on,
                    bytes,
                }) => {
                    self.board.packet(
                        Source {
                            path: Path::Tcp,
                            remote,
                        },
                        Some(arrived_on),
                        &bytes,
                        now(),
                    );
                }
                Some(Arrival::Gone { remote }) => self.board.forget(Source {
                    path: Path::Tcp,
                    remote,
                }),
                Some(Arrival::Open { .. }) => {}
                None => break,
            }
            arrival = self.tcp.as_mut().and_then(TcpPort::try_next);
        }
        self.board.deliver(now());
    }

    fn tunnelled(&mut self, first: News) {
        let mut news = Some(first);
        for _ in 0..FRAMES {
            let source = |remote| Source {
                path: Path::Tls,
                remote,
            };
            match news {
                Some(News::Parcel(Parcel {
                    tunnel,
                    ours,
                    bytes,
                })) => self
                    .board
                    .packet(source(tunnel), Some(ours.ip()), &bytes, now()),
                Some(News::Gone { tunnel }) => self.board.forget(source(tunnel)),
                Some(News::Open { .. }) => {}
                None => return,
            }
            news = self.tunnels.try_next();
        }
    }

    /// Sends all that the engines have said, as many datagrams at a time as the kernel takes.
    fn flush(&mut self) {
        let mut train: Option<Train> = None;
        while let Some(transmit) = self.board.outbox.pop_front() {
            let Source { path, remote } = Source::of(&transmit);
            match path {
                Path::Udp => {}
                Path::Tcp => {
                    self.send_frame(remote, &transmit.contents);
                    continue;
                }
                Path::Tls => {
                    self.send_parcel(remote, transmit.source, transmit.contents.into());
                    continue;
                }
            }
            let from = self.board.locals().from(transmit.source);
            let longest = self.udp.longest_train();
            let coupled = train
                .as_mut()
                .is_some_and(|train| train.couple(remote, from, &transmit.contents, longest));
            if !coupled
                && let Some(full) = train.replace(Train::new(remote, from, &transmit.contents))
            {
                self.depart(&full);
            }
        }
        if let Some(last) = train {
            self.depart(&last);
        }
        for remote in self.board.hangups.drain(..) {
            if let Some(tcp) = &mut self.tcp {
                tcp.hang_up(remote);
            }
        }
    }

    fn depart(&self, train: &Train) {
        if self.udp.send(train).is_ok() {
            self.counters.packets_out.add(train.count as u64);
            self.counters.bytes_out.add(train.bytes.len() as u64);
        } else {
            self.counters.dropped.send_buffer.add(train.count as u64);
        }
    }

    fn send_frame(&self, remote: SocketAddr, bytes: &[u8]) {
        let sent = self
            .tcp
            .as_ref()
            .is_some_and(|tcp| tcp.send(remote, bytes).is_ok());
        if sent {
            self.counters.packets_out.add(1);
            self.counters.bytes_out.add(bytes.len() as u64);
        } else {
            self.counters.dropped.tcp_queue.add(1);
        }
    }

    fn send_parcel(&self, tunnel: SocketAddr, ours: SocketAddr, bytes: Vec<u8>) {
        let length = bytes.len() as u64;
        if self.tunnels.send(tunnel, ours, bytes) {
            self.counters.packets_out.add(1);
            self.counters.bytes_out.add(length);
        } else {
            self.counters.dropped.turn_queue.add(1);
        }
    }

    /// Hands facts on; what finds no room waits for the next turn, at most a second away.
    fn report(&mut self) {
        while !self.board.events.is_empty() {
            match self.events.try_reserve() {
                Ok(place) => {
                    if let Some(event) = self.board.events.pop_front() {
                        place.send(event);
                    }
                }
                Err(mpsc::error::TrySendError::Full(())) => {
                    let lost = trim(&mut self.board.events, EVENT_BACKLOG);
                    return self.counters.dropped.events.add(lost as u64);
                }
                Err(mpsc::error::TrySendError::Closed(())) => self.board.events.clear(),
            }
        }
    }
}

/// Keeps a backlog of facts within its bound: quality readings go first, for the next one says it anew, then the
/// oldest. Returns how many went.
fn trim(events: &mut std::collections::VecDeque<RelayEvent>, bound: usize) -> usize {
    let before = events.len();
    if before > bound {
        events.retain(|event| !matches!(event.what, RelayFact::Quality { .. }));
    }
    events.drain(..events.len().saturating_sub(bound));
    before - events.len()
}

async fn next(tcp: &mut Option<TcpPort>) -> Option<Arrival> {
    match tcp {
        Some(tcp) => tcp.next().await,
        None => std::future::pending().await,
    }
}

fn now() -> Instant {
    Instant::now()
}

/// One certificate for the life of the process, as browsers have one for each connection.
fn certificate() -> io::Result<DtlsCert> {
    str0m::crypto::from_feature_flags()
        .dtls_provider
        .generate_certificate()
        .ok_or_else(|| io::Error::other("no certificate for the media transport could be made"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::Side;

    fn event(what: RelayFact) -> RelayEvent {
        RelayEvent {
            call: uuid::Uuid::nil(),
            side: Side::Employee,
            what,
        }
    }

    #[test]
    fn a_full_backlog_loses_quality_first_and_then_the_oldest() {
        let quality = || {
            event(RelayFact::Quality {
                loss_permille: 0,
                rtt_ms: None,
                bitrate_kbps: 0,
                path: Path::Udp,
            })
        };
        let facts = [
            RelayFact::Connected,
            RelayFact::FirstAudio,
            RelayFact::FirstVideo,
        ];
        let full = || {
            let mut events: std::collections::VecDeque<_> =
                facts.iter().cloned().map(event).collect();
            events.push_back(quality());
            events
        };
        for (bound, kept, lost) in [(4, 4, 0), (3, 3, 1), (2, 2, 2)] {
            let mut events = full();
            assert_eq!(trim(&mut events, bound), lost, "bound {bound}");
            assert_eq!(events.len(), kept);
            assert!(
                events.contains(&event(RelayFact::FirstVideo)),
                "the newest fact stays"
            );
        }
    }
}
