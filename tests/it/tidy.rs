//! The house rules that a compiler does not know: which way the parts may use each other, where clocks and randomness may be
//! read, how long a file may be, that the two engines have the same migrations, and that pages of text name files that exist.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const LINES_MAX: usize = 400;

/// Each part, and what it must not use.
const LAYERS: [(&str, &[&str]); 9] = [
    ("src/store", &["media", "notify", "bus", "flow", "shape", "api", "signal", "app", "serve", "demo", "assets"]),
    ("src/media", &["store", "notify", "bus", "flow", "shape", "api", "signal", "app", "serve", "demo", "assets"]),
    ("src/notify", &["store", "media", "bus", "flow", "shape", "api", "signal", "app", "serve", "demo", "assets"]),
    ("src/bus", &["store", "media", "notify", "flow", "shape", "api", "signal", "app", "serve", "demo", "assets"]),
    ("src/shape", &["store", "media", "notify", "bus", "flow", "api", "signal", "app", "serve", "demo", "assets"]),
    ("src/flow", &["api", "signal", "app", "serve", "demo", "assets"]),
    ("src/import", &["api", "signal", "app", "serve", "demo", "assets"]),
    // Pages and sockets change nothing except by flow.
    ("src/signal", &["store", "api", "app", "serve", "demo", "assets"]),
    ("src/api", &["store", "app", "serve", "demo"]),
];

/// A word, the only places that may have it, and why.
const KEPT: [(&str, &[&str], &str); 6] = [
    ("SystemTime::now", &["src/clock.rs"], "time is told, not read"),
    // The relay's engine wants it, and nothing it measures is stored.
    ("std::time::Instant", &["src/media"], "time is told, not read"),
    ("SysRng", &["src/entropy.rs"], "randomness is told, not read"),
    ("OsRng", &["src/entropy.rs"], "randomness is told, not read"),
    ("thread_rng", &[], "randomness is told, not read"),
    ("sqlx::", &["src/store"], "only the store speaks SQL"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files with one of these ends under a folder, by their path from the root.
fn files(under: &str, ends: &[&str]) -> Vec<(String, String)> {
    let (mut found, mut folders) = (Vec::new(), vec![root().join(under)]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !name.ends_with("node_modules") {
                    folders.push(path);
                }
            } else if ends.iter().any(|end| name.ends_with(end)) {
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "nothing under {under}");
    found
}

/// The part of a file that ships: tests may do what code may not.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text)
}

fn is_test(name: &str) -> bool {
    name.ends_with("tests.rs") || name.contains("/tests/") || name.ends_with("fixture.rs")
}

/// The parts of the crate that a file uses: what follows each `crate::`, also inside braces.
fn uses(text: &str) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            parts.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut item = String::new();
        for letter in group.chars() {
            match letter {
                '}' if depth == 0 => break,
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    parts.insert(word(item.trim()));
                    item.clear();
                    continue;
                }
                _ => {}
            }
            item.push(letter);
        }
        parts.insert(word(item.trim()));
    }
    parts.remove("");
    parts
}

fn word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

