//! Reading lists as offices send them: CSV and XLSX, titles above the header, Excel's habits.
//!
//! Bytes in, cells out. What a cell means, and whether it is right, is `sidak_core::staff`'s business; nothing here knows of the
//! database. Takes a second or two for the largest files: call it off the async threads.

pub mod command;
mod csv;
mod rota;
mod table;
mod xlsx;

pub use rota::read_rota;

use sidak_core::staff::{Code, ColumnMap, MAX_ROWS, Problem, RawRow, RawSheet};

use table::{Line, Shape, Table};

/// Largest file taken, in bytes.
pub const MAX_FILE_BYTES: usize = 64 * MIB;
const MIB: usize = 1024 * 1024;

/// Why a file cannot be read as a list at all. [`Problem`] has the texts for people in both languages.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.message_en())]
pub struct ReadError(pub Problem);

impl ReadError {
    fn new(code: Code) -> Self {
        Self(Problem::of_file(code, Vec::new()))
    }

    fn with(code: Code, args: Vec<String>) -> Self {
        Self(Problem::of_file(code, args))
    }
}

/// Reads a staff list. The kind of file is told by its content, not by its name.
///
/// # Errors
/// When the file is no list: too big, not CSV or XLSX, damaged, without a row of titles, or with too many rows.
pub fn read(bytes: &[u8]) -> Result<RawSheet, ReadError> {
    let shape = Shape {
        score: ColumnMap::score,
        max_rows: MAX_ROWS,
        least_id: "NIP, Nama, Unit kerja",
        least_en: "NIP, Name, Unit",
    };
    let table = read_table(bytes, &shape)?;
    let map = ColumnMap::from_headers(&table.titles);
    let columns = map.columns();
    let rows = table.lines.into_iter().map(|line| to_row(&line, &map)).collect();
    let notices = table.notices.into_iter().chain(map.notices).collect();
    Ok(RawSheet { columns, rows, notices })
}

fn to_row(line: &Line, map: &ColumnMap) -> RawRow {
    let mut row = RawRow::new(line.number);
    row.surplus = line.surplus(map.positions.len());
    for (cell, column) in line.cells.iter().zip(&map.positions) {
        if let Some(column) = *column {
            row.put(column, cell);
        }
    }
    row
}

fn read_table(bytes: &[u8], shape: &Shape) -> Result<Table, ReadError> {
    match bytes {
        [] => Err(ReadError::new(Code::FileEmpty)),
        _ if bytes.len() > MAX_FILE_BYTES => {
            Err(ReadError::with(Code::FileTooBig, vec![(MAX_FILE_BYTES / MIB).to_string()]))
        }
        // The container of .xls, and of .xlsx with a password ([MS-CFB] §2.2).
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(ReadError::new(Code::FileOldExcel)),
        [b'P', b'K', 3, 4, ..] => xlsx::read_table(bytes, shape),
        _ => csv::read_table(bytes, shape),
    }
}

#[cfg(test)]
mod tests;
