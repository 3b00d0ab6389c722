//! The test tone: one second of a sine in Opus packets, to be repeated. Encoded once at start and shared.
//! Knows nothing of RTP or calls.

use std::f32::consts::TAU;
use std::time::Duration;

use bytes::Bytes;
use opus_rs::{Application, OpusEncoder};

/// Time of one packet.
pub const PACKET_TIME: Duration = Duration::from_millis(20);
/// Samples a second, which is also the RTP clock of Opus (RFC 7587 section 4.1).
pub const RATE: u32 = 48_000;
/// Samples of one packet.
pub const SAMPLES: u32 = RATE / 50;
/// Packets of the loop: one second, in which every whole frequency fits without a jump.
pub const PACKETS: u32 = 50;

/// Loud enough to be heard, far from clipping.
const LOUDNESS: f32 = 0.2;
const BITRATE: i32 = 24_000;
/// Largest packet the encoder may make.
const MAX_PACKET: usize = 400;

#[derive(Debug, thiserror::Error)]
#[error("the test tone could not be encoded: {0}")]
pub struct ToneError(&'static str);

#[derive(Debug, Clone)]
pub struct Tone {
    packets: Vec<Bytes>,
}

impl Tone {
    /// Encodes a sine of `hertz`.
    ///
    /// # Errors
    /// [`ToneError`] with the encoder's reason.
    pub fn play(hertz: u16) -> Result<Tone, ToneError> {
        let mut encoder = OpusEncoder::new(48_000, 1, Application::Audio).map_err(ToneError)?;
        encoder.bitrate_bps = BITRATE;
        // The first second lets the encoder settle; the loop is the second one.
        let mut packets = (0..PACKETS * 2)
            .map(|n| packet(&mut encoder, n, hertz))
            .collect::<Result<Vec<_>, _>>()?;
        packets.drain(..packets.len() / 2);
        Ok(Tone { packets })
    }

    /// The Opus packets in their order, to be repeated without end.
    #[must_use]
    pub fn packets(&self) -> &[Bytes] {
        &self.packets
    }
}

fn packet(encoder: &mut OpusEncoder, number: u32, hertz: u16) -> Result<Bytes, ToneError> {
    let pcm: Vec<f32> = (0..SAMPLES)
        .map(|n| ((number * SAMPLES + n) % RATE) as f32 / RATE as f32)
        .map(|second| LOUDNESS * (TAU * f32::from(hertz) * second).sin())
        .collect();
    let mut packet = vec![0; MAX_PACKET];
    let length = encoder
        .encode(&pcm, pcm.len(), &mut packet)
        .map_err(ToneError)?;
    packet.truncate(length);
    Ok(packet.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// How much of a frequency a signal holds (Goertzel).
    fn power(pcm: &[f32], hertz: f32) -> f32 {
        let step = TAU * hertz / RATE as f32;
        let (sin, cos) = pcm
            .iter()
            .enumerate()
            .fold((0.0, 0.0), |(sin, cos), (n, sample)| {
                let angle = step * n as f32;
                (sin + sample * angle.sin(), cos + sample * angle.cos())
            });
        (sin * sin + cos * cos) / (pcm.len() as f32 * pcm.len() as f32)
    }

    #[test]
    fn the_tone_is_heard_at_its_own_pitch_and_not_at_another() {
        for (hertz, other) in [(440_u16, 880.0), (880, 440.0)] {
            let tone = Tone::play(hertz).unwrap();
            let mut decoder = opus_rs::OpusDecoder::new(48_000, 1).unwrap();
            let mut heard = Vec::new();
            // Twice round the loop: the seam must be passable too.
            for packet in tone.packets().iter().chain(tone.packets()) {
                let mut pcm = vec![0.0; SAMPLES as usize];
                let samples = decoder.decode(packet, SAMPLES as usize, &mut pcm).unwrap();
                heard.extend_from_slice(&pcm[..samples]);
            }
            let settled = &heard[RATE as usize / 2..];
            let (own, wrong) = (power(settled, f32::from(hertz)), power(settled, other));
            assert!(own > LOUDNESS * LOUDNESS / 8.0, "{hertz}: {own}");
            assert!(wrong < own / 100.0, "{hertz}: {wrong} against {own}");
        }
    }

    #[test]
    fn packets_are_as_many_and_as_small_as_said() {
        let tone = Tone::play(440).unwrap();
        assert_eq!(tone.packets().len(), PACKETS as usize);
        let bytes: usize = tone.packets().iter().map(Bytes::len).sum();
        assert!((500..8000).contains(&bytes), "{bytes} bytes a second");
    }
}
