//! The vectors of `docs/draw.md`, read from the page, and the file that is handed out.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

const PAGE: &str = include_str!("../../../../docs/draw.md");

/// The first fenced block of this language after the heading.
fn block<'a>(heading: &str, language: &str) -> &'a str {
    let after = PAGE.split_once(heading).unwrap_or_else(|| panic!("no {heading}")).1;
    let inside = after.split_once(&format!("```{language}\n")).unwrap().1;
    inside.split_once("```").unwrap().0
}

/// The pool of the page's example: two drawn at random, one forced, two free, one without minutes.
fn example() -> (DayPlan, DaySecret, CycleSecret) {
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
    let (day_secret, cycle_secret) = secrets();
    (draw(today, &pool), day_secret, cycle_secret)
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

#[test]
fn the_pages_example_is_what_the_draw_gives() {
    let (plan, day_secret, cycle_secret) = example();
    let ours = day_bundle(&plan, &day_secret, Some(&cycle_secret)).unwrap();
    let page: Value = serde_json::from_str(block("## 9. ", "json")).unwrap_or(Value::Null);
    let ours_value: Value = serde_json::from_str(&ours).unwrap();
    assert_eq!(page, ours_value, "the page should have:\n{ours}");
    let verified = verify_bundle(block("## 9. ", "json")).unwrap();
    assert!(matches!(verified, VerifiedBundle::Day(Verified { people: 6, random: 2, forced: 1, ceilings_open: 0, .. })), "{verified:?}");
}

#[test]
fn the_pages_leaf_is_exact_to_the_byte() {
    let (plan, ..) = example();
    let page: String = block("### Bytes of the first leaf", "text").split_whitespace().collect();
    let ours: String = plan.leaves[0].encode().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(page, ours);
}

#[test]
fn the_pages_words_are_those_of_the_first_person() {
    let (plan, day_secret, _) = example();
    let key = day_secret.person_key(plan.day, plan.leaves[0].person);
    let mut words = super::super::keys::Words::of(&key);
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
        "sidak/leaf/1".to_owned(),
        "sidak/day/1".to_owned(),
        "sidak/person/1".to_owned(),
        format!("at most {POOL_MAX} people"),
        format!("at most {WINDOWS_MAX} windows"),
        format!("at most {SLOTS_MAX} minutes"),
    ] {
        assert!(PAGE.contains(&text), "{text}");
    }
}

#[test]
fn files_come_back_as_they_were() {
    let (plan, day_secret, cycle_secret) = example();
    for cycle in [None, Some(&cycle_secret)] {
        let file = day_bundle(&plan, &day_secret, cycle).unwrap();
        let expected = verify_day(&plan, &day_secret, cycle).unwrap();
        assert_eq!(verify_bundle(&file), Ok(VerifiedBundle::Day(expected)));
    }
    for leaf in &plan.leaves {
        let file = personal_bundle(&plan, &day_secret, leaf.person).unwrap().unwrap();
        assert!(!file.contains("day_secret"), "a person gets the own key only");
        let Ok(VerifiedBundle::Person(verified)) = verify_bundle(&file) else { panic!("{file}") };
        assert_eq!((verified.person, verified.root), (leaf.person, plan.root));
        assert_eq!(verified.checks.len(), plan.checks.iter().filter(|check| check.person == leaf.person).count());
    }
    assert_eq!(personal_bundle(&plan, &day_secret, person(999)), Ok(None));
}

#[test]
fn the_answer_says_what_to_compare() {
    let (plan, day_secret, cycle_secret) = example();
    let day = verify_bundle(&day_bundle(&plan, &day_secret, Some(&cycle_secret)).unwrap()).unwrap().to_string();
    for part in ["2026-11-20", "people                6", "random checks         2", "forced checks         1"] {
        assert!(day.contains(part), "{part} in {day}");
    }
    for hash in [plan.root, plan.secret_hash, plan.cycle_hash] {
        assert!(day.contains(&hex_of(&hash)), "{day}");
    }
    let own = |n| verify_bundle(&personal_bundle(&plan, &day_secret, person(n)).unwrap().unwrap()).unwrap().to_string();
    assert!(own(4).contains("random check          minute 176") && own(4).contains(&hex_of(&plan.root)), "{}", own(4));
    assert!(own(1).contains("not drawn, as far as the hidden ceiling"), "{}", own(1));
    assert!(own(5).contains("not drawn\n"), "{}", own(5));
}

