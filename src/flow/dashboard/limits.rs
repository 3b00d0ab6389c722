//! The time to answer, per part of a range: a policy that changed must not be drawn over the calls that ran under the one
//! before. Read from the plans, which name the version of each day; knows nothing of checks.

use sidak_core::{ids::ProgrammeId, time::Day};

use crate::{
    flow::{Done, FlowError},
    shape::dashboard::AnswerLimit,
    store::{Tx, dashboard, programmes},
};

/// # Errors
/// When the store fails, or a plan names a policy that is gone.
pub async fn of_range(tx: &mut Tx, from: Day, to: Day) -> Done<Vec<AnswerLimit>> {
    let mut spans = Vec::new();
    for (programme, version, first, last) in dashboard::policies_of_plans(tx, from, to).await? {
        spans.push((seconds(tx, programme, version).await?, first, last));
    }
    Ok(merged(spans))
}

async fn seconds(tx: &mut Tx, programme: ProgrammeId, version: u32) -> Done<u32> {
    Ok(programmes::version(tx, programme, version).await?.ok_or(FlowError::NotFound)?.policy.answer.ring_seconds)
}

/// Neighbours with the same time are one: a new version that changed something else is no change here.
fn merged(spans: Vec<(u32, Day, Day)>) -> Vec<AnswerLimit> {
    let mut out: Vec<(u32, Day, Day)> = Vec::new();
    for (seconds, first, last) in spans {
        match out.last_mut() {
            Some((same, _, end)) if *same == seconds => *end = last.max(*end),
            _ => out.push((seconds, first, last)),
        }
    }
    out.into_iter().map(|(seconds, from, to)| AnswerLimit { seconds, from: from.to_string(), to: to.to_string() }).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    /// A name, what was drawn under which limit, and the spans to be shown.
    type Case = (&'static str, Vec<(u32, Day, Day)>, &'static [(u32, &'static str, &'static str)]);

    #[test]
    fn a_limit_stands_for_the_days_it_held() {
        let day = |text: &str| Day::parse(text).unwrap();
        let span = |seconds, from, to| (seconds, day(from), day(to));
        let cases: [Case; 4] = [
            ("nothing drawn", vec![], &[]),
            ("one policy", vec![span(300, "2026-11-02", "2026-11-06")], &[(300, "2026-11-02", "2026-11-06")]),
            (
                "a new version with the same time",
                vec![span(300, "2026-11-02", "2026-11-04"), span(300, "2026-11-05", "2026-11-06")],
                &[(300, "2026-11-02", "2026-11-06")],
            ),
            (
                "a shorter time from Thursday",
                vec![span(300, "2026-11-02", "2026-11-04"), span(60, "2026-11-05", "2026-11-06")],
                &[(300, "2026-11-02", "2026-11-04"), (60, "2026-11-05", "2026-11-06")],
            ),
        ];
        for (what, spans, wanted) in cases {
            let found = merged(spans);
            let found: Vec<_> = found.iter().map(|l| (l.seconds, l.from.as_str(), l.to.as_str())).collect();
            assert_eq!(found, wanted, "{what}");
        }
    }
}
