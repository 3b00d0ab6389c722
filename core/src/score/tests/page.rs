//! `docs/score.md` says what the code does: its policy, its table and its worked examples are read and recomputed.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::review::recommend;

const PAGE: &str = include_str!("../../../../docs/score.md");

/// The fenced blocks of one kind.
fn blocks(kind: &str) -> Vec<&'static str> {
    let fence = format!("```{kind}\n");
    PAGE.split(fence.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn the_policy_on_the_page_is_the_one_of_the_tests() {
    let policies = blocks("toml");
    assert_eq!(policies.len(), 1);
    assert_eq!(toml::from_str::<ScoreRules>(policies[0]).unwrap(), rules());
    let preset: toml::Table = include_str!("../../../../policies/dki-2023.toml").parse().unwrap();
    assert_eq!(preset["score"].clone().try_into::<ScoreRules>().unwrap(), rules(), "the page calls it the preset");
}

#[test]
fn the_worked_examples_are_right() {
    let examples = blocks("worked");
    assert_eq!(examples.len(), 5);
    for example in examples {
        work(example);
    }
}

fn work(example: &str) {
    let (checks, results) = example.split_once("on ").unwrap();
    let history: Vec<Scored> = checks.lines().enumerate().flat_map(|(n, line)| rows(n, line)).collect();
    let (at, results) = results.split_once('\n').unwrap();
    let score = score(&history, day(at), &rules());
    let recommendation = recommend(&score, &rules());
    assert!(results.lines().count() >= 6, "{example}");
    for line in results.lines() {
        let (key, wanted) = line.split_once(" = ").unwrap();
        let ours = match key.trim() {
            "counted" => score.counted.to_string(),
            "available" => score.available.to_string(),
            "missed" => score.missed.to_string(),
            "alpha" => format!("{:.3}", score.alpha),
            "beta" => format!("{:.3}", score.beta),
            "estimate" => format!("{:.3}", score.estimate),
            "band 80 %" => format!("{:.2} to {:.2}", score.bands.p80.0, score.bands.p80.1),
            "below the floor" => format!("{:.3}", score.probability_below_floor),
            "enough" => if score.enough { "yes" } else { "no" }.to_owned(),
            "review" => match &recommendation {
                Some(r) => format!("yes, until {} more answers", r.what_would_change.answered_needed),
                None => "no".to_owned(),
            },
            other => panic!("the page has an unknown result “{other}”"),
        };
        assert_eq!(ours, wanted.trim(), "{key} of\n{example}");
    }
}

/// `3 x 2026-11-20 not_ready`, with `manual` behind it when it was.
fn rows(line: usize, text: &str) -> Vec<Scored> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let times: usize = words[0].parse().unwrap();
    assert_eq!(words[1], "x");
    let outcome = Outcome::parse(words[3]).unwrap();
    let kind = if words.get(4) == Some(&"manual") { Kind::Manual } else { Kind::Random };
    (0..times).map(|n| Scored { kind, ..scored(line * 100 + n, day(words[2]), outcome) }).collect()
}

#[test]
fn the_table_of_probabilities_is_right() {
    let rows: Vec<Vec<f64>> = PAGE
        .lines()
        .skip_while(|line| !line.starts_with("| counted |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().parse().unwrap()).collect())
        .collect();
    assert_eq!(rows.len(), 3);
    for row in rows {
        for (missed, wanted) in row[1..].iter().enumerate() {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small whole numbers")]
            let score = score(&history(row[0] as usize, missed + 1), today(), &rules());
            let ours = (score.probability_below_floor * 100.0).round() / 100.0;
            assert!(close(ours, *wanted, 1e-9), "{} misses of {}: {ours}", missed + 1, row[0]);
        }
    }
}
