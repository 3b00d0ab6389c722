//! A person's record: checks with receipts and reasons, and the availability index with its parts.

use sidak_core::{
    access::{Act, may},
    check::{self, Fact, Kind, Recorded, State},
    ids::{AttemptId, CheckId, PersonId, ProgrammeId},
    outcome::{Reason as CoreReason, Reasons},
    programme::{CountsAs, Policy},
    score::{self, Score, Scored},
    time::{DAY, Moment},
};

use super::{
    Done, FlowError, House, absences,
    access::{self, Asker},
    attendance::shape_place,
    now,
    people::{UnitNames, cards},
    programmes::programme_on,
    quality,
};
use crate::{
    shape::{Place, hours::AbsenceLine, record::{AskedByHand, CheckDetail, CheckLine, FactLine, Index, IndexPart, Reason, Record}},
    store::{Tx, absences as absence_rows, cases, checks, declarations, facts, outcomes, people, programmes, scores},
};

/// Checks on one page of a record.
const PAGE: u32 = 25;

/// # Errors
/// `NotFound` when the asker may not see it, or the store's failure.
pub async fn of(house: &House, asker: &Asker, person: PersonId, before: Option<Moment>) -> Done<Record> {
    let mut tx = house.db.read().await?;
    let person = access::person_for(&mut tx, asker, person, Act::SeeRecord).await?;
    let names = UnitNames::load(&mut tx).await?;
    let now = house.now();
    let rows = checks::of_person(&mut tx, person.id, before.unwrap_or(Moment(i64::MAX)), PAGE).await?;
    let next = (rows.len() == PAGE as usize).then(|| rows.last().map(|check| check.drawn_for.millis())).flatten();
    let mut lines = Vec::new();
    // A check that is still to come is nobody's business yet, least of all the person's.
    for check in rows.iter().filter(|check| check.attempts > 0 || matches!(check.state, State::Settled { .. })) {
        lines.push(line(&mut tx, check).await?);
    }
    let index = index_of(house, &mut tx, person.id, now).await?;
    let case = cases::latest_of_person(&mut tx, person.id).await?.map(|case| case.id.0);
    let absences = if before.is_none() { absences_of(house, &mut tx, asker, &person).await? } else { Vec::new() };
    Ok(Record { person: names.card(&person), index, checks: lines, next, case, absences })
}

/// On the record of whoever may read it; the words are for the person and for who may enter such a thing.
async fn absences_of(house: &House, tx: &mut Tx, asker: &Asker, person: &people::Person) -> Done<Vec<AbsenceLine>> {
    let standing = access::standing_to(tx, asker, person).await?;
    let mut rows = absence_rows::of_person(tx, person.id, house.now().plus(-absences::LISTED_DAYS * DAY), Moment(i64::MAX)).await?;
    rows.reverse();
    absences::lines(tx, &rows, standing.is_self || may(Act::EnterAbsence, &standing)).await
}

/// One check in full.
///
/// # Errors
/// `NotFound` when the asker may not see it, or the store's failure.
pub async fn check(house: &House, asker: &Asker, id: CheckId) -> Done<CheckDetail> {
    let mut tx = house.db.read().await?;
    let (check, _) = checks::get(&mut tx, id).await?.ok_or(FlowError::NotFound)?;
    let trace = facts::of(&mut tx, id).await?;
    let caller = check::caller(&check, &trace);
    let person = if asker.person == caller {
        people::by_id(&mut tx, check.person).await?.ok_or(FlowError::NotFound)?
    } else {
        access::person_for(&mut tx, asker, check.person, Act::SeeRecord).await?
    };
    if check.attempts == 0 && !matches!(check.state, State::Settled { .. }) && asker.person != caller {
        return Err(FlowError::NotFound);
    }
    let names = UnitNames::load(&mut tx).await?;
    let version = programmes::version(&mut tx, check.programme, check.policy_version).await?.ok_or(FlowError::NotFound)?;
    let place = declarations::of(&mut tx, id).await?;
    let mut lines = Vec::new();
    for recorded in &trace {
        lines.push(fact_line(&mut tx, recorded).await?);
    }
    Ok(CheckDetail {
        line: line(&mut tx, &check).await?,
        person: names.card(&person),
        policy_version: check.policy_version,
        policy_name: version.policy.name,
        legal_source: version.policy.legal_source,
        // The words of a place are for the person and for who is in the call (design §7).
        place: place
            .filter(|_| asker.person == person.id || asker.person == caller)
            .map(|place| Place { kind: shape_place(place.kind), words: place.words }),
        note: note(&trace),
        facts: lines,
        lines: quality::of(&mut tx, id).await?,
        verdict_can_change_until: now::correction_until(&check).filter(|_| asker.person == caller).map(Moment::millis),
    })
}

