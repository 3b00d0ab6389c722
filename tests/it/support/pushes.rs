//! A push service on this machine and the browsers behind it: takes the requests of RFC 8030, answers as it is told, and opens
//! what it got as a browser would. The browser's half of the encryption is written here anew.

use std::{collections::VecDeque, sync::{Arc, Mutex}};

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree},
    hkdf::{HKDF_SHA256, KeyType, Prk, Salt},
    signature::{self, ECDSA_P256_SHA256_FIXED},
};
use axum::{Router, body::Bytes, extract::{Path, State}, http::{HeaderMap, StatusCode}, response::{IntoResponse, Response}, routing::post};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc, time::timeout};

use super::pages::LIMIT;

/// One request that came in.
#[derive(Debug)]
pub struct Request {
    /// The last part of the endpoint's path.
    pub to: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Status, further headers.
type Reply = (u16, Vec<(&'static str, String)>);

#[derive(Clone)]
struct Desk {
    requests: mpsc::UnboundedSender<Request>,
    replies: Arc<Mutex<VecDeque<Reply>>>,
}

pub struct PushService {
    /// As the settings name it.
    pub address: String,
    requests: mpsc::UnboundedReceiver<Request>,
    replies: Arc<Mutex<VecDeque<Reply>>>,
}

impl PushService {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (sender, requests) = mpsc::unbounded_channel();
        let replies = Arc::default();
        let desk = Desk { requests: sender, replies: Arc::clone(&replies) };
        let app = Router::new().route("/{to}", post(take)).with_state(desk);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, requests, replies }
    }

    /// What it answers next, in order; afterwards 201.
    pub fn answer_with(&self, status: u16, headers: &[(&'static str, &str)]) {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.replies.lock().unwrap().push_back((status, headers));
    }

    pub async fn next(&mut self) -> Request {
        timeout(LIMIT, self.requests.recv()).await.expect("a push comes in time").unwrap()
    }

    /// Nothing came in that nobody has looked at.
    pub fn is_quiet(&mut self) -> bool {
        self.requests.try_recv().is_err()
    }

    pub fn endpoint(&self, to: &str) -> String {
        format!("http://{}/{to}", self.address)
    }
}

async fn take(State(desk): State<Desk>, Path(to): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let (status, more) = desk.replies.lock().unwrap().pop_front().unwrap_or((201, Vec::new()));
    let mut response = StatusCode::from_u16(status).unwrap().into_response();
    for (name, value) in more {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    desk.requests.send(Request { to, headers, body: body.to_vec() }).unwrap();
    response
}

/// A browser's secrets.
pub struct Browser {
    pub name: &'static str,
    secret: [u8; 32],
    auth: [u8; 16],
}

impl Browser {
    pub fn new(name: &'static str, seed: u8) -> Self {
        Self { name, secret: [seed; 32], auth: [seed; 16] }
    }

    fn key(&self) -> PrivateKey {
        PrivateKey::from_private_key(&ECDH_P256, &self.secret).unwrap()
    }

    fn public(&self) -> Vec<u8> {
        self.key().compute_public_key().unwrap().as_ref().to_vec()
    }

    /// What its page sends to subscribe.
    pub fn subscription(&self, service: &PushService) -> Value {
        json!({ "endpoint": service.endpoint(self.name), "p256dh": BASE64.encode(self.public()), "auth": BASE64.encode(self.auth) })
    }

    /// RFC 8291 §3.4 and RFC 8188 §2, from the receiver's side.
    pub fn open(&self, body: &[u8]) -> Value {
        let (salt, rest) = body.split_at(16);
        let (size, rest) = rest.split_at(4);
        assert_eq!(size, 4_096_u32.to_be_bytes());
        let (sender, sealed) = rest[1..].split_at(rest[0].into());
        let prk = agree(&self.key(), UnparsedPublicKey::new(&ECDH_P256, sender), (), |shared| Ok(Salt::new(HKDF_SHA256, &self.auth).extract(shared))).unwrap();
        let ikm = expand(&prk, &[b"WebPush: info\0", &self.public(), sender], 32);
        let prk = Salt::new(HKDF_SHA256, salt).extract(&ikm);
        let key = UnboundKey::new(&AES_128_GCM, &expand(&prk, &[b"Content-Encoding: aes128gcm\0"], 16)).unwrap();
        let nonce = Nonce::try_assume_unique_for_key(&expand(&prk, &[b"Content-Encoding: nonce\0"], 12)).unwrap();
        let mut record = sealed.to_vec();
        let plain = LessSafeKey::new(key).open_in_place(nonce, Aad::empty(), &mut record).expect("the message opens");
        serde_json::from_slice(plain.strip_suffix(&[2]).unwrap()).unwrap()
    }
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn expand(prk: &Prk, info: &[&[u8]], length: usize) -> Vec<u8> {
    let mut out = vec![0; length];
    prk.expand(info, Length(length)).unwrap().fill(&mut out).unwrap();
    out
}

/// The claims of a request's VAPID token, whose signature fits the key that browsers subscribed with.
pub fn claims(request: &Request, key: &str) -> Value {
    let (token, public) = request.header("authorization").strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    assert_eq!(public, key);
    let (signed, proof) = token.rsplit_once('.').unwrap();
    let key = signature::UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, BASE64.decode(public).unwrap());
    key.verify(signed.as_bytes(), &BASE64.decode(proof).unwrap()).expect("the signature fits");
    serde_json::from_slice(&BASE64.decode(signed.split_once('.').unwrap().1).unwrap()).unwrap()
}
