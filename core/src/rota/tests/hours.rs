//! Working hours of people: a table of policy, pattern, zone and day against the windows that come out, and what always holds.

use super::*;
use crate::programme::{PatternHours, Prayer, Season, WorkingDay};

fn clock(text: &str) -> ClockTime {
    ClockTime::parse(text).unwrap()
}

/// Rows `weekdays start-end break-break`.
fn rows(lines: &[&str]) -> Vec<WorkingDay> {
    let mut days = Vec::new();
    for line in lines {
        let parts: Vec<&str> = line.split(' ').collect();
        let (start, end) = parts[1].split_once('-').unwrap();
        let breaks = parts[2..].iter().map(|b| b.split_once('-').unwrap()).map(|(a, b)| Break { start: clock(a), end: clock(b) });
        let breaks: Vec<Break> = breaks.collect();
        days.extend(parts[0].bytes().map(|weekday| WorkingDay {
            weekday: weekday - b'0',
            start: clock(start),
            end: clock(end),
            breaks: breaks.clone(),
        }));
    }
    days
}

/// DKI's week in 2023 and 2026 with Ramadan, six days, shifts, an afternoon prayer and a flexible start of half an hour.
fn rich() -> Policy {
    let mut policy = policy("dki-2023");
    (policy.from, policy.to) = (day("2023-01-01"), day("2026-12-31"));
    let ramadan = |year: &str, from: &str, to: &str, pattern: &str, lines: &[&str]| Season {
        name: format!("Ramadan {year}"),
        from: day(from),
        to: day(to),
        pattern: pattern.to_owned(),
        days: rows(lines),
    };
    policy.hours.seasons = vec![
        ramadan("1444 H", "2023-03-23", "2023-04-21", "standard", &["1234 07.00-14.00 12.00-12.30", "5 07.00-14.30 11.30-12.30"]),
        ramadan("1447 H", "2026-02-19", "2026-03-20", "standard", &["1234 08.00-15.00 12.00-12.30", "5 08.00-15.30 11.30-12.30"]),
        ramadan("1447 H", "2026-02-19", "2026-03-20", "six_days", &["123456 08.00-14.00 12.00-12.30"]),
    ];
    policy.hours.patterns = vec![
        PatternHours { pattern: "six_days".into(), holidays_are_free: true, days: rows(&["123456 07.30-14.00 11.45-12.30"]) },
        // A night is written as a day with a long break.
        PatternHours { pattern: "shift".into(), holidays_are_free: false, days: rows(&["1234567 00.00-24.00 06.00-22.00"]) },
    ];
    policy.hours.prayers = vec![Prayer { name: "Asar".into(), start: clock("13.15"), end: clock("13.30") }];
    policy.hours.flexible_minutes = 30;
    policy
}

