//! Days at random: rules, counters, windows, what came from outside, and records, by the public functions of the draw.
//!
//! Knows nothing of how files are checked.

use proptest::{collection::vec, option, prelude::*};
use sha2::{Digest, Sha256};
use sidak_core::{
    draw::{
        Awaited, Candidate, CycleSecret, DaySecret, DayPlan, End, Entropy, Happened, HappenedCheck, ManualCall, SIGNATURE_BYTES, Step, Throws, What,
        commit_day, day_bundle, personal_bundle,
    },
    ids::{PersonId, ProgrammeId},
    outcome::Outcome,
    programme::DrawRules,
    time::{Day, MINUTE, Moment, Window},
};
use uuid::Uuid;

/// Rounds that drand published.
pub const ROUNDS: [(u64, &str); 4] = [
    (1_000, "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"),
    (1_004, "a40658b820c0f8c10207524179a2031ba9537688a0d04e4851b58026be9a341fee3b96fb48ffad28483d84b40a5864aa"),
    (657_413, "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"),
    (9_683_710, "b0a8b04e009cf72534321aca0f50048da596a3feec1172a0244d9a4a623a3123d0402da79854d4c705e94bc73224c342"),
];

const MORNING: i64 = 1_795_134_600_000;

fn person(n: u16) -> PersonId {
    PersonId(Uuid::from_u128(0x0194_1f29_7c00_7000_8000_0000_0000_0000 + u128::from(n)))
}

fn rules() -> impl Strategy<Value = DrawRules> {
    let chance = prop_oneof![Just(1_u32), Just(200_000), 1_u32..1_000_000];
    (chance, 2_u16..30, 0_u16..10, 1_u8..=5, 0_u16..=20, 1_u8..=100).prop_map(|(chance, from, more, checks, days, percent)| DrawRules {
        checks_per_day_max: checks,
        cool_down_days: days,
        cool_down_percent: percent,
        ..DrawRules::of(chance, from, from + more)
    })
}

fn windows() -> impl Strategy<Value = Vec<Window>> {
    vec((0_i64..60, 1_i64..90), 0..4).prop_map(|spans| {
        let mut at = MORNING;
        let span = |(gap, length): (i64, i64)| {
            let start = at + gap * MINUTE;
            at = start + length * MINUTE;
            Window { start: Moment(start), end: Moment(at) }
        };
        spans.into_iter().map(span).collect()
    })
}

fn pool() -> impl Strategy<Value = Vec<Candidate>> {
    let row = (windows(), prop_oneof![0_u16..5, 0_u16..40], prop_oneof![Just(0_u32), 0_u32..9]);
    vec(row, 1..=6).prop_map(|rows| {
        let candidate = |(n, (windows, days_since_check, cycle)): (usize, (Vec<Window>, u16, u32))| Candidate {
            person: person(u16::try_from(n).unwrap() * 7 + 1),
            supervisor: person(900),
            windows,
            policy_version: 3,
            days_since_check,
            cycle,
        };
        rows.into_iter().enumerate().map(candidate).collect()
    })
}

pub fn hex<const N: usize>(text: &str) -> [u8; N] {
    std::array::from_fn(|n| u8::from_str_radix(&text[2 * n..2 * n + 2], 16).unwrap())
}

fn round_of(round: u64, signature: [u8; SIGNATURE_BYTES]) -> Entropy {
    Entropy::Drand { round, signature, randomness: Sha256::digest(signature).into() }
}

/// What a day waits for, and what came.
fn outside() -> impl Strategy<Value = (Awaited, Option<Entropy>)> {
    let dice = option::of(("[1-6]{20,40}", "[1-6]{20,40}")).prop_map(|digits| {
        let entropy = digits.map(|(one, two)| {
            Entropy::dice([Throws { official: person(802), digits: one }, Throws { official: person(801), digits: two }])
        });
        (Awaited::Dice, entropy)
    });
    let drand = (0..ROUNDS.len(), any::<bool>()).prop_map(|(n, brought)| {
        let (round, signature) = ROUNDS[n];
        (Awaited::Drand { round }, brought.then(|| round_of(round, hex(signature))))
    });
    prop_oneof![Just((Awaited::Nothing, None)), dice, drand]
}

fn happened(plan: &DayPlan, fates: &[u8]) -> Happened {
    let fate = |n: usize| fates[n % fates.len()];
    let checks = plan.checks.iter().enumerate().map(|(n, check)| {
        let step = |minutes: i64, what: What| Step {
            at: check.at.plus(minutes * MINUTE),
            by: (fate(n) % 2 == 0).then(|| person(900)),
            what,
            words: "Rapat".into(),
        };
        let until = check.at.plus(30 * MINUTE);
        let all = [
            step(0, What::Deferred { why: "supervisor_asked".into(), until }),
            step(0, What::HandedOver { to: person(901) }),
            step(2, What::Deferred { why: "supervisor_busy".into(), until }),
            step(3, What::Voided { why: "no_longer_at_home".into() }),
        ];
        let steps = all[..usize::from(fate(n) % 5)].to_vec();
        let outcome = Outcome::ALL[usize::from(fate(n)) % Outcome::ALL.len()];
        let ended = fate(n) % 5 == 4 || fate(n) % 3 > 0;
        HappenedCheck { person: check.person, at: check.at, end: ended.then_some(End { outcome, at: check.at.plus(9 * MINUTE) }), steps }
    });
    let manual = (0..i64::from(fate(0) % 4)).map(|n| ManualCall {
        person: person(1),
        at: Moment(MORNING + n * MINUTE),
        by: person(900),
        words: "Mendesak".into(),
        end: (n == 1).then_some(End { outcome: Outcome::NotReached, at: Moment(MORNING + 9 * MINUTE) }),
        steps: Vec::new(),
    });
    Happened { checks: checks.collect(), manual: manual.collect() }
}

/// A day's file, and that of one of its people.
pub fn any_day() -> impl Strategy<Value = [String; 2]> {
    (rules(), pool(), outside(), any::<[u8; 32]>(), any::<[u8; 32]>(), vec(any::<u8>(), 1..6), any::<u8>()).prop_map(
        |(rules, pool, (awaited, entropy), day_secret, cycle_secret, fates, who)| {
            let (day_secret, cycle_secret) = (DaySecret::new(day_secret), CycleSecret::new(cycle_secret));
            let programme = ProgrammeId(Uuid::from_u128(0x0194_1f29_7c00_7000_8000_0000_0000_aaaa));
            let day = Day::parse("2026-11-20").unwrap();
            let committed = commit_day(day, programme, &rules, awaited, &pool, &day_secret, &cycle_secret).unwrap();
            let plan = committed.draw(&day_secret, &cycle_secret, entropy).unwrap();
            let own = plan.leaves[usize::from(who) % plan.leaves.len()].person;
            let whole = day_bundle(&plan, &day_secret, &happened(&plan, &fates)).unwrap();
            [whole, personal_bundle(&plan, &day_secret, own).unwrap().unwrap()]
        },
    )
}
