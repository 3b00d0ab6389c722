//! The draw of a day: freeze the pool, commit to it, draw. Planned once per programme and day; the database decides who was
//! first, and a plan is never edited. When the policy wants randomness from outside, the minutes are drawn later, by
//! `outside`.

use sidak_core::{
    check::{Check, State},
    draw::{self, Awaited, Committed, CycleSecret, DayPlan, DaySecret, ENTRY_CLOSES_MS, Entropy, drand_time},
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
    let awaited = Awaited::at(programme.policy.draw.public_entropy, house.now());
    let committed = match draw::commit_day(day, programme.id, &programme.policy.draw, awaited, &pool, &secret, &cycle) {
        Ok(committed) => committed,
        Err(error) => {
            tracing::error!(%error, day = %day, "no plan can be made of this pool");
            return Ok(false);
        }
    };
    let row = row(house, programme, &committed, &secret)?;
    let people = committed.leaves.len();
    let at_once = awaited == Awaited::Nothing || closes(&row).is_none_or(|closes| closes <= house.now());
    let mut tx = house.db.begin().await?;
    if !save(house, &mut tx, &row, &committed).await? {
        return Ok(false);
    }
    if at_once {
        let Some(plan) = draw_or_log(committed, &secret, &cycle, None) else { return Ok(false) };
        save_checks(house, &mut tx, &row, &plan).await?;
    }
    tx.commit().await?;
    let what = if at_once { "a day was drawn and committed to" } else { "a day was committed to, and waits" };
    tracing::info!(day = %day, pool.people = people, "{what}");
    Ok(true)
}

/// Until when the day waits for what is brought from outside. `None` for a day on which nobody can be called.
#[must_use]
pub fn closes(plan: &plans::Plan) -> Option<Moment> {
    plan.first_window.map(|first| first.plus(-ENTRY_CLOSES_MS))
}

/// Draws what was committed to; the error stands in the log, since nobody is there who could mend it.
pub(super) fn draw_or_log(
    committed: Committed,
    secret: &DaySecret,
    cycle: &CycleSecret,
    entropy: Option<Entropy>,
) -> Option<DayPlan> {
    let day = committed.day;
    let drawn = committed.draw(secret, cycle, entropy);
    drawn.inspect_err(|error| tracing::error!(%error, day = %day, "a committed day cannot be drawn")).ok()
}

fn row(house: &House, programme: &Version, committed: &Committed, secret: &DaySecret) -> Done<plans::Plan> {
    Ok(plans::Plan {
        id: PlanId(house.fresh()?),
        programme: committed.programme,
        day: committed.day,
        algorithm: committed.algorithm,
        policy_version: programme.version,
        root: committed.root,
        secret_hash: committed.secret_hash,
        cycle_hash: committed.cycle_hash,
        secret: *secret.bytes(),
        committed_at: house.now(),
        first_window: committed.leaves.iter().filter_map(|leaf| leaf.windows.first()).map(|window| window.start).min(),
        pool: u32::try_from(committed.leaves.len()).unwrap_or(u32::MAX),
        awaited: committed.awaited,
        drawn_at: None,
        entropy: None,
        drawn: 0,
        revealed_at: None,
        fault: None,
    })
}

async fn save(house: &House, tx: &mut Tx, row: &plans::Plan, committed: &Committed) -> Done<bool> {
    if !plans::insert_once(tx, row, &committed.leaves).await? {
        return Ok(false);
    }
    let mut detail = serde_json::json!({
        "day": row.day, "root": hex(&row.root), "secret_hash": hex(&row.secret_hash), "cycle_hash": hex(&row.cycle_hash),
        "people": row.pool, "awaited": row.awaited.source(),
    });
    if let Awaited::Drand { round } = row.awaited {
        detail["round"] = round.into();
        detail["round_at"] = drand_time(round).millis().into();
    }
    audit::append(tx, house.now(), None, "plan.committed", row.programme.0, &detail.to_string()).await?;
    Ok(true)
}

/// The checks of a committed plan, what everybody brings into the next day, and a line in the audit log.
///
/// # Errors
/// `Changed` when another node was first; nothing of it stays then.
pub(super) async fn save_checks(house: &House, tx: &mut Tx, row: &plans::Plan, plan: &DayPlan) -> Done<()> {
    let now = house.now();
    plans::hold_undrawn(tx, row.id).await?;
    let mut checks = Vec::with_capacity(plan.checks.len());
    for drawn in &plan.checks {
        let Some(leaf) = plan.leaf(drawn.person) else { continue };
        checks.push(Check {
            id: CheckId(house.fresh()?),
            programme: plan.programme,
            policy_version: row.policy_version,
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
    checks::insert_many(tx, &checks).await?;
    plans::set_counters(tx, plan.programme, &plan.next_counters().collect::<Vec<_>>()).await?;
    let count = u32::try_from(checks.len()).unwrap_or(u32::MAX);
    plans::mark_drawn(tx, row.id, now, count, plan.entropy.as_ref()).await?;
    if plan.awaited != Awaited::Nothing {
        let mixed_in = plan.entropy.as_ref().map(|entropy| hex(&entropy.hash()));
        let detail = serde_json::json!({ "day": plan.day, "awaited": plan.awaited.source(), "entropy_hash": mixed_in });
        audit::append(tx, now, None, "plan.drawn", plan.programme.0, &detail.to_string()).await?;
    }
    Ok(())
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
