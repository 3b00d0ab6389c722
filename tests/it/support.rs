//! A house to test in: a database in a temporary folder, a clock that is moved by hand, seeded randomness, and on wish
//! the whole server on a free port with a real relay. Nothing here waits for time to pass.

pub mod agency;
pub mod pages;
pub mod pushes;
pub mod robots;
pub mod schema;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use sidak::{
    app::{self, Running},
    clock::Clock,
    config::{Config, MediaConfig},
    entropy::Entropy,
    flow::{House, accounts, tick},
    store::{Db, audit, checks, outbox},
};
use sidak_core::{
    check::{Check, Kind, State},
    ids::{CheckId, PersonId},
    time::{DAY, Day, MINUTE, Moment, SECOND, Zone},
};
use tempfile::TempDir;

use agency::{EMPLOYEE, PROGRAMME, SUPERVISOR};
use pages::{Client, Page};

/// The Monday on which tests begin; the weeks after it have no holiday but 17 June 2026.
pub const MONDAY: &str = "2026-06-22";

pub struct TestApp {
    pub house: House,
    running: Option<Running>,
    // Deleted last.
    folder: TempDir,
}

impl TestApp {
    /// An empty house, on [`MONDAY`] at nine.
    pub async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open_throwaway(&folder.path().join("sidak.db")).await.unwrap();
        let house = app::house(db, Clock::manual(at(MONDAY, 9, 0)), Entropy::seeded(7), false).unwrap();
        Self { house, running: None, folder }
    }

    /// With the small agency of [`agency`], who all work from home for four weeks.
    pub async fn new() -> Self {
        let app = Self::empty().await;
        agency::fill(&app.house, &agency::policy()).await;
        app
    }

    /// Serves it on a free port of this machine, relay and all.
    pub async fn serve(self) -> Self {
        self.serve_with(config()).await
    }

    pub async fn serve_with(mut self, config: Config) -> Self {
        self.running = Some(app::start(config, self.house.clone()).await.unwrap());
        self
    }

    pub fn running(&self) -> &Running {
        self.running.as_ref().expect("this house is not served")
    }

    pub fn base(&self) -> String {
        format!("http://{}", self.running().addr)
    }

    pub fn now(&self) -> Moment {
        self.house.now()
    }

    pub fn today(&self) -> Day {
        self.now().day_in(&wib())
    }

    /// Straight to a moment, and one turn of the heartbeat there.
    pub async fn to(&self, moment: Moment) {
        self.house.clock.advance_to(moment);
        tick::turn(&self.house).await.unwrap();
    }

    /// Second after second, as the heartbeat does, so that everything due on the way comes at its moment.
    pub async fn pass(&self, millis: i64) {
        let end = self.now().plus(millis);
        while self.now() < end {
            self.house.clock.advance_to(self.now().plus(SECOND).min(end));
            tick::wake_checks(&self.house).await.unwrap();
        }
        tick::turn(&self.house).await.unwrap();
    }

    /// After a leap of the clock: waits for the server's own heartbeat to have seen it.
    pub async fn ready(&self) {
        let nobody = Client::nobody(&self.base());
        for _ in 0..1_000 {
            if nobody.get("/readyz").await.status == 200 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("the server is not ready after ten seconds");
    }

    /// Signed in as that person, by a ticket.
    pub async fn client(&self, person: PersonId) -> Client {
        let ticket = accounts::make_ticket(&self.house, person, self.now().plus(DAY)).await.unwrap();
        let mut client = Client::nobody(&self.base());
        client.sign_in_with_ticket(&ticket).await;
        client
    }

    /// An open page of that person, on a browser of its own.
    pub async fn page(&self, person: PersonId) -> Page {
        Page::open(&self.client(person).await, "Chrome, Android").await
    }

    /// A check of the employee that has just come due.
    pub async fn due_check(&self) -> CheckId {
        self.check_of(EMPLOYEE, SUPERVISOR, self.now(), self.today().plus(1).at(0, &wib())).await
    }

    /// A check as the draw makes it, without a draw.
    pub async fn check_of(&self, person: PersonId, supervisor: PersonId, due: Moment, closes: Moment) -> CheckId {
        let check = Check {
            id: CheckId(self.house.fresh().unwrap()),
            programme: PROGRAMME,
            policy_version: 1,
            person,
            supervisor,
            day: self.today(),
            kind: Kind::Random,
            drawn_for: Moment(due.millis() / MINUTE * MINUTE),
            due,
            closes,
            deferrals: 0,
            attempts: 0,
            state: State::Waiting,
        };
        let_checks_in(&self.house.db).await;
        let mut tx = self.house.db.begin().await.unwrap();
        checks::insert_many(&mut tx, std::slice::from_ref(&check)).await.unwrap();
        tx.commit().await.unwrap();
        check.id
    }

    pub async fn check(&self, id: CheckId) -> Check {
        let mut tx = self.house.db.read().await.unwrap();
        checks::get(&mut tx, id).await.unwrap().unwrap().0
    }
}

impl Drop for TestApp {
    /// What was committed was also sent, and nobody has touched the audit log.
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let path = self.folder.path().join("sidak.db");
        let looked = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                // Connections of its own: those of the test come back only while the test's runtime turns.
                let db = Db::open(&path.to_string_lossy()).await.unwrap();
                let result = settled(&db).await;
                db.close().await;
                result
            })
        });
        looked.join().unwrap().unwrap();
    }
}

/// The outbox of a served house may hold a row for a moment between a commit and its sending.
async fn settled(db: &Db) -> Result<(), String> {
    let mut waiting = usize::MAX;
    for _ in 0..200 {
        let mut tx = db.read().await.unwrap();
        waiting = outbox::take(&mut tx, 100).await.unwrap().len();
        if waiting == 0 {
            let chain = audit::verify(&mut tx).await.unwrap();
            return if matches!(chain, audit::Chain::Whole { .. }) { Ok(()) } else { Err(format!("the audit log is {chain:?}")) };
        }
        drop(tx);
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    Err(format!("{waiting} effects were committed and never sent"))
}

pub fn config() -> Config {
    let local = IpAddr::V4(Ipv4Addr::LOCALHOST);
    Config {
        listen: SocketAddr::new(local, 0),
        media: MediaConfig { listen: SocketAddr::new(local, 0), advertise: vec![local] },
        ..Config::default()
    }
}

pub fn wib() -> Zone {
    Zone::parse("WIB").unwrap()
}

pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A local clock time in western Indonesia.
pub fn at(on: &str, hour: u16, minute: u16) -> Moment {
    day(on).at(hour * 60 + minute, &wib())
}

/// Lets tests make checks without a draw, which the database refuses otherwise.
pub async fn let_checks_in(db: &Db) {
    let Db::Sqlite { write, .. } = db else { panic!("the house stands on SQLite") };
    sqlx::query("drop trigger if exists checks_come_from_the_draw").execute(write).await.unwrap();
}
