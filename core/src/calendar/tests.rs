#![allow(clippy::unwrap_used)]
use super::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn the_shipped_years_are_those_of_the_decrees() {
    let calendar = Calendar::built_in().unwrap();
    // Totals of the joint decrees after their amendments.
    // 2024 has the two election days besides.
    for (year, national, leave) in [(2023, 16, 11), (2024, 17 + 2, 10), (2025, 17, 11), (2026, 17, 8)] {
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
        ("2024-04-09", Some("855/2023")),
        ("2024-11-27", Some("Keppres 33/2024")),
        ("2025-08-18", Some("933/2025")),
        ("2025-12-26", Some("1017/2024")),
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
    assert!(calendar.knows(2026) && !calendar.knows(2027));
    assert_eq!(calendar.unknown_years(day("2026-08-21"), day("2028-02-01")), [2027, 2028]);
    assert_eq!(calendar.unknown_years(day("2023-01-01"), day("2026-12-31")), Vec::<i16>::new());
    assert!(!calendar.is_free(day("2027-12-25")), "nothing is free in a year without data");
}

#[test]
fn faulty_files_are_refused() {
    const DECREE: &str = "[[decrees]]\nkey = \"a\"\ntitle = \"SKB\"\nsigned = \"2023-01-01\"\n";
    let row = |on: &str| format!("[[holidays]]\nday = \"{on}\"\nname = \"x\"\nkind = \"national\"\ndecree = \"a\"\n");
    let file = |rows: &[String]| format!("year = 2024\n{DECREE}{}", rows.concat());
    let read = |text: &str| Calendar::from_toml(&[text]);

    assert!(read(&file(&[row("2024-12-25")])).unwrap().is_free(day("2024-12-25")));
    assert_eq!(read(&file(&[row("2024-05-01"), row("2024-05-01")])), Err(CalendarError::DayTwice(day("2024-05-01"))));
    assert_eq!(read(&file(&[row("2025-05-01")])), Err(CalendarError::OtherYear(day("2025-05-01"), 2024)));
    let no_decree = file(&[row("2024-05-01").replace("decree = \"a\"", "decree = \"b\"")]);
    assert_eq!(read(&no_decree), Err(CalendarError::NoDecree(day("2024-05-01"))));
    assert!(matches!(read("year = 2024"), Err(CalendarError::NotReadable(_))));
    assert_eq!(read(&file(&[row("2024-05-01").replace("\"x\"", "\" \"")])), Err(CalendarError::NoName(day("2024-05-01"))));
    assert_eq!(read("year = 2024\ndecrees = []\nholidays = []"), Err(CalendarError::NoDecrees(2024)));
    assert_eq!(read(&format!("year = 2024\nholidays = []\n{DECREE}")), Err(CalendarError::NoDays(2024)));
    assert_eq!(read(&format!("year = 1924\nholidays = []\n{DECREE}")), Err(CalendarError::BadYear(1924)));
    let padded = |bytes: usize| format!("{}#{}", file(&[row("2024-05-01")]), "x".repeat(bytes - file(&[row("2024-05-01")]).len() - 1));
    assert!(read(&padded(YEAR_BYTES_MAX)).is_ok());
    assert_eq!(read(&padded(YEAR_BYTES_MAX + 1)), Err(CalendarError::TooLong));
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

#[test]
fn a_year_is_replaced_as_a_whole_or_not_at_all() {
    let calendar = Calendar::built_in().unwrap();
    let file = "year = 2026\n[[decrees]]\nkey = \"a\"\ntitle = \"SKB baru\"\n[[holidays]]\nday = \"2026-11-20\"\nname = \"x\"\nkind = \"national\"\ndecree = \"a\"\n";
    let (year, changed) = calendar.with_year(file).unwrap();
    assert_eq!(year, 2026);
    assert!(changed.is_free(day("2026-11-20")) && !changed.is_free(day("2026-12-25")), "the old rows are gone");
    assert!(changed.is_free(day("2025-12-25")), "other years stay");
    assert_eq!(changed.years().find(|(year, _)| *year == 2026).unwrap().1, ["SKB baru"]);
    assert!(calendar.with_year(&file.replace("2026-11-20", "2027-11-20")).is_err());
    assert!(calendar.is_free(day("2026-12-25")));
}
