//! Tests of reading CSV and of telling file kinds apart. Workbooks are tested in `tests/import.rs`.
#![allow(clippy::unwrap_used)]

use super::table::{HEADER_WITHIN, MAX_CELLS};
use super::*;
use sidak_core::staff::{Column, MAX_ROTA_ROWS, RotaColumn};

/// Line, number and name of each row.
fn rows(sheet: &RawSheet) -> Vec<(u32, &str, &str)> {
    sheet.rows.iter().map(|r| (r.line, r.cell(Column::Nip), r.cell(Column::Name))).collect()
}

fn notes(sheet: &RawSheet) -> Vec<(Code, &str)> {
    sheet.notices.iter().map(|n| (n.code, n.args.first().map_or("", String::as_str))).collect()
}

fn code(result: Result<RawSheet, ReadError>) -> Code {
    result.err().unwrap().0.code
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(unit).collect()
}

#[test]
fn any_separator_and_any_line_end() {
    for separator in [",", ";", "\t", "|"] {
        for end in ["\n", "\r\n", "\r"] {
            let text = [["NIP", "Nama"], ["1", "Ani"], ["2", "Budi"]].map(|l| l.join(separator)).join(end);
            let sheet = read(text.as_bytes()).unwrap();
            assert_eq!(rows(&sheet), [(2, "1", "Ani"), (3, "2", "Budi")], "{text:?}");
        }
    }
}

#[test]
fn a_comma_inside_cells_does_not_make_it_the_separator() {
    let sheet = read(b"NIP;Nama, gelar;Nama\n1;a,b,c;Siti Aminah, M.Si\n").unwrap();
    assert_eq!(rows(&sheet), [(2, "1", "Siti Aminah, M.Si")]);
}

