//! Signing in, and the few requests of a robot over HTTP. A robot signs in as people do: with a link or with name and
//! password; it has no key of its own.
//! Knows nothing of rings and calls.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::{HeaderValue, ORIGIN};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// Longest wait for an answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// What a one-time link carries in its fragment, which browsers keep to themselves.
const TICKET: &str = "tiket=";

#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error(
        "this is no link of Sidak: http://HOST:PORT/masuk#tiket=… or, with name and password, http://HOST:PORT"
    )]
    Link,
    #[error(
        "only http:// is spoken; on the server's own machine its plain address can be used, such as http://127.0.0.1:8080"
    )]
    Tls,
    /// Without the address, which holds the ticket.
    #[error("the server was not reached: {0}")]
    Unreachable(reqwest::Error),
    #[error("{message}")]
    Refused { code: String, message: String },
    #[error("the server's answer was not understood")]
    NotUnderstood,
}

/// A signed-in person at one server.
#[derive(Clone)]
pub struct Account {
    http: reqwest::Client,
    cookies: Arc<Jar>,
    server: Url,
}

impl Account {
    /// Signs in with a link as `sidak demo` prints it.
    ///
    /// # Errors
    /// [`AccountError`] when the link is none, or is no longer good, or the server is not there.
    pub async fn with_link(link: &str) -> Result<Account, AccountError> {
        let url = Url::parse(link).map_err(|_| AccountError::Link)?;
        let ticket = url
            .fragment()
            .and_then(|fragment| fragment.strip_prefix(TICKET))
            .filter(|ticket| !ticket.is_empty())
            .ok_or(AccountError::Link)?;
        let account = Account::at(&url)?;
        account
            .sign_in("/api/session/ticket", &json!({ "ticket": ticket }))
            .await
    }

    /// Signs in at `server` with NIP or e-mail and password.
    ///
    /// # Errors
    /// [`AccountError`] when they do not fit, or the server is not there.
    pub async fn with_password(
        server: &str,
        name: &str,
        password: &str,
    ) -> Result<Account, AccountError> {
        let account = Account::at(&Url::parse(server).map_err(|_| AccountError::Link)?)?;
        account
            .sign_in(
                "/api/session",
                &json!({ "name": name, "password": password }),
            )
            .await
    }

    fn at(url: &Url) -> Result<Account, AccountError> {
        match url.scheme() {
            "http" if url.host_str().is_some() => {}
            "https" => return Err(AccountError::Tls),
            _ => return Err(AccountError::Link),
        }
        let mut server = url.clone();
        server.set_path("/");
        server.set_query(None);
        server.set_fragment(None);
        let cookies = Arc::new(Jar::default());
        let http = reqwest::Client::builder()
            .cookie_provider(Arc::clone(&cookies))
            .timeout(ANSWER_WITHIN)
            // The socket could not go by a proxy either.
            .no_proxy()
            .build()
            .map_err(unreachable)?;
        Ok(Account {
            http,
            cookies,
            server,
        })
    }

    async fn sign_in(self, path: &str, body: &serde_json::Value) -> Result<Account, AccountError> {
        let _: serde_json::Value = self.post(path, body).await?;
        Ok(self)
    }

    /// # Errors
    /// [`AccountError`] when the server is not there or refuses.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, AccountError> {
        answer(self.http.get(self.url(path)?)).await
    }

    /// # Errors
    /// As [`Account::get`].
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<T, AccountError> {
        let request = self
            .http
            .post(self.url(path)?)
            .header(ORIGIN, self.origin())
            .json(body);
        answer(request).await
    }

    fn url(&self, path: &str) -> Result<Url, AccountError> {
        self.server.join(path).map_err(|_| AccountError::Link)
    }

    /// What a page of this server sends as `Origin`.
    pub(crate) fn origin(&self) -> String {
        self.server.origin().ascii_serialization()
    }

    /// Host and port to connect to.
    pub(crate) fn address(&self) -> (&str, u16) {
        let host = self.server.host_str().unwrap_or_default();
        // An IPv6 address has brackets in a link and none in a socket's address.
        let host = host.trim_start_matches('[').trim_end_matches(']');
        (host, self.server.port_or_known_default().unwrap_or(80))
    }

    pub(crate) fn socket_url(&self) -> String {
        let origin = self.origin();
        format!("ws{}/api/socket", origin.trim_start_matches("http"))
    }

    /// The session, as a request carries it.
    pub(crate) fn cookie(&self) -> Option<HeaderValue> {
        self.cookies.cookies(&self.server)
    }
}

async fn answer<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> Result<T, AccountError> {
    #[derive(serde::Deserialize)]
    struct Problem {
        error: Body,
    }
    #[derive(serde::Deserialize)]
    struct Body {
        code: String,
        message: String,
    }
    let answer = request.send().await.map_err(unreachable)?;
    if answer.status().is_success() {
        return answer.json().await.map_err(|_| AccountError::NotUnderstood);
    }
    match answer.json().await {
        Ok(Problem {
            error: Body { code, message },
        }) => Err(AccountError::Refused { code, message }),
        Err(_) => Err(AccountError::NotUnderstood),
    }
}

fn unreachable(error: reqwest::Error) -> AccountError {
    AccountError::Unreachable(error.without_url())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_server_is_found_by_any_of_its_links() {
        let cases = [
            (
                "http://localhost:8080/masuk#tiket=abc",
                ("localhost", 8080),
                "http://localhost:8080",
            ),
            ("http://127.0.0.1", ("127.0.0.1", 80), "http://127.0.0.1"),
            ("http://[::1]:81/x?y", ("::1", 81), "http://[::1]:81"),
        ];
        for (link, address, origin) in cases {
            let account = Account::at(&Url::parse(link).unwrap()).unwrap();
            assert_eq!(
                (account.address(), account.origin().as_str()),
                (address, origin)
            );
            assert!(account.socket_url().starts_with("ws://"), "{link}");
            assert!(account.socket_url().ends_with("/api/socket"), "{link}");
        }
    }

    #[tokio::test]
    async fn what_is_no_link_is_refused_before_anything_is_sent() {
        for link in [
            "",
            "localhost:8080",
            "http://localhost/masuk",
            "http://localhost/masuk#tiket=",
        ] {
            let refused = Account::with_link(link).await;
            assert!(matches!(refused, Err(AccountError::Link)), "{link}");
        }
        let refused = Account::with_link("https://localhost/masuk#tiket=abc").await;
        assert!(matches!(refused, Err(AccountError::Tls)));
    }
}
