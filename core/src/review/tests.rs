#![allow(clippy::unwrap_used, clippy::expect_used)]

use uuid::Uuid;

use super::*;
use crate::{
    ids::CheckId,
    outcome::Outcome,
    programme::ScoreRules,
    score::{
        score,
        tests::{day, history, rules as score_rules, scored, today, with_manual},
    },
};

const NOW: Moment = Moment(1_795_140_000_000);

fn rules() -> ReviewRules {
    ReviewRules { reply_days: 14, decide_days: 21, wfo_max_days: 30 }
}

fn official(n: u128) -> Official {
    Official { id: PersonId(Uuid::from_u128(n)), may_decide: true, called: false, is_subject: false }
}

fn go_at(state: &CaseState, event: Event, days: i64) -> Result<CaseState, CaseRefusal> {
    let rules = rules();
    let today = today().plus(i32::try_from(days).unwrap());
    step(state, event, &Ctx { now: NOW.plus(days * time::DAY), today, rules: &rules })
}

fn keep() -> Decision {
    Decision::Keep { words: "perangkat rusak, sudah diganti".into() }
}

/// Office from `from` to `to`, in days from now.
fn office(from: i32, to: i32) -> Decision {
    Decision::Office { from: today().plus(from), to: today().plus(to), words: "empat panggilan".into() }
}

fn decide(decision: Decision) -> Event {
    Event::Decide { by: official(7), decision }
}

fn reply() -> Event {
    Event::Reply { words: "listrik padam".into() }
}

fn object() -> Event {
    Event::Object { words: "surat PLN terlampir".into() }
}

fn answer(n: u128, upheld: bool) -> Event {
    Event::AnswerObjection { by: official(n), upheld, words: "sudah diperiksa".into() }
}

fn states() -> Vec<(&'static str, CaseState)> {
    let decided = |decision| Decided { by: official(7).id, at: NOW, decision };
    let decide_by = NOW.plus(35 * time::DAY);
    vec![
        ("noticed", open(NOW, &rules())),
        ("replied", CaseState::Replied { at: NOW, decide_by }),
        ("awaiting", CaseState::AwaitingDecision { decide_by }),
        ("kept", CaseState::Decided { decided: decided(keep()), objected: false }),
        ("ordered", CaseState::Decided { decided: decided(office(1, 10)), objected: false }),
        ("final", CaseState::Decided { decided: decided(office(1, 10)), objected: true }),
        ("objected", CaseState::Objected { decided: decided(office(1, 10)), at: NOW, decide_by }),
        ("ended", CaseState::Ended { at: NOW }),
    ]
}

fn name(state: &CaseState) -> &'static str {
    match state {
        CaseState::Noticed { .. } => "noticed",
        CaseState::Replied { .. } => "replied",
        CaseState::AwaitingDecision { .. } => "awaiting",
        CaseState::Decided { .. } => "decided",
        CaseState::Objected { .. } => "objected",
        CaseState::Ended { .. } => "ended",
    }
}

#[test]
fn every_pair_of_state_and_event() {
    let events = [
        ("reply", reply()),
        ("decide", decide(keep())),
        ("object", object()),
        ("uphold", answer(8, true)),
        ("reject", answer(8, false)),
        ("tick", Event::Tick),
        ("end", Event::EndReached),
    ];
    let table: Vec<String> = states()
        .iter()
        .map(|(from, state)| {
            let cell = |event: &Event| match go_at(state, event.clone(), 0) {
                Ok(next) => name(&next),
                Err(refusal) => refusal.code(),
            };
            let cells: Vec<&str> = events.iter().map(|(_, event)| cell(event)).collect();
            format!("{from}: {}", cells.join(" "))
        })
        .collect();
    let wanted = [
        // reply decide object uphold reject tick end
        "noticed: replied reply_time_running wrong_state wrong_state wrong_state noticed wrong_state",
        "replied: wrong_state decided wrong_state wrong_state wrong_state replied wrong_state",
        "awaiting: replied decided wrong_state wrong_state wrong_state awaiting wrong_state",
        "kept: wrong_state wrong_state wrong_state wrong_state wrong_state decided wrong_state",
        "ordered: wrong_state wrong_state objected wrong_state wrong_state decided not_over",
        "final: wrong_state wrong_state wrong_state wrong_state wrong_state decided not_over",
        "objected: wrong_state wrong_state wrong_state ended decided objected wrong_state",
        "ended: wrong_state wrong_state wrong_state wrong_state wrong_state ended wrong_state",
    ];
    assert_eq!(table, wanted);
}

