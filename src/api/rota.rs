//! Who works where.

use axum::{Extension, Json, extract::{Multipart, Query, State}};
use serde::Deserialize;
use sidak_core::ids::UnitId;
use utoipa::IntoParams;

use super::{App, error::Answer, staff::{off_thread, uploaded}};
use crate::{
    flow::{access::Asker, rota, staff::rota_problem},
    import,
    shape::rota::{CopyWeek, RotaQuery, RotaResult, RotaWeek, SetRota},
};

#[derive(Deserialize, IntoParams)]
pub struct WeekOnly {
    /// Any day of the week wanted; this week when absent.
    week: Option<String>,
}

/// One unit, one week.
#[utoipa::path(get, path = "/api/rota", params(RotaQuery), responses((status = 200, body = RotaWeek)))]
pub async fn week(State(app): State<App>, Extension(asker): Extension<Asker>, Query(of): Query<RotaQuery>) -> Answer<RotaWeek> {
    Ok(Json(rota::week(&app.desk.house, &asker, UnitId(of.unit), of.week.as_deref()).await?))
}

/// My own week.
#[utoipa::path(get, path = "/api/rota/mine", params(WeekOnly), responses((status = 200, body = RotaWeek)))]
pub async fn mine(State(app): State<App>, Extension(asker): Extension<Asker>, Query(of): Query<WeekOnly>) -> Answer<RotaWeek> {
    Ok(Json(rota::mine(&app.desk.house, &asker, of.week.as_deref()).await?))
}

/// Change days.
#[utoipa::path(put, path = "/api/rota", request_body = SetRota, responses((status = 200, body = RotaResult)))]
pub async fn set(State(app): State<App>, Extension(asker): Extension<Asker>, Json(wish): Json<SetRota>) -> Answer<RotaResult> {
    Ok(Json(rota::set(&app.desk.house, &asker, wish.changes).await?))
}

/// Copy a week to following weeks.
#[utoipa::path(post, path = "/api/rota/copy", request_body = CopyWeek, responses((status = 200, body = RotaResult)))]
pub async fn copy(State(app): State<App>, Extension(asker): Extension<Asker>, Json(wish): Json<CopyWeek>) -> Answer<RotaResult> {
    Ok(Json(rota::copy(&app.desk.house, &asker, &wish).await?))
}

/// A rota from a CSV or XLSX file (multipart field `file`).
#[utoipa::path(post, path = "/api/rota/csv", responses((status = 200, body = RotaResult)))]
pub async fn csv(State(app): State<App>, Extension(asker): Extension<Asker>, form: Multipart) -> Answer<RotaResult> {
    let file = uploaded(form).await?;
    Ok(Json(match off_thread(move || import::read_rota(&file.bytes)).await? {
        Ok(sheet) => rota::from_sheet(&app.desk.house, &asker, &sheet).await?,
        Err(fault) => RotaResult { changed: 0, refused: vec![rota_problem(&fault.0)] },
    }))
}