#[test]
fn windows_of_every_kind_of_day() {
    let (policy, calendar) = (rich(), Calendar::built_in().unwrap());
    for (on, pattern, zone, shift, expected) in [
        ("2023-08-21", "standard", "WIB", 0, "07.30-12.00 13.00-13.15 13.30-16.00"),
        ("2023-08-21", "standard", "WIT", 0, "07.30-12.00 13.00-13.15 13.30-16.00"),
        ("2023-08-25", "standard", "WITA", 0, "07.30-11.30 13.00-13.15 13.30-16.30"),
        ("2023-08-26", "standard", "WIB", 0, ""),
        // Ramadan 1444 H and the day after it, which is collective leave.
        ("2023-03-22", "standard", "WIB", 0, ""),
        ("2023-03-24", "standard", "WIB", 0, "07.00-11.30 12.30-13.15 13.30-14.30"),
        ("2023-03-27", "standard", "WIB", 0, "07.00-12.00 12.30-13.15 13.30-14.00"),
        ("2023-04-18", "standard", "WIB", 0, "07.00-12.00 12.30-13.15 13.30-14.00"),
        ("2023-04-26", "standard", "WIB", 0, "07.30-12.00 13.00-13.15 13.30-16.00"),
        ("2026-02-18", "standard", "WIB", 0, "07.30-12.00 13.00-13.15 13.30-16.00"),
        ("2026-02-19", "standard", "WIB", 0, "08.00-12.00 12.30-13.15 13.30-15.00"),
        ("2026-03-17", "standard", "WIB", 0, "08.00-12.00 12.30-13.15 13.30-15.00"),
        ("2026-03-25", "standard", "WIB", 0, "07.30-12.00 13.00-13.15 13.30-16.00"),
        // Six days, in Ramadan too; Saturday is worked.
        ("2023-08-26", "six_days", "WIB", 0, "07.30-11.45 12.30-13.15 13.30-14.00"),
        ("2026-02-21", "six_days", "WIB", 0, "08.00-12.00 12.30-13.15 13.30-14.00"),
        ("2023-08-17", "six_days", "WIB", 0, ""),
        ("2023-08-27", "six_days", "WIB", 0, ""),
        // Shifts know no holidays.
        ("2023-08-17", "shift", "WIB", 0, "00.00-06.00 22.00-00.00"),
        ("2023-08-27", "shift", "WIB", 0, "00.00-06.00 22.00-00.00"),
        // Earlier and later by what the policy allows; breaks and prayers stay where they are.
        ("2023-08-21", "standard", "WIB", -30, "07.00-12.00 13.00-13.15 13.30-15.30"),
        ("2023-08-21", "standard", "WIB", 20, "07.50-12.00 13.00-13.15 13.30-16.20"),
        ("2023-08-21", "standard", "WIB", 90, "08.00-12.00 13.00-13.15 13.30-16.30"),
        ("2023-08-21", "standard", "WIB", i16::MIN, "07.00-12.00 13.00-13.15 13.30-15.30"),
        // A zone with a clock change: nights of a shift.
        ("2026-03-29", "shift", "Europe/Berlin", 0, "00.00-06.00 22.00-00.00"),
        ("2026-11-01", "shift", "America/New_York", 0, "00.00-06.00 22.00-00.00"),
        // A pattern that the policy has no hours for.
        ("2023-08-21", "part_time", "WIB", 0, ""),
    ] {
        let zone = Zone::parse(zone).unwrap();
        let worker = Worker { zone: &zone, pattern, shift_minutes: shift };
        let found = local(&windows_of(day(on), &policy, &worker, &calendar), &zone);
        assert_eq!(found, expected, "{on} {pattern} {zone:?} {shift}");
    }
}

#[test]
fn nights_of_a_clock_change_have_their_true_minutes() {
    let (policy, calendar) = (rich(), Calendar::built_in().unwrap());
    for (on, zone, minutes) in [
        ("2026-03-29", "Europe/Berlin", 420),
        ("2026-10-25", "Europe/Berlin", 540),
        ("2026-03-08", "America/New_York", 420),
        ("2026-11-01", "America/New_York", 540),
        ("2026-10-04", "Australia/Lord_Howe", 450),
        ("2026-04-05", "Australia/Lord_Howe", 510),
        ("2026-03-29", "Asia/Jakarta", 480),
    ] {
        let zone = Zone::parse(zone).unwrap();
        let worker = Worker { zone: &zone, pattern: "shift", shift_minutes: 0 };
        let found: i64 = windows_of(day(on), &policy, &worker, &calendar).iter().map(Window::minutes).sum();
        assert_eq!(found, minutes, "{on} {zone:?}");
    }
}

#[test]
fn a_year_without_holidays_is_no_year_of_working_days() {
    let (mut policy, calendar) = (policy("dki-2023"), Calendar::built_in().unwrap());
    (policy.from, policy.to) = (day("2026-01-01"), day("2027-12-31"));
    let zone = policy.zone.clone();
    // A Monday each.
    for (on, unknown) in [("2026-12-28", None), ("2027-01-04", Some(2027)), ("2028-01-03", None)] {
        assert_eq!(unknown_year(day(on), &policy, &calendar), unknown, "{on}");
        let worked = !windows(day(on), &policy, &zone, &calendar).is_empty();
        assert_eq!(worked, on.starts_with("2026"), "{on}");
    }
    policy.hours.holidays_are_free = false;
    assert_eq!(unknown_year(day("2027-01-04"), &policy, &calendar), None, "holidays are worked anyway");
    assert!(!windows(day("2027-01-04"), &policy, &zone, &calendar).is_empty());
    policy.hours.holidays_are_free = true;
    policy.hours.around_the_clock = true;
    assert_eq!(unknown_year(day("2027-01-04"), &policy, &calendar), None);
}

