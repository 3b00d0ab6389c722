//! XLSX workbooks: the first visible sheet that holds a list, cell by cell.
//!
//! A workbook is a stranger's archive: it is measured before it is opened, and never held as one dense table, for one cell in the
//! last corner would take gigabytes. Knows nothing of what the columns mean.

use std::io::{Cursor, Read};

use calamine::{Data, DataRef, Reader, SheetVisible, Xlsx};
use sidak_core::staff::{Code, Problem, excel_day};

use super::table::{Line, Next, Shape, Table, TableBuilder, no_titles};
use super::{MIB, ReadError};

/// Most bytes a workbook may hold once unpacked, and any one part of it other than a sheet: 200,000 full rows need less.
const MAX_UNPACKED_BYTES: u64 = 256 * MIB as u64;
const MAX_PART_BYTES: u64 = 64 * MIB as u64;
const MAX_PARTS: usize = 1_000;
/// Most texts the shared table may announce: the reader makes room for as many as the file claims.
const MAX_SHARED_TEXTS: u64 = 4_000_000;
/// From here on a spreadsheet has rounded: it keeps 15 digits.
const LARGEST_WHOLE: f64 = 1e15;

pub(super) fn read_table(bytes: &[u8], shape: &Shape) -> Result<Table, ReadError> {
    measure(bytes)?;
    // The workbook reader adds and shifts numbers from the file unchecked; a broken one must be an answer, not a panic.
    std::panic::catch_unwind(|| read_book(bytes, shape)).unwrap_or_else(|_| Err(ReadError::new(Code::FileDamaged)))
}

fn read_book(bytes: &[u8], shape: &Shape) -> Result<Table, ReadError> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| ReadError::new(Code::FileDamaged))?;
    let sheets = book.sheets_metadata().iter().filter(|s| s.visible == SheetVisible::Visible);
    let names: Vec<String> = sheets.map(|s| s.name.clone()).collect();
    let mut found: Option<Table> = None;
    for name in names {
        match &mut found {
            None => found = read_sheet(&mut book, &name, shape, false)?,
            Some(table) => {
                if read_sheet(&mut book, &name, shape, true)?.is_some() {
                    let shown: String = name.chars().take(40).collect();
                    table.notices.push(Problem::of_file(Code::SheetIgnored, vec![shown]));
                }
            }
        }
    }
    found.ok_or_else(|| no_titles(shape))
}

/// The list on one sheet, or `None` if it has no titles. With `titles_only`, reading stops once they are found.
fn read_sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    shape: &Shape,
    titles_only: bool,
) -> Result<Option<Table>, ReadError> {
    // A sheet that is no grid, a chart for instance, holds no list.
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return Ok(None) };
    let mut table = TableBuilder::new(shape);
    let mut line = Line::new(1);
    while let Some(cell) = cells.next_cell().map_err(|_| ReadError::new(Code::FileDamaged))? {
        let (row, column) = cell.get_position();
        let number = row.saturating_add(1);
        if number != line.number {
            let full = std::mem::replace(&mut line, Line::new(number));
            if table.push(full)? == Next::NoTitles {
                return Ok(None);
            }
            if titles_only && table.has_titles() {
                return Ok(table.finish().ok());
            }
        }
        line.put(usize::try_from(column).unwrap_or(usize::MAX), text(cell.get_value()));
    }
    table.push(line)?;
    Ok(table.finish().ok())
}

/// What a person sees in the cell, as far as it matters here. A number that was rounded stays recognisable as one.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Float(number) => number_text(*number),
        DataRef::DateTime(date) => excel_day(date.as_f64()).unwrap_or_else(|| number_text(date.as_f64())),
        other => Data::from(other.clone()).to_string(),
    }
}

fn number_text(number: f64) -> String {
    if number.abs() < LARGEST_WHOLE { format!("{number}") } else { format!("{number:E}") }
}

/// Unpacks every part once, into nothing, and refuses what would not stay within its bounds. Sizes are counted, not believed.
fn measure(bytes: &[u8]) -> Result<(), ReadError> {
    let damaged = || ReadError::new(Code::FileDamaged);
    let too_big = || ReadError::with(Code::FileUnpacksTooBig, vec![(MAX_UNPACKED_BYTES / MIB as u64).to_string()]);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    if archive.len() > MAX_PARTS {
        return Err(too_big());
    }
    let mut is_workbook = false;
    let mut left = MAX_UNPACKED_BYTES;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|_| damaged())?;
        let name = part.name().map_err(|_| damaged())?.to_ascii_lowercase();
        is_workbook |= name.starts_with("xl/") || name.starts_with("xl\\");
        let bound = if name.contains("worksheets") { left } else { left.min(MAX_PART_BYTES) };
        let size = if name.contains("sharedstrings") {
            let mut texts = Vec::new();
            part.by_ref().take(bound + 1).read_to_end(&mut texts).map_err(|_| damaged())?;
            if claims_too_much(&texts) {
                return Err(damaged());
            }
            texts.len() as u64
        } else {
            std::io::copy(&mut part.by_ref().take(bound + 1), &mut std::io::sink()).map_err(|_| damaged())?
        };
        if size > bound {
            return Err(too_big());
        }
        left -= size;
    }
    // Word and OpenDocument files are archives too.
    if is_workbook { Ok(()) } else { Err(ReadError::new(Code::FileNotAList)) }
}

/// Whether the table of shared texts announces more of them than any list has.
fn claims_too_much(xml: &[u8]) -> bool {
    const CLAIM: &[u8] = b"uniqueCount";
    let claims = xml.windows(CLAIM.len()).enumerate().filter(|(_, window)| *window == CLAIM);
    claims.map(|(at, _)| &xml[at + CLAIM.len()..]).any(|rest| {
        let digits = rest.iter().skip_while(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'"' | b'\'' | b'+'));
        let mut number: u64 = 0;
        for digit in digits.take_while(|b| b.is_ascii_digit()) {
            number = number.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
        }
        number > MAX_SHARED_TEXTS
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_written_out_and_rounded_ones_show_it() {
        for (number, shown) in [
            (123_456.0, "123456"),
            (81_234_567_890.0, "81234567890"),
            (999_999_999_999_999.0, "999999999999999"),
            (1e15, "1E15"),
            (197_803_012_005_011_001.0, "1.97803012005011E17"),
            (0.5, "0.5"),
        ] {
            assert_eq!(number_text(number), shown);
        }
    }

    #[test]
    fn claims_about_shared_texts_are_bounded() {
        for (xml, too_much) in [
            ("<sst uniqueCount=\"4000000\">", false),
            ("<sst uniqueCount=\"4000001\">", true),
            ("<sst count='1' uniqueCount = '99999999999999999999999'>", true),
            ("<sst>", false),
            ("<sst uniqueCount", false),
        ] {
            assert_eq!(claims_too_much(xml.as_bytes()), too_much, "{xml}");
        }
    }
}
