//! The weekly reports on the draw, and what they are made of: what was really drawn, and what became of it.
//!
//! A report is written once. Knows nothing of statistics.

use sidak_core::{
    check::Kind,
    ids::{PersonId, ProgrammeId},
    outcome::Outcome,
    time::{Day, Moment},
    watch::{ConductReport, Light, Report},
};

use super::{
    Result, Tx, body,
    plans::Plan,
    sql::{all, binds, one, run, sql},
    value::{FromRow, One, Row},
};

/// One week's report with the days it looked at.
#[derive(Clone, PartialEq, Debug)]
pub struct WatchReport {
    pub programme: ProgrammeId,
    /// Monday of the last week.
    pub week: Day,
    pub at: Moment,
    pub report: Report,
    pub conduct: ConductReport,
}

/// Drawn checks of one supervisor that ended alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ended {
    pub supervisor: PersonId,
    pub kind: Kind,
    pub outcome: Outcome,
    pub deferred: bool,
    pub checks: u32,
}

sql! {
    PUT = "insert into watch_reports (programme, week, at, light, body) values ($1, $2, $3, $4, $5)
        on conflict (programme, week) do nothing";
    HAS = "select cast(1 as bigint) from watch_reports where programme = $1 and week = $2";
    LATEST = "select * from watch_reports where programme = $1 order by week desc limit 1";
    LIGHTS = "select week, light from watch_reports where programme = $1 order by week desc limit $2";
    PLANS = "select * from plans where programme = $1 and day >= $2 and day <= $3 and drawn_at is not null order by day";
    DRAWN = "select person, kind, drawn_for from checks where day = $2 and programme = $1 and kind <> 'manual' order by person, drawn_for";
    ENDED = "select caller, kind, outcome, deferred, count(*) from outcomes
        where programme = $2 and day >= $3 and day <= $4 and caller" among "$1" "group by caller, kind, outcome, deferred order by caller, kind, outcome, deferred";
}

/// Whether this is now the week's report; false when another node was first.
pub async fn put_once(tx: &mut Tx, found: &WatchReport) -> Result<bool> {
    let text = body::write(&(&found.report, &found.conduct))?;
    Ok(run(tx, &PUT, binds![found.programme, found.week, found.at, found.report.light, text]).await? > 0)
}

pub async fn has(tx: &mut Tx, programme: ProgrammeId, week: Day) -> Result<bool> {
    Ok(one::<One<i64>>(tx, &HAS, binds![programme, week]).await?.is_some())
}

pub async fn latest(tx: &mut Tx, programme: ProgrammeId) -> Result<Option<WatchReport>> {
    one(tx, &LATEST, binds![programme]).await
}

/// The newest weeks first.
pub async fn lights(tx: &mut Tx, programme: ProgrammeId, limit: u32) -> Result<Vec<(Day, Light)>> {
    all(tx, &LIGHTS, binds![programme, limit]).await
}

/// Plans whose checks were drawn, oldest first; both days included.
pub async fn plans_between(tx: &mut Tx, programme: ProgrammeId, from: Day, to: Day) -> Result<Vec<Plan>> {
    all(tx, &PLANS, binds![programme, from, to]).await
}

/// What was drawn on a day, by person and minute.
pub async fn drawn(tx: &mut Tx, programme: ProgrammeId, day: Day) -> Result<Vec<(PersonId, Kind, Moment)>> {
    all(tx, &DRAWN, binds![programme, day]).await
}

/// How the checks that these officials were to make ended; both days included.
pub async fn ended(tx: &mut Tx, programme: ProgrammeId, officials: &[PersonId], from: Day, to: Day) -> Result<Vec<Ended>> {
    let rows: Vec<(PersonId, Kind, Outcome, bool, u32)> = all(tx, &ENDED, binds![officials, programme, from, to]).await?;
    Ok(rows
        .into_iter()
        .map(|(supervisor, kind, outcome, deferred, checks)| Ended { supervisor, kind, outcome, deferred, checks })
        .collect())
}

impl FromRow for WatchReport {
    fn from_row(row: &Row) -> Result<Self> {
        let (report, conduct) = row.body("body")?;
        Ok(Self { programme: row.get("programme")?, week: row.get("week")?, at: row.get("at")?, report, conduct })
    }
}
