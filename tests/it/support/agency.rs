//! A small agency with everybody a rule speaks of: two units with a head each, teams with supervisors, the personnel
//! agency, an auditor, the leadership. Nobody in it exists.

use sidak::{
    flow::House,
    store::{
        Tx,
        accounts::{self, RoleRow},
        people::{self, Person},
        programmes::{self, Version},
        rota,
        units::{self, Unit},
    },
};
use sidak_core::{
    access::Role,
    ids::{PersonId, ProgrammeId, UnitId},
    programme::{Policy, PublicEntropy, presets},
    rota::Mode,
    time::Zone,
};
use uuid::Uuid;

const fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

const fn unit(n: u128) -> UnitId {
    UnitId(Uuid::from_u128(n))
}

pub const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(0x700));
pub const OFFICE: UnitId = unit(0x900);
pub const UNIT_A: UnitId = unit(0x901);
pub const UNIT_B: UnitId = unit(0x902);
pub const BKD: UnitId = unit(0x903);
pub const INSPECTORATE: UnitId = unit(0x904);

/// Heads the office and sees its dashboard.
pub const LEADER: PersonId = person(0x100);
/// Of unit A.
pub const HEAD: PersonId = person(0x101);
pub const SUPERVISOR: PersonId = person(0x102);
pub const EMPLOYEE: PersonId = person(0x103);
/// In the same team.
pub const COLLEAGUE: PersonId = person(0x104);
/// Supervises another team of unit A.
pub const DEPUTY: PersonId = person(0x105);
pub const DEPUTYS: PersonId = person(0x106);
pub const HEAD_B: PersonId = person(0x110);
pub const SUPERVISOR_B: PersonId = person(0x111);
pub const EMPLOYEE_B: PersonId = person(0x112);
/// Of the personnel agency.
pub const ADMIN: PersonId = person(0x120);
pub const AUDITOR: PersonId = person(0x121);

/// Who, name, position, unit, supervisor.
pub const PEOPLE: [(PersonId, &str, &str, UnitId, Option<PersonId>); 12] = [
    (LEADER, "Agus Mulyana", "Kepala Dinas", OFFICE, None),
    (HEAD, "Neneng Suryani", "Kepala Bidang", UNIT_A, Some(LEADER)),
    (SUPERVISOR, "Ratna Kusumah", "Ketua Tim", UNIT_A, Some(HEAD)),
    (EMPLOYEE, "Budi Prasetyo", "Statistisi", UNIT_A, Some(SUPERVISOR)),
    (COLLEAGUE, "Citra Handayani", "Analis Data", UNIT_A, Some(SUPERVISOR)),
    (DEPUTY, "Teguh Wibowo", "Ketua Tim", UNIT_A, Some(HEAD)),
    (DEPUTYS, "Wahyu Santoso", "Arsiparis", UNIT_A, Some(DEPUTY)),
    (HEAD_B, "Maria Siregar", "Kepala Bidang", UNIT_B, Some(LEADER)),
    (SUPERVISOR_B, "Hadi Nugroho", "Ketua Tim", UNIT_B, Some(HEAD_B)),
    (EMPLOYEE_B, "Fitri Lestari", "Pranata Humas", UNIT_B, Some(SUPERVISOR_B)),
    (ADMIN, "Dewi Anggraini", "Analis SDM Aparatur", BKD, None),
    (AUDITOR, "Hendra Wijaya", "Auditor Ahli Madya", INSPECTORATE, None),
];

const UNITS: [(UnitId, &str, Option<UnitId>); 5] = [
    (OFFICE, "Dinas Contoh", None),
    (UNIT_A, "Bidang Data", Some(OFFICE)),
    (UNIT_B, "Bidang Informasi", Some(OFFICE)),
    (BKD, "Badan Kepegawaian", None),
    (INSPECTORATE, "Inspektorat", None),
];

