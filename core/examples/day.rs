//! Writes the file of a whole made-up day, to time verifiers with: `cargo run -p sidak-core --example day -- 37000 > day.json`.
//!
//! A round of drand is mixed in, and each check has one step and an end on its record. Knows nothing of real staff.
#![allow(clippy::expect_used, clippy::disallowed_methods, reason = "a tool for whoever measures, with an argument of its own")]

use std::io::Write;

use sha2::{Digest, Sha256};
use sidak_core::{
    draw::{
        Awaited, Candidate, CycleSecret, DaySecret, End, Entropy, Happened, HappenedCheck, Step, What, commit_day, day_bundle,
    },
    ids::{PersonId, ProgrammeId},
    outcome::Outcome,
    programme::DrawRules,
    time::{Day, MINUTE, Window, Zone},
};
use uuid::Uuid;

/// Round 1000 of quicknet.
const ROUND: u64 = 1_000;
const SIGNATURE: [u8; 48] = [
    0xb4, 0x46, 0x79, 0xb9, 0xa5, 0x9a, 0xf2, 0xec, 0x87, 0x6b, 0x1a, 0x6b, 0x1a, 0xd5, 0x2e, 0xa9, 0xb1, 0x61, 0x5f, 0xc3, 0x98, 0x2b,
    0x19, 0x57, 0x63, 0x50, 0xf9, 0x34, 0x47, 0xcb, 0x11, 0x25, 0xe3, 0x42, 0xb7, 0x3a, 0x8d, 0xd2, 0xba, 0xcb, 0xe4, 0x7e, 0x4b, 0x6b,
    0x63, 0xed, 0x5e, 0x39,
];

fn main() {
    let people: u32 = std::env::args().nth(1).and_then(|text| text.parse().ok()).expect("how many people?");
    let day = Day::parse("2026-11-20").expect("a day");
    let (secret, cycle) = (DaySecret::new([1; 32]), CycleSecret::new([2; 32]));
    let programme = ProgrammeId(Uuid::from_u64_pair(3, 0));
    let (rules, awaited) = (DrawRules::of(200_000, 10, 20), Awaited::Drand { round: ROUND });
    let committed = commit_day(day, programme, &rules, awaited, &pool(day, people), &secret, &cycle).expect("a sound pool");
    let entropy = Entropy::Drand { round: ROUND, signature: SIGNATURE, randomness: Sha256::digest(SIGNATURE).into() };
    let plan = committed.draw(&secret, &cycle, Some(entropy)).expect("drand's own round");
    let checks = plan.checks.iter().map(|check| {
        let until = check.at.plus(30 * MINUTE);
        let deferred = What::Deferred { why: "supervisor_busy".into(), until };
        let step = Step { at: check.at, by: None, what: deferred, words: String::new() };
        let end = Some(End { outcome: Outcome::AnsweredAsDeclared, at: until });
        HappenedCheck { person: check.person, at: check.at, end, steps: vec![step] }
    });
    let happened = Happened { checks: checks.collect(), manual: Vec::new() };
    let file = day_bundle(&plan, &secret, &happened).expect("a file");
    std::io::stdout().write_all(file.as_bytes()).expect("somebody who reads");
}

/// The working day of an office in Jakarta, 450 minutes.
fn pool(day: Day, people: u32) -> Vec<Candidate> {
    let zone = Zone::parse("Asia/Jakarta").expect("a zone");
    let window = |from, to| Window { start: day.at(from, &zone), end: day.at(to, &zone) };
    let windows = vec![window(450, 720), window(780, 960)];
    let candidate = |n: u32| Candidate {
        person: PersonId(Uuid::from_u64_pair(1, u64::from(n) * 7_919)),
        supervisor: PersonId(Uuid::from_u64_pair(2, u64::from(n / 12))),
        windows: windows.clone(),
        policy_version: 1,
        days_since_check: u16::try_from(n % 12).unwrap_or(0),
        cycle: n % 5,
    };
    (0..people).map(candidate).collect()
}
