//! The made-up agency: six units, a reporting line, plausible names and addresses. Nobody in it exists.

use std::collections::HashMap;

use rand::{RngExt, rngs::ChaCha20Rng};
use sidak_core::{
    access::Role,
    ids::{PersonId, ProgrammeId, UnitId},
    programme::Policy,
    rota::Mode,
    time::{Day, Zone},
};

use crate::{
    flow::{Done, FlowError, House},
    store::{Tx, accounts::{self, RoleRow}, people::{self, Person}, programmes::{self, Version}, rota, units::{self, Unit}},
};

const UNITS: [&str; 6] = [
    "Sekretariat",
    "Bidang Aplikasi Informatika",
    "Bidang Data dan Statistik",
    "Bidang Informasi Publik",
    "Bidang Infrastruktur Digital",
    "UPTD Pusat Layanan Digital",
];
/// The unit of the story's supervisor and employee.
const STORY_UNIT: usize = 2;
/// Teams in a unit, each with its own direct supervisor.
const TEAMS: usize = 2;
const MEN: [&str; 24] = [
    "Agus", "Ahmad", "Andi", "Asep", "Bambang", "Dedi", "Dian", "Eko", "Fajar", "Gilang", "Hadi", "Hendra", "Iwan", "Joko", "Made",
    "Rizky", "Rudi", "Slamet", "Tatang", "Teguh", "Ujang", "Wahyu", "Yohanes", "Yusuf",
];
const WOMEN: [&str; 24] = [
    "Ani", "Ayu", "Citra", "Dewi", "Eka", "Fitri", "Hani", "Ika", "Indah", "Kartika", "Lilis", "Maria", "Maya", "Neneng", "Nur",
    "Putri", "Rina", "Sari", "Siti", "Sri", "Tuti", "Wulan", "Yanti", "Yuni",
];
const FAMILY: [&str; 30] = [
    "Hidayat", "Kurniawan", "Suryani", "Puspitasari", "Ramadhan", "Handayani", "Sutisna", "Firmansyah", "Nuraeni", "Safitri",
    "Permana", "Kartika", "Wijaya", "Santoso", "Nugroho", "Lestari", "Gunawan", "Setiawan", "Rahayu", "Maulana", "Siregar",
    "Simanjuntak", "Nasution", "Saputra", "Hakim", "Anggraini", "Wibowo", "Utami", "Pratama", "Sulastri",
];
const STREETS: [&str; 14] = [
    "Jl. Cikutra Barat", "Jl. Sukajadi", "Jl. Kopo Gg. Pabrik", "Jl. Padasuka", "Jl. Dago Timur", "Jl. Buah Batu", "Jl. Antapani Raya",
    "Perum Cijerah Indah B", "Jl. Setiabudi", "Jl. Pasir Kaliki", "Jl. Cihampelas", "Jl. Gegerkalong Hilir", "Jl. Terusan Jakarta",
    "Perum Margahayu Raya C",
];
const DISTRICTS: [&str; 8] =
    ["Cibeunying Kaler", "Sukajadi", "Bojongloa Kidul", "Cimenyan", "Coblong", "Lengkong", "Antapani", "Margaasih"];
const POSTS: [&str; 8] = [
    "Pranata Komputer", "Analis Data", "Statistisi", "Pengolah Data", "Analis Kebijakan", "Arsiparis", "Pranata Humas", "Pengadministrasi Umum",
];

/// Who is who, for the story and the links.
pub struct Agency {
    pub programme: ProgrammeId,
    pub supervisor: PersonId,
    pub employee: PersonId,
    pub leader: PersonId,
    pub admin: PersonId,
    pub auditor: PersonId,
    /// Heads of the units: they decide cases.
    pub heads: HashMap<UnitId, PersonId>,
    /// People with a rota.
    pub staff: Vec<PersonId>,
}

