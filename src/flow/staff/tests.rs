//! Import, activation and roles on a real database in a temporary folder.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;

use sidak_core::{ids::SessionId, staff::RawSheet, time::{DAY, Moment}};
use uuid::Uuid;

use super::*;
use crate::{
    app,
    clock::Clock,
    entropy::Entropy,
    flow::{accounts as sign_in, access::Granted},
    import::read,
    store::Db,
};

const HEAD: &str = "197803012005011001";
const STAFF: &str = "198503012010012002";
const LIST: &str = "NIP,Nama,OPD,Bidang,Jabatan,NIP atasan,Zona waktu\n\
    197803012005011001,Kepala Satu,Dinas A,,Kepala,,WIB\n\
    198503012010012002,Staf Dua,Dinas A,Bidang B,Analis,197803012005011001,WITA\n";

struct World {
    house: House,
    _folder: tempfile::TempDir,
}

async fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open_throwaway(&folder.path().join("test.db")).await.unwrap();
    let clock = Clock::manual(Moment(1_780_000_000_000));
    World { house: app::house(db, clock, Entropy::seeded(7), false).unwrap(), _folder: folder }
}

fn sheet(text: &str) -> Arc<RawSheet> {
    Arc::new(read(text.as_bytes()).unwrap())
}

impl World {
    async fn import(&self, text: &str) -> (u32, u32) {
        let done = apply(&self.house, None, sheet(text), |_, _| ()).await.unwrap();
        (done.new, done.changed)
    }

    async fn person(&self, nip: &str) -> people::Person {
        people::by_nip(&mut self.house.db.read().await.unwrap(), nip).await.unwrap().unwrap()
    }

    /// Somebody with this role over `top`, or everything.
    async fn asker(&self, nip: &str, role: Role, top: Option<UnitId>) -> Asker {
        let person = self.person(nip).await.id;
        Asker { person, session: SessionId(Uuid::nil()), supervises: false, roles: vec![Granted { role, top }] }
    }

    async fn audit(&self) -> Vec<(String, String)> {
        let entries = crate::store::audit::list(&mut self.house.db.read().await.unwrap(), 100, None).await.unwrap();
        entries.into_iter().map(|entry| (entry.action, entry.detail)).collect()
    }
}

#[tokio::test]
async fn a_list_is_applied_whole_and_a_second_time_changes_nothing() {
    let world = world().await;
    let mut heard = Vec::new();
    let done = apply(&world.house, None, sheet(LIST), |rows, of| heard.push((rows, of))).await.unwrap();
    assert_eq!((done.new, done.changed, heard), (2, 0, vec![(2, 2)]));
    let (head, staff) = (world.person(HEAD).await, world.person(STAFF).await);
    assert_eq!((staff.supervisor, staff.zone.name()), (Some(head.id), "Asia/Makassar"));
    assert_eq!(world.import(LIST).await, (0, 0));
    assert_eq!(world.person(STAFF).await, staff);

    let preview = check(&world.house, sheet(&LIST.replace("Analis", "Arsiparis"))).await.unwrap().shape();
    assert_eq!((preview.rows, preview.new, preview.changed, preview.unchanged), (2, 0, 1, 1));
    assert_eq!((preview.changes[0].field.as_str(), preview.changes[0].new.as_str()), ("Jabatan", "Arsiparis"));
    assert_eq!(world.import(&LIST.replace("Analis", "Arsiparis")).await, (0, 1));
    assert_eq!(world.person(STAFF).await, people::Person { position: "Arsiparis".into(), ..staff });
    let audit = world.audit().await;
    assert!(audit.iter().all(|(action, detail)| action == "staff.imported" && !detail.contains("1978") && !detail.contains("Staf")), "{audit:?}");
}

#[tokio::test]
async fn a_list_with_a_fault_saves_nothing_and_who_is_missing_stays() {
    let world = world().await;
    let faulty = format!("{LIST}19850301X,Staf Tiga,Dinas A,,Analis,,WIB\n");
    assert!(apply(&world.house, None, sheet(&faulty), |_, _| ()).await.is_err());
    let shown = check(&world.house, sheet(&faulty)).await.unwrap().shape();
    assert_eq!((shown.problems.len(), shown.problems[0].line, shown.problems[0].field.as_str()), (1, 4, "NIP"));
    assert!(!shown.problems[0].id.starts_with("Baris") && shown.problems[0].id.starts_with(char::is_uppercase), "{}", shown.problems[0].id);
    assert!(people::all(&mut world.house.db.read().await.unwrap()).await.unwrap().is_empty());

    world.import(LIST).await;
    let only_head = LIST.lines().take(2).collect::<Vec<_>>().join("\n");
    let shown = check(&world.house, sheet(&only_head)).await.unwrap().shape();
    assert_eq!((shown.missing_total, shown.missing[0].name.as_str(), shown.missing[0].unit.as_str()), (1, "Staf Dua", "Bidang B"));
    assert_eq!(world.import(&only_head).await, (0, 0));
    assert!(world.person(STAFF).await.active);
}

