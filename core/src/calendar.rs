//! Public holidays and collective leave (*libur nasional* and *cuti bersama*), from data files with the decree each row
//! rests on.
//!
//! A decree can change a year at a few weeks' notice, so years are data, and a year that nobody has entered is known to
//! be unknown. Knows nothing of programmes or people.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::time::Day;

/// Rows in all files together.
pub const HOLIDAYS_MAX: usize = 2_000;

/// The files inside the binary, newest year last.
const BUILT_IN: &[&str] =
    &[include_str!("../../policies/holidays-2023.toml"), include_str!("../../policies/holidays-2026.toml")];

/// The free days of the years that were entered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Calendar {
    holidays: BTreeMap<Day, Holiday>,
    years: BTreeSet<i16>,
}

/// A free day and the decree that makes it one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holiday {
    pub name: String,
    pub kind: HolidayKind,
    /// Numbers of the joint decree.
    pub decree: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolidayKind {
    /// *Libur nasional.*
    National,
    /// *Cuti bersama*: free for civil servants by presidential decree as well.
    CollectiveLeave,
}

impl Calendar {
    /// The years inside the binary.
    ///
    /// # Errors
    /// Never for the shipped files (a test reads them); the type says so because they are parsed.
    pub fn built_in() -> Result<Self, CalendarError> {
        Self::from_toml(BUILT_IN)
    }

    /// Reads one file per year.
    ///
    /// # Errors
    /// When a file is not of the form of `policies/holidays-2026.toml`, names a day twice or a day of another year, or
    /// when all files together hold more than [`HOLIDAYS_MAX`] rows.
    pub fn from_toml(files: &[&str]) -> Result<Self, CalendarError> {
        let mut calendar = Self::default();
        for text in files {
            let file: YearFile = toml::from_str(text).map_err(|e| CalendarError::NotReadable(e.message().to_owned()))?;
            if !calendar.years.insert(file.year) {
                return Err(CalendarError::YearTwice(file.year));
            }
            for row in file.holidays {
                if row.day.0.year() != file.year {
                    return Err(CalendarError::OtherYear(row.day));
                }
                let decree = file.decrees.iter().find(|d| d.key == row.decree).ok_or(CalendarError::NoDecree(row.day))?;
                let holiday = Holiday { name: row.name, kind: row.kind, decree: decree.title.clone() };
                if calendar.holidays.insert(row.day, holiday).is_some() {
                    return Err(CalendarError::DayTwice(row.day));
                }
                if calendar.holidays.len() > HOLIDAYS_MAX {
                    return Err(CalendarError::TooMany);
                }
            }
        }
        Ok(calendar)
    }

    /// Whether the day is a public holiday or collective leave. Weekends are no matter of this calendar.
    #[must_use]
    pub fn is_free(&self, day: Day) -> bool {
        self.holidays.contains_key(&day)
    }

    /// What the day is called and what it rests on, when it is free.
    #[must_use]
    pub fn holiday(&self, day: Day) -> Option<&Holiday> {
        self.holidays.get(&day)
    }

    /// Whether the year was entered. In an unknown year nothing is free, so the pages must warn.
    #[must_use]
    pub fn knows(&self, year: i16) -> bool {
        self.years.contains(&year)
    }

    /// The years of a period that nobody has entered.
    #[must_use]
    pub fn unknown_years(&self, from: Day, to: Day) -> Vec<i16> {
        (from.0.year()..=to.0.year()).filter(|year| !self.knows(*year)).collect()
    }

    /// The free days of a period, both ends included, in order.
    pub fn between(&self, from: Day, to: Day) -> impl Iterator<Item = (Day, &Holiday)> {
        let from_on = self.holidays.iter().skip_while(move |(day, _)| **day < from);
        from_on.take_while(move |(day, _)| **day <= to).map(|(day, holiday)| (*day, holiday))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearFile {
    year: i16,
    decrees: Vec<Decree>,
    holidays: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decree {
    key: String,
    title: String,
    /// For readers of the file; read so that a wrong date is noticed.
    #[serde(rename = "signed")]
    _signed: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    day: Day,
    name: String,
    kind: HolidayKind,
    /// Key of one of the file's decrees.
    decree: String,
}

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CalendarError {
    #[error("the holiday file cannot be read: {0}")]
    NotReadable(String),
    #[error("the year {0} is given twice")]
    YearTwice(i16),
    #[error("{0} is given twice")]
    DayTwice(Day),
    #[error("{0} is not a day of the file's year")]
    OtherYear(Day),
    #[error("{0} names no decree of its file")]
    NoDecree(Day),
    #[error("more than {HOLIDAYS_MAX} holidays")]
    TooMany,
}

#[cfg(test)]
mod tests;
