//! Where a message may go. Browsers name their push service themselves, so an endpoint is a stranger's wish: it must not
//! make this server knock at doors inside its own network. Pure: `client` resolves names.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use hyper::Uri;

/// Longest endpoint, bytes. Those of today's push services have at most 600.
pub const ENDPOINT_MAX: usize = 1_024;
/// The port of every public push service.
const PORT: u16 = 443;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadEndpoint {
    #[error("the push address is too long")]
    TooLong,
    #[error("the push address cannot be read")]
    Unreadable,
    #[error("the push address is not https")]
    NotHttps,
    #[error("the push address has an unusual port")]
    Port,
    #[error("the push address is not public")]
    NotPublic,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    pub uri: Uri,
    /// Without brackets.
    pub host: String,
    pub port: u16,
    pub tls: bool,
    /// The settings name it: it may lie in the own network.
    trusted: bool,
}

impl Endpoint {
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str, allow: &[String]) -> Result<Self, BadEndpoint> {
        if text.len() > ENDPOINT_MAX {
            return Err(BadEndpoint::TooLong);
        }
        let uri: Uri = text.parse().map_err(|_| BadEndpoint::Unreadable)?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str().map(str::to_owned), uri.authority().cloned()) else { return Err(BadEndpoint::Unreadable) };
        let tls = scheme == "https";
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        // No name before the host, no blank host.
        if authority.as_str().contains('@') || host.is_empty() {
            return Err(BadEndpoint::Unreadable);
        }
        let port = authority.port_u16().unwrap_or(if tls { PORT } else { 80 });
        let trusted = allow.iter().any(|known| *known == format!("{}:{port}", authority.host()));
        let endpoint = Self { uri, host, port, tls, trusted };
        match endpoint.host.parse::<IpAddr>() {
            _ if trusted && (tls || scheme == "http") => Ok(endpoint),
            _ if !tls => Err(BadEndpoint::NotHttps),
            _ if port != PORT => Err(BadEndpoint::Port),
            Ok(ip) if !is_public(ip) => Err(BadEndpoint::NotPublic),
            _ => Ok(endpoint),
        }
    }

    /// Of the addresses that the name has now, the one to connect to: never one inside.
    #[must_use]
    pub fn pick(&self, addresses: impl IntoIterator<Item = SocketAddr>) -> Option<SocketAddr> {
        addresses.into_iter().find(|address| self.trusted || is_public(address.ip()))
    }

    /// Scheme, host and, where it is not the usual one, port: what a push service calls itself (RFC 8292 §2).
    #[must_use]
    pub fn origin(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{}", self.authority())
    }

    /// As in the `Host` header.
    #[must_use]
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let usual = if self.tls { PORT } else { 80 };
        if self.port == usual { host } else { format!("{host}:{}", self.port) }
    }
}

/// Whether an address belongs to the public internet (IANA's special-purpose registries, as of 2026).
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    /// Network and length of its prefix.
    const SPECIAL: [([u8; 4], u32); 15] = [
        ([0, 0, 0, 0], 8),
        ([10, 0, 0, 0], 8),
        // Shared by providers' customers (CGNAT).
        ([100, 64, 0, 0], 10),
        ([127, 0, 0, 0], 8),
        // Link-local; clouds answer here with secrets.
        ([169, 254, 0, 0], 16),
        ([172, 16, 0, 0], 12),
        ([192, 0, 0, 0], 24),
        ([192, 0, 2, 0], 24),
        ([192, 88, 99, 0], 24),
        ([192, 168, 0, 0], 16),
        ([198, 18, 0, 0], 15),
        ([198, 51, 100, 0], 24),
        ([203, 0, 113, 0], 24),
        // Multicast, then reserved and broadcast.
        ([224, 0, 0, 0], 4),
        ([240, 0, 0, 0], 4),
    ];
    let within = |network: [u8; 4], length: u32| (ip.to_bits() ^ Ipv4Addr::from(network).to_bits()) >> (32 - length) == 0;
    !SPECIAL.into_iter().any(|(network, length)| within(network, length))
}

