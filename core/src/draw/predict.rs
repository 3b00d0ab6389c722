//! What the settings of a draw mean in days: figures for the programme's editor.
//!
//! Real numbers are fine here: nothing of this enters a draw. Knows nothing of people.

use serde::Serialize;

use crate::programme::DrawRules;

/// In WFH days and shares, for somebody who is at home every WFH day.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Outlook {
    /// Mean number of WFH days from one day with a check to the next.
    pub mean_gap_days: f64,
    /// There is never a longer gap.
    pub longest_gap_days: u16,
    /// Share of checked days on which the ceiling forced the check, 0 to 1.
    pub forced_share: f64,
}

/// The gap is the first day with a random check, or the ceiling when none came before: its mean is the sum of the chances
/// that so many days passed without one, and it ends in a forced check when all of them did. Both are averaged over the
/// range of the ceiling. The first cycle, before which there was no check to cool down from, is left out.
#[must_use]
pub fn outlook(rules: &DrawRules) -> Outlook {
    let (from, to) = (rules.ceiling_from_days.max(1), rules.ceiling_to_days.max(rules.ceiling_from_days).max(1));
    let choices = f64::from(to - from) + 1.0;
    let (mut quiet, mut passed, mut gaps, mut all_quiet) = (1.0, 0.0, 0.0, 0.0);
    for day in 0..to {
        passed += quiet;
        quiet *= 1.0 - f64::from(rules.chance_millionths(day, 1).clamp(1, 999_999)) / 1e6;
        if day + 1 >= from {
            gaps += passed;
            all_quiet += quiet;
        }
    }
    Outlook { mean_gap_days: gaps / choices, longest_gap_days: to, forced_share: all_quiet / choices }
}
