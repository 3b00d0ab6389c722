//! The audit log: who did what to whom, each entry chained to the one before by SHA-256.
//!
//! hash = SHA-256("sidak/audit/1" ‖ previous hash ‖ seq ‖ at ‖ 1 ‖ actor (or 0 ‖ 16 zero bytes) ‖ subject ‖ length ‖ action ‖
//! length ‖ detail), numbers as 8 bytes big endian, ids as 16 bytes, lengths in bytes; before the first stands 32 times zero.
//! Whoever keeps an old `(seq, hash)` can prove later that nothing up to there was changed or cut off.

use sha2::{Digest, Sha256};
use sidak_core::{ids::PersonId, time::Moment};
use uuid::Uuid;

use super::{
    Result, Tx,
    sql::{all, binds, one, run, sql},
    value::{FromRow, Row},
};

/// Entries of one page.
pub const PAGE_MAX: u32 = 1_000;

const LABEL: &[u8] = b"sidak/audit/1";

/// `detail` holds no personal data beyond ids: it can never be erased.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub seq: i64,
    pub at: Moment,
    /// `None`: a rule of the server.
    pub actor: Option<PersonId>,
    /// Such as `case.decided`.
    pub action: String,
    pub subject: Uuid,
    /// JSON, exactly as it was hashed.
    pub detail: String,
    pub prev_hash: [u8; 32],
    pub hash: [u8; 32],
}

/// What a walk along the whole chain found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Chain {
    /// All entries fit. The head is the last entry's number and hash; `None` for an empty log.
    Whole { head: Option<(i64, [u8; 32])> },
    /// The first entry that does not fit to what stands before it.
    Broken { seq: i64 },
}

sql! {
    LOCK = sqlite "select 1" postgres "select 1 from pg_advisory_xact_lock(5718023417)";
    HEAD = "select * from audit order by seq desc limit 1";
    APPEND = "insert into audit (seq, at, actor, action, subject, detail, prev_hash, hash) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    LIST = "select * from audit where seq < $1 order by seq desc limit $2";
    FROM = "select * from audit where seq > $1 order by seq limit $2";
}

/// Appends in the transaction of the act itself; gives the entry's number. On PostgreSQL other writers of the log wait
/// until this transaction ends, so call it late in a transaction.
pub async fn append(
    tx: &mut Tx,
    at: Moment,
    actor: Option<PersonId>,
    action: &str,
    subject: Uuid,
    detail: &str,
) -> Result<i64> {
    run(tx, &LOCK, binds![]).await?;
    let (seq, prev_hash) = head(tx).await?.map_or((1, [0; 32]), |(seq, hash)| (seq + 1, hash));
    let (action, detail) = (action.to_owned(), detail.to_owned());
    let mut entry = Entry { seq, at, actor, action, subject, detail, prev_hash, hash: [0; 32] };
    entry.hash = entry.fitting_hash();
    let values =
        binds![seq, at, actor, &entry.action, subject, &entry.detail, &entry.prev_hash, &entry.hash];
    run(tx, &APPEND, values).await?;
    Ok(seq)
}

/// The last entry's number and hash: what to write down elsewhere.
pub async fn head(tx: &mut Tx) -> Result<Option<(i64, [u8; 32])>> {
    Ok(one::<Entry>(tx, &HEAD, binds![]).await?.map(|entry| (entry.seq, entry.hash)))
}

/// Newest first; `before` is the number of the last entry of the page before. At most [`PAGE_MAX`].
pub async fn list(tx: &mut Tx, limit: u32, before: Option<i64>) -> Result<Vec<Entry>> {
    all(tx, &LIST, binds![before.unwrap_or(i64::MAX), limit.min(PAGE_MAX)]).await
}

/// Walks the whole chain, a page at a time.
pub async fn verify(tx: &mut Tx) -> Result<Chain> {
    let mut head: Option<(i64, [u8; 32])> = None;
    loop {
        let (seq, hash) = head.unwrap_or((0, [0; 32]));
        let page: Vec<Entry> = all(tx, &FROM, binds![seq, PAGE_MAX]).await?;
        if page.is_empty() {
            return Ok(Chain::Whole { head });
        }
        let (mut seq, mut hash) = (seq, hash);
        for entry in page {
            if entry.seq != seq + 1 || entry.prev_hash != hash || entry.hash != entry.fitting_hash() {
                return Ok(Chain::Broken { seq: entry.seq });
            }
            (seq, hash) = (entry.seq, entry.hash);
        }
        head = Some((seq, hash));
    }
}

impl Entry {
    /// The hash that an entry with these contents must have.
    #[must_use]
    pub fn fitting_hash(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(LABEL);
        hasher.update(self.prev_hash);
        hasher.update(self.seq.to_be_bytes());
        hasher.update(self.at.0.to_be_bytes());
        hasher.update([u8::from(self.actor.is_some())]);
        hasher.update(self.actor.map_or(Uuid::nil(), |actor| actor.0).as_bytes());
        hasher.update(self.subject.as_bytes());
        for text in [&self.action, &self.detail] {
            hasher.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.finalize().into()
    }
}

impl FromRow for Entry {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            seq: row.get("seq")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
            action: row.get("action")?,
            subject: row.get("subject")?,
            detail: row.get("detail")?,
            prev_hash: row.get("prev_hash")?,
            hash: row.get("hash")?,
        })
    }
}
