//! Due process: a recommendation opens a case, the person is told and may reply, a named official decides with a
//! reason, and only then the rota changes.

use sidak_core::{
    access::{Act, Role, Standing, may},
    ids::{CaseId, PersonId, ProgrammeId},
    programme::Policy,
    review::{self, CaseRefusal, CaseState, Ctx, Decided, Decision, Event, Official},
    score::Score,
    time::{Day, Moment},
};

use super::{
    Done, FlowError, House,
    access::{self, Asker},
    outbox,
    people::{UnitNames, cards},
    record,
};
use crate::{
    shape::{
        case::{CaseLine, CaseReason, CaseView, Decide, DecisionView, Said, Stage, TrailLine},
        record::Index,
    },
    store::{Tx, audit, cases::{self, Case}, checks, outcomes, people::{self, Person}, programmes, rota},
};

/// Cases on the list.
const LIST: u32 = 200;
/// Cases moved along in one turn.
const BATCH: u32 = 100;
/// Checks shown with a case.
const CHECKS: usize = 30;

/// What a case keeps of the moment it was opened.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Opening {
    index: serde_json::Value,
    reasons: Vec<OpeningReason>,
    answers_needed: u32,
    probability: f64,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct OpeningReason {
    outcome: String,
    checks: Vec<uuid::Uuid>,
    /// How many of them were calls by hand; none in what was kept before they could count.
    #[serde(default)]
    by_hand: usize,
    effect: f64,
}

/// Opens a case when the rules recommend a review and none is open. The supervisor's view never changes what is recommended.
///
/// # Errors
/// When the store fails.
pub async fn recommend(house: &House, tx: &mut Tx, person: &Person, programme: ProgrammeId, policy: &Policy, score: &Score) -> Done<()> {
    let Some(recommendation) = review::recommend(score, &policy.score) else { return Ok(()) };
    if let Some(last) = cases::latest_of_person(tx, person.id).await? {
        // One case at a time; and checks that led to a decision do not lead to another before new ones come.
        let newest = recommendation.reasons.iter().flat_map(|reason| &reason.checks).max();
        let heard = opening(&last).is_some_and(|before| {
            newest.is_none_or(|newest| before.reasons.iter().flat_map(|reason| &reason.checks).any(|check| *check >= newest.0))
        });
        if is_open(&last.state) || heard {
            return Ok(());
        }
    }
    let now = house.now();
    let day = now.day_in(&policy.zone).to_string();
    let opening = Opening {
        index: serde_json::to_value(record::shape_index(score, day, policy)).unwrap_or_default(),
        reasons: recommendation
            .reasons
            .iter()
            .map(|reason| OpeningReason {
                outcome: reason.outcome.code().to_owned(),
                checks: reason.checks.iter().map(|check| check.0).collect(),
                by_hand: reason.by_hand,
                effect: reason.effect,
            })
            .collect(),
        answers_needed: recommendation.what_would_change.answered_needed,
        probability: recommendation.probability,
    };
    let case = Case {
        id: CaseId(house.fresh()?),
        person: person.id,
        programme,
        policy_version: programmes::latest(tx, programme).await?.map_or(1, |version| version.version),
        state: review::open(now, &policy.review),
        opened: now,
        opening: serde_json::to_string(&opening).unwrap_or_default(),
    };
    cases::insert(tx, &case, wake(&case.state)).await?;
    cases::trail(tx, case.id, now, "noticed", None, "").await?;
    audit::append(tx, now, None, "case.opened", case.id.0, "{}").await?;
    outbox::push(tx, &[sidak_core::check::Effect::Tell(person.id)], now).await
}

/// The person replies.
///
/// # Errors
/// `NotFound` when it is somebody else's, a refusal of the rules, or the store's failure.
pub async fn reply(house: &House, asker: &Asker, id: CaseId, words: String) -> Done<CaseView> {
    let mut tx = house.db.begin().await?;
    let (case, epoch) = cases::get(&mut tx, id).await?.filter(|(case, _)| case.person == asker.person).ok_or(FlowError::NotFound)?;
    let kept = words.trim().to_owned();
    step(house, &mut tx, case, epoch, Event::Reply { words }, Trail { code: "replied", who: Some(asker.person), words: &kept }).await?;
    tx.commit().await?;
    outbox::flush(house).await?;
    view(house, asker, id).await
}

