//! What role holders look at: the dashboard, its drill-downs, its tables for a spreadsheet.

use axum::{Extension, Json, extract::{Path, Query, State}, response::Response};
use sidak_core::ids::{PersonId, UnitId};
use uuid::Uuid;

use super::{App, csv, error::{Answer, Refused}};
use crate::{
    flow::{self, access::Asker},
    shape::dashboard::{Dashboard, DashboardQuery, PersonView, UnitPeople},
};

/// Everything about the units in my reach, or about one of them.
#[utoipa::path(get, path = "/api/dashboard", params(DashboardQuery), responses((status = 200, body = Dashboard)))]
pub async fn dashboard(State(app): State<App>, Extension(asker): Extension<Asker>, Query(query): Query<DashboardQuery>) -> Answer<Dashboard> {
    Ok(Json(flow::dashboard::dashboard(&app.desk.house, &asker, &query).await?))
}

/// The people of one unit.
#[utoipa::path(get, path = "/api/dashboard/units/{id}", responses((status = 200, body = UnitPeople)))]
pub async fn unit(State(app): State<App>, Extension(asker): Extension<Asker>, Path(id): Path<Uuid>) -> Answer<UnitPeople> {
    Ok(Json(flow::dashboard::unit_people(&app.desk.house, &asker, UnitId(id)).await?))
}

/// One person's index and checks.
#[utoipa::path(get, path = "/api/dashboard/people/{id}", responses((status = 200, body = PersonView)))]
pub async fn person(State(app): State<App>, Extension(asker): Extension<Asker>, Path(id): Path<Uuid>) -> Answer<PersonView> {
    Ok(Json(flow::dashboard::person(&app.desk.house, &asker, PersonId(id)).await?))
}

/// One table as CSV: `units`, `trend`, `answer-times`, `index`, `supervisors`, `load` or `outcomes`, with or without `.csv`.
#[utoipa::path(get, path = "/api/dashboard/tables/{table}", params(DashboardQuery), responses((status = 200, body = String, content_type = "text/csv")))]
pub async fn table(
    State(app): State<App>,
    Extension(asker): Extension<Asker>,
    Path(table): Path<String>,
    Query(query): Query<DashboardQuery>,
) -> Result<Response, Refused> {
    let name = table.strip_suffix(".csv").unwrap_or(&table);
    let made = flow::dashboard::table(&app.desk.house, &asker, name, &query).await?;
    // Only known names come this far.
    csv::file(&format!("sidak-{name}.csv"), &made.titles, &made.rows)
}
