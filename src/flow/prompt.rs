//! Asking the supervisor: a check comes due, is put off, handed over, or let pass.

use sidak_core::{
    check::{self, Check, Fact, State, Step},
    ids::{CheckId, PersonId},
    prompt::{self, Event},
    rota::Mode,
};

use super::{Done, FlowError, House, outbox, settle};
use crate::store::{Tx, checks, facts, people, rota};

/// A check's minute has come: ask its supervisor, unless he is in another one or the person no longer works from home.
///
/// # Errors
/// When the store fails.
pub async fn due(house: &House, id: CheckId) -> Done<()> {
    let mut tx = house.db.begin().await?;
    let Some((check, _)) = checks::get(&mut tx, id).await? else { return Ok(()) };
    let trace = facts::of(&mut tx, id).await?;
    let supervisor_busy = is_busy(&mut tx, check::caller(&check, &trace), id).await?;
    let still_at_home = is_at_home(&mut tx, &check).await?;
    settle::advance(house, &mut tx, id, |check, ctx| prompt::step(check, Event::Due { supervisor_busy, still_at_home }, ctx)).await?;
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
/// `NotFound` to whom it does not concern, a refusal, also when `to` is no deputy of the caller today; or the store's failure.
pub async fn hand_over(house: &House, id: CheckId, by: PersonId, to: PersonId, words: String) -> Done<Step> {
    let mut tx = house.db.begin().await?;
    concerns(&mut tx, id, by).await?;
    let day = people::by_id(&mut tx, by).await?.map(|person| house.now().day_in(&person.zone));
    let deputies = match day {
        Some(day) => people::deputies_of(&mut tx, by, day).await?,
        None => Vec::new(),
    };
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
    let was_asked = |fact: &Fact| match fact {
        Fact::Prompted { caller } => *caller == official,
        Fact::HandedOver { to, .. } => *to == official,
        _ => false,
    };
    if facts::of(tx, id).await?.iter().any(|recorded| was_asked(&recorded.fact)) { Ok(()) } else { Err(FlowError::NotFound) }
}

/// Somebody in a prompt, a ring or a call cannot be asked for another check at the same time.
async fn is_busy(tx: &mut Tx, caller: PersonId, except: CheckId) -> Done<bool> {
    let live = checks::live_of_caller(tx, caller).await?;
    Ok(live.iter().any(|(check, _)| {
        check.id != except && matches!(check.state, State::Prompted { .. } | State::Ringing { .. } | State::Answered { .. })
    }))
}

async fn is_at_home(tx: &mut Tx, check: &Check) -> Done<bool> {
    let mode = rota::mode_of(tx, check.person, check.day).await?;
    let held = rota::holds_of(tx, &[check.person]).await?;
    let held_today = held.iter().any(|hold| hold.from <= check.day && check.day <= hold.to);
    Ok(mode == Some(Mode::Home) && !held_today)
}
