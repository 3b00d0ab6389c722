//! People, units, deputies, accounts, devices, programmes, the rota and attendance.

use std::collections::HashSet;

use sidak::store::{
    Db, StoreError, accounts::{self, RoleRow}, attendance, devices, people::{self, Search}, programmes, rota, units::{self, Unit},
};
use sidak_core::{
    check::PlaceKind,
    ids::{CaseId, DeviceId, PersonId, SessionId, UnitId},
    rota::Mode,
    time::{DAY, MINUTE, Moment},
};

use crate::world::{BELOW, BUDI, HEAD, NOW, PROGRAMME, SITI, SUPERVISOR, TOP, day, fill, id, person, read, today, version};

on_both! {
    people_come_back_as_they_were
    signing_in_by_nip_or_email
    searching_takes_wildcards_literally
    lines_and_trees
    deputies_stand_in_on_their_days
    codes_and_tickets_work_once
    sessions_are_bounded_and_end
    failures_and_roles
    devices_belong_to_one_person
    versions_are_taken_once
    rota_and_holds
    the_first_start_of_a_day_stands
}

async fn people_come_back_as_they_were(db: &Db) {
    fill(db).await;
    let mut tx = db.begin().await.unwrap();
    let mut siti = people::by_id(&mut tx, SITI).await.unwrap().unwrap();
    assert_eq!(siti, person(SITI, "Siti 100%", BELOW, Some(SUPERVISOR)));
    siti.unit = TOP;
    siti.supervisor = None;
    siti.active = false;
    people::update(&mut tx, &siti).await.unwrap();
    assert_eq!(people::by_nip(&mut tx, &siti.nip).await.unwrap(), Some(siti.clone()));
    assert_eq!(people::all(&mut tx).await.unwrap().len(), 4);
    assert_eq!(people::in_units(&mut tx, &[TOP, BELOW]).await.unwrap().len(), 3, "who has left is not listed");
    assert_eq!(people::count_in_units(&mut tx, &[BELOW]).await.unwrap(), 2);
    let nobody = person(PersonId(id(9)), "Tak ada", TOP, None);
    assert_eq!(people::update(&mut tx, &nobody).await, Err(StoreError::Missing));
    let mut twice = person(PersonId(id(9)), "Kembar", TOP, None);
    twice.nip = siti.nip;
    assert_eq!(people::insert(&mut tx, &twice).await, Err(StoreError::Conflict("people_nip".into())));
}

async fn signing_in_by_nip_or_email(db: &Db) {
    fill(db).await;
    let mut tx = db.begin().await.unwrap();
    let cases = [
        ("000000000000000258", Some(BUDI)),
        (" 102@EXAMPLE.go.id ", Some(BUDI)),
        ("102@example.go.id", Some(BUDI)),
        ("102@example", None),
        ("", None),
    ];
    for (login, expected) in cases {
        assert_eq!(people::by_login(&mut tx, login).await.unwrap().map(|p| p.id), expected, "{login}");
    }
    let mut shared = person(PersonId(id(0x300)), "Dewi", TOP, None);
    shared.email = "102@example.go.id".into();
    people::insert(&mut tx, &shared).await.unwrap();
    assert_eq!(people::by_login(&mut tx, "102@example.go.id").await.unwrap(), None, "two people share it");
    shared.active = false;
    people::update(&mut tx, &shared).await.unwrap();
    assert_eq!(people::by_login(&mut tx, "102@example.go.id").await.unwrap().map(|p| p.id), Some(BUDI));
    assert_eq!(people::by_login(&mut tx, &shared.nip).await.unwrap(), None, "who has left cannot sign in");
}

async fn searching_takes_wildcards_literally(db: &Db) {
    fill(db).await;
    let mut tx = read(db).await;
    let units = [TOP, BELOW];
    for (text, found) in [("", 4), ("bUdI", 1), ("s", 3), ("%", 1), ("_", 0), ("\\", 0), ("100%", 1), ("budi'; --", 0)] {
        let search = Search { units: &units, text, offset: 0, limit: 10 };
        let (rows, total) = people::search(&mut tx, &search).await.unwrap();
        assert_eq!((rows.len(), total), (found, u32::try_from(found).unwrap()), "{text}");
    }
    let (page, total) = people::search(&mut tx, &Search { units: &units, text: "", offset: 1, limit: 2 }).await.unwrap();
    assert_eq!((page.iter().map(|p| p.id).collect::<Vec<_>>(), total), (vec![BUDI, HEAD], 4), "by name: Agus, Budi, Ratna, Siti");
    let (none, total) = people::search(&mut tx, &Search { units: &[], text: "", offset: 0, limit: 2 }).await.unwrap();
    assert_eq!((none.len(), total), (0, 0));
}

