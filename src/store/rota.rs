//! The rota: who works where on which day; and stays at the office by decision, which go before it.
//!
//! A day without an entry is in no plan. Knows nothing of quotas.

use sidak_core::{
    ids::{CaseId, PersonId, UnitId},
    rota::Mode,
    time::{Day, Moment},
};

use super::{
    Result, Tx,
    sql::{all, binds, one, run, sql},
    value::{FromRow, One, Row},
};

/// At the office by a named official's decision; both days are included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hold {
    pub case: CaseId,
    pub person: PersonId,
    pub from: Day,
    pub to: Day,
}

sql! {
    SET = "insert into rota (person, day, mode, by_person, at) values ($1, $2, $3, $4, $5)
        on conflict (person, day) do update set mode = excluded.mode, by_person = excluded.by_person, at = excluded.at";
    CLEAR = "delete from rota where person = $1 and day = $2";
    OF_PEOPLE = "select person, day, mode from rota where day >= $2 and day <= $3 and person" among "$1" "order by person, day";
    MODE_OF = "select mode from rota where person = $1 and day = $2";
    AT_HOME = "select rota.person from rota join people on people.id = rota.person
        where rota.day = $1 and rota.mode = 'wfh' and people.active order by rota.person";
    LAST_CHANGE = "select max(at) from rota where day = $1";
    HAD_ROTA = "select cast(1 as bigint) from rota where person = $1 and mode = 'wfh' limit 1";
    AT_HOME_BY_UNIT = "select people.unit, count(*) from rota join people on people.id = rota.person
        where rota.day = $1 and rota.mode = 'wfh' and people.active group by people.unit";
    HOLD = "insert into holds (case_id, person, from_day, to_day) values ($1, $2, $3, $4)";
    HOLDS_OF = "select case_id, person, from_day, to_day from holds where ended_at is null and person" among "$1" "order by person, from_day";
    HOLDS_ON = "select case_id, person, from_day, to_day from holds where ended_at is null and from_day <= $1 and to_day >= $1 order by person";
    END_HOLD = "update holds set ended_at = $2 where case_id = $1 and ended_at is null";
}

/// `by`: who changed it; `None` when a file or a rule did.
pub async fn set(tx: &mut Tx, person: PersonId, day: Day, mode: Mode, by: Option<PersonId>, at: Moment) -> Result<()> {
    run(tx, &SET, binds![person, day, mode, by, at]).await.map(drop)
}

pub async fn clear(tx: &mut Tx, person: PersonId, day: Day) -> Result<()> {
    run(tx, &CLEAR, binds![person, day]).await.map(drop)
}

/// Both days included; by person, then day.
pub async fn of_people(tx: &mut Tx, people: &[PersonId], from: Day, to: Day) -> Result<Vec<(PersonId, Day, Mode)>> {
    all(tx, &OF_PEOPLE, binds![people, from, to]).await
}

pub async fn mode_of(tx: &mut Tx, person: PersonId, day: Day) -> Result<Option<Mode>> {
    Ok(one::<One<Mode>>(tx, &MODE_OF, binds![person, day]).await?.map(|mode| mode.0))
}

/// Active people who work from home that day.
pub async fn at_home(tx: &mut Tx, day: Day) -> Result<Vec<PersonId>> {
    let found: Vec<One<PersonId>> = all(tx, &AT_HOME, binds![day]).await?;
    Ok(found.into_iter().map(|id| id.0).collect())
}

/// Of each unit, how many active people work from home that day; units without any are left out.
pub async fn at_home_by_unit(tx: &mut Tx, day: Day) -> Result<Vec<(UnitId, u32)>> {
    all(tx, &AT_HOME_BY_UNIT, binds![day]).await
}

/// Whether the person has ever had a day at home in the rota.
pub async fn had_rota(tx: &mut Tx, person: PersonId) -> Result<bool> {
    Ok(one::<One<i64>>(tx, &HAD_ROTA, binds![person]).await?.is_some())
}

/// When the rota of that day was last written to.
pub async fn last_change(tx: &mut Tx, day: Day) -> Result<Option<Moment>> {
    Ok(one::<One<Option<Moment>>>(tx, &LAST_CHANGE, binds![day]).await?.and_then(|at| at.0))
}

/// # Errors
/// `Conflict("holds_days")` when it ends before it begins.
pub async fn hold(tx: &mut Tx, case: CaseId, person: PersonId, from: Day, to: Day) -> Result<()> {
    run(tx, &HOLD, binds![case, person, from, to]).await.map(drop)
}

/// Past, running and coming ones that nobody has ended.
pub async fn holds_of(tx: &mut Tx, people: &[PersonId]) -> Result<Vec<Hold>> {
    all(tx, &HOLDS_OF, binds![people]).await
}

/// All that run on the day.
pub async fn holds_on(tx: &mut Tx, day: Day) -> Result<Vec<Hold>> {
    all(tx, &HOLDS_ON, binds![day]).await
}

/// Does nothing when the case has no hold, or it has ended.
pub async fn end_hold(tx: &mut Tx, case: CaseId, at: Moment) -> Result<()> {
    run(tx, &END_HOLD, binds![case, at]).await.map(drop)
}

impl FromRow for Hold {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { case: row.get("case_id")?, person: row.get("person")?, from: row.get("from_day")?, to: row.get("to_day")? })
    }
}
