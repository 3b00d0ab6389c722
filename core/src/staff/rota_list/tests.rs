//! Tests of the rota list.
#![allow(clippy::unwrap_used)]

use super::*;

const ANI: &str = "197803012005012001";
const BUDI: &str = "198801012023211003";

fn sheet(lines: &[(&str, &str, &str)]) -> RawRotaSheet {
    let row = |(i, &(nip, date, mark)): (usize, &(&str, &str, &str))| RawRotaRow {
        line: u32::try_from(i).unwrap() + 2,
        surplus: 0,
        nip: nip.to_owned(),
        date: date.to_owned(),
        mark: mark.to_owned(),
    };
    RawRotaSheet {
        columns: RotaColumn::ALL.to_vec(),
        rows: lines.iter().enumerate().map(row).collect(),
        notices: vec![],
    }
}

fn codes(preview: &RotaPreview) -> Vec<(Option<u32>, Code)> {
    preview.problems.listed().iter().map(|p| (p.line, p.code)).collect()
}

#[test]
fn a_good_list_comes_out_in_order() {
    let list = sheet(&[(BUDI, "3 April 2026", "WFO"), (ANI, "03/04/2026", "wfh"), (BUDI, "2026-04-02", "Dinas Luar")]);
    let preview = check_rota(&list, |_| true);
    let nip = |text| Nip::parse(text).unwrap();
    let day = |d| jiff::civil::date(2026, 4, d);
    let rows = preview.rows().unwrap();
    assert_eq!(
        rows,
        [
            RotaRow { nip: nip(ANI), date: day(3), mark: RotaMark::Home },
            RotaRow { nip: nip(BUDI), date: day(2), mark: RotaMark::Travel },
            RotaRow { nip: nip(BUDI), date: day(3), mark: RotaMark::Office },
        ]
    );
}

#[test]
fn every_fault_is_named_at_once_and_nothing_comes_out() {
    let mut list = sheet(&[
        (ANI, "03/04/2026", "WFH"),
        (ANI, "2026-04-03", "WFO"),
        ("1.97803E+17", "besok", "entah"),
        (ANI, "04/13/2026", "WFH"),
        (BUDI, "2026-04-03", "WFH"),
        ("", "2026-04-03", "WFH"),
    ]);
    list.rows[0].surplus = 2;
    let preview = check_rota(&list, |nip| nip.to_digits() == ANI);
    assert!(preview.rows().is_none());
    let expected = [
        (2, Code::RowTooLong),
        (3, Code::DayTwice),
        (4, Code::NipScientific),
        (4, Code::DateUnreadable),
        (4, Code::ModeUnknown),
        (5, Code::DateMonthFirst),
        (6, Code::PersonUnknown),
        (7, Code::NipEmpty),
    ];
    assert_eq!(codes(&preview), expected.map(|(line, code)| (Some(line), code)));
    let mode = preview.problems.listed().into_iter().find(|p| p.code == Code::ModeUnknown).cloned().unwrap();
    assert_eq!(mode.message_id(), "Baris 4, kolom Keterangan: keterangan “entah” tidak dikenal.");
    assert!(mode.remedy_id().contains("WFH, WFO, Cuti, Dinas luar"));
}

#[test]
fn a_missing_column_and_an_empty_list_are_said_once() {
    let mut list = sheet(&[(ANI, "", "WFH"), (BUDI, "", "WFH")]);
    list.columns.retain(|&c| c != RotaColumn::Date);
    assert_eq!(codes(&check_rota(&list, |_| true)), [(None, Code::ColumnMissing)]);
    assert_eq!(codes(&check_rota(&sheet(&[]), |_| true)), [(None, Code::ListEmpty)]);
}
