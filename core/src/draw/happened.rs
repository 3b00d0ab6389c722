//! What became of a day's checks, and the calls that people asked for by hand: the other half of an auditor's file.
//!
//! The draw is proved by hashes; this is the record, and here it is held against the draw: each drawn check once, nothing
//! beside them but calls that say they were asked for. Knows nothing of how calls are made.

use std::collections::BTreeSet;

use super::{DrawnCheck, Fault};
use crate::{ids::PersonId, outcome::Outcome, time::Moment};

/// Steps of one check in the file.
pub const STEPS_MAX: usize = 1_000;

/// What is added to a revealed day.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Happened {
    /// One for each drawn check, in the order of the draw.
    pub checks: Vec<HappenedCheck>,
    /// By moment, then by person.
    pub manual: Vec<ManualCall>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct HappenedCheck {
    pub person: PersonId,
    /// The minute that was drawn.
    pub at: Moment,
    /// `None` while the check is open.
    pub end: Option<End>,
    /// In order of time.
    pub steps: Vec<Step>,
}

/// A call that a person asked for. No part of the draw.
#[derive(Clone, PartialEq, Debug)]
pub struct ManualCall {
    pub person: PersonId,
    pub at: Moment,
    /// Who asked.
    pub by: PersonId,
    /// Why.
    pub words: String,
    pub end: Option<End>,
    pub steps: Vec<Step>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct End {
    pub outcome: Outcome,
    pub at: Moment,
}

/// Something that moved a check away from its drawn minute or caller.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    pub at: Moment,
    /// `None` when the server did it.
    pub by: Option<PersonId>,
    pub what: What,
    pub words: String,
}

#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// `why` is a code of `PutOff`.
    Deferred { why: String, until: Moment },
    HandedOver { to: PersonId },
    Voided { why: String },
}

/// What the record says in sum.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct After {
    pub open: u32,
    pub deferrals: u32,
    pub hand_overs: u32,
    pub voids: u32,
    pub manual: u32,
}

/// Holds the record against the draw.
///
/// # Errors
/// The first thing that does not fit.
pub(super) fn verify(drawn: &[DrawnCheck], happened: &Happened) -> Result<After, Fault> {
    let known: BTreeSet<(PersonId, Moment)> = drawn.iter().map(|check| (check.person, check.at)).collect();
    let mut after = After::default();
    for place in 0..drawn.len().max(happened.checks.len()) {
        match (drawn.get(place), happened.checks.get(place)) {
            (Some(check), Some(row)) if (check.person, check.at) == (row.person, row.at) => {
                count(&mut after, row.person, row.end, &row.steps)?;
            }
            (missing, Some(row)) => match missing {
                Some(missing) if known.contains(&(row.person, row.at)) => return Err(Fault::NoEnd(missing.person)),
                _ => return Err(Fault::NotDrawn(row.person)),
            },
            (Some(missing), None) => return Err(Fault::NoEnd(missing.person)),
            (None, None) => {}
        }
    }
    for (place, call) in happened.manual.iter().enumerate() {
        let earlier = place.checked_sub(1).and_then(|before| happened.manual.get(before));
        let in_order = earlier.is_none_or(|earlier| (earlier.at, earlier.person) < (call.at, call.person));
        if !in_order || call.words.trim().is_empty() || call.by == call.person {
            return Err(Fault::BadManual(call.person));
        }
        count(&mut after, call.person, call.end, &call.steps)?;
        after.manual += 1;
    }
    Ok(after)
}

/// Steps in order of time, the end after them, nothing after a void.
fn count(after: &mut After, person: PersonId, end: Option<End>, steps: &[Step]) -> Result<(), Fault> {
    let in_order = steps.windows(2).all(|pair| pair[0].at <= pair[1].at && !matches!(pair[0].what, What::Voided { .. }));
    let last = steps.last();
    let ended = match (last, end) {
        (Some(last), Some(end)) => last.at <= end.at,
        (Some(last), None) => !matches!(last.what, What::Voided { .. }),
        (None, _) => true,
    };
    if steps.len() > STEPS_MAX || !in_order || !ended {
        return Err(Fault::BadRecord(person));
    }
    for step in steps {
        match step.what {
            What::Deferred { .. } => after.deferrals += 1,
            What::HandedOver { .. } => after.hand_overs += 1,
            What::Voided { .. } => after.voids += 1,
        }
    }
    after.open += u32::from(end.is_none());
    Ok(())
}
