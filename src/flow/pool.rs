//! The pool of a day: who may be checked, and in which minutes. Frozen by the plan, which alone asks for it.

use std::collections::HashMap;

use sidak_core::{
    draw::Candidate,
    ids::PersonId,
    rota,
    time::Day,
};

use super::{Done, House, hours};
use crate::store::{
    Tx,
    absences::{self, AbsenceRow},
    people, plans,
    programmes::Version,
    rota as rota_rows, shifts,
};

/// Everybody who works from home that day, with what is left of the own working windows: after the chosen shift, breaks,
/// prayers, and the absences that the line has entered. Nobody in a year whose holidays are unknown.
///
/// # Errors
/// When the store fails.
pub async fn of_day(house: &House, tx: &mut Tx, programme: &Version, day: Day) -> Done<Vec<Candidate>> {
    if let Some(year) = rota::unknown_year(day, &programme.policy, &house.calendar()) {
        if house.calendars.first_time(year) {
            tracing::warn!(year, "the holidays of this year are unknown: nothing is planned in it; see `sidak import holidays`");
        }
        return Ok(Vec::new());
    }
    let now = house.now();
    let at_home = rota_rows::at_home(tx, day).await?;
    let held = rota_rows::holds_of(tx, &at_home).await?;
    let people = people::by_ids(tx, &at_home).await?;
    let counters = plans::counters(tx, programme.id, &at_home).await?;
    let shifts = shifts::of_people(tx, &at_home, day).await?;
    let absent = absent_on(tx, &at_home, day).await?;
    let mut pool = Vec::new();
    for person in people {
        // Without a supervisor nobody could call; held at the office by a decision means out of the draw.
        let Some(supervisor) = person.supervisor.filter(|_| person.active) else { continue };
        if held.iter().any(|hold| hold.person == person.id && hold.from <= day && day <= hold.to) {
            continue;
        }
        let shift = shifts.get(&person.id).map_or(0, shifts::Shift::minutes);
        let working = hours::windows(house, &person, &programme.policy, day, shift);
        let cuts = absent.get(&person.id).map(|rows| hours::cuts(rows)).unwrap_or_default();
        // The running minute is already known: the next whole one can still be drawn.
        let windows = rota::remaining(&rota::without(&working, &cuts), now.next_minute());
        if windows.is_empty() {
            continue;
        }
        let (days_since_check, cycle) = counters.get(&person.id).copied().unwrap_or((0, 0));
        pool.push(Candidate { person: person.id, supervisor, windows, policy_version: programme.version, days_since_check, cycle });
    }
    Ok(pool)
}

async fn absent_on(tx: &mut Tx, people: &[PersonId], day: Day) -> Done<HashMap<PersonId, Vec<AbsenceRow>>> {
    let span = hours::day_anywhere(day);
    let mut found: HashMap<PersonId, Vec<AbsenceRow>> = HashMap::new();
    for row in absences::of_people(tx, people, span.start, span.end).await? {
        found.entry(row.person).or_default().push(row);
    }
    Ok(found)
}
