//! The staff list: what an agency's personnel office sends, made into people or into problems.
//!
//! Pure: it takes the cells of a sheet and the people already known, and returns a [`Preview`]; it knows nothing of files,
//! spreadsheets or the database. Way of the data: [`RawSheet`] → [`check_rows`] → [`Preview`] → rows to apply, all or none.

mod check;
mod column;
mod contact;
mod dates;
mod nip;
mod preview;
mod problem;
mod reporting;
mod rota_list;
mod row;
mod text;
mod texts;
mod words;

pub use check::{Defaults, check_rows};
pub use column::{Column, ColumnMap, MAX_HEADER_CHARS};
pub use dates::excel_day;
pub use nip::{Nip, NipError, NipKind, Sex, masked};
pub use preview::{Change, MAX_CHANGES_LISTED, PersonRef, Preview};
pub use problem::{Code, Field, MAX_PROBLEMS_LISTED, Problem, Problems, Severity};
pub use reporting::MAX_CHAIN_SHOWN;
pub use rota_list::{MAX_ROTA_ROWS, RawRotaRow, RawRotaSheet, RotaColumn, RotaMark, RotaPreview, RotaRow, check_rota};
pub use words::{PositionType, ServiceCategory, WorkPattern, parse_zone};

/// Most rows one list may have: more than twice the largest agency Sidak is sized for.
pub const MAX_ROWS: usize = 200_000;
/// Longest cell, in characters. A longer one is nearly always an unclosed quotation mark.
pub const MAX_CELL_CHARS: usize = 500;
/// Deepest unit path: province, agency, division, section, and room to spare.
pub const MAX_UNIT_LEVELS: usize = 10;

/// One person as the list has them after every check, ready to be stored under their [`Nip`].
///
/// `Debug` shows the masked number only: this is personal data from end to end.
#[derive(Clone, PartialEq, Eq)]
pub struct StaffRow {
    pub nip: Nip,
    pub name: String,
    /// From the root down, for instance agency, division, section. At least one level.
    pub unit_path: Vec<String>,
    pub position: String,
    pub position_type: Option<PositionType>,
    /// `None` until somebody says it: a guess here would change who may work from home.
    pub service_category: Option<ServiceCategory>,
    /// `None` for whoever is at the top of a reporting line.
    pub supervisor: Option<Nip>,
    pub domicile: String,
    pub home_address: String,
    /// International form, `+62…`; empty when not known.
    pub phone: String,
    pub email: String,
    /// IANA name, for instance `Asia/Jakarta`.
    pub zone: String,
    pub work_pattern: WorkPattern,
}

impl StaffRow {
    /// What a person would write in `column` for this row; the number of the supervisor masked.
    pub fn text(&self, column: Column) -> String {
        match column {
            Column::Nip => self.nip.masked(),
            Column::Name => self.name.clone(),
            Column::Unit => self.unit_path.join(" > "),
            Column::Position => self.position.clone(),
            Column::PositionType => name_or_empty(self.position_type.map(PositionType::name_id)),
            Column::ServiceCategory => name_or_empty(self.service_category.map(ServiceCategory::name_id)),
            Column::Supervisor => self.supervisor.map(Nip::masked).unwrap_or_default(),
            Column::Domicile => self.domicile.clone(),
            Column::HomeAddress => self.home_address.clone(),
            Column::Phone => self.phone.clone(),
            Column::Email => self.email.clone(),
            Column::Zone => self.zone.clone(),
            Column::WorkPattern => self.work_pattern.name_id().to_owned(),
        }
    }
}

impl std::fmt::Debug for StaffRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StaffRow").field("nip", &self.nip).finish_non_exhaustive()
    }
}

fn name_or_empty(name: Option<&'static str>) -> String {
    name.unwrap_or_default().to_owned()
}

/// A list as it was read: nothing in it is checked yet.
#[derive(Clone, Default)]
pub struct RawSheet {
    /// The columns the header names, in file order, each once.
    pub columns: Vec<Column>,
    pub rows: Vec<RawRow>,
    /// What the reader noticed about the file itself.
    pub notices: Vec<Problem>,
}

/// One line of the list. A column the file does not have is an empty cell.
#[derive(Clone, Default)]
pub struct RawRow {
    /// As the spreadsheet numbers it, from 1, so that the officer finds it.
    pub line: u32,
    /// Filled cells to the right of the last header: a sign that the row has slipped.
    pub surplus: u32,
    cells: [String; Column::ALL.len()],
}

impl RawRow {
    pub fn new(line: u32) -> Self {
        Self { line, ..Self::default() }
    }

    /// Puts `text` into `column`. Unit levels in several columns add up to one path, from left to right.
    pub fn put(&mut self, column: Column, text: &str) {
        let cell = &mut self.cells[column as usize];
        if column == Column::Unit && !cell.is_empty() && !text.trim().is_empty() {
            cell.push_str(" > ");
        }
        if column == Column::Unit || cell.is_empty() {
            cell.push_str(text);
        }
    }

    pub fn cell(&self, column: Column) -> &str {
        &self.cells[column as usize]
    }
}

#[cfg(test)]
mod tests;
