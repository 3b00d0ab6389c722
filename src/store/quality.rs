//! The line quality of a call as the relay measured it, one summary for each side.

use serde::{Serialize, de::DeserializeOwned};
use sidak_core::{check::Side, ids::CheckId, time::{DAY, Moment}};

use super::{
    Result, Tx, body,
    sql::{all, binds, run, sql},
    value::{FromRow, Row},
};

/// Days after which a summary is deleted.
pub const KEPT_DAYS: i64 = 30;

sql! {
    PUT = "insert into quality (check_id, side, body, at) values ($1, $2, $3, $4)
        on conflict (check_id, side) do update set body = excluded.body, at = excluded.at";
    OF = "select side, body from quality where check_id = $1 order by side";
    FORGET = "delete from quality where at < $1";
}

/// Replaces an earlier summary of that side.
pub async fn put<T: Serialize>(tx: &mut Tx, check: CheckId, side: Side, summary: &T, at: Moment) -> Result<()> {
    run(tx, &PUT, binds![check, side, body::write(summary)?, at]).await.map(drop)
}

/// Deletes summaries older than [`KEPT_DAYS`].
pub async fn forget(tx: &mut Tx, now: Moment) -> Result<()> {
    run(tx, &FORGET, binds![now.plus(-KEPT_DAYS * DAY)]).await.map(drop)
}

/// # Errors
/// `Corrupt` when a summary has another shape.
pub async fn of<T: DeserializeOwned>(tx: &mut Tx, check: CheckId) -> Result<Vec<(Side, T)>> {
    let rows: Vec<Summary> = all(tx, &OF, binds![check]).await?;
    rows.into_iter().map(|row| Ok((row.side, body::read(&row.body, "quality")?))).collect()
}

struct Summary {
    side: Side,
    body: String,
}

impl FromRow for Summary {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { side: row.get("side")?, body: row.get("body")? })
    }
}
