#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

mod page;

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub(crate) fn today() -> Day {
    day("2026-11-20")
}

/// Prior Beta(4.5, 0.5), half-life 90 days, five checks, three misses, floor 0.8, probability 0.85.
pub(crate) fn rules() -> ScoreRules {
    use CountsAs::{Available, Missed};
    let weights = [
        ("answered_as_declared", Available, 1.0),
        ("answered_elsewhere", Available, 1.0),
        ("answered_media_failed", Available, 1.0),
        ("called_back", Available, 0.5),
        ("reached_not_answered", Missed, 1.0),
        ("not_ready", Missed, 1.0),
    ];
    let weights = weights
        .into_iter()
        .map(|(outcome, counts_as, weight)| OutcomeWeight { outcome: outcome.to_owned(), counts_as, weight })
        .collect();
    ScoreRules {
        prior_mean: 0.9,
        prior_strength: 5.0,
        half_life_days: 90.0,
        weights,
        manual_weight: 0.0,
        min_checks: 5,
        min_misses: 3,
        rate_floor: 0.8,
        probability: 0.85,
    }
}

pub(crate) fn scored(n: usize, day: Day, outcome: Outcome) -> Scored {
    Scored { check: CheckId(Uuid::from_u128(n as u128)), day, kind: Kind::Random, outcome }
}

/// So many checks today, of which so many were missed.
pub(crate) fn history(counted: usize, missed: usize) -> Vec<Scored> {
    let outcome = |n| if n < missed { Outcome::ReachedNotAnswered } else { Outcome::AnsweredAsDeclared };
    (0..counted).map(|n| scored(n, today(), outcome(n))).collect()
}

fn close(a: f64, b: f64, by: f64) -> bool {
    (a - b).abs() <= by
}

#[test]
fn the_beta_distribution_is_the_binomial_tail() {
    // I_x(a, b) = P(Binomial(a + b - 1, x) ≥ a) for whole a and b: an independent way to the same number.
    for (a, b) in [(1_u32, 1_u32), (2, 5), (9, 1), (20, 4), (60, 30), (300, 200)] {
        for x in [0.01, 0.2, 0.42, 0.5, 0.6, 0.7] {
            let n = a + b - 1;
            let mut term = (1.0_f64 - x).powi(i32::try_from(n).unwrap());
            let mut tail = 0.0;
            for k in 0..=n {
                if k >= a {
                    tail += term;
                }
                term *= f64::from(n - k) / f64::from(k + 1) * x / (1.0 - x);
            }
            let ours = probability_below(x, f64::from(a), f64::from(b));
            assert!(close(ours, tail, 1e-9), "I_{x}({a}, {b}) = {ours}, not {tail}");
        }
    }
}

#[test]
fn quantiles_lead_back_to_their_share() {
    for alpha in [1e-3, 0.5, 1.0, 4.5, 30.0, 505.0] {
        for beta in [1e-3, 0.5, 1.0, 3.5, 40.0, 500.0] {
            for share in [0.5, 0.8, 0.95] {
                let (low, high) = band(share, alpha, beta);
                assert!((0.0..=1.0).contains(&low) && low <= high && high <= 1.0, "{alpha} {beta}: {low} {high}");
                for (edge, wanted) in [(low, (1.0 - share) / 2.0), (high, (1.0 + share) / 2.0)] {
                    // At the very ends the quantile is closer to 0 or 1 than numbers can tell apart.
                    if edge > 1e-9 && edge < 1.0 - 1e-9 {
                        let back = probability_below(edge, alpha, beta);
                        assert!(close(back, wanted, 1e-6), "Beta({alpha}, {beta}) at {edge}: {back}, not {wanted}");
                    }
                }
            }
        }
    }
}

#[test]
fn what_does_not_count() {
    let mut manual = scored(1, today(), Outcome::ReachedNotAnswered);
    manual.kind = Kind::Manual;
    let tomorrow = scored(2, today().plus(1), Outcome::ReachedNotAnswered);
    let forgotten = scored(3, today().plus(-541), Outcome::ReachedNotAnswered);
    let uncounted =
        Outcome::ALL.into_iter().filter(|o| counts_as(*o, &rules()).is_none()).map(|o| scored(4, today(), o));
    let mut history = vec![manual, tomorrow, forgotten];
    history.extend(uncounted);
    assert_eq!(history.len(), 3 + 6, "declined, not reached, faults, excused and voided are not in the policy");
    let score = score(&history, today(), &rules());
    assert_eq!((score.counted, score.parts.len(), score.enough), (0, 0, false));
    assert!(close(score.alpha, 4.5, 1e-12) && close(score.beta, 0.5, 1e-12));
    let at_the_edge = scored(5, today().plus(-540), Outcome::ReachedNotAnswered);
    assert_eq!(super::score(&[at_the_edge], today(), &rules()).missed, 1);
}

