//! Reads a rota list (number, day, what the person does that day) from CSV or XLSX into cells.
//! Knows nothing of what a mark means: `sidak_core::staff::check_rota` does.

use sidak_core::staff::{Code, Field, MAX_ROTA_ROWS, Problem, RawRotaRow, RawRotaSheet, RotaColumn};

use super::table::{Line, Shape};
use super::{ReadError, read_table};

/// Reads a rota list. The kind of file is told by its content.
///
/// # Errors
/// As [`super::read`].
pub fn read_rota(bytes: &[u8]) -> Result<RawRotaSheet, ReadError> {
    let shape =
        Shape { score, max_rows: MAX_ROTA_ROWS, least_id: "NIP, Tanggal, Keterangan", least_en: "NIP, Date, Mode" };
    let table = read_table(bytes, &shape)?;
    let mut sheet = RawRotaSheet { columns: Vec::new(), rows: Vec::new(), notices: table.notices };
    let mut places = Vec::with_capacity(table.titles.len());
    for title in &table.titles {
        let column = RotaColumn::from_header(title);
        places.push(column.filter(|c| !sheet.columns.contains(c)));
        let shown = || vec![title.chars().take(40).collect()];
        match column {
            Some(column) if sheet.columns.contains(&column) => {
                let field: Option<Field> = Some(column.field());
                sheet.notices.push(Problem { line: None, field, code: Code::ColumnTwice, args: shown() });
            }
            Some(column) => sheet.columns.push(column),
            None if title.trim().is_empty() => {}
            None => sheet.notices.push(Problem::of_file(Code::HeaderIgnored, shown())),
        }
    }
    sheet.rows = table.lines.into_iter().map(|line| to_row(line, &places)).collect();
    Ok(sheet)
}

fn score(titles: &[String]) -> usize {
    let known: Vec<RotaColumn> = titles.iter().filter_map(|t| RotaColumn::from_header(t)).collect();
    if known.contains(&RotaColumn::Nip) { known.len() } else { 0 }
}

fn to_row(line: Line, places: &[Option<RotaColumn>]) -> RawRotaRow {
    let mut row = RawRotaRow { line: line.number, surplus: line.surplus(places.len()), ..RawRotaRow::default() };
    for (cell, column) in line.cells.into_iter().zip(places) {
        match column {
            Some(RotaColumn::Nip) => row.nip = cell,
            Some(RotaColumn::Date) => row.date = cell,
            Some(RotaColumn::Mark) => row.mark = cell,
            None => {}
        }
    }
    row
}
