//! Local clock times as people in Indonesia write them: `07.30`.
//!
//! Knows nothing of days or zones.

use super::ClockTime;

/// Midnight at the end of a day, written `24.00`.
const END_OF_DAY: u16 = 24 * 60;

impl ClockTime {
    /// Takes `07.30`, `7.30` or `07:30`; `24.00` is the end of the day.
    ///
    /// # Errors
    /// When the text is no time of a day.
    pub fn parse(text: &str) -> Result<Self, BadClockTime> {
        let bad = || BadClockTime(text.chars().take(20).collect());
        let (hour, minute) = text.trim().split_once(['.', ':']).ok_or_else(bad)?;
        let sound = (1..=2).contains(&hour.len()) && minute.len() == 2;
        let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u16>().ok()).flatten();
        let (hour, minute) = (number(hour).ok_or_else(bad)?, number(minute).ok_or_else(bad)?);
        if sound && minute < 60 && hour * 60 + minute <= END_OF_DAY { Ok(Self(hour * 60 + minute)) } else { Err(bad()) }
    }
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("“{0}” is not a time of day; write it as 07.30")]
pub struct BadClockTime(pub String);

impl std::fmt::Display for ClockTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}.{:02}", self.0 / 60, self.0 % 60)
    }
}

impl TryFrom<String> for ClockTime {
    type Error = BadClockTime;

    fn try_from(text: String) -> Result<Self, BadClockTime> {
        Self::parse(&text)
    }
}

impl From<ClockTime> for String {
    fn from(time: ClockTime) -> Self {
        time.to_string()
    }
}
