//! The few statistics that the rules need: is a count what chance gives, and how well does a guess order days?
//!
//! Knows nothing of checks. Real numbers: nothing of this enters a draw.

mod fit;
mod gamma;

pub use fit::{FEATURES_MAX, Fit, fit};

/// P(X >= `value`) for a chi-square with so many degrees of freedom, which need not be whole.
#[must_use]
pub fn chi_square_tail(value: f64, degrees: f64) -> f64 {
    if value <= 0.0 || degrees <= 0.0 {
        return 1.0;
    }
    gamma::upper(degrees / 2.0, value / 2.0)
}

/// Yes-or-no trials whose chances were known beforehand.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Trials {
    pub trials: u32,
    pub hits: u32,
    /// Sum of the chances.
    pub expected: f64,
    /// Sum of p(1-p).
    pub variance: f64,
    /// Sum of the fourth cumulants, p(1-p)(1-6p(1-p)).
    fourth: f64,
}

impl Trials {
    pub fn add(&mut self, chance: f64, hit: bool) {
        let spread = chance * (1.0 - chance);
        self.trials += 1;
        self.hits += u32::from(hit);
        self.expected += chance;
        self.variance += spread;
        self.fourth += spread * (1.0 - 6.0 * spread);
    }

    pub fn merge(&mut self, other: &Self) {
        self.trials += other.trials;
        self.hits += other.hits;
        self.expected += other.expected;
        self.variance += other.variance;
        self.fourth += other.fourth;
    }

    /// How many standard deviations more hits than expected.
    #[must_use]
    pub fn z(&self) -> f64 {
        if self.variance > 0.0 { (f64::from(self.hits) - self.expected) / self.variance.sqrt() } else { 0.0 }
    }

    /// Chance of a count at least this far out, to its own side. For unequal chances the binomial with their mean is on
    /// the safe side beyond one from the mean (Hoeffding 1956, theorem 5).
    #[must_use]
    pub fn tail(&self) -> f64 {
        if self.trials == 0 {
            return 1.0;
        }
        let p = self.expected / f64::from(self.trials);
        let (lower, upper) = binomial_tails(self.trials, self.hits, p);
        if f64::from(self.hits) > self.expected { upper } else { lower }
    }
}

/// A test: what was measured, and how likely chance alone gives as much or more.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Found {
    pub statistic: f64,
    pub degrees: f64,
    pub p: f64,
}

/// Do the groups differ more than chance lets them? The sum of squared deviations is held against a chi-square with the
/// same mean and variance: groups with a few trials each are then judged rightly too. `None` without two groups.
#[must_use]
pub fn dispersion(groups: &[Trials]) -> Option<Found> {
    let groups: Vec<&Trials> = groups.iter().filter(|group| group.variance > 0.0).collect();
    if groups.len() < 2 {
        return None;
    }
    let statistic: f64 = groups.iter().map(|group| group.z().powi(2)).sum();
    let mean = count(groups.len());
    let variance: f64 = groups.iter().map(|group| 2.0 + group.fourth / group.variance.powi(2)).sum();
    // Two people with a coin each have no variance at all: then nothing can be said.
    if variance <= 1e-9 {
        return None;
    }
    let stretch = variance / (2.0 * mean);
    Some(Found { statistic, degrees: mean, p: chi_square_tail(statistic / stretch, mean / stretch) })
}

/// Is the farthest of many groups farther out than the farthest of so many would be by chance (Šidák's bound)?
#[must_use]
pub fn farthest(groups: &[Trials]) -> Option<Found> {
    let count = groups.iter().filter(|group| group.trials > 0).count();
    let farthest = groups.iter().filter(|g| g.trials > 0).min_by(|a, b| a.tail().total_cmp(&b.tail()))?;
    // Both sides of each group are looked at.
    let looks = 2.0 * self::count(count);
    let p = -(looks * (-farthest.tail().min(1.0 - 1e-12)).ln_1p()).exp_m1();
    Some(Found { statistic: farthest.z(), degrees: self::count(count), p })
}