#[test]
fn files_that_lie_are_refused() {
    let (plan, day_secret, cycle_secret) = example();
    let day_file = day_bundle(&plan, &day_secret, Some(&cycle_secret)).unwrap();
    let own_file = personal_bundle(&plan, &day_secret, plan.checks[0].person).unwrap().unwrap();
    let change = |file: &str, at: &str, to: Value| {
        let mut value: Value = serde_json::from_str(file).unwrap();
        *value.pointer_mut(at).unwrap_or_else(|| panic!("{at}")) = to;
        verify_bundle(&value.to_string()).unwrap_err()
    };
    let zeros = || Value::from("00".repeat(32));
    for (at, to) in [
        ("/day_secret", zeros()),
        ("/cycle_secret", zeros()),
        ("/root", zeros()),
        ("/algorithm", Value::from(2)),
        ("/day", Value::from("2026-11-21")),
        ("/pool/1/supervisor", Value::from(person(5).to_string())),
        ("/checks/0/slot", Value::from(0)),
        ("/used_ceilings/0/key", zeros()),
    ] {
        assert!(matches!(change(&day_file, at, to), BundleError::Fault(_)), "{at}");
    }
    for (at, to) in [
        ("/day_key", zeros()),
        ("/root", zeros()),
        ("/algorithm", Value::from(2)),
        ("/checks", Value::from(Vec::<Value>::new())),
        ("/index", Value::from(3)),
        ("/line/days_since_check", Value::from(0)),
    ] {
        assert!(matches!(change(&own_file, at, to), BundleError::Fault(_)), "{at}");
    }
    for text in ["", "{}", "[]", "null", "{\"format\":\"sidak/day/2\"}", &day_file[..day_file.len() - 1]] {
        assert!(matches!(verify_bundle(text), Err(BundleError::NotReadable(_))), "{text}");
    }
    let unknown = day_file.replacen("\"algorithm\"", "\"colour\":1,\"algorithm\"", 1);
    assert!(matches!(verify_bundle(&unknown), Err(BundleError::NotReadable(_))));
}

#[test]
fn files_have_a_bound() {
    let text = |length: usize| String::from_utf8(vec![0; length]).unwrap();
    assert!(matches!(verify_bundle(&text(BUNDLE_BYTES_MAX)), Err(BundleError::NotReadable(_))));
    assert_eq!(verify_bundle(&text(BUNDLE_BYTES_MAX + 1)), Err(BundleError::TooLong));
}

#[test]
fn windows_of_any_size_do_no_harm() {
    let (plan, day_secret, _) = example();
    let mut value: Value = serde_json::from_str(&day_bundle(&plan, &day_secret, None).unwrap()).unwrap();
    for window in [[i64::MIN, i64::MAX], [0, i64::MAX], [i64::MAX, i64::MIN]] {
        value["pool"][0]["windows"] = serde_json::json!([window, window]);
        let mut altered = plan.clone();
        altered.leaves[0].windows = vec![Window { start: Moment(window[0]), end: Moment(window[1]) }; 2];
        value["root"] = Value::from(hex_of(&root(&altered.leaves.iter().map(Leaf::hash).collect::<Vec<_>>())));
        assert_eq!(verify_bundle(&value.to_string()), Err(BundleError::Fault(Fault::OutOfBounds(person(1)))));
    }
}

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

proptest! {
    #[test]
    fn any_text_is_taken_without_harm(text in ".{0,400}") {
        prop_assert!(verify_bundle(&text).is_err());
    }

    #[test]
    fn a_file_with_one_byte_changed_is_refused_or_means_the_same(place in 0_usize..1 << 16, byte in 0x20_u8..0x7f) {
        let (plan, day_secret, cycle_secret) = example();
        let file = day_bundle(&plan, &day_secret, Some(&cycle_secret)).unwrap();
        let honest = verify_bundle(&file).unwrap();
        let mut bytes = file.into_bytes();
        let place = place % bytes.len();
        bytes[place] = byte;
        if let Ok(verified) = verify_bundle(&String::from_utf8(bytes).unwrap()) {
            prop_assert_eq!(verified, honest);
        }
    }
}
