//! The rota: a week of one unit, changed by hand, by copying, or from a file. Past days stand.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use sidak_core::{
    access::{Act, may},
    ids::{PersonId, UnitId},
    rota::{self as rules, Change, Mode, RotaRefusal as Refusal},
    staff::{Nip, RawRotaSheet, RotaMark, RotaPreview, Severity, check_rota},
    time::Day,
};

use super::{
    Done, FlowError, House,
    access::{self, Asker},
    attendance::shape_mode,
    people::UnitNames,
    programmes::programme_on,
};
use crate::{
    shape::{
        self,
        rota::{CopyWeek, RotaChange, RotaDay, RotaRefusal, RotaResult, Held, RotaRow, RotaWeek},
    },
    store::{Tx, audit, people::{self, Person}, programmes::Version, rota, units},
};

/// Changes in one request.
const CHANGES_MAX: usize = 2_000;
const WEEKS_MAX: u8 = 12;
const WEEK: usize = 7;

/// # Errors
/// `NotFound` outside the asker's reach, a bad day, or the store's failure.
pub async fn week(house: &House, asker: &Asker, unit: UnitId, any_day: Option<&str>) -> Done<RotaWeek> {
    let mut tx = house.db.read().await?;
    let standing = access::standing_to_unit(&mut tx, asker, unit).await?;
    let own_line = asker.supervises && people::by_id(&mut tx, asker.person).await?.is_some_and(|me| me.unit == unit);
    if !may(Act::SeeRota, &standing) && !own_line {
        return Err(FlowError::NotFound);
    }
    let below = units::subtree(&mut tx, unit).await?;
    let mut people = people::in_units(&mut tx, &below).await?;
    let by_role = may(Act::EnterAbsence, &standing);
    let line = if asker.supervises && !by_role { people::line_below(&mut tx, asker.person).await? } else { HashSet::new() };
    if !may(Act::SeeRota, &standing) {
        people.retain(|person| line.contains(&person.id));
    }
    let absences = people.iter().map(|person| person.id).filter(|id| *id != asker.person && (by_role || line.contains(id))).collect();
    let rights = Rights { change: may(Act::ChangeRota, &standing), absences };
    let monday = monday(house, any_day)?;
    table(house, &mut tx, unit, people, monday, &rights).await
}

/// What the reader may do here.
#[derive(Default)]
struct Rights {
    change: bool,
    /// Whose absences the reader may enter.
    absences: HashSet<PersonId>,
}

/// My own week.
///
/// # Errors
/// A bad day, or the store's failure.
pub async fn mine(house: &House, asker: &Asker, any_day: Option<&str>) -> Done<RotaWeek> {
    let mut tx = house.db.read().await?;
    let me = people::by_id(&mut tx, asker.person).await?.ok_or(FlowError::NotFound)?;
    let monday = monday(house, any_day)?;
    table(house, &mut tx, me.unit, vec![me], monday, &Rights::default()).await
}

async fn table(house: &House, tx: &mut Tx, unit: UnitId, mut people: Vec<Person>, monday: Day, rights: &Rights) -> Done<RotaWeek> {
    people.sort_by(|a, b| a.name.cmp(&b.name));
    let names = UnitNames::load(tx).await?;
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let sunday = monday.plus(6);
    let entries: HashMap<(PersonId, Day), Mode> =
        rota::of_people(tx, &ids, monday, sunday).await?.into_iter().map(|(person, day, mode)| ((person, day), mode)).collect();
    let held = rota::holds_of(tx, &ids).await?;
    let programme = programme_on(tx, monday).await?.or(programme_on(tx, sunday).await?);
    let mut days = Vec::with_capacity(WEEK);
    for offset in 0..7 {
        days.push(day_head(house, monday.plus(offset), &people, &entries, programme.as_ref()));
    }
    let rows = people.iter().map(|person| RotaRow {
        person: names.card(person),
        exempt: programme.as_ref().is_some_and(|programme| is_exempt(person, programme)),
        held: held
            .iter()
            .filter(|hold| hold.person == person.id && hold.to >= monday)
            .map(|hold| Held { from: hold.from.to_string(), to: hold.to.to_string() })
            .collect(),
        modes: (0..7).map(|offset| entries.get(&(person.id, monday.plus(offset))).copied().map(shape_mode)).collect(),
        may_enter_absence: rights.absences.contains(&person.id),
    });
    Ok(RotaWeek { unit: unit.0, unit_name: names.of(unit), rows: rows.collect(), days, can_change: rights.change })
}

