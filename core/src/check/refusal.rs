//! Why something cannot be done to a check: codes for pages and the API.
//!
//! Knows nothing of states, and no words in any language but plain English.

/// Why an event cannot move this check. `code` is stable; the page has the words.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("the check is not in a state for this")]
    WrongState,
    #[error("this prompt belongs to another official")]
    NotYourPrompt,
    #[error("the ring is over")]
    RingOver,
    #[error("the time to call back is over")]
    CallBackOver,
    #[error("another device has already answered")]
    AnsweredElsewhere,
    #[error("outside the person's working time")]
    OutsideWindow,
    #[error("no deferral is left")]
    NoDeferralLeft,
    #[error("a reason is needed")]
    ReasonNeeded,
    #[error("this verdict needs a note")]
    NoteNeeded,
    #[error("the verdict can no longer be changed")]
    TooLate,
    #[error("the time to start the call is over")]
    PromptOver,
    #[error("this official cannot take the call over")]
    NotADeputy,
    #[error("longer than allowed")]
    TooLong,
    #[error("done too often on this check")]
    TooOften,
    #[error("the reason is too short to be understood later")]
    ReasonTooShort,
    #[error("the person does not work from home now")]
    NotAtHome,
    #[error("another check of this person is open")]
    CheckOpen,
    #[error("finish the call that waits for you first")]
    CallerBusy,
    #[error("no manual call is left today")]
    NoManualLeft,
    #[error("the person has a status and is not called before it ends")]
    PersonAbsent,
}

impl Refusal {
    /// Stable name for pages and the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongState => "wrong_state",
            Self::NotYourPrompt => "not_your_prompt",
            Self::RingOver => "ring_over",
            Self::CallBackOver => "call_back_over",
            Self::AnsweredElsewhere => "answered_elsewhere",
            Self::OutsideWindow => "outside_window",
            Self::NoDeferralLeft => "no_deferral_left",
            Self::ReasonNeeded => "reason_needed",
            Self::NoteNeeded => "note_needed",
            Self::TooLate => "too_late",
            Self::PromptOver => "prompt_over",
            Self::NotADeputy => "not_a_deputy",
            Self::TooLong => "too_long",
            Self::TooOften => "too_often",
            Self::ReasonTooShort => "reason_too_short",
            Self::NotAtHome => "not_at_home",
            Self::CheckOpen => "check_open",
            Self::CallerBusy => "caller_busy",
            Self::NoManualLeft => "no_manual_left",
            Self::PersonAbsent => "person_absent",
        }
    }
}
