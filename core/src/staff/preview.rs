//! What importing a list would do: who is new, what changes, who is missing, what must be mended first.
//!
//! The rows can be had only when there is no error, so that nothing can be half-imported. Nobody is ever deleted by a list.
//! Knows nothing of how the rows are stored.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::StaffRow;
use super::column::Column;
use super::nip::Nip;
use super::problem::Problems;
use super::reporting::top_down;

/// Most changes listed; the rest are counted by column.
pub const MAX_CHANGES_LISTED: usize = 10_000;

/// A row that has a number of its own.
pub(super) struct Draft {
    pub line: u32,
    /// Without errors.
    pub sound: bool,
    pub row: StaffRow,
}

/// Somebody in the preview. For the officer who sent the list; `Debug` masks.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonRef {
    pub nip: Nip,
    pub name: String,
    pub unit_path: Vec<String>,
    /// `None` for somebody who is not in the list.
    pub line: Option<u32>,
}

/// One value that would change. For the officer who sent the list; `Debug` shows neither value.
#[derive(Clone, PartialEq, Eq)]
pub struct Change {
    pub nip: Nip,
    /// As the list has it.
    pub name: String,
    pub line: u32,
    pub column: Column,
    pub old: String,
    pub new: String,
}

/// See the module.
#[derive(Debug)]
pub struct Preview {
    /// Rows with a number of their own.
    pub people: usize,
    /// Of them, rows without errors.
    pub sound: usize,
    pub problems: Problems,
    pub new: Vec<PersonRef>,
    /// At most [`MAX_CHANGES_LISTED`], in order of line.
    pub changed: Vec<Change>,
    pub changed_people: usize,
    /// Every change, listed or not.
    pub changes_by_column: BTreeMap<Column, usize>,
    pub unchanged: usize,
    /// Known people who are not in the list, by unit and name. They stay as they are.
    pub missing: Vec<PersonRef>,
    rows: Vec<StaffRow>,
}

impl Preview {
    /// Every person of the list, supervisors before those who report to them. `None` while there is any error.
    pub fn rows(&self) -> Option<&[StaffRow]> {
        (!self.problems.has_errors()).then_some(self.rows.as_slice())
    }

    pub(super) fn of(drafts: Vec<Draft>, known: &HashMap<Nip, &StaffRow>, problems: Problems) -> Self {
        let mut preview = Self {
            people: drafts.len(),
            sound: drafts.iter().filter(|d| d.sound).count(),
            problems,
            new: Vec::new(),
            changed: Vec::new(),
            changed_people: 0,
            changes_by_column: BTreeMap::new(),
            unchanged: 0,
            missing: missing(&drafts, known),
            rows: Vec::new(),
        };
        for draft in drafts.iter().filter(|d| d.sound) {
            match known.get(&draft.row.nip) {
                None => preview.new.push(PersonRef::of(&draft.row, Some(draft.line))),
                Some(old) => preview.compare(old, draft),
            }
        }
        if !preview.problems.has_errors() {
            preview.rows = top_down(drafts);
        }
        preview
    }

    fn compare(&mut self, old: &StaffRow, draft: &Draft) {
        if *old == draft.row {
            self.unchanged += 1;
            return;
        }
        self.changed_people += 1;
        for column in Column::ALL.into_iter().filter(|&c| differs(old, &draft.row, c)) {
            *self.changes_by_column.entry(column).or_default() += 1;
            if self.changed.len() < MAX_CHANGES_LISTED {
                self.changed.push(Change {
                    nip: draft.row.nip,
                    name: draft.row.name.clone(),
                    line: draft.line,
                    column,
                    old: old.text(column),
                    new: draft.row.text(column),
                });
            }
        }
    }
}

fn missing(drafts: &[Draft], known: &HashMap<Nip, &StaffRow>) -> Vec<PersonRef> {
    let listed: std::collections::HashSet<Nip> = drafts.iter().map(|d| d.row.nip).collect();
    let absent = known.values().filter(|row| !listed.contains(&row.nip));
    let mut missing: Vec<_> = absent.map(|row| PersonRef::of(row, None)).collect();
    missing.sort_by(|a, b| (&a.unit_path, &a.name, a.nip).cmp(&(&b.unit_path, &b.name, b.nip)));
    missing
}

/// Compared by value: two supervisors may look alike once masked.
fn differs(old: &StaffRow, new: &StaffRow, column: Column) -> bool {
    match column {
        Column::Supervisor => old.supervisor != new.supervisor,
        _ => old.text(column) != new.text(column),
    }
}

impl PersonRef {
    fn of(row: &StaffRow, line: Option<u32>) -> Self {
        Self { nip: row.nip, name: row.name.clone(), unit_path: row.unit_path.clone(), line }
    }
}

impl fmt::Debug for PersonRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonRef").field("nip", &self.nip).field("line", &self.line).finish_non_exhaustive()
    }
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change").field("line", &self.line).field("column", &self.column).finish_non_exhaustive()
    }
}
