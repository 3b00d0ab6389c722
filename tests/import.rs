//! Lists from file to preview: workbooks, one file with every fault, a province of 37,000, and files made to do harm.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Instant;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use sidak::import::{read, read_rota};
use sidak_core::staff::{Code, Column, Defaults, Preview, RotaColumn, Severity, StaffRow, check_rota, check_rows};

fn preview(bytes: &[u8], known: &[StaffRow]) -> Preview {
    check_rows(&read(bytes).unwrap(), known, &Defaults::default())
}

fn found(preview: &Preview) -> BTreeSet<Code> {
    preview.problems.counts().keys().copied().collect()
}

fn book(fill: impl FnOnce(&mut Workbook) -> Result<(), rust_xlsxwriter::XlsxError>) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book).unwrap();
    book.save_to_buffer().unwrap()
}

/// Titles and rows of text on a new sheet, from line `top` (counted from 0).
fn write(book: &mut Workbook, top: u32, rows: &[&[&str]]) -> Result<(), rust_xlsxwriter::XlsxError> {
    let sheet = book.add_worksheet();
    for (row, cells) in (top..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write_string(row, column, *cell)?;
        }
    }
    Ok(())
}

#[path = "import/harm.rs"]
mod harm;

const TITLES: &[&str] = &["NIP", "Nama", "Unit Kerja", "NIP Atasan"];

#[test]
fn a_workbook_with_a_letterhead_is_read() {
    let bytes = book(|book| {
        book.add_worksheet().write_string(0, 0, "Petunjuk pengisian")?;
        write(
            book,
            3,
            &[
                TITLES,
                &["1", "2", "3", "4"],
                &["197003011995031001", "Ani", "Dinas A", "-"],
                &["198801012023211003", "Budi", "Dinas A", "197003011995031001"],
            ],
        )?;
        write(book, 0, &[TITLES, &["1", "2", "3", "4"]])?;
        book.add_worksheet().set_hidden(true).write_string(0, 0, "NIP")?.write_string(0, 1, "Nama")?;
        Ok(())
    });
    let preview = preview(&bytes, &[]);
    assert_eq!(
        found(&preview),
        BTreeSet::from([Code::SheetIgnored, Code::NumberingRowSkipped, Code::CategoryMissing, Code::ZoneAssumed])
    );
    assert_eq!(preview.new.iter().map(|p| p.line).collect::<Vec<_>>(), [Some(6), Some(7)]);
    assert_eq!(preview.rows().unwrap().len(), 2);
}

