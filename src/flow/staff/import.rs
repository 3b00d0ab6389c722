//! Importing a staff list: check it against the people there are, then apply it, all or nothing. Nobody is ever deleted.
//!
//! The check runs a second time inside the transaction that applies, because people may have changed since the preview.

use std::{
    collections::HashMap,
    sync::Arc,
};

use sidak_core::{
    access::Role,
    ids::{PersonId, UnitId},
    staff::{self, Defaults, Nip, PersonRef, PositionType, Preview, Problem, RawSheet, ServiceCategory, Severity, StaffRow, WorkPattern, check_rows},
    time::Zone,
};
use uuid::Uuid;

use crate::{
    flow::{
        Done, FlowError, House,
        access::{self, Asker, Scope},
    },
    shape::{
        PersonCard,
        rota::RotaRefusal,
        staff::{ImportChange, ImportDone, ImportPreview, ImportProblem},
    },
    store::{Tx, audit, people::{self, Person}, units::{self, Unit}},
};

/// Changes and missing people that a preview shows.
const SHOWN_MAX: usize = 200;
/// Rows between two words on progress.
const PROGRESS_EVERY: usize = 500;

/// A list that was checked, with the people it was checked against.
pub struct Checked {
    pub preview: Preview,
    known: Known,
}

/// A list may change everybody, so importing needs a role over everything.
///
/// # Errors
/// `Forbidden`, or the store's failure.
pub async fn may_import(house: &House, asker: &Asker) -> Done<()> {
    let mut tx = house.db.read().await?;
    match access::scope(&mut tx, asker, &[Role::Admin]).await? {
        Scope::All => Ok(()),
        Scope::Units(_) => Err(FlowError::Forbidden),
    }
}

/// What importing the list would do.
///
/// # Errors
/// When the store fails.
pub async fn check(house: &House, sheet: Arc<RawSheet>) -> Done<Checked> {
    let mut tx = house.db.read().await?;
    let known = Known::load(&mut tx).await?;
    drop(tx);
    checked(sheet, known).await
}

/// Applies the list in one transaction; `progress` hears of rows done and rows in all. `by` is nobody when the list comes from
/// whoever runs the server.
///
/// # Errors
/// When the list has faults (also ones that arose since its preview), there is no randomness, or the store fails.
pub async fn apply(house: &House, by: Option<PersonId>, sheet: Arc<RawSheet>, mut progress: impl FnMut(usize, usize)) -> Done<ImportDone> {
    let now = house.now();
    let mut tx = house.db.begin().await?;
    let known = Known::load(&mut tx).await?;
    let Checked { preview, mut known } = checked(sheet, known).await?;
    let rows = preview.rows().ok_or_else(|| FlowError::bad("file", "list_has_faults", "The list has faults now. Check it again; nothing was saved."))?;
    let mut done = ImportDone { new: 0, changed: 0 };
    for (at, row) in rows.iter().enumerate() {
        let unit = known.units.place(house, &mut tx, &row.unit_path).await?;
        save(house, &mut tx, &mut known, row, unit, &mut done).await?;
        if (at + 1) % PROGRESS_EVERY == 0 || at + 1 == rows.len() {
            progress(at + 1, rows.len());
        }
    }
    let detail = serde_json::json!({ "rows": rows.len(), "new": done.new, "changed": done.changed, "missing": preview.missing.len() });
    audit::append(&mut tx, now, by, "staff.imported", by.map_or(Uuid::nil(), |by| by.0), &detail.to_string()).await?;
    tx.commit().await?;
    Ok(done)
}

async fn save(house: &House, tx: &mut Tx, known: &mut Known, row: &StaffRow, unit: UnitId, done: &mut ImportDone) -> Done<()> {
    let supervisor = match row.supervisor {
        None => None,
        // Supervisors come first, and the check has seen to it that each is there.
        Some(nip) => Some(known.people.get(&nip).ok_or(FlowError::Changed)?.id),
    };
    let old = known.people.get(&row.nip);
    let id = match old {
        Some(old) => old.id,
        None => PersonId(house.fresh()?),
    };
    let person = person(row, id, unit, supervisor)?;
    match old {
        Some(old) if *old == person => return Ok(()),
        Some(old) => {
            people::update(tx, &person).await?;
            // Somebody who had left and is on the list again is new, as in the preview.
            if old.active { done.changed += 1 } else { done.new += 1 }
        }
        None => {
            people::insert(tx, &person).await?;
            done.new += 1;
        }
    }
    known.people.insert(row.nip, person);
    Ok(())
}

