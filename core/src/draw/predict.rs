//! What the settings of a draw mean and cost: gaps between checks, how well somebody could guess them, calls for a
//! supervisor.
//!
//! Exact, by the renewal chain "WFH days since the last check" with the ceiling hidden. Real numbers are fine here:
//! nothing of this enters a draw. Knows nothing of people, weekdays or the present.

use serde::Serialize;

use crate::programme::DrawRules;

/// From this area under the curve on, the pages advise milder settings: too many checks could be guessed (design §6).
pub const AUC_MAX: f64 = 0.60;

/// People at home with one supervisor that [`load`] reckons with at most.
pub const AT_HOME_MAX: u16 = 200;

/// What makes checks less easy to guess.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Milder {
    /// A shorter cool-down, or one with more chance left.
    CoolDown,
    /// Ceilings from a wider range, or higher ones.
    Ceilings,
}

/// What to change first when checks can be guessed better than [`AUC_MAX`]; `None` while they cannot.
#[must_use]
pub fn milder(rules: &DrawRules) -> Option<Milder> {
    let now = outlook(rules).auc;
    if now <= AUC_MAX {
        return None;
    }
    let without = outlook(&DrawRules { cool_down_days: 0, ..rules.clone() }).auc;
    // Where the ceilings alone cost more surprise than the cool-down does, they come first.
    let cool_down = without <= AUC_MAX || now - without > without - 0.5;
    Some(if cool_down { Milder::CoolDown } else { Milder::Ceilings })
}

/// For somebody who is at home on every WFH day, in the long run.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Outlook {
    /// Mean number of WFH days from one day with a check to the next.
    pub mean_gap_days: f64,
    /// There is never a longer gap.
    pub longest_gap_days: u16,
    /// Share of checked days on which the ceiling forced the check, 0 to 1.
    pub forced_share: f64,
    /// Area under the ROC curve of the best possible predictor of "checked today" that knows all rules and all past checks
    /// but not the hidden ceiling: 0.5 cannot guess at all, 1 knows.
    pub auc: f64,
    /// Share of gaps of 1, 2, … WFH days.
    pub gaps: Vec<f64>,
    /// Chance of a check on the 1st, 2nd, … WFH day after a checked day when none came before, ceiling hidden.
    pub chances: Vec<f64>,
}

impl Outlook {
    /// Share of WFH days with a check.
    #[must_use]
    pub fn checked_share(&self) -> f64 {
        1.0 / self.mean_gap_days
    }

    /// How likely the next `days` WFH days bring a check, from any day on. Between whole numbers the months are mixed:
    /// 4.33 Fridays a month are four in two months and five in the third.
    #[must_use]
    pub fn seen_within(&self, days: f64) -> f64 {
        let survival = survival(&self.gaps);
        let unseen = |days: usize| survival.iter().skip(days).sum::<f64>() / self.mean_gap_days;
        let whole = days.max(0.0).floor();
        let part = days.max(0.0) - whole;
        // A gap is at most a few hundred days long: more days cannot be told apart.
        let whole = (0..=survival.len()).take_while(|n| small(*n) <= whole).last().unwrap_or(0);
        1.0 - (1.0 - part) * unseen(whole) - part * unseen(whole + 1)
    }
}

/// The chance of no check on the first 0, 1, 2, … days after a checked one.
fn survival(gaps: &[f64]) -> Vec<f64> {
    let mut left: Vec<f64> = gaps.iter().rev().scan(0.0, |sum, gap| { *sum += gap; Some(*sum) }).collect();
    left.reverse();
    left
}

/// The exact outlook of the rules.
#[must_use]
pub fn outlook(rules: &DrawRules) -> Outlook {
    let (from, to) = ceilings(rules);
    let (mut gaps, mut chances, mut days, mut forced) = (Vec::new(), Vec::new(), 0.0, 0.0);
    // Chance that no check came so far, and that no random one came.
    let (mut none, mut quiet) = (1.0, 1.0);
    for day in 1..=to {
        days += none;
        quiet *= 1.0 - chance_on(rules, day - 1);
        if day >= from {
            forced += quiet / f64::from(to - from + 1);
        }
        let higher = f64::from(to - day.max(from - 1)) / f64::from(to - from + 1);
        let next = quiet * higher;
        gaps.push(none - next);
        chances.push(if none > 0.0 { 1.0 - next / none } else { 1.0 });
        none = next;
    }
    let auc = auc(&gaps, &chances);
    Outlook { mean_gap_days: days, longest_gap_days: to, forced_share: forced, auc, gaps, chances }
}

/// As the draw takes them: a ceiling of 0 is one of 1.
fn ceilings(rules: &DrawRules) -> (u16, u16) {
    let from = rules.ceiling_from_days.max(1);
    (from, rules.ceiling_to_days.max(from))
}

