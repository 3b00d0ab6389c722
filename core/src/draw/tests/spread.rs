//! That the draw is fair over many days: every minute alike, everyone on their own, nobody beyond the ceiling.

use super::*;

/// Chi-square of counts against equal shares.
fn chi_square(counts: &[u32]) -> f64 {
    let expected = f64::from(counts.iter().sum::<u32>()) / counts.len() as f64;
    counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum()
}

#[test]
fn random_checks_fall_evenly_over_the_minutes_and_as_often_as_wanted() {
    let first = day("2026-01-05");
    let (_, cycle_secret) = secrets();
    let (mut by_ten_minutes, mut by_weekday, mut days_with, mut person_days) = ([0_u32; 45], [0_u32; 5], 0_u32, 0_u32);
    for number in (0..35).filter(|n| n % 7 < 5) {
        let today = first.plus(number);
        let pool: Vec<Candidate> = (0..400).map(|n| candidate(n, office_day(today))).collect();
        let key = secret(number.unsigned_abs());
        let plan = plan_day(today, programme(), &RULES, &pool, &key, &cycle_secret).unwrap();
        person_days += 400;
        days_with += u32::try_from(plan.used_ceilings.len()).unwrap();
        for check in &plan.checks {
            assert_eq!(check.kind, DrawnKind::Random, "nobody is near a ceiling");
            by_ten_minutes[check.slot as usize / 10] += 1;
            by_weekday[usize::from(today.weekday()) - 1] += 1;
        }
    }
    assert_eq!(person_days, 10_000);
    // Quantiles of the chi-square distribution at one in a thousand: 44 and 4 degrees of freedom.
    assert!(chi_square(&by_ten_minutes) < 78.75, "{by_ten_minutes:?}");
    assert!(chi_square(&by_weekday) < 18.47, "{by_weekday:?}");
    // 2000 wanted; one standard deviation is 40.
    assert!((1_850..=2_150).contains(&days_with), "{days_with}");
}

#[test]
fn forced_checks_fall_evenly_too() {
    let today = day("2026-11-20");
    let (day_secret, cycle_secret) = secrets();
    let rules = DrawRules::of(1, 2, 2);
    let pool: Vec<Candidate> =
        (0..9_000).map(|n| Candidate { days_since_check: 1, ..candidate(n, windows(today, &[(0, 45)])) }).collect();
    let plan = plan_day(today, programme(), &rules, &pool, &day_secret, &cycle_secret).unwrap();
    let mut by_minute = [0_u32; 45];
    for check in plan.checks.iter().filter(|check| check.kind == DrawnKind::Forced) {
        by_minute[check.slot as usize] += 1;
    }
    assert!(plan.checks.len() >= 9_000);
    assert!(chi_square(&by_minute) < 78.75, "{by_minute:?}");
}

#[test]
fn nobodys_draw_depends_on_who_else_is_in_the_pool_or_in_which_order() {
    let today = day("2026-11-20");
    let pool: Vec<Candidate> =
        (0..60).map(|n| Candidate { days_since_check: n, ..candidate(n, office_day(today)) }).collect();
    let whole = draw(today, &pool);
    let mut reversed = pool.clone();
    reversed.reverse();
    assert_eq!(draw(today, &reversed), whole);
    for left_out in &pool {
        let rest: Vec<Candidate> = pool.iter().filter(|c| c.person != left_out.person).cloned().collect();
        let plan = draw(today, &rest);
        let others: Vec<DrawnCheck> = whole.checks.iter().filter(|c| c.person != left_out.person).copied().collect();
        assert_eq!(plan.checks, others, "without {}", left_out.person);
        assert_ne!(plan.root, whole.root);
    }
}

#[test]
fn the_own_windows_change_only_the_own_draw() {
    let today = day("2026-11-20");
    let mut pool: Vec<Candidate> = (0..30).map(|n| candidate(n, office_day(today))).collect();
    let before = draw(today, &pool);
    pool[7].windows = windows(today, &[(100, 160)]);
    let after = draw(today, &pool);
    let others = |plan: &DayPlan| plan.checks.iter().filter(|c| c.person != person(7)).copied().collect::<Vec<_>>();
    assert_eq!(others(&before), others(&after));
    assert_eq!(after.leaves[7].slots(), 60);
}

