//! The supervisor's desk: the team with today's mode and presence, today's and earlier checks. No address, no index.

use sidak_core::{check::State, ids::PersonId, rota::Mode, time::Day};

use super::{
    Done, FlowError, House, absences, hours,
    attendance::{mode, shape_mode, shape_place, span},
    duty,
    outage,
    people::UnitNames,
    programmes::programme_on,
    readiness::tests_of,
    record,
};
use crate::{
    shape::{PersonCard, desk::{Deputy, Desk, Presence, TeamCheck, TeamMember}},
    store::{Tx, absences as absence_rows, attendance, checks, people::{self, Person}},
};

/// Earlier checks on the desk.
const EARLIER: u32 = 30;
/// Deputies of one supervisor.
const DEPUTIES_MAX: usize = 10;

/// # Errors
/// When the person is gone, or the store fails.
pub async fn of(house: &House, supervisor: PersonId) -> Done<Desk> {
    let mut tx = house.db.read().await?;
    let me = people::by_id(&mut tx, supervisor).await?.ok_or(FlowError::NotFound)?;
    let names = UnitNames::load(&mut tx).await?;
    let day = house.now().day_in(&me.zone);
    let mut reports = people::reports(&mut tx, supervisor).await?;
    reports.sort_by(|a, b| a.name.cmp(&b.name));
    let mut team = Vec::new();
    for person in &reports {
        team.push(member(house, &mut tx, &names, person, day).await?);
    }
    let windows = match programme_on(&mut tx, day).await? {
        Some(programme) => hours::windows(house, &me, &programme.policy, day, 0),
        None => Vec::new(),
    };
    let ids: Vec<PersonId> = reports.iter().map(|person| person.id).collect();
    let mut done_today = Vec::new();
    let mut earlier = Vec::new();
    for check in checks::of_people_recent(&mut tx, &ids, EARLIER + 20).await? {
        if !matches!(check.state, State::Settled { .. }) {
            continue;
        }
        let Some(person) = reports.iter().find(|person| person.id == check.person) else { continue };
        let row = TeamCheck { person: names.card(person), check: record::line(&mut tx, &check).await? };
        if check.day == day { done_today.push(row) } else if earlier.len() < EARLIER as usize { earlier.push(row) }
    }
    Ok(Desk {
        day: day.to_string(),
        zone: me.zone.name().to_owned(),
        windows: windows.iter().map(span).collect(),
        duty: duty::today(&mut tx, &names, supervisor, day).await?,
        load: duty::load(house, &mut tx, supervisor, day).await?,
        team,
        done_today,
        earlier,
        outages: outage::shown::of_people(house, &mut tx, &ids).await?,
    })
}

async fn member(house: &House, tx: &mut Tx, names: &UnitNames, person: &Person, day: Day) -> Done<TeamMember> {
    let mode = mode(tx, person, day).await?;
    let entry = attendance::get(tx, person.id, day).await?;
    let tests = entry.as_ref().map(tests_of).unwrap_or_default();
    let here = house.bus.presence().is_here(person.id);
    let span = hours::day_span(day, &person.zone);
    let absent = absence_rows::of_person(tx, person.id, span.start, span.end).await?;
    let presence = match &entry {
        _ if mode != Some(Mode::Home) => Presence::NotInDraw,
        None => Presence::NotStarted,
        Some(entry) if entry.finished.is_some() => Presence::Finished,
        Some(_) if !here => Presence::Disconnected,
        Some(_) if tests.iter().any(|test| !test.ok) => Presence::ReadyWithIssue,
        Some(_) => Presence::Ready,
    };
    Ok(TeamMember {
        person: names.card(person),
        mode: mode.map(shape_mode),
        presence,
        since: entry.as_ref().map(|entry| entry.finished.unwrap_or(entry.started).millis()),
        place_kind: entry.map(|entry| shape_place(entry.place_kind)),
        absences: absences::lines(tx, &absent, true).await?,
    })
}

/// Those who may stand in: the supervisor's own supervisor, and officials under the same one.
///
/// # Errors
/// When the store fails.
pub async fn deputy_candidates(house: &House, supervisor: PersonId) -> Done<Vec<PersonCard>> {
    let mut tx = house.db.read().await?;
    let names = UnitNames::load(&mut tx).await?;
    Ok(candidates(&mut tx, supervisor).await?.iter().map(|person| names.card(person)).collect())
}

async fn candidates(tx: &mut Tx, supervisor: PersonId) -> Done<Vec<Person>> {
    let me = people::by_id(tx, supervisor).await?.ok_or(FlowError::NotFound)?;
    let Some(above) = me.supervisor else { return Ok(Vec::new()) };
    let mut found: Vec<Person> = people::by_id(tx, above).await?.into_iter().collect();
    for peer in people::reports(tx, above).await? {
        if peer.id != supervisor && people::has_reports(tx, peer.id).await? {
            found.push(peer);
        }
    }
    Ok(found)
}

/// # Errors
/// When the store fails.
pub async fn deputies(house: &House, supervisor: PersonId) -> Done<Vec<Deputy>> {
    let mut tx = house.db.read().await?;
    let rows = people::deputies(&mut tx, supervisor).await?;
    Ok(rows.into_iter().map(|row| Deputy { person: row.person.0, from: row.from.to_string(), to: row.to.to_string() }).collect())
}

/// # Errors
/// When one is no candidate, a day is wrong, there are too many, or the store fails.
pub async fn set_deputies(house: &House, supervisor: PersonId, wish: Vec<Deputy>) -> Done<Vec<Deputy>> {
    if wish.len() > DEPUTIES_MAX {
        return Err(FlowError::bad("deputies", "too_many", format!("At most {DEPUTIES_MAX} deputies.")));
    }
    let mut tx = house.db.begin().await?;
    let allowed = candidates(&mut tx, supervisor).await?;
    let mut rows = Vec::new();
    for deputy in wish {
        let person = PersonId(deputy.person);
        if !allowed.iter().any(|candidate| candidate.id == person) {
            return Err(FlowError::bad("person", "not_a_candidate", "Only your own supervisor and officials beside you may stand in."));
        }
        let day = |text: &str, field| Day::parse(text).map_err(|error| FlowError::bad(field, "bad_day", error.to_string()));
        let (from, to) = (day(&deputy.from, "from")?, day(&deputy.to, "to")?);
        if to < from {
            return Err(FlowError::bad("to", "ends_before_start", "The last day is before the first."));
        }
        rows.push((person, from, to));
    }
    people::set_deputies(&mut tx, supervisor, &rows).await?;
    tx.commit().await?;
    deputies(house, supervisor).await
}
