//! A logistic regression by Newton's method: the plain guesser that an adversary with a spreadsheet would build.
//!
//! Knows nothing of what its features mean.

/// Features of one row, the constant included.
pub const FEATURES_MAX: usize = 16;
/// Newton's steps; from the even guess a few are enough.
const STEPS: usize = 12;
/// Keeps features that say nothing, or everything, from running away.
const RIDGE: f64 = 1e-3;

/// Weights of a fitted guess.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fit([f64; FEATURES_MAX]);

impl Fit {
    /// The log-odds that this row is a yes.
    #[must_use]
    pub fn score(&self, row: &[f32; FEATURES_MAX]) -> f64 {
        self.0.iter().zip(row).map(|(weight, x)| weight * f64::from(*x)).sum()
    }
}

/// Fits rows of features (unused ones are zero) to their answers.
#[must_use]
pub fn fit<'a>(rows: impl Iterator<Item = (&'a [f32; FEATURES_MAX], bool)> + Clone) -> Fit {
    let mut fit = Fit([0.0; FEATURES_MAX]);
    for _ in 0..STEPS {
        let mut slope = [0.0; FEATURES_MAX];
        let mut bend = [[0.0; FEATURES_MAX]; FEATURES_MAX];
        for (row, yes) in rows.clone() {
            let chance = 1.0 / (1.0 + (-fit.score(row)).exp());
            let (miss, weight) = (f64::from(u8::from(yes)) - chance, chance * (1.0 - chance));
            for i in 0..FEATURES_MAX {
                let x = f64::from(row[i]);
                if x == 0.0 {
                    continue;
                }
                slope[i] += miss * x;
                for j in 0..=i {
                    bend[i][j] += weight * x * f64::from(row[j]);
                }
            }
        }
        for i in 0..FEATURES_MAX {
            slope[i] -= RIDGE * fit.0[i];
            bend[i][i] += RIDGE;
        }
        let step = solve(&mut bend, slope);
        // A step of more than this is the way to infinity, as when the classes can be told apart without fail.
        let length = step.iter().fold(0.0_f64, |most, part| most.max(part.abs()));
        let scale = if length > 4.0 { 4.0 / length } else { 1.0 };
        for (weight, part) in fit.0.iter_mut().zip(step) {
            *weight += scale * part;
        }
        if length < 1e-8 {
            break;
        }
    }
    fit
}

/// Cholesky; only the lower half of the matrix is read.
fn solve(a: &mut [[f64; FEATURES_MAX]; FEATURES_MAX], mut b: [f64; FEATURES_MAX]) -> [f64; FEATURES_MAX] {
    for i in 0..FEATURES_MAX {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| a[i][k] * a[j][k]).sum();
            a[i][j] = if i == j { (a[i][i] - sum).max(RIDGE / 2.0).sqrt() } else { (a[i][j] - sum) / a[j][j] };
        }
    }
    for i in 0..FEATURES_MAX {
        let sum: f64 = (0..i).map(|k| a[i][k] * b[k]).sum();
        b[i] = (b[i] - sum) / a[i][i];
    }
    for i in (0..FEATURES_MAX).rev() {
        let sum: f64 = (i + 1..FEATURES_MAX).map(|k| a[k][i] * b[k]).sum();
        b[i] = (b[i] - sum) / a[i][i];
    }
    b
}