/// Days with a check against days without, ordered by what was to be expected of them; ties count half. No predictor does
/// better than this order (Neyman and Pearson), and the past holds nothing else: each gap begins anew.
fn auc(gaps: &[f64], chances: &[f64]) -> f64 {
    let with = gaps;
    let without: Vec<f64> = survival(gaps).iter().zip(gaps).map(|(before, gap)| (before - gap).max(0.0)).collect();
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|a, b| chances[*a].total_cmp(&chances[*b]));
    let (mut below, mut won) = (0.0, 0.0);
    for tied in order.chunk_by(|a, b| (chances[*a] - chances[*b]).abs() < 1e-12) {
        let (ours, theirs) = tied.iter().fold((0.0, 0.0), |(a, b), day| (a + with[*day], b + without[*day]));
        won += ours * (below + theirs / 2.0);
        below += theirs;
    }
    if below > 0.0 { won / below } else { 0.5 }
}

/// Chance of at least one random check on a WFH day, so many WFH days after the last check.
fn chance_on(rules: &DrawRules, days_since_check: u16) -> f64 {
    // Any cycle but the first, which has no check to cool down from.
    f64::from(rules.chance_millionths(days_since_check, 1).clamp(1, 999_999)) / 1e6
}

/// What an ordinary day of a supervisor looks like.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scheme {
    /// Callable minutes of a WFH day.
    pub minutes: u32,
    /// Staff of one supervisor who are at home on the same day; at most [`AT_HOME_MAX`].
    pub at_home: u16,
}

/// Calls that the draw asks for.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Load {
    /// Mean checks of one person on a WFH day.
    pub checks_per_day: f64,
    /// Mean calls of one supervisor on such a day.
    pub calls_mean: f64,
    /// On 19 days of 20 there are not more.
    pub calls_p95: u16,
    /// Chance of 0, 1, 2, … calls.
    pub calls: Vec<f64>,
}

impl Load {
    /// Chance of more calls than the supervisor may be asked to make, and how many are too many then on average.
    #[must_use]
    pub fn beyond(&self, capacity: u16) -> (f64, f64) {
        let over = self.calls.iter().enumerate().skip(usize::from(capacity) + 1);
        let (chance, sum) = over.fold((0.0, 0.0), |(chance, sum), (calls, p)| {
            (chance + p, sum + p * (small(calls) - f64::from(capacity)))
        });
        (chance, if chance > 0.0 { sum / chance } else { 0.0 })
    }
}

/// The calls of one supervisor's day, exactly: each person stands somewhere in the chain, apart from the others.
#[must_use]
pub fn load(rules: &DrawRules, scheme: &Scheme) -> Load {
    let one = checks_of_one(rules, scheme.minutes);
    let mut calls = vec![1.0];
    for _ in 0..scheme.at_home.min(AT_HOME_MAX) {
        let mut sum = vec![0.0; calls.len() + one.len() - 1];
        for (a, p) in calls.iter().enumerate() {
            for (b, q) in one.iter().enumerate() {
                sum[a + b] += p * q;
            }
        }
        calls = sum;
    }
    let mean = |pmf: &[f64]| pmf.iter().enumerate().map(|(n, p)| small(n) * p).sum::<f64>();
    let mut sum = 0.0;
    // A hair below, so that rounding does not cost a call.
    let below = calls.iter().take_while(|p| { sum += **p; sum < 0.95 - 1e-12 }).count();
    Load { checks_per_day: mean(&one), calls_mean: mean(&calls), calls_p95: u16::try_from(below).unwrap_or(u16::MAX), calls }
}

/// Chance of 0, 1, 2, … checks of one person on a day anywhere in the chain.
fn checks_of_one(rules: &DrawRules, minutes: u32) -> Vec<f64> {
    let found = outlook(rules);
    let most = usize::from(rules.checks_per_day_max.max(1));
    let mut out = vec![0.0; most + 1];
    for (since, (before, chance)) in (0_u16..).zip(survival(&found.gaps).iter().zip(&found.chances)) {
        let here = before / found.mean_gap_days;
        let random = chance_on(rules, since);
        let pmf = binomial(random, minutes.max(1), most);
        out[0] += here * (1.0 - chance);
        for (n, p) in pmf.iter().enumerate().skip(1) {
            out[n] += here * p;
        }
        // A forced check is the only one of its day.
        out[1] += here * (chance - random);
    }
    out
}

/// Chance of 0, 1, … successes of `n` with which at least one has the chance `any`; all beyond `most` count as `most`.
fn binomial(any: f64, n: u32, most: usize) -> Vec<f64> {
    let quiet = (1.0 - any).ln() / f64::from(n);
    let odds = (-quiet).exp_m1();
    let mut term = 1.0 - any;
    let mut out = vec![term];
    for k in 1..most {
        term *= odds * (f64::from(n) - small(k - 1)).max(0.0) / small(k);
        out.push(term);
    }
    let rest = 1.0 - out.iter().sum::<f64>();
    out.push(rest.max(0.0));
    out
}

/// Indexes of short lists as real numbers.
fn small(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
