//! The dashboard over outcomes in a real database in a temporary folder.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use sidak_core::{
    access::Role,
    check::{Check, Kind, PlaceKind, State},
    ids::{CheckId, SessionId},
    outcome::{Judgement, Reason, Reasons},
    programme::{Policy, presets},
};
use uuid::Uuid;

use super::*;
use crate::{
    app,
    clock::Clock,
    entropy::Entropy,
    flow::{access::Granted, staff as list},
    import::read,
    store::{Db, asks, outcomes, people::Person},
};

struct World {
    house: House,
    programme: Version,
    today: Day,
    _folder: tempfile::TempDir,
}

/// Agencies A with 6 people, B with 6, C with 4; everybody reports to the first.
async fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open_throwaway(&folder.path().join("test.db")).await.unwrap();
    let zone = Zone::parse("WIB").unwrap();
    let today = Day::parse("2026-11-20").unwrap(); // A Friday.
    let house = app::house(db, Clock::manual(today.at(12 * 60, &zone)), Entropy::seeded(3), false).unwrap();
    let mut text = String::from("NIP,Nama,OPD,NIP atasan\n");
    for n in 1..=16 {
        let unit = if n <= 6 { "A" } else if n <= 12 { "B" } else { "C" };
        let above = if n == 1 { String::new() } else { nip(1) };
        text.push_str(&format!("{},Orang {n:02},Dinas {unit},{above}\n", nip(n)));
    }
    list::apply(&house, None, std::sync::Arc::new(read(text.as_bytes()).unwrap()), |_, _| ()).await.unwrap();
    let mut policy = Policy::from_toml(presets()[0].1).unwrap();
    (policy.from, policy.to) = (Day::parse("2026-09-01").unwrap(), Day::parse("2026-12-31").unwrap());
    let toml = toml::to_string(&policy).unwrap();
    let programme = Version { id: ProgrammeId(house.fresh().unwrap()), version: 1, policy, toml, at: house.now(), by: None };
    let mut tx = house.db.begin().await.unwrap();
    programmes::add_version(&mut tx, &programme).await.unwrap();
    tx.commit().await.unwrap();
    World { house, programme, today, _folder: folder }
}

fn nip(n: u32) -> String {
    format!("197803012005011{n:03}")
}

impl World {
    async fn person(&self, n: u32) -> Person {
        staff::by_nip(&mut self.house.db.read().await.unwrap(), &nip(n)).await.unwrap().unwrap()
    }

    async fn unit(&self, letter: &str) -> UnitId {
        let all = units::all(&mut self.house.db.read().await.unwrap()).await.unwrap();
        all.into_iter().find(|unit| unit.name == format!("Dinas {letter}")).unwrap().id
    }

    async fn asker(&self, top: Option<UnitId>) -> Asker {
        let roles = vec![Granted { role: Role::Leadership, top }];
        Asker { person: self.person(1).await.id, session: SessionId(Uuid::nil()), supervises: false, roles }
    }