/// A named official decides. Only here, and only by a person, a work mode changes.
///
/// # Errors
/// `NotFound` outside the official's reach, a refusal of the rules, a bad day, or the store's failure.
pub async fn decide(house: &House, asker: &Asker, id: CaseId, wish: Decide) -> Done<CaseView> {
    let decision = decision(&wish)?;
    let mut tx = house.db.begin().await?;
    let (case, epoch) = cases::get(&mut tx, id).await?.ok_or(FlowError::NotFound)?;
    let person = access::person_for(&mut tx, asker, case.person, Act::SeeCase).await?;
    let official = official(&mut tx, asker, &person).await?;
    let trail = Trail { code: if wish.keep { "kept" } else { "to_office" }, who: Some(asker.person), words: wish.words.trim() };
    let state = step(house, &mut tx, case, epoch, Event::Decide { by: official, decision }, trail).await?;
    if let Some((from, to)) = review::rota_effect(&state) {
        rota::hold(&mut tx, id, person.id, from, to).await?;
        void_waiting(house, &mut tx, &person, from, to).await?;
    }
    let detail = serde_json::json!({ "keep": wish.keep, "from": wish.from, "to": wish.to });
    audit::append(&mut tx, house.now(), Some(asker.person), "case.decided", id.0, &detail.to_string()).await?;
    tx.commit().await?;
    outbox::flush(house).await?;
    view(house, asker, id).await
}

/// Checks already drawn for days on which the person is now at the office are voided, with the reason on record.
async fn void_waiting(house: &House, tx: &mut Tx, person: &Person, from: Day, to: Day) -> Done<()> {
    use sidak_core::{check::{PutOff, State}, prompt};
    for (check, _) in checks::waiting_of(tx, person.id).await? {
        if check.day < from || to < check.day || !matches!(check.state, State::Waiting | State::Prompted { .. } | State::Missed { .. }) {
            continue;
        }
        let event = prompt::Event::Void { why: PutOff::NoLongerAtHome, words: String::new() };
        Box::pin(super::settle::advance(house, tx, check.id, |check, ctx| prompt::step(check, event, ctx))).await?;
    }
    Ok(())
}

/// Moves cases along whose time has come: the reply time is over, a return to the office has run out.
///
/// # Errors
/// When the store fails.
pub async fn due(house: &House) -> Done<()> {
    let now = house.now();
    let mut tx = house.db.read().await?;
    let waiting = cases::due(&mut tx, now, BATCH).await?;
    drop(tx);
    for id in waiting {
        let mut tx = house.db.begin().await?;
        let Some((case, epoch)) = cases::get(&mut tx, id).await? else { continue };
        let over = matches!(case.state, CaseState::Decided { .. });
        let (event, code) = if over { (Event::EndReached, "ended") } else { (Event::Tick, "reply_time_over") };
        match step(house, &mut tx, case, epoch, event, Trail { code, who: None, words: "" }).await {
            Ok(_) => tx.commit().await?,
            // Not yet, or somebody was first.
            Err(FlowError::Review(_) | FlowError::Changed) => {}
            Err(error) => return Err(error),
        }
    }
    outbox::flush(house).await
}

struct Trail<'a> {
    code: &'static str,
    who: Option<PersonId>,
    words: &'a str,
}

async fn step(house: &House, tx: &mut Tx, mut case: Case, epoch: i64, event: Event, trail: Trail<'_>) -> Done<CaseState> {
    let now = house.now();
    let policy = programmes::version(tx, case.programme, case.policy_version).await?.ok_or(FlowError::NotFound)?.policy;
    let person = people::by_id(tx, case.person).await?.ok_or(FlowError::NotFound)?;
    let ctx = Ctx { now, today: now.day_in(&person.zone), rules: &policy.review };
    let next = review::step(&case.state, event, &ctx)?;
    if next != case.state {
        case.state = next;
        cases::save(tx, &case, wake(&case.state), epoch).await?;
        cases::trail(tx, case.id, now, trail.code, trail.who, trail.words).await?;
        if matches!(case.state, CaseState::Ended { .. }) {
            rota::end_hold(tx, case.id, now).await?;
        }
        let told = std::iter::once(case.person).chain(person.supervisor).map(sidak_core::check::Effect::Tell);
        outbox::push(tx, &told.collect::<Vec<_>>(), now).await?;
    }
    Ok(case.state)
}

