//! What is kept: one file per family of tables, the same functions on SQLite and PostgreSQL.
//!
//! Every function is free, takes the transaction it runs in, and holds no rule: it loads and saves what `core` decides.
//! A write is durable when [`Tx::commit`] has returned; nothing may be sent out before. Knows nothing of pages or sockets.

mod backup;
mod body;
mod codes;
mod db;
mod error;
mod sql;
mod value;

pub mod absences;
pub mod accounts;
pub mod asks;
pub mod attendance;
pub mod audit;
pub mod cases;
pub mod checks;
pub mod dashboard;
pub mod declarations;
mod deputies;
pub mod devices;
pub mod duty;
pub mod facts;
pub mod holidays;
pub mod lines;
pub mod needs;
pub mod nodes;
pub mod outbox;
pub mod outages;
pub mod outcomes;
pub mod people;
pub mod plans;
pub mod programmes;
pub mod push;
pub mod quality;
pub mod questions;
pub mod rollups;
pub mod rota;
pub mod scores;
pub mod shifts;
pub mod units;
pub mod watch;

pub use backup::BackupError;
pub use db::{Db, OpenError, Tx};
pub use error::StoreError;
pub use sql::{IDS_MAX, Statement};

/// What every function here answers.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Every statement there is, for the test that prepares them all on both engines.
#[must_use]
pub fn statements() -> Vec<Statement> {
    [
        absences::STATEMENTS,
        accounts::STATEMENTS,
        asks::STATEMENTS,
        attendance::STATEMENTS,
        audit::STATEMENTS,
        cases::STATEMENTS,
        checks::STATEMENTS,
        dashboard::STATEMENTS,
        declarations::STATEMENTS,
        deputies::STATEMENTS,
        devices::STATEMENTS,
        duty::STATEMENTS,
        facts::STATEMENTS,
        holidays::STATEMENTS,
        lines::STATEMENTS,
        needs::STATEMENTS,
        nodes::STATEMENTS,
        outbox::STATEMENTS,
        outages::STATEMENTS,
        outcomes::STATEMENTS,
        people::STATEMENTS,
        plans::STATEMENTS,
        programmes::STATEMENTS,
        push::STATEMENTS,
        quality::STATEMENTS,
        questions::STATEMENTS,
        rollups::STATEMENTS,
        rota::STATEMENTS,
        scores::STATEMENTS,
        shifts::STATEMENTS,
        units::STATEMENTS,
        watch::STATEMENTS,
    ]
    .concat()
}
