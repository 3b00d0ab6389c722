//! The day's start (*Mulai WFH*) and end, with the declared place and the device check.

use sidak_core::{
    check::PlaceKind,
    ids::{DeviceId, PersonId},
    time::{Day, Moment},
};

use super::{
    Result, Tx, body,
    sql::{all, binds, one, run, sql},
    value::{FromRow, Row},
};

/// One person's day. `Debug` hides the place.
#[derive(Clone, PartialEq)]
pub struct Entry {
    pub person: PersonId,
    pub day: Day,
    pub started: Moment,
    pub place_kind: PlaceKind,
    /// The person's own words; empty for the registered home.
    pub place_words: String,
    /// JSON of the device tests.
    pub tests: String,
    /// Which one was tested last.
    pub device: Option<DeviceId>,
    pub finished: Option<Moment>,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entry({}, {})", self.person, self.day)
    }
}

sql! {
    START = "insert into attendance (person, day, started, place_kind, place_words, tests, device)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (person, day) do update set place_kind = excluded.place_kind, place_words = excluded.place_words,
            tests = excluded.tests, device = excluded.device, finished = null";
    FINISH = "update attendance set finished = $3 where person = $1 and day = $2 and finished is null";
    TESTED = "update attendance set tests = $3, device = $4 where person = $1 and day = $2 and finished is null";
    GET = "select * from attendance where person = $1 and day = $2";
    // Two devices of one person may bring their results at once.
    HOLD = sqlite "select * from attendance where person = $1 and day = $2"
        postgres "select * from attendance where person = $1 and day = $2 for update";
    OF_PEOPLE = "select * from attendance where day = $2 and person" among "$1" "order by person";
}

/// A tap on *Mulai WFH*. A second one on the same day changes the place and the tests and opens the day again; the
/// first moment stays, because deadlines are judged by it.
///
/// # Errors
/// `Corrupt` when `tests` is no JSON.
pub async fn start(
    tx: &mut Tx,
    person: PersonId,
    day: Day,
    at: Moment,
    place_kind: PlaceKind,
    place_words: &str,
    (tests, device): (&str, Option<DeviceId>),
) -> Result<()> {
    let tests = body::wrap(tests)?;
    run(tx, &START, binds![person, day, at, place_kind, place_words, tests, device]).await.map(drop)
}

/// Whether the day was running.
pub async fn finish(tx: &mut Tx, person: PersonId, day: Day, at: Moment) -> Result<bool> {
    Ok(run(tx, &FINISH, binds![person, day, at]).await? == 1)
}

pub async fn get(tx: &mut Tx, person: PersonId, day: Day) -> Result<Option<Entry>> {
    one(tx, &GET, binds![person, day]).await
}

/// What was found out after the tap. Whether the day was running.
///
/// # Errors
/// `Corrupt` when `tests` is no JSON.
pub async fn tested(tx: &mut Tx, person: PersonId, day: Day, tests: &str, device: DeviceId) -> Result<bool> {
    let tests = body::wrap(tests)?;
    Ok(run(tx, &TESTED, binds![person, day, tests, Some(device)]).await? == 1)
}

/// As [`get`], and nobody else changes it before this write is over.
pub async fn hold(tx: &mut Tx, person: PersonId, day: Day) -> Result<Option<Entry>> {
    one(tx, &HOLD, binds![person, day]).await
}

/// Who has not started that day is left out.
pub async fn of_people(tx: &mut Tx, people: &[PersonId], day: Day) -> Result<Vec<Entry>> {
    all(tx, &OF_PEOPLE, binds![people, day]).await
}

impl FromRow for Entry {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            person: row.get("person")?,
            day: row.get("day")?,
            started: row.get("started")?,
            place_kind: row.get("place_kind")?,
            place_words: row.get("place_words")?,
            tests: body::unwrap(&row.get::<String>("tests")?, "tests")?,
            device: row.get("device")?,
            finished: row.get("finished")?,
        })
    }
}
