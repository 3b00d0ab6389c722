//! The outside of the product: a browser's requests, and a page's socket. Sends the types of `signal::wire`, reads plain JSON.

use std::{sync::atomic::{AtomicU64, Ordering}, time::Duration};

use futures_util::{SinkExt, StreamExt};
use reqwest::{Method, header};
use serde_json::{Value, json};
use sidak::signal::wire::{FromClient, PROTOCOL};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, client_async, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest, handshake::client::Request},
};
use uuid::Uuid;

use super::schema::Document;

/// Longest wait for anything; the machine may be busy.
pub const LIMIT: Duration = Duration::from_secs(20);

/// One browser.
#[derive(Clone)]
pub struct Client {
    pub http: reqwest::Client,
    pub base: String,
    pub cookie: Option<String>,
    /// What the browser says about where its requests come from.
    pub site: Option<&'static str>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub text: String,
}

impl Answer {
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.body
    }

    /// Refused with this status and code.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.text);
    }

    pub fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }
}

impl Client {
    pub fn nobody(base: &str) -> Self {
        let http = reqwest::Client::builder().timeout(LIMIT).redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { http, base: base.to_owned(), cookie: None, site: Some("same-origin") }
    }

    pub async fn sign_in_with_ticket(&mut self, ticket: &str) -> Value {
        self.sign_in_by("/api/session/ticket", json!({ "ticket": ticket })).await.ok()
    }

    /// Posts and keeps the cookie that comes back.
    pub async fn sign_in_by(&mut self, path: &str, body: Value) -> Answer {
        let response = self.request(Method::POST, path).json(&body).send().await.unwrap();
        let cookie = response.headers().get(header::SET_COOKIE).and_then(|value| value.to_str().ok());
        self.cookie = cookie.and_then(|value| value.split(';').next()).map(str::to_owned);
        answer(response).await
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if let Some(site) = self.site {
            request = request.header("sec-fetch-site", site);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        request
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let request = self.request(method, path);
        let request = if let Some(body) = body { request.json(body) } else { request };
        answer(request.send().await.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(&body)).await
    }

    /// Sends a file as a page's form does.
    pub async fn upload(&self, path: &str, name: &str, bytes: Vec<u8>) -> Answer {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new().part("file", part);
        answer(self.request(Method::POST, path).multipart(form).send().await.unwrap()).await
    }
}

pub async fn answer(response: reqwest::Response) -> Answer {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::Null), text }
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// One open page: a socket past its `hello`, and the last snapshot it got.
pub struct Page {
    pub socket: Socket,
    pub now: Value,
    /// Everything that is neither a snapshot nor a reply.
    pub heard: Vec<Value>,
    next: u32,
}

impl Page {
    pub async fn open(client: &Client, agent: &str) -> Self {
        static BROWSERS: AtomicU64 = AtomicU64::new(0xb0);
        Self::open_on(client, agent, Uuid::from_u128(BROWSERS.fetch_add(1, Ordering::Relaxed).into())).await
    }

    /// On a browser with this device id.
    pub async fn open_on(client: &Client, agent: &str, device: Uuid) -> Self {
        let origin = client.base.clone();
        Self::open_over(dial(client, Some(&origin)).await.expect("the socket opens"), agent, device).await
    }

    /// Over a line that stands.
    pub async fn open_over(socket: Socket, agent: &str, device: Uuid) -> Self {
        let mut page = Self::bare(socket);
        page.say(&FromClient::Hello { protocol: PROTOCOL, device, agent: agent.to_owned(), page: None }).await;
        assert_eq!(page.hear().await["t"], "welcome");
        page.until("a first snapshot", |_| true).await;
        page
    }

    /// Before its `hello`.
    pub fn bare(socket: Socket) -> Self {
        Self { socket, now: Value::Null, heard: Vec::new(), next: 0 }
    }