/// When the server must look at a case again.
fn wake(state: &CaseState) -> Option<Moment> {
    match state {
        CaseState::Noticed { reply_until, .. } => Some(*reply_until),
        CaseState::Decided { decided: Decided { decision: Decision::Office { to, .. }, .. }, .. } => {
            let zone = sidak_core::time::Zone::parse("WIB").ok()?;
            Some(to.plus(1).at(0, &zone))
        }
        _ => None,
    }
}

fn is_open(state: &CaseState) -> bool {
    match state {
        CaseState::Noticed { .. } | CaseState::Replied { .. } | CaseState::AwaitingDecision { .. } | CaseState::Objected { .. } => true,
        CaseState::Decided { decided, .. } => matches!(decided.decision, Decision::Office { .. }),
        CaseState::Ended { .. } => false,
    }
}

fn decision(wish: &Decide) -> Done<Decision> {
    let words = wish.words.trim().to_owned();
    if wish.keep {
        return Ok(Decision::Keep { words });
    }
    let day = |text: &Option<String>, field| {
        let text = text.as_deref().ok_or_else(|| FlowError::bad(field, "day_needed", "Give the first and the last day."))?;
        Day::parse(text).map_err(|error| FlowError::bad(field, "bad_day", error.to_string()))
    };
    Ok(Decision::Office { from: day(&wish.from, "from")?, to: day(&wish.to, "to")?, words })
}

async fn official(tx: &mut Tx, asker: &Asker, person: &Person) -> Done<Official> {
    let standing: Standing = access::standing_to(tx, asker, person).await?;
    Ok(Official {
        id: asker.person,
        may_decide: may(Act::DecideCase, &Standing { is_self: false, ..standing.clone() }),
        called: outcomes::has_called(tx, asker.person, person.id).await?,
        is_subject: standing.is_self,
    })
}

/// Cases the asker may see, open ones first.
///
/// # Errors
/// When the store fails.
pub async fn list(house: &House, asker: &Asker) -> Done<Vec<CaseLine>> {
    let mut tx = house.db.read().await?;
    let scope = access::scope(&mut tx, asker, &Role::ALL).await?;
    let names = UnitNames::load(&mut tx).await?;
    let mut lines = Vec::new();
    for case in cases::recent(&mut tx, LIST).await? {
        let Some(person) = people::by_id(&mut tx, case.person).await? else { continue };
        if person.id != asker.person && !scope.covers(person.unit) {
            continue;
        }
        let official = official(&mut tx, asker, &person).await?;
        lines.push(line(&names, &case, &person, &official, house.now()));
    }
    lines.sort_by_key(|line| (matches!(line.stage, Stage::Kept | Stage::Ended), line.due.unwrap_or(i64::MAX)));
    Ok(lines)
}

/// # Errors
/// `NotFound` when the asker may not see it, or the store's failure.
pub async fn view(house: &House, asker: &Asker, id: CaseId) -> Done<CaseView> {
    let mut tx = house.db.read().await?;
    let (case, _) = cases::get(&mut tx, id).await?.ok_or(FlowError::NotFound)?;
    let person = access::person_for(&mut tx, asker, case.person, Act::SeeCase).await?;
    let official = official(&mut tx, asker, &person).await?;
    let names = UnitNames::load(&mut tx).await?;
    let now = house.now();
    let opening = opening(&case).ok_or(FlowError::NotFound)?;
    let policy = programmes::version(&mut tx, case.programme, case.policy_version).await?.ok_or(FlowError::NotFound)?.policy;
    let trail = cases::trail_of(&mut tx, id).await?;
    let who = cards(&mut tx, &trail.iter().filter_map(|row| row.who).collect::<Vec<_>>()).await?;
    let reply = trail.iter().rev().find(|row| row.code == "replied").map(|row| Said { at: row.at.millis(), words: row.words.clone() });
    let index: Index = serde_json::from_value(opening.index).map_err(|_| FlowError::NotFound)?;
    let mut lines = Vec::new();
    // All that was counted, also what speaks for the person.
    for part in index.parts.iter().take(CHECKS) {
        if let Some((check, _)) = checks::get(&mut tx, sidak_core::ids::CheckId(part.check)).await? {
            lines.push(record::line(&mut tx, &check).await?);
        }
    }
    let decided = decided(&case.state);
    let by = match decided {
        Some(decided) => cards(&mut tx, &[decided.by]).await?.remove(&decided.by),
        None => None,
    };
    Ok(CaseView {
        line: line(&names, &case, &person, &official, now),
        index,
        reasons: opening
            .reasons
            .into_iter()
            .map(|reason| CaseReason {
                details: serde_json::json!({ "outcome": reason.outcome, "times": reason.checks.len(), "manual": reason.by_hand, "effect": reason.effect }),
                code: reason.outcome,
                checks: reason.checks,
            })
            .collect(),
        answers_needed: Some(opening.answers_needed),
        checks: lines,
        reply,
        reply_until: case.opened.plus(i64::from(policy.review.reply_days) * sidak_core::time::DAY).millis(),
        decision: decided.zip(by).map(|(decided, by)| decision_view(decided, by)),
        cannot_decide: cannot_decide(&official, &case.state, now),
        can_reply: asker.person == person.id && matches!(case.state, CaseState::Noticed { .. } | CaseState::AwaitingDecision { .. }),
        trail: trail
            .into_iter()
            .map(|row| TrailLine { at: row.at.millis(), code: row.code, who: row.who.and_then(|id| who.get(&id)).map(|card| card.name.clone()) })
            .collect(),
        wfo_max_days: policy.review.wfo_max_days,
    })
}

