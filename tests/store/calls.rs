//! Checks and their record: every state comes back, one writer wins, the right ones come due.

use sidak::store::{Db, StoreError, checks, declarations, facts, quality, questions};
use sidak_core::{
    check::{Check, Fact, Kind, Media, PlaceKind, Recorded, Side, State, Verdict},
    ids::{AttemptId, CheckId, DeviceId, PersonId},
    outcome::{Judgement, Outcome, Reason, Reasons},
    time::{MINUTE, Moment},
};

use crate::world::{BELOW, BUDI, HEAD, NOW, SITI, SUPERVISOR, check, fill, let_checks_in, id, read, today};

on_both! {
    every_state_comes_back
    of_two_answers_one_wins
    sixteen_writers_take_turns
    nobody_is_in_two_calls
    a_minute_is_drawn_once
    what_is_due_comes_in_order
    who_must_see_which_check
    a_record_grows_at_its_end
    what_belongs_to_a_call
}

const RING: AttemptId = AttemptId(id_const(0xa1));
const PHONE: DeviceId = DeviceId(id_const(0xd1));

const fn id_const(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

fn states() -> Vec<State> {
    let (caller, until, at) = (HEAD, NOW.plus(MINUTE), NOW.plus(5));
    let reasons = Reasons::new(Reason::RingsEnded { rings: 2, promised: 3 }).and(Reason::AudibleOn { device: PHONE, ring: 1 });
    vec![
        State::Waiting,
        State::Prompted { caller, until },
        State::Ringing { caller, attempt: RING, until },
        State::Answered { caller, attempt: RING, device: PHONE, at },
        State::Missed { caller, attempt: RING, until },
        State::Closing { caller, attempt: RING, until },
        State::Settled { at, judgement: Judgement { outcome: Outcome::ReachedNotAnswered, reasons } },
    ]
}

fn ringing(attempt: AttemptId) -> State {
    State::Ringing { caller: SUPERVISOR, attempt, until: NOW.plus(MINUTE) }
}

async fn begun(db: &Db, many: &[Check]) {
    fill(db).await;
    let_checks_in(db).await;
    let mut tx = db.begin().await.unwrap();
    checks::insert_many(&mut tx, many).await.unwrap();
    tx.commit().await.unwrap();
}

async fn every_state_comes_back(db: &Db) {
    begun(db, &[check(1, BUDI)]).await;
    let mut tx = db.begin().await.unwrap();
    let mut epoch = 1;
    for state in states() {
        let next = Check { state, attempts: 2, deferrals: 1, due: NOW.plus(77), ..check(1, BUDI) };
        checks::save(&mut tx, &next, Some(NOW), epoch).await.unwrap();
        epoch += 1;
        assert_eq!(checks::get(&mut tx, next.id).await.unwrap(), Some((next, epoch)));
    }
    assert_eq!(checks::get(&mut tx, CheckId(id(1))).await.unwrap(), None);
    assert_eq!(checks::by_attempt(&mut tx, RING).await.unwrap(), Some(check(1, BUDI).id), "also when the ring is over");
    assert_eq!(checks::by_attempt(&mut tx, AttemptId(id(1))).await.unwrap(), None);
    let born_ringing = Check { kind: Kind::Manual, state: ringing(AttemptId(id(0xa2))), ..check(2, SITI) };
    checks::insert_many(&mut tx, std::slice::from_ref(&born_ringing)).await.unwrap();
    assert_eq!(checks::by_attempt(&mut tx, AttemptId(id(0xa2))).await.unwrap(), Some(born_ringing.id));
}

async fn of_two_answers_one_wins(db: &Db) {
    let ringing = Check { state: ringing(RING), ..check(1, BUDI) };
    begun(db, std::slice::from_ref(&ringing)).await;
    let answered = |device| Check {
        state: State::Answered { caller: SUPERVISOR, attempt: RING, device, at: NOW },
        ..check(1, BUDI)
    };
    let both = [DeviceId(id(0xd1)), DeviceId(id(0xd2))];
    let tries = both.map(|device| {
        let (db, next) = (db.clone(), answered(device));
        tokio::spawn(async move {
            let mut tx = db.begin().await.unwrap();
            let saved = checks::save(&mut tx, &next, None, 1).await;
            if saved.is_ok() {
                tx.commit().await.unwrap();
            }
            saved
        })
    });
    let mut won = Vec::new();
    for (task, device) in tries.into_iter().zip(both) {
        match task.await.unwrap() {
            Ok(()) => won.push(device),
            Err(error) => assert_eq!(error, StoreError::Missing),
        }
    }
    assert_eq!(won.len(), 1);
    let (stored, epoch) = checks::get(&mut read(db).await, ringing.id).await.unwrap().unwrap();
    assert_eq!((stored, epoch), (answered(won[0]), 2));
}

async fn sixteen_writers_take_turns(db: &Db) {
    begun(db, &[check(1, BUDI)]).await;
    let writers: Vec<_> = (0..16).map(|_| tokio::spawn(add_an_attempt(db.clone()))).collect();
    let mut lost = 0;
    for writer in writers {
        lost += writer.await.unwrap();
    }
    let (stored, epoch) = checks::get(&mut read(db).await, check(1, BUDI).id).await.unwrap().unwrap();
    assert_eq!((stored.attempts, epoch), (16, 17), "no write was lost; {lost} had to read again");
    let trace = facts::of(&mut read(db).await, stored.id).await.unwrap();
    assert_eq!(trace.len(), 16, "and each left its fact");
}

/// Reads without the write lock, so that writers do meet; tells how often it had to read again.
async fn add_an_attempt(db: Db) -> u32 {
    let mut lost = 0;
    loop {
        let (mut next, epoch) = checks::get(&mut read(&db).await, check(1, BUDI).id).await.unwrap().unwrap();
        next.attempts += 1;
        let mut tx = db.begin().await.unwrap();
        match checks::save(&mut tx, &next, None, epoch).await {
            Ok(()) => {
                let fact = Recorded { at: NOW, fact: Fact::ServerRestarted };
                facts::append(&mut tx, next.id, &[fact]).await.unwrap();
                tx.commit().await.unwrap();
                return lost;
            }
            Err(error) => assert_eq!(error, StoreError::Missing),
        }
        lost += 1;
    }
}

async fn nobody_is_in_two_calls(db: &Db) {
    begun(db, &[check(1, BUDI), check(2, BUDI)]).await;
    let mut tx = db.begin().await.unwrap();
    let first = Check { state: ringing(RING), ..check(1, BUDI) };
    checks::save(&mut tx, &first, None, 1).await.unwrap();
    tx.commit().await.unwrap();
    let second = Check { state: ringing(AttemptId(id(0xa2))), ..check(2, BUDI) };
    let mut tx = db.begin().await.unwrap();
    assert_eq!(checks::save(&mut tx, &second, None, 1).await, Err(StoreError::Conflict("checks_person".into())));
    drop(tx);
    let mut tx = db.begin().await.unwrap();
    let over = Check { state: State::Closing { caller: SUPERVISOR, attempt: RING, until: NOW }, ..first };
    checks::save(&mut tx, &over, None, 2).await.unwrap();
    checks::save(&mut tx, &second, None, 1).await.unwrap();
}

async fn a_minute_is_drawn_once(db: &Db) {
    begun(db, &[check(1, BUDI)]).await;
    let again = Check { id: CheckId(id(0xbad)), ..check(1, BUDI) };
    let by_hand = Check { kind: Kind::Manual, ..again.clone() };
    let mut tx = db.begin().await.unwrap();
    checks::insert_many(&mut tx, &[by_hand]).await.unwrap();
    drop(tx);
    let mut tx = db.begin().await.unwrap();
    let refused = checks::insert_many(&mut tx, &[check(2, BUDI), again]).await;
    assert_eq!(refused, Err(StoreError::Conflict("checks_programme_person_drawn_for".into())));
}

async fn what_is_due_comes_in_order(db: &Db) {
    begun(db, &[check(3, BUDI), check(1, SITI), check(2, BUDI), check(9, SITI)]).await;
    let at = |n: i64| NOW.plus(n * MINUTE);
    let due = async |now: Moment, limit: u32| checks::due(&mut read(db).await, now, limit).await.unwrap();
    let ids = |many: &[u128]| many.iter().map(|n| check(*n, BUDI).id).collect::<Vec<_>>();
    for (now, limit, expected) in [
        (at(1).plus(-1), 9, vec![]),
        (at(1), 9, vec![1]),
        (at(3), 9, vec![1, 2, 3]),
        (at(3), 2, vec![1, 2]),
        (at(99), 9, vec![1, 2, 3, 9]),
    ] {
        assert_eq!(due(now, limit).await, ids(&expected));
    }
    let mut tx = db.begin().await.unwrap();
    let prompted = Check { state: State::Prompted { caller: SUPERVISOR, until: at(50) }, ..check(1, SITI) };
    checks::save(&mut tx, &prompted, Some(at(50)), 1).await.unwrap();
    let settled = Check { state: states().pop().unwrap(), ..check(2, BUDI) };
    checks::save(&mut tx, &settled, None, 1).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(due(at(49), 9).await, ids(&[3, 9]));
    assert_eq!(due(at(50), 9).await, ids(&[3, 9, 1]));
}

async fn who_must_see_which_check(db: &Db) {
    let many: Vec<Check> = (1..=6).map(|n| check(n, if n % 2 == 1 { BUDI } else { SITI })).collect();
    begun(db, &many).await;
    let prompted = |caller: PersonId| State::Prompted { caller, until: NOW.plus(MINUTE) };
    let mut tx = db.begin().await.unwrap();
    for (n, state) in [(1, prompted(SUPERVISOR)), (2, prompted(HEAD)), (3, ringing(RING)), (4, states().pop().unwrap())] {
        let before = many[n - 1].clone();
        checks::save(&mut tx, &Check { state, attempts: 1, ..before }, None, 1).await.unwrap();
    }
    // The deputy's first ring was not answered: the next attempt is still the deputy's.
    checks::save(&mut tx, &Check { state: State::Waiting, attempts: 1, ..many[1].clone() }, None, 2).await.unwrap();
    // Waits for a call back, and a restart gives back its minutes.
    let missed = State::Missed { caller: SUPERVISOR, attempt: RING, until: NOW.plus(MINUTE) };
    checks::save(&mut tx, &Check { state: missed, attempts: 2, ..many[4].clone() }, None, 1).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = read(db).await;
    let ids = |many: Vec<(Check, i64)>| many.into_iter().map(|(check, _)| check.id.0.as_u128() - 0xc000).collect::<Vec<_>>();
    assert_eq!(ids(checks::live(&mut tx).await.unwrap()), [1, 3, 5]);
    assert_eq!(ids(checks::live_of_person(&mut tx, BUDI).await.unwrap()), [1, 3, 5]);
    assert_eq!(ids(checks::live_of_person(&mut tx, SITI).await.unwrap()), [2], "6 is still secret");
    assert_eq!(ids(checks::live_of_caller(&mut tx, SUPERVISOR).await.unwrap()), [1, 3, 5]);
    assert_eq!(ids(checks::live_of_caller(&mut tx, HEAD).await.unwrap()), [2]);
    assert_eq!(ids(checks::waiting_of(&mut tx, SITI).await.unwrap()), [2, 6]);
    assert_eq!(ids(checks::waiting_of(&mut tx, BUDI).await.unwrap()), [1, 5]);
    let plain = |many: Vec<Check>| many.into_iter().map(|check| check.id.0.as_u128() - 0xc000).collect::<Vec<_>>();
    assert_eq!(plain(checks::of_person(&mut tx, BUDI, many[4].drawn_for, 9).await.unwrap()), [3, 1]);
    assert_eq!(plain(checks::of_person(&mut tx, BUDI, Moment(i64::MAX), 2).await.unwrap()), [5, 3]);
    assert_eq!(plain(checks::of_people_on(&mut tx, &[BUDI, SITI], today()).await.unwrap()), [1, 2, 3, 4, 5, 6]);
    assert_eq!(checks::of_people_on(&mut tx, &[BUDI], today().plus(1)).await.unwrap(), []);
    assert_eq!(plain(checks::of_people_recent(&mut tx, &[SITI], 2).await.unwrap()), [6, 4]);
    let counts = checks::day_counts(&mut tx, &[BELOW], today()).await.unwrap();
    let counts: Vec<(&str, u32)> = counts.iter().map(|(state, n)| (state.as_str(), *n)).collect();
    assert_eq!(counts, [("prompted", 1), ("ringing", 1), ("settled", 1), ("waiting", 3)]);
}

async fn a_record_grows_at_its_end(db: &Db) {
    begun(db, &[check(1, BUDI), check(2, SITI)]).await;
    let (one, two) = (check(1, BUDI).id, check(2, SITI).id);
    let words = "Pekerjaan ditunda; “besok” \u{1F600}".to_owned();
    let trace: Vec<Recorded> = [
        Fact::Prompted { caller: SUPERVISOR },
        Fact::Rang { attempt: RING, caller: SUPERVISOR, number: 1 },
        Fact::Declared { kind: PlaceKind::Home, same_as_morning: Some(true) },
        Fact::MediaFlowed { side: Side::Employee, what: Media::Video },
        Fact::VerdictGiven { by: SUPERVISOR, verdict: Verdict::FollowUp, words },
    ]
    .into_iter()
    .map(|fact| Recorded { at: NOW, fact })
    .collect();
    let mut tx = db.begin().await.unwrap();
    facts::append(&mut tx, one, &trace[..2]).await.unwrap();
    facts::append(&mut tx, two, &trace[..1]).await.unwrap();
    facts::append(&mut tx, one, &[]).await.unwrap();
    facts::append(&mut tx, one, &trace[2..]).await.unwrap();
    assert_eq!(facts::of(&mut tx, one).await.unwrap(), trace, "in the order of writing, though at one moment");
    let all = facts::of_many(&mut tx, &[two, one]).await.unwrap();
    assert_eq!((all.len(), all[0].0, all[5].0), (6, one, two));
    assert_eq!(facts::of(&mut tx, CheckId(id(1))).await.unwrap(), []);
}

async fn what_belongs_to_a_call(db: &Db) {
    begun(db, &[check(1, BUDI)]).await;
    let id = check(1, BUDI).id;
    let mut tx = db.begin().await.unwrap();
    assert_eq!(declarations::of(&mut tx, id).await.unwrap(), None);
    declarations::put(&mut tx, id, PlaceKind::Home, "", NOW).await.unwrap();
    declarations::put(&mut tx, id, PlaceKind::Other, "Posyandu RW 3", NOW.plus(1)).await.unwrap();
    let declared = declarations::of(&mut tx, id).await.unwrap().unwrap();
    assert_eq!((declared.kind, declared.words.as_str(), declared.at), (PlaceKind::Other, "Posyandu RW 3", NOW.plus(1)));
    assert!(!format!("{declared:?}").contains("Posyandu"), "a log line must not hold the place");
    assert_eq!(questions::get(&mut tx, id).await.unwrap(), None);
    questions::put(&mut tx, id, 3).await.unwrap();
    questions::put(&mut tx, id, 11).await.unwrap();
    assert_eq!(questions::get(&mut tx, id).await.unwrap(), Some(11));
    quality::put(&mut tx, id, Side::Employee, &vec![1_u32], NOW).await.unwrap();
    quality::put(&mut tx, id, Side::Employee, &vec![2_u32, 3], NOW).await.unwrap();
    quality::put(&mut tx, id, Side::Supervisor, &vec![4_u32], NOW).await.unwrap();
    let summaries: Vec<(Side, Vec<u32>)> = quality::of(&mut tx, id).await.unwrap();
    assert_eq!(summaries, [(Side::Employee, vec![2, 3]), (Side::Supervisor, vec![4])]);
    let other_shape = quality::of::<String>(&mut tx, id).await;
    assert_eq!(other_shape, Err(StoreError::Corrupt { what: "quality".into() }));
}
