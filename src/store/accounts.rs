//! Signing in: password hashes, one-time codes and tickets, sessions, failed attempts; and roles.
//!
//! Only hashes are kept, never a secret; the caller hashes. Knows nothing of cookies or pages.

use sidak_core::{
    ids::{PersonId, SessionId, UnitId},
    time::Moment,
};

use super::{
    Result, Tx,
    sql::{all, binds, one, run, sql},
    value::{FromRow, One, Row},
};

/// Sessions of one person; the oldest goes when one more signs in.
pub const SESSIONS_MAX: i64 = 20;
/// Role holders that are listed.
pub const ROLES_MAX: i64 = 10_000;

/// A signed-in browser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    pub id: SessionId,
    pub person: PersonId,
    pub created: Moment,
    pub used: Moment,
    pub expires: Moment,
}

/// A right beyond employee and supervisor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleRow {
    pub person: PersonId,
    /// `unit_head`, `admin`, `leadership` or `auditor`.
    pub role: String,
    /// Top of the subtree that it covers; `None` is everything.
    pub unit: Option<UnitId>,
}

sql! {
    SET_PASSWORD = "insert into passwords (person, phc, set_at) values ($1, $2, $3)
        on conflict (person) do update set phc = excluded.phc, set_at = excluded.set_at";
    PASSWORD_OF = "select phc from passwords where person = $1";
    HAVE_PASSWORD = "select person from passwords where person" among "$1" "";
    PUT_ACTIVATION = "insert into activations (person, code_hash, expires) values ($1, $2, $3)
        on conflict (person) do update set code_hash = excluded.code_hash, expires = excluded.expires";
    TAKE_ACTIVATION = "delete from activations where person = $1 and code_hash = $2 and expires > $3";
    PUT_TICKET = "insert into tickets (ticket_hash, person, expires) values ($1, $2, $3)";
    TAKE_TICKET = "delete from tickets where ticket_hash = $1 and expires > $2 returning person";
    INSERT_SESSION = "insert into sessions (id, person, token_hash, created, used, expires) values ($1, $2, $3, $4, $4, $5)";
    KEEP_NEWEST = "delete from sessions where person = $1 and id not in
        (select id from sessions where person = $1 order by created desc, id desc limit $2)";
    BY_TOKEN = "select id, person, created, used, expires from sessions where token_hash = $1";
    TOUCH = "update sessions set used = $2 where id = $1 and used < $2";
    SESSION_LIVES = "select true from sessions where id = $1";
    END = "delete from sessions where id = $1";
    END_OF = "delete from sessions where person = $1";
    COUNT = "select count(*) from sessions where person = $1 and expires > $2";
    FAILURES = "select failures, last_at from sign_in_failures where key = $1";
    PUT_FAILURES = "insert into sign_in_failures (key, failures, last_at) values ($1, $2, $3)
        on conflict (key) do update set failures = excluded.failures, last_at = excluded.last_at";
    CLEAR_FAILURES = "delete from sign_in_failures where key = $1";
    GRANT = "insert into roles (person, role, unit) values ($1, $2, $3) on conflict do nothing";
    REVOKE = "delete from roles where person = $1 and role = $2 and (unit = $3 or (unit is null and $3 is null))";
    ROLES_OF = "select person, role, unit from roles where person = $1 order by role, unit";
    ALL_ROLES = "select person, role, unit from roles order by role, person, unit limit $1";
    SWEEP_SESSIONS = "delete from sessions where expires <= $1";
    SWEEP_TICKETS = "delete from tickets where expires <= $1";
    SWEEP_ACTIVATIONS = "delete from activations where expires <= $1";
    SWEEP_FAILURES = "delete from sign_in_failures where last_at <= $1";
}

/// `phc`: an Argon2id string, never the password.
pub async fn set_password(tx: &mut Tx, person: PersonId, phc: &str, at: Moment) -> Result<()> {
    run(tx, &SET_PASSWORD, binds![person, phc, at]).await.map(drop)
}

pub async fn password_of(tx: &mut Tx, person: PersonId) -> Result<Option<String>> {
    Ok(one::<One<String>>(tx, &PASSWORD_OF, binds![person]).await?.map(|phc| phc.0))
}

/// Those of these people who have a password, that is, are activated.
pub async fn have_password(tx: &mut Tx, people: &[PersonId]) -> Result<Vec<PersonId>> {
    let found: Vec<One<PersonId>> = all(tx, &HAVE_PASSWORD, binds![people]).await?;
    Ok(found.into_iter().map(|id| id.0).collect())
}

/// Replaces an open code.
pub async fn put_activation(tx: &mut Tx, person: PersonId, code_hash: &[u8; 32], expires: Moment) -> Result<()> {
    run(tx, &PUT_ACTIVATION, binds![person, code_hash, expires]).await.map(drop)
}

/// Whether the code was right and in time; it is used up then.
pub async fn take_activation(tx: &mut Tx, person: PersonId, code_hash: &[u8; 32], now: Moment) -> Result<bool> {
    Ok(run(tx, &TAKE_ACTIVATION, binds![person, code_hash, now]).await? == 1)
}

