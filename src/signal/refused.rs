//! What sockets refuse, counted for `/metrics` by what was asked and why not. Whoever sees these grow has a broken page or
//! somebody who tries doors; each refusal was answered or the socket closed, and nobody else noticed.
//! Knows nothing of who it was: no person, no address.

use std::time::Duration;

use prometheus::{IntCounterVec, Opts};
use tokio::time::Instant;

use super::wire::FromClient;

/// Messages in one second; more is a fault or an attack.
const MESSAGES_PER_SECOND: u32 = 60;

/// Both labels are words of this program's own, so their number is bounded.
#[derive(Clone)]
pub struct Refused(pub IntCounterVec);

impl Default for Refused {
    fn default() -> Self {
        let opts = Opts::new("sidak_socket_refused_total", "Sockets, messages and requests refused, by what was asked and why not");
        // Name and labels are constants; a registry that refused them would refuse every start alike.
        #[expect(clippy::unwrap_used, reason = "constant names")]
        let counts = IntCounterVec::new(opts, &["asked", "reason"]).unwrap();
        Self(counts)
    }
}

impl Refused {
    pub fn count(&self, asked: &'static str, reason: &'static str) {
        self.0.with_label_values(&[asked, reason]).inc();
    }
}

/// The message's name in the protocol.
pub const fn name(message: &FromClient) -> &'static str {
    match message {
        FromClient::Hello { .. } => "hello",
        FromClient::Receipt { .. } => "receipt",
        FromClient::Start { .. } => "start",
        FromClient::Answer { .. } => "answer",
        FromClient::Decline { .. } => "decline",
        FromClient::CallBack { .. } => "call_back",
        FromClient::Declare { .. } => "declare",
        FromClient::Servers { .. } => "servers",
        FromClient::Offer { .. } => "offer",
        FromClient::Peer { .. } => "peer",
        FromClient::HangUp { .. } => "hang_up",
        FromClient::Ping { .. } => "ping",
        FromClient::ByText { .. } => "by_text",
        FromClient::Write { .. } => "write",
        FromClient::TestOffer { .. } => "test_offer",
        FromClient::TestEnd => "test_end",
    }
}

/// Messages of this second.
pub struct Pace {
    second: Instant,
    count: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self { second: Instant::now(), count: 0 }
    }
}

impl Pace {
    /// Counts one more; true if that is one too many.
    pub fn is_broken(&mut self) -> bool {
        if self.second.elapsed() > Duration::from_secs(1) {
            (self.second, self.count) = (Instant::now(), 0);
        }
        self.count += 1;
        self.count > MESSAGES_PER_SECOND
    }
}

/// Told from a line that broke, which is nobody's doing; the library has no other way to say it.
#[must_use]
pub fn is_garbage(error: &axum::Error) -> bool {
    let said = error.to_string();
    !(said.starts_with("IO error") || said.contains("without closing handshake"))
}
