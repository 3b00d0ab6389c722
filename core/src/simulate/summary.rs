//! What a simulation came to, for people and for programs: the same figures for the draw and for the two habits.
//!
//! Knows nothing of how it was simulated.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Shard, Simulation, course::{Course, month}, quiet_classes};
use crate::{
    draw::{self, Outlook, Scheme},
    stats::{self, big},
    watch::{self, Tally, Test},
};

/// `summary.json`.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub programme: String,
    pub legal_source: String,
    pub seed: u64,
    pub people: usize,
    pub units: usize,
    pub supervisors: usize,
    pub from: String,
    pub to: String,
    /// Calendar days, and working days among them.
    pub days: i32,
    pub working_days: usize,
    /// People times days at home.
    pub opportunities: u64,
    /// What the rules promise, exactly.
    pub promised: Outlook,
    /// The draw as it was.
    pub drawn: Figures,
    /// The field's habits over the same days.
    pub fixed_hours: Figures,
    pub once_a_week: Figures,
    pub load: Load,
}

/// One way of choosing.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    pub checks: u64,
    /// Of all WFH days.
    pub checked_share: f64,
    /// Of checked days; a habit forces none.
    pub forced_share: f64,
    /// WFH days for each checked day (gaps that were still open at the end would be missed by their mean), and the most
    /// WFH days until a check came.
    pub mean_gap_days: f64,
    pub longest_gap_days: u32,
    pub months: Option<Months>,
    /// Sixteenths of working time in which nobody was ever checked.
    pub quiet_sixteenths: usize,
    pub guess: Guess,
    pub tests: Vec<Test>,
}

/// Whole calendar months of people who were at home in them.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Months {
    pub people_months: u64,
    /// With at least one check.
    pub seen_share: f64,
}

/// How well checks could be guessed: areas under the ROC curve.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Guess {
    /// By the chance that the rules give to the whole past, without the hidden ceiling: nothing does better.
    pub best: f64,
    /// By WFH days since the last check alone, the longer the likelier.
    pub days_since: f64,
    /// By a logistic regression that learned from the first half, over the second.
    pub fitted: Option<f64>,
    /// Its standard error (Hanley and McNeil 1982).
    pub fitted_error: Option<f64>,
    /// Lines in that second half.
    pub fitted_lines: usize,
}

/// Calls of supervisors on days with somebody at home, beside what the rules promise for a team of the middle size.
#[derive(Clone, Debug, Serialize)]
pub struct Load {
    pub calls_mean: f64,
    pub calls_p95: u32,
    pub calls_most: u32,
    pub deferred: u64,
    pub voided: u64,
    /// Staff at home with one supervisor, on average.
    pub at_home_mean: f64,
    /// Whole people nearest to that: what the promise is for.
    pub promised_at_home: u16,
    pub promised: draw::Load,
}

pub(super) fn summary(simulation: &Simulation) -> Summary {
    let Simulation { days, shards, wish, outlook } = simulation;
    let teams = || shards.iter().flat_map(|shard| &shard.teams);
    let courses = |of: fn(&Shard) -> &Course| shards.iter().map(of).collect::<Vec<_>>();
    let whole = whole_months(wish.from, wish.days);
    let drawn = figures(&courses(|shard| &shard.drawn), whole);
    Summary {
        programme: wish.policy.name.clone(),
        legal_source: wish.policy.legal_source.clone(),
        seed: wish.seed,
        people: wish.people,
        units: teams().map(|team| team.unit).max().map_or(0, |last| last + 1),
        supervisors: teams().count(),
        from: wish.from.to_string(),
        to: wish.from.plus(wish.days - 1).to_string(),
        days: wish.days,
        working_days: days.len(),
        opportunities: shards.iter().map(|shard| shard.drawn.tally.lines()).sum(),
        promised: outlook.clone(),
        load: load(simulation),
        drawn,
        fixed_hours: figures(&courses(|shard| &shard.fixed), whole),
        once_a_week: figures(&courses(|shard| &shard.weekly), whole),
    }
}

/// A bit for each month, from the first on, that lies in the time as a whole.
fn whole_months(from: crate::time::Day, days: i32) -> u64 {
    let end = from.plus(days);
    let first_cut = u32::from(from.0.day() != 1);
    let last = month(from, end);
    (first_cut..last).fold(0, |bits, number| bits | 1 << number)
}

