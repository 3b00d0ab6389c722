//! The call: who may join it, what the relay saw flow, who was lost, how it ends, what the supervisor recorded.

use sidak_core::{
    call::{self, Event},
    check::{Media, PlaceKind, Refusal, Side, State, Step, Verdict},
    ids::{CheckId, DeviceId, PersonId},
};

use super::{Done, FlowError, House, outbox, prompt, settle};
use crate::store::{attendance, checks, declarations};

/// Longest place in a person's own words, in characters.
pub const PLACE_MAX: usize = 300;

/// Which side of a running call this device is, if any.
///
/// # Errors
/// When the call is not running, or is somebody else's, or was answered on another device.
pub async fn side(house: &House, id: CheckId, person: PersonId, device: DeviceId) -> Done<Side> {
    let mut tx = house.db.read().await?;
    let (check, _) = checks::get(&mut tx, id).await?.ok_or(FlowError::NotFound)?;
    match check.state {
        State::Answered { caller, .. } if caller == person => Ok(Side::Supervisor),
        State::Answered { device: answering, .. } if check.person == person && answering == device => Ok(Side::Employee),
        State::Answered { .. } if check.person == person => Err(Refusal::AnsweredElsewhere.into()),
        _ if check.person == person || check.supervisor == person => Err(Refusal::WrongState.into()),
        _ => Err(FlowError::NotFound),
    }
}

/// The employee says where he is. The words are kept apart from the record of facts, with their own retention.
///
/// # Errors
/// When the words are missing or too long, or the call is not this person's.
pub async fn declare(house: &House, id: CheckId, person: PersonId, kind: PlaceKind, words: &str) -> Done<Step> {
    let words = words.trim();
    if kind == PlaceKind::Other && words.is_empty() {
        return Err(FlowError::bad("place", "place_needed", "Say in a few words where you are."));
    }
    if words.chars().count() > PLACE_MAX {
        return Err(FlowError::bad("place", "too_long", format!("At most {PLACE_MAX} characters.")));
    }
    let now = house.now();
    let mut tx = house.db.begin().await?;
    let (check, _) = checks::get(&mut tx, id).await?.ok_or(FlowError::NotFound)?;
    if check.person != person {
        return Err(FlowError::NotFound);
    }
    let morning = attendance::get(&mut tx, person, check.day).await?;
    let same_as_morning = morning.map(|day| day.place_kind == kind && day.place_words == words);
    let step = settle::advance(house, &mut tx, id, |check, ctx| call::step(check, Event::Declare { kind, same_as_morning }, ctx)).await?;
    declarations::put(&mut tx, id, kind, words, now).await?;
    tx.commit().await?;
    outbox::flush(house).await?;
    Ok(step)
}

/// The relay saw authenticated media from a side.
///
/// # Errors
/// When the store fails. A call that is already over is no error.
pub async fn media(house: &House, id: CheckId, side: Side, what: Media) -> Done<()> {
    tolerant(settle::advance_alone(house, id, |check, ctx| call::step(check, Event::Media { side, what }, ctx)).await)
}

/// # Errors
/// When the store fails. A call that is already over is no error.
pub async fn lost(house: &House, id: CheckId, side: Side) -> Done<()> {
    tolerant(settle::advance_alone(house, id, |check, ctx| call::step(check, Event::Lost { side }, ctx)).await)
}

/// A side's page has gone.
///
/// # Errors
/// When the store fails. A call that is already over is no error.
pub async fn gone(house: &House, id: CheckId, side: Side) -> Done<()> {
    tolerant(settle::advance_alone(house, id, |check, ctx| call::step(check, Event::Gone { side }, ctx)).await)
}

/// The person goes on by text.
///
/// # Errors
/// When the call is not running, or the store fails.
pub async fn by_text(house: &House, id: CheckId) -> Done<()> {
    settle::advance_alone(house, id, |check, ctx| call::step(check, Event::ByText, ctx)).await.map(drop)
}

/// The person answers in writing.
///
/// # Errors
/// A refusal (no words, too many), or the store's failure.
pub async fn write(house: &House, id: CheckId, words: String) -> Done<()> {
    settle::advance_alone(house, id, |check, ctx| call::step(check, Event::Write { words }, ctx)).await.map(drop)
}

/// # Errors
/// When the store fails. A call that is already over is no error.
pub async fn back(house: &House, id: CheckId, side: Side) -> Done<()> {
    tolerant(settle::advance_alone(house, id, |check, ctx| call::step(check, Event::Back { side }, ctx)).await)
}

/// # Errors
/// When the call is not running, or the store fails.
pub async fn hang_up(house: &House, id: CheckId, side: Side) -> Done<()> {
    settle::advance_alone(house, id, |check, ctx| call::step(check, Event::HangUp { side }, ctx)).await.map(|_| ())
}

/// # Errors
/// `NotFound` to whom it does not concern, a refusal (not the caller, no note where one is needed, too late), or the store's failure.
pub async fn verdict(house: &House, id: CheckId, by: PersonId, verdict: Verdict, words: String) -> Done<Step> {
    let mut tx = house.db.begin().await?;
    prompt::concerns(&mut tx, id, by).await?;
    let step = settle::advance(house, &mut tx, id, |check, ctx| call::step(check, Event::Verdict { by, verdict, words }, ctx)).await?;
    tx.commit().await?;
    outbox::flush(house).await?;
    Ok(step)
}

/// What the relay reports may come after the call has ended.
fn tolerant(step: Done<Step>) -> Done<()> {
    match step {
        Ok(_) | Err(FlowError::Refused(_) | FlowError::NotFound) => Ok(()),
        Err(other) => Err(other),
    }
}
