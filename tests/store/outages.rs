//! Rings with their lines: one node judges a slot, a ring is void once, what is usual adds up, and old rows go.

use sidak::store::{
    Db, StoreError,
    checks, devices,
    lines::{self, DeviceLine, KEPT_DAYS},
    outages::{self, OutageRow, RingRow},
};
use sidak_core::{
    ids::{AttemptId, DeviceId, OutageId, PersonId},
    outage::{Kind, Line, Usual},
    time::{DAY, MINUTE, Moment},
};

use crate::world::{BELOW, BUDI, NOW, SITI, SUPERVISOR, TOP, check, fill, id, let_checks_in};

on_both! {
    how_a_browser_came_is_kept_for_thirty_days
    one_node_judges_a_slot
    a_ring_is_void_once_and_closed_once
    what_is_usual_adds_up_by_line
    whom_an_outage_concerned
    old_rings_go_and_outages_stay
}

const OUTAGE: OutageId = OutageId(uuid::Uuid::from_u128(0xe1));
const PROVIDER: Line = Line { kind: Kind::Provider, value: -77 };

fn ring(n: u128, person: PersonId, at: Moment) -> RingRow {
    RingRow {
        attempt: AttemptId(id(n)),
        check: check(1, BUDI).id,
        person,
        supervisor: SUPERVISOR,
        unit: if person == BUDI { BELOW } else { TOP },
        at,
        until: at.plus(MINUTE),
        started: true,
        lines: vec![PROVIDER, Line { kind: Kind::Node, value: i64::MAX }],
        outage: None,
    }
}

fn outage() -> OutageRow {
    OutageRow { id: OUTAGE, kind: Kind::Provider, value: Some(PROVIDER.value), from: NOW, to: NOW.plus(10 * MINUTE) }
}

