#![allow(clippy::unwrap_used)]
use super::*;

#[test]
fn local_times_become_moments_in_every_indonesian_zone() {
    let day = Day::parse("2026-11-20").unwrap();
    for (zone, utc_hour) in [("WIB", 0), ("WITA", -1), ("WIT", -2)] {
        let zone = Zone::parse(zone).unwrap();
        let at = day.at(7 * 60, &zone);
        let midnight_utc = Moment(jiff::Timestamp::from_second(1_795_132_800).unwrap().as_millisecond());
        assert_eq!(at.since(midnight_utc) / HOUR, utc_hour, "{zone:?}");
        assert_eq!(at.day_in(&zone), day);
        assert_eq!(at.minute_of_day_in(&zone), 7 * 60);
    }
}

#[test]
fn a_skipped_hour_moves_forward_and_a_doubled_hour_takes_the_earlier() {
    let zone = Zone::parse("Europe/Berlin").unwrap();
    let spring = Day::parse("2026-03-29").unwrap();
    assert_eq!(spring.at(2 * 60 + 30, &zone), spring.at(3 * 60, &zone), "the first moment that exists");
    let autumn = Day::parse("2026-10-25").unwrap();
    assert_eq!(autumn.at(3 * 60, &zone).since(autumn.at(2 * 60, &zone)), 2 * HOUR);
}

#[test]
fn days_count_and_weeks_start_on_monday() {
    let friday = Day::parse("2026-11-20").unwrap();
    assert_eq!(friday.weekday(), 5);
    assert_eq!(friday.monday().to_string(), "2026-11-16");
    assert_eq!(friday.plus(50).since(friday), 50);
    assert_eq!(friday.plus(400).since(friday), 400);
    assert!(Day::parse("20-11-2026").is_err());
}

#[test]
fn unknown_zones_are_refused() {
    assert_eq!(Zone::parse("Asia/Jakart").unwrap_err().0, "Asia/Jakart");
    assert_eq!(Zone::parse("wita").unwrap().name(), "Asia/Makassar");
}

#[test]
fn spans_are_the_true_minutes_in_which_the_clock_reads_so() {
    // Zone, day, from, to: minutes of each window, and the first moment's distance from midnight.
    for (zone, day, from, to, minutes, first) in [
        ("Asia/Jakarta", "2026-03-29", 120, 210, vec![90], 120),
        // 02.00 to 03.00 is skipped.
        ("Europe/Berlin", "2026-03-29", 60, 240, vec![120], 60),
        ("Europe/Berlin", "2026-03-29", 130, 150, vec![], 0),
        ("Europe/Berlin", "2026-03-29", 130, 190, vec![10], 120),
        ("Europe/Berlin", "2026-03-29", 0, 1_440, vec![1_380], 0),
        // 02.00 to 03.00 comes twice.
        ("Europe/Berlin", "2026-10-25", 60, 240, vec![240], 60),
        ("Europe/Berlin", "2026-10-25", 130, 150, vec![20, 20], 130),
        ("Europe/Berlin", "2026-10-25", 130, 190, vec![50, 60], 130),
        ("Europe/Berlin", "2026-10-25", 0, 1_440, vec![1_500], 0),
        ("America/New_York", "2026-03-08", 90, 210, vec![60], 90),
        ("America/New_York", "2026-11-01", 30, 90, vec![60, 30], 30),
        // Half an hour only.
        ("Australia/Lord_Howe", "2026-10-04", 90, 180, vec![60], 90),
        ("Australia/Lord_Howe", "2026-04-05", 90, 180, vec![120], 90),
        // The clock leaps from 24.00 to 01.00: the day begins at one.
        ("Africa/Cairo", "2026-04-24", 0, 120, vec![60], 0),
        // 30 December 2011 did not happen.
        ("Pacific/Apia", "2011-12-30", 480, 960, vec![], 0),
    ] {
        let (zone, day) = (Zone::parse(zone).unwrap(), Day::parse(day).unwrap());
        let spans = day.spans(from, to, &zone);
        assert_eq!(spans.iter().map(Window::minutes).collect::<Vec<_>>(), minutes, "{zone:?} {day} {from}-{to}");
        let begins = spans.first().map_or(0, |span| span.start.since(day.at(0, &zone)) / MINUTE);
        assert_eq!(begins, first, "{zone:?} {day} {from}-{to}");
        for span in spans {
            for minute in 0..span.minutes() {
                let at = span.start.plus(minute * MINUTE);
                let reads = at.minute_of_day_in(&zone);
                assert!(from <= reads && reads < to && at.day_in(&zone) == day, "{zone:?} {day} {reads}");
            }
        }
    }
}

#[test]
fn the_spans_of_a_day_are_the_whole_day_wherever_it_is_cut() {
    for zone in ["Asia/Jakarta", "Asia/Jayapura", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago"] {
        let zone = Zone::parse(zone).unwrap();
        for number in 0..366 {
            let day = Day::parse("2026-01-01").unwrap().plus(number);
            let length = day.plus(1).at(0, &zone).since(day.at(0, &zone)) / MINUTE;
            for cut in [0, 1, 30, 95, 120, 150, 451, 1_439, 1_440] {
                let minutes = |from, to| day.spans(from, to, &zone).iter().map(Window::minutes).sum::<i64>();
                assert_eq!(minutes(0, cut) + minutes(cut, 1_440), length, "{zone:?} {day} {cut}");
            }
        }
    }
}

#[test]
fn the_next_whole_minute() {
    let now = Moment(1_795_140_000_000);
    for (at, wanted) in [(0, MINUTE), (1, MINUTE), (MINUTE - 1, MINUTE), (MINUTE, 2 * MINUTE), (-1, 0)] {
        assert_eq!(now.plus(at).next_minute(), now.plus(wanted), "{at}");
    }
}
