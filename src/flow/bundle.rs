//! The auditor's file of a whole day: the draw as it was, and what became of each check.
//!
//! Only after the reveal. Knows nothing of the file's form: that is `core/src/draw/bundle.rs`.

use std::collections::{BTreeMap, HashMap};

use sidak_core::{
    check::{Check, Fact, Kind, PutOff, Recorded, State, asked_by_hand},
    draw::{DaySecret, End, Happened, HappenedCheck, ManualCall, Step, What, day_bundle},
    ids::{CheckId, PersonId, ProgrammeId},
    time::{Day, Moment},
};
use tokio::sync::Semaphore;

use super::{Done, FlowError, House, draws};
use crate::store::{Tx, audit, checks, facts, plans};

/// Files made at one time: one takes some 30 MB for a province.
static ROOM: Semaphore = Semaphore::const_new(1);
const BUSY_SECONDS: u32 = 5;

/// The whole day as `sidak verify-draw` reads it. Who fetched it stands in the audit log: it names everybody in the pool.
///
/// # Errors
/// `NotFound` when there is no such plan or it is not revealed yet, `SlowDown` while another one is being made, or the
/// store's failure.
pub async fn of_day(house: &House, asker: PersonId, programme: ProgrammeId, day: Day) -> Done<String> {
    let _turn = ROOM.try_acquire().map_err(|_| FlowError::SlowDown { seconds: BUSY_SECONDS })?;
    let mut tx = house.db.read().await?;
    let plan = plans::get(&mut tx, programme, day).await?.filter(|plan| plan.revealed_at.is_some()).ok_or(FlowError::NotFound)?;
    let secret = DaySecret::new(plan.secret);
    let happened = happened(&mut tx, programme, day).await?;
    let stored = draws::stored(&mut tx, plan).await?;
    drop(tx);
    let file = day_bundle(&stored, &secret, &happened).map_err(|_| FlowError::NotFound)?;
    let mut tx = house.db.begin().await?;
    let detail = serde_json::json!({ "day": day }).to_string();
    audit::append(&mut tx, house.now(), Some(asker), "plan.file_fetched", programme.0, &detail).await?;
    tx.commit().await?;
    Ok(file)
}

async fn happened(tx: &mut Tx, programme: ProgrammeId, day: Day) -> Done<Happened> {
    let rows = checks::of_programme_on(tx, programme, day).await?;
    let ids: Vec<CheckId> = rows.iter().map(|check| check.id).collect();
    let mut records: HashMap<CheckId, Vec<Recorded>> = HashMap::new();
    for (check, recorded) in facts::of_many(tx, &ids).await? {
        records.entry(check).or_default().push(recorded);
    }
    let mut happened = Happened::default();
    let mut manual = BTreeMap::new();
    for check in rows {
        let record = records.remove(&check.id).unwrap_or_default();
        let steps: Vec<Step> = record.iter().filter_map(step).collect();
        let end = end(&check);
        if check.kind == Kind::Manual {
            manual.insert((check.drawn_for, check.person), by_hand(&check, &record, end, steps));
        } else {
            happened.checks.push(HappenedCheck { person: check.person, at: check.drawn_for, end, steps });
        }
    }
    happened.manual = manual.into_values().collect();
    Ok(happened)
}

const fn end(check: &Check) -> Option<End> {
    match &check.state {
        State::Settled { at, judgement } => Some(End { outcome: judgement.outcome, at: *at }),
        _ => None,
    }
}

/// A call without a reason on its record goes into the file without one, and the verifier says so.
fn by_hand(check: &Check, record: &[Recorded], end: Option<End>, steps: Vec<Step>) -> ManualCall {
    let (by, words) = asked_by_hand(record).unwrap_or((check.supervisor, ""));
    ManualCall { person: check.person, at: check.drawn_for, by, words: words.to_owned(), end, steps }
}

fn step(recorded: &Recorded) -> Option<Step> {
    let at: Moment = recorded.at;
    match &recorded.fact {
        Fact::Deferred { by, why, words, to } => {
            Some(Step { at, by: *by, what: What::Deferred { why: code(*why), until: *to }, words: words.clone() })
        }
        Fact::HandedOver { by, to, words } => {
            Some(Step { at, by: Some(*by), what: What::HandedOver { to: *to }, words: words.clone() })
        }
        Fact::Voided { why, words } => Some(Step { at, by: None, what: What::Voided { why: code(*why) }, words: words.clone() }),
        _ => None,
    }
}

fn code(why: PutOff) -> String {
    serde_json::to_value(why).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
