//! From the index to a review, and from a review to a decision: due process as a state machine.
//!
//! A recommendation is only a question. No work mode changes without a named official's decision with words, and its
//! effect rests while an objection is open. Knows nothing of the rota: [`rota_effect`] says what it should hold.

use serde::{Deserialize, Serialize};

use crate::{
    ids::PersonId,
    programme::ReviewRules,
    time::{self, Day, Moment},
};

mod recommend;

pub use recommend::{
    ANSWERS_LOOKED_AHEAD, REASONS_MAX, Recommendation, RecommendationReason, WhatWouldChange, recommend,
};

/// Longest words in a reply, decision or objection, in characters.
pub const WORDS_MAX: usize = 4_000;

/// What an official decided. Words are the reasons the person will read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// Work from home goes on.
    Keep { words: String },
    /// Office on all working days from `from` to `to`, both included.
    Office { from: Day, to: Day, words: String },
}

/// A decision, who made it and when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Decided {
    pub by: PersonId,
    pub at: Moment,
    pub decision: Decision,
}

/// Where a case stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CaseState {
    /// The person has the notice and the reasons and may reply.
    Noticed { reply_until: Moment, decide_by: Moment },
    /// The person has replied.
    Replied { at: Moment, decide_by: Moment },
    /// The time to reply is over. A late reply is still heard until somebody decides.
    AwaitingDecision { decide_by: Moment },
    /// Decided; `objected`: an objection was heard and turned down.
    Decided { decided: Decided, objected: bool },
    /// The person objects; the decision rests until another official has answered.
    Objected { decided: Decided, at: Moment, decide_by: Moment },
    /// Over: the order has run out, or an objection was upheld. The person may work from home again.
    Ended { at: Moment },
}

/// The official who acts, as the glue found them in the directory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Official {
    pub id: PersonId,
    /// Holds the right to decide for this unit.
    pub may_decide: bool,
    /// Made any of the calls that the case rests on.
    pub called: bool,
    /// Is the person the case is about.
    pub is_subject: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    Reply {
        words: String,
    },
    Decide {
        by: Official,
        decision: Decision,
    },
    /// The person objects to an order to work at the office, once.
    Object {
        words: String,
    },
    /// Another official answers the objection.
    AnswerObjection {
        by: Official,
        upheld: bool,
        words: String,
    },
    /// Time has passed.
    Tick,
    /// The last day of an order is over.
    EndReached,
}

/// The moment and day of the step, and the policy.
#[derive(Clone, Copy, Debug)]
pub struct Ctx<'a> {
    pub now: Moment,
    /// The day of `now` in the person's zone.
    pub today: Day,
    pub rules: &'a ReviewRules,
}

/// Why a case cannot take this step.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CaseRefusal {
    #[error("the case is not in a state for this")]
    WrongState,
    #[error("this official may not decide the case")]
    NotAuthorised,
    #[error("who made the calls may not decide the case")]
    MadeTheCalls,
    #[error("nobody decides their own case")]
    OwnCase,
    #[error("who made the decision may not answer the objection to it")]
    OwnDecision,
    #[error("words are needed")]
    WordsNeeded,
    #[error("longer than allowed")]
    TooLong,
    #[error("the first day has passed")]
    StartsInPast,
    #[error("the last day is before the first")]
    EndsBeforeStart,
    #[error("the person may still reply")]
    ReplyTimeRunning,
    #[error("the order still runs")]
    NotOver,
}

impl CaseRefusal {
    /// Stable name for pages and the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongState => "wrong_state",
            Self::NotAuthorised => "not_authorised",
            Self::MadeTheCalls => "made_the_calls",
            Self::OwnCase => "own_case",
            Self::OwnDecision => "own_decision",
            Self::WordsNeeded => "words_needed",
            Self::TooLong => "too_long",
            Self::StartsInPast => "starts_in_past",
            Self::EndsBeforeStart => "ends_before_start",
            Self::ReplyTimeRunning => "reply_time_running",
            Self::NotOver => "not_over",
        }
    }
}

/// A new case, at the moment the person gets the notice.
#[must_use]
pub fn open(now: Moment, rules: &ReviewRules) -> CaseState {
    let reply_until = now.plus(i64::from(rules.reply_days) * time::DAY);
    CaseState::Noticed { reply_until, decide_by: reply_until.plus(i64::from(rules.decide_days) * time::DAY) }
}

