//! `sidak demo`: a made-up agency to try everything with, in a temporary folder that is gone at the end.
//!
//! Its 60 working days of history come from the real rules and flows under a clock moved by hand and people with habits
//! (`history`), never from canned rows. One thing is staged, and said so: today's secret is chosen so that the first
//! check comes due within a minute, because nobody wants to wait for chance. A real server draws its secret once.

mod agency;
mod habits;
mod history;
pub mod pairs;

use std::time::Duration;

use rand::{SeedableRng, rngs::ChaCha20Rng};
use sidak_core::{
    draw::{self, Candidate, CycleSecret, DaySecret},
    programme::{Policy, presets},
    time::{DAY, Day, MINUTE, Moment, Window, Zone},
};

use crate::{
    app,
    clock::Clock,
    config::{Config, MediaConfig, PushConfig, TurnConfig},
    entropy::Entropy,
    flow::{Done, FlowError, House, accounts, plan},
    store::{Db, plans, programmes},
};
use agency::Agency;

/// Two to each of the twelve teams, beside their superiors.
const PEOPLE_MIN: usize = 43;
const PEOPLE_MAX: usize = 2_000;
/// Working days behind us when the demo opens.
const HISTORY_DAYS: usize = 60;
/// The same people and habits each time; the draws themselves use real randomness.
const SEED: u64 = 20_230_821;
/// Secrets tried until the first check is near.
const TRIES_MAX: u32 = 200_000;
/// Links work so long.
const TICKETS_MS: i64 = 7 * DAY;
/// At a stop the demo does not wait for calls.
const GRACE: Duration = Duration::from_secs(2);

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Makes the agency and its past, serves it on localhost, and runs until it is stopped.
///
/// # Errors
/// When the temporary folder, the port or the relay cannot be had.
pub async fn run(port: u16, people: usize, push_service: Option<String>, settings: Option<Config>, load: Option<pairs::Wanted>) -> Outcome {
    if !(PEOPLE_MIN..=PEOPLE_MAX).contains(&people) {
        return Err(format!("--people takes {PEOPLE_MIN} to {PEOPLE_MAX}").into());
    }
    let folder = tempfile::Builder::new().prefix("sidak-demo-").tempdir()?;
    let path = folder.path().join("demo.db");
    let db = Db::open_throwaway(&path).await?;
    let began = std::time::Duration::from_millis(u64::try_from(Clock::System.now().millis()).unwrap_or_default());
    eprint!("Making an agency of {people} people and {HISTORY_DAYS} working days of history");
    let past = Clock::manual(Moment(0));
    let staged = app::house(db.clone(), past, Entropy::Os, true)?;
    let agency = make(&staged, people, Clock::System.now()).await?;
    let took = u64::try_from(Clock::System.now().millis()).unwrap_or_default().saturating_sub(u64::try_from(began.as_millis()).unwrap_or_default());
    eprintln!(" took {},{} s", took / 1000, took % 1000 / 100);

    let house = app::house(db, Clock::System, Entropy::Os, true)?;
    let (media, turn) = settings.map_or_else(
        || (MediaConfig { listen: std::net::SocketAddr::from(([0, 0, 0, 0], 0)), advertise: Vec::new() }, TurnConfig::default()),
        |settings| (settings.media, settings.turn),
    );
    let config = Config {
        listen: std::net::SocketAddr::from(([127, 0, 0, 1], port)),
        media,
        turn,
        push: PushConfig { allow: push_service.into_iter().collect(), ..PushConfig::default() },
        ..Config::default()
    };
    // Before the heartbeat starts, which would draw the day as a real server does.
    open_today(&house, &agency).await?;
    let running = app::start(config, house.clone()).await?;
    print_links(&house, &agency, running.addr.port()).await?;
    if let Some(wanted) = &load {
        pairs::make(&house, &agency, wanted, running.addr.port()).await?;
    }
    println!("listening on http://{}", running.addr);
    crate::serve::told_to_stop().await;
    running.stop(GRACE).await;
    Ok(())
}

