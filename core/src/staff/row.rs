//! Reads the cells of one row into values, and reports what is wrong with each.
//!
//! A blank cell, like a column that is not there, leaves a known person's value as it is; a lone dash empties it. Knows nothing
//! of other rows.

use super::column::Column;
use super::contact::{parse_email, parse_phone};
use super::nip::{Nip, NipError};
use super::problem::{Code, Problem, Problems};
use super::text::{clean, is_dash, is_excel_error, shorten};
use super::words::{PositionType, ServiceCategory, Vocabulary, WorkPattern, parse_zone};
use super::{MAX_CELL_CHARS, MAX_UNIT_LEVELS, RawRow, StaffRow};

/// What a row says about a person, with the known values where it says nothing.
pub(super) struct Cells {
    name: Option<String>,
    unit_path: Option<Vec<String>>,
    position: Option<String>,
    position_type: Option<PositionType>,
    pub service_category: Option<ServiceCategory>,
    supervisor: Option<Nip>,
    domicile: Option<String>,
    home_address: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    pub zone: Option<String>,
    work_pattern: Option<WorkPattern>,
    missing_columns: Vec<Column>,
}

impl Cells {
    /// A required value is missing because the list has no such column.
    pub fn needs_column(&self, column: Column) -> bool {
        self.missing_columns.contains(&column)
    }

    pub fn into_row(self, nip: Nip, default_zone: &str) -> StaffRow {
        StaffRow {
            nip,
            name: self.name.unwrap_or_default(),
            unit_path: self.unit_path.unwrap_or_default(),
            position: self.position.unwrap_or_default(),
            position_type: self.position_type,
            service_category: self.service_category,
            supervisor: self.supervisor,
            domicile: self.domicile.unwrap_or_default(),
            home_address: self.home_address.unwrap_or_default(),
            phone: self.phone.unwrap_or_default(),
            email: self.email.unwrap_or_default(),
            zone: self.zone.unwrap_or_else(|| default_zone.to_owned()),
            work_pattern: self.work_pattern.unwrap_or(WorkPattern::Standard),
        }
    }
}

/// What one cell says.
enum Said<T> {
    /// Blank: the known value stays.
    Nothing,
    /// A dash: there is none.
    Empty,
    /// Not to be understood; reported.
    Unusable,
    Value(T),
}

impl<T> Said<T> {
    /// What the cell says, else the known value, else nothing.
    fn or(self, known: Option<T>) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Empty => None,
            Self::Nothing | Self::Unusable => known,
        }
    }
}

type Fault = (Code, Vec<String>);

pub(super) struct RowReader<'a> {
    row: &'a RawRow,
    columns: &'a [Column],
    problems: &'a mut Problems,
    /// No error so far.
    pub sound: bool,
}

impl<'a> RowReader<'a> {
    pub fn new(row: &'a RawRow, columns: &'a [Column], problems: &'a mut Problems) -> Self {
        let mut reader = Self { row, columns, problems, sound: true };
        if row.surplus > 0 {
            reader.sound = false;
            let args = vec![row.surplus.to_string()];
            reader.problems.add(Problem { line: Some(row.line), field: None, code: Code::RowTooLong, args });
        }
        reader
    }

    /// A number, or `None` after reporting what is wrong with it.
    pub fn nip(&mut self, column: Column) -> Option<Nip> {
        let cell = self.text(column)?;
        match Nip::parse(&cell) {
            Ok(nip) => {
                if self.row.cell(column).trim() != nip.to_digits() {
                    self.report(column, Code::NipTidied, Vec::new());
                }
                Some(nip)
            }
            Err(error) => {
                let (code, args) = nip_fault(error);
                self.fault(column, code, args);
                None
            }
        }
    }

    /// Every other cell. Without a number (`nip` is `None`) nobody can tell what is required, so nothing is.
    pub fn cells(&mut self, nip: Option<Nip>, known: Option<&StaffRow>) -> Cells {
        let mut missing_columns = Vec::new();
        let name = self.plain(Column::Name);
        let name = self.required(Column::Name, name, nip, known.map(|k| k.name.clone()), &mut missing_columns);
        let path = self.unit_path();
        let unit_path =
            self.required(Column::Unit, path, nip, known.map(|k| k.unit_path.clone()), &mut missing_columns);
        Cells {
            name,
            unit_path,
            position: self.plain(Column::Position).or(known.map(|k| k.position.clone())),
            position_type: self
                .word(Column::PositionType, PositionType::parse, Code::PositionTypeUnknown)
                .or(known.and_then(|k| k.position_type)),
            service_category: self
                .word(Column::ServiceCategory, ServiceCategory::parse, Code::CategoryUnknown)
                .or(known.and_then(|k| k.service_category)),
            supervisor: self.supervisor().or(known.and_then(|k| k.supervisor)),
            domicile: self.plain(Column::Domicile).or(known.map(|k| k.domicile.clone())),
            home_address: self.plain(Column::HomeAddress).or(known.map(|k| k.home_address.clone())),
            phone: self.phone().or(known.map(|k| k.phone.clone())),
            email: self.email().or(known.map(|k| k.email.clone())),
            zone: self.zone().or(known.map(|k| k.zone.clone())),
            work_pattern: self
                .word(Column::WorkPattern, WorkPattern::parse, Code::PatternUnknown)
                .or(known.map(|k| k.work_pattern)),
            missing_columns,
        }
    }

