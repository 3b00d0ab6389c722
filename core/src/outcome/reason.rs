//! The reasons of an outcome, as data: each has a code and its parameters, and the page has the words.
//!
//! Knows nothing of how an outcome is reached.

use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::{
    check::{Media, PlaceKind, PutOff, Side, Verdict},
    ids::{DeviceId, PersonId},
    outage,
    readiness::Item,
    time::Moment,
};

/// Reasons of one outcome.
pub const REASONS_MAX: usize = 6;

/// `ring` is the number of the ring, from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    Voided {
        why: PutOff,
    },
    VerdictGiven {
        by: PersonId,
        verdict: Verdict,
        corrected: bool,
    },
    FollowUpNoted,
    VerdictMissing {
        caller: PersonId,
    },
    AnsweredAfter {
        ring: u8,
        seconds: u32,
    },
    /// Called back so long after the end of that missed ring.
    CalledBackAfter {
        ring: u8,
        seconds: u32,
    },
    Declared {
        kind: PlaceKind,
        same_as_morning: Option<bool>,
    },
    /// The person answered by text, so many times.
    InWriting {
        answers: u8,
    },
    MediaSeen {
        side: Side,
        what: Media,
    },
    NoMediaFrom {
        side: Side,
    },
    CallDropped {
        side: Side,
    },
    ServerFailedInCall,
    DeclinedWithWords {
        ring: u8,
    },
    /// Rings that count, and rings that the policy promises.
    RingsEnded {
        rings: u8,
        promised: u8,
    },
    AudibleOn {
        device: DeviceId,
        ring: u8,
    },
    /// It sounded, on a device of which the morning's check had said why that proves nothing.
    HinderedOn {
        device: DeviceId,
        ring: u8,
        by: Item,
    },
    DisplayedButMuted {
        device: DeviceId,
        ring: u8,
    },
    DisplayedOn {
        device: DeviceId,
        ring: u8,
    },
    SentOnly {
        device: DeviceId,
        ring: u8,
    },
    /// The push service took it, and the device never said that it showed it: it may have been off.
    AcceptedOnly {
        device: DeviceId,
        ring: u8,
    },
    NoDeviceConnected {
        ring: u8,
    },
    StartedDayAt {
        at: Moment,
    },
    DayNotStartedBy {
        deadline: Moment,
    },
    /// `seconds`: how long the supervisor had.
    SupervisorIgnoredPrompt {
        caller: PersonId,
        seconds: u32,
    },
    SupervisorPutOff {
        times: u8,
    },
    RingVoidedByServer {
        rings: u8,
    },
    PromptVoidedByServer {
        prompts: u8,
    },
    /// `ring` lay in a mass outage that was found later.
    MassOutage {
        ring: u8,
        kind: outage::Kind,
        from: Moment,
        to: Moment,
    },
    NeverRang,
    RuledBy {
        by: PersonId,
        before: Outcome,
    },
}

impl Reason {
    /// Stable name; the same as the `reason` tag of its JSON.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Voided { .. } => "voided",
            Self::VerdictGiven { .. } => "verdict_given",
            Self::FollowUpNoted => "follow_up_noted",
            Self::VerdictMissing { .. } => "verdict_missing",
            Self::AnsweredAfter { .. } => "answered_after",
            Self::CalledBackAfter { .. } => "called_back_after",
            Self::Declared { .. } => "declared",
            Self::InWriting { .. } => "in_writing",
            Self::MediaSeen { .. } => "media_seen",
            Self::NoMediaFrom { .. } => "no_media_from",
            Self::CallDropped { .. } => "call_dropped",
            Self::ServerFailedInCall => "server_failed_in_call",
            Self::DeclinedWithWords { .. } => "declined_with_words",
            Self::RingsEnded { .. } => "rings_ended",
            Self::AudibleOn { .. } => "audible_on",
            Self::HinderedOn { .. } => "hindered_on",
            Self::DisplayedButMuted { .. } => "displayed_but_muted",
            Self::DisplayedOn { .. } => "displayed_on",
            Self::SentOnly { .. } => "sent_only",
            Self::AcceptedOnly { .. } => "accepted_only",
            Self::NoDeviceConnected { .. } => "no_device_connected",
            Self::StartedDayAt { .. } => "started_day_at",
            Self::DayNotStartedBy { .. } => "day_not_started_by",
            Self::SupervisorIgnoredPrompt { .. } => "supervisor_ignored_prompt",
            Self::SupervisorPutOff { .. } => "supervisor_put_off",
            Self::RingVoidedByServer { .. } => "ring_voided_by_server",
            Self::PromptVoidedByServer { .. } => "prompt_voided_by_server",
            Self::MassOutage { .. } => "mass_outage",
            Self::NeverRang => "never_rang",
            Self::RuledBy { .. } => "ruled_by",
        }
    }
}

/// One to six reasons, the weightiest first. There is no way to make an empty one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "Vec<Reason>", into = "Vec<Reason>")]
pub struct Reasons {
    first: Reason,
    rest: Vec<Reason>,
}

impl Reasons {
    #[must_use]
    pub const fn new(first: Reason) -> Self {
        Self { first, rest: Vec::new() }
    }

    /// Adds a less weighty reason; repetitions and those past [`REASONS_MAX`] are left out.
    #[must_use]
    pub fn and(mut self, reason: Reason) -> Self {
        if self.len() < REASONS_MAX && !self.iter().any(|known| *known == reason) {
            self.rest.push(reason);
        }
        self
    }

    #[must_use]
    pub fn and_all(self, reasons: impl IntoIterator<Item = Reason>) -> Self {
        reasons.into_iter().fold(self, Self::and)
    }

    #[must_use]
    pub const fn first(&self) -> &Reason {
        &self.first
    }

    pub fn iter(&self) -> impl Iterator<Item = &Reason> {
        std::iter::once(&self.first).chain(&self.rest)
    }

    /// From 1 to [`REASONS_MAX`].
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        1 + self.rest.len()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("an outcome has one to six reasons")]
pub struct BadReasons;

impl TryFrom<Vec<Reason>> for Reasons {
    type Error = BadReasons;

    fn try_from(reasons: Vec<Reason>) -> Result<Self, BadReasons> {
        let mut reasons = reasons.into_iter();
        let first = reasons.next().ok_or(BadReasons)?;
        let rest: Vec<Reason> = reasons.collect();
        if rest.len() >= REASONS_MAX { Err(BadReasons) } else { Ok(Self { first, rest }) }
    }
}

impl From<Reasons> for Vec<Reason> {
    fn from(reasons: Reasons) -> Self {
        reasons.iter().copied().collect()
    }
}