#[test]
fn any_encoding() {
    let text = "NIP,Nama\n1,Renée\n";
    let utf8_bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    for bytes in [text.into(), utf8_bom, utf16(text, u16::to_le_bytes), utf16(text, u16::to_be_bytes)] {
        let sheet = read(&bytes).unwrap();
        assert_eq!((rows(&sheet), notes(&sheet)), (vec![(2, "1", "Renée")], vec![]), "{bytes:?}");
    }
    let sheet = read(b"NIP,Nama\n1,Ren\xE9e \x93A\x94\n").unwrap();
    assert_eq!(rows(&sheet), [(2, "1", "Renée “A”")]);
    assert_eq!(notes(&sheet), [(Code::EncodingAssumed, "")]);
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_does() {
    let text = "DAFTAR PEGAWAI,,\n\nsep=ignored\nNIP,Alamat,Nama\n(1),(2),(3)\n\n1,\"Jl. A\nRT 1\",Ani\n,,\n2,B,Budi";
    let sheet = read(text.as_bytes()).unwrap();
    assert_eq!(rows(&sheet), [(7, "1", "Ani"), (9, "2", "Budi")]);
    assert_eq!(sheet.rows[0].cell(Column::HomeAddress), "Jl. A\nRT 1");
    assert_eq!(
        sheet.notices.iter().map(|n| (n.line, n.code)).collect::<Vec<_>>(),
        [(Some(5), Code::NumberingRowSkipped)]
    );
}

#[test]
fn titles_are_looked_for_near_the_top_only() {
    let list = |above: u32| format!("{}NIP,Nama\n1,Ani\n", "Provinsi,\n".repeat(above as usize));
    assert_eq!(rows(&read(list(HEADER_WITHIN - 1).as_bytes()).unwrap()), [(HEADER_WITHIN + 1, "1", "Ani")]);
    assert_eq!(code(read(list(HEADER_WITHIN).as_bytes())), Code::HeaderNotFound);
}

#[test]
fn ragged_and_quoted_rows() {
    let sheet = read(b"NIP,Nama,Jabatan\n1\n2,\"Ali \"\"Abu\"\"\",x,,\n3,Moh. \"Ali\",y,slipped,z\n").unwrap();
    assert_eq!(rows(&sheet), [(2, "1", ""), (3, "2", "Ali \"Abu\""), (4, "3", "Moh. \"Ali\"")]);
    assert_eq!(sheet.rows.iter().map(|r| r.surplus).collect::<Vec<_>>(), [0, 0, 2]);
    // A quotation mark that is never closed swallows the rest, which the check then calls too long.
    let open = format!("NIP,Nama\n1,\"Ani\n{}", "2,Budi\n".repeat(100));
    assert_eq!(read(open.as_bytes()).unwrap().rows.len(), 1);
}

#[test]
fn cells_far_to_the_right_are_counted_only() {
    let list = |cells: usize| format!("NIP,Nama\n1,Ani{}x\n", ",".repeat(cells - 2));
    for cells in [MAX_CELLS, MAX_CELLS + 1] {
        assert_eq!(read(list(cells).as_bytes()).unwrap().rows[0].surplus, 1, "{cells}");
    }
}

#[test]
fn titles_decide_the_columns() {
    let sheet = read(b"No,OPD,Bidang,NIP,Nama,Nama Lengkap\n1,Dinas A,Bidang B,7,Ani,Lain\n").unwrap();
    assert_eq!(sheet.columns, [Column::Unit, Column::Nip, Column::Name]);
    assert_eq!(sheet.rows[0].cell(Column::Unit), "Dinas A > Bidang B");
    assert_eq!(notes(&sheet), [(Code::HeaderIgnored, "No"), (Code::ColumnTwice, "Nama Lengkap")]);
    assert_eq!(rows(&sheet), [(2, "7", "Ani")]);
}

#[test]
fn what_is_no_list_is_called_by_its_name() {
    for (bytes, expected) in [
        (&b""[..], Code::FileEmpty),
        (b" \n\n", Code::FileEmpty),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest", Code::FileOldExcel),
        (b"  <HTML><table>", Code::FileWebPage),
        (b"<?xml version=\"1.0\"?><Workbook>", Code::FileWebPage),
        (b"%PDF-1.7", Code::FileNotAList),
        (b"\x00\x01\x02", Code::FileNotAList),
        (b"PK\x03\x04 and then nothing", Code::FileDamaged),
        (b"nama,alamat\nAni,Bandung\n", Code::HeaderNotFound),
        (b"NIP\n197803012005011001\n", Code::HeaderNotFound),
    ] {
        assert_eq!(code(read(bytes)), expected, "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn files_and_rows_stop_at_their_bounds() {
    let mut file = b"NIP,Nama\n".to_vec();
    file.resize(MAX_FILE_BYTES, b'\n');
    assert!(read(&file).is_ok());
    file.push(b'\n');
    assert_eq!(code(read(&file)), Code::FileTooBig);

    let list = |rows: usize| read(format!("NIP,Nama\n{}", "1,a\n".repeat(rows)).as_bytes());
    assert_eq!(list(MAX_ROWS).unwrap().rows.len(), MAX_ROWS);
    assert_eq!(code(list(MAX_ROWS + 1)), Code::TooManyRows);

    let rota = |rows: usize| read_rota(format!("NIP,Tgl\n{}", "1,2\n".repeat(rows)).as_bytes());
    assert_eq!(rota(MAX_ROTA_ROWS).unwrap().rows.len(), MAX_ROTA_ROWS);
    assert_eq!(rota(MAX_ROTA_ROWS + 1).err().unwrap().0.code, Code::TooManyRows);
}

#[test]
fn a_rota_is_read_by_its_own_titles() {
    let sheet = read_rota(b"Jadwal April\nNo;NIP;Tanggal;Ket;Ket\n1;197803012005011001;03/04/2026;WFH;x\n").unwrap();
    assert_eq!(sheet.columns, RotaColumn::ALL);
    let row = &sheet.rows[0];
    let cells = (row.line, row.nip.as_str(), row.date.as_str(), row.mark.as_str());
    assert_eq!(cells, (3, "197803012005011001", "03/04/2026", "WFH"));
    let codes: Vec<_> = sheet.notices.iter().map(|n| n.code).collect();
    assert_eq!(codes, [Code::HeaderIgnored, Code::ColumnTwice]);
    assert_eq!(read_rota(b"Nama,Tanggal\n").err().unwrap().0.args[1], "NIP, Tanggal, Keterangan");
}

#[test]
fn errors_speak_without_the_content() {
    let error = read(b"197803012005011001,Siti\n").err().unwrap();
    assert_eq!(error.to_string(), "File: no row with column titles in the first 20 rows.");
    assert!(error.0.remedy_id().ends_with("Paling sedikit: NIP, Nama, Unit kerja."));
}
