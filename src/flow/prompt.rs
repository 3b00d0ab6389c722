//! Asking the supervisor: a check comes due, is put off, handed over, or let pass.

use sidak_core::{
    check::{self, Check, Step},
    ids::{CheckId, PersonId},
    prompt::{self, Event},
    rota::Mode,
};

use super::{Done, FlowError, House, capacity, outbox, settle};
use crate::store::{Tx, facts, rota};

/// A check's minute has come: ask its supervisor or who stands in, let it wait while nobody can be asked, or end it when the
/// person no longer works from home.
///
/// # Errors
/// `NotFound` when there is no such check, `Changed` when another writer was first, or the store's failure.
pub async fn due(house: &House, id: CheckId) -> Done<()> {
    let mut tx = house.db.begin().await?;
    let loaded = settle::load(house, &mut tx, id).await?;
    let turn = capacity::turn(house, &mut tx, &loaded.check, &loaded.trace, &loaded.policy).await?;
    let still_at_home = is_at_home(&mut tx, &loaded.check).await?;
    settle::advance(house, &mut tx, id, |check, ctx| prompt::step(check, Event::Due { turn, still_at_home }, ctx)).await?;
    tx.commit().await?;
    outbox::flush(house).await
}

/// # Errors
/// `NotFound` to whom it does not concern, a refusal (no longer this official's prompt, no deferral left, no reason), or the
/// store's failure.
pub async fn defer(house: &House, id: CheckId, by: PersonId, minutes: u16, words: String) -> Done<Step> {
    let mut tx = house.db.begin().await?;
    concerns(&mut tx, id, by).await?;
    let step = settle::advance(house, &mut tx, id, |check, ctx| prompt::step(check, Event::Defer { by, minutes, words }, ctx)).await?;
    tx.commit().await?;
    outbox::flush(house).await?;
    Ok(step)
}

/// # Errors
/// `NotFound` to whom it does not concern, a refusal, also when `to` is no deputy of the caller today or cannot be asked now;
/// or the store's failure.
pub async fn hand_over(house: &House, id: CheckId, by: PersonId, to: PersonId, words: String) -> Done<Step> {
    let mut tx = house.db.begin().await?;
    concerns(&mut tx, id, by).await?;
    let settle::Loaded { check, policy, .. } = settle::load(house, &mut tx, id).await?;
    let deputies = capacity::able_deputies(house, &mut tx, by, &check, &policy.capacity).await?;
    if !deputies.contains(&to) {
        return Err(sidak_core::check::Refusal::NotADeputy.into());
    }
    let step = settle::advance(house, &mut tx, id, |check, ctx| prompt::step(check, Event::HandOver { by, to, words }, ctx)).await?;
    tx.commit().await?;
    outbox::flush(house).await?;
    Ok(step)
}

/// A check exists for the officials who were asked to make it, and for nobody else: not even that it is there is told.
///
/// # Errors
/// `NotFound`, or the store's failure.
pub async fn concerns(tx: &mut Tx, id: CheckId, official: PersonId) -> Done<()> {
    if check::was_asked(official, &facts::of(tx, id).await?) { Ok(()) } else { Err(FlowError::NotFound) }
}

/// Whether the person still works from home on the day of the check: no leave, no recall, no decision since the draw.
///
/// # Errors
/// When the store fails.
pub async fn is_at_home(tx: &mut Tx, check: &Check) -> Done<bool> {
    let mode = rota::mode_of(tx, check.person, check.day).await?;
    let held = rota::holds_of(tx, &[check.person]).await?;
    let held_today = held.iter().any(|hold| hold.from <= check.day && check.day <= hold.to);
    Ok(mode == Some(Mode::Home) && !held_today)
}
