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

/// With chance p and ceiling c the gap is the smaller of c and a geometric number: its mean is (1-(1-p)^c)/p, and with
/// (1-p)^c it ends in a forced check. Both are averaged over the range of the ceiling.
#[must_use]
pub fn outlook(rules: &DrawRules) -> Outlook {
    let chance = f64::from(rules.chance_per_day_millionths.clamp(1, 999_999)) / 1e6;
    let quiet = 1.0 - chance;
    let (from, to) = (rules.ceiling_from_days.max(1), rules.ceiling_to_days.max(rules.ceiling_from_days).max(1));
    let choices = f64::from(to - from) + 1.0;
    // A forced check needs every day up to the ceiling, that one included, to pass without a random check.
    let all_quiet: f64 = (from..=to).map(|ceiling| quiet.powi(i32::from(ceiling))).sum::<f64>() / choices;
    Outlook { mean_gap_days: (1.0 - all_quiet) / chance, longest_gap_days: to, forced_share: all_quiet }
}
