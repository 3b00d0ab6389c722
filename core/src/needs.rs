//! What a person needs in every call: sound only, writing, or more time. It changes how a call is made and never how it
//! counts: no outcome and no index knows of it.

use crate::programme::AnswerRules;

/// Longest addition to the time for answering, for getting ready and for calling back.
pub const EXTRA_SECONDS_MAX: u16 = 300;

#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Needs {
    /// The camera stays off.
    pub voice_only: bool,
    /// The questions are answered in writing.
    pub by_text: bool,
    /// Added to each ring, to the time for getting ready and, in whole minutes, to that for calling back. At most
    /// [`EXTRA_SECONDS_MAX`].
    pub extra_seconds: u16,
}

impl Needs {
    /// The policy's times as they are for this person: never shorter than for others.
    #[must_use]
    pub fn adjust(&self, rules: &AnswerRules) -> AnswerRules {
        let seconds = self.extra_seconds.min(EXTRA_SECONDS_MAX);
        let extra = u32::from(seconds);
        let callback_minutes = match rules.callback_minutes {
            0 => 0,
            minutes => minutes.saturating_add(seconds.div_ceil(60)),
        };
        AnswerRules {
            callback_minutes,
            ring_seconds: rules.ring_seconds.saturating_add(extra),
            prepare_seconds: rules.prepare_seconds.saturating_add(extra),
            ..rules.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{
        call,
        check::{Media, Receipt, Side, Verdict, fixture::{BOSS, Life, attempt, rules}},
        ring,
    };

    fn with(extra_seconds: u16) -> Life {
        let needs = Needs { extra_seconds, ..Needs::default() };
        Life { rules: needs.adjust(&rules()), ..Life::new() }
    }

    #[test]
    fn more_time_is_more_time_to_answer_to_get_ready_and_to_call_back_and_nothing_else() {
        assert_eq!(Needs::default().adjust(&rules()), rules());
        let longer = Needs { extra_seconds: 90, ..Needs::default() }.adjust(&rules());
        assert_eq!((longer.ring_seconds, longer.prepare_seconds), (60 + 90, 20 + 90));
        assert_eq!(AnswerRules { ring_seconds: 60, prepare_seconds: 20, ..longer }, rules());
        let back = |minutes, extra_seconds| {
            Needs { extra_seconds, ..Needs::default() }.adjust(&AnswerRules { callback_minutes: minutes, ..rules() }).callback_minutes
        };
        assert_eq!((back(0, 90), back(5, 0), back(5, 90), back(5, u16::MAX)), (0, 5, 7, 10));
        let most = Needs { extra_seconds: u16::MAX, ..Needs::default() }.adjust(&rules());
        assert_eq!(most.ring_seconds, 60 + u32::from(EXTRA_SECONDS_MAX));

        let late = |life: Life| {
            let mut life = life.ringing(1).proof(1, Receipt::Audible).after(100);
            life.attempt(crate::check::fixture::Do::Ring(ring::Event::Answer { attempt: attempt(1), device: crate::check::fixture::PHONE }))
        };
        assert_eq!((late(with(90)).is_ok(), late(with(0)).is_ok()), (true, false));
    }

    /// The same weight: by sound, in writing or with a picture, the same call has the same outcome.
    #[test]
    fn how_somebody_answers_does_not_change_what_the_answer_counts() {
        let ends = |life: Life| {
            let verdict = call::Event::Verdict { by: BOSS, verdict: Verdict::AsDeclared, words: String::new() };
            life.call(verdict).call(call::Event::HangUp { side: Side::Supervisor }).judgement().outcome
        };
        let answered = |extra| with(extra).answered().after(5);
        let seen = |what| answered(0).call(call::Event::Media { side: Side::Employee, what });
        let written = answered(300).call(call::Event::ByText).call(call::Event::Write { words: "Surat edaran.".into() });
        let outcomes = [ends(seen(Media::Video)), ends(seen(Media::Audio)), ends(written)];
        assert_eq!(outcomes, [crate::outcome::Outcome::AnsweredAsDeclared; 3]);
    }
}
