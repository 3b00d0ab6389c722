//! The dashboard: everything a role holder sees of the units in reach, from the sums that outcomes keep.
//!
//! Shares come with intervals and small units merged (`core::report`). What is still to come today is not told to anybody:
//! a moment known to be safe would spoil the draw.

mod limits;
mod load;
mod people;
mod sums;
mod tables;
mod tree;

pub use people::{PEOPLE_MAX, person, unit_people};
pub use tables::{Table, table};

use std::collections::{BTreeMap, HashMap};

use sidak_core::{
    ids::{PersonId, ProgrammeId, UnitId},
    outcome::Outcome,
    report::{self, CLASS_SECONDS, DayRow, SMALL_UNIT},
    review::{CaseState, Decision},
    rota::Mode,
    time::{Day, Moment, Zone},
};

use self::{
    sums::{Sums, rate},
    tree::{Part, Tree},
};
use super::{
    Done, FlowError, House,
    access::Asker,
    outage,
    plan::hex,
    programmes::programme_on,
};
use crate::{
    shape::dashboard::{
        AnswerTimes, CaseCounts, Counts, Dashboard, DashboardQuery, DrawSummary, IndexSpread, OutcomeCount, Places, Range,
        SmallUnits, TodayCounts, TrendPoint, UnitRow,
    },
    store::{
        Tx, checks, dashboard,
        people as staff,
        plans,
        programmes::{self, Version},
        rollups::{self, ConductSum, Reach},
        rota, scores, units,
    },
};

/// Weeks of the trend, the running one last.
pub const WEEKS: i32 = 12;

/// The day and the programme that a dashboard is about.
pub(super) struct Now {
    day: Day,
    zone: Zone,
    /// Of today, or the last one that was.
    version: Option<Version>,
    in_force: bool,
}

/// What a dashboard is about: whom, and since when.
struct View {
    now: Now,
    from: Day,
    tree: Tree,
    tops: Vec<UnitId>,
    /// Every unit in view.
    units: Vec<UnitId>,
    /// Side by side in the table.
    parts: Vec<Part>,
    staff: HashMap<UnitId, u32>,
    at_home: HashMap<UnitId, u32>,
}

/// # Errors
/// `NotFound` for a unit outside the asker's reach, or the store's failure.
pub async fn dashboard(house: &House, asker: &Asker, query: &DashboardQuery) -> Done<Dashboard> {
    let mut tx = house.db.read().await?;
    let view = view(&mut tx, house, asker, query).await?;
    let (day, from) = (view.now.day, view.from);
    let policy = view.now.version.as_ref().map(|version| &version.policy);
    let today = Sums::load(&mut tx, &view, day, day).await?;
    let range = Sums::load(&mut tx, &view, from, day).await?;
    let weeks = weeks(&mut tx, &view).await?;
    let total = range.of_tops(&view.tops);
    let conduct = rollups::conduct(&mut tx, &view.tops, Reach::Whole, from, day).await?;
    let times = dashboard::answer_times(&mut tx, &view.tops, Reach::Whole, from, day).await?;
    let (units, small_units) = unit_rows(&mut tx, &view, &range, &weeks).await?;
    Ok(Dashboard {
        day: day.to_string(),
        zone: view.now.zone.name().to_owned(),
        from: from.to_string(),
        scope: view.tops.iter().map(|top| view.tree.name(*top)).collect::<Vec<_>>().join(" · "),
        scope_unit: if let [top] = view.tops[..] { Some(top.0) } else { None },
        programme: policy.filter(|_| view.now.in_force).map(|policy| policy.name.clone()),
        staff: view.tops.iter().map(|top| view.tree.sum(Part { unit: *top, whole: true }, &view.staff)).sum(),
        at_home_today: view.tops.iter().map(|top| view.tree.sum(Part { unit: *top, whole: true }, &view.at_home)).sum(),
        quota_percent: policy.filter(|_| view.now.in_force).map(|policy| policy.quota.at_home_percent),
        today: today_counts(&mut tx, &view, &today).await?,
        answered: rate(total.counts.answered(), total.counts.proved()),
        trend: weeks.iter().map(|(monday, sums)| trend_point(*monday, &view, sums)).collect(),
        answer_times: AnswerTimes {
            n: small(times.total()),
            median_seconds: times.median(),
            p90_seconds: times.p90(),
            limits: limits::of_range(&mut tx, from, day).await?,
            class_seconds: CLASS_SECONDS,
            classes: times.classes.to_vec(),
        },
        places: places(&conduct, total.counts.get(Outcome::AnsweredElsewhere)),
        index: index_spread(&mut tx, &view).await?,
        units,
        small_units,
        supervisors: load::follow_through(&mut tx, &view, &conduct).await?,
        cases: case_counts(&mut tx, &view, house.now()).await?,
        draw: draw_summary(&mut tx, from, day).await?,
        outages: outage::shown::of_units(&mut tx, &view.units, from.at(0, &view.now.zone)).await?,
        range: counts(&total),
    })
}

