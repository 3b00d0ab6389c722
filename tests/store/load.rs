//! Who was asked for what, days off duty, manual calls of a day, and the order in which checks come due.

use sidak::store::{Db, StoreError, asks::{self, Ask, Did}, checks, duty};
use sidak_core::{
    check::{Check, Kind},
    time::MINUTE,
};

use crate::world::{BELOW, BUDI, HEAD, NOW, SITI, SUPERVISOR, TOP, check, day, fill, id, let_checks_in, read, today};

on_both! {
    the_book_keeps_the_first_time_and_all_that_was_done
    loads_are_summed_by_official_and_by_day
    days_off_are_whole_and_both_ends_count
    manual_calls_are_counted_by_official_and_by_person
    of_those_due_together_the_first_drawn_comes_first
}

fn asked(n: u128, minutes: i64) -> Ask {
    let check = check(n, if n.is_multiple_of(2) { BUDI } else { SITI });
    Ask { check: check.id, official: SUPERVISOR, unit: BELOW, day: today(), at: NOW.plus(minutes * MINUTE), stood_in: false }
}

async fn five_checks(db: &Db) {
    fill(db).await;
    let_checks_in(db).await;
    let mut tx = db.begin().await.unwrap();
    let rows: Vec<Check> = (1..=5).map(|n| check(n, if n.is_multiple_of(2) { BUDI } else { SITI })).collect();
    checks::insert_many(&mut tx, &rows).await.unwrap();
    tx.commit().await.unwrap();
}

async fn the_book_keeps_the_first_time_and_all_that_was_done(db: &Db) {
    five_checks(db).await;
    let mut tx = db.begin().await.unwrap();
    asks::ask(&mut tx, &asked(1, 10)).await.unwrap();
    asks::ask(&mut tx, &asked(1, 20)).await.unwrap();
    asks::ask(&mut tx, &Ask { day: today().plus(-1), ..asked(2, 5) }).await.unwrap();
    asks::ask(&mut tx, &Ask { official: HEAD, ..asked(1, 30) }).await.unwrap();
    let first = check(1, SITI).id;
    asks::did(&mut tx, first, SUPERVISOR, Did { deferred: true, ..Did::default() }).await.unwrap();
    asks::did(&mut tx, first, SUPERVISOR, Did { rang: true, ..Did::default() }).await.unwrap();
    asks::did(&mut tx, check(5, SITI).id, SUPERVISOR, Did { rang: true, ..Did::default() }).await.unwrap();
    let rows = asks::of_official(&mut tx, SUPERVISOR, today().plus(-1), today()).await.unwrap();
    assert_eq!(rows, [(check(2, BUDI).id, today().plus(-1), NOW.plus(5 * MINUTE)), (first, today(), NOW.plus(10 * MINUTE))]);
    assert_eq!(asks::of_official(&mut tx, SUPERVISOR, today(), today()).await.unwrap().len(), 1);
    let loads = asks::by_day(&mut tx, &[BELOW], today(), today()).await.unwrap();
    let supervisor = loads.iter().find(|load| load.official == SUPERVISOR).unwrap();
    assert_eq!((supervisor.asked, supervisor.rang, supervisor.deferred, supervisor.ignored), (1, 1, 1, 0));
}

async fn loads_are_summed_by_official_and_by_day(db: &Db) {
    five_checks(db).await;
    let mut tx = db.begin().await.unwrap();
    for ask in [
        asked(1, 1),
        asked(2, 2),
        Ask { day: today().plus(1), ..asked(3, 3) },
        Ask { official: HEAD, stood_in: true, ..asked(4, 4) },
        Ask { official: HEAD, unit: TOP, ..asked(5, 5) },
    ] {
        asks::ask(&mut tx, &ask).await.unwrap();
    }
    let all = asks::by_official(&mut tx, &[BELOW], today(), today().plus(1)).await.unwrap();
    let short: Vec<_> = all.iter().map(|calls| (calls.official, calls.asked, calls.stood_in)).collect();
    assert_eq!(short, [(HEAD, 1, 1), (SUPERVISOR, 3, 0)], "without the other unit");
    let days = asks::by_day(&mut tx, &[BELOW, TOP], today(), today().plus(1)).await.unwrap();
    let short: Vec<_> = days.iter().map(|load| (load.day, load.official, load.asked)).collect();
    assert_eq!(short, [(today(), HEAD, 2), (today(), SUPERVISOR, 2), (today().plus(1), SUPERVISOR, 1)]);
}

