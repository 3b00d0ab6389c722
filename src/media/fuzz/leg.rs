//! Fuzz target: datagrams and frames to a board with one leg, whose browser has not spoken yet. Some steps are a stranger's,
//! some those of whoever holds the leg's password, some lie about where they come from.
//! Knows nothing of calls that stand.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::OnceLock;
use std::time::Instant;

use aws_lc_rs::hmac;

use crate::fuzz::{Script, with_length};
use crate::media::address::Source;
use crate::media::switchboard::browser::{Browser, CALL, LOCAL, STEP, board};
use crate::media::switchboard::Switchboard;
use crate::media::{MAX_PACKET, Path, Side};

/// Steps of one input.
const STEPS_MAX: usize = 48;
const MAGIC: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];

/// What a step of the script does; the low bits say where from.
pub(super) const RAW: u8 = 0x00;
pub(super) const NAMED: u8 = 0x10;
pub(super) const SIGNED: u8 = 0x20;
pub(super) const WAIT: u8 = 0x30;
pub(super) const HANDSHAKE: u8 = 0x40;
pub(super) const MEDIA: u8 = 0x50;
pub(super) const GONE: u8 = 0x60;
const DOING: u8 = 0x70;

/// Four addresses, two families, and one that exists only inside TURN.
pub(super) fn source(which: u8) -> Source {
    let v4 = |last| IpAddr::V4(Ipv4Addr::new(198, 51, 100, last));
    let (path, ip) = match which & 3 {
        0 => (Path::Udp, v4(1)),
        1 => (Path::Tcp, v4(2)),
        2 => (Path::Udp, IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1))),
        _ => (Path::Tls, IpAddr::V4(Ipv4Addr::new(240, 0, 0, 1))),
    };
    Source { path, remote: SocketAddr::new(ip, 5000) }
}

/// A STUN message with these attributes.
pub(super) fn stun(kind: u16, attributes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(attributes.len()).unwrap_or(u16::MAX);
    [&kind.to_be_bytes()[..], &length.to_be_bytes(), &MAGIC, &[7; 12], attributes].concat()
}

pub(super) fn attribute(kind: u16, value: &[u8]) -> Vec<u8> {
    let mut out = [&kind.to_be_bytes()[..], &with_length(value)].concat();
    out.resize(out.len().next_multiple_of(4), 0);
    out
}

/// The same with the proof that belongs to a password, and the checksum (RFC 8489 sections 14.5 and 14.7).
pub(super) fn signed(mut message: Vec<u8>, password: &str) -> Vec<u8> {
    let resize = |message: &mut Vec<u8>, more: usize| {
        let length = u16::try_from(message.len() - 20 + more).unwrap_or(u16::MAX).to_be_bytes();
        message[2..4].copy_from_slice(&length);
    };
    resize(&mut message, 24);
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
    let proof = hmac::sign(&key, &message);
    message.extend(attribute(0x0008, proof.as_ref()));
    resize(&mut message, 8);
    let sum = checksum(&message) ^ 0x5354_554e;
    message.extend(attribute(0x8028, &sum.to_be_bytes()));
    message
}

/// CRC-32 as Ethernet has it.
fn checksum(bytes: &[u8]) -> u32 {
    let turn = |sum: u32, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), turn))
}

/// One browser's offer serves all runs.
fn offer() -> &'static str {
    static OFFER: OnceLock<String> = OnceLock::new();
    OFFER.get_or_init(|| Browser::new(1, Instant::now()).1)
}

/// A line of an answer.
pub(super) fn line<'a>(answer: &'a str, name: &str) -> &'a str {
    answer.lines().find_map(|line| line.strip_prefix(name)).expect("every answer has it")
}

struct Scene {
    board: Switchboard,
    name: String,
    password: String,
    proved: HashSet<Source>,
    now: Instant,
}

