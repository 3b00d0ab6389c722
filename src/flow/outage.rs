//! Mass outages: every closed slot of rings is looked at, rings in an outage are void, and their checks are judged anew;
//! only then an outcome can lead to a recommendation.
//!
//! Three steps, each in transactions of its own, so that a crash in between repeats and never skips: look, apply, close.

pub mod shown;

use std::collections::{HashMap, HashSet};

use sidak_core::{
    check::{Recorded, Refusal},
    ids::{CheckId, OutageId},
    outage::{self, Kind, Line, Ring, Why, final_before, slot_of},
    time::{DAY, HOUR, MINUTE, Moment},
};

use super::{Done, FlowError, House, cases, outbox, record, settle};
use crate::store::{
    Tx, audit, facts, lines,
    outages::{self, OutageRow, RingRow},
    people, quality,
};

/// After the end of a slot: the longest ring of any policy, and a minute for the last receipts.
pub const GRACE_MS: i64 = 16 * MINUTE;
/// Slots looked at in one turn; after a long time without a server the rest follow.
const SLOTS_A_TURN: usize = 12;
/// Rings judged anew, or closed, in one turn.
const BATCH: u32 = 500;
/// What is usual is taken from so many days.
const USUAL_DAYS: i64 = 28;
/// An outage that was found again within this time went on.
const SAME_WITHIN_MS: i64 = HOUR;
/// Earlier outages that a look compares with.
const EARLIER_MAX: u32 = 100;

/// One turn.
///
/// # Errors
/// When the store fails; the next turn tries again.
pub async fn due(house: &House) -> Done<()> {
    for _ in 0..SLOTS_A_TURN {
        if !look(house).await? {
            break;
        }
    }
    apply(house).await?;
    close(house).await
}

/// A node ran from one moment to another and could not work, so that no answer could reach it.
///
/// # Errors
/// When the store fails.
pub async fn could_not_work(house: &House, from: Moment, to: Moment) -> Done<()> {
    let mut tx = house.db.begin().await?;
    lines::put_gap(&mut tx, house.node, from, to).await?;
    Ok(tx.commit().await?)
}

/// Looks at the next slot with rings in it. False when there is none whose rings are surely over.
async fn look(house: &House) -> Done<bool> {
    let horizon = slot_of(house.now().plus(-GRACE_MS));
    let mut tx = house.db.read().await?;
    let Some(judged) = outages::judged(&mut tx).await?.filter(|judged| *judged < horizon) else { return Ok(false) };
    let Some(first) = outages::first(&mut tx, judged, horizon).await? else {
        drop(tx);
        let mut tx = house.db.begin().await?;
        outages::advance(&mut tx, judged, horizon).await?;
        forget(&mut tx, house.now()).await?;
        tx.commit().await?;
        return Ok(false);
    };
    let end = slot_of(first).plus(outage::SLOT_MS);
    let rings = outages::between(&mut tx, end.plus(-outage::REACH_MS), end).await?;
    let usual = outages::usual(&mut tx, end.plus(-USUAL_DAYS * DAY)).await?;
    let earlier = outages::since(&mut tx, end.plus(-outage::REACH_MS - SAME_WITHIN_MS), EARLIER_MAX).await?;
    let gaps = lines::gaps(&mut tx, end.plus(-outage::REACH_MS)).await?;
    let seen = seen(&mut tx, &rings, &earlier).await?;
    drop(tx);
    let mut tx = house.db.begin().await?;
    outages::advance(&mut tx, judged, end).await?;
    for (node, from, to) in gaps {
        let line = Line { kind: Kind::Node, value: node };
        let on_it: Vec<Ring> = seen.iter().filter(|ring| ring.explained.is_none() && ring.lines.contains(&line)).cloned().collect();
        let void = outage::unheard(&on_it, (from, to));
        if !void.is_empty() {
            keep(house, &mut tx, Line { kind: Kind::Server, value: node }, (from, to), &void, &earlier).await?;
        }
    }
    for found in outage::find(&seen, end, &usual) {
        keep(house, &mut tx, found.line, (found.from, found.to), &found.void, &earlier).await?;
    }
    forget(&mut tx, house.now()).await?;
    tx.commit().await?;
    Ok(true)
}

/// The rings as the rule sees them: with what became of each.
async fn seen(tx: &mut Tx, rings: &[RingRow], earlier: &[OutageRow]) -> Done<Vec<Ring>> {
    let checks: HashSet<CheckId> = rings.iter().map(|ring| ring.check).collect();
    let mut traces: HashMap<CheckId, Vec<Recorded>> = HashMap::new();
    for (check, fact) in facts::of_many(tx, &checks.into_iter().collect::<Vec<_>>()).await? {
        traces.entry(check).or_default().push(fact);
    }
    let explained = |ring: &RingRow| earlier.iter().find(|outage| Some(outage.id) == ring.outage).and_then(OutageRow::line);
    Ok(rings
        .iter()
        .filter_map(|ring| {
            Some(Ring {
                attempt: ring.attempt,
                person: ring.person,
                supervisor: ring.supervisor,
                at: ring.at,
                until: ring.until,
                heard: outage::heard(ring.attempt, traces.get(&ring.check)?)?,
                started: ring.started,
                lines: ring.lines.clone(),
                explained: explained(ring),
            })
        })
        .collect())
}

