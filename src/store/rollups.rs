//! Sums of outcomes by unit and day: what a dashboard reads, so that years of checks cost it hundreds of rows.
//!
//! Kept right by `outcomes::put` in the same transaction. Each outcome counts for its unit alone and for its unit and
//! everything above it as wholes. Units are always taken in the order of their ids, so that two writers never wait for
//! each other in a ring.

use std::collections::BTreeMap;

use sidak_core::{
    check::{Kind, PlaceKind, PutOff},
    ids::{ProgrammeId, UnitId},
    outcome::{Outcome, Reason},
    report::{AnswerTimes, CLASS_SECONDS, DayRow, OutcomeCounts, TIME_CLASSES},
    time::{Day, SECOND},
};

use super::{
    Result, StoreError, Tx,
    outcomes::OutcomeRow,
    sql::{all, binds, run, sql},
    units,
    value::{FromRow, Row},
};

/// What a sum of a unit takes in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// The unit itself.
    Alone,
    /// The unit with everything below it.
    Whole,
}

/// Checks of one unit and day that ended alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutcomeSum {
    pub unit: UnitId,
    pub day: Day,
    pub programme: ProgrammeId,
    pub kind: Kind,
    pub outcome: Outcome,
    pub checks: u32,
    /// Of them, those that count under the policy.
    pub counted: u32,
}

/// What supervisors did for one unit in a span of days, and where its people said they were. All kinds of checks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ConductSum {
    pub unit: UnitId,
    pub checks: u32,
    pub prompts: u32,
    pub on_time: u32,
    pub deferred: u32,
    pub handed_over: u32,
    pub ignored: u32,
    pub verdict_missing: u32,
    pub manual: u32,
    /// Answered, and no picture or sound of the employee ever came.
    pub without_media: u32,
    pub at_home: u32,
    pub at_other: u32,
    /// Ended because nobody could be asked in the working time: the bounds of the policy, or another check.
    pub no_room: u32,
    /// Ended because the supervisor was not on duty and nobody stood in.
    pub nobody_on_duty: u32,
}

sql! {
    ADD_OUTCOME = "insert into day_outcomes (unit, whole, day, programme, kind, outcome, n, counted)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (unit, whole, day, programme, kind, outcome)
        do update set n = day_outcomes.n + excluded.n, counted = day_outcomes.counted + excluded.counted";
    ADD_TIME = "insert into day_times (unit, whole, day, class, n) values ($1, $2, $3, $4, $5)
        on conflict (unit, whole, day, class) do update set n = day_times.n + excluded.n";
    ADD_CONDUCT = "insert into day_conduct (unit, whole, day, checks, prompts, on_time, deferred, handed_over, ignored,
            verdict_missing, manual, without_media, at_home, at_other, no_room, nobody_on_duty)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        on conflict (unit, whole, day) do update set
            checks = day_conduct.checks + excluded.checks,
            prompts = day_conduct.prompts + excluded.prompts,
            on_time = day_conduct.on_time + excluded.on_time,
            deferred = day_conduct.deferred + excluded.deferred,
            handed_over = day_conduct.handed_over + excluded.handed_over,
            ignored = day_conduct.ignored + excluded.ignored,
            verdict_missing = day_conduct.verdict_missing + excluded.verdict_missing,
            manual = day_conduct.manual + excluded.manual,
            without_media = day_conduct.without_media + excluded.without_media,
            at_home = day_conduct.at_home + excluded.at_home,
            at_other = day_conduct.at_other + excluded.at_other,
            no_room = day_conduct.no_room + excluded.no_room,
            nobody_on_duty = day_conduct.nobody_on_duty + excluded.nobody_on_duty";
    OUTCOMES = "select unit, day, programme, kind, outcome, n, counted from day_outcomes
        where whole = $2 and day >= $3 and day <= $4 and n > 0 and unit" among "$1" "order by day, unit, programme, kind, outcome";
    TIMES = "select unit, day, class, n from day_times
        where whole = $2 and day >= $3 and day <= $4 and n > 0 and unit" among "$1" "order by day, unit, class";
    CONDUCT = "select unit, cast(sum(checks) as bigint) as checks, cast(sum(prompts) as bigint) as prompts,
            cast(sum(on_time) as bigint) as on_time, cast(sum(deferred) as bigint) as deferred,
            cast(sum(handed_over) as bigint) as handed_over, cast(sum(ignored) as bigint) as ignored,
            cast(sum(verdict_missing) as bigint) as verdict_missing, cast(sum(manual) as bigint) as manual,
            cast(sum(without_media) as bigint) as without_media, cast(sum(at_home) as bigint) as at_home,
            cast(sum(at_other) as bigint) as at_other, cast(sum(no_room) as bigint) as no_room,
            cast(sum(nobody_on_duty) as bigint) as nobody_on_duty
        from day_conduct where whole = $2 and day >= $3 and day <= $4 and unit" among "$1" "group by unit order by unit";
}

