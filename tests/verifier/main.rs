//! Two verifiers that share no code must say the same of every file: ours, and `verify.mjs`, which was written from
//! `docs/draw.md` alone. And every value of a file matters: alter any one, and it is found.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod alter;
mod made;

use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

use proptest::{strategy::{Strategy, ValueTree}, test_runner::{Config, RngAlgorithm, TestRng, TestRunner}};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sidak_core::draw::{BundleError, SIGNATURE_BYTES, verify_bundle};

/// What our verifier says, in the words of the other.
fn ours(text: &str) -> (bool, String, String) {
    match verify_bundle(text) {
        Ok(_) => (true, String::new(), String::new()),
        Err(BundleError::Fault(fault)) => {
            (false, fault.code().to_owned(), fault.person().map(|person| person.to_string()).unwrap_or_default())
        }
        Err(BundleError::CutOff | BundleError::NotReadable(_) | BundleError::TooLong) => (false, "not_readable".to_owned(), String::new()),
    }
}

/// What the other one says of many files, in one process.
fn theirs(files: &[String]) -> Vec<(bool, String, String)> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verifier/verify.mjs");
    let mut node = Command::new("node").args([script, "--lines"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("node is needed, as for the pages");
    let mut input = node.stdin.take().unwrap();
    let lines: Vec<String> = files.iter().map(|file| json!(file).to_string()).collect();
    let writer = std::thread::spawn(move || {
        for line in lines {
            writeln!(input, "{line}").unwrap();
        }
    });
    let answers = BufReader::new(node.stdout.take().unwrap()).lines().map(|line| {
        let answer: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
        (answer["ok"] == true, text("code"), text("person"))
    });
    let answers = answers.collect();
    writer.join().unwrap();
    assert!(node.wait().unwrap().success());
    answers
}

/// Days of one to six people with rules, counters, entropy and records of every sort, and a person's file of each.
fn files(count: usize) -> Vec<String> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..count).flat_map(|_| made::any_day().new_tree(&mut runner).unwrap().current()).collect()
}

#[test]
fn two_verifiers_agree_on_a_thousand_files_and_on_every_altered_one() {
    let honest = files(500);
    assert_eq!(honest.len(), 1_000);
    for (n, verdict) in theirs(&honest).into_iter().enumerate() {
        assert_eq!((true, true), (verdict.0, ours(&honest[n]).0), "{verdict:?} {}", honest[n]);
    }
    // Some alterations of each file: together tens of thousands, of every field.
    let altered: Vec<(String, String)> = honest
        .iter()
        .enumerate()
        .flat_map(|(n, file)| {
            let all = alter::each(file);
            all.into_iter().skip(n % 7).step_by(7).map(|(at, value)| (at, value.to_string()))
        })
        .collect();
    assert!(altered.len() > 10_000, "only {}", altered.len());
    let texts: Vec<String> = altered.iter().map(|(_, text)| text.clone()).collect();
    let mut refused = 0;
    for ((at, text), verdict) in altered.iter().zip(theirs(&texts)) {
        assert_eq!(verdict, ours(text), "{at}: {text}");
        refused += usize::from(!verdict.0);
    }
    assert!(refused * 10 > altered.len() * 8, "{refused} of {}", altered.len());
}

/// The page's example, whole and of each of its people, with one thing altered at a time.
#[test]
fn every_value_of_a_file_matters() {
    let page = include_str!("../../docs/draw.md").split_once("## 9. ").unwrap().1;
    let day = page.split_once("```json\n").unwrap().1.split_once("```").unwrap().0.to_owned();
    let own = files(6);
    let mut seen = 0;
    for file in std::iter::once(day).chain(own) {
        assert!(verify_bundle(&file).is_ok(), "the control: {file}");
        for (at, value) in alter::each(&file) {
            let found = verify_bundle(&value.to_string()).is_err();
            let exempt = alter::exempt(&at);
            assert!(found || exempt.is_some(), "{at} of {file}");
            seen += 1;
        }
    }
    assert!(seen > 1_000, "{seen}");
}

/// Signatures that are not drand's, each with the randomness that belongs to it, so that only the signature can tell.
#[test]
fn an_invented_round_is_named_by_both_as_a_signature_that_is_not_drands() {
    let whole = |file: &String| file.contains("sidak/day/1") && file.contains("\"round\":1000,\"signature\"");
    let honest = files(200).into_iter().find(whole).expect("a day with round 1000");
    let genuine: [u8; SIGNATURE_BYTES] = made::hex(made::ROUNDS[0].1);
    let mut flipped: Vec<[u8; SIGNATURE_BYTES]> = (0..SIGNATURE_BYTES * 8)
        .map(|bit| {
            let mut changed = genuine;
            changed[bit / 8] ^= 1 << (bit % 8);
            changed
        })
        .collect();
    let mut infinity = [0; SIGNATURE_BYTES];
    infinity[0] = 0xc0;
    // The last one is the genuine one and a point of small order: pairings alone do not see the difference.
    let beside = "94385d48ab9d338824a523ff7d310fbeeac0184598d56b49f27857bcd3ef91f6ead1c7ef99c9beee47784ebba5c635de";
    flipped.extend([[7; SIGNATURE_BYTES], infinity, made::hex(made::ROUNDS[1].1), made::hex(beside)]);
    let with = |signature: &[u8; SIGNATURE_BYTES]| {
        let mut file: Value = serde_json::from_str(&honest).unwrap();
        file["entropy"]["signature"] = hex(signature).into();
        file["entropy"]["randomness"] = hex(&Sha256::digest(signature)).into();
        file.to_string()
    };
    assert_eq!((theirs(&[with(&genuine)])[0].0, ours(&with(&genuine)).0), (true, true), "the control");
    let texts: Vec<String> = flipped.iter().map(with).collect();
    for (text, verdict) in texts.iter().zip(theirs(&texts)) {
        assert_eq!(verdict, (false, "bad_signature".to_owned(), String::new()), "{text}");
        assert_eq!(verdict, ours(text), "{text}");
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An exemption that nothing needs would hide a fault that is found today and not tomorrow.
#[test]
fn nothing_is_exempt_without_need() {
    let files = files(60);
    for (pattern, _) in alter::EXEMPT {
        let needed = files.iter().any(|file| {
            alter::each(file).iter().any(|(at, value)| alter::fits(pattern, at) && verify_bundle(&value.to_string()).is_ok())
        });
        assert!(needed, "{pattern}");
    }
}
