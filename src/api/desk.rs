//! What a supervisor does beside the call itself: the desk, verdict, deferral, hand-over, deputies.

use axum::{Extension, Json, extract::{Path, State}};
use sidak_core::ids::{CheckId, DeviceId, PersonId};
use uuid::Uuid;

use super::{App, error::Answer};
use crate::{
    flow::{self, access::Asker, now},
    shape::{PersonCard, desk::{CallByHand, CalledByHand, Defer, Deputy, Desk, GiveVerdict, HandOver, OffDuty}, now::Now, record::CheckDetail},
};

/// The team and the day's checks.
#[utoipa::path(get, path = "/api/desk", responses((status = 200, body = Desk)))]
pub async fn desk(State(app): State<App>, Extension(asker): Extension<Asker>) -> Answer<Desk> {
    Ok(Json(flow::desk::of(&app.desk.house, asker.person).await?))
}

/// Record or correct what the call showed. In a running call it also ends the call.
#[utoipa::path(post, path = "/api/checks/{id}/verdict", request_body = GiveVerdict, responses((status = 200, body = CheckDetail)))]
pub async fn verdict(State(app): State<App>, Extension(asker): Extension<Asker>, Path(id): Path<Uuid>, Json(wish): Json<GiveVerdict>) -> Answer<CheckDetail> {
    let house = &app.desk.house;
    flow::call::verdict(house, CheckId(id), asker.person, now::core_verdict(wish.verdict), wish.note).await?;
    Ok(Json(flow::record::check(house, &asker, CheckId(id)).await?))
}

/// Put a prompt off, with a reason.
#[utoipa::path(post, path = "/api/checks/{id}/defer", request_body = Defer, responses((status = 200, body = Now)))]
pub async fn defer(State(app): State<App>, Extension(asker): Extension<Asker>, Path(id): Path<Uuid>, Json(wish): Json<Defer>) -> Answer<Now> {
    flow::prompt::defer(&app.desk.house, CheckId(id), asker.person, wish.minutes, wish.reason).await?;
    mine(&app, &asker).await
}

/// Hand a prompt to a deputy, with a reason.
#[utoipa::path(post, path = "/api/checks/{id}/handover", request_body = HandOver, responses((status = 200, body = Now)))]
pub async fn hand_over(State(app): State<App>, Extension(asker): Extension<Asker>, Path(id): Path<Uuid>, Json(wish): Json<HandOver>) -> Answer<Now> {
    flow::prompt::hand_over(&app.desk.house, CheckId(id), asker.person, PersonId(wish.to), wish.reason).await?;
    mine(&app, &asker).await
}

/// Call a person of my line now, outside the draw, with a reason. Rings at once.
#[utoipa::path(post, path = "/api/checks", request_body = CallByHand, responses((status = 200, body = CalledByHand)))]
pub async fn call_by_hand(State(app): State<App>, Extension(asker): Extension<Asker>, Json(wish): Json<CallByHand>) -> Answer<CalledByHand> {
    let check = flow::manual::call(&app.desk.house, &asker, PersonId(wish.person), &wish.reason).await?;
    Ok(Json(CalledByHand { check: check.0 }))
}

async fn mine(app: &App, asker: &Asker) -> Answer<Now> {
    // No device: the snapshot of somebody who is in no call here.
    Ok(Json(now::load(&app.desk.house, asker.person, DeviceId(Uuid::nil())).await?))
}

/// Who stands in for me.
#[utoipa::path(get, path = "/api/deputies", responses((status = 200, body = Vec<Deputy>)))]
pub async fn deputies(State(app): State<App>, Extension(asker): Extension<Asker>) -> Answer<Vec<Deputy>> {
    Ok(Json(flow::desk::deputies(&app.desk.house, asker.person).await?))
}

/// Name who stands in for me, replacing the list.
#[utoipa::path(put, path = "/api/deputies", request_body = Vec<Deputy>, responses((status = 200, body = Vec<Deputy>)))]
pub async fn set_deputies(State(app): State<App>, Extension(asker): Extension<Asker>, Json(wish): Json<Vec<Deputy>>) -> Answer<Vec<Deputy>> {
    Ok(Json(flow::desk::set_deputies(&app.desk.house, asker.person, wish).await?))
}

/// Who could stand in for me.
#[utoipa::path(get, path = "/api/deputies/candidates", responses((status = 200, body = Vec<PersonCard>)))]
pub async fn candidates(State(app): State<App>, Extension(asker): Extension<Asker>) -> Answer<Vec<PersonCard>> {
    Ok(Json(flow::desk::deputy_candidates(&app.desk.house, asker.person).await?))
}

/// Days on which I make no calls.
#[utoipa::path(get, path = "/api/duty", responses((status = 200, body = Vec<OffDuty>)))]
pub async fn duty(State(app): State<App>, Extension(asker): Extension<Asker>) -> Answer<Vec<OffDuty>> {
    Ok(Json(flow::duty::spans(&app.desk.house, asker.person).await?))
}

/// Enter the days on which I make no calls, replacing the list. Who stands in is asked instead.
#[utoipa::path(put, path = "/api/duty", request_body = Vec<OffDuty>, responses((status = 200, body = Vec<OffDuty>)))]
pub async fn set_duty(State(app): State<App>, Extension(asker): Extension<Asker>, Json(wish): Json<Vec<OffDuty>>) -> Answer<Vec<OffDuty>> {
    Ok(Json(flow::duty::set(&app.desk.house, asker.person, &wish).await?))
}