async fn lines_and_trees(db: &Db) {
    fill(db).await;
    let mut tx = db.begin().await.unwrap();
    assert_eq!(people::line_above(&mut tx, BUDI).await.unwrap(), [SUPERVISOR, HEAD]);
    assert_eq!(people::line_above(&mut tx, HEAD).await.unwrap(), []);
    assert!(people::has_reports(&mut tx, SUPERVISOR).await.unwrap());
    assert!(!people::has_reports(&mut tx, BUDI).await.unwrap());
    assert_eq!(people::reports(&mut tx, SUPERVISOR).await.unwrap().iter().map(|p| p.id).collect::<Vec<_>>(), [BUDI, SITI]);
    assert_eq!(people::line_below(&mut tx, HEAD).await.unwrap(), HashSet::from([SUPERVISOR, BUDI, SITI]));
    assert_eq!(people::line_below(&mut tx, SUPERVISOR).await.unwrap(), HashSet::from([BUDI, SITI]));
    assert!(people::line_below(&mut tx, BUDI).await.unwrap().is_empty());
    let mut above = BUDI;
    for n in 0..30 {
        let deeper = person(PersonId(id(0x400 + n)), "Dalam", BELOW, Some(above));
        people::insert(&mut tx, &deeper).await.unwrap();
        above = deeper.id;
    }
    assert_eq!(people::line_above(&mut tx, above).await.unwrap().len(), usize::try_from(people::LINE_MAX).unwrap());
    // A reporting line that somebody bent into a ring must not hang the server.
    let ring = person(BUDI, "Budi Santoso", BELOW, Some(above));
    people::update(&mut tx, &ring).await.unwrap();
    assert_eq!(people::line_above(&mut tx, BUDI).await.unwrap().len(), usize::try_from(people::LINE_MAX).unwrap());
    let below = people::line_below(&mut tx, BUDI).await.unwrap();
    assert_eq!((below.len(), below.contains(&BUDI)), (usize::try_from(people::LINE_MAX).unwrap(), false), "as far down as up, and nobody is below themselves");
    let own = person(BUDI, "Budi Santoso", BELOW, Some(BUDI));
    assert_eq!(people::update(&mut tx, &own).await, Err(StoreError::Conflict("people_not_own_supervisor".into())));
    drop(tx);

    let mut tx = db.begin().await.unwrap();
    let leaf = UnitId(id(0x902));
    units::insert(&mut tx, &Unit { id: leaf, name: "Seksi".into(), parent: Some(BELOW) }).await.unwrap();
    assert_eq!(units::subtree(&mut tx, TOP).await.unwrap(), [TOP, BELOW, leaf]);
    assert_eq!(units::subtree(&mut tx, leaf).await.unwrap(), [leaf]);
    assert_eq!(units::subtree(&mut tx, UnitId(id(1))).await.unwrap(), []);
    assert_eq!(units::path(&mut tx, leaf).await.unwrap(), [leaf, BELOW, TOP]);
    assert_eq!(units::all(&mut tx).await.unwrap().len(), 3);
    let again = units::insert(&mut tx, &Unit { id: UnitId(id(2)), name: "Seksi".into(), parent: Some(BELOW) }).await;
    assert_eq!(again, Err(StoreError::Conflict("units_parent_name".into())));
}

async fn deputies_stand_in_on_their_days(db: &Db) {
    fill(db).await;
    let (first, last) = (day("2023-11-10"), day("2023-11-20"));
    let mut tx = db.begin().await.unwrap();
    people::set_deputies(&mut tx, SUPERVISOR, &[(HEAD, first, last), (SITI, last, last)]).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.begin().await.unwrap();
    for (on, expected) in [("2023-11-09", vec![]), ("2023-11-10", vec![HEAD]), ("2023-11-20", vec![HEAD, SITI]), ("2023-11-21", vec![])] {
        assert_eq!(people::deputies_of(&mut tx, SUPERVISOR, day(on)).await.unwrap(), expected, "{on}");
    }
    assert_eq!(people::deputies(&mut tx, SUPERVISOR).await.unwrap().len(), 2);
    let many = vec![(HEAD, first, last); people::DEPUTIES_MAX + 1];
    let refused = people::set_deputies(&mut tx, SUPERVISOR, &many).await;
    assert!(matches!(refused, Err(StoreError::TooMany { .. })), "{refused:?}");
    let backwards = people::set_deputies(&mut tx, SUPERVISOR, &[(HEAD, last, first)]).await;
    assert_eq!(backwards, Err(StoreError::Conflict("deputies_days".into())));
    drop(tx);
    assert_eq!(people::deputies(&mut read(db).await, SUPERVISOR).await.unwrap().len(), 2, "a refused change changes nothing");
}