/// Staff, programme, rota and the past up to yesterday.
///
/// # Errors
/// When the store fails.
pub async fn make(house: &House, people: usize, today_at: Moment) -> Done<Agency> {
    let zone = wib()?;
    let today = today_at.day_in(&zone);
    let days = history::working_days_before(house, today, HISTORY_DAYS);
    let first = days.first().copied().unwrap_or(today);
    house.clock.advance_to(first.plus(-2).at(9 * 60, &zone));
    let mut rng = ChaCha20Rng::seed_from_u64(SEED);
    let agency = agency::make(house, &mut rng, people, first, &days, today).await?;
    let mut past = policy("dki-2023", first, today)?;
    // In a year whose holidays are not known to this program the demo still has a past.
    past.hours.holidays_are_free = house.calendar().unknown_years(past.from, today).is_empty();
    agency::add_policy(house, &agency, 1, &past).await?;
    history::live(house, &agency, &days, &mut rng).await?;
    house.clock.advance_to(today_at);
    // From today on the demo's programme is open at any hour, and says so.
    agency::add_policy(house, &agency, 2, &policy("demo", first, today)?).await?;
    Ok(agency)
}

fn wib() -> Done<Zone> {
    Zone::parse("WIB").map_err(|_| FlowError::NotFound)
}

/// A preset with this demo's days.
fn policy(preset: &str, from: Day, today: Day) -> Done<Policy> {
    let toml = presets().iter().find(|(id, _)| *id == preset).map_or("", |(_, toml)| toml);
    let mut policy = Policy::from_toml(toml).map_err(|_| FlowError::NotFound)?;
    policy.from = from.plus(-7);
    policy.to = today.plus(60);
    Ok(policy)
}

/// Draws today so that the story's employee comes up within a minute.
async fn open_today(house: &House, agency: &Agency) -> Done<()> {
    let zone = wib()?;
    let today = house.now().day_in(&zone);
    let mut tx = house.db.begin().await?;
    let version = programmes::latest(&mut tx, agency.programme).await?.ok_or(FlowError::NotFound)?;
    let cycle = CycleSecret::new(plans::cycle_secret(&mut tx, agency.programme, house.entropy.bytes()?, house.now()).await?);
    tx.commit().await?;
    let start = house.now().millis() / MINUTE * MINUTE + MINUTE;
    let windows = vec![Window { start: Moment(start), end: today.plus(1).at(0, &zone) }];
    let alone = [Candidate {
        person: agency.employee,
        supervisor: agency.supervisor,
        windows,
        policy_version: version.version,
        days_since_check: 0,
        cycle: 0,
    }];
    for _ in 0..TRIES_MAX {
        let secret = DaySecret::new(house.entropy.bytes()?);
        // Everybody draws from a key of their own, so one person's minute can be looked at alone.
        let near = draw::plan_day(today, agency.programme, &version.policy.draw, &alone, &secret, &cycle)
            .is_ok_and(|plan| plan.checks.first().is_some_and(|check| check.slot == 0));
        if near {
            plan::make_with(house, &version, today, || Ok(secret)).await?;
            return Ok(());
        }
    }
    plan::make(house, &version, today).await.map(|_| ())
}

async fn print_links(house: &House, agency: &Agency, port: u16) -> Done<()> {
    let expires = house.now().plus(TICKETS_MS);
    println!("\nSidak demo. Open the first two side by side; a check of the employee comes due within a minute.\n");
    // Different host names keep the sign-ins of one browser apart.
    let people = [
        ("supervisor (atasan)", agency.supervisor, "localhost", "SUPERVISOR_LINK"),
        ("employee (pegawai)", agency.employee, "127.0.0.1", "EMPLOYEE_LINK"),
        ("leader (pimpinan)", agency.leader, "pimpinan.localhost", "LEADER_LINK"),
        ("agency (BKD)", agency.admin, "bkd.localhost", "ADMIN_LINK"),
        ("auditor (inspektorat)", agency.auditor, "inspektorat.localhost", "AUDITOR_LINK"),
    ];
    for (what, person, host, name) in people {
        let ticket = accounts::make_ticket(house, person, expires).await?;
        println!("  {what:<22} {name}=http://{host}:{port}/masuk#tiket={ticket}");
    }
    println!(
        "\nOnly one browser? Let software play the employee:\n  cargo run --release -p sidak-robot -- answer 'http://127.0.0.1:{port}/masuk#tiket={}'\n",
        accounts::make_ticket(house, agency.employee, expires).await?
    );
    println!("Today's secret was chosen so that you need not wait; a real server draws once. Stop with Ctrl-C: nothing is kept.\n");
    Ok(())
}
