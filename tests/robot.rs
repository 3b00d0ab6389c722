//! The software staff against a running server: a whole check by the written protocol, with media both ways through the
//! relay, as the record tells it afterwards. The server's clock stands still, so that nothing here depends on time.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use sidak::app::{self, Running};
use sidak::clock::Clock;
use sidak::config::{Config, MediaConfig};
use sidak::entropy::Entropy;
use sidak::flow::{self, accounts};
use sidak::store::people::{self, Person};
use sidak::store::units::{self, Unit};
use sidak::store::{Db, checks, programmes, rota};
use sidak_core::check::{Check, Kind, Side, State, Verdict as Seen};
use sidak_core::ids::{CheckId, PersonId, ProgrammeId, UnitId};
use sidak_core::programme::{Policy, presets};
use sidak_core::rota::Mode;
use sidak_core::time::{Day, HOUR, MINUTE, Moment, Zone};
use sidak_robot::call::Media;
use sidak_robot::employee::{Manner, Response, Rung};
use sidak_robot::supervisor::Bearing;
use sidak_robot::wire::{CheckRecord, Place, Verdict};
use sidak_robot::{Account, Employee, Show, Step, Supervisor, Told, Transport};
use tokio::sync::watch;
use tokio::time::{interval, timeout};
use uuid::Uuid;

/// Longest wait for anything; the machine may be busy.
const LIMIT: Duration = Duration::from_secs(40);
const SUPERVISOR: PersonId = PersonId(Uuid::from_u128(0x101));
const EMPLOYEE: PersonId = PersonId(Uuid::from_u128(0x102));
const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(0x700));
const UNIT: UnitId = UnitId(Uuid::from_u128(0x900));
const CHECK: CheckId = CheckId(Uuid::from_u128(0xc00));
const CALL: Uuid = CHECK.0;

/// A server with one supervisor and one employee at home, at noon of a working day.
struct Server {
    running: Running,
    noon: Moment,
    day: Day,
    _folder: tempfile::TempDir,
}

impl Server {
    async fn open() -> Server {
        let zone = Zone::parse("WIB").unwrap();
        let day = Day::parse("2026-11-20").unwrap();
        let noon = day.at(12 * 60, &zone);
        let folder = tempfile::tempdir().unwrap();
        let db = sidak::store::Db::open_throwaway(&folder.path().join("test.db")).await.unwrap();
        let house = app::house(db, Clock::manual(noon), Entropy::seeded(7), true).unwrap();
        let mut tx = house.db.begin().await.unwrap();
        units::insert(&mut tx, &Unit { id: UNIT, name: "Bidang Data".into(), parent: None }).await.unwrap();
        for (id, supervisor) in [(SUPERVISOR, None), (EMPLOYEE, Some(SUPERVISOR))] {
            people::insert(&mut tx, &person(id, supervisor, zone.clone())).await.unwrap();
        }
        let (_, toml) = presets().iter().find(|(name, _)| *name == "demo").unwrap();
        let policy = Policy::from_toml(toml).unwrap();
        let version = programmes::Version { id: PROGRAMME, version: 1, policy, toml: (*toml).to_owned(), at: noon, by: None };
        programmes::insert(&mut tx, &version).await.unwrap();
        rota::set(&mut tx, EMPLOYEE, day, Mode::Home, None, noon).await.unwrap();
        tx.commit().await.unwrap();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let media = MediaConfig { listen: any, advertise: vec![any.ip()] };
        let config = Config { listen: any, media, ..Config::default() };
        let running = app::start(config, house).await.unwrap();
        Server { running, noon, day, _folder: folder }
    }

    async fn account(&self, person: PersonId) -> Account {
        let ticket = accounts::make_ticket(&self.running.house, person, self.noon.plus(HOUR)).await.unwrap();
        Account::with_link(&format!("http://{}/masuk#tiket={ticket}", self.running.addr)).await.unwrap()
    }

