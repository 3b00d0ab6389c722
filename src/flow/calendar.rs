//! The holidays that are in force: those inside the binary, and over them the years that were entered.
//!
//! Every node looks once a turn whether there is a new one, so that an import by another process counts within a second.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use sidak_core::{
    calendar::{Calendar, CalendarError},
    ids::PersonId,
    rota,
    time::Day,
};

use super::{Done, FlowError, House, programmes::programme_on};
use crate::{
    shape::hours::{CalendarState, CalendarYear},
    store::{Tx, audit, holidays, people, programmes, rota as rota_rows},
};

/// How far ahead a missing year is told of.
const AHEAD_DAYS: i32 = 60;

/// The calendar of a house; clones share it.
#[derive(Clone, Debug)]
pub struct Calendars(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    built_in: Calendar,
    now: RwLock<Loaded>,
    /// Missing years that the log has told of.
    told: Mutex<BTreeSet<i16>>,
}

#[derive(Clone, Debug)]
struct Loaded {
    calendar: Arc<Calendar>,
    /// How many files had been entered when it was read.
    files: u32,
}

impl Calendars {
    #[must_use]
    pub fn new(built_in: Calendar) -> Self {
        let now = RwLock::new(Loaded { calendar: Arc::new(built_in.clone()), files: 0 });
        Self(Arc::new(Shared { built_in, now, told: Mutex::default() }))
    }

    #[must_use]
    pub fn get(&self) -> Arc<Calendar> {
        self.loaded().calendar
    }

    fn loaded(&self) -> Loaded {
        self.0.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether a missing year has not been logged yet.
    pub(super) fn first_time(&self, year: i16) -> bool {
        self.0.told.lock().unwrap_or_else(PoisonError::into_inner).insert(year)
    }
}

/// Takes up years that were entered since the last look.
///
/// # Errors
/// When the store fails.
pub async fn refresh(house: &House) -> Done<()> {
    let mut tx = house.db.read().await?;
    let files = holidays::count(&mut tx).await?;
    if files == house.calendars.loaded().files {
        return Ok(());
    }
    let mut calendar = house.calendars.0.built_in.clone();
    for row in holidays::latest(&mut tx).await? {
        match calendar.with_year(&row.toml) {
            Ok((_, with)) => calendar = with,
            // Checked when it was entered: an older program reads a newer one's file.
            Err(error) => tracing::error!(%error, year = row.year, "a stored year of holidays cannot be read and is left out"),
        }
    }
    let loaded = Loaded { calendar: Arc::new(calendar), files };
    *house.calendars.0.now.write().unwrap_or_else(PoisonError::into_inner) = loaded;
    Ok(())
}

/// What an import found in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Imported {
    pub year: i16,
    pub days: usize,
    pub decrees: Vec<String>,
    /// The version that the year has now; none for a look only.
    pub version: Option<u32>,
    /// Days that were free and are no more, and the other way round.
    pub changed: Vec<Day>,
}

/// Why a file of holidays was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    File(#[from] CalendarError),
    #[error(transparent)]
    Flow(#[from] FlowError),
}

/// Enters one year, in place of what was known of it; all of the file, or nothing.
///
/// # Errors
/// What is wrong with the file, or the store's failure.
pub async fn import(house: &House, text: &str, by: Option<PersonId>, dry_run: bool) -> Result<Imported, ImportError> {
    refresh(house).await?;
    let before = house.calendar();
    let (year, after) = before.with_year(text)?;
    let (first, last) = bounds(year)?;
    let free = |calendar: &Calendar| calendar.between(first, last).map(|(day, _)| day).collect::<BTreeSet<Day>>();
    let (was, is) = (free(&before), free(&after));
    let mut found = Imported {
        year,
        days: is.len(),
        decrees: after.years().find(|(of, _)| *of == year).map(|(_, decrees)| decrees.to_vec()).unwrap_or_default(),
        version: None,
        changed: if before.knows(year) { was.symmetric_difference(&is).copied().collect() } else { Vec::new() },
    };
    if dry_run {
        return Ok(found);
    }
    let now = house.now();
    let mut tx = house.db.begin().await.map_err(FlowError::from)?;
    let version = holidays::add(&mut tx, year, text, now, by).await.map_err(FlowError::from)?;
    let detail = serde_json::json!({ "year": year, "version": version, "days": found.days });
    let of = by.map_or(uuid::Uuid::nil(), |by| by.0);
    audit::append(&mut tx, now, by, "holidays.imported", of, &detail.to_string()).await.map_err(FlowError::from)?;
    tx.commit().await.map_err(FlowError::from)?;
    refresh(house).await?;
    found.version = Some(version);
    Ok(found)
}

/// The first and the last day of a year.
fn bounds(year: i16) -> Done<(Day, Day)> {
    let day = |text: String| Day::parse(&text).map_err(|error| FlowError::bad("year", "bad_day", error.to_string()));
    Ok((day(format!("{year:04}-01-01"))?, day(format!("{year:04}-12-31"))?))
}

/// The known years, and what stops or will soon stop planning.
///
/// # Errors
/// When the store fails.
pub async fn state(house: &House) -> Done<CalendarState> {
    let mut tx = house.db.read().await?;
    let entered = holidays::latest(&mut tx).await?;
    let calendar = house.calendar();
    let years = calendar.years().map(|(year, decrees)| {
        let row = entered.iter().find(|row| row.year == year);
        CalendarYear {
            year,
            decrees: decrees.to_vec(),
            version: row.map_or(0, |row| row.version),
            entered_at: row.map(|row| row.at.millis()),
        }
    });
    let years = years.collect();
    let missing = missing(house, &mut tx).await?;
    let no_hours = without_hours(house, &mut tx).await?;
    Ok(CalendarState { years, missing, no_hours })
}

/// Years that the programmes need from today to [`AHEAD_DAYS`] on, and that nobody has entered.
///
/// # Errors
/// When the store fails.
pub async fn missing(house: &House, tx: &mut Tx) -> Done<Vec<i16>> {
    let calendar = house.calendar();
    let mut years = BTreeSet::new();
    for programme in programmes::all_latest(tx).await? {
        let today = house.now().day_in(&programme.policy.zone);
        let days = (0..=AHEAD_DAYS).map(|ahead| today.plus(ahead));
        years.extend(days.filter_map(|day| rota::unknown_year(day, &programme.policy, &calendar)));
    }
    Ok(years.into_iter().collect())
}

/// How many who work from home today have a pattern of work that the programme has no hours for: they cannot be called.
async fn without_hours(house: &House, tx: &mut Tx) -> Done<u32> {
    let Some(zone) = programmes::all_latest(tx).await?.first().map(|programme| programme.policy.zone.clone()) else { return Ok(0) };
    let today = house.now().day_in(&zone);
    let Some(programme) = programme_on(tx, today).await? else { return Ok(0) };
    let at_home = rota_rows::at_home(tx, today).await?;
    let people = people::by_ids(tx, &at_home).await?;
    let unknown = people.iter().filter(|person| !programme.policy.hours.knows_pattern(&person.pattern));
    Ok(u32::try_from(unknown.count()).unwrap_or(u32::MAX))
}
