//! Dates as lists have them: `2026-04-03`, `03/04/2026` (day first), `Jumat, 3 April 2026`, or the day number of a spreadsheet.
//! Knows nothing of calendars or zones.

use jiff::civil::Date;

use super::problem::Code;
use super::text::squash;

/// Day numbers that a spreadsheet means by a date between 2000 and 2099 (1900 system; day 0 is 30 December 1899).
const SERIALS: std::ops::RangeInclusive<i64> = 36_526..=73_050;

/// First three letters of each month, in Indonesian and English.
const MONTHS: [&[&str]; 12] = [
    &["jan"],
    &["feb", "peb"],
    &["mar"],
    &["apr"],
    &["mei", "may"],
    &["jun"],
    &["jul"],
    &["agu", "aug", "ags"],
    &["sep"],
    &["okt", "oct"],
    &["nov", "nop"],
    &["des", "dec"],
];

/// Reads a date between 2000 and 2099.
///
/// # Errors
/// `DateMonthFirst` if it makes sense only with the month before the day, else `DateUnreadable`.
pub(super) fn parse_date(text: &str) -> Result<Date, Code> {
    let text = without_time(text.trim_start_matches('\'').trim());
    if let Some(date) = text.parse().ok().and_then(from_serial) {
        return Ok(date);
    }
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ', ',']).filter(|p| !p.is_empty()).collect();
    // A weekday in front says nothing new.
    let parts = match parts.as_slice() {
        [weekday, rest @ ..] if rest.len() == 3 && weekday.chars().all(char::is_alphabetic) => rest,
        all => all,
    };
    let [a, b, c] = *parts else { return Err(Code::DateUnreadable) };
    if let ([Some(year), Some(month), Some(day)], 4) = ([number(a), month(b), number(c)], a.len()) {
        return date(year, month, day).ok_or(Code::DateUnreadable);
    }
    let (Some(first), Some(year)) = (number(a), number(c)) else { return Err(Code::DateUnreadable) };
    let year = if c.len() == 2 { 2000 + year } else { year };
    if let Some(date) = month(b).and_then(|month| date(year, month, first)) {
        return Ok(date);
    }
    match number(b).and_then(|second| date(year, first, second)) {
        Some(_) => Err(Code::DateMonthFirst),
        None => Err(Code::DateUnreadable),
    }
}

/// The day a spreadsheet means by the number of a cell in date format, as `2026-04-03`; any time of day is dropped. `None` for a
/// number that is no day between 2000 and 2099. Workbooks that count from 1904 are four years off; no current program makes them.
pub fn excel_day(serial: f64) -> Option<String> {
    let inside = serial >= *SERIALS.start() as f64 && serial < (*SERIALS.end() + 1) as f64;
    inside.then(|| from_serial(serial as i64)).flatten().map(|date| date.to_string())
}

/// Midnight after the date, as databases and spreadsheets write it.
fn without_time(text: &str) -> &str {
    text.split_once("T00:00").or_else(|| text.split_once(" 00:00")).map_or(text, |(date, _)| date)
}

fn from_serial(serial: i64) -> Option<Date> {
    let days = SERIALS.contains(&serial).then_some(serial)?;
    jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

fn month(text: &str) -> Option<i16> {
    let word = squash(text);
    let name = MONTHS.iter().position(|names| names.iter().any(|name| word.starts_with(name)));
    name.and_then(|at| i16::try_from(at + 1).ok()).or_else(|| number(text))
}

fn number(text: &str) -> Option<i16> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    let date = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    (2000..2100).contains(&year).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_day_first() {
        for text in [
            "2026-04-03",
            "2026/4/3",
            "2026-04-03 00:00:00",
            "2026-04-03T00:00:00",
            "03/04/2026",
            "3-4-2026",
            "3.4.2026",
            "03/04/26",
            "3 April 2026",
            "03-Apr-26",
            "Jumat, 3 April 2026",
            "'03/04/2026",
            "46115",
        ] {
            assert_eq!(parse_date(text), Ok(jiff::civil::date(2026, 4, 3)), "{text}");
        }
        assert_eq!(parse_date("17 Agustus 2026"), Ok(jiff::civil::date(2026, 8, 17)));
        assert_eq!(parse_date("1 Mei 2026"), Ok(jiff::civil::date(2026, 5, 1)));
    }

    #[test]
    fn days_of_spreadsheets_are_read() {
        for (serial, day) in [
            (46_115.0, Some("2026-04-03")),
            (46_115.75, Some("2026-04-03")),
            (36_526.0, Some("2000-01-01")),
            (36_525.9, None),
            (73_050.5, Some("2099-12-31")),
            (73_051.0, None),
            (1.97803e17, None),
            (-1.0, None),
            (f64::NAN, None),
        ] {
            assert_eq!(excel_day(serial).as_deref(), day, "{serial}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for (text, code) in [
            ("04/13/2026", Code::DateMonthFirst),
            ("12-31-2026", Code::DateMonthFirst),
            ("31/02/2026", Code::DateUnreadable),
            ("2026-13-01", Code::DateUnreadable),
            ("03/04/1926", Code::DateUnreadable),
            ("Jumat", Code::DateUnreadable),
            ("", Code::DateUnreadable),
            ("99999", Code::DateUnreadable),
            ("4/2026", Code::DateUnreadable),
            ("99999/99999/99999", Code::DateUnreadable),
        ] {
            assert_eq!(parse_date(text), Err(code), "{text}");
        }
    }
}