    /// The heartbeat then finds that its minute has come.
    async fn make_check_due(&self) {
        let check = Check {
            id: CHECK,
            programme: PROGRAMME,
            policy_version: 1,
            person: EMPLOYEE,
            supervisor: SUPERVISOR,
            day: self.day,
            kind: Kind::Random,
            drawn_for: self.noon,
            due: self.noon,
            closes: self.noon.plus(HOUR),
            deferrals: 0,
            attempts: 0,
            state: State::Waiting,
        };
        // The database takes checks from a draw only.
        let Db::Sqlite { write, .. } = &self.running.house.db else { panic!("the house stands on SQLite") };
        sqlx::query("drop trigger if exists checks_come_from_the_draw").execute(write).await.unwrap();
        let mut tx = self.running.house.db.begin().await.unwrap();
        checks::insert_many(&mut tx, &[check]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

fn person(id: PersonId, supervisor: Option<PersonId>, zone: Zone) -> Person {
    Person {
        id,
        nip: format!("{:018}", id.0.as_u128()),
        name: "Pegawai Uji".into(),
        unit: UNIT,
        position: "Analis".into(),
        position_type: "functional".into(),
        category: "administration".into(),
        supervisor,
        domicile: "Bandung".into(),
        home_address: "Jl. Uji 1".into(),
        phone: String::new(),
        email: format!("{:x}@uji.example", id.0.as_u128()),
        zone,
        pattern: "standard".into(),
        active: true,
    }
}

/// The steps of one robot.
struct Diary(watch::Sender<Vec<Step>>);

impl Diary {
    fn begin() -> (Diary, Told) {
        let (sender, _) = watch::channel(Vec::new());
        let told = sender.clone();
        (Diary(sender), Arc::new(move |step| told.send_modify(|steps| steps.push(step))))
    }

    /// Waits until media of the other end have come in on so many connections.
    async fn media(&self, connections: usize) {
        let mut steps = self.0.subscribe();
        let enough = |steps: &Vec<Step>| steps.iter().filter(|step| **step == Step::MediaFlows).count() == connections;
        let seen = timeout(LIMIT, steps.wait_for(enough)).await;
        assert!(seen.is_ok(), "no media on connection {connections}: {:?}", self.0.borrow());
    }

    fn holds(&self, wanted: impl Fn(&Step) -> bool) -> bool {
        self.0.borrow().iter().any(wanted)
    }
}

/// Two robots at a server.
struct Pair {
    server: Server,
    /// The employee's own view of the record.
    reader: Account,
    employee: Employee,
    supervisor: Supervisor,
    employee_steps: Diary,
    supervisor_steps: Diary,
}

fn media(colour: [u8; 3], hertz: u16) -> Media {
    Media { video: true, audio: true, transport: Transport::Udp, show: Arc::new(Show::prepare(colour, hertz).unwrap()) }
}

impl Pair {
    async fn arrive(response: Response, place: &str) -> Pair {
        let server = Server::open().await;
        let manner = Manner { place: Place::from_words(place), after: Duration::ZERO, response, media: media([160, 60, 40], 660) };
        // Longer than the test: it says itself when enough was seen.
        let watch = LIMIT * 100;
        let bearing = Bearing { verdict: Verdict::AsDeclared, note: String::new(), watch, media: media([40, 90, 160], 440) };
        let (employee_steps, told_employee) = Diary::begin();
        let (supervisor_steps, told_supervisor) = Diary::begin();
        let [one, other] = [1, 2].map(Uuid::from_u128);
        let reader = server.account(EMPLOYEE).await;
        let employee = Employee::arrive(reader.clone(), one, manner, told_employee).await.unwrap();
        let boss = server.account(SUPERVISOR).await;
        let supervisor = Supervisor::arrive(boss, other, bearing, told_supervisor).await.unwrap();
        server.make_check_due().await;
        Pair { server, reader, employee, supervisor, employee_steps, supervisor_steps }
    }
}

/// Reads the check's record until it holds what is wanted.
async fn record_with(reader: &Account, wanted: impl Fn(&CheckRecord) -> bool) -> CheckRecord {
    let mut every = interval(Duration::from_millis(50));
    let mut last = None;
    let found = timeout(LIMIT, async {
        loop {
            every.tick().await;
            let record: CheckRecord = reader.get(&format!("/api/checks/{CALL}")).await.unwrap();
            if wanted(&record) {
                return record;
            }
            last = Some(record);
        }
    })
    .await;
    found.unwrap_or_else(|_| panic!("not on the record: {last:?}"))
}

fn count(record: &CheckRecord, code: &str) -> usize {
    record.facts.iter().filter(|fact| fact.code == code).count()
}

/// Authenticated sound, picture and key frame of that side, as the server saw them.
fn flowed(record: &CheckRecord, side: &str) -> bool {
    ["audio", "video", "keyframe"].iter().all(|what| {
        let wanted = json!({ "side": side, "what": what });
        record.facts.iter().any(|fact| fact.code == "media_flowed" && fact.details == wanted)
    })
}

fn typed(step: &Step) -> bool {
    matches!(step, Step::Typed(text) if !text.is_empty())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_robots_play_a_whole_check_and_the_record_tells_it() {
    let Pair { server, reader, mut employee, mut supervisor, employee_steps, supervisor_steps } =
        Pair::arrive(Response::Answer, "Perpustakaan daerah").await;
    let enough = supervisor.enough();
    let watching = async {
        employee_steps.media(1).await;
        supervisor_steps.media(1).await;
        record_with(&reader, |record| flowed(record, "employee") && flowed(record, "supervisor")).await;
        enough.notify_one();
    };
    let rung = tokio::spawn(async move { employee.one_ring().await });
    let judged = tokio::spawn(async move { supervisor.one_check().await });
    let all = async { tokio::join!(rung, judged, watching) };
    let (rung, judged, ()) = timeout(LIMIT * 3, all).await.expect("the check did not end");
    let (rung, judged) = (rung.unwrap(), judged.unwrap());

    let judged = judged.unwrap();
    let Rung::Talked(of_employee) = rung.unwrap() else { panic!("the employee was in no call") };
    assert_eq!(judged.check, CALL);
    assert_eq!(judged.outcome.as_deref(), Some("answered_as_declared"));
    for flowed in [judged.flowed, of_employee] {
        assert!(flowed.frames > 0 && flowed.audio_packets > 0 && flowed.frames_sent > 0, "{flowed:?}");
        assert_eq!(flowed.connections, 1);
    }
    let record = record_with(&reader, |_| true).await;
    assert_eq!(record.line.verdict.as_deref(), Some("as_declared"));
    for (code, times) in
        [("prompted", 1), ("rang", 1), ("answered", 1), ("declared", 1), ("verdict_given", 1), ("hung_up", 1), ("side_lost", 0)]
    {
        assert_eq!(count(&record, code), times, "{code} in {record:?}");
    }
    for receipt in ["sent", "displayed", "audible"] {
        let seen = |fact: &sidak_robot::wire::Fact| fact.code == "received" && fact.details["receipt"] == receipt;
        assert!(record.facts.iter().any(seen), "{receipt} in {record:?}");
    }
    assert!(employee_steps.holds(|step| *step == Step::DayStarted));
    assert!(employee_steps.holds(typed) && supervisor_steps.holds(typed), "typed words go both ways");
    server.running.stop(Duration::ZERO).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_goes_on_when_both_lines_break_in_the_middle() {
    let Pair { server, reader, mut employee, mut supervisor, employee_steps, supervisor_steps } =
        Pair::arrive(Response::Answer, "home").await;
    let enough = supervisor.enough();
    let hub = server.running.hub.clone();
    let watching = async {
        for connections in [1, 2] {
            employee_steps.media(connections).await;
            supervisor_steps.media(connections).await;
            if connections == 1 {
                hub.reconnect_all(1);
            }
        }
        enough.notify_one();
    };
    let rung = tokio::spawn(async move { employee.one_ring().await });
    let judged = tokio::spawn(async move { supervisor.one_check().await });
    let all = async { tokio::join!(rung, judged, watching) };
    let (rung, judged, ()) = timeout(LIMIT * 3, all).await.expect("the check did not end");
    let (rung, judged) = (rung.unwrap(), judged.unwrap());
    let Rung::Talked(of_employee) = rung.unwrap() else { panic!("the employee was in no call") };
    let judged = judged.unwrap();
    assert_eq!(judged.outcome.as_deref(), Some("answered_as_declared"));
    assert_eq!((judged.flowed.connections, of_employee.connections), (2, 2));
    let record = record_with(&reader, |_| true).await;
    let back = count(&record, "side_back");
    assert!(count(&record, "side_lost") >= 2 && back >= 2, "both were away and came back: {record:?}");
    server.running.stop(Duration::ZERO).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_ring_is_on_the_record_with_its_reason() {
    let Pair { server, reader, mut employee, mut supervisor, employee_steps, .. } =
        Pair::arrive(Response::Decline("Sedang rapat dinas.".into()), "home").await;
    let rung = tokio::select! {
        rung = timeout(LIMIT, employee.one_ring()) => rung.expect("no ring"),
        judged = supervisor.one_check() => panic!("nothing to judge: {judged:?}"),
    };
    assert_eq!(rung.unwrap(), Rung::NotTalked);
    assert!(employee_steps.holds(|step| *step == Step::Declined));
    let record = record_with(&reader, |record| record.line.outcome.is_some()).await;
    assert_eq!(record.line.outcome.as_deref(), Some("declined_with_reason"));
    let declined = record.facts.iter().find(|fact| fact.code == "declined").unwrap();
    assert_eq!(declined.details["words"], "Sedang rapat dinas.");
    server.running.stop(Duration::ZERO).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_robot_that_missed_every_ring_calls_back_and_answers_the_one_more() {
    let Pair { server, reader, mut employee, employee_steps, .. } = Pair::arrive(Response::CallBack, "home").await;
    let house = server.running.house.clone();
    let ring = async || {
        let mut every = interval(Duration::from_millis(20));
        let asked = timeout(LIMIT, async {
            loop {
                every.tick().await;
                let mut tx = house.db.read().await.unwrap();
                if matches!(checks::get(&mut tx, CHECK).await.unwrap(), Some((Check { state: State::Prompted { .. }, .. }, _))) {
                    return;
                }
            }
        });
        asked.await.expect("the supervisor is asked");
        flow::ring::start(&house, CHECK, SUPERVISOR).await.unwrap();
    };
    let pass = |minutes: i64| house.clock.advance_to(house.now().plus(minutes * MINUTE));
    for number in [1, 2] {
        ring().await;
        assert_eq!(timeout(LIMIT, employee.one_ring()).await.expect("no ring").unwrap(), Rung::NotTalked);
        pass(1);
        record_with(&reader, |record| count(record, "ring_ended") == number).await;
        pass(1);
    }
    assert!(!employee_steps.holds(|step| *step == Step::CalledBack), "not before the last");
    assert_eq!(timeout(LIMIT, employee.one_ring()).await.expect("no missed call").unwrap(), Rung::NotTalked);
    assert!(employee_steps.holds(|step| *step == Step::CalledBack));
    ring().await;
    let talking = tokio::spawn(async move { employee.one_ring().await });
    record_with(&reader, |record| count(record, "declared") == 1).await;
    flow::call::verdict(&house, CHECK, SUPERVISOR, Seen::AsDeclared, String::new()).await.unwrap();
    flow::call::hang_up(&house, CHECK, Side::Supervisor).await.unwrap();
    assert!(matches!(timeout(LIMIT, talking).await.unwrap().unwrap().unwrap(), Rung::Talked(_)));
    let record = record_with(&reader, |record| record.line.outcome.is_some()).await;
    assert_eq!((record.line.outcome.as_deref(), count(&record, "called_back")), (Some("called_back"), 1));
    server.running.stop(Duration::ZERO).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pairs_under_load_talk_both_ways_and_are_judged() {
    use sidak_robot::load::{self, Plan};
    let server = Server::open().await;
    let pairs = vec![load::Pair { supervisor: server.account(SUPERVISOR).await, employee: server.account(EMPLOYEE).await }];
    let plan = Plan {
        measure: Duration::from_secs(1),
        supervisor: media([40, 90, 160], 440),
        employee: media([160, 60, 40], 660),
        // The server is this very process.
        server: Some(std::process::id()),
    };
    let loaded = timeout(LIMIT * 2, load::run(pairs, plan)).await.unwrap().unwrap();
    assert_eq!((loaded.pairs, loaded.flowed, loaded.judged), (1, 1, 1), "{loaded}");
    assert!(loaded.frames > 10 && loaded.frames * 10 >= loaded.frames_sent * 8, "{loaded}");
    assert!(loaded.processor.is_some_and(|seconds| seconds > 0.0), "{loaded}");
    assert!(loaded.memory.is_some_and(|(before, with)| before > 0 && with > 0), "{loaded}");
    // The rules have seen a call by hand: it weighs nothing.
    let mut tx = server.running.house.db.read().await.unwrap();
    assert_eq!(checks::manual_by(&mut tx, SUPERVISOR, server.day).await.unwrap(), 1);
}