/// Today in the programme's zone, or without any programme in the asker's.
pub(super) async fn programme_now(tx: &mut Tx, house: &House, asker: &Asker) -> Done<Now> {
    let latest = programmes::all_latest(tx).await?.into_iter().max_by_key(|version| (version.policy.to, version.id));
    let zone = match &latest {
        Some(version) => version.policy.zone.clone(),
        None => staff::by_id(tx, asker.person).await?.ok_or(FlowError::NotFound)?.zone,
    };
    let day = house.now().day_in(&zone);
    Ok(match programme_on(tx, day).await? {
        Some(version) => {
            let zone = version.policy.zone.clone();
            Now { day: house.now().day_in(&zone), zone, version: Some(version), in_force: true }
        }
        None => Now { day, zone, version: latest, in_force: false },
    })
}

async fn view(tx: &mut Tx, house: &House, asker: &Asker, query: &DashboardQuery) -> Done<View> {
    let now = programme_now(tx, house, asker).await?;
    let from = match query.range.unwrap_or(Range::Week) {
        Range::Day => now.day,
        Range::Week => now.day.monday(),
        Range::Month => now.day.plus(1 - i32::from(now.day.0.day())),
        Range::Programme => now.version.as_ref().map_or(now.day, |version| version.policy.from.min(now.day)),
    };
    let tree = Tree::load(tx).await?;
    let tops = tree.tops(tx, asker, query.unit.map(UnitId)).await?;
    let staff: HashMap<UnitId, u32> = units::counts(tx).await?.into_iter().collect();
    let at_home = at_home(tx, now.day).await?;
    Ok(View { units: tree.subtree(&tops), parts: tree.parts(&tops, &staff), now, from, tree, tops, staff, at_home })
}

/// By unit; who is held at the office by a decision is not at home, whatever the rota says.
async fn at_home(tx: &mut Tx, day: Day) -> Done<HashMap<UnitId, u32>> {
    let mut at_home: HashMap<UnitId, u32> = rota::at_home_by_unit(tx, day).await?.into_iter().collect();
    let held: Vec<PersonId> = rota::holds_on(tx, day).await?.into_iter().map(|hold| hold.person).collect();
    let planned = rota::of_people(tx, &held, day, day).await?.into_iter().filter(|(_, _, mode)| *mode == Mode::Home);
    let planned: Vec<PersonId> = planned.map(|(person, _, _)| person).collect();
    for person in staff::by_ids(tx, &planned).await?.into_iter().filter(|person| person.active) {
        at_home.entry(person.unit).and_modify(|n| *n = n.saturating_sub(1));
    }
    Ok(at_home)
}

async fn weeks(tx: &mut Tx, view: &View) -> Done<Vec<(Day, Sums)>> {
    let this = view.now.day.monday();
    let mut weeks = Vec::new();
    for back in (0..WEEKS).rev() {
        let monday = this.plus(-7 * back);
        weeks.push((monday, Sums::load(tx, view, monday, monday.plus(6)).await?));
    }
    Ok(weeks)
}

