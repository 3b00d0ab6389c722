//! CSV as spreadsheets save it: comma, semicolon, tab or bar; UTF-8, UTF-16 or Windows-1252; any line ends.
//!
//! The separator is the one with which the line of titles makes most sense. Knows nothing of what the titles mean.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use sidak_core::staff::{Code, Problem};

use super::ReadError;
use super::table::{HEADER_WITHIN, Line, Next, Shape, Table, TableBuilder, no_titles};

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Beginnings of files that are something else. Web applications like to call an HTML table `.xls`.
const WEB_PAGES: [&str; 4] = ["<!doctype", "<html", "<table", "<?xml"];

pub(super) fn read_table(bytes: &[u8], shape: &Shape) -> Result<Table, ReadError> {
    let (text, is_assumed) = decode(bytes);
    check_kind(&text)?;
    let text = with_plain_line_ends(text);
    let separator = best_separator(&text, shape).ok_or_else(|| no_titles(shape))?;
    let mut table = TableBuilder::new(shape);
    for_each_line(&text, separator, u32::MAX, |line| table.push(line))?;
    let mut table = table.finish()?;
    if is_assumed {
        table.notices.push(Problem::of_file(Code::EncodingAssumed, Vec::new()));
    }
    Ok(table)
}

/// The text, and whether Windows-1252 had to be assumed: the default of Excel in Indonesia when a file says nothing.
fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        return (encoding.decode_without_bom_handling(&bytes[bom..]).0, false);
    }
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => (text, false),
        None => (WINDOWS_1252.decode_without_bom_handling(bytes).0, true),
    }
}

fn check_kind(text: &str) -> Result<(), ReadError> {
    let start = text.trim_start();
    let begins = |with: &str| start.get(..with.len()).is_some_and(|s| s.eq_ignore_ascii_case(with));
    if WEB_PAGES.into_iter().any(begins) {
        return Err(ReadError::new(Code::FileWebPage));
    }
    if begins("%PDF") || text.contains('\0') {
        return Err(ReadError::new(Code::FileNotAList));
    }
    if start.is_empty() {
        return Err(ReadError::new(Code::FileEmpty));
    }
    Ok(())
}

/// Every line ends in `\n`, the last one too: lines can then be counted.
fn with_plain_line_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains('\r') && text.ends_with('\n') {
        return text;
    }
    let mut plain = text.replace("\r\n", "\n").replace('\r', "\n");
    plain.push('\n');
    Cow::Owned(plain)
}

fn best_separator(text: &str, shape: &Shape) -> Option<u8> {
    let score = |separator: u8| {
        let mut best = 0;
        // Reading stops by itself; a line of titles cannot be too many rows.
        let _ = for_each_line(text, separator, HEADER_WITHIN, |line| {
            best = best.max((shape.score)(&line.cells));
            Ok(Next::More)
        });
        best
    };
    // The first of the best: a comma wins a tie.
    let (best, separator) = SEPARATORS.into_iter().rev().map(|s| (score(s), s)).max_by_key(|&(score, _)| score)?;
    (best > 0).then_some(separator)
}

/// Calls `each` for the lines numbered up to `last`, until it wants no more.
fn for_each_line(
    text: &str,
    separator: u8,
    last: u32,
    mut each: impl FnMut(Line) -> Result<Next, ReadError>,
) -> Result<(), ReadError> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    // A spreadsheet numbers rows; the reader counts line ends, also those inside quotation marks.
    let mut inner_ends: u64 = 0;
    while reader.read_record(&mut record).map_err(|_| ReadError::new(Code::FileNotAList))? {
        inner_ends += record.iter().map(|cell| cell.bytes().filter(|&b| b == b'\n').count() as u64).sum::<u64>();
        let number = reader.position().line().saturating_sub(1 + inner_ends).max(1);
        let mut line = Line::new(u32::try_from(number).unwrap_or(u32::MAX));
        if line.number > last {
            return Ok(());
        }
        for (at, cell) in record.iter().enumerate() {
            line.put(at, cell.to_owned());
        }
        if each(line)? == Next::NoTitles {
            return Ok(());
        }
    }
    Ok(())
}
