//! The draw of a day: freeze the pool, draw, commit. Planned once per programme and day; the database decides who was
//! first, and a plan is never edited.

use sidak_core::{
    check::{Check, State},
    draw::{self, CycleSecret, DayPlan, DaySecret},
    ids::{CheckId, PlanId},
    time::{DAY, Day, MINUTE, Moment},
};

use super::{Done, House, pool};
use crate::{
    entropy::NoEntropy,
    store::{Tx, audit, checks, plans, programmes::{self, Version}, rota as rota_rows},
};

/// Tomorrow is drawn from this local minute on, when the rota of the day is surely made.
const EVENING_MINUTE: u16 = 20 * 60;
/// Today is drawn late (a new programme, a server that was off) once its rota has been left alone for so long.
const SETTLED_MS: i64 = 10 * MINUTE;

/// Makes the plans that are due.
///
/// # Errors
/// When the store fails or there is no randomness; nothing is drawn then.
pub async fn due(house: &House) -> Done<()> {
    let now = house.now();
    let mut tx = house.db.read().await?;
    let latest = programmes::all_latest(&mut tx).await?;
    drop(tx);
    for programme in latest {
        let today = now.day_in(&programme.policy.zone);
        if settled_rota(house, today, now).await? {
            make(house, &programme, today).await?;
        }
        if now.minute_of_day_in(&programme.policy.zone) >= EVENING_MINUTE {
            make(house, &programme, today.plus(1)).await?;
        }
    }
    Ok(())
}

async fn settled_rota(house: &House, day: Day, now: Moment) -> Done<bool> {
    let mut tx = house.db.read().await?;
    let last = rota_rows::last_change(&mut tx, day).await?;
    Ok(last.is_some_and(|last| now.since(last) >= SETTLED_MS))
}

/// Draws one day of one programme, unless that was done, the day is outside its period, or nobody works from home.
///
/// # Errors
/// When the store fails or there is no randomness.
pub async fn make(house: &House, programme: &Version, day: Day) -> Done<bool> {
    make_with(house, programme, day, || Ok(DaySecret::new(house.entropy.bytes()?))).await
}

/// As [`make`], with a secret of the caller's, asked for only when there is a day to draw: the demo brings its own, and
/// says so.
///
/// # Errors
/// As [`make`].
pub async fn make_with(
    house: &House,
    programme: &Version,
    day: Day,
    secret: impl FnOnce() -> Result<DaySecret, NoEntropy> + Send,
) -> Done<bool> {
    if day < programme.policy.from || programme.policy.to < day {
        return Ok(false);
    }
    let mut tx = house.db.read().await?;
    if plans::get(&mut tx, programme.id, day).await?.is_some() {
        return Ok(false);
    }
    let pool = pool::of_day(house, &mut tx, programme, day).await?;
    drop(tx);
    if pool.is_empty() {
        return Ok(false);
    }
    let secret = secret()?;
    let mut tx = house.db.begin().await?;
    let cycle = CycleSecret::new(plans::cycle_secret(&mut tx, programme.id, house.entropy.bytes()?, house.now()).await?);
    tx.commit().await?;
    // Half a second for a province: not while others wait to write.
    let plan = match draw::plan_day(day, programme.id, &programme.policy.draw, &pool, &secret, &cycle) {
        Ok(plan) => plan,
        Err(error) => {
            tracing::error!(%error, day = %day, "no plan can be made of this pool");
            return Ok(false);
        }
    };
    let mut tx = house.db.begin().await?;
    if !save(house, &mut tx, programme, &plan, &secret).await? {
        return Ok(false);
    }
    tx.commit().await?;
    tracing::info!(day = %day, pool.people = plan.leaves.len(), "a day was drawn and committed to");
    Ok(true)
}

async fn save(house: &House, tx: &mut Tx, programme: &Version, plan: &DayPlan, secret: &DaySecret) -> Done<bool> {
    let now = house.now();
    let row = plans::Plan {
        id: PlanId(house.fresh()?),
        programme: plan.programme,
        day: plan.day,
        algorithm: plan.algorithm,
        policy_version: programme.version,
        root: plan.root,
        secret_hash: plan.secret_hash,
        cycle_hash: plan.cycle_hash,
        secret: *secret.bytes(),
        committed_at: now,
        first_window: plan.leaves.iter().filter_map(|leaf| leaf.windows.first()).map(|window| window.start).min(),
        revealed_at: None,
        drawn: u32::try_from(plan.checks.len()).unwrap_or(u32::MAX),
    };
    if !plans::insert_once(tx, &row, &plan.leaves).await? {
        return Ok(false);
    }
    let mut rows = Vec::with_capacity(plan.checks.len());
    for drawn in &plan.checks {
        let Some(leaf) = plan.leaf(drawn.person) else { continue };
        rows.push(Check {
            id: CheckId(house.fresh()?),
            programme: plan.programme,
            policy_version: programme.version,
            person: drawn.person,
            supervisor: leaf.supervisor,
            day: plan.day,
            kind: drawn.kind.into(),
            drawn_for: drawn.at,
            due: drawn.at,
            closes: leaf.closes().unwrap_or(drawn.at),
            deferrals: 0,
            attempts: 0,
            state: State::Waiting,
        });
    }
    checks::insert_many(tx, &rows).await?;
    plans::set_counters(tx, plan.programme, &plan.next_counters().collect::<Vec<_>>()).await?;
    let detail = serde_json::json!({
        "day": plan.day, "root": hex(&plan.root), "secret_hash": hex(&plan.secret_hash), "people": plan.leaves.len(),
    });
    audit::append(tx, now, None, "plan.committed", plan.programme.0, &detail.to_string()).await?;
    Ok(true)
}

#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A day's plan may be opened once the day is over in every zone of the world.
#[must_use]
pub fn may_reveal(day: Day, now: Moment) -> bool {
    let Ok(utc) = sidak_core::time::Zone::parse("UTC") else { return false };
    now.since(day.plus(1).at(0, &utc)) >= DAY / 2
}
