//! From a unit to its people, and to one person: for role holders only, who decide; supervisors judge each call by itself.

use std::collections::HashMap;

use sidak_core::{
    access::{Act, may},
    ids::{PersonId, UnitId},
};

use super::{programme_now, tree::Tree};
use crate::{
    flow::{
        Done, House,
        access::{self, Asker},
        people::UnitNames,
        record,
    },
    shape::dashboard::{PersonRow, PersonView, UnitPeople},
    store::{dashboard, people},
};

/// People listed with everything below the unit; a larger unit lists those directly in it.
pub const PEOPLE_MAX: u32 = 1_000;

/// The people of one unit, by name.
///
/// # Errors
/// `NotFound` outside the asker's reach, or the store's failure.
pub async fn unit_people(house: &House, asker: &Asker, unit: UnitId) -> Done<UnitPeople> {
    let mut tx = house.db.read().await?;
    access::unit_for(&mut tx, asker, unit, Act::SeeIndex).await?;
    let below = Tree::load(&mut tx).await?.subtree(&[unit]);
    let all = people::count_in_units(&mut tx, &below).await? <= PEOPLE_MAX;
    let found = people::in_units(&mut tx, if all { &below } else { &below[..1] }).await?;
    let ids: Vec<PersonId> = found.iter().map(|person| person.id).collect();
    let scores = match programme_now(&mut tx, house, asker).await?.version {
        Some(programme) => dashboard::scores_of(&mut tx, &ids, programme.id).await?,
        None => Vec::new(),
    };
    let scores: HashMap<PersonId, (bool, u32, u32)> =
        scores.into_iter().map(|(person, enough, counted, available)| (person, (enough, counted, available))).collect();
    let cases: HashMap<PersonId, uuid::Uuid> =
        dashboard::cases_of(&mut tx, &ids).await?.into_iter().map(|(person, case)| (person, case.0)).collect();
    let names = UnitNames::load(&mut tx).await?;
    let row = |person: &people::Person| {
        let (enough, counted, available) = scores.get(&person.id).copied().unwrap_or_default();
        PersonRow { person: names.card(person), enough, counted, available, case: cases.get(&person.id).copied() }
    };
    Ok(UnitPeople { unit: unit.0, name: names.of(unit), people: found.iter().map(row).collect() })
}

/// One person's index and newest checks, as the person sees them too.
///
/// # Errors
/// `NotFound` when the asker may not see the index, or the store's failure.
pub async fn person(house: &House, asker: &Asker, id: PersonId) -> Done<PersonView> {
    let mut tx = house.db.read().await?;
    let person = access::person_for(&mut tx, asker, id, Act::SeeIndex).await?;
    let may_enter_absence = may(Act::EnterAbsence, &access::standing_to(&mut tx, asker, &person).await?);
    drop(tx);
    let record = record::of(house, asker, id, None).await?;
    Ok(PersonView { person: record.person, index: record.index, checks: record.checks, case: record.case, may_enter_absence })
}