/// Why this official may not decide now, by the code of the refusal that would come.
fn cannot_decide(official: &Official, state: &CaseState, now: Moment) -> Option<String> {
    let refusal = match state {
        _ if official.is_subject => CaseRefusal::OwnCase,
        _ if !official.may_decide => CaseRefusal::NotAuthorised,
        _ if official.called => CaseRefusal::MadeTheCalls,
        CaseState::Noticed { reply_until, .. } if now < *reply_until => CaseRefusal::ReplyTimeRunning,
        CaseState::Noticed { .. } | CaseState::Replied { .. } | CaseState::AwaitingDecision { .. } => return None,
        _ => CaseRefusal::WrongState,
    };
    Some(refusal.code().to_owned())
}

fn decided(state: &CaseState) -> Option<&Decided> {
    match state {
        CaseState::Decided { decided, .. } | CaseState::Objected { decided, .. } => Some(decided),
        _ => None,
    }
}

fn decision_view(decided: &Decided, by: crate::shape::PersonCard) -> DecisionView {
    let (keep, from, to, words) = match &decided.decision {
        Decision::Keep { words } => (true, None, None, words.clone()),
        Decision::Office { from, to, words } => (false, Some(from.to_string()), Some(to.to_string()), words.clone()),
    };
    DecisionView { at: decided.at.millis(), by: by.name, by_position: by.position, keep, from, to, words }
}

fn opening(case: &Case) -> Option<Opening> {
    serde_json::from_str(&case.opening).ok()
}

fn line(names: &UnitNames, case: &Case, person: &Person, official: &Official, now: Moment) -> CaseLine {
    let (stage, due) = match &case.state {
        CaseState::Noticed { reply_until, .. } => (Stage::Noticed, Some(*reply_until)),
        CaseState::Replied { decide_by, .. } | CaseState::AwaitingDecision { decide_by } | CaseState::Objected { decide_by, .. } => {
            (Stage::AwaitingDecision, Some(*decide_by))
        }
        CaseState::Decided { decided, .. } if matches!(decided.decision, Decision::Keep { .. }) => (Stage::Kept, None),
        CaseState::Decided { .. } => (Stage::AtOffice, wake(&case.state)),
        CaseState::Ended { .. } => (Stage::Ended, None),
    };
    let decided = match &case.state {
        CaseState::Decided { decided, .. } | CaseState::Objected { decided, .. } => Some(decided.at),
        CaseState::Ended { at } => Some(*at),
        _ => None,
    };
    let office = review::rota_effect(&case.state);
    CaseLine {
        id: case.id.0,
        person: names.card(person),
        stage,
        opened: case.opened.millis(),
        due: due.map(Moment::millis),
        overdue: stage == Stage::AwaitingDecision && due.is_some_and(|due| due < now),
        decided: decided.map(Moment::millis),
        office_from: office.map(|(from, _)| from.to_string()),
        office_to: office.map(|(_, to)| to.to_string()),
        mine: official.may_decide && !official.called && !official.is_subject && is_open(&case.state),
    }
}
