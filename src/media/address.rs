//! Addresses: which of ours browsers are told, which one a packet was meant for, and whom a STUN message names.
//! Knows nothing of calls.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use str0m::net::{Protocol, Transmit};

use super::tunnel::is_tunnel;
use super::{Path, RelayConfig};

/// Addresses written into an answer.
const MAX_ADVERTISED: usize = 8;

/// Where a packet came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Source {
    pub(super) path: Path,
    pub(super) remote: SocketAddr,
}

/// Our own addresses as browsers know them.
#[derive(Debug, Clone)]
pub(super) struct Locals {
    /// Never empty.
    pub(super) advertised: Vec<SocketAddr>,
    pub(super) own: HashSet<IpAddr>,
}

impl Locals {
    /// What the configuration asks to be advertised for a socket bound to `bound`.
    pub(super) fn of(config: &RelayConfig, bound: SocketAddr) -> Locals {
        let own: HashSet<IpAddr> = if_addrs::get_if_addrs()
            .unwrap_or_default()
            .into_iter()
            .map(|interface| interface.ip())
            .collect();
        let reachable = |ip: &IpAddr| serves(bound.ip(), *ip);
        let mut ips: Vec<IpAddr> = if !config.advertise.is_empty() {
            config.advertise.clone()
        } else if !bound.ip().is_unspecified() {
            vec![bound.ip()]
        } else {
            let mut ips: Vec<IpAddr> = own
                .iter()
                .copied()
                .filter(|ip| !ip.is_loopback() && !link_local(ip))
                .collect();
            ips.sort();
            ips
        };
        ips.retain(reachable);
        ips.truncate(MAX_ADVERTISED);
        if ips.is_empty() {
            ips.push(Ipv4Addr::LOCALHOST.into());
        }
        let advertised = ips
            .into_iter()
            .map(|ip| SocketAddr::new(ip, bound.port()))
            .collect();
        Locals { advertised, own }
    }

    /// The advertised address a packet was meant for. Behind a port mapping the address it arrived on is not one
    /// of them; then the first of its family stands for it.
    pub(super) fn meant(
        &self,
        arrived_on: Option<IpAddr>,
        remote: SocketAddr,
    ) -> Option<SocketAddr> {
        let exact = self
            .advertised
            .iter()
            .find(|local| Some(local.ip()) == arrived_on);
        exact
            .or_else(|| {
                self.advertised
                    .iter()
                    .find(|local| local.is_ipv4() == remote.is_ipv4())
            })
            .copied()
    }

    /// The address to send from, where it is ours to choose.
    pub(super) fn from(&self, local: SocketAddr) -> Option<IpAddr> {
        self.own.contains(&local.ip()).then(|| local.ip())
    }
}

/// Whether packets for an address come to a socket bound so: the unspecified IPv6 address stands for both families.
#[must_use]
pub fn serves(bound: IpAddr, address: IpAddr) -> bool {
    bound.is_ipv4() == address.is_ipv4() || (bound.is_ipv6() && bound.is_unspecified())
}

impl Source {
    /// Where a transmit of the engine goes.
    pub(super) fn of(transmit: &Transmit) -> Source {
        let path = match transmit.proto {
            // To the engine a TURN connection is one more address that sends datagrams.
            Protocol::Udp if is_tunnel(transmit.destination) => Path::Tls,
            Protocol::Udp => Path::Udp,
            _ => Path::Tcp,
        };
        Source {
            path,
            remote: transmit.destination,
        }
    }
}

/// Our half of the USERNAME in a STUN message (RFC 8489 section 5 and 14.3, RFC 8445 section 7.2.2).
pub(super) fn stun_ufrag(message: &[u8]) -> Option<&str> {
    const HEADER: usize = 20;
    const USERNAME: u16 = 0x0006;
    let word = |at: usize| {
        Some(u16::from_be_bytes([
            *message.get(at)?,
            *message.get(at + 1)?,
        ]))
    };
    let mut at = HEADER;
    while let Some(kind) = word(at) {
        let length = usize::from(word(at + 2)?);
        let value = message.get(at + 4..at + 4 + length)?;
        if kind == USERNAME {
            return std::str::from_utf8(value).ok()?.split(':').next();
        }
        at += 4 + length.next_multiple_of(4);
    }
    None
}

/// Such an address means nothing without its interface, which a candidate cannot say.
fn link_local(ip: &IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn advertised_addresses_follow_the_configuration() {
        let config = |bind: &str, advertise: &[&str]| RelayConfig {
            bind: bind.parse().unwrap(),
            advertise: advertise.iter().map(|ip| ip.parse().unwrap()).collect(),
            tcp: false,
        };
        let cases: [(&str, &[&str], &[&str]); 4] = [
            (
                "0.0.0.0:700",
                &["203.0.113.9", "2001:db8::1"],
                &["203.0.113.9:700"],
            ),
            (
                "[::]:700",
                &["203.0.113.9", "2001:db8::1"],
                &["203.0.113.9:700", "[2001:db8::1]:700"],
            ),
            ("127.0.0.1:700", &[], &["127.0.0.1:700"]),
            // Bound to one IPv6 address, the other family never arrives.
            (
                "[2001:db8::1]:700",
                &["203.0.113.9", "2001:db8::1"],
                &["[2001:db8::1]:700"],
            ),
        ];
        for (bind, advertise, expected) in cases {
            let config = config(bind, advertise);
            let expected: Vec<SocketAddr> =
                expected.iter().map(|addr| addr.parse().unwrap()).collect();
            assert_eq!(
                Locals::of(&config, config.bind).advertised,
                expected,
                "{bind}"
            );
        }
        let everywhere = config("0.0.0.0:700", &[]);
        let advertised = Locals::of(&everywhere, everywhere.bind).advertised;
        assert!(
            (1..=MAX_ADVERTISED).contains(&advertised.len())
                && advertised.iter().all(|a| a.port() == 700)
        );
        let lone = advertised.len() == 1;
        assert!(
            lone || advertised.iter().all(|a| !a.ip().is_loopback()),
            "loopback is the last resort only"
        );
    }

    #[test]
    fn the_name_in_a_stun_message_is_found_in_any_shape() {
        let message = |attributes: &[(u16, &[u8])]| {
            let mut out = vec![0; 20];
            for (kind, value) in attributes {
                out.extend(kind.to_be_bytes());
                out.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
                out.extend(*value);
                out.resize(out.len().next_multiple_of(4), 0);
            }
            out
        };
        let long = [7; 300];
        let cases = [
            (message(&[(6, b"ours:theirs")]), Some("ours")),
            (
                message(&[(0x24, &[0, 0, 0, 1]), (0x8022, &long), (6, b"abc:d")]),
                Some("abc"),
            ),
            (message(&[(6, b"alone")]), Some("alone")),
            (message(&[(6, &[0xff, 0xfe])]), None),
            (message(&[(0x24, &[1])]), None),
            (vec![0; 20], None),
            (vec![0; 3], None),
            ([vec![0; 20], vec![0, 6, 0xff, 0xff, 1]].concat(), None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(stun_ufrag(&bytes), expected, "{bytes:?}");
        }
    }
}
