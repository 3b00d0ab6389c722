//! Plans: made once whatever happens, read back as they were drawn, revealed once.

use sidak::store::{Db, StoreError, Tx, plans::{self, Plan}};
use sidak_core::{
    draw::{self, Candidate, CycleSecret, DayPlan, DaySecret, Leaf},
    ids::{PersonId, PlanId},
    time::{HOUR, MINUTE, Moment, Window},
};

use crate::world::{BUDI, NOW, PROGRAMME, SITI, SUPERVISOR, fill, id, policy, read, today};

on_both! {
    a_plan_comes_back_as_it_was_drawn
    eight_nodes_make_one_plan
    a_plan_is_revealed_once
    one_cycle_secret_and_counters
}

/// The start of a whole hour, as windows need it.
const MORNING: Moment = Moment(NOW.0 - NOW.0 % HOUR);

fn drawn() -> (DayPlan, DaySecret) {
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
    let plan = draw::plan_day(today(), PROGRAMME, &policy().draw, &pool, &secret, &CycleSecret::new([6; 32])).unwrap();
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
        revealed_at: None,
        drawn: u32::try_from(plan.checks.len()).unwrap(),
    }
}

async fn saved(db: &Db) -> Plan {
    fill(db).await;
    let (plan, secret) = drawn();
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

async fn a_plan_is_revealed_once(db: &Db) {
    let head = saved(db).await;
    assert_eq!(plans::unrevealed(&mut read(db).await, 5).await.unwrap().len(), 1);
    let mut tx = db.begin().await.unwrap();
    plans::mark_revealed(&mut tx, head.id, NOW.plus(5)).await.unwrap();
    assert_eq!(plans::mark_revealed(&mut tx, head.id, NOW.plus(6)).await, Err(StoreError::Missing));
    tx.commit().await.unwrap();
    let mut tx = read(db).await;
    assert_eq!(plans::unrevealed(&mut tx, 5).await.unwrap(), []);
    assert_eq!(plans::get(&mut tx, PROGRAMME, today()).await.unwrap().unwrap().revealed_at, Some(NOW.plus(5)));
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
