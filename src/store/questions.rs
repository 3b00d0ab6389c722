//! The live question drawn for a call, by its number.

use sidak_core::ids::CheckId;

use super::{
    Result, Tx,
    sql::{binds, one, run, sql},
    value::One,
};

sql! {
    PUT = "insert into questions (check_id, idx) values ($1, $2) on conflict (check_id) do update set idx = excluded.idx";
    GET = "select idx from questions where check_id = $1";
}

/// Each ring draws anew.
pub async fn put(tx: &mut Tx, check: CheckId, question: u8) -> Result<()> {
    run(tx, &PUT, binds![check, question]).await.map(drop)
}

pub async fn get(tx: &mut Tx, check: CheckId) -> Result<Option<u8>> {
    Ok(one::<One<u8>>(tx, &GET, binds![check]).await?.map(|question| question.0))
}
