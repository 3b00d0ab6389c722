//! Subscriptions to web push, the server's keys, and the outbox rows that wait for the pusher.

use sidak::store::{
    Db, checks, devices, outbox::{self, OutboxKind},
    push::{self, Keys, SUBSCRIPTIONS_MAX, Subscription},
};
use sidak_core::ids::{DeviceId, PersonId};

use crate::world::{BUDI, NOW, SITI, check, fill, id, let_checks_in, read};

on_both! {
    the_first_keys_stay
    a_browser_has_one_subscription
    beyond_the_bound_the_oldest_is_lost
    what_is_lost_is_told_until_it_is_found
    a_newer_subscription_outlives_the_death_of_the_older
    a_forgotten_browser_is_not_rung
    pushes_wait_apart
}

fn subscription(n: u8, person: PersonId) -> Subscription {
    Subscription {
        device: DeviceId(id(u128::from(n))),
        person,
        endpoint: format!("https://push.example.net/{n}"),
        p256dh: [n; 65],
        auth: [n; 16],
    }
}

/// Browsers 1 to 9 of Budi, 11 to 12 of Siti.
async fn begun(db: &Db) {
    fill(db).await;
    let_checks_in(db).await;
    let mut tx = db.begin().await.unwrap();
    for n in 1..=12_u8 {
        let person = if n < 10 { BUDI } else { SITI };
        devices::upsert(&mut tx, DeviceId(id(n.into())), person, "Firefox, Linux", NOW.plus(n.into())).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn put(db: &Db, subscription: &Subscription, after: i64) {
    let mut tx = db.begin().await.unwrap();
    push::put(&mut tx, subscription, NOW.plus(after)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn of(db: &Db, person: PersonId) -> Vec<Subscription> {
    push::of_person(&mut read(db).await, person).await.unwrap()
}

async fn the_first_keys_stay(db: &Db) {
    let (first, second) = (Keys { signing: [1; 32], receipts: [2; 32] }, Keys { signing: [3; 32], receipts: [4; 32] });
    for fresh in [first, second] {
        let mut tx = db.begin().await.unwrap();
        assert!(push::keys(&mut tx, fresh, NOW).await.unwrap() == first);
        tx.commit().await.unwrap();
    }
}

async fn a_browser_has_one_subscription(db: &Db) {
    begun(db).await;
    put(db, &subscription(1, BUDI), 0).await;
    put(db, &subscription(2, BUDI), 1).await;
    put(db, &subscription(11, SITI), 2).await;
    assert_eq!(of(db, BUDI).await, [subscription(2, BUDI), subscription(1, BUDI)]);
    let renewed = Subscription { endpoint: "https://push.example.net/new".into(), ..subscription(1, BUDI) };
    put(db, &renewed, 3).await;
    assert_eq!(of(db, BUDI).await, [renewed.clone(), subscription(2, BUDI)]);
    let mut tx = read(db).await;
    assert_eq!(push::of_endpoint(&mut tx, &renewed.endpoint).await.unwrap(), Some(renewed.clone()));
    assert_eq!(push::of_endpoint(&mut tx, "https://push.example.net/1").await.unwrap(), None);
    assert_eq!(push::of_device(&mut tx, renewed.device).await.unwrap(), Some(renewed.clone()));
    drop(tx);
    // One endpoint is one browser; an unknown browser has none.
    let mut tx = db.begin().await.unwrap();
    let taken = Subscription { endpoint: renewed.endpoint, ..subscription(11, SITI) };
    assert!(push::put(&mut tx, &taken, NOW).await.unwrap_err().is_conflict("push_subscriptions_endpoint"));
    drop(tx);
    let mut tx = db.begin().await.unwrap();
    assert!(push::put(&mut tx, &subscription(99, SITI), NOW).await.unwrap_err().is_conflict("foreign_key"));
}

async fn beyond_the_bound_the_oldest_is_lost(db: &Db) {
    begun(db).await;
    let max = u8::try_from(SUBSCRIPTIONS_MAX).unwrap();
    for n in 1..=max {
        put(db, &subscription(n, BUDI), n.into()).await;
    }
    assert_eq!(of(db, BUDI).await.len(), usize::from(max));
    put(db, &subscription(max + 1, BUDI), i64::from(max) + 1).await;
    let left = of(db, BUDI).await;
    assert_eq!(left.len(), usize::from(max));
    assert!(!left.contains(&subscription(1, BUDI)));
    let mut tx = read(db).await;
    assert!(push::is_lost(&mut tx, subscription(1, BUDI).device).await.unwrap());
    assert!(!push::is_lost(&mut tx, subscription(2, BUDI).device).await.unwrap());
}

async fn what_is_lost_is_told_until_it_is_found(db: &Db) {
    begun(db).await;
    let (mine, device) = (subscription(1, BUDI), subscription(1, BUDI).device);
    put(db, &mine, 0).await;
    let mut tx = db.begin().await.unwrap();
    push::worked(&mut tx, device, NOW.plus(1)).await.unwrap();
    assert!(!push::is_lost(&mut tx, device).await.unwrap());
    for _ in 0..2 {
        push::lose(&mut tx, device, NOW.plus(2)).await.unwrap();
    }
    assert!(push::is_lost(&mut tx, device).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(of(db, BUDI).await, []);
    put(db, &mine, 3).await;
    let mut tx = db.begin().await.unwrap();
    assert!(!push::is_lost(&mut tx, device).await.unwrap());
    push::remove(&mut tx, device).await.unwrap();
    assert!(!push::is_lost(&mut tx, device).await.unwrap(), "who wished it lost nothing");
    tx.commit().await.unwrap();
    assert_eq!(of(db, BUDI).await, []);
}

async fn a_newer_subscription_outlives_the_death_of_the_older(db: &Db) {
    begun(db).await;
    let old = subscription(1, BUDI);
    let new = Subscription { endpoint: "https://push.example.net/new".into(), ..old.clone() };
    put(db, &new, 0).await;
    let mut tx = db.begin().await.unwrap();
    assert!(!push::lose_same(&mut tx, &old, NOW).await.unwrap());
    assert!(!push::is_lost(&mut tx, old.device).await.unwrap());
    assert!(push::lose_same(&mut tx, &new, NOW).await.unwrap());
    assert!(push::is_lost(&mut tx, old.device).await.unwrap());
    tx.commit().await.unwrap();
}

async fn a_forgotten_browser_is_not_rung(db: &Db) {
    begun(db).await;
    put(db, &subscription(1, BUDI), 0).await;
    let mut tx = db.begin().await.unwrap();
    for n in 100..100 + u128::try_from(devices::DEVICES_MAX).unwrap() {
        devices::upsert(&mut tx, DeviceId(id(n)), BUDI, "Chrome, Android", NOW.plus(1_000)).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(of(db, BUDI).await, []);
}

async fn pushes_wait_apart(db: &Db) {
    begun(db).await;
    let ringing = check(1, BUDI);
    let mut tx = db.begin().await.unwrap();
    checks::insert_many(&mut tx, std::slice::from_ref(&ringing)).await.unwrap();
    assert!(!push::is_reachable(&mut tx, ringing.id).await.unwrap());
    push::put(&mut tx, &subscription(1, BUDI), NOW).await.unwrap();
    assert!(push::is_reachable(&mut tx, ringing.id).await.unwrap());
    for kind in [OutboxKind::Tell, OutboxKind::Push, OutboxKind::CloseCall, OutboxKind::Push] {
        outbox::push(&mut tx, kind, ringing.id.0, NOW).await.unwrap();
    }
    tx.commit().await.unwrap();
    let kinds = |rows: Vec<outbox::Row>| rows.into_iter().map(|row| row.kind).collect::<Vec<_>>();
    let mut tx = db.begin().await.unwrap();
    assert_eq!(kinds(outbox::take(&mut tx, 10).await.unwrap()), [OutboxKind::Tell, OutboxKind::CloseCall]);
    let pushes = outbox::take_pushes(&mut tx, 1).await.unwrap();
    assert_eq!(kinds(pushes.clone()), [OutboxKind::Push], "the bound");
    outbox::done(&mut tx, &[pushes[0].seq]).await.unwrap();
    assert_eq!(outbox::take_pushes(&mut tx, 10).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
}
