//! The draw in public: commitments before, secrets the day after, and for ever what was not opened or did not fit.

use sidak_core::{
    check::Kind,
    draw::{CycleSecret, DayPlan, DaySecret, DrawnCheck, DrawnKind, Entropy, UsedCeiling, drand_time, personal_bundle, verify_day},
    ids::{PersonId, ProgrammeId},
    time::{DAY, Day, Moment},
};

use super::{Done, FlowError, House, now::shape_kind, plan::{hex, may_reveal}};
use crate::{
    shape::draw::{DrawDay, DrawnSoFar, MyDraw, MyDrawnCheck},
    store::{Tx, audit, checks, plans::{self, Plan}, programmes},
};

/// Days on the public page.
const PUBLIC_DAYS: u32 = 60;
/// Others in the pool of each day, below which their mean is not shown.
const OTHERS_MIN: u32 = 5;
/// Plans opened in one turn; each is drawn again first, half a second for a province.
const REVEALS: u32 = 3;
/// A day that is not opened so long after it could have been is called so.
const OVERDUE_MS: i64 = 3 * DAY;

/// # Errors
/// When the store fails.
pub async fn public(house: &House) -> Done<Vec<DrawDay>> {
    let mut tx = house.db.read().await?;
    let mut days = Vec::new();
    for plan in plans::recent_public(&mut tx, PUBLIC_DAYS).await? {
        days.push(shape(&mut tx, &plan, house.now()).await?);
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
            day: shape(&mut tx, &plan, house.now()).await?,
            in_pool: leaf.is_some(),
            chance: leaf.as_ref().map(|leaf| f64::from(leaf.chance_millionths) / 1_000_000.0),
            minutes: leaf.as_ref().map_or(0, |leaf| leaf.slots()),
            longest_gap: leaf.as_ref().map(|leaf| leaf.odds.ceiling_to),
            checks: drawn
                .iter()
                .filter(|check| check.programme == plan.programme && check.kind != Kind::Manual)
                .map(|check| MyDrawnCheck {
                    kind: shape_kind(check.kind),
                    at: check.drawn_for.millis(),
                    slot: leaf.as_ref().and_then(|leaf| leaf.slot_of(check.drawn_for)).unwrap_or(0),
                })
                .collect(),
            so_far: so_far(&mut tx, programme.id, person).await?,
        });
    }
    if draws.is_empty() { Err(FlowError::NotFound) } else { Ok(draws) }
}

