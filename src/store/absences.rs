//! When people are not to be called: leave, meetings, statuses of their own. Never deleted; taken back, they say by whom.

use sidak_core::{
    absence::{Absence, Kind},
    ids::{AbsenceId, PersonId},
    time::Moment,
};

use super::{
    Result, Tx,
    sql::{all, binds, one, run, sql},
    value::{FromRow, Row},
};

/// Rows of one person that are listed.
pub const LISTED_MAX: i64 = 200;

/// One absence. `Debug` hides the words.
#[derive(Clone, PartialEq, Eq)]
pub struct AbsenceRow {
    pub id: AbsenceId,
    pub person: PersonId,
    pub kind: Kind,
    pub from: Moment,
    pub to: Moment,
    pub words: String,
    pub entered_by: PersonId,
    pub entered_at: Moment,
    /// When it was taken back, and by whom.
    pub withdrawn: Option<(Moment, PersonId)>,
}

impl AbsenceRow {
    /// As the rules see it.
    #[must_use]
    pub fn rule(&self) -> Absence {
        Absence { kind: self.kind, from: self.from, to: self.to, own: self.entered_by == self.person, withdrawn: self.withdrawn.map(|(at, _)| at) }
    }
}

impl std::fmt::Debug for AbsenceRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AbsenceRow({}, {})", self.id, self.person)
    }
}

sql! {
    INSERT = "insert into absences (id, person, kind, from_at, to_at, words, entered_by, entered_at) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    GET = "select * from absences where id = $1";
    WITHDRAW = "update absences set withdrawn_at = $2, withdrawn_by = $3 where id = $1 and withdrawn_at is null and to_at > $2";
    OF_PERSON = "select * from absences where person = $1 and to_at > $2 and from_at < $3 order by from_at, id limit $4";
    OF_PEOPLE = "select * from absences where to_at > $2 and from_at < $3 and person" among "$1" "order by person, from_at, id";
}

/// # Errors
/// `Conflict("absences_span")` when it ends before it begins.
pub async fn insert(tx: &mut Tx, row: &AbsenceRow) -> Result<()> {
    let values =
        binds![row.id, row.person, row.kind, row.from, row.to, &row.words, row.entered_by, row.entered_at];
    run(tx, &INSERT, values).await.map(drop)
}

pub async fn get(tx: &mut Tx, id: AbsenceId) -> Result<Option<AbsenceRow>> {
    one(tx, &GET, binds![id]).await
}

/// Whether it could still be taken back: not twice, and not after its end.
pub async fn withdraw(tx: &mut Tx, id: AbsenceId, at: Moment, by: PersonId) -> Result<bool> {
    Ok(run(tx, &WITHDRAW, binds![id, at, by]).await? == 1)
}

/// What touches `from <= t < to`, taken back or not, in the order of time; at most [`LISTED_MAX`].
pub async fn of_person(tx: &mut Tx, person: PersonId, from: Moment, to: Moment) -> Result<Vec<AbsenceRow>> {
    all(tx, &OF_PERSON, binds![person, from, to, LISTED_MAX]).await
}

/// As [`of_person`], for many.
pub async fn of_people(tx: &mut Tx, people: &[PersonId], from: Moment, to: Moment) -> Result<Vec<AbsenceRow>> {
    all(tx, &OF_PEOPLE, binds![people, from, to]).await
}

impl FromRow for AbsenceRow {
    fn from_row(row: &Row) -> Result<Self> {
        let withdrawn = match (row.get("withdrawn_at")?, row.get("withdrawn_by")?) {
            (Some(at), Some(by)) => Some((at, by)),
            _ => None,
        };
        Ok(Self {
            id: row.get("id")?,
            person: row.get("person")?,
            kind: row.get("kind")?,
            from: row.get("from_at")?,
            to: row.get("to_at")?,
            words: row.get("words")?,
            entered_by: row.get("entered_by")?,
            entered_at: row.get("entered_at")?,
            withdrawn,
        })
    }
}
