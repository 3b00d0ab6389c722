//! What sockets refuse, counted for `/metrics` by what was asked and why not. Whoever sees these grow has a broken page or
//! somebody who tries doors; each refusal was answered or the socket closed, and nobody else noticed.
//! Knows nothing of who it was: no person, no address.

use prometheus::{IntCounterVec, Opts};

use super::wire::FromClient;

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
        FromClient::Declare { .. } => "declare",
        FromClient::Offer { .. } => "offer",
        FromClient::Peer { .. } => "peer",
        FromClient::HangUp { .. } => "hang_up",
        FromClient::Ping { .. } => "ping",
    }
}
