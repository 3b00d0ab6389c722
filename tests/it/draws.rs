//! The draw as it runs: what is brought from outside, restarts and second nodes, the auditor's file, and what the public
//! page says for ever of a day that does not fit or is not opened.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sidak::{
    app,
    clock::Clock,
    entropy::Entropy,
    flow::{self, House, draws, plan, pool, tick},
    store::{Db, audit, checks, plans, programmes::Version},
};
use sidak_core::{
    check::Check,
    draw::{Awaited, CycleSecret, DaySecret, VerifiedBundle, commit_day, verify_bundle},
    ids::{PersonId, PlanId, ProgrammeId},
    programme::PublicEntropy,
    time::{DAY, Day, HOUR, MINUTE, Moment},
};
use uuid::Uuid;

use crate::support::{
    MONDAY, TestApp,
    agency::{ADMIN, AUDITOR, COLLEAGUE, EMPLOYEE, LEADER, PROGRAMME, waiting_programme},
    at,
    pages::{Answer, Client},
};

const DICE: ProgrammeId = ProgrammeId(Uuid::from_u128(0x7d1));
const DICE_TOO: ProgrammeId = ProgrammeId(Uuid::from_u128(0x7d3));
const DRAND: ProgrammeId = ProgrammeId(Uuid::from_u128(0x7d2));
const TOMORROW: &str = "2026-06-23";
const DIGITS: &str = "12345612345612345612";

/// Round 1000 as drand publishes it.
const ROUND: u64 = 1_000;
const SIGNATURE: &str = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
const RANDOMNESS: &str = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd";

pub fn published_round() -> Value {
    json!({ "signature": SIGNATURE, "randomness": RANDOMNESS })
}

/// A day committed to as `plan` does it, but waiting for a round that came out long ago: tests have no beacon.
pub async fn committed_to_a_published_round(house: &House, version: &Version, day: &str) {
    let day = Day::parse(day).unwrap();
    let (secret, cycle) = (DaySecret::new([3; 32]), CycleSecret::new([4; 32]));
    let mut tx = house.db.begin().await.unwrap();
    let pool = pool::of_day(house, &mut tx, version, day).await.unwrap();
    assert!(!pool.is_empty());
    let rules = &version.policy.draw;
    let committed = commit_day(day, version.id, rules, Awaited::Drand { round: ROUND }, &pool, &secret, &cycle).unwrap();
    plans::cycle_secret(&mut tx, version.id, [4; 32], house.now()).await.unwrap();
    let row = plans::Plan {
        id: PlanId(house.fresh().unwrap()),
        programme: version.id,
        day,
        algorithm: committed.algorithm,
        policy_version: version.version,
        root: committed.root,
        secret_hash: committed.secret_hash,
        cycle_hash: committed.cycle_hash,
        secret: *secret.bytes(),
        committed_at: house.now(),
        first_window: committed.leaves.iter().filter_map(|leaf| leaf.windows.first()).map(|window| window.start).min(),
        pool: u32::try_from(pool.len()).unwrap(),
        awaited: committed.awaited,
        drawn_at: None,
        entropy: None,
        drawn: 0,
        revealed_at: None,
        fault: None,
    };
    assert!(plans::insert_once(&mut tx, &row, &committed.leaves).await.unwrap());
    tx.commit().await.unwrap();
}

fn url(programme: ProgrammeId, what: &str) -> String {
    format!("/api/draws/{}/{TOMORROW}/{what}", programme.0)
}

async fn plan_of(house: &House, programme: ProgrammeId) -> plans::Plan {
    let mut tx = house.db.read().await.unwrap();
    plans::get(&mut tx, programme, Day::parse(TOMORROW).unwrap()).await.unwrap().unwrap()
}

async fn drawn(house: &House, programme: ProgrammeId) -> Vec<Check> {
    let mut tx = house.db.read().await.unwrap();
    checks::of_programme_on(&mut tx, programme, Day::parse(TOMORROW).unwrap()).await.unwrap()
}