/// Checks by outcome and kind; both days included, by day.
pub async fn outcomes(tx: &mut Tx, units: &[UnitId], reach: Reach, from: Day, to: Day) -> Result<Vec<OutcomeSum>> {
    all(tx, &OUTCOMES, binds![units, reach == Reach::Whole, from, to]).await
}

/// Outcomes and answer times as `core::report` takes them, without manual checks; both days included, by day.
pub async fn days(tx: &mut Tx, units: &[UnitId], reach: Reach, from: Day, to: Day) -> Result<Vec<DayRow>> {
    let mut days: BTreeMap<(Day, UnitId), (OutcomeCounts, AnswerTimes)> = BTreeMap::new();
    for sum in outcomes(tx, units, reach, from, to).await? {
        if sum.kind != Kind::Manual {
            days.entry((sum.day, sum.unit)).or_default().0.add(sum.outcome, sum.checks);
        }
    }
    let times: Vec<(UnitId, Day, u32, u32)> = all(tx, &TIMES, binds![units, reach == Reach::Whole, from, to]).await?;
    for (unit, day, class, n) in times {
        let classes = &mut days.entry((day, unit)).or_default().1.classes;
        let class = usize::try_from(class).ok().and_then(|class| classes.get_mut(class));
        *class.ok_or_else(|| StoreError::corrupt("class"))? = n;
    }
    Ok(days.into_iter().map(|((day, unit), (counts, times))| DayRow { day, unit, counts, times }).collect())
}

/// One row per unit that had a check; both days included.
pub async fn conduct(tx: &mut Tx, units: &[UnitId], reach: Reach, from: Day, to: Day) -> Result<Vec<ConductSum>> {
    all(tx, &CONDUCT, binds![units, reach == Reach::Whole, from, to]).await
}

/// Adds an outcome to the sums (`sign` 1) or takes it back (-1).
pub(super) async fn add(tx: &mut Tx, row: &OutcomeRow, sign: i64) -> Result<()> {
    let mut targets: Vec<(UnitId, bool)> = units::path(tx, row.unit).await?.into_iter().map(|unit| (unit, true)).collect();
    targets.push((row.unit, false));
    targets.sort_unstable();
    for (unit, whole) in targets {
        let counted = if row.counts_as.is_some() { sign } else { 0 };
        let values = binds![unit, whole, row.day, row.programme, row.kind, row.outcome, sign, counted];
        run(tx, &ADD_OUTCOME, values).await?;
        if let Some(class) = row.answer_ms.filter(|_| row.kind != Kind::Manual).map(class) {
            run(tx, &ADD_TIME, binds![unit, whole, row.day, class, sign]).await?;
        }
        run(tx, &ADD_CONDUCT, conduct_values(row, unit, whole, sign)).await?;
    }
    Ok(())
}

fn conduct_values(row: &OutcomeRow, unit: UnitId, whole: bool, sign: i64) -> Vec<super::value::Value> {
    let one = |yes: bool| if yes { sign } else { 0 };
    let unserved = match row.reasons.first() {
        Reason::Voided { why } => Some(*why).filter(|why| why.is_no_room()),
        _ => None,
    };
    binds![
        unit,
        whole,
        row.day,
        sign,
        one(row.prompted),
        one(row.started_in_time),
        one(row.deferred),
        one(row.handed_over),
        one(row.ignored),
        one(row.verdict_missing),
        one(row.kind == Kind::Manual),
        one(row.answered && !row.media_seen),
        one(row.place == Some(PlaceKind::Home)),
        one(row.place == Some(PlaceKind::Other)),
        one(unserved.is_some_and(|why| why != PutOff::SupervisorAbsent)),
        one(unserved == Some(PutOff::SupervisorAbsent)),
    ]
}

/// The class of `core::report::AnswerTimes`.
fn class(answer_ms: i64) -> i64 {
    let last = i64::try_from(TIME_CLASSES).unwrap_or(i64::MAX) - 1;
    (answer_ms.max(0) / (i64::from(CLASS_SECONDS) * SECOND)).min(last)
}

impl FromRow for OutcomeSum {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            unit: row.get("unit")?,
            day: row.get("day")?,
            programme: row.get("programme")?,
            kind: row.get("kind")?,
            outcome: row.get("outcome")?,
            checks: row.get("n")?,
            counted: row.get("counted")?,
        })
    }
}

impl FromRow for ConductSum {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            unit: row.get("unit")?,
            checks: row.get("checks")?,
            prompts: row.get("prompts")?,
            on_time: row.get("on_time")?,
            deferred: row.get("deferred")?,
            handed_over: row.get("handed_over")?,
            ignored: row.get("ignored")?,
            verdict_missing: row.get("verdict_missing")?,
            manual: row.get("manual")?,
            without_media: row.get("without_media")?,
            at_home: row.get("at_home")?,
            at_other: row.get("at_other")?,
            no_room: row.get("no_room")?,
            nobody_on_duty: row.get("nobody_on_duty")?,
        })
    }
}