#[test]
fn what_always_holds() {
    let (policy, calendar) = (rich(), Calendar::built_in().unwrap());
    for zone in ["WIB", "WITA", "WIT", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"] {
        let zone = Zone::parse(zone).unwrap();
        for pattern in ["standard", "six_days", "shift"] {
            for shift in [-30, 0, 17] {
                for number in 0..365 {
                    let on = day("2026-01-01").plus(number);
                    let worker = Worker { zone: &zone, pattern, shift_minutes: shift };
                    let found = windows_of(on, &policy, &worker, &calendar);
                    holds(&found, on, &worker, &policy, &calendar);
                }
            }
        }
    }
}

fn holds(found: &[Window], on: Day, worker: &Worker<'_>, policy: &Policy, calendar: &Calendar) {
    let hours = &policy.hours;
    if hours.holidays_are_free_for(worker.pattern) && calendar.is_free(on) {
        assert_eq!(found, [], "{on} {worker:?}");
    }
    let Some(row) = hours.row(worker.pattern, on) else { return assert_eq!(found, [], "{on} {worker:?}") };
    assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start), "{on} {worker:?}: in order and apart");
    // A clock change adds an hour at most.
    let most = i64::from(row.end.0 - row.start.0) + 60;
    assert!(found.iter().map(Window::minutes).sum::<i64>() <= most, "{on} {worker:?}");
    for window in found {
        assert!(window.start.0 % MINUTE == 0 && window.end.0 % MINUTE == 0 && window.start < window.end);
        for at in [window.start, window.start.plus((window.minutes() / 2) * MINUTE), window.end.plus(-1)] {
            assert_eq!(at.day_in(worker.zone), on);
            let reads = at.minute_of_day_in(worker.zone);
            assert!(!hours.rests(row).any(|(from, to)| from.0 <= reads && reads < to.0), "{on} {worker:?}: {reads} is a rest");
        }
    }
}

#[test]
fn a_moved_day_gives_each_minute_the_place_of_its_counterpart() {
    let (policy, calendar) = (rich(), Calendar::built_in().unwrap());
    let zone = policy.zone.clone();
    let on = |shift| windows_of(day("2023-08-25"), &policy, &Worker { zone: &zone, pattern: "standard", shift_minutes: shift }, &calendar);
    let minutes = |windows: &[Window]| -> Vec<Moment> {
        windows.iter().flat_map(|w| (0..w.minutes()).map(|n| w.start.plus(n * MINUTE))).collect()
    };
    let planned = on(0);
    for shift in [-30, -7, 0, 1, 30] {
        let actual = on(shift);
        let places: Vec<Moment> = minutes(&planned).into_iter().map(|at| moved(at, &planned, &actual).unwrap()).collect();
        assert_eq!(places, minutes(&actual), "{shift}: no minute is left out and none has two");
    }
    assert_eq!(moved(planned.last().unwrap().end.plus(-MINUTE), &planned, &planned[..1]), None, "a shorter day has no such minute");
}

#[test]
fn a_day_may_be_moved_only_before_it_begins_either_way() {
    let spans = |from: i64| spans(&[(from, from + 60)]);
    for (now, standing, wished, may) in [
        (9, 20, 10, true),
        (10, 20, 10, false),
        (19, 20, 30, true),
        (20, 20, 30, false),
        (25, 20, 30, false),
    ] {
        assert_eq!(may_shift(Moment(now * MINUTE), &spans(standing), &spans(wished)), may, "{now} {standing} {wished}");
    }
    assert!(!may_shift(Moment(0), &[], &spans(5)) && !may_shift(Moment(0), &spans(5), &[]));
}
