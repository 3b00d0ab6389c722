//! Plans: made once whatever happens, read back as they were drawn, revealed once.

use sidak::store::{Db, StoreError, Tx, checks, plans::{self, Plan, Share}};
use sidak_core::{
    check::{Check, Kind},
    draw::{self, Awaited, Candidate, CycleSecret, DayPlan, DaySecret, Entropy, Fault, Leaf, Throws},
    ids::{PersonId, PlanId},
    time::{HOUR, MINUTE, Moment, Window},
};

use crate::world::{
    BUDI, HEAD, NOW, PROGRAMME, SITI, SUPERVISOR, check, fill, id, literal, open_gate, policy, raw, read, today,
};

on_both! {
    a_plan_comes_back_as_it_was_drawn
    eight_nodes_make_one_plan
    a_plan_is_drawn_once_then_revealed_once
    what_a_day_waits_for_comes_back
    two_officials_throw_once_each
    two_nodes_draw_once
    the_database_refuses_to_edit_a_plan
    the_database_refuses_checks_beside_the_draw
    who_goes_around_the_triggers_is_found_out
    one_cycle_secret_and_counters
}

/// The start of a whole hour, as windows need it.
const MORNING: Moment = Moment(NOW.0 - NOW.0 % HOUR);

fn drawn() -> (DayPlan, DaySecret) {
    waiting(Awaited::Nothing)
}

/// A day that waits, as it is drawn when nothing comes.
fn waiting(awaited: Awaited) -> (DayPlan, DaySecret) {
    let window = |from: i64, to: i64| Window { start: MORNING.plus(from * MINUTE), end: MORNING.plus(to * MINUTE) };
    let candidate = |person, days_since_check| Candidate {
        person,
        supervisor: SUPERVISOR,
        windows: vec![window(0, 240), window(300, 480)],
        policy_version: 1,
        days_since_check,
        cycle: 3,
    };
    let secret = DaySecret::new([5; 32]);
    let pool = [candidate(SITI, 2), candidate(BUDI, 500)];
    let cycle = CycleSecret::new([6; 32]);
    let committed = draw::commit_day(today(), PROGRAMME, &policy().draw, awaited, &pool, &secret, &cycle).unwrap();
    let plan = committed.draw(&secret, &cycle, None).unwrap();
    assert_eq!(plan.checks.iter().filter(|check| check.person == BUDI).count(), 1, "the ceiling is long reached");
    (plan, secret)
}

fn head(n: u128, plan: &DayPlan, secret: &DaySecret) -> Plan {
    Plan {
        id: PlanId(id(n)),
        programme: PROGRAMME,
        day: plan.day,
        algorithm: plan.algorithm,
        policy_version: 1,
        root: plan.root,
        secret_hash: plan.secret_hash,
        cycle_hash: plan.cycle_hash,
        secret: *secret.bytes(),
        committed_at: NOW,
        first_window: Some(MORNING),
        pool: u32::try_from(plan.leaves.len()).unwrap(),
        awaited: plan.awaited,
        drawn_at: None,
        entropy: None,
        drawn: 0,
        revealed_at: None,
        fault: None,
    }
}

async fn saved(db: &Db) -> Plan {
    saved_waiting(db, Awaited::Nothing).await
}

async fn saved_waiting(db: &Db, awaited: Awaited) -> Plan {
    fill(db).await;
    let (plan, secret) = waiting(awaited);
    let head = head(1, &plan, &secret);
    let mut tx = db.begin().await.unwrap();
    assert!(plans::insert_once(&mut tx, &head, &plan.leaves).await.unwrap());
    tx.commit().await.unwrap();
    head
}

