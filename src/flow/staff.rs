//! The staff list: units, search, import, activation codes, roles. Each reaches as far as the asker's subtree of units.
//!
//! Whether a list is right is `core::staff`'s to say; nothing here knows files or pages.

mod activation;
mod import;
mod needs;
mod roles;

pub use activation::{ACTIVATION_DAYS, SLIPS_MAX, activation, first_admin};
pub use import::{Checked, apply, check, may_import, rota_problem, unreadable};
pub use needs::set as set_needs;
pub use roles::{grant, revoke, roles};

use std::collections::{HashMap, HashSet};

use sidak_core::{
    access::{Act, Role},
    ids::{PersonId, UnitId},
};

use super::{
    Done, FlowError, House,
    access::{self, Asker, Scope},
    people::UnitNames,
};
use crate::{
    shape::staff::{NeedsLine, StaffLine, StaffPage, StaffQuery, UnitNode},
    store::{Tx, accounts, people::{self, Search}, units},
};

/// People on one page.
pub const PAGE: u32 = 50;
const SEARCH_MAX: usize = 100;

/// Units in the asker's reach, by name; a supervisor's own unit too.
///
/// # Errors
/// When the store fails.
pub async fn units(house: &House, asker: &Asker) -> Done<Vec<UnitNode>> {
    let mut tx = house.db.read().await?;
    let scope = access::scope(&mut tx, asker, &Role::ALL).await?;
    let own = match people::by_id(&mut tx, asker.person).await? {
        Some(me) if asker.supervises => Some(me.unit),
        _ => None,
    };
    let counts: HashMap<UnitId, u32> = units::counts(&mut tx).await?.into_iter().collect();
    let seen: Vec<units::Unit> =
        units::all(&mut tx).await?.into_iter().filter(|unit| scope.covers(unit.id) || own == Some(unit.id)).collect();
    let ids: HashSet<UnitId> = seen.iter().map(|unit| unit.id).collect();
    let node = |unit: units::Unit| UnitNode {
        id: unit.id.0,
        people: counts.get(&unit.id).copied().unwrap_or(0),
        // The top of the reach has no parent as far as the asker may know.
        parent: unit.parent.filter(|parent| ids.contains(parent)).map(|parent| parent.0),
        name: unit.name,
    };
    Ok(seen.into_iter().map(node).collect())
}

/// One page of [`PAGE`] people, the first page being 0.
///
/// # Errors
/// `NotFound` for a unit outside the asker's reach, too long a search, or the store's failure.
pub async fn search(house: &House, asker: &Asker, query: &StaffQuery) -> Done<StaffPage> {
    let text = query.search.as_deref().unwrap_or_default().trim();
    if text.chars().count() > SEARCH_MAX {
        return Err(FlowError::bad("search", "too_long", format!("At most {SEARCH_MAX} characters.")));
    }
    let page = query.page.unwrap_or(0);
    let mut tx = house.db.read().await?;
    let within = reach(&mut tx, asker, query.unit.map(UnitId)).await?;
    let search = Search { units: &within, text, offset: page.saturating_mul(PAGE), limit: PAGE };
    let (found, total) = people::search(&mut tx, &search).await?;
    let ids: Vec<PersonId> = found.iter().map(|person| person.id).collect();
    let activated: HashSet<PersonId> = accounts::have_password(&mut tx, &ids).await?.into_iter().collect();
    let above: Vec<PersonId> = found.iter().filter_map(|person| person.supervisor).collect();
    let above: HashMap<PersonId, String> =
        people::by_ids(&mut tx, &above).await?.into_iter().map(|person| (person.id, person.name)).collect();
    let names = UnitNames::load(&mut tx).await?;
    let may_see_needs = access::scope(&mut tx, asker, &[Role::Admin]).await?;
    let ids: Vec<PersonId> = found.iter().filter(|person| may_see_needs.covers(person.unit)).map(|person| person.id).collect();
    let registered: HashMap<PersonId, NeedsLine> = needs::lines(&mut tx, &ids).await?;
    let line = |person: &people::Person| StaffLine {
        needs: registered.get(&person.id).cloned(),
        person: names.card(person),
        supervisor: person.supervisor.and_then(|id| above.get(&id).cloned()),
        activated: activated.contains(&person.id),
    };
    Ok(StaffPage { people: found.iter().map(line).collect(), total, page, pages: total.div_ceil(PAGE) })
}

/// The unit with all below it, or without one everything in the asker's reach.
async fn reach(tx: &mut Tx, asker: &Asker, unit: Option<UnitId>) -> Done<Vec<UnitId>> {
    if let Some(unit) = unit {
        access::unit_for(tx, asker, unit, Act::SeeStaff).await?;
        return Ok(units::subtree(tx, unit).await?);
    }
    Ok(match access::scope(tx, asker, &Role::ALL).await? {
        Scope::All => units::all(tx).await?.into_iter().map(|unit| unit.id).collect(),
        Scope::Units(units) => units.into_iter().collect(),
    })
}

#[cfg(test)]
mod tests;
