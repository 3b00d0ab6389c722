//! Where people said they are, in a call. The words are for the person and for who is in the call.

use sidak_core::{
    check::PlaceKind,
    ids::CheckId,
    time::Moment,
};

use super::{
    Result, Tx,
    sql::{binds, one, run, sql},
    value::{FromRow, Row},
};

/// `Debug` hides the place.
#[derive(Clone, PartialEq, Eq)]
pub struct Declaration {
    pub kind: PlaceKind,
    /// Empty for the registered home.
    pub words: String,
    pub at: Moment,
}

impl std::fmt::Debug for Declaration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Declaration({:?})", self.kind)
    }
}

sql! {
    PUT = "insert into declarations (check_id, at, kind, words) values ($1, $2, $3, $4)
        on conflict (check_id) do update set at = excluded.at, kind = excluded.kind, words = excluded.words";
    OF = "select at, kind, words from declarations where check_id = $1";
}

/// The last one of a call holds; that there were more is in the facts.
pub async fn put(tx: &mut Tx, check: CheckId, kind: PlaceKind, words: &str, at: Moment) -> Result<()> {
    run(tx, &PUT, binds![check, at, kind, words]).await.map(drop)
}

pub async fn of(tx: &mut Tx, check: CheckId) -> Result<Option<Declaration>> {
    one(tx, &OF, binds![check]).await
}

impl FromRow for Declaration {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { kind: row.get("kind")?, words: row.get("words")?, at: row.get("at")? })
    }
}
