//! The employee's day: *Mulai WFH* with the place, *Selesai*. What a device check found is `readiness.rs`'s.

use sidak_core::{
    check::PlaceKind,
    ids::{DeviceId, PersonId},
    rota::Mode,
    time::{Day, Window},
};

use super::{Done, FlowError, House, absences, call::PLACE_MAX, hours, outage, outbox, programmes::programme_on, readiness, shifts};
use crate::{
    shape::{self, Span, today::{ProgrammeLine, StartDay, Started, Today}},
    store::{Tx, attendance::{self, Entry}, needs, people::{self, Person}, rota},
};

/// # Errors
/// When the person is gone, or the store fails.
pub async fn today(house: &House, person: PersonId) -> Done<Today> {
    let mut tx = house.db.read().await?;
    let person = people::by_id(&mut tx, person).await?.ok_or(FlowError::NotFound)?;
    let day = house.now().day_in(&person.zone);
    let mode = mode(&mut tx, &person, day).await?;
    let programme = programme_on(&mut tx, day).await?;
    let hours = match &programme {
        Some(programme) => Some(hours::of(house, &mut tx, &person, &programme.policy, day).await?),
        None => None,
    };
    let at_home = hours.as_ref().filter(|_| mode == Some(Mode::Home));
    let ready_before = programme.as_ref().zip(at_home).and_then(|(programme, hours)| hours.ready_deadline(&programme.policy));
    let flexible = programme.as_ref().zip(at_home).and_then(|(programme, hours)| shifts::offer(house, programme, &person, hours, day));
    let rows = hours.as_ref().map(|hours| hours.absences.as_slice()).unwrap_or_default();
    let status = absences::limits(&mut tx, rows, day, hours::day_span(day, &person.zone)).await?;
    let absences = absences::lines(&mut tx, rows, true).await?;
    let entry = attendance::get(&mut tx, person.id, day).await?;
    let supervisor = match person.supervisor {
        Some(id) => people::by_id(&mut tx, id).await?.map(|supervisor| supervisor.name),
        None => None,
    };
    let held = rota::holds_of(&mut tx, &[person.id]).await?;
    let outages = outage::shown::of_people(house, &mut tx, &[person.id]).await?;
    let needs = needs::of(&mut tx, person.id).await?;
    Ok(Today {
        day: day.to_string(),
        zone: person.zone.name().to_owned(),
        mode: mode.map(shape_mode),
        around_the_clock: programme.as_ref().is_some_and(|programme| programme.policy.hours.around_the_clock),
        programme: programme.map(|programme| ProgrammeLine {
            name: programme.policy.name,
            legal_source: programme.policy.legal_source,
            version: programme.version,
        }),
        windows: at_home.map(|hours| hours.windows.iter().map(span).collect()).unwrap_or_default(),
        ready_before: ready_before.map(|at| at.millis()),
        registered_place: person.home_address,
        finished_at: entry.as_ref().and_then(|entry| entry.finished).map(|at| at.millis()),
        started: entry.map(started),
        office_until: held.iter().filter(|hold| hold.from <= day && day <= hold.to).map(|hold| hold.to.to_string()).max(),
        supervisor,
        needs: super::now::shape_needs(needs),
        flexible,
        absences,
        status,
        outages,
    })
}

fn started(entry: Entry) -> Started {
    let tests = readiness::tests_of(&entry);
    let (level, devices) = (readiness::level(&tests), readiness::devices_of(&entry));
    let place = shape::Place { kind: shape_place(entry.place_kind), words: entry.place_words };
    Started { at: entry.started.millis(), place, tests, level, devices }
}

