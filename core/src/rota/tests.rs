#![allow(clippy::unwrap_used)]
use super::*;
use crate::{
    programme::{Break, ClockTime, presets},
    time::HOUR,
};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn policy(id: &str) -> Policy {
    let (_, text) = presets().iter().find(|(preset, _)| *preset == id).unwrap();
    Policy::from_toml(text).unwrap()
}

fn local(windows: &[Window], zone: &Zone) -> String {
    let clock = |at: Moment| ClockTime(at.minute_of_day_in(zone)).to_string();
    windows.iter().map(|w| format!("{}-{}", clock(w.start), clock(w.end))).collect::<Vec<_>>().join(" ")
}

#[test]
fn working_windows_follow_the_policy_the_calendar_and_the_zone() {
    let (policy, calendar) = (policy("dki-2023"), Calendar::built_in().unwrap());
    for (on, zone, expected) in [
        ("2023-08-21", "WIB", "07.30-12.00 13.00-16.00"),
        ("2023-08-25", "WIB", "07.30-11.30 13.00-16.30"),
        ("2023-08-25", "WITA", "07.30-11.30 13.00-16.30"),
        ("2023-08-25", "WIT", "07.30-11.30 13.00-16.30"),
        ("2023-08-26", "WIB", ""),
        // Maulid Nabi, a Thursday.
        ("2023-09-28", "WIB", ""),
        // The last Friday before the programme and the last day but one of it.
        ("2023-08-18", "WIB", ""),
        ("2023-10-20", "WIB", "07.30-11.30 13.00-16.30"),
        ("2023-10-23", "WIB", ""),
    ] {
        let zone = Zone::parse(zone).unwrap();
        assert_eq!(local(&windows(day(on), &policy, &zone, &calendar), &zone), expected, "{on} {zone:?}");
    }
}

#[test]
fn the_same_clock_time_comes_earlier_in_the_east() {
    let (policy, calendar) = (policy("dki-2023"), Calendar::built_in().unwrap());
    let first = |zone: &str| windows(day("2023-08-21"), &policy, &Zone::parse(zone).unwrap(), &calendar)[0].start;
    assert_eq!(first("WIB").since(first("WITA")), HOUR);
    assert_eq!(first("WIB").since(first("WIT")), 2 * HOUR);
}

#[test]
fn holidays_are_worked_where_the_policy_says_so() {
    let calendar = Calendar::built_in().unwrap();
    let mut policy = policy("dki-2023");
    policy.hours.holidays_are_free = false;
    let zone = policy.zone.clone();
    assert_eq!(local(&windows(day("2023-09-28"), &policy, &zone, &calendar), &zone), "07.30-12.00 13.00-16.00");
}

#[test]
fn around_the_clock_is_the_whole_local_day_even_when_clocks_change() {
    let (policy, calendar) = (policy("demo"), Calendar::built_in().unwrap());
    for (on, zone, hours) in [
        ("2026-12-25", "Asia/Jakarta", 24),
        ("2026-11-21", "Asia/Jayapura", 24),
        ("2026-03-29", "Europe/Berlin", 23),
        ("2026-10-25", "Europe/Berlin", 25),
    ] {
        let zone = Zone::parse(zone).unwrap();
        let all = windows(day(on), &policy, &zone, &calendar);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].end.since(all[0].start), hours * HOUR, "{on} {zone:?}");
        assert_eq!(all[0].start.minute_of_day_in(&zone), 0);
    }
}

/// Windows in minutes after the epoch.
fn spans(minutes: &[(i64, i64)]) -> Vec<Window> {
    minutes.iter().map(|(from, to)| Window { start: Moment(from * MINUTE), end: Moment(to * MINUTE) }).collect()
}

#[test]
fn busy_times_are_cut_out() {
    for (busy, expected) in [
        (vec![], vec![(10, 100)]),
        (vec![(0, 5), (200, 300)], vec![(10, 100)]),
        (vec![(0, 20)], vec![(20, 100)]),
        (vec![(90, 200)], vec![(10, 90)]),
        (vec![(0, 200)], vec![]),
        (vec![(10, 100)], vec![]),
        (vec![(60, 70), (20, 30)], vec![(10, 20), (30, 60), (70, 100)]),
        (vec![(20, 60), (30, 40), (50, 70)], vec![(10, 20), (70, 100)]),
        (vec![(50, 50), (60, 40)], vec![(10, 100)]),
    ] {
        assert_eq!(without(&spans(&[(10, 100)]), &spans(&busy)), spans(&expected), "{busy:?}");
    }
}

#[test]
fn a_busy_part_of_a_minute_takes_the_whole_minute() {
    let second = |s: i64| Moment(s * 1_000);
    let busy = [Window { start: second(100), end: second(130) }];
    assert_eq!(without(&spans(&[(0, 10)]), &busy), spans(&[(0, 1), (3, 10)]));
}

#[test]
fn a_late_plan_has_what_is_left_of_the_day() {
    let all = spans(&[(10, 20), (30, 40)]);
    for (at, expected) in [
        (Moment(0), spans(&[(10, 20), (30, 40)])),
        (Moment(15 * MINUTE), spans(&[(15, 20), (30, 40)])),
        (Moment(15 * MINUTE + 1), spans(&[(16, 20), (30, 40)])),
        (Moment(20 * MINUTE), spans(&[(30, 40)])),
        (Moment(40 * MINUTE), Vec::new()),
        (Moment(i64::MAX), Vec::new()),
        (Moment(i64::MIN), spans(&[(10, 20), (30, 40)])),
    ] {
        assert_eq!(remaining(&all, at), expected, "{at:?}");
    }
}

