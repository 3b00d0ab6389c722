//! What both engines must give alike: statements, transactions, long lists.

use sqlx::{Executor, SqlSafeStr};

use sidak::store::{self, Db, StoreError, people, rota, units};
use sidak_core::{ids::{PersonId, UnitId}, rota::Mode};

use crate::world::{BUDI, HEAD, NOW, SUPERVISOR, TOP, fill, id, person, read, today};

on_both! {
    every_statement_prepares
    a_failed_transaction_leaves_nothing
    a_read_cannot_write_and_sees_one_moment
    lists_of_five_thousand_ids
    too_long_a_list_is_refused
}

async fn every_statement_prepares(db: &Db) {
    let statements = store::statements();
    let mut faults = Vec::new();
    for statement in &statements {
        let fault = prepare(db, statement.sqlite, statement.postgres).await.err();
        faults.extend(fault.map(|error| format!("{}: {error}", statement.name)));
    }
    assert!(faults.is_empty(), "{faults:#?}");
    // The test itself must be able to fail.
    for wrong in ["select nothing from people", "selec 1", "insert into people (id) values ($1, $2)"] {
        assert!(prepare(db, wrong, wrong).await.is_err(), "{wrong}");
    }
}

async fn prepare(db: &Db, sqlite: &'static str, postgres: &'static str) -> Result<(), sqlx::Error> {
    match db {
        Db::Sqlite { write, .. } => write.acquire().await?.prepare(sqlite.into_sql_str()).await.map(drop),
        Db::Postgres(pool) => pool.acquire().await?.prepare(postgres.into_sql_str()).await.map(drop),
    }
}

async fn a_failed_transaction_leaves_nothing(db: &Db) {
    fill(db).await;
    let newcomer = PersonId(id(0x200));
    let mut tx = db.begin().await.unwrap();
    people::insert(&mut tx, &person(newcomer, "Dewi", TOP, Some(HEAD))).await.unwrap();
    let refused = people::insert(&mut tx, &person(PersonId(id(0x201)), "Eka", UnitId(id(1)), None)).await;
    drop(tx);
    assert_eq!(refused, Err(StoreError::Conflict("foreign_key".into())));
    assert_eq!(people::by_id(&mut read(db).await, newcomer).await.unwrap(), None);
    assert_eq!(db.ping().await, Ok(()), "the next write can begin");
}

async fn a_read_cannot_write_and_sees_one_moment(db: &Db) {
    fill(db).await;
    let mut reader = read(db).await;
    assert_eq!(rota::mode_of(&mut reader, BUDI, today()).await.unwrap(), None);
    let mut writer = db.begin().await.unwrap();
    rota::set(&mut writer, BUDI, today(), Mode::Home, Some(HEAD), NOW).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(rota::mode_of(&mut reader, BUDI, today()).await.unwrap(), None, "a read sees the moment it began");
    let refused = rota::clear(&mut reader, BUDI, today()).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    drop(reader);
    assert_eq!(rota::mode_of(&mut read(db).await, BUDI, today()).await.unwrap(), Some(Mode::Home));
}

async fn lists_of_five_thousand_ids(db: &Db) {
    fill(db).await;
    let mut tx = db.begin().await.unwrap();
    let mut everybody = Vec::new();
    for n in 0..5_000_u128 {
        let someone = person(PersonId(id(0x10_000 + n)), &format!("Nama {n:04}"), TOP, Some(SUPERVISOR));
        people::insert(&mut tx, &someone).await.unwrap();
        rota::set(&mut tx, someone.id, today(), if n % 2 == 0 { Mode::Home } else { Mode::Office }, None, NOW).await.unwrap();
        everybody.push(someone.id);
    }
    tx.commit().await.unwrap();
    let mut tx = read(db).await;
    let names: Vec<String> = people::by_ids(&mut tx, &everybody).await.unwrap().into_iter().map(|p| p.name).collect();
    assert_eq!(names.len(), 5_000);
    assert!(names.is_sorted());
    let rows = rota::of_people(&mut tx, &everybody, today(), today()).await.unwrap();
    assert_eq!(rows.iter().filter(|(_, _, mode)| *mode == Mode::Home).count(), 2_500);
    assert_eq!(rota::at_home(&mut tx, today()).await.unwrap().len(), 2_500);
    assert_eq!(rota::at_home_by_unit(&mut tx, today()).await.unwrap(), [(TOP, 2_500)]);
    assert_eq!(people::reports(&mut tx, SUPERVISOR).await.unwrap().len(), 2_000, "bounded");
    assert_eq!(people::by_ids(&mut tx, &[]).await.unwrap(), []);
    assert_eq!(units::counts(&mut tx).await.unwrap().iter().map(|(_, n)| n).sum::<u32>(), 5_004);
}

async fn too_long_a_list_is_refused(db: &Db) {
    let ids: Vec<PersonId> = (0..=u128::try_from(store::IDS_MAX).unwrap()).map(|n| PersonId(id(n))).collect();
    let mut tx = read(db).await;
    assert_eq!(people::by_ids(&mut tx, &ids[1..]).await.unwrap(), [], "the most that is allowed");
    let refused = people::by_ids(&mut tx, &ids).await;
    assert_eq!(refused, Err(StoreError::TooMany { what: "ids in one list", max: store::IDS_MAX }));
}