#[test]
fn other_secrets_days_and_people_give_other_draws() {
    let today = day("2026-11-20");
    let (day_secret, cycle_secret) = secrets();
    let base = day_secret.person_key(today, person(1));
    assert_ne!(base, day_secret.person_key(today.plus(1), person(1)));
    assert_ne!(base, day_secret.person_key(today, person(2)));
    assert_ne!(base, secret(1).person_key(today, person(1)));
    assert_ne!(cycle_secret.ceiling_key(person(1), 0), cycle_secret.ceiling_key(person(1), 1));
    assert_ne!(cycle_secret.ceiling_key(person(1), 0), cycle_secret.ceiling_key(person(2), 0));
}

#[test]
fn over_a_long_time_nobody_waits_longer_than_the_ceiling() {
    const PEOPLE: u16 = 60;
    const DAYS: i32 = 250;
    let first = day("2026-01-01");
    let (_, cycle_secret) = secrets();
    let mut waited = vec![0_u16; usize::from(PEOPLE)];
    let mut cycles = vec![0_u32; usize::from(PEOPLE)];
    let (mut gaps, mut longest, mut forced) = (Vec::new(), 0, 0_u32);
    for number in 0..DAYS {
        let today = first.plus(number);
        let pool: Vec<Candidate> = (0..PEOPLE)
            .map(|n| Candidate {
                days_since_check: waited[usize::from(n)],
                cycle: cycles[usize::from(n)],
                // Short days: the ceiling does not depend on their length.
                ..candidate(n, windows(today, &[(30, 90)]))
            })
            .collect();
        let key = secret(number.unsigned_abs());
        let plan = plan_day(today, programme(), &RULES, &pool, &key, &cycle_secret).unwrap();
        for n in 0..PEOPLE {
            let seat = usize::from(n);
            waited[seat] += 1;
            let own: Vec<&DrawnCheck> = plan.checks.iter().filter(|check| check.person == person(n)).collect();
            let used = plan.used_ceilings.iter().find(|used| used.person == person(n));
            assert_eq!(own.is_empty(), used.is_none());
            let Some(used) = used else { continue };
            assert!(waited[seat] <= used.ceiling, "{} days with a ceiling of {}", waited[seat], used.ceiling);
            let is_forced = own.iter().any(|check| check.kind == DrawnKind::Forced);
            assert!(!is_forced || (own.len() == 1 && waited[seat] == used.ceiling));
            forced += u32::from(is_forced);
            longest = longest.max(waited[seat]);
            gaps.push(f64::from(waited[seat]));
            (waited[seat], cycles[seat]) = (0, cycles[seat] + 1);
        }
        let kept: Vec<(PersonId, u16, u32)> =
            (0..PEOPLE).map(|n| (person(n), waited[usize::from(n)], cycles[usize::from(n)])).collect();
        assert_eq!(plan.next_counters().collect::<Vec<_>>(), kept);
    }
    let (mean, promised) = (gaps.iter().sum::<f64>() / gaps.len() as f64, outlook(&RULES));
    assert!((15..=20).contains(&longest), "{longest}");
    assert!((mean - promised.mean_gap_days).abs() < 0.2, "{mean} {promised:?}");
    let share = f64::from(forced) / gaps.len() as f64;
    assert!((share - promised.forced_share).abs() < 0.012, "{share} {promised:?}");
}

#[test]
fn the_outlook_is_that_of_the_design() {
    let promised = outlook(&RULES);
    assert_eq!(format!("{:.2} {} {:.4}", promised.mean_gap_days, promised.longest_gap_days, promised.forced_share), "4.78 20 0.0446");
    let certain = DrawRules::of(1, 5, 5);
    let promised = outlook(&certain);
    assert!((promised.mean_gap_days - 5.0).abs() < 1e-4 && promised.forced_share > 0.999);
    // Two days at half the chance, then two at the whole: 1 + 0.9 + 0.81 + 0.648, and 0.9 · 0.9 · 0.8 · 0.8.
    let cooled = DrawRules { cool_down_days: 2, cool_down_percent: 50, ..DrawRules::of(200_000, 4, 4) };
    let promised = outlook(&cooled);
    assert!((promised.mean_gap_days - 3.358).abs() < 1e-9 && (promised.forced_share - 0.5184).abs() < 1e-9);
}
