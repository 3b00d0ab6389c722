//! Randomness from outside: officials bring it between the commitment of a day and its first window, and the day is drawn.
//!
//! Who waits in vain is drawn without, and the record says so. Knows nothing of how the minutes follow: that is `draw`.

use sidak_core::{
    draw::{Awaited, Committed, CycleSecret, DIGITS_MAX, DIGITS_MIN, DaySecret, Entropy, SIGNATURE_BYTES, THROWS, Throws, drand_time, is_drands},
    ids::{PersonId, ProgrammeId},
    time::Day,
};

use super::{Done, FlowError, House, plan};
use crate::{
    shape::draw::AwaitedDay,
    store::{StoreError, audit, plans::{self, Plan}, programmes},
};

/// Days that wait at one time: a few programmes, tomorrow each.
const WAITING: u32 = 100;

/// The days that wait for something, as the official sees them.
///
/// # Errors
/// When the store fails.
pub async fn waiting(house: &House, official: PersonId) -> Done<Vec<AwaitedDay>> {
    let mut tx = house.db.read().await?;
    let mut days = Vec::new();
    for plan in plans::undrawn(&mut tx, WAITING).await? {
        let Some(closes) = plan::closes(&plan) else { continue };
        let throws = plans::throws(&mut tx, plan.id).await?;
        let name = programmes::latest(&mut tx, plan.programme).await?.map(|version| version.policy.name).unwrap_or_default();
        days.push(AwaitedDay {
            programme: plan.programme.0,
            programme_name: name,
            day: plan.day.to_string(),
            source: plan.awaited.into(),
            round: Some(plan.awaited.round()).filter(|round| *round > 0),
            round_at: Some(plan.awaited.round()).filter(|round| *round > 0).map(|round| drand_time(round).millis()),
            closes_at: closes.millis(),
            throws: u32::try_from(throws.len()).unwrap_or(u32::MAX),
            mine: throws.iter().any(|throws| throws.official == official),
        });
    }
    Ok(days)
}

/// One official's dice. The second official's complete them, and the day is drawn.
///
/// # Errors
/// `NotFound` when there is no such plan, `Bad` for other digits, `Changed` when the day does not wait for this official's
/// dice (any more), or the store's failure.
pub async fn throw(house: &House, official: PersonId, programme: ProgrammeId, day: Day, digits: &str) -> Done<()> {
    let digits: String = digits.chars().filter(|c| !c.is_whitespace()).collect();
    if !Throws::digits_are_sound(&digits) {
        let message = format!("write {DIGITS_MIN} to {DIGITS_MAX} digits from 1 to 6");
        return Err(FlowError::bad("digits", "bad_dice", message));
    }
    let plan = open_plan(house, programme, day).await?;
    if plan.awaited != Awaited::Dice {
        return Err(FlowError::Changed);
    }
    let mut tx = house.db.begin().await?;
    plans::put_throws(&mut tx, plan.id, &Throws { official, digits }, house.now()).await.map_err(refused)?;
    let detail = serde_json::json!({ "day": day });
    audit::append(&mut tx, house.now(), Some(official), "plan.dice_thrown", programme.0, &detail.to_string()).await?;
    tx.commit().await?;
    match complete_dice(house, &plan).await? {
        Some(entropy) => draw_now(house, &plan, Some(entropy)).await,
        None => Ok(()),
    }
}

