//! The staff list: units, search, import with preview, activation sheets.
//!
//! An import is two requests: the first shows what would be done, the second does it. Between them the list waits in memory.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Multipart, Path, Query, State},
    http::{HeaderMap, StatusCode, header},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use sidak_core::{
    ids::{PersonId, UnitId},
    staff::RawSheet,
    time::{MINUTE, Moment},
};
use utoipa::IntoParams;
use uuid::Uuid;

use super::{App, error::{Answer, Refused}};
use crate::{
    config::Config,
    flow::{FlowError, access::Asker, staff},
    import as files,
    shape::staff::{ActivationSlip, ConfirmImport, ImportDone, ImportPreview, NeedsLine, StaffPage, StaffQuery, UnitNode},
};

/// Lists that wait for their confirmation; the oldest goes when one more comes.
const PREVIEWS_MAX: usize = 8;
const PREVIEW_MS: i64 = 30 * MINUTE;

/// Units in my reach.
#[utoipa::path(get, path = "/api/units", responses((status = 200, body = Vec<UnitNode>)))]
pub async fn units(State(app): State<App>, Extension(asker): Extension<Asker>) -> Answer<Vec<UnitNode>> {
    Ok(Json(staff::units(&app.desk.house, &asker).await?))
}

/// People in my reach, 50 a page.
#[utoipa::path(get, path = "/api/staff", params(StaffQuery), responses((status = 200, body = StaffPage)))]
pub async fn search(State(app): State<App>, Extension(asker): Extension<Asker>, Query(query): Query<StaffQuery>) -> Answer<StaffPage> {
    Ok(Json(staff::search(&app.desk.house, &asker, &query).await?))
}

/// What importing a CSV or XLSX file (multipart field `file`) would do; saves nothing.
#[utoipa::path(post, path = "/api/staff/import", responses((status = 200, body = ImportPreview)))]
pub async fn import(State(app): State<App>, Extension(asker): Extension<Asker>, form: Multipart) -> Answer<ImportPreview> {
    let house = &app.desk.house;
    staff::may_import(house, &asker).await?;
    let file = uploaded(form).await?;
    let sheet = match off_thread(move || files::read(&file.bytes)).await? {
        Ok(sheet) => Arc::new(sheet),
        Err(fault) => return Ok(Json(staff::unreadable(&fault.0))),
    };
    let checked = staff::check(house, sheet.clone()).await?;
    let mut shown = checked.shape();
    if checked.preview.rows().is_some() {
        let token = URL_SAFE_NO_PAD.encode(house.entropy.bytes::<16>().map_err(FlowError::from)?);
        app.previews.keep(token.clone(), asker.person, house.now(), sheet);
        shown.token = Some(token);
    }
    Ok(Json(shown))
}

/// Import the list of a preview.
#[utoipa::path(post, path = "/api/staff/import/confirm", request_body = ConfirmImport, responses((status = 200, body = ImportDone)))]
pub async fn confirm(State(app): State<App>, Extension(asker): Extension<Asker>, Json(wish): Json<ConfirmImport>) -> Answer<ImportDone> {
    let house = &app.desk.house;
    staff::may_import(house, &asker).await?;
    let sheet = app.previews.get(&wish.token, asker.person, house.now()).ok_or_else(|| {
        Refused::new(StatusCode::CONFLICT, "preview_gone", "This preview is no longer kept. Choose the file and check it again.")
    })?;
    let done = staff::apply(house, Some(asker.person), sheet, |_, _| ()).await?;
    app.previews.forget(&wish.token);
    Ok(Json(done))
}

#[derive(Deserialize, IntoParams)]
pub struct OfUnit {
    /// The unit and everything below it.
    unit: Uuid,
}

/// New activation codes for the people of a unit who have no password yet. Shown once.
#[utoipa::path(post, path = "/api/staff/activation", params(OfUnit), responses((status = 200, body = Vec<ActivationSlip>)))]
pub async fn activation(State(app): State<App>, Extension(asker): Extension<Asker>, Query(of): Query<OfUnit>, headers: HeaderMap) -> Answer<Vec<ActivationSlip>> {
    let origin = origin(&app.config, &headers);
    Ok(Json(staff::activation(&app.desk.house, &asker, UnitId(of.unit), &origin).await?))
}

