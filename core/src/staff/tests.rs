//! Tests of the staff list as a whole. The cases are rows as personnel offices send them.
#![allow(clippy::unwrap_used)]

use super::*;

const HEAD: &str = "197003011995031001";
const ANI: &str = "197803012005012001";
const BUDI: &str = "198801012023211003";
const CITRA: &str = "199005052015032002";

use Column::{Domicile, Email, HomeAddress, Name, Phone, Position, Supervisor, Unit, Zone};

/// A row as `(column, cell)` pairs; all columns are there.
fn sheet(rows: &[&[(Column, &str)]]) -> RawSheet {
    let rows = rows.iter().zip(2..).map(|(cells, line)| {
        let mut row = RawRow::new(line);
        for (column, cell) in *cells {
            row.put(*column, cell);
        }
        row
    });
    RawSheet { columns: Column::ALL.to_vec(), rows: rows.collect(), notices: vec![] }
}

fn person<'a>(nip: &'a str, supervisor: &'a str) -> Vec<(Column, &'a str)> {
    vec![
        (Column::Nip, nip),
        (Name, "Ani"),
        (Unit, "Dinas Pendidikan > Bidang SMA"),
        (Supervisor, supervisor),
        (Column::ServiceCategory, "Administrasi pemerintahan"),
        (Zone, "WIB"),
    ]
}

fn with<'a>(mut row: Vec<(Column, &'a str)>, column: Column, cell: &'a str) -> Vec<(Column, &'a str)> {
    row.retain(|(c, _)| *c != column);
    row.push((column, cell));
    row
}

fn check(rows: &[Vec<(Column, &str)>], known: &[StaffRow]) -> Preview {
    let rows: Vec<&[(Column, &str)]> = rows.iter().map(Vec::as_slice).collect();
    check_rows(&sheet(&rows), known, &Defaults::default())
}

/// What is stored once `rows` are imported.
fn imported(rows: &[Vec<(Column, &str)>]) -> Vec<StaffRow> {
    check(rows, &[]).rows().unwrap().to_vec()
}

fn codes(preview: &Preview) -> Vec<(Option<u32>, Option<&'static str>, Code)> {
    preview.problems.listed().iter().map(|p| (p.line, p.field.map(|f| f.key), p.code)).collect()
}

#[test]
fn a_good_list_comes_out_supervisors_first() {
    let preview = check(&[person(ANI, BUDI), person(BUDI, HEAD), person(CITRA, HEAD), person(HEAD, "-")], &[]);
    assert_eq!(codes(&preview), []);
    let order: Vec<_> = preview.rows().unwrap().iter().map(|r| r.nip.to_digits()).collect();
    assert_eq!(order, [HEAD, BUDI, CITRA, ANI]);
    assert_eq!((preview.people, preview.sound, preview.new.len(), preview.unchanged), (4, 4, 4, 0));
}

#[test]
fn cells_become_values() {
    let mut row = person(HEAD, "");
    for (column, cell) in [
        (Name, "  Dr.\u{00A0}Hj.  Siti   Aminah, M.Si "),
        (Unit, " Bidang SMA >  Bidang SMA > Seksi Kurikulum"),
        (Position, "=Analis Kebijakan"),
        (Column::PositionType, "JPT Pratama"),
        (Column::ServiceCategory, "layanan dukungan pimpinan"),
        (Domicile, "Kota\nBandung"),
        (HomeAddress, "Jl. Merdeka No. 1/2"),
        (Phone, "81234567890"),
        (Email, "Siti@JABARPROV.go.id"),
        (Zone, "asia/makassar"),
        (Column::WorkPattern, "piket"),
    ] {
        row = with(row, column, cell);
    }
    let rows = imported(&[row]);
    let texts: Vec<String> = Column::ALL.iter().map(|&c| rows[0].text(c)).collect();
    let expected = [
        "1970•••• •••••• 1 •••",
        "Dr. Hj. Siti Aminah, M.Si",
        "Bidang SMA > Seksi Kurikulum",
        // Nothing visible is stripped, not even what a spreadsheet would take for a formula.
        "=Analis Kebijakan",
        "Pimpinan tinggi",
        "Dukungan pimpinan",
        "",
        "Kota Bandung",
        "Jl. Merdeka No. 1/2",
        "+6281234567890",
        "Siti@jabarprov.go.id",
        "Asia/Makassar",
        "Bergilir",
    ];
    assert_eq!(texts, expected);
}

