//! Turns authenticated packets of one side into the facts that count as evidence: when sound, picture and
//! the first whole picture came, and when it went quiet.
//! Reads no more than the VP8 payload descriptor and then ten bytes of a keyframe or one of any other frame:
//! those stay clear under end-to-end encryption, everything else may be cipher text.

use std::time::{Duration, Instant};

use str0m::media::MediaKind;

use super::RelayFact;

/// Silence after which a side counts as quiet.
pub(super) const QUIET_AFTER: Duration = Duration::from_secs(5);

/// What one side has sent so far.
#[derive(Debug, Default)]
pub(super) struct Witness {
    audio: bool,
    video: bool,
    keyframe: bool,
    last: Option<Instant>,
    quiet: bool,
}

impl Witness {
    /// The transport stands: silence counts from here.
    pub(super) fn connected(&mut self, now: Instant) {
        self.last = Some(now);
    }

    /// The transport is lost: silence says nothing more.
    pub(super) fn disconnected(&mut self) {
        self.last = None;
    }

    /// Takes note of a packet that the engine authenticated and had not seen before.
    pub(super) fn packet(
        &mut self,
        kind: MediaKind,
        frame: Option<Frame>,
        now: Instant,
        mut fact: impl FnMut(RelayFact),
    ) {
        self.last = Some(now);
        if std::mem::take(&mut self.quiet) {
            fact(RelayFact::Flowing);
        }
        match kind {
            MediaKind::Audio if !std::mem::replace(&mut self.audio, true) => {
                fact(RelayFact::FirstAudio)
            }
            MediaKind::Video if !std::mem::replace(&mut self.video, true) => {
                fact(RelayFact::FirstVideo)
            }
            MediaKind::Audio | MediaKind::Video => {}
        }
        if let Some(Frame::Key { width, height }) = frame
            && !std::mem::replace(&mut self.keyframe, true)
        {
            fact(RelayFact::FirstKeyframe { width, height });
        }
    }

    /// Called about once a second.
    pub(super) fn tick(&mut self, now: Instant, mut fact: impl FnMut(RelayFact)) {
        let silent = self
            .last
            .is_some_and(|last| now.saturating_duration_since(last) >= QUIET_AFTER);
        if silent && !std::mem::replace(&mut self.quiet, true) {
            fact(RelayFact::Quiet);
        }
    }
}

/// The beginning of a VP8 frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    Key { width: u16, height: u16 },
    Delta,
}

/// Reads the start of a frame from an RTP payload (RFC 7741 section 4.2, RFC 6386 section 9.1). `None` for later
/// packets of a frame and for anything that is not VP8.
pub(super) fn vp8_frame(payload: &[u8]) -> Option<Frame> {
    let frame = payload.get(vp8_descriptor(payload)?..)?;
    let inter = frame.first()? & 1 == 1;
    if inter {
        return Some(Frame::Delta);
    }
    match *frame.get(..10)? {
        [_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1] => {
            let size = |low, high| u16::from_le_bytes([low, high]) & 0x3fff;
            let (width, height) = (size(w0, w1), size(h0, h1));
            (width > 0 && height > 0).then_some(Frame::Key { width, height })
        }
        _ => None,
    }
}

