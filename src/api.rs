//! Every route on one page, each with its permission. A handler reads its input, asks `flow`, and answers a shape.
//!
//! The table below is what the guard enforces; a route that is not in it answers nobody, and a test asks every route as
//! nobody and as the wrong person. What a person may see of *whom* is settled in `flow::access` for each request.

pub mod account;
pub mod auth;
pub mod cases;
pub mod csv;
pub mod dashboard;
pub mod desk;
pub mod draws;
pub mod error;
pub mod health;
pub mod hours;
pub mod me;
mod metrics;
mod origin;
mod pages;
pub mod programmes;
pub mod push;
pub mod rota;
pub mod socket;
pub mod staff;
pub mod watch;

use std::sync::Arc;

use axum::{Router, extract::DefaultBodyLimit, middleware};
use sidak_core::access::Role::{self, Admin, Auditor, Leadership, UnitHead};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{assets, config::Config, notify::Notifier, signal::socket::Desk};

/// Largest request body, bytes; a staff list may be larger.
const BODY_MAX: usize = 256 * 1024;
const FILE_MAX: usize = 64 * 1024 * 1024;

/// What handlers work with.
#[derive(Clone)]
pub struct App {
    pub desk: Desk,
    pub notifier: Notifier,
    pub config: Arc<Config>,
    pub previews: staff::Previews,
    pub health: health::Health,
}

/// Who may call a route at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    Public,
    SignedIn,
    /// Somebody reports to the asker.
    Supervisor,
    Roles(&'static [Role]),
    /// As `Roles`, or a supervisor.
    SupervisorOr(&'static [Role]),
}

use Permission::{Public, Roles, SignedIn, Supervisor, SupervisorOr};

const READERS: &[Role] = &[UnitHead, Admin, Leadership, Auditor];
const UNIT: &[Role] = &[UnitHead, Admin];

pub const PERMISSIONS: &[(&str, &str, Permission)] = &[
    ("POST", "/api/session", Public),
    ("POST", "/api/session/ticket", Public),
    ("POST", "/api/activation", Public),
    ("GET", "/api/draws", Public),
    ("GET", "/api/openapi.json", Public),
    // A service worker may run when the session is over; the token in the push is the key.
    ("POST", "/api/rings/{attempt}/receipts", Public),
    ("GET", "/healthz", Public),
    ("GET", "/readyz", Public),
    // For this machine only, unless the settings open it; the handler looks.
    ("GET", "/metrics", Public),
    ("DELETE", "/api/session", SignedIn),
    ("DELETE", "/api/sessions", SignedIn),
    ("GET", "/api/me", SignedIn),
    ("GET", "/api/socket", SignedIn),
    ("GET", "/api/push/key", SignedIn),
    ("PUT", "/api/push/devices/{id}", SignedIn),
    ("DELETE", "/api/push/devices/{id}", SignedIn),
    ("POST", "/api/push/devices/{id}/test", SignedIn),
    ("GET", "/api/today", SignedIn),
    ("POST", "/api/today/start", SignedIn),
    ("POST", "/api/today/tests", SignedIn),
    ("POST", "/api/today/finish", SignedIn),
    // Somebody's of one's own line too: the flow asks how they stand to each other.
    ("GET", "/api/absences", SignedIn),
    ("POST", "/api/absences", SignedIn),
    ("DELETE", "/api/absences/{id}", SignedIn),
    ("POST", "/api/shift", SignedIn),
    ("GET", "/api/calendar", SupervisorOr(READERS)),
    ("GET", "/api/record", SignedIn),
    ("GET", "/api/checks/{id}", SignedIn),
    ("GET", "/api/draws/mine", SignedIn),
    ("GET", "/api/draws/{programme}/{day}/proof", SignedIn),
    ("GET", "/api/draws/{programme}/{day}/bundle", Roles(&[Auditor])),
    ("GET", "/api/draws/awaiting", Roles(&[Admin, Auditor])),
    ("POST", "/api/draws/{programme}/{day}/dice", Roles(&[Admin, Auditor])),
    ("POST", "/api/draws/{programme}/{day}/drand", Roles(&[Admin, Auditor])),
    ("GET", "/api/rota/mine", SignedIn),
    ("GET", "/api/cases", SignedIn),
    ("GET", "/api/cases/{id}", SignedIn),
    ("POST", "/api/cases/{id}/reply", SignedIn),
    ("POST", "/api/cases/{id}/decision", Roles(UNIT)),
    // A deputy need not have reports of his own: these ask whether the prompt is his.
    ("POST", "/api/checks/{id}/verdict", SignedIn),
    ("POST", "/api/checks/{id}/defer", SignedIn),
    ("POST", "/api/checks/{id}/handover", SignedIn),
    ("POST", "/api/checks", Supervisor),
    ("GET", "/api/desk", Supervisor),
    ("GET", "/api/deputies", Supervisor),
    ("PUT", "/api/deputies", Supervisor),
    ("GET", "/api/deputies/candidates", Supervisor),
    ("GET", "/api/duty", Supervisor),
    ("PUT", "/api/duty", Supervisor),
    ("GET", "/api/units", SupervisorOr(READERS)),
    ("GET", "/api/rota", SupervisorOr(READERS)),
    ("PUT", "/api/rota", Roles(UNIT)),
    ("POST", "/api/rota/copy", Roles(UNIT)),
    ("POST", "/api/rota/csv", Roles(UNIT)),
    ("GET", "/api/staff", Roles(READERS)),
    ("POST", "/api/staff/import", Roles(&[Admin])),
    ("POST", "/api/staff/import/confirm", Roles(&[Admin])),
    ("POST", "/api/staff/activation", Roles(UNIT)),
    ("PUT", "/api/staff/{id}/needs", Roles(&[Admin])),
    ("GET", "/api/roles", Roles(&[Admin, Auditor])),
    ("POST", "/api/roles", Roles(&[Admin])),
    ("DELETE", "/api/roles", Roles(&[Admin])),
    ("GET", "/api/presets", Roles(READERS)),
    ("GET", "/api/programmes", Roles(READERS)),
    ("GET", "/api/programmes/{id}/versions/{version}", Roles(READERS)),
    ("POST", "/api/programmes", Roles(&[Admin])),
    ("PUT", "/api/programmes/{id}", Roles(&[Admin])),
    ("POST", "/api/programmes/check", Roles(&[Admin])),
    ("POST", "/api/programmes/outlook", Roles(&[Admin])),
    // Compares units and supervisors with each other: for roles that cover the whole; the flow looks.
    ("GET", "/api/watch", Roles(&[Leadership, Auditor])),
    ("GET", "/api/dashboard", Roles(READERS)),
    ("GET", "/api/dashboard/units/{id}", Roles(READERS)),
    ("GET", "/api/dashboard/people/{id}", Roles(READERS)),
    ("GET", "/api/dashboard/tables/{table}", Roles(READERS)),
];

#[derive(OpenApi)]
#[openapi(
    info(title = "Sidak", description = "Surprise video spot-checks of staff who work from home: fair, provable, humane."),
    components(schemas(
        crate::shape::Problem,
        crate::signal::wire::FromClient,
        crate::signal::wire::FromServer,
        crate::shape::now::Now,
    ))
)]
struct Document;

