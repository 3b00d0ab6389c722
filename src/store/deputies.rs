//! Who stands in for a supervisor, and on which days.

use sidak_core::{ids::PersonId, time::Day};

use super::{
    Result, StoreError, Tx,
    sql::{all, binds, run, sql},
    value::{FromRow, One, Row},
};

/// Deputies of one supervisor.
pub const DEPUTIES_MAX: usize = 20;

sql! {
    CLEAR = "delete from deputies where supervisor = $1";
    ADD = "insert into deputies (supervisor, person, from_day, to_day) values ($1, $2, $3, $4)";
    OF = "select distinct person from deputies where supervisor = $1 and from_day <= $2 and to_day >= $2 order by person";
    LIST = "select person, from_day, to_day from deputies where supervisor = $1 order by from_day, person";
}

/// A deputy of a supervisor; both days are included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DeputyRow {
    pub person: PersonId,
    pub from: Day,
    pub to: Day,
}

/// Replaces the whole list.
///
/// # Errors
/// `TooMany`; `Conflict("deputies_days")` when a span ends before it begins, `Conflict("deputies_not_self")`.
pub async fn set_deputies(tx: &mut Tx, supervisor: PersonId, deputies: &[(PersonId, Day, Day)]) -> Result<()> {
    if deputies.len() > DEPUTIES_MAX {
        return Err(StoreError::TooMany { what: "deputies", max: DEPUTIES_MAX });
    }
    run(tx, &CLEAR, binds![supervisor]).await?;
    for (person, from, to) in deputies {
        run(tx, &ADD, binds![supervisor, *person, *from, *to]).await?;
    }
    Ok(())
}

/// Past and coming ones too.
pub async fn deputies(tx: &mut Tx, supervisor: PersonId) -> Result<Vec<DeputyRow>> {
    all(tx, &LIST, binds![supervisor]).await
}

/// Who may take this supervisor's prompts on the day.
pub async fn deputies_of(tx: &mut Tx, supervisor: PersonId, day: Day) -> Result<Vec<PersonId>> {
    let found: Vec<One<PersonId>> = all(tx, &OF, binds![supervisor, day]).await?;
    Ok(found.into_iter().map(|id| id.0).collect())
}

impl FromRow for DeputyRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { person: row.get("person")?, from: row.get("from_day")?, to: row.get("to_day")? })
    }
}
