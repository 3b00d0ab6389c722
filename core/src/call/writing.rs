//! Answering by text, where the line carries neither picture nor sound or the person needs it so: still an answer, and
//! the caller's verdict decides. From then on nobody waits for the person's media; the open page is what counts as there.

use super::presence;
use crate::{
    check::{Check, Ctx, Fact, Recorded, Refusal, Side, Step, count, moved, unmoved, words_needed},
    ids::PersonId,
};

/// Written answers of one call.
pub const WRITTEN_MAX: usize = 10;

/// The person goes on by text: at first, or again after the page came back.
pub(super) fn begin(check: &Check, caller: PersonId, ctx: &Ctx) -> Result<Step, Refusal> {
    let begun = (!by_text(ctx.trace)).then_some(Fact::ByText);
    let back = presence::marked_lost(Side::Employee, ctx.trace).then_some(Fact::SideBack { side: Side::Employee });
    let facts: Vec<Fact> = begun.into_iter().chain(back).collect();
    if facts.is_empty() { unmoved(check) } else { moved(check.clone(), facts, super::tell_both(check, caller)) }
}

pub(super) fn write(check: &Check, caller: PersonId, text: &str, ctx: &Ctx) -> Result<Step, Refusal> {
    let words = words_needed(text, Refusal::ReasonNeeded)?;
    if count(ctx.trace, |f| matches!(f, Fact::Wrote { .. })) >= WRITTEN_MAX {
        return Err(Refusal::TooOften);
    }
    moved(check.clone(), vec![Fact::Wrote { words }], super::tell_both(check, caller))
}

/// Whether the person goes on by text.
#[must_use]
pub fn by_text(trace: &[Recorded]) -> bool {
    count(trace, |f| matches!(f, Fact::ByText)) > 0
}

/// What the person has written, oldest first.
pub fn written(trace: &[Recorded]) -> impl Iterator<Item = (crate::time::Moment, &str)> {
    trace.iter().filter_map(|r| match &r.fact {
        Fact::Wrote { words } => Some((r.at, words.as_str())),
        _ => None,
    })
}
