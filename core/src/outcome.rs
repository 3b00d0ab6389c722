//! What the rules make of one check: an outcome that cannot exist without its reasons.
//!
//! A pure function of the record. Only proof that a device sounded, or that the day was not started, can ever count
//! against a person; everything else is an outcome that costs nothing. Knows nothing of weights: those are policy
//! (`ScoreRules`). Next: `score`.

use serde::{Deserialize, Serialize};

use crate::{ids::PersonId, readiness::Hindrances, time::Moment};

mod judge;
mod reason;

pub use judge::judge;
pub use reason::{REASONS_MAX, Reason, Reasons};

macro_rules! outcomes {
    ($($(#[$doc:meta])* $name:ident = $code:literal)+) => {
        /// The twelve ways a check can end (design §7).
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Outcome {
            $($(#[$doc])* $name,)+
        }

        impl Outcome {
            pub const ALL: [Self; 12] = [$(Self::$name,)+];

            /// Stable name in policies, the store and the API.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

outcomes! {
    /// In the call, and where they said they are; or the server saw them and no verdict was given.
    AnsweredAsDeclared = "answered_as_declared"
    /// In the call, and somewhere else.
    AnsweredElsewhere = "answered_elsewhere"
    /// Answered, but picture and sound did not come through.
    AnsweredMediaFailed = "answered_media_failed"
    /// Missed the rings and called back in time.
    CalledBack = "called_back"
    /// Declined with a reason.
    DeclinedWithReason = "declined_with_reason"
    /// A device sounded and nobody answered.
    ReachedNotAnswered = "reached_not_answered"
    /// No proof that a device sounded.
    NotReached = "not_reached"
    /// Not reached, and the day had not been started though the deadline was over.
    NotReady = "not_ready"
    /// The server's fault.
    SystemFault = "system_fault"
    /// The supervisor did not call, or not as often as promised.
    SupervisorFault = "supervisor_fault"
    /// An official excused it, with a reason.
    Excused = "excused"
    /// It should not have taken place: leave, recall, or working time was over.
    Voided = "voided"
}

/// Whose doing an outcome is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    Person,
    Supervisor,
    System,
    Nobody,
}

impl Outcome {
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    /// Whether the person came to the call.
    #[must_use]
    pub const fn is_answered(self) -> bool {
        matches!(
            self,
            Self::AnsweredAsDeclared | Self::AnsweredElsewhere | Self::AnsweredMediaFailed | Self::CalledBack
        )
    }

    #[must_use]
    pub const fn party(self) -> Party {
        match self {
            Self::AnsweredAsDeclared
            | Self::AnsweredElsewhere
            | Self::CalledBack
            | Self::DeclinedWithReason
            | Self::ReachedNotAnswered
            | Self::NotReady => Party::Person,
            Self::SupervisorFault => Party::Supervisor,
            Self::SystemFault => Party::System,
            Self::AnsweredMediaFailed | Self::NotReached | Self::Excused | Self::Voided => Party::Nobody,
        }
    }

    /// Whether a policy may count it against a person at all: only proof does, and never against who came to the call
    /// (design §3).
    #[must_use]
    pub const fn may_count_as_missed(self) -> bool {
        matches!(self, Self::ReachedNotAnswered | Self::NotReady | Self::DeclinedWithReason)
    }
}

/// An outcome with the reasons it came from.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Judgement {
    pub outcome: Outcome,
    pub reasons: Reasons,
}

/// How a named official changes an outcome in the person's favour (objection, medical note, mended device).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    Excused,
    Technical,
    CalledBack,
}

impl Judgement {
    /// This judgement after an official's ruling: the ruling comes first, the earlier reasons stay.
    #[must_use]
    pub fn ruled(&self, ruling: Ruling, by: PersonId) -> Self {
        let outcome = match ruling {
            Ruling::Excused => Outcome::Excused,
            Ruling::Technical => Outcome::SystemFault,
            Ruling::CalledBack => Outcome::CalledBack,
        };
        let reasons = Reasons::new(Reason::RuledBy { by, before: self.outcome }).and_all(self.reasons.iter().copied());
        Self { outcome, reasons }
    }
}

/// Whether and when the person tapped *Mulai WFH*, by when the programme wanted it, and what the device checks found that
/// stands in the way of a ring.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Readiness {
    pub started: Option<Moment>,
    pub deadline: Moment,
    pub hindrances: Hindrances,
}

#[cfg(test)]
mod tests;