#[test]
fn numbers_in_a_workbook_are_recognised_as_damaged_or_mended() {
    let bytes = book(|book| {
        let sheet = book.add_worksheet();
        for (column, title) in (0..).zip(["NIP", "Nama", "Unit Kerja", "No HP", "Jabatan"]) {
            sheet.write_string(0, column, title)?;
        }
        // 18 digits as a number; a local number as a number; a telephone number as a number.
        sheet
            .write_number(1, 0, 197_803_012_005_011_001.0)?
            .write_string(1, 1, "Ani")?
            .write_string(1, 2, "Dinas A")?;
        sheet.write_number(2, 0, 123_456)?.write_string(2, 1, "Budi")?.write_string(2, 2, "Dinas A")?;
        sheet.write_number(2, 3, 81_234_567_890.0)?.write_boolean(2, 4, true)?;
        sheet.write_number(3, 0, 654_321)?.write_string(3, 1, "Citra")?.write_string(3, 2, "Dinas A")?;
        sheet.write_formula(3, 3, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!"))?;
        Ok(())
    });
    let sheet = read(&bytes).unwrap();
    assert_eq!(sheet.rows[0].cell(Column::Nip), "1.97803012005011E17");
    assert_eq!(sheet.rows[1].cell(Column::Position), "true");
    let preview = check_rows(&sheet, &[], &Defaults::default());
    let listed: Vec<_> = preview.problems.listed().iter().filter_map(|p| Some((p.line?, p.code))).collect();
    assert!(listed.contains(&(2, Code::NipScientific)), "{listed:?}");
    assert!(listed.contains(&(3, Code::PhoneZeroAdded)), "{listed:?}");
    assert!(listed.contains(&(4, Code::CellExcelError)), "{listed:?}");
    assert_eq!(preview.new.len(), 1);
}

#[test]
fn a_rota_in_a_workbook_may_have_real_dates() {
    let bytes = book(|book| {
        let sheet = book.add_worksheet();
        let date = Format::new().set_num_format("dd/mm/yyyy");
        for (column, title) in (0..).zip(["NIP", "Tanggal", "Keterangan"]) {
            sheet.write_string(0, column, title)?;
        }
        sheet.write_string(1, 0, "123456")?.write_string(1, 2, "WFH")?;
        sheet.write_datetime_with_format(1, 1, ExcelDateTime::from_ymd(2026, 4, 3)?, &date)?;
        Ok(())
    });
    let list = check_rota(&read_rota(&bytes).unwrap(), |_| true);
    let rows = list.rows().unwrap();
    assert_eq!((rows[0].date.to_string(), rows[0].mark.code()), ("2026-04-03".to_owned(), "wfh"));
}

/// One list with every fault a list can have; one preview names them all.
#[test]
fn every_fault_at_once_makes_one_report() {
    let long = "x".repeat(501);
    let titles = "Nama;NIP;Unit kerja;NIP atasan;Kategori;Jenis jabatan;Pola kerja;Zona;HP;Email;Nama lengkap;Golongan";
    let good = "Dinas A;197003011995031001";
    let rows = [
        "1;2;3;4;5;6;7;8;9;10;11;12".to_owned(),
        "Kepala;197003011995031001;Dinas A;-;administrasi;;;;81234567890".to_owned(),
        "Wakil;19700301 199503 1 002;Dinas A;-;administrasi".to_owned(),
        format!("Ilmiah;1,97803E+17;{good}"),
        format!("Bulat;197803012005011000;{good}"),
        format!("Huruf;19780301200501100O;{good}"),
        format!("Kurang;19780301200501100;{good}"),
        format!("Lahir;197813012005011001;{good}"),
        format!("Angkat;197803011905011001;{good}"),
        format!("Kelamin;197803012005015001;{good}"),
        format!("Kosong;;{good}"),
        format!("Ganda;197003011995031001;{good}"),
        format!(";197803012005011011;{good}"),
        format!("{long};197803012005011012;{good}"),
        format!("#N/A;197803012005011013;{good}"),
        format!("Tak\u{200B}tampak;197803012005011014;{good}"),
        format!("Geser;197803012005011015;{good};;;;;;;;;lebih"),
        "Asing;197803012005011016;Dinas A;197803012005011999".to_owned(),
        "Sendiri;197803012005011017;Dinas A;197803012005011017".to_owned(),
        "Putar;197803012005011018;Dinas A;197803012005011019".to_owned(),
        "Putar;197803012005011019;Dinas A;197803012005011018".to_owned(),
        "Dalam;197803012005011020;a>b>c>d>e>f>g>h>i>j>k;197003011995031001".to_owned(),
        format!("Kata;197803012005011021;{good};ini;itu;anu;WIBB;0812;bukan surel"),
        format!("HP;197803012005011022;{good};;;;;8,12346E+11"),
        format!("HP;197803012005011023;{good};;;;;0812345678/0813"),
    ];
    let mut bytes = b"Daftar \x96 2026\n".to_vec();
    bytes.extend(encoding_rs::WINDOWS_1252.encode(titles).0.iter());
    for row in &rows {
        bytes.push(b'\n');
        // The invisible character has no place in Windows-1252: it comes as a soft hyphen, which is as invisible.
        bytes.extend(encoding_rs::WINDOWS_1252.encode(&row.replace('\u{200B}', "\u{AD}")).0.iter());
    }
    let preview = preview(&bytes, &[]);
    use Code::*;
    let expected = BTreeSet::from([
        ColumnTwice,
        HeaderIgnored,
        NumberingRowSkipped,
        EncodingAssumed,
        CellMissing,
        CellTooLong,
        CellExcelError,
        CellInvisible,
        RowTooLong,
        NipEmpty,
        NipScientific,
        NipRounded,
        NipNotDigits,
        NipLength,
        NipBirthDate,
        NipAppointmentYear,
        NipSex,
        NipTidied,
        NipTwice,
        SupervisorUnknown,
        SupervisorSelf,
        SupervisorCycle,
        SeveralTops,
        UnitTooDeep,
        ZoneUnknown,
        ZoneAssumed,
        CategoryUnknown,
        CategoryMissing,
        PositionTypeUnknown,
        PatternUnknown,
        PhoneForm,
        PhoneScientific,
        PhoneSeveral,
        PhoneZeroAdded,
        EmailForm,
    ]);
    assert_eq!(found(&preview), expected);
    assert!(preview.rows().is_none());
    assert_eq!(preview.problems.unlisted(), 0);
    for problem in preview.problems.listed() {
        for text in [problem.message_id(), problem.message_en(), problem.remedy_id(), problem.remedy_en()] {
            assert!(!text.contains('{'), "{text}");
            assert!(!text.contains("1970030119950310"), "a number in full: {text}");
        }
        assert!(problem.line.is_none_or(|line| problem.message_id().starts_with(&format!("Baris {line}"))));
    }
}

/// 37,000 people in 40 agencies, four levels deep, as CSV.
fn province(people: usize) -> String {
    let nip = |i: usize| {
        format!(
            "19{:02}{:02}{:02}2010{:02}{}{:03}",
            60 + i % 40,
            1 + i / 40 % 12,
            1 + i / 480 % 28,
            1 + i % 12,
            1 + i % 2,
            1 + i / 13_440
        )
    };
    let mut text = "PEMERINTAH PROVINSI\n\nNo;NIP;Nama;Perangkat Daerah;Bidang;Jabatan;Kategori layanan;NIP Atasan;Alamat;No HP;Email;Zona\n".to_owned();
    for i in 0..people {
        let above = if i == 0 { "-".to_owned() } else { nip((i - 1) / 8) };
        writeln!(
            text,
            "{};{};Pegawai {i};Perangkat Daerah {};Bidang {};Analis;Administrasi pemerintahan;{above};Jl. Merdeka No. {i}, Bandung;0812{i:08};p{i}@contoh.go.id;WIB",
            i + 1, nip(i), i % 40, i % 9,
        )
        .unwrap();
    }
    text
}

#[test]
fn a_province_is_read_and_checked() {
    const PEOPLE: usize = 37_000;
    let text = province(PEOPLE);
    let start = Instant::now();
    let sheet = read(text.as_bytes()).unwrap();
    let read_in = start.elapsed();
    let first = check_rows(&sheet, &[], &Defaults::default());
    let first_in = start.elapsed();
    assert_eq!(first.problems.counts().keys().filter(|c| c.severity() == Severity::Error).count(), 0);
    let rows = first.rows().unwrap();
    assert_eq!((first.new.len(), rows.len()), (PEOPLE, PEOPLE));
    let mut above = BTreeSet::new();
    for row in rows {
        assert!(row.supervisor.is_none_or(|nip| above.contains(&nip)));
        above.insert(row.nip);
    }
    let again = check_rows(&sheet, rows, &Defaults::default());
    assert_eq!((again.unchanged, again.changed_people, again.missing.len()), (PEOPLE, 0, 0));
    println!(
        "{PEOPLE} people, {} KiB: read {read_in:?}, with checks {first_in:?}, with a second import {:?}",
        text.len() / 1024,
        start.elapsed()
    );
}

#[test]
fn a_province_in_a_workbook_is_read() {
    const PEOPLE: usize = 37_000;
    let text = province(PEOPLE);
    let bytes = book(|book| {
        let sheet = book.add_worksheet();
        for (row, line) in (0..).zip(text.lines()) {
            for (column, cell) in (0..).zip(line.split(';')) {
                sheet.write_string(row, column, cell)?;
            }
        }
        Ok(())
    });
    let start = Instant::now();
    let preview = preview(&bytes, &[]);
    println!("{PEOPLE} people, {} KiB of XLSX: read and checked in {:?}", bytes.len() / 1024, start.elapsed());
    assert_eq!(preview.rows().unwrap().len(), PEOPLE);
}

/// The page for offices speaks of every column, every accepted title, every word and every problem.
#[test]
fn the_page_names_everything() {
    let page = include_str!("../docs/staff-list.md");
    let mut wanted: Vec<String> = Code::ALL.iter().map(|c| format!("`{}`", c.key())).collect();
    for column in Column::ALL {
        let field = column.field();
        wanted.extend([format!("`{}`", field.key), field.id.to_owned(), field.en.to_owned()]);
        wanted.extend(column.synonyms().map(|s| format!("`{s}`")));
    }
    for column in RotaColumn::ALL {
        wanted.extend([column.field().id.to_owned(), column.field().en.to_owned()]);
        wanted.extend(column.synonyms().iter().map(|s| format!("`{s}`")));
    }
    macro_rules! words {
        ($($kind:ident),+) => {$(
            for word in sidak_core::staff::$kind::ALL {
                wanted.extend([format!("`{}`", word.code()), word.name_id().to_owned(), word.name_en().to_owned()]);
                wanted.extend(word.synonyms().iter().map(|s| format!("`{s}`")));
            }
        )+};
    }
    words!(ServiceCategory, PositionType, WorkPattern, RotaMark);
    let absent: Vec<_> = wanted.iter().filter(|w| !page.contains(w.as_str())).collect();
    assert!(absent.is_empty(), "not in docs/staff-list.md: {absent:?}");
    for code in Code::ALL {
        let texts = code.texts();
        let row = page.lines().find(|l| l.contains(&format!("`{}`", code.key()))).unwrap();
        for text in [texts.what_id, texts.mend_id, texts.what_en, texts.mend_en] {
            assert!(row.contains(text), "{row} lacks: {text}");
        }
    }
}
