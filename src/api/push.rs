//! Web push: the server's key, this browser's subscription, the morning's test, and the receipts of service workers.

use axum::{Extension, Json, extract::{Path, State}};
use sidak_core::ids::{AttemptId, DeviceId};
use uuid::Uuid;

use super::{App, error::Answer};
use crate::{
    flow::{access::Asker, push},
    shape::push::{PushKey, PushTested, Shown, StillRings, Subscribe},
};

/// What browsers subscribe with.
#[utoipa::path(get, path = "/api/push/key", responses((status = 200, body = PushKey)))]
pub async fn key(State(app): State<App>) -> Answer<PushKey> {
    Ok(Json(PushKey { key: app.notifier.public_key().to_owned() }))
}

/// Reach this browser of mine while no page is open. Repeated every morning.
#[utoipa::path(put, path = "/api/push/devices/{id}", request_body = Subscribe, responses((status = 200)))]
pub async fn subscribe(State(app): State<App>, Extension(asker): Extension<Asker>, Path(id): Path<Uuid>, Json(wish): Json<Subscribe>) -> Answer<()> {
    Ok(Json(push::subscribe(&app.desk.house, &app.notifier, asker.person, DeviceId(id), wish).await?))
}

/// No more pushes to this browser of mine.
#[utoipa::path(delete, path = "/api/push/devices/{id}", responses((status = 200)))]
pub async fn unsubscribe(State(app): State<App>, Extension(asker): Extension<Asker>, Path(id): Path<Uuid>) -> Answer<()> {
    Ok(Json(push::unsubscribe(&app.desk.house, asker.person, DeviceId(id)).await?))
}

/// Send this browser of mine a test.
#[utoipa::path(post, path = "/api/push/devices/{id}/test", responses((status = 200, body = PushTested)))]
pub async fn test(State(app): State<App>, Extension(asker): Extension<Asker>, Path(id): Path<Uuid>) -> Answer<PushTested> {
    Ok(Json(push::test(&app.desk.house, &app.notifier, asker.person, DeviceId(id)).await?))
}

/// A service worker has shown a ring. The token from the push says which browser that was.
#[utoipa::path(post, path = "/api/rings/{attempt}/receipts", request_body = Shown, responses((status = 200, body = StillRings)))]
pub async fn shown(State(app): State<App>, Path(attempt): Path<Uuid>, Json(wish): Json<Shown>) -> Answer<StillRings> {
    Ok(Json(push::shown(&app.desk.house, &app.notifier, AttemptId(attempt), &wish.token).await?))
}
