//! Serves the pages out of the binary, with the headers that keep them safe. Hashed files are cached for ever and
//! sent in the compressed form the browser takes; the page itself is asked for anew each time.
//! Knows nothing of the API: whatever the API does not answer comes here.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::any,
};
use rust_embed::{EmbeddedFile, RustEmbed};

/// What the pages may load and do (W3C CSP 3, Trusted Types). Nothing inline, nothing from elsewhere.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; media-src 'self' blob:; manifest-src 'self'; \
    worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types svelte-trusted-html app-sw";

/// A file under this path carries its own hash in its name, so it never changes.
const HASHED: &str = "assets/";
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_FIRST: HeaderValue = HeaderValue::from_static("no-cache");
/// Written by the web build beside each file, best first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

#[derive(RustEmbed)]
#[folder = "$WEB_DIST_DIR"]
struct Pages;

/// The pages, as the fallback of the whole server.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().fallback(any(serve))
}

/// Answers one request for a page or a file.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let mut response = if method == Method::GET || method == Method::HEAD {
        answer(uri.path(), &headers)
    } else {
        StatusCode::METHOD_NOT_ALLOWED.into_response()
    };
    protect(response.headers_mut());
    response
}

/// A file if there is one; the page for every path that looks like a page; 404 for a missing file.
fn answer(path: &str, request: &HeaderMap) -> Response {
    let path = path.trim_start_matches('/');
    if !path.is_empty() && path != "index.html" && Pages::get(path).is_some() {
        return file(path, request);
    }
    let looks_like_file = path.starts_with(HASHED) || path.starts_with("api/") || path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if looks_like_file && path != "index.html" {
        return StatusCode::NOT_FOUND.into_response();
    }
    file("index.html", request)
}

fn file(path: &str, request: &HeaderMap) -> Response {
    let Some((found, encoding)) = best_form(path, request) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = entity_tag(&found);
    let unchanged = request.get(header::IF_NONE_MATCH).is_some_and(|known| Some(known) == tag.as_ref());
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(found.data.into_owned()))
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type(path));
    headers.insert(header::CACHE_CONTROL, if path.starts_with(HASHED) { FOR_EVER } else { ASK_FIRST });
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if let Some(tag) = tag {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// The smallest form the browser takes, and its name for `content-encoding`.
fn best_form(path: &str, request: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted = request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    for (name, suffix) in ENCODINGS {
        if accepts(accepted, name)
            && let Some(found) = Pages::get(&format!("{path}{suffix}"))
        {
            return Some((found, Some(name)));
        }
    }
    Pages::get(path).map(|found| (found, None))
}

/// Whether `accept-encoding` names the coding with a weight other than zero (RFC 9110 §12.5.3).
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused = parts.any(|weight| weight.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q == 0.0)));
        named && !refused
    })
}

/// The hash of this very form of the file, so that each encoding has its own (RFC 9110 §8.8.3.3).
fn entity_tag(found: &EmbeddedFile) -> Option<HeaderValue> {
    let hash = found.metadata.sha256_hash();
    let hex: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::from_str(&format!("\"{hex}\"")).ok()
}

fn content_type(path: &str) -> HeaderValue {
    HeaderValue::from_static(match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "md" => "text/markdown; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    })
}

fn protect(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert(
        "permissions-policy",
        HeaderValue::from_static("camera=(self), microphone=(self), geolocation=(self), screen-wake-lock=(self), display-capture=(), payment=(), usb=()"),
    );
}

#[cfg(test)]
mod tests;
