//! What a stranger, or a side that has gone mad, may cost: limits that are asked before any cryptography is done.
//! A packet of no call needs none: it costs one look-up and leaves nothing behind.
//! Knows nothing of what packets hold, of calls or of sockets.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::time::{Duration, Instant};

/// Unused allowance is saved up for so long, so that a burst after a pause passes.
const SAVED: Duration = Duration::from_secs(1);
/// Sources whose failures are kept apart. When there is no room, only the limit of the leg holds.
const MAX_SOURCES: usize = 4096;
/// Wrong credentials of one network that are looked at with patience. A browser's are right.
const GUESSES: Rate = Rate::a_second(5);

/// So much each second.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rate(Duration);

impl Rate {
    pub(super) const fn a_second(units: u64) -> Rate {
        Rate(Duration::from_nanos(1_000_000_000 / units))
    }
}

/// What one thing has used of a rate.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Used {
    /// When all that was taken has been earned back.
    until: Option<Instant>,
}

impl Used {
    /// True if so much more may be taken now.
    fn leaves(&self, rate: Rate, units: u32, now: Instant) -> bool {
        self.with(rate, units, now).saturating_duration_since(now) <= SAVED
    }

    /// Takes so much, whether it is left or not.
    fn take(&mut self, rate: Rate, units: u32, now: Instant) {
        // Never more than twice in debt: who stops is forgiven a second later.
        self.until = Some(self.with(rate, units, now).min(now + SAVED * 2));
    }

    fn with(&self, rate: Rate, units: u32, now: Instant) -> Instant {
        self.until.map_or(now, |until| until.max(now)) + rate.0 * units
    }

    fn is_spent(&self, now: Instant) -> bool {
        self.until.is_some_and(|until| until > now)
    }
}

/// The limits in force. A field of the relay, so that tests can show what happens without them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Packets of one side. A call sends 200, with everything lost sent again 400.
    pub(super) packets: Rate,
    /// Bytes of one side: 8 Mbit/s, where a call is told to send 1.5.
    pub(super) bytes: Rate,
    /// Wrong passwords for one leg from one source. A browser's are right.
    pub(super) refusals_of_source: Rate,
    /// Wrong passwords for one leg in all: who lies about the source has as many as they like.
    pub(super) refusals_of_leg: Rate,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            packets: Rate::a_second(1_000),
            bytes: Rate::a_second(1_000_000),
            refusals_of_source: Rate::a_second(20),
            refusals_of_leg: Rate::a_second(200),
        }
    }
}

/// What one leg has used.
#[derive(Debug, Default)]
pub(super) struct LegUse {
    packets: Used,
    bytes: Used,
    refusals: Used,
}

/// Keeps the limits. Sources are kept apart for each leg: who attacks one call from behind an office's router must
/// not keep colleagues there out of theirs.
#[derive(Debug, Default)]
pub(super) struct Floodgate {
    pub(super) limits: Limits,
    sources: HashMap<(IpAddr, u64), Used>,
}

impl Floodgate {
    /// May this packet, from an address that has proved to belong to the leg, be opened? Takes it from the leg's rate.
    pub(super) fn passes(&self, leg: &mut LegUse, bytes: usize, now: Instant) -> bool {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let (packets, volume) = (self.limits.packets, self.limits.bytes);
        let passes = leg.packets.leaves(packets, 1, now) && leg.bytes.leaves(volume, bytes, now);
        if passes {
            leg.packets.take(packets, 1, now);
            leg.bytes.take(volume, bytes, now);
        }
        passes
    }

    /// May a source that has proved nothing yet have its proof looked at?
    pub(super) fn may_prove(&self, from: IpAddr, id: u64, leg: &LegUse, now: Instant) -> bool {
        let source = self.sources.get(&(network(from), id));
        leg.packets.leaves(self.limits.packets, 1, now)
            && leg.refusals.leaves(self.limits.refusals_of_leg, 1, now)
            && source.is_none_or(|used| used.leaves(self.limits.refusals_of_source, 1, now))
    }

    /// Its proof was right: the leg pays for it, for it may come from ever new addresses.
    pub(super) fn proved(&self, leg: &mut LegUse, now: Instant) {
        leg.packets.take(self.limits.packets, 1, now);
    }

    /// Its proof was wrong.
    pub(super) fn refused(&mut self, from: IpAddr, id: u64, leg: &mut LegUse, now: Instant) {
        leg.refusals.take(self.limits.refusals_of_leg, 1, now);
        let key = (network(from), id);
        if self.sources.len() < MAX_SOURCES || self.sources.contains_key(&key) {
            let used = self.sources.entry(key).or_default();
            used.take(self.limits.refusals_of_source, 1, now);
        }
    }

    /// Forgets sources that have been quiet; called about once a second.
    pub(super) fn sweep(&mut self, now: Instant) {
        self.sources.retain(|_, used| used.is_spent(now));
    }
}

/// Wrong credentials by network. Who is right is never asked: an office is not kept out by one of its own.
#[derive(Debug, Default)]
pub(super) struct Guesses(HashMap<IpAddr, Used>);

