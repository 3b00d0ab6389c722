//! When a person's day begins, where the programme leaves that open: usually, and today.
//!
//! No choice makes a minute safe. The usual beginning holds from the first day that is not drawn yet; today's moves the checks
//! that were drawn along with the day, and only before it begins either way (docs/working-time.md).

use sidak_core::{
    ids::PersonId,
    prompt::Event,
    rota::{may_shift, moved},
    time::{Day, Window},
};

use super::{Done, FlowError, House, attendance, hours, outbox, programmes::programme_on, settle};
use crate::{
    shape::{hours::{ChooseShift, Flexible}, today::Today},
    store::{Tx, audit, checks, people::{self, Person}, plans, programmes::Version, shifts},
};

/// Days that are looked through for the first one not drawn.
const AHEAD_MAX: i32 = 7;

/// # Errors
/// When the programme has no flexible start, the choice comes too late or is out of bounds, or the store fails.
pub async fn choose(house: &House, person: PersonId, wish: &ChooseShift) -> Done<Today> {
    let mut tx = house.db.begin().await?;
    let whole = people::by_id(&mut tx, person).await?.ok_or(FlowError::NotFound)?;
    if wish.standing {
        standing(house, &mut tx, &whole, wish.minutes).await?;
    } else {
        today(house, &mut tx, &whole, wish.minutes).await?;
    }
    tx.commit().await?;
    outbox::flush(house).await?;
    attendance::today(house, person).await
}

async fn standing(house: &House, tx: &mut Tx, person: &Person, minutes: i16) -> Done<()> {
    let now = house.now();
    let mut day = now.day_in(&person.zone).plus(1);
    let mut first = None;
    for _ in 0..AHEAD_MAX {
        let Some(programme) = programme_on(tx, day).await? else { break };
        if plans::get(tx, programme.id, day).await?.is_none() {
            first = Some(programme);
            break;
        }
        day = day.plus(1);
    }
    let programme = first.ok_or_else(not_flexible)?;
    within(&programme, minutes)?;
    shifts::set_standing(tx, person.id, day, minutes, now).await?;
    let detail = serde_json::json!({ "day": day, "minutes": minutes });
    audit::append(tx, now, Some(person.id), "shift.standing", person.id.0, &detail.to_string()).await?;
    Ok(())
}

/// Moves today, and the checks that were drawn for it with it: each to the same working minute of the moved day.
///
/// # Errors
/// As [`choose`].
pub async fn today(house: &House, tx: &mut Tx, person: &Person, minutes: i16) -> Done<()> {
    let now = house.now();
    let day = now.day_in(&person.zone);
    let programme = programme_on(tx, day).await?.ok_or_else(not_flexible)?;
    within(&programme, minutes)?;
    let there = hours::of(house, tx, person, &programme.policy, day).await?;
    let planned = drawn_windows(tx, &programme, person.id, day).await?.unwrap_or_else(|| there.windows.clone());
    let wished = hours::windows(house, person, &programme.policy, day, minutes);
    if there.shift.that_day.is_some() || !may_shift(now, &there.windows, &wished) {
        return Err(FlowError::bad("shift_minutes", "too_late_to_shift", "Today's beginning can be chosen once, before the day begins."));
    }
    let length = |windows: &[Window]| windows.iter().map(Window::minutes).sum::<i64>();
    if length(&planned) != length(&wished) {
        // With hours of absence in it the day cannot be moved minute by minute.
        return Err(FlowError::bad("shift_minutes", "not_movable", "An absence is on record for today; the day stays as it was drawn."));
    }
    shifts::set_day(tx, person.id, day, minutes, now).await?;
    let closes = wished.last().map_or(now, |window| window.end);
    for (check, _) in checks::waiting_of(tx, person.id).await?.into_iter().filter(|(check, _)| check.day == day) {
        let to = moved(check.drawn_for, &planned, &wished);
        settle::advance(house, tx, check.id, |check, ctx| sidak_core::prompt::step(check, Event::Shift { to, closes }, ctx)).await?;
    }
    let detail = serde_json::json!({ "day": day, "minutes": minutes });
    audit::append(tx, now, Some(person.id), "shift.today", person.id.0, &detail.to_string()).await?;
    Ok(())
}

/// What the person's page may offer.
#[must_use]
pub fn offer(house: &House, programme: &Version, person: &Person, there: &hours::Hours, day: Day) -> Option<Flexible> {
    let most = programme.policy.hours.flexible_minutes;
    let now = house.now();
    let latest = hours::windows(house, person, &programme.policy, day, i16::MAX);
    let open = there.shift.that_day.is_none() && may_shift(now, &there.windows, &latest);
    (most > 0).then_some(Flexible { most, standing: there.shift.standing, today: there.shift.that_day, open })
}

async fn drawn_windows(tx: &mut Tx, programme: &Version, person: PersonId, day: Day) -> Done<Option<Vec<Window>>> {
    let Some(plan) = plans::get(tx, programme.id, day).await? else { return Ok(None) };
    Ok(plans::leaf_of(tx, plan.id, person).await?.map(|leaf| leaf.windows))
}

fn within(programme: &Version, minutes: i16) -> Done<()> {
    let most = programme.policy.hours.flexible_minutes;
    if most == 0 {
        return Err(not_flexible());
    }
    if programme.policy.hours.shift(minutes) != minutes {
        return Err(FlowError::bad("shift_minutes", "out_of_range", format!("At most {most} minutes earlier or later.")));
    }
    Ok(())
}

fn not_flexible() -> FlowError {
    FlowError::bad("shift_minutes", "not_flexible", "The programme has no flexible beginning of the day.")
}