fn trend_point(monday: Day, view: &View, sums: &Sums) -> TrendPoint {
    let counts = sums.of_tops(&view.tops).counts;
    TrendPoint { day: monday.to_string(), answered: rate(counts.answered(), counts.proved()), checks: small(counts.total()) }
}

async fn today_counts(tx: &mut Tx, view: &View, sums: &Sums) -> Done<TodayCounts> {
    let counts = sums.of_tops(&view.tops).counts;
    let states = checks::day_counts(tx, &view.units, view.now.day).await?;
    let running = states.into_iter().filter(|(state, _)| matches!(state.as_str(), "ringing" | "answered" | "closing"));
    let answered = small(counts.answered());
    let missed = small(counts.proved()).saturating_sub(answered);
    let not_reached = counts.get(Outcome::NotReached);
    Ok(TodayCounts {
        running: running.map(|(_, n)| n).sum(),
        answered,
        missed,
        not_reached,
        other: small(counts.total()).saturating_sub(answered + missed + not_reached),
    })
}

fn counts(total: &sums::Sum) -> Counts {
    let (checks, answered) = (small(total.counts.total()), small(total.counts.answered()));
    let by_outcome = Outcome::ALL.into_iter().map(|outcome| OutcomeCount { outcome: outcome.code().to_owned(), n: total.counts.get(outcome) });
    Counts {
        checks,
        counted: total.counted,
        answered,
        missed: small(total.counts.proved()).saturating_sub(answered),
        not_counted: checks.saturating_sub(total.counted),
        by_outcome: by_outcome.filter(|count| count.n > 0).collect(),
    }
}

/// Units side by side, by name; those with fewer than five people or checks together.
async fn unit_rows(tx: &mut Tx, view: &View, range: &Sums, weeks: &[(Day, Sums)]) -> Done<(Vec<UnitRow>, Option<SmallUnits>)> {
    let conduct = conduct(tx, view).await?;
    let total = range.of_tops(&view.tops).counts;
    let mean = total.answer_rate().map(|share| share.rate);
    let mut rows = Vec::new();
    let mut sizes = BTreeMap::new();
    for part in &view.parts {
        let counts = range.of(*part).counts;
        sizes.insert(part.unit, view.tree.sum(*part, &view.staff).min(small(counts.total())));
        rows.push(DayRow { day: view.now.day, unit: part.unit, counts, times: report::AnswerTimes::default() });
    }
    let shown = report::by_unit(&rows, &sizes);
    let mut listed = Vec::new();
    let mut shown_checks = 0;
    for (unit, counts) in shown.rows.iter().filter_map(|row| Some((row.unit?, &row.counts))) {
        let Some(part) = view.parts.iter().find(|part| part.unit == unit) else { continue };
        let answered = rate(counts.answered(), counts.proved());
        let prompts = conduct.get(&unit);
        shown_checks += small(counts.total());
        listed.push(UnitRow {
            unit: unit.0,
            name: view.tree.name(unit),
            staff: view.tree.sum(*part, &view.staff),
            at_home_today: view.tree.sum(*part, &view.at_home),
            weeks: weeks.iter().map(|(_, sums)| week(&sums.of(*part))).collect(),
            not_counted: small(counts.total()).saturating_sub(range.of(*part).counted),
            supervisor_on_time: prompts.map_or(rate(0, 0), |sum| rate(sum.on_time.into(), sum.prompts.into())),
            // A unit in which everybody answered is never below: the interval ends at 1 but for rounding.
            below: answered.n < answered.of && answered.high.zip(mean).is_some_and(|(high, mean)| high < mean),
            answered,
        });
    }
    listed.sort_by(|a, b| a.name.cmp(&b.name).then(a.unit.cmp(&b.unit)));
    let hidden = view.parts.len() - listed.len();
    let small_units = (hidden > 0).then(|| SmallUnits {
        units: u32::try_from(hidden).unwrap_or(u32::MAX),
        checks: small(total.total()).saturating_sub(shown_checks),
    });
    Ok((listed, small_units))
}