fn day_head(house: &House, day: Day, people: &[Person], entries: &HashMap<(PersonId, Day), Mode>, programme: Option<&Version>) -> RotaDay {
    let programme = programme.filter(|version| version.policy.from <= day && day <= version.policy.to);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let eligible = people.iter().filter(|person| programme.is_none_or(|programme| !is_exempt(person, programme))).count();
    let at_home = people.iter().filter(|person| entries.get(&(person.id, day)) == Some(&Mode::Home)).count();
    let zone = people.first().map(|person| person.zone.clone());
    let working = match (programme, &zone) {
        (Some(programme), Some(zone)) => !rules::windows(day, &programme.policy, zone, &house.calendar()).is_empty(),
        _ => day.weekday() < 6 && house.calendar().knows(day.0.year()) && !house.calendar().is_free(day),
    };
    RotaDay {
        day: day.to_string(),
        past: zone.is_some_and(|zone| day < house.now().day_in(&zone)),
        working,
        holiday: house.calendar().holiday(day).map(|holiday| holiday.name.clone()),
        eligible: count(eligible),
        at_home: count(at_home),
        limit: programme.map(|programme| rules::quota(count(eligible), count(at_home), &programme.policy.quota).limit),
        limit_source: programme.map(|programme| programme.policy.legal_source.clone()),
    }
}

/// Changes by hand. What the rules forbid is refused row by row with its reason; the rest is saved together.
///
/// # Errors
/// `NotFound` when somebody is outside the asker's reach (nothing is saved then), too many changes, or the store's failure.
pub async fn set(house: &House, asker: &Asker, changes: Vec<RotaChange>) -> Done<RotaResult> {
    if changes.len() > CHANGES_MAX {
        return Err(FlowError::bad("changes", "too_many", format!("At most {CHANGES_MAX} changes at once.")));
    }
    let mut wanted = Vec::with_capacity(changes.len());
    for change in changes {
        let day = Day::parse(&change.day).map_err(|error| FlowError::bad("day", "bad_day", error.to_string()))?;
        wanted.push(Wanted { person: PersonId(change.person), day, mode: change.mode.map(core_mode) });
    }
    save(house, asker, wanted).await
}

/// Copies a week of a unit to the weeks that follow.
///
/// # Errors
/// `NotFound` outside the asker's reach, a bad day or number, or the store's failure.
pub async fn copy(house: &House, asker: &Asker, wish: &CopyWeek) -> Done<RotaResult> {
    if wish.weeks == 0 || wish.weeks > WEEKS_MAX {
        return Err(FlowError::bad("weeks", "out_of_range", format!("1 to {WEEKS_MAX} weeks.")));
    }
    let (from, to) = (monday(house, Some(&wish.from))?, monday(house, Some(&wish.to))?);
    let mut tx = house.db.read().await?;
    access::unit_for(&mut tx, asker, UnitId(wish.unit), Act::ChangeRota).await?;
    let below = units::subtree(&mut tx, UnitId(wish.unit)).await?;
    let ids: Vec<PersonId> = people::in_units(&mut tx, &below).await?.iter().map(|person| person.id).collect();
    let entries = rota::of_people(&mut tx, &ids, from, from.plus(6)).await?;
    drop(tx);
    let mut wanted = Vec::new();
    for week in 0..i32::from(wish.weeks) {
        let shift = to.since(from) + week * 7;
        wanted.extend(entries.iter().map(|(person, day, mode)| Wanted { person: *person, day: day.plus(shift), mode: Some(*mode) }));
    }
    save(house, asker, wanted).await
}

/// A rota from a file. With any fault in the file nothing is saved.
///
/// # Errors
/// `NotFound` outside the asker's reach, or the store's failure.
pub async fn from_sheet(house: &House, asker: &Asker, sheet: &RawRotaSheet) -> Done<RotaResult> {
    let mut tx = house.db.read().await?;
    let everybody = people::all(&mut tx).await?;
    drop(tx);
    let known: HashMap<Nip, PersonId> =
        everybody.iter().filter(|person| person.active).filter_map(|person| Some((Nip::parse(&person.nip).ok()?, person.id))).collect();
    let preview: RotaPreview = check_rota(sheet, |nip| known.contains_key(&nip));
    let Some(rows) = preview.rows() else {
        let faults = preview.problems.listed().into_iter().filter(|problem| problem.severity() == Severity::Error);
        return Ok(RotaResult { changed: 0, refused: faults.map(super::staff::rota_problem).collect() });
    };
    let mut wanted = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(person) = known.get(&row.nip) else { continue };
        let mode = match row.mark {
            RotaMark::Home => Some(Mode::Home),
            RotaMark::Office => Some(Mode::Office),
            RotaMark::Off => None,
            _ => Some(Mode::Leave),
        };
        wanted.push(Wanted { person: *person, day: Day(row.date), mode });
    }
    save(house, asker, wanted).await
}