#[test]
fn unit_paths_are_split_at_what_people_write() {
    for (cells, path) in [
        (&["Dinas A > Bidang B > Seksi C"][..], &["Dinas A", "Bidang B", "Seksi C"][..]),
        (&["Dinas A | Bidang B"], &["Dinas A", "Bidang B"]),
        (&["Dinas A / Bidang B/C"], &["Dinas A", "Bidang B/C"]),
        (&["UPTD SMA/SMK"], &["UPTD SMA/SMK"]),
        (&["Dinas A", "Bidang B", "", "Seksi C"], &["Dinas A", "Bidang B", "Seksi C"]),
        (&["Dinas A", "-"], &["Dinas A"]),
    ] {
        let mut row = person(HEAD, "");
        row.retain(|(c, _)| *c != Unit);
        row.extend(cells.iter().map(|&cell| (Unit, cell)));
        assert_eq!(imported(&[row])[0].unit_path, path, "{cells:?}");
    }
}

#[test]
fn each_fault_of_a_cell_has_its_code_and_stops_the_import() {
    let long = "x".repeat(MAX_CELL_CHARS + 1);
    let deep = ["A"; 11].iter().zip(0..).map(|(a, n)| format!("{a}{n}")).collect::<Vec<_>>().join(" > ");
    for (column, cell, code) in [
        (Column::Nip, "", Code::NipEmpty),
        (Column::Nip, "1,97803E+17", Code::NipScientific),
        (Column::Nip, "197803012005011000", Code::NipRounded),
        (Column::Nip, "Jumlah", Code::NipNotDigits),
        (Column::Nip, "1978030120050110", Code::NipLength),
        (Column::Nip, "197813012005011001", Code::NipBirthDate),
        (Column::Nip, "197803011900011001", Code::NipAppointmentYear),
        (Column::Nip, "197803012005013001", Code::NipSex),
        (Column::Nip, "#N/A", Code::CellExcelError),
        (Name, "", Code::CellMissing),
        (Name, "-", Code::CellMissing),
        (Name, &long, Code::CellTooLong),
        (Name, "#REF!", Code::CellExcelError),
        (Unit, " ", Code::CellMissing),
        (Unit, " > ", Code::CellMissing),
        (Unit, &deep, Code::UnitTooDeep),
        (Supervisor, "Drs. Ahmad", Code::NipNotDigits),
        (Supervisor, "1.97803E+17", Code::NipScientific),
        (Supervisor, ANI, Code::SupervisorUnknown),
        (Supervisor, HEAD, Code::SupervisorSelf),
        (Column::ServiceCategory, "apa saja", Code::CategoryUnknown),
        (Column::PositionType, "raja", Code::PositionTypeUnknown),
        (Column::WorkPattern, "kadang", Code::PatternUnknown),
        (Zone, "WIBB", Code::ZoneUnknown),
        (Phone, "0812", Code::PhoneForm),
        (Phone, "8.12346E+11", Code::PhoneScientific),
        (Phone, "0812345678/0813", Code::PhoneSeveral),
        (Email, "budi@kantor", Code::EmailForm),
    ] {
        let preview = check(&[with(person(HEAD, ""), column, cell)], &[]);
        assert_eq!(codes(&preview), [(Some(2), Some(column.field().key), code)], "{column:?} {cell:?}");
        assert_eq!(code.severity(), Severity::Error);
        assert!(preview.rows().is_none(), "{code:?}");
    }
}

