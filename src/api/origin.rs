//! Where a request came from, as far as Sidak wants to know: the network's prefix and the browser's family and version.
//! The whole address is cut off here and goes no further. Knows nothing of what it is used for.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};

use crate::flow::lines::Origin;

/// Longest version that is believed, in digits.
const VERSION_MAX: usize = 4;

/// Families by what their agents say, the particular before the general: nearly all call themselves Safari and Chrome as well.
const FAMILIES: [(&str, &str); 8] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
];

pub fn of(client: Option<IpAddr>, headers: &HeaderMap) -> Origin {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Origin { network: client.map(prefix), browser: agent.and_then(browser) }
}

/// /24 of IPv4, /48 of IPv6.
fn prefix(client: IpAddr) -> String {
    match client.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

fn browser(agent: &str) -> Option<String> {
    FAMILIES.iter().find_map(|(mark, family)| {
        let rest = agent.split_once(mark)?.1;
        let version: String = rest.chars().take_while(char::is_ascii_digit).take(VERSION_MAX).collect();
        (!version.is_empty()).then(|| format!("{family} {version}"))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_address_is_cut_to_its_network() {
        for (address, network) in [
            ("203.0.113.77", "203.0.113.0/24"),
            ("203.0.113.78", "203.0.113.0/24"),
            ("203.0.114.77", "203.0.114.0/24"),
            ("::ffff:203.0.113.77", "203.0.113.0/24"),
            ("2001:db8:7:1::9", "2001:db8:7::/48"),
            ("2001:db8:7:ffff:1:2:3:4", "2001:db8:7::/48"),
        ] {
            assert_eq!(prefix(address.parse().unwrap()), network);
        }
    }

    #[test]
    fn a_browser_is_its_family_and_major_version() {
        let cases = [
            ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36", Some("Chrome 131")),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", Some("Edge 131")),
            ("Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-A146P) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36", Some("Samsung 27")),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", Some("Firefox 140")),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1", Some("Safari 18")),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1", Some("Chrome 131")),
            ("Chrome/99999999999.0", Some("Chrome 9999")),
            ("curl/8.5.0", None),
            ("Chrome/", None),
            ("", None),
        ];
        for (agent, wanted) in cases {
            assert_eq!(browser(agent).as_deref(), wanted, "{agent}");
        }
    }
}
