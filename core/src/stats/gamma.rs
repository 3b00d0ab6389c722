//! The upper incomplete gamma function, and with it the tail of the chi-square distribution.
//!
//! Series below the mean, continued fraction above (DLMF 8.7.1, 8.9.2; modified Lentz). The library's own `gammq` answers
//! NaN near the mean from a shape of 100 on, which is where a test over hundreds of people lives.

use puruspe::ln_gamma;

/// Both expansions need some six times the root of the shape; 100 000 groups need 2 000.
const TERMS_MAX: u32 = 20_000;
const TINY: f64 = 1e-300;
const PRECISION: f64 = 1e-14;

/// Q(a, x) for a > 0 and x > 0.
pub(super) fn upper(a: f64, x: f64) -> f64 {
    // x^a e^-x / Γ(a)
    let weight = (a * x.ln() - x - ln_gamma(a)).exp();
    let share = if x < a + 1.0 { 1.0 - weight * series(a, x) } else { weight * fraction(a, x) };
    share.clamp(0.0, 1.0)
}

fn series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0 / a, 1.0 / a);
    for n in 1..TERMS_MAX {
        term *= x / (a + f64::from(n));
        sum += term;
        if term < sum * PRECISION {
            break;
        }
    }
    sum
}

fn fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut value = d;
    for n in 1..TERMS_MAX {
        let n = f64::from(n);
        let numerator = -n * (n - a);
        b += 2.0;
        d = numerator.mul_add(d, b);
        d = 1.0 / if d.abs() < TINY { TINY } else { d };
        c = b + numerator / c;
        c = if c.abs() < TINY { TINY } else { c };
        value *= d * c;
        if (d * c - 1.0).abs() < PRECISION {
            break;
        }
    }
    value
}
