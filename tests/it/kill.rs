//! The real binary, killed without warning at each step of a check and started again: the check ends as it should, nothing
//! that was acknowledged is lost, and nothing happens twice. The clock is the real one here, so times are short.

use std::{collections::BTreeMap, path::{Path, PathBuf}, process::Stdio, time::Duration};

use serde_json::{Value, json};
use sidak::{
    app,
    clock::Clock,
    entropy::Entropy,
    flow::{House, accounts},
    signal::wire::{FromClient, ReceiptKind},
    store::{Db, audit, checks, facts, outbox, outcomes},
};
use sidak_core::{
    check::{Check, Fact, Kind, State},
    ids::{CheckId, PersonId},
    outcome::Outcome,
    programme::Policy,
    time::{DAY, HOUR, MINUTE, Moment, SECOND},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    task::JoinSet,
    time::timeout,
};

use crate::support::{
    agency::{self, COLLEAGUE, EMPLOYEE, PROGRAMME, SUPERVISOR},
    pages::{Client, LIMIT, Page, uuid},
    let_checks_in, wib,
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Waiting,
    Prompted,
    Ringing,
    Answered,
    Closing,
    Judged,
}

/// One life of a check with a crash in it.
#[derive(Clone, Copy, Debug)]
struct Crash {
    at: Step,
    /// The server stays down until the ring is over.
    through_the_ring: bool,
    /// The supervisor records a verdict.
    verdict: bool,
    outcome: Outcome,
    reason: &'static str,
    /// Facts that must be on the record so often.
    facts: &'static [(&'static str, usize)],
}

const ONCE: &[(&str, usize)] = &[("prompted", 1), ("rang", 1), ("answered", 1), ("verdict_given", 1), ("ring_voided", 0), ("server_failed", 0)];

fn crash(at: Step) -> Crash {
    Crash { at, through_the_ring: false, verdict: true, outcome: Outcome::AnsweredAsDeclared, reason: "verdict_given", facts: ONCE }
}

