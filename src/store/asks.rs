//! Which official was asked for which check of the draw, and what he did with it: the load of those who call.
//!
//! Knows no rule: what is too much, `core::capacity` says.

use sidak_core::{
    ids::{CheckId, PersonId, UnitId},
    time::{Day, Moment},
};

use super::{
    Result, Tx,
    sql::{all, binds, run, sql},
    value::{FromRow, Row},
};

/// Checks for which one official was asked on two days that are read.
pub const OFFICIAL_MAX: i64 = 2_000;
/// Rows of one list of officials.
pub const ROWS_MAX: i64 = 100_000;

sql! {
    ASK = "insert into asks (check_id, official, unit, day, asked_at, stood_in) values ($1, $2, $3, $4, $5, $6)
        on conflict (check_id, official) do nothing";
    DID = "update asks set rang = rang or $3, deferred = deferred or $4, handed_over = handed_over or $5, ignored = ignored or $6
        where check_id = $1 and official = $2";
    OF_OFFICIAL = "select check_id, day, asked_at from asks where official = $1 and day >= $2 and day <= $3 order by asked_at, check_id limit $4";
    BY_OFFICIAL = "select official, count(*) as asked, sum(case when stood_in then 1 else 0 end) as stood_in
        from asks where day >= $2 and day <= $3 and unit" among "$1" "group by official order by official limit $4";
    BY_DAY = "select official, day, count(*) as asked, sum(case when stood_in then 1 else 0 end) as stood_in,
            sum(case when rang then 1 else 0 end) as rang, sum(case when deferred then 1 else 0 end) as deferred,
            sum(case when handed_over then 1 else 0 end) as handed_over, sum(case when ignored then 1 else 0 end) as ignored
        from asks where day >= $2 and day <= $3 and unit" among "$1" "group by official, day order by day, official limit $4";
}

/// An official is asked for a check.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    pub check: CheckId,
    pub official: PersonId,
    /// Of the person to be called.
    pub unit: UnitId,
    pub day: Day,
    pub at: Moment,
    pub stood_in: bool,
}

/// What an official did with a check he was asked for. What was done before stays done.
#[derive(Clone, Copy, Debug, Default)]
pub struct Did {
    pub rang: bool,
    pub deferred: bool,
    pub handed_over: bool,
    pub ignored: bool,
}

/// Calls that one official was asked for, and of them those as a stand-in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Calls {
    pub official: PersonId,
    pub asked: u32,
    pub stood_in: u32,
}

/// What one official was asked for and did on one day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Load {
    pub official: PersonId,
    pub day: Day,
    pub asked: u32,
    pub stood_in: u32,
    pub rang: u32,
    pub deferred: u32,
    pub handed_over: u32,
    pub ignored: u32,
}

/// The first time counts; asked again for the same check nothing changes.
pub async fn ask(tx: &mut Tx, ask: &Ask) -> Result<()> {
    run(tx, &ASK, binds![ask.check, ask.official, ask.unit, ask.day, ask.at, ask.stood_in]).await.map(drop)
}

/// Does nothing for an official who was not asked.
pub async fn did(tx: &mut Tx, check: CheckId, official: PersonId, did: Did) -> Result<()> {
    run(tx, &DID, binds![check, official, did.rang, did.deferred, did.handed_over, did.ignored]).await.map(drop)
}

/// Both days included, oldest first; at most [`OFFICIAL_MAX`].
pub async fn of_official(tx: &mut Tx, official: PersonId, from: Day, to: Day) -> Result<Vec<(CheckId, Day, Moment)>> {
    all(tx, &OF_OFFICIAL, binds![official, from, to, OFFICIAL_MAX]).await
}

/// One row per official who was asked for people of these units; both days included.
pub async fn by_official(tx: &mut Tx, units: &[UnitId], from: Day, to: Day) -> Result<Vec<Calls>> {
    all(tx, &BY_OFFICIAL, binds![units, from, to, ROWS_MAX]).await
}

/// One row per official and day, oldest day first; both days included.
pub async fn by_day(tx: &mut Tx, units: &[UnitId], from: Day, to: Day) -> Result<Vec<Load>> {
    all(tx, &BY_DAY, binds![units, from, to, ROWS_MAX]).await
}

impl FromRow for Calls {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { official: row.get("official")?, asked: row.get("asked")?, stood_in: row.get("stood_in")? })
    }
}

impl FromRow for Load {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            official: row.get("official")?,
            day: row.get("day")?,
            asked: row.get("asked")?,
            stood_in: row.get("stood_in")?,
            rang: row.get("rang")?,
            deferred: row.get("deferred")?,
            handed_over: row.get("handed_over")?,
            ignored: row.get("ignored")?,
        })
    }
}