    /// Waits for an error that answers no request.
    pub async fn until_error(&mut self, code: &str) {
        while self.hear().await["code"] != code {}
    }

    pub async fn say(&mut self, message: &FromClient) {
        let text = serde_json::to_string(message).unwrap();
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// The next message of the server; a snapshot is kept.
    pub async fn hear(&mut self) -> Value {
        let message = self.try_hear().await.expect("the socket is still open");
        if message["t"] == "now" {
            self.now = message.clone();
        }
        message
    }

    /// `None` once the server has closed.
    pub async fn try_hear(&mut self) -> Option<Value> {
        loop {
            match timeout(LIMIT, self.socket.next()).await.expect("the server says something in time") {
                Some(Ok(Message::Text(text))) => {
                    let message = serde_json::from_str(&text).unwrap();
                    // Whatever it says is in the document that outsiders read.
                    Document::ours().fits("FromServer", &message).unwrap();
                    return Some(message);
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(_)) | Some(Err(_)) | None => return None,
            }
        }
    }

    /// Waits for a snapshot that shows what is wanted.
    pub async fn until(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let seen = timeout(LIMIT, async {
            while self.now.is_null() || !wanted(&self.now) {
                let message = self.hear().await;
                if message["t"] != "now" {
                    self.heard.push(message);
                }
            }
        });
        if seen.await.is_err() {
            panic!("no snapshot with {what}; the last one: {:#}", self.now);
        }
        self.now.clone()
    }

    /// Sends a request and waits for its answer: `ok`, `sdp` or `error`.
    pub async fn ask(&mut self, request: impl FnOnce(u32) -> FromClient) -> Value {
        self.next += 1;
        let id = self.next;
        self.say(&request(id)).await;
        loop {
            let message = self.hear().await;
            if message["re"] == id {
                return message;
            }
            if message["t"] != "now" {
                self.heard.push(message);
            }
        }
    }

    /// As [`Page::ask`], for what must go well.
    pub async fn done(&mut self, request: impl FnOnce(u32) -> FromClient) -> Value {
        let reply = self.ask(request).await;
        assert_ne!(reply["t"], "error", "{reply}");
        reply
    }

    /// Closes the socket; the page hears nothing more.
    pub async fn hang(&mut self) {
        let _ = self.socket.close(None).await;
    }
}

/// Opens a socket from a page of `origin`.
pub async fn dial(client: &Client, origin: Option<&str>) -> Result<Socket, tungstenite::Error> {
    connect_async(request(client, origin)?).await.map(|(socket, _)| socket)
}

/// The same over a line that holds next to nothing: what is not read stays with the server.
pub async fn dial_narrow(client: &Client) -> Result<Socket, tungstenite::Error> {
    use socket2::{Domain, Protocol, Type};
    let line = socket2::Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
    line.set_recv_buffer_size(4096)?;
    // Linux gives the sender room for some segments, and one of loopback's holds 64 KiB.
    line.set_tcp_mss(536)?;
    let server: std::net::SocketAddr = client.base.trim_start_matches("http://").parse().unwrap();
    line.connect(&server.into())?;
    line.set_nonblocking(true)?;
    let stream = MaybeTlsStream::Plain(TcpStream::from_std(line.into())?);
    client_async(request(client, Some(&client.base))?, stream).await.map(|(socket, _)| socket)
}

fn request(client: &Client, origin: Option<&str>) -> Result<Request, tungstenite::Error> {
    let mut request = format!("{}/api/socket", client.base.replacen("http", "ws", 1)).into_client_request()?;
    let headers = request.headers_mut();
    if let Some(cookie) = &client.cookie {
        headers.insert("cookie", cookie.parse().unwrap());
    }
    if let Some(origin) = origin {
        headers.insert("origin", origin.parse().unwrap());
    }
    Ok(request)
}

/// A UUID in a reply.
#[track_caller]
pub fn uuid(value: &Value) -> Uuid {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{value} is no id"))
}
