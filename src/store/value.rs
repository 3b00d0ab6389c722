//! How a value of the rules lies in a column: the one place that knows both engines' types.
//!
//! Ids are `BLOB(16)`/`UUID`, moments `BIGINT` milliseconds, days `2026-11-20`, counts `BIGINT`, codes and versioned JSON
//! `TEXT`. Knows nothing of tables.

use sqlx::{ColumnIndex, Decode, Postgres, Row as _, Sqlite, Type, ValueRef as _, postgres::PgRow, sqlite::SqliteRow};
use uuid::Uuid;

use sidak_core::{
    ids::{AbsenceId, AttemptId, CaseId, CheckId, DeviceId, OutageId, PersonId, PlanId, ProgrammeId, SessionId, UnitId},
    time::{Day, Moment, Zone},
};

use super::error::StoreError;

/// A parameter of a statement.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Id(Option<Uuid>),
    Int(Option<i64>),
    Real(Option<f64>),
    Bool(Option<bool>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
    /// For `among`: on SQLite a JSON array of hex digits, on PostgreSQL `uuid[]`.
    Ids(Vec<Uuid>),
}

/// What can be a parameter. `NULL` carries the type, because PostgreSQL asks for it.
pub(super) trait ToValue {
    const NULL: Value;
    fn to_value(self) -> Value;
}

impl<T: ToValue> ToValue for Option<T> {
    const NULL: Value = T::NULL;
    fn to_value(self) -> Value {
        self.map_or(Self::NULL, T::to_value)
    }
}

macro_rules! to_value {
    ($($type:ty => $variant:ident, $from:expr;)+) => {$(
        impl ToValue for $type {
            const NULL: Value = Value::$variant(None);
            fn to_value(self) -> Value {
                Value::$variant(Some($from(self)))
            }
        }
    )+};
}

to_value! {
    Uuid => Id, |id| id;
    i64 => Int, |n| n;
    i16 => Int, i64::from;
    u8 => Int, i64::from;
    u16 => Int, i64::from;
    u32 => Int, i64::from;
    Moment => Int, |at: Moment| at.0;
    f64 => Real, |n| n;
    bool => Bool, |b| b;
    &str => Text, str::to_owned;
    String => Text, |text| text;
    &String => Text, String::clone;
    Day => Text, |day: Day| day.to_string();
    Vec<u8> => Bytes, |bytes| bytes;
    &[u8; 32] => Bytes, |hash: &[u8; 32]| hash.to_vec();
    [u8; 32] => Bytes, |hash: [u8; 32]| hash.to_vec();
}

/// A row of either engine, read by column name or place.
pub(super) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

pub(super) trait Index: ColumnIndex<SqliteRow> + ColumnIndex<PgRow> + std::fmt::Display + Copy {}
impl<T: ColumnIndex<SqliteRow> + ColumnIndex<PgRow> + std::fmt::Display + Copy> Index for T {}

impl Row {
    pub(super) fn get<T: Column>(&self, at: impl Index) -> Result<T, StoreError> {
        T::read(self, at)
    }

    /// Versioned JSON.
    pub(super) fn body<T: serde::de::DeserializeOwned>(&self, at: impl Index) -> Result<T, StoreError> {
        super::body::read(&self.get::<String>(at)?, at)
    }

    fn raw<T>(&self, at: impl Index) -> Result<T, StoreError>
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>,
    {
        match self {
            Self::Sqlite(row) => row.try_get(at),
            Self::Postgres(row) => row.try_get(at),
        }
        .map_err(|_| StoreError::corrupt(at.to_string()))
    }

    fn is_null(&self, at: impl Index) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(row) => row.try_get_raw(at).map(|value| value.is_null()),
            Self::Postgres(row) => row.try_get_raw(at).map(|value| value.is_null()),
        }
        .map_err(|_| StoreError::corrupt(at.to_string()))
    }
}

/// What can be read from a column.
pub(super) trait Column: Sized {
    fn read(row: &Row, at: impl Index) -> Result<Self, StoreError>;
}

impl<T: Column> Column for Option<T> {
    fn read(row: &Row, at: impl Index) -> Result<Self, StoreError> {
        if row.is_null(at)? { Ok(None) } else { T::read(row, at).map(Some) }
    }
}

macro_rules! plain_columns {
    ($($type:ty)+) => {$(
        impl Column for $type {
            fn read(row: &Row, at: impl Index) -> Result<Self, StoreError> {
                row.raw(at)
            }
        }
    )+};
}
plain_columns! { Uuid i64 f64 bool String Vec<u8> }

macro_rules! counted_columns {
    ($($type:ty)+) => {$(
        impl Column for $type {
            fn read(row: &Row, at: impl Index) -> Result<Self, StoreError> {
                Self::try_from(row.raw::<i64>(at)?).map_err(|_| StoreError::corrupt(at.to_string()))
            }
        }
    )+};
}
counted_columns! { i16 u8 u16 u32 }

macro_rules! ids {
    ($($type:ident)+) => {$(
        impl Column for $type {
            fn read(row: &Row, at: impl Index) -> Result<Self, StoreError> {
                row.raw(at).map($type)
            }
        }
        impl ToValue for $type {
            const NULL: Value = Value::Id(None);
            fn to_value(self) -> Value {
                Value::Id(Some(self.0))
            }
        }
        impl ToValue for &[$type] {
            const NULL: Value = Value::Ids(Vec::new());
            fn to_value(self) -> Value {
                Value::Ids(self.iter().map(|id| id.0).collect())
            }
        }
    )+};
}
ids! { AbsenceId AttemptId CaseId CheckId DeviceId OutageId PersonId PlanId ProgrammeId SessionId UnitId }

impl Column for Moment {
    fn read(row: &Row, at: impl Index) -> Result<Self, StoreError> {
        row.raw(at).map(Moment)
    }
}

impl Column for Day {
    fn read(row: &Row, at: impl Index) -> Result<Self, StoreError> {
        Self::parse(&row.raw::<String>(at)?).map_err(|_| StoreError::corrupt(at.to_string()))
    }
}

impl Column for Zone {
    fn read(row: &Row, at: impl Index) -> Result<Self, StoreError> {
        Self::parse(&row.raw::<String>(at)?).map_err(|_| StoreError::corrupt(at.to_string()))
    }
}

impl Column for [u8; 32] {
    fn read(row: &Row, at: impl Index) -> Result<Self, StoreError> {
        Self::try_from(row.raw::<Vec<u8>>(at)?).map_err(|_| StoreError::corrupt(at.to_string()))
    }
}

/// What a row of a query becomes.
pub(super) trait FromRow: Sized {
    fn from_row(row: &Row) -> Result<Self, StoreError>;
}

/// A query of one column. Tuples are read by place.
pub(super) struct One<T>(pub(super) T);

impl<T: Column> FromRow for One<T> {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        row.get(0).map(Self)
    }
}

macro_rules! tuples {
    ($(($($type:ident $at:literal),+))+) => {$(
        impl<$($type: Column),+> FromRow for ($($type,)+) {
            fn from_row(row: &Row) -> Result<Self, StoreError> {
                Ok(($(row.get($at)?,)+))
            }
        }
    )+};
}
tuples! { (A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3) (A 0, B 1, C 2, D 3, E 4) }
