//! Whose turn it is when a check comes due, and the book of who was asked for what.
//!
//! Gathers duty, calls and load of the officials concerned, and lets `core::capacity` decide.

use sidak_core::{
    capacity::{self, Official, Turn},
    check::{Check, Fact, Kind, PutOff, Recorded, State, caller},
    ids::{CheckId, PersonId, UnitId},
    programme::{CapacityRules, Policy},
    prompt,
    rota::Mode,
    time::{Day, Moment},
};

use super::{Done, House};
use crate::store::{
    Tx,
    asks::{self, Ask, Did},
    checks, duty, people, rota,
};

/// Who can be asked for this check now.
///
/// # Errors
/// When the store fails.
pub async fn turn(house: &House, tx: &mut Tx, check: &Check, trace: &[Recorded], policy: &Policy) -> Done<Turn> {
    if in_another(tx, check).await? {
        return Ok(Turn::Later { why: PutOff::PersonBusy });
    }
    let (rules, now) = (&policy.capacity, house.now());
    let first = official(tx, caller(check, trace), check.id, check.day).await?;
    if capacity::hindrance(&first, rules, now).is_none() {
        return Ok(Turn::Own);
    }
    let mut others = Vec::new();
    for id in stand_ins(tx, check.supervisor, check.day).await? {
        if id != check.person {
            others.push(official(tx, id, check.id, check.day).await?);
        }
    }
    Ok(capacity::turn(&first, &others, prompt::may_pass_on(trace), rules, now))
}

/// Deputies of the official of a check who could take it now.
///
/// # Errors
/// When the store fails.
pub async fn able_deputies(house: &House, tx: &mut Tx, of: PersonId, check: &Check, rules: &CapacityRules) -> Done<Vec<PersonId>> {
    let mut able = Vec::new();
    for id in people::deputies_of(tx, of, check.day).await? {
        let deputy = official(tx, id, check.id, check.day).await?;
        if id != check.person && capacity::hindrance(&deputy, rules, house.now()).is_none() {
            able.push(id);
        }
    }
    Ok(able)
}

/// The supervisor and the deputies of the day: a check that went to a deputy may come back.
async fn stand_ins(tx: &mut Tx, supervisor: PersonId, day: Day) -> Done<Vec<PersonId>> {
    let mut all = people::deputies_of(tx, supervisor, day).await?;
    all.push(supervisor);
    Ok(all)
}

async fn official(tx: &mut Tx, id: PersonId, check: CheckId, day: Day) -> Done<Official> {
    let asked = asks::of_official(tx, id, day.plus(-1), day).await?;
    let on = |wanted: Day| asked.iter().filter(|(of, on, _)| *on == wanted && *of != check).map(|(_, _, at)| *at).collect();
    Ok(Official {
        id,
        absent: is_absent(tx, id, day).await?,
        running: running(tx, id, check).await?,
        today: on(day),
        yesterday: on(day.plus(-1)),
        has_it: asked.iter().any(|(of, ..)| *of == check),
    })
}

/// Leave in the rota, or entered as not on duty.
///
/// # Errors
/// When the store fails.
pub async fn is_absent(tx: &mut Tx, official: PersonId, day: Day) -> Done<bool> {
    Ok(rota::mode_of(tx, official, day).await? == Some(Mode::Leave) || duty::is_off(tx, official, day).await?)
}

/// Checks in which the official is asked, rings or talks, but for this one.
///
/// # Errors
/// When the store fails.
pub async fn running(tx: &mut Tx, official: PersonId, except: CheckId) -> Done<u16> {
    let live = checks::live_of_caller(tx, official).await?;
    let running = live.iter().filter(|(check, _)| check.id != except && is_running(check)).count();
    Ok(u16::try_from(running).unwrap_or(u16::MAX))
}

/// Nobody is in two checks at once, whoever makes them.
async fn in_another(tx: &mut Tx, check: &Check) -> Done<bool> {
    Ok(checks::live_of_person(tx, check.person).await?.iter().any(|(other, _)| other.id != check.id && is_running(other)))
}

const fn is_running(check: &Check) -> bool {
    matches!(check.state, State::Prompted { .. } | State::Ringing { .. } | State::Answered { .. })
}

/// Enters new facts of a check in the book. A manual call is nobody's load: whoever makes one must not get out of a check by it.
///
/// # Errors
/// When the store fails.
pub async fn enter(tx: &mut Tx, check: &Check, unit: UnitId, facts: &[Fact], now: Moment) -> Done<()> {
    if check.kind == Kind::Manual {
        return Ok(());
    }
    let stood_in = facts.iter().any(|fact| matches!(fact, Fact::PassedOn { .. }));
    let ask = |official, stood_in| Ask { check: check.id, official, unit, day: check.day, at: now, stood_in };
    for fact in facts {
        match *fact {
            Fact::Prompted { caller } => asks::ask(tx, &ask(caller, stood_in)).await?,
            Fact::HandedOver { by, to, .. } => {
                asks::did(tx, check.id, by, Did { handed_over: true, ..Did::default() }).await?;
                asks::ask(tx, &ask(to, false)).await?;
            }
            Fact::Deferred { by: Some(by), .. } => asks::did(tx, check.id, by, Did { deferred: true, ..Did::default() }).await?,
            Fact::PromptIgnored { caller } => asks::did(tx, check.id, caller, Did { ignored: true, ..Did::default() }).await?,
            Fact::Rang { caller, .. } => asks::did(tx, check.id, caller, Did { rang: true, ..Did::default() }).await?,
            _ => {}
        }
    }
    Ok(())
}
