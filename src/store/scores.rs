//! The availability index of each person, as last folded: a cache for lists. The parts travel with it.

use sidak_core::{
    ids::{PersonId, ProgrammeId, UnitId},
    score::Score,
    time::Moment,
};

use super::{
    Result, Tx, body,
    sql::{all, binds, one, run, sql},
    value::{FromRow, Row},
};

/// Classes of the distribution, each five points wide.
pub const CLASSES: u8 = 20;

/// Enough for a list. With `enough` false nothing but the counts may be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct ScoreRow {
    pub person: PersonId,
    pub programme: ProgrammeId,
    /// When it was folded.
    pub at: Moment,
    pub enough: bool,
    pub counted: u32,
    pub available: u32,
    pub missed: u32,
    /// 0 to 1.
    pub estimate: f64,
    /// Probability that the true rate is below the policy's floor.
    pub below_floor: f64,
    /// The whole index with its parts, as JSON.
    pub body: String,
}

sql! {
    PUT = "insert into scores (person, programme, at, enough, counted, available, missed, estimate, below_floor, class, body)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (person, programme) do update set at = excluded.at, enough = excluded.enough,
            counted = excluded.counted, available = excluded.available, missed = excluded.missed,
            estimate = excluded.estimate, below_floor = excluded.below_floor, class = excluded.class, body = excluded.body";
    GET = "select * from scores where person = $1 and programme = $2";
    OF_PEOPLE = "select * from scores where programme = $2 and person" among "$1" "order by person";
    SPREAD = "select s.enough, s.class, count(*) from scores s join people p on p.id = s.person
        where s.programme = $2 and p.active and p.unit" among "$1" "group by s.enough, s.class order by s.enough, s.class";
}

pub async fn put(tx: &mut Tx, person: PersonId, programme: ProgrammeId, at: Moment, score: &Score) -> Result<()> {
    let values = binds![
        person,
        programme,
        at,
        score.enough,
        score.counted,
        score.available,
        score.missed,
        score.estimate,
        score.probability_below_floor,
        class(score.estimate),
        body::write(score)?,
    ];
    run(tx, &PUT, values).await.map(drop)
}

pub async fn get(tx: &mut Tx, person: PersonId, programme: ProgrammeId) -> Result<Option<ScoreRow>> {
    one(tx, &GET, binds![person, programme]).await
}

/// Who has no index yet is left out.
pub async fn of_people(tx: &mut Tx, people: &[PersonId], programme: ProgrammeId) -> Result<Vec<ScoreRow>> {
    all(tx, &OF_PEOPLE, binds![people, programme]).await
}

/// How many active people of these units lie in each class, from 0; and, apart, how many have too little data.
pub async fn spread(tx: &mut Tx, units: &[UnitId], programme: ProgrammeId) -> Result<([u32; CLASSES as usize], u32)> {
    let rows: Vec<(bool, u8, u32)> = all(tx, &SPREAD, binds![units, programme]).await?;
    let (mut classes, mut not_enough) = ([0_u32; CLASSES as usize], 0_u32);
    for (enough, class, n) in rows {
        match classes.get_mut(usize::from(class)) {
            Some(slot) if enough => *slot = slot.saturating_add(n),
            _ => not_enough = not_enough.saturating_add(n),
        }
    }
    Ok((classes, not_enough))
}

/// `as` saturates, so 1.0 and anything odd lands in the first or last class.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
fn class(estimate: f64) -> u8 {
    ((estimate * f64::from(CLASSES)) as u8).min(CLASSES - 1)
}

impl FromRow for ScoreRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            person: row.get("person")?,
            programme: row.get("programme")?,
            at: row.get("at")?,
            enough: row.get("enough")?,
            counted: row.get("counted")?,
            available: row.get("available")?,
            missed: row.get("missed")?,
            estimate: row.get("estimate")?,
            below_floor: row.get("below_floor")?,
            body: body::unwrap(&row.get::<String>("body")?, "body")?,
        })
    }
}
