//! Numbers the packets of one outgoing stream. Sequence numbers and timestamps run on without a jump when the
//! far side reloads its page and a new source takes over, and begin low for a receiver who joins late.
//!
//! Both matter because of SRTP: the roll-over counter is not sent, the receiver starts it at zero (RFC 3711
//! section 3.3.1), so a stream that begins at the old source's counter could never be decrypted.

use std::time::Instant;

/// Where each outgoing stream begins; leaves room below for packets that the first one overtook.
const FIRST_SEQUENCE: u64 = 1000;

/// Maps the numbers of the current source to ours.
#[derive(Debug)]
pub(super) struct Numbering {
    clock_rate: u32,
    source: Option<Source>,
    last_sequence: u64,
    last_timestamp: u32,
    last_at: Instant,
}

#[derive(Debug)]
struct Source {
    id: SourceId,
    in_sequence: u64,
    in_timestamp: u32,
    out_sequence: u64,
    out_timestamp: u32,
    /// Lowest number this source may use: below are the packets of the one before.
    floor: u64,
}

/// Names a source: the leg it comes from and its SSRC there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SourceId {
    pub(super) leg: u64,
    pub(super) ssrc: u32,
}

impl Numbering {
    pub(super) fn new(clock_rate: u32, now: Instant) -> Numbering {
        Numbering {
            clock_rate,
            source: None,
            last_sequence: FIRST_SEQUENCE,
            last_timestamp: 0,
            last_at: now,
        }
    }

    /// Our sequence number and timestamp for a packet of `id`; `None` for one that is too late to fit in.
    pub(super) fn number(
        &mut self,
        id: SourceId,
        sequence: u64,
        timestamp: u32,
        now: Instant,
    ) -> Option<(u64, u32)> {
        if self.source.as_ref().is_none_or(|source| source.id != id) {
            self.source = Some(self.begin(id, sequence, timestamp, now));
        }
        let source = self.source.as_ref()?;
        let out_sequence =
            (source.out_sequence.checked_add(sequence)?).checked_sub(source.in_sequence)?;
        if out_sequence < source.floor {
            return None;
        }
        let out_timestamp = source
            .out_timestamp
            .wrapping_add(timestamp.wrapping_sub(source.in_timestamp));
        if out_sequence > self.last_sequence {
            self.last_sequence = out_sequence;
            self.last_timestamp = out_timestamp;
            self.last_at = now;
        }
        Some((out_sequence, out_timestamp))
    }

    /// The first source starts the count; a later one goes on behind it, as far on the media clock as the
    /// pause was long.
    fn begin(&self, id: SourceId, in_sequence: u64, in_timestamp: u32, now: Instant) -> Source {
        if self.source.is_none() {
            return Source {
                id,
                in_sequence,
                in_timestamp,
                out_sequence: FIRST_SEQUENCE,
                out_timestamp: in_timestamp,
                floor: 0,
            };
        }
        let pause = now.saturating_duration_since(self.last_at).as_millis();
        let ticks = pause.saturating_mul(u128::from(self.clock_rate)) / 1000;
        // The RTP clock is 32 bits wide and wraps by design.
        let ticks = u32::try_from(ticks & u128::from(u32::MAX)).unwrap_or(0);
        let next = self.last_sequence + 1;
        let out_timestamp = self.last_timestamp.wrapping_add(ticks);
        Source {
            id,
            in_sequence,
            in_timestamp,
            out_sequence: next,
            out_timestamp,
            floor: next,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const A: SourceId = SourceId { leg: 1, ssrc: 7 };
    const B: SourceId = SourceId { leg: 2, ssrc: 9 };

    #[test]
    fn a_late_receiver_starts_below_the_first_roll_over() {
        let now = Instant::now();
        let mut numbers = Numbering::new(90_000, now);
        // The sender has been at it for an hour: roll-over counter 6.
        let hour = 6 * 65_536 + 65_530;
        let first = numbers.number(A, hour, 500, now);
        assert_eq!(first, Some((FIRST_SEQUENCE, 500)));
        for (sequence, expected) in [(hour + 1, 1), (hour + 10, 10), (hour + 70_000, 70_000)] {
            assert_eq!(
                numbers.number(A, sequence, 500, now).map(|n| n.0),
                Some(FIRST_SEQUENCE + expected)
            );
        }
    }

    #[test]
    fn order_is_kept_for_packets_that_were_overtaken() {
        let now = Instant::now();
        let mut numbers = Numbering::new(90_000, now);
        let got: Vec<_> = [50, 49, 52, 51]
            .map(|s| numbers.number(A, s, 0, now).map(|n| n.0))
            .into();
        assert_eq!(got, [Some(1000), Some(999), Some(1002), Some(1001)]);
        // Too far behind the first, and behind the first of a later source: no number would be right.
        assert_eq!(numbers.number(A, 1051, 0, now).map(|n| n.0), Some(2001));
        let mut young = Numbering::new(90_000, now);
        assert_eq!(young.number(A, 5000, 0, now).map(|n| n.0), Some(1000));
        assert_eq!(young.number(A, 3999, 0, now), None);
        assert_eq!(young.number(B, 70, 0, now).map(|n| n.0), Some(1001));
        assert_eq!(young.number(B, 69, 0, now), None);
    }

    #[test]
    fn a_new_source_goes_on_where_the_old_one_stopped() {
        let start = Instant::now();
        let mut numbers = Numbering::new(90_000, start);
        assert_eq!(numbers.number(A, 10, 1000, start), Some((1000, 1000)));
        assert_eq!(
            numbers.number(A, 11, 4000, start + Duration::from_millis(33)),
            Some((1001, 4000))
        );
        let later = start + Duration::from_millis(2033);
        assert_eq!(
            numbers.number(B, 40_000, 77, later),
            Some((1002, 4000 + 180_000)),
            "two seconds on"
        );
        assert_eq!(
            numbers.number(B, 40_001, 77 + 3000, later),
            Some((1003, 4000 + 183_000))
        );
        // Timestamps wrap as RTP's do.
        let mut numbers = Numbering::new(48_000, start);
        assert_eq!(
            numbers.number(A, 1, u32::MAX, start),
            Some((1000, u32::MAX))
        );
        assert_eq!(numbers.number(A, 2, 959, start), Some((1001, 959)));
    }
}
