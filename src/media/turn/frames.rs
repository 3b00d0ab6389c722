//! TURN on a stream: where one message ends and the next begins (RFC 8656 section 12.5, RFC 8489 section 6.2.2).
//! Messages and channel data are told apart by their first bits; channel data is padded to four bytes on a stream.
//! Knows nothing of what a message says.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

use crate::media::MAX_PACKET;

/// Largest message taken: one packet in a `Send` indication, whose other attributes are few.
pub(super) const MESSAGE_MAX: usize = MAX_PACKET + 256;
const STUN_HEADER: usize = 20;
const CHANNEL_HEADER: usize = 4;

/// Reads one message or one channel's data, without its padding.
///
/// # Errors
/// For what is neither, or larger than any packet of ours may be; the stream cannot be read on from there.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut head = [0; CHANNEL_HEADER];
    stream.read_exact(&mut head).await?;
    let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
    let (whole, padding) = match head[0] >> 6 {
        0 => (STUN_HEADER + length, 0),
        1 => (CHANNEL_HEADER + length, length.next_multiple_of(4) - length),
        _ => return Err(io::ErrorKind::InvalidData.into()),
    };
    if whole > MESSAGE_MAX {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut message = vec![0; whole + padding];
    message[..CHANNEL_HEADER].copy_from_slice(&head);
    stream.read_exact(&mut message[CHANNEL_HEADER..]).await?;
    message.truncate(whole);
    Ok(message)
}

/// A message as it goes onto a stream.
pub(super) fn padded(mut message: Vec<u8>) -> Vec<u8> {
    message.resize(message.len().next_multiple_of(4), 0);
    message
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn a_stream_is_cut_where_messages_end() {
        let channel = |length: u16| {
            let filled = usize::from(length).next_multiple_of(4);
            [&[0x40, 1][..], &length.to_be_bytes(), &vec![7; filled]].concat()
        };
        let stun = |length: u16| [&[0, 3][..], &length.to_be_bytes(), &vec![9; 16 + usize::from(length)]].concat();
        let most = u16::try_from(MESSAGE_MAX - CHANNEL_HEADER).unwrap();
        let cases = [
            ("a request", stun(8), Some(28)),
            ("channel data of four", channel(4), Some(8)),
            ("channel data of five, padded", channel(5), Some(9)),
            ("no data", channel(0), Some(4)),
            ("the largest", channel(most), Some(MESSAGE_MAX)),
            ("too large", channel(most + 1), None),
            ("a request of 64 KiB", stun(u16::MAX), None),
            ("something else", vec![0x80; 40], None),
            ("cut short", channel(40)[..20].to_vec(), None),
        ];
        for (name, wire, expected) in cases {
            let mut stream = wire.as_slice();
            let got = read(&mut stream).await.ok().map(|message| message.len());
            assert_eq!(got, expected, "{name}");
            if let Some(length) = expected {
                assert!(stream.is_empty(), "{name}: padding is taken off the stream");
                assert_eq!(padded(vec![0; length]).len(), length.next_multiple_of(4), "{name}");
            }
        }
    }
}