/// A check as lists show it.
///
/// # Errors
/// When the store fails.
pub async fn line(tx: &mut Tx, check: &check::Check) -> Done<CheckLine> {
    let trace = facts::of(tx, check.id).await?;
    let row = outcomes::of_checks(tx, &[check.id]).await?.into_iter().next();
    let caller = people::by_id(tx, check::caller(check, &trace)).await?.map(|caller| caller.name);
    let asked = match check::asked_by_hand(&trace) {
        Some((by, words)) => {
            let by = people::by_id(tx, by).await?.map(|by| by.name).unwrap_or_default();
            Some(AskedByHand { by, reason: words.to_owned() })
        }
        None => None,
    };
    let ladder = match last_attempt(&trace) {
        Some(attempt) => now::ladder(tx, &trace, attempt).await?,
        None => Default::default(),
    };
    Ok(CheckLine {
        id: check.id.0,
        day: check.day.to_string(),
        kind: now::shape_kind(check.kind),
        at: first_at(check, &trace).millis(),
        outcome: row.as_ref().map(|row| row.outcome.code().to_owned()),
        counts_as: row.as_ref().and_then(|row| row.counts_as).map(|available| if available { "available" } else { "missed" }.to_owned()),
        attempts: check.attempts,
        answer_seconds: row.as_ref().and_then(|row| row.answer_ms).map(|ms| ms as f64 / 1000.0),
        caller,
        asked,
        verdict: now::verdict(&trace),
        reasons: row.map(|row| reasons(&row.reasons)).unwrap_or_default(),
        ladder,
    })
}

/// The index as the pages show it: without an estimate when there is too little data.
#[must_use]
pub fn shape_index(score: &Score, day: String, policy: &Policy) -> Index {
    let pair = |(low, high): (f64, f64)| [low, high];
    Index {
        day,
        enough: score.enough,
        counted: score.counted,
        available: score.available,
        missed: score.missed,
        min_checks: policy.score.min_checks,
        floor: policy.score.rate_floor,
        estimate: score.enough.then_some(score.estimate),
        band50: score.enough.then_some(pair(score.bands.p50)),
        band80: score.enough.then_some(pair(score.bands.p80)),
        band95: score.enough.then_some(pair(score.bands.p95)),
        below_floor: score.enough.then_some(score.probability_below_floor),
        parts: score
            .parts
            .iter()
            .map(|part| IndexPart {
                check: part.check.0,
                day: part.day.to_string(),
                outcome: part.outcome.code().to_owned(),
                available: part.counts_as == CountsAs::Available,
                weight: part.weight,
                manual: part.by_hand,
            })
            .collect(),
    }
}

/// Folds a person's index anew from the outcomes and keeps it.
///
/// # Errors
/// When the store fails.
pub async fn fold_index(house: &House, tx: &mut Tx, person: PersonId, programme: ProgrammeId, policy: &Policy) -> Done<Score> {
    let score = fold(house, tx, person, programme, policy).await?;
    scores::put(tx, person, programme, house.now(), &score).await?;
    Ok(score)
}

async fn fold(house: &House, tx: &mut Tx, person: PersonId, programme: ProgrammeId, policy: &Policy) -> Done<Score> {
    let history: Vec<Scored> = outcomes::history(tx, person, programme)
        .await?
        .into_iter()
        .map(|row| Scored { check: row.check, day: row.day, kind: row.kind, outcome: row.outcome })
        .collect();
    Ok(score::score(&history, house.now().day_in(&policy.zone), &policy.score))
}

