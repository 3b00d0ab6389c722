//! Web push: one encrypted message to one browser by way of the browser maker's push service (RFC 8030).
//!
//! In the order a message travels: `endpoint` (where may it go), `encrypt` (so that the service cannot read it), `vapid`
//! (who sends it), `client` (one request), `reply` (what the answer means). `token` proves which browser a message went to.
//! Knows nothing of checks, people or the database, and decides no retry: the caller knows for how long it matters.

pub mod client;
pub mod encrypt;
pub mod endpoint;
pub mod reply;
pub mod token;
pub mod vapid;

use std::{
    sync::{Arc, atomic::{AtomicU64, Ordering}},
    time::Duration,
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sidak_core::time::Moment;
use tokio_rustls::rustls::ClientConfig;

pub use encrypt::{Fresh, Recipient, Unfit};
pub use endpoint::{BadEndpoint, Endpoint};
pub use reply::Sent;

/// What the settings say.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// `host:port` of push services inside the own network, reached by plain HTTP as well.
    pub allow: Vec<String>,
    /// Whom a push service may write to: `mailto:…` or `https://…` (RFC 8292 §2.1).
    pub contact: Option<String>,
}

/// One message to one browser.
#[derive(Clone)]
pub struct Message {
    pub endpoint: String,
    pub to: Recipient,
    pub plain: Vec<u8>,
    /// The service drops it after so long; without an open connection it is kept until then.
    pub ttl: Duration,
    pub urgency: Urgency,
    /// A later message of the same topic takes its place: at most 32 characters of the URL-safe alphabet (RFC 8030 §5.4).
    pub topic: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    Normal,
    High,
}

/// How many messages ended how, since the start.
#[derive(Default)]
pub struct Counts {
    pub accepted: AtomicU64,
    pub gone: AtomicU64,
    pub refused: AtomicU64,
    pub failed: AtomicU64,
}

/// Sends messages. Cheap to clone.
#[derive(Clone)]
pub struct Notifier(Arc<Inner>);

struct Inner {
    vapid: vapid::Vapid,
    receipts: [u8; 32],
    settings: Settings,
    tls: Arc<ClientConfig>,
    counts: Counts,
}

impl Notifier {
    /// # Errors
    /// When `signing` is no private key of P-256, or TLS cannot be set up.
    pub fn new(signing: &[u8; 32], receipts: [u8; 32], settings: Settings) -> Result<Self, Unfit> {
        let vapid = vapid::Vapid::new(signing, settings.contact.clone())?;
        let tls = Arc::new(client::tls()?);
        Ok(Self(Arc::new(Inner { vapid, receipts, settings, tls, counts: Counts::default() })))
    }

    /// What browsers subscribe with (`applicationServerKey`), URL-safe base64.
    #[must_use]
    pub fn public_key(&self) -> &str {
        self.0.vapid.public()
    }

    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.0.counts
    }

    /// Whether a browser may name this endpoint at all. Its addresses are looked at before each message.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn endpoint(&self, text: &str) -> Result<Endpoint, BadEndpoint> {
        Endpoint::parse(text, &self.0.settings.allow)
    }

    /// The secret that a message carries, and that comes back when the browser has shown it.
    #[must_use]
    pub fn token(&self, subject: uuid::Uuid, device: uuid::Uuid) -> String {
        token::make(&self.0.receipts, subject, device)
    }

    /// The browser that a token was made for.
    #[must_use]
    pub fn device_of(&self, subject: uuid::Uuid, token: &str) -> Option<uuid::Uuid> {
        token::read(&self.0.receipts, subject, token)
    }

    /// Sends one message, once. Never longer than [`client::SEND_TIMEOUT`].
    pub async fn send(&self, message: &Message, fresh: &Fresh, now: Moment) -> Sent {
        let sent = self.try_send(message, fresh, now).await.unwrap_or(Sent::Refused);
        let counts = &self.0.counts;
        let count = match sent {
            Sent::Accepted => &counts.accepted,
            Sent::Gone => &counts.gone,
            Sent::Refused => &counts.refused,
            Sent::Later { .. } => &counts.failed,
        };
        count.fetch_add(1, Ordering::Relaxed);
        sent
    }

    /// `None` for a message that no push service would take.
    async fn try_send(&self, message: &Message, fresh: &Fresh, now: Moment) -> Option<Sent> {
        let endpoint = self.endpoint(&message.endpoint).ok()?;
        let body = encrypt::encrypt(&message.plain, &message.to, fresh).ok()?;
        let authorization = self.0.vapid.authorization(&endpoint.origin(), now).ok()?;
        let request = client::request(&endpoint, &authorization, message, body).ok()?;
        Some(match client::send(&self.0.tls, &endpoint, request).await {
            Ok(sent) => sent,
            Err(client::Trouble::Forbidden) => Sent::Refused,
            Err(client::Trouble::Unreachable) => Sent::Later { after: None },
        })
    }
}

pub(crate) fn base64url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// `None` when the text is not URL-safe base64, or another number of bytes. Padding at the end is passed over.
#[must_use]
pub fn from_base64url<const N: usize>(text: &str) -> Option<[u8; N]> {
    BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()?.try_into().ok()
}
