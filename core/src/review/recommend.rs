//! Whether a review is recommended, why, and what would change it.
//!
//! All conditions of design §8 must hold: enough counted checks and misses, both from the draw alone, and enough
//! probability that the true rate is below the floor. Knows nothing of cases.

use serde::Serialize;

use crate::{
    ids::CheckId,
    outcome::Outcome,
    programme::{CountsAs, ScoreRules},
    score::{Part, Score, counts_as, posterior, probability_below},
};

/// Reasons of one recommendation.
pub const REASONS_MAX: usize = 4;
/// How many further answers are tried out to say what would change a recommendation.
pub const ANSWERS_LOOKED_AHEAD: u32 = 200;

/// One kind of counted miss, with the checks it stands for.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RecommendationReason {
    pub outcome: Outcome,
    /// Newest first.
    pub checks: Vec<CheckId>,
    /// How many of them were calls by hand, which weigh less: the person is told.
    pub by_hand: usize,
    /// By how much the probability would fall without these checks.
    pub effect: f64,
}

/// What would bring the person out of the recommendation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct WhatWouldChange {
    /// This many further answered checks today; `ANSWERS_LOOKED_AHEAD` means that many or more.
    pub answered_needed: u32,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Recommendation {
    /// One to four, the one with the greatest effect first.
    pub reasons: Vec<RecommendationReason>,
    /// P(true rate < floor).
    pub probability: f64,
    pub what_would_change: WhatWouldChange,
}

/// The recommendation that follows from an index, if any. The index carries its own checks.
#[must_use]
pub fn recommend(score: &Score, rules: &ScoreRules) -> Option<Recommendation> {
    let wanted =
        score.enough && score.drawn_missed >= rules.min_misses.max(1) && score.probability_below_floor > rules.probability;
    wanted.then(|| Recommendation {
        reasons: reasons(score, rules),
        probability: score.probability_below_floor,
        what_would_change: WhatWouldChange { answered_needed: answered_needed(score, rules) },
    })
}

fn reasons(score: &Score, rules: &ScoreRules) -> Vec<RecommendationReason> {
    let is_missed = |part: &&Part| part.counts_as == CountsAs::Missed;
    let mut outcomes: Vec<Outcome> = score.parts.iter().filter(is_missed).map(|part| part.outcome).collect();
    outcomes.sort_unstable();
    outcomes.dedup();
    let mut reasons: Vec<RecommendationReason> = outcomes
        .into_iter()
        .map(|outcome| {
            let (of_it, others): (Vec<Part>, Vec<Part>) = score.parts.iter().partition(|part| part.outcome == outcome);
            let (alpha, beta) = posterior(&others, rules);
            let effect = score.probability_below_floor - probability_below(rules.rate_floor, alpha, beta);
            let by_hand = of_it.iter().filter(|part| part.by_hand).count();
            RecommendationReason { outcome, checks: of_it.into_iter().map(|part| part.check).collect(), by_hand, effect }
        })
        .collect();
    reasons.sort_by(|a, b| b.effect.total_cmp(&a.effect));
    reasons.truncate(REASONS_MAX);
    reasons
}

/// The fewest answered checks of today's full weight with which the probability is no longer above the line.
fn answered_needed(score: &Score, rules: &ScoreRules) -> u32 {
    let weight = counts_as(Outcome::AnsweredAsDeclared, rules).map_or(1.0, |(_, weight)| weight);
    let enough = |answers: u32| {
        let alpha = score.alpha + f64::from(answers) * weight;
        probability_below(rules.rate_floor, alpha, score.beta) <= rules.probability
    };
    (1..ANSWERS_LOOKED_AHEAD).find(|answers| enough(*answers)).unwrap_or(ANSWERS_LOOKED_AHEAD)
}
