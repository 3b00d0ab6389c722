//! Reviews of a permission to work from home, and the trail of what was done and said in each.
//!
//! Saved with an epoch, as checks are. At most one case of a person is open. Knows no rule of due process.

use sidak_core::{
    ids::{CaseId, PersonId, ProgrammeId, UnitId},
    review::{CaseState, Decision},
    time::Moment,
};

use super::{
    Result, StoreError, Tx, body,
    sql::{all, binds, one, run, sql, touched},
    value::{FromRow, One, Row},
};

/// Lines of one trail.
pub const TRAIL_MAX: i64 = 1_000;
/// Cases of one list.
pub const LIST_MAX: i64 = 10_000;

#[derive(Clone, PartialEq, Debug)]
pub struct Case {
    pub id: CaseId,
    pub person: PersonId,
    pub programme: ProgrammeId,
    pub policy_version: u32,
    pub state: CaseState,
    pub opened: Moment,
    /// What was known when it was opened, as JSON. Never changed.
    pub opening: String,
}

/// One thing done or said in a case. `Debug` hides the words.
#[derive(Clone, PartialEq, Eq)]
pub struct TrailRow {
    pub at: Moment,
    pub code: String,
    pub who: Option<PersonId>,
    pub words: String,
}

impl std::fmt::Debug for TrailRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TrailRow({})", self.code)
    }
}

sql! {
    INSERT = "insert into cases (id, person, programme, policy_version, state, opened, wake_at, is_open, body, opening, epoch)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)";
    SAVE = "update cases set state = $2, wake_at = $3, is_open = $4, body = $5, epoch = epoch + 1 where id = $1 and epoch = $6";
    GET = "select * from cases where id = $1";
    LATEST_OF_PERSON = "select * from cases where person = $1 order by opened desc, id desc limit 1";
    DUE = "select id from cases where wake_at <= $1 order by wake_at, id limit $2";
    RECENT = "select * from cases order by is_open desc, opened desc, id desc limit $1";
    IN_UNITS = "select c.* from cases c join people p on p.id = c.person where p.unit" among "$1"
        "order by c.is_open desc, c.opened desc, c.id desc limit $2";
    LAST_SEQ = "select coalesce(max(seq), 0) from case_trail where case_id = $1";
    TRAIL = "insert into case_trail (case_id, seq, at, code, who, words) values ($1, $2, $3, $4, $5, $6)";
    TRAIL_OF = "select at, code, who, words from case_trail where case_id = $1 order by seq limit $2";
}

/// `wake`: when the server must look at it again.
///
/// # Errors
/// `Conflict("cases_person")` when the person has an open one.
pub async fn insert(tx: &mut Tx, case: &Case, wake: Option<Moment>) -> Result<()> {
    let values = binds![
        case.id,
        case.person,
        case.programme,
        case.policy_version,
        state_code(&case.state),
        case.opened,
        wake,
        is_open(&case.state),
        body::write(&case.state)?,
        body::wrap(&case.opening)?,
    ];
    run(tx, &INSERT, values).await.map(drop)
}

/// The case with its epoch.
pub async fn get(tx: &mut Tx, id: CaseId) -> Result<Option<(Case, i64)>> {
    one(tx, &GET, binds![id]).await
}

/// Saves the state of a case that was read with `epoch`.
///
/// # Errors
/// `Missing` when somebody else has changed it since.
pub async fn save(tx: &mut Tx, case: &Case, wake: Option<Moment>, epoch: i64) -> Result<()> {
    let state = body::write(&case.state)?;
    let values = binds![case.id, state_code(&case.state), wake, is_open(&case.state), state, epoch];
    touched(run(tx, &SAVE, values).await?)
}

/// Open or not.
pub async fn latest_of_person(tx: &mut Tx, person: PersonId) -> Result<Option<Case>> {
    Ok(one::<(Case, i64)>(tx, &LATEST_OF_PERSON, binds![person]).await?.map(|(case, _)| case))
}

/// What must be looked at now, the longest overdue first.
pub async fn due(tx: &mut Tx, now: Moment, limit: u32) -> Result<Vec<CaseId>> {
    let due: Vec<One<CaseId>> = all(tx, &DUE, binds![now, limit]).await?;
    Ok(due.into_iter().map(|id| id.0).collect())
}

/// Open ones first, then the newest.
pub async fn recent(tx: &mut Tx, limit: u32) -> Result<Vec<Case>> {
    Ok(without_epochs(all(tx, &RECENT, binds![limit]).await?))
}

/// Of people who are now in these units, open ones first; at most [`LIST_MAX`].
pub async fn in_units(tx: &mut Tx, units: &[UnitId]) -> Result<Vec<Case>> {
    Ok(without_epochs(all(tx, &IN_UNITS, binds![units, LIST_MAX]).await?))
}

/// Adds a line at the end. In one transaction with [`insert`] or [`save`], which keep two writers apart.
pub async fn trail(tx: &mut Tx, case: CaseId, at: Moment, code: &str, who: Option<PersonId>, words: &str) -> Result<()> {
    let last = one::<One<i64>>(tx, &LAST_SEQ, binds![case]).await?.map_or(0, |last| last.0);
    run(tx, &TRAIL, binds![case, last + 1, at, code, who, words]).await.map(drop)
}

/// Oldest first; at most [`TRAIL_MAX`].
pub async fn trail_of(tx: &mut Tx, case: CaseId) -> Result<Vec<TrailRow>> {
    all(tx, &TRAIL_OF, binds![case, TRAIL_MAX]).await
}

fn without_epochs(cases: Vec<(Case, i64)>) -> Vec<Case> {
    cases.into_iter().map(|(case, _)| case).collect()
}

const fn state_code(state: &CaseState) -> &'static str {
    match state {
        CaseState::Noticed { .. } => "noticed",
        CaseState::Replied { .. } => "replied",
        CaseState::AwaitingDecision { .. } => "awaiting_decision",
        CaseState::Decided { .. } => "decided",
        CaseState::Objected { .. } => "objected",
        CaseState::Ended { .. } => "ended",
    }
}

/// Until it has ended or the permission was kept; a stay at the office keeps it open.
fn is_open(state: &CaseState) -> bool {
    match state {
        CaseState::Decided { decided, .. } => matches!(decided.decision, Decision::Office { .. }),
        CaseState::Ended { .. } => false,
        _ => true,
    }
}

impl FromRow for (Case, i64) {
    fn from_row(row: &Row) -> Result<Self> {
        let state: CaseState = row.body("body")?;
        if state_code(&state) != row.get::<String>("state")? {
            return Err(StoreError::corrupt("state"));
        }
        let case = Case {
            id: row.get("id")?,
            person: row.get("person")?,
            programme: row.get("programme")?,
            policy_version: row.get("policy_version")?,
            state,
            opened: row.get("opened")?,
            opening: body::unwrap(&row.get::<String>("opening")?, "opening")?,
        };
        Ok((case, row.get("epoch")?))
    }
}

impl FromRow for TrailRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { at: row.get("at")?, code: row.get("code")?, who: row.get("who")?, words: row.get("words")? })
    }
}
