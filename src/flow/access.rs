//! How an asker stands to a person or unit, for `core::access` to judge by.

use std::collections::HashSet;

use sidak_core::{
    access::{Act, Role, Standing, may},
    ids::{PersonId, SessionId, UnitId},
};

use super::{Done, FlowError};
use crate::store::{Tx, accounts, people::{self, Person}, units};

/// Who asks: the signed-in person with roles.
#[derive(Clone, Debug)]
pub struct Asker {
    pub person: PersonId,
    pub session: SessionId,
    pub supervises: bool,
    pub roles: Vec<Granted>,
}

/// A role and the top of the subtree it covers; without one it covers all units.
#[derive(Clone, Copy, Debug)]
pub struct Granted {
    pub role: Role,
    pub top: Option<UnitId>,
}

impl Asker {
    #[must_use]
    pub fn has(&self, roles: &[Role]) -> bool {
        self.roles.iter().any(|granted| roles.contains(&granted.role))
    }
}

/// Units that an asker's roles reach.
#[derive(Clone, Debug)]
pub enum Scope {
    All,
    Units(HashSet<UnitId>),
}

impl Scope {
    #[must_use]
    pub fn covers(&self, unit: UnitId) -> bool {
        match self {
            Self::All => true,
            Self::Units(units) => units.contains(&unit),
        }
    }
}

/// The reach of the asker's roles among `roles`.
///
/// # Errors
/// When the store fails.
pub async fn scope(tx: &mut Tx, asker: &Asker, roles: &[Role]) -> Done<Scope> {
    let mut reach = HashSet::new();
    for granted in asker.roles.iter().filter(|granted| roles.contains(&granted.role)) {
        match granted.top {
            None => return Ok(Scope::All),
            Some(top) => reach.extend(units::subtree(tx, top).await?),
        }
    }
    Ok(Scope::Units(reach))
}

/// # Errors
/// When the store fails.
pub async fn standing_to_unit(tx: &mut Tx, asker: &Asker, unit: UnitId) -> Done<Standing> {
    let mut roles = Vec::new();
    for granted in &asker.roles {
        let covers = match granted.top {
            None => true,
            Some(top) => units::subtree(tx, top).await?.contains(&unit),
        };
        if covers {
            roles.push(granted.role);
        }
    }
    Ok(Standing { roles, ..Standing::default() })
}

/// # Errors
/// When the store fails.
pub async fn standing_to(tx: &mut Tx, asker: &Asker, person: &Person) -> Done<Standing> {
    let is_self = asker.person == person.id;
    let in_line = asker.supervises && people::line_above(tx, person.id).await?.contains(&asker.person);
    Ok(Standing { is_self, in_line, ..standing_to_unit(tx, asker, person.unit).await? })
}

/// The person, if the asker may do this to or see this of him. Otherwise "not found": even that somebody exists is not told.
///
/// # Errors
/// `NotFound`, or the store's failure.
pub async fn person_for(tx: &mut Tx, asker: &Asker, id: PersonId, act: Act) -> Done<Person> {
    let person = people::by_id(tx, id).await?.ok_or(FlowError::NotFound)?;
    if may(act, &standing_to(tx, asker, &person).await?) { Ok(person) } else { Err(FlowError::NotFound) }
}

/// # Errors
/// `NotFound` when the unit is outside the asker's reach, or the store's failure.
pub async fn unit_for(tx: &mut Tx, asker: &Asker, unit: UnitId, act: Act) -> Done<()> {
    if may(act, &standing_to_unit(tx, asker, unit).await?) { Ok(()) } else { Err(FlowError::NotFound) }
}

/// The asker of a session, roles and all.
///
/// # Errors
/// When the store fails.
pub async fn asker(tx: &mut Tx, person: PersonId, session: SessionId) -> Done<Asker> {
    let roles = accounts::roles_of(tx, person)
        .await?
        .into_iter()
        .filter_map(|row| Role::parse(&row.role).map(|role| Granted { role, top: row.unit }))
        .collect();
    Ok(Asker { person, session, supervises: people::has_reports(tx, person).await?, roles })
}