    /// Reports something that keeps the row from being imported.
    pub fn fault(&mut self, column: Column, code: Code, args: Vec<String>) {
        self.sound = false;
        self.report(column, code, args);
    }

    /// A value that new people must have. A column that is not there at all is reported once, by the list.
    fn required<T>(
        &mut self,
        column: Column,
        said: Said<T>,
        nip: Option<Nip>,
        known: Option<T>,
        missing_columns: &mut Vec<Column>,
    ) -> Option<T> {
        let is_silent = matches!(said, Said::Nothing | Said::Empty);
        if is_silent && known.is_none() && nip.is_some() {
            if self.columns.contains(&column) {
                self.fault(column, Code::CellMissing, Vec::new());
            } else {
                self.sound = false;
                missing_columns.push(column);
            }
        }
        if is_silent { known } else { said.or(known) }
    }

    fn plain(&mut self, column: Column) -> Said<String> {
        self.read(column, |text| Ok(text.to_owned()))
    }

    fn word<T: Vocabulary>(&mut self, column: Column, parse: fn(&str) -> Option<T>, unknown: Code) -> Said<T> {
        self.read(column, |text| {
            parse(text).ok_or_else(|| {
                let (names_id, names_en) = T::all_names();
                (unknown, vec![shorten(text), names_id, names_en])
            })
        })
    }

    fn supervisor(&mut self) -> Said<Nip> {
        let mut tidied = false;
        let raw = self.row.cell(Column::Supervisor).trim();
        let said = self.read(Column::Supervisor, |text| {
            let nip = Nip::parse(text).map_err(nip_fault)?;
            tidied = raw != nip.to_digits();
            Ok(nip)
        });
        if tidied {
            self.report(Column::Supervisor, Code::NipTidied, Vec::new());
        }
        said
    }

    /// Splits at `>`, `»`, `|` or ` / `, whichever there is, in this order; levels that repeat the one above are one.
    fn unit_path(&mut self) -> Said<Vec<String>> {
        self.read(Column::Unit, |text| {
            let separator = [">", "»", "|", " / "].into_iter().find(|s| text.contains(s));
            let levels = separator.map_or_else(|| vec![text], |s| text.split(s).collect());
            let mut path: Vec<String> =
                levels.into_iter().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty() && !is_dash(l)).collect();
            path.dedup();
            match path.len() {
                0 => Err((Code::CellMissing, Vec::new())),
                1..=MAX_UNIT_LEVELS => Ok(path),
                levels => Err((Code::UnitTooDeep, vec![levels.to_string(), MAX_UNIT_LEVELS.to_string()])),
            }
        })
    }

    fn phone(&mut self) -> Said<String> {
        let mut zero_was_lost = false;
        let said = self.read(Column::Phone, |text| {
            let phone = parse_phone(text).map_err(|code| (code, Vec::new()))?;
            zero_was_lost = phone.zero_was_lost;
            Ok(phone.number)
        });
        if zero_was_lost {
            self.report(Column::Phone, Code::PhoneZeroAdded, Vec::new());
        }
        said
    }

    fn email(&mut self) -> Said<String> {
        self.read(Column::Email, |text| parse_email(text).map_err(|code| (code, Vec::new())))
    }

    fn zone(&mut self) -> Said<String> {
        self.read(Column::Zone, |text| parse_zone(text).ok_or_else(|| (Code::ZoneUnknown, vec![shorten(text)])))
    }

    fn read<T>(&mut self, column: Column, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Said<T> {
        let Some(text) = self.text(column) else { return Said::Unusable };
        if text.is_empty() {
            return Said::Nothing;
        }
        if is_dash(&text) {
            return Said::Empty;
        }
        match parse(&text) {
            Ok(value) => Said::Value(value),
            Err((code, args)) => {
                self.fault(column, code, args);
                Said::Unusable
            }
        }
    }

    /// The cell tidied. `None` after reporting that it cannot be used at all.
    fn text(&mut self, column: Column) -> Option<String> {
        let cell = self.row.cell(column);
        let length = cell.chars().count();
        if length > MAX_CELL_CHARS {
            self.fault(column, Code::CellTooLong, vec![length.to_string(), MAX_CELL_CHARS.to_string()]);
            return None;
        }
        let tidy = clean(cell);
        if is_excel_error(&tidy.text) {
            self.fault(column, Code::CellExcelError, vec![tidy.text]);
            return None;
        }
        // In a number this is reported as tidied, once.
        if tidy.had_invisible && !matches!(column, Column::Nip | Column::Supervisor) {
            self.report(column, Code::CellInvisible, Vec::new());
        }
        Some(tidy.text)
    }

    fn report(&mut self, column: Column, code: Code, args: Vec<String>) {
        self.problems.add(Problem { line: Some(self.row.line), field: Some(column.field()), code, args });
    }
}

pub(super) fn nip_fault(error: NipError) -> Fault {
    let code = match error {
        NipError::Empty => Code::NipEmpty,
        NipError::Scientific => Code::NipScientific,
        NipError::Rounded => Code::NipRounded,
        NipError::NotDigits => Code::NipNotDigits,
        NipError::Length(digits) => return (Code::NipLength, vec![digits.to_string()]),
        NipError::BirthDate => Code::NipBirthDate,
        NipError::AppointmentYear => Code::NipAppointmentYear,
        NipError::Sex => Code::NipSex,
    };
    (code, Vec::new())
}
