//! A programme: the policy under which people work from home, as data with its legal source.
//!
//! A new circular is a new file or an edit in the browser, never a code change. The types come first, then reading,
//! writing and checking; `programme/shape` has the bounds of every field, `programme/rules` what fields demand of each
//! other, `programme/words` the plain sentences. Knows nothing of people or days.

mod clock;
mod hours;
mod hours_rules;
mod rules;
mod shape;
mod words;

use serde::{Deserialize, Serialize};

use crate::time::{Day, Zone};

pub use hours::{Break, PatternHours, Prayer, Season, StatusRules, WorkingDay, WorkingHours};
pub use rules::PERIOD_DAYS_MAX;
pub use shape::{
    BREAKS_MAX, CEILING_MIN, CHANCE_MAX_MILLIONTHS, CHECKS_PER_DAY_MAX, COOL_DOWN_DAYS_MAX, FLEXIBLE_MAX, MANUAL_WEIGHT_MAX, PATTERNS_MAX, POLICY_BYTES_MAX, PRAYERS_MAX,
    PROBLEMS_MAX, SEASONS_MAX, STATUS_MINUTES_MAX, WORKING_DAYS_MAX,
};
pub use words::Lang;

/// One version of a programme. Versions are kept; each check stores the one it ran under.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Name shown to people.
    pub name: String,
    /// The circular, decree or instruction it rests on.
    pub legal_source: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Zone of people whose own record names none.
    pub zone: Zone,
    pub hours: WorkingHours,
    pub quota: Quota,
    pub answer: AnswerRules,
    /// A version stored before there were such bounds has the default ones.
    #[serde(default)]
    pub capacity: CapacityRules,
    pub draw: DrawRules,
    pub score: ScoreRules,
    pub review: ReviewRules,
    /// Without it nobody enters a status of their own.
    #[serde(default)]
    pub status: StatusRules,
}

/// A local clock time, written `07.30` or `07:30`; minutes after midnight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClockTime(pub u16);

/// Who may be at home (SE MenPANRB 17/2023: quota per kind of service).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// Of the eligible staff of a unit, at most this many per hundred at home on one day.
    pub at_home_percent: u8,
    /// Service categories (codes of `staff::ServiceCategory`) that always work at the office.
    pub exempt_categories: Vec<String>,
}

/// How a call is made and answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerRules {
    /// Latest local time for *Mulai WFH*, in minutes after the day's first working minute.
    pub ready_within_minutes: u16,
    /// The supervisor's window to start a call once prompted.
    pub start_window_minutes: u16,
    /// How long one ring lasts: the answer deadline.
    pub ring_seconds: u32,
    /// Rings per check, 1 to 5.
    pub attempts: u8,
    /// Minutes between two rings.
    pub minutes_between: u16,
    /// How long after the last ring the person may call back; not at all with 0.
    #[serde(default = "AnswerRules::usual_callback")]
    pub callback_minutes: u16,
    /// The *bersiap* step before the camera opens.
    pub prepare_seconds: u32,
    /// How long a lost side may take to come back before the call is over.
    pub reconnect_seconds: u32,
    /// How long after the call a verdict may still be recorded.
    pub verdict_minutes: u16,
    /// How often and how far a supervisor may defer one check.
    pub deferrals: u8,
    pub deferral_minutes: u16,
}

impl AnswerRules {
    /// What the circular of 2026 wants a call answered within.
    const fn usual_callback() -> u16 {
        5
    }
}

/// How many calls one official may be asked to make: fair to those who call, too.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CapacityRules {
    /// Checks in which one official is asked, rings or talks at the same time.
    pub at_once: u8,
    /// Checks from the draw that one official is newly asked for within 60 minutes …
    pub per_hour: u8,
    /// … and on one day.
    pub per_day: u16,
    /// Manual calls that one official may make, and that one person may get, on one day. None at all with 0.
    pub manual_per_day: u8,
}

impl Default for CapacityRules {
    fn default() -> Self {
        Self { at_once: 1, per_hour: 4, per_day: 12, manual_per_day: 2 }
    }
}

/// What the draw wants (design §6). Rates are integers so that a draw is the same on every machine.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawRules {
    /// Chance of at least one random check on a WFH day, in millionths (200_000 = 0.20).
    pub chance_per_day_millionths: u32,
    /// The hidden personal ceiling, in WFH days without a check, is drawn from this range.
    pub ceiling_from_days: u16,
    pub ceiling_to_days: u16,
    /// Most random checks of one person in one day; minutes drawn after these are passed over.
    #[serde(default = "DrawRules::usual_checks")]
    pub checks_per_day_max: u8,
    /// For so many WFH days after a day with a check the chance is lower. 0: the same chance every day.
    #[serde(default)]
    pub cool_down_days: u16,
    /// The chance on those days, in hundredths of the usual one. Never 0: no day is safe.
    #[serde(default = "DrawRules::whole_percent")]
    pub cool_down_percent: u8,
    /// What people outside of the server add to the draw after the commitment.
    #[serde(default)]
    pub public_entropy: PublicEntropy,
}

/// Where the randomness comes from that is mixed into a day's draw after its pool and secret were committed to, so that
/// whoever runs the server cannot choose among secrets.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicEntropy {
    /// Nothing is mixed in, and the record says so.
    #[default]
    None,
    /// Two named officials throw dice.
    Dice,
    /// A round of the public beacon drand whose number is fixed at the commitment.
    Drand,
}

