//! A provider is down for some minutes: whom it hit is not blamed, whoever heard the ring and did not answer is, and nobody
//! before it is sure. The clock is moved by hand.

use std::collections::{BTreeMap, HashMap};

use sidak::{
    flow::{self, access, attendance, dashboard, desk, lines::{self, Origin}, outage},
    shape::{self, dashboard::{DashboardQuery, Range}, today::StartDay},
    store::{Db, audit, cases, lines as line_rows, outages, outcomes, people, quality, rollups, rota, scores},
};
use sidak_core::{
    check::{Receipt, Side},
    ids::{AttemptId, CheckId, DeviceId, PersonId, SessionId},
    outcome::{Outcome, Reason},
    rota::Mode,
    time::{DAY, MINUTE, SECOND},
};
use uuid::Uuid;

use crate::support::{
    MONDAY, TestApp,
    agency::{self, EMPLOYEE, LEADER, OFFICE, UNIT_A},
    at, day,
    pages::Page,
};

const TEAMS: u128 = 5;
const TEAM: u128 = 3;

/// What one member of the staff lives through.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Lot {
    /// On the provider that is down, with the day started or not.
    Down,
    DownAndNotStarted,
    /// On the same provider, but the device sounded.
    HeardIt,
    /// On another provider: answers, hears it and does not answer, or has the telephone off.
    Answers,
    IgnoresIt,
    Off,
}

const LOTS: [Lot; 15] = [
    Lot::Down, Lot::Down, Lot::Answers, Lot::Down, Lot::Down, Lot::Answers, Lot::Down, Lot::HeardIt, Lot::IgnoresIt,
    Lot::Down, Lot::DownAndNotStarted, Lot::Off, Lot::Down, Lot::Answers, Lot::Answers,
];

fn supervisor(team: u128) -> PersonId {
    PersonId(Uuid::from_u128(0x400 + team))
}

fn staff(n: usize) -> PersonId {
    PersonId(Uuid::from_u128(0x500 + n as u128))
}

fn phone(person: PersonId) -> DeviceId {
    DeviceId(Uuid::from_u128(0xf000 + person.0.as_u128()))
}

fn network(lot: Lot) -> Origin {
    let down = matches!(lot, Lot::Down | Lot::DownAndNotStarted | Lot::HeardIt);
    Origin { network: Some(if down { "198.51.100.0/24" } else { "203.0.113.0/24" }.into()), browser: Some("Chrome 131".into()) }
}

