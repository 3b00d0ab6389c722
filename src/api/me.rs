//! The employee's own day, record and checks.

use axum::{Extension, Json, extract::{Path, Query, State}};
use sidak_core::{ids::CheckId, time::Moment};
use uuid::Uuid;

use super::{App, error::Answer};
use crate::{
    flow::{access::Asker, attendance, readiness, record as records},
    shape::{record::{CheckDetail, Older, Record}, today::{DeviceCheck, StartDay, Today}},
};

/// Today: mode, working windows, what was started.
#[utoipa::path(get, path = "/api/today", responses((status = 200, body = Today)))]
pub async fn today(State(app): State<App>, Extension(asker): Extension<Asker>) -> Answer<Today> {
    Ok(Json(attendance::today(&app.desk.house, asker.person).await?))
}

/// *Mulai WFH*: the place, and what is known of the device at that moment.
#[utoipa::path(post, path = "/api/today/start", request_body = StartDay, responses((status = 200, body = Today)))]
pub async fn start(State(app): State<App>, Extension(asker): Extension<Asker>, Json(wish): Json<StartDay>) -> Answer<Today> {
    Ok(Json(attendance::start(&app.desk.house, asker.person, wish).await?))
}

/// What the check of one device has found since. Only on a day that is running.
#[utoipa::path(post, path = "/api/today/tests", request_body = DeviceCheck, responses((status = 200, body = Today)))]
pub async fn tested(State(app): State<App>, Extension(asker): Extension<Asker>, Json(found): Json<DeviceCheck>) -> Answer<Today> {
    Ok(Json(readiness::tested(&app.desk.house, asker.person, found).await?))
}

/// *Selesai*.
#[utoipa::path(post, path = "/api/today/finish", responses((status = 200, body = Today)))]
pub async fn finish(State(app): State<App>, Extension(asker): Extension<Asker>) -> Answer<Today> {
    Ok(Json(attendance::finish(&app.desk.house, asker.person).await?))
}

/// My checks, newest first, and my index.
#[utoipa::path(get, path = "/api/record", params(Older), responses((status = 200, body = Record)))]
pub async fn record(State(app): State<App>, Extension(asker): Extension<Asker>, Query(older): Query<Older>) -> Answer<Record> {
    Ok(Json(records::of(&app.desk.house, &asker, asker.person, older.before.map(Moment)).await?))
}

/// One check with its receipts, reasons and facts.
#[utoipa::path(get, path = "/api/checks/{id}", responses((status = 200, body = CheckDetail)))]
pub async fn check(State(app): State<App>, Extension(asker): Extension<Asker>, Path(id): Path<Uuid>) -> Answer<CheckDetail> {
    Ok(Json(records::check(&app.desk.house, &asker, CheckId(id)).await?))
}