async fn public(app: &TestApp, programme: ProgrammeId, day: &str) -> Value {
    let days = Client::nobody(&app.base()).get("/api/draws").await.ok();
    let rows = days.as_array().unwrap();
    rows.iter().find(|row| row["programme"] == json!(programme.0) && row["day"] == day).unwrap().clone()
}

async fn actions(house: &House) -> Vec<(String, String)> {
    let mut tx = house.db.read().await.unwrap();
    audit::list(&mut tx, 1_000, None).await.unwrap().into_iter().map(|entry| (entry.action, entry.detail)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_officials_throw_and_the_day_is_drawn() {
    let app = TestApp::new().await.serve().await;
    for id in [DICE, DICE_TOO] {
        waiting_programme(&app.house, id, PublicEntropy::Dice).await;
    }
    app.to(at(MONDAY, 20, 0)).await;
    app.ready().await;
    let (dewi, hendra) = (app.client(ADMIN).await, app.client(AUDITOR).await);
    let before = public(&app, DICE, TOMORROW).await;
    assert_eq!((&before["awaited"], &before["drawn_at"], &before["entropy_hash"]), (&json!("dice"), &Value::Null, &Value::Null));
    assert!(drawn(&app.house, DICE).await.is_empty());
    let waiting = dewi.get("/api/draws/awaiting").await.ok();
    assert_eq!(waiting.as_array().unwrap().len(), 2, "two programmes on one day");
    assert_eq!((&waiting[0]["throws"], &waiting[0]["mine"]), (&json!(0), &json!(false)));
    assert_eq!(waiting[0]["closes_at"], at(TOMORROW, 0, 0).plus(-5 * MINUTE).millis());

    let throw = async |who: &Client, programme, digits: &str| who.post(&url(programme, "dice"), json!({ "digits": digits })).await;
    for digits in ["", "1234561234561234561", "12345612345612345670", "1234561234561234561x"] {
        throw(&dewi, DICE, digits).await.refused(422, "bad_dice");
    }
    throw(&dewi, PROGRAMME, DIGITS).await.refused(409, "changed");
    let mine = throw(&dewi, DICE, " 12345 61234 56123 45612 ").await.ok();
    assert!(mine.as_array().unwrap().iter().any(|row| row["mine"] == true && row["throws"] == 1));
    throw(&dewi, DICE, DIGITS).await.refused(409, "changed");
    assert!(drawn(&app.house, DICE).await.is_empty(), "one official alone draws nothing");
    let left = throw(&hendra, DICE, DIGITS).await.ok();
    assert_eq!(left.as_array().unwrap().len(), 1, "the other programme still waits");
    assert!(!drawn(&app.house, DICE).await.is_empty());
    assert!(drawn(&app.house, DICE_TOO).await.is_empty());
    throw(&hendra, DICE, DIGITS).await.refused(409, "changed");

    let after = public(&app, DICE, TOMORROW).await;
    assert_eq!((&after["root"], &after["secret_hash"]), (&before["root"], &before["secret_hash"]));
    assert!(after["entropy_hash"].is_string() && after["drawn_at"].is_number() && after["secret"].is_null());
    let log = actions(&app.house).await;
    assert_eq!(log.iter().filter(|(action, _)| action == "plan.dice_thrown").count(), 2);
    assert!(log.iter().all(|(_, detail)| !detail.contains(DIGITS)));

    // The other one is drawn without, five minutes before its first window, and says so.
    app.to(at(TOMORROW, 0, 0).plus(-5 * MINUTE - 1)).await;
    assert!(drawn(&app.house, DICE_TOO).await.is_empty());
    app.to(at(TOMORROW, 0, 0).plus(-5 * MINUTE)).await;
    assert!(!drawn(&app.house, DICE_TOO).await.is_empty());
    throw(&dewi, DICE_TOO, DIGITS).await.refused(409, "changed");
    app.to(at(TOMORROW, 0, 0).plus(3 * DAY)).await;
    app.ready().await;
    for (programme, mixed_in) in [(DICE, true), (DICE_TOO, false)] {
        let row = public(&app, programme, TOMORROW).await;
        assert_eq!((row["entropy_hash"].is_string(), &row["fault"], &row["overdue"]), (mixed_in, &Value::Null, &json!(false)));
        let file = app.client(AUDITOR).await.get(&url(programme, "bundle")).await;
        let VerifiedBundle::Day(draw, after) = verify_bundle(&file.text).unwrap() else { panic!("a whole day") };
        assert_eq!(draw.entropy_hash.map(|hash| plan::hex(&hash)), row["entropy_hash"].as_str().map(str::to_owned));
        assert_eq!((draw.random + draw.forced) as usize, drawn(&app.house, programme).await.len());
        assert_eq!((draw.people, after.manual), (4, 0));
        let own = app.client(EMPLOYEE).await.get(&url(programme, "proof")).await;
        assert!(matches!(verify_bundle(&own.text), Ok(VerifiedBundle::Person(own)) if own.person == EMPLOYEE));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_round_of_drand_is_waited_for_until_it_is_out() {
    let app = TestApp::new().await.serve().await;
    waiting_programme(&app.house, DRAND, PublicEntropy::Drand).await;
    app.to(at(MONDAY, 20, 0)).await;
    app.ready().await;
    let dewi = app.client(ADMIN).await;
    let row = public(&app, DRAND, TOMORROW).await;
    let round_at = row["round_at"].as_i64().unwrap();
    assert!((0..3_000).contains(&(round_at - at(MONDAY, 20, 10).millis())), "ten minutes after the commitment");
    dewi.post(&url(DRAND, "drand"), published_round()).await.refused(422, "too_early");
    app.to(Moment(round_at)).await;
    app.ready().await;
    let refused = dewi.post(&url(DRAND, "drand"), published_round()).await;
    assert_eq!((refused.status, code_and_field(&refused)), (422, ("bad_signature", "signature")), "of another round");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_drands_own_signature_draws_the_day() {
    let app = TestApp::new().await.serve().await;
    app.to(at(MONDAY, 19, 0)).await;
    let version = waiting_programme(&app.house, DRAND, PublicEntropy::Drand).await;
    committed_to_a_published_round(&app.house, &version, TOMORROW).await;
    app.to(at(MONDAY, 20, 0)).await;
    app.ready().await;
    let dewi = app.client(ADMIN).await;
    assert_eq!(public(&app, DRAND, TOMORROW).await["round"], json!(ROUND));
    let of = |signature: &str, randomness: &str| json!({ "signature": signature, "randomness": randomness });
    let invented = [7_u8; 48];
    let altered = SIGNATURE.replace("5e39", "5e38");
    for (body, code, field) in [
        (of(&plan::hex(&invented), &plan::hex(&Sha256::digest(invented))), "bad_signature", "signature"),
        (of(&altered, RANDOMNESS), "bad_signature", "signature"),
        (of(&"00".repeat(48), RANDOMNESS), "bad_signature", "signature"),
        (of(SIGNATURE, &"00".repeat(32)), "other_randomness", "randomness"),
        (of(&SIGNATURE[2..], RANDOMNESS), "bad_drand", "signature"),
        (of(SIGNATURE, "x"), "bad_drand", "randomness"),
    ] {
        let refused = dewi.post(&url(DRAND, "drand"), body).await;
        assert_eq!((refused.status, code_and_field(&refused)), (422, (code, field)), "{}", refused.text);
    }
    assert!(drawn(&app.house, DRAND).await.is_empty(), "nothing was drawn of it");
    dewi.post(&url(DRAND, "dice"), json!({ "digits": DIGITS })).await.refused(409, "changed");
    assert_eq!(dewi.post(&url(DRAND, "drand"), published_round()).await.ok(), json!([]));
    dewi.post(&url(DRAND, "drand"), published_round()).await.refused(409, "changed");
    assert!(public(&app, DRAND, TOMORROW).await["entropy_hash"].is_string());
    assert!(!drawn(&app.house, DRAND).await.is_empty());
    app.to(at(TOMORROW, 0, 0).plus(3 * DAY)).await;
    app.ready().await;
    assert_eq!(public(&app, DRAND, TOMORROW).await["fault"], Value::Null);
    let own = app.client(EMPLOYEE).await.get(&url(DRAND, "proof")).await;
    assert!(matches!(verify_bundle(&own.text), Ok(VerifiedBundle::Person(own)) if own.entropy_hash.is_some()));
}

/// The code of a refusal and the field it names.
fn code_and_field(refused: &Answer) -> (&str, &str) {
    (refused.code(), refused.body["error"]["field"].as_str().unwrap_or_default())
}

/// Today is drawn late by every test that begins at eight in the evening, so the day is asked for too.
fn is_tomorrows_dice(detail: &str) -> bool {
    detail.contains("\"dice\"") && detail.contains(TOMORROW)
}

/// Another server on the same database, with randomness of its own.
fn second_house(db: &Db, now: Moment, seed: u64) -> House {
    app::house(db.clone(), Clock::manual(now), Entropy::seeded(seed), false).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_or_a_second_node_changes_nothing_that_was_committed() {
    let app = TestApp::new().await;
    let version = waiting_programme(&app.house, DICE, PublicEntropy::Dice).await;
    let evening = at(MONDAY, 20, 0);
    let houses: Vec<House> = (10..14).map(|seed| second_house(&app.house.db, evening, seed)).collect();
    let turns: Vec<_> = houses.iter().cloned().map(|house| tokio::spawn(async move { tick::turn(&house).await })).collect();
    for turn in turns {
        turn.await.unwrap().unwrap();
    }
    let committed = plan_of(&app.house, DICE).await;
    let log = actions(&app.house).await;
    assert_eq!(log.iter().filter(|(action, detail)| action == "plan.committed" && is_tomorrows_dice(detail)).count(), 1);

    // Restarted between commitment and draw, and with a clock that was set back: the plan stays what it was.
    for (now, seed) in [(evening.plus(HOUR), 20), (evening.plus(-2 * HOUR), 21), (evening.plus(-DAY), 22)] {
        let house = second_house(&app.house.db, now, seed);
        tick::restarted(&house).await.unwrap();
        tick::turn(&house).await.unwrap();
        assert!(!plan::make(&house, &version, committed.day).await.unwrap());
        assert_eq!(plan_of(&house, DICE).await, committed);
    }
    // All draw it at its hour; one does.
    let closing = plan::closes(&committed).unwrap();
    let turns: Vec<_> = (30..34)
        .map(|seed| second_house(&app.house.db, closing, seed))
        .map(|house| tokio::spawn(async move { tick::turn(&house).await }))
        .collect();
    for turn in turns {
        turn.await.unwrap().unwrap();
    }
    let all = drawn(&app.house, DICE).await;
    assert_eq!(all.len(), plan_of(&app.house, DICE).await.drawn as usize);
    assert_eq!(actions(&app.house).await.iter().filter(|(action, detail)| action == "plan.drawn" && is_tomorrows_dice(detail)).count(), 1);
    let house = second_house(&app.house.db, closing.plus(4 * DAY), 40);
    draws::reveal_due(&house).await.unwrap();
    assert_eq!(plan_of(&house, DICE).await.fault, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_edits_the_database_is_found_out_when_the_day_is_opened() {
    for (sql, fault) in [
        ("update people set name = name", None),
        ("drop trigger plan_leaves_stay; update plan_leaves set supervisor = person", Some("other_root")),
        ("drop trigger plan_leaves_remain; delete from plan_leaves where person = (select person from checks where day = '2026-06-23' limit 1)", Some("other_root")),
        ("drop trigger checks_stay; update checks set drawn_for = drawn_for + 60000 where id = (select id from checks where day = '2026-06-23' limit 1)", Some("other_checks")),
        ("drop trigger checks_remain; delete from facts; delete from outcomes; delete from checks where id = (select id from checks where person = (select person from checks where day = '2026-06-23' limit 1) and day = '2026-06-23' limit 1)", Some("other_checks")),
        ("drop trigger plans_stay; update plans set secret = zeroblob(32)", Some("other_day_secret")),
        ("drop trigger plans_stay; update plans set entropy = null", Some("other_checks")),
    ] {
        let app = TestApp::new().await;
        waiting_programme(&app.house, DICE, PublicEntropy::Dice).await;
        app.to(at(MONDAY, 20, 0)).await;
        for official in [ADMIN, LEADER] {
            flow::outside::throw(&app.house, official, DICE, plan_of(&app.house, DICE).await.day, DIGITS).await.unwrap();
        }
        let Db::Sqlite { write, .. } = &app.house.db else { panic!("the house stands on SQLite") };
        sqlx::raw_sql(sql).execute(write).await.unwrap();
        app.house.clock.advance_to(at(TOMORROW, 0, 0).plus(3 * DAY));
        for _ in 0..5 {
            draws::reveal_due(&app.house).await.unwrap();
        }
        let row = draws::public(&app.house).await.unwrap().into_iter().find(|row| row.programme == DICE.0).unwrap();
        assert_eq!((row.fault.as_deref(), row.secret.is_some()), (fault, true), "{sql}");
        let told = actions(&app.house).await.iter().any(|(action, detail)| action == "plan.revealed" && detail.contains("\"fault\""));
        assert_eq!(told, fault.is_some(), "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_that_nobody_opens_is_called_so() {
    let app = TestApp::new().await;
    app.to(at(MONDAY, 20, 0)).await;
    let overdue = async |now: Moment| {
        let house = second_house(&app.house.db, now, 50);
        let days = draws::public(&house).await.unwrap();
        days.iter().find(|row| row.day == TOMORROW).unwrap().overdue
    };
    // It may be opened twelve hours after the day in UTC; three days later it is overdue.
    let may = at("2026-06-24", 7, 0).plus(12 * HOUR);
    for (now, expected) in [(may, false), (may.plus(3 * DAY - 1), false), (may.plus(3 * DAY), true)] {
        assert_eq!(overdue(now).await, expected);
    }
    draws::reveal_due(&second_house(&app.house.db, may.plus(9 * DAY), 51)).await.unwrap();
    assert!(!overdue(may.plus(9 * DAY)).await);
}

/// Everybody's file can be fetched only after the day, and says nothing before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_open_with_the_reveal() {
    let app = TestApp::new().await.serve().await;
    app.to(at(MONDAY, 20, 0)).await;
    app.ready().await;
    let people: [PersonId; 2] = [EMPLOYEE, COLLEAGUE];
    for person in people {
        app.client(person).await.get(&url(PROGRAMME, "proof")).await.refused(404, "not_found");
    }
    app.client(AUDITOR).await.get(&url(PROGRAMME, "bundle")).await.refused(404, "not_found");
    app.to(at(TOMORROW, 0, 0).plus(3 * DAY)).await;
    app.ready().await;
    for person in people {
        assert_eq!(app.client(person).await.get(&url(PROGRAMME, "proof")).await.status, 200);
    }
    let file = app.client(AUDITOR).await.get(&url(PROGRAMME, "bundle")).await;
    assert!(matches!(verify_bundle(&file.text), Ok(VerifiedBundle::Day(..))));
    assert!(actions(&app.house).await.iter().any(|(action, _)| action == "plan.file_fetched"));
}
