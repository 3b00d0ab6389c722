//! The rows of the file about what happened after the draw.
//!
//! Each row goes to and from the type of `happened`. Knows nothing of whether they fit the draw.

use serde::{Deserialize, Serialize};

use super::{
    super::{End, HappenedCheck, ManualCall, Step, What},
    text::{Id, Millis},
};
use crate::{ids::PersonId, outcome::Outcome};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HappenedLine {
    person: Id,
    at: Millis,
    #[serde(deserialize_with = "Option::deserialize")]
    end: Option<EndLine>,
    steps: Vec<StepLine>,
}

impl HappenedLine {
    pub(super) fn of(row: &HappenedCheck) -> Self {
        Self { person: Id(row.person.0), at: Millis(row.at), end: row.end.map(EndLine::of), steps: steps(&row.steps) }
    }

    pub(super) fn row(self) -> HappenedCheck {
        HappenedCheck {
            person: PersonId(self.person.0),
            at: self.at.0,
            end: self.end.map(EndLine::end),
            steps: self.steps.into_iter().map(StepLine::step).collect(),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ManualLine {
    person: Id,
    at: Millis,
    by: Id,
    words: String,
    #[serde(deserialize_with = "Option::deserialize")]
    end: Option<EndLine>,
    steps: Vec<StepLine>,
}

impl ManualLine {
    pub(super) fn of(call: &ManualCall) -> Self {
        Self {
            person: Id(call.person.0),
            at: Millis(call.at),
            by: Id(call.by.0),
            words: call.words.clone(),
            end: call.end.map(EndLine::of),
            steps: steps(&call.steps),
        }
    }

    pub(super) fn call(self) -> ManualCall {
        ManualCall {
            person: PersonId(self.person.0),
            at: self.at.0,
            by: PersonId(self.by.0),
            words: self.words,
            end: self.end.map(EndLine::end),
            steps: self.steps.into_iter().map(StepLine::step).collect(),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EndLine {
    outcome: Outcome,
    at: Millis,
}

impl EndLine {
    fn of(end: End) -> Self {
        Self { outcome: end.outcome, at: Millis(end.at) }
    }

    fn end(self) -> End {
        End { outcome: self.outcome, at: self.at.0 }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
enum StepLine {
    Deferred(DeferredLine),
    HandedOver(HandedOverLine),
    Voided(VoidedLine),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeferredLine {
    at: Millis,
    #[serde(deserialize_with = "Option::deserialize")]
    by: Option<Id>,
    why: String,
    words: String,
    until: Millis,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HandedOverLine {
    at: Millis,
    #[serde(deserialize_with = "Option::deserialize")]
    by: Option<Id>,
    to: Id,
    words: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct VoidedLine {
    at: Millis,
    #[serde(deserialize_with = "Option::deserialize")]
    by: Option<Id>,
    why: String,
    words: String,
}

fn steps(steps: &[Step]) -> Vec<StepLine> {
    steps.iter().map(StepLine::of).collect()
}

impl StepLine {
    fn of(step: &Step) -> Self {
        let (at, by, words) = (Millis(step.at), step.by.map(|by| Id(by.0)), step.words.clone());
        match &step.what {
            What::Deferred { why, until } => {
                Self::Deferred(DeferredLine { at, by, why: why.clone(), words, until: Millis(*until) })
            }
            What::HandedOver { to } => Self::HandedOver(HandedOverLine { at, by, to: Id(to.0), words }),
            What::Voided { why } => Self::Voided(VoidedLine { at, by, why: why.clone(), words }),
        }
    }

    fn step(self) -> Step {
        let (at, by, what, words) = match self {
            Self::Deferred(l) => (l.at, l.by, What::Deferred { why: l.why, until: l.until.0 }, l.words),
            Self::HandedOver(l) => (l.at, l.by, What::HandedOver { to: PersonId(l.to.0) }, l.words),
            Self::Voided(l) => (l.at, l.by, What::Voided { why: l.why }, l.words),
        };
        Step { at: at.0, by: by.map(|by| PersonId(by.0)), what, words }
    }
}
