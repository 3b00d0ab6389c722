//! Reviews: see, reply, decide.

use axum::{Extension, Json, extract::{Path, State}};
use sidak_core::ids::CaseId;
use uuid::Uuid;

use super::{App, error::Answer};
use crate::{flow::{access::Asker, cases}, shape::case::{CaseLine, CaseView, Decide, Reply}};

/// Cases I may see: my own, and those in my reach.
#[utoipa::path(get, path = "/api/cases", responses((status = 200, body = Vec<CaseLine>)))]
pub async fn list(State(app): State<App>, Extension(asker): Extension<Asker>) -> Answer<Vec<CaseLine>> {
    Ok(Json(cases::list(&app.desk.house, &asker).await?))
}

/// One case with its reasons.
#[utoipa::path(get, path = "/api/cases/{id}", responses((status = 200, body = CaseView)))]
pub async fn view(State(app): State<App>, Extension(asker): Extension<Asker>, Path(id): Path<Uuid>) -> Answer<CaseView> {
    Ok(Json(cases::view(&app.desk.house, &asker, CaseId(id)).await?))
}

/// The person's reply.
#[utoipa::path(post, path = "/api/cases/{id}/reply", request_body = Reply, responses((status = 200, body = CaseView)))]
pub async fn reply(State(app): State<App>, Extension(asker): Extension<Asker>, Path(id): Path<Uuid>, Json(wish): Json<Reply>) -> Answer<CaseView> {
    Ok(Json(cases::reply(&app.desk.house, &asker, CaseId(id), wish.words).await?))
}

/// A named official's decision, with its reason.
#[utoipa::path(post, path = "/api/cases/{id}/decision", request_body = Decide, responses((status = 200, body = CaseView)))]
pub async fn decide(State(app): State<App>, Extension(asker): Extension<Asker>, Path(id): Path<Uuid>, Json(wish): Json<Decide>) -> Answer<CaseView> {
    Ok(Json(cases::decide(&app.desk.house, &asker, CaseId(id), wish).await?))
}
