//! The record of a check: facts in the order the server saw them. Appended, never changed.

use sidak_core::{
    check::{Fact, Recorded},
    ids::CheckId,
};

use super::{
    Result, Tx, body,
    sql::{all, binds, one, run, sql},
    value::{FromRow, One, Row},
};

/// Facts of one check that are read.
pub const FACTS_MAX: i64 = 5_000;

sql! {
    LAST = "select coalesce(max(seq), 0) from facts where check_id = $1";
    APPEND = "insert into facts (check_id, seq, at, body) values ($1, $2, $3, $4)";
    OF = "select at, body from facts where check_id = $1 order by seq limit $2";
    OF_MANY = "select check_id, at, body from facts where check_id" among "$1" "order by check_id, seq";
}

/// Adds facts at the end. In one transaction with `checks::save`, whose epoch keeps two writers apart.
pub async fn append(tx: &mut Tx, check: CheckId, facts: &[Recorded]) -> Result<()> {
    if facts.is_empty() {
        return Ok(());
    }
    let mut seq = one::<One<i64>>(tx, &LAST, binds![check]).await?.map_or(0, |last| last.0);
    for recorded in facts {
        seq += 1;
        run(tx, &APPEND, binds![check, seq, recorded.at, body::write(&recorded.fact)?]).await?;
    }
    Ok(())
}

/// Oldest first.
pub async fn of(tx: &mut Tx, check: CheckId) -> Result<Vec<Recorded>> {
    all(tx, &OF, binds![check, FACTS_MAX]).await
}

/// Of each check, oldest first.
pub async fn of_many(tx: &mut Tx, checks: &[CheckId]) -> Result<Vec<(CheckId, Recorded)>> {
    all(tx, &OF_MANY, binds![checks]).await
}

impl FromRow for Recorded {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { at: row.get("at")?, fact: row.body::<Fact>("body")? })
    }
}

impl FromRow for (CheckId, Recorded) {
    fn from_row(row: &Row) -> Result<Self> {
        Ok((row.get("check_id")?, Recorded::from_row(row)?))
    }
}
