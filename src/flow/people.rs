//! People as others may see them.

use std::collections::HashMap;

use sidak_core::ids::{PersonId, UnitId};

use super::Done;
use crate::{shape::PersonCard, store::{Tx, people::{self, Person}, units}};

/// Names of units, loaded once per answer.
pub struct UnitNames(HashMap<UnitId, String>);

impl UnitNames {
    /// # Errors
    /// When the store fails.
    pub async fn load(tx: &mut Tx) -> Done<Self> {
        Ok(Self(units::all(tx).await?.into_iter().map(|unit| (unit.id, unit.name)).collect()))
    }

    #[must_use]
    pub fn of(&self, unit: UnitId) -> String {
        self.0.get(&unit).cloned().unwrap_or_default()
    }

    #[must_use]
    pub fn card(&self, person: &Person) -> PersonCard {
        PersonCard {
            id: person.id.0,
            name: person.name.clone(),
            position: person.position.clone(),
            unit: self.of(person.unit),
            nip_masked: sidak_core::staff::masked(&person.nip),
        }
    }
}

/// Cards of many people, by id.
///
/// # Errors
/// When the store fails.
pub async fn cards(tx: &mut Tx, ids: &[PersonId]) -> Done<HashMap<PersonId, PersonCard>> {
    let names = UnitNames::load(tx).await?;
    Ok(people::by_ids(tx, ids).await?.iter().map(|person| (person.id, names.card(person))).collect())
}
