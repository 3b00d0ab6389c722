//! Public holidays and collective leave (*libur nasional* and *cuti bersama*), from data files with the decree each row
//! rests on.
//!
//! A decree can change a year at a few weeks' notice, so years are data, and a year that nobody has entered is known to
//! be unknown. Knows nothing of programmes or people.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::time::Day;

/// Rows in all files together.
pub const HOLIDAYS_MAX: usize = 2_000;

/// The files inside the binary, newest year last.
const BUILT_IN: &[&str] = &[
    include_str!("../../policies/holidays-2023.toml"),
    include_str!("../../policies/holidays-2024.toml"),
    include_str!("../../policies/holidays-2025.toml"),
    include_str!("../../policies/holidays-2026.toml"),
];
/// Longest file of one year, in bytes.
pub const YEAR_BYTES_MAX: usize = 64 * 1024;

/// The free days of the years that were entered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Calendar {
    holidays: BTreeMap<Day, Holiday>,
    /// With the decrees that each rests on.
    years: BTreeMap<i16, Vec<String>>,
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
            let (year, with) = calendar.with_year(text)?;
            if calendar.knows(year) {
                return Err(CalendarError::YearTwice(year));
            }
            calendar = with;
        }
        Ok(calendar)
    }

    /// This calendar with the year of a file put in place of what was known of it; all of the file, or nothing.
    ///
    /// # Errors
    /// As [`Calendar::from_toml`]; also when the file is too long, has no decree or no day, or a year outside 2000 to 2199.
    pub fn with_year(&self, text: &str) -> Result<(i16, Self), CalendarError> {
        if text.len() > YEAR_BYTES_MAX {
            return Err(CalendarError::TooLong);
        }
        let file: YearFile = toml::from_str(text).map_err(|e| CalendarError::NotReadable(e.message().to_owned()))?;
        if !(2000..2200).contains(&file.year) {
            return Err(CalendarError::BadYear(file.year));
        }
        if file.decrees.is_empty() || file.decrees.iter().any(|decree| decree.title.trim().is_empty()) {
            return Err(CalendarError::NoDecrees(file.year));
        }
        if file.holidays.is_empty() {
            return Err(CalendarError::NoDays(file.year));
        }
        let mut calendar = self.clone();
        calendar.holidays.retain(|day, _| day.0.year() != file.year);
        for row in file.holidays {
            if row.day.0.year() != file.year {
                return Err(CalendarError::OtherYear(row.day, file.year));
            }
            if row.name.trim().is_empty() {
                return Err(CalendarError::NoName(row.day));
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
        calendar.years.insert(file.year, file.decrees.into_iter().map(|decree| decree.title).collect());
        Ok((file.year, calendar))
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

    /// Whether the year was entered. In an unknown year no day is known to be worked: nothing is planned, and the pages warn.
    #[must_use]
    pub fn knows(&self, year: i16) -> bool {
        self.years.contains_key(&year)
    }

    /// The years that were entered, with the decrees they rest on.
    pub fn years(&self) -> impl Iterator<Item = (i16, &[String])> {
        self.years.iter().map(|(year, decrees)| (*year, decrees.as_slice()))
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
    /// For readers of the file, where it is known; read so that a wrong date is noticed.
    #[serde(rename = "signed", default)]
    _signed: Option<Day>,
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
    #[error("the holiday file cannot be read: {0}; write it in the form of policies/holidays-2026.toml")]
    NotReadable(String),
    #[error("the holiday file is longer than {YEAR_BYTES_MAX} bytes")]
    TooLong,
    #[error("{0} is not a year of this century or the next")]
    BadYear(i16),
    #[error("the year {0} is given twice")]
    YearTwice(i16),
    #[error("the file of {0} names no decree; give at least one with its title")]
    NoDecrees(i16),
    #[error("the file of {0} has no holiday; a year without any would make every weekday a working day")]
    NoDays(i16),
    #[error("{0} is given twice")]
    DayTwice(Day),
    #[error("{0} is not a day of {1}, the year of the file")]
    OtherYear(Day, i16),
    #[error("{0} names no decree of its file")]
    NoDecree(Day),
    #[error("{0} has no name")]
    NoName(Day),
    #[error("more than {HOLIDAYS_MAX} holidays")]
    TooMany,
}

#[cfg(test)]
mod tests;
