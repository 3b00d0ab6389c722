//! Absences and statuses: entered by the person or by the line, taken back, listed. What becomes of a check that falls into
//! one is `prompt`'s business.

use sidak_core::{
    absence::{self, Absence, Kind, Wish},
    access::{Act, may},
    ids::{AbsenceId, PersonId},
    programme::StatusRules,
    prompt::Event,
    time::{DAY, Day, MINUTE, Moment, Window},
};

use super::{
    Done, FlowError, House,
    access::{self, Asker},
    hours::day_span,
    outbox, programmes::programme_on,
    settle,
};
use crate::{
    bus::Hint,
    shape::hours::{AbsenceLine, EnterAbsence, StatusLimits},
    store::{Tx, absences::{self, AbsenceRow}, audit, checks, people::{self, Person}},
};

/// How far back a list goes.
pub const LISTED_DAYS: i64 = 90;

/// # Errors
/// `NotFound` when the asker may not enter it for that person, what the rules forbid, or the store's failure.
pub async fn enter(house: &House, asker: &Asker, wish: EnterAbsence) -> Done<Vec<AbsenceLine>> {
    let now = house.now();
    let words = wish.words.trim().to_owned();
    if words.chars().count() > absence::WORDS_MAX {
        return Err(FlowError::bad("words", "too_long", format!("At most {} characters.", absence::WORDS_MAX)));
    }
    let kind = Kind::parse(&wish.kind).ok_or_else(|| FlowError::bad("kind", "unknown_kind", "This is no kind of absence."))?;
    let mut tx = house.db.begin().await?;
    let person = person_for(&mut tx, asker, wish.person.map_or(asker.person, PersonId)).await?;
    let own = person.id == asker.person;
    let wish = Wish { kind, from: Moment(wish.from - wish.from.rem_euclid(MINUTE)), to: Moment(wish.to + (-wish.to).rem_euclid(MINUTE)), own };
    let day = wish.from.day_in(&person.zone);
    let rules = status_rules(&mut tx, day).await?;
    let span = day_span(day, &person.zone);
    let until = span.end.max(wish.to);
    let there: Vec<Absence> = absences::of_person(&mut tx, person.id, span.start, until).await?.iter().map(AbsenceRow::rule).collect();
    absence::check(&wish, &there, span, &rules, now).map_err(|refusal| refused(&refusal))?;
    let row = AbsenceRow {
        id: AbsenceId(house.fresh()?),
        person: person.id,
        kind,
        from: wish.from,
        to: wish.to,
        words,
        entered_by: asker.person,
        entered_at: now,
        withdrawn: None,
    };
    absences::insert(&mut tx, &row).await?;
    let detail = serde_json::json!({ "person": person.id, "kind": kind, "from": wish.from, "to": wish.to });
    audit::append(&mut tx, now, Some(asker.person), "absence.entered", row.id.0, &detail.to_string()).await?;
    tx.commit().await?;
    tell(house, &person);
    list(house, asker, Some(person.id)).await
}

/// Takes one back. What it has already held up goes on at once.
///
/// # Errors
/// `NotFound` when the asker may not, `Changed` when it is over or was taken back before, or the store's failure.
pub async fn withdraw(house: &House, asker: &Asker, id: AbsenceId) -> Done<Vec<AbsenceLine>> {
    let now = house.now();
    let mut tx = house.db.begin().await?;
    let row = absences::get(&mut tx, id).await?.ok_or(FlowError::NotFound)?;
    let person = person_for(&mut tx, asker, row.person).await?;
    // What the line has entered, the line takes back.
    if asker.person == person.id && row.entered_by != asker.person {
        return Err(FlowError::Forbidden);
    }
    if !absences::withdraw(&mut tx, id, now, asker.person).await? {
        return Err(FlowError::Changed);
    }
    for (check, _) in checks::waiting_of(&mut tx, person.id).await? {
        if row.from <= check.due.max(now) && check.due <= row.to {
            settle::advance(house, &mut tx, check.id, |check, ctx| sidak_core::prompt::step(check, Event::Release, ctx)).await?;
        }
    }
    let detail = serde_json::json!({ "person": person.id, "kind": row.kind });
    audit::append(&mut tx, now, Some(asker.person), "absence.withdrawn", id.0, &detail.to_string()).await?;
    tx.commit().await?;
    outbox::flush(house).await?;
    tell(house, &person);
    list(house, asker, Some(person.id)).await
}