/// Three rings: two of Budi's in the first minutes, one of Siti's an hour later.
async fn rung(db: &Db) {
    fill(db).await;
    let_checks_in(db).await;
    let mut tx = db.begin().await.unwrap();
    lines::secret(&mut tx, [1; 32]).await.unwrap();
    checks::insert_many(&mut tx, &[check(1, BUDI)]).await.unwrap();
    for row in [ring(1, BUDI, NOW), ring(2, BUDI, NOW.plus(MINUTE)), ring(3, SITI, NOW.plus(60 * MINUTE))] {
        outages::insert(&mut tx, &row).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn how_a_browser_came_is_kept_for_thirty_days(db: &Db) {
    fill(db).await;
    let mut tx = db.begin().await.unwrap();
    assert_eq!(lines::known_secret(&mut tx).await.unwrap(), None);
    assert_eq!(lines::secret(&mut tx, [1; 32]).await.unwrap(), [1; 32]);
    assert_eq!(lines::secret(&mut tx, [2; 32]).await.unwrap(), [1; 32], "the first stays");
    let device = DeviceId(id(0xd1));
    devices::upsert(&mut tx, device, BUDI, "Chrome, Android", NOW).await.unwrap();
    let first = DeviceLine { device, person: BUDI, provider: Some(-5), browser: None, node: 1, seen: NOW };
    lines::seen(&mut tx, &first).await.unwrap();
    let then = DeviceLine { provider: None, browser: Some(i64::MIN), node: 2, seen: NOW.plus(5), ..first };
    lines::seen(&mut tx, &then).await.unwrap();
    assert_eq!(lines::of_person(&mut tx, BUDI, NOW).await.unwrap(), [then]);
    assert_eq!(lines::of_person(&mut tx, BUDI, NOW.plus(6)).await.unwrap(), []);
    lines::put_gap(&mut tx, 1, NOW, NOW.plus(9)).await.unwrap();
    lines::put_gap(&mut tx, 1, NOW, NOW.plus(99)).await.unwrap();
    assert_eq!(lines::gaps(&mut tx, NOW.plus(8)).await.unwrap(), [(1, NOW, NOW.plus(9))]);
    assert_eq!(lines::gaps(&mut tx, NOW.plus(9)).await.unwrap(), []);
    lines::forget(&mut tx, NOW.plus(5 + KEPT_DAYS * DAY)).await.unwrap();
    assert_eq!(lines::of_person(&mut tx, BUDI, NOW).await.unwrap(), [then], "at the bound");
    lines::forget(&mut tx, NOW.plus(10 + KEPT_DAYS * DAY)).await.unwrap();
    assert_eq!(lines::of_person(&mut tx, BUDI, NOW).await.unwrap(), []);
    assert_eq!(lines::gaps(&mut tx, NOW).await.unwrap(), []);
}

async fn one_node_judges_a_slot(db: &Db) {
    fill(db).await;
    let mut tx = db.begin().await.unwrap();
    assert_eq!(outages::judged(&mut tx).await.unwrap(), None);
    lines::secret(&mut tx, [1; 32]).await.unwrap();
    outages::advance(&mut tx, Moment(0), NOW).await.unwrap();
    assert_eq!(outages::advance(&mut tx, Moment(0), NOW).await, Err(StoreError::Missing));
    assert_eq!(outages::judged(&mut tx).await.unwrap(), Some(NOW));
}

async fn a_ring_is_void_once_and_closed_once(db: &Db) {
    rung(db).await;
    let mut tx = db.begin().await.unwrap();
    assert_eq!(outages::first(&mut tx, NOW.plus(1), NOW.plus(DAY)).await.unwrap(), Some(NOW.plus(MINUTE)));
    assert_eq!(outages::first(&mut tx, NOW.plus(-DAY), NOW).await.unwrap(), None);
    assert_eq!(outages::between(&mut tx, NOW, NOW.plus(60 * MINUTE)).await.unwrap(), [ring(1, BUDI, NOW), ring(2, BUDI, NOW.plus(MINUTE))]);
    outages::put(&mut tx, &outage()).await.unwrap();
    outages::mark(&mut tx, &[AttemptId(id(1))], OUTAGE).await.unwrap();
    outages::mark(&mut tx, &[AttemptId(id(1))], OutageId(id(9))).await.unwrap();
    let void = RingRow { outage: Some(OUTAGE), ..ring(1, BUDI, NOW) };
    assert_eq!(outages::pending(&mut tx, 10).await.unwrap(), std::slice::from_ref(&void), "the first outage stays");
    assert_eq!(outages::open(&mut tx, NOW.plus(2 * MINUTE), 10).await.unwrap(), [ring(2, BUDI, NOW.plus(MINUTE))], "not before it is applied");
    outages::applied(&mut tx, void.attempt).await.unwrap();
    assert_eq!(outages::pending(&mut tx, 10).await.unwrap(), []);
    assert_eq!(outages::open(&mut tx, NOW.plus(2 * MINUTE), 10).await.unwrap(), [void, ring(2, BUDI, NOW.plus(MINUTE))]);
    for n in [1, 2] {
        assert!(outages::has_open(&mut tx, BUDI).await.unwrap());
        outages::close(&mut tx, AttemptId(id(n))).await.unwrap();
        assert_eq!(outages::close(&mut tx, AttemptId(id(n))).await, Err(StoreError::Missing));
    }
    assert!(!outages::has_open(&mut tx, BUDI).await.unwrap());
    assert!(outages::has_open(&mut tx, SITI).await.unwrap());
    outages::mark(&mut tx, &[AttemptId(id(2))], OUTAGE).await.unwrap();
    assert_eq!(outages::pending(&mut tx, 10).await.unwrap(), [], "what is closed stays as it is");
}

async fn what_is_usual_adds_up_by_line(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    let node = Line { kind: Kind::Node, value: PROVIDER.value };
    for (days, line, missed) in [(0, PROVIDER, true), (0, PROVIDER, false), (1, PROVIDER, true), (1, node, false), (-3, PROVIDER, true)] {
        outages::add_usual(&mut tx, NOW.plus(days * DAY), line, missed).await.unwrap();
    }
    let usual = outages::usual(&mut tx, NOW).await.unwrap();
    assert_eq!(usual.get(&PROVIDER), Some(&Usual { rings: 3, missed: 2 }));
    assert_eq!(usual.get(&node), Some(&Usual { rings: 1, missed: 0 }));
    assert_eq!(outages::usual(&mut tx, NOW.plus(-3 * DAY)).await.unwrap().get(&PROVIDER), Some(&Usual { rings: 4, missed: 3 }));
}

async fn whom_an_outage_concerned(db: &Db) {
    rung(db).await;
    let mut tx = db.begin().await.unwrap();
    outages::put(&mut tx, &outage()).await.unwrap();
    outages::mark(&mut tx, &[1, 2, 3].map(|n| AttemptId(id(n))), OUTAGE).await.unwrap();
    for n in [1, 2, 3] {
        outages::applied(&mut tx, AttemptId(id(n))).await.unwrap();
        outages::count_units(&mut tx, OUTAGE).await.unwrap();
    }
    assert_eq!(outages::of_units(&mut tx, &[BELOW], NOW).await.unwrap(), [(OUTAGE, 2, 1)]);
    assert_eq!(outages::of_units(&mut tx, &[BELOW, TOP], NOW).await.unwrap(), [(OUTAGE, 3, 2)]);
    assert_eq!(outages::of_units(&mut tx, &[BELOW], outage().to.plus(1)).await.unwrap(), []);
    assert_eq!(outages::of_people(&mut tx, &[BUDI], NOW).await.unwrap(), [(OUTAGE, BUDI, 2)]);
    assert_eq!(outages::of_people(&mut tx, &[SUPERVISOR], NOW).await.unwrap(), []);
    let longer = OutageRow { to: NOW.plus(DAY), ..outage() };
    outages::put(&mut tx, &longer).await.unwrap();
    assert_eq!(outages::get(&mut tx, OUTAGE).await.unwrap(), Some(longer));
    assert_eq!(outages::since(&mut tx, NOW.plus(DAY), 10).await.unwrap(), [longer]);
    assert_eq!(outages::since(&mut tx, NOW.plus(DAY + 1), 10).await.unwrap(), []);
}

async fn old_rings_go_and_outages_stay(db: &Db) {
    rung(db).await;
    let mut tx = db.begin().await.unwrap();
    outages::put(&mut tx, &outage()).await.unwrap();
    outages::add_usual(&mut tx, NOW, PROVIDER, true).await.unwrap();
    outages::close(&mut tx, AttemptId(id(1))).await.unwrap();
    outages::close(&mut tx, AttemptId(id(2))).await.unwrap();
    outages::forget(&mut tx, NOW.plus(KEPT_DAYS * DAY)).await.unwrap();
    let left = async |tx: &mut sidak::store::Tx| outages::between(tx, NOW, NOW.plus(DAY)).await.unwrap().len();
    assert_eq!(left(&mut tx).await, 3, "at the bound");
    outages::forget(&mut tx, NOW.plus(KEPT_DAYS * DAY + MINUTE)).await.unwrap();
    assert_eq!(left(&mut tx).await, 2, "the first is older");
    assert_eq!(outages::get(&mut tx, OUTAGE).await.unwrap().unwrap().value, Some(PROVIDER.value));
    outages::forget(&mut tx, NOW.plus((KEPT_DAYS + 2) * DAY)).await.unwrap();
    assert_eq!(left(&mut tx).await, 1, "what is not closed is still needed");
    assert!(outages::usual(&mut tx, Moment(0)).await.unwrap().is_empty());
    assert_eq!(outages::get(&mut tx, OUTAGE).await.unwrap().unwrap().value, None);
}
