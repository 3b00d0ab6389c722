//! The Beta distribution: how much of it lies below a rate, and the rate below which a share of it lies.
//!
//! The continued fraction of DLMF 8.17.22, evaluated from the end on which it converges (`x` below the mean). The
//! library's own `betai` takes the wrong end near the mean and is then off by up to 1e-4. Knows nothing of checks.

use puruspe::ln_gamma;

/// Terms of the continued fraction; a posterior of 500 checks needs fewer than 100.
const TERMS_MAX: u32 = 1_000;
/// Halvings of the interval 0 to 1 in the search for a quantile: as fine as numbers are.
const HALVINGS: u32 = 60;
/// Stands in for a denominator of zero (modified Lentz).
const TINY: f64 = 1e-300;

/// P(rate < x) under Beta(a, b), the regularized incomplete beta function I(x; a, b), for a, b > 0.
pub(super) fn below(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let share = if x < (a + 1.0) / (a + b + 2.0) { tail(x, a, b) } else { 1.0 - tail(1.0 - x, b, a) };
    share.clamp(0.0, 1.0)
}

/// The rate below which `share` of Beta(a, b) lies.
pub(super) fn quantile(share: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if below(middle, a, b) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

fn tail(x: f64, a: f64, b: f64) -> f64 {
    let front = a * x.ln() + b * (1.0 - x).ln() + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) - a.ln();
    front.exp() / denominator(x, a, b)
}

/// 1 + d1/(1 + d2/(1 + …)) with d(2m) = m(b−m)x / ((a+2m−1)(a+2m)) and d(2m+1) = −(a+m)(a+b+m)x / ((a+2m)(a+2m+1)).
fn denominator(x: f64, a: f64, b: f64) -> f64 {
    let (mut value, mut c, mut d) = (1.0, 1.0, 0.0);
    for n in 1..=TERMS_MAX {
        let m = f64::from(n / 2);
        let (from, to) = (a + 2.0 * m, a + 2.0 * m + 1.0);
        let term =
            if n % 2 == 0 { m * (b - m) * x / ((from - 1.0) * from) } else { -(a + m) * (a + b + m) * x / (from * to) };
        d = 1.0 / away_from_zero(1.0 + term * d);
        c = away_from_zero(1.0 + term / c);
        value *= c * d;
        if (c * d - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

fn away_from_zero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}
