//! What the relay counts, for `/metrics`. Written by the media thread, read from anywhere.
//! Knows nothing of calls or packets beyond their number.

use std::sync::atomic::{AtomicU64, Ordering};

use super::MediaError;
use super::turn::End;

/// One number that only the media thread changes often; relaxed, since each is read on its own.
#[derive(Debug, Default)]
pub(super) struct Counter(AtomicU64);

impl Counter {
    pub(super) fn add(&self, n: u64) {
        self.0.fetch_add(n, Ordering::Relaxed);
    }

    pub(super) fn take(&self, n: u64) {
        self.0.fetch_sub(n, Ordering::Relaxed);
    }

    pub(super) fn set(&self, n: u64) {
        self.0.store(n, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) calls: Counter,
    pub(super) legs: Counter,
    pub(super) packets_in: Counter,
    pub(super) packets_out: Counter,
    pub(super) bytes_in: Counter,
    pub(super) bytes_out: Counter,
    pub(super) tcp_connections: Counter,
    pub(super) turn_connections: Counter,
    pub(super) turn_tunnels: Counter,
    pub(super) turn_bytes_in: Counter,
    pub(super) turn_bytes_out: Counter,
    pub(super) keyframe_requests: Counter,
    pub(super) engine_faults: Counter,
    pub(super) dropped: DropCounters,
    pub(super) offers_refused: [Counter; MediaError::REASONS.len()],
    pub(super) turn_ended: [Counter; End::REASONS.len()],
}

#[derive(Debug, Default)]
pub(super) struct DropCounters {
    pub(super) unknown_source: Counter,
    pub(super) refused: Counter,
    pub(super) flood: Counter,
    pub(super) over_rate: Counter,
    pub(super) unreadable: Counter,
    pub(super) send_buffer: Counter,
    pub(super) tcp_queue: Counter,
    pub(super) tcp_refused: Counter,
    pub(super) turn_queue: Counter,
    pub(super) turn_denied: Counter,
    pub(super) turn_forbidden: Counter,
    pub(super) turn_excess: Counter,
    pub(super) tcp_stranger: Counter,
    pub(super) events: Counter,
    pub(super) commands: Counter,
}

/// A reading of the relay's counters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayStats {
    /// Calls with at least one side, now.
    pub calls: u64,
    /// Sides, now.
    pub legs: u64,
    /// ICE-TCP connections, now.
    pub tcp_connections: u64,
    /// TURN connections, now, and those of them that carry something.
    pub turn_connections: u64,
    pub turn_tunnels: u64,
    /// Packets' bytes taken out of and put into TURN connections.
    pub turn_bytes_in: u64,
    pub turn_bytes_out: u64,
    pub packets_in: u64,
    pub packets_out: u64,
    pub bytes_in: u64,
    pub bytes_out: u64,
    /// Keyframe requests passed on to senders.
    pub keyframe_requests: u64,
    /// Errors inside the engine that cost at most the one leg they happened on.
    pub engine_faults: u64,
    pub dropped: Dropped,
    /// Offers that were not answered, by reason.
    pub offers_refused: [(&'static str, u64); MediaError::REASONS.len()],
    /// TURN connections that were not let in or shown out, by reason.
    pub turn_ended: [(&'static str, u64); End::REASONS.len()],
    /// Datagrams the kernel threw away because the receive buffer was full; `None` where it does not say.
    pub kernel_drops: Option<u64>,
}

/// What the relay threw away since start, by reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Packets from an address that belongs to no call.
    pub unknown_source: u64,
    /// STUN that names a call but does not carry its password.
    pub refused: u64,
    /// STUN from a source, or for a side, that has brought too many wrong passwords: dropped before looking at it.
    pub flood: u64,
    /// Packets beyond what one side may send: dropped before opening them.
    pub over_rate: u64,
    /// Packets too large or of no known kind.
    pub unreadable: u64,
    /// Packets the kernel would not take.
    pub send_buffer: u64,
    /// Packets for a TCP connection that does not drain.
    pub tcp_queue: u64,
    /// TCP connections beyond the limit.
    pub tcp_refused: u64,
    /// Packets for a TURN connection that does not drain.
    pub turn_queue: u64,
    /// TURN requests with credentials that are wrong, over, or in use too often.
    pub turn_denied: u64,
    /// TURN requests that asked for somebody else than the relay.
    pub turn_forbidden: u64,
    /// Packets beyond what one TURN connection may carry.
    pub turn_excess: u64,
    /// TCP connections closed because they talked without having proved a password.
    pub tcp_stranger: u64,
    /// Facts nobody collected.
    pub events: u64,
    /// `leave` and `close` that found the queue full.
    pub commands: u64,
}

impl Dropped {
    /// All of it, with the names by which `/metrics` knows the reasons.
    #[must_use]
    pub fn by_reason(&self) -> [(&'static str, u64); 11] {
        [
            ("unknown_source", self.unknown_source),
            ("refused", self.refused),
            ("flood", self.flood),
            ("over_rate", self.over_rate),
            ("unreadable", self.unreadable),
            ("send_buffer", self.send_buffer),
            ("tcp_queue", self.tcp_queue),
            ("tcp_refused", self.tcp_refused),
            ("tcp_stranger", self.tcp_stranger),
            ("events", self.events),
            ("commands", self.commands),
        ]
    }
}

impl Counters {
    /// An offer was not answered.
    pub(super) fn refused(&self, why: &MediaError) {
        let reason = why.reason();
        let counters = MediaError::REASONS.iter().zip(&self.offers_refused);
        for (_, counter) in counters.filter(|(known, _)| **known == reason) {
            counter.add(1);
        }
    }

    /// A TURN connection was not let in, or shown out.
    pub(super) fn turn_ended(&self, why: End) {
        if let Some(counter) = self.turn_ended.get(why as usize) {
            counter.add(1);
        }
    }

    pub(super) fn snapshot(&self, port: u16) -> RelayStats {
        let d = &self.dropped;
        RelayStats {
            calls: self.calls.get(),
            legs: self.legs.get(),
            tcp_connections: self.tcp_connections.get(),
            turn_connections: self.turn_connections.get(),
            turn_tunnels: self.turn_tunnels.get(),
            turn_bytes_in: self.turn_bytes_in.get(),
            turn_bytes_out: self.turn_bytes_out.get(),
            packets_in: self.packets_in.get(),
            packets_out: self.packets_out.get(),
            bytes_in: self.bytes_in.get(),
            bytes_out: self.bytes_out.get(),
            keyframe_requests: self.keyframe_requests.get(),
            engine_faults: self.engine_faults.get(),
            dropped: Dropped {
                unknown_source: d.unknown_source.get(),
                refused: d.refused.get(),
                flood: d.flood.get(),
                over_rate: d.over_rate.get(),
                unreadable: d.unreadable.get(),
                send_buffer: d.send_buffer.get(),
                tcp_queue: d.tcp_queue.get(),
                tcp_refused: d.tcp_refused.get(),
                turn_queue: d.turn_queue.get(),
                turn_denied: d.turn_denied.get(),
                turn_forbidden: d.turn_forbidden.get(),
                turn_excess: d.turn_excess.get(),
                tcp_stranger: d.tcp_stranger.get(),
                events: d.events.get(),
                commands: d.commands.get(),
            },
            offers_refused: std::array::from_fn(|n| {
                (MediaError::REASONS[n], self.offers_refused[n].get())
            }),
            turn_ended: std::array::from_fn(|n| (End::REASONS[n], self.turn_ended[n].get())),
            kernel_drops: kernel_drops(port),
        }
    }
}

/// The `drops` column of Linux's socket table for our UDP port, over IPv4 and IPv6.
fn kernel_drops(port: u16) -> Option<u64> {
    let tables = ["/proc/self/net/udp", "/proc/self/net/udp6"];
    tables
        .iter()
        .filter_map(|table| std::fs::read_to_string(table).ok())
        .filter_map(|text| drops_in_table(&text, port))
        .reduce(|a, b| a + b)
}

fn drops_in_table(table: &str, port: u16) -> Option<u64> {
    let wanted = format!(":{port:04X}");
    table
        .lines()
        .skip(1)
        .filter(|line| {
            line.split_whitespace()
                .nth(1)
                .is_some_and(|local| local.ends_with(&wanted))
        })
        .filter_map(|line| line.split_whitespace().last()?.parse::<u64>().ok())
        .reduce(|a, b| a + b)
}

#[cfg(test)]
mod tests {
    use super::drops_in_table;

    const TABLE: &str = "\
   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  412: 0100007F:1F90 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4242 2 0000000000000000 17
  413: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4243 2 0000000000000000 5";

    #[test]
    fn kernel_drops_are_read_for_our_port_only() {
        for (port, expected) in [(0x1F90, Some(17)), (0x35, Some(5)), (0x36, None)] {
            assert_eq!(drops_in_table(TABLE, port), expected, "port {port}");
        }
        assert_eq!(drops_in_table("", 53), None);
    }
}
