//! People: the staff list as the personnel agency sends it, and the reporting line.
//!
//! Nobody is deleted; who has left is not active. Knows nothing of signing in.

use std::collections::HashSet;

use sidak_core::{
    ids::{PersonId, UnitId},
    time::Zone,
};

use super::{
    Result, Tx,
    sql::{all as rows, binds, one, run, sql},
    value::{FromRow, One, Row},
};

pub use super::deputies::{DEPUTIES_MAX, DeputyRow, deputies, deputies_of, set_deputies};

/// Steps up the reporting line that are looked at.
pub const LINE_MAX: i64 = 20;
/// Direct reports of one supervisor that are listed.
pub const REPORTS_MAX: i64 = 2_000;
/// Rows of one page of a search.
pub const PAGE_MAX: i64 = 500;

/// One row of the staff list. `Debug` shows the id only.
#[derive(Clone, PartialEq)]
pub struct Person {
    pub id: PersonId,
    pub nip: String,
    pub name: String,
    pub unit: UnitId,
    pub position: String,
    /// Code of a `staff::PositionType`.
    pub position_type: String,
    /// Code of a `staff::ServiceCategory`.
    pub category: String,
    pub supervisor: Option<PersonId>,
    pub domicile: String,
    pub home_address: String,
    pub phone: String,
    pub email: String,
    pub zone: Zone,
    /// Code of a `staff::WorkPattern`.
    pub pattern: String,
    pub active: bool,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Person({})", self.id)
    }
}

/// What a page of the staff list asks for.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    pub units: &'a [UnitId],
    /// Part of a name, in any case; empty for everybody.
    pub text: &'a str,
    pub offset: u32,
    /// At most [`PAGE_MAX`].
    pub limit: u32,
}

sql! {
    BY_ID = "select * from people where id = $1";
    BY_IDS = "select * from people where id" among "$1" "order by name_key, id";
    BY_NIP = "select * from people where nip = $1";
    BY_EMAIL = "select * from people where email_key = $1 and active order by id limit 2";
    REPORTS = "select * from people where supervisor = $1 and active order by name_key, id limit $2";
    HAS_REPORTS = "select cast(1 as bigint) from people where supervisor = $1 and active limit 1";
    SEARCH = "select * from people where active and name_key like $2 escape '\\' and unit" among "$1"
        "order by name_key, id limit $3 offset $4";
    SEARCH_COUNT = "select count(*) from people where active and name_key like $2 escape '\\' and unit" among "$1" "";
    IN_UNITS = "select * from people where active and unit" among "$1" "order by name_key, id";
    ALL = "select * from people order by name_key, id";
    COUNT_IN_UNITS = "select count(*) from people where active and unit" among "$1" "";
    INSERT = "insert into people (id, nip, name, name_key, unit, position, position_type, category, supervisor, domicile,
            home_address, phone, email, email_key, zone, pattern, active)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    UPDATE = "update people set nip = $2, name = $3, name_key = $4, unit = $5, position = $6, position_type = $7,
            category = $8, supervisor = $9, domicile = $10, home_address = $11, phone = $12, email = $13,
            email_key = $14, zone = $15, pattern = $16, active = $17
        where id = $1";
    LINE_ABOVE = "with recursive line (id, step) as (
            select supervisor, 1 from people where id = $1
            union all
            select people.supervisor, line.step + 1 from people join line on people.id = line.id where line.step < $2
        )
        select id from line where id is not null order by step";
    LINE_BELOW = "with recursive line (id, step) as (
            select id, 1 from people where supervisor = $1
            union
            select people.id, line.step + 1 from people join line on people.supervisor = line.id where line.step < $2
        )
        select distinct id from line where id <> $1";
}

pub async fn by_id(tx: &mut Tx, id: PersonId) -> Result<Option<Person>> {
    one(tx, &BY_ID, binds![id]).await
}

/// In the order of names; ids that nobody has are left out.
pub async fn by_ids(tx: &mut Tx, ids: &[PersonId]) -> Result<Vec<Person>> {
    rows(tx, &BY_IDS, binds![ids]).await
}

/// Who signs in with this NIP or e-mail, in any case. An e-mail that two people share signs in neither.
pub async fn by_login(tx: &mut Tx, login: &str) -> Result<Option<Person>> {
    let login = login.trim().to_lowercase();
    if let Some(person) = by_nip(tx, &login).await? {
        return Ok(Some(person).filter(|person| person.active));
    }
    if login.is_empty() {
        return Ok(None);
    }
    let mut found: Vec<Person> = rows(tx, &BY_EMAIL, binds![login]).await?;
    Ok(if found.len() == 1 { found.pop() } else { None })
}

