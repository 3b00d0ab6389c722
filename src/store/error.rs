//! What can go wrong between a rule and its row.
//!
//! Messages name statements, columns and constraints, never values: a database's own message may quote a row, so it is
//! not kept.

use sqlx::error::{DatabaseError, ErrorKind};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Another writer held the row or the file for too long. Nothing was written; trying again is safe.
    #[error("the database is busy")]
    Busy,
    /// No connection, disk full, or read-only. Whether a commit that met this took place is not known.
    #[error("the database cannot be used now ({0})")]
    Unavailable(String),
    /// A constraint refused the write: `table_column…` for a unique one, its name for a check, or `foreign_key`.
    #[error("the database refused the write: {0}")]
    Conflict(String),
    /// Changed by somebody else since it was read, or not there.
    #[error("no such row, or it has changed")]
    Missing,
    /// A stored value is not what this version of the program wrote.
    #[error("a stored {what} cannot be read")]
    Corrupt { what: String },
    /// A list is longer than its bound.
    #[error("more than {max} {what}")]
    TooMany { what: &'static str, max: usize },
    #[error("statement {statement} failed (code {code})")]
    Sql { statement: &'static str, code: String },
}

impl StoreError {
    pub(super) fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt { what: what.into() }
    }

    /// Whether the constraint of this name refused the write.
    #[must_use]
    pub fn is_conflict(&self, constraint: &str) -> bool {
        matches!(self, Self::Conflict(name) if name == constraint)
    }

    pub(super) fn of(statement: &'static str, error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(database) => of_database(statement, database.as_ref()),
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(io) => Self::Unavailable(io.kind().to_string()),
            sqlx::Error::Tls(_) => Self::Unavailable("tls".into()),
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Self::Unavailable("closed".into()),
            sqlx::Error::RowNotFound => Self::Missing,
            sqlx::Error::ColumnDecode { index, .. } => Self::corrupt(index),
            sqlx::Error::ColumnNotFound(name) => Self::Sql { statement, code: format!("no column {name}") },
            _ => Self::Sql { statement, code: "driver".into() },
        }
    }
}

fn of_database(statement: &'static str, error: &dyn DatabaseError) -> StoreError {
    let code = error.code().map(|code| code.into_owned()).unwrap_or_default();
    match error.kind() {
        ErrorKind::UniqueViolation | ErrorKind::CheckViolation | ErrorKind::NotNullViolation => {
            StoreError::Conflict(constraint(error))
        }
        ErrorKind::ForeignKeyViolation => StoreError::Conflict("foreign_key".into()),
        _ if is_busy(&code) => StoreError::Busy,
        _ if is_unavailable(&code) => StoreError::Unavailable(code),
        _ => StoreError::Sql { statement, code },
    }
}

/// PostgreSQL names its constraints; SQLite says `UNIQUE constraint failed: plans.programme, plans.day`, from which the
/// same name is made. Neither holds a value.
fn constraint(error: &dyn DatabaseError) -> String {
    if let Some(name) = error.constraint() {
        return name.to_owned();
    }
    let Some((_, what)) = error.message().split_once("constraint failed: ") else { return String::new() };
    let mut name = String::new();
    for (index, column) in what.split(", ").enumerate() {
        match column.split_once('.') {
            Some((table, column)) if index == 0 => name = format!("{table}_{column}"),
            Some((_, column)) => name = format!("{name}_{column}"),
            None => name = column.to_owned(),
        }
    }
    name
}

/// SQLite's primary codes 5 and 6 (busy, locked); PostgreSQL's serialization failure, deadlock, lock and statement time-outs.
fn is_busy(code: &str) -> bool {
    sqlite_primary(code).is_some_and(|primary| primary == 5 || primary == 6)
        || matches!(code, "40001" | "40P01" | "55P03" | "57014")
}

/// SQLite's read-only, I/O, full and cannot-open; PostgreSQL's classes 08 (connection), 53 (resources), 57P (shutdown), 58 (system).
fn is_unavailable(code: &str) -> bool {
    sqlite_primary(code).is_some_and(|primary| matches!(primary, 8 | 10 | 13 | 14))
        || (code.len() == 5 && ["08", "53", "57P", "58"].iter().any(|class| code.starts_with(class)))
        || code == "25006"
}

/// The low byte of an extended SQLite result code; `None` for an SQLSTATE, which has five characters.
fn sqlite_primary(code: &str) -> Option<u32> {
    if code.len() >= 5 { None } else { code.parse::<u32>().ok().map(|code| code & 0xff) }
}