fn described() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(account::sign_in, account::sign_out))
        .routes(routes!(account::ticket))
        .routes(routes!(account::sign_out_everywhere))
        .routes(routes!(account::activate))
        .routes(routes!(account::me))
        .routes(routes!(account::roles, account::grant, account::revoke))
        .routes(routes!(me::today))
        .routes(routes!(me::start))
        .routes(routes!(me::tested))
        .routes(routes!(me::finish))
        .routes(routes!(hours::list, hours::enter))
        .routes(routes!(hours::withdraw))
        .routes(routes!(hours::shift))
        .routes(routes!(hours::calendar))
        .routes(routes!(me::record))
        .routes(routes!(me::check))
        .routes(routes!(push::key))
        .routes(routes!(push::subscribe, push::unsubscribe))
        .routes(routes!(push::test))
        .routes(routes!(push::shown))
        .routes(routes!(draws::public))
        .routes(routes!(draws::mine))
        .routes(routes!(draws::proof))
        .routes(routes!(watch::watch))
        .routes(routes!(draws::bundle))
        .routes(routes!(draws::awaiting))
        .routes(routes!(draws::dice))
        .routes(routes!(draws::drand))
        .routes(routes!(desk::desk))
        .routes(routes!(desk::verdict))
        .routes(routes!(desk::defer))
        .routes(routes!(desk::hand_over))
        .routes(routes!(desk::deputies, desk::set_deputies))
        .routes(routes!(desk::candidates))
        .routes(routes!(desk::call_by_hand))
        .routes(routes!(desk::duty, desk::set_duty))
        .routes(routes!(cases::list))
        .routes(routes!(cases::view))
        .routes(routes!(cases::reply))
        .routes(routes!(cases::decide))
        .routes(routes!(staff::units))
        .routes(routes!(staff::search))
        .routes(routes!(staff::confirm))
        .routes(routes!(staff::activation))
        .routes(routes!(staff::set_needs))
        .routes(routes!(rota::week, rota::set))
        .routes(routes!(rota::mine))
        .routes(routes!(rota::copy))
        .routes(routes!(programmes::presets))
        .routes(routes!(programmes::list, programmes::create))
        .routes(routes!(programmes::change))
        .routes(routes!(programmes::version))
        .routes(routes!(programmes::check))
        .routes(routes!(programmes::outlook))
        .routes(routes!(dashboard::dashboard))
        .routes(routes!(dashboard::unit))
        .routes(routes!(dashboard::person))
        .routes(routes!(dashboard::table))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(health::metrics))
        .routes(routes!(health::openapi))
        .routes(routes!(socket::open))
}

/// Uploads have a larger limit than other bodies.
fn files() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(staff::import))
        .routes(routes!(rota::csv))
        .layer(DefaultBodyLimit::max(FILE_MAX))
}

/// All routes behind the guard, and the pages.
pub fn router(app: App) -> Router {
    let (routes, _) = described().layer(DefaultBodyLimit::max(BODY_MAX)).merge(files()).split_for_parts();
    routes
        .layer(middleware::from_fn_with_state(app.clone(), auth::guard))
        .layer(middleware::from_fn(auth::headers))
        .with_state(app)
        .fallback_service(assets::router())
}

/// The API's document, from the code.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    described().merge(files()).into_openapi()
}
