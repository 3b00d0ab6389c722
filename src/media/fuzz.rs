//! What a network may say to the relay, as fuzz targets: datagrams and frames to a leg, into a call, offers, TURN, and the
//! reading of pictures. Each says what must hold beside "no panic". A stranger's bytes bind nothing and are answered by
//! nothing; forged bytes from a known address end no call.
//! Knows nothing of how inputs are found (`src/fuzz.rs`).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod call;
mod leg;
mod session;

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use str0m::change::SdpAnswer;
use str0m::media::MediaKind;

use super::switchboard::browser::{Browser, CALL, STEP, board};
use super::witness::{Frame, Witness, vp8_frame};
use super::{RelayFact, Side, offer, tcp, turn};
use crate::fuzz::Target;

pub const TARGETS: [Target; 6] = [
    Target { name: "datagrams", run: leg::datagrams, seeds: leg::seeds, tries: 1_500 },
    Target { name: "call", run: call::call, seeds: call::seeds, tries: 400 },
    Target { name: "frames", run: frames, seeds: frame_seeds, tries: 40_000 },
    Target { name: "offer", run: offers, seeds: offer_seeds, tries: 1_500 },
    Target { name: "turn", run: session::turn, seeds: session::seeds, tries: 3_000 },
    Target { name: "picture", run: picture, seeds: picture_seeds, tries: 40_000 },
];

/// The result of reading from memory, which never waits.
fn ready<T>(read: impl Future<Output = T>) -> T {
    match pin!(read).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("memory made a reader wait"),
    }
}

/// A stream of ICE-TCP, and the same bytes as a stream of TURN: every frame is a piece of it, in order, and the end is an end.
fn frames(input: &[u8]) {
    let (mut stream, mut taken) = (input, 0);
    while let Ok(frame) = ready(tcp::read_frame(&mut stream)) {
        assert_eq!(frame, input[taken + 2..taken + 2 + frame.len()]);
        taken += 2 + frame.len();
    }
    let (mut stream, mut left) = (input, input.len());
    while let Ok(message) = ready(turn::fuzz::read(&mut stream)) {
        assert!(stream.len() < left, "a message of nothing would be read for ever");
        let from = input.len() - left;
        assert_eq!(message, input[from..from + message.len()]);
        left = stream.len();
    }
}

fn frame_seeds() -> Vec<Vec<u8>> {
    let frame = |bytes: &[u8]| [&u16::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat();
    let stun = [&[0, 1, 0, 8, 0x21, 0x12, 0xa4, 0x42][..], &[7; 12], &[0, 6, 0, 4], b"a:b "].concat();
    vec![
        [frame(&stun), frame(&[0x80; 40]), frame(&[])].concat(),
        frame(&[0x16; 2048]),
        stun,
        [&[0x40, 0, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0][..], &[0x4f, 0xff, 0, 0]].concat(),
    ]
}

/// An offer, and what a browser does after it: the same again, and silence.
fn offers(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let start = std::time::Instant::now();
    let mut board = board(start);
    let Ok(answer) = board.join(CALL, Side::Employee, &text, start) else {
        assert!(board.events.is_empty() && board.outbox.is_empty(), "a refused offer leaves nothing behind");
        return;
    };
    SdpAnswer::from_sdp_string(&answer).expect("an answer that browsers can read");
    assert_eq!(offer::read(&text).unwrap().sections.len(), answer.lines().filter(|line| line.starts_with("m=")).count());
    let _ = board.join(CALL, Side::Employee, &text, start + STEP);
    board.tick(start + STEP * 200);
    board.close(CALL, start + STEP * 200);
    assert!(board.outbox.is_empty(), "nobody has proved to be there");
}

fn offer_seeds() -> Vec<Vec<u8>> {
    let (_, engine) = Browser::new(1, std::time::Instant::now());
    let firefox = engine.replace("a=setup:actpass", "a=setup:active").replace(" 96 ", " 120 ").replace(":96 ", ":120 ");
    let one_way = engine.replace("a=sendrecv", "a=sendonly");
    let simulcast = format!("{engine}a=rid:hi send\r\na=rid:lo send\r\na=simulcast:send hi;lo\r\na=ssrc-group:FID 1 2\r\na=ssrc:1 cname:x\r\na=ssrc:2 cname:x\r\n");
    [engine, firefox, one_way, simulcast].into_iter().map(String::into_bytes).collect()
}

/// The beginning of a frame, and the witness who reads it: the first whole picture is said once, with a size that one can have.
fn picture(input: &[u8]) {
    let now = std::time::Instant::now();
    let (mut witness, mut said, mut whole) = (Witness::default(), Vec::new(), 0);
    for packet in input.chunks(24) {
        let frame = vp8_frame(packet);
        if let Some(Frame::Key { width, height }) = frame {
            assert!((1..1 << 14).contains(&width) && (1..1 << 14).contains(&height) && packet.len() > 10);
            whole += 1;
        }
        witness.packet(MediaKind::Video, frame, now, |fact| said.push(fact));
    }
    witness.tick(now + STEP * 1_000, |fact| said.push(fact));
    let first = said.iter().filter(|fact| matches!(fact, RelayFact::FirstKeyframe { .. })).count();
    assert_eq!(first, usize::from(whole > 0));
}

fn picture_seeds() -> Vec<Vec<u8>> {
    let key = [0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x40];
    let descriptors: [&[u8]; 5] = [&[0x10], &[0x90, 0x80, 0x01], &[0x90, 0x80, 0x81, 0x02], &[0x90, 0xf0, 0x81, 1, 2, 3], &[0x80, 0xf0]];
    descriptors.iter().map(|descriptor| [descriptor, &key[..]].concat()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fuzz::drive::drive;

    /// One test for each, so that they share the processors and a failure has a name.
    macro_rules! driven {
        ($($name:ident)*) => {
            $(#[test]
            fn $name() {
                drive(TARGETS.iter().find(|target| target.name == stringify!($name)).unwrap());
            })*

            #[test]
            fn none_is_left_out() {
                assert_eq!(TARGETS.map(|target| target.name), [$(stringify!($name)),*]);
            }
        };
    }

    driven!(datagrams call frames offer turn picture);
}
