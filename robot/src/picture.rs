//! The test picture: a short loop of VP8 frames in which a bar moves and a number counts, so that whoever watches (a
//! person or a test) sees that pixels change. Encoded once at start and shared by all robots of a process.
//! Knows nothing of RTP or calls.

use std::time::Duration;

use bytes::Bytes;
use webp::{Encoder, PixelLayout, WebPConfig};

pub const WIDTH: u16 = 320;
pub const HEIGHT: u16 = 240;
/// Time between two frames: 12 a second.
pub const FRAME_TIME: Duration = Duration::from_micros(83_333);
/// Frames of the loop: four seconds.
pub const FRAMES: u16 = 48;

/// 0 to 100; low, since the picture is flat colours and weak networks are the point.
const QUALITY: f32 = 30.0;
const BAR: u16 = 32;
/// The counter: bits from the right, each a square of this many pixels.
const BIT: u16 = 24;
const BITS: u16 = 6;
const GAP: u16 = 8;

#[derive(Debug, thiserror::Error)]
#[error("the test picture could not be encoded")]
pub struct PictureError;

/// The encoded loop. Every frame is a key frame, so a receiver can begin anywhere.
#[derive(Debug, Clone)]
pub struct Picture {
    frames: Vec<Bytes>,
}

impl Picture {
    /// Draws and encodes the loop on a background of the given colour (red, green, blue).
    ///
    /// # Errors
    /// [`PictureError`] when the encoder fails.
    pub fn draw(background: [u8; 3]) -> Result<Picture, PictureError> {
        let frames = (0..FRAMES)
            .map(|number| encode(&paint(number, background)))
            .collect::<Result<_, _>>()?;
        Ok(Picture { frames })
    }

    /// The VP8 frames in their order, to be repeated without end.
    #[must_use]
    pub fn frames(&self) -> &[Bytes] {
        &self.frames
    }
}

/// One frame in RGB.
fn paint(number: u16, background: [u8; 3]) -> Vec<u8> {
    let bar_from = (WIDTH - BAR) * number / (FRAMES - 1);
    let mut rgb = Vec::with_capacity(usize::from(WIDTH) * usize::from(HEIGHT) * 3);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let in_bar = y > HEIGHT / 2 && (bar_from..bar_from + BAR).contains(&x);
            let colour = match counter(number, x, y) {
                Some(true) => [255, 255, 255],
                Some(false) => [40, 40, 40],
                None if in_bar => [240, 240, 80],
                None => background,
            };
            rgb.extend_from_slice(&colour);
        }
    }
    rgb
}

/// Whether a pixel shows a set bit of the counter, a clear one, or none.
fn counter(number: u16, x: u16, y: u16) -> Option<bool> {
    let (column, within) = ((x.checked_sub(GAP)?) / (BIT + GAP), (x - GAP) % (BIT + GAP));
    let inside = column < BITS && within < BIT && (GAP..GAP + BIT).contains(&y);
    inside.then(|| number >> (BITS - 1 - column) & 1 == 1)
}

/// A lossy WebP image is a RIFF file around one VP8 key frame (RFC 9649 section 2.5).
fn encode(rgb: &[u8]) -> Result<Bytes, PictureError> {
    let mut config = WebPConfig::new().map_err(|()| PictureError)?;
    config.quality = QUALITY;
    config.lossless = 0;
    let image = Encoder::new(rgb, PixelLayout::Rgb, u32::from(WIDTH), u32::from(HEIGHT));
    let webp = image.encode_advanced(&config).map_err(|_| PictureError)?;
    vp8_chunk(&webp)
        .map(Bytes::copy_from_slice)
        .ok_or(PictureError)
}

fn vp8_chunk(riff: &[u8]) -> Option<&[u8]> {
    let mut rest = riff.get(12..)?;
    loop {
        let (head, body) = rest.split_at_checked(8)?;
        let size = usize::try_from(u32::from_le_bytes(head.get(4..)?.try_into().ok()?)).ok()?;
        if head.starts_with(b"VP8 ") {
            return body.get(..size);
        }
        rest = body.get(size.next_multiple_of(2)..)?;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Puts a VP8 frame back into a WebP file and decodes it.
    fn decode(frame: &[u8]) -> Vec<u8> {
        let padded = frame.len().next_multiple_of(2);
        let mut riff = b"RIFF".to_vec();
        riff.extend(u32::try_from(padded + 12).unwrap().to_le_bytes());
        riff.extend(b"WEBPVP8 ");
        riff.extend(u32::try_from(frame.len()).unwrap().to_le_bytes());
        riff.extend(frame);
        riff.resize(20 + padded, 0);
        let image = webp::Decoder::new(&riff).decode().unwrap();
        assert_eq!(
            (image.width(), image.height()),
            (u32::from(WIDTH), u32::from(HEIGHT))
        );
        image.to_vec()
    }

    /// The number the counter shows.
    fn read(rgb: &[u8]) -> u16 {
        (0..BITS).fold(0, |number, column| {
            let (x, y) = (GAP + column * (BIT + GAP) + BIT / 2, GAP + BIT / 2);
            let at = (usize::from(y) * usize::from(WIDTH) + usize::from(x)) * 3;
            number << 1 | u16::from(rgb[at] > 128)
        })
    }

    #[test]
    fn every_frame_decodes_to_its_own_number_and_is_small() {
        let picture = Picture::draw([40, 90, 160]).unwrap();
        let numbers: Vec<u16> = picture
            .frames()
            .iter()
            .map(|frame| read(&decode(frame)))
            .collect();
        assert_eq!(numbers, (0..FRAMES).collect::<Vec<_>>());
        let bytes: usize = picture.frames().iter().map(Bytes::len).sum();
        assert!(bytes / usize::from(FRAMES) < 4000, "{bytes} bytes in all");
    }

    #[test]
    fn every_frame_is_a_key_frame_and_differs_from_the_one_before() {
        let picture = Picture::draw([10, 10, 10]).unwrap();
        for pair in picture.frames().windows(2) {
            assert_eq!(pair[0][0] & 1, 0, "RFC 6386 section 9.1: key frame");
            assert_eq!(pair[0][3..6], [0x9d, 0x01, 0x2a]);
            assert_ne!(pair[0], pair[1]);
        }
    }
}
