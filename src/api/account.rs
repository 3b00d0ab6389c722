//! Sessions, activation, who I am, roles.

use axum::{Extension, Json, extract::State};
use axum_extra::extract::cookie::CookieJar;
use sidak_core::{access::Role, ids::{PersonId, UnitId}};

use super::{App, auth::{self, From}, error::{Answer, Refused}};
use crate::{
    flow::{access::Asker, accounts::{self, Opened}, staff},
    shape::account::{Activate, GrantRole, Me, RoleHolder, RoleName, SignIn, SignInTicket},
};

type SignedIn = Result<(CookieJar, Json<Me>), Refused>;

/// Sign in with NIP or e-mail and password.
#[utoipa::path(post, path = "/api/session", request_body = SignIn, responses((status = 200, body = Me)))]
pub async fn sign_in(State(app): State<App>, Extension(from): Extension<From>, Json(wish): Json<SignIn>) -> SignedIn {
    signed_in(&app, accounts::sign_in(&app.desk.house, &wish.name, &wish.password, &from.0).await?).await
}

/// Sign in with a one-time ticket (demo links).
#[utoipa::path(post, path = "/api/session/ticket", request_body = SignInTicket, responses((status = 200, body = Me)))]
pub async fn ticket(State(app): State<App>, Json(wish): Json<SignInTicket>) -> SignedIn {
    signed_in(&app, accounts::by_ticket(&app.desk.house, &wish.ticket).await?).await
}

/// First sign-in with the code of the activation sheet.
#[utoipa::path(post, path = "/api/activation", request_body = Activate, responses((status = 200, body = Me)))]
pub async fn activate(State(app): State<App>, Extension(from): Extension<From>, Json(wish): Json<Activate>) -> SignedIn {
    signed_in(&app, accounts::activate(&app.desk.house, &wish.name, &wish.code, &wish.password, &from.0).await?).await
}

async fn signed_in(app: &App, opened: Opened) -> SignedIn {
    let mut tx = app.desk.house.db.read().await.map_err(crate::flow::FlowError::from)?;
    let asker = crate::flow::access::asker(&mut tx, opened.person, opened.session).await?;
    drop(tx);
    let me = accounts::me(&app.desk.house, &asker).await?;
    Ok((CookieJar::new().add(auth::cookie(&app.config, &opened)), Json(me)))
}

/// Sign out on this browser.
#[utoipa::path(delete, path = "/api/session", responses((status = 200)))]
pub async fn sign_out(State(app): State<App>, Extension(asker): Extension<Asker>) -> Result<CookieJar, Refused> {
    accounts::sign_out(&app.desk.house, &asker, false).await?;
    Ok(CookieJar::new().add(auth::no_cookie(&app.config)))
}

/// Sign out on every browser.
#[utoipa::path(delete, path = "/api/sessions", responses((status = 200)))]
pub async fn sign_out_everywhere(State(app): State<App>, Extension(asker): Extension<Asker>) -> Result<CookieJar, Refused> {
    accounts::sign_out(&app.desk.house, &asker, true).await?;
    Ok(CookieJar::new().add(auth::no_cookie(&app.config)))
}

/// Who I am and what I may see.
#[utoipa::path(get, path = "/api/me", responses((status = 200, body = Me)))]
pub async fn me(State(app): State<App>, Extension(asker): Extension<Asker>) -> Answer<Me> {
    Ok(Json(accounts::me(&app.desk.house, &asker).await?))
}

/// Who holds which role.
#[utoipa::path(get, path = "/api/roles", responses((status = 200, body = Vec<RoleHolder>)))]
pub async fn roles(State(app): State<App>, Extension(asker): Extension<Asker>) -> Answer<Vec<RoleHolder>> {
    Ok(Json(staff::roles(&app.desk.house, &asker).await?))
}

/// Give a role.
#[utoipa::path(post, path = "/api/roles", request_body = GrantRole, responses((status = 200, body = Vec<RoleHolder>)))]
pub async fn grant(State(app): State<App>, Extension(asker): Extension<Asker>, Json(wish): Json<GrantRole>) -> Answer<Vec<RoleHolder>> {
    staff::grant(&app.desk.house, &asker, PersonId(wish.person), core_role(wish.role), wish.unit.map(UnitId)).await?;
    Ok(Json(staff::roles(&app.desk.house, &asker).await?))
}

/// Take a role away.
#[utoipa::path(delete, path = "/api/roles", request_body = GrantRole, responses((status = 200, body = Vec<RoleHolder>)))]
pub async fn revoke(State(app): State<App>, Extension(asker): Extension<Asker>, Json(wish): Json<GrantRole>) -> Answer<Vec<RoleHolder>> {
    staff::revoke(&app.desk.house, &asker, PersonId(wish.person), core_role(wish.role), wish.unit.map(UnitId)).await?;
    Ok(Json(staff::roles(&app.desk.house, &asker).await?))
}

const fn core_role(role: RoleName) -> Role {
    match role {
        RoleName::UnitHead => Role::UnitHead,
        RoleName::Admin => Role::Admin,
        RoleName::Leadership => Role::Leadership,
        RoleName::Auditor => Role::Auditor,
    }
}