#[test]
fn no_policy_can_count_what_is_not_proved() {
    let mut rules = rules();
    for outcome in Outcome::ALL {
        let row = OutcomeWeight { outcome: outcome.code().to_owned(), counts_as: CountsAs::Missed, weight: 1.0 };
        rules.weights = vec![row];
        let score = score(&[scored(1, today(), outcome)], today(), &rules);
        let proved = matches!(outcome, Outcome::ReachedNotAnswered | Outcome::NotReady | Outcome::DeclinedWithReason);
        assert_eq!(score.missed == 1, proved, "{outcome:?}");
    }
}

#[test]
fn weights_are_bounded_and_fade_by_half() {
    let mut rules = rules();
    let weight = |days: i32, rules: &ScoreRules| {
        let checks = [scored(1, today().plus(-days), Outcome::CalledBack)];
        score(&checks, today(), rules).parts.first().map(|part| part.weight)
    };
    for (days, wanted) in [(0, 0.5), (90, 0.25), (180, 0.125), (45, 0.5 * 0.5_f64.sqrt())] {
        assert!(close(weight(days, &rules).unwrap(), wanted, 1e-12), "{days}");
    }
    rules.weights[3].weight = 7.0;
    assert_eq!(weight(0, &rules), Some(1.0));
    for nothing in [0.0, -1.0, f64::NAN] {
        rules.weights[3].weight = nothing;
        assert!(weight(0, &rules).is_none_or(|w| (0.0..=1.0).contains(&w)), "{nothing}");
    }
    rules.weights[3].weight = 1.0;
    rules.half_life_days = 0.0;
    assert_eq!(weight(5_000, &rules), Some(1.0), "without a half-life nothing fades");
}

#[test]
fn only_the_newest_checks_are_looked_at() {
    let mut history = history(PARTS_MAX, 0);
    history.push(scored(9_999, today().plus(-1), Outcome::NotReady));
    let full = score(&history, today(), &rules());
    assert_eq!((full.parts.len(), full.missed), (PARTS_MAX, 0));
    history.remove(0);
    assert_eq!(score(&history, today(), &rules()).missed, 1);
}

/// Today's history, and as many calls by hand that were missed.
pub(crate) fn with_manual(mut history: Vec<Scored>, missed: usize) -> Vec<Scored> {
    history.extend((0..missed).map(|n| Scored { kind: Kind::Manual, ..scored(1_000 + n, today(), Outcome::ReachedNotAnswered) }));
    history
}

#[test]
fn calls_by_hand_weigh_what_the_policy_says_and_never_make_up_the_numbers() {
    for (share, weight) in [(0.0, 0.0), (0.25, 0.25), (0.5, 0.5), (0.9, 0.5), (-1.0, 0.0)] {
        let rules = ScoreRules { manual_weight: share, ..rules() };
        let score = score(&with_manual(history(4, 1), 3), today(), &rules);
        assert!(close(score.beta, 0.5 + 1.0 + 3.0 * weight, 1e-9), "{share}: {}", score.beta);
        let by_hand = if weight > 0.0 { 3 } else { 0 };
        assert_eq!((score.counted, score.missed, score.drawn, score.drawn_missed), (4 + by_hand, 1 + by_hand, 4, 1), "{share}");
        assert!(!score.enough, "{share}: four drawn checks of five, whatever was called by hand");
        assert_eq!(score.parts.iter().filter(|part| part.by_hand).count(), by_hand as usize);
    }
    let half = ScoreRules { manual_weight: 0.5, ..rules() };
    assert_eq!(counts(Kind::Manual, Outcome::NotReached, &half), None, "what proves nothing counts for nothing by hand either");
    assert_eq!(counts(Kind::Manual, Outcome::CalledBack, &half), Some((CountsAs::Available, 0.25)));
}

#[test]
fn enough_begins_at_the_minimum() {
    assert!(!score(&history(4, 0), today(), &rules()).enough);
    assert!(score(&history(5, 0), today(), &rules()).enough);
}

