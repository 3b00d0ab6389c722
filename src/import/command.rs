//! `sidak import staff FILE`, the same import as the page's, and `sidak import holidays FILE`, for whoever runs the server. Prints
//! every fault with its remedy, what changes and who is missing; numbers are masked, because terminals keep what they show.

use std::{collections::BTreeSet, error::Error, io::Write, path::Path, sync::Arc};

use sidak_core::{
    calendar::YEAR_BYTES_MAX,
    staff::{MAX_PROBLEMS_LISTED, Preview, Severity},
};

use super::{MAX_FILE_BYTES, ReadError, read};
use crate::flow::{House, calendar, staff};

/// Missing people who are named; the rest are counted.
const MISSING_SHOWN: usize = 20;

/// # Errors
/// When the file cannot be read, the list has faults (all of them are printed), or the store fails. Nothing is saved then.
pub async fn staff(house: &House, file: &Path, dry_run: bool) -> Result<(), Box<dyn Error>> {
    let bytes = open(file, MAX_FILE_BYTES)?;
    let sheet = match tokio::task::spawn_blocking(move || read(&bytes)).await? {
        Ok(sheet) => Arc::new(sheet),
        Err(ReadError(fault)) => return Err(format!("{} {}", fault.message_en(), fault.remedy_en()).into()),
    };
    let checked = staff::check(house, sheet.clone()).await?;
    print!("{}", report(&checked.preview));
    if checked.preview.rows().is_none() {
        return Err("the list has faults; nothing was saved".into());
    }
    if dry_run {
        println!("dry run: nothing was saved");
        return Ok(());
    }
    let done = staff::apply(house, None, sheet, |rows, of| {
        eprint!("\r{rows} of {of} rows");
        let _ = std::io::stderr().flush();
    })
    .await?;
    eprintln!();
    println!("saved: {} new, {} changed", done.new, done.changed);
    Ok(())
}

/// Enters the holidays of one year. A running server on the same database takes them up within a second.
///
/// # Errors
/// What is wrong with the file, or the store's failure. Nothing is saved then.
pub async fn holidays(house: &House, file: &Path, dry_run: bool) -> Result<(), Box<dyn Error>> {
    let bytes = open(file, YEAR_BYTES_MAX)?;
    let text = String::from_utf8(bytes).map_err(|_| "the holiday file is no text in UTF-8")?;
    let done = calendar::import(house, &text, None, dry_run).await.map_err(|why| format!("{why}; nothing was saved"))?;
    println!("{}: {} free days, by {}", done.year, done.days, done.decrees.join("; "));
    for day in &done.changed {
        println!("  changed: {day}");
    }
    match done.version {
        Some(version) => println!("saved as version {version} of {}; days already drawn end as void where they are free now", done.year),
        None => println!("dry run: nothing was saved"),
    }
    Ok(())
}

/// One byte more than the bound is enough to be told that it is too large.
fn open(file: &Path, bytes_max: usize) -> Result<Vec<u8>, Box<dyn Error>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).map_err(|why| format!("cannot open {}: {why}", file.display()))?;
    opened.take(bytes_max as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn report(preview: &Preview) -> String {
    let mut lines = Vec::new();
    let mut noted = BTreeSet::new();
    for problem in preview.problems.listed() {
        let kind = match problem.severity() {
            Severity::Error => "FAULT",
            Severity::Warning => "look",
            // Nothing need be done about these: one of a kind is enough.
            Severity::Notice if noted.insert(problem.code) => "note",
            Severity::Notice => continue,
        };
        lines.push(format!("{kind}  {} {}", problem.message_en(), problem.remedy_en()));
    }
    for (code, n) in preview.problems.counts() {
        let listed = if code.severity() == Severity::Notice { 1 } else { MAX_PROBLEMS_LISTED };
        if *n > listed {
            lines.push(format!("{n} in all of the kind “{}”", code.key()));
        }
    }
    lines.push(format!(
        "{} people: {} new, {} changed, {} unchanged, {} with faults",
        preview.people,
        preview.new.len(),
        preview.changed_people,
        preview.unchanged,
        preview.people - preview.sound,
    ));
    for (column, people) in &preview.changes_by_column {
        lines.push(format!("  {} changes for {people}", column.field().en));
    }
    if !preview.missing.is_empty() {
        lines.push(format!("{} people are not in this list; they stay as they are:", preview.missing.len()));
        for person in preview.missing.iter().take(MISSING_SHOWN) {
            lines.push(format!("  {}, {}", person.nip.masked(), person.unit_path.join(" > ")));
        }
        if preview.missing.len() > MISSING_SHOWN {
            lines.push(format!("  and {} more", preview.missing.len() - MISSING_SHOWN));
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use sidak_core::staff::{Defaults, Nip, StaffRow, WorkPattern, check_rows};

    use super::*;

    fn known(serial: u32) -> StaffRow {
        StaffRow {
            nip: Nip::parse(&format!("197803012005011{serial:03}")).unwrap(),
            name: format!("Nama Ke-{serial}"),
            unit_path: vec!["Dinas A".into()],
            position: String::new(),
            position_type: None,
            service_category: None,
            supervisor: None,
            domicile: String::new(),
            home_address: String::new(),
            phone: String::new(),
            email: String::new(),
            zone: "Asia/Jakarta".into(),
            work_pattern: WorkPattern::Standard,
        }
    }

    #[test]
    fn the_report_counts_masks_and_stops_at_its_bound() {
        let there: Vec<StaffRow> = (1..=u32::try_from(MISSING_SHOWN).unwrap() + 2).map(known).collect();
        let sheet = read(b"NIP,Nama,Unit kerja\n197803012005011001,Nama Lain,Dinas A\n19780301200501X,Ani,Dinas A\n").unwrap();
        let text = report(&check_rows(&sheet, &there, &Defaults::default()));
        assert!(text.contains("FAULT  Row 3, column NIP"), "{text}");
        assert!(text.contains("1 people: 0 new, 1 changed, 0 unchanged, 0 with faults"), "{text}");
        assert!(text.contains("Name changes for 1"), "{text}");
        assert!(text.contains("21 people are not in this list") && text.contains("and 1 more"), "{text}");
        assert_eq!(text.matches("1978•••• •••••• 1 •••, Dinas A").count(), MISSING_SHOWN, "{text}");
        assert!(!text.contains("197803012005011") && !text.contains("Nama Ke"), "{text}");
    }
}