async fn a_plan_comes_back_as_it_was_drawn(db: &Db) {
    let head = saved(db).await;
    let (plan, _) = drawn();
    let mut tx = read(db).await;
    assert_eq!(plans::get(&mut tx, PROGRAMME, today()).await.unwrap(), Some(head.clone()));
    assert_eq!(plans::get(&mut tx, PROGRAMME, today().plus(1)).await.unwrap(), None);
    let leaves = plans::leaves(&mut tx, head.id).await.unwrap();
    assert_eq!(leaves, plan.leaves, "in the order of the tree");
    let hashes: Vec<_> = leaves.iter().map(Leaf::hash).collect();
    assert_eq!(draw::root(&hashes), head.root, "the commitment can be checked from what is stored");
    assert_eq!(plans::leaf_of(&mut tx, head.id, BUDI).await.unwrap().as_ref(), plan.leaves.iter().find(|l| l.person == BUDI));
    assert_eq!(plans::leaf_of(&mut tx, head.id, SUPERVISOR).await.unwrap(), None);
    assert_eq!(plans::recent_public(&mut tx, 60).await.unwrap(), std::slice::from_ref(&head));
    assert!(!format!("{head:?}").contains('['), "a log line must not hold the secret");
}

async fn eight_nodes_make_one_plan(db: &Db) {
    fill(db).await;
    let nodes: Vec<_> = (1..=8).map(|node| tokio::spawn(one_node(db.clone(), node))).collect();
    let mut first = Vec::new();
    for (node, made) in nodes.into_iter().enumerate() {
        if made.await.unwrap() {
            first.push(u128::try_from(node).unwrap() + 1);
        }
    }
    assert_eq!(first.len(), 1, "{first:?}");
    let mut tx = read(db).await;
    let plan = plans::get(&mut tx, PROGRAMME, today()).await.unwrap().unwrap();
    assert_eq!(plan.id, PlanId(id(first[0])));
    assert_eq!(plans::leaves(&mut tx, plan.id).await.unwrap().len(), 2, "the others left nothing");
}

async fn one_node(db: Db, node: u128) -> bool {
    let (plan, secret) = drawn();
    let mut tx = db.begin().await.unwrap();
    let made = plans::insert_once(&mut tx, &head(node, &plan, &secret), &plan.leaves).await.unwrap();
    tx.commit().await.unwrap();
    made
}

async fn a_plan_is_drawn_once_then_revealed_once(db: &Db) {
    let head = saved(db).await;
    assert_eq!(plans::undrawn(&mut read(db).await, 5).await.unwrap(), std::slice::from_ref(&head));
    assert_eq!(plans::unrevealed(&mut read(db).await, 5).await.unwrap(), [], "not before it is drawn");
    let mut tx = db.begin().await.unwrap();
    plans::mark_drawn(&mut tx, head.id, NOW.plus(1), 1, None).await.unwrap();
    assert_eq!(plans::mark_drawn(&mut tx, head.id, NOW.plus(2), 2, None).await, Err(StoreError::Missing));
    tx.commit().await.unwrap();
    assert_eq!(plans::undrawn(&mut read(db).await, 5).await.unwrap(), []);
    assert_eq!(plans::unrevealed(&mut read(db).await, 5).await.unwrap().len(), 1);
    let mut tx = db.begin().await.unwrap();
    plans::mark_revealed(&mut tx, head.id, NOW.plus(5), Some("other_root")).await.unwrap();
    assert_eq!(plans::mark_revealed(&mut tx, head.id, NOW.plus(6), None).await, Err(StoreError::Missing));
    tx.commit().await.unwrap();
    let mut tx = read(db).await;
    assert_eq!(plans::unrevealed(&mut tx, 5).await.unwrap(), []);
    let share = Share { days: 1, drawn: 0, pools: 2, all_drawn: 1, smallest: 2 };
    assert_eq!(plans::share_of(&mut tx, PROGRAMME, BUDI).await.unwrap(), share);
    let none = Share { days: 0, drawn: 0, pools: 0, all_drawn: 0, smallest: 0 };
    assert_eq!(plans::share_of(&mut tx, PROGRAMME, HEAD).await.unwrap(), none);
    let stored = plans::get(&mut tx, PROGRAMME, today()).await.unwrap().unwrap();
    let expected = Plan {
        drawn_at: Some(NOW.plus(1)),
        drawn: 1,
        revealed_at: Some(NOW.plus(5)),
        fault: Some("other_root".into()),
        ..head
    };
    assert_eq!(stored, expected);
}

const DIGITS: &str = "12345612345612345612";

fn throws(official: PersonId) -> Throws {
    Throws { official, digits: DIGITS.into() }
}