async fn codes_and_tickets_work_once(db: &Db) {
    fill(db).await;
    let (right, wrong, later) = ([1; 32], [2; 32], NOW.plus(MINUTE));
    let mut tx = db.begin().await.unwrap();
    accounts::put_activation(&mut tx, BUDI, &wrong, later).await.unwrap();
    accounts::put_activation(&mut tx, BUDI, &right, later).await.unwrap();
    for (person, code, at, taken) in [
        (BUDI, &wrong, NOW, false),
        (SITI, &right, NOW, false),
        (BUDI, &right, later, false),
        (BUDI, &right, NOW, true),
        (BUDI, &right, NOW, false),
    ] {
        assert_eq!(accounts::take_activation(&mut tx, person, code, at).await.unwrap(), taken);
    }
    accounts::put_ticket(&mut tx, BUDI, &right, later).await.unwrap();
    assert_eq!(accounts::take_ticket(&mut tx, &wrong, NOW).await.unwrap(), None);
    assert_eq!(accounts::take_ticket(&mut tx, &right, later).await.unwrap(), None, "it has expired");
    assert_eq!(accounts::take_ticket(&mut tx, &right, NOW).await.unwrap(), Some(BUDI));
    assert_eq!(accounts::take_ticket(&mut tx, &right, NOW).await.unwrap(), None, "it is used up");
    accounts::set_password(&mut tx, BUDI, "$argon2id$1", NOW).await.unwrap();
    accounts::set_password(&mut tx, BUDI, "$argon2id$2", NOW).await.unwrap();
    assert_eq!(accounts::password_of(&mut tx, BUDI).await.unwrap().as_deref(), Some("$argon2id$2"));
    assert_eq!(accounts::password_of(&mut tx, SITI).await.unwrap(), None);
    assert_eq!(accounts::have_password(&mut tx, &[BUDI, SITI]).await.unwrap(), [BUDI]);
}

async fn sessions_are_bounded_and_end(db: &Db) {
    fill(db).await;
    let mut tx = db.begin().await.unwrap();
    let token = |n: u8| [n; 32];
    for n in 1..=21 {
        let session = SessionId(id(u128::from(n)));
        accounts::insert_session(&mut tx, session, BUDI, &token(n), NOW.plus(i64::from(n)), NOW.plus(DAY)).await.unwrap();
    }
    assert_eq!(accounts::session_by_token(&mut tx, &token(1)).await.unwrap(), None, "the oldest made room");
    let session = accounts::session_by_token(&mut tx, &token(2)).await.unwrap().unwrap();
    assert_eq!((session.person, session.created, session.used), (BUDI, NOW.plus(2), NOW.plus(2)));
    accounts::touch_session(&mut tx, session.id, NOW.plus(500)).await.unwrap();
    accounts::touch_session(&mut tx, session.id, NOW.plus(400)).await.unwrap();
    assert_eq!(accounts::session_by_token(&mut tx, &token(2)).await.unwrap().unwrap().used, NOW.plus(500));
    assert_eq!(accounts::count_sessions(&mut tx, BUDI, NOW).await.unwrap(), 20);
    assert!(accounts::session_lives(&mut tx, session.id).await.unwrap());
    accounts::end_session(&mut tx, session.id).await.unwrap();
    assert!(!accounts::session_lives(&mut tx, session.id).await.unwrap());
    assert_eq!(accounts::count_sessions(&mut tx, BUDI, NOW).await.unwrap(), 19);
    assert_eq!(accounts::count_sessions(&mut tx, BUDI, NOW.plus(DAY)).await.unwrap(), 0, "expired");
    let same = accounts::insert_session(&mut tx, SessionId(id(99)), SITI, &token(3), NOW, NOW.plus(DAY)).await;
    assert_eq!(same, Err(StoreError::Conflict("sessions_token_hash".into())));
    drop(tx);
    let mut tx = db.begin().await.unwrap();
    accounts::insert_session(&mut tx, SessionId(id(1)), SITI, &token(1), NOW, NOW.plus(DAY)).await.unwrap();
    accounts::insert_session(&mut tx, SessionId(id(2)), SITI, &token(2), NOW, NOW.plus(2 * DAY)).await.unwrap();
    assert_eq!(accounts::sweep(&mut tx, NOW.plus(DAY), NOW).await.unwrap(), 1);
    assert_eq!(accounts::end_sessions_of(&mut tx, SITI).await.unwrap(), 1);
}

