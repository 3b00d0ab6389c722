//! Files made to do harm, and files broken at random: each gets an answer, none a panic or the memory of the machine.

use std::io::Write as _;

use proptest::prelude::*;
use sidak::import::{read, read_rota};
use sidak_core::staff::{Code, Column, Defaults, check_rota, check_rows};

/// A workbook with `sheet` and `texts` as its only sheet and its table of shared texts.
fn raw_book(sheet: &[u8], texts: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let workbook = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let rels = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"r1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let root = rels.replace("/worksheet\"", "/officeDocument\"").replace("worksheets/sheet1.xml", "xl/workbook.xml");
    for (name, content) in [
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
        ("xl/sharedStrings.xml", texts),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn cells(cells: &[(&str, &str)]) -> Vec<u8> {
    let cell = |&(at, text): &(&str, &str)| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let cells: String = cells.iter().map(cell).collect();
    format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>").into_bytes()
}

#[test]
fn workbooks_made_to_do_harm_are_answered() {
    let no_texts = b"<sst/>";
    let header = [("A1", "NIP"), ("B1", "Nama")];
    let sheet = |more: (&'static str, &'static str)| cells(&[header[0], header[1], ("A2", "123456"), more]);
    // A cell in the last corner costs nothing and is noticed; where a list has no end, the reader's arithmetic does not either.
    let corner = read(&raw_book(&sheet(("XFD2", "x")), no_texts)).unwrap();
    assert_eq!(corner.rows[0].surplus, 1);
    assert_eq!(read(&raw_book(&sheet(("XFD1048576", "x")), no_texts)).unwrap().rows.len(), 2);
    for place in ["ZZZZZZZZZZZZ2", "A99999999999999999999", "é", "A0"] {
        let outcome = read(&raw_book(&sheet((place, "x")), no_texts));
        assert!(outcome.is_err() || outcome.is_ok_and(|s| s.rows.len() <= 2), "{place}");
    }
    // A table of texts that claims to be endless.
    let claim = b"<sst uniqueCount=\"99999999999\"><si><t>x</t></si></sst>";
    assert_eq!(read(&raw_book(&sheet(("B2", "x")), claim)).err().unwrap().0.code, Code::FileDamaged);
}

#[test]
fn a_workbook_that_swells_is_not_unpacked() {
    let blank = |mib: usize| vec![b' '; mib * 1024 * 1024];
    let texts = |mib| [b"<sst>".as_slice(), &blank(mib), b"</sst>"].concat();
    let sheet = cells(&[("A1", "NIP"), ("B1", "Nama"), ("A2", "123456")]);
    assert!(read(&raw_book(&sheet, &texts(63))).is_ok());
    let refused = read(&raw_book(&sheet, &texts(64))).err().unwrap();
    assert_eq!(refused.0.code, Code::FileUnpacksTooBig);
    let swollen = [sheet.as_slice(), &blank(256)].concat();
    assert_eq!(read(&raw_book(&swollen, b"<sst/>")).err().unwrap().0.code, Code::FileUnpacksTooBig);
}

#[test]
fn an_archive_that_is_no_workbook_is_called_so() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    assert_eq!(read(&bytes).err().unwrap().0.code, Code::FileNotAList);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..4_096)) {
        let _ = read(&bytes).map(|sheet| check_rows(&sheet, &[], &Defaults::default()));
        let _ = read_rota(&bytes).map(|sheet| check_rota(&sheet, |_| true));
    }

    #[test]
    fn no_cells_make_checking_panic(rows in proptest::collection::vec(proptest::collection::vec("\\PC{0,24}", 13), 0..12)) {
        let titles = Column::ALL.map(|c| c.field().key).join("\t");
        let lines: String = rows.iter().map(|cells| cells.join("\t") + "\n").collect();
        let sheet = read(format!("{titles}\n{lines}").as_bytes()).unwrap();
        let preview = check_rows(&sheet, &[], &Defaults::default());
        prop_assert!(preview.problems.listed().iter().all(|p| !p.message_id().is_empty()));
    }

    #[test]
    fn no_damage_to_a_workbook_makes_reading_panic(at in 0_usize..100_000, bit in 0_u8..8, cut in 0_usize..100_000) {
        let mut bytes = raw_book(&cells(&[("A1", "NIP"), ("B1", "Nama"), ("A2", "123456"), ("B2", "Ani")]), b"<sst/>");
        prop_assert!(read(&bytes).is_ok());
        let length = bytes.len();
        bytes[at % length] ^= 1 << bit;
        let _ = read(&bytes);
        bytes.truncate(cut % length);
        let _ = read(&bytes);
    }
}