/// Length of the payload descriptor, if this packet starts a frame.
fn vp8_descriptor(payload: &[u8]) -> Option<usize> {
    const EXTENDED: u8 = 0x80;
    const STARTS: u8 = 0x10;
    const PARTITION: u8 = 0x07;
    let first = *payload.first()?;
    if first & STARTS == 0 || first & PARTITION != 0 {
        return None;
    }
    if first & EXTENDED == 0 {
        return Some(1);
    }
    let fields = *payload.get(1)?;
    let mut length = 2;
    if fields & 0x80 != 0 {
        let long_picture_id = payload.get(2)? & 0x80 != 0;
        length += if long_picture_id { 2 } else { 1 };
    }
    if fields & 0x40 != 0 {
        length += 1;
    }
    if fields & 0x30 != 0 {
        length += 1;
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const KEY: [u8; 10] = [0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x40];

    fn with(descriptor: &[u8], frame: &[u8]) -> Vec<u8> {
        [descriptor, frame].concat()
    }

    #[test]
    fn frame_starts_are_read_through_every_descriptor_form() {
        // 320 x 240: the two top bits of each dimension are a scale and must not count.
        let key = Some(Frame::Key {
            width: 320,
            height: 240,
        });
        let cases = [
            ("plain", with(&[0x10], &KEY), key),
            ("short picture id", with(&[0x90, 0x80, 0x11], &KEY), key),
            (
                "long picture id",
                with(&[0x90, 0x80, 0x81, 0x02], &KEY),
                key,
            ),
            (
                "all fields",
                with(&[0x90, 0xf0, 0x81, 0x02, 0x07, 0x20], &KEY),
                key,
            ),
            ("temporal only", with(&[0x90, 0x20, 0x20], &KEY), key),
            ("delta", with(&[0x10], &[0x11]), Some(Frame::Delta)),
            (
                "delta, one byte is enough",
                with(&[0x90, 0x80, 0x11], &[0x01]),
                Some(Frame::Delta),
            ),
            ("continuation", with(&[0x00], &KEY), None),
            ("second partition", with(&[0x11], &KEY), None),
            (
                "wrong start code",
                with(&[0x10], &[0x10, 2, 0, 0x9d, 1, 0x2b, 0x40, 1, 0xf0, 0]),
                None,
            ),
            (
                "no width",
                with(&[0x10], &[0x10, 2, 0, 0x9d, 1, 0x2a, 0, 0, 0xf0, 0]),
                None,
            ),
            ("cut short", with(&[0x10], &KEY[..9]), None),
            ("descriptor cut short", vec![0x90, 0x80], None),
            ("descriptor alone", vec![0x90], None),
            ("empty", vec![], None),
        ];
        for (name, payload, expected) in cases {
            assert_eq!(vp8_frame(&payload), expected, "{name}");
        }
    }

    #[test]
    fn nothing_past_the_clear_bytes_matters() {
        let clear = with(&[0x90, 0x80, 0x11], &KEY);
        for noise in [0x00, 0xff] {
            assert_eq!(vp8_frame(&with(&clear, &[noise; 50])), vp8_frame(&clear));
        }
    }

    #[test]
    fn facts_are_said_once_and_silence_is_noticed() {
        let start = Instant::now();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let quiet = u64::try_from(QUIET_AFTER.as_millis()).unwrap();
        let key = Frame::Key {
            width: 4,
            height: 2,
        };
        let mut witness = Witness::default();
        let mut facts = Vec::new();

        witness.tick(at(0), |f| facts.push(f));
        assert_eq!(facts, [], "an unconnected side is not quiet");
        witness.connected(at(0));
        witness.tick(at(quiet - 1), |f| facts.push(f));
        assert_eq!(facts, [], "a moment before the bound");
        witness.tick(at(quiet), |f| facts.push(f));
        witness.tick(at(quiet + 1000), |f| facts.push(f));
        witness.packet(MediaKind::Audio, None, at(7000), |f| facts.push(f));
        witness.packet(MediaKind::Audio, None, at(7020), |f| facts.push(f));
        witness.packet(MediaKind::Video, Some(Frame::Delta), at(7020), |f| {
            facts.push(f)
        });
        witness.packet(MediaKind::Video, Some(key), at(7030), |f| facts.push(f));
        witness.packet(MediaKind::Video, Some(key), at(7040), |f| facts.push(f));
        witness.disconnected();
        witness.tick(at(60_000), |f| facts.push(f));
        use RelayFact::{FirstAudio, FirstKeyframe, FirstVideo, Flowing, Quiet};
        assert_eq!(
            facts,
            [
                Quiet,
                Flowing,
                FirstAudio,
                FirstVideo,
                FirstKeyframe {
                    width: 4,
                    height: 2
                }
            ]
        );
    }
}
