//! Who may do more than an employee or supervisor. Only an administrator changes that, and only inside their own reach.

use sidak_core::{
    access::{Act, Role},
    ids::{PersonId, UnitId},
};

use crate::{
    bus::Hint,
    flow::{
        Done, FlowError, House,
        access::{self, Asker, Scope},
        accounts::role_name,
        people::{UnitNames, cards},
    },
    shape::account::RoleHolder,
    store::{Tx, accounts::{self, RoleRow}, audit},
};

/// Role holders in the asker's reach.
///
/// # Errors
/// When the store fails.
pub async fn roles(house: &House, asker: &Asker) -> Done<Vec<RoleHolder>> {
    let mut tx = house.db.read().await?;
    let scope = access::scope(&mut tx, asker, &[Role::Admin, Role::Auditor]).await?;
    let mut rows = accounts::all_roles(&mut tx).await?;
    rows.retain(|row| reaches(&scope, row.unit));
    let ids: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    let who = cards(&mut tx, &ids).await?;
    let names = UnitNames::load(&mut tx).await?;
    let holder = |row: RoleRow| {
        Some(RoleHolder {
            person: who.get(&row.person)?.clone(),
            role: role_name(Role::parse(&row.role)?),
            unit: row.unit.map(|unit| unit.0),
            unit_name: row.unit.map(|unit| names.of(unit)),
        })
    };
    Ok(rows.into_iter().filter_map(holder).collect())
}

/// # Errors
/// `NotFound` when the person or the unit is outside the asker's reach, `Forbidden` to give more than one's own reach, or the
/// store's failure.
pub async fn grant(house: &House, asker: &Asker, person: PersonId, role: Role, unit: Option<UnitId>) -> Done<()> {
    change(house, asker, RoleRow { person, role: role.code().into(), unit }, true).await
}

/// # Errors
/// As [`grant`]; and an error when it would leave nobody who may give roles.
pub async fn revoke(house: &House, asker: &Asker, person: PersonId, role: Role, unit: Option<UnitId>) -> Done<()> {
    change(house, asker, RoleRow { person, role: role.code().into(), unit }, false).await
}

async fn change(house: &House, asker: &Asker, row: RoleRow, give: bool) -> Done<()> {
    let now = house.now();
    let mut tx = house.db.begin().await?;
    access::person_for(&mut tx, asker, row.person, Act::GrantRoles).await?;
    let scope = access::scope(&mut tx, asker, &[Role::Admin]).await?;
    if !reaches(&scope, row.unit) {
        return Err(FlowError::Forbidden);
    }
    let changed = if give { accounts::grant_role(&mut tx, &row).await? } else { accounts::revoke_role(&mut tx, &row).await? };
    if !give && is_full_admin(&row) && !has_full_admin(&mut tx).await? {
        return Err(FlowError::bad("role", "last_admin", "Somebody must stay administrator over everything. Give the role to another person first."));
    }
    if changed {
        let detail = serde_json::json!({ "role": row.role, "unit": row.unit.map(|unit| unit.0) });
        let action = if give { "role.granted" } else { "role.revoked" };
        audit::append(&mut tx, now, Some(asker.person), action, row.person.0, &detail.to_string()).await?;
    }
    tx.commit().await?;
    house.bus.publish(Hint::Tell(row.person));
    Ok(())
}

/// Whether there is an administrator over everything.
pub(super) async fn has_full_admin(tx: &mut Tx) -> Done<bool> {
    Ok(accounts::all_roles(tx).await?.iter().any(is_full_admin))
}

/// Over everything.
pub(super) fn is_full_admin(row: &RoleRow) -> bool {
    row.unit.is_none() && row.role == Role::Admin.code()
}

/// Whether a role over this unit, or over everything, lies within the reach.
fn reaches(scope: &Scope, unit: Option<UnitId>) -> bool {
    match (scope, unit) {
        (Scope::All, _) => true,
        (Scope::Units(_), Some(unit)) => scope.covers(unit),
        (Scope::Units(_), None) => false,
    }
}
