//! Is it alive, is it ready, how is it doing, and the API's own document.

use std::{net::SocketAddr, sync::{Arc, atomic::{AtomicI64, Ordering}}};

use axum::{Json, extract::{ConnectInfo, State}, http::StatusCode, response::{IntoResponse, Response}};
use prometheus::{Encoder, IntCounterVec, Opts, Registry, TextEncoder};
use sidak_core::time::{Moment, SECOND};

use super::{App, error::Refused, metrics};
use crate::flow::{FlowError, calendar};

/// A heartbeat older than this means that checks are not being woken.
const STALE_MS: i64 = 15 * SECOND;

/// The last good turn of the heartbeat, and the counters.
#[derive(Clone)]
pub struct Health {
    last_turn: Arc<AtomicI64>,
    pub failed_turns: IntCounterVec,
}

impl Default for Health {
    fn default() -> Self {
        let opts = Opts::new("sidak_turns_total", "Turns of the heartbeat, by how they ended");
        // Name and label are constants; a registry that refused them would refuse every start alike.
        #[expect(clippy::unwrap_used, reason = "constant names")]
        let failed_turns = IntCounterVec::new(opts, &["ended"]).unwrap();
        Self { last_turn: Arc::default(), failed_turns }
    }
}

impl Health {
    pub fn turned(&self, at: Moment, good: bool) {
        self.failed_turns.with_label_values(&[if good { "well" } else { "badly" }]).inc();
        if good {
            self.last_turn.store(at.millis(), Ordering::Relaxed);
        }
    }
}

/// The process lives.
#[utoipa::path(get, path = "/healthz", responses((status = 200)))]
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers and checks are being woken.
#[utoipa::path(get, path = "/readyz", responses((status = 200), (status = 503)))]
pub async fn readyz(State(app): State<App>) -> Response {
    let fresh = app.desk.house.now().millis() - app.health.last_turn.load(Ordering::Relaxed) < STALE_MS;
    let stored = app.desk.house.db.read().await.is_ok();
    let stopping = *app.desk.stop.borrow();
    match (fresh, stored, stopping) {
        (true, true, false) => "ready\n".into_response(),
        (_, false, _) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
        (_, _, true) => (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response(),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the heartbeat stands still\n").into_response(),
    }
}

/// Numbers for Prometheus.
#[utoipa::path(get, path = "/metrics", responses((status = 200)))]
pub async fn metrics(State(app): State<App>, peer: Option<axum::Extension<ConnectInfo<SocketAddr>>>) -> Result<String, Refused> {
    let local = peer.is_some_and(|peer| peer.0.0.ip().is_loopback()) && app.config.trusted_proxies.is_empty();
    if !local && !app.config.open_metrics {
        return Err(Refused::forbidden());
    }
    let mut numbers = app.desk.house.db.read().await.map_err(FlowError::from)?;
    let missing = calendar::missing(&app.desk.house, &mut numbers).await?.len();
    drop(numbers);
    gather(&app, missing).map_err(|_| Refused::new(StatusCode::INTERNAL_SERVER_ERROR, "metrics", "The numbers cannot be gathered now."))
}

fn gather(app: &App, missing_years: usize) -> Result<String, prometheus::Error> {
    let registry = Registry::new();
    registry.register(Box::new(app.health.failed_turns.clone()))?;
    registry.register(Box::new(app.desk.refused.0.clone()))?;
    let gauge = |name: &str, help: &str, value: u64| metrics::gauge(&registry, name, help, value);
    gauge("sidak_pages_open", "Open sockets on this node", app.desk.hub.pages() as u64)?;
    gauge("sidak_people_connected", "People with an open page on this node", app.desk.house.bus.presence().people() as u64)?;
    gauge("sidak_holiday_years_missing", "Years needed within 60 days whose holidays nobody has entered", missing_years as u64)?;
    let relay = app.desk.relay.stats();
    metrics::relay(&registry, &relay)?;
    for (name, help, value) in [
        ("connections", "TURN connections now", relay.turn_connections),
        ("tunnels", "Addresses of signed-in TURN connections, two each", relay.turn_tunnels),
        ("bytes_in", "Bytes of packets taken out of TURN connections", relay.turn_bytes_in),
        ("bytes_out", "Bytes of packets put into TURN connections", relay.turn_bytes_out),
        ("denied", "TURN requests with credentials that are wrong, over or in use too often", relay.dropped.turn_denied),
        ("forbidden", "TURN requests for somebody else than the relay", relay.dropped.turn_forbidden),
        ("dropped", "Packets beyond what a TURN connection may carry or takes", relay.dropped.turn_excess + relay.dropped.turn_queue),
    ] {
        gauge(&format!("sidak_turn_{name}"), help, value)?;
    }
    metrics::by_reason(&registry, "sidak_turn_ended_total", "TURN connections that were not let in or shown out", &relay.turn_ended)?;
    let pushes = app.notifier.counts();
    for (name, help, value) in [
        ("accepted", "Pushes that a push service took", &pushes.accepted),
        ("gone", "Pushes to subscriptions that were dead", &pushes.gone),
        ("refused", "Pushes that a push service, or we ourselves, refused", &pushes.refused),
        ("failed", "Pushes that could not be sent at that time", &pushes.failed),
    ] {
        gauge(&format!("sidak_pushes_{name}"), help, value.load(Ordering::Relaxed))?;
    }
    let mut text = Vec::new();
    TextEncoder::new().encode(&registry.gather(), &mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// This document.
#[utoipa::path(get, path = "/api/openapi.json", responses((status = 200)))]
pub async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(super::document())
}