/// The awaited round of drand, copied by an official; the day is drawn.
///
/// # Errors
/// As [`throw`]; `Bad` also when drand did not sign the round so, or the randomness is not SHA-256 of the signature.
pub async fn drand(
    house: &House,
    official: PersonId,
    programme: ProgrammeId,
    day: Day,
    signature: &str,
    randomness: &str,
) -> Done<()> {
    let bad = |field| FlowError::bad(field, "bad_drand", "copy it whole, as drand shows it");
    let signature: [u8; SIGNATURE_BYTES] = bytes(signature).ok_or_else(|| bad("signature"))?;
    let randomness: [u8; 32] = bytes(randomness).ok_or_else(|| bad("randomness"))?;
    let plan = open_plan(house, programme, day).await?;
    let Awaited::Drand { round } = plan.awaited else { return Err(FlowError::Changed) };
    if house.now() < drand_time(round) {
        return Err(FlowError::bad("signature", "too_early", "this round is not out yet"));
    }
    // Each by itself, so that the message can name the field.
    if !is_drands(round, &signature) {
        let message = format!("this is not drand's signature of round {round}: look at the round and the chain, and copy it whole");
        return Err(FlowError::bad("signature", "bad_signature", message));
    }
    let entropy = Entropy::Drand { round, signature, randomness };
    if entropy.check(plan.awaited).is_err() {
        return Err(FlowError::bad("randomness", "other_randomness", "this randomness does not belong to the signature"));
    }
    let detail = serde_json::json!({ "day": day, "round": round });
    let mut tx = house.db.begin().await?;
    audit::append(&mut tx, house.now(), Some(official), "plan.drand_entered", programme.0, &detail.to_string()).await?;
    tx.commit().await?;
    draw_now(house, &plan, Some(entropy)).await
}

/// Draws the days for which everything was brought, or whose entry is closed.
///
/// # Errors
/// When the store fails.
pub async fn due(house: &House) -> Done<()> {
    let mut tx = house.db.read().await?;
    let waiting = plans::undrawn(&mut tx, WAITING).await?;
    drop(tx);
    for plan in waiting {
        let entropy = complete_dice(house, &plan).await?;
        if entropy.is_some() || plan::closes(&plan).is_none_or(|closes| closes <= house.now()) {
            draw_now(house, &plan, entropy).await?;
        }
    }
    Ok(())
}

/// A plan that is not drawn yet and whose entry is open.
async fn open_plan(house: &House, programme: ProgrammeId, day: Day) -> Done<Plan> {
    let mut tx = house.db.read().await?;
    let plan = plans::get(&mut tx, programme, day).await?.ok_or(FlowError::NotFound)?;
    let open = plan.drawn_at.is_none() && plan::closes(&plan).is_some_and(|closes| house.now() < closes);
    if open { Ok(plan) } else { Err(FlowError::Changed) }
}

/// Twice by one official, a third one, or a day that was drawn meanwhile: all of them a day that has changed.
fn refused(error: StoreError) -> FlowError {
    match error {
        StoreError::Sql { .. } => FlowError::Changed,
        other => other.into(),
    }
}

async fn complete_dice(house: &House, plan: &Plan) -> Done<Option<Entropy>> {
    if plan.awaited != Awaited::Dice {
        return Ok(None);
    }
    let mut tx = house.db.read().await?;
    let throws: Option<[Throws; THROWS]> = plans::throws(&mut tx, plan.id).await?.try_into().ok();
    Ok(throws.map(Entropy::dice))
}

async fn draw_now(house: &House, row: &Plan, entropy: Option<Entropy>) -> Done<()> {
    let mut tx = house.db.read().await?;
    let cycle = CycleSecret::new(plans::cycle_secret_of(&mut tx, row.programme).await?.ok_or(FlowError::NotFound)?);
    let committed = Committed {
        algorithm: row.algorithm,
        programme: row.programme,
        day: row.day,
        awaited: row.awaited,
        root: row.root,
        secret_hash: row.secret_hash,
        cycle_hash: row.cycle_hash,
        leaves: plans::leaves(&mut tx, row.id).await?,
    };
    drop(tx);
    let Some(plan) = plan::draw_or_log(committed, &DaySecret::new(row.secret), &cycle, entropy) else { return Ok(()) };
    let mut tx = house.db.begin().await?;
    plan::save_checks(house, &mut tx, row, &plan).await?;
    tx.commit().await?;
    tracing::info!(day = %row.day, from_outside = plan.entropy.is_some(), "a committed day was drawn");
    Ok(())
}

/// Hexadecimal text of exactly so many bytes; either case, spaces around it do no harm.
fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits: Vec<u32> = text.trim().chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::try_from(pair.first()? * 16 + pair.last()?).ok()?;
    }
    Some(bytes)
}
