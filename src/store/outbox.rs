//! Effects of committed changes that must still be sent. A crash between commit and send repeats one, never loses one.

use sidak_core::time::Moment;
use uuid::Uuid;

use super::{
    Result, StoreError, Tx,
    sql::{all, binds, run, sql},
    value::{Column, FromRow, Index, Row as Stored, ToValue, Value},
};

/// Rows taken in one turn.
pub const TAKE_MAX: u32 = 10_000;

/// What the target is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OutboxKind {
    /// A person: what concerns them has changed.
    Tell,
    /// A check: tear down the media of its call.
    CloseCall,
    /// A check: what the person's browsers show of its ring has changed. Sending takes seconds, so these rows wait for
    /// [`take_pushes`].
    Push,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    pub seq: i64,
    pub kind: OutboxKind,
    pub target: Uuid,
}

sql! {
    PUSH = "insert into outbox (kind, target, at) values ($1, $2, $3)";
    TAKE = "select seq, kind, target from outbox where kind <> 'push' order by seq limit $1";
    TAKE_PUSHES = "select seq, kind, target from outbox where kind = 'push' order by seq limit $1";
    DONE = "delete from outbox where seq = $1";
}

/// In the transaction that causes the effect.
pub async fn push(tx: &mut Tx, kind: OutboxKind, target: Uuid, at: Moment) -> Result<()> {
    run(tx, &PUSH, binds![kind, target, at]).await.map(drop)
}

/// The oldest rows but pushes; at most [`TAKE_MAX`]. They stay until [`done`], so two nodes may both send one.
pub async fn take(tx: &mut Tx, limit: u32) -> Result<Vec<Row>> {
    all(tx, &TAKE, binds![limit.min(TAKE_MAX)]).await
}

/// As [`take`], of the pushes.
pub async fn take_pushes(tx: &mut Tx, limit: u32) -> Result<Vec<Row>> {
    all(tx, &TAKE_PUSHES, binds![limit.min(TAKE_MAX)]).await
}

pub async fn done(tx: &mut Tx, rows: &[i64]) -> Result<()> {
    for seq in rows {
        run(tx, &DONE, binds![*seq]).await?;
    }
    Ok(())
}

impl ToValue for OutboxKind {
    const NULL: Value = Value::Text(None);
    fn to_value(self) -> Value {
        let code = match self {
            Self::Tell => "tell",
            Self::CloseCall => "close_call",
            Self::Push => "push",
        };
        Value::Text(Some(code.to_owned()))
    }
}

impl Column for OutboxKind {
    fn read(row: &Stored, at: impl Index) -> Result<Self> {
        match row.get::<String>(at)?.as_str() {
            "tell" => Ok(Self::Tell),
            "close_call" => Ok(Self::CloseCall),
            "push" => Ok(Self::Push),
            _ => Err(StoreError::corrupt("kind")),
        }
    }
}

impl FromRow for Row {
    fn from_row(row: &Stored) -> Result<Self> {
        Ok(Self { seq: row.get("seq")?, kind: row.get("kind")?, target: row.get("target")? })
    }
}