/// Makes units, people, roles and the rota from `first` on.
pub async fn make(house: &House, rng: &mut ChaCha20Rng, size: usize, first: Day, days: &[Day], today: Day) -> Done<Agency> {
    let mut tx = house.db.begin().await?;
    let mut maker = Maker { house, rng, tx: &mut tx, serial: 0 };
    let office = maker.unit("Dinas Komunikasi dan Informatika (peragaan)", None).await?;
    let leader = maker.person("Agus Mulyana", "Kepala Dinas", office, None, false).await?;
    let mut agency = Agency {
        programme: ProgrammeId(house.fresh()?),
        supervisor: leader,
        employee: leader,
        leader,
        admin: leader,
        auditor: leader,
        heads: HashMap::new(),
        staff: Vec::new(),
    };
    let per_team = size.saturating_sub(1 + UNITS.len() * (1 + TEAMS)) / (UNITS.len() * TEAMS);
    for (number, name) in UNITS.iter().enumerate() {
        let unit = maker.unit(name, Some(office)).await?;
        maker.team_unit(&mut agency, number, unit, leader, per_team).await?;
    }
    let agency_unit = maker.unit("Badan Kepegawaian Daerah (peragaan)", None).await?;
    agency.admin = maker.person("Dewi Lestari", "Analis SDM Aparatur", agency_unit, None, false).await?;
    let inspectorate = maker.unit("Inspektorat Daerah (peragaan)", None).await?;
    agency.auditor = maker.person("Hendra Wijaya", "Auditor Ahli Madya", inspectorate, None, false).await?;
    roles(&mut tx, &agency, office).await?;
    rota_of(house, &mut tx, &agency, first, days, today).await?;
    tx.commit().await?;
    Ok(agency)
}

pub struct Maker<'a> {
    house: &'a House,
    rng: &'a mut ChaCha20Rng,
    tx: &'a mut Tx,
    serial: u32,
}

impl<'a> Maker<'a> {
    /// Goes on where so many people are made already.
    pub fn new(house: &'a House, rng: &'a mut ChaCha20Rng, tx: &'a mut Tx, people: usize) -> Self {
        // Beside those with a rota there are their superiors; numbers must not meet.
        Self { house, rng, tx, serial: 10_000 + u32::try_from(people).unwrap_or_default() }
    }

    /// Supervisors with one employee each, who works from home today.
    pub async fn pairs(&mut self, agency: &Agency, pairs: u16, today: Day) -> Done<Vec<[PersonId; 2]>> {
        let unit = self.unit("Uji beban (peragaan)", None).await?;
        let mut made = Vec::new();
        for _ in 0..pairs {
            let mut pair = [agency.leader; 2];
            for (place, post) in ["Ketua Tim", POSTS[0]].into_iter().enumerate() {
                let (name, woman) = self.name();
                let above = if place == 0 { agency.leader } else { pair[0] };
                pair[place] = self.person(&name, post, unit, Some(above), woman).await?;
            }
            rota::set(self.tx, pair[1], today, Mode::Home, None, self.house.now()).await?;
            made.push(pair);
        }
        Ok(made)
    }

    async fn unit(&mut self, name: &str, parent: Option<UnitId>) -> Done<UnitId> {
        let id = UnitId(self.house.fresh()?);
        units::insert(self.tx, &Unit { id, name: name.to_owned(), parent }).await?;
        Ok(id)
    }

    /// One unit: its head, two direct supervisors, and their people.
    async fn team_unit(&mut self, agency: &mut Agency, number: usize, unit: UnitId, leader: PersonId, per_team: usize) -> Done<()> {
        let (head_name, woman) = self.name();
        let head = self.person(&head_name, &format!("Kepala {}", UNITS[number]), unit, Some(leader), woman).await?;
        agency.heads.insert(unit, head);
        for team in 0..TEAMS {
            let story = number == STORY_UNIT && team == 0;
            let (name, woman) = if story { ("Ratna Kusumah".to_owned(), true) } else { self.name() };
            let supervisor = self.person(&name, "Ketua Tim", unit, Some(head), woman).await?;
            if story {
                agency.supervisor = supervisor;
            }
            for place in 0..per_team {
                let first = story && place == 0;
                let (name, woman) = if first { ("Budi Prasetyo".to_owned(), false) } else { self.name() };
                let post = if first { POSTS[0] } else { self.one_of(&POSTS) };
                let person = self.person(&name, post, unit, Some(supervisor), woman).await?;
                if first {
                    agency.employee = person;
                }
                agency.staff.push(person);
            }
        }
        Ok(())
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words.get(self.rng.random_range(0..words.len())).copied().unwrap_or_default()
    }

