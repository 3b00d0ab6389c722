//! What drawing a day costs, beside a floor that does only the same hashing and the same random words.
//!
//! `cargo bench -p sidak-core`. Prints processor seconds (user and system) and the most memory it held,
//! from Linux's `/proc/self`; elsewhere wall time and no memory. The ratio is what to compare between machines.
#![allow(clippy::expect_used, clippy::disallowed_methods, reason = "a bench measures: it asks the machine")]

use std::{hint::black_box, time::Instant};

use chacha20::{ChaCha20, cipher::{KeyIvInit, StreamCipher}};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use sidak_core::{
    draw::{Candidate, CycleSecret, DaySecret, plan_day},
    ids::{PersonId, ProgrammeId},
    programme::DrawRules,
    time::{Day, MINUTE, Moment, Window},
};

const SLOTS: usize = 450;
const ROUNDS: usize = 5;

fn main() {
    println!("{:>9} {:>12} {:>12} {:>7} {:>12}", "people", "plan, CPU s", "floor, CPU s", "ratio", "peak, MiB");
    for people in [37_000, 100_000] {
        let pool = pool(people);
        let (mut plan_times, mut floor_times) = (Vec::new(), Vec::new());
        // Taken in turns, so that a slow moment of the machine hits both.
        for round in 0..ROUNDS {
            plan_times.push(cpu_of(|| plan(&pool, round)));
            floor_times.push(cpu_of(|| floor(&pool, round)));
        }
        let (plan, floor) = (middle(plan_times), middle(floor_times));
        let peak = peak_mib().map_or_else(|| "-".to_owned(), |mib| mib.to_string());
        println!("{people:>9} {plan:>12.3} {floor:>12.3} {:>7.2} {peak:>12}", plan / floor);
    }
}

fn pool(people: u32) -> Vec<Candidate> {
    let start = Moment(1_767_571_200_000);
    let windows = vec![
        Window { start, end: start.plus(270 * MINUTE) },
        Window { start: start.plus(330 * MINUTE), end: start.plus(510 * MINUTE) },
    ];
    (0..people)
        .map(|n| Candidate {
            person: PersonId(uuid::Uuid::from_u64_pair(1, u64::from(n) * 7_919)),
            supervisor: PersonId(uuid::Uuid::from_u64_pair(2, u64::from(n / 12))),
            windows: windows.clone(),
            policy_version: 1,
            days_since_check: u16::try_from(n % 12).unwrap_or(0),
            cycle: n % 5,
        })
        .collect()
}

fn secrets(round: usize) -> ([u8; 32], [u8; 32]) {
    ([u8::try_from(round).unwrap_or(0); 32], [9; 32])
}

fn plan(pool: &[Candidate], round: usize) {
    let (day, cycle) = secrets(round);
    let today = Day::parse("2026-01-05").expect("a day");
    let rules = DrawRules::of(200_000, 10, 20);
    let plan = plan_day(today, ProgrammeId(uuid::Uuid::from_u128(7)), &rules, pool, &DaySecret::new(day), &CycleSecret::new(cycle));
    black_box(plan.expect("the pool is sound"));
}

/// For each person: two HMACs for the keys and two hashes of them, a hash over a leaf's bytes, one word for the ceiling
/// and one for each minute; and a tree's inner hashes.
fn floor(pool: &[Candidate], round: usize) {
    let (day, cycle) = secrets(round);
    let mut roots = Vec::with_capacity(pool.len());
    for candidate in pool {
        let id = candidate.person.0.as_bytes();
        let day_key = hmac(&day, &[b"sidak/draw/1", b"2026-01-05", id]);
        let ceiling_key = hmac(&cycle, &[b"sidak/ceiling/1", id, &candidate.cycle.to_be_bytes()]);
        let mut leaf = [0_u8; 240];
        leaf[..32].copy_from_slice(&Sha256::digest(day_key));
        leaf[32..64].copy_from_slice(&Sha256::digest(ceiling_key));
        roots.push(Sha256::digest(leaf));
        black_box(below_threshold(&day_key, SLOTS));
        black_box(below_threshold(&ceiling_key, 1));
    }
    while roots.len() > 1 {
        roots = roots.chunks(2).map(|pair| pair.iter().fold(Sha256::new(), |sum, hash| sum.chain_update(hash)).finalize()).collect();
    }
    black_box(roots);
}

fn hmac(secret: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length is a key");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

fn below_threshold(key: &[u8; 32], words: usize) -> usize {
    let mut stream = vec![0_u8; words * 8];
    ChaCha20::new(&(*key).into(), &[0_u8; 12].into()).apply_keystream(&mut stream);
    let word = |bytes: &[u8]| u64::from_be_bytes(bytes.try_into().unwrap_or_default());
    stream.chunks_exact(8).filter(|bytes| word(bytes) < 9_147_000_000_000_000).count()
}

fn cpu_of(work: impl FnOnce()) -> f64 {
    let (began, wall) = (cpu_seconds(), Instant::now());
    work();
    match (began, cpu_seconds()) {
        (Some(began), Some(ended)) => ended - began,
        _ => wall.elapsed().as_secs_f64(),
    }
}

/// Nanoseconds on a processor, the first number of Linux's schedstat: finer than the ticks of `stat`. Of the first thread,
/// which is the only one here.
fn cpu_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    text.split_whitespace().next()?.parse::<f64>().ok().map(|nanos| nanos / 1e9)
}

fn peak_mib() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}

fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
