//! A small agency, lived through whole: the draw keeps its promises, and the habits of the field show what they are.
#![allow(clippy::unwrap_used)]
use super::*;
use crate::{programme::presets, watch::{Light, Subject}};

fn policy(id: &str) -> Policy {
    Policy::from_toml(presets().iter().find(|(preset, _)| *preset == id).unwrap().1).unwrap()
}

fn wish(people: usize, days: i32, wfh: &str) -> Wish {
    Wish { policy: policy("dki-2023"), people, from: Day::parse("2023-01-01").unwrap(), days, seed: 7, wfh: Wfh::parse(wfh).unwrap() }
}

fn run(wish: Wish) -> (Simulation, Vec<DayRows>) {
    let mut simulation = Simulation::new(wish, &Calendar::built_in().unwrap()).unwrap();
    let days = simulation.days.clone();
    let mut rows = Vec::new();
    for today in &days {
        for shard in &mut simulation.shards {
            rows.push(shard.live(&days, today).unwrap());
        }
    }
    (simulation, rows)
}

#[test]
fn a_year_of_whole_weeks_is_fair_and_hard_to_guess_and_the_habits_are_not() {
    let (simulation, rows) = run(wish(300, 300, "5"));
    let found = simulation.summary();
    let drawn = &found.drawn;
    assert!(drawn.tests.iter().all(|test| test.light == Light::Green), "{:#?}", drawn.tests);
    assert!(drawn.longest_gap_days <= 20 && (drawn.mean_gap_days - 4.78).abs() < 0.1, "{drawn:?}");
    assert!((drawn.guess.best - found.promised.auc).abs() < 0.01 && drawn.guess.fitted.unwrap() < 0.55, "{:?}", drawn.guess);
    assert!(drawn.months.unwrap().seen_share > 0.98 && drawn.quiet_sixteenths == 0);
    // The field's habit of one check a week: 0.85 in whole weeks, a little less or more where holidays cut them.
    let weekly = &found.once_a_week;
    assert!((weekly.guess.best - 0.85).abs() < 0.015 && (weekly.guess.fitted.unwrap() - 0.85).abs() < 0.03, "{:?}", weekly.guess);
    assert!(weekly.longest_gap_days <= 9);
    let minutes = |figures: &Figures| figures.tests.iter().find(|test| test.subject == Subject::Minutes).unwrap().light;
    assert_eq!((minutes(drawn), minutes(&found.fixed_hours)), (Light::Green, Light::Red));
    assert!(found.fixed_hours.quiet_sixteenths >= 12, "{}", found.fixed_hours.quiet_sixteenths);
    // What is written out is what is summed up.
    let (lines, calls) = rows.iter().fold((0, 0), |sum, day| (sum.0 + day.opportunities.len(), sum.1 + day.calls.len()));
    assert_eq!((lines as u64, calls as u64), (found.opportunities, drawn.checks));
    assert!((found.load.calls_mean / found.load.promised.calls_mean - 1.0).abs() < 0.06, "{:?}", found.load);
}

#[test]
fn the_quota_is_kept_in_every_team_and_everybody_has_a_turn() {
    let (simulation, rows) = run(wish(120, 30, "quota"));
    let mut days_of = vec![0_u32; 120];
    for line in rows.iter().flat_map(|day| &day.opportunities) {
        days_of[line.person] += 1;
    }
    let half = simulation.days.len() as u32 / 2;
    assert!(days_of.iter().all(|days| (half.saturating_sub(4)..=half + 1).contains(days)), "{days_of:?}");
    for day in &simulation.days {
        for team in simulation.shards.iter().flat_map(|shard| &shard.teams) {
            let at_home = team.at_home(&Wfh::Quota, &simulation.wish.policy.quota, day).count();
            assert_eq!(at_home, team.people.len() / 2);
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_days_and_another_seed_others() {
    let calls = |seed| run(Wish { seed, ..wish(60, 20, "fri") }).1.into_iter().flat_map(|day| day.calls).collect::<Vec<_>>();
    assert_eq!(calls(1), calls(1));
    assert_ne!(calls(1), calls(2));
}

#[test]
fn a_busy_supervisor_calls_later_and_never_outside_the_windows() {
    let mut busy = wish(90, 40, "5");
    busy.policy.draw = crate::programme::DrawRules::of(900_000, 2, 2);
    busy.policy.hours.days.iter_mut().for_each(|day| {
        day.breaks.clear();
        day.end = crate::programme::ClockTime(day.start.0 + 60);
    });
    let (simulation, rows) = run(busy);
    let found = simulation.summary().load;
    assert!(found.deferred > 0 && found.voided > 0, "{found:?}");
    for (day, call) in simulation.days.iter().flat_map(|day| rows.iter().map(move |r| (day, r))).flat_map(|(day, r)| r.calls.iter().map(move |c| (day, c))) {
        let at = call.deferred_to.unwrap_or(call.at);
        if at.day_in(&simulation.wish.policy.zone) == day.day {
            assert!(day.windows.iter().any(|window| window.contains(at)) && at >= call.at);
        }
    }
}

#[test]
fn what_cannot_be_simulated_is_refused_by_name() {
    let calendar = Calendar::built_in().unwrap();
    let refused = |wish| Simulation::new(wish, &calendar).err();
    assert_eq!(refused(wish(0, 10, "5")), Some(Refusal::People(0)));
    assert_eq!(refused(wish(POOL_MAX + 1, 10, "5")), Some(Refusal::People(POOL_MAX + 1)));
    assert_eq!(refused(wish(10, 0, "5")), Some(Refusal::Days(0)));
    assert_eq!(refused(wish(10, PERIOD_DAYS_MAX + 1, "5")), Some(Refusal::Days(PERIOD_DAYS_MAX + 1)));
    assert_eq!(refused(wish(10, 1_800, "5")), Some(Refusal::UnknownYear(2027)));
    assert_eq!(refused(wish(10, 30, "sun")), Some(Refusal::NobodyAtHome));
    assert_eq!(Simulation::new(wish(1, 1, "sun"), &calendar).err(), Some(Refusal::NobodyAtHome));
    for text in ["", "0", "6", "friday", "fri,", "FRI"] {
        assert_eq!(Wfh::parse(text), None, "{text:?}");
    }
    assert_eq!(Wfh::parse("mon,wed"), Some(Wfh::Weekdays(vec![1, 3])));
}
