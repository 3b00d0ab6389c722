//! Statements as registered constants, and the three ways to run one.
//!
//! SQL text stands only in `sql!` blocks, so that one test can prepare all of it on both engines. Parameters are `$1`…`$n`
//! and never part of the text. `among "$n"` is the portable list of ids: one parameter however long the list.

use sqlx::{Postgres, Sqlite, postgres::PgArguments, query::Query, sqlite::SqliteArguments};

use super::{
    db::Tx,
    error::StoreError,
    value::{FromRow, Row, Value},
};

/// Ids in one `among` list.
pub const IDS_MAX: usize = 200_000;

/// One statement in both dialects, which are mostly the same text.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    pub name: &'static str,
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

/// `NAME = "text";`, `NAME = "… person" among "$1" "order by …";` or `NAME = sqlite "…" postgres "…";` where engines must
/// differ. Lists them all in `STATEMENTS`.
macro_rules! sql {
    ($($name:ident = $($head:literal)? $(sqlite $sqlite:literal postgres $postgres:literal)? $(among $n:literal $tail:literal)*;)+) => {
        $(const $name: $crate::store::sql::Statement = $crate::store::sql::Statement {
            name: concat!(module_path!(), "::", stringify!($name)),
            sqlite: concat!($($head,)? $($sqlite,)? $(" in (select unhex(value) from json_each(", $n, ")) ", $tail,)* ""),
            postgres: concat!($($head,)? $($postgres,)? $(" = any(", $n, ") ", $tail,)* ""),
        };)+
        pub(super) const STATEMENTS: &[$crate::store::sql::Statement] = &[$($name),+];
    };
}
pub(super) use sql;

/// The parameters of a statement, in order.
macro_rules! binds {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::value::ToValue::to_value($value)),*] };
}
pub(super) use binds;

/// Runs a write and tells how many rows it touched.
pub(super) async fn run(tx: &mut Tx, statement: &Statement, values: Vec<Value>) -> Result<u64, StoreError> {
    let done = match tx {
        Tx::Sqlite(tx) => for_sqlite(statement, values)?.execute(&mut **tx).await.map(|done| done.rows_affected()),
        Tx::Postgres(tx) => for_postgres(statement, values)?.execute(&mut **tx).await.map(|done| done.rows_affected()),
    };
    done.map_err(|error| StoreError::of(statement.name, error))
}

/// The one row, when there is one.
pub(super) async fn one<T: FromRow>(tx: &mut Tx, statement: &Statement, values: Vec<Value>) -> Result<Option<T>, StoreError> {
    let row = match tx {
        Tx::Sqlite(tx) => for_sqlite(statement, values)?.fetch_optional(&mut **tx).await.map(|row| row.map(Row::Sqlite)),
        Tx::Postgres(tx) => for_postgres(statement, values)?.fetch_optional(&mut **tx).await.map(|row| row.map(Row::Postgres)),
    };
    row.map_err(|error| StoreError::of(statement.name, error))?.map(|row| T::from_row(&row)).transpose()
}

/// All rows. Statements bound their own length by a key, a list of ids or a `limit`.
pub(super) async fn all<T: FromRow>(tx: &mut Tx, statement: &Statement, values: Vec<Value>) -> Result<Vec<T>, StoreError> {
    let rows: Result<Vec<Row>, sqlx::Error> = match tx {
        Tx::Sqlite(tx) => {
            for_sqlite(statement, values)?.fetch_all(&mut **tx).await.map(|rows| rows.into_iter().map(Row::Sqlite).collect())
        }
        Tx::Postgres(tx) => {
            for_postgres(statement, values)?.fetch_all(&mut **tx).await.map(|rows| rows.into_iter().map(Row::Postgres).collect())
        }
    };
    rows.map_err(|error| StoreError::of(statement.name, error))?.iter().map(T::from_row).collect()
}

/// A write that must have met its row.
pub(super) fn touched(rows: u64) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::Missing) } else { Ok(()) }
}

fn for_sqlite(statement: &Statement, values: Vec<Value>) -> Result<Query<'static, Sqlite, SqliteArguments>, StoreError> {
    let mut query = sqlx::query(statement.sqlite);
    for value in values {
        query = match value {
            Value::Id(id) => query.bind(id),
            Value::Int(n) => query.bind(n),
            Value::Real(n) => query.bind(n),
            Value::Bool(b) => query.bind(b),
            Value::Text(text) => query.bind(text),
            Value::Bytes(bytes) => query.bind(bytes),
            Value::Ids(ids) => query.bind(hex_list(&bounded(ids)?)),
        };
    }
    Ok(query)
}

fn for_postgres(statement: &Statement, values: Vec<Value>) -> Result<Query<'static, Postgres, PgArguments>, StoreError> {
    let mut query = sqlx::query(statement.postgres);
    for value in values {
        query = match value {
            Value::Id(id) => query.bind(id),
            Value::Int(n) => query.bind(n),
            Value::Real(n) => query.bind(n),
            Value::Bool(b) => query.bind(b),
            Value::Text(text) => query.bind(text),
            Value::Bytes(bytes) => query.bind(bytes),
            Value::Ids(ids) => query.bind(bounded(ids)?),
        };
    }
    Ok(query)
}

fn bounded(ids: Vec<uuid::Uuid>) -> Result<Vec<uuid::Uuid>, StoreError> {
    if ids.len() > IDS_MAX { Err(StoreError::TooMany { what: "ids in one list", max: IDS_MAX }) } else { Ok(ids) }
}

/// `["0193…","0193…"]`: what `unhex(value)` of `json_each` turns back into 16 bytes.
fn hex_list(ids: &[uuid::Uuid]) -> String {
    let hex: Vec<String> = ids.iter().map(|id| format!("\"{}\"", id.simple())).collect();
    format!("[{}]", hex.join(","))
}