impl DrawRules {
    /// Rules with the usual rest: at most two checks a day, no cool-down, no public entropy.
    #[must_use]
    pub const fn of(chance_per_day_millionths: u32, ceiling_from_days: u16, ceiling_to_days: u16) -> Self {
        Self {
            chance_per_day_millionths,
            ceiling_from_days,
            ceiling_to_days,
            checks_per_day_max: Self::usual_checks(),
            cool_down_days: 0,
            cool_down_percent: Self::whole_percent(),
            public_entropy: PublicEntropy::None,
        }
    }

    const fn usual_checks() -> u8 {
        2
    }

    const fn whole_percent() -> u8 {
        100
    }

    /// The chance of at least one random check on a day, in millionths, for somebody with these counters: lower in the
    /// cool-down after a check (cycle 0 never had one), never 0.
    #[must_use]
    pub fn chance_millionths(&self, days_since_check: u16, cycle: u32) -> u32 {
        if cycle == 0 || days_since_check >= self.cool_down_days {
            return self.chance_per_day_millionths;
        }
        let share = u64::from(self.chance_per_day_millionths) * u64::from(self.cool_down_percent) / 100;
        u32::try_from(share).unwrap_or(u32::MAX).max(1)
    }
}

/// The availability index (design §8). Not part of any draw, so real numbers are fine.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreRules {
    /// Mean of the prior shared by everyone, 0 to 1.
    pub prior_mean: f64,
    /// Strength of the prior in checks.
    pub prior_strength: f64,
    /// Days after which a check weighs half.
    pub half_life_days: f64,
    /// Weight of each counted outcome, by its code; an outcome that is not named does not count.
    pub weights: Vec<OutcomeWeight>,
    /// What a call by hand weighs beside a drawn check with the same outcome, 0 to [`MANUAL_WEIGHT_MAX`]. A version stored
    /// before there was such a field has 0: not at all.
    #[serde(default)]
    pub manual_weight: f64,
    /// A review is recommended only with at least this many counted checks …
    pub min_checks: u32,
    /// … and at least this many counted misses …
    pub min_misses: u32,
    /// … and when the true rate is below this …
    pub rate_floor: f64,
    /// … with more than this probability.
    pub probability: f64,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeWeight {
    /// Code of an `outcome::Outcome`.
    pub outcome: String,
    /// How it counts: as `available` or as `missed`.
    pub counts_as: CountsAs,
    /// 0 < weight ≤ 1.
    pub weight: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountsAs {
    Available,
    Missed,
}

/// Due process.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewRules {
    /// Calendar days to reply after notice.
    pub reply_days: u16,
    /// Calendar days in which the official should decide after the reply time.
    pub decide_days: u16,
    /// Longest return to the office one decision may order, in calendar days.
    pub wfo_max_days: u16,
}

const fn yes() -> bool {
    true
}

impl WorkingHours {
    /// Callable minutes of an ordinary day: the mean of the working days.
    #[must_use]
    pub fn minutes_a_day(&self) -> u32 {
        if self.around_the_clock {
            return 24 * 60;
        }
        let minutes = |from: ClockTime, to: ClockTime| u32::from(to.0.saturating_sub(from.0));
        let of = |day: &WorkingDay| {
            minutes(day.start, day.end).saturating_sub(day.breaks.iter().map(|rest| minutes(rest.start, rest.end)).sum())
        };
        let days = u32::try_from(self.days.len()).unwrap_or(1).max(1);
        self.days.iter().map(of).sum::<u32>() / days
    }
}

/// One thing wrong with a policy: which field, and how to mend it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Problem {
    /// Path of the field, as `hours.days[0].start`.
    pub field: String,
    pub message_id: String,
    pub message_en: String,
}

/// The policies inside the binary: id and text.
#[must_use]
pub const fn presets() -> &'static [(&'static str, &'static str)] {
    &[
        ("dki-2023", include_str!("../../policies/dki-2023.toml")),
        ("demo", include_str!("../../policies/demo.toml")),
    ]
}

impl Policy {
    /// Reads a policy file.
    ///
    /// # Errors
    /// Everything that is wrong with it, at most [`PROBLEMS_MAX`] things. Fields that cannot be read hide only the rules
    /// that compare fields of the same section.
    pub fn from_toml(text: &str) -> Result<Self, Vec<Problem>> {
        let table = shape::parse(text).map_err(|problem| vec![problem])?;
        let problems = problems_of(&table);
        if !problems.is_empty() {
            return Err(problems);
        }
        toml::Value::Table(table).try_into().map_err(|e: toml::de::Error| vec![shape::unreadable(e.message())])
    }

    /// Everything that is wrong with a policy made in the editor; empty when it may be used.
    #[must_use]
    pub fn validate(&self) -> Vec<Problem> {
        match toml::Table::try_from(self) {
            Ok(table) => problems_of(&table),
            Err(e) => vec![shape::unreadable(&e.to_string())],
        }
    }

    /// The policy as a file that [`Policy::from_toml`] reads back.
    ///
    /// # Errors
    /// When a number is too large for the format; a policy without problems has none.
    pub fn to_toml(&self) -> Result<String, Problem> {
        toml::to_string(self).map_err(|e| shape::unreadable(&e.to_string()))
    }

    /// The policy in plain sentences, for the editor and for the people it is about.
    #[must_use]
    pub fn summary(&self, lang: Lang) -> Vec<String> {
        words::summary(self, lang)
    }
}

fn problems_of(table: &toml::Table) -> Vec<Problem> {
    let mut problems = shape::check(table);
    problems.extend(rules::check(table));
    problems.truncate(PROBLEMS_MAX);
    problems
}

impl Problem {
    fn new(field: impl Into<String>, message_id: impl Into<String>, message_en: impl Into<String>) -> Self {
        Self { field: field.into(), message_id: message_id.into(), message_en: message_en.into() }
    }
}

#[cfg(test)]
mod tests;
