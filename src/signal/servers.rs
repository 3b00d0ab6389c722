//! What a page in a call is told of TURN: where, and credentials of its own that are good for some minutes.
//! Stateless: whoever holds the secret can tell good credentials from others.

use std::sync::Arc;

use sidak_core::time::{Moment, SECOND};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{entropy::{Entropy, NoEntropy}, media::turn::Secret};

/// A page signs in within seconds, and asks anew for every new connection.
pub const GOOD_FOR_S: i64 = 10 * 60;

/// As `RTCPeerConnection` takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IceServer {
    pub urls: Vec<String>,
    pub username: String,
    pub credential: String,
}

/// Issues credentials; without TURN it has none to give.
#[derive(Clone, Default)]
pub struct Servers(Option<(String, Arc<Secret>)>);

impl Servers {
    #[must_use]
    pub fn new(url: String, secret: Arc<Secret>) -> Self {
        Self(Some((url, secret)))
    }

    /// For one page, from now on; whether it is in a call has been looked at.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn issue(&self, now: Moment, entropy: &Entropy) -> Result<Vec<IceServer>, NoEntropy> {
        let Some((url, secret)) = &self.0 else { return Ok(Vec::new()) };
        let number = u64::from_be_bytes(entropy.bytes()?);
        let made = secret.issue(now.millis() / SECOND + GOOD_FOR_S, number);
        Ok(vec![IceServer { urls: vec![url.clone()], username: made.username, credential: made.password }])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_page_gets_credentials_of_its_own_that_end() {
        let entropy = Entropy::seeded(3);
        assert_eq!(Servers::default().issue(Moment(0), &entropy).unwrap(), []);
        let servers = Servers::new("turns:turn.example.go.id".into(), Arc::new(Secret::new(b"x")));
        let [one, two] = [0, 1].map(|_| servers.issue(Moment(5_000), &entropy).unwrap().remove(0));
        assert_eq!(one.urls, ["turns:turn.example.go.id"]);
        assert!(one.username.starts_with("605:") && two.username.starts_with("605:"), "{}", one.username);
        assert!(one.username != two.username && one.credential != two.credential);
    }
}
