//! Fuzz target: bytes into a call that stands, from a browser that has gone mad and from somebody who lies about being there.
//! Whatever they are, afterwards a packet still goes from one side to the other.
//! Knows nothing of how a call comes about.

use std::cell::RefCell;
use std::time::Instant;

use crate::fuzz::{Script, with_length};
use crate::media::flood::{Limits, Rate};
use crate::media::switchboard::browser::{Browser, LOCAL, board, run};
use crate::media::switchboard::Switchboard;
use crate::media::{MAX_PACKET, Side};

const STEPS_MAX: usize = 24;
/// A call serves so many inputs: to make one costs more than to try something on it.
const INPUTS: u32 = 32;
/// Largest payload of one packet, as browsers have them.
const PAYLOAD_MAX: usize = 1_150;

struct Scene {
    board: Switchboard,
    mad: Browser,
    other: Browser,
    now: Instant,
    inputs: u32,
}

thread_local! {
    static SCENE: RefCell<Option<Scene>> = const { RefCell::new(None) };
}

fn scene() -> Scene {
    let start = Instant::now();
    let mut board = board(start);
    let none = Rate::a_second(1_000_000_000);
    board.set_limits(Limits { packets: none, bytes: none, refusals_of_source: none, refusals_of_leg: none });
    let mut mad = Browser::join(&mut board, Side::Employee, 1, start);
    let mut other = Browser::join(&mut board, Side::Supervisor, 2, start);
    let now = run(&mut board, &mut [&mut mad, &mut other], start, 60);
    Scene { board, mad, other, now, inputs: 0 }
}

pub(super) fn call(input: &[u8]) {
    // Taken out, so that a failure leaves no broken call behind.
    let mut scene = SCENE.take().filter(|scene| scene.inputs < INPUTS).unwrap_or_else(scene);
    scene.inputs += 1;
    let mut script = Script(input);
    for _ in 0..STEPS_MAX {
        let Some(step) = script.step() else { break };
        scene.step(step, &mut script);
    }
    scene.goes_on();
    SCENE.set(Some(scene));
}

impl Scene {
    fn step(&mut self, step: u8, script: &mut Script<'_>) {
        match step & 7 {
            0 => self.forge(script.some(MAX_PACKET)),
            1 => {
                let record = [&[20 + script.byte() % 7, 0xfe, 0xfd, 0, script.byte() & 1, 0, 0, 0, 0, 0, script.byte()][..], &with_length(script.some(1_200))].concat();
                self.forge(&record);
            }
            2 => {
                let packet = [&[0x80 | script.byte() & 0x3f][..], script.some(1_200)].concat();
                self.forge(&packet);
            }
            3 | 4 => self.mad.show(step & 7 == 3, script.some(PAYLOAD_MAX), self.now),
            5 => self.tamper(usize::from(script.word()), script.byte()),
            6 => self.now = run(&mut self.board, &mut [&mut self.mad, &mut self.other], self.now, u32::from(script.byte() & 31)),
            _ => self.now = run(&mut self.board, &mut [&mut self.mad], self.now, u32::from(script.byte() & 7)),
        }
    }

    /// From the browser's address, but not by it.
    fn forge(&mut self, packet: &[u8]) {
        self.board.packet(self.mad.source(), Some(LOCAL.ip()), packet, self.now);
        self.board.deliver(self.now);
    }

    /// One byte of what the browser sends is another.
    fn tamper(&mut self, at: usize, mask: u8) {
        self.now += std::time::Duration::from_millis(1);
        for mut packet in self.mad.speak(self.now) {
            let length = packet.len().max(1);
            if let Some(byte) = packet.get_mut(at % length) {
                *byte ^= mask;
            }
            self.forge(&packet);
        }
    }

    fn goes_on(&mut self) {
        let probe = [&b"still there"[..], &self.inputs.to_be_bytes()].concat();
        self.now = run(&mut self.board, &mut [&mut self.mad, &mut self.other], self.now, 5);
        // Twice, for a tampered packet is a lost one.
        for _ in 0..2 {
            self.mad.show(false, &probe, self.now);
            self.now = run(&mut self.board, &mut [&mut self.mad, &mut self.other], self.now, 3);
        }
        assert!(self.other.got.contains(&probe), "the call does not go on");
        self.other.got.clear();
        self.mad.got.clear();
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let raw = |kind: u8, bytes: &[u8]| [&[kind][..], &with_length(bytes)].concat();
    let receiver_report = [0xc9, 0, 7, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    vec![
        [raw(3, &[0x90, 0xf0, 0x81, 1, 2, 3, 0x10, 2, 0, 0x9d, 1, 0x2a, 0x40, 1, 0xf0, 0x40]), vec![6, 3]].concat(),
        [raw(4, &[0xf8; 80]), vec![5, 0, 20, 0xff], vec![6, 1]].concat(),
        [&[2, 0][..], &with_length(&receiver_report), &[6, 2]].concat(),
        [&[1, 1, 0, 9][..], &with_length(&[2, 40]), &[1, 2, 1, 9], &with_length(&[0; 60])].concat(),
        raw(0, &super::leg::stun(1, &super::leg::attribute(6, b"a:b"))),
    ]
}