#[tokio::test]
async fn a_code_from_the_sheet_opens_the_account_once() {
    let world = world().await;
    world.import(LIST).await;
    let head = world.person(HEAD).await;
    let asker = world.asker(HEAD, Role::UnitHead, Some(head.unit)).await;
    let slips = activation(&world.house, &asker, head.unit, "https://sidak.example.go.id").await.unwrap();
    assert_eq!(slips.len(), 2);
    assert_eq!(slips[0].expires, world.house.now().plus(ACTIVATION_DAYS * DAY).millis());
    let code = &slips.iter().find(|slip| slip.name == "Staf Dua").unwrap().code;
    let first = sign_in::activate(&world.house, STAFF, &code.to_lowercase(), "kata sandi yang panjang", "").await;
    assert_eq!(first.unwrap().person, world.person(STAFF).await.id);
    assert!(sign_in::activate(&world.house, STAFF, code, "kata sandi yang panjang", "").await.is_err(), "used up");
    let again = activation(&world.house, &asker, head.unit, "https://sidak.example.go.id").await.unwrap();
    assert_eq!(again.iter().map(|slip| slip.name.as_str()).collect::<Vec<_>>(), ["Kepala Satu"], "who has a password needs no code");
    let elsewhere = world.asker(HEAD, Role::UnitHead, Some(world.person(STAFF).await.unit)).await;
    assert!(matches!(activation(&world.house, &elsewhere, head.unit, "").await, Err(FlowError::NotFound)));
}

#[tokio::test]
async fn a_unit_head_gets_no_code_for_somebody_with_a_role() {
    let world = world().await;
    world.import(LIST).await;
    let head = world.person(HEAD).await;
    let admin = world.asker(HEAD, Role::Admin, None).await;
    grant(&world.house, &admin, world.person(STAFF).await.id, Role::Auditor, None).await.unwrap();
    for (role, top, names) in [(Role::UnitHead, Some(head.unit), vec!["Kepala Satu"]), (Role::Admin, None, vec!["Kepala Satu", "Staf Dua"])] {
        let asker = world.asker(HEAD, role, top).await;
        let slips = activation(&world.house, &asker, head.unit, "").await.unwrap();
        assert_eq!(slips.iter().map(|slip| slip.name.as_str()).collect::<Vec<_>>(), names, "{role:?}");
    }
}

#[tokio::test]
async fn the_first_administrator_is_made_once_and_the_last_one_stays() {
    let world = world().await;
    world.import(LIST).await;
    assert_eq!(first_admin(&world.house, "197803012005011009").await.unwrap_err().code(), "unknown_person");
    first_admin(&world.house, HEAD).await.unwrap();
    assert_eq!(first_admin(&world.house, STAFF).await.unwrap_err().code(), "admin_exists");
    let code = first_admin(&world.house, HEAD).await.unwrap();
    sign_in::activate(&world.house, HEAD, &code, "kata sandi yang panjang", "").await.unwrap();
    assert_eq!(first_admin(&world.house, HEAD).await.unwrap_err().code(), "admin_exists");

    let admin = world.asker(HEAD, Role::Admin, None).await;
    assert_eq!(revoke(&world.house, &admin, admin.person, Role::Admin, None).await.unwrap_err().code(), "last_admin");
    assert_eq!(roles(&world.house, &admin).await.unwrap().len(), 1, "and nothing was taken");
    let staff = world.person(STAFF).await;
    grant(&world.house, &admin, staff.id, Role::Admin, None).await.unwrap();
    revoke(&world.house, &admin, admin.person, Role::Admin, None).await.unwrap();
    assert_eq!(roles(&world.house, &admin).await.unwrap()[0].person.name, "Staf Dua");
}

#[tokio::test]
async fn roles_reach_no_further_than_who_gives_them() {
    let world = world().await;
    world.import(LIST).await;
    let (head, staff) = (world.person(HEAD).await, world.person(STAFF).await);
    let local = world.asker(HEAD, Role::Admin, Some(staff.unit)).await;
    assert!(matches!(grant(&world.house, &local, staff.id, Role::Leadership, None).await, Err(FlowError::Forbidden)));
    assert!(matches!(grant(&world.house, &local, staff.id, Role::Leadership, Some(head.unit)).await, Err(FlowError::Forbidden)));
    assert!(matches!(grant(&world.house, &local, head.id, Role::Leadership, Some(staff.unit)).await, Err(FlowError::NotFound)));
    grant(&world.house, &local, staff.id, Role::Leadership, Some(staff.unit)).await.unwrap();
    assert!(matches!(may_import(&world.house, &local).await, Err(FlowError::Forbidden)));

    let query = |unit| StaffQuery { unit, search: None, page: None };
    let seen = search(&world.house, &local, &query(None)).await.unwrap();
    assert_eq!((seen.total, seen.people[0].person.name.as_str(), seen.people[0].supervisor.as_deref()), (1, "Staf Dua", Some("Kepala Satu")));
    assert!(matches!(search(&world.house, &local, &query(Some(head.unit.0))).await, Err(FlowError::NotFound)));
    let nodes = units(&world.house, &local).await.unwrap();
    assert_eq!((nodes.len(), nodes[0].parent, nodes[0].people), (1, None, 1));
    let supervisor = Asker { supervises: true, roles: Vec::new(), ..world.asker(HEAD, Role::Admin, None).await };
    assert_eq!(units(&world.house, &supervisor).await.unwrap().iter().map(|node| node.id).collect::<Vec<_>>(), [head.unit.0]);
}