#[test]
fn a_prior_at_the_end_stays_computable() {
    for mean in [0.0, 1.0] {
        let rules = ScoreRules { prior_mean: mean, ..rules() };
        let score = score(&[], today(), &rules);
        assert!(score.estimate.is_finite() && score.probability_below_floor.is_finite());
        assert!(close(score.estimate, mean, 0.01));
    }
}

fn any_history() -> impl Strategy<Value = Vec<Scored>> {
    let kind = prop_oneof![6 => Just(Kind::Random), 1 => Just(Kind::Forced), 1 => Just(Kind::Manual)];
    let one = (0..700_i32, 0..Outcome::ALL.len(), kind);
    prop::collection::vec(one, 0..40).prop_map(|rows| {
        let scored = |(n, (days, outcome, kind)): (usize, (i32, usize, Kind))| Scored {
            check: CheckId(Uuid::from_u128(n as u128)),
            day: today().plus(-days),
            kind,
            outcome: Outcome::ALL[outcome],
        };
        rows.into_iter().enumerate().map(scored).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_parts_add_up(history in any_history()) {
        let rules = rules();
        let score = score(&history, today(), &rules);
        let sum = |wanted| score.parts.iter().filter(|p| p.counts_as == wanted).map(|p| p.weight).sum::<f64>();
        prop_assert!(close(score.alpha, 4.5 + sum(CountsAs::Available), 1e-9));
        prop_assert!(close(score.beta, 0.5 + sum(CountsAs::Missed), 1e-9));
        prop_assert_eq!(score.counted as usize, score.parts.len());
        prop_assert_eq!(score.counted, score.available + score.missed);
        prop_assert!(score.parts.iter().all(|p| p.weight > 0.0 && p.weight <= 1.0));
        prop_assert_eq!((score.drawn, score.drawn_missed), (score.counted, score.missed), "these rules count nothing by hand");
        let Bands { p50, p80, p95 } = score.bands;
        prop_assert!(p95.0 <= p80.0 && p80.0 <= p50.0 && p50.0 <= p50.1 && p50.1 <= p80.1 && p80.1 <= p95.1);
    }

    #[test]
    fn calls_by_hand_move_the_index_less_than_drawn_ones(history in any_history(), share in 0.0..=MANUAL_WEIGHT_MAX) {
        let weighs = ScoreRules { manual_weight: share, ..rules() };
        let drawn: Vec<Scored> = history.iter().copied().filter(|s| s.kind != Kind::Manual).collect();
        let as_drawn: Vec<Scored> = history.iter().map(|s| Scored { kind: Kind::Random, ..*s }).collect();
        let (without, with, most) = (score(&drawn, today(), &weighs), score(&history, today(), &weighs), score(&as_drawn, today(), &weighs));
        prop_assert!(without.beta <= with.beta + 1e-9 && with.beta - without.beta <= (most.beta - without.beta) * 0.5 + 1e-9);
        prop_assert_eq!((without.drawn, without.drawn_missed, without.enough), (with.drawn, with.drawn_missed, with.enough));
    }

    #[test]
    fn order_does_not_matter(history in any_history()) {
        let mut backwards = history.clone();
        backwards.reverse();
        prop_assert_eq!(score(&history, today(), &rules()), score(&backwards, today(), &rules()));
    }

    #[test]
    fn an_answer_never_harms_and_a_miss_never_helps(history in any_history(), days in 0..500_i32) {
        let before = score(&history, today(), &rules());
        let with = |outcome| {
            let mut longer = history.clone();
            longer.push(scored(9_999, today().plus(-days), outcome));
            score(&longer, today(), &rules())
        };
        let answered = with(Outcome::AnsweredAsDeclared);
        prop_assert!(answered.estimate > before.estimate);
        prop_assert!(answered.probability_below_floor <= before.probability_below_floor);
        let missed = with(Outcome::NotReady);
        prop_assert!(missed.estimate < before.estimate);
        prop_assert!(missed.probability_below_floor >= before.probability_below_floor);
    }

    #[test]
    fn time_leads_back_to_the_prior(history in any_history(), days in 1..400_i32) {
        let distance = |at| {
            let score = score(&history, at, &rules());
            (score.alpha - 4.5).hypot(score.beta - 0.5)
        };
        prop_assert!(distance(today().plus(days)) <= distance(today()) + 1e-9);
        prop_assert!(distance(today().plus(3_000)) < 1e-9, "at last everything is forgotten");
    }
}