async fn what_a_day_waits_for_comes_back(db: &Db) {
    let head = saved_waiting(db, Awaited::Drand { round: 34_100_212 }).await;
    let (plan, _) = waiting(Awaited::Drand { round: 34_100_212 });
    let mut tx = read(db).await;
    assert_eq!(plans::get(&mut tx, PROGRAMME, today()).await.unwrap(), Some(head.clone()));
    assert_eq!(plans::leaves(&mut tx, head.id).await.unwrap(), plan.leaves);
    drop(tx);
    let entropy = Entropy::Drand { round: 34_100_212, signature: [7; 48], randomness: [8; 32] };
    let mut tx = db.begin().await.unwrap();
    plans::mark_drawn(&mut tx, head.id, NOW, 0, Some(&entropy)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(plans::get(&mut read(db).await, PROGRAMME, today()).await.unwrap().unwrap().entropy, Some(entropy));
}

async fn two_officials_throw_once_each(db: &Db) {
    let head = saved_waiting(db, Awaited::Dice).await;
    let put = async |official| {
        let mut tx = db.begin().await.unwrap();
        let done = plans::put_throws(&mut tx, head.id, &throws(official), NOW).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done
    };
    assert_eq!(put(HEAD).await, Ok(()));
    assert!(matches!(put(HEAD).await, Err(StoreError::Conflict(_))), "one official, one throw");
    assert_eq!(put(SUPERVISOR).await, Ok(()));
    assert!(matches!(put(BUDI).await, Err(StoreError::Conflict(_))), "two seats");
    assert_eq!(plans::throws(&mut read(db).await, head.id).await.unwrap(), [throws(HEAD), throws(SUPERVISOR)]);
    let dice = Entropy::dice([throws(SUPERVISOR), throws(HEAD)]);
    let mut tx = db.begin().await.unwrap();
    plans::mark_drawn(&mut tx, head.id, NOW, 0, Some(&dice)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(plans::get(&mut read(db).await, PROGRAMME, today()).await.unwrap().unwrap().entropy, Some(dice));
}

async fn two_nodes_draw_once(db: &Db) {
    let head = saved(db).await;
    let nodes: Vec<_> = (1..=4).map(|node| tokio::spawn(draws_one_check(db.clone(), head.id, node))).collect();
    let mut done = 0;
    for node in nodes {
        done += u32::from(node.await.unwrap());
    }
    assert_eq!(done, 1);
    assert_eq!(checks::of_programme_on(&mut read(db).await, PROGRAMME, today()).await.unwrap().len(), 1, "the others left nothing");
}

/// Each node draws another minute, as with and without what came at the last moment.
async fn draws_one_check(db: Db, plan: PlanId, node: u128) -> bool {
    let Ok(mut tx) = db.begin().await else { return false };
    let held = plans::hold_undrawn(&mut tx, plan).await;
    assert!(matches!(held, Ok(()) | Err(StoreError::Missing)), "the others learn that they were second: {held:?}");
    let made = held.is_ok()
        && checks::insert_many(&mut tx, &[check(node, BUDI)]).await.is_ok()
        && plans::mark_drawn(&mut tx, plan, NOW, 1, None).await.is_ok();
    made && tx.commit().await.is_ok()
}

/// A plan with its check, drawn; and a second one that waits for dice, with one official's throw.
async fn closed(db: &Db) -> (Plan, Plan) {
    let head_drawn = saved(db).await;
    let (mut tomorrow, secret) = waiting(Awaited::Dice);
    tomorrow.day = today().plus(1);
    let head_open = head(2, &tomorrow, &secret);
    let mut tx = db.begin().await.unwrap();
    let (plan, _) = drawn();
    let drawn_check = |check: &draw::DrawnCheck| Check { drawn_for: check.at, due: check.at, kind: check.kind.into(), ..check_of(check.person) };
    checks::insert_many(&mut tx, &plan.checks.iter().map(drawn_check).collect::<Vec<_>>()).await.unwrap();
    plans::mark_drawn(&mut tx, head_drawn.id, NOW, 1, None).await.unwrap();
    assert!(plans::insert_once(&mut tx, &head_open, &tomorrow.leaves).await.unwrap());
    plans::put_throws(&mut tx, head_open.id, &throws(HEAD), NOW).await.unwrap();
    tx.commit().await.unwrap();
    (head_drawn, head_open)
}

fn check_of(person: PersonId) -> Check {
    check(1, person)
}

async fn the_database_refuses_to_edit_a_plan(db: &Db) {
    let (drawn, open) = closed(db).await;
    let (drawn, open) = (literal(db, drawn.id.0), literal(db, open.id.0));
    let other = literal(db, BUDI.0);
    let bytes = if matches!(db, Db::Postgres(_)) { "decode(repeat('00', 32), 'hex')" } else { "zeroblob(32)" };
    let of_plan = |set: &str, plan: &str| format!("update plans set {set} where id = {plan}");
    let mut refused: Vec<String> = [
        format!("id = {other}"),
        format!("programme = {other}"),
        "day = '2030-01-01'".into(),
        "algorithm = 2".into(),
        "policy_version = 2".into(),
        format!("root = {bytes}"),
        format!("secret = {bytes}"),
        format!("secret_hash = {bytes}"),
        format!("cycle_hash = {bytes}"),
        "committed_at = committed_at + 1".into(),
        "first_window = first_window + 1".into(),
        "pool = pool + 1".into(),
        "awaited = 'drand'".into(),
        "round = 1".into(),
        "sealed_at = null".into(),
        "sealed_at = sealed_at + 1".into(),
    ]
    .iter()
    .flat_map(|set| [of_plan(set, &drawn), of_plan(set, &open)])
    .collect();
    // Drawn once, revealed only when drawn, and nothing said of a plan that is not.
    refused.extend(["drawn_at = null", "drawn_at = 5", "drawn = 7", "entropy = 'x'", "fault = 'x'"].map(|set| of_plan(set, &drawn)));
    refused.extend(["drawn = 7", "entropy = 'x'", "fault = 'x'", "revealed_at = 5"].map(|set| of_plan(set, &open)));
    for plan in [&drawn, &open] {
        refused.extend([
            format!("delete from plans where id = {plan}"),
            format!("update plan_leaves set windows = '[]' where plan = {plan}"),
            format!("update plan_leaves set supervisor = person where plan = {plan}"),
            format!("delete from plan_leaves where plan = {plan}"),
            format!(
                "insert into plan_leaves select plan, {}, supervisor, policy_version, chance_millionths, threshold, days_since_check, cycle,
                    ceiling_from, ceiling_to, day_key_hash, ceiling_key_hash, windows, base_chance_millionths, cool_down_days,
                    cool_down_percent, checks_max from plan_leaves where plan = {plan} and person = {other}",
                literal(db, HEAD.0)
            ),
        ]);
    }
    refused.extend([
        format!("update plan_throws set digits = '6' where plan = {open}"),
        format!("delete from plan_throws where plan = {open}"),
        format!("insert into plan_throws values ({drawn}, 1, {other}, '1', 5)"),
    ]);
    for statement in refused {
        assert!(raw(db, &statement).await.is_err(), "{statement}");
    }
    // What is left open, so that the refusals above are not for some other reason.
    for (statement, rows) in [
        (format!("insert into plan_throws values ({open}, 2, {other}, '1', 5)"), 1),
        (of_plan("drawn_at = 5, drawn = 1, entropy = '{}'", &open), 1),
        (of_plan("revealed_at = 6, fault = 'x'", &open), 1),
        (of_plan("revealed_at = 6", &drawn), 1),
        (of_plan("day = day", &drawn), 1),
    ] {
        assert_eq!(raw(db, &statement).await.unwrap(), rows, "{statement}");
    }
    assert!(raw(db, &of_plan("revealed_at = null", &drawn)).await.is_err());
    assert!(raw(db, &of_plan("fault = 'y'", &open)).await.is_err());
}

async fn the_database_refuses_checks_beside_the_draw(db: &Db) {
    closed(db).await;
    let other = literal(db, SITI.0);
    for set in
        ["day = '2030-01-01'", "kind = 'manual'", "kind = 'random'", "drawn_for = drawn_for + 60000", "policy_version = 2", &format!("person = {other}")]
    {
        let statement = format!("update checks set {set}");
        assert!(raw(db, &statement).await.is_err(), "{statement}");
    }
    assert!(raw(db, "delete from checks").await.is_err());
    let insert = async |check: Check| {
        let mut tx = db.begin().await.unwrap();
        checks::insert_many(&mut tx, &[check]).await.is_ok()
    };
    let on = |days: i32, kind: Kind, person: PersonId| Check { kind, day: today().plus(days), ..check(9, person) };
    for (days, kind, person, allowed) in [
        (0, Kind::Random, BUDI, false),
        (0, Kind::Forced, BUDI, false),
        (2, Kind::Random, BUDI, false),
        (1, Kind::Random, HEAD, false),
        // The plan of tomorrow is not drawn yet, and manual calls are no part of any.
        (1, Kind::Random, BUDI, true),
        (1, Kind::Forced, SITI, true),
        (0, Kind::Manual, BUDI, true),
        (2, Kind::Manual, HEAD, true),
    ] {
        assert_eq!(insert(on(days, kind, person)).await, allowed, "{days} {kind:?} {person}");
    }
    assert_eq!(raw(db, "update checks set due = due + 60000, deferrals = 1").await.unwrap(), 1, "putting off is not editing");
}

/// An administrator can drop triggers. What they then change no longer fits the hashes.
async fn who_goes_around_the_triggers_is_found_out(db: &Db) {
    let (head, _) = closed(db).await;
    let (plan, secret) = drawn();
    let cycle = CycleSecret::new([6; 32]);
    let verify = async || {
        let mut tx = read(db).await;
        let row = plans::get(&mut tx, PROGRAMME, today()).await.unwrap().unwrap();
        let mut stored = DayPlan { root: row.root, secret_hash: row.secret_hash, ..plan.clone() };
        stored.leaves = plans::leaves(&mut tx, row.id).await.unwrap();
        let rows = checks::of_programme_on(&mut tx, PROGRAMME, today()).await.unwrap();
        stored.checks.retain(|check| rows.iter().any(|row| row.person == check.person && row.drawn_for == check.at));
        draw::verify_day(&stored, &secret, Some(&cycle)).err()
    };
    assert_eq!(verify().await, None);
    let id = literal(db, head.id.0);
    for (trigger, table, change, undo, fault) in [
        ("plan_leaves_stay", "plan_leaves", "days_since_check = days_since_check + 1", "days_since_check = days_since_check - 1", Fault::OtherRoot),
        ("checks_stay", "checks", "drawn_for = drawn_for + 60000", "drawn_for = drawn_for - 60000", Fault::OtherChecks(BUDI)),
    ] {
        let filter = if table == "checks" { String::new() } else { format!(" where plan = {id}") };
        assert!(raw(db, &format!("update {table} set {change}{filter}")).await.is_err(), "the trigger still stands");
        open_gate(db, trigger, table).await;
        raw(db, &format!("update {table} set {change}{filter}")).await.unwrap();
        assert_eq!(verify().await, Some(fault), "{change}");
        raw(db, &format!("update {table} set {undo}{filter}")).await.unwrap();
        assert_eq!(verify().await, None);
    }
}

async fn one_cycle_secret_and_counters(db: &Db) {
    fill(db).await;
    let mut tx: Tx = db.begin().await.unwrap();
    assert_eq!(plans::cycle_secret_of(&mut tx, PROGRAMME).await.unwrap(), None);
    assert_eq!(plans::cycle_secret(&mut tx, PROGRAMME, [1; 32], NOW).await.unwrap(), [1; 32]);
    assert_eq!(plans::cycle_secret(&mut tx, PROGRAMME, [2; 32], NOW).await.unwrap(), [1; 32], "the first one stays");
    plans::set_counters(&mut tx, PROGRAMME, &[(BUDI, 4, 0), (SITI, 19, 7)]).await.unwrap();
    plans::set_counters(&mut tx, PROGRAMME, &[(BUDI, 0, 1)]).await.unwrap();
    let many: Vec<PersonId> = (0x100..0x100 + 5_000).map(|n| PersonId(id(n))).collect();
    let counters = plans::counters(&mut tx, PROGRAMME, &many).await.unwrap();
    assert_eq!((counters.len(), counters[&BUDI], counters[&SITI]), (2, (0, 1), (19, 7)));
}
