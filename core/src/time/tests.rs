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
    assert_eq!(spring.at(2 * 60 + 30, &zone), spring.at(3 * 60 + 30, &zone));
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
