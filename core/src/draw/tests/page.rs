//! The vectors of `docs/draw.md`, read from the page, and the file that is handed out.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::outcome::Outcome;

const PAGE: &str = include_str!("../../../../docs/draw.md");

/// The first fenced block of this language after the heading.
fn block<'a>(heading: &str, language: &str) -> &'a str {
    let after = PAGE.split_once(heading).unwrap_or_else(|| panic!("no {heading}")).1;
    let inside = after.split_once(&format!("```{language}\n")).unwrap().1;
    inside.split_once("```").unwrap().0
}

/// The day of the page: two drawn at random, one of them with a second minute that the limit passes over, one forced, two
/// free, one without minutes.
struct Example {
    plan: DayPlan,
    day_secret: DaySecret,
    cycle_secret: CycleSecret,
    happened: Happened,
}

impl Example {
    fn new() -> Self {
        let today = day("2026-11-20");
        let pool: Vec<Candidate> = EXAMPLE
            .iter()
            .map(|(number, days_since_check, cycle, spans)| Candidate {
                days_since_check: *days_since_check,
                cycle: *cycle,
                policy_version: 3,
                ..candidate(*number, windows(today, spans))
            })
            .collect();
        let rules = DrawRules { checks_per_day_max: 1, cool_down_days: 2, cool_down_percent: 50, ..RULES };
        let (day_secret, cycle_secret) = secrets();
        let committed = commit_day(today, programme(), &rules, Awaited::Dice, &pool, &day_secret, &cycle_secret).unwrap();
        let plan = committed.draw(&day_secret, &cycle_secret, Some(dice())).unwrap();
        let happened = record_of(&plan);
        Self { plan, day_secret, cycle_secret, happened }
    }

    fn file(&self) -> String {
        day_bundle(&self.plan, &self.day_secret, &self.happened).unwrap()
    }

    fn own_file(&self, number: u16) -> String {
        personal_bundle(&self.plan, &self.day_secret, person(number)).unwrap().unwrap()
    }
}

fn dice() -> Entropy {
    let throws = |official, digits: &str| Throws { official: person(official), digits: digits.into() };
    Entropy::dice([throws(8_002, DIGITS[1]), throws(8_001, DIGITS[0])])
}

pub(super) fn bytes<const N: usize>(text: &str) -> [u8; N] {
    std::array::from_fn(|n| u8::from_str_radix(&text[2 * n..2 * n + 2], 16).unwrap())
}

/// One check of each sort of fate, and one manual call.
fn record_of(plan: &DayPlan) -> Happened {
    let end = |outcome, at| Some(End { outcome, at });
    let checks = plan.checks.iter().enumerate().map(|(place, check)| {
        let later = |minutes| check.at.plus(minutes * MINUTE);
        let step = |at, by, what| Step { at, by, what, words: if by.is_some() { "Rapat dengan gubernur".into() } else { String::new() } };
        let deferred = What::Deferred { why: "supervisor_asked".into(), until: later(30) };
        let (steps, end) = match place {
            0 => (
                vec![
                    step(later(1), Some(person(9_999)), deferred),
                    step(later(31), Some(person(9_999)), What::HandedOver { to: person(9_998) }),
                ],
                end(Outcome::AnsweredAsDeclared, later(40)),
            ),
            1 => (vec![step(later(0), None, What::Voided { why: "no_longer_at_home".into() })], end(Outcome::Voided, later(0))),
            _ => (Vec::new(), None),
        };
        HappenedCheck { person: check.person, at: check.at, end, steps }
    });
    let at = plan.leaves[0].windows[0].start;
    let manual = ManualCall {
        person: person(1),
        at,
        by: person(9_999),
        words: "Berkas yang mendesak".into(),
        end: end(Outcome::NotReached, at.plus(10 * MINUTE)),
        steps: Vec::new(),
    };
    Happened { checks: checks.collect(), manual: vec![manual] }
}

