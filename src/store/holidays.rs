//! Years of holidays as they were entered. A year is replaced by a further version, never changed.

use sidak_core::{ids::PersonId, time::Moment};

use super::{
    Result, Tx,
    sql::{all, binds, one, run, sql},
    value::{FromRow, One, Row},
};

/// One year, as a file with its decrees.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct YearRow {
    pub year: i16,
    pub version: u32,
    pub toml: String,
    pub at: Moment,
}

sql! {
    NEWEST = "select coalesce(max(version), 0) from holiday_years where year = $1";
    ADD = "insert into holiday_years (year, version, toml, at, by_person) values ($1, $2, $3, $4, $5)";
    LATEST = "select year, version, toml, at from holiday_years
        where version = (select max(version) from holiday_years other where other.year = holiday_years.year) order by year";
    COUNT = "select count(*) from holiday_years";
}

/// The version it became.
///
/// # Errors
/// `Conflict` when another writer entered the same year at the same time.
pub async fn add(tx: &mut Tx, year: i16, toml: &str, at: Moment, by: Option<PersonId>) -> Result<u32> {
    let version = one::<One<u32>>(tx, &NEWEST, binds![year]).await?.map_or(0, |newest| newest.0) + 1;
    run(tx, &ADD, binds![year, version, toml, at, by]).await?;
    Ok(version)
}

/// The version of each year that counts.
pub async fn latest(tx: &mut Tx) -> Result<Vec<YearRow>> {
    all(tx, &LATEST, binds![]).await
}

/// One more with every file that was entered: tells whether there is anything new.
pub async fn count(tx: &mut Tx) -> Result<u32> {
    Ok(one::<One<u32>>(tx, &COUNT, binds![]).await?.map_or(0, |n| n.0))
}

impl FromRow for YearRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { year: row.get("year")?, version: row.get("version")?, toml: row.get("toml")?, at: row.get("at")? })
    }
}
