//! Opening, migrating and copying: durability is on, a copy comes before a migration, a backup can be opened.

use std::path::Path;

use sidak::store::{BackupError, Db, OpenError, StoreError, people};

use crate::{
    postgres::fresh_database,
    world::{BUDI, fill, read},
};

async fn sqlite(path: &Path) -> Result<Db, OpenError> {
    Db::open(path.to_str().unwrap()).await
}

async fn meddle(db: &Db, sql: &'static str) {
    match db {
        Db::Sqlite { write, .. } => drop(sqlx::raw_sql(sql).execute(write).await.unwrap()),
        Db::Postgres(pool) => drop(sqlx::raw_sql(sql).execute(pool).await.unwrap()),
    }
}

#[tokio::test]
async fn sqlite_is_set_to_keep_what_it_acknowledges() {
    let home = tempfile::tempdir().unwrap();
    let db = sqlite(&home.path().join("a.db")).await.unwrap();
    let Db::Sqlite { write, read } = &db else { panic!("not SQLite") };
    for (pragma, expected) in [
        ("pragma synchronous", "2"),
        ("pragma journal_mode", "wal"),
        ("pragma foreign_keys", "1"),
        ("pragma page_size", "8192"),
        ("pragma trusted_schema", "0"),
    ] {
        for pool in [write, read] {
            let row = sqlx::query(pragma).fetch_one(pool).await.unwrap();
            let value = sqlx::Row::try_get::<i64, _>(&row, 0).map(|n| n.to_string());
            let value = value.or_else(|_| sqlx::Row::try_get::<String, _>(&row, 0)).unwrap();
            assert_eq!(value, expected, "{pragma}");
        }
    }
    assert_eq!(write.options().get_max_connections(), 1, "SQLite has one writer");
}

#[tokio::test]
async fn a_file_opens_again_with_what_was_committed() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.db");
    let db = sqlite(&path).await.unwrap();
    fill(&db).await;
    db.close().await;
    assert!(matches!(db.begin().await, Err(StoreError::Unavailable(_))));
    let db = Db::open(&format!("sqlite:{}", path.display())).await.unwrap();
    assert!(people::by_id(&mut read(&db).await, BUDI).await.unwrap().is_some());
    let beside: Vec<String> = std::fs::read_dir(home.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!beside.iter().any(|name| name.contains("before")), "nothing to migrate, nothing to copy: {beside:?}");
}

#[tokio::test]
async fn a_copy_is_made_before_a_migration() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.db");
    let db = sqlite(&path).await.unwrap();
    fill(&db).await;
    // The newest migration, undone.
    let undo = "drop table needs; delete from _sqlx_migrations where version = 15";
    meddle(&db, undo).await;
    db.close().await;
    let copy = home.path().join("a.db.before-15");
    std::fs::write(&copy, "left by a migration that failed").unwrap();
    let db = sqlite(&path).await.unwrap();
    // The table is back.
    meddle(&db, "delete from needs").await;
    db.close().await;
    // The copy is the file as it was: opening it migrates it in turn.
    let old = sqlite(&copy).await.unwrap();
    assert!(people::by_id(&mut read(&old).await, BUDI).await.unwrap().is_some());
    assert!(home.path().join("a.db.before-15.before-15").exists());
}

#[tokio::test]
async fn a_newer_database_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.db");
    let db = sqlite(&path).await.unwrap();
    meddle(&db, "insert into _sqlx_migrations values (999, 'later', current_timestamp, true, x'00', 0)").await;
    db.close().await;
    assert!(matches!(sqlite(&path).await, Err(OpenError::Newer(999))));
    let url = fresh_database().await;
    let db = Db::open(&url).await.unwrap();
    meddle(&db, "insert into _sqlx_migrations values (999, 'later', now(), true, '\\x00', 0)").await;
    db.close().await;
    assert!(matches!(Db::open(&url).await, Err(OpenError::Newer(999))));
}