#[test]
fn a_cell_at_the_bound_is_taken() {
    let name = "x".repeat(MAX_CELL_CHARS);
    assert_eq!(imported(&[with(person(HEAD, ""), Name, &name)])[0].name, name);
}

#[test]
fn what_is_mended_on_the_way_is_said_and_stops_nothing() {
    for (column, cell, code) in [
        (Column::Nip, "'19700301 199503 1 001", Code::NipTidied),
        (Phone, "81234567890", Code::PhoneZeroAdded),
        (Name, "A\u{200B}ni", Code::CellInvisible),
    ] {
        let preview = check(&[with(person(HEAD, ""), column, cell)], &[]);
        assert_eq!(codes(&preview), [(Some(2), Some(column.field().key), code)]);
        assert!(preview.rows().is_some(), "{code:?}");
    }
    let gaps = check(&[vec![(Column::Nip, HEAD), (Name, "Ani"), (Unit, "Dinas A")]], &[]);
    let expected = [(None, Some("service_category"), Code::CategoryMissing), (None, Some("zone"), Code::ZoneAssumed)];
    assert_eq!(codes(&gaps), expected);
    assert_eq!(gaps.rows().unwrap()[0].zone, "Asia/Jakarta");
}

#[test]
fn problems_say_row_field_fault_and_remedy_in_both_languages() {
    let preview = check(&[with(person(HEAD, ""), Column::Nip, "1.97803E+17")], &[]);
    let listed = preview.problems.listed();
    assert_eq!(
        listed[0].message_id(),
        "Baris 2, kolom NIP: Excel mengubah NIP menjadi bilangan (seperti 1,97803E+17); angka akhirnya hilang."
    );
    assert_eq!(
        listed[0].message_en(),
        "Row 2, column NIP: Excel turned the NIP into a number (like 1.97803E+17); its last digits are lost."
    );
    assert!(listed[0].remedy_id().starts_with("Ubah format kolom ini menjadi Teks"));
    assert!(listed[0].remedy_en().starts_with("Format this column as Text"));
}

#[test]
fn a_doubled_number_names_the_first_row() {
    let preview = check(&[person(HEAD, ""), person(ANI, HEAD), with(person(ANI, HEAD), Name, "Lain")], &[]);
    assert_eq!(codes(&preview), [(Some(4), Some("nip"), Code::NipTwice)]);
    assert_eq!(preview.problems.listed()[0].args, ["3"]);
}

#[test]
fn a_supervisor_may_be_in_the_list_or_known() {
    let known = imported(&[person(HEAD, "")]);
    let preview = check(&[person(ANI, HEAD), person(BUDI, ANI)], &known);
    assert_eq!(codes(&preview), []);
    assert_eq!(preview.missing.iter().map(|m| m.nip.to_digits()).collect::<Vec<_>>(), [HEAD]);
    // A row whose other cells are wrong is still somebody's supervisor: one fault, one problem.
    let preview = check(&[with(person(HEAD, ""), Email, "x"), person(ANI, HEAD)], &[]);
    assert_eq!(codes(&preview), [(Some(2), Some("email"), Code::EmailForm)]);
}

#[test]
fn a_circle_is_named_whole_once() {
    let preview = check(&[person(CITRA, ANI), person(ANI, BUDI), person(BUDI, HEAD), person(HEAD, ANI)], &[]);
    assert_eq!(codes(&preview), [(Some(3), Some("supervisor"), Code::SupervisorCycle)]);
    let problem = preview.problems.listed()[0];
    assert_eq!(problem.args, ["3", "3 → 4 → 5 → 3"]);
    assert_eq!(preview.sound, 1);
}

#[test]
fn a_circle_through_people_who_are_not_in_the_list_is_found() {
    let known = imported(&[person(HEAD, ""), person(ANI, HEAD)]);
    let preview = check(&[person(HEAD, ANI)], &known);
    assert_eq!(codes(&preview), [(Some(2), Some("supervisor"), Code::SupervisorCycle)]);
    assert_eq!(preview.problems.listed()[0].args, ["2", "2 → 1978•••• •••••• 2 ••• → 2"]);
}

