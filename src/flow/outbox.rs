//! Effects leave here, after the commit and perhaps twice: a crash between commit and send repeats them, never loses them.
//! Pushes take seconds and are left to `pusher`, which is only told.

use sidak_core::{check::Effect, time::Moment};

use super::{Done, House};
use crate::{bus::Hint, store::{Tx, outbox as rows, outbox::OutboxKind, push}};

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
            Effect::Push(check) if push::is_reachable(tx, *check).await? => (OutboxKind::Push, check.0),
            Effect::Push(_) => continue,
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
        if waiting.is_empty() {
            if !rows::take_pushes(&mut tx, 1).await?.is_empty() {
                house.bus.publish(Hint::Pushes);
            }
            return Ok(());
        }
        drop(tx);
        for row in &waiting {
            house.bus.publish(match row.kind {
                OutboxKind::Tell => Hint::Tell(sidak_core::ids::PersonId(row.target)),
                OutboxKind::CloseCall => Hint::CloseCall(sidak_core::ids::CheckId(row.target)),
                // Never taken here: `pusher` works through them.
                OutboxKind::Push => Hint::Pushes,
            });
        }
        let mut tx = house.db.begin().await?;
        rows::done(&mut tx, &waiting.iter().map(|row| row.seq).collect::<Vec<_>>()).await?;
        tx.commit().await?;
    }
}