/// Five teams of three, at home today; one counted miss is enough for a recommendation.
async fn house() -> TestApp {
    let app = TestApp::empty().await;
    let mut policy = agency::policy();
    policy.answer.ready_within_minutes = 30;
    (policy.score.min_checks, policy.score.min_misses, policy.score.probability) = (1, 1, 0.0);
    agency::fill(&app.house, &policy).await;
    let mut tx = app.house.db.begin().await.unwrap();
    let add = |id: PersonId, supervisor, n: u128| people::Person {
        id,
        supervisor: Some(supervisor),
        nip: format!("1990010120150110{n:02}"),
        name: format!("Pegawai {n}"),
        email: format!("pegawai{n}@contoh.example"),
        ..agency::row(EMPLOYEE)
    };
    for team in 0..TEAMS {
        people::insert(&mut tx, &add(supervisor(team), LEADER, 50 + team)).await.unwrap();
        for n in team * TEAM..(team + 1) * TEAM {
            people::insert(&mut tx, &add(staff(n as usize), supervisor(team), n)).await.unwrap();
            rota::set(&mut tx, staff(n as usize), day(MONDAY), Mode::Home, None, app.now()).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
    app.house.clock.advance_to(at(MONDAY, 9, 10));
    for (n, lot) in LOTS.into_iter().enumerate() {
        lines::arrived(&app.house, staff(n), phone(staff(n)), "Chrome, Android", &network(lot)).await.unwrap();
        if lot != Lot::DownAndNotStarted {
            let place = shape::Place { kind: shape::PlaceKind::Home, words: String::new() };
            let wish = StartDay { place, tests: Vec::new(), device: None, shift_minutes: None };
            attendance::start(&app.house, staff(n), wish).await.unwrap();
        }
    }
    app
}

/// Each team calls its members one after the other, three minutes each, from ten o'clock: all within one slot.
async fn morning(app: &TestApp) -> Vec<CheckId> {
    let mut checks: BTreeMap<usize, CheckId> = BTreeMap::new();
    for round in 0..TEAM {
        app.to(at(MONDAY, 10, 0).plus(round as i64 * 3 * MINUTE)).await;
        let called: Vec<usize> = (0..TEAMS).map(|team| (team * TEAM + round) as usize).collect();
        for n in &called {
            let check = app.check_of(staff(*n), supervisor(*n as u128 / TEAM), app.now(), at(MONDAY, 18, 0)).await;
            checks.insert(*n, check);
        }
        app.pass(SECOND).await;
        for ring in 0..2 {
            for n in &called {
                ring_once(app, *n, checks[n], ring).await;
            }
            // Sixty seconds it rings; a minute later comes the second ring.
            app.pass(if ring == 0 { 120 } else { 60 } * SECOND).await;
        }
    }
    checks.into_values().collect()
}

async fn ring_once(app: &TestApp, n: usize, check: CheckId, ring: u32) {
    let (person, lot) = (staff(n), LOTS[n]);
    if lot == Lot::Answers && ring == 1 {
        return;
    }
    let attempt = match flow::ring::start(&app.house, check, supervisor(n as u128 / TEAM)).await {
        Ok(attempt) => attempt,
        Err(error) => panic!("{n} {lot:?} ring {ring}: {error} in {:?}", app.check(check).await.state),
    };
    let sound = |receipt| flow::ring::received(&app.house, person, attempt, phone(person), receipt);
    match lot {
        Lot::Down | Lot::DownAndNotStarted | Lot::Off => {}
        Lot::HeardIt | Lot::IgnoresIt => sound(Receipt::Audible).await.unwrap(),
        Lot::Answers => {
            sound(Receipt::Audible).await.unwrap();
            flow::ring::answer(&app.house, person, attempt, phone(person)).await.unwrap();
            flow::call::media(&app.house, check, Side::Employee, sidak_core::check::Media::Video).await.unwrap();
            flow::call::verdict(&app.house, check, supervisor(n as u128 / TEAM), sidak_core::check::Verdict::AsDeclared, String::new()).await.unwrap();
            flow::call::hang_up(&app.house, check, Side::Supervisor).await.unwrap();
        }
    }
}

async fn outcome(app: &TestApp, check: CheckId) -> outcomes::OutcomeRow {
    let mut tx = app.house.db.read().await.unwrap();
    outcomes::of_checks(&mut tx, &[check]).await.unwrap().remove(0)
}

async fn has_case(app: &TestApp, n: usize) -> bool {
    let mut tx = app.house.db.read().await.unwrap();
    cases::latest_of_person(&mut tx, staff(n)).await.unwrap().is_some()
}

fn before(lot: Lot) -> Outcome {
    match lot {
        Lot::Down | Lot::Off => Outcome::NotReached,
        Lot::DownAndNotStarted => Outcome::NotReady,
        Lot::HeardIt | Lot::IgnoresIt => Outcome::ReachedNotAnswered,
        Lot::Answers => Outcome::AnsweredAsDeclared,
    }
}

fn after(lot: Lot) -> Outcome {
    if matches!(lot, Lot::Down | Lot::DownAndNotStarted) { Outcome::SystemFault } else { before(lot) }
}

/// By outcome, as the sums of the dashboard have it.
async fn sums(app: &TestApp) -> HashMap<Outcome, (u32, u32)> {
    let mut tx = app.house.db.read().await.unwrap();
    let rows = rollups::outcomes(&mut tx, &[OFFICE], rollups::Reach::Whole, day(MONDAY), day(MONDAY)).await.unwrap();
    rows.into_iter().map(|row| (row.outcome, (row.checks, row.counted))).collect()
}

fn expected(of: fn(Lot) -> Outcome) -> HashMap<Outcome, (u32, u32)> {
    let mut sums: HashMap<Outcome, (u32, u32)> = HashMap::new();
    for outcome in LOTS.map(of) {
        let sum = sums.entry(outcome).or_default();
        let counted = matches!(outcome, Outcome::NotReady | Outcome::ReachedNotAnswered | Outcome::AnsweredAsDeclared);
        *sum = (sum.0 + 1, sum.1 + u32::from(counted));
    }
    sums
}

#[tokio::test]
async fn whom_a_provider_failed_is_not_blamed_and_who_heard_it_is() {
    let app = house().await;
    let checks = morning(&app).await;
    for (n, check) in checks.iter().enumerate() {
        assert_eq!(outcome(&app, *check).await.outcome, before(LOTS[n]), "{n}");
        assert!(!has_case(&app, n).await, "nobody is blamed while a ring may still turn out to be void");
    }
    assert_eq!(sums(&app).await, expected(before));
    let late = LOTS.iter().position(|lot| *lot == Lot::DownAndNotStarted).unwrap();
    assert_eq!(missed(&app, late).await, 1);

    // The slot is over, but a ring of 15 minutes could still run.
    app.to(at(MONDAY, 10, 25)).await;
    assert_eq!(sums(&app).await, expected(before));
    for _ in 0..2 {
        app.to(at(MONDAY, 10, 26)).await;
        app.house.clock.advance_to(at(MONDAY, 10, 27));
        for (n, check) in checks.iter().enumerate() {
            let row = outcome(&app, *check).await;
            assert_eq!(row.outcome, after(LOTS[n]), "{n} {:?}", LOTS[n]);
            let by_outage = matches!(row.reasons.first(), Reason::MassOutage { kind: sidak_core::outage::Kind::Provider, .. });
            assert_eq!(by_outage, after(LOTS[n]) == Outcome::SystemFault, "{n}");
        }
        assert_eq!(sums(&app).await, expected(after));
        assert_eq!(missed(&app, late).await, 0, "and the index with it");
    }
    told(&app).await;
    logged(&app).await;

    assert!(!any_case(&app).await, "still not sure");
    app.to(at(MONDAY, 11, 15)).await;
    assert!(!any_case(&app).await);
    app.to(at(MONDAY, 11, 16)).await;
    for (n, lot) in LOTS.into_iter().enumerate() {
        let blamed = matches!(lot, Lot::HeardIt | Lot::IgnoresIt);
        assert_eq!(has_case(&app, n).await, blamed, "{n} {lot:?}");
    }
}

async fn any_case(app: &TestApp) -> bool {
    for n in 0..LOTS.len() {
        if has_case(app, n).await {
            return true;
        }
    }
    false
}

async fn missed(app: &TestApp, n: usize) -> u32 {
    let mut tx = app.house.db.read().await.unwrap();
    scores::get(&mut tx, staff(n), agency::PROGRAMME).await.unwrap().unwrap().missed
}

/// Who hears of it: whom it concerned, the own supervisor, and the dashboard in numbers; nobody learns what was down.
async fn told(app: &TestApp) {
    for (n, lot) in LOTS.into_iter().enumerate() {
        let today = attendance::today(&app.house, staff(n)).await.unwrap();
        let concerned = after(lot) != before(lot);
        assert_eq!(today.outages.len(), usize::from(concerned), "{n} {lot:?}");
        if concerned {
            assert_eq!((today.outages[0].kind.as_str(), today.outages[0].rings, today.outages[0].people), ("provider", Some(2), Some(1)));
        }
    }
    let first_team = desk::of(&app.house, supervisor(0)).await.unwrap();
    assert_eq!(first_team.outages.iter().map(|line| (line.rings, line.people)).collect::<Vec<_>>(), [(Some(4), Some(2))]);
    assert!(desk::of(&app.house, agency::SUPERVISOR).await.unwrap().outages.is_empty());
    let board = board(app, LEADER).await;
    let hit = LOTS.iter().filter(|lot| after(**lot) != before(**lot)).count() as u32;
    assert_eq!(board.outages.iter().map(|line| (line.kind.as_str(), line.rings, line.people)).collect::<Vec<_>>(), [("provider", Some(2 * hit), Some(hit))]);
    assert!(self::board(app, agency::HEAD_B).await.outages.is_empty(), "nobody of unit B was concerned");
    let text = serde_json::to_string(&board.outages).unwrap();
    assert!(!text.contains("198.51") && !text.contains("value"), "{text}");
}

async fn board(app: &TestApp, who: PersonId) -> shape::dashboard::Dashboard {
    let mut tx = app.house.db.read().await.unwrap();
    let asker = access::asker(&mut tx, who, SessionId(Uuid::nil())).await.unwrap();
    drop(tx);
    dashboard::dashboard(&app.house, &asker, &DashboardQuery { unit: None, range: Some(Range::Week) }).await.unwrap()
}

async fn logged(app: &TestApp) {
    let mut tx = app.house.db.read().await.unwrap();
    let log = audit::list(&mut tx, 200, None).await.unwrap();
    let count = |action: &str| log.iter().filter(|entry| entry.action == action).count();
    assert_eq!((count("outage.found"), count("check.ring_in_outage")), (1, 2 * LOTS.iter().filter(|lot| after(**lot) != before(**lot)).count()));
}

/// The same morning, but those on the provider that is down simply do not answer: nothing is found.
#[tokio::test]
async fn a_team_cannot_void_its_misses_by_not_answering_together() {
    let app = TestApp::new().await;
    for person in agency::AT_HOME {
        lines::arrived(&app.house, person, phone(person), "Chrome, Android", &network(Lot::Down)).await.unwrap();
    }
    let check = app.due_check().await;
    app.pass(SECOND).await;
    let attempt = flow::ring::start(&app.house, check, agency::SUPERVISOR).await.unwrap();
    flow::ring::received(&app.house, EMPLOYEE, attempt, phone(EMPLOYEE), Receipt::Audible).await.unwrap();
    app.to(app.now().plus(3 * 60 * MINUTE)).await;
    let mut tx = app.house.db.read().await.unwrap();
    assert!(outages::since(&mut tx, sidak_core::time::Moment(0), 10).await.unwrap().is_empty());
    assert!(!outages::has_open(&mut tx, EMPLOYEE).await.unwrap());
}

/// A ring that sounded, and a time in which the server could not hear the answer.
#[tokio::test]
async fn a_ring_that_sounded_is_void_only_when_the_answer_could_not_arrive() {
    for (gap, wanted) in [((30, 300), Outcome::SystemFault), ((300, 900), Outcome::ReachedNotAnswered)] {
        let app = TestApp::new().await;
        lines::arrived(&app.house, EMPLOYEE, phone(EMPLOYEE), "Chrome, Android", &Origin::default()).await.unwrap();
        let check = app.due_check().await;
        app.pass(SECOND).await;
        let began = app.now();
        for ring in 0..2 {
            let attempt: AttemptId = flow::ring::start(&app.house, check, agency::SUPERVISOR).await.unwrap();
            flow::ring::received(&app.house, EMPLOYEE, attempt, phone(EMPLOYEE), Receipt::Audible).await.unwrap();
            app.pass(if ring == 0 { 120 } else { 60 } * SECOND).await;
        }
        assert_eq!(outcome(&app, check).await.outcome, Outcome::ReachedNotAnswered);
        outage::could_not_work(&app.house, began.plus(gap.0 * SECOND), began.plus(gap.1 * SECOND)).await.unwrap();
        app.to(began.plus(40 * MINUTE)).await;
        assert_eq!(outcome(&app, check).await.outcome, wanted, "{gap:?}");
    }
}

/// Thirty days and no more: rings, lines and summaries of line quality go; that there was an outage stays, without the line.
#[tokio::test]
async fn after_thirty_days_only_the_outage_itself_is_left() {
    let app = house().await;
    let checks = morning(&app).await;
    app.to(at(MONDAY, 12, 0)).await;
    let kept_at = app.now();
    let mut tx = app.house.db.begin().await.unwrap();
    let summary = serde_json::json!({ "readings": 3 });
    quality::put(&mut tx, checks[0], Side::Employee, &summary, kept_at).await.unwrap();
    tx.commit().await.unwrap();
    let left = async |app: &TestApp| {
        let mut tx = app.house.db.read().await.unwrap();
        let qualities = quality::of::<serde_json::Value>(&mut tx, checks[0]).await.unwrap().len();
        (rows(&app.house.db, "rings").await, rows(&app.house.db, "device_lines").await, qualities)
    };
    let (rings, lines_then, one) = left(&app).await;
    assert!(rings > 20 && lines_then == 15 && one == 1, "{rings} {lines_then} {one}");
    app.to(at(MONDAY, 9, 9).plus(30 * DAY)).await;
    assert_eq!(left(&app).await, (rings, lines_then, 1), "on the thirtieth day all is there");
    app.to(at(MONDAY, 12, 0).plus(30 * DAY)).await;
    assert_eq!(left(&app).await, (0, 0, 1), "at the bound a summary is still kept");
    app.to(at(MONDAY, 12, 20).plus(30 * DAY)).await;
    assert_eq!(left(&app).await, (0, 0, 0));
    // What is kept by days goes with the whole day.
    app.to(at(MONDAY, 12, 20).plus(31 * DAY)).await;
    assert_eq!(rows(&app.house.db, "line_days").await, 0);
    let mut tx = app.house.db.read().await.unwrap();
    let known = outages::since(&mut tx, sidak_core::time::Moment(0), 10).await.unwrap();
    assert_eq!((known.len(), known[0].value), (1, None));
    let still = outages::of_units(&mut tx, &[UNIT_A], sidak_core::time::Moment(0)).await.unwrap();
    assert_eq!(still.len(), 1, "how many it concerned is no personal data");
}

async fn rows(db: &Db, table: &'static str) -> i64 {
    let Db::Sqlite { read, .. } = db else { panic!() };
    let count = match table {
        "rings" => "select count(*) from rings",
        "device_lines" => "select count(*) from device_lines",
        _ => "select count(*) from line_days",
    };
    sqlx::query_scalar(count).fetch_one(read).await.unwrap()
}

/// What is kept of a connection is a number that only this installation can make.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_address_of_a_browser_is_stored() {
    let app = TestApp::new().await.serve().await;
    let client = app.client(EMPLOYEE).await;
    let device = Uuid::from_u128(0x77);
    let _page = Page::open_on(&client, "Chrome, Android", device).await;
    let mut tx = app.house.db.read().await.unwrap();
    let known = line_rows::of_person(&mut tx, EMPLOYEE, sidak_core::time::Moment(0)).await.unwrap();
    assert_eq!((known.len(), known[0].device, known[0].node), (1, DeviceId(device), app.house.node));
    let secret = line_rows::known_secret(&mut tx).await.unwrap().unwrap();
    let network = sidak_core::outage::keyed(&secret, sidak_core::outage::Kind::Provider, "127.0.0.0/24");
    assert_eq!(known[0].provider, Some(network));
    assert_eq!(known[0].browser, None, "this client does not say what it is");
}