/// What somebody needs in every call, and why; nothing needed takes the entry away.
#[utoipa::path(put, path = "/api/staff/{id}/needs", params(("id" = Uuid, Path)), request_body = NeedsLine, responses((status = 200, body = Option<NeedsLine>)))]
pub async fn set_needs(
    State(app): State<App>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<Uuid>,
    Json(wish): Json<NeedsLine>,
) -> Answer<Option<NeedsLine>> {
    Ok(Json(staff::set_needs(&app.desk.house, &asker, PersonId(id), wish).await?))
}

/// The address that people type: the configured one, else the one that this request came to.
fn origin(config: &Config, headers: &HeaderMap) -> String {
    if let Some(origin) = &config.public_origin {
        return origin.clone();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("{}://{host}", if config.https() { "https" } else { "http" })
}

/// A file that was sent.
pub struct Uploaded {
    pub name: String,
    pub bytes: Bytes,
}

/// The field `file` of a form; the route's body limit bounds it.
///
/// # Errors
/// When there is no such field, it is too large, or the form is broken.
pub async fn uploaded(mut form: Multipart) -> Result<Uploaded, Refused> {
    let broken = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refused::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The file is too large: at most 64 MB."),
        status => Refused::new(status, "broken_upload", "The file did not arrive whole. Try again."),
    };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            return Ok(Uploaded { name, bytes: field.bytes().await.map_err(broken)? });
        }
    }
    Err(Refused::bad("file", "no_file", "Send the list as the form field “file”."))
}

/// Runs what takes a second or two beside the threads that answer requests.
///
/// # Errors
/// When it fails inside.
pub async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refused> {
    let failed = |_| Refused::bad("file", "unreadable", "This file cannot be read. Save it again as CSV and try once more.");
    tokio::task::spawn_blocking(work).await.map_err(failed)
}

/// Lists between preview and confirmation, each for who sent it. At most [`PREVIEWS_MAX`], for [`PREVIEW_MS`], one a person.
#[derive(Clone, Default)]
pub struct Previews(Arc<Mutex<VecDeque<Kept>>>);

struct Kept {
    token: String,
    by: PersonId,
    until: Moment,
    sheet: Arc<RawSheet>,
}

impl Previews {
    fn keep(&self, token: String, by: PersonId, now: Moment, sheet: Arc<RawSheet>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|old| old.by != by && now < old.until);
        while kept.len() >= PREVIEWS_MAX {
            kept.pop_front();
        }
        kept.push_back(Kept { token, by, until: now.plus(PREVIEW_MS), sheet });
    }

    fn get(&self, token: &str, by: PersonId, now: Moment) -> Option<Arc<RawSheet>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|old| now < old.until);
        kept.iter().find(|one| one.token == token && one.by == by).map(|one| one.sheet.clone())
    }

    fn forget(&self, token: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|one| one.token != token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_000_000);

    fn person(n: usize) -> PersonId {
        PersonId(Uuid::from_u128(n as u128))
    }

    #[test]
    fn a_preview_is_for_who_made_it_and_ends() {
        let previews = Previews::default();
        previews.keep("a".into(), person(1), NOW, Arc::default());
        assert!(previews.get("a", person(1), NOW.plus(PREVIEW_MS - 1)).is_some());
        assert!(previews.get("a", person(2), NOW).is_none());
        assert!(previews.get("b", person(1), NOW).is_none());
        assert!(previews.get("a", person(1), NOW.plus(PREVIEW_MS)).is_none());
        assert!(previews.get("a", person(1), NOW).is_none(), "what has ended is let go");
    }

    #[test]
    fn previews_stop_at_their_bound_and_each_person_has_one() {
        let previews = Previews::default();
        for n in 0..=PREVIEWS_MAX {
            previews.keep(n.to_string(), person(n), NOW, Arc::default());
        }
        let held = |token: usize, by: usize| previews.get(&token.to_string(), person(by), NOW).is_some();
        assert!(!held(0, 0), "the oldest went");
        assert!((1..=PREVIEWS_MAX).all(|n| held(n, n)));
        previews.keep("100".into(), person(5), NOW, Arc::default());
        assert!(!held(5, 5) && held(100, 5) && held(1, 1));
        previews.forget("100");
        assert!(!held(100, 5));
    }
}
