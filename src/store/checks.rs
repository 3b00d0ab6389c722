//! Checks: where each one stands, and when the server must look at it again.
//!
//! Every write names the epoch it has read, so that of two writers one wins and the other learns it. Knows no rule.

use sidak_core::{
    check::{Check, State},
    ids::{AttemptId, CheckId, DeviceId, PersonId, ProgrammeId, UnitId},
    outcome::Judgement,
    time::{Day, Moment},
};

use super::{
    Result, StoreError, Tx, body,
    sql::{all, binds, one, run, sql, touched},
    value::{FromRow, One, Row},
};

/// Checks of one list that is not paged.
pub const LIST_MAX: i64 = 20_000;

/// Checks of one programme on one day: everybody in the largest pool as often as any policy allows.
pub const PROGRAMME_DAY_MAX: i64 = 1_000_000;

/// What only some states have.
#[derive(Default)]
struct Parts {
    state: &'static str,
    caller: Option<PersonId>,
    attempt: Option<AttemptId>,
    device: Option<DeviceId>,
    until_at: Option<Moment>,
    answered_at: Option<Moment>,
    settled_at: Option<Moment>,
    judgement: Option<String>,
}

sql! {
    INSERT = "insert into checks (id, programme, policy_version, person, supervisor, day, kind, drawn_for, due, closes,
            deferrals, attempts, state, caller, attempt, device, until_at, answered_at, settled_at, judgement, wake_at, epoch)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 1)";
    SAVE = "update checks set due = $2, closes = $3, deferrals = $4, attempts = $5, state = $6, caller = coalesce($7, caller), attempt = $8,
            device = $9, until_at = $10, answered_at = $11, settled_at = $12, judgement = $13, wake_at = $14, epoch = epoch + 1
        where id = $1 and epoch = $15";
    PUT_ATTEMPT = "insert into attempts (id, check_id) values ($1, $2) on conflict (id) do nothing";
    BY_ATTEMPT = "select check_id from attempts where id = $1";
    GET = "select * from checks where id = $1";
    DUE = "select id from checks where state <> 'settled' and wake_at <= $1 order by wake_at, drawn_for, id limit $2";
    LIVE = "select * from checks where state <> 'settled' and (state <> 'waiting' or until_at is not null) order by drawn_for, id limit $1";
    LIVE_OF_PERSON = "select * from checks where person = $1 and state <> 'settled' and (state <> 'waiting' or attempts > 0)
        order by drawn_for, id limit $2";
    LIVE_OF_CALLER = "select * from checks where caller = $1 and state <> 'settled' and (state <> 'waiting' or attempts > 0)
        order by drawn_for, id limit $2";
    WAITING_OF = "select * from checks where person = $1 and state <> 'settled' and state in ('waiting', 'prompted') order by drawn_for, id limit $2";
    OF_PERSON = "select * from checks where person = $1 and drawn_for < $2 order by drawn_for desc, id desc limit $3";
    OF_PEOPLE_ON = "select * from checks where day = $2 and person" among "$1" "order by drawn_for, id limit $3";
    OF_PEOPLE_RECENT = "select * from checks where person" among "$1" "order by drawn_for desc, id desc limit $2";
    MANUAL_BY = "select count(*) from checks where kind = 'manual' and supervisor = $1 and day = $2";
    MANUAL_OF = "select count(*) from checks where kind = 'manual' and person = $1 and day = $2";
    OF_PROGRAMME_ON = "select * from checks where programme = $1 and day = $2 order by person, drawn_for, id limit $3";
    DRAWN_AFTER = "select * from checks where programme = $1 and day = $2 and kind <> 'manual'
            and (person > $3 or (person = $3 and drawn_for > $4))
        order by person, drawn_for limit $5";
    MANUAL_AFTER = "select * from checks where programme = $1 and day = $2 and kind = 'manual'
            and (drawn_for > $3 or (drawn_for = $3 and person > $4))
        order by drawn_for, person limit $5";
    DAY_COUNTS = "select c.state, count(*) from checks c join people p on p.id = c.person
        where c.day = $2 and p.unit" among "$1" "group by c.state order by c.state";
}

/// A check that is born in a step of its own and not by a draw: it wakes at `wake`.
pub async fn insert_born(tx: &mut Tx, check: &Check, wake: Option<Moment>) -> Result<()> {
    insert(tx, check, wake).await?;
    put_attempt(tx, check).await
}

/// New checks; each wakes when it is due.
///
/// # Errors
/// `Conflict("checks_programme_person_drawn_for")` when that minute was drawn already.
pub async fn insert_many(tx: &mut Tx, checks: &[Check]) -> Result<()> {
    for check in checks {
        let wake = Some(check.due).filter(|_| !matches!(check.state, State::Settled { .. }));
        insert_born(tx, check, wake).await?;
    }
    Ok(())
}