fn crashes() -> Vec<Crash> {
    vec![
        crash(Step::Waiting),
        crash(Step::Prompted),
        crash(Step::Ringing),
        Crash {
            through_the_ring: true,
            facts: &[("prompted", 2), ("rang", 2), ("ring_voided", 1), ("answered", 1), ("verdict_given", 1)],
            ..crash(Step::Ringing)
        },
        Crash { facts: &[("prompted", 1), ("rang", 1), ("answered", 1), ("server_restarted", 1), ("verdict_given", 1)], ..crash(Step::Answered) },
        Crash {
            verdict: false,
            outcome: Outcome::SystemFault,
            reason: "server_failed_in_call",
            facts: &[("answered", 1), ("server_restarted", 1), ("server_failed", 1), ("verdict_missing", 1), ("verdict_given", 0)],
            ..crash(Step::Answered)
        },
        crash(Step::Closing),
        crash(Step::Judged),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_loses_no_check_and_doubles_none() {
    let mut lives = JoinSet::new();
    for crash in crashes() {
        lives.spawn(async move { timeout(8 * LIMIT, live(crash)).await.unwrap_or_else(|_| panic!("{crash:?} takes too long")) });
    }
    while let Some(life) = lives.join_next().await {
        life.unwrap();
    }
}

/// From the draw's minute to the end, with the crash where it is wanted.
async fn live(crash: Crash) {
    let mut world = World::make(crash).await;
    world.server = Some(Server::start(&world.folder).await);
    let (mut supervisor, mut employee) = (world.client(SUPERVISOR).await, world.client(EMPLOYEE).await);
    world.crash_at(Step::Waiting, [&mut supervisor, &mut employee]).await;

    let (mut desk, mut phone) = pages(&supervisor, &employee).await;
    desk.until("a prompt", |now| now["prompts"][0]["until"].is_i64()).await;
    assert_eq!(desk.now["prompts"].as_array().unwrap().len(), 1, "what was rolled back does not come");
    if world.crash_at(Step::Prompted, [&mut supervisor, &mut employee]).await {
        (desk, phone) = pages(&supervisor, &employee).await;
    }
    ring(&mut desk, &mut phone, world.check).await;
    if world.crash_at(Step::Ringing, [&mut supervisor, &mut employee]).await {
        (desk, phone) = pages(&supervisor, &employee).await;
        if crash.through_the_ring {
            desk.until("a new prompt", |now| now["prompts"][0]["until"].is_i64()).await;
            ring(&mut desk, &mut phone, world.check).await;
        }
    }
    let attempt = uuid(&phone.until("a ring", |now| now["ring"].is_object()).await["ring"]["attempt"]);
    phone.done(|id| FromClient::Answer { id, attempt }).await;
    let crashed = world.crash_at(Step::Answered, [&mut supervisor, &mut employee]).await;
    if crashed {
        (desk, _) = pages(&supervisor, &employee).await;
    } else {
        phone.done(|id| FromClient::HangUp { id, check: world.check.0 }).await;
    }
    if crash.verdict {
        desk.until("the end of the call", |now| now["calls"][0]["phase"] == "closing").await;
        world.crash_at(Step::Closing, [&mut supervisor, &mut employee]).await;
        supervisor.post(&format!("/api/checks/{}/verdict", world.check), json!({ "verdict": "as_declared" })).await.ok();
        world.crash_at(Step::Judged, [&mut supervisor, &mut employee]).await;
    }
    let line = settled(&employee, world.check).await;
    assert_eq!((line["outcome"].as_str(), line["reasons"][0]["code"].as_str()), (Some(crash.outcome.code()), Some(crash.reason)), "{crash:?}");
    world.server.take().unwrap().kill().await;
    world.nothing_lost_nothing_doubled(crash).await;
}

async fn pages(supervisor: &Client, employee: &Client) -> (Page, Page) {
    (Page::open(supervisor, "Firefox, Windows").await, Page::open(employee, "Chrome, Android").await)
}

async fn ring(desk: &mut Page, phone: &mut Page, check: CheckId) {
    desk.done(|id| FromClient::Start { id, check: check.0 }).await;
    let attempt = uuid(&phone.until("a ring", |now| now["ring"].is_object()).await["ring"]["attempt"]);
    phone.say(&FromClient::Receipt { attempt, kind: ReceiptKind::Audible }).await;
    desk.until("the receipt", |now| now["calls"][0]["ladder"]["ringing"].is_i64()).await;
}

/// The check on the person's own record, once it is judged.
async fn settled(employee: &Client, check: CheckId) -> Value {
    let path = format!("/api/checks/{check}");
    let judged = timeout(LIMIT * 2, async {
        loop {
            let detail = employee.get(&path).await;
            if detail.body["line"]["outcome"].is_string() {
                return detail.body["line"].clone();
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    judged.await.expect("the check is judged in time")
}

struct World {
    folder: TempDir,
    server: Option<Server>,
    crash: Crash,
    check: CheckId,
    /// Begun and rolled back: must never be seen.
    ghost: CheckId,
    tickets: BTreeMap<PersonId, String>,
    /// Facts that somebody was told of.
    acknowledged: Vec<&'static str>,
}

impl World {
    async fn make(crash: Crash) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = format!(
            "listen = \"127.0.0.1:0\"\ndatabase = {:?}\n[media]\nlisten = \"127.0.0.1:0\"\nadvertise = [\"127.0.0.1\"]\n",
            database(folder.path())
        );
        std::fs::write(folder.path().join("sidak.toml"), settings).unwrap();
        let house = open(folder.path()).await;
        agency::fill(&house, &policy(crash)).await;
        let mut tickets = BTreeMap::new();
        for person in [SUPERVISOR, EMPLOYEE] {
            tickets.insert(person, accounts::make_ticket(&house, person, house.now().plus(DAY)).await.unwrap());
        }
        // A crash before its minute needs a minute that is still to come.
        let due = house.now().plus(if crash.at == Step::Waiting { 3 * SECOND } else { 0 });
        let check = row(&house, EMPLOYEE, due);
        let_checks_in(&house.db).await;
        let mut tx = house.db.begin().await.unwrap();
        checks::insert_many(&mut tx, std::slice::from_ref(&check)).await.unwrap();
        tx.commit().await.unwrap();
        let ghost = row(&house, COLLEAGUE, due);
        let mut tx = house.db.begin().await.unwrap();
        checks::insert_many(&mut tx, std::slice::from_ref(&ghost)).await.unwrap();
        drop(tx);
        house.db.close().await;
        Self { folder, server: None, crash, check: check.id, ghost: ghost.id, tickets, acknowledged: Vec::new() }
    }

    async fn client(&self, person: PersonId) -> Client {
        let mut client = Client::nobody(&self.server.as_ref().unwrap().base);
        client.sign_in_with_ticket(&self.tickets[&person]).await;
        client
    }

    /// If this is the step: kill -9, look at what is on the disk, start again. The sign-ins outlive it.
    async fn crash_at(&mut self, step: Step, clients: [&mut Client; 2]) -> bool {
        let told: &[&'static str] = match step {
            Step::Waiting | Step::Closing => &[],
            Step::Prompted => &["prompted"],
            Step::Ringing => &["rang", "received"],
            Step::Answered => &["answered"],
            Step::Judged => &["verdict_given"],
        };
        self.acknowledged.extend(told);
        if step != self.crash.at {
            return false;
        }
        self.server.take().unwrap().kill().await;
        let house = open(self.folder.path()).await;
        let (check, codes) = record(&house, self.check).await;
        for told in &self.acknowledged {
            assert!(codes.contains_key(*told), "{told} was acknowledged and is lost; left are {codes:?}");
        }
        house.db.close().await;
        if let (true, State::Ringing { until, .. }) = (self.crash.through_the_ring, &check.state) {
            while Clock::System.now() <= *until {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        let server = Server::start(&self.folder).await;
        for client in clients {
            client.base.clone_from(&server.base);
        }
        self.server = Some(server);
        true
    }

    async fn nothing_lost_nothing_doubled(&self, crash: Crash) {
        let house = open(self.folder.path()).await;
        let (_, codes) = record(&house, self.check).await;
        for (code, times) in crash.facts {
            assert_eq!(codes.get(*code).copied().unwrap_or(0), *times, "{code} after {crash:?}: {codes:?}");
        }
        let mut tx = house.db.read().await.unwrap();
        let history = outcomes::history(&mut tx, EMPLOYEE, PROGRAMME).await.unwrap();
        assert_eq!(history.iter().map(|row| row.check).collect::<Vec<_>>(), [self.check], "one outcome of {crash:?}");
        assert!(checks::get(&mut tx, self.ghost).await.unwrap().is_none(), "what was rolled back is not there");
        assert!(matches!(audit::verify(&mut tx).await.unwrap(), audit::Chain::Whole { .. }));
        // A kill may come between a commit and its sending; the next start sends what is left.
        drop(tx);
        sidak::flow::outbox::flush(&house).await.unwrap();
        let mut tx = house.db.read().await.unwrap();
        assert!(outbox::take(&mut tx, 10).await.unwrap().is_empty());
        drop(tx);
        house.db.close().await;
    }
}

/// The demo's times, shorter: 2 s to get ready, 5 s to come back.
fn policy(crash: Crash) -> Policy {
    let mut policy = agency::policy();
    policy.answer.prepare_seconds = 2;
    policy.answer.reconnect_seconds = 5;
    if crash.through_the_ring {
        policy.answer.ring_seconds = 15;
    }
    if !crash.verdict {
        policy.answer.verdict_minutes = 0;
    }
    policy
}

fn row(house: &House, person: PersonId, due: Moment) -> Check {
    Check {
        id: CheckId(house.fresh().unwrap()),
        programme: PROGRAMME,
        policy_version: 1,
        person,
        supervisor: SUPERVISOR,
        day: house.now().day_in(&wib()),
        kind: Kind::Random,
        drawn_for: Moment(due.millis() / MINUTE * MINUTE),
        due,
        closes: due.plus(4 * HOUR),
        deferrals: 0,
        attempts: 0,
        state: State::Waiting,
    }
}

/// The check and how often each kind of fact is on its record.
async fn record(house: &House, id: CheckId) -> (Check, BTreeMap<String, usize>) {
    let mut tx = house.db.read().await.unwrap();
    let mut codes = BTreeMap::new();
    for recorded in facts::of(&mut tx, id).await.unwrap() {
        *codes.entry(code(&recorded.fact)).or_default() += 1;
    }
    (checks::get(&mut tx, id).await.unwrap().unwrap().0, codes)
}

fn code(fact: &Fact) -> String {
    serde_json::to_value(fact).unwrap()["fact"].as_str().unwrap().to_owned()
}

fn database(folder: &Path) -> PathBuf {
    folder.join("sidak.db")
}

async fn open(folder: &Path) -> House {
    let db = Db::open(&database(folder).to_string_lossy()).await.unwrap();
    app::house(db, Clock::System, Entropy::Os, false).unwrap()
}

/// A running `sidak serve`.
struct Server {
    process: Child,
    base: String,
}

impl Server {
    async fn start(folder: &TempDir) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_sidak"))
            .args(["serve", "--config"])
            .arg(folder.path().join("sidak.toml"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let listening = timeout(LIMIT, async {
            while let Some(line) = lines.next_line().await.unwrap() {
                if let Some(base) = line.strip_prefix("listening on ") {
                    return base.to_owned();
                }
            }
            panic!("the server ended instead of listening");
        });
        let base = listening.await.expect("the server listens in time");
        Self { process, base }
    }

    /// SIGKILL: no farewell, no flush.
    async fn kill(mut self) {
        self.process.kill().await.unwrap();
    }
}