async fn days_off_are_whole_and_both_ends_count(db: &Db) {
    fill(db).await;
    let mut tx = db.begin().await.unwrap();
    duty::set(&mut tx, SUPERVISOR, &[(day("2023-11-20"), day("2023-11-21")), (day("2023-11-10"), day("2023-11-10"))]).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.begin().await.unwrap();
    for (on, off) in [("2023-11-09", false), ("2023-11-10", true), ("2023-11-11", false), ("2023-11-20", true), ("2023-11-21", true), ("2023-11-22", false)] {
        assert_eq!(duty::is_off(&mut tx, SUPERVISOR, day(on)).await.unwrap(), off, "{on}");
    }
    assert!(!duty::is_off(&mut tx, HEAD, day("2023-11-10")).await.unwrap());
    let many = vec![(today(), today()); duty::SPANS_MAX + 1];
    assert!(matches!(duty::set(&mut tx, SUPERVISOR, &many).await, Err(StoreError::TooMany { .. })));
    let backwards = duty::set(&mut tx, SUPERVISOR, &[(today(), today().plus(-1))]).await;
    assert_eq!(backwards, Err(StoreError::Conflict("off_duty_days".into())));
    drop(tx);
    let kept = duty::spans(&mut read(db).await, SUPERVISOR).await.unwrap();
    assert_eq!(kept, [(day("2023-11-10"), day("2023-11-10")), (day("2023-11-20"), day("2023-11-21"))], "a refused change changes nothing");
}

async fn manual_calls_are_counted_by_official_and_by_person(db: &Db) {
    fill(db).await;
    let_checks_in(db).await;
    let manual = |n, person, supervisor| Check { kind: Kind::Manual, supervisor, ..check(n, person) };
    let mut tx = db.begin().await.unwrap();
    let rows = [
        manual(1, BUDI, SUPERVISOR),
        manual(2, SITI, SUPERVISOR),
        manual(3, BUDI, HEAD),
        Check { day: today().plus(1), ..manual(4, BUDI, SUPERVISOR) },
        check(5, BUDI),
    ];
    checks::insert_many(&mut tx, &rows).await.unwrap();
    assert_eq!(checks::manual_by(&mut tx, SUPERVISOR, today()).await.unwrap(), 2);
    assert_eq!(checks::manual_of(&mut tx, BUDI, today()).await.unwrap(), 2);
    assert_eq!(checks::manual_of(&mut tx, SITI, today().plus(1)).await.unwrap(), 0);
}

async fn of_those_due_together_the_first_drawn_comes_first(db: &Db) {
    fill(db).await;
    let_checks_in(db).await;
    let due = NOW.plus(30 * MINUTE);
    let mut tx = db.begin().await.unwrap();
    // Ids against the order of the draw.
    let waits = |n: u128, drawn: u128| Check { id: sidak_core::ids::CheckId(id(0xf00 - n)), due, ..check(drawn, if n.is_multiple_of(2) { BUDI } else { SITI }) };
    let rows = [waits(1, 9), waits(2, 4), waits(3, 7)];
    checks::insert_many(&mut tx, &rows).await.unwrap();
    assert_eq!(checks::due(&mut tx, due, 10).await.unwrap(), [rows[1].id, rows[2].id, rows[0].id]);
}