    /// A settled check of person `n`, `ago` days ago.
    async fn check(&self, n: u32, ago: i32, outcome: Outcome, kind: Kind) {
        let (person, caller, day) = (self.person(n).await, self.person(1).await.id, self.today.plus(-ago));
        let id = CheckId(self.house.fresh().unwrap());
        let at = Moment(self.house.now().millis() - i64::from(ago) * 86_400_000 + id.0.as_u128() as i64 % 1_000_000);
        let reasons = Reasons::new(Reason::RuledBy { by: caller, before: outcome });
        let check = Check {
            id,
            programme: self.programme.id,
            policy_version: 1,
            person: person.id,
            supervisor: caller,
            day,
            // Only a draw makes others; dashboards read the outcome's kind.
            kind: Kind::Manual,
            drawn_for: at,
            due: at,
            closes: at,
            deferrals: 0,
            attempts: 1,
            state: State::Settled { at, judgement: Judgement { outcome, reasons: reasons.clone() } },
        };
        let answered = outcome.is_answered();
        let row = outcomes::OutcomeRow {
            check: id,
            programme: self.programme.id,
            person: person.id,
            unit: person.unit,
            caller,
            day,
            kind,
            outcome,
            reasons,
            counts_as: outcome.party().eq(&sidak_core::outcome::Party::Person).then_some(answered),
            answer_ms: answered.then_some(20_000),
            attempts: 1,
            prompted: true,
            started_in_time: outcome != Outcome::SupervisorFault,
            deferred: false,
            handed_over: false,
            ignored: outcome == Outcome::SupervisorFault,
            verdict_missing: false,
            answered,
            media_seen: answered,
            place: answered.then_some(PlaceKind::Home),
            settled_at: at,
        };
        let mut tx = self.house.db.begin().await.unwrap();
        checks::insert_many(&mut tx, &[check]).await.unwrap();
        outcomes::put(&mut tx, &row).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn look(&self, asker: &Asker, unit: Option<UnitId>, range: Range) -> Done<Dashboard> {
        dashboard(&self.house, asker, &DashboardQuery { unit: unit.map(|unit| unit.0), range: Some(range) }).await
    }
}

#[tokio::test]
async fn figures_add_up_and_small_units_hide_together() {
    let world = world().await;
    // A: nine of ten answered this week. B: five of five, one found elsewhere. C: two checks, too few to be shown.
    for n in 0..10 {
        let outcome = if n == 0 { Outcome::ReachedNotAnswered } else { Outcome::AnsweredAsDeclared };
        world.check(2 + n % 5, n as i32 % 4, outcome, Kind::Random).await;
    }
    for n in 0..5 {
        let outcome = if n == 0 { Outcome::AnsweredElsewhere } else { Outcome::AnsweredAsDeclared };
        world.check(7 + n, 1, outcome, Kind::Random).await;
    }
    world.check(13, 1, Outcome::NotReached, Kind::Random).await;
    world.check(14, 2, Outcome::SupervisorFault, Kind::Forced).await;
    world.check(2, 1, Outcome::AnsweredAsDeclared, Kind::Manual).await;
    world.check(3, 40, Outcome::NotReady, Kind::Random).await;

    let asker = world.asker(None).await;
    let data = world.look(&asker, None, Range::Week).await.unwrap();
    assert_eq!((data.from.as_str(), data.day.as_str(), data.staff), ("2026-11-16", "2026-11-20", 16));
    assert_eq!((data.range.checks, data.range.answered, data.range.missed), (17, 14, 1), "manual calls are apart");
    assert_eq!((data.answered.n, data.answered.of), (14, 15));
    assert_eq!((data.places.home, data.places.found_elsewhere), (14, 1), "with the manual call at home");
    assert_eq!((data.answer_times.n, data.answer_times.classes[1]), (14, 14));
    assert_eq!((data.supervisors.prompts, data.supervisors.on_time, data.supervisors.ignored, data.supervisors.manual), (18, 17, 1, 1));
    assert_eq!(data.trend.len(), WEEKS as usize);
    assert_eq!(data.trend.iter().map(|week| week.checks).collect::<Vec<_>>()[5..], [1, 0, 0, 0, 0, 0, 17][..], "40 days ago was a Sunday");

    // C alone would be given away by the total; the next smallest hides with it.
    assert_eq!(data.units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>(), ["Dinas A"]);
    let small = data.small_units.as_ref().unwrap();
    assert_eq!((small.units, small.checks), (2, 7));
    let row = &data.units[0];
    assert_eq!((row.answered.n, row.answered.of, row.staff, row.supervisor_on_time.of), (9, 10, 6, 11));
    assert_eq!((row.weeks.len(), row.weeks.last().copied().flatten()), (WEEKS as usize, Some(0.9)));
    assert_eq!(row.weeks[5], None, "one check would show one person");

    let day = world.look(&asker, None, Range::Day).await.unwrap();
    assert_eq!((day.range.checks, day.today.answered + day.today.missed), (3, 3));
    let programme = world.look(&asker, None, Range::Programme).await.unwrap();
    assert_eq!((programme.from.as_str(), programme.range.checks), ("2026-09-01", 18));
    assert_eq!(world.look(&asker, None, Range::Month).await.unwrap().from, "2026-11-01");
}

#[tokio::test]
async fn nobody_looks_beyond_their_reach() {
    let world = world().await;
    let (a, b) = (world.unit("A").await, world.unit("B").await);
    world.check(7, 0, Outcome::NotReady, Kind::Random).await;
    let head = world.asker(Some(a)).await;
    let own = world.look(&head, None, Range::Week).await.unwrap();
    assert_eq!((own.scope.as_str(), own.scope_unit, own.staff, own.range.checks), ("Dinas A", Some(a.0), 6, 0));
    assert!(own.answered.value.is_none());
    assert!(matches!(world.look(&head, Some(b), Range::Week).await, Err(FlowError::NotFound)));
    assert!(matches!(unit_people(&world.house, &head, b).await, Err(FlowError::NotFound)));
    assert_eq!(unit_people(&world.house, &head, a).await.unwrap().people.len(), 6);
    assert!(matches!(person(&world.house, &head, world.person(7).await.id).await, Err(FlowError::NotFound)));
    assert_eq!(person(&world.house, &head, world.person(2).await.id).await.unwrap().person.name, "Orang 02");
    let supervisor = Asker { supervises: true, roles: Vec::new(), ..head };
    assert!(matches!(person(&world.house, &supervisor, world.person(2).await.id).await, Err(FlowError::NotFound)));
}

#[tokio::test]
async fn who_is_held_at_the_office_is_not_at_home() {
    let world = world().await;
    let mut tx = world.house.db.begin().await.unwrap();
    for n in [2, 3, 7] {
        let person = staff::by_nip(&mut tx, &nip(n)).await.unwrap().unwrap().id;
        rota::set(&mut tx, person, world.today, Mode::Home, None, world.house.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let asker = world.asker(None).await;
    assert_eq!(world.look(&asker, None, Range::Day).await.unwrap().at_home_today, 3);
    let mut tx = world.house.db.begin().await.unwrap();
    let held = staff::by_nip(&mut tx, &nip(3)).await.unwrap().unwrap().id;
    let case = crate::store::cases::Case {
        id: sidak_core::ids::CaseId(world.house.fresh().unwrap()),
        person: held,
        programme: world.programme.id,
        policy_version: 1,
        state: sidak_core::review::open(world.house.now(), &world.programme.policy.review),
        opened: world.house.now(),
        opening: "{}".into(),
    };
    crate::store::cases::insert(&mut tx, &case, None).await.unwrap();
    rota::hold(&mut tx, case.id, held, world.today, world.today).await.unwrap();
    tx.commit().await.unwrap();
    let data = world.look(&asker, None, Range::Day).await.unwrap();
    assert_eq!((data.at_home_today, data.cases.noticed), (2, 1));
    assert!(data.cases.next_due.is_some());
}

#[tokio::test]
async fn every_table_has_as_many_cells_as_titles() {
    let world = world().await;
    world.check(2, 0, Outcome::AnsweredAsDeclared, Kind::Random).await;
    let asker = world.asker(None).await;
    let query = DashboardQuery { unit: None, range: Some(Range::Week) };
    for name in ["units", "trend", "answer-times", "index", "supervisors", "outcomes"] {
        let table = table(&world.house, &asker, name, &query).await.unwrap();
        assert!(!table.rows.is_empty(), "{name}");
        assert!(table.rows.iter().all(|row| row.len() == table.titles.len()), "{name}");
    }
    assert!(matches!(table(&world.house, &asker, "people", &query).await, Err(FlowError::NotFound)));
}

/// Officials 2 to 7 were asked 1, 1, 1, 1, 1 and 5 times this week, for people of one unit.
#[tokio::test]
async fn the_spread_of_calls_points_at_nobody_in_a_small_group() {
    let world = world().await;
    let mut book = Vec::new();
    for (official, times) in [(2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, 5)] {
        for _ in 0..times {
            world.check(8, 0, Outcome::AnsweredAsDeclared, Kind::Random).await;
            book.push(official);
        }
    }
    let mut tx = world.house.db.begin().await.unwrap();
    let rows = outcomes::rows(&mut tx, &[world.unit("B").await], world.today, world.today).await.unwrap();
    for (row, official) in rows.iter().zip(book.clone()).take(4) {
        ask(&world, &mut tx, row, official).await;
    }
    tx.commit().await.unwrap();
    let asker = world.asker(None).await;
    assert!(world.look(&asker, None, Range::Week).await.unwrap().supervisors.spread.is_none(), "four officials");
    let mut tx = world.house.db.begin().await.unwrap();
    for (row, official) in rows.iter().zip(book.clone()).skip(4) {
        ask(&world, &mut tx, row, official).await;
    }
    tx.commit().await.unwrap();
    let spread = world.look(&asker, None, Range::Week).await.unwrap().supervisors.spread.unwrap();
    assert_eq!((spread.days, spread.officials, spread.calls, spread.most), (5, 6, 10, 5), "Monday to Friday");
    assert_eq!((spread.median, spread.busiest_tenth), (1.0, 0.5));
    let programme = world.look(&asker, None, Range::Programme).await.unwrap().supervisors.spread.unwrap();
    assert_eq!(programme.days, 14, "and no further back");
    let other = world.look(&asker, Some(world.unit("A").await), Range::Week).await.unwrap();
    assert!(other.supervisors.spread.is_none(), "nobody was asked for people of this unit");
    let made = table(&world.house, &asker, "load", &DashboardQuery { unit: None, range: Some(Range::Week) }).await.unwrap();
    assert_eq!(made.rows.len(), 6, "one for each official and day");
    assert!(made.rows.iter().any(|row| row[1] == "Orang 07" && row[4] == "5"), "{:?}", made.rows);
}

async fn ask(world: &World, tx: &mut crate::store::Tx, row: &outcomes::OutcomeRow, official: u32) {
    let official = world.person(official).await.id;
    let ask = asks::Ask { check: row.check, official, unit: row.unit, day: row.day, at: row.settled_at, stood_in: false };
    asks::ask(tx, &ask).await.unwrap();
}

#[test]
fn found_elsewhere_stands_once() {
    let sum = |at_home, at_other| ConductSum {
        unit: UnitId(Uuid::nil()),
        checks: 0,
        prompts: 0,
        on_time: 0,
        deferred: 0,
        handed_over: 0,
        ignored: 0,
        verdict_missing: 0,
        manual: 0,
        without_media: 0,
        at_home,
        at_other,
        no_room: 0,
        nobody_on_duty: 0,
    };
    for (home, other, elsewhere, expected) in [(10, 2, 0, (10, 2, 0)), (10, 2, 3, (7, 2, 3)), (1, 2, 3, (0, 0, 3)), (0, 0, 1, (0, 0, 1))] {
        let found = places(&[sum(home, other)], elsewhere);
        assert_eq!((found.home, found.other, found.found_elsewhere), expected);
    }
}
