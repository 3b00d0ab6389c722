//! The rota as a list: who works where on which day, one line per person and day.
//!
//! Same manner as the staff list: every fault named at once, rows only when there is none. Knows nothing of programmes and quotas.

use std::collections::HashMap;

use jiff::civil::Date;

use super::dates::parse_date;
use super::nip::Nip;
use super::problem::{Code, Field, Problem, Problems};
use super::row::nip_fault;
use super::text::{clean, shorten, squash};
use super::words::{Vocabulary, vocabulary};
use super::{MAX_CELL_CHARS, MAX_HEADER_CHARS};

/// Most lines of a rota list: 37,000 people for a month of 22 working days, and room to spare.
pub const MAX_ROTA_ROWS: usize = 1_000_000;

vocabulary! {
    /// What a person does on a day.
    RotaMark {
        Home = "wfh", "WFH", "Work from home", ["bekerjadarirumah", "kerjadarirumah", "dirumah", "rumah", "bdr", "wfa"];
        Office = "wfo", "WFO", "Work from office", ["bekerjadikantor", "kerjadikantor", "dikantor", "kantor", "bdk", "masuk"];
        Leave = "leave", "Cuti", "Leave", ["cutitahunan", "cutibersama", "cutibesar", "cutimelahirkan", "cutisakit"];
        Travel = "travel", "Dinas luar", "Official travel", ["dl", "perjalanandinas", "tugasluar", "sppd", "dinasluarkota"];
        Study = "study", "Tugas belajar", "Study", ["tb", "diklat", "pelatihan", "training"];
        Permission = "permission", "Izin", "Permission", ["ijin", "i"];
        Sick = "sick", "Sakit", "Sick", ["s"];
        Off = "off", "Libur", "Day off", ["lepasjaga", "lepaspiket", "lepas"];
    }
}

/// The columns of a rota list, all required.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RotaColumn {
    Nip,
    Date,
    Mark,
}

impl RotaColumn {
    pub const ALL: [Self; 3] = [Self::Nip, Self::Date, Self::Mark];

    pub fn field(self) -> Field {
        let (key, id, en) = match self {
            Self::Nip => ("nip", "NIP", "NIP"),
            Self::Date => ("date", "Tanggal", "Date"),
            Self::Mark => ("mode", "Keterangan", "Mode"),
        };
        Field { key, id, en }
    }

    /// Accepted titles besides key and names, squashed.
    pub fn synonyms(self) -> Vec<&'static str> {
        match self {
            Self::Nip => super::Column::Nip.synonyms().collect(),
            Self::Date => vec!["tgl", "hari", "haritanggal", "day", "tanggalkerja"],
            Self::Mark => vec![
                "ket",
                "status",
                "jadwal",
                "moda",
                "modekerja",
                "lokasikerja",
                "tempatkerja",
                "wfhwfo",
                "wfowfh",
                "workmode",
            ],
        }
    }

    /// What a title means, or nothing.
    pub fn from_header(title: &str) -> Option<Self> {
        if title.chars().count() > MAX_HEADER_CHARS {
            return None;
        }
        let word = squash(title);
        Self::ALL.into_iter().find(|column| {
            let Field { key, id, en } = column.field();
            column.synonyms().contains(&word.as_str()) || [key, id, en].into_iter().any(|n| squash(n) == word)
        })
    }
}

/// A rota list as it was read.
#[derive(Clone, Default)]
pub struct RawRotaSheet {
    pub columns: Vec<RotaColumn>,
    pub rows: Vec<RawRotaRow>,
    pub notices: Vec<Problem>,
}

/// One line of it.
#[derive(Clone, Default)]
pub struct RawRotaRow {
    /// As the spreadsheet numbers it, from 1.
    pub line: u32,
    /// Filled cells to the right of the last title.
    pub surplus: u32,
    pub nip: String,
    pub date: String,
    pub mark: String,
}

/// One person on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RotaRow {
    pub nip: Nip,
    pub date: Date,
    pub mark: RotaMark,
}

/// What a rota list comes to.
#[derive(Debug)]
pub struct RotaPreview {
    pub problems: Problems,
    rows: Vec<RotaRow>,
}