async fn failures_and_roles(db: &Db) {
    fill(db).await;
    let key = [7; 32];
    let mut tx = db.begin().await.unwrap();
    assert_eq!(accounts::failures(&mut tx, &key).await.unwrap(), None);
    accounts::put_failures(&mut tx, &key, 1, NOW).await.unwrap();
    accounts::put_failures(&mut tx, &key, 2, NOW.plus(5)).await.unwrap();
    assert_eq!(accounts::failures(&mut tx, &key).await.unwrap(), Some((2, NOW.plus(5))));
    accounts::clear_failures(&mut tx, &key).await.unwrap();
    assert_eq!(accounts::failures(&mut tx, &key).await.unwrap(), None);

    let everywhere = RoleRow { person: HEAD, role: "auditor".into(), unit: None };
    let here = RoleRow { unit: Some(BELOW), ..everywhere.clone() };
    for role in [&everywhere, &here] {
        assert!(accounts::grant_role(&mut tx, role).await.unwrap());
        assert!(!accounts::grant_role(&mut tx, role).await.unwrap(), "granted once");
    }
    assert_eq!(accounts::roles_of(&mut tx, HEAD).await.unwrap().len(), 2);
    assert!(accounts::revoke_role(&mut tx, &everywhere).await.unwrap());
    assert!(!accounts::revoke_role(&mut tx, &everywhere).await.unwrap());
    assert_eq!(accounts::all_roles(&mut tx).await.unwrap(), [here]);
    let invented = RoleRow { person: HEAD, role: "king".into(), unit: None };
    assert_eq!(accounts::grant_role(&mut tx, &invented).await, Err(StoreError::Conflict("roles_role".into())));
}

async fn devices_belong_to_one_person(db: &Db) {
    fill(db).await;
    let mut tx = db.begin().await.unwrap();
    for n in 0..=20_u8 {
        devices::upsert(&mut tx, DeviceId(id(u128::from(n))), BUDI, "Chrome, Android", NOW.plus(i64::from(n))).await.unwrap();
    }
    let known = devices::of_person(&mut tx, BUDI).await.unwrap();
    assert_eq!((known.len(), known[0].id, known[19].id), (20, DeviceId(id(20)), DeviceId(id(1))), "the oldest made room");
    devices::upsert(&mut tx, DeviceId(id(5)), BUDI, "Firefox, Android", NOW.plus(100)).await.unwrap();
    let agents = devices::agents(&mut tx, &[DeviceId(id(5)), DeviceId(id(6)), DeviceId(id(77))]).await.unwrap();
    assert_eq!((agents.len(), agents[&DeviceId(id(5))].as_str()), (2, "Firefox, Android"));
    let taken = devices::upsert(&mut tx, DeviceId(id(5)), SITI, "Firefox, Android", NOW).await;
    assert_eq!(taken, Err(StoreError::Conflict("devices_person".into())));
}

async fn versions_are_taken_once(db: &Db) {
    fill(db).await;
    let mut tx = db.begin().await.unwrap();
    programmes::add_version(&mut tx, &version(2)).await.unwrap();
    tx.commit().await.unwrap();
    for wrong in [1, 2, 4] {
        let mut tx = db.begin().await.unwrap();
        let refused = programmes::add_version(&mut tx, &version(wrong)).await;
        assert_eq!(refused, Err(StoreError::Conflict("programme_versions_programme_version".into())), "{wrong}");
    }
    let mut tx = read(db).await;
    assert_eq!(programmes::latest(&mut tx, PROGRAMME).await.unwrap(), Some(version(2)));
    assert_eq!(programmes::version(&mut tx, PROGRAMME, 1).await.unwrap(), Some(version(1)));
    assert_eq!(programmes::version(&mut tx, PROGRAMME, 3).await.unwrap(), None);
    assert_eq!(programmes::all_latest(&mut tx).await.unwrap(), [version(2)]);
    let lines = programmes::versions(&mut tx, PROGRAMME).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.version).collect::<Vec<_>>(), [2, 1]);
}

