//! Effects leave here, after the commit and perhaps twice: a crash between commit and send repeats them, never loses them.

use sidak_core::{check::Effect, time::Moment};

use super::{Done, House};
use crate::{bus::Hint, store::{Tx, outbox as rows, outbox::OutboxKind}};

/// Rows sent in one turn.
const BATCH: u32 = 500;

/// Adds the effects to the transaction that caused them.
///
/// # Errors
/// When the store fails.
pub async fn push(tx: &mut Tx, effects: &[Effect], now: Moment) -> Done<()> {
    for effect in effects {
        let (kind, target) = match effect {
            Effect::Tell(person) => (OutboxKind::Tell, person.0),
            Effect::CloseCall(check) => (OutboxKind::CloseCall, check.0),
        };
        rows::push(tx, kind, target, now).await?;
    }
    Ok(())
}

/// Sends what is committed.
///
/// # Errors
/// When the store fails; the rows then stay for the next turn.
pub async fn flush(house: &House) -> Done<()> {
    loop {
        let mut tx = house.db.read().await?;
        let waiting = rows::take(&mut tx, BATCH).await?;
        drop(tx);
        if waiting.is_empty() {
            return Ok(());
        }
        for row in &waiting {
            house.bus.publish(match row.kind {
                OutboxKind::Tell => Hint::Tell(sidak_core::ids::PersonId(row.target)),
                OutboxKind::CloseCall => Hint::CloseCall(sidak_core::ids::CheckId(row.target)),
            });
        }
        let mut tx = house.db.begin().await?;
        rows::done(&mut tx, &waiting.iter().map(|row| row.seq).collect::<Vec<_>>()).await?;
        tx.commit().await?;
    }
}
