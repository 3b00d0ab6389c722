//! `docs/ring.md` keeps its word: each row names a file that exists and a test in it that exists, by the words of its name.

use std::{collections::BTreeMap, fs, path::Path};

const FOLDERS: [&str; 6] = ["core/src", "src", "tests", "robot/src", "web/src", "web/e2e"];

/// Every source file of the house by its path.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut found, mut folders) = (BTreeMap::new(), FOLDERS.map(|folder| root.join(folder)).to_vec());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs") || name.ends_with(".ts") {
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// Small letters and digits in words, so that `a_busy_service` and "A busy service" are the same.
fn plain(text: &str) -> String {
    let spaced: String = text.to_lowercase().chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a test can be called by: its own name, or that of a step or row in it.
fn names(file: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if file.ends_with(".ts") {
        // The last two are the name and a row of a table of tests, `['nothing ever comes', …]`.
        for opening in ["it(", "test(", "describe(", "test.step(", ")(", "["] {
            for rest in text.split(opening).skip(1).map(str::trim_start) {
                let Some(quote) = rest.chars().next().filter(|first| matches!(first, '\'' | '"' | '`')) else { continue };
                found.extend(rest[1..].split(quote).next().map(plain));
            }
        }
        return found;
    }
    let mut tested = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            tested = true;
        } else if let Some((_, rest)) = line.split_once("fn ").filter(|_| tested) {
            found.extend(rest.split('(').next().map(plain));
            tested = false;
        }
    }
    // The rows of a table of tests, `way("is declined", …)`.
    for rest in text.split("way(").skip(1) {
        let Some(rest) = rest.trim_start().strip_prefix('"') else { continue };
        found.extend(rest.split('"').next().map(plain));
    }
    found
}

/// What goes wrong, and what is said to test it.
fn rows(doc: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut inside = false;
    for line in doc.lines() {
        let cells: Vec<&str> = line.trim().trim_matches('|').split(" | ").map(str::trim).collect();
        inside = line.starts_with('|') && (inside || cells.last() == Some(&"tested by"));
        if inside && cells.len() > 2 && cells.last() != Some(&"tested by") {
            found.push((cells[0].to_owned(), cells[cells.len() - 1].to_owned()));
        }
    }
    found
}

/// The rows that promise what is not there.
fn lies(doc: &str, sources: &BTreeMap<String, String>) -> Vec<String> {
    let mut found = Vec::new();
    for (row, tested) in rows(doc) {
        let mut kept = 0;
        for reference in tested.split("; ").filter(|one| !one.starts_with("by hand: ")) {
            match broken(reference, sources) {
                None => kept += 1,
                Some(why) => found.push(format!("{row}: {why}")),
            }
        }
        if kept == 0 {
            found.push(format!("{row}: nothing tests it"));
        }
    }
    found
}

/// `file`: words of the test's name.
fn broken(reference: &str, sources: &BTreeMap<String, String>) -> Option<String> {
    let Some((file, words)) = reference.strip_prefix('`').and_then(|rest| rest.split_once("`: ")) else {
        return Some(format!("“{reference}” is not of the form `file`: words"));
    };
    let tail = format!("/{file}");
    let fitting: Vec<_> = sources.iter().filter(|(name, _)| name.ends_with(&tail) || *name == file).collect();
    let [(name, text)] = fitting[..] else { return Some(format!("{} files are called {file}", fitting.len())) };
    let wanted = plain(words);
    if wanted.split(' ').count() < 2 {
        return Some(format!("“{words}” is too little to find a test by"));
    }
    let there = names(name, text).iter().any(|one| format!(" {one} ").contains(&format!(" {wanted} ")));
    (!there).then(|| format!("no test in {name} is called “{words}”"))
}

#[test]
fn every_fault_of_ring_and_call_is_tested_by_what_the_page_names() {
    let doc = include_str!("../../docs/ring.md");
    assert!(rows(doc).len() >= 35, "{} rows were read", rows(doc).len());
    assert_eq!(lies(doc, &sources()), Vec::<String>::new());
}

/// The control: rows that were made up.
#[test]
fn a_row_that_lies_is_found() {
    let doc = |tested: &str| format!("| what goes wrong | what is recorded | tested by |\n|---|---|---|\n| it rains | wet | {tested} |\n");
    let sources = sources();
    let cases = [
        ("`rain.rs`: an umbrella is opened", "it rains: 0 files are called rain.rs"),
        ("`tabs.rs`: an umbrella is opened", "it rains: no test in tests/it/tabs.rs is called “an umbrella is opened”"),
        ("`tests.rs`: a closed browser is rung", "files are called tests.rs"),
        ("`tabs.rs`: the", "it rains: “the” is too little to find a test by"),
        ("`tabs.rs`", "it rains: “`tabs.rs`” is not of the form `file`: words"),
        ("by hand: somebody looked out of the window", "it rains: nothing tests it"),
    ];
    for (tested, wanted) in cases {
        let found = lies(&doc(tested), &sources);
        assert!(found.first().is_some_and(|first| first.contains(wanted)), "{tested}: {found:?}");
    }
    let kept = doc("`tabs.rs`: the first answer wins; by hand: somebody looked");
    assert_eq!(lies(&kept, &sources), Vec::<String>::new());
    // A helper is no test, also when its name would fit.
    assert_eq!(lies(&doc("`tabs.rs`: tab ringing"), &sources).len(), 2);
}
