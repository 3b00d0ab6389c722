//! Sends the test picture and tone as RTP, at the pace at which they play.
//! Knows nothing of how the connection came about.

use std::sync::Arc;
use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use rtc::rtp;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior};
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;

use crate::picture::{FRAME_TIME, Picture, PictureError};
use crate::stats::PeerStats;
use crate::tone::{PACKET_TIME, SAMPLES, Tone, ToneError};

/// SSRCs need to differ within one connection only.
pub(crate) const AUDIO_SSRC: u32 = 0x5349_4401;
pub(crate) const VIDEO_SSRC: u32 = 0x5349_4402;
/// RTP clock of video (RFC 7741 section 4.1).
pub(crate) const VIDEO_RATE: u32 = 90_000;
/// Largest piece of a frame in one packet, in bytes.
const PIECE: usize = 1100;
/// Length of the VP8 payload descriptor that [`pieces`] writes.
pub(crate) const DESCRIPTOR: usize = 4;

/// What robots show and play; encoded once, shared by all.
#[derive(Debug)]
pub struct Show {
    pub picture: Picture,
    pub tone: Tone,
}

#[derive(Debug, thiserror::Error)]
pub enum ShowError {
    #[error(transparent)]
    Picture(#[from] PictureError),
    #[error(transparent)]
    Tone(#[from] ToneError),
}

impl Show {
    /// Encodes picture and tone; a fraction of a second of work.
    ///
    /// # Errors
    /// [`ShowError`] from one of the encoders.
    pub fn prepare(background: [u8; 3], hertz: u16) -> Result<Show, ShowError> {
        Ok(Show {
            picture: Picture::draw(background)?,
            tone: Tone::play(hertz)?,
        })
    }
}

/// Sends the tone while connected, until the connection is closed.
pub(crate) async fn sound(
    track: Arc<TrackLocalStaticRTP>,
    payload_type: u8,
    show: Arc<Show>,
    stats: watch::Sender<PeerStats>,
) {
    let mut clock = Stream::new(AUDIO_SSRC, payload_type, PACKET_TIME);
    for packet in show.tone.packets().iter().cycle() {
        clock.tick.tick().await;
        if stats.borrow().connected
            && track
                .write_rtp(clock.packet(packet.clone(), false))
                .await
                .is_err()
        {
            return;
        }
        clock.timestamp = clock.timestamp.wrapping_add(SAMPLES);
    }
}

/// Sends the picture while connected, until the connection is closed.
pub(crate) async fn picture(
    track: Arc<TrackLocalStaticRTP>,
    payload_type: u8,
    show: Arc<Show>,
    stats: watch::Sender<PeerStats>,
) {
    let mut clock = Stream::new(VIDEO_SSRC, payload_type, FRAME_TIME);
    let mut picture_id: u16 = 0;
    for frame in show.picture.frames().iter().cycle() {
        clock.tick.tick().await;
        if stats.borrow().connected {
            for (payload, last) in pieces(frame, picture_id) {
                if track.write_rtp(clock.packet(payload, last)).await.is_err() {
                    return;
                }
            }
            stats.send_modify(|stats| stats.frames_sent += 1);
            picture_id = picture_id.wrapping_add(1);
        }
        clock.timestamp = clock.timestamp.wrapping_add(VIDEO_RATE / 12);
    }
}

/// Cuts a frame into payloads, the last of them marked (RFC 7741 section 4.2, with a 15-bit picture id).
fn pieces(frame: &Bytes, picture_id: u16) -> Vec<(Bytes, bool)> {
    const EXTENDED: u8 = 0x80;
    const STARTS: u8 = 0x10;
    const HAS_PICTURE_ID: u8 = 0x80;
    const LONG: u16 = 0x8000;
    let count = frame.len().div_ceil(PIECE);
    frame
        .chunks(PIECE)
        .enumerate()
        .map(|(n, piece)| {
            let mut payload = BytesMut::with_capacity(DESCRIPTOR + piece.len());
            payload.put_u8(if n == 0 { EXTENDED | STARTS } else { EXTENDED });
            payload.put_u8(HAS_PICTURE_ID);
            payload.put_u16(LONG | picture_id & !LONG);
            payload.put_slice(piece);
            (payload.freeze(), n + 1 == count)
        })
        .collect()
}

/// Numbers and paces the packets of one stream.
struct Stream {
    ssrc: u32,
    payload_type: u8,
    sequence: u16,
    timestamp: u32,
    tick: Interval,
}

impl Stream {
    fn new(ssrc: u32, payload_type: u8, every: Duration) -> Stream {
        let mut tick = tokio::time::interval(every);
        // After a pause go on at the normal pace; a burst would look like a network fault to the other end.
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Stream {
            ssrc,
            payload_type,
            sequence: 0,
            timestamp: 0,
            tick,
        }
    }

    fn packet(&mut self, payload: Bytes, marker: bool) -> rtp::Packet {
        let header = rtp::header::Header {
            version: 2,
            marker,
            payload_type: self.payload_type,
            sequence_number: self.sequence,
            timestamp: self.timestamp,
            ssrc: self.ssrc,
            ..Default::default()
        };
        self.sequence = self.sequence.wrapping_add(1);
        rtp::Packet { header, payload }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_cut_into_marked_pieces_and_can_be_put_together() {
        for (length, expected) in [(1, 1), (PIECE, 1), (PIECE + 1, 2), (3 * PIECE, 3)] {
            let frame: Bytes = (0..length).map(|n| n.to_le_bytes()[0]).collect();
            let cut = pieces(&frame, 0x1234);
            assert_eq!(cut.len(), expected, "{length}");
            let whole: Vec<u8> = cut
                .iter()
                .flat_map(|(payload, _)| payload.slice(DESCRIPTOR..))
                .collect();
            assert_eq!(whole, frame);
            for (n, (payload, marked)) in cut.iter().enumerate() {
                assert_eq!(*marked, n + 1 == cut.len());
                assert_eq!(
                    payload.slice(..DESCRIPTOR),
                    [if n == 0 { 0x90 } else { 0x80 }, 0x80, 0x92, 0x34][..]
                );
            }
        }
    }
}
