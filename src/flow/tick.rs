//! The heartbeat: what is due? Every second, on every node; a lost hint therefore costs a second, never a check.

use sidak_core::{
    call,
    check::State,
    ids::CheckId,
    prompt, ring,
    time::{Moment, SECOND},
};

use super::{Done, FlowError, House, calendar, cases, draws, outage, outbox, outside, plan, prompt as prompts, ring as rings, settle};
use crate::store::{checks, nodes};

/// Checks looked at in one turn; the rest follow in the next.
const BATCH: u32 = 200;
/// A node that was not seen for longer than this was down.
const DOWN_AFTER_MS: i64 = 5 * SECOND;

/// One turn: wakes checks, plans days, moves cases along, sends what is left in the outbox.
///
/// # Errors
/// When the store fails; the next turn tries again.
pub async fn turn(house: &House) -> Done<()> {
    outbox::flush(house).await?;
    calendar::refresh(house).await?;
    wake_checks(house).await?;
    or_by_another(plan::due(house).await)?;
    or_by_another(outside::due(house).await)?;
    or_by_another(draws::reveal_due(house).await)?;
    or_by_another(outage::due(house).await)?;
    or_by_another(cases::due(house).await)?;
    beat(house).await
}

/// Another node, or another turn, was first: what is left comes with the next turn.
fn or_by_another(done: Done<()>) -> Done<()> {
    match done {
        Err(FlowError::Changed) => Ok(()),
        other => other,
    }
}

/// Checks whose moment has come.
///
/// # Errors
/// When the store fails.
pub async fn wake_checks(house: &House) -> Done<()> {
    let mut tx = house.db.read().await?;
    let due = checks::due(&mut tx, house.now(), BATCH).await?;
    drop(tx);
    for id in due {
        match wake(house, id).await {
            Ok(()) => {}
            // Another node or a person was first: nothing is left to do here.
            Err(FlowError::Changed | FlowError::Refused(_) | FlowError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

async fn wake(house: &House, id: CheckId) -> Done<()> {
    let mut tx = house.db.read().await?;
    let Some((check, _)) = checks::get(&mut tx, id).await? else { return Ok(()) };
    drop(tx);
    match check.state {
        State::Waiting => return prompts::due(house, id).await,
        State::Prompted { .. } => settle::advance_alone(house, id, |check, ctx| prompt::step(check, prompt::Event::Tick, ctx)).await?,
        State::Ringing { .. } => settle::advance_alone(house, id, |check, ctx| ring::step(check, ring::Event::Tick, ctx)).await?,
        State::Missed { .. } => return rings::nobody_called_back(house, id).await,
        State::Answered { .. } | State::Closing { .. } => {
            settle::advance_alone(house, id, |check, ctx| call::step(check, call::Event::Tick, ctx)).await?
        }
        State::Settled { .. } => return Ok(()),
    };
    Ok(())
}

/// After a start: what the time without a server spoiled is put right before anybody is blamed for it.
///
/// # Errors
/// When the store fails.
pub async fn restarted(house: &House) -> Done<()> {
    let mut tx = house.db.read().await?;
    let last = nodes::last_seen(&mut tx).await?;
    let live = checks::live(&mut tx).await?;
    drop(tx);
    let now = house.now();
    let Some(down_since) = last.filter(|last| now.since(*last) > 0) else { return beat(house).await };
    for (check, _) in live {
        let id = check.id;
        let step = match check.state {
            State::Prompted { .. } if now.since(down_since) > DOWN_AFTER_MS => {
                settle::advance_alone(house, id, |c, ctx| prompt::step(c, prompt::Event::NodeRestarted { down_since }, ctx)).await
            }
            State::Ringing { .. } | State::Missed { .. } => {
                settle::advance_alone(house, id, |c, ctx| ring::step(c, ring::Event::NodeRestarted { down_since }, ctx)).await
            }
            State::Answered { .. } | State::Closing { .. } => settle::advance_alone(house, id, |c, ctx| call::step(c, call::Event::NodeRestarted { down_since }, ctx)).await,
            _ => continue,
        };
        match step {
            Ok(_) | Err(FlowError::Refused(_) | FlowError::Changed) => {}
            Err(error) => return Err(error),
        }
    }
    beat(house).await
}

/// Says that this node lives: the smallest write there is.
///
/// # Errors
/// When the store fails.
pub async fn beat(house: &House) -> Done<()> {
    let now: Moment = house.now();
    let mut tx = house.db.begin().await?;
    nodes::beat(&mut tx, now).await?;
    Ok(tx.commit().await?)
}