/// Counts against what was expected of them, which must have the same sum. Neighbours are joined until each expects at
/// least [`EXPECTED_MIN`]; `None` when fewer than two are left.
#[must_use]
pub fn goodness(observed: &[u32], expected: &[f64]) -> Option<Found> {
    let (mut cells, mut open) = (Vec::new(), (0.0, 0.0));
    for (seen, wanted) in observed.iter().zip(expected) {
        open = (open.0 + f64::from(*seen), open.1 + wanted);
        if open.1 >= EXPECTED_MIN {
            cells.push(open);
            open = (0.0, 0.0);
        }
    }
    if let Some(last) = cells.last_mut() {
        *last = (last.0 + open.0, last.1 + open.1);
    }
    if cells.len() < 2 {
        return None;
    }
    let statistic: f64 = cells.iter().map(|(seen, wanted)| (seen - wanted).powi(2) / wanted).sum();
    let degrees = count(cells.len() - 1);
    Some(Found { statistic, degrees, p: chi_square_tail(statistic, degrees) })
}

/// The usual lower bound for a chi-square to be near its distribution.
pub const EXPECTED_MIN: f64 = 5.0;

/// P(X <= k) and P(X >= k) of a binomial.
#[must_use]
pub fn binomial_tails(n: u32, k: u32, p: f64) -> (f64, f64) {
    if p <= 0.0 || p >= 1.0 {
        let sure = if p <= 0.0 { 0 } else { n };
        return (f64::from(u8::from(k >= sure)), f64::from(u8::from(k <= sure)));
    }
    let (ln_p, ln_q) = (p.ln(), (-p).ln_1p());
    let (mut ln_term, mut lower, mut upper) = (f64::from(n) * ln_q, 0.0, 0.0);
    for i in 0..=n {
        let term = ln_term.exp();
        lower += if i <= k { term } else { 0.0 };
        upper += if i >= k { term } else { 0.0 };
        ln_term += (f64::from(n - i) / f64::from(i + 1)).ln() + ln_p - ln_q;
    }
    (lower.min(1.0), upper.min(1.0))
}

/// Holm's correction (1979): with it, the chance that any of all true "nothing is wrong" is called wrong stays below the
/// level, however the tests hang together. In the order given; `None` stays out of the family.
#[must_use]
pub fn holm(family: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(usize, f64)> = family.iter().enumerate().filter_map(|(place, p)| Some((place, (*p)?))).collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (mut out, mut worst, mut left) = (vec![None; family.len()], 0.0_f64, order.len());
    for (place, p) in order {
        worst = worst.max(p * count(left)).min(1.0);
        out[place] = Some(worst);
        left -= 1;
    }
    out
}

/// Area under the ROC curve from (guess, with, without): how often a day with beats a day without; ties count half.
/// 0.5 when there is nothing to compare.
#[must_use]
pub fn auc(cells: &mut [(f64, u64, u64)]) -> f64 {
    cells.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut with, mut without, mut won) = (0.0, 0.0, 0.0);
    for tied in cells.chunk_by(|a, b| a.0 == b.0) {
        let (ours, theirs) = tied.iter().fold((0.0, 0.0), |sum, cell| (sum.0 + big(cell.1), sum.1 + big(cell.2)));
        won += ours * (without + theirs / 2.0);
        (with, without) = (with + ours, without + theirs);
    }
    if with > 0.0 && without > 0.0 { won / with / without } else { 0.5 }
}

/// Counts of things that fit into memory, as real numbers.
#[must_use]
pub fn count(n: usize) -> f64 {
    big(u64::try_from(n).unwrap_or(u64::MAX))
}

/// Exact below 2^53.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts here stay far below 2^53")]
pub fn big(n: u64) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests;