/// The person's index today, under the programme of today or else the last one.
///
/// # Errors
/// When the store fails.
pub async fn index_of(house: &House, tx: &mut Tx, person: PersonId, at: Moment) -> Done<Index> {
    let latest = programmes::all_latest(tx).await?;
    let Some(zone) = latest.first().map(|programme| programme.policy.zone.clone()) else { return Ok(no_index()) };
    let day = at.day_in(&zone);
    let current = match programme_on(tx, day).await? {
        Some(programme) => Some(programme),
        None => latest.into_iter().max_by_key(|programme| programme.policy.to),
    };
    let Some(programme) = current else { return Ok(no_index()) };
    let score = fold(house, tx, person, programme.id, &programme.policy).await?;
    Ok(shape_index(&score, day.to_string(), &programme.policy))
}

fn no_index() -> Index {
    Index {
        day: String::new(),
        enough: false,
        counted: 0,
        available: 0,
        missed: 0,
        min_checks: 0,
        floor: 0.0,
        estimate: None,
        band50: None,
        band80: None,
        band95: None,
        below_floor: None,
        parts: Vec::new(),
    }
}

/// When it first became visible to anybody: the minute of the draw, or the first ring.
fn first_at(check: &check::Check, trace: &[Recorded]) -> Moment {
    trace.iter().find(|r| matches!(r.fact, Fact::Rang { .. })).map_or(check.drawn_for, |r| r.at)
}

fn last_attempt(trace: &[Recorded]) -> Option<AttemptId> {
    trace.iter().rev().find_map(|r| match r.fact {
        Fact::Rang { attempt, .. } => Some(attempt),
        _ => None,
    })
}

fn note(trace: &[Recorded]) -> Option<String> {
    trace.iter().rev().find_map(|r| match &r.fact {
        Fact::VerdictGiven { words, .. } | Fact::VerdictChanged { words, .. } if !words.is_empty() => Some(words.clone()),
        _ => None,
    })
}

/// A tagged rule value as a code and its details.
fn coded(value: impl serde::Serialize, tag: &str) -> (String, serde_json::Value) {
    let mut value = serde_json::to_value(value).unwrap_or_default();
    let code = value.as_object_mut().and_then(|fields| fields.remove(tag)).and_then(|code| code.as_str().map(str::to_owned));
    (code.unwrap_or_default(), value)
}

#[must_use]
pub fn reasons(reasons: &Reasons) -> Vec<Reason> {
    reasons
        .iter()
        .map(|reason: &CoreReason| {
            let (code, details) = coded(reason, "reason");
            Reason { code, details }
        })
        .collect()
}

async fn fact_line(tx: &mut Tx, recorded: &Recorded) -> Done<FactLine> {
    let (code, details) = coded(&recorded.fact, "fact");
    let who = match recorded.fact {
        Fact::Prompted { caller } | Fact::PromptIgnored { caller } | Fact::Rang { caller, .. } | Fact::VerdictMissing { caller } => Some(caller),
        Fact::VerdictGiven { by, .. } | Fact::VerdictChanged { by, .. } | Fact::HandedOver { by, .. } | Fact::AskedByHand { by, .. } => Some(by),
        Fact::PassedOn { from, .. } => Some(from),
        Fact::Deferred { by, .. } => by,
        _ => None,
    };
    let who = match who {
        Some(id) => cards(tx, &[id]).await?.remove(&id).map(|card| card.name),
        None => None,
    };
    Ok(FactLine { at: recorded.at.millis(), code, who, details })
}

/// How a check of this kind with this outcome counts, if it does; manual ones only where the policy says so.
#[must_use]
pub fn counting(kind: Kind, outcome: sidak_core::outcome::Outcome, policy: &Policy) -> Option<CountsAs> {
    score::counts(kind, outcome, &policy.score).map(|(counts, _)| counts)
}
