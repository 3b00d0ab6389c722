//! What fuzzing stands on: targets, a reader that makes steps out of bytes, and a driver for ordinary tests. The same targets
//! run under libFuzzer (`fuzz/`), which steers by coverage; the driver mutates their seeds with a fixed random sequence.
//! Knows nothing of what a target tries.

/// One thing that a network talks to. Panics when what it must hold does not hold.
#[derive(Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
    /// Inputs that get somewhere, to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Mutations tried in the ordinary tests: a few seconds' worth.
    pub tries: u32,
}

/// Longest input that is tried: a browser's offer, or some tens of packets.
pub const INPUT_MAX: usize = 16 * 1024;

/// Reads an input as a list of steps. Where it ends, everything is zero or empty, so that each input means something.
pub struct Script<'a>(pub &'a [u8]);

impl<'a> Script<'a> {
    /// The next step, or the end.
    pub fn step(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub fn byte(&mut self) -> u8 {
        self.step().unwrap_or(0)
    }

    pub fn word(&mut self) -> u16 {
        u16::from_be_bytes([self.byte(), self.byte()])
    }

    /// So many bytes as the next word says, as far as there are any.
    pub fn some(&mut self, most: usize) -> &'a [u8] {
        let length = usize::from(self.word()).min(most).min(self.0.len());
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }
}

/// Writes what [`Script::some`] reads.
#[must_use]
pub fn with_length(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    [&length.to_be_bytes(), bytes].concat()
}

/// A control: a reader as careless as ours must not be, that looks at a byte without asking whether it is there. Whatever runs
/// the targets must find it.
fn planted(input: &[u8]) {
    if input.first().is_some_and(|first| first & 0x90 == 0x90) && input.len() > 1 && input[1] & 0x80 != 0 {
        std::hint::black_box(input[2]);
    }
}

pub const PLANTED: Target = Target { name: "planted", run: planted, seeds: || vec![vec![0x90, 0, 1, 2]], tries: 20_000 };

#[cfg(test)]
pub mod drive {
    //! Mutations of seeds, always the same ones. Without coverage to steer by, mutants of mutants are kept now and then.

    use super::{INPUT_MAX, PLANTED, Target};

    /// Mutants kept beside the seeds.
    const KEPT: usize = 64;
    /// Values on which length and bound checks turn.
    const TURNS: [u8; 10] = [0, 1, 3, 4, 0x10, 0x7f, 0x80, 0x90, 0xfe, 0xff];

    /// A multiplicative congruential sequence (Steele and Vigna): nothing secret depends on it.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, n: usize) -> usize {
            self.0 = self.0.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(1);
            let high = usize::try_from(self.0 >> 33).unwrap_or(0);
            if n == 0 { 0 } else { high % n }
        }

        fn byte(&mut self) -> u8 {
            u8::try_from(self.below(256)).unwrap_or(0)
        }
    }

    /// Runs a target on its seeds and on so many mutations of them; a panic says with which input.
    pub fn drive(target: &Target) {
        let mut inputs = (target.seeds)();
        assert!(!inputs.is_empty(), "{} has no seeds", target.name);
        let seeds = inputs.len();
        for seed in &inputs {
            run(target, seed);
        }
        let mut dice = Dice(0x51da_c000 + u64::from(target.tries));
        for _ in 0..target.tries {
            let at = dice.below(inputs.len());
            let mut input = inputs[at].clone();
            for _ in 0..=dice.below(6) {
                let other = dice.below(inputs.len());
                mutate(&mut input, &inputs[other], &mut dice);
            }
            input.truncate(INPUT_MAX);
            run(target, &input);
            if inputs.len() < seeds + KEPT {
                inputs.push(input);
            } else if dice.below(16) == 0 {
                let place = seeds + dice.below(KEPT);
                inputs[place] = input;
            }
        }
    }

    fn run(target: &Target, input: &[u8]) {
        let held = std::panic::catch_unwind(|| (target.run)(input));
        if let Err(why) = held {
            let kept = std::env::temp_dir().join(format!("fuzz-{}-{}", target.name, std::process::id()));
            let written = std::fs::write(&kept, input);
            eprintln!("{} fails on an input of {} bytes, kept in {kept:?} ({written:?})", target.name, input.len());
            std::panic::resume_unwind(why);
        }
    }

    fn mutate(input: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
        let at = dice.below(input.len());
        let span = 1 + dice.below(16);
        let end = (at + span).min(input.len());
        match dice.below(8) {
            _ if input.is_empty() => input.extend_from_slice(other),
            0 => input[at] ^= 1 << dice.below(8),
            1 => input[at] = dice.byte(),
            2 => input[at] = TURNS[dice.below(TURNS.len())],
            3 => drop(input.drain(at..end)),
            4 => {
                let copy = input[at..end].to_vec();
                input.splice(at..at, copy);
            }
            5 => {
                let fresh: Vec<u8> = (0..span).map(|_| dice.byte()).collect();
                input.splice(at..at, fresh);
            }
            6 => input.truncate(at),
            _ => {
                let from = dice.below(other.len());
                input.truncate(at);
                input.extend_from_slice(&other[from..]);
            }
        }
    }

    #[test]
    #[should_panic(expected = "index out of bounds")]
    fn a_planted_fault_is_found() {
        drive(&PLANTED);
    }

    #[test]
    fn the_same_inputs_are_tried_every_time() {
        let mut lists = [0, 1].map(|_| {
            let mut dice = Dice(7);
            let mut input = vec![1, 2, 3, 4, 5, 6, 7, 8];
            (0..200).map(|_| {
                mutate(&mut input, &[9; 20], &mut dice);
                input.truncate(64);
                input.clone()
            }).collect::<Vec<_>>()
        });
        let distinct = |list: &mut Vec<Vec<u8>>| {
            list.sort();
            list.dedup();
            list.len()
        };
        assert_eq!(lists[0], lists[1]);
        assert!(distinct(&mut lists[0]) > 150);
    }
}
