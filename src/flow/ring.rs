//! Ringing the person: start, receipts, answer, decline, and calling back after a missed ring.

use sidak_core::{
    check::{PutOff, Receipt, Refusal, State, Step},
    ids::{AttemptId, CheckId, DeviceId, PersonId},
    prompt::Event as Asked,
    ring::{self, Event},
    times::Callable,
};

use super::{Done, FlowError, House, lines, outbox, prompt, settle};
use crate::store::{checks, questions};

/// Questions a supervisor may be given; the words are in `now`.
pub const QUESTIONS: u8 = 12;

/// The supervisor rings now.
///
/// # Errors
/// `NotFound` to whom it does not concern, a refusal (no longer this official's prompt, outside the person's working time, on
/// leave or with a status since the prompt), or the store's failure.
pub async fn start(house: &House, id: CheckId, by: PersonId) -> Done<AttemptId> {
    let attempt = AttemptId(house.fresh()?);
    let question = house.entropy.bytes::<1>()?[0] % QUESTIONS;
    let mut tx = house.db.begin().await?;
    prompt::concerns(&mut tx, id, by).await?;
    let (check, _) = checks::get(&mut tx, id).await?.ok_or(FlowError::NotFound)?;
    if !prompt::is_at_home(&mut tx, &check).await? {
        // Leave or a recall was entered since the prompt: nobody is called at home then, and the check ends as void.
        let event = Asked::Void { why: PutOff::NoLongerAtHome, words: String::new() };
        settle::advance(house, &mut tx, id, |check, ctx| sidak_core::prompt::step(check, event, ctx)).await?;
        tx.commit().await?;
        outbox::flush(house).await?;
        return Err(Refusal::OutsideWindow.into());
    }
    let now = house.now();
    if let Callable::Absent { until } = settle::load(house, &mut tx, id).await?.hours.times().at(now) {
        // A status was entered since the prompt: the check waits, as it would have at its minute.
        let event = Asked::Hold { why: PutOff::PersonStatus, until };
        settle::advance(house, &mut tx, id, |check, ctx| sidak_core::prompt::step(check, event, ctx)).await?;
        tx.commit().await?;
        outbox::flush(house).await?;
        return Err(Refusal::PersonAbsent.into());
    }
    let step = settle::advance(house, &mut tx, id, |check, ctx| ring::step(check, Event::Start { by, attempt }, ctx)).await?;
    if let State::Ringing { until, .. } = step.check.state {
        lines::ring(house, &mut tx, &step.check, attempt, until).await?;
    }
    // Drawn at the call, so that nobody can prepare for it.
    questions::put(&mut tx, id, question).await?;
    tx.commit().await?;
    outbox::flush(house).await?;
    Ok(attempt)
}

/// A device of the person proved something about a ring. A receipt that comes late or for somebody else's ring is refused.
///
/// # Errors
/// A refusal, or the store's failure.
pub async fn received(house: &House, person: PersonId, attempt: AttemptId, device: DeviceId, receipt: Receipt) -> Done<()> {
    by_attempt(house, person, attempt, Event::Received { attempt, device, receipt }).await.map(|_| ())
}

/// The person taps Answer: from here on it counts as answered.
///
/// # Errors
/// A refusal (the ring is over, another device was first), or the store's failure.
pub async fn answer(house: &House, person: PersonId, attempt: AttemptId, device: DeviceId) -> Done<CheckId> {
    by_attempt(house, person, attempt, Event::Answer { attempt, device }).await.map(|step| step.check.id)
}

/// # Errors
/// A refusal (no reason given, the ring is over), or the store's failure.
pub async fn decline(house: &House, person: PersonId, attempt: AttemptId, words: String) -> Done<()> {
    by_attempt(house, person, attempt, Event::Decline { attempt, words }).await.map(|_| ())
}

/// The person missed that ring and asks to be rung again; the heartbeat asks the official within a second.
///
/// # Errors
/// A refusal (it is too late, or a status holds), `NotFound` for somebody else's ring, or the store's failure.
pub async fn call_back(house: &House, person: PersonId, attempt: AttemptId, device: DeviceId) -> Done<()> {
    by_attempt(house, person, attempt, Event::CallBack { attempt, device }).await.map(|_| ())
}

/// The time to call back is over: the rings decide, unless leave or a recall was entered meanwhile.
///
/// # Errors
/// `Changed` when another writer was first, or the store's failure.
pub async fn nobody_called_back(house: &House, id: CheckId) -> Done<()> {
    let mut tx = house.db.begin().await?;
    let (check, _) = checks::get(&mut tx, id).await?.ok_or(FlowError::NotFound)?;
    let at_home = prompt::is_at_home(&mut tx, &check).await?;
    settle::advance(house, &mut tx, id, |check, ctx| {
        if at_home {
            return ring::step(check, Event::Tick, ctx);
        }
        sidak_core::prompt::step(check, Asked::Void { why: PutOff::NoLongerAtHome, words: String::new() }, ctx)
    })
    .await?;
    tx.commit().await?;
    outbox::flush(house).await
}

/// As [`lines::arrived`], for a browser that came from nowhere: the demo's.
///
/// # Errors
/// As [`lines::arrived`].
pub async fn meet_device(house: &House, person: PersonId, device: DeviceId, agent: &str) -> Done<()> {
    lines::arrived(house, person, device, agent, &lines::Origin::default()).await
}

async fn by_attempt(house: &House, person: PersonId, attempt: AttemptId, event: Event) -> Done<Step> {
    let mut tx = house.db.begin().await?;
    let id = checks::by_attempt(&mut tx, attempt).await?.ok_or(FlowError::NotFound)?;
    let (check, _) = checks::get(&mut tx, id).await?.ok_or(FlowError::NotFound)?;
    if check.person != person {
        return Err(FlowError::NotFound);
    }
    let step = settle::advance(house, &mut tx, id, |check, ctx| ring::step(check, event, ctx)).await?;
    tx.commit().await?;
    outbox::flush(house).await?;
    Ok(step)
}
