//! Tables as CSV files (RFC 4180) that spreadsheets open well: UTF-8 with a byte order mark, and no cell that would run.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::error::Refused;

/// Excel takes a file without it for the local code page.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A download named `name`, which must be plain ASCII.
///
/// # Errors
/// When a row cannot be written.
pub fn file(name: &str, titles: &[&str], rows: &[Vec<String>]) -> Result<Response, Refused> {
    let failed = |_| Refused::new(StatusCode::INTERNAL_SERVER_ERROR, "csv", "The table could not be written.");
    let bytes = write(titles, rows).map_err(failed)?;
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""))
        .unwrap_or(HeaderValue::from_static("attachment"));
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response())
}

fn write(titles: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, ::csv::Error> {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(titles.iter().map(|title| harmless(title)))?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// Spreadsheets run a cell that begins so as a formula (OWASP: CSV injection); an apostrophe makes it text.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn no_cell_runs_and_none_breaks_its_row() {
        for (cell, written) in [
            ("Dinas A", "Dinas A"),
            ("=1+1", "'=1+1"),
            ("+62", "'+62"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
            ("a=1", "a=1"),
            ("a,b", "\"a,b\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("a\nb", "\"a\nb\""),
            ("=\"a\",b", "\"'=\"\"a\"\",b\""),
        ] {
            let text = String::from_utf8(write(&["=T", "U"], &[vec![cell.into(), "2".into()]]).unwrap()).unwrap();
            assert_eq!(text, format!("\u{FEFF}'=T,U\r\n{written},2\r\n"), "{cell:?}");
        }
    }

    #[test]
    fn a_table_without_rows_has_its_titles() {
        assert_eq!(write(&["A", "B"], &[]).unwrap(), b"\xEF\xBB\xBFA,B\r\n");
    }
}