type Row = (u16, u16, u32, &'static [(u16, u16)]);
const OFFICE: &[(u16, u16)] = &[(30, 300), (360, 540)];
const EXAMPLE: [Row; 6] = [
    (1, 4, 0, OFFICE),
    (2, 12, 5, OFFICE),
    (3, 8, 0, OFFICE),
    (4, 9, 2, OFFICE),
    (5, 3, 0, &[]),
    (6, 0, 1, &[(30, 120), (150, 270), (360, 570)]),
];
const DIGITS: [&str; 2] = ["31415265351111131446", "16161616161616161616"];

#[test]
fn the_pages_example_is_what_the_draw_gives() {
    let example = Example::new();
    let ours = example.file();
    let page: Value = serde_json::from_str(block("## 9. ", "json")).unwrap_or(Value::Null);
    let ours_value: Value = serde_json::from_str(&ours).unwrap();
    assert_eq!(page, ours_value, "the page should have:\n{ours}");
    let VerifiedBundle::Day(draw, after) = verify_bundle(block("## 9. ", "json")).unwrap() else { panic!("a whole day") };
    assert_eq!((draw.people, draw.random, draw.forced, draw.ceilings_open), (6, 2, 1, 2));
    assert_eq!(after, After { open: 1, deferrals: 1, hand_overs: 1, voids: 1, manual: 1 });
}

/// Lines of the block, each a name and what follows it on the next line.
#[test]
fn the_pages_keys_and_hashes_are_ours() {
    let example = Example::new();
    let first = &example.plan.leaves[0];
    let day_key = example.day_secret.person_key(example.plan.day, first.person);
    let key = |entropy: Entropy| hex_of(super::super::entropy::draw_key(&day_key, Some(&entropy)).bytes());
    let ours = [
        ("day key of the first person", hex_of(day_key.bytes())),
        ("its SHA-256", hex_of(&first.day_key_hash)),
        ("ceiling key of the first person, cycle 0", hex_of(example.cycle_secret.ceiling_key(first.person, 0).bytes())),
        ("bytes of the dice", hex_of(&dice().bytes())),
        ("their SHA-256", hex_of(&dice().hash())),
        ("draw key of the first person with these dice", key(dice())),
        ("bytes of round 1000 of drand", hex_of(&round(1_000).bytes())),
        ("draw key of the first person with this round", key(round(1_000))),
        ("hash of the first leaf", hex_of(&first.hash())),
        ("root", hex_of(&example.plan.root)),
    ];
    let ours: String = ours.map(|(name, value)| format!("{name}\n  {value}\n")).concat();
    let page: String = block("### Keys and hashes", "text").split("\n    ").collect::<Vec<_>>().concat();
    assert_eq!(page, ours);
}

#[test]
fn the_pages_leaf_is_exact_to_the_byte() {
    let Example { plan, .. } = Example::new();
    let page: String = block("### Bytes of the first leaf", "text").split_whitespace().collect();
    let ours: String = plan.leaves[0].encode().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(page, ours);
}

#[test]
fn the_pages_words_are_those_of_the_first_person() {
    let Example { plan, day_secret, .. } = Example::new();
    let key = day_secret.person_key(plan.day, plan.leaves[0].person);
    let mut words = super::super::keys::Words::of(&super::super::entropy::draw_key(&key, Some(&dice())));
    for line in block("### First words", "text").lines() {
        assert_eq!(line.split_whitespace().last().unwrap(), format!("{:016x}", words.next()));
    }
}

#[test]
fn the_pages_thresholds_are_ours() {
    let rows: Vec<&str> = block("### Thresholds", "text").lines().skip(1).collect();
    assert!(rows.len() >= 10);
    for row in rows {
        let cells: Vec<&str> = row.split_whitespace().collect();
        let ours = threshold(cells[0].parse().unwrap(), cells[1].parse().unwrap());
        assert_eq!(cells[2], ours.to_string(), "{row}");
    }
}

#[test]
fn the_page_names_every_bound_and_label() {
    for text in [
        "sidak/draw/1".to_owned(),
        "sidak/ceiling/1".to_owned(),
        "sidak/public/1".to_owned(),
        "sidak/leaf/1".to_owned(),
        "sidak/day/1".to_owned(),
        "sidak/person/1".to_owned(),
        format!("at most {POOL_MAX} people"),
        format!("at most {WINDOWS_MAX} windows"),
        format!("at most {SLOTS_MAX} minutes"),
        format!("{DIGITS_MIN} to {DIGITS_MAX} digits"),
        format!("closes {} minutes before", ENTRY_CLOSES_MS / MINUTE),
        format!("{} minutes after the commitment", DRAND_AHEAD_MS / MINUTE),
        format!("at {} s", DRAND_GENESIS.0 / 1_000),
        format!("every {} s", DRAND_PERIOD_MS / 1_000),
        format!("at most {STEPS_MAX} steps"),
    ] {
        assert!(PAGE.contains(&text), "{text}");
    }
}

#[test]
fn every_fault_stands_on_the_page() {
    // These two can only be found in a database: a file has one head for all lines, and never the cycle secret.
    let elsewhere = [Fault::OtherCycleSecret.code(), Fault::OtherDay(person(1)).code()];
    for code in FAULT_CODES.iter().filter(|code| !elsewhere.contains(code)) {
        assert!(PAGE.contains(&format!("`{code}`")), "{code}");
    }
}

#[test]
fn files_come_back_as_they_were() {
    let example = Example::new();
    let expected = verify_day(&example.plan, &example.day_secret, None).unwrap();
    assert!(matches!(verify_bundle(&example.file()), Ok(VerifiedBundle::Day(draw, _)) if draw == expected));
    for leaf in &example.plan.leaves {
        let file = personal_bundle(&example.plan, &example.day_secret, leaf.person).unwrap().unwrap();
        assert!(!file.contains("day_secret"), "a person gets the own key only");
        let Ok(VerifiedBundle::Person(verified)) = verify_bundle(&file) else { panic!("{file}") };
        assert_eq!((verified.person, verified.root), (leaf.person, example.plan.root));
        assert_eq!(verified.checks, example.plan.checks_of(leaf.person));
    }
    assert_eq!(personal_bundle(&example.plan, &example.day_secret, person(999)), Ok(None));
}

#[test]
fn the_answer_says_what_to_compare() {
    let example = Example::new();
    let day = verify_bundle(&example.file()).unwrap().to_string();
    for part in ["2026-11-20", "people                6", "random checks         2", "forced checks         1", "manual calls          1"] {
        assert!(day.contains(part), "{part} in {day}");
    }
    let plan = &example.plan;
    for hash in [plan.root, plan.secret_hash, plan.cycle_hash, dice().hash()] {
        assert!(day.contains(&hex_of(&hash)), "{day}");
    }
    let own = |n| verify_bundle(&example.own_file(n)).unwrap().to_string();
    let check = plan.checks_of(person(4))[0];
    assert!(own(4).contains(&format!("random check          minute {}", check.slot)) && own(4).contains(&hex_of(&plan.root)), "{}", own(4));
    assert!(own(1).contains("not drawn, as far as the hidden ceiling"), "{}", own(1));
    assert!(own(5).contains("not drawn\n"), "{}", own(5));
    let (without, secret, _) = super::rules::revealed();
    let file = day_bundle(&without, &secret, &open_record(&without)).unwrap();
    assert!(verify_bundle(&file).unwrap().to_string().contains("public randomness     none"));
}

/// Every check still open, nothing else.
pub(super) fn open_record(plan: &DayPlan) -> Happened {
    let open = |check: &DrawnCheck| HappenedCheck { person: check.person, at: check.at, end: None, steps: Vec::new() };
    Happened { checks: plan.checks.iter().map(open).collect(), manual: Vec::new() }
}

#[test]
fn what_is_no_file_is_told_apart() {
    let file = Example::new().file();
    for text in ["{}", "[]", "null", "{\"format\":\"sidak/day/2\"}"] {
        assert!(matches!(verify_bundle(text), Err(BundleError::NotReadable(_))), "{text}");
    }
    for length in [0, 1, 100, file.len() / 2, file.len() - 1] {
        assert_eq!(verify_bundle(&file[..length]), Err(BundleError::CutOff), "{length}");
    }
    let unknown = file.replacen("\"algorithm\"", "\"colour\":1,\"algorithm\"", 1);
    assert!(matches!(verify_bundle(&unknown), Err(BundleError::NotReadable(_))));
}

#[test]
fn mistakes_have_messages_of_their_own() {
    let example = Example::new();
    let change = |file: &str, at: &str, to: Value| {
        let mut value: Value = serde_json::from_str(file).unwrap();
        *value.pointer_mut(at).unwrap_or_else(|| panic!("{at}")) = to;
        verify_bundle(&value.to_string()).unwrap_err()
    };
    let yesterdays = hex_of(secret(4).bytes());
    assert_eq!(change(&example.file(), "/day_secret", yesterdays.into()), Fault::OtherDaySecret.into());
    let two: Value = serde_json::from_str(&example.own_file(2)).unwrap();
    assert_eq!(change(&example.own_file(1), "/path", two["path"].clone()), Fault::NotInTree(person(1)).into());
    assert_eq!(change(&example.own_file(1), "/day_key", two["day_key"].clone()), Fault::OtherDayKey(person(1)).into());
    assert_eq!(change(&example.own_file(1), "/line", two["line"].clone()), Fault::NotInTree(person(2)).into());
    let message = BundleError::from(Fault::NotInTree(person(1))).to_string();
    assert!(message.contains(&person(1).to_string()) && message.contains("another line"), "{message}");
}

#[test]
fn files_have_a_bound() {
    let text = |length: usize| String::from_utf8(vec![0; length]).unwrap();
    assert!(matches!(verify_bundle(&text(BUNDLE_BYTES_MAX)), Err(BundleError::NotReadable(_))));
    assert_eq!(verify_bundle(&text(BUNDLE_BYTES_MAX + 1)), Err(BundleError::TooLong));
}

#[test]
fn windows_of_any_size_do_no_harm() {
    const MOST: i64 = (1 << 53) - 1;
    let example = Example::new();
    let mut value: Value = serde_json::from_str(&example.file()).unwrap();
    for window in [[-MOST, MOST], [0, MOST], [MOST, -MOST]] {
        value["pool"][0]["windows"] = serde_json::json!([window, window]);
        let mut altered = example.plan.clone();
        altered.leaves[0].windows = vec![Window { start: Moment(window[0]), end: Moment(window[1]) }; 2];
        value["root"] = Value::from(hex_of(&root(&altered.leaves.iter().map(Leaf::hash).collect::<Vec<_>>())));
        assert_eq!(verify_bundle(&value.to_string()), Err(BundleError::Fault(Fault::OutOfBounds(person(1)))));
    }
    for beyond in [-MOST - 1, MOST + 1, i64::MIN, i64::MAX] {
        value["pool"][0]["windows"] = serde_json::json!([[beyond, 0]]);
        assert!(matches!(verify_bundle(&value.to_string()), Err(BundleError::NotReadable(_))), "{beyond}");
    }
}

pub(super) fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

proptest! {
    #[test]
    fn any_text_is_taken_without_harm(text in ".{0,400}") {
        prop_assert!(verify_bundle(&text).is_err());
    }

    #[test]
    fn a_file_with_bytes_changed_is_refused_or_means_the_same(
        changes in prop::collection::vec((0_usize..1 << 16, 0x20_u8..0x7f), 1..4),
        own in any::<bool>(),
    ) {
        static FILES: std::sync::LazyLock<[String; 2]> = std::sync::LazyLock::new(|| {
            let example = Example::new();
            [example.file(), example.own_file(2)]
        });
        let file = FILES[usize::from(own)].clone();
        let honest = verify_bundle(&file).unwrap();
        let mut bytes = file.into_bytes();
        for (place, byte) in changes {
            let place = place % bytes.len();
            bytes[place] = byte;
        }
        match (verify_bundle(&String::from_utf8(bytes).unwrap()), honest) {
            // What people did afterwards is a record and no proof: moments and words of it may be others.
            (Ok(VerifiedBundle::Day(draw, _)), VerifiedBundle::Day(honest, _)) => prop_assert_eq!(draw, honest),
            (Ok(verified), honest) => prop_assert_eq!(verified, honest),
            (Err(_), _) => {}
        }
    }
}