#[test]
fn a_long_circle_is_cut_at_its_bound() {
    let ring = |n: usize| -> Vec<String> {
        let numbers: Vec<String> = (0..n).map(|i| format!("1978030120050110{:02}", i + 1)).collect();
        let rows: Vec<_> = (0..n).map(|i| person(&numbers[i], &numbers[(i + 1) % n])).collect();
        check(&rows, &[]).problems.listed()[0].args.clone()
    };
    assert_eq!(ring(MAX_CHAIN_SHOWN)[1].matches('→').count(), MAX_CHAIN_SHOWN);
    let cut = ring(MAX_CHAIN_SHOWN + 1);
    assert_eq!(cut[0], "21");
    assert!(cut[1].ends_with("→ 21 → … → 2"), "{}", cut[1]);
}

#[test]
fn several_people_at_the_top_of_one_unit_are_pointed_out() {
    let other = with(person(CITRA, "-"), Unit, "Dinas Kesehatan");
    let preview = check(&[person(HEAD, ""), person(ANI, ""), other], &[]);
    let expected = [2, 3].map(|line| (Some(line), Some("supervisor"), Code::SeveralTops));
    assert_eq!(codes(&preview), expected);
    assert_eq!(preview.problems.listed()[0].args, ["2", "Dinas Pendidikan"]);
    assert!(preview.rows().is_some());
    // Somebody who is already at the top counts, though this list does not name them.
    let preview = check(&[person(ANI, "")], &imported(&[person(HEAD, "")]));
    assert_eq!(codes(&preview), [(Some(2), Some("supervisor"), Code::SeveralTops)]);
}

#[test]
fn importing_again_updates_by_number_and_says_what_changes() {
    let known = imported(&[
        person(HEAD, ""),
        with(person(ANI, HEAD), Phone, "081234567890"),
        person(BUDI, HEAD),
        person(CITRA, ANI),
    ]);
    let moved = with(with(person(ANI, BUDI), Unit, "Dinas Pendidikan > Sekretariat"), Phone, "");
    let preview = check(&[person(HEAD, ""), moved, person(CITRA, ANI), person("197803012005012009", HEAD)], &known);
    assert_eq!(codes(&preview), []);
    let changes: Vec<_> = preview.changed.iter().map(|c| (c.line, c.column, c.old.as_str(), c.new.as_str())).collect();
    assert_eq!(
        changes,
        [
            (3, Unit, "Dinas Pendidikan > Bidang SMA", "Dinas Pendidikan > Sekretariat"),
            (3, Supervisor, "1970•••• •••••• 1 •••", "1988•••• •••••• 1 •••"),
        ]
    );
    assert_eq!((preview.changed_people, preview.unchanged), (1, 2));
    assert_eq!(preview.changes_by_column[&Supervisor], 1);
    assert_eq!(preview.new.iter().map(|p| p.line).collect::<Vec<_>>(), [Some(5)]);
    assert_eq!(preview.missing.iter().map(|p| p.nip.to_digits()).collect::<Vec<_>>(), [BUDI]);
    // The blank telephone cell left the number as it was; the missing supervisor is still one.
    let ani = preview.rows().unwrap().iter().find(|r| r.nip.to_digits() == ANI).unwrap();
    assert_eq!((ani.phone.as_str(), ani.supervisor.map(Nip::to_digits).as_deref()), ("+6281234567890", Some(BUDI)));
}

