//! Working hours as a policy lays them down: the week, the seasons that replace it, the hours of people with another
//! pattern of work, prayer times, and how far a day may begin earlier or later.
//!
//! Says which row holds on a day. Turning a row into moments is `rota`'s business.

use serde::{Deserialize, Serialize};

use super::ClockTime;
use crate::{staff::WorkPattern, time::Day};

/// Working hours (Perpres 21/2023 art. 3 to 5): per weekday one row; a weekday without a row is not worked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkingHours {
    /// The standard week. At most 7 rows.
    pub days: Vec<WorkingDay>,
    /// Open on every day and at any hour. Only for trying Sidak out; the pages say so.
    #[serde(default)]
    pub around_the_clock: bool,
    /// Whether public holidays are free.
    #[serde(default = "super::yes")]
    pub holidays_are_free: bool,
    /// How many minutes earlier or later than the row a person's day may begin and end; 0 for not at all.
    #[serde(default)]
    pub flexible_minutes: u16,
    /// Weeks that hold between two days in place of the usual ones, such as in Ramadan. At most 20.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seasons: Vec<Season>,
    /// Weeks of people who do not work the standard one. At most one for each pattern.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub patterns: Vec<PatternHours>,
    /// Times of prayer, on every working day, in which nobody is called. At most 5.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prayers: Vec<Prayer>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkingDay {
    /// 1 = Monday … 7 = Sunday.
    pub weekday: u8,
    pub start: ClockTime,
    pub end: ClockTime,
    /// Rest, in which nobody is called. At most 4.
    #[serde(default)]
    pub breaks: Vec<Break>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Break {
    pub start: ClockTime,
    pub end: ClockTime,
}

/// Other hours from one day to another, both included.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    pub name: String,
    pub from: Day,
    pub to: Day,
    /// Code of the `staff::WorkPattern` it is for; the standard one when absent.
    #[serde(default = "standard")]
    pub pattern: String,
    pub days: Vec<WorkingDay>,
}

/// The week of a pattern of work other than the standard one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatternHours {
    /// Code of a `staff::WorkPattern`.
    pub pattern: String,
    /// Whether public holidays are free for them: the rota of a shift often says otherwise.
    #[serde(default = "super::yes")]
    pub holidays_are_free: bool,
    pub days: Vec<WorkingDay>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prayer {
    pub name: String,
    pub start: ClockTime,
    pub end: ClockTime,
}

fn standard() -> String {
    WorkPattern::Standard.code().to_owned()
}

impl WorkingHours {
    /// The row that holds for a pattern of work on a day: of a season, else of the week. None when the day is not worked,
    /// and for a pattern whose hours the policy does not know: nobody is called at hours that are not known to be theirs.
    #[must_use]
    pub fn row(&self, pattern: &str, day: Day) -> Option<&WorkingDay> {
        let season = self.seasons.iter().find(|s| s.pattern == pattern && s.from <= day && day <= s.to);
        let week = season.map(|season| &season.days).or_else(|| self.week(pattern))?;
        week.iter().find(|row| row.weekday == day.weekday())
    }

    /// Whether the policy has hours for a pattern of work at all.
    #[must_use]
    pub fn knows_pattern(&self, pattern: &str) -> bool {
        self.around_the_clock || self.week(pattern).is_some()
    }

    fn week(&self, pattern: &str) -> Option<&Vec<WorkingDay>> {
        if pattern == WorkPattern::Standard.code() {
            return Some(&self.days);
        }
        self.patterns.iter().find(|other| other.pattern == pattern).map(|other| &other.days)
    }

    /// Whether holidays are free for a pattern of work.
    #[must_use]
    pub fn holidays_are_free_for(&self, pattern: &str) -> bool {
        self.patterns.iter().find(|other| other.pattern == pattern).map_or(self.holidays_are_free, |other| other.holidays_are_free)
    }

    /// Whether working days cannot be told without knowing the holidays.
    #[must_use]
    pub fn needs_calendar(&self) -> bool {
        !self.around_the_clock && (self.holidays_are_free || self.patterns.iter().any(|pattern| pattern.holidays_are_free))
    }

    /// Times of the day in which nobody is called: the row's breaks, then the prayers.
    pub fn rests<'a>(&'a self, row: &'a WorkingDay) -> impl Iterator<Item = (ClockTime, ClockTime)> + 'a {
        row.breaks.iter().map(|b| (b.start, b.end)).chain(self.prayers.iter().map(|p| (p.start, p.end)))
    }

    /// A wished shift of the day, held to what the policy allows.
    #[must_use]
    pub fn shift(&self, minutes: i16) -> i16 {
        let most = i16::try_from(self.flexible_minutes).unwrap_or(i16::MAX);
        minutes.clamp(-most, most)
    }
}

/// What a person may say of their own availability (design §7): a status delays a call, it never makes a safe moment.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusRules {
    /// Kinds (codes of `absence::Kind`) that a person may enter for themselves.
    pub kinds: Vec<String>,
    /// Most minutes of such statuses on one day.
    pub minutes_per_day: u16,
}
