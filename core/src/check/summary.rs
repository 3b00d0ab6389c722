//! What the dashboard counts of one check, read from its record: both sides are accountable.

use super::{Fact, Media, PlaceKind, PutOff, Recorded, Side};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// The supervisor was asked at least once.
    pub prompted: bool,
    /// The first ring came before the prompt's window passed.
    pub started_in_time: bool,
    pub deferred: bool,
    pub handed_over: bool,
    pub ignored: bool,
    pub verdict_missing: bool,
    pub answered: bool,
    /// Authenticated audio or video from the employee.
    pub media_seen: bool,
    /// From the ring to Answer, milliseconds.
    pub answer_ms: Option<i64>,
    pub place: Option<PlaceKind>,
}

impl Summary {
    #[must_use]
    pub fn of(trace: &[Recorded]) -> Self {
        let mut summary = Self::default();
        let mut rang_at = None;
        for Recorded { at, fact } in trace {
            match fact {
                Fact::Prompted { .. } => summary.prompted = true,
                Fact::Rang { .. } => {
                    // The first ring of a manual call answers no prompt.
                    summary.started_in_time = summary.prompted;
                    rang_at = Some(*at);
                }
                Fact::Deferred { why: PutOff::SupervisorAsked, .. } => summary.deferred = true,
                Fact::HandedOver { .. } => summary.handed_over = true,
                Fact::PromptIgnored { .. } => summary.ignored = true,
                Fact::VerdictMissing { .. } => summary.verdict_missing = true,
                Fact::Answered { .. } => {
                    summary.answered = true;
                    summary.answer_ms = rang_at.map(|rang| at.since(rang));
                }
                Fact::MediaFlowed { side: Side::Employee, what: Media::Audio | Media::Video } => summary.media_seen = true,
                Fact::Declared { kind, .. } => summary.place = Some(*kind),
                _ => {}
            }
        }
        summary
    }
}