impl RotaPreview {
    /// All entries in order of person and day. `None` while there is any error.
    pub fn rows(&self) -> Option<&[RotaRow]> {
        (!self.problems.has_errors()).then_some(self.rows.as_slice())
    }
}

/// Checks a rota list; `is_known` says whether Sidak has a person with this number.
pub fn check_rota(sheet: &RawRotaSheet, is_known: impl Fn(Nip) -> bool) -> RotaPreview {
    let mut problems = Problems::default();
    for notice in &sheet.notices {
        problems.add(notice.clone());
    }
    if sheet.rows.is_empty() {
        problems.add(Problem::of_file(Code::ListEmpty, Vec::new()));
    }
    if sheet.rows.len() > MAX_ROTA_ROWS {
        problems.add(Problem::of_file(Code::TooManyRows, vec![MAX_ROTA_ROWS.to_string()]));
    }
    let absent = RotaColumn::ALL.into_iter().filter(|c| !sheet.columns.contains(c));
    for column in absent {
        let args = vec![sheet.rows.len().to_string()];
        problems.add(Problem { line: None, field: Some(column.field()), code: Code::ColumnMissing, args });
    }
    let mut first_line: HashMap<(Nip, Date), u32> = HashMap::new();
    let mut rows = Vec::with_capacity(sheet.rows.len().min(MAX_ROTA_ROWS));
    for raw in sheet.rows.iter().take(MAX_ROTA_ROWS) {
        let mut reader = LineReader { raw, columns: &sheet.columns, problems: &mut problems };
        let Some(row) = reader.read(&is_known) else { continue };
        match first_line.get(&(row.nip, row.date)) {
            Some(first) => reader.report(RotaColumn::Date, Code::DayTwice, vec![first.to_string()]),
            None => {
                first_line.insert((row.nip, row.date), raw.line);
                rows.push(row);
            }
        }
    }
    rows.sort_unstable();
    RotaPreview { problems, rows }
}

struct LineReader<'a> {
    raw: &'a RawRotaRow,
    columns: &'a [RotaColumn],
    problems: &'a mut Problems,
}

impl LineReader<'_> {
    fn read(&mut self, is_known: impl Fn(Nip) -> bool) -> Option<RotaRow> {
        if self.raw.surplus > 0 {
            let args = vec![self.raw.surplus.to_string()];
            self.problems.add(Problem { line: Some(self.raw.line), field: None, code: Code::RowTooLong, args });
        }
        // All three are read before any is missed, so that a line with two faults names both.
        let nip = self.cell(RotaColumn::Nip, &self.raw.nip, |text| Nip::parse(text).map_err(nip_fault));
        let date =
            self.cell(RotaColumn::Date, &self.raw.date, |text| parse_date(text).map_err(|code| (code, Vec::new())));
        let mark = self.cell(RotaColumn::Mark, &self.raw.mark, |text| {
            RotaMark::parse(text).ok_or_else(|| {
                let (names_id, names_en) = RotaMark::all_names();
                (Code::ModeUnknown, vec![shorten(text), names_id, names_en])
            })
        });
        let nip = nip?;
        if !is_known(nip) {
            self.report(RotaColumn::Nip, Code::PersonUnknown, Vec::new());
        }
        Some(RotaRow { nip, date: date?, mark: mark? })
    }

    fn cell<T>(
        &mut self,
        column: RotaColumn,
        cell: &str,
        parse: impl FnOnce(&str) -> Result<T, (Code, Vec<String>)>,
    ) -> Option<T> {
        if !self.columns.contains(&column) {
            return None;
        }
        let length = cell.chars().count();
        if length > MAX_CELL_CHARS {
            self.report(column, Code::CellTooLong, vec![length.to_string(), MAX_CELL_CHARS.to_string()]);
            return None;
        }
        match parse(&clean(cell).text) {
            Ok(value) => Some(value),
            Err((code, args)) => {
                self.report(column, code, args);
                None
            }
        }
    }

    fn report(&mut self, column: RotaColumn, code: Code, args: Vec<String>) {
        self.problems.add(Problem { line: Some(self.raw.line), field: Some(column.field()), code, args });
    }
}

#[cfg(test)]
mod tests;
