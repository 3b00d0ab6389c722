//! Who works where, and in which minutes a person working from home may be called.
//!
//! The only place beside `time` where local clock times become moments. Knows nothing of the draw, of storage or of the
//! present moment: a rule that needs today gets it as an argument.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::Calendar,
    programme::{Policy, Quota},
    staff::RotaMark,
    time::{Day, MINUTE, Moment, Window, Zone},
};

/// Windows of one person on one day.
pub const WINDOWS_MAX: usize = 16;

/// Where a person works on a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Mode {
    /// At home: *WFH*.
    #[serde(rename = "wfh")]
    Home,
    /// At the office: *WFO*.
    #[serde(rename = "wfo")]
    Office,
    /// Leave, official travel, sickness, study: not to be called.
    #[serde(rename = "leave")]
    Leave,
}

impl Mode {
    /// The stored and spoken code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Home => "wfh",
            Self::Office => "wfo",
            Self::Leave => "leave",
        }
    }

    /// Takes the code and the words of rota lists, in any case; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        RotaMark::parse(text).map(Self::from)
    }
}

impl From<RotaMark> for Mode {
    /// Whoever is on leave, ill, travelling, studying or off duty is not to be called, whatever the reason.
    fn from(mark: RotaMark) -> Self {
        match mark {
            RotaMark::Home => Self::Home,
            RotaMark::Office => Self::Office,
            RotaMark::Leave | RotaMark::Travel | RotaMark::Study | RotaMark::Permission | RotaMark::Sick | RotaMark::Off => {
                Self::Leave
            }
        }
    }
}

/// What of a person decides the working windows.
#[derive(Clone, Copy, Debug)]
pub struct Worker<'a> {
    pub zone: &'a Zone,
    /// Code of a `staff::WorkPattern`.
    pub pattern: &'a str,
    /// How much later the day begins and ends, in minutes; earlier when negative. Held to what the policy allows.
    pub shift_minutes: i16,
}

impl<'a> Worker<'a> {
    /// Who works the programme's own week.
    #[must_use]
    pub const fn standard(zone: &'a Zone) -> Self {
        Self { zone, pattern: "standard", shift_minutes: 0 }
    }
}

/// The working windows of a day in the programme's own week: see [`windows_of`].
#[must_use]
pub fn windows(day: Day, policy: &Policy, zone: &Zone, calendar: &Calendar) -> Vec<Window> {
    windows_of(day, policy, &Worker::standard(zone), calendar)
}

/// The working windows of a person's day, in order, after breaks and prayers: the only time in which a person at home may
/// be called. Empty outside the programme's period, on a weekday that is not worked, on a public holiday, in a year whose
/// holidays nobody has entered, and for a pattern of work that the policy has no hours for. At most [`WINDOWS_MAX`].
#[must_use]
pub fn windows_of(day: Day, policy: &Policy, worker: &Worker<'_>, calendar: &Calendar) -> Vec<Window> {
    if day < policy.from || policy.to < day {
        return Vec::new();
    }
    let hours = &policy.hours;
    let zone = worker.zone;
    if hours.around_the_clock {
        let prayers: Vec<Window> = hours.prayers.iter().flat_map(|p| day.spans(p.start.0, p.end.0, zone)).collect();
        return without(&day.spans(0, DAY_MINUTES, zone), &prayers);
    }
    if hours.holidays_are_free_for(worker.pattern) && (calendar.is_free(day) || !calendar.knows(day.0.year())) {
        return Vec::new();
    }
    let Some(row) = hours.row(worker.pattern, day) else { return Vec::new() };
    let shift = hours.shift(worker.shift_minutes);
    let moved = |time: crate::programme::ClockTime| time.0.saturating_add_signed(shift).min(DAY_MINUTES);
    let rests: Vec<Window> = hours.rests(row).flat_map(|(from, to)| day.spans(from.0, to.0, zone)).collect();
    without(&day.spans(moved(row.start), moved(row.end), zone), &rests)
}

const DAY_MINUTES: u16 = 24 * 60;

/// The year of the day, when the programme cannot tell its working days because nobody has entered that year's holidays:
/// nothing is planned then.
#[must_use]
pub fn unknown_year(day: Day, policy: &Policy, calendar: &Calendar) -> Option<i16> {
    let covers = policy.from <= day && day <= policy.to;
    let year = day.0.year();
    (covers && policy.hours.needs_calendar() && !calendar.knows(year)).then_some(year)
}

/// Where a drawn minute comes to lie when the person's day is moved: the same working minute, counted from the day's
/// beginning, so that each minute of the moved day keeps the chance that its counterpart had in the draw. `None` when the
/// moved day has fewer minutes.
#[must_use]
pub fn moved(at: Moment, planned: &[Window], actual: &[Window]) -> Option<Moment> {
    let mut before = 0;
    for window in planned {
        if window.contains(at) {
            before += at.since(window.start);
            break;
        }
        if window.end <= at {
            before += window.end.since(window.start);
        }
    }
    for window in actual {
        let length = window.end.since(window.start);
        if before < length {
            return Some(window.start.plus(before));
        }
        before -= length;
    }
    None
}

/// Whether a person may still choose when their day begins: before the day begins either way. Later, a choice could be made
/// in the knowledge of what has already rung.
#[must_use]
pub fn may_shift(now: Moment, standing: &[Window], wished: &[Window]) -> bool {
    let begins = |windows: &[Window]| windows.first().map(|window| window.start);
    match (begins(standing), begins(wished)) {
        (Some(standing), Some(wished)) => now < standing.min(wished),
        _ => false,
    }
}

