//! The summary of a call's line: kept with the check for 30 days, then deleted (`outage` does it). No media in it.

use sidak_core::{check::Side, ids::CheckId};

use super::{Done, House};
use crate::{
    shape::record::{CallLine, LineSummary},
    store::{Tx, quality},
};

/// Keeps what was measured of one side of a call that is over.
///
/// # Errors
/// When the store fails.
pub async fn keep(house: &House, check: CheckId, side: Side, summary: &LineSummary) -> Done<()> {
    let mut tx = house.db.begin().await?;
    quality::put(&mut tx, check, side, summary, house.now()).await?;
    Ok(tx.commit().await?)
}

/// Of both sides, as far as it is still kept.
///
/// # Errors
/// When the store fails.
pub async fn of(tx: &mut Tx, check: CheckId) -> Done<Vec<CallLine>> {
    let rows = quality::of::<LineSummary>(tx, check).await?;
    Ok(rows.into_iter().map(|(side, line)| CallLine { employee: side == Side::Employee, line }).collect())
}