/// # Errors
/// A [`CaseRefusal`] when the event does not fit the state, the official or the days; the case then stays as it was.
pub fn step(state: &CaseState, event: Event, ctx: &Ctx) -> Result<CaseState, CaseRefusal> {
    use CaseState as S;
    match (state, event) {
        (S::Noticed { decide_by, .. } | S::AwaitingDecision { decide_by }, Event::Reply { words }) => {
            words_needed(&words)?;
            Ok(S::Replied { at: ctx.now, decide_by: *decide_by })
        }
        (S::Noticed { reply_until, .. }, Event::Decide { .. }) if ctx.now < *reply_until => {
            Err(CaseRefusal::ReplyTimeRunning)
        }
        (S::Noticed { .. } | S::Replied { .. } | S::AwaitingDecision { .. }, Event::Decide { by, decision }) => {
            decide(by, decision, ctx)
        }
        (S::Noticed { reply_until, decide_by }, Event::Tick) if ctx.now >= *reply_until => {
            Ok(S::AwaitingDecision { decide_by: *decide_by })
        }
        (S::Decided { decided, objected: false }, Event::Object { words }) => object(decided, &words, ctx),
        (S::Objected { decided, .. }, Event::AnswerObjection { by, upheld, words }) => {
            answer_objection(decided, by, upheld, &words, ctx)
        }
        (S::Decided { decided, .. }, Event::EndReached) => end(decided, ctx),
        (state, Event::Tick) => Ok(state.clone()),
        _ => Err(CaseRefusal::WrongState),
    }
}

/// The days a case puts the person into the office, if any. None while an objection is open.
#[must_use]
pub fn rota_effect(state: &CaseState) -> Option<(Day, Day)> {
    match state {
        CaseState::Decided { decided: Decided { decision: Decision::Office { from, to, .. }, .. }, .. } => {
            Some((*from, *to))
        }
        _ => None,
    }
}

fn decide(by: Official, decision: Decision, ctx: &Ctx) -> Result<CaseState, CaseRefusal> {
    entitled(by)?;
    match &decision {
        Decision::Keep { words } => words_needed(words)?,
        Decision::Office { from, to, words } => {
            words_needed(words)?;
            days_in_order(*from, *to, ctx)?;
        }
    }
    let decided = Decided { by: by.id, at: ctx.now, decision };
    Ok(CaseState::Decided { decided, objected: false })
}

fn entitled(by: Official) -> Result<(), CaseRefusal> {
    if by.is_subject {
        return Err(CaseRefusal::OwnCase);
    }
    if by.called {
        return Err(CaseRefusal::MadeTheCalls);
    }
    if by.may_decide { Ok(()) } else { Err(CaseRefusal::NotAuthorised) }
}

fn days_in_order(from: Day, to: Day, ctx: &Ctx) -> Result<(), CaseRefusal> {
    if from < ctx.today {
        return Err(CaseRefusal::StartsInPast);
    }
    if to < from {
        return Err(CaseRefusal::EndsBeforeStart);
    }
    if to.since(from) >= i32::from(ctx.rules.wfo_max_days) { Err(CaseRefusal::TooLong) } else { Ok(()) }
}

fn object(decided: &Decided, words: &str, ctx: &Ctx) -> Result<CaseState, CaseRefusal> {
    words_needed(words)?;
    match decided.decision {
        Decision::Office { to, .. } if ctx.today <= to => {
            let decide_by = ctx.now.plus(i64::from(ctx.rules.decide_days) * time::DAY);
            Ok(CaseState::Objected { decided: decided.clone(), at: ctx.now, decide_by })
        }
        _ => Err(CaseRefusal::WrongState),
    }
}

fn answer_objection(
    decided: &Decided,
    by: Official,
    upheld: bool,
    words: &str,
    ctx: &Ctx,
) -> Result<CaseState, CaseRefusal> {
    entitled(by)?;
    if by.id == decided.by {
        return Err(CaseRefusal::OwnDecision);
    }
    words_needed(words)?;
    if upheld {
        return Ok(CaseState::Ended { at: ctx.now });
    }
    Ok(CaseState::Decided { decided: decided.clone(), objected: true })
}

fn end(decided: &Decided, ctx: &Ctx) -> Result<CaseState, CaseRefusal> {
    match decided.decision {
        Decision::Office { to, .. } if ctx.today > to => Ok(CaseState::Ended { at: ctx.now }),
        Decision::Office { .. } => Err(CaseRefusal::NotOver),
        Decision::Keep { .. } => Err(CaseRefusal::WrongState),
    }
}

fn words_needed(words: &str) -> Result<(), CaseRefusal> {
    let length = words.trim().chars().count();
    if length == 0 {
        return Err(CaseRefusal::WordsNeeded);
    }
    if length > WORDS_MAX { Err(CaseRefusal::TooLong) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
