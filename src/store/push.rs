//! Where browsers can be reached while no page is open: the server's push keys, one subscription per browser, and the
//! browsers that lost theirs.

use sidak_core::{
    ids::{CheckId, DeviceId, PersonId},
    time::Moment,
};

use super::{
    Result, StoreError, Tx,
    sql::{all, binds, one, run, sql},
    value::{Column, FromRow, One, Row},
};

/// Browsers of one person that a ring is pushed to; the one subscribed longest ago goes first.
pub const SUBSCRIPTIONS_MAX: i64 = 8;

/// The server's own: `signing` says to push services who sends (RFC 8292), `receipts` makes the tokens of receipts.
/// Without `Debug`, so that they reach no log.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Keys {
    pub signing: [u8; 32],
    pub receipts: [u8; 32],
}

/// One browser's. `Debug` hides the address, which is a secret of the browser's.
#[derive(Clone, PartialEq, Eq)]
pub struct Subscription {
    pub device: DeviceId,
    pub person: PersonId,
    pub endpoint: String,
    /// The browser's public key, an uncompressed point of P-256.
    pub p256dh: [u8; 65],
    pub auth: [u8; 16],
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Subscription({})", self.device)
    }
}

sql! {
    PUT_KEYS = "insert into push_keys (one, signing, receipts, made_at) values (1, $1, $2, $3) on conflict (one) do nothing";
    KEYS = "select signing, receipts from push_keys where one = 1";
    PUT = "insert into push_subscriptions (device, person, endpoint, p256dh, auth, made_at) values ($1, $2, $3, $4, $5, $6)
        on conflict (device) do update set person = excluded.person, endpoint = excluded.endpoint, p256dh = excluded.p256dh,
            auth = excluded.auth, made_at = excluded.made_at, last_ok = null";
    OF_PERSON = "select device, person, endpoint, p256dh, auth from push_subscriptions where person = $1 order by made_at desc, device";
    OF_DEVICE = "select device, person, endpoint, p256dh, auth from push_subscriptions where device = $1";
    OF_ENDPOINT = "select device, person, endpoint, p256dh, auth from push_subscriptions where endpoint = $1";
    TOO_MANY = "select device from push_subscriptions where person = $1 order by made_at desc, device desc limit 1000 offset $2";
    REACHABLE = "select s.device from checks c join push_subscriptions s on s.person = c.person where c.id = $1 limit 1";
    REMOVE = "delete from push_subscriptions where device = $1";
    REMOVE_SAME = "delete from push_subscriptions where device = $1 and endpoint = $2";
    WORKED = "update push_subscriptions set last_ok = $2 where device = $1";
    LOSE = "insert into push_lost (device, at) values ($1, $2) on conflict (device) do nothing";
    FOUND = "delete from push_lost where device = $1";
    IS_LOST = "select device from push_lost where device = $1";
}

/// The server's keys; `fresh` when there are none yet. Two nodes that start at once get the same.
pub async fn keys(tx: &mut Tx, fresh: Keys, at: Moment) -> Result<Keys> {
    run(tx, &PUT_KEYS, binds![fresh.signing, fresh.receipts, at]).await?;
    one(tx, &KEYS, binds![]).await?.ok_or(StoreError::Missing)
}

/// Subscribes a browser, in place of its earlier subscription; beyond [`SUBSCRIPTIONS_MAX`] the person's oldest is lost.
///
/// # Errors
/// `Conflict("push_subscriptions_endpoint")` when another browser has this endpoint, `Conflict("foreign_key")` when the
/// browser is unknown.
pub async fn put(tx: &mut Tx, subscription: &Subscription, at: Moment) -> Result<()> {
    let Subscription { device, person, endpoint, p256dh, auth } = subscription;
    run(tx, &PUT, binds![*device, *person, endpoint, p256dh.to_vec(), auth.to_vec(), at]).await?;
    run(tx, &FOUND, binds![*device]).await?;
    for One(device) in all::<One<DeviceId>>(tx, &TOO_MANY, binds![*person, SUBSCRIPTIONS_MAX]).await? {
        lose(tx, device, at).await?;
    }
    Ok(())
}

/// The newest first; at most [`SUBSCRIPTIONS_MAX`].
pub async fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<Subscription>> {
    all(tx, &OF_PERSON, binds![person]).await
}

pub async fn of_device(tx: &mut Tx, device: DeviceId) -> Result<Option<Subscription>> {
    one(tx, &OF_DEVICE, binds![device]).await
}

pub async fn of_endpoint(tx: &mut Tx, endpoint: &str) -> Result<Option<Subscription>> {
    one(tx, &OF_ENDPOINT, binds![endpoint]).await
}

/// Whether the person of a check has any browser that can be reached.
pub async fn is_reachable(tx: &mut Tx, check: CheckId) -> Result<bool> {
    Ok(one::<One<DeviceId>>(tx, &REACHABLE, binds![check]).await?.is_some())
}

/// The person wishes no more pushes here: nothing is lost.
pub async fn remove(tx: &mut Tx, device: DeviceId) -> Result<()> {
    run(tx, &REMOVE, binds![device]).await?;
    run(tx, &FOUND, binds![device]).await.map(drop)
}

/// The subscription is gone against the person's will.
pub async fn lose(tx: &mut Tx, device: DeviceId, at: Moment) -> Result<()> {
    run(tx, &REMOVE, binds![device]).await?;
    run(tx, &LOSE, binds![device, at]).await.map(drop)
}

/// As [`lose`], unless the browser has a newer subscription by now. Whether it was lost.
pub async fn lose_same(tx: &mut Tx, dead: &Subscription, at: Moment) -> Result<bool> {
    let was_there = run(tx, &REMOVE_SAME, binds![dead.device, &dead.endpoint]).await? == 1;
    if was_there {
        run(tx, &LOSE, binds![dead.device, at]).await?;
    }
    Ok(was_there)
}

/// The push service took a message for it.
pub async fn worked(tx: &mut Tx, device: DeviceId, at: Moment) -> Result<()> {
    run(tx, &WORKED, binds![device, at]).await.map(drop)
}

/// Whether this browser once had a subscription and lost it.
pub async fn is_lost(tx: &mut Tx, device: DeviceId) -> Result<bool> {
    Ok(one::<One<DeviceId>>(tx, &IS_LOST, binds![device]).await?.is_some())
}

impl FromRow for Keys {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { signing: row.get("signing")?, receipts: row.get("receipts")? })
    }
}

impl FromRow for Subscription {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            device: row.get("device")?,
            person: row.get("person")?,
            endpoint: row.get("endpoint")?,
            p256dh: exactly(row, "p256dh")?,
            auth: exactly(row, "auth")?,
        })
    }
}

fn exactly<const N: usize>(row: &Row, name: &'static str) -> Result<[u8; N]> {
    <[u8; N]>::try_from(Vec::<u8>::read(row, name)?).map_err(|_| StoreError::corrupt(name))
}
