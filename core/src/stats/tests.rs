#![allow(clippy::unwrap_used)]
use super::*;

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6 * b.abs().max(1e-3)
}

#[test]
fn tails_are_those_of_the_tables() {
    // Values of R: pchisq(x, df, lower.tail = FALSE), pbinom.
    for (value, degrees, wanted) in [(3.841_459, 1.0, 0.05), (24.995_79, 15.0, 0.05), (44.263_13, 15.0, 1.0e-4), (2_105.147_0, 2_000.0, 0.05), (399.334, 400.0, 0.5), (200.0, 200.0, 0.486_704), (37_448.4, 37_000.0, 0.05), (1.0, 400.0, 1.0)] {
        assert!((chi_square_tail(value, degrees) / wanted - 1.0).abs() < 2e-3, "{value} {degrees} {}", chi_square_tail(value, degrees));
    }
    assert!(near(chi_square_tail(0.0, 3.0), 1.0));
    let (lower, upper) = binomial_tails(10, 3, 0.2);
    assert!(near(lower, 0.879_126_118_4) && near(upper, 0.322_200_473_6), "{lower} {upper}");
    assert_eq!(binomial_tails(5, 0, 0.0), (1.0, 1.0));
    assert_eq!(binomial_tails(5, 4, 1.0), (0.0, 1.0));
}

#[test]
fn holm_is_the_textbooks() {
    let found = holm(&[Some(0.01), None, Some(0.04), Some(0.03), Some(0.005)]);
    let wanted = [Some(0.03), None, Some(0.06), Some(0.06), Some(0.02)];
    for (a, b) in found.iter().zip(wanted) {
        assert!(a.is_some() == b.is_some() && near(a.unwrap_or(1.0), b.unwrap_or(1.0)), "{found:?}");
    }
}

#[test]
fn guesses_are_ranked() {
    assert!(near(auc(&mut [(0.9, 5, 0), (0.1, 0, 7)]), 1.0));
    assert!(near(auc(&mut [(0.1, 5, 0), (0.9, 0, 7)]), 0.0));
    assert!(near(auc(&mut [(0.3, 5, 9), (0.3, 1, 2)]), 0.5));
    assert!(near(auc(&mut [(0.0, 1, 1), (1.0, 1, 0)]), 0.75));
    assert!(near(auc(&mut []), 0.5));
}

#[test]
fn a_fit_finds_the_weights_it_was_made_from() {
    let mut state = 5_u64;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut rows = Vec::new();
    for _ in 0..40_000 {
        let mut row = [0.0_f32; FEATURES_MAX];
        (row[0], row[1], row[2]) = (1.0, uniform() as f32, uniform() as f32);
        let odds = -1.0 + 2.0 * f64::from(row[1]) - 1.5 * f64::from(row[2]);
        rows.push((row, uniform() < 1.0 / (1.0 + (-odds).exp())));
    }
    let fitted = fit(rows.iter().map(|(row, yes)| (row, *yes)));
    let at = |x, y| { let mut row = [0.0; FEATURES_MAX]; (row[0], row[1], row[2]) = (1.0, x, y); fitted.score(&row) };
    for (x, y, wanted) in [(0.0, 0.0, -1.0), (1.0, 0.0, 1.0), (0.0, 1.0, -2.5)] {
        assert!((at(x, y) - wanted).abs() < 0.1, "{} {wanted}", at(x, y));
    }
    // Classes that can be told apart without fail do not run away.
    let clear: Vec<_> = rows.iter().map(|(row, _)| (*row, row[1] > 0.5)).collect();
    let fitted = fit(clear.iter().map(|(row, yes)| (row, *yes)));
    assert!(clear.iter().all(|(row, _)| fitted.score(row).is_finite()));
}

#[test]
fn few_trials_are_judged_rightly() {
    let mut fair = vec![Trials::default(); 40];
    for (n, group) in fair.iter_mut().enumerate() {
        for trial in 0..10 {
            group.add(0.2, (n + trial) % 5 == 0);
        }
    }
    assert!(dispersion(&fair).unwrap().p > 0.99, "too even is not called wrong");
    assert!(dispersion(&fair[..1]).is_none());
    for _ in 0..20 {
        fair[0].add(0.2, true);
    }
    assert!(farthest(&fair).unwrap().p < 1e-3);
    assert!(goodness(&[3, 1], &[2.0, 2.0]).is_none(), "too few to say");
    assert!(goodness(&[30, 10], &[20.0, 20.0]).unwrap().p < 0.01);
}
