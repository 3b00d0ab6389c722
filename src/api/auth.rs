//! The guard before every route: same-site requests only, who asks, and whether the route is for them.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

use super::{App, PERMISSIONS, Permission, error::Refused};
use crate::{config::Config, flow::{self, access::Asker, accounts::Opened}};

/// Where the request comes from, as far as we believe it; only for slowing down wrong sign-ins.
#[derive(Clone, Debug)]
pub struct From(pub String);

pub async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    match admit(&app, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    }
}

async fn admit(app: &App, request: &mut Request) -> Result<(), Refused> {
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let permission = permission(request.method(), &path).ok_or_else(Refused::forbidden)?;
    if !request.method().is_safe() && !same_site(&app.config, request.headers()) {
        return Err(Refused::new(StatusCode::FORBIDDEN, "cross_site", "Requests must come from Sidak's own pages."));
    }
    let from = client(&app.config, request);
    request.extensions_mut().insert(From(from));
    let asker = match token(&app.config, request.headers()) {
        Some(token) => flow::accounts::by_token(&app.desk.house, &token).await?,
        None => None,
    };
    let allowed = match (permission, &asker) {
        (Permission::Public, _) => true,
        (_, None) => return Err(Refused::not_signed_in()),
        (Permission::SignedIn, Some(_)) => true,
        (Permission::Supervisor, Some(asker)) => asker.supervises,
        (Permission::Roles(roles), Some(asker)) => asker.has(roles),
        (Permission::SupervisorOr(roles), Some(asker)) => asker.supervises || asker.has(roles),
    };
    if !allowed {
        return Err(Refused::forbidden());
    }
    if let Some(asker) = asker {
        request.extensions_mut().insert::<Asker>(asker);
    }
    Ok(())
}

/// The permission of a route; none is a refusal. HEAD is a GET without a body.
#[must_use]
pub fn permission(method: &Method, path: &str) -> Option<Permission> {
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    PERMISSIONS.iter().find(|(m, p, _)| *m == method && *p == path).map(|(_, _, permission)| *permission)
}

/// Cross-site requests are refused by `Sec-Fetch-Site`, which every current browser sends (Fetch Metadata), and else by
/// `Origin`. SameSite cookies are the second wall.
fn same_site(config: &Config, headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()) {
        Some(site) => site == "same-origin" || site == "none",
        None => own_origin(config, headers),
    }
}

/// Whether `Origin` names this very site. Sockets need it: browsers let any page open one.
#[must_use]
pub fn own_origin(config: &Config, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else { return false };
    if let Some(own) = &config.public_origin {
        return origin == own;
    }
    let scheme = if config.https() { "https://" } else { "http://" };
    text(header::HOST).is_some_and(|host| origin.strip_prefix(scheme) == Some(host))
}

fn client(config: &Config, request: &Request) -> String {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    address(config, peer, request.headers()).map_or_else(String::new, |ip| ip.to_string())
}

/// The client's address: the peer's, or what a trusted proxy says it is.
pub fn address(config: &Config, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
    let trusted = peer.is_some_and(|peer| config.trusted_proxies.contains(&peer));
    let forwarded = headers
        .get("x-forwarded-for")
        .filter(|_| trusted)
        .and_then(|value| value.to_str().ok())
        // The last hop is the one our own proxy saw.
        .and_then(|hops| hops.rsplit(',').next())
        .and_then(|hop| hop.trim().parse::<IpAddr>().ok());
    forwarded.or(peer)
}

fn token(config: &Config, headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(cookie_name(config)).map(|cookie| cookie.value().to_owned())
}

/// `__Host-` needs HTTPS, which plain localhost has not.
const fn host_cookie(https: bool) -> &'static str {
    if https { "__Host-sidak" } else { "sidak" }
}

fn cookie_name(config: &Config) -> &'static str {
    host_cookie(config.https())
}

/// The cookie of a session that was just opened.
#[must_use]
pub fn cookie(config: &Config, opened: &Opened) -> Cookie<'static> {
    base(config, opened.token.clone()).max_age(cookie_age(30)).build()
}

/// The cookie that takes it away again.
#[must_use]
pub fn no_cookie(config: &Config) -> Cookie<'static> {
    base(config, String::new()).max_age(cookie_age(0)).build()
}

fn base(config: &Config, value: String) -> cookie::CookieBuilder<'static> {
    Cookie::build((cookie_name(config), value)).path("/").http_only(true).same_site(SameSite::Lax).secure(config.https())
}

const fn cookie_age(days: i64) -> cookie::time::Duration {
    cookie::time::Duration::days(days)
}

/// What every answer of the API carries.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    response
}