fn person(row: &StaffRow, id: PersonId, unit: UnitId, supervisor: Option<PersonId>) -> Done<Person> {
    Ok(Person {
        id,
        nip: row.nip.to_digits(),
        name: row.name.clone(),
        unit,
        position: row.position.clone(),
        position_type: row.position_type.map_or("", PositionType::code).to_owned(),
        category: row.service_category.map_or("", ServiceCategory::code).to_owned(),
        supervisor,
        domicile: row.domicile.clone(),
        home_address: row.home_address.clone(),
        phone: row.phone.clone(),
        email: row.email.clone(),
        zone: Zone::parse(&row.zone).map_err(|error| FlowError::bad("zone", "bad_zone", error.to_string()))?,
        pattern: row.work_pattern.code().to_owned(),
        active: true,
    })
}

/// A second or so for the largest list: off the async threads.
async fn checked(sheet: Arc<RawSheet>, known: Known) -> Done<Checked> {
    let checking = tokio::task::spawn_blocking(move || {
        let preview = check_rows(&sheet, &known.rows(), &Defaults::default());
        Checked { preview, known }
    });
    checking.await.map_err(|_| FlowError::bad("file", "unreadable", "This list cannot be checked. Save it again as CSV and try once more."))
}

/// The people and units there are.
struct Known {
    people: HashMap<Nip, Person>,
    units: Units,
}

impl Known {
    async fn load(tx: &mut Tx) -> Done<Self> {
        let people = people::all(tx).await?.into_iter().filter_map(|person| Some((Nip::parse(&person.nip).ok()?, person)));
        Ok(Self { people: people.collect(), units: Units::load(tx).await? })
    }

    /// Active people as a list has them. Who has left is no longer known to a list: neither missing from it nor a supervisor.
    fn rows(&self) -> Vec<StaffRow> {
        let nips: HashMap<PersonId, Nip> = self.people.iter().map(|(nip, person)| (person.id, *nip)).collect();
        let row = |(nip, person): (&Nip, &Person)| StaffRow {
            nip: *nip,
            name: person.name.clone(),
            unit_path: self.units.path(person.unit),
            position: person.position.clone(),
            position_type: PositionType::parse(&person.position_type),
            service_category: ServiceCategory::parse(&person.category),
            supervisor: person.supervisor.and_then(|id| nips.get(&id).copied()),
            domicile: person.domicile.clone(),
            home_address: person.home_address.clone(),
            phone: person.phone.clone(),
            email: person.email.clone(),
            zone: person.zone.name().to_owned(),
            work_pattern: WorkPattern::parse(&person.pattern).unwrap_or(WorkPattern::Standard),
        };
        self.people.iter().filter(|(_, person)| person.active).map(row).collect()
    }
}

/// The tree of units, by path and by id.
struct Units {
    by_name: HashMap<(Option<UnitId>, String), UnitId>,
    by_id: HashMap<UnitId, (Option<UnitId>, String)>,
}

impl Units {
    async fn load(tx: &mut Tx) -> Done<Self> {
        let mut tree = Self { by_name: HashMap::new(), by_id: HashMap::new() };
        for unit in units::all(tx).await? {
            tree.add(unit);
        }
        Ok(tree)
    }

    fn add(&mut self, unit: Unit) {
        self.by_id.insert(unit.id, (unit.parent, unit.name.clone()));
        self.by_name.insert((unit.parent, unit.name), unit.id);
    }

    /// Names from the top down.
    fn path(&self, unit: UnitId) -> Vec<String> {
        let mut names = Vec::new();
        let mut at = Some(unit);
        while let Some((parent, name)) = at.and_then(|unit| self.by_id.get(&unit)) {
            names.push(name.clone());
            at = *parent;
        }
        names.reverse();
        names
    }