#[test]
fn parts_use_only_what_is_above_them() {
    assert_eq!(uses("use crate::{\n bus::{Bus, Hint},\n flow,\n};\nlet x = crate::store::get();"), ["bus", "flow", "store"].map(String::from).into());
    let mut wrong = Vec::new();
    for (part, forbidden) in LAYERS {
        for (name, text) in files("src", &[".rs"]) {
            let inside = name == format!("{part}.rs") || name.starts_with(&format!("{part}/"));
            if inside && !is_test(&name) {
                wrong.extend(uses(code(&text)).into_iter().filter(|used| forbidden.contains(&used.as_str())).map(|used| format!("{name} uses {used}")));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    let core = fs::read_to_string(root().join("core/Cargo.toml")).unwrap();
    for stranger in ["tokio", "sqlx", "axum", "rand =", "getrandom", "reqwest", "sidak ="] {
        assert!(!core.contains(stranger), "the rules use {stranger}");
    }
}

/// With `use std::time::{Duration, Instant}` written out.
fn plainly(text: &str) -> String {
    let mut plain = text.to_owned();
    for group in text.split("std::time::{").skip(1) {
        let names = group.split('}').next().unwrap_or_default();
        plain.extend(names.split(',').map(|name| format!("\nstd::time::{}", name.trim())));
    }
    plain
}

#[test]
fn clocks_randomness_and_sql_stay_in_their_files() {
    assert!(plainly("use std::time::{Duration, Instant};").contains("std::time::Instant"));
    let mut wrong = Vec::new();
    for under in ["src", "core/src"] {
        for (name, text) in files(under, &[".rs"]).into_iter().filter(|(name, _)| !is_test(name)) {
            for (word, places, why) in KEPT {
                if plainly(code(&text)).contains(word) && !places.iter().any(|place| name.starts_with(place)) {
                    wrong.push(format!("{name} has {word}: {why}"));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn files_say_what_they_are_for_and_end_in_time() {
    let mut wrong = Vec::new();
    for under in ["src", "core/src", "robot/src", "tests"] {
        for (name, text) in files(under, &[".rs"]) {
            let lines = text.lines().count();
            if lines > LINES_MAX && !is_test(&name) && under != "tests" {
                wrong.push(format!("{name} has {lines} lines; at most {LINES_MAX}"));
            }
            if !text.starts_with("//!") && lines > 0 && !is_test(&name) {
                wrong.push(format!("{name} does not begin by saying what it is for"));
            }
            if lines == 0 {
                wrong.push(format!("{name} is empty"));
            }
        }
    }
    for (name, text) in files("web/src", &[".svelte"]) {
        let lines = text.lines().count();
        if lines > LINES_MAX {
            wrong.push(format!("{name} has {lines} lines; at most {LINES_MAX}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn both_engines_have_the_same_migrations() {
    let names = |engine: &str| -> Vec<String> {
        files(&format!("migrations/{engine}"), &[".sql"]).into_iter().map(|(name, _)| name.rsplit('/').next().unwrap().to_owned()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

/// Words that name what people do without malice as if there were: they stand nowhere on the pages.
#[test]
fn pages_call_nobody_names() {
    let mut wrong = Vec::new();
    for (name, text) in files("web/src", &[".ts", ".svelte", ".html"]) {
        let text = text.to_lowercase();
        for bad in ["bolos", "curang", "pelanggar", "mangkir", "skor "] {
            if text.contains(bad) {
                wrong.push(format!("{name} says “{}”", bad.trim()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// Paths between backticks in the map of the house, and links between its pages.
#[test]
fn the_map_names_what_exists() {
    let mut wrong = Vec::new();
    let mut named = 0;
    for page in ["README.md", "ARCHITECTURE.md"] {
        let text = fs::read_to_string(root().join(page)).unwrap_or_else(|_| panic!("there is no {page}"));
        for path in paths(&text) {
            named += 1;
            if !root().join(&path).exists() {
                wrong.push(format!("{page} names {path}"));
            }
        }
    }
    for (page, text) in files("docs", &[".md"]) {
        let folder: PathBuf = Path::new(&page).parent().unwrap().into();
        for link in links(&text) {
            if !root().join(&folder).join(&link).exists() {
                wrong.push(format!("{page} links to {link}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(named > 10, "a map names more than {named} places");
}

/// What looks like a path of the repository: of its own top folders, without a blank or a pattern in it.
fn paths(text: &str) -> Vec<String> {
    let tops = ["src/", "core/", "robot/", "web/", "docs/", "migrations/", "policies/", "tests/"];
    let quoted = text.split('`').skip(1).step_by(2);
    let plain = |path: &&str| !path.contains([' ', '*', '{', '<', '…', '\n', ':']);
    quoted.filter(|path| tops.iter().any(|top| path.starts_with(top))).filter(plain).map(str::to_owned).collect()
}

/// Targets of Markdown links that are files.
fn links(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ']).next());
    targets.filter(|target| !target.is_empty() && !target.contains("://") && !target.starts_with('/') && !target.starts_with("mailto:")).map(str::to_owned).collect()
}

#[test]
fn the_look_at_pages_of_text_finds_paths_and_links() {
    assert_eq!(paths("see `src/flow.rs`, `cargo test` and `docs/*.md`"), ["src/flow.rs"]);
    assert_eq!(links("[a](draw.md#x) [b](https://x.example) [c](/work) [d](#e)"), ["draw.md"]);
}