#[test]
fn a_blank_cell_keeps_and_a_dash_empties() {
    let full = [(Position, "Analis"), (Domicile, "Bandung"), (Phone, "081234567890"), (Email, "a@b.id")];
    let row = full.iter().fold(person(ANI, HEAD), |row, &(column, cell)| with(row, column, cell));
    let known = imported(&[person(HEAD, ""), row]);
    let stored = |cell: &'static str| {
        let columns = [Position, Domicile, Phone, Email, Supervisor, Column::ServiceCategory];
        let row = columns.iter().fold(person(ANI, HEAD), |row, &column| with(row, column, cell));
        let preview = check(&[person(HEAD, ""), row], &known);
        let ani = preview.rows().unwrap().iter().find(|r| r.nip.to_digits() == ANI).unwrap().clone();
        columns.map(|c| ani.text(c))
    };
    let kept = ["Analis", "Bandung", "+6281234567890", "a@b.id", "1970•••• •••••• 1 •••", "Administrasi pemerintahan"];
    assert_eq!(stored(""), kept);
    assert_eq!(stored("-"), [""; 6]);
}

#[test]
fn a_required_column_that_is_not_there_is_said_once() {
    let mut list = sheet(&[&[(Column::Nip, HEAD)], &[(Column::Nip, ANI)]]);
    list.columns = vec![Column::Nip, Phone];
    let preview = check_rows(&list, &[], &Defaults::default());
    let missing: Vec<_> = preview.problems.listed().into_iter().filter(|p| p.code == Code::ColumnMissing).collect();
    let said: Vec<_> = missing.iter().map(|p| (p.line, p.field.unwrap().key, p.args[0].as_str())).collect();
    assert_eq!(said, [(None, "name", "2"), (None, "unit", "2")]);
    // For people who are known, a list of numbers and telephones is enough.
    let known = imported(&[person(HEAD, ""), person(ANI, HEAD)]);
    assert_eq!(check_rows(&list, &known, &Defaults::default()).unchanged, 2);
}

#[test]
fn rows_and_changes_stop_at_their_bounds() {
    let many = |n: usize| {
        let rows = (0..n).zip(2..).map(|(_, line)| RawRow::new(line)).collect();
        check_rows(&RawSheet { columns: vec![Column::Nip], rows, notices: vec![] }, &[], &Defaults::default())
    };
    assert!(!many(MAX_ROWS).problems.counts().contains_key(&Code::TooManyRows));
    assert!(many(MAX_ROWS + 1).problems.counts().contains_key(&Code::TooManyRows));

    let numbers: Vec<String> = (0..=MAX_CHANGES_LISTED)
        .map(|i| format!("19{:02}0301200501{}{:03}", 50 + i / 1_998, 1 + i / 999 % 2, i % 999 + 1))
        .collect();
    let rows = |name| numbers.iter().map(|n| with(person(n, "-"), Name, name)).collect::<Vec<_>>();
    let preview = check(&rows("Baru"), &imported(&rows("Lama")));
    assert_eq!(preview.changes_by_column[&Name], MAX_CHANGES_LISTED + 1);
    assert_eq!(preview.changed.len(), MAX_CHANGES_LISTED);
}

#[test]
fn vocabularies_know_their_own_names_and_no_word_means_two_things() {
    for category in ServiceCategory::ALL {
        for name in [category.code(), category.name_id(), category.name_en()] {
            assert_eq!(ServiceCategory::parse(name), Some(*category), "{name}");
        }
        assert!(category.synonyms().iter().all(|s| ServiceCategory::parse(s) == Some(*category)));
    }
    for kind in PositionType::ALL {
        assert!(kind.synonyms().iter().all(|s| PositionType::parse(s) == Some(*kind)), "{kind:?}");
    }
    for pattern in WorkPattern::ALL {
        assert!(pattern.synonyms().iter().all(|s| WorkPattern::parse(s) == Some(*pattern)), "{pattern:?}");
    }
}

#[test]
fn printing_for_debugging_shows_nobody() {
    let known = imported(&[with(person(HEAD, ""), Phone, "081234567890")]);
    let preview = check(&[with(person(HEAD, ""), Name, "Siti"), person(ANI, HEAD)], &known);
    let shown = format!("{preview:?} {known:?}");
    for secret in [HEAD, ANI, "Siti", "Ani", "81234567890", "Bidang SMA"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
