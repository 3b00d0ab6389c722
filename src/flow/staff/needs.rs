//! What somebody needs in every call: registered by the personnel agency, with a reason that nobody else reads.

use std::collections::HashMap;

use sidak_core::{access::Act, ids::PersonId, needs::{EXTRA_SECONDS_MAX, Needs}};

use crate::{
    bus::Hint,
    flow::{Done, FlowError, House, access::{self, Asker}},
    shape::staff::NeedsLine,
    store::{Tx, audit, needs},
};

/// In characters.
const REASON_MAX: usize = 300;

/// With nothing needed the entry goes, and its reason with it. Holds for rings that begin from now on.
///
/// # Errors
/// `NotFound` outside the asker's reach, a field that is missing or beyond its bound, or the store's failure.
pub async fn set(house: &House, asker: &Asker, id: PersonId, wish: NeedsLine) -> Done<Option<NeedsLine>> {
    let reason = wish.reason.trim().to_owned();
    let wanted = Needs { voice_only: wish.voice_only, by_text: wish.by_text, extra_seconds: wish.extra_seconds };
    let some = wanted != Needs::default();
    if wish.extra_seconds > EXTRA_SECONDS_MAX {
        return Err(FlowError::bad("extra_seconds", "out_of_range", format!("At most {EXTRA_SECONDS_MAX} seconds.")));
    }
    if some && reason.is_empty() {
        return Err(FlowError::bad("reason", "reason_needed", "Say why, in a few words."));
    }
    if reason.chars().count() > REASON_MAX {
        return Err(FlowError::bad("reason", "too_long", format!("At most {REASON_MAX} characters.")));
    }
    let mut tx = house.db.begin().await?;
    let person = access::person_for(&mut tx, asker, id, Act::SetNeeds).await?;
    needs::set(&mut tx, &needs::NeedsRow { person: id, needs: wanted, reason }, asker.person, house.now()).await?;
    // What and why is health data: the log says that, by whom and when, and no more.
    audit::append(&mut tx, house.now(), Some(asker.person), "needs.changed", id.0, "{}").await?;
    tx.commit().await?;
    for who in std::iter::once(id).chain(person.supervisor) {
        house.bus.publish(Hint::Tell(who));
    }
    let mut tx = house.db.read().await?;
    Ok(lines(&mut tx, &[id]).await?.remove(&id))
}

pub(super) async fn lines(tx: &mut Tx, people: &[PersonId]) -> Done<HashMap<PersonId, NeedsLine>> {
    let rows = needs::of_people(tx, people).await?;
    Ok(rows.into_iter().map(|row| (row.person, line(row))).collect())
}

fn line(row: needs::NeedsRow) -> NeedsLine {
    let Needs { voice_only, by_text, extra_seconds } = row.needs;
    NeedsLine { voice_only, by_text, extra_seconds, reason: row.reason }
}
