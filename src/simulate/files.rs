//! The three files of a simulation. Rows are written as days go by, so memory does not grow with them.

use std::{fs::File, io::BufWriter, path::{Path, PathBuf}};

use sidak_core::{draw::DrawnKind, simulate::{DayRows, Summary}, time::Day};

use super::Failure;

pub(super) struct Files {
    folder: PathBuf,
    opportunities: csv::Writer<BufWriter<File>>,
    checks: csv::Writer<BufWriter<File>>,
}

impl Files {
    pub fn create(folder: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(folder).map_err(|why| Failure::Write(folder.to_owned(), why))?;
        let mut files = Self {
            folder: folder.to_owned(),
            opportunities: writer(&folder.join("opportunities.csv"))?,
            checks: writer(&folder.join("checks.csv"))?,
        };
        files.opportunity(&["person", "unit", "supervisor", "day", "minutes", "chance"])?;
        files.check(&["person", "day", "at_ms", "kind", "deferred_to_ms", "voided"])?;
        Ok(files)
    }

    /// All rows of one shard's day.
    pub fn day(&mut self, day: Day, rows: &DayRows) -> Result<(), Failure> {
        let day = day.to_string();
        for line in &rows.opportunities {
            self.opportunity(&[
                &person(line.person),
                &format!("U{:04}", line.unit + 1),
                &format!("S{:05}", line.supervisor + 1),
                &day,
                &line.minutes.to_string(),
                // Millionths, exactly.
                &format!("0.{:06}", line.chance_millionths),
            ])?;
        }
        for call in &rows.calls {
            self.check(&[
                &person(call.person),
                &day,
                &call.at.millis().to_string(),
                match call.kind {
                    DrawnKind::Random => "random",
                    DrawnKind::Forced => "forced",
                },
                &call.deferred_to.map_or_else(String::new, |at| at.millis().to_string()),
                call.voided.map_or("", |why| why.code()),
            ])?;
        }
        Ok(())
    }

    pub fn finish(mut self, summary: &Summary) -> Result<(), Failure> {
        self.opportunities.flush().map_err(|why| Failure::Write(self.folder.join("opportunities.csv"), why))?;
        self.checks.flush().map_err(|why| Failure::Write(self.folder.join("checks.csv"), why))?;
        let path = self.folder.join("summary.json");
        let text = serde_json::to_string_pretty(summary).map_err(|why| Failure::Write(path.clone(), why.into()))?;
        std::fs::write(&path, text + "\n").map_err(|why| Failure::Write(path, why))
    }

    fn opportunity(&mut self, row: &[&str; 6]) -> Result<(), Failure> {
        self.opportunities.write_record(row).map_err(|why| Failure::Write(self.folder.join("opportunities.csv"), why.into()))
    }

    fn check(&mut self, row: &[&str; 6]) -> Result<(), Failure> {
        self.checks.write_record(row).map_err(|why| Failure::Write(self.folder.join("checks.csv"), why.into()))
    }
}

fn person(number: usize) -> String {
    format!("P{:06}", number + 1)
}

fn writer(path: &Path) -> Result<csv::Writer<BufWriter<File>>, Failure> {
    let file = File::create(path).map_err(|why| Failure::Write(path.to_owned(), why))?;
    Ok(csv::Writer::from_writer(BufWriter::new(file)))
}
