//! Reads a browser's offer and says no to what the relay does not serve, before the engine sees it.
//! Errors name the rule that was broken and never quote the offer, which holds network addresses.
//! Knows nothing of calls or sockets.

use std::collections::HashSet;

use str0m::change::SdpOffer;
use str0m::media::{MediaKind, Mid};

/// Largest offer taken, in bytes. A browser's is 3 to 8 KiB.
const MAX_BYTES: usize = 64 * 1024;
/// Most lines in an offer.
const MAX_LINES: usize = 1500;
/// Most `m=` sections. A call needs two; a browser that added and removed tracks shows a few more.
const MAX_SECTIONS: usize = 8;

/// Why an offer was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadOffer {
    #[error("larger than {MAX_BYTES} bytes")]
    TooLarge,
    #[error("more than {MAX_LINES} lines")]
    TooManyLines,
    #[error("more than {MAX_SECTIONS} media sections")]
    TooManySections,
    #[error("no media section")]
    NoMedia,
    #[error("a media section that is neither audio nor video")]
    ForeignMedia,
    #[error("no certificate fingerprint")]
    NoFingerprint,
    #[error("not a session description that can be answered")]
    Unreadable,
}

impl BadOffer {
    pub(super) const fn reason(self) -> &'static str {
        match self {
            BadOffer::TooLarge => "too_large",
            BadOffer::TooManyLines => "too_many_lines",
            BadOffer::TooManySections => "too_many_sections",
            BadOffer::NoMedia => "no_media",
            BadOffer::ForeignMedia => "foreign_media",
            BadOffer::NoFingerprint => "no_fingerprint",
            BadOffer::Unreadable => "unreadable",
        }
    }
}

/// An offer fit to be answered.
#[derive(Debug)]
pub(super) struct Offer {
    pub(super) sdp: SdpOffer,
    pub(super) origin: Origin,
    /// The media sections in their order.
    pub(super) sections: Vec<(MediaKind, Mid)>,
}

/// Tells one browser connection from the next: the session id (constant for its life, RFC 8829 section 5.2.1)
/// and the certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    session: String,
    fingerprint: String,
}

pub(super) fn check_size(text: &str) -> Result<(), BadOffer> {
    if text.len() > MAX_BYTES {
        Err(BadOffer::TooLarge)
    } else {
        Ok(())
    }
}

pub(super) fn read(text: &str) -> Result<Offer, BadOffer> {
    check_size(text)?;
    if text.lines().count() > MAX_LINES {
        return Err(BadOffer::TooManyLines);
    }
    let sections = sections(text)?;
    let origin = origin(text)?;
    let sdp = SdpOffer::from_sdp_string(&strip(text)).map_err(|_| BadOffer::Unreadable)?;
    Ok(Offer {
        sdp,
        origin,
        sections,
    })
}

fn sections(text: &str) -> Result<Vec<(MediaKind, Mid)>, BadOffer> {
    let mut kinds = Vec::new();
    let mut sections = Vec::new();
    for line in text.lines() {
        if let Some(media) = line.strip_prefix("m=") {
            if kinds.len() == MAX_SECTIONS {
                return Err(BadOffer::TooManySections);
            }
            kinds.push(match media.split(' ').next() {
                Some("audio") => MediaKind::Audio,
                Some("video") => MediaKind::Video,
                // Data channels would give a stranger memory to fill, for nothing the product uses.
                _ => return Err(BadOffer::ForeignMedia),
            });
        } else if let (Some(mid), Some(kind)) = (line.strip_prefix("a=mid:"), kinds.last()) {
            sections.push((*kind, Mid::from(mid)));
        }
    }
    match (kinds.len(), sections.len()) {
        (0, _) => Err(BadOffer::NoMedia),
        // The engine would make one section of two with the same name, and its answer would fit no browser.
        (media, named) if media == named && distinct(&sections) => Ok(sections),
        _ => Err(BadOffer::Unreadable),
    }
}

fn distinct(sections: &[(MediaKind, Mid)]) -> bool {
    let names: HashSet<Mid> = sections.iter().map(|(_, mid)| *mid).collect();
    names.len() == sections.len()
}

fn origin(text: &str) -> Result<Origin, BadOffer> {
    let fingerprint = text
        .lines()
        .find_map(|line| line.strip_prefix("a=fingerprint:"))
        .ok_or(BadOffer::NoFingerprint)?;
    let session = text
        .lines()
        .find_map(|line| line.strip_prefix("o="))
        .and_then(|line| line.split_whitespace().nth(1))
        .ok_or(BadOffer::Unreadable)?;
    Ok(Origin {
        session: session.to_owned(),
        fingerprint: fingerprint.to_owned(),
    })
}

