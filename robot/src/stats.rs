//! What a peer has sent and seen. Plain counters; knows nothing of the connection.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Different contents remembered per kind; the test loops hold far fewer.
const MAX_CONTENTS: usize = 4096;

/// Counters of one peer.
#[derive(Debug, Clone, Default)]
pub struct PeerStats {
    /// The transport stands now.
    pub connected: bool,
    /// The transport has failed or was closed.
    pub ended: bool,
    pub audio: Received,
    pub video: Received,
    /// Frames whose last packet came.
    pub frames: u64,
    /// Key frames whose first packet came.
    pub keyframes: u64,
    pub frames_sent: u64,
    /// Requests for a key frame that reached this peer.
    pub keyframe_requests: u64,
}

/// What came in of one kind.
#[derive(Debug, Clone, Default)]
pub struct Received {
    pub packets: u64,
    pub bytes: u64,
    /// Digests of the different payloads seen, without the VP8 descriptor.
    pub contents: HashSet<u64>,
}

impl Received {
    fn packet(&mut self, payload: &[u8], content: &[u8]) {
        self.packets += 1;
        self.bytes += payload.len() as u64;
        if self.contents.len() < MAX_CONTENTS {
            self.contents.insert(digest(content));
        }
    }
}

/// What flowed in one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flowed {
    pub frames_sent: u64,
    pub frames: u64,
    pub audio_packets: u64,
    /// Connections made; more than one after a break.
    pub connections: u32,
}

impl Flowed {
    /// Anything came from the other end.
    #[must_use]
    pub const fn any(&self) -> bool {
        self.frames > 0 || self.audio_packets > 0
    }

    pub(crate) fn add(&mut self, stats: &PeerStats) {
        self.frames_sent += stats.frames_sent;
        self.frames += stats.frames;
        self.audio_packets += stats.audio.packets;
    }
}

/// Digest by which [`Received::contents`] knows a payload, within one process.
#[must_use]
pub fn digest(content: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    hasher.finish()
}

impl PeerStats {
    pub(crate) fn audio_packet(&mut self, payload: &[u8]) {
        self.audio.packet(payload, payload);
    }

    pub(crate) fn video_packet(&mut self, payload: &[u8], marker: bool) {
        let (descriptor, content) = payload.split_at(descriptor(payload).min(payload.len()));
        self.video.packet(payload, content);
        let starts = descriptor.first().is_some_and(|first| first & 0x17 == 0x10);
        self.keyframes += u64::from(starts && content.first().is_some_and(|first| first & 1 == 0));
        self.frames += u64::from(marker);
    }
}

/// Length of a VP8 payload descriptor (RFC 7741 section 4.2).
fn descriptor(payload: &[u8]) -> usize {
    let at = |n: usize| payload.get(n).copied().unwrap_or(0);
    if at(0) & 0x80 == 0 {
        return 1;
    }
    let fields = at(1);
    let picture_id = match (fields & 0x80 != 0, at(2) & 0x80 != 0) {
        (false, _) => 0,
        (true, false) => 1,
        (true, true) => 2,
    };
    2 + picture_id + usize::from(fields & 0x40 != 0) + usize::from(fields & 0x30 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_and_key_frames_are_told_from_packets() {
        let mut stats = PeerStats::default();
        let packets: [(&[u8], bool); 5] = [
            (&[0x90, 0x80, 0x81, 0x02, 0x10, 1], false), // a key frame begins
            (&[0x80, 0x80, 0x81, 0x02, 0x10, 2], true),  // and ends
            (&[0x90, 0x80, 0x81, 0x03, 0x11, 3], true),  // a delta frame
            (&[0x10, 0x10, 4], true),                    // a key frame with the shortest descriptor
            (&[], false),
        ];
        for (payload, marker) in packets {
            stats.video_packet(payload, marker);
        }
        assert_eq!(
            (
                stats.frames,
                stats.keyframes,
                stats.video.packets,
                stats.video.bytes
            ),
            (3, 2, 5, 21)
        );
        assert_eq!(stats.video.contents.len(), 5);
        stats.video_packet(&[0x90, 0x80, 0x91, 0x77, 0x10, 1], false);
        assert_eq!(
            stats.video.contents.len(),
            5,
            "the picture id is no content"
        );
    }

    #[test]
    fn remembered_contents_are_bounded() {
        let mut received = Received::default();
        for n in 0..=MAX_CONTENTS as u64 {
            received.packet(&[], &n.to_le_bytes());
        }
        assert_eq!(
            (received.contents.len(), received.packets),
            (MAX_CONTENTS, MAX_CONTENTS as u64 + 1)
        );
    }
}
