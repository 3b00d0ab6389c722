//! Programmes: every version of every policy, never changed once written.

use sidak_core::{
    ids::{PersonId, ProgrammeId},
    programme::Policy,
    time::Moment,
};

use super::{
    Result, StoreError, Tx, body,
    sql::{all, binds, one, run, sql, touched},
    value::{FromRow, Row},
};

/// Programmes that are listed, and versions of one.
pub const PROGRAMMES_MAX: i64 = 1_000;

/// One version of one programme.
#[derive(Clone, PartialEq, Debug)]
pub struct Version {
    pub id: ProgrammeId,
    /// From 1.
    pub version: u32,
    /// The data file as somebody wrote it, comments and all.
    pub toml: String,
    pub policy: Policy,
    pub at: Moment,
    pub by: Option<PersonId>,
}

/// A version without its contents.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VersionLine {
    pub version: u32,
    pub at: Moment,
    pub by: Option<PersonId>,
}

sql! {
    INSERT = "insert into programmes (id, latest) values ($1, 1) on conflict (id) do nothing";
    BUMP = "update programmes set latest = $2 where id = $1 and latest = $2 - 1";
    ADD_VERSION = "insert into programme_versions (programme, version, toml, body, at, by_person) values ($1, $2, $3, $4, $5, $6)";
    LATEST = "select v.* from programmes p join programme_versions v on v.programme = p.id and v.version = p.latest where p.id = $1";
    VERSION = "select * from programme_versions where programme = $1 and version = $2";
    ALL_LATEST = "select v.* from programmes p join programme_versions v on v.programme = p.id and v.version = p.latest
        order by p.id limit $1";
    VERSIONS = "select version, at, by_person from programme_versions where programme = $1 order by version desc limit $2";
}

/// A new programme: its version 1.
///
/// # Errors
/// As [`add_version`].
pub async fn insert(tx: &mut Tx, new: &Version) -> Result<()> {
    add_version(tx, &Version { version: 1, ..new.clone() }).await
}

/// Version 1 of a new programme, or the next version: one more than the latest.
///
/// # Errors
/// `Conflict("programme_versions_programme_version")` when somebody else has taken that number, or it is not the next.
pub async fn add_version(tx: &mut Tx, new: &Version) -> Result<()> {
    let head = match new.version {
        1 => run(tx, &INSERT, binds![new.id]).await?,
        next => run(tx, &BUMP, binds![new.id, next]).await?,
    };
    touched(head).map_err(|_| StoreError::Conflict("programme_versions_programme_version".into()))?;
    let policy = body::write(&new.policy)?;
    run(tx, &ADD_VERSION, binds![new.id, new.version, &new.toml, policy, new.at, new.by]).await.map(drop)
}

pub async fn latest(tx: &mut Tx, programme: ProgrammeId) -> Result<Option<Version>> {
    one(tx, &LATEST, binds![programme]).await
}

pub async fn version(tx: &mut Tx, programme: ProgrammeId, version: u32) -> Result<Option<Version>> {
    one(tx, &VERSION, binds![programme, version]).await
}

/// The latest version of each, the oldest programme first; at most [`PROGRAMMES_MAX`].
pub async fn all_latest(tx: &mut Tx) -> Result<Vec<Version>> {
    all(tx, &ALL_LATEST, binds![PROGRAMMES_MAX]).await
}

/// Newest first; at most [`PROGRAMMES_MAX`].
pub async fn versions(tx: &mut Tx, programme: ProgrammeId) -> Result<Vec<VersionLine>> {
    all(tx, &VERSIONS, binds![programme, PROGRAMMES_MAX]).await
}

impl FromRow for Version {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("programme")?,
            version: row.get("version")?,
            toml: row.get("toml")?,
            policy: row.body("body")?,
            at: row.get("at")?,
            by: row.get("by_person")?,
        })
    }
}

impl FromRow for VersionLine {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { version: row.get("version")?, at: row.get("at")?, by: row.get("by_person")? })
    }
}