struct Wanted {
    person: PersonId,
    day: Day,
    mode: Option<Mode>,
}

async fn save(house: &House, asker: &Asker, wanted: Vec<Wanted>) -> Done<RotaResult> {
    let now = house.now();
    let mut tx = house.db.begin().await?;
    let mut people: HashMap<PersonId, Person> = HashMap::new();
    let mut reach: HashMap<UnitId, bool> = HashMap::new();
    let mut result = RotaResult { changed: 0, refused: Vec::new() };
    for wish in wanted {
        if !people.contains_key(&wish.person) {
            let person = people::by_id(&mut tx, wish.person).await?.ok_or(FlowError::NotFound)?;
            people.insert(person.id, person);
        }
        let person = people.get(&wish.person).ok_or(FlowError::NotFound)?;
        let allowed_here = match reach.entry(person.unit) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(unknown) => {
                *unknown.insert(may(Act::ChangeRota, &access::standing_to_unit(&mut tx, asker, person.unit).await?))
            }
        };
        if !allowed_here {
            return Err(FlowError::NotFound);
        }
        match allowed(&mut tx, house, person, &wish).await? {
            Ok(()) => {
                match wish.mode {
                    Some(mode) => rota::set(&mut tx, person.id, wish.day, mode, Some(asker.person), now).await?,
                    None => rota::clear(&mut tx, person.id, wish.day).await?,
                }
                result.changed += 1;
            }
            Err(refusal) => result.refused.push(refused(&refusal, person, &wish)),
        }
    }
    let detail = serde_json::json!({ "changed": result.changed, "refused": result.refused.len() });
    audit::append(&mut tx, now, Some(asker.person), "rota.changed", asker.person.0, &detail.to_string()).await?;
    tx.commit().await?;
    Ok(result)
}

async fn allowed(tx: &mut Tx, house: &House, person: &Person, wish: &Wanted) -> Done<Result<(), Refusal>> {
    let today = house.now().day_in(&person.zone);
    let Some(programme) = programme_on(tx, wish.day).await? else {
        return Ok(if wish.day < today { Err(Refusal::PastDay) } else { Err(Refusal::OutsideProgramme) });
    };
    let held: Vec<(Day, Day)> = rota::holds_of(tx, &[person.id]).await?.into_iter().map(|hold| (hold.from, hold.to)).collect();
    let change = Change { day: wish.day, mode: wish.mode.unwrap_or(Mode::Office), today, category: &person.category, held_at_office: &held };
    Ok(rules::check_change(&change, &programme.policy))
}

fn refused(refusal: &Refusal, person: &Person, wish: &Wanted) -> RotaRefusal {
    let (id, en) = match refusal {
        Refusal::PastDay => ("Hari yang sudah lewat tidak dapat diubah.".to_owned(), "Days that are over cannot be changed.".to_owned()),
        Refusal::OutsideProgramme => (
            "Tidak ada program WFH pada hari itu. Buat atau perpanjang program lebih dahulu.".to_owned(),
            "No WFH programme covers that day. Make or extend one first.".to_owned(),
        ),
        Refusal::ExemptCategory => (
            "Jenis layanan ini selalu bekerja di kantor menurut program.".to_owned(),
            "This kind of service always works at the office under the programme.".to_owned(),
        ),
        Refusal::HeldAtOffice { until } => (
            format!("Bekerja di kantor sampai {until} menurut keputusan peninjauan."),
            format!("At the office until {until} by a decision."),
        ),
    };
    RotaRefusal { line: None, person: Some(person.name.clone()), day: Some(wish.day.to_string()), code: refusal.code().to_owned(), id, en }
}

fn is_exempt(person: &Person, programme: &Version) -> bool {
    programme.policy.quota.exempt_categories.contains(&person.category)
}

fn monday(house: &House, any_day: Option<&str>) -> Done<Day> {
    let day = match any_day {
        Some(text) => Day::parse(text).map_err(|error| FlowError::bad("week", "bad_day", error.to_string()))?,
        None => {
            let zone = sidak_core::time::Zone::parse("WIB").map_err(|_| FlowError::NotFound)?;
            house.now().day_in(&zone)
        }
    };
    Ok(day.monday())
}

const fn core_mode(mode: shape::Mode) -> Mode {
    match mode {
        shape::Mode::Home => Mode::Home,
        shape::Mode::Office => Mode::Office,
        shape::Mode::Leave => Mode::Leave,
    }
}