/// Of the last 90 days and what is to come, newest first.
///
/// # Errors
/// `NotFound` when the asker may not see that person's, or the store's failure.
pub async fn list(house: &House, asker: &Asker, person: Option<PersonId>) -> Done<Vec<AbsenceLine>> {
    let mut tx = house.db.read().await?;
    let person = person_for(&mut tx, asker, person.unwrap_or(asker.person)).await?;
    let mut rows = absences::of_person(&mut tx, person.id, house.now().plus(-LISTED_DAYS * DAY), Moment(i64::MAX)).await?;
    rows.reverse();
    lines(&mut tx, &rows, true).await
}

/// As pages show them; the words only `with_words`.
///
/// # Errors
/// When the store fails.
pub async fn lines(tx: &mut Tx, rows: &[AbsenceRow], with_words: bool) -> Done<Vec<AbsenceLine>> {
    let by: Vec<PersonId> = rows.iter().map(|row| row.entered_by).collect();
    let names = people::by_ids(tx, &by).await?;
    let line = |row: &AbsenceRow| AbsenceLine {
        id: row.id.0,
        kind: row.kind.code().to_owned(),
        from: row.from.millis(),
        to: row.to.millis(),
        words: if with_words { row.words.clone() } else { String::new() },
        own: row.entered_by == row.person,
        entered_by: names.iter().find(|person| person.id == row.entered_by).map(|person| person.name.clone()).unwrap_or_default(),
        entered_at: row.entered_at.millis(),
        withdrawn_at: row.withdrawn.map(|(at, _)| at.millis()),
    };
    Ok(rows.iter().map(line).collect())
}

/// What a person may still enter for themselves on the day.
///
/// # Errors
/// When the store fails.
pub async fn limits(tx: &mut Tx, rows: &[AbsenceRow], day: Day, span: Window) -> Done<StatusLimits> {
    let rules = status_rules(tx, day).await?;
    let there: Vec<Absence> = rows.iter().map(AbsenceRow::rule).collect();
    let left = u32::from(rules.minutes_per_day).saturating_sub(absence::minutes_used(&there, span));
    Ok(StatusLimits { kinds: rules.kinds, minutes_per_day: rules.minutes_per_day, minutes_left: left })
}

async fn status_rules(tx: &mut Tx, day: Day) -> Done<StatusRules> {
    Ok(programme_on(tx, day).await?.map(|programme| programme.policy.status).unwrap_or_default())
}

/// The person, if the asker is that person or may enter absences for them.
async fn person_for(tx: &mut Tx, asker: &Asker, id: PersonId) -> Done<Person> {
    let person = people::by_id(tx, id).await?.ok_or(FlowError::NotFound)?;
    let standing = access::standing_to(tx, asker, &person).await?;
    if standing.is_self || may(Act::EnterAbsence, &standing) { Ok(person) } else { Err(FlowError::NotFound) }
}

fn refused(refusal: &absence::Refusal) -> FlowError {
    let field = match refusal {
        absence::Refusal::KindNotOwn => "kind",
        absence::Refusal::EndsBeforeStart | absence::Refusal::NoMinutesLeft { .. } | absence::Refusal::OtherDay => "to",
        _ => "from",
    };
    FlowError::bad(field, refusal.code(), refusal.to_string())
}

fn tell(house: &House, person: &Person) {
    for who in std::iter::once(person.id).chain(person.supervisor) {
        house.bus.publish(Hint::Tell(who));
    }
}