/// How often the draw fell on one person, beside the mean of the others. With few others their mean would tell of single ones.
async fn so_far(tx: &mut Tx, programme: ProgrammeId, person: PersonId) -> Done<DrawnSoFar> {
    let share = plans::share_of(tx, programme, person).await?;
    let enough = share.smallest > OTHERS_MIN;
    let (people, drawn) = (share.pools - u64::from(share.days), share.all_drawn.saturating_sub(u64::from(share.drawn)));
    let mean = |people: u64| drawn as f64 / people as f64 * f64::from(share.days);
    Ok(DrawnSoFar { days: share.days, drawn: share.drawn, others: (enough && people > 0).then(|| mean(people)) })
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
///
/// # Errors
/// `NotFound` when the cycle secret is gone, or the store's failure.
pub(super) async fn stored(tx: &mut Tx, plan: Plan) -> Done<DayPlan> {
    let cycle = CycleSecret::new(plans::cycle_secret_of(tx, plan.programme).await?.ok_or(FlowError::NotFound)?);
    let leaves = plans::leaves(tx, plan.id).await?;
    let mut drawn: Vec<DrawnCheck> = checks::of_programme_on(tx, plan.programme, plan.day)
        .await?
        .iter()
        .filter_map(|check| {
            let kind = match check.kind {
                Kind::Random => DrawnKind::Random,
                Kind::Forced => DrawnKind::Forced,
                Kind::Manual => return None,
            };
            // Leaves are sorted by person. A check of somebody else, or outside of the windows, stays: the verifier finds it.
            let leaf = leaves.binary_search_by_key(&check.person, |leaf| leaf.person).ok().and_then(|place| leaves.get(place));
            let slot = leaf.and_then(|leaf| leaf.slot_of(check.drawn_for)).unwrap_or(0);
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
        awaited: plan.awaited,
        entropy: plan.entropy,
        root: plan.root,
        secret_hash: plan.secret_hash,
        cycle_hash: plan.cycle_hash,
        leaves,
        checks: drawn,
        used_ceilings,
    })
}

/// Opens the plans of days that are over. Each is drawn again first; a plan that does not fit is opened all the same, and
/// what was found stays on the public page and in the audit log.
///
/// # Errors
/// When the store fails.
pub async fn reveal_due(house: &House) -> Done<()> {
    let now = house.now();
    let mut tx = house.db.read().await?;
    let waiting = plans::unrevealed(&mut tx, REVEALS).await?;
    drop(tx);
    for plan in waiting.into_iter().filter(|plan| may_reveal(plan.day, now)) {
        let (id, day, programme, secret) = (plan.id, plan.day, plan.programme, plan.secret);
        let fault = fault(house, plan).await?;
        let mut tx = house.db.begin().await?;
        plans::mark_revealed(&mut tx, id, now, fault.map(|(code, _)| code)).await?;
        let mut detail = serde_json::json!({ "day": day, "secret": hex(&secret) });
        if let Some((code, person)) = fault {
            tracing::error!(%day, fault = code, "a plan does not fit what was committed to");
            detail["fault"] = code.into();
            detail["person"] = serde_json::json!(person);
        }
        audit::append(&mut tx, now, None, "plan.revealed", programme.0, &detail.to_string()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// What does not fit in a plan as it lies in the database, by the code of the fault, and whose row it is.
async fn fault(house: &House, plan: Plan) -> Done<Option<(&'static str, Option<PersonId>)>> {
    let mut tx = house.db.read().await?;
    let (secret, programme) = (DaySecret::new(plan.secret), plan.programme);
    let Some(cycle) = plans::cycle_secret_of(&mut tx, programme).await?.map(CycleSecret::new) else {
        return Ok(Some((sidak_core::draw::Fault::OtherCycleSecret.code(), None)));
    };
    let stored = stored(&mut tx, plan).await?;
    drop(tx);
    Ok(verify_day(&stored, &secret, Some(&cycle)).err().map(|fault| (fault.code(), fault.person())))
}

async fn shape(tx: &mut Tx, plan: &Plan, now: Moment) -> Done<DrawDay> {
    let name = programmes::latest(tx, plan.programme).await?.map(|version| version.policy.name).unwrap_or_default();
    let round = Some(plan.awaited.round()).filter(|round| *round > 0);
    Ok(DrawDay {
        programme: plan.programme.0,
        programme_name: name,
        day: plan.day.to_string(),
        algorithm: plan.algorithm.into(),
        root: hex(&plan.root),
        secret_hash: hex(&plan.secret_hash),
        cycle_hash: hex(&plan.cycle_hash),
        people: plan.pool,
        committed_at: plan.committed_at.millis(),
        first_window: plan.first_window.map(|at| at.millis()),
        awaited: plan.awaited.into(),
        round,
        round_at: round.map(|round| drand_time(round).millis()),
        drawn_at: plan.drawn_at.map(|at| at.millis()),
        entropy_hash: plan.entropy.as_ref().map(Entropy::hash).map(|hash| hex(&hash)),
        secret: plan.revealed_at.map(|_| hex(&plan.secret)),
        revealed_at: plan.revealed_at.map(|at| at.millis()),
        fault: plan.fault.clone(),
        overdue: plan.revealed_at.is_none() && may_reveal(plan.day, now.plus(-OVERDUE_MS)),
    })
}
