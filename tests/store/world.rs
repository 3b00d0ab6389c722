//! A small administration to test with: two units, a head, a supervisor, staff, and a programme.

use sidak::store::{Db, Tx, people::{self, Person}, programmes::{self, Version}, units::{self, Unit}};
use sidak_core::{
    check::{Check, Kind, State},
    ids::{CheckId, PersonId, ProgrammeId, UnitId},
    programme::{self, Policy},
    time::{Day, MINUTE, Moment, Zone},
};
use uuid::Uuid;

pub const NOW: Moment = Moment(1_700_000_000_000);
pub const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(0x700));
pub const TOP: UnitId = UnitId(Uuid::from_u128(0x900));
pub const BELOW: UnitId = UnitId(Uuid::from_u128(0x901));
pub const HEAD: PersonId = PersonId(Uuid::from_u128(0x100));
pub const SUPERVISOR: PersonId = PersonId(Uuid::from_u128(0x101));
pub const BUDI: PersonId = PersonId(Uuid::from_u128(0x102));
pub const SITI: PersonId = PersonId(Uuid::from_u128(0x103));

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub fn today() -> Day {
    day("2023-11-15")
}

pub fn policy() -> Policy {
    let (_, toml) = programme::presets()[0];
    Policy::from_toml(toml).unwrap()
}

pub fn person(id: PersonId, name: &str, unit: UnitId, supervisor: Option<PersonId>) -> Person {
    Person {
        id,
        nip: format!("{:018}", id.0.as_u128()),
        name: name.into(),
        unit,
        position: "Analis".into(),
        position_type: "functional".into(),
        category: "administration".into(),
        supervisor,
        domicile: "Kota Bandung".into(),
        home_address: "Jl. Melati 1".into(),
        phone: "0812".into(),
        email: format!("{:x}@Example.go.id", id.0.as_u128()),
        zone: Zone::parse("WIB").unwrap(),
        pattern: "standard".into(),
        active: true,
    }
}

/// Commits the administration.
pub async fn fill(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    units::insert(&mut tx, &Unit { id: TOP, name: "Dinas".into(), parent: None }).await.unwrap();
    units::insert(&mut tx, &Unit { id: BELOW, name: "Bidang".into(), parent: Some(TOP) }).await.unwrap();
    for row in [
        person(HEAD, "Ratna", TOP, None),
        person(SUPERVISOR, "Agus", BELOW, Some(HEAD)),
        person(BUDI, "Budi Santoso", BELOW, Some(SUPERVISOR)),
        person(SITI, "Siti 100%", BELOW, Some(SUPERVISOR)),
    ] {
        people::insert(&mut tx, &row).await.unwrap();
    }
    programmes::insert(&mut tx, &version(1)).await.unwrap();
    tx.commit().await.unwrap();
}

pub fn version(number: u32) -> Version {
    Version { id: PROGRAMME, version: number, policy: policy(), toml: "# a comment".into(), at: NOW, by: Some(HEAD) }
}

/// A waiting check of `person`, drawn for minute `n`.
pub fn check(n: u128, person: PersonId) -> Check {
    let due = NOW.plus(i64::try_from(n).unwrap() * MINUTE);
    Check {
        id: CheckId(id(0xc000 + n)),
        programme: PROGRAMME,
        policy_version: 1,
        person,
        supervisor: SUPERVISOR,
        day: today(),
        kind: Kind::Random,
        drawn_for: due,
        due,
        closes: NOW.plus(600 * MINUTE),
        deferrals: 0,
        attempts: 0,
        state: State::Waiting,
    }
}

/// Reads in a transaction of its own.
pub async fn read(db: &Db) -> Tx {
    db.read().await.unwrap()
}

/// Runs text as somebody would who has the database open in a console.
pub async fn raw(db: &Db, sql: &str) -> Result<u64, sqlx::Error> {
    let text = sqlx::AssertSqlSafe(sql.to_owned());
    match db {
        Db::Sqlite { write, .. } => sqlx::query(text).execute(write).await.map(|done| done.rows_affected()),
        Db::Postgres(pool) => sqlx::query(text).execute(pool).await.map(|done| done.rows_affected()),
    }
}

/// An id as each engine writes it.
pub fn literal(db: &Db, id: Uuid) -> String {
    match db {
        Db::Sqlite { .. } => format!("x'{}'", id.simple()),
        Db::Postgres(_) => format!("'{id}'::uuid"),
    }
}

/// Takes away a trigger.
pub async fn open_gate(db: &Db, trigger: &str, table: &str) {
    let on = if matches!(db, Db::Postgres(_)) { format!(" on {table}") } else { String::new() };
    raw(db, &format!("drop trigger {trigger}{on}")).await.unwrap();
}

/// Lets tests make checks without a draw, which the database refuses otherwise.
pub async fn let_checks_in(db: &Db) {
    open_gate(db, "checks_come_from_the_draw", "checks").await;
}
