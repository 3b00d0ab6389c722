//! Programmes and their versions.

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use sidak_core::ids::ProgrammeId;
use uuid::Uuid;

use super::{App, error::{Answer, Refused}};
use crate::{
    flow::{access::Asker, programmes::{self, Saved}},
    shape::programme::{OutlookAnswer, OutlookAsk, PolicyCheck, Preset, Programme, SaveProgramme},
};

/// Policies to start from.
#[utoipa::path(get, path = "/api/presets", responses((status = 200, body = Vec<Preset>)))]
pub async fn presets() -> Json<Vec<Preset>> {
    Json(programmes::preset_list())
}

/// All programmes, each in its latest version.
#[utoipa::path(get, path = "/api/programmes", responses((status = 200, body = Vec<Programme>)))]
pub async fn list(State(app): State<App>) -> Answer<Vec<Programme>> {
    Ok(Json(programmes::list(&app.desk.house).await?))
}

/// One version of a programme.
#[utoipa::path(get, path = "/api/programmes/{id}/versions/{version}", responses((status = 200, body = Programme)))]
pub async fn version(State(app): State<App>, Path((id, version)): Path<(Uuid, u32)>) -> Answer<Programme> {
    Ok(Json(programmes::version(&app.desk.house, ProgrammeId(id), version).await?))
}

/// What a policy text means and what is wrong with it; saves nothing.
#[utoipa::path(post, path = "/api/programmes/check", request_body = SaveProgramme, responses((status = 200, body = PolicyCheck)))]
pub async fn check(Json(wish): Json<SaveProgramme>) -> Json<PolicyCheck> {
    Json(programmes::check(&wish.toml))
}

/// What a policy's draw would cost a team, exactly: gaps, forced checks, calls, and how well checks could be guessed. Saves nothing.
#[utoipa::path(post, path = "/api/programmes/outlook", request_body = OutlookAsk, responses((status = 200, body = OutlookAnswer)))]
pub async fn outlook(Json(wish): Json<OutlookAsk>) -> Answer<OutlookAnswer> {
    Ok(Json(programmes::outlook(&wish)?))
}

/// A new programme.
#[utoipa::path(post, path = "/api/programmes", request_body = SaveProgramme, responses((status = 200, body = Programme), (status = 422, body = PolicyCheck)))]
pub async fn create(State(app): State<App>, Extension(asker): Extension<Asker>, Json(wish): Json<SaveProgramme>) -> Result<Response, Refused> {
    Ok(answer(programmes::create(&app.desk.house, &asker, &wish).await?))
}

/// A new version of a programme.
#[utoipa::path(put, path = "/api/programmes/{id}", request_body = SaveProgramme, responses((status = 200, body = Programme), (status = 422, body = PolicyCheck)))]
pub async fn change(State(app): State<App>, Extension(asker): Extension<Asker>, Path(id): Path<Uuid>, Json(wish): Json<SaveProgramme>) -> Result<Response, Refused> {
    Ok(answer(programmes::change(&app.desk.house, &asker, ProgrammeId(id), &wish).await?))
}

fn answer(saved: Saved) -> Response {
    match saved {
        Saved::Good(programme) => Json(*programme).into_response(),
        Saved::Bad(check) => (StatusCode::UNPROCESSABLE_ENTITY, Json(check)).into_response(),
    }
}