/// An outage that goes on is kept as one.
async fn keep(
    house: &House,
    tx: &mut Tx,
    line: Line,
    (from, to): (Moment, Moment),
    void: &[sidak_core::ids::AttemptId],
    earlier: &[OutageRow],
) -> Done<()> {
    let same = earlier.iter().find(|known| known.line() == Some(line) && from.since(known.to) <= SAME_WITHIN_MS);
    let row = match same {
        Some(known) => OutageRow { from: known.from.min(from), to: known.to.max(to), ..*known },
        None => OutageRow { id: OutageId(house.fresh()?), kind: line.kind, value: Some(line.value), from, to },
    };
    outages::put(tx, &row).await?;
    outages::mark(tx, void, row.id).await?;
    if same.is_none() {
        let detail = serde_json::json!({ "kind": row.kind, "from": row.from, "to": row.to, "rings": void.len() });
        audit::append(tx, house.now(), None, "outage.found", row.id.0, &detail.to_string()).await?;
        tracing::warn!(kind = row.kind.code(), rings = void.len(), "a mass outage: rings are void");
    }
    Ok(())
}

/// Judges the checks of void rings anew: outcome, sums, index. The person and the supervisor are told.
async fn apply(house: &House) -> Done<()> {
    let mut tx = house.db.read().await?;
    let pending = outages::pending(&mut tx, BATCH).await?;
    drop(tx);
    for ring in pending {
        let Some(id) = ring.outage else { continue };
        let mut tx = house.db.begin().await?;
        let Some(row) = outages::get(&mut tx, id).await? else { continue };
        let why = Why { kind: row.kind, from: row.from, to: row.to };
        outages::applied(&mut tx, ring.attempt).await?;
        match settle::advance(house, &mut tx, ring.check, |check, ctx| outage::void(check, ring.attempt, why, ctx)).await {
            Ok(_) | Err(FlowError::Refused(Refusal::WrongState)) => {}
            Err(error) => return Err(error),
        }
        outages::count_units(&mut tx, id).await?;
        let detail = serde_json::json!({ "attempt": ring.attempt, "outage": id, "kind": row.kind });
        audit::append(&mut tx, house.now(), None, "check.ring_in_outage", ring.check.0, &detail.to_string()).await?;
        tx.commit().await?;
    }
    outbox::flush(house).await
}

/// Rings that no look can reach any more: counted into what is usual, and now their outcome may lead to a recommendation.
async fn close(house: &House) -> Done<()> {
    let mut tx = house.db.read().await?;
    let Some(judged) = outages::judged(&mut tx).await? else { return Ok(()) };
    let open = outages::open(&mut tx, final_before(judged), BATCH).await?;
    drop(tx);
    for ring in open {
        let mut tx = house.db.begin().await?;
        outages::close(&mut tx, ring.attempt).await?;
        let trace = facts::of(&mut tx, ring.check).await?;
        if let Some(heard) = outage::heard(ring.attempt, &trace).filter(|_| ring.outage.is_none()) {
            for line in &ring.lines {
                outages::add_usual(&mut tx, ring.at, *line, heard.missed(line.kind)).await?;
            }
        }
        recommend(house, &mut tx, &ring).await?;
        tx.commit().await?;
    }
    outbox::flush(house).await
}

/// What had to wait until it was sure that no outage is behind any missed check of the person. Asked after the last open
/// ring, whatever became of that one: the miss may be an earlier check's.
async fn recommend(house: &House, tx: &mut Tx, ring: &RingRow) -> Done<()> {
    if outages::has_open(tx, ring.person).await? {
        return Ok(());
    }
    let loaded = settle::load(house, tx, ring.check).await?;
    let Some(person) = people::by_id(tx, ring.person).await? else { return Ok(()) };
    let index = record::fold_index(house, tx, person.id, loaded.check.programme, &loaded.policy).await?;
    cases::recommend(house, tx, &person, loaded.check.programme, &loaded.policy, &index).await
}

/// Lines, rings and summaries of line quality are kept for 30 days.
async fn forget(tx: &mut Tx, now: Moment) -> Done<()> {
    lines::forget(tx, now).await?;
    outages::forget(tx, now).await?;
    Ok(quality::forget(tx, now).await?)
}