/// *Mulai WFH*. Tapped again it changes the place and the check of that device; the first time stands.
///
/// # Errors
/// When today is no WFH day, the place is missing or too long, or the store fails.
pub async fn start(house: &House, person: PersonId, wish: StartDay) -> Done<Today> {
    let words = wish.place.words.trim().to_owned();
    let kind = core_place(wish.place.kind);
    if kind == PlaceKind::Other && words.is_empty() {
        return Err(FlowError::bad("place", "place_needed", "Say in a few words where you work today."));
    }
    if words.chars().count() > PLACE_MAX {
        return Err(FlowError::bad("place", "too_long", format!("At most {PLACE_MAX} characters.")));
    }
    readiness::bounded(&wish.tests)?;
    let now = house.now();
    let mut tx = house.db.begin().await?;
    let whole = people::by_id(&mut tx, person).await?.ok_or(FlowError::NotFound)?;
    let day = now.day_in(&whole.zone);
    if mode(&mut tx, &whole, day).await? != Some(Mode::Home) {
        return Err(FlowError::bad("day", "not_a_wfh_day", "Today is not a work-from-home day in your rota."));
    }
    if let Some(minutes) = wish.shift_minutes {
        shifts::today(house, &mut tx, &whole, minutes).await?;
    }
    let before = attendance::hold(&mut tx, person, day).await?;
    let tests = readiness::with(before.as_ref(), wish.device, wish.tests);
    attendance::start(&mut tx, person, day, now, kind, &words, (&tests, wish.device.map(DeviceId))).await?;
    tx.commit().await?;
    outbox::flush(house).await?;
    tell_line(house, &whole);
    today(house, person).await
}

/// *Selesai*. Checks that are already drawn still stand inside the working windows.
///
/// # Errors
/// When the day was not started, or the store fails.
pub async fn finish(house: &House, person: PersonId) -> Done<Today> {
    let now = house.now();
    let mut tx = house.db.begin().await?;
    let whole = people::by_id(&mut tx, person).await?.ok_or(FlowError::NotFound)?;
    let day = now.day_in(&whole.zone);
    attendance::finish(&mut tx, person, day, now).await?;
    tx.commit().await?;
    tell_line(house, &whole);
    today(house, person).await
}

/// Where the rota and the decisions in force put a person on a day.
///
/// # Errors
/// When the store fails.
pub async fn mode(tx: &mut Tx, person: &Person, day: Day) -> Done<Option<Mode>> {
    let held = rota::holds_of(tx, &[person.id]).await?;
    let planned = rota::mode_of(tx, person.id, day).await?;
    let at_office = held.iter().any(|hold| hold.from <= day && day <= hold.to);
    Ok(if at_office && planned == Some(Mode::Home) { Some(Mode::Office) } else { planned })
}

#[must_use]
pub const fn shape_mode(mode: Mode) -> shape::Mode {
    match mode {
        Mode::Home => shape::Mode::Home,
        Mode::Office => shape::Mode::Office,
        Mode::Leave => shape::Mode::Leave,
    }
}

#[must_use]
pub const fn shape_place(kind: PlaceKind) -> shape::PlaceKind {
    match kind {
        PlaceKind::Home => shape::PlaceKind::Home,
        PlaceKind::Other => shape::PlaceKind::Other,
    }
}

#[must_use]
pub const fn core_place(kind: shape::PlaceKind) -> PlaceKind {
    match kind {
        shape::PlaceKind::Home => PlaceKind::Home,
        shape::PlaceKind::Other => PlaceKind::Other,
    }
}

#[must_use]
pub const fn span(window: &Window) -> Span {
    Span { start: window.start.millis(), end: window.end.millis() }
}

/// The supervisor's team list shows who has a page open.
pub async fn presence_changed(house: &House, person: PersonId) {
    let Ok(mut tx) = house.db.read().await else { return };
    if let Ok(Some(person)) = people::by_id(&mut tx, person).await {
        person.supervisor.into_iter().for_each(|supervisor| house.bus.publish(crate::bus::Hint::Tell(supervisor)));
    }
}

pub(super) fn tell_line(house: &House, person: &Person) {
    for who in std::iter::once(person.id).chain(person.supervisor) {
        house.bus.publish(crate::bus::Hint::Tell(who));
    }
}