/// Leaves out what the relay has no use for. Candidates: it answers whoever proves the password and need
/// not know home addresses. Simulcast: a call has one receiver, who wants one picture.
fn strip(text: &str) -> String {
    const UNUSED: [&str; 6] = [
        "a=candidate:",
        "a=end-of-candidates",
        "a=simulcast:",
        "a=rid:",
        "a=ssrc-group:SIM",
        "a=ice-options:",
    ];
    let mut kept = String::with_capacity(text.len() + 2);
    for line in text
        .lines()
        .filter(|line| !UNUSED.iter().any(|unused| line.starts_with(unused)))
    {
        kept.push_str(line);
        kept.push_str("\r\n");
    }
    kept
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    const HEAD: &str = "v=0\r\no=- 4611 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n\
        a=ice-ufrag:abcd\r\na=ice-pwd:aaaabbbbccccddddeeeeffff\r\n";
    const FINGERPRINT: &str = "a=fingerprint:sha-256 \
        00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF\r\n\
        a=setup:actpass\r\n";

    fn audio(mid: usize) -> String {
        format!(
            "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=rtcp-mux\r\na=mid:{mid}\r\n\
             a=sendrecv\r\na=rtpmap:111 opus/48000/2\r\n"
        )
    }

    fn many(n: usize) -> String {
        (0..n).map(audio).collect()
    }

    #[test]
    fn an_offer_is_taken_up_to_each_limit_and_refused_beyond() {
        let filler = |lines: usize| "a=x-filler\r\n".repeat(lines);
        let base = format!("{HEAD}{FINGERPRINT}{}", audio(0));
        let base_lines = base.lines().count();
        let pad = |bytes: usize| format!("{base}a=x:{}\r\n", "y".repeat(bytes - base.len() - 6));
        let cases = [
            ("one section", base.clone(), None),
            (
                "most sections",
                format!("{HEAD}{FINGERPRINT}{}", many(MAX_SECTIONS)),
                None,
            ),
            (
                "a section too many",
                format!("{HEAD}{FINGERPRINT}{}", many(MAX_SECTIONS + 1)),
                Some(BadOffer::TooManySections),
            ),
            (
                "five hundred sections",
                format!("{HEAD}{FINGERPRINT}{}", "m=audio 9 X 0\r\n".repeat(500)),
                Some(BadOffer::TooManySections),
            ),
            (
                "most lines",
                format!("{base}{}", filler(MAX_LINES - base_lines)),
                None,
            ),
            (
                "a line too many",
                format!("{base}{}", filler(MAX_LINES - base_lines + 1)),
                Some(BadOffer::TooManyLines),
            ),
            ("most bytes", pad(MAX_BYTES), None),
            (
                "a byte too many",
                pad(MAX_BYTES + 1),
                Some(BadOffer::TooLarge),
            ),
            (
                "no section",
                format!("{HEAD}{FINGERPRINT}"),
                Some(BadOffer::NoMedia),
            ),
            (
                "no fingerprint",
                format!("{HEAD}{}", audio(0)),
                Some(BadOffer::NoFingerprint),
            ),
            (
                "a data channel",
                format!("{base}m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"),
                Some(BadOffer::ForeignMedia),
            ),
            (
                "a section without a name",
                base.replace("a=mid:0\r\n", ""),
                Some(BadOffer::Unreadable),
            ),
            (
                "two names for a section",
                format!("{base}a=mid:7\r\n"),
                Some(BadOffer::Unreadable),
            ),
            (
                "one name for two sections",
                format!("{base}{}", audio(0)),
                Some(BadOffer::Unreadable),
            ),
            (
                "no origin",
                format!("v=0\r\ns=-\r\nt=0 0\r\n{FINGERPRINT}{}", audio(0)),
                Some(BadOffer::Unreadable),
            ),
            (
                "not an offer",
                "m=audio \r\no=- 1\r\na=fingerprint:x".to_owned(),
                Some(BadOffer::Unreadable),
            ),
        ];
        for (name, text, expected) in cases {
            assert_eq!(read(&text).err(), expected, "{name}");
        }
    }

    #[test]
    fn addresses_and_simulcast_never_reach_the_engine() {
        let text = format!(
            "{HEAD}{FINGERPRINT}{}a=candidate:1 1 udp 2130706431 192.168.1.7 5000 typ host\r\n\
             a=rid:hi send\r\na=simulcast:send hi\r\n",
            audio(0)
        );
        let kept = read(&text).unwrap().sdp.to_sdp_string();
        for gone in ["192.168.1.7", "a=rid:hi", "a=simulcast:"] {
            assert!(
                text.contains(gone) && !kept.contains(gone),
                "{gone} in {kept}"
            );
        }
    }

    #[test]
    fn the_origin_tells_a_new_connection_from_an_old_one() {
        let text = |session: &str, print: &str| {
            format!("{HEAD}{FINGERPRINT}{}", audio(0))
                .replace("4611", session)
                .replace("00:11", print)
        };
        let first = read(&text("4611", "00:11")).unwrap().origin;
        assert_eq!(first, read(&text("4611", "00:11")).unwrap().origin);
        assert_ne!(first, read(&text("4612", "00:11")).unwrap().origin);
        assert_ne!(first, read(&text("4611", "AB:11")).unwrap().origin);
    }
}
