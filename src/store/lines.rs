//! Over which lines browsers reach the server, as keyed hashes; and the times in which a node could not work.
//!
//! Everything here goes after [`KEPT_DAYS`]. No address of anybody comes this far.

use sidak_core::{
    ids::{DeviceId, PersonId},
    time::{DAY, Moment},
};

use super::{
    Result, StoreError, Tx,
    sql::{all, binds, one, run, sql},
    value::{FromRow, One, Row},
};

/// Days after which it is forgotten.
pub const KEPT_DAYS: i64 = 30;

/// How one browser last came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DeviceLine {
    pub device: DeviceId,
    pub person: PersonId,
    pub provider: Option<i64>,
    pub browser: Option<i64>,
    pub node: i64,
    pub seen: Moment,
}

sql! {
    PUT_SECRET = "insert into outage_state (one, secret, judged) values (1, $1, 0) on conflict (one) do nothing";
    SECRET = "select secret from outage_state where one = 1";
    SEEN = "insert into device_lines (device, person, provider, browser, node, seen) values ($1, $2, $3, $4, $5, $6)
        on conflict (device) do update set person = excluded.person, provider = excluded.provider, browser = excluded.browser,
            node = excluded.node, seen = excluded.seen";
    OF_PERSON = "select device, person, provider, browser, node, seen from device_lines where person = $1 and seen >= $2
        order by seen desc, device";
    FORGET = "delete from device_lines where seen < $1";
    PUT_GAP = "insert into server_gaps (node, from_at, to_at) values ($1, $2, $3) on conflict (node, from_at) do nothing";
    GAPS = "select node, from_at, to_at from server_gaps where to_at > $1 order by from_at, node";
    FORGET_GAPS = "delete from server_gaps where to_at < $1";
}

/// What makes the hashes; `fresh` when there is none yet. Two nodes that start at once get the same.
pub async fn secret(tx: &mut Tx, fresh: [u8; 32]) -> Result<[u8; 32]> {
    run(tx, &PUT_SECRET, binds![fresh]).await?;
    known_secret(tx).await?.ok_or(StoreError::Missing)
}

/// What makes the hashes, once there is one.
pub async fn known_secret(tx: &mut Tx) -> Result<Option<[u8; 32]>> {
    Ok(one::<One<[u8; 32]>>(tx, &SECRET, binds![]).await?.map(|secret| secret.0))
}

/// # Errors
/// `Conflict("foreign_key")` when the browser is unknown.
pub async fn seen(tx: &mut Tx, line: &DeviceLine) -> Result<()> {
    let DeviceLine { device, person, provider, browser, node, seen } = *line;
    run(tx, &SEEN, binds![device, person, provider, browser, node, seen]).await.map(drop)
}

/// Seen since then, the last first. A person has a bounded number of devices.
pub async fn of_person(tx: &mut Tx, person: PersonId, since: Moment) -> Result<Vec<DeviceLine>> {
    all(tx, &OF_PERSON, binds![person, since]).await
}

/// A node ran and could not work.
pub async fn put_gap(tx: &mut Tx, node: i64, from: Moment, to: Moment) -> Result<()> {
    run(tx, &PUT_GAP, binds![node, from, to]).await.map(drop)
}

/// Node, from, to: those that ended after this moment.
pub async fn gaps(tx: &mut Tx, since: Moment) -> Result<Vec<(i64, Moment, Moment)>> {
    all(tx, &GAPS, binds![since]).await
}

/// Deletes what is older than [`KEPT_DAYS`].
pub async fn forget(tx: &mut Tx, now: Moment) -> Result<()> {
    let before = now.plus(-KEPT_DAYS * DAY);
    run(tx, &FORGET, binds![before]).await?;
    run(tx, &FORGET_GAPS, binds![before]).await.map(drop)
}

impl FromRow for DeviceLine {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            device: row.get("device")?,
            person: row.get("person")?,
            provider: row.get("provider")?,
            browser: row.get("browser")?,
            node: row.get("node")?,
            seen: row.get("seen")?,
        })
    }
}
