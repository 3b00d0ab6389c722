//! Was the draw fair? What Sidak's own weekly look found.

use axum::{Extension, Json, extract::State};

use super::{App, error::Answer};
use crate::{flow::{self, access::Asker}, shape::watch::Watch};

/// The newest report of each programme, and the lights of the weeks before.
#[utoipa::path(get, path = "/api/watch", responses((status = 200, body = Watch)))]
pub async fn watch(State(app): State<App>, Extension(asker): Extension<Asker>) -> Answer<Watch> {
    Ok(Json(flow::watch::shown(&app.desk.house, &asker).await?))
}