async fn insert(tx: &mut Tx, check: &Check, wake: Option<Moment>) -> Result<()> {
    let parts = parts(check)?;
    let values = binds![
        check.id,
        check.programme,
        check.policy_version,
        check.person,
        check.supervisor,
        check.day,
        check.kind,
        check.drawn_for,
        check.due,
        check.closes,
        check.deferrals,
        check.attempts,
        parts.state,
        parts.caller,
        parts.attempt,
        parts.device,
        parts.until_at,
        parts.answered_at,
        parts.settled_at,
        parts.judgement,
        wake,
    ];
    run(tx, &INSERT, values).await.map(drop)
}

/// The check with its epoch.
pub async fn get(tx: &mut Tx, id: CheckId) -> Result<Option<(Check, i64)>> {
    one(tx, &GET, binds![id]).await
}

/// Saves what a step made of a check that was read with `epoch`.
///
/// # Errors
/// `Missing` when somebody else has changed it since; `Conflict("checks_person")` when the person is in another call.
pub async fn save(tx: &mut Tx, check: &Check, wake: Option<Moment>, epoch: i64) -> Result<()> {
    let parts = parts(check)?;
    let values = binds![
        check.id,
        check.due,
        check.closes,
        check.deferrals,
        check.attempts,
        parts.state,
        parts.caller,
        parts.attempt,
        parts.device,
        parts.until_at,
        parts.answered_at,
        parts.settled_at,
        parts.judgement,
        wake,
        epoch,
    ];
    touched(run(tx, &SAVE, values).await?)?;
    put_attempt(tx, check).await
}

/// The check that this ring belongs to, also when the ring is long over.
pub async fn by_attempt(tx: &mut Tx, attempt: AttemptId) -> Result<Option<CheckId>> {
    Ok(one::<One<CheckId>>(tx, &BY_ATTEMPT, binds![attempt]).await?.map(|id| id.0))
}

/// What must be looked at now, the longest overdue first; of those due together, in the order of the draw.
pub async fn due(tx: &mut Tx, now: Moment, limit: u32) -> Result<Vec<CheckId>> {
    let due: Vec<One<CheckId>> = all(tx, &DUE, binds![now, limit]).await?;
    Ok(due.into_iter().map(|id| id.0).collect())
}

/// Prompted, ringing, answered, missed and closing ones of everybody: for a restart. At most [`LIST_MAX`].
pub async fn live(tx: &mut Tx) -> Result<Vec<(Check, i64)>> {
    all(tx, &LIVE, binds![LIST_MAX]).await
}

/// As [`live`], those in which this person is called, and those that wait for their next attempt.
pub async fn live_of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<(Check, i64)>> {
    all(tx, &LIVE_OF_PERSON, binds![person, LIST_MAX]).await
}

/// As [`live`], those that this official is asked to make or makes, and those that wait for their next attempt.
pub async fn live_of_caller(tx: &mut Tx, caller: PersonId) -> Result<Vec<(Check, i64)>> {
    all(tx, &LIVE_OF_CALLER, binds![caller, LIST_MAX]).await
}

/// Those that have not rung yet, wait for their next ring, or for a call back.
pub async fn waiting_of(tx: &mut Tx, person: PersonId) -> Result<Vec<(Check, i64)>> {
    all(tx, &WAITING_OF, binds![person, LIST_MAX]).await
}

/// Drawn for a moment before `before`, newest first. Holds what is still to come, too: that is for nobody's eyes.
pub async fn of_person(tx: &mut Tx, person: PersonId, before: Moment, limit: u32) -> Result<Vec<Check>> {
    Ok(without_epochs(all(tx, &OF_PERSON, binds![person, before, limit]).await?))
}

/// Oldest first; at most [`LIST_MAX`].
pub async fn of_people_on(tx: &mut Tx, people: &[PersonId], day: Day) -> Result<Vec<Check>> {
    Ok(without_epochs(all(tx, &OF_PEOPLE_ON, binds![people, day, LIST_MAX]).await?))
}

/// The checks of a whole draw, and manual ones of that day: by person, then by minute.
pub async fn of_programme_on(tx: &mut Tx, programme: ProgrammeId, day: Day) -> Result<Vec<Check>> {
    Ok(without_epochs(all(tx, &OF_PROGRAMME_ON, binds![programme, day, PROGRAMME_DAY_MAX]).await?))
}

/// The next checks of a draw after this one's person and minute, in this order.
pub async fn drawn_after(tx: &mut Tx, programme: ProgrammeId, day: Day, after: (PersonId, Moment), limit: u32) -> Result<Vec<Check>> {
    Ok(without_epochs(all(tx, &DRAWN_AFTER, binds![programme, day, after.0, after.1, limit]).await?))
}

/// The next manual calls of a day after this one's moment and person, in this order.
pub async fn manual_after(tx: &mut Tx, programme: ProgrammeId, day: Day, after: (Moment, PersonId), limit: u32) -> Result<Vec<Check>> {
    Ok(without_epochs(all(tx, &MANUAL_AFTER, binds![programme, day, after.0, after.1, limit]).await?))
}

