//! Sidak watches its own draw: do the checks that were really drawn look as the committed chances say?
//!
//! Each line of a revealed pool is a trial whose chance was fixed before the day. Seven tests look at them from seven
//! sides; since many tests find something by chance alone, their results are corrected together (Holm). Knows nothing of
//! storage or weeks, and of people only what they are counted by.

mod conduct;
mod tally;

use serde::{Deserialize, Serialize};

use crate::stats::{self, Found};

pub use conduct::{Conduct, ConductReport, SupervisorConduct, conduct};
pub use tally::{CLASSES, Seen, Tally};

/// Below this corrected p the light is red: by chance alone in at most one report of a thousand.
pub const RED_BELOW: f64 = 0.001;
/// Below this corrected p somebody should look: by chance alone in at most one report of twenty.
pub const LOOK_BELOW: f64 = 0.05;
/// Groups of fewer people are not shown.
pub const SMALL_GROUP: u32 = 5;
/// Units shown as the farthest from what was expected.
pub const UNITS_SHOWN: usize = 10;
/// Weeks that one report looks back.
pub const WEEKS: i32 = 13;

/// From which side a test looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Sixteen equal parts of each person's own working time.
    Minutes,
    Weekdays,
    /// Do people differ more than chance lets them?
    People,
    /// Is one person drawn far too often or too seldom?
    OnePerson,
    Units,
    Sexes,
    Supervisors,
}

impl Subject {
    pub const ALL: [Self; 7] =
        [Self::Minutes, Self::Weekdays, Self::People, Self::OnePerson, Self::Units, Self::Sexes, Self::Supervisors];
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Too little has been drawn to say.
    TooFew,
    Green,
    Look,
    Red,
}

/// One test of the family.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Test {
    pub subject: Subject,
    pub light: Light,
    /// Chi-square; for [`Subject::OnePerson`] the distance of the farthest person in standard deviations.
    pub statistic: Option<f64>,
    /// Degrees of freedom; for [`Subject::OnePerson`] how many people were looked at.
    pub degrees: Option<f64>,
    /// Chance of such a result when the draw is fair …
    pub p: Option<f64>,
    /// … and after Holm's correction for the whole family.
    pub corrected: Option<f64>,
    /// What was counted: parts of the day, weekdays, sexes, and the units that are farthest off.
    pub rows: Vec<Row>,
}

/// One group of a test.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Row {
    /// Number of the part of the day from 0, of the weekday from 1, 1 or 2 for the sex, or a unit's id.
    pub key: String,
    pub expected: f64,
    pub drawn: u32,
}

/// The whole family.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Report {
    /// Lines of all pools: people times days.
    pub lines: u64,
    pub people: u32,
    /// Days with a random check, and forced checks.
    pub random: u64,
    pub forced: u64,
    pub light: Light,
    pub tests: Vec<Test>,
}

/// Judges what was tallied.
#[must_use]
pub fn report(tally: &Tally) -> Report {
    let found: Vec<(Subject, Option<Found>)> = Subject::ALL.into_iter().map(|subject| (subject, tally.test(subject))).collect();
    let corrected = stats::holm(&found.iter().map(|(_, found)| found.map(|f| f.p)).collect::<Vec<_>>());
    let tests: Vec<Test> = found
        .into_iter()
        .zip(corrected)
        .map(|((subject, found), corrected)| Test {
            subject,
            light: light(corrected),
            statistic: found.map(|f| f.statistic),
            degrees: found.map(|f| f.degrees),
            p: found.map(|f| f.p),
            corrected,
            rows: tally.rows(subject),
        })
        .collect();
    let light = tests.iter().map(|test| test.light).max().unwrap_or(Light::TooFew);
    Report { lines: tally.lines(), people: tally.people(), random: tally.random(), forced: tally.forced(), light, tests }
}

fn light(corrected: Option<f64>) -> Light {
    match corrected {
        None => Light::TooFew,
        Some(p) if p < RED_BELOW => Light::Red,
        Some(p) if p < LOOK_BELOW => Light::Look,
        Some(_) => Light::Green,
    }
}

#[cfg(test)]
mod tests;
