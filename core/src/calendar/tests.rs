#![allow(clippy::unwrap_used)]
use super::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn the_shipped_years_are_those_of_the_decrees() {
    let calendar = Calendar::built_in().unwrap();
    // Totals of the joint decrees after their amendments.
    for (year, national, leave) in [(2023, 16, 11), (2026, 17, 8)] {
        let year_days: Vec<_> = calendar.between(day(&format!("{year}-01-01")), day(&format!("{year}-12-31"))).collect();
        let count = |kind| year_days.iter().filter(|(_, holiday)| holiday.kind == kind).count();
        assert_eq!((count(HolidayKind::National), count(HolidayKind::CollectiveLeave)), (national, leave), "{year}");
    }
}

#[test]
fn free_days_carry_their_name_and_decree() {
    let calendar = Calendar::built_in().unwrap();
    for (on, decree) in [
        // Moved into the leave by the first amendment of 2023; 26 April became a working day again.
        ("2023-04-19", Some("327/2023")),
        ("2023-04-26", None),
        ("2023-06-28", Some("624/2023")),
        ("2023-08-17", Some("1066/2022")),
        ("2023-09-28", Some("1066/2022")),
        ("2026-03-20", Some("1497/2025")),
        ("2026-03-24", Some("1497/2025")),
        ("2026-11-20", None),
        ("2026-12-25", Some("1497/2025")),
    ] {
        let holiday = calendar.holiday(day(on));
        assert_eq!(calendar.is_free(day(on)), decree.is_some(), "{on}");
        assert_eq!(holiday.is_some_and(|h| h.decree.contains(decree.unwrap_or("no decree"))), decree.is_some(), "{on}");
    }
}

#[test]
fn years_that_nobody_entered_are_known_to_be_unknown() {
    let calendar = Calendar::built_in().unwrap();
    assert!(calendar.knows(2026) && !calendar.knows(2024));
    assert_eq!(calendar.unknown_years(day("2023-08-21"), day("2026-02-01")), [2024, 2025]);
    assert!(!calendar.is_free(day("2024-12-25")), "nothing is free in a year without data");
}

#[test]
fn faulty_files_are_refused() {
    const DECREE: &str = "[[decrees]]\nkey = \"a\"\ntitle = \"SKB\"\nsigned = \"2023-01-01\"\n";
    let row = |on: &str| format!("[[holidays]]\nday = \"{on}\"\nname = \"x\"\nkind = \"national\"\ndecree = \"a\"\n");
    let file = |rows: &[String]| format!("year = 2024\n{DECREE}{}", rows.concat());
    let read = |text: &str| Calendar::from_toml(&[text]);

    assert!(read(&file(&[row("2024-12-25")])).unwrap().is_free(day("2024-12-25")));
    assert_eq!(read(&file(&[row("2024-05-01"), row("2024-05-01")])), Err(CalendarError::DayTwice(day("2024-05-01"))));
    assert_eq!(read(&file(&[row("2025-05-01")])), Err(CalendarError::OtherYear(day("2025-05-01"))));
    let no_decree = file(&[row("2024-05-01").replace("decree = \"a\"", "decree = \"b\"")]);
    assert_eq!(read(&no_decree), Err(CalendarError::NoDecree(day("2024-05-01"))));
    assert!(matches!(read("year = 2024"), Err(CalendarError::NotReadable(_))));
    let one = file(&[row("2024-05-01")]);
    assert_eq!(Calendar::from_toml(&[&one, &one]), Err(CalendarError::YearTwice(2024)));
}

#[test]
fn there_are_never_more_rows_than_the_bound() {
    let years: Vec<String> = (2000..)
        .take(HOLIDAYS_MAX / 200 + 1)
        .map(|year| {
            let first = day(&format!("{year}-01-01"));
            let count = if year == 2000 + i32::try_from(HOLIDAYS_MAX / 200).unwrap() { 1 } else { 200 };
            let rows: String = (0..count)
                .map(|n| format!("[[holidays]]\nday = \"{}\"\nname = \"x\"\nkind = \"national\"\ndecree = \"a\"\n", first.plus(n)))
                .collect();
            format!("year = {year}\n[[decrees]]\nkey = \"a\"\ntitle = \"SKB\"\nsigned = \"2000-01-01\"\n{rows}")
        })
        .collect();
    let files: Vec<&str> = years.iter().map(String::as_str).collect();
    assert!(Calendar::from_toml(&files[..files.len() - 1]).is_ok(), "exactly {HOLIDAYS_MAX}");
    assert_eq!(Calendar::from_toml(&files), Err(CalendarError::TooMany));
}
