//! How much earlier or later a person's day begins: usually, and on one day.

use std::collections::HashMap;

use sidak_core::{
    ids::PersonId,
    time::{Day, Moment},
};

use super::{
    Result, Tx,
    sql::{all, binds, run, sql},
    value::{FromRow, Row},
};

sql! {
    STANDING = "insert into shifts (person, day, standing, minutes, at) values ($1, $2, true, $3, $4)
        on conflict (person, day, standing) do update set minutes = excluded.minutes, at = excluded.at";
    THAT_DAY = "insert into shifts (person, day, standing, minutes, at) values ($1, $2, false, $3, $4)
        on conflict (person, day, standing) do nothing";
    OF_PEOPLE = "select * from shifts where (day = $2 or (standing and day <= $2)) and person" among "$1" "order by person, day";
}

/// Minutes by which a day begins later; earlier when negative.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Shift {
    /// What holds unless the person says otherwise.
    pub standing: i16,
    /// What was said for this day alone.
    pub that_day: Option<i16>,
}

impl Shift {
    /// What holds on the day.
    #[must_use]
    pub fn minutes(&self) -> i16 {
        self.that_day.unwrap_or(self.standing)
    }
}

/// From `day` on. A second wish for the same first day replaces the first.
pub async fn set_standing(tx: &mut Tx, person: PersonId, day: Day, minutes: i16, at: Moment) -> Result<()> {
    run(tx, &STANDING, binds![person, day, minutes, at]).await.map(drop)
}

/// For one day. Whether it was the first word on that day: a second one changes nothing.
pub async fn set_day(tx: &mut Tx, person: PersonId, day: Day, minutes: i16, at: Moment) -> Result<bool> {
    Ok(run(tx, &THAT_DAY, binds![person, day, minutes, at]).await? == 1)
}

/// Who has never chosen is left out.
pub async fn of_people(tx: &mut Tx, people: &[PersonId], day: Day) -> Result<HashMap<PersonId, Shift>> {
    let mut found: HashMap<PersonId, Shift> = HashMap::new();
    for row in all::<ShiftRow>(tx, &OF_PEOPLE, binds![people, day]).await? {
        let shift = found.entry(row.person).or_default();
        if row.standing {
            shift.standing = row.minutes;
        } else {
            shift.that_day = Some(row.minutes);
        }
    }
    Ok(found)
}

/// One row; those of a person come in the order of days.
struct ShiftRow {
    person: PersonId,
    standing: bool,
    minutes: i16,
}

impl FromRow for ShiftRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { person: row.get("person")?, standing: row.get("standing")?, minutes: row.get("minutes")? })
    }
}