#[test]
fn nobody_decides_before_the_person_could_reply() {
    let noticed = open(NOW, &rules());
    assert_eq!(go_at(&noticed, decide(keep()), 13), Err(CaseRefusal::ReplyTimeRunning));
    assert_eq!(name(&go_at(&noticed, decide(keep()), 14).unwrap()), "decided");
    assert_eq!(name(&go_at(&noticed, Event::Tick, 13).unwrap()), "noticed");
    let awaiting = go_at(&noticed, Event::Tick, 14).unwrap();
    assert_eq!(awaiting, CaseState::AwaitingDecision { decide_by: NOW.plus(35 * time::DAY) });
    let late = go_at(&awaiting, reply(), 20).unwrap();
    assert_eq!(late, CaseState::Replied { at: NOW.plus(20 * time::DAY), decide_by: NOW.plus(35 * time::DAY) });
}

#[test]
fn who_may_decide_and_who_may_answer_an_objection() {
    let replied = &states()[1].1;
    let objected = &states()[6].1;
    let cases = [
        (Official { may_decide: false, ..official(7) }, Some(CaseRefusal::NotAuthorised)),
        (Official { called: true, ..official(7) }, Some(CaseRefusal::MadeTheCalls)),
        (Official { is_subject: true, ..official(7) }, Some(CaseRefusal::OwnCase)),
        (Official { is_subject: true, called: true, may_decide: false, ..official(7) }, Some(CaseRefusal::OwnCase)),
        (official(7), None),
    ];
    for (by, refusal) in cases {
        assert_eq!(go_at(replied, Event::Decide { by, decision: keep() }, 0).err(), refusal);
        let answer = Event::AnswerObjection { by, upheld: false, words: "sudah diperiksa".into() };
        assert_eq!(go_at(objected, answer, 0).err(), refusal.or(Some(CaseRefusal::OwnDecision)));
    }
}

#[test]
fn a_decision_has_words_and_days_in_order() {
    let replied = &states()[1].1;
    let with = |words: String| Decision::Office { from: today(), to: today(), words };
    let cases = [
        (Decision::Keep { words: " ".into() }, Some(CaseRefusal::WordsNeeded)),
        (with(String::new()), Some(CaseRefusal::WordsNeeded)),
        (with("a".repeat(WORDS_MAX)), None),
        (with("a".repeat(WORDS_MAX + 1)), Some(CaseRefusal::TooLong)),
        (office(-1, 3), Some(CaseRefusal::StartsInPast)),
        (office(3, 2), Some(CaseRefusal::EndsBeforeStart)),
        (office(3, 3), None),
        (office(0, 29), None),
        (office(0, 30), Some(CaseRefusal::TooLong)),
    ];
    for (decision, refusal) in cases {
        assert_eq!(go_at(replied, decide(decision.clone()), 0).err(), refusal, "{decision:?}");
    }
    for empty in [Event::Reply { words: String::new() }, Event::Object { words: " ".into() }] {
        let from = if matches!(empty, Event::Reply { .. }) { &states()[0].1 } else { &states()[4].1 };
        assert_eq!(go_at(from, empty, 0), Err(CaseRefusal::WordsNeeded));
    }
}

#[test]
fn only_a_decided_order_reaches_the_rota_and_it_rests_while_objected() {
    let effects: Vec<(&str, bool)> = states().iter().map(|(name, s)| (*name, rota_effect(s).is_some())).collect();
    let with_effect: Vec<&str> = effects.into_iter().filter(|(_, e)| *e).map(|(name, _)| name).collect();
    assert_eq!(with_effect, ["ordered", "final"]);
    let ordered = go_at(&states()[1].1, decide(office(1, 10)), 0).unwrap();
    assert_eq!(rota_effect(&ordered), Some((today().plus(1), today().plus(10))));
    let objected = go_at(&ordered, object(), 5).unwrap();
    assert_eq!(rota_effect(&objected), None);
    let rejected = go_at(&objected, answer(8, false), 6).unwrap();
    assert_eq!(rota_effect(&rejected), rota_effect(&ordered));
    assert_eq!(go_at(&rejected, object(), 6), Err(CaseRefusal::WrongState), "one objection");
    assert_eq!(rota_effect(&go_at(&objected, answer(8, true), 6).unwrap()), None);
}

#[test]
fn an_order_ends_by_itself_after_its_last_day() {
    let ordered = &states()[4].1;
    assert_eq!(go_at(ordered, Event::EndReached, 10), Err(CaseRefusal::NotOver));
    assert_eq!(go_at(ordered, Event::EndReached, 11), Ok(CaseState::Ended { at: NOW.plus(11 * time::DAY) }));
    assert_eq!(name(&go_at(ordered, object(), 10).unwrap()), "objected");
    assert_eq!(go_at(ordered, object(), 11), Err(CaseRefusal::WrongState), "nothing left to object to");
}