/// Only global unicast (2000::/3) without its special parts; addresses that carry an IPv4 one are judged by that.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(mapped) = ip.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let parts = ip.segments();
    match parts {
        // NAT64 (RFC 6052).
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => is_public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low))),
        // Protocol assignments (Teredo among them), documentation, 6to4.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x2002, ..] => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    #[test]
    fn what_browsers_of_today_name_is_taken() {
        for good in [
            "https://fcm.googleapis.com/fcm/send/abc:APA91b",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
            "https://web.push.apple.com/QGuQ",
            "https://wns2-sg2p.notify.windows.com/w/?token=BQYAAAB%2bx",
            "https://push.example.net:443/x",
            "https://[2606:4700::1111]/x",
            "https://1.1.1.1/x",
        ] {
            assert!(Endpoint::parse(good, &[]).is_ok(), "{good}");
        }
    }

    #[test]
    fn nothing_inside_and_nothing_unusual_is_taken() {
        let long = format!("https://push.example.net/{}", "x".repeat(ENDPOINT_MAX));
        for (bad, why) in [
            ("https://127.0.0.1/x", BadEndpoint::NotPublic),
            ("https://10.1.2.3/x", BadEndpoint::NotPublic),
            ("https://169.254.169.254/latest/meta-data", BadEndpoint::NotPublic),
            ("https://[::1]/x", BadEndpoint::NotPublic),
            ("https://[fc00::1]/x", BadEndpoint::NotPublic),
            ("https://[::ffff:127.0.0.1]/x", BadEndpoint::NotPublic),
            ("http://push.example.net/x", BadEndpoint::NotHttps),
            ("ftp://push.example.net/x", BadEndpoint::NotHttps),
            ("https://push.example.net:8443/x", BadEndpoint::Port),
            ("https://push.example.net:22/x", BadEndpoint::Port),
            ("https://user@push.example.net/x", BadEndpoint::Unreadable),
            ("https://push.example.net@127.0.0.1/x", BadEndpoint::Unreadable),
            ("/x", BadEndpoint::Unreadable),
            ("push.example.net", BadEndpoint::Unreadable),
            ("https://", BadEndpoint::Unreadable),
            ("https://a b/x", BadEndpoint::Unreadable),
            ("", BadEndpoint::Unreadable),
            (&long, BadEndpoint::TooLong),
        ] {
            assert_eq!(Endpoint::parse(bad, &[]).err(), Some(why), "{bad:.60}");
        }
    }

    #[test]
    fn only_public_addresses_are_public() {
        for (text, public) in [
            ("8.8.8.8", true),
            ("103.21.244.1", true),
            ("172.15.255.255", true),
            ("172.32.0.0", true),
            ("100.63.255.255", true),
            ("100.128.0.0", true),
            ("0.0.0.0", false),
            ("10.255.255.255", false),
            ("100.64.0.1", false),
            ("100.127.255.255", false),
            ("127.0.0.1", false),
            ("127.255.255.254", false),
            ("169.254.0.1", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("192.168.1.1", false),
            ("198.19.255.255", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("2606:4700::1111", true),
            ("2400:cb00::1", true),
            ("64:ff9b::8.8.8.8", true),
            ("64:ff9b::10.0.0.1", false),
            ("64:ff9b:1::808:808", false),
            ("::", false),
            ("::1", false),
            ("::127.0.0.1", false),
            ("::ffff:10.0.0.1", false),
            ("::ffff:8.8.8.8", true),
            ("fe80::1", false),
            ("fc00::1", false),
            ("fd12:3456::1", false),
            ("fec0::1", false),
            ("ff02::1", false),
            ("2001:db8::1", false),
            ("2001::1", false),
            ("2002:7f00:1::", false),
            ("3fff::1", false),
            ("100::1", false),
        ] {
            assert_eq!(is_public(text.parse().unwrap()), public, "{text}");
        }
    }

    #[test]
    fn a_name_is_connected_to_at_a_public_address_or_not_at_all() {
        let address = |text: &str| text.parse::<SocketAddr>().unwrap();
        let (inside, mapped, outside) = (address("10.0.0.1:443"), address("[::ffff:127.0.0.1]:443"), address("8.8.8.8:443"));
        let named = Endpoint::parse("https://push.example.net/x", &[]).unwrap();
        assert_eq!(named.pick([inside, mapped]), None, "a public name of a private address");
        assert_eq!(named.pick([inside, outside]), Some(outside));
        assert_eq!(named.pick([]), None);
    }

    #[test]
    fn the_settings_open_one_address_and_no_other() {
        let allow = ["127.0.0.1:9000".to_owned(), "[::1]:9000".to_owned()];
        let local = Endpoint::parse("http://127.0.0.1:9000/push/1", &allow).unwrap();
        assert_eq!((local.tls, local.origin().as_str()), (false, "http://127.0.0.1:9000"));
        assert!(local.pick(["127.0.0.1:9000".parse().unwrap()]).is_some());
        assert_eq!(Endpoint::parse("http://[::1]:9000/x", &allow).unwrap().origin(), "http://[::1]:9000");
        for bad in ["http://127.0.0.1:9001/x", "http://127.0.0.1/x", "http://127.0.0.2:9000/x", "http://push.example.net:9000/x", "ftp://127.0.0.1:9000/x"] {
            assert!(Endpoint::parse(bad, &allow).is_err(), "{bad}");
        }
        assert_eq!(Endpoint::parse("https://push.example.net/x", &[]).unwrap().origin(), "https://push.example.net");
    }
}