impl Guesses {
    /// Notes one; true if there have been too many from there lately.
    pub(super) fn too_many(&mut self, from: IpAddr, now: Instant) -> bool {
        let network = network(from);
        if self.0.len() >= MAX_SOURCES {
            self.0.retain(|_, used| used.is_spent(now));
        }
        if self.0.len() >= MAX_SOURCES && !self.0.contains_key(&network) {
            return true;
        }
        let used = self.0.entry(network).or_default();
        let over = !used.leaves(GUESSES, 1, now);
        used.take(GUESSES, 1, now);
        over
    }
}

/// Whom an address stands for: with IPv6 the whole /64 is one household's to choose from (RFC 6177). On a socket for both
/// families IPv4 looks like IPv6, and would otherwise be one household altogether.
pub(super) fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64)).into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn ip(n: u32) -> IpAddr {
        IpAddr::from(n.to_be_bytes())
    }

    /// How many of so many a second, evenly spread over some seconds, pass.
    fn passed(seconds: u64, a_second: u64, bytes: usize) -> u64 {
        let (gate, mut leg, start) = (Floodgate::default(), LegUse::default(), Instant::now());
        (0..seconds * a_second)
            .map(|n| start + Duration::from_nanos(n * 1_000_000_000 / a_second))
            .filter(|now| gate.passes(&mut leg, bytes, *now))
            .count() as u64
    }

    #[test]
    fn a_side_may_send_what_a_call_needs_and_not_ten_times_as_much() {
        assert_eq!(passed(10, 500, 1200), 5_000, "a call and all of it again");
        assert_eq!(passed(10, 1_000, 100), 10_000, "at the limit");
        let flood = passed(10, 10_000, 100);
        assert!(
            (10_900..=11_100).contains(&flood),
            "ten seconds and one saved: {flood}"
        );
        let wide = passed(10, 2_000, 2_000);
        assert!(
            (5_400..=5_600).contains(&wide),
            "a megabyte a second: {wide}"
        );
    }

    #[test]
    fn a_pause_is_saved_up_for_one_second_only() {
        let (gate, mut leg, start) = (Floodgate::default(), LegUse::default(), Instant::now());
        let mut burst = |at: Duration| {
            (0..3_000)
                .filter(|_| gate.passes(&mut leg, 1, start + at))
                .count()
        };
        assert_eq!(burst(Duration::ZERO), 1_000);
        assert_eq!(burst(Duration::from_millis(500)), 500);
        assert_eq!(burst(Duration::from_secs(3600)), 1_000);
    }

    #[test]
    fn wrong_passwords_are_counted_by_source_and_leg_and_for_the_leg_in_all() {
        let (mut gate, mut leg, now) = (Floodgate::default(), LegUse::default(), Instant::now());
        let mut tries = |gate: &mut Floodgate, from: IpAddr, id: u64, most: usize| {
            (0..most)
                .take_while(|_| {
                    let may = gate.may_prove(from, id, &leg, now);
                    if may {
                        gate.refused(from, id, &mut leg, now);
                    }
                    may
                })
                .count()
        };
        assert_eq!(tries(&mut gate, ip(1), 7, 1_000), 20);
        assert_eq!(tries(&mut gate, ip(1), 8, 5), 5, "another leg, same office");
        assert_eq!(tries(&mut gate, ip(2), 7, 5), 5, "another source");
        let all: usize = (3..100).map(|n| tries(&mut gate, ip(n), 7, 20)).sum();
        assert_eq!(all, 200 - 30, "however many sources");
        assert!(!gate.may_prove(ip(500), 7, &leg, now));
        let later = now + SAVED * 2;
        assert!(gate.may_prove(ip(1), 7, &leg, later), "forgiven");
    }

    #[test]
    fn sources_are_bounded_and_forgotten() {
        let (mut gate, now) = (Floodgate::default(), Instant::now());
        for n in 0..2 * MAX_SOURCES {
            let n = u32::try_from(n).unwrap();
            gate.refused(ip(n), 1, &mut LegUse::default(), now);
        }
        assert_eq!(gate.sources.len(), MAX_SOURCES);
        gate.sweep(now + SAVED * 2);
        assert!(gate.sources.is_empty());
    }

    #[test]
    fn guesses_are_counted_by_network_and_forgiven() {
        let (mut guesses, now) = (Guesses::default(), Instant::now());
        let patient = |guesses: &mut Guesses, from, at| {
            (0..20).filter(|_| !guesses.too_many(from, at)).count()
        };
        assert_eq!(patient(&mut guesses, ip(1), now), 5);
        assert_eq!(patient(&mut guesses, ip(2), now), 5, "another network");
        assert_eq!(patient(&mut guesses, ip(1), now + SAVED * 3), 5, "later");
        for n in 10..2 * u32::try_from(MAX_SOURCES).unwrap() {
            guesses.too_many(ip(n), now);
        }
        assert_eq!(guesses.0.len(), MAX_SOURCES);
        assert!(guesses.too_many(ip(9_999_999), now), "no room to be patient");
        assert!(!guesses.too_many(ip(9_999_999), now + SAVED * 3));
    }

    #[test]
    fn a_household_of_ipv6_is_one_source() {
        let cases = [
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
        ];
        for (address, expected) in cases {
            assert_eq!(
                network(address.parse().unwrap()),
                expected.parse::<IpAddr>().unwrap()
            );
        }
    }
}
