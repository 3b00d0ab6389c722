//! Days on which an official makes no calls, entered by the official. Leave is in the rota.

use sidak_core::{ids::PersonId, time::Day};

use super::{
    Result, StoreError, Tx,
    sql::{all, binds, one, run, sql},
    value::One,
};

/// Spans of one official.
pub const SPANS_MAX: usize = 20;

sql! {
    CLEAR = "delete from off_duty where person = $1";
    ADD = "insert into off_duty (person, from_day, to_day) values ($1, $2, $3)";
    LIST = "select from_day, to_day from off_duty where person = $1 order by from_day";
    OFF = "select cast(1 as bigint) from off_duty where person = $1 and from_day <= $2 and to_day >= $2 limit 1";
}

/// Replaces the whole list; both days of a span are included.
///
/// # Errors
/// `TooMany`; `Conflict("off_duty_days")` when a span ends before it begins, `Conflict("off_duty_pkey")` when two begin on one day.
pub async fn set(tx: &mut Tx, person: PersonId, spans: &[(Day, Day)]) -> Result<()> {
    if spans.len() > SPANS_MAX {
        return Err(StoreError::TooMany { what: "spans off duty", max: SPANS_MAX });
    }
    run(tx, &CLEAR, binds![person]).await?;
    for (from, to) in spans {
        run(tx, &ADD, binds![person, *from, *to]).await?;
    }
    Ok(())
}

/// Past and coming ones too, oldest first.
pub async fn spans(tx: &mut Tx, person: PersonId) -> Result<Vec<(Day, Day)>> {
    all(tx, &LIST, binds![person]).await
}

pub async fn is_off(tx: &mut Tx, person: PersonId, day: Day) -> Result<bool> {
    Ok(one::<One<i64>>(tx, &OFF, binds![person, day]).await?.is_some())
}
