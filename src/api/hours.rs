//! A person's hours: absences and statuses, the beginning of the day, the holidays that are known.

use axum::{Extension, Json, extract::{Path, Query, State}};
use sidak_core::ids::{AbsenceId, PersonId};
use uuid::Uuid;

use super::{App, error::Answer};
use crate::{
    flow::{absences, access::Asker, calendar, shifts},
    shape::{hours::{AbsenceLine, AbsencesOf, CalendarState, ChooseShift, EnterAbsence}, today::Today},
};

/// Absences of the last 90 days and those to come: mine, or those of somebody in my line.
#[utoipa::path(get, path = "/api/absences", params(AbsencesOf), responses((status = 200, body = Vec<AbsenceLine>)))]
pub async fn list(State(app): State<App>, Extension(asker): Extension<Asker>, Query(of): Query<AbsencesOf>) -> Answer<Vec<AbsenceLine>> {
    Ok(Json(absences::list(&app.desk.house, &asker, of.person.map(PersonId)).await?))
}

/// Enter one: a status of my own, or an absence of somebody in my line.
#[utoipa::path(post, path = "/api/absences", request_body = EnterAbsence, responses((status = 200, body = Vec<AbsenceLine>)))]
pub async fn enter(State(app): State<App>, Extension(asker): Extension<Asker>, Json(wish): Json<EnterAbsence>) -> Answer<Vec<AbsenceLine>> {
    Ok(Json(absences::enter(&app.desk.house, &asker, wish).await?))
}

/// Take one back; what it has held up goes on at once.
#[utoipa::path(delete, path = "/api/absences/{id}", responses((status = 200, body = Vec<AbsenceLine>)))]
pub async fn withdraw(State(app): State<App>, Extension(asker): Extension<Asker>, Path(id): Path<Uuid>) -> Answer<Vec<AbsenceLine>> {
    Ok(Json(absences::withdraw(&app.desk.house, &asker, AbsenceId(id)).await?))
}

/// When my day begins, where the programme leaves that open.
#[utoipa::path(post, path = "/api/shift", request_body = ChooseShift, responses((status = 200, body = Today)))]
pub async fn shift(State(app): State<App>, Extension(asker): Extension<Asker>, Json(wish): Json<ChooseShift>) -> Answer<Today> {
    Ok(Json(shifts::choose(&app.desk.house, asker.person, &wish).await?))
}

/// Years whose holidays are known, and what stops planning.
#[utoipa::path(get, path = "/api/calendar", responses((status = 200, body = CalendarState)))]
pub async fn calendar(State(app): State<App>) -> Answer<CalendarState> {
    Ok(Json(calendar::state(&app.desk.house).await?))
}
