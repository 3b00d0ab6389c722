//! The draw in public, and one's own part in it.

use axum::{
    Extension, Json,
    body::Body,
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use sidak_core::{ids::ProgrammeId, time::Day};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{App, error::{Answer, Refused}, pages};
use crate::{
    flow::{access::Asker, bundle, draws, outside},
    shape::draw::{AwaitedDay, DrawDay, EnterDrand, MyDraw, ThrowDice},
};

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
    Ok(file(&format!("undian-{day}.json"), bundle))
}

/// The whole revealed day with what became of its checks, as a file for `sidak verify-draw`.
#[utoipa::path(get, path = "/api/draws/{programme}/{day}/bundle", responses((status = 200)))]
pub async fn bundle(State(app): State<App>, Extension(asker): Extension<Asker>, Path((programme, of)): Path<(Uuid, String)>) -> Result<Response, Refused> {
    let day = day(&of)?;
    let house = app.desk.house.clone();
    let mut whole = bundle::of_day(&house, asker.person, ProgrammeId(programme), day, bundle::PAGE).await?;
    let (pages, body) = pages::pages(pages::STALLED);
    tokio::spawn(async move {
        loop {
            match whole.next(&house).await {
                Ok(Some(piece)) => {
                    if !pages.send(piece).await {
                        return;
                    }
                }
                Ok(None) => return,
                Err(error) => {
                    tracing::error!(%error, "a day's file could not be made to its end");
                    return pages.fail().await;
                }
            }
        }
    });
    Ok(file(&format!("undian-{day}-lengkap.json"), body))
}

/// Days that wait for randomness from outside.
#[utoipa::path(get, path = "/api/draws/awaiting", responses((status = 200, body = Vec<AwaitedDay>)))]
pub async fn awaiting(State(app): State<App>, Extension(asker): Extension<Asker>) -> Answer<Vec<AwaitedDay>> {
    Ok(Json(outside::waiting(&app.desk.house, asker.person).await?))
}

/// The asker's dice for a committed day. Answers what still waits.
#[utoipa::path(post, path = "/api/draws/{programme}/{day}/dice", request_body = ThrowDice, responses((status = 200, body = Vec<AwaitedDay>)))]
pub async fn dice(
    State(app): State<App>,
    Extension(asker): Extension<Asker>,
    Path((programme, of)): Path<(Uuid, String)>,
    Json(thrown): Json<ThrowDice>,
) -> Answer<Vec<AwaitedDay>> {
    let house = &app.desk.house;
    outside::throw(house, asker.person, ProgrammeId(programme), day(&of)?, &thrown.digits).await?;
    Ok(Json(outside::waiting(house, asker.person).await?))
}

/// The round of drand that a committed day waits for. Answers what still waits.
#[utoipa::path(post, path = "/api/draws/{programme}/{day}/drand", request_body = EnterDrand, responses((status = 200, body = Vec<AwaitedDay>)))]
pub async fn drand(
    State(app): State<App>,
    Extension(asker): Extension<Asker>,
    Path((programme, of)): Path<(Uuid, String)>,
    Json(entered): Json<EnterDrand>,
) -> Answer<Vec<AwaitedDay>> {
    let house = &app.desk.house;
    outside::drand(house, asker.person, ProgrammeId(programme), day(&of)?, &entered.signature, &entered.randomness).await?;
    Ok(Json(outside::waiting(house, asker.person).await?))
}

fn file(name: &str, text: impl Into<Body>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, disposition)], text.into()).into_response()
}

fn day(text: &str) -> Result<Day, Refused> {
    Day::parse(text).map_err(|error| Refused::bad("day", "bad_day", error.to_string()))
}