    fn name(&mut self) -> (String, bool) {
        let woman = self.rng.random_bool(0.5);
        let first = self.one_of(if woman { &WOMEN } else { &MEN });
        (format!("{first} {}", self.one_of(&FAMILY)), woman)
    }

    async fn person(&mut self, name: &str, position: &str, unit: UnitId, supervisor: Option<PersonId>, woman: bool) -> Done<PersonId> {
        self.serial += 1;
        let id = PersonId(self.house.fresh()?);
        let born = self.rng.random_range(1968..1998_u32);
        let nip = format!(
            "{born}{:02}{:02}{}{:02}{}{:03}",
            self.rng.random_range(1..=12),
            self.rng.random_range(1..=28),
            born + 24,
            self.rng.random_range(1..=12),
            if woman { 2 } else { 1 },
            self.serial % 1000
        );
        let address = format!("{} {}, {}, Bandung", self.one_of(&STREETS), self.rng.random_range(1..180), self.one_of(&DISTRICTS));
        let mail = format!("{}.{}@peragaan.example", name.to_lowercase().replace(' ', "."), self.serial);
        let structural = position.starts_with("Kepala") || position == "Ketua Tim";
        people::insert(
            self.tx,
            &Person {
                id,
                nip,
                name: name.to_owned(),
                unit,
                position: position.to_owned(),
                position_type: if structural { "structural" } else { "functional" }.to_owned(),
                category: "administration".to_owned(),
                supervisor,
                domicile: "Bandung".to_owned(),
                home_address: address,
                phone: format!("0812{:08}", self.rng.random_range(0..100_000_000_u32)),
                email: mail,
                zone: Zone::parse("WIB").map_err(|_| FlowError::NotFound)?,
                pattern: "standard".to_owned(),
                active: true,
            },
        )
        .await?;
        Ok(id)
    }
}

async fn roles(tx: &mut Tx, agency: &Agency, office: UnitId) -> Done<()> {
    let mut rows = vec![
        (agency.leader, Role::Leadership, Some(office)),
        (agency.leader, Role::UnitHead, Some(office)),
        (agency.admin, Role::Admin, None),
        (agency.auditor, Role::Auditor, None),
    ];
    rows.extend(agency.heads.iter().map(|(unit, head)| (*head, Role::UnitHead, Some(*unit))));
    for (person, role, unit) in rows {
        accounts::grant_role(tx, &RoleRow { person, role: role.code().to_owned(), unit }).await?;
    }
    Ok(())
}

/// Half of each team at home on a day, in turns; the story's employee is at home today.
async fn rota_of(house: &House, tx: &mut Tx, agency: &Agency, first: Day, days: &[Day], today: Day) -> Done<()> {
    let now = house.now();
    let ahead = (0..8).map(|offset| today.plus(offset));
    for day in days.iter().copied().chain(ahead) {
        let turn = usize::try_from(day.since(first)).unwrap_or_default();
        for (number, person) in agency.staff.iter().enumerate() {
            let story = *person == agency.employee && day >= today;
            let mode = if story || (number + turn) % 2 == 0 { Mode::Home } else { Mode::Office };
            rota::set(tx, *person, day, mode, None, now).await?;
        }
    }
    Ok(())
}

/// A version of the demo's programme.
pub async fn add_policy(house: &House, agency: &Agency, version: u32, policy: &Policy) -> Done<()> {
    let toml = policy.to_toml().map_err(|_| FlowError::NotFound)?;
    let row = Version { id: agency.programme, version, policy: policy.clone(), toml, at: house.now(), by: Some(agency.admin) };
    let mut tx = house.db.begin().await?;
    if version == 1 {
        programmes::insert(&mut tx, &row).await?;
    } else {
        programmes::add_version(&mut tx, &row).await?;
    }
    Ok(tx.commit().await?)
}
