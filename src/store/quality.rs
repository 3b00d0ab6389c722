//! The line quality of a call as the relay measured it, one summary for each side.

use serde::{Serialize, de::DeserializeOwned};
use sidak_core::{check::Side, ids::CheckId};

use super::{
    Result, Tx, body,
    sql::{all, binds, run, sql},
    value::{FromRow, Row},
};

sql! {
    PUT = "insert into quality (check_id, side, body) values ($1, $2, $3)
        on conflict (check_id, side) do update set body = excluded.body";
    OF = "select side, body from quality where check_id = $1 order by side";
}

/// Replaces an earlier summary of that side.
pub async fn put<T: Serialize>(tx: &mut Tx, check: CheckId, side: Side, summary: &T) -> Result<()> {
    run(tx, &PUT, binds![check, side, body::write(summary)?]).await.map(drop)
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
