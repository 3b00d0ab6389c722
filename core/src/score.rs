//! The availability index: how likely a person is there when checked, with the evidence it came from.
//!
//! A Beta posterior on "available when checked". The prior is shared by the programme, older checks weigh less, and
//! each outcome counts as the policy says. Not part of any draw. `docs/score.md` has worked examples. Next: `review`.

use serde::Serialize;

use crate::{
    check::Kind,
    ids::CheckId,
    outcome::Outcome,
    programme::{CountsAs, MANUAL_WEIGHT_MAX, OutcomeWeight, ScoreRules},
    time::Day,
};

mod beta;

/// Checks that one index looks at: the newest ones.
pub const PARTS_MAX: usize = 500;
/// A check whose weight has faded to less than this share is forgotten (after six half-lives).
pub const FORGOTTEN: f64 = 1.0 / 64.0;
/// Smallest parameter of the posterior, so that a prior of exactly 0 or 1 stays computable.
const PARAMETER_MIN: f64 = 1e-3;

/// One settled check, as the index sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scored {
    pub check: CheckId,
    pub day: Day,
    pub kind: Kind,
    pub outcome: Outcome,
}

/// What one check adds to the index.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Part {
    pub check: CheckId,
    pub day: Day,
    pub outcome: Outcome,
    pub counts_as: CountsAs,
    /// The policy's weight, faded by age: 0 < weight ≤ 1.
    pub weight: f64,
    /// Of a call outside the draw.
    pub by_hand: bool,
}

/// Central credible intervals of the true rate.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Bands {
    pub p50: (f64, f64),
    pub p80: (f64, f64),
    pub p95: (f64, f64),
}

/// The index with its parts. Only [`score`] makes one, so that no number travels without its evidence.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct Score {
    /// Checks that count: `available` + `missed`.
    pub counted: u32,
    pub available: u32,
    pub missed: u32,
    /// Of these, from the draw. Only they make up the numbers that an index and a review need: whoever may call by hand
    /// must not be able to bring about a review alone.
    pub drawn: u32,
    pub drawn_missed: u32,
    /// Posterior Beta(alpha, beta).
    pub alpha: f64,
    pub beta: f64,
    /// Mean of the posterior, 0 to 1.
    pub estimate: f64,
    pub bands: Bands,
    /// Probability that the true rate is below the policy's floor.
    pub probability_below_floor: f64,
    /// Newest first.
    pub parts: Vec<Part>,
    /// Whether there are enough drawn checks to show the index at all.
    pub enough: bool,
}

/// The index on the day `at`, from all settled checks up to and including that day, in any order.
#[must_use]
pub fn score(history: &[Scored], at: Day, rules: &ScoreRules) -> Score {
    let mut parts: Vec<Part> = history.iter().filter_map(|scored| part(scored, at, rules)).collect();
    parts.sort_by_key(|part| std::cmp::Reverse((part.day, part.check)));
    parts.truncate(PARTS_MAX);
    let number = |wanted| u32::try_from(parts.iter().filter(|p| p.counts_as == wanted).count()).unwrap_or(u32::MAX);
    let (available, missed) = (number(CountsAs::Available), number(CountsAs::Missed));
    let (alpha, beta) = posterior(&parts, rules);
    let counted = available + missed;
    let drawn = |missed_only: bool| {
        let of = |part: &&Part| !part.by_hand && (!missed_only || part.counts_as == CountsAs::Missed);
        u32::try_from(parts.iter().filter(of).count()).unwrap_or(u32::MAX)
    };
    let (drawn, drawn_missed) = (drawn(false), drawn(true));
    Score {
        counted,
        available,
        missed,
        drawn,
        drawn_missed,
        alpha,
        beta,
        estimate: alpha / (alpha + beta),
        bands: Bands { p50: band(0.50, alpha, beta), p80: band(0.80, alpha, beta), p95: band(0.95, alpha, beta) },
        probability_below_floor: probability_below(rules.rate_floor, alpha, beta),
        parts,
        enough: drawn >= rules.min_checks,
    }
}

/// How a policy counts a check of this kind with this outcome, and what it weighs. None: not at all, as calls by hand unless
/// the policy says otherwise.
#[must_use]
pub fn counts(kind: Kind, outcome: Outcome, rules: &ScoreRules) -> Option<(CountsAs, f64)> {
    let share = if kind == Kind::Manual { rules.manual_weight.clamp(0.0, MANUAL_WEIGHT_MAX) } else { 1.0 };
    let (counts_as, weight) = counts_as(outcome, rules)?;
    (share > 0.0).then_some((counts_as, weight * share))
}

/// How a policy counts this outcome of a drawn check. None: not at all. An outcome that proves nothing against a person never counts
/// as missed, whatever the policy file says.
#[must_use]
pub fn counts_as(outcome: Outcome, rules: &ScoreRules) -> Option<(CountsAs, f64)> {
    let row: &OutcomeWeight = rules.weights.iter().find(|row| row.outcome == outcome.code())?;
    let unproved = row.counts_as == CountsAs::Missed && !outcome.may_count_as_missed();
    let weight = row.weight.min(1.0);
    (weight > 0.0 && !unproved).then_some((row.counts_as, weight))
}

/// Parameters of the posterior: the shared prior plus the weights of the parts.
pub(crate) fn posterior(parts: &[Part], rules: &ScoreRules) -> (f64, f64) {
    let mean = rules.prior_mean.clamp(0.0, 1.0);
    let strength = rules.prior_strength.max(0.0);
    let sum = |wanted| parts.iter().filter(|p| p.counts_as == wanted).map(|p| p.weight).sum::<f64>();
    let alpha = mean * strength + sum(CountsAs::Available);
    let beta = (1.0 - mean) * strength + sum(CountsAs::Missed);
    (alpha.max(PARAMETER_MIN), beta.max(PARAMETER_MIN))
}

/// P(true rate < `rate`) under Beta(alpha, beta).
pub(crate) fn probability_below(rate: f64, alpha: f64, beta: f64) -> f64 {
    beta::below(rate, alpha, beta)
}

fn band(share: f64, alpha: f64, beta: f64) -> (f64, f64) {
    let tail = (1.0 - share) / 2.0;
    (beta::quantile(tail, alpha, beta), beta::quantile(1.0 - tail, alpha, beta))
}

fn part(scored: &Scored, at: Day, rules: &ScoreRules) -> Option<Part> {
    if scored.day > at {
        return None;
    }
    let (counts_as, weight) = counts(scored.kind, scored.outcome, rules)?;
    let by_hand = scored.kind == Kind::Manual;
    let left = faded(at.since(scored.day), rules.half_life_days);
    let (check, day, outcome) = (scored.check, scored.day, scored.outcome);
    (left >= FORGOTTEN).then_some(Part { check, day, outcome, counts_as, weight: weight * left, by_hand })
}

/// The share of its weight that a check keeps after `days`: halved with every half-life; a half-life of 0 or less
/// means that nothing fades.
fn faded(days: i32, half_life: f64) -> f64 {
    if half_life > 0.0 { 0.5_f64.powf(f64::from(days) / half_life) } else { 1.0 }
}

#[cfg(test)]
pub(crate) mod tests;
