//! The audit chain, the outbox and the heartbeat.

use sidak::store::{Db, audit::{self, Chain}, nodes, outbox::{self, OutboxKind}};

use crate::world::{BUDI, HEAD, NOW, id, read};

on_both! {
    the_chain_shows_any_edit
    eight_writers_make_one_chain
    pages_of_the_log
    effects_wait_until_they_are_sent
    the_heart_beats_forward
}

async fn write(db: &Db, entries: i64) {
    let mut tx = db.begin().await.unwrap();
    for n in 1..=entries {
        let actor = (n % 2 == 0).then_some(HEAD);
        let seq = audit::append(&mut tx, NOW.plus(n), actor, "case.decided", BUDI.0, "{\"keep\":true}").await.unwrap();
        assert_eq!(seq, n);
    }
    tx.commit().await.unwrap();
}

/// Runs a statement that the store has no function for: the hand of somebody with the database's password.
async fn meddle(db: &Db, sql: &'static str) {
    let touched = match db {
        Db::Sqlite { write, .. } => sqlx::query(sql).execute(write).await.unwrap().rows_affected(),
        Db::Postgres(pool) => sqlx::query(sql).execute(pool).await.unwrap().rows_affected(),
    };
    assert_eq!(touched, 1, "{sql}");
}

async fn the_chain_shows_any_edit(db: &Db) {
    assert_eq!(audit::verify(&mut read(db).await).await.unwrap(), Chain::Whole { head: None });
    write(db, 2_005).await;
    let head = audit::head(&mut read(db).await).await.unwrap();
    assert_eq!(head.map(|(seq, _)| seq), Some(2_005));
    let whole = Chain::Whole { head };
    assert_eq!(audit::verify(&mut read(db).await).await.unwrap(), whole, "over more than one page");
    for (edit, undo, seq) in [
        ("update audit set detail = '{}' where seq = 1001", "update audit set detail = '{\"keep\":true}' where seq = 1001", 1_001),
        ("update audit set at = at + 1 where seq = 2005", "update audit set at = at - 1 where seq = 2005", 2_005),
        ("update audit set actor = subject where seq = 1", "update audit set actor = null where seq = 1", 1),
        ("update audit set action = 'case.seen' where seq = 7", "update audit set action = 'case.decided' where seq = 7", 7),
    ] {
        meddle(db, edit).await;
        assert_eq!(audit::verify(&mut read(db).await).await.unwrap(), Chain::Broken { seq }, "{edit}");
        meddle(db, undo).await;
        assert_eq!(audit::verify(&mut read(db).await).await.unwrap(), whole, "{undo}");
    }
    meddle(db, "delete from audit where seq = 2005").await;
    let cut = audit::verify(&mut read(db).await).await.unwrap();
    assert!(matches!(cut, Chain::Whole { head: Some((2_004, _)) }), "a cut at the end shows in the head only: {cut:?}");
    meddle(db, "delete from audit where seq = 3").await;
    assert_eq!(audit::verify(&mut read(db).await).await.unwrap(), Chain::Broken { seq: 4 });
}

async fn eight_writers_make_one_chain(db: &Db) {
    let writers: Vec<_> = (0..8)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                for _ in 0..5 {
                    let mut tx = db.begin().await.unwrap();
                    audit::append(&mut tx, NOW, None, "plan.committed", id(1), "{}").await.unwrap();
                    tx.commit().await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let chain = audit::verify(&mut read(db).await).await.unwrap();
    assert!(matches!(chain, Chain::Whole { head: Some((40, _)) }), "{chain:?}");
}

async fn pages_of_the_log(db: &Db) {
    write(db, 1_002).await;
    let mut tx = read(db).await;
    let numbers = |page: Vec<audit::Entry>| page.iter().map(|entry| entry.seq).collect::<Vec<_>>();
    assert_eq!(numbers(audit::list(&mut tx, 3, None).await.unwrap()), [1_002, 1_001, 1_000]);
    assert_eq!(numbers(audit::list(&mut tx, 3, Some(3)).await.unwrap()), [2, 1]);
    assert_eq!(audit::list(&mut tx, u32::MAX, None).await.unwrap().len(), 1_000, "bounded");
    let first = audit::list(&mut tx, 1, Some(2)).await.unwrap();
    assert_eq!((first[0].actor, first[0].subject, first[0].prev_hash), (None, BUDI.0, [0; 32]));
}

async fn effects_wait_until_they_are_sent(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    for (kind, target) in [(OutboxKind::Tell, 1), (OutboxKind::CloseCall, 2), (OutboxKind::Tell, 3)] {
        outbox::push(&mut tx, kind, id(target), NOW).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut undone = db.begin().await.unwrap();
    outbox::push(&mut undone, OutboxKind::Tell, id(4), NOW).await.unwrap();
    drop(undone);
    let waiting = outbox::take(&mut read(db).await, 2).await.unwrap();
    let seen: Vec<_> = waiting.iter().map(|row| (row.kind, row.target)).collect();
    assert_eq!(seen, [(OutboxKind::Tell, id(1)), (OutboxKind::CloseCall, id(2))]);
    assert_eq!(outbox::take(&mut read(db).await, 2).await.unwrap(), waiting, "taken is not sent");
    let mut tx = db.begin().await.unwrap();
    outbox::done(&mut tx, &waiting.iter().map(|row| row.seq).collect::<Vec<_>>()).await.unwrap();
    tx.commit().await.unwrap();
    let rest = outbox::take(&mut read(db).await, u32::MAX).await.unwrap();
    assert_eq!(rest.iter().map(|row| row.target).collect::<Vec<_>>(), [id(3)], "what was rolled back never leaves");
}

async fn the_heart_beats_forward(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    assert_eq!(nodes::last_seen(&mut tx).await.unwrap(), None);
    for (beat, seen) in [(5, 5), (9, 9), (7, 9)] {
        nodes::beat(&mut tx, NOW.plus(beat)).await.unwrap();
        assert_eq!(nodes::last_seen(&mut tx).await.unwrap(), Some(NOW.plus(seen)));
    }
}
