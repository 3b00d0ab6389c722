//! Rings with the lines they went over, what is usual of each line, and the outages that were found.
//!
//! Rings and lines are forgotten after `lines::KEPT_DAYS`; that there was an outage, and how many people of which unit it
//! concerned, stays. Knows no rule.

use std::collections::HashMap;

use sidak_core::{
    ids::{AttemptId, CheckId, OutageId, PersonId, UnitId},
    outage::{Kind, Line, Usual},
    time::{DAY, Moment},
};

use super::{
    Result, Tx, body,
    lines::KEPT_DAYS,
    sql::{all, binds, one, run, sql, touched},
    value::{FromRow, One, Row},
};

/// Rings of one look: an hour of the largest province, many times over.
pub const LOOK_MAX: i64 = 50_000;

#[derive(Clone, PartialEq, Debug)]
pub struct RingRow {
    pub attempt: AttemptId,
    pub check: CheckId,
    pub person: PersonId,
    pub supervisor: PersonId,
    pub unit: UnitId,
    pub at: Moment,
    pub until: Moment,
    pub started: bool,
    pub lines: Vec<Line>,
    pub outage: Option<OutageId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutageRow {
    pub id: OutageId,
    pub kind: Kind,
    /// The line; forgotten after 30 days.
    pub value: Option<i64>,
    pub from: Moment,
    pub to: Moment,
}

impl OutageRow {
    #[must_use]
    pub fn line(&self) -> Option<Line> {
        self.value.map(|value| Line { kind: self.kind, value })
    }
}

sql! {
    JUDGED = "select judged from outage_state where one = 1";
    ADVANCE = "update outage_state set judged = $2 where one = 1 and judged = $1";
    INSERT = "insert into rings (attempt, check_id, person, supervisor, unit, at, until_at, started, lines, outage, applied, closed)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, $10, $11)";
    FIRST = "select at from rings where at >= $1 and at < $2 order by at limit 1";
    BETWEEN = "select * from rings where at >= $1 and at < $2 order by at, attempt limit $3";
    MARK = "update rings set outage = $2 where outage is null and not closed and attempt" among "$1" "";
    PENDING = "select * from rings where outage is not null and not applied limit $1";
    APPLIED = "update rings set applied = $2 where attempt = $1";
    OPEN = "select * from rings where not closed and at < $1 and (outage is null or applied) order by at limit $2";
    CLOSE = "update rings set closed = $2 where attempt = $1 and not closed";
    HAS_OPEN = "select cast(1 as bigint) from rings where person = $1 and not closed limit 1";
    ADD_USUAL = "insert into line_days (day, kind, value, rings, missed) values ($1, $2, $3, 1, $4)
        on conflict (day, kind, value) do update set rings = line_days.rings + 1, missed = line_days.missed + excluded.missed";
    USUAL = "select kind, value, cast(sum(rings) as bigint), cast(sum(missed) as bigint) from line_days where day >= $1
        group by kind, value";
    PUT = "insert into outages (id, kind, value, from_at, to_at) values ($1, $2, $3, $4, $5)
        on conflict (id) do update set from_at = excluded.from_at, to_at = excluded.to_at";
    GET = "select * from outages where id = $1";
    SINCE = "select * from outages where to_at >= $1 order by to_at desc, id limit $2";
    CLEAR_UNITS = "delete from outage_units where outage = $1";
    COUNT_UNITS = "insert into outage_units (outage, unit, rings, people)
        select outage, unit, count(*), count(distinct person) from rings where outage = $1 group by outage, unit";
    OF_UNITS = "select outage, cast(sum(rings) as bigint), cast(sum(people) as bigint) from outage_units where unit" among "$1" "
        and outage in (select id from outages where to_at >= $2) group by outage";
    OF_PEOPLE = "select outage, person, count(*) from rings where at >= $2 and outage is not null and applied and person" among "$1" "
        group by outage, person order by outage, person";
    FORGET_RINGS = "delete from rings where at < $1 and closed";
    FORGET_USUAL = "delete from line_days where day < $1";
    FORGET_VALUES = "update outages set value = null where to_at < $1 and value is not null";
}

/// End of the last slot that was looked at; `None` before the first browser came.
pub async fn judged(tx: &mut Tx) -> Result<Option<Moment>> {
    Ok(one::<One<Moment>>(tx, &JUDGED, binds![]).await?.map(|at| at.0))
}

/// # Errors
/// `Missing` when another node was first.
pub async fn advance(tx: &mut Tx, from: Moment, to: Moment) -> Result<()> {
    touched(run(tx, &ADVANCE, binds![from, to]).await?)
}

pub async fn insert(tx: &mut Tx, ring: &RingRow) -> Result<()> {
    let values = binds![
        ring.attempt,
        ring.check,
        ring.person,
        ring.supervisor,
        ring.unit,
        ring.at,
        ring.until,
        ring.started,
        body::write(&ring.lines)?,
        false,
        false,
    ];
    run(tx, &INSERT, values).await.map(drop)
}

/// When the first ring in this time began.
pub async fn first(tx: &mut Tx, from: Moment, to: Moment) -> Result<Option<Moment>> {
    Ok(one::<One<Moment>>(tx, &FIRST, binds![from, to]).await?.map(|at| at.0))
}

/// Oldest first; at most [`LOOK_MAX`].
pub async fn between(tx: &mut Tx, from: Moment, to: Moment) -> Result<Vec<RingRow>> {
    all(tx, &BETWEEN, binds![from, to, LOOK_MAX]).await
}

/// These rings lay in that outage, unless they were in another already.
pub async fn mark(tx: &mut Tx, rings: &[AttemptId], outage: OutageId) -> Result<()> {
    run(tx, &MARK, binds![rings, outage]).await.map(drop)
}

/// Rings in outages whose check was not judged anew yet.
pub async fn pending(tx: &mut Tx, limit: u32) -> Result<Vec<RingRow>> {
    all(tx, &PENDING, binds![limit]).await
}

pub async fn applied(tx: &mut Tx, ring: AttemptId) -> Result<()> {
    run(tx, &APPLIED, binds![ring, true]).await.map(drop)
}

/// Rings before this moment that are not closed, oldest first.
pub async fn open(tx: &mut Tx, before: Moment, limit: u32) -> Result<Vec<RingRow>> {
    all(tx, &OPEN, binds![before, limit]).await
}

/// # Errors
/// `Missing` when another node was first.
pub async fn close(tx: &mut Tx, ring: AttemptId) -> Result<()> {
    touched(run(tx, &CLOSE, binds![ring, true]).await?)
}

/// Whether a ring of this person may still turn out to lie in an outage.
pub async fn has_open(tx: &mut Tx, person: PersonId) -> Result<bool> {
    Ok(one::<One<i64>>(tx, &HAS_OPEN, binds![person]).await?.is_some())
}

/// One more ring over a line.
pub async fn add_usual(tx: &mut Tx, at: Moment, line: Line, missed: bool) -> Result<()> {
    run(tx, &ADD_USUAL, binds![day(at), line.kind, line.value, i64::from(missed)]).await.map(drop)
}

/// Rings over each line since then, and those not heard.
pub async fn usual(tx: &mut Tx, since: Moment) -> Result<HashMap<Line, Usual>> {
    let rows: Vec<(Kind, i64, i64, i64)> = all(tx, &USUAL, binds![day(since)]).await?;
    Ok(rows
        .into_iter()
        .map(|(kind, value, rings, missed)| (Line { kind, value }, Usual { rings: rings.unsigned_abs(), missed: missed.unsigned_abs() }))
        .collect())
}

/// New, or with other times.
pub async fn put(tx: &mut Tx, outage: &OutageRow) -> Result<()> {
    let OutageRow { id, kind, value, from, to } = *outage;
    run(tx, &PUT, binds![id, kind, value, from, to]).await.map(drop)
}

pub async fn get(tx: &mut Tx, id: OutageId) -> Result<Option<OutageRow>> {
    one(tx, &GET, binds![id]).await
}

/// Those that ended after this moment, the last first.
pub async fn since(tx: &mut Tx, since: Moment, limit: u32) -> Result<Vec<OutageRow>> {
    all(tx, &SINCE, binds![since, limit]).await
}

/// Counts anew whom it concerned, unit by unit.
pub async fn count_units(tx: &mut Tx, outage: OutageId) -> Result<()> {
    run(tx, &CLEAR_UNITS, binds![outage]).await?;
    run(tx, &COUNT_UNITS, binds![outage]).await.map(drop)
}

/// Rings and people of these units, by outage, of those that ended after this moment.
pub async fn of_units(tx: &mut Tx, units: &[UnitId], since: Moment) -> Result<Vec<(OutageId, u32, u32)>> {
    all(tx, &OF_UNITS, binds![units, since]).await
}

/// Void rings of these people since then.
pub async fn of_people(tx: &mut Tx, people: &[PersonId], since: Moment) -> Result<Vec<(OutageId, PersonId, u32)>> {
    all(tx, &OF_PEOPLE, binds![people, since]).await
}

/// Deletes what is older than [`KEPT_DAYS`].
pub async fn forget(tx: &mut Tx, now: Moment) -> Result<()> {
    let before = now.plus(-KEPT_DAYS * DAY);
    run(tx, &FORGET_RINGS, binds![before]).await?;
    run(tx, &FORGET_USUAL, binds![day(before)]).await?;
    run(tx, &FORGET_VALUES, binds![before]).await.map(drop)
}

/// Number of the day, UTC.
const fn day(at: Moment) -> i64 {
    at.0.div_euclid(DAY)
}

impl FromRow for RingRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            attempt: row.get("attempt")?,
            check: row.get("check_id")?,
            person: row.get("person")?,
            supervisor: row.get("supervisor")?,
            unit: row.get("unit")?,
            at: row.get("at")?,
            until: row.get("until_at")?,
            started: row.get("started")?,
            lines: row.body("lines")?,
            outage: row.get("outage")?,
        })
    }
}

impl FromRow for OutageRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            value: row.get("value")?,
            from: row.get("from_at")?,
            to: row.get("to_at")?,
        })
    }
}