/// Newest first.
pub async fn of_people_recent(tx: &mut Tx, people: &[PersonId], limit: u32) -> Result<Vec<Check>> {
    Ok(without_epochs(all(tx, &OF_PEOPLE_RECENT, binds![people, limit]).await?))
}

/// Manual calls of the day that this official asked for.
pub async fn manual_by(tx: &mut Tx, official: PersonId, day: Day) -> Result<u16> {
    Ok(one::<One<u16>>(tx, &MANUAL_BY, binds![official, day]).await?.map_or(0, |n| n.0))
}

/// Manual calls of the day to this person, whoever asked for them.
pub async fn manual_of(tx: &mut Tx, person: PersonId, day: Day) -> Result<u16> {
    Ok(one::<One<u16>>(tx, &MANUAL_OF, binds![person, day]).await?.map_or(0, |n| n.0))
}

/// How many checks of the day stand in each state (`waiting`, `prompted`, `ringing`, `answered`, `closing`, `settled`),
/// of people who are now in these units.
pub async fn day_counts(tx: &mut Tx, units: &[UnitId], day: Day) -> Result<Vec<(String, u32)>> {
    all(tx, &DAY_COUNTS, binds![units, day]).await
}

async fn put_attempt(tx: &mut Tx, check: &Check) -> Result<()> {
    let State::Ringing { attempt, .. } = check.state else { return Ok(()) };
    run(tx, &PUT_ATTEMPT, binds![attempt, check.id]).await.map(drop)
}

fn without_epochs(checks: Vec<(Check, i64)>) -> Vec<Check> {
    checks.into_iter().map(|(check, _)| check).collect()
}

/// The columns of a state. The caller column keeps its value while a check waits for its next attempt. A missed one waits too,
/// for the person: its row alone of those that wait has an end.
fn parts(check: &Check) -> Result<Parts> {
    let none = Parts::default();
    Ok(match &check.state {
        State::Waiting => Parts { state: "waiting", ..none },
        State::Prompted { caller, until } => {
            Parts { state: "prompted", caller: Some(*caller), until_at: Some(*until), ..none }
        }
        State::Ringing { caller, attempt, until } => {
            Parts { state: "ringing", caller: Some(*caller), attempt: Some(*attempt), until_at: Some(*until), ..none }
        }
        State::Missed { caller, attempt, until } => {
            Parts { state: "waiting", caller: Some(*caller), attempt: Some(*attempt), until_at: Some(*until), ..none }
        }
        State::Answered { caller, attempt, device, at } => Parts {
            state: "answered",
            caller: Some(*caller),
            attempt: Some(*attempt),
            device: Some(*device),
            answered_at: Some(*at),
            ..none
        },
        State::Closing { caller, attempt, until } => {
            Parts { state: "closing", caller: Some(*caller), attempt: Some(*attempt), until_at: Some(*until), ..none }
        }
        State::Settled { at, judgement } => {
            Parts { state: "settled", settled_at: Some(*at), judgement: Some(body::write(judgement)?), ..none }
        }
    })
}

fn state(row: &Row) -> Result<State> {
    Ok(match row.get::<String>("state")?.as_str() {
        "waiting" => match row.get("until_at")? {
            Some(until) => State::Missed { caller: row.get("caller")?, attempt: row.get("attempt")?, until },
            None => State::Waiting,
        },
        "prompted" => State::Prompted { caller: row.get("caller")?, until: row.get("until_at")? },
        "ringing" => {
            State::Ringing { caller: row.get("caller")?, attempt: row.get("attempt")?, until: row.get("until_at")? }
        }
        "answered" => State::Answered {
            caller: row.get("caller")?,
            attempt: row.get("attempt")?,
            device: row.get("device")?,
            at: row.get("answered_at")?,
        },
        "closing" => {
            State::Closing { caller: row.get("caller")?, attempt: row.get("attempt")?, until: row.get("until_at")? }
        }
        "settled" => State::Settled { at: row.get("settled_at")?, judgement: row.body::<Judgement>("judgement")? },
        _ => return Err(StoreError::corrupt("state")),
    })
}

impl FromRow for (Check, i64) {
    fn from_row(row: &Row) -> Result<Self> {
        let check = Check {
            id: row.get("id")?,
            programme: row.get("programme")?,
            policy_version: row.get("policy_version")?,
            person: row.get("person")?,
            supervisor: row.get("supervisor")?,
            day: row.get("day")?,
            kind: row.get("kind")?,
            drawn_for: row.get("drawn_for")?,
            due: row.get("due")?,
            closes: row.get("closes")?,
            deferrals: row.get("deferrals")?,
            attempts: row.get("attempts")?,
            state: state(row)?,
        };
        Ok((check, row.get("epoch")?))
    }
}
