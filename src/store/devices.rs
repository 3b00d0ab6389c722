//! Browsers that people have used: their names on receipts.

use std::collections::HashMap;

use sidak_core::{
    ids::{DeviceId, PersonId},
    time::Moment,
};

use super::{
    Result, StoreError, Tx,
    sql::{all, binds, run, sql},
    value::{FromRow, Row},
};

/// Browsers remembered per person; the one not seen for longest goes first.
pub const DEVICES_MAX: i64 = 20;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Device {
    pub id: DeviceId,
    pub person: PersonId,
    /// Such as “Chrome, Android”.
    pub agent: String,
    pub seen: Moment,
}

sql! {
    UPSERT = "insert into devices (id, person, agent, seen) values ($1, $2, $3, $4)
        on conflict (id) do update set agent = excluded.agent, seen = excluded.seen where devices.person = excluded.person";
    KEEP_NEWEST = "delete from devices where person = $1 and id not in
        (select id from devices where person = $1 order by seen desc, id desc limit $2)";
    OF_PERSON = "select id, person, agent, seen from devices where person = $1 order by seen desc, id";
    AGENTS = "select id, agent from devices where id" among "$1" "";
}

/// # Errors
/// `Conflict("devices_person")` when the device is another person's.
pub async fn upsert(tx: &mut Tx, device: DeviceId, person: PersonId, agent: &str, seen: Moment) -> Result<()> {
    if run(tx, &UPSERT, binds![device, person, agent, seen]).await? == 0 {
        return Err(StoreError::Conflict("devices_person".into()));
    }
    run(tx, &KEEP_NEWEST, binds![person, DEVICES_MAX]).await.map(drop)
}

/// The last used first; at most [`DEVICES_MAX`].
pub async fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<Device>> {
    all(tx, &OF_PERSON, binds![person]).await
}

/// The agent of each device that is still known.
pub async fn agents(tx: &mut Tx, devices: &[DeviceId]) -> Result<HashMap<DeviceId, String>> {
    let found: Vec<(DeviceId, String)> = all(tx, &AGENTS, binds![devices]).await?;
    Ok(found.into_iter().collect())
}

impl FromRow for Device {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { id: row.get("id")?, person: row.get("person")?, agent: row.get("agent")?, seen: row.get("seen")? })
    }
}
