//! An outgoing stream of a leg: the section of its browser's offer on which it wants to receive a kind of media.
//! Knows nothing of where that media comes from.

use std::time::Instant;

use str0m::Rtc;
use str0m::format::Codec;
use str0m::media::{MediaKind, Mid, Pt};

use super::numbering::Numbering;

pub(super) struct Lane {
    pub(super) mid: Mid,
    /// The number this browser gave the codec; Chromium calls VP8 96, Firefox 120.
    pub(super) pt: Pt,
    pub(super) numbering: Numbering,
}

impl Lane {
    /// The first section of a kind on which the browser wants to receive our codec. `old` is the lane before an offer
    /// changed: on the same section the numbers go on, for the browser has seen them.
    pub(super) fn choose(
        rtc: &Rtc,
        sections: &[(MediaKind, Mid)],
        kind: MediaKind,
        old: Option<Lane>,
        now: Instant,
    ) -> Option<Lane> {
        // Clock rates: RFC 7587 section 4.1 and RFC 7741 section 4.1.
        let (codec, clock_rate) = match kind {
            MediaKind::Audio => (Codec::Opus, 48_000),
            MediaKind::Video => (Codec::Vp8, 90_000),
        };
        let of_kind = sections.iter().filter(|section| section.0 == kind);
        let media = of_kind
            .filter_map(|section| rtc.media(section.1))
            .find(|media| media.direction().is_sending())?;
        let (mid, offered) = (media.mid(), media.remote_pts());
        let ours =
            |p: &str0m::format::PayloadParams| p.spec().codec == codec && offered.contains(&p.pt());
        let pt = rtc.codec_config().find(ours)?.pt();
        let numbering = old
            .filter(|old| old.mid == mid)
            .map_or_else(|| Numbering::new(clock_rate, now), |old| old.numbering);
        Some(Lane { mid, pt, numbering })
    }
}
