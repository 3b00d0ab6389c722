//! The pool of a day: who may be checked, and in which minutes. Frozen by the plan, which alone asks for it.

use sidak_core::{
    draw::Candidate,
    rota,
    time::{Day, MINUTE, Moment},
};

use super::{Done, House};
use crate::store::{Tx, people, plans, programmes::Version, rota as rota_rows};

/// Everybody who works from home that day, with what is left of the working windows.
///
/// # Errors
/// When the store fails.
pub async fn of_day(house: &House, tx: &mut Tx, programme: &Version, day: Day) -> Done<Vec<Candidate>> {
    let now = house.now();
    let at_home = rota_rows::at_home(tx, day).await?;
    let held = rota_rows::holds_of(tx, &at_home).await?;
    let people = people::by_ids(tx, &at_home).await?;
    let counters = plans::counters(tx, programme.id, &at_home).await?;
    let mut pool = Vec::new();
    for person in people {
        // Without a supervisor nobody could call; held at the office by a decision means out of the draw.
        let Some(supervisor) = person.supervisor.filter(|_| person.active) else { continue };
        if held.iter().any(|hold| hold.person == person.id && hold.from <= day && day <= hold.to) {
            continue;
        }
        let windows = rota::remaining(&rota::windows(day, &programme.policy, &person.zone, &house.calendar), next_minute(now));
        if windows.is_empty() {
            continue;
        }
        let (days_since_check, cycle) = counters.get(&person.id).copied().unwrap_or((0, 0));
        pool.push(Candidate { person: person.id, supervisor, windows, policy_version: programme.version, days_since_check, cycle });
    }
    Ok(pool)
}

/// The first whole minute that can still be drawn: the running one is already known.
fn next_minute(now: Moment) -> Moment {
    Moment(now.millis() - now.millis().rem_euclid(MINUTE) + MINUTE)
}