/// A week of few checks would show single people.
fn week(sum: &sums::Sum) -> Option<f64> {
    let proved = sum.counts.proved();
    sum.counts.answer_rate().filter(|_| proved >= u64::from(SMALL_UNIT)).map(|share| share.rate)
}

/// What supervisors did, by unit of the table.
async fn conduct(tx: &mut Tx, view: &View) -> Done<HashMap<UnitId, ConductSum>> {
    let mut found = HashMap::new();
    for (reach, whole) in [(Reach::Whole, true), (Reach::Alone, false)] {
        let units: Vec<UnitId> = view.parts.iter().filter(|part| part.whole == whole).map(|part| part.unit).collect();
        let sums = rollups::conduct(tx, &units, reach, view.from, view.now.day).await?;
        found.extend(sums.into_iter().map(|sum| (sum.unit, sum)));
    }
    Ok(found)
}

/// Whoever was found elsewhere had declared a place too, nearly always home: taken from there, so that nobody stands twice.
fn places(conduct: &[ConductSum], elsewhere: u32) -> Places {
    let home: u32 = conduct.iter().map(|c| c.at_home).sum();
    let other: u32 = conduct.iter().map(|c| c.at_other).sum();
    let from_other = elsewhere.saturating_sub(home);
    Places { home: home.saturating_sub(elsewhere), other: other.saturating_sub(from_other), found_elsewhere: elsewhere }
}

async fn index_spread(tx: &mut Tx, view: &View) -> Done<IndexSpread> {
    let Some(version) = &view.now.version else {
        return Ok(IndexSpread { not_enough_data: 0, floor: 0.0, classes: vec![0; scores::CLASSES.into()] });
    };
    let (classes, not_enough_data) = scores::spread(tx, &view.units, version.id).await?;
    Ok(IndexSpread { not_enough_data, floor: version.policy.score.rate_floor, classes: classes.to_vec() })
}

async fn case_counts(tx: &mut Tx, view: &View, now: Moment) -> Done<CaseCounts> {
    let mut counts = CaseCounts::default();
    for case in dashboard::open_cases(tx, &view.units).await? {
        match &case.state {
            CaseState::Noticed { reply_until, .. } => {
                counts.noticed += 1;
                let due = reply_until.millis();
                counts.next_due = Some(counts.next_due.map_or(due, |next| next.min(due)));
            }
            CaseState::Replied { decide_by, .. } | CaseState::AwaitingDecision { decide_by } | CaseState::Objected { decide_by, .. } => {
                counts.awaiting += 1;
                counts.overdue += u32::from(*decide_by < now);
            }
            CaseState::Decided { decided, .. } => counts.at_office += u32::from(matches!(decided.decision, Decision::Office { .. })),
            CaseState::Ended { .. } => {}
        }
    }
    Ok(counts)
}

/// The newest seal, and what the revealed days of the range drew. Of all units: a seal is over the whole pool.
async fn draw_summary(tx: &mut Tx, from: Day, to: Day) -> Done<DrawSummary> {
    let newest = plans::recent_public(tx, 1).await?.pop();
    let (mut expected, mut drawn) = (0.0, 0);
    for (programme, version, pool, checks) in dashboard::pools(tx, from, to).await? {
        expected += f64::from(pool) * chance(tx, programme, version).await?;
        drawn += checks;
    }
    Ok(DrawSummary {
        day: newest.as_ref().map(|plan| plan.day.to_string()),
        root: newest.as_ref().map(|plan| hex(&plan.root)),
        committed_at: newest.map(|plan| plan.committed_at.millis()),
        expected,
        drawn,
    })
}

/// Days with a check per WFH day, in the long run, forced ones included.
async fn chance(tx: &mut Tx, programme: ProgrammeId, version: u32) -> Done<f64> {
    let version = programmes::version(tx, programme, version).await?.ok_or(FlowError::NotFound)?;
    Ok(1.0 / sidak_core::draw::outlook(&version.policy.draw).mean_gap_days)
}

fn small(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