async fn rota_and_holds(db: &Db) {
    fill(db).await;
    let mut tx = db.begin().await.unwrap();
    assert_eq!(rota::last_change(&mut tx, today()).await.unwrap(), None);
    rota::set(&mut tx, BUDI, today(), Mode::Leave, None, NOW).await.unwrap();
    rota::set(&mut tx, BUDI, today(), Mode::Home, Some(HEAD), NOW.plus(1)).await.unwrap();
    rota::set(&mut tx, SITI, today().plus(1), Mode::Office, Some(HEAD), NOW).await.unwrap();
    assert_eq!(rota::last_change(&mut tx, today()).await.unwrap(), Some(NOW.plus(1)));
    let week = rota::of_people(&mut tx, &[BUDI, SITI], today(), today().plus(1)).await.unwrap();
    assert_eq!(week, [(BUDI, today(), Mode::Home), (SITI, today().plus(1), Mode::Office)]);
    assert_eq!(rota::at_home(&mut tx, today()).await.unwrap(), [BUDI]);
    assert!(rota::had_rota(&mut tx, BUDI).await.unwrap());
    assert!(!rota::had_rota(&mut tx, SITI).await.unwrap(), "never at home");
    rota::clear(&mut tx, BUDI, today()).await.unwrap();
    assert_eq!(rota::mode_of(&mut tx, BUDI, today()).await.unwrap(), None);

    let case = CaseId(id(0xca5e));
    sidak::store::cases::insert(&mut tx, &crate::sums::case(case, BUDI), None).await.unwrap();
    rota::hold(&mut tx, case, BUDI, today(), today().plus(7)).await.unwrap();
    let held = rota::holds_of(&mut tx, &[BUDI, SITI]).await.unwrap();
    assert_eq!(held, [rota::Hold { case, person: BUDI, from: today(), to: today().plus(7) }]);
    for (on, n) in [(today().plus(-1), 0), (today(), 1), (today().plus(7), 1), (today().plus(8), 0)] {
        assert_eq!(rota::holds_on(&mut tx, on).await.unwrap().len(), n, "{on}");
    }
    rota::end_hold(&mut tx, case, NOW).await.unwrap();
    assert_eq!(rota::holds_of(&mut tx, &[BUDI]).await.unwrap(), []);
}

async fn the_first_start_of_a_day_stands(db: &Db) {
    fill(db).await;
    let later: Moment = NOW.plus(MINUTE);
    let mut tx = db.begin().await.unwrap();
    assert!(!attendance::finish(&mut tx, BUDI, today(), NOW).await.unwrap(), "not started");
    attendance::start(&mut tx, BUDI, today(), NOW, PlaceKind::Home, "", ("[]", None)).await.unwrap();
    assert!(attendance::finish(&mut tx, BUDI, today(), later).await.unwrap());
    assert!(!attendance::finish(&mut tx, BUDI, today(), later).await.unwrap(), "finished once");
    let tests = r#"[{"item":"camera","ok":true}]"#;
    let phone = DeviceId(id(0xd0));
    attendance::start(&mut tx, BUDI, today(), later, PlaceKind::Other, "Kantor kecamatan", (tests, Some(phone))).await.unwrap();
    let entry = attendance::get(&mut tx, BUDI, today()).await.unwrap().unwrap();
    assert_eq!((entry.started, entry.finished, entry.place_kind), (NOW, None, PlaceKind::Other));
    assert_eq!((entry.place_words.as_str(), entry.tests.as_str(), entry.device), ("Kantor kecamatan", tests, Some(phone)));
    assert_eq!(attendance::of_people(&mut tx, &[BUDI, SITI], today()).await.unwrap(), [entry]);
    assert!(attendance::tested(&mut tx, BUDI, today(), "[]", DeviceId(id(0xd1))).await.unwrap());
    let held = attendance::hold(&mut tx, BUDI, today()).await.unwrap().unwrap();
    assert_eq!((held.tests.as_str(), held.device, held.started), ("[]", Some(DeviceId(id(0xd1))), NOW));
    assert!(attendance::finish(&mut tx, BUDI, today(), later).await.unwrap());
    assert!(!attendance::tested(&mut tx, BUDI, today(), tests, phone).await.unwrap(), "nothing is found out on a finished day");
    assert!(!attendance::tested(&mut tx, SITI, today(), tests, phone).await.unwrap(), "nor on one that was not started");
    let broken = attendance::start(&mut tx, SITI, today(), NOW, PlaceKind::Home, "", ("[", None)).await;
    assert!(matches!(broken, Err(StoreError::Corrupt { .. })), "{broken:?}");
}