#[test]
fn a_review_is_recommended_only_when_all_three_conditions_hold() {
    let recommended = |counted, missed, change: &dyn Fn(&mut ScoreRules)| {
        let mut rules = score_rules();
        change(&mut rules);
        recommend(&score(&history(counted, missed), today(), &rules), &rules).is_some()
    };
    let same = |_: &mut ScoreRules| ();
    assert!(recommended(5, 4, &same));
    assert!(!recommended(5, 3, &same), "0.84 is not above 0.85");
    assert!(recommended(5, 3, &|r| r.probability = 0.83));
    assert!(!recommended(4, 4, &same), "too few checks");
    assert!(recommended(4, 4, &|r| r.min_checks = 4));
    assert!(!recommended(5, 4, &|r| r.min_misses = 5), "too few misses");
    assert!(recommended(5, 5, &|r| r.min_misses = 5));
    assert!(!recommended(20, 4, &same));
    assert!(
        !recommended(5, 0, &|r| {
            r.min_misses = 0;
            r.probability = 0.0;
        }),
        "no reason, no recommendation"
    );
}

#[test]
fn nobody_is_called_by_hand_into_a_review() {
    let rules = ScoreRules { manual_weight: 0.5, ..score_rules() };
    let recommended = |drawn, missed, by_hand| recommend(&score(&with_manual(history(drawn, missed), by_hand), today(), &rules), &rules);
    for by_hand in [0, 5, 100] {
        assert_eq!(recommended(4, 4, by_hand), None, "{by_hand}: four drawn checks of five");
        assert_eq!(recommended(9, 2, by_hand), None, "{by_hand}: two drawn misses of three");
    }
    // Where the draw alone has the numbers, a call by hand adds its smaller weight, and is named.
    assert_eq!(recommended(5, 3, 0), None, "0.84 is not above 0.85");
    let reasons = recommended(5, 3, 1).unwrap().reasons;
    assert_eq!(reasons.iter().map(|reason| (reason.checks.len(), reason.by_hand)).collect::<Vec<_>>(), [(4, 1)]);
    let off = score_rules();
    assert_eq!(recommend(&score(&with_manual(history(5, 3), 100), today(), &off), &off), None, "and nothing as long as the policy says nothing");
}

#[test]
fn reasons_are_ranked_by_effect_and_name_their_checks() {
    let mut checks = history(3, 0);
    checks.push(scored(10, today(), Outcome::NotReady));
    checks.extend((11..15).map(|n| scored(n, today(), Outcome::ReachedNotAnswered)));
    let rules = score_rules();
    let recommendation = recommend(&score(&checks, today(), &rules), &rules).unwrap();
    let named: Vec<(Outcome, Vec<u128>)> = recommendation
        .reasons
        .iter()
        .map(|r| (r.outcome, r.checks.iter().map(|CheckId(id)| id.as_u128()).collect()))
        .collect();
    assert_eq!(
        named,
        [(Outcome::ReachedNotAnswered, vec![14, 13, 12, 11]), (Outcome::NotReady, vec![10])],
        "the greater effect first, the newest check first"
    );
    assert!(recommendation.reasons.windows(2).all(|pair| pair[0].effect >= pair[1].effect));
    assert!(recommendation.reasons.iter().all(|reason| reason.effect > 0.0));
}

#[test]
fn what_would_change_is_the_fewest_answers_that_do() {
    let rules = score_rules();
    for (counted, missed) in [(5, 4), (5, 5), (10, 6), (30, 20)] {
        let mut checks = history(counted, missed);
        let needed = recommend(&score(&checks, today(), &rules), &rules).unwrap().what_would_change.answered_needed;
        for n in 0..needed {
            assert!(recommend(&score(&checks, today(), &rules), &rules).is_some(), "{n} of {needed}");
            checks.push(scored(1_000 + n as usize, today(), Outcome::AnsweredAsDeclared));
        }
        assert_eq!(recommend(&score(&checks, today(), &rules), &rules), None, "{counted}/{missed}: {needed}");
    }
    let hopeless = recommend(&score(&history(300, 290), today(), &rules), &rules).unwrap();
    assert_eq!(hopeless.what_would_change.answered_needed, ANSWERS_LOOKED_AHEAD);
    assert_eq!(today(), day("2026-11-20"));
}
