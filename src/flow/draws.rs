//! The draw in public: commitments before, secrets the day after.

use sidak_core::{
    check::Kind,
    draw::{CycleSecret, DayPlan, DaySecret, DrawnCheck, DrawnKind, UsedCeiling, personal_bundle},
    ids::{PersonId, ProgrammeId},
    time::Day,
};

use super::{Done, FlowError, House, now::shape_kind, plan::{hex, may_reveal}};
use crate::{
    shape::draw::{DrawDay, MyDraw, MyDrawnCheck},
    store::{Tx, audit, checks, plans::{self, Plan}, programmes},
};

/// Days on the public page.
const PUBLIC_DAYS: u32 = 60;
/// Plans opened in one turn.
const REVEALS: u32 = 20;

/// # Errors
/// When the store fails.
pub async fn public(house: &House) -> Done<Vec<DrawDay>> {
    let mut tx = house.db.read().await?;
    let mut days = Vec::new();
    for plan in plans::recent_public(&mut tx, PUBLIC_DAYS).await? {
        days.push(shape(&mut tx, &plan).await?);
    }
    Ok(days)
}

/// Why me, why not me: one's own chance and draws of a day that is over.
///
/// # Errors
/// `NotFound` when nothing was drawn that day or it is not revealed yet, or the store's failure.
pub async fn mine(house: &House, person: PersonId, day: Day) -> Done<Vec<MyDraw>> {
    let mut tx = house.db.read().await?;
    let mut draws = Vec::new();
    for programme in programmes::all_latest(&mut tx).await? {
        let Some(plan) = plans::get(&mut tx, programme.id, day).await?.filter(|plan| plan.revealed_at.is_some()) else { continue };
        let leaf = plans::leaf_of(&mut tx, plan.id, person).await?;
        let drawn = checks::of_people_on(&mut tx, &[person], day).await?;
        draws.push(MyDraw {
            day: shape(&mut tx, &plan).await?,
            in_pool: leaf.is_some(),
            chance: leaf.as_ref().map(|leaf| f64::from(leaf.chance_millionths) / 1_000_000.0),
            minutes: leaf.as_ref().map_or(0, |leaf| leaf.slots()),
            checks: drawn
                .iter()
                .filter(|check| check.programme == plan.programme && check.kind != Kind::Manual)
                .map(|check| MyDrawnCheck {
                    kind: shape_kind(check.kind),
                    at: check.drawn_for.millis(),
                    slot: leaf.as_ref().and_then(|leaf| leaf.slot_of(check.drawn_for)).unwrap_or(0),
                })
                .collect(),
        });
    }
    if draws.is_empty() { Err(FlowError::NotFound) } else { Ok(draws) }
}

/// A person's own proof of a revealed day, as the file that `sidak verify-draw` reads.
///
/// # Errors
/// `NotFound` when the person was not in the pool or the day is not revealed yet, or the store's failure.
pub async fn proof(house: &House, person: PersonId, programme: ProgrammeId, day: Day) -> Done<String> {
    let mut tx = house.db.read().await?;
    let plan = plans::get(&mut tx, programme, day).await?.filter(|plan| plan.revealed_at.is_some()).ok_or(FlowError::NotFound)?;
    let secret = DaySecret::new(plan.secret);
    let stored = stored(&mut tx, plan).await?;
    personal_bundle(&stored, &secret, person).ok().flatten().ok_or(FlowError::NotFound)
}

/// A plan as it was drawn, put together from its rows.
async fn stored(tx: &mut Tx, plan: Plan) -> Done<DayPlan> {
    let cycle = CycleSecret::new(plans::cycle_secret_of(tx, plan.programme).await?.ok_or(FlowError::NotFound)?);
    let leaves = plans::leaves(tx, plan.id).await?;
    let people: Vec<PersonId> = leaves.iter().map(|leaf| leaf.person).collect();
    let mut drawn: Vec<DrawnCheck> = checks::of_people_on(tx, &people, plan.day)
        .await?
        .iter()
        .filter(|check| check.programme == plan.programme)
        .filter_map(|check| {
            let kind = match check.kind {
                Kind::Random => DrawnKind::Random,
                Kind::Forced => DrawnKind::Forced,
                Kind::Manual => return None,
            };
            // Leaves are sorted by person.
            let leaf = leaves.get(leaves.binary_search_by_key(&check.person, |leaf| leaf.person).ok()?)?;
            let slot = leaf.slot_of(check.drawn_for)?;
            Some(DrawnCheck { person: check.person, at: check.drawn_for, slot, kind })
        })
        .collect();
    drawn.sort_unstable();
    let used_ceilings = leaves
        .iter()
        .filter(|leaf| drawn.binary_search_by_key(&leaf.person, |check| check.person).is_ok())
        .map(|leaf| {
            let key = cycle.ceiling_key(leaf.person, leaf.cycle);
            UsedCeiling { person: leaf.person, cycle: leaf.cycle, ceiling: leaf.ceiling(&key), key }
        })
        .collect();
    Ok(DayPlan {
        algorithm: plan.algorithm,
        programme: plan.programme,
        day: plan.day,
        root: plan.root,
        secret_hash: plan.secret_hash,
        cycle_hash: plan.cycle_hash,
        leaves,
        checks: drawn,
        used_ceilings,
    })
}

/// Opens the plans of days that are over.
///
/// # Errors
/// When the store fails.
pub async fn reveal_due(house: &House) -> Done<()> {
    let now = house.now();
    let mut tx = house.db.read().await?;
    let waiting = plans::unrevealed(&mut tx, REVEALS).await?;
    drop(tx);
    for plan in waiting.into_iter().filter(|plan| may_reveal(plan.day, now)) {
        let mut tx = house.db.begin().await?;
        plans::mark_revealed(&mut tx, plan.id, now).await?;
        let detail = serde_json::json!({ "day": plan.day, "secret": hex(&plan.secret) });
        audit::append(&mut tx, now, None, "plan.revealed", plan.programme.0, &detail.to_string()).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn shape(tx: &mut Tx, plan: &Plan) -> Done<DrawDay> {
    let name = programmes::latest(tx, plan.programme).await?.map(|version| version.policy.name).unwrap_or_default();
    Ok(DrawDay {
        programme: plan.programme.0,
        programme_name: name,
        day: plan.day.to_string(),
        algorithm: plan.algorithm.into(),
        root: hex(&plan.root),
        secret_hash: hex(&plan.secret_hash),
        committed_at: plan.committed_at.millis(),
        first_window: plan.first_window.map(|at| at.millis()),
        secret: plan.revealed_at.map(|_| hex(&plan.secret)),
        revealed_at: plan.revealed_at.map(|at| at.millis()),
    })
}
