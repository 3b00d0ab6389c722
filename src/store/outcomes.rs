//! What the rules made of each check, with the reasons; and what goes into the sums of dashboards.
//!
//! A corrected verdict or a ruling replaces the row; the facts keep both versions. Knows nothing of weights.

use sidak_core::{
    check::{Kind, PlaceKind},
    ids::{CheckId, PersonId, ProgrammeId, UnitId},
    outcome::{Outcome, Reasons},
    report::SupervisorRow,
    time::{Day, Moment},
};

use super::{
    Result, Tx, body, rollups,
    sql::{all, binds, one, run, sql},
    value::{FromRow, One, Row},
};

/// Outcomes that one index may look at: the newest ones.
pub const HISTORY_MAX: i64 = 1_000;
/// Rows of one list.
pub const ROWS_MAX: i64 = 100_000;

#[derive(Clone, PartialEq, Debug)]
pub struct OutcomeRow {
    pub check: CheckId,
    pub programme: ProgrammeId,
    pub person: PersonId,
    /// The person's unit at the time.
    pub unit: UnitId,
    /// Who made the call, or was asked to.
    pub caller: PersonId,
    pub day: Day,
    pub kind: Kind,
    pub outcome: Outcome,
    pub reasons: Reasons,
    /// As available, as missed, or not at all.
    pub counts_as: Option<bool>,
    /// From the ring to Answer.
    pub answer_ms: Option<i64>,
    pub attempts: u8,
    pub prompted: bool,
    pub started_in_time: bool,
    pub deferred: bool,
    pub handed_over: bool,
    pub ignored: bool,
    pub verdict_missing: bool,
    pub answered: bool,
    pub media_seen: bool,
    pub place: Option<PlaceKind>,
    pub settled_at: Moment,
}

sql! {
    PUT = "insert into outcomes (check_id, programme, person, unit, caller, day, kind, outcome, reasons, counts_as, answer_ms,
            attempts, prompted, started_in_time, deferred, handed_over, ignored, verdict_missing, answered, media_seen,
            place_kind, settled_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
        on conflict (check_id) do update set unit = excluded.unit, caller = excluded.caller, outcome = excluded.outcome,
            reasons = excluded.reasons, counts_as = excluded.counts_as, answer_ms = excluded.answer_ms,
            attempts = excluded.attempts, prompted = excluded.prompted, started_in_time = excluded.started_in_time,
            deferred = excluded.deferred, handed_over = excluded.handed_over, ignored = excluded.ignored,
            verdict_missing = excluded.verdict_missing, answered = excluded.answered, media_seen = excluded.media_seen,
            place_kind = excluded.place_kind, settled_at = excluded.settled_at";
    GET = "select * from outcomes where check_id = $1";
    OF_CHECKS = "select * from outcomes where check_id" among "$1" "order by settled_at, check_id";
    HISTORY = "select * from outcomes where person = $1 and programme = $2 order by day desc, check_id desc limit $3";
    HAS_CALLED = "select cast(1 as bigint) from outcomes where person = $1 and caller = $2 limit 1";
    ROWS = "select * from outcomes where day >= $2 and day <= $3 and unit" among "$1" "order by day, check_id limit $4";
    BY_CALLER = "select caller,
            sum(case when prompted then 1 else 0 end),
            sum(case when started_in_time then 1 else 0 end),
            sum(case when ignored then 1 else 0 end),
            sum(case when deferred then 1 else 0 end),
            sum(case when kind = 'manual' then 1 else 0 end),
            sum(case when answered and not media_seen then 1 else 0 end),
            sum(case when verdict_missing then 1 else 0 end)
        from outcomes where day >= $2 and day <= $3 and unit" among "$1" "group by caller order by caller limit $4";
}

/// Files an outcome, or replaces the one filed for this check, and keeps the sums of its day right.
pub async fn put(tx: &mut Tx, row: &OutcomeRow) -> Result<()> {
    if let Some(before) = one::<OutcomeRow>(tx, &GET, binds![row.check]).await? {
        rollups::add(tx, &before, -1).await?;
    }
    run(tx, &PUT, values(row)?).await?;
    rollups::add(tx, row, 1).await
}

/// Those that are filed, in the order in which they were settled.
pub async fn of_checks(tx: &mut Tx, checks: &[CheckId]) -> Result<Vec<OutcomeRow>> {
    all(tx, &OF_CHECKS, binds![checks]).await
}

/// Newest day first; at most [`HISTORY_MAX`].
pub async fn history(tx: &mut Tx, person: PersonId, programme: ProgrammeId) -> Result<Vec<OutcomeRow>> {
    all(tx, &HISTORY, binds![person, programme, HISTORY_MAX]).await
}

/// Whether this official has ever called this person in a check: who did does not decide about them.
pub async fn has_called(tx: &mut Tx, caller: PersonId, person: PersonId) -> Result<bool> {
    Ok(one::<One<i64>>(tx, &HAS_CALLED, binds![person, caller]).await?.is_some())
}

/// Both days included, oldest first; at most [`ROWS_MAX`]. For a dashboard use `rollups`.
pub async fn rows(tx: &mut Tx, units: &[UnitId], from: Day, to: Day) -> Result<Vec<OutcomeRow>> {
    all(tx, &ROWS, binds![units, from, to, ROWS_MAX]).await
}

/// What each supervisor did with the prompts for people of these units; both days included.
pub async fn by_caller(tx: &mut Tx, units: &[UnitId], from: Day, to: Day) -> Result<Vec<SupervisorRow>> {
    all(tx, &BY_CALLER, binds![units, from, to, ROWS_MAX]).await
}

fn values(row: &OutcomeRow) -> Result<Vec<super::value::Value>> {
    Ok(binds![
        row.check,
        row.programme,
        row.person,
        row.unit,
        row.caller,
        row.day,
        row.kind,
        row.outcome,
        body::write(&row.reasons)?,
        row.counts_as,
        row.answer_ms,
        row.attempts,
        row.prompted,
        row.started_in_time,
        row.deferred,
        row.handed_over,
        row.ignored,
        row.verdict_missing,
        row.answered,
        row.media_seen,
        row.place,
        row.settled_at,
    ])
}

impl FromRow for OutcomeRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            check: row.get("check_id")?,
            programme: row.get("programme")?,
            person: row.get("person")?,
            unit: row.get("unit")?,
            caller: row.get("caller")?,
            day: row.get("day")?,
            kind: row.get("kind")?,
            outcome: row.get("outcome")?,
            reasons: row.body("reasons")?,
            counts_as: row.get("counts_as")?,
            answer_ms: row.get("answer_ms")?,
            attempts: row.get("attempts")?,
            prompted: row.get("prompted")?,
            started_in_time: row.get("started_in_time")?,
            deferred: row.get("deferred")?,
            handed_over: row.get("handed_over")?,
            ignored: row.get("ignored")?,
            verdict_missing: row.get("verdict_missing")?,
            answered: row.get("answered")?,
            media_seen: row.get("media_seen")?,
            place: row.get("place_kind")?,
            settled_at: row.get("settled_at")?,
        })
    }
}

impl FromRow for SupervisorRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            supervisor: row.get(0)?,
            prompts: row.get(1)?,
            started: row.get(2)?,
            ignored: row.get(3)?,
            put_off: row.get(4)?,
            manual: row.get(5)?,
            without_media: row.get(6)?,
            without_verdict: row.get(7)?,
        })
    }
}
