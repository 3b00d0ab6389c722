//! An official calls somebody of the own line by hand. Who asked and why goes on the record and into the audit log.

use sidak_core::{
    access::Act,
    check::{Check, Refusal, State},
    ids::{AttemptId, CheckId, PersonId},
    manual::{self, Wish},
    rota::Mode,
};

use super::{
    Done, House,
    access::{self, Asker},
    attendance, capacity, hours, lines, outbox,
    programmes::programme_on,
    ring::QUESTIONS,
    settle,
};
use crate::store::{Tx, audit, checks, needs, questions};

/// The check, already ringing.
///
/// # Errors
/// `NotFound` when the person is not in the asker's line, the rule's refusal, or the store's failure.
pub async fn call(house: &House, asker: &Asker, person: PersonId, words: &str) -> Done<CheckId> {
    let (check, attempt) = (CheckId(house.fresh()?), AttemptId(house.fresh()?));
    let question = house.entropy.bytes::<1>()?[0] % QUESTIONS;
    let now = house.now();
    let mut tx = house.db.begin().await?;
    let person = access::person_for(&mut tx, asker, person, Act::CallByHand).await?;
    let day = now.day_in(&person.zone);
    let Some(mut programme) = programme_on(&mut tx, day).await? else { return Err(Refusal::OutsideWindow.into()) };
    programme.policy.answer = needs::of(&mut tx, person.id).await?.adjust(&programme.policy.answer);
    let hours = hours::of(house, &mut tx, &person, &programme.policy, day).await?;
    let wish = Wish {
        by: asker.person,
        person: person.id,
        words,
        check,
        attempt,
        programme: programme.id,
        policy_version: programme.version,
        day,
        times: hours.times(),
        at_home: person.active && attendance::mode(&mut tx, &person, day).await? == Some(Mode::Home),
        other_open: is_known_of(&mut tx, person.id).await?,
        running: capacity::running(&mut tx, asker.person, check).await?,
        by_official: checks::manual_by(&mut tx, asker.person, day).await?,
        of_person: checks::manual_of(&mut tx, person.id, day).await?,
        readiness: settle::readiness(&mut tx, &person, day, &programme.policy, &hours).await?,
    };
    let step = manual::call(&wish, &programme.policy, now)?;
    settle::begin(house, &mut tx, &step, &programme.policy, wish.readiness, &hours).await?;
    if let State::Ringing { until, .. } = step.check.state {
        lines::ring(house, &mut tx, &step.check, attempt, until).await?;
    }
    questions::put(&mut tx, check, question).await?;
    let detail = serde_json::json!({ "person": person.id.0, "reason": words.trim() });
    audit::append(&mut tx, now, Some(asker.person), "check.asked_by_hand", check.0, &detail.to_string()).await?;
    tx.commit().await?;
    outbox::flush(house).await?;
    Ok(check)
}

/// Whether a check of the person is open that an official has already seen. One that is drawn and still secret is not told of.
async fn is_known_of(tx: &mut Tx, person: PersonId) -> Done<bool> {
    let seen = |check: &Check| !matches!(check.state, State::Waiting) || check.attempts > 0 || check.deferrals > 0;
    let live = checks::live_of_person(tx, person).await?;
    let waiting = checks::waiting_of(tx, person).await?;
    Ok(live.iter().chain(&waiting).any(|(check, _)| seen(check)))
}