pub async fn by_nip(tx: &mut Tx, nip: &str) -> Result<Option<Person>> {
    one(tx, &BY_NIP, binds![nip]).await
}

/// Active direct reports, in the order of names; at most [`REPORTS_MAX`].
pub async fn reports(tx: &mut Tx, supervisor: PersonId) -> Result<Vec<Person>> {
    rows(tx, &REPORTS, binds![supervisor, REPORTS_MAX]).await
}

pub async fn has_reports(tx: &mut Tx, supervisor: PersonId) -> Result<bool> {
    Ok(one::<One<i64>>(tx, &HAS_REPORTS, binds![supervisor]).await?.is_some())
}

/// One page, and how many there are on all pages.
pub async fn search(tx: &mut Tx, search: &Search<'_>) -> Result<(Vec<Person>, u32)> {
    let pattern = contains(search.text);
    let limit = i64::from(search.limit).min(PAGE_MAX);
    let total = one::<One<u32>>(tx, &SEARCH_COUNT, binds![search.units, &pattern]).await?;
    let page = rows(tx, &SEARCH, binds![search.units, &pattern, limit, search.offset]).await?;
    Ok((page, total.map_or(0, |n| n.0)))
}

/// Active people directly in these units.
pub async fn in_units(tx: &mut Tx, units: &[UnitId]) -> Result<Vec<Person>> {
    rows(tx, &IN_UNITS, binds![units]).await
}

/// Everybody, also who is not active: for an import and a plan.
pub async fn all(tx: &mut Tx) -> Result<Vec<Person>> {
    rows(tx, &ALL, binds![]).await
}

pub async fn count_in_units(tx: &mut Tx, units: &[UnitId]) -> Result<u32> {
    Ok(one::<One<u32>>(tx, &COUNT_IN_UNITS, binds![units]).await?.map_or(0, |n| n.0))
}

/// The supervisor must be there already.
///
/// # Errors
/// `Conflict("people_nip")` when another person has the NIP.
pub async fn insert(tx: &mut Tx, person: &Person) -> Result<()> {
    run(tx, &INSERT, values(person)).await.map(drop)
}

/// # Errors
/// `Missing`; `Conflict("people_nip")`.
pub async fn update(tx: &mut Tx, person: &Person) -> Result<()> {
    super::sql::touched(run(tx, &UPDATE, values(person)).await?)
}

/// The supervisor, their supervisor and so on, nearest first; at most [`LINE_MAX`].
pub async fn line_above(tx: &mut Tx, person: PersonId) -> Result<Vec<PersonId>> {
    let line: Vec<One<PersonId>> = rows(tx, &LINE_ABOVE, binds![person, LINE_MAX]).await?;
    Ok(line.into_iter().map(|id| id.0).collect())
}

/// Everybody whose line above has this official, in no order; at most [`LINE_MAX`] steps down.
pub async fn line_below(tx: &mut Tx, official: PersonId) -> Result<HashSet<PersonId>> {
    let line: Vec<One<PersonId>> = rows(tx, &LINE_BELOW, binds![official, LINE_MAX]).await?;
    Ok(line.into_iter().map(|id| id.0).collect())
}

fn values(person: &Person) -> Vec<super::value::Value> {
    binds![
        person.id,
        &person.nip,
        &person.name,
        person.name.to_lowercase(),
        person.unit,
        &person.position,
        &person.position_type,
        &person.category,
        person.supervisor,
        &person.domicile,
        &person.home_address,
        &person.phone,
        &person.email,
        person.email.trim().to_lowercase(),
        person.zone.name(),
        &person.pattern,
        person.active,
    ]
}

/// A `like` pattern for any text that holds `text`, whose own wildcards are taken literally.
fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.trim().to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

impl FromRow for Person {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            nip: row.get("nip")?,
            name: row.get("name")?,
            unit: row.get("unit")?,
            position: row.get("position")?,
            position_type: row.get("position_type")?,
            category: row.get("category")?,
            supervisor: row.get("supervisor")?,
            domicile: row.get("domicile")?,
            home_address: row.get("home_address")?,
            phone: row.get("phone")?,
            email: row.get("email")?,
            zone: row.get("zone")?,
            pattern: row.get("pattern")?,
            active: row.get("active")?,
        })
    }
}
