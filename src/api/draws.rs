//! The draw in public, and one's own part in it.

use axum::{
    Extension, Json,
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use sidak_core::{ids::ProgrammeId, time::Day};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{App, error::{Answer, Refused}};
use crate::{flow::{access::Asker, draws}, shape::draw::{DrawDay, MyDraw}};

#[derive(Deserialize, IntoParams)]
pub struct OfDay {
    /// Such as `2026-11-20`.
    day: String,
}

/// The commitments of the last days. Needs no sign-in and says nothing about people.
#[utoipa::path(get, path = "/api/draws", responses((status = 200, body = Vec<DrawDay>)))]
pub async fn public(State(app): State<App>) -> Answer<Vec<DrawDay>> {
    Ok(Json(draws::public(&app.desk.house).await?))
}

/// Why me, why not me, on a day that is revealed.
#[utoipa::path(get, path = "/api/draws/mine", params(OfDay), responses((status = 200, body = Vec<MyDraw>)))]
pub async fn mine(State(app): State<App>, Extension(asker): Extension<Asker>, Query(of): Query<OfDay>) -> Answer<Vec<MyDraw>> {
    Ok(Json(draws::mine(&app.desk.house, asker.person, day(&of.day)?).await?))
}

/// My proof of a revealed day, as a file for `sidak verify-draw`.
#[utoipa::path(get, path = "/api/draws/{programme}/{day}/proof", responses((status = 200)))]
pub async fn proof(State(app): State<App>, Extension(asker): Extension<Asker>, Path((programme, of)): Path<(Uuid, String)>) -> Result<Response, Refused> {
    let day = day(&of)?;
    let bundle = draws::proof(&app.desk.house, asker.person, ProgrammeId(programme), day).await?;
    let name = format!("attachment; filename=\"undian-{day}.json\"");
    Ok(([(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)], bundle).into_response())
}

fn day(text: &str) -> Result<Day, Refused> {
    Day::parse(text).map_err(|error| Refused::bad("day", "bad_day", error.to_string()))
}
