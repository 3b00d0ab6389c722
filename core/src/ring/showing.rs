//! What a browser without an open page should show of a check, so that no notification rings on or is left behind.
//! Knows nothing of push services.

use super::missed;
use crate::{
    check::{Check, Fact, Recorded, State},
    ids::{AttemptId, DeviceId},
    programme::AnswerRules,
    time::Moment,
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Showing {
    /// Somebody calls until then.
    Ringing { attempt: AttemptId, until: Moment },
    /// The person has answered, there, or has declined.
    Handled { attempt: AttemptId, by: Option<DeviceId> },
    /// The ring is over and the person did nothing.
    Missed { attempt: AttemptId, back: Back },
}

/// Whether a missed ring can be answered by a call back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Back {
    /// Until then, or else until it rings again.
    Open { until: Option<Moment> },
    /// The person has called back, and waits for the ring.
    Called,
    Over,
}

impl Showing {
    #[must_use]
    pub const fn attempt(&self) -> AttemptId {
        match self {
            Self::Ringing { attempt, .. } | Self::Handled { attempt, .. } | Self::Missed { attempt, .. } => *attempt,
        }
    }
}

/// By the last ring on the record (oldest fact first); nothing before the first.
#[must_use]
pub fn showing(check: &Check, trace: &[Recorded], rules: &AnswerRules) -> Option<Showing> {
    if let State::Ringing { attempt, until, .. } = check.state {
        return Some(Showing::Ringing { attempt, until });
    }
    let back = match missed(check, trace, rules) {
        Some(missed) if missed.called_back.is_some() => Back::Called,
        Some(missed) => Back::Open { until: missed.until },
        None => Back::Over,
    };
    trace.iter().rev().find_map(|recorded| match recorded.fact {
        Fact::Answered { attempt, device } => Some(Showing::Handled { attempt, by: Some(device) }),
        Fact::Declined { attempt, .. } => Some(Showing::Handled { attempt, by: None }),
        Fact::RingEnded { attempt } | Fact::RingVoided { attempt } => Some(Showing::Missed { attempt, back }),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use crate::{check::fixture::{Life, PHONE, attempt}, ring::Event, time::SECOND};

    fn shown(life: &Life) -> Option<Showing> {
        showing(&life.check, &life.trace, &life.rules)
    }

    #[test]
    fn a_browser_shows_the_ring_while_it_rings_and_how_it_ended_afterwards() {
        let (one, two) = (attempt(1), attempt(2));
        assert_eq!(shown(&Life::new()), None);
        assert_eq!(shown(&Life::new().prompted()), None);
        let ringing = Life::new().ringing(1);
        assert_eq!(shown(&ringing), Some(Showing::Ringing { attempt: one, until: ringing.now.plus(60 * SECOND) }));
        let answered = ringing.clone().ring(Event::Answer { attempt: one, device: PHONE });
        assert_eq!(shown(&answered), Some(Showing::Handled { attempt: one, by: Some(PHONE) }));
        let declined = ringing.clone().ring(Event::Decline { attempt: one, words: "Rapat.".into() });
        assert_eq!(shown(&declined), Some(Showing::Handled { attempt: one, by: None }));
        let missed = ringing.clone().ring_out();
        assert_eq!(shown(&missed), Some(Showing::Missed { attempt: one, back: Back::Over }));
        let again = missed.ringing(2);
        assert_eq!(shown(&again).map(|showing| showing.attempt()), Some(two));
        assert_eq!(shown(&again.ring_out()), Some(Showing::Missed { attempt: two, back: Back::Over }));
        let down_since = ringing.now;
        assert_eq!(shown(&ringing.after(100).ring(Event::NodeRestarted { down_since })), Some(Showing::Missed { attempt: one, back: Back::Over }));
    }
}