    /// The unit of this path; levels that are not there yet are made.
    async fn place(&mut self, house: &House, tx: &mut Tx, path: &[String]) -> Done<UnitId> {
        let mut at = None;
        for name in path {
            let key = (at, name.clone());
            let id = match self.by_name.get(&key) {
                Some(id) => *id,
                None => {
                    let unit = Unit { id: UnitId(house.fresh()?), name: name.clone(), parent: at };
                    units::insert(tx, &unit).await?;
                    let id = unit.id;
                    self.add(unit);
                    id
                }
            };
            at = Some(id);
        }
        at.ok_or_else(|| FlowError::bad("unit", "no_unit", "A row has no unit."))
    }
}

impl Checked {
    /// For the page, without a token.
    #[must_use]
    pub fn shape(&self) -> ImportPreview {
        let preview = &self.preview;
        let (faults, remarks): (Vec<&Problem>, Vec<&Problem>) =
            preview.problems.listed().into_iter().partition(|problem| problem.severity() == Severity::Error);
        let errors = preview.problems.counts().iter().filter(|(code, _)| code.severity() == Severity::Error);
        ImportPreview {
            token: None,
            rows: count(preview.people),
            new: count(preview.new.len()),
            changed: count(preview.changed_people),
            unchanged: count(preview.unchanged),
            changes: preview.changed.iter().take(SHOWN_MAX).map(change).collect(),
            missing: preview.missing.iter().take(SHOWN_MAX).filter_map(|person| self.card(person)).collect(),
            missing_total: count(preview.missing.len()),
            problems: faults.into_iter().map(problem).collect(),
            problems_total: count(errors.map(|(_, n)| n).sum()),
            warnings: remarks.into_iter().map(problem).collect(),
        }
    }

    fn card(&self, of: &PersonRef) -> Option<PersonCard> {
        let person = self.known.people.get(&of.nip)?;
        Some(PersonCard {
            id: person.id.0,
            name: person.name.clone(),
            position: person.position.clone(),
            unit: of.unit_path.last().cloned().unwrap_or_default(),
            nip_masked: of.nip.masked(),
        })
    }
}

/// A file that is no list, as a preview with this one fault.
#[must_use]
pub fn unreadable(fault: &Problem) -> ImportPreview {
    ImportPreview {
        token: None,
        rows: 0,
        new: 0,
        changed: 0,
        unchanged: 0,
        changes: Vec::new(),
        missing: Vec::new(),
        missing_total: 0,
        problems: vec![problem(fault)],
        problems_total: 1,
        warnings: Vec::new(),
    }
}

fn change(change: &staff::Change) -> ImportChange {
    ImportChange {
        name: change.name.clone(),
        nip_masked: change.nip.masked(),
        field: change.column.field().id.to_owned(),
        old: change.old.clone(),
        new: change.new.clone(),
    }
}

fn problem(problem: &Problem) -> ImportProblem {
    ImportProblem {
        line: problem.line.unwrap_or(0),
        field: problem.field.map_or(String::new(), |field| field.id.to_owned()),
        code: problem.code.key().to_owned(),
        id: sentence(&problem.message_id(), &problem.remedy_id()),
        en: sentence(&problem.message_en(), &problem.remedy_en()),
    }
}

/// A fault of a rota list, as the rota's page shows it.
#[must_use]
pub fn rota_problem(problem: &Problem) -> RotaRefusal {
    RotaRefusal {
        line: problem.line,
        person: None,
        day: None,
        code: problem.code.key().to_owned(),
        id: sentence(&problem.message_id(), &problem.remedy_id()),
        en: sentence(&problem.message_en(), &problem.remedy_en()),
    }
}

/// What is wrong and how to mend it, without the place, which stands beside it in columns of its own.
fn sentence(message: &str, remedy: &str) -> String {
    let what = message.split_once(": ").map_or(message, |(_, what)| what);
    let mut letters = what.chars();
    let first: String = letters.next().map(char::to_uppercase).into_iter().flatten().collect();
    format!("{first}{} {remedy}", letters.as_str())
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
