//! Absences, shifts and years of holidays on both engines.

use sidak::store::{Db, StoreError, absences::{self, AbsenceRow}, holidays, shifts};
use sidak_core::{absence::Kind, ids::{AbsenceId, PersonId}, time::{HOUR, Moment}};

use crate::world::{BUDI, NOW, SITI, SUPERVISOR, fill, id, read, today};

on_both! {
    absences_are_found_by_what_they_touch
    an_absence_is_taken_back_once_and_not_after_its_end
    an_absence_has_a_length
    the_shift_of_a_day_is_the_last_usual_one_or_its_own
    the_highest_version_of_a_year_counts
}

fn absence(n: u128, person: PersonId, from: i64, to: i64) -> AbsenceRow {
    AbsenceRow {
        id: AbsenceId(id(0xab00 + n)),
        person,
        kind: Kind::OfficialMeeting,
        from: NOW.plus(from * HOUR),
        to: NOW.plus(to * HOUR),
        words: "Rapat.".into(),
        entered_by: SUPERVISOR,
        entered_at: NOW,
        withdrawn: None,
    }
}

async fn absences_are_found_by_what_they_touch(db: &Db) {
    fill(db).await;
    let (first, second, other) = (absence(1, BUDI, 1, 3), absence(2, BUDI, 5, 6), absence(3, SITI, 1, 3));
    let mut tx = db.begin().await.unwrap();
    for row in [&first, &second, &other] {
        absences::insert(&mut tx, row).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut tx = read(db).await;
    for (from, to, expected) in [
        (0, 1, vec![]),
        (0, 2, vec![first.clone()]),
        (2, 6, vec![first.clone(), second.clone()]),
        (3, 5, vec![]),
        (-100, 100, vec![first.clone(), second]),
    ] {
        let (from, to) = (NOW.plus(from * HOUR), NOW.plus(to * HOUR));
        assert_eq!(absences::of_person(&mut tx, BUDI, from, to).await.unwrap(), expected, "{from:?} {to:?}");
    }
    let both = absences::of_people(&mut tx, &[BUDI, SITI], NOW, NOW.plus(2 * HOUR)).await.unwrap();
    assert_eq!(both, [first, other]);
    assert_eq!(absences::of_people(&mut tx, &[], NOW, Moment(i64::MAX)).await.unwrap(), []);
}

async fn an_absence_is_taken_back_once_and_not_after_its_end(db: &Db) {
    fill(db).await;
    let row = absence(1, BUDI, 1, 3);
    let mut tx = db.begin().await.unwrap();
    absences::insert(&mut tx, &row).await.unwrap();
    assert!(!absences::withdraw(&mut tx, row.id, NOW.plus(3 * HOUR), BUDI).await.unwrap(), "it is over");
    assert!(absences::withdraw(&mut tx, row.id, NOW.plus(2 * HOUR), SUPERVISOR).await.unwrap());
    assert!(!absences::withdraw(&mut tx, row.id, NOW.plus(2 * HOUR), SUPERVISOR).await.unwrap(), "twice");
    assert!(!absences::withdraw(&mut tx, AbsenceId(id(1)), NOW, BUDI).await.unwrap());
    let found = absences::get(&mut tx, row.id).await.unwrap().unwrap();
    assert_eq!(found.withdrawn, Some((NOW.plus(2 * HOUR), SUPERVISOR)));
    assert!(!found.rule().own);
}

async fn an_absence_has_a_length(db: &Db) {
    fill(db).await;
    let mut tx = db.begin().await.unwrap();
    let refused = absences::insert(&mut tx, &absence(1, BUDI, 3, 3)).await;
    assert_eq!(refused, Err(StoreError::Conflict("absences_span".into())));
}

async fn the_shift_of_a_day_is_the_last_usual_one_or_its_own(db: &Db) {
    fill(db).await;
    let day = today();
    let mut tx = db.begin().await.unwrap();
    shifts::set_standing(&mut tx, BUDI, day, 30, NOW).await.unwrap();
    shifts::set_standing(&mut tx, BUDI, day.plus(5), 45, NOW).await.unwrap();
    shifts::set_standing(&mut tx, BUDI, day.plus(5), -45, NOW).await.unwrap();
    assert!(shifts::set_day(&mut tx, BUDI, day.plus(1), 15, NOW).await.unwrap());
    assert!(!shifts::set_day(&mut tx, BUDI, day.plus(1), 20, NOW).await.unwrap(), "the first word stands");
    for (ahead, standing, that_day, minutes) in [(-1, 0, None, 0), (0, 30, None, 30), (1, 30, Some(15), 15), (2, 30, None, 30), (5, -45, None, -45), (9, -45, None, -45)] {
        let found = shifts::of_people(&mut tx, &[BUDI, SITI], day.plus(ahead)).await.unwrap();
        let shift = found.get(&BUDI).copied().unwrap_or_default();
        assert_eq!((shift.standing, shift.that_day, shift.minutes()), (standing, that_day, minutes), "{ahead}");
        assert!(!found.contains_key(&SITI));
    }
}

async fn the_highest_version_of_a_year_counts(db: &Db) {
    fill(db).await;
    let mut tx = db.begin().await.unwrap();
    assert_eq!(holidays::count(&mut tx).await.unwrap(), 0);
    assert_eq!(holidays::add(&mut tx, 2027, "a", NOW, None).await.unwrap(), 1);
    assert_eq!(holidays::add(&mut tx, 2028, "b", NOW, Some(BUDI)).await.unwrap(), 1);
    assert_eq!(holidays::add(&mut tx, 2027, "c", NOW, None).await.unwrap(), 2);
    let found: Vec<(i16, u32, String)> =
        holidays::latest(&mut tx).await.unwrap().into_iter().map(|row| (row.year, row.version, row.toml)).collect();
    assert_eq!(found, [(2027, 2, "c".to_owned()), (2028, 1, "b".to_owned())]);
    assert_eq!(holidays::count(&mut tx).await.unwrap(), 3);
}