/// `windows` without the times in `busy` (leave by the hour, an official meeting, prayer). What is left of a window is
/// kept in whole minutes, inwards, so that a call never falls into a busy minute. The latest pieces beyond
/// [`WINDOWS_MAX`] are dropped: fewer callable minutes, never more.
#[must_use]
pub fn without(windows: &[Window], busy: &[Window]) -> Vec<Window> {
    let mut busy: Vec<Window> = busy.iter().copied().filter(|b| b.start < b.end).collect();
    busy.sort_unstable();
    let mut free = Vec::new();
    for window in windows {
        let mut start = window.start;
        for taken in &busy {
            if taken.start < window.end && start < taken.end {
                free.push(Window { start, end: taken.start });
                start = taken.end;
            }
        }
        free.push(Window { start, end: window.end });
    }
    whole_minutes(&free)
}

/// What is left of `windows` from `at` on: for a plan made in the middle of the day.
#[must_use]
pub fn remaining(windows: &[Window], at: Moment) -> Vec<Window> {
    let cut: Vec<Window> = windows.iter().map(|w| Window { start: w.start.max(at), end: w.end }).collect();
    whole_minutes(&cut)
}

fn whole_minutes(windows: &[Window]) -> Vec<Window> {
    windows
        .iter()
        .map(|w| Window { start: Moment(ceil_minute(w.start.0)), end: Moment(floor_minute(w.end.0)) })
        .filter(|w| w.start < w.end)
        .take(WINDOWS_MAX)
        .collect()
}

const fn ceil_minute(millis: i64) -> i64 {
    floor_minute(millis.saturating_add(MINUTE - 1))
}

const fn floor_minute(millis: i64) -> i64 {
    millis.saturating_sub(millis.rem_euclid(MINUTE))
}

/// Until when *Mulai WFH* must be tapped: the first working minute of the person's `windows` plus what the policy allows.
/// `None` on a day without working windows.
#[must_use]
pub fn ready_deadline(windows: &[Window], policy: &Policy) -> Option<Moment> {
    Some(windows.first()?.start.plus(i64::from(policy.answer.ready_within_minutes) * MINUTE))
}

/// How a unit stands against its quota on one day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct QuotaState {
    /// Staff of the unit who may be at home at all.
    pub eligible: u32,
    pub at_home: u32,
    /// The most that may be at home: rounded down, since the circulars say "at most" (SE MenPANRB 17/2023).
    pub limit: u32,
}

impl QuotaState {
    /// How many are at home beyond the limit.
    #[must_use]
    pub const fn over_by(&self) -> u32 {
        self.at_home.saturating_sub(self.limit)
    }

    /// How many more may be at home.
    #[must_use]
    pub const fn free(&self) -> u32 {
        self.limit.saturating_sub(self.at_home)
    }
}

/// `eligible` and `at_home` are counts of people of the smallest unit (DKI SE 34/SE/2023 counts per subbagian or seksi).
#[must_use]
pub fn quota(eligible: u32, at_home: u32, quota: &Quota) -> QuotaState {
    let limit = u64::from(eligible) * u64::from(quota.at_home_percent.min(100)) / 100;
    QuotaState { eligible, at_home, limit: u32::try_from(limit).unwrap_or(eligible) }
}

/// A wish to put one person's day to `mode`.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    pub day: Day,
    pub mode: Mode,
    /// Today in the person's zone.
    pub today: Day,
    /// Code of the person's `staff::ServiceCategory`.
    pub category: &'a str,
    /// Spans, both ends included, in which a decision keeps the person at the office.
    pub held_at_office: &'a [(Day, Day)],
}

/// Why a day of the rota cannot be changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RotaRefusal {
    #[error("days that are over cannot be changed")]
    PastDay,
    #[error("the day is outside the programme's period")]
    OutsideProgramme,
    #[error("people of this service category always work at the office")]
    ExemptCategory,
    #[error("a decision keeps this person at the office until {until}")]
    HeldAtOffice { until: Day },
}

impl RotaRefusal {
    /// Stable code; the page has the words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PastDay => "past_day",
            Self::OutsideProgramme => "outside_programme",
            Self::ExemptCategory => "exempt_category",
            Self::HeldAtOffice { .. } => "held_at_office",
        }
    }
}

/// Whether a person's day may be changed so. The quota is no refusal here: it is about the unit, see [`quota`].
///
/// # Errors
/// The first rule that forbids it.
pub fn check_change(change: &Change<'_>, policy: &Policy) -> Result<(), RotaRefusal> {
    if change.day < change.today {
        return Err(RotaRefusal::PastDay);
    }
    if change.day < policy.from || policy.to < change.day {
        return Err(RotaRefusal::OutsideProgramme);
    }
    if change.mode != Mode::Home {
        return Ok(());
    }
    if policy.quota.exempt_categories.iter().any(|code| code == change.category) {
        return Err(RotaRefusal::ExemptCategory);
    }
    let held = change.held_at_office.iter().filter(|(from, to)| *from <= change.day && change.day <= *to).map(|(_, to)| *to);
    held.max().map_or(Ok(()), |until| Err(RotaRefusal::HeldAtOffice { until }))
}

#[cfg(test)]
mod tests;
