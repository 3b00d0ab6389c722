//! Checks a list row by row, then as a whole: cells → values → doubled numbers → reporting lines → what changes.
//!
//! Knows nothing of where the rows come from or go to.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::column::Column;
use super::nip::Nip;
use super::preview::{Draft, Preview};
use super::problem::{Code, Problem, Problems};
use super::reporting::check_reporting;
use super::row::{Cells, RowReader};
use super::{MAX_ROWS, RawSheet, StaffRow};

/// What holds for people about whom the list says nothing.
#[derive(Clone, Debug)]
pub struct Defaults {
    /// IANA name of the agency's zone.
    pub zone: String,
}

impl Default for Defaults {
    fn default() -> Self {
        Self { zone: "Asia/Jakarta".to_owned() }
    }
}

/// Checks `sheet` against the people already `known` (each number once), and says what importing it would do.
///
/// Nothing is left unread because of an error elsewhere: one pass names every fault. Takes time in proportion to rows and people.
pub fn check_rows(sheet: &RawSheet, known: &[StaffRow], defaults: &Defaults) -> Preview {
    let by_nip: HashMap<Nip, &StaffRow> = known.iter().map(|row| (row.nip, row)).collect();
    let mut problems = Problems::default();
    check_file(sheet, &mut problems);
    let mut drafts = read_rows(sheet, &by_nip, defaults, &mut problems);
    check_reporting(&mut drafts, &by_nip, &mut problems);
    Preview::of(drafts, &by_nip, problems)
}

fn check_file(sheet: &RawSheet, problems: &mut Problems) {
    for notice in &sheet.notices {
        problems.add(notice.clone());
    }
    if sheet.rows.is_empty() {
        problems.add(Problem::of_file(Code::ListEmpty, Vec::new()));
    }
    if sheet.rows.len() > MAX_ROWS {
        problems.add(Problem::of_file(Code::TooManyRows, vec![MAX_ROWS.to_string()]));
    }
}

fn read_rows(
    sheet: &RawSheet,
    by_nip: &HashMap<Nip, &StaffRow>,
    defaults: &Defaults,
    problems: &mut Problems,
) -> Vec<Draft> {
    let mut first_line: HashMap<Nip, u32> = HashMap::new();
    let mut drafts = Vec::new();
    let mut gaps = Gaps::default();
    for row in sheet.rows.iter().take(MAX_ROWS) {
        let mut reader = RowReader::new(row, &sheet.columns, problems);
        let Some(nip) = reader.nip(Column::Nip) else {
            // The other cells are still read, so that all their faults are named at once.
            reader.cells(None, None);
            continue;
        };
        let known = by_nip.get(&nip).copied();
        let cells = reader.cells(Some(nip), known);
        match first_line.entry(nip) {
            // The second row of a doubled number takes no part in what follows.
            Entry::Occupied(first) => reader.fault(Column::Nip, Code::NipTwice, vec![first.get().to_string()]),
            Entry::Vacant(place) => {
                place.insert(row.line);
                let sound = reader.sound;
                gaps.count(&cells, sound);
                drafts.push(Draft { line: row.line, sound, row: cells.into_row(nip, &defaults.zone) });
            }
        }
    }
    gaps.report(&defaults.zone, problems);
    drafts
}

/// Gaps that are the same for many people: said once for the file, with a count.
#[derive(Default)]
struct Gaps {
    no_name_column: usize,
    no_unit_column: usize,
    no_category: usize,
    no_zone: usize,
}

impl Gaps {
    /// A row with errors is counted only for the columns it needs: the rest is said when it is mended.
    fn count(&mut self, cells: &Cells, sound: bool) {
        self.no_name_column += usize::from(cells.needs_column(Column::Name));
        self.no_unit_column += usize::from(cells.needs_column(Column::Unit));
        self.no_category += usize::from(sound && cells.service_category.is_none());
        self.no_zone += usize::from(sound && cells.zone.is_none());
    }

    fn report(&self, zone: &str, problems: &mut Problems) {
        let mut say = |column: Column, code: Code, count: usize, more: Option<&str>| {
            if count > 0 {
                let args = std::iter::once(count.to_string()).chain(more.map(str::to_owned)).collect();
                problems.add(Problem { line: None, field: Some(column.field()), code, args });
            }
        };
        say(Column::Name, Code::ColumnMissing, self.no_name_column, None);
        say(Column::Unit, Code::ColumnMissing, self.no_unit_column, None);
        say(Column::ServiceCategory, Code::CategoryMissing, self.no_category, None);
        say(Column::Zone, Code::ZoneAssumed, self.no_zone, Some(zone));
    }
}