const ROLES: [(PersonId, Role, Option<UnitId>); 6] = [
    (LEADER, Role::Leadership, Some(OFFICE)),
    (LEADER, Role::UnitHead, Some(OFFICE)),
    (HEAD, Role::UnitHead, Some(UNIT_A)),
    (HEAD_B, Role::UnitHead, Some(UNIT_B)),
    (ADMIN, Role::Admin, None),
    (AUDITOR, Role::Auditor, None),
];

/// Who works from home.
pub const AT_HOME: [PersonId; 4] = [EMPLOYEE, COLLEAGUE, DEPUTYS, EMPLOYEE_B];
const DAYS_AHEAD: i32 = 28;

/// The demo's policy, open around the clock. Its draw hardly ever draws: these tests bring their own checks.
pub fn policy() -> Policy {
    let mut policy = preset("demo");
    policy.hours.flexible_minutes = 60;
    // The ends of a check are told with these times, whatever a trial finds pleasant.
    (policy.answer.prepare_seconds, policy.answer.reconnect_seconds) = (10, 20);
    // A check then ends with its last ring; what comes of calling back is told in `callback`.
    policy.answer.callback_minutes = 0;
    policy.draw.chance_per_day_millionths = 1;
    (policy.draw.ceiling_from_days, policy.draw.ceiling_to_days) = (250, 250);
    policy
}

pub fn preset(wanted: &str) -> Policy {
    let (_, toml) = presets().iter().find(|(id, _)| *id == wanted).unwrap();
    Policy::from_toml(toml).unwrap()
}

pub fn row(id: PersonId) -> Person {
    let (_, name, position, unit, supervisor) = *PEOPLE.iter().find(|(of, ..)| *of == id).unwrap();
    let serial = id.0.as_u128();
    Person {
        id,
        nip: format!("198503122009011{serial:03}"),
        name: name.to_owned(),
        unit,
        position: position.to_owned(),
        position_type: "functional".to_owned(),
        category: "administration".to_owned(),
        supervisor,
        domicile: "Kota Bandung".to_owned(),
        home_address: format!("Jl. Cikutra Barat {serial}"),
        phone: format!("0812765{serial:05}"),
        email: format!("{}@contoh.example", name.to_lowercase().replace(' ', ".")),
        zone: Zone::parse("WIB").unwrap(),
        pattern: "standard".to_owned(),
        active: true,
    }
}

/// Commits the agency, its programme and four weeks of its rota.
pub async fn fill(house: &House, policy: &Policy) {
    let mut tx = house.db.begin().await.unwrap();
    for (id, name, parent) in UNITS {
        units::insert(&mut tx, &Unit { id, name: name.to_owned(), parent }).await.unwrap();
    }
    for (id, ..) in PEOPLE {
        people::insert(&mut tx, &row(id)).await.unwrap();
    }
    for (person, role, unit) in ROLES {
        accounts::grant_role(&mut tx, &RoleRow { person, role: role.code().to_owned(), unit }).await.unwrap();
    }
    programme(house, &mut tx, policy).await;
    let today = house.now().day_in(&policy.zone);
    for person in AT_HOME {
        for offset in 0..DAYS_AHEAD {
            rota::set(&mut tx, person, today.plus(offset), Mode::Home, None, house.now()).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
}

async fn programme(house: &House, tx: &mut Tx, policy: &Policy) {
    programmes::insert(tx, &version(house, PROGRAMME, policy)).await.unwrap();
}

fn version(house: &House, id: ProgrammeId, policy: &Policy) -> Version {
    let toml = policy.to_toml().unwrap();
    Version { id, version: 1, policy: policy.clone(), toml, at: house.now(), by: Some(ADMIN) }
}

/// A further programme for the same people, whose draw waits for randomness from outside.
pub async fn waiting_programme(house: &House, id: ProgrammeId, source: PublicEntropy) -> Version {
    let mut policy = policy();
    policy.draw.public_entropy = source;
    policy.draw.chance_per_day_millionths = 900_000;
    let version = version(house, id, &policy);
    let mut tx = house.db.begin().await.unwrap();
    programmes::insert(&mut tx, &version).await.unwrap();
    tx.commit().await.unwrap();
    version
}