fn figures(courses: &[&Course], whole: u64) -> Figures {
    let mut tally = Tally::default();
    courses.iter().for_each(|course| tally.merge(&course.tally));
    let sum = |of: fn(&Course) -> u64| courses.iter().map(|course| of(course)).sum::<u64>();
    let checked = sum(|c| c.checked_days);
    let (home, seen) = courses.iter().map(|c| c.months(whole)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let tests = watch::report(&tally).tests;
    let minutes: Vec<u32> = tests.iter().filter(|t| t.subject == watch::Subject::Minutes).flat_map(|t| &t.rows).map(|row| row.drawn).collect();
    let share = |part: u64, of: u64| if of == 0 { 0.0 } else { big(part) / big(of) };
    Figures {
        checks: sum(|c| c.checks),
        checked_share: share(checked, tally.lines()),
        forced_share: share(tally.forced(), checked),
        mean_gap_days: share(tally.lines(), checked),
        longest_gap_days: courses.iter().map(|c| c.longest).max().unwrap_or(0),
        months: (home > 0).then(|| Months { people_months: home, seen_share: share(seen, home) }),
        quiet_sixteenths: quiet_classes(&minutes),
        guess: guess(courses),
        tests,
    }
}

fn guess(courses: &[&Course]) -> Guess {
    let cells = |of: fn(&Course) -> Vec<(f64, u64, u64)>| {
        let mut cells: Vec<(f64, u64, u64)> = courses.iter().flat_map(|course| of(course)).collect();
        stats::auc(&mut cells)
    };
    let rows = || courses.iter().flat_map(|course| &course.rows);
    let fitted = stats::fit(rows().filter(|row| !row.later).map(|row| (&row.features, row.checked)));
    let mut tried: Vec<(f64, u64, u64)> = rows()
        .filter(|row| row.later)
        .map(|row| (fitted.score(&row.features), u64::from(row.checked), u64::from(!row.checked)))
        .collect();
    let (with, without) = tried.iter().fold((0, 0), |sum, row| (sum.0 + row.1, sum.1 + row.2));
    // With a handful of checks an area means nothing.
    let enough = with >= 30 && without >= 30;
    let area = stats::auc(&mut tried);
    Guess {
        best: cells(|course| course.guesses.iter().map(|(chance, cell)| (f64::from_bits(*chance), cell.0, cell.1)).collect()),
        days_since: cells(|course| course.by_gap.iter().map(|(days, cell)| (f64::from(*days), cell.0, cell.1)).collect()),
        fitted: enough.then_some(area),
        fitted_error: enough.then(|| hanley_mcneil(area, big(with), big(without))),
        fitted_lines: tried.len(),
    }
}

fn hanley_mcneil(area: f64, with: f64, without: f64) -> f64 {
    let (both, twice) = (area / (2.0 - area), 2.0 * area * area / (1.0 + area));
    let square = area * area;
    ((area * (1.0 - area) + (with - 1.0) * (both - square) + (without - 1.0) * (twice - square)) / with / without).max(0.0).sqrt()
}

fn load(simulation: &Simulation) -> Load {
    let mut days: BTreeMap<u32, u64> = BTreeMap::new();
    for (calls, count) in simulation.shards.iter().flat_map(|shard| &shard.loads.days_by_calls) {
        *days.entry(*calls).or_default() += count;
    }
    let all: u64 = days.values().sum();
    let calls: u64 = days.iter().map(|(calls, count)| u64::from(*calls) * count).sum();
    let mut before = 0;
    let p95 = days.iter().find(|(_, count)| { before += **count; big(before) >= 0.95 * big(all) }).map_or(0, |(calls, _)| *calls);
    let home = big(simulation.shards.iter().map(|shard| shard.drawn.tally.lines()).sum()) / big(all.max(1));
    let minutes = simulation.days.first().map_or(0, |day| day.windows.iter().map(crate::time::Window::minutes).sum::<i64>());
    let scheme = Scheme {
        minutes: u32::try_from(minutes).unwrap_or(0),
        at_home: (0..=draw::AT_HOME_MAX).take_while(|n| f64::from(*n) <= home + 0.5).last().unwrap_or(0),
    };
    Load {
        calls_mean: big(calls) / big(all.max(1)),
        calls_p95: p95,
        calls_most: days.last_key_value().map_or(0, |(calls, _)| *calls),
        deferred: simulation.shards.iter().map(|shard| shard.loads.deferred).sum(),
        voided: simulation.shards.iter().map(|shard| shard.loads.voided).sum(),
        at_home_mean: home,
        promised_at_home: scheme.at_home,
        promised: draw::load(&simulation.wish.policy.draw, &scheme),
    }
}
