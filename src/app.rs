//! Puts the parts together: the only place that picks concrete ones, in start order, and stops them in reverse.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use sidak_core::{calendar::{Calendar, CalendarError}, time::{Moment, SECOND}};
use tokio::{net::TcpListener, sync::{mpsc, watch}, task::JoinHandle, time::MissedTickBehavior};

use crate::{
    api::{self, App, health::Health},
    bus::Bus,
    clock::Clock,
    config::{Config, ConfigError},
    entropy::Entropy,
    flow::{self, House, calendar::{self, Calendars}, push, pusher, tick},
    media::{MediaError, Relay, RelayConfig, turn},
    notify::Settings,
    serve,
    signal::{Hub, servers::Servers, socket::Desk, witness},
    store::{Db, OpenError},
};

/// The heartbeat: how often what is due is looked at.
const TURN: Duration = Duration::from_millis(1_000);
/// Weekly reports are looked for so often.
const WATCH_TURN: Duration = Duration::from_secs(300);
/// Facts of the relay waiting to be written down.
const WITNESS_QUEUE: usize = 4_096;
/// Reconnecting pages are spread over so long.
const SPREAD_MS: u32 = 5_000;

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("the database {name} cannot be opened: {why}")]
    Database { name: String, why: OpenError },
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    #[error(transparent)]
    Tls(#[from] serve::TlsError),
    #[error("the relay cannot start: {0}")]
    Relay(#[from] MediaError),
    #[error("turn.secret_file cannot be read, or holds nothing: {0}")]
    TurnSecret(std::path::PathBuf),
    #[error(transparent)]
    NoEntropy(#[from] crate::entropy::NoEntropy),
    #[error("the holiday lists in this binary are wrong: {0}")]
    Calendar(#[from] CalendarError),
    #[error("the first look at what is due failed, or the push keys could not be read: {0}")]
    First(#[from] crate::flow::FlowError),
}

/// What flows work with, on an open database.
///
/// # Errors
/// When the holiday lists cannot be read.
pub fn house(db: Db, clock: Clock, entropy: Entropy, demo: bool) -> Result<House, CalendarError> {
    // The moment of its start tells one process from the one before it and, nearly surely, from another machine's.
    let node = clock.now().millis();
    Ok(House { node, db, clock, entropy, bus: Bus::default(), demo, calendars: Calendars::new(Calendar::built_in()?) })
}

/// # Errors
/// When the database cannot be opened.
pub async fn open(database: &str) -> Result<Db, StartError> {
    Db::open(database).await.map_err(|why| StartError::Database { name: shown(database), why })
}

/// A database's name without its password.
fn shown(database: &str) -> String {
    match database.split_once('@') {
        Some((_, host)) if database.starts_with("postgres") => format!("postgres://…@{host}"),
        _ => database.to_owned(),
    }
}

/// A running server.
pub struct Running {
    pub addr: SocketAddr,
    pub house: House,
    pub hub: Hub,
    pub relay: Relay,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
    beating: JoinHandle<()>,
    pushing: JoinHandle<()>,
    watching: JoinHandle<()>,
    turn: Option<(SocketAddr, JoinHandle<()>)>,
}

/// Starts everything and returns once it listens.
///
/// # Errors
/// When a setting is wrong or a port, the database or the relay cannot be had.
pub async fn start(config: Config, house: House) -> Result<Running, StartError> {
    config.check()?;
    let tls = match (&config.tls_cert, &config.tls_key) {
        (Some(cert), Some(key)) => Some(serve::tls(cert, key)?),
        _ => None,
    };
    let listener = TcpListener::bind(config.listen).await.map_err(|why| StartError::Listen(config.listen, why))?;
    let addr = listener.local_addr().map_err(|why| StartError::Listen(config.listen, why))?;
    let (events, facts) = mpsc::channel(WITNESS_QUEUE);
    let relay = Relay::start(RelayConfig { bind: config.media.listen, advertise: config.media.advertise.clone(), tcp: true }, events)?;
    let (servers, turn) = open_turn(&config, &house, &relay).await?;
    let hub = Hub::default();
    tokio::spawn(hub.clone().listen(house.bus.clone()));
    tokio::spawn(witness::record(house.clone(), hub.clone(), facts));
    tokio::spawn(witness::tear_down(house.clone(), hub.clone(), relay.clone()));

    let (stop, stopping) = watch::channel(false);
    let health = Health::default();
    calendar::refresh(&house).await?;
    tick::restarted(&house).await?;
    let beating = tokio::spawn(beat(house.clone(), health.clone(), stopping.clone()));
    let contact = config.push.contact.clone().or_else(|| config.public_origin.clone().filter(|origin| origin.starts_with("https://")));
    let notifier = push::notifier(&house, Settings { allow: config.push.allow.clone(), contact }).await?;
    let pushing = tokio::spawn(pusher::run(house.clone(), notifier.clone(), stopping.clone()));
    let watching = tokio::spawn(watch_draws(house.clone(), stopping.clone()));
    let grace = Duration::from_secs(config.stop_grace_seconds.into());
    let app = App {
        desk: Desk { house: house.clone(), hub: hub.clone(), relay: relay.clone(), servers, refused: Default::default(), stop: stopping.clone() },
        notifier,
        config: Arc::new(config),
        previews: Default::default(),
        health,
    };
    let serving = tokio::spawn(serve::serve(listener, tls, api::router(app), stopping, grace));
    Ok(Running { addr, house, hub, relay, stop, serving, beating, pushing, watching, turn })
}

/// What pages are told of TURN, and our own listener where there is one.
async fn open_turn(config: &Config, house: &House, relay: &Relay) -> Result<(Servers, Option<(SocketAddr, JoinHandle<()>)>), StartError> {
    let Some(url) = config.turn.url.clone() else { return Ok((Servers::default(), None)) };
    let secret: Vec<u8> = match &config.turn.secret_file {
        Some(path) => {
            let text = std::fs::read_to_string(path).unwrap_or_default().trim().to_owned();
            if text.is_empty() {
                return Err(StartError::TurnSecret(path.clone()));
            }
            text.into_bytes()
        }
        None => house.entropy.bytes::<32>()?.to_vec(),
    };
    let secret = Arc::new(turn::Secret::new(&secret));
    let servers = Servers::new(url, Arc::clone(&secret));
    let Some(listen) = config.turn.listen else { return Ok((servers, None)) };
    let (cert, key) = match (&config.turn.tls_cert, &config.turn.tls_key, &config.tls_cert, &config.tls_key) {
        (Some(cert), Some(key), ..) | (None, None, Some(cert), Some(key)) => (cert, key),
        _ => return Err(ConfigError::TurnWithoutTls.into()),
    };
    let tls = serve::tls_for(cert, key, &[])?;
    let listener = turn::listen(listen).map_err(|why| StartError::Listen(listen, why))?;
    let addr = listener.local_addr().map_err(|why| StartError::Listen(listen, why))?;
    let clock = house.clone();
    let clock: turn::Clock = Arc::new(move || clock.now().millis() / SECOND);
    Ok((servers, Some((addr, turn::serve(listener, tls, relay.clone(), secret, clock)))))
}

impl Running {
    /// Where our own TURN listens.
    #[must_use]
    pub fn turn(&self) -> Option<SocketAddr> {
        self.turn.as_ref().map(|(addr, _)| *addr)
    }

    /// Lets running calls end for at most `grace`, tells pages to come back later, and stops in the reverse order.
    pub async fn stop(self, grace: Duration) {
        let deadline = tokio::time::Instant::now() + grace;
        while self.relay.stats().calls > 0 && tokio::time::Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        self.hub.reconnect_all(SPREAD_MS);
        let _ = self.stop.send(true);
        let _ = self.serving.await;
        let _ = self.beating.await;
        let _ = self.pushing.await;
        let _ = self.watching.await;
        if let Some((_, turn)) = self.turn {
            turn.abort();
        }
        self.relay.stop().await;
        self.house.db.close().await;
    }
}

/// Beside the heartbeat, which must not wait for a quarter's draws to be added up.
async fn watch_draws(house: House, mut stop: watch::Receiver<bool>) {
    let mut turns = tokio::time::interval(WATCH_TURN);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = turns.tick() => {}
            _ = stop.wait_for(|stopping| *stopping) => return,
        }
        tokio::select! {
            looked = flow::watch::due(&house) => if let Err(error) = looked {
                tracing::error!(%error, "the draws could not be looked at; the next try is in some minutes");
            },
            _ = stop.wait_for(|stopping| *stopping) => return,
        }
    }
}

async fn beat(house: House, health: Health, mut stop: watch::Receiver<bool>) {
    let mut turns = tokio::time::interval(TURN);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut failing_since, mut deaf_since) = (None, None);
    loop {
        tokio::select! {
            _ = turns.tick() => {}
            _ = stop.wait_for(|stopping| *stopping) => return,
        }
        let now = house.now();
        match tick::turn(&house).await {
            Ok(()) => {
                health.turned(now, true);
                if failing_since.take().is_some() {
                    tracing::info!("the heartbeat goes on");
                }
                hears_again(&house, &mut deaf_since, now).await;
            }
            Err(error) => {
                health.turned(now, false);
                // Once a minute is enough: the next turn tries again anyway.
                if failing_since.is_none_or(|since| now.since(since) > 60 * SECOND) {
                    tracing::error!(%error, "a turn of the heartbeat failed; it tries again every second");
                    failing_since = Some(now);
                }
                // When the smallest write fails as well, no answer to a ring can be taken.
                match tick::beat(&house).await {
                    Ok(()) => hears_again(&house, &mut deaf_since, now).await,
                    Err(_) => deaf_since = deaf_since.or(Some(now)),
                }
            }
        }
    }
}

/// What fell into the time in which nothing could be written is held against nobody.
async fn hears_again(house: &House, deaf_since: &mut Option<Moment>, now: Moment) {
    let Some(since) = *deaf_since else { return };
    match flow::outage::could_not_work(house, since, now).await {
        Ok(()) => *deaf_since = None,
        Err(error) => tracing::error!(%error, "how long the server could not work was not kept"),
    }
}
