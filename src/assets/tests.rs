//! What a browser gets for each kind of path, from the real build.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;

async fn get(path: &str, encoding: &str) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT_ENCODING, encoding.parse().unwrap());
    serve(Method::GET, path.parse().unwrap(), headers).await
}

fn named(response: &Response, name: header::HeaderName) -> &str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// Any hashed file of the build that has compressed forms.
fn hashed_script() -> String {
    Pages::iter().find(|path| path.starts_with(HASHED) && path.ends_with(".js.br")).unwrap().trim_end_matches(".br").to_owned()
}

#[tokio::test]
async fn pages_files_and_what_is_missing() {
    let script = format!("/{}", hashed_script());
    let cases = [
        ("/", 200, "text/html; charset=utf-8", "no-cache"),
        ("/index.html", 200, "text/html; charset=utf-8", "no-cache"),
        ("/kasus/0192-a", 200, "text/html; charset=utf-8", "no-cache"),
        ("/sw.js", 200, "text/javascript; charset=utf-8", "no-cache"),
        ("/sidak.webmanifest", 200, "application/manifest+json", "no-cache"),
        (script.as_str(), 200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/assets/gone-1234.js", 404, "", ""),
        ("/favicon.ico", 404, "", ""),
        ("/api/no-such-route", 404, "", ""),
        ("/../Cargo.toml", 404, "", ""),
    ];
    for (path, status, kind, cache) in cases {
        let response = get(path, "identity").await;
        assert_eq!(response.status().as_u16(), status, "{path}");
        assert_eq!(named(&response, header::CONTENT_TYPE), kind, "{path}");
        assert_eq!(named(&response, header::CACHE_CONTROL), cache, "{path}");
        assert_eq!(named(&response, header::CONTENT_SECURITY_POLICY), CONTENT_SECURITY_POLICY, "{path}");
        assert_eq!(named(&response, header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
    }
}

#[tokio::test]
async fn the_best_encoding_the_browser_takes() {
    let script = format!("/{}", hashed_script());
    let mut tags = std::collections::HashSet::new();
    for (accept, given) in [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("", ""), ("zstd", "")] {
        let response = get(&script, accept).await;
        assert_eq!(named(&response, header::CONTENT_ENCODING), given, "{accept}");
        assert_eq!(named(&response, header::VARY), "accept-encoding");
        tags.insert(named(&response, header::ETAG).to_owned());
    }
    assert_eq!(tags.len(), 3, "each encoding has its own tag");
}

#[tokio::test]
async fn a_known_page_is_not_sent_again() {
    let first = get("/", "br").await;
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT_ENCODING, "br".parse().unwrap());
    headers.insert(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone());
    let second = serve(Method::GET, "/".parse().unwrap(), headers).await;
    assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(second.headers()[header::ETAG], first.headers()[header::ETAG]);
}

#[tokio::test]
async fn nothing_can_be_written_here() {
    let response = serve(Method::POST, "/".parse().unwrap(), HeaderMap::new()).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[test]
fn the_policy_allows_nothing_inline_and_nothing_foreign() {
    for forbidden in ["unsafe", "http:", "https:", "*"] {
        assert!(!CONTENT_SECURITY_POLICY.contains(forbidden), "{forbidden}");
    }
}
