//! Days on which an official makes no calls, who stands in, and the load of today: what the own desk shows of oneself.

use sidak_core::{
    ids::{CheckId, PersonId},
    programme::CapacityRules,
    time::{Day, HOUR},
};
use uuid::Uuid;

use super::{Done, FlowError, House, capacity, people::UnitNames, programmes::programme_on};
use crate::{
    shape::desk::{MyDuty, MyLoad, OffDuty},
    store::{Tx, asks, audit, checks, duty::{self, SPANS_MAX}, people},
};

/// # Errors
/// When the store fails.
pub async fn spans(house: &House, official: PersonId) -> Done<Vec<OffDuty>> {
    let mut tx = house.db.read().await?;
    let spans = duty::spans(&mut tx, official).await?;
    Ok(spans.into_iter().map(|(from, to)| OffDuty { from: from.to_string(), to: to.to_string() }).collect())
}

/// Replaces the whole list. Checks that are already asked for stay; new ones go to who stands in.
///
/// # Errors
/// When a day is wrong, a span ends before it begins, two begin on one day, there are too many, or the store fails.
pub async fn set(house: &House, official: PersonId, wish: &[OffDuty]) -> Done<Vec<OffDuty>> {
    if wish.len() > SPANS_MAX {
        return Err(FlowError::bad("off", "too_many", format!("At most {SPANS_MAX} spans.")));
    }
    let mut rows: Vec<(Day, Day)> = Vec::new();
    for span in wish {
        let day = |text: &str, field| Day::parse(text).map_err(|error| FlowError::bad(field, "bad_day", error.to_string()));
        let (from, to) = (day(&span.from, "from")?, day(&span.to, "to")?);
        if to < from {
            return Err(FlowError::bad("to", "ends_before_start", "The last day is before the first."));
        }
        if rows.iter().any(|(other, _)| *other == from) {
            return Err(FlowError::bad("from", "doubled", "Two spans begin on the same day. Join them."));
        }
        rows.push((from, to));
    }
    let mut tx = house.db.begin().await?;
    duty::set(&mut tx, official, &rows).await?;
    let detail = serde_json::json!({ "off": wish });
    audit::append(&mut tx, house.now(), Some(official), "duty.changed", official.0, &detail.to_string()).await?;
    tx.commit().await?;
    spans(house, official).await
}

/// Whether I am on duty today, and who stands in today.
///
/// # Errors
/// When the store fails.
pub async fn today(tx: &mut Tx, names: &UnitNames, official: PersonId, day: Day) -> Done<MyDuty> {
    let mut stand_ins = Vec::new();
    for id in people::deputies_of(tx, official, day).await? {
        if capacity::is_absent(tx, id, day).await? {
            continue;
        }
        stand_ins.extend(people::by_id(tx, id).await?.map(|person| names.card(&person)));
    }
    Ok(MyDuty { absent: capacity::is_absent(tx, official, day).await?, stand_ins })
}

/// What I was asked for today, beside what the programme allows.
///
/// # Errors
/// When the store fails.
pub async fn load(house: &House, tx: &mut Tx, official: PersonId, day: Day) -> Done<MyLoad> {
    let rules = programme_on(tx, day).await?.map_or_else(CapacityRules::default, |programme| programme.policy.capacity);
    let asked: Vec<(CheckId, Day, _)> = asks::of_official(tx, official, day.plus(-1), day).await?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(MyLoad {
        today: count(asked.iter().filter(|(_, on, _)| *on == day).count()),
        per_day: rules.per_day.into(),
        last_hour: count(asked.iter().filter(|(.., at)| house.now().since(*at) < HOUR).count()),
        per_hour: rules.per_hour.into(),
        manual: checks::manual_by(tx, official, day).await?.into(),
        manual_per_day: rules.manual_per_day.into(),
        in_call: capacity::running(tx, official, CheckId(Uuid::nil())).await? > 0,
    })
}
