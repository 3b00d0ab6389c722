//! Absences and statuses: when a person at home is not to be called, who may say so, and for how long.
//!
//! A status delays a call and never makes a safe moment (design §7): what a person enters for themselves leaves the draw as it
//! is and is bounded by the policy; what the line enters before the draw is cut out of the pool. Knows nothing of checks.

use serde::{Deserialize, Serialize};

use crate::{
    programme::StatusRules,
    time::{DAY, MINUTE, Moment, Window},
};

/// Absences of one person on one day that are looked at.
pub const ABSENCES_MAX: usize = 50;
/// Statuses that a person may enter on one day.
pub const OWN_PER_DAY_MAX: usize = 8;
/// Furthest that an absence may begin from now, in days.
pub const AHEAD_DAYS_MAX: i64 = 366;
/// Longest absence, in days; what is longer is a change of the rota.
pub const SPAN_DAYS_MAX: i64 = 100;
/// Longest reason, in characters.
pub const WORDS_MAX: usize = 300;

/// Why a person is not to be called.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Leave,
    Sick,
    OfficialMeeting,
    OfficialTravel,
    /// *Izin*: permission to be away for some hours.
    Permission,
    Prayer,
    ShortBreak,
}

impl Kind {
    pub const ALL: [Self; 7] =
        [Self::Leave, Self::Sick, Self::OfficialMeeting, Self::OfficialTravel, Self::Permission, Self::Prayer, Self::ShortBreak];

    /// The stored and spoken code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Leave => "leave",
            Self::Sick => "sick",
            Self::OfficialMeeting => "official_meeting",
            Self::OfficialTravel => "official_travel",
            Self::Permission => "permission",
            Self::Prayer => "prayer",
            Self::ShortBreak => "short_break",
        }
    }

    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// An absence as the rules see it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Absence {
    pub kind: Kind,
    pub from: Moment,
    pub to: Moment,
    /// Entered by the person, and not by the line.
    pub own: bool,
    pub withdrawn: Option<Moment>,
}

impl Absence {
    /// When it holds: until it ends or was withdrawn. None when it was withdrawn before it began.
    #[must_use]
    pub fn span(&self) -> Option<Window> {
        let end = self.withdrawn.map_or(self.to, |at| at.min(self.to));
        (self.from < end).then_some(Window { start: self.from, end })
    }

    /// Whether the draw leaves its minutes out, when it was entered before. A person's own status does not: minutes that one
    /// could take out of the draw by oneself would be safe ones.
    #[must_use]
    pub const fn cuts_pool(&self) -> bool {
        !self.own
    }
}

/// When the absences hold, for the rules of a check.
#[must_use]
pub fn spans(absences: &[Absence]) -> Vec<Window> {
    absences.iter().filter_map(Absence::span).collect()
}

/// Minutes of own statuses that were used, or are still to be, inside `day`; begun ones count.
#[must_use]
pub fn minutes_used(absences: &[Absence], day: Window) -> u32 {
    let inside = |span: Window| span.end.min(day.end).since(span.start.max(day.start)).max(0);
    let minutes = absences.iter().filter(|a| a.own).filter_map(Absence::span).map(|span| (inside(span) + MINUTE - 1) / MINUTE);
    u32::try_from(minutes.sum::<i64>()).unwrap_or(u32::MAX)
}

/// What somebody wants to enter. Both ends are taken in whole minutes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wish {
    pub kind: Kind,
    pub from: Moment,
    pub to: Moment,
    /// The person enters it.
    pub own: bool,
}

/// Why it cannot be entered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("the end must be after the start")]
    EndsBeforeStart,
    #[error("an absence cannot begin in the past")]
    InThePast,
    #[error("that is too far ahead or too long")]
    TooFar,
    #[error("a status of one's own lies within one day")]
    OtherDay,
    #[error("this kind is entered by the supervisor")]
    KindNotOwn,
    #[error("{left} minutes of own statuses are left on that day")]
    NoMinutesLeft { left: u32 },
    #[error("it overlaps another one")]
    Overlaps,
    #[error("too many on that day")]
    TooMany,
}

impl Refusal {
    /// Stable; the page has the words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::EndsBeforeStart => "ends_before_start",
            Self::InThePast => "in_the_past",
            Self::TooFar => "too_far",
            Self::OtherDay => "other_day",
            Self::KindNotOwn => "kind_not_own",
            Self::NoMinutesLeft { .. } => "no_minutes_left",
            Self::Overlaps => "overlaps",
            Self::TooMany => "too_many",
        }
    }
}

/// Whether it may be entered: `there` are the absences that touch `day`, the person's local day on which it begins.
/// Nothing is entered for the past, where it could only excuse.
///
/// # Errors
/// The first rule that forbids it.
pub fn check(wish: &Wish, there: &[Absence], day: Window, rules: &StatusRules, now: Moment) -> Result<(), Refusal> {
    if wish.to <= wish.from {
        return Err(Refusal::EndsBeforeStart);
    }
    if wish.from.plus(MINUTE) <= now {
        return Err(Refusal::InThePast);
    }
    if wish.from.since(now) > AHEAD_DAYS_MAX * DAY || wish.to.since(wish.from) > SPAN_DAYS_MAX * DAY {
        return Err(Refusal::TooFar);
    }
    let overlaps = |other: Window| other.start < wish.to && wish.from < other.end;
    if there.iter().filter(|a| a.own == wish.own).filter_map(Absence::span).any(overlaps) {
        return Err(Refusal::Overlaps);
    }
    if there.len() >= ABSENCES_MAX {
        return Err(Refusal::TooMany);
    }
    if wish.own { check_own(wish, there, day, rules) } else { Ok(()) }
}

fn check_own(wish: &Wish, there: &[Absence], day: Window, rules: &StatusRules) -> Result<(), Refusal> {
    if !rules.kinds.iter().any(|code| code == wish.kind.code()) {
        return Err(Refusal::KindNotOwn);
    }
    if wish.from < day.start || day.end < wish.to {
        return Err(Refusal::OtherDay);
    }
    if there.iter().filter(|a| a.own).count() >= OWN_PER_DAY_MAX {
        return Err(Refusal::TooMany);
    }
    let left = u32::from(rules.minutes_per_day).saturating_sub(minutes_used(there, day));
    let wanted = (wish.to.since(wish.from) + MINUTE - 1) / MINUTE;
    if wanted > i64::from(left) { Err(Refusal::NoMinutesLeft { left }) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
