//! A list before its columns mean anything: finds the line of titles and keeps the filled lines below it.
//!
//! Knows nothing of file formats or of what the titles stand for: how much a line looks like titles is asked of [`Shape::score`].

use sidak_core::staff::{Code, Problem};

use super::ReadError;

/// Offices put letterheads and titles above the list; further down nobody looks for it.
pub(super) const HEADER_WITHIN: u32 = 20;
/// Cells further to the right are counted, not kept.
pub(super) const MAX_CELLS: usize = 200;
/// A line of titles names at least so many columns.
const LEAST_SCORE: usize = 2;

/// What kind of list is looked for.
pub(super) struct Shape {
    /// How many columns a line of titles names.
    pub score: fn(&[String]) -> usize,
    pub max_rows: usize,
    /// The titles such a list needs, for telling people.
    pub least_id: &'static str,
    pub least_en: &'static str,
}

pub(super) struct Table {
    pub titles: Vec<String>,
    pub lines: Vec<Line>,
    pub notices: Vec<Problem>,
}

pub(super) struct Line {
    /// As the spreadsheet numbers it, from 1.
    pub number: u32,
    pub cells: Vec<String>,
    /// Filled cells beyond [`MAX_CELLS`].
    pub beyond: u32,
}

impl Line {
    pub fn new(number: u32) -> Self {
        Self { number, cells: Vec::new(), beyond: 0 }
    }

    /// Puts `text` into the cell at `at`, counted from 0.
    pub fn put(&mut self, at: usize, text: String) {
        if at >= MAX_CELLS {
            self.beyond += u32::from(!is_blank(&text));
            return;
        }
        if self.cells.len() <= at {
            self.cells.resize(at + 1, String::new());
        }
        self.cells[at] = text;
    }

    /// Filled cells to the right of the first `width`.
    pub fn surplus(&self, width: usize) -> u32 {
        let filled = self.cells.iter().skip(width).filter(|cell| !is_blank(cell)).count();
        self.beyond.saturating_add(u32::try_from(filled).unwrap_or(u32::MAX))
    }

    fn is_blank(&self) -> bool {
        self.beyond == 0 && self.cells.iter().all(|cell| is_blank(cell))
    }

    /// `1 2 3 …` or `(1) (2) (3) …`, which forms put beneath the titles.
    fn is_numbering(&self) -> bool {
        let numbers = self.cells.iter().filter(|cell| !is_blank(cell));
        let numbers: Vec<Option<u32>> =
            numbers.map(|cell| cell.trim().trim_matches(['(', ')', '.']).parse().ok()).collect();
        numbers.len() > 2 && numbers.windows(2).all(|pair| pair[0].is_some_and(|n| pair[1] == n.checked_add(1)))
    }
}

fn is_blank(cell: &str) -> bool {
    cell.trim().is_empty()
}

/// Takes lines from the top of a sheet.
pub(super) struct TableBuilder<'a> {
    shape: &'a Shape,
    table: Option<Table>,
}

/// Whether to go on.
#[derive(PartialEq, Eq)]
pub(super) enum Next {
    More,
    /// The first lines held no titles: there is no list here.
    NoTitles,
}

impl<'a> TableBuilder<'a> {
    pub fn new(shape: &'a Shape) -> Self {
        Self { shape, table: None }
    }

    pub fn has_titles(&self) -> bool {
        self.table.is_some()
    }

    /// # Errors
    /// `TooManyRows`.
    pub fn push(&mut self, line: Line) -> Result<Next, ReadError> {
        let Some(table) = &mut self.table else {
            if line.number > HEADER_WITHIN {
                return Ok(Next::NoTitles);
            }
            if (self.shape.score)(&line.cells) >= LEAST_SCORE {
                let mut titles = line.cells;
                titles.truncate(titles.iter().rposition(|t| !is_blank(t)).map_or(0, |last| last + 1));
                self.table = Some(Table { titles, lines: Vec::new(), notices: Vec::new() });
            }
            return Ok(Next::More);
        };
        if line.is_blank() {
            return Ok(Next::More);
        }
        if table.lines.is_empty() && line.is_numbering() {
            let (line, code) = (Some(line.number), Code::NumberingRowSkipped);
            table.notices.push(Problem { line, field: None, code, args: Vec::new() });
            return Ok(Next::More);
        }
        if table.lines.len() == self.shape.max_rows {
            return Err(ReadError::with(Code::TooManyRows, vec![self.shape.max_rows.to_string()]));
        }
        table.lines.push(line);
        Ok(Next::More)
    }

    /// # Errors
    /// `HeaderNotFound`.
    pub fn finish(self) -> Result<Table, ReadError> {
        self.table.ok_or_else(|| no_titles(self.shape))
    }
}

pub(super) fn no_titles(shape: &Shape) -> ReadError {
    let args = [HEADER_WITHIN.to_string(), shape.least_id.to_owned(), shape.least_en.to_owned()];
    ReadError::with(Code::HeaderNotFound, args.to_vec())
}
