//! What is wrong with a list, where, and how to mend it: codes with arguments, and the bounded collection of them.
//!
//! A problem is for the officer who sent the file. It quotes headers, unit names and words that are not in a vocabulary, and
//! masked numbers, never a name, an address or a telephone number. Texts are in `texts.rs`; this knows nothing of rows.

use std::collections::BTreeMap;

pub use super::texts::Code;

/// Most problems listed; the rest are counted by code.
pub const MAX_PROBLEMS_LISTED: usize = 1_000;
/// Of every code at least so many are listed (if there are so many), however common another code is.
const LISTED_OF_EACH: usize = 15;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is imported until this is mended.
    Error,
    /// The list can be imported; somebody should look.
    Warning,
    /// Something was read differently from how it was written. Nothing need be done.
    Notice,
}

impl Severity {
    pub fn key(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// A column as people call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Stable key for the API.
    pub key: &'static str,
    pub id: &'static str,
    pub en: &'static str,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// As the spreadsheet numbers it; `None` when it is about the file.
    pub line: Option<u32>,
    pub field: Option<Field>,
    pub code: Code,
    /// Fill the `{0}`, `{1}` … of the texts.
    pub args: Vec<String>,
}

impl Problem {
    /// About the file as a whole.
    pub fn of_file(code: Code, args: Vec<String>) -> Self {
        Self { line: None, field: None, code, args }
    }

    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Where and what, in Indonesian: `Baris 12, kolom NIP: …`.
    pub fn message_id(&self) -> String {
        let place = self.place("Berkas", "Baris", "kolom", |f| f.id);
        format!("{place}: {}", fill(self.code.texts().what_id, &self.args))
    }

    /// Where and what, in English: `Row 12, column NIP: …`.
    pub fn message_en(&self) -> String {
        let place = self.place("File", "Row", "column", |f| f.en);
        format!("{place}: {}", fill(self.code.texts().what_en, &self.args))
    }

    /// How to mend it, in Indonesian.
    pub fn remedy_id(&self) -> String {
        fill(self.code.texts().mend_id, &self.args)
    }

    /// How to mend it, in English.
    pub fn remedy_en(&self) -> String {
        fill(self.code.texts().mend_en, &self.args)
    }

    fn place(&self, file: &str, row: &str, column: &str, name: fn(Field) -> &'static str) -> String {
        let line = self.line.map_or_else(|| file.to_owned(), |line| format!("{row} {line}"));
        match self.field {
            Some(field) => format!("{line}, {column} {}", name(field)),
            None => line,
        }
    }
}

fn fill(text: &str, args: &[String]) -> String {
    // One pass, so that an argument with braces in it is not filled again.
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        out.push_str(before);
        let index = after.get(1..2).and_then(|d| d.parse::<usize>().ok());
        match index.and_then(|i| args.get(i)).filter(|_| after.get(2..3) == Some("}")) {
            Some(arg) => {
                out.push_str(arg);
                rest = &after[3..];
            }
            None => {
                out.push('{');
                rest = &after[1..];
            }
        }
    }
    out + rest
}

/// Every problem of a list, counted; at most [`MAX_PROBLEMS_LISTED`] of them to show.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    found: Vec<Problem>,
    counts: BTreeMap<Code, usize>,
}

impl Problems {
    /// Counts `problem`, and keeps it while its code has fewer than the bound.
    pub fn add(&mut self, problem: Problem) {
        let count = self.counts.entry(problem.code).or_default();
        *count += 1;
        if *count <= MAX_PROBLEMS_LISTED {
            self.found.push(problem);
        }
    }

    /// How many there are of each code, listed or not.
    pub fn counts(&self) -> &BTreeMap<Code, usize> {
        &self.counts
    }

    pub fn total(&self) -> usize {
        self.counts.values().sum()
    }

    pub fn has_errors(&self) -> bool {
        self.counts.keys().any(|code| code.severity() == Severity::Error)
    }

    /// The problems to show: some of every code first, then errors before warnings before notices; in order of line.
    pub fn listed(&self) -> Vec<&Problem> {
        let mut of_code: BTreeMap<Code, usize> = BTreeMap::new();
        let (mut listed, mut more): (Vec<_>, Vec<_>) = self.found.iter().partition(|p| {
            let n = of_code.entry(p.code).or_default();
            *n += 1;
            *n <= LISTED_OF_EACH
        });
        more.sort_by_key(|p| (p.severity(), p.line));
        more.truncate(MAX_PROBLEMS_LISTED.saturating_sub(listed.len()));
        listed.extend(more);
        listed.sort_by_key(|p| (p.line, p.severity(), p.code));
        listed
    }

    /// How many are not in [`Problems::listed`].
    pub fn unlisted(&self) -> usize {
        self.total() - self.listed().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(code: Code, line: u32) -> Problem {
        Problem { line: Some(line), field: None, code, args: Vec::new() }
    }

    #[test]
    fn listing_stops_at_its_bound_and_counts_the_rest() {
        let mut problems = Problems::default();
        for line in 0..1_000 {
            problems.add(problem(Code::PhoneForm, line));
        }
        assert_eq!((problems.listed().len(), problems.unlisted()), (1_000, 0));
        problems.add(problem(Code::PhoneForm, 1_000));
        assert_eq!((problems.listed().len(), problems.unlisted(), problems.total()), (1_000, 1, 1_001));
    }

    #[test]
    fn a_common_fault_does_not_hide_a_rare_one() {
        let mut problems = Problems::default();
        for line in 0..37_000 {
            problems.add(problem(Code::PhoneForm, line));
            problems.add(problem(Code::NipTidied, line));
        }
        problems.add(problem(Code::SupervisorCycle, 36_000));
        let listed = problems.listed();
        let count = |code| listed.iter().filter(|p| p.code == code).count();
        assert_eq!(listed.len(), MAX_PROBLEMS_LISTED);
        assert_eq!(count(Code::SupervisorCycle), 1);
        assert_eq!(count(Code::NipTidied), LISTED_OF_EACH);
        assert_eq!(problems.counts()[&Code::PhoneForm], 37_000);
    }

    #[test]
    fn some_of_every_code_always_fits() {
        assert!(Code::ALL.len() * LISTED_OF_EACH <= MAX_PROBLEMS_LISTED);
    }

    #[test]
    fn texts_are_filled_once() {
        let args = ["{1}".to_owned(), "b".to_owned()];
        assert_eq!(fill("x {0} y {1} z {2} {", &args), "x {1} y b z {2} {");
    }
}
