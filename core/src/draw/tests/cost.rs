//! That the price of the settings is told rightly: the design's figures, and a simulation beside the exact chain.

use proptest::prelude::*;

use super::*;

fn rules(chance: f64, from: u16, to: u16, cool_down_days: u16, cool_down_percent: u8) -> DrawRules {
    DrawRules { cool_down_days, cool_down_percent, ..DrawRules::of((chance * 1e6) as u32, from, to) }
}

#[test]
fn the_figures_are_those_of_the_design() {
    // Chance, ceilings, cool-down; mean gap, longest gap, area under the curve.
    let cases = [
        (rules(0.20, 10, 20, 0, 100), "4.8 20 0.53"),
        // "Ceiling 8-14 with a halving cool-down: 0.67" holds for a cool-down of four to seven WFH days.
        (rules(0.20, 8, 14, 4, 50), "6.0 14 0.67"),
        (rules(0.20, 8, 14, 7, 50), "6.5 14 0.67"),
        (rules(0.20, 8, 14, 0, 100), "4.5 14 0.55"),
        // Nearly no chance: every gap is as long as its ceiling, and with one ceiling the day is known.
        (rules(0.000_001, 5, 5, 0, 100), "5.0 5 1.00"),
        (rules(0.5, 200, 200, 0, 100), "2.0 200 0.50"),
    ];
    for (rules, wanted) in cases {
        let found = outlook(&rules);
        assert_eq!(format!("{:.1} {} {:.2}", found.mean_gap_days, found.longest_gap_days, found.auc), wanted, "{rules:?}");
    }
    let default = outlook(&RULES);
    assert_eq!(format!("{:.2} {:.4} {:.3}", default.mean_gap_days, default.forced_share, default.auc), "4.78 0.0446 0.526");
    assert!(default.auc < AUC_MAX && outlook(&rules(0.20, 8, 14, 4, 50)).auc > AUC_MAX);
}

#[test]
fn what_to_change_is_what_helps() {
    for (rules, wanted) in [
        (RULES, None),
        (rules(0.20, 8, 14, 4, 50), Some(Milder::CoolDown)),
        (rules(0.20, 5, 5, 0, 100), Some(Milder::Ceilings)),
        (rules(0.05, 5, 6, 1, 90), Some(Milder::Ceilings)),
    ] {
        assert_eq!(milder(&rules), wanted, "{rules:?}");
    }
}

#[test]
fn a_month_of_fridays_shows_fewer_people_than_one_of_whole_weeks() {
    let found = outlook(&rules(0.2, 200, 200, 0, 100));
    // Without a ceiling in sight: 1 - 0.8^4, and of 4.33 Fridays two months of three have four.
    assert!((found.seen_within(4.0) - (1.0 - 0.8_f64.powi(4))).abs() < 1e-9);
    let mixed = 1.0 - (2.0 * 0.8_f64.powi(4) + 0.8_f64.powi(5)) / 3.0;
    assert!((found.seen_within(13.0 / 3.0) - mixed).abs() < 1e-9);
    assert!(found.seen_within(0.0).abs() < 1e-9);
    assert!((outlook(&RULES).seen_within(20.0) - 1.0).abs() < 1e-9, "nobody waits longer than the ceiling");
}

#[test]
fn a_supervisors_calls_are_the_sum_of_the_staffs() {
    let load_of = |at_home| load(&RULES, &Scheme { minutes: 450, at_home });
    let one = load_of(1);
    assert!((one.calls.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    assert!((1.0 - one.calls[0] - outlook(&RULES).checked_share()).abs() < 1e-9);
    assert!((one.checks_per_day - one.calls_mean).abs() < 1e-12);
    let ten = load_of(10);
    assert!((ten.calls_mean - 10.0 * one.calls_mean).abs() < 1e-9);
    assert_eq!((ten.calls.len(), ten.calls_p95), (21, 5));
    assert_eq!(load_of(0).calls, [1.0]);
    assert_eq!(load_of(AT_HOME_MAX).calls, load_of(AT_HOME_MAX + 1).calls);
    let (chance, over) = ten.beyond(5);
    assert!(chance > 0.0 && chance < 0.05 && over >= 1.0, "{chance} {over}");
    assert_eq!(ten.beyond(20), (0.0, 0.0));
}

/// Gaps, forced checks and the order of days, day by day, with a generator of its own.
fn simulated(rules: &DrawRules, days: u32, mut state: u64) -> (f64, f64, f64) {
    let mut uniform = || {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    let width = f64::from(rules.ceiling_to_days - rules.ceiling_from_days + 1);
    let fresh = |u: f64| rules.ceiling_from_days + (u * width) as u16;
    let exact = outlook(rules);
    let (mut since, mut ceiling, mut checks, mut forced) = (0_u16, fresh(uniform()), 0_u32, 0_u32);
    let mut seen = vec![(0_u32, 0_u32); exact.chances.len()];
    for _ in 0..days {
        let chance = f64::from(rules.chance_per_day_millionths) / 1e6;
        let chance = if since < rules.cool_down_days { chance * f64::from(rules.cool_down_percent) / 100.0 } else { chance };
        let random = uniform() < chance;
        let drawn = random || since + 1 >= ceiling;
        let cell = &mut seen[usize::from(since)];
        (cell.0, cell.1) = (cell.0 + u32::from(drawn), cell.1 + u32::from(!drawn));
        if drawn {
            (checks, forced) = (checks + 1, forced + u32::from(!random));
            (since, ceiling) = (0, fresh(uniform()));
        } else {
            since += 1;
        }
    }
    let mut order: Vec<usize> = (0..seen.len()).collect();
    order.sort_by(|a, b| exact.chances[*a].total_cmp(&exact.chances[*b]));
    let (mut below, mut won) = (0.0, 0.0);
    for tied in order.chunk_by(|a, b| (exact.chances[*a] - exact.chances[*b]).abs() < 1e-12) {
        let with: f64 = tied.iter().map(|day| f64::from(seen[*day].0)).sum();
        let without: f64 = tied.iter().map(|day| f64::from(seen[*day].1)).sum();
        won += with * (below + without / 2.0);
        below += without;
    }
    (f64::from(days) / f64::from(checks), f64::from(forced) / f64::from(checks), won / below / f64::from(checks))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_simulation_agrees_with_the_chain(
        chance in 0.05_f64..0.7,
        from in 2_u16..20,
        width in 0_u16..15,
        cool_down_days in 0_u16..10,
        cool_down_percent in 1_u8..=100,
        seed: u64,
    ) {
        let rules = rules(chance, from, from + width, cool_down_days, cool_down_percent);
        let exact = outlook(&rules);
        let (gap, forced, auc) = simulated(&rules, 400_000, seed);
        prop_assert!((gap / exact.mean_gap_days - 1.0).abs() < 0.02, "{gap} {exact:?}");
        prop_assert!((forced - exact.forced_share).abs() < 0.015, "{forced} {exact:?}");
        prop_assert!((auc - exact.auc).abs() < 0.01, "{auc} {exact:?}");
        prop_assert!((exact.gaps.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        prop_assert!(exact.auc >= 0.5 - 1e-9 && exact.auc <= 1.0 + 1e-9);
    }
}
