//! The store's contract: one suite, on SQLite in a temporary file and on a private PostgreSQL.
//!
//! Knows the store by its public functions only, except where a test must damage something on purpose.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/postgres.rs"]
mod postgres;
#[path = "store/world.rs"]
mod world;

/// Runs each function on both engines.
macro_rules! on_both {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        mod $name {
            #[tokio::test]
            async fn sqlite() {
                let home = tempfile::tempdir().unwrap();
                let path = home.path().join("sidak.db");
                let db = sidak::store::Db::open(path.to_str().unwrap()).await.unwrap();
                super::$name(&db).await;
                db.close().await;
            }

            #[tokio::test]
            async fn postgres() {
                let db = sidak::store::Db::open(&crate::postgres::fresh_database().await).await.unwrap();
                super::$name(&db).await;
                db.close().await;
            }
        }
    )+};
}

#[path = "store/calls.rs"]
mod calls;
#[path = "store/draws.rs"]
mod draws;
#[path = "store/engines.rs"]
mod engines;
#[path = "store/files.rs"]
mod files;
#[path = "store/hours.rs"]
mod hours;
#[path = "store/ledger.rs"]
mod ledger;
#[path = "store/load.rs"]
mod load;
#[path = "store/outages.rs"]
mod outages;
#[path = "store/push.rs"]
mod push;
#[path = "store/schema.rs"]
mod schema;
#[path = "store/staff.rs"]
mod staff;
#[path = "store/sums.rs"]
mod sums;
