//! One step of one check: load, ask core, save. And what follows when a step settles the check: the outcome, the
//! person's index, and perhaps a recommendation.

use sidak_core::{
    check::{self, Check, Ctx, Effect, Recorded, Refusal, State, Step},
    ids::{CheckId, UnitId},
    needs::Needs,
    outcome::Readiness,
    programme::{CountsAs, Policy},
    time::{Day, Moment},
};

use super::{Done, FlowError, House, capacity, cases, hours::{self, Hours}, outbox, record};
use crate::store::{Tx, attendance, checks, facts, needs, outages, outcomes, people::{self, Person}, programmes};

/// A check with everything a step may look at.
pub struct Loaded {
    pub check: Check,
    pub epoch: i64,
    /// Of the person.
    pub unit: UnitId,
    pub trace: Vec<Recorded>,
    /// With the times as they are for this person.
    pub policy: Policy,
    pub needs: Needs,
    pub readiness: Readiness,
    /// When the person may be called on the day of the check.
    pub hours: Hours,
}

/// # Errors
/// When there is no such check, or the store fails.
pub async fn load(house: &House, tx: &mut Tx, id: CheckId) -> Done<Loaded> {
    let (check, epoch) = checks::get(tx, id).await?.ok_or(FlowError::NotFound)?;
    let trace = facts::of(tx, id).await?;
    let mut policy = programmes::version(tx, check.programme, check.policy_version).await?.ok_or(FlowError::NotFound)?.policy;
    let person = people::by_id(tx, check.person).await?.ok_or(FlowError::NotFound)?;
    let hours = hours::of(house, tx, &person, &policy, check.day).await?;
    let readiness = readiness(tx, &person, check.day, &policy, &hours).await?;
    let needs = needs::of(tx, check.person).await?;
    policy.answer = needs.adjust(&policy.answer);
    Ok(Loaded { check, epoch, unit: person.unit, trace, policy, needs, readiness, hours })
}

/// Whether and when the person started the day, and by when the policy wants it.
///
/// # Errors
/// When the store fails.
pub async fn readiness(tx: &mut Tx, person: &Person, day: Day, policy: &Policy, hours: &Hours) -> Done<Readiness> {
    let morning = attendance::get(tx, person.id, day).await?;
    // Without working hours on the day nobody can be late.
    let deadline = hours.ready_deadline(policy).unwrap_or(Moment(i64::MAX));
    let hindrances = morning.as_ref().map(super::readiness::hindrances).unwrap_or_default();
    Ok(Readiness { started: morning.map(|day| day.started), deadline, hindrances })
}

/// Saves a check that is born in this step, in the caller's transaction.
///
/// # Errors
/// `Changed` when the person is in another call since; or the store's failure.
pub async fn begin(house: &House, tx: &mut Tx, step: &Step, policy: &Policy, readiness: Readiness, hours: &Hours) -> Done<()> {
    let now = house.now();
    let trace: Vec<Recorded> = step.facts.iter().map(|fact| Recorded { at: now, fact: fact.clone() }).collect();
    let ctx = Ctx { now, rules: &policy.answer, trace: &trace, readiness, times: hours.times() };
    checks::insert_born(tx, &step.check, check::wake(&step.check, &ctx)).await?;
    facts::append(tx, step.check.id, &trace).await?;
    outbox::push(tx, &step.effects, now).await
}

/// Moves one check by one event, in the caller's transaction. The caller commits, then flushes the outbox.
///
/// # Errors
/// A refusal of the rules; `Changed` when another writer was first; or the store's failure.
pub async fn advance(
    house: &House,
    tx: &mut Tx,
    id: CheckId,
    rule: impl FnOnce(&Check, &Ctx) -> Result<Step, Refusal> + Send,
) -> Done<Step> {
    let loaded = load(house, tx, id).await?;
    let now = house.now();
    let ctx = Ctx { now, rules: &loaded.policy.answer, trace: &loaded.trace, readiness: loaded.readiness, times: loaded.hours.times() };
    let step = rule(&loaded.check, &ctx)?;
    let recorded: Vec<Recorded> = step.facts.iter().map(|fact| Recorded { at: now, fact: fact.clone() }).collect();
    if recorded.is_empty() && step.check == loaded.check {
        return Ok(step);
    }
    let trace: Vec<Recorded> = loaded.trace.iter().cloned().chain(recorded.iter().cloned()).collect();
    let wake = check::wake(&step.check, &Ctx { trace: &trace, ..ctx });
    checks::save(tx, &step.check, wake, loaded.epoch).await?;
    facts::append(tx, id, &recorded).await?;
    capacity::enter(tx, &step.check, loaded.unit, &step.facts, now).await?;
    outbox::push(tx, &step.effects, now).await?;
    if step.check.state != loaded.check.state {
        settled(house, tx, &step.check, &trace, &loaded.policy).await?;
    }
    Ok(step)
}

/// As [`advance`], in a transaction of its own.
///
/// # Errors
/// As [`advance`].
pub async fn advance_alone(
    house: &House,
    id: CheckId,
    rule: impl FnOnce(&Check, &Ctx) -> Result<Step, Refusal> + Send,
) -> Done<Step> {
    let mut tx = house.db.begin().await?;
    let step = advance(house, &mut tx, id, rule).await?;
    tx.commit().await?;
    outbox::flush(house).await?;
    Ok(step)
}

/// What a settled check changes: the outcome is filed, the index folded anew, a review recommended where the rules say so.
async fn settled(house: &House, tx: &mut Tx, check: &Check, trace: &[Recorded], policy: &Policy) -> Done<()> {
    let State::Settled { at, judgement } = &check.state else { return Ok(()) };
    let person = people::by_id(tx, check.person).await?.ok_or(FlowError::NotFound)?;
    let counts_as = record::counting(check.kind, judgement.outcome, policy);
    let facts = check::Summary::of(trace);
    outcomes::put(
        tx,
        &outcomes::OutcomeRow {
            check: check.id,
            programme: check.programme,
            person: check.person,
            unit: person.unit,
            caller: check::caller(check, trace),
            day: check.day,
            kind: check.kind,
            outcome: judgement.outcome,
            reasons: judgement.reasons.clone(),
            counts_as: counts_as.map(|counts| counts == CountsAs::Available),
            answer_ms: facts.answer_ms,
            attempts: check.attempts,
            prompted: facts.prompted,
            started_in_time: facts.started_in_time,
            deferred: facts.deferred,
            handed_over: facts.handed_over,
            ignored: facts.ignored,
            verdict_missing: facts.verdict_missing,
            answered: facts.answered,
            media_seen: facts.media_seen,
            place: facts.place,
            settled_at: *at,
        },
    )
    .await?;
    let index = record::fold_index(house, tx, check.person, check.programme, policy).await?;
    // While a ring may still turn out to lie in a mass outage nobody is blamed: `outage::close` comes back to it.
    if !outages::has_open(tx, check.person).await? {
        cases::recommend(house, tx, &person, check.programme, policy, &index).await?;
    }
    outbox::push(tx, &[Effect::Tell(check.person)], house.now()).await
}
