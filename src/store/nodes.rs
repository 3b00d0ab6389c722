//! The heartbeat: when the server was last known to be up, so that its own absence is never held against anybody.

use sidak_core::time::Moment;

use super::{
    Result, Tx,
    sql::{binds, one, run, sql},
    value::One,
};

sql! {
    BEAT = "insert into heartbeat (one, seen) values (1, $1)
        on conflict (one) do update set seen = excluded.seen where heartbeat.seen < excluded.seen";
    LAST_SEEN = "select seen from heartbeat where one = 1";
}

/// A clock that was put back does not move it.
pub async fn beat(tx: &mut Tx, now: Moment) -> Result<()> {
    run(tx, &BEAT, binds![now]).await.map(drop)
}

/// The last beat of any node; `None` on the first start ever.
pub async fn last_seen(tx: &mut Tx) -> Result<Option<Moment>> {
    Ok(one::<One<Moment>>(tx, &LAST_SEEN, binds![]).await?.map(|seen| seen.0))
}
