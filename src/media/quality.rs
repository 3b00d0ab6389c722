//! Turns the engine's counters into readings of one side's link, for the screen and the record.
//! Knows nothing of calls or packets.

use std::time::Instant;

use str0m::stats::PeerStats;

use super::{Path, RelayFact};

/// Remembers the last reading, for rates are differences.
#[derive(Debug)]
pub(super) struct Meter {
    bytes: u64,
    at: Instant,
    /// The way of the last reading; none since the transport came up.
    path: Option<Path>,
}

impl Meter {
    pub(super) fn new(now: Instant) -> Meter {
        Meter {
            bytes: 0,
            at: now,
            path: None,
        }
    }

    /// The transport came up, perhaps again: what was lost while it was away says nothing of the line from here on.
    pub(super) fn up(&mut self) {
        self.path = None;
    }

    /// The link since the last reading. `None` when it took another way then, or none: packets that were lost while
    /// the way changed would speak against both.
    pub(super) fn read(
        &mut self,
        stats: &PeerStats,
        path: Path,
        now: Instant,
    ) -> Option<RelayFact> {
        let directions = [stats.ingress_loss_fraction, stats.egress_loss_fraction];
        let loss = directions.into_iter().flatten().fold(0.0, f32::max);
        let elapsed = now.saturating_duration_since(self.at).as_millis().max(1);
        let bits = u128::from(stats.bytes_rx.saturating_sub(self.bytes)) * 8;
        let before = self.path;
        *self = Meter {
            bytes: stats.bytes_rx,
            at: now,
            path: Some(path),
        };
        let quality = RelayFact::Quality {
            // Between 0 and 1000, so the cast loses only the fraction.
            loss_permille: (loss.clamp(0.0, 1.0) * 1000.0) as u16,
            rtt_ms: stats
                .rtt
                .map(|rtt| u16::try_from(rtt.as_millis()).unwrap_or(u16::MAX)),
            bitrate_kbps: u32::try_from(bits / elapsed).unwrap_or(u32::MAX),
            path,
        };
        (before == Some(path)).then_some(quality)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn stats(
        bytes_rx: u64,
        loss: [Option<f32>; 2],
        rtt_ms: Option<u64>,
        now: Instant,
    ) -> PeerStats {
        PeerStats {
            peer_bytes_rx: 0,
            peer_bytes_tx: 0,
            bytes_rx,
            bytes_tx: 0,
            timestamp: now,
            bwe_tx: None,
            ingress_loss_fraction: loss[0],
            egress_loss_fraction: loss[1],
            rtt: rtt_ms.map(Duration::from_millis),
            selected_candidate_pair: None,
        }
    }

    #[test]
    fn readings_are_of_the_time_between_them_and_of_the_worse_direction() {
        let start = Instant::now();
        let mut meter = Meter::new(start);
        let first = meter.read(&stats(0, [None, None], None, start), Path::Tcp, start);
        assert_eq!(first, None);
        let cases = [
            // second, bytes so far, loss in and out, round trip; loss, round trip, rate read
            (2, 100_000, [None, None], None, (0, None, 400)),
            (
                4,
                100_000,
                [Some(0.01), Some(0.05)],
                Some(80),
                (50, Some(80), 0),
            ),
            (
                6,
                350_000,
                [Some(0.3), None],
                Some(70_000),
                (300, Some(u16::MAX), 1000),
            ),
            // An engine that starts again counts from nothing; a rate cannot be negative.
            (8, 10, [Some(7.0), None], None, (1000, None, 0)),
        ];
        for (second, bytes, loss, rtt, (loss_permille, rtt_ms, bitrate_kbps)) in cases {
            let now = start + Duration::from_secs(second);
            let expected = RelayFact::Quality {
                loss_permille,
                rtt_ms,
                bitrate_kbps,
                path: Path::Tcp,
            };
            assert_eq!(
                meter.read(&stats(bytes, loss, rtt, now), Path::Tcp, now),
                Some(expected),
                "second {second}"
            );
        }
    }

    #[test]
    fn nothing_is_read_across_a_change_of_way_or_before_the_first_two_seconds_are_over() {
        let start = Instant::now();
        let mut meter = Meter::new(start);
        let mut second = 0;
        let mut read = |meter: &mut Meter, path| {
            second += 2;
            let now = start + Duration::from_secs(second);
            meter
                .read(&stats(0, [Some(0.8), None], None, now), path, now)
                .is_some()
        };
        let (udp, tcp) = (Path::Udp, Path::Tcp);
        let said = [udp, udp, tcp, tcp, udp].map(|path| read(&mut meter, path));
        assert_eq!(said, [false, true, false, true, false]);
        assert!(read(&mut meter, udp));
        meter.up();
        assert_eq!([udp, udp].map(|path| read(&mut meter, path)), [false, true]);
    }
}
