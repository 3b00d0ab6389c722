//! What people need in every call. Knows nothing of who may see why.

use sidak_core::{ids::PersonId, needs::Needs, time::Moment};

use super::{
    Result, Tx,
    sql::{all, binds, one, run, sql},
    value::{FromRow, Row},
};

/// With its reason. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct NeedsRow {
    pub person: PersonId,
    pub needs: Needs,
    pub reason: String,
}

impl std::fmt::Debug for NeedsRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NeedsRow({})", self.person)
    }
}

sql! {
    SET = "insert into needs (person, voice_only, by_text, extra_seconds, reason, set_by, set_at) values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (person) do update set voice_only = excluded.voice_only, by_text = excluded.by_text,
            extra_seconds = excluded.extra_seconds, reason = excluded.reason, set_by = excluded.set_by, set_at = excluded.set_at";
    CLEAR = "delete from needs where person = $1";
    GET = "select * from needs where person = $1";
    OF_PEOPLE = "select * from needs where person" among "$1" "order by person";
}

/// Nothing needed takes the row, and its reason, away.
pub async fn set(tx: &mut Tx, row: &NeedsRow, by: PersonId, at: Moment) -> Result<()> {
    let Needs { voice_only, by_text, extra_seconds } = row.needs;
    if row.needs == Needs::default() {
        return run(tx, &CLEAR, binds![row.person]).await.map(drop);
    }
    let reason = row.reason.as_str();
    run(tx, &SET, binds![row.person, voice_only, by_text, extra_seconds, reason, by, at]).await.map(drop)
}

/// The default where nothing is registered.
pub async fn of(tx: &mut Tx, person: PersonId) -> Result<Needs> {
    let row: Option<NeedsRow> = one(tx, &GET, binds![person]).await?;
    Ok(row.map(|row| row.needs).unwrap_or_default())
}

/// Only those who need something.
pub async fn of_people(tx: &mut Tx, people: &[PersonId]) -> Result<Vec<NeedsRow>> {
    all(tx, &OF_PEOPLE, binds![people]).await
}

impl FromRow for NeedsRow {
    fn from_row(row: &Row) -> Result<Self> {
        let needs = Needs {
            voice_only: row.get("voice_only")?,
            by_text: row.get("by_text")?,
            extra_seconds: row.get("extra_seconds")?,
        };
        Ok(Self { person: row.get("person")?, needs, reason: row.get("reason")? })
    }
}
