//! Moments, days, windows and zones.
//!
//! Stored time is UTC milliseconds and nothing else. Local time exists only where a rule speaks of it (working hours,
//! days), always with a real zone. Knows nothing of what time it is now.

use jiff::{civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug, Default)]
#[serde(transparent)]
pub struct Moment(pub i64);

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

impl Moment {
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This moment moved by `millis`, which may be negative. Saturates at the ends of time.
    #[must_use]
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The first whole minute after this moment; on a whole minute, the one that follows.
    #[must_use]
    pub const fn next_minute(self) -> Self {
        Self(self.0.saturating_sub(self.0.rem_euclid(MINUTE)).saturating_add(MINUTE))
    }

    /// The local day of this moment in `zone`.
    #[must_use]
    pub fn day_in(self, zone: &Zone) -> Day {
        Day(jiff::Timestamp::from_millisecond(self.0).unwrap_or_default().to_zoned(zone.0.clone()).date())
    }

    /// The local clock time of this moment in `zone`, in minutes after midnight.
    #[must_use]
    pub fn minute_of_day_in(self, zone: &Zone) -> u16 {
        let local = jiff::Timestamp::from_millisecond(self.0).unwrap_or_default().to_zoned(zone.0.clone());
        u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs())
    }
}

/// A half-open span of time, `start <= t < end`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Window {
    pub start: Moment,
    pub end: Moment,
}

impl Window {
    #[must_use]
    pub fn contains(&self, at: Moment) -> bool {
        self.start <= at && at < self.end
    }

    /// Length in whole minutes.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        self.end.since(self.start).max(0) / MINUTE
    }
}

/// A calendar day, written `2026-11-20`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub civil::Date);

impl Day {
    /// # Errors
    /// When the text is not a date of the form `2026-11-20`.
    pub fn parse(text: &str) -> Result<Self, BadDay> {
        text.trim().parse().map(Self).map_err(|_| BadDay(text.chars().take(20).collect()))
    }

    /// The day `days` later (earlier when negative); stays put at the ends of the calendar.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(days)))
    }

    /// Days from `earlier` to this day.
    #[must_use]
    pub fn since(self, earlier: Self) -> i32 {
        self.0.since(earlier.0).map_or(0, |span| span.get_days())
    }

    /// 1 = Monday … 7 = Sunday (ISO 8601).
    #[must_use]
    pub fn weekday(self) -> u8 {
        self.0.weekday().to_monday_one_offset().unsigned_abs()
    }

    /// The Monday of this day's week.
    #[must_use]
    pub fn monday(self) -> Self {
        self.plus(1 - i32::from(self.weekday()))
    }

    /// The moment of a local clock time on this day. A time that a clock change skips moves forward to the first moment
    /// that exists; of a doubled hour the earlier is taken.
    #[must_use]
    pub fn at(self, minute_of_day: u16, zone: &Zone) -> Moment {
        let hour = i8::try_from(minute_of_day / 60 % 24).unwrap_or(0);
        let minute = i8::try_from(minute_of_day % 60).unwrap_or(0);
        let carry = i32::from(minute_of_day / (24 * 60));
        let ambiguous = zone.0.to_ambiguous_zoned(self.plus(carry).0.at(hour, minute, 0, 0));
        let skipped = ambiguous.is_ambiguous() && matches!(ambiguous.offset(), jiff::tz::AmbiguousOffset::Gap { .. });
        let Ok(earlier) = ambiguous.earlier() else { return Moment(0) };
        let change = || zone.0.following(earlier.timestamp()).next().map(|change| change.timestamp());
        let at = if skipped { change().unwrap_or(earlier.timestamp()) } else { earlier.timestamp() };
        Moment(at.as_millisecond())
    }

    /// When on this day the local clock reads from `from` to before `to`, in minutes after midnight: one window, or two
    /// when the clock is set back within them. Skipped minutes are in none, doubled ones in both.
    #[must_use]
    pub fn spans(self, from: u16, to: u16, zone: &Zone) -> Vec<Window> {
        let (mut begin, end) = (self.at(0, zone), self.plus(1).at(0, zone));
        let mut found: Vec<Window> = Vec::new();
        // A day has one clock change at most; the bound is for a zone nobody has thought of.
        for _ in 0..CHANGES_MAX {
            let Ok(at) = jiff::Timestamp::from_millisecond(begin.0) else { break };
            let change = zone.0.following(at).next().map_or(end, |change| Moment(change.timestamp().as_millisecond()));
            let piece = Window { start: begin, end: change.min(end) };
            // What the clock of this piece would call midnight.
            let midnight = piece.start.plus(-local_millis(piece.start, self, zone));
            let start = midnight.plus(i64::from(from) * MINUTE).max(piece.start);
            let stop = midnight.plus(i64::from(to) * MINUTE).min(piece.end);
            match found.last_mut() {
                Some(last) if start < stop && last.end == start => last.end = stop,
                _ if start < stop => found.push(Window { start, end: stop }),
                _ => {}
            }
            if piece.end >= end {
                break;
            }
            begin = piece.end;
        }
        found
    }
}

/// Clock changes of one day that [`Day::spans`] looks at.
const CHANGES_MAX: usize = 4;

/// What the local clock reads at `at`, in milliseconds after the midnight at which `day` begins.
fn local_millis(at: Moment, day: Day, zone: &Zone) -> i64 {
    let stamp = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    let offset = i64::from(zone.0.to_offset(stamp).seconds()) * SECOND;
    let midnight = day.0.at(0, 0, 0, 0).to_zoned(TimeZone::UTC).map_or(0, |z| z.timestamp().as_millisecond());
    at.0.saturating_add(offset).saturating_sub(midnight)
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("“{0}” is not a day; write it as 2026-11-20")]
pub struct BadDay(pub String);

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::fmt::Debug for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A time zone by its IANA name, from the zone data inside the binary.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Takes an IANA name (`Asia/Jakarta`) or the Indonesian short form (`WIB`, `WITA`, `WIT`; Keppres 41/1987).
    ///
    /// # Errors
    /// When no such zone is known.
    pub fn parse(name: &str) -> Result<Self, UnknownZone> {
        let name = match name.trim() {
            short if short.eq_ignore_ascii_case("WIB") => "Asia/Jakarta",
            short if short.eq_ignore_ascii_case("WITA") => "Asia/Makassar",
            short if short.eq_ignore_ascii_case("WIT") => "Asia/Jayapura",
            other => other,
        };
        TimeZone::get(name).map(Self).map_err(|_| UnknownZone(name.chars().take(40).collect()))
    }

    /// The IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("“{0}” is not a known time zone; use WIB, WITA, WIT or an IANA name such as Asia/Jakarta")]
pub struct UnknownZone(pub String);

impl std::fmt::Debug for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Zone {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