pub async fn put_ticket(tx: &mut Tx, person: PersonId, ticket_hash: &[u8; 32], expires: Moment) -> Result<()> {
    run(tx, &PUT_TICKET, binds![ticket_hash, person, expires]).await.map(drop)
}

/// Whom the ticket signs in; it is used up then.
pub async fn take_ticket(tx: &mut Tx, ticket_hash: &[u8; 32], now: Moment) -> Result<Option<PersonId>> {
    Ok(one::<One<PersonId>>(tx, &TAKE_TICKET, binds![ticket_hash, now]).await?.map(|id| id.0))
}

/// `token_hash`: SHA-256 of the cookie's token. Ends the person's oldest sessions beyond [`SESSIONS_MAX`].
pub async fn insert_session(
    tx: &mut Tx,
    id: SessionId,
    person: PersonId,
    token_hash: &[u8; 32],
    created: Moment,
    expires: Moment,
) -> Result<()> {
    run(tx, &INSERT_SESSION, binds![id, person, token_hash, created, expires]).await?;
    run(tx, &KEEP_NEWEST, binds![person, SESSIONS_MAX]).await.map(drop)
}

/// Whether it has expired is the caller's to judge.
pub async fn session_by_token(tx: &mut Tx, token_hash: &[u8; 32]) -> Result<Option<Session>> {
    one(tx, &BY_TOKEN, binds![token_hash]).await
}

pub async fn touch_session(tx: &mut Tx, id: SessionId, used: Moment) -> Result<()> {
    run(tx, &TOUCH, binds![id, used]).await.map(drop)
}

pub async fn session_lives(tx: &mut Tx, id: SessionId) -> Result<bool> {
    Ok(one::<One<bool>>(tx, &SESSION_LIVES, binds![id]).await?.is_some())
}

pub async fn end_session(tx: &mut Tx, id: SessionId) -> Result<()> {
    run(tx, &END, binds![id]).await.map(drop)
}

/// Tells how many there were.
pub async fn end_sessions_of(tx: &mut Tx, person: PersonId) -> Result<u64> {
    run(tx, &END_OF, binds![person]).await
}

pub async fn count_sessions(tx: &mut Tx, person: PersonId, now: Moment) -> Result<u32> {
    Ok(one::<One<u32>>(tx, &COUNT, binds![person, now]).await?.map_or(0, |n| n.0))
}

/// How many failed sign-ins this key has on it, and when the last was. The key is a hash: it stands for a name and an address.
pub async fn failures(tx: &mut Tx, key: &[u8; 32]) -> Result<Option<(u32, Moment)>> {
    one(tx, &FAILURES, binds![key]).await
}

pub async fn put_failures(tx: &mut Tx, key: &[u8; 32], count: u32, last: Moment) -> Result<()> {
    run(tx, &PUT_FAILURES, binds![key, count, last]).await.map(drop)
}

pub async fn clear_failures(tx: &mut Tx, key: &[u8; 32]) -> Result<()> {
    run(tx, &CLEAR_FAILURES, binds![key]).await.map(drop)
}

/// Whether the person did not have it yet.
///
/// # Errors
/// `Conflict("roles_role")` for a role that does not exist.
pub async fn grant_role(tx: &mut Tx, role: &RoleRow) -> Result<bool> {
    Ok(run(tx, &GRANT, binds![role.person, &role.role, role.unit]).await? == 1)
}

/// Whether the person had it.
pub async fn revoke_role(tx: &mut Tx, role: &RoleRow) -> Result<bool> {
    Ok(run(tx, &REVOKE, binds![role.person, &role.role, role.unit]).await? == 1)
}

pub async fn roles_of(tx: &mut Tx, person: PersonId) -> Result<Vec<RoleRow>> {
    all(tx, &ROLES_OF, binds![person]).await
}

/// At most [`ROLES_MAX`].
pub async fn all_roles(tx: &mut Tx) -> Result<Vec<RoleRow>> {
    all(tx, &ALL_ROLES, binds![ROLES_MAX]).await
}

/// Removes what has expired, and failures older than `failures_before`. Tells how many rows went.
pub async fn sweep(tx: &mut Tx, now: Moment, failures_before: Moment) -> Result<u64> {
    let mut gone = 0;
    for (statement, at) in
        [(&SWEEP_SESSIONS, now), (&SWEEP_TICKETS, now), (&SWEEP_ACTIVATIONS, now), (&SWEEP_FAILURES, failures_before)]
    {
        gone += run(tx, statement, binds![at]).await?;
    }
    Ok(gone)
}

impl FromRow for Session {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            person: row.get("person")?,
            created: row.get("created")?,
            used: row.get("used")?,
            expires: row.get("expires")?,
        })
    }
}

impl FromRow for RoleRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { person: row.get("person")?, role: row.get("role")?, unit: row.get("unit")? })
    }
}