#[tokio::test]
async fn nodes_may_start_at_once() {
    let url = fresh_database().await;
    let nodes: Vec<_> = (0..4).map(|_| url.clone()).map(|url| tokio::spawn(async move { Db::open(&url).await })).collect();
    for node in nodes {
        node.await.unwrap().unwrap().close().await;
    }
}

#[tokio::test]
#[cfg(unix)]
async fn files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let db = sqlite(&home.path().join("a.db")).await.unwrap();
    fill(&db).await;
    db.backup(&home.path().join("backup.db")).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap()).collect();
    assert_eq!(files.len(), 4, "the database, its log and index, the backup: {files:?}");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{file:?}");
    }
}

#[tokio::test]
async fn what_is_no_database_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("letter.txt");
    std::fs::write(&path, "Dengan hormat, ".repeat(1_000)).unwrap();
    assert!(matches!(sqlite(&path).await, Err(OpenError::Connect(_))));
    assert!(matches!(sqlite(&home.path().join("no/such/folder/a.db")).await, Err(OpenError::Connect(_))));
    assert!(matches!(Db::open("postgres://:::bad").await, Err(OpenError::Connect(_))));
}

#[tokio::test]
async fn postgres_without_durability_is_refused() {
    let url = fresh_database().await;
    Db::open(&url).await.unwrap().close().await;
    let lossy = Db::open(&format!("{url}&options[synchronous_commit]=off")).await;
    let Err(OpenError::NotDurable { setting }) = lossy else { panic!("it was opened") };
    assert_eq!(setting, "synchronous_commit");
}

#[tokio::test]
async fn a_backup_is_whole_and_replaces_the_last_one() {
    let home = tempfile::tempdir().unwrap();
    let db = sqlite(&home.path().join("a.db")).await.unwrap();
    let copy = home.path().join("backup.db");
    db.backup(&copy).await.unwrap();
    fill(&db).await;
    let writer = db.begin().await.unwrap();
    db.backup(&copy).await.expect("a writer does not stop it");
    writer.rollback().await.unwrap();
    let copied = sqlite(&copy).await.unwrap();
    assert!(people::by_id(&mut read(&copied).await, BUDI).await.unwrap().is_some());
    let nowhere = db.backup(&home.path().join("no/such/folder/b.db")).await;
    assert!(matches!(nowhere, Err(BackupError::Write(_))), "{nowhere:?}");
    assert!(!home.path().join("backup.db.part").exists());
}

#[tokio::test]
async fn postgres_is_backed_up_by_its_own_tool() {
    let db = Db::open(&fresh_database().await).await.unwrap();
    let refused = db.backup(Path::new("/nowhere")).await.unwrap_err();
    assert!(refused.to_string().contains("pg_dump"), "{refused}");
}

#[tokio::test]
async fn a_full_disk_is_an_error_and_passes() {
    let home = tempfile::tempdir().unwrap();
    let db = sqlite(&home.path().join("a.db")).await.unwrap();
    fill(&db).await;
    let Db::Sqlite { write, .. } = &db else { panic!("not SQLite") };
    let pages: i64 = sqlx::query_scalar("pragma page_count").fetch_one(write).await.unwrap();
    let limit = |pages: i64| sqlx::raw_sql(sqlx::AssertSqlSafe(format!("pragma max_page_count = {pages}"))).execute(write);
    limit(pages).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    let mut full = Ok(1);
    for _ in 0..1_000 {
        full = sidak::store::audit::append(&mut tx, crate::world::NOW, None, "note", BUDI.0, &"x".repeat(900)).await;
        if full.is_err() {
            break;
        }
    }
    assert_eq!(full, Err(StoreError::Unavailable("13".into())));
    drop(tx);
    limit(1_000_000).await.unwrap();
    assert_eq!(sidak::store::audit::head(&mut read(&db).await).await, Ok(None), "nothing of it was kept");
    let mut tx = db.begin().await.unwrap();
    sidak::store::audit::append(&mut tx, crate::world::NOW, None, "note", BUDI.0, "{}").await.unwrap();
    tx.commit().await.unwrap();
}