#[test]
fn a_day_never_has_more_windows_than_the_bound() {
    let pieces = |breaks: i64| -> Vec<Window> {
        let busy: Vec<(i64, i64)> = (0..breaks).map(|n| (10 * n + 5, 10 * n + 6)).collect();
        without(&spans(&[(0, 1_000)]), &spans(&busy))
    };
    let most = i64::try_from(WINDOWS_MAX).unwrap();
    assert_eq!(pieces(most - 1).len(), WINDOWS_MAX);
    assert_eq!(pieces(most - 1).last().unwrap().end, Moment(1_000 * MINUTE));
    assert_eq!(pieces(most).len(), WINDOWS_MAX, "the latest piece is dropped");
}

#[test]
fn the_morning_deadline_counts_from_the_first_working_minute() {
    let calendar = Calendar::built_in().unwrap();
    let mut policy = policy("dki-2023");
    let zone = policy.zone.clone();
    let deadline = |p: &Policy| ready_deadline(&windows(day("2023-08-21"), p, &zone, &calendar), p);
    assert_eq!(deadline(&policy), Some(day("2023-08-21").at(8 * 60, &zone)));
    // A break at the very start moves the first working minute.
    policy.hours.days[0].breaks.push(Break { start: ClockTime(7 * 60 + 30), end: ClockTime(8 * 60) });
    assert_eq!(deadline(&policy), Some(day("2023-08-21").at(8 * 60 + 30, &zone)));
    assert_eq!(ready_deadline(&windows(day("2023-08-26"), &policy, &zone, &calendar), &policy), None);
}

#[test]
fn quotas_round_down() {
    let rule = |percent| Quota { at_home_percent: percent, exempt_categories: Vec::new() };
    for (eligible, at_home, percent, limit, over, free) in [
        (10, 5, 50, 5, 0, 0),
        (11, 5, 50, 5, 0, 0),
        (11, 6, 50, 5, 1, 0),
        (1, 1, 50, 0, 1, 0),
        (0, 0, 50, 0, 0, 0),
        (37_000, 0, 100, 37_000, 0, 37_000),
        (u32::MAX, 0, 100, u32::MAX, 0, u32::MAX),
        (7, 3, 0, 0, 3, 0),
    ] {
        let state = quota(eligible, at_home, &rule(percent));
        assert_eq!((state.limit, state.over_by(), state.free()), (limit, over, free), "{eligible} {at_home} {percent}");
    }
}

#[test]
fn changes_of_the_rota_obey_the_rules() {
    let policy = policy("dki-2023");
    let held = [(day("2023-09-04"), day("2023-09-08")), (day("2023-09-06"), day("2023-09-15"))];
    let held_until = |until: &str| Err(RotaRefusal::HeldAtOffice { until: day(until) });
    for (on, mode, today, category, expected) in [
        ("2023-08-28", Mode::Home, "2023-08-28", "administration", Ok(())),
        ("2023-08-28", Mode::Home, "2023-08-29", "administration", Err(RotaRefusal::PastDay)),
        ("2023-08-28", Mode::Leave, "2023-08-29", "administration", Err(RotaRefusal::PastDay)),
        ("2023-10-21", Mode::Home, "2023-08-28", "administration", Ok(())),
        ("2023-10-22", Mode::Home, "2023-08-28", "administration", Err(RotaRefusal::OutsideProgramme)),
        ("2023-08-29", Mode::Home, "2023-08-28", "health", Err(RotaRefusal::ExemptCategory)),
        ("2023-08-29", Mode::Office, "2023-08-28", "health", Ok(())),
        ("2023-09-03", Mode::Home, "2023-08-28", "administration", Ok(())),
        ("2023-09-04", Mode::Home, "2023-08-28", "administration", held_until("2023-09-08")),
        ("2023-09-07", Mode::Home, "2023-08-28", "administration", held_until("2023-09-15")),
        ("2023-09-15", Mode::Home, "2023-08-28", "administration", held_until("2023-09-15")),
        ("2023-09-16", Mode::Home, "2023-08-28", "administration", Ok(())),
        ("2023-09-07", Mode::Office, "2023-08-28", "administration", Ok(())),
        ("2023-09-07", Mode::Leave, "2023-08-28", "administration", Ok(())),
    ] {
        let change = Change { day: day(on), mode, today: day(today), category, held_at_office: &held };
        assert_eq!(check_change(&change, &policy), expected, "{on} {mode:?} {category}");
    }
}

#[test]
fn modes_are_read_as_rota_sheets_write_them() {
    for mode in [Mode::Home, Mode::Office, Mode::Leave] {
        assert_eq!(Mode::parse(mode.code()), Some(mode));
        assert_eq!(serde_json::to_string(&mode).unwrap(), format!("\"{}\"", mode.code()));
    }
    assert_eq!(Mode::parse(" WFH "), Some(Mode::Home));
    assert_eq!(Mode::parse("Kantor"), Some(Mode::Office));
    assert_eq!(Mode::parse("CUTI"), Some(Mode::Leave));
    assert_eq!(Mode::parse("Dinas luar"), Some(Mode::Leave));
    assert_eq!(Mode::parse("besok"), None);
    assert_eq!(Mode::parse(""), None);
}

mod hours;