pub(super) fn datagrams(input: &[u8]) {
    let now = Instant::now();
    let mut board = board(now);
    let answer = board.join(CALL, Side::Employee, offer(), now).unwrap();
    let name = format!("{}:x", line(&answer, "a=ice-ufrag:"));
    let password = line(&answer, "a=ice-pwd:").to_owned();
    let mut scene = Scene { board, name, password, proved: HashSet::new(), now };
    let mut script = Script(input);
    for _ in 0..STEPS_MAX {
        let Some(step) = script.step() else { break };
        scene.step(step, &mut script);
    }
}

impl Scene {
    fn step(&mut self, step: u8, script: &mut Script<'_>) {
        let source = source(step);
        let packet = match step & DOING {
            WAIT => {
                self.now += STEP * u32::from(script.byte());
                self.board.tick(self.now);
                return self.holds();
            }
            GONE => {
                self.board.forget(source);
                self.proved.remove(&source);
                return;
            }
            NAMED => stun(script.word() & 0x3fff, &[attribute(6, self.name.as_bytes()), script.some(600).to_vec()].concat()),
            SIGNED => {
                let message = stun(script.word() & 0x3fff, &[attribute(6, self.name.as_bytes()), script.some(600).to_vec()].concat());
                // Whether it is taken is the engine's to say; from here on the source may be answered.
                self.proved.insert(source);
                signed(message, &self.password)
            }
            HANDSHAKE => {
                let head = [20 + script.byte() % 7, 0xfe, 0xfd, 0, script.byte() & 1, 0, 0, 0, 0, 0, script.byte()];
                [&head[..], &with_length(script.some(1_500))].concat()
            }
            MEDIA => [&[0x80 | script.byte() & 0x3f], script.some(1_500)].concat(),
            _ => script.some(MAX_PACKET).to_vec(),
        };
        self.board.packet(source, Some(LOCAL.ip()), &packet, self.now);
        self.board.deliver(self.now);
        self.holds();
    }

    fn holds(&mut self) {
        for transmit in self.board.outbox.drain(..) {
            let proved = self.proved.iter().any(|source| source.remote == transmit.destination);
            assert!(proved, "an answer to who has proved nothing");
        }
        assert!(self.board.sources().all(|source| self.proved.contains(source)), "bound without proof");
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let priority = attribute(0x24, &[0x6e, 0, 0x1e, 0xff]);
    let controlling = [priority.clone(), attribute(0x802a, &[1; 8]), attribute(0x25, &[])].concat();
    let binding = |attributes: &[u8]| [&[0, 1][..], &with_length(attributes)].concat();
    let bound = |which: u8| [&[SIGNED | which][..], &binding(&controlling)].concat();
    let hello = [&[1, 0, 0, 50, 0, 0, 0, 0, 0, 0, 0, 50, 0xfe, 0xfd][..], &[9; 32], &[0, 0, 0, 4, 0xc0, 0x2b, 0xc0, 0x2f, 1, 0, 0, 0]].concat();
    let handshake = |which: u8| [&[HANDSHAKE | which, 2, 0, 0][..], &with_length(&hello)].concat();
    vec![
        [bound(0), handshake(0), vec![WAIT, 200], bound(0)].concat(),
        [bound(1), handshake(1), vec![GONE | 1], bound(1)].concat(),
        [bound(2), [&[MEDIA | 2, 0][..], &with_length(&[96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0x10])].concat()].concat(),
        [bound(3), vec![WAIT, 255, WAIT, 255, WAIT, 255, WAIT, 255]].concat(),
        [&[NAMED, 0, 1][..], &with_length(&controlling), &[RAW], &with_length(&stun(1, &attribute(6, b"a:b")))].concat(),
        [&[SIGNED, 1, 1][..], &with_length(&attribute(0x20, &[0, 1, 1, 1, 1, 1, 1, 1])), &[SIGNED, 0, 0x11], &with_length(&[])].concat(),
    ]
}
