//! Web push: what pages send to be reached while they are closed, and what their service worker gets.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PushKey {
    /// What a browser subscribes with (`applicationServerKey`), URL-safe base64.
    pub key: String,
}

/// A browser's `PushSubscription`. `Debug` shows nothing: all of it is secret.
#[derive(Clone, Deserialize, ToSchema)]
pub struct Subscribe {
    /// At most 1,024 bytes, https.
    pub endpoint: String,
    /// URL-safe base64 of 65 bytes.
    pub p256dh: String,
    /// URL-safe base64 of 16 bytes.
    pub auth: String,
}

impl std::fmt::Debug for Subscribe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Subscribe")
    }
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PushTested {
    pub result: PushResult,
    /// The service worker shows the test and passes this on to its pages.
    pub nonce: Uuid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PushResult {
    /// The push service took it.
    Accepted,
    /// The subscription is dead: subscribe anew.
    Gone,
    /// The push service does not take it.
    Refused,
    /// The push service cannot be reached now.
    Failed,
}

/// What a service worker sends when it has shown a ring.
#[derive(Clone, Deserialize, ToSchema)]
pub struct Shown {
    /// From the push.
    pub token: String,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct StillRings {
    pub ringing: bool,
    /// Where it no longer rings.
    pub back: Back,
    pub until: Option<i64>,
}

/// Whether a missed ring can be answered by a call back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Back {
    Open,
    /// The person has called back, and waits for the ring.
    Called,
    Over,
}

/// The content of a push, which the push service cannot read. Nothing personal. `web/src/worker/notice.ts` reads it.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Pushed {
    Ring { check: Uuid, attempt: Uuid, until: i64, token: String },
    /// Answered or declined on another device.
    Handled { check: Uuid },
    /// `until`: while it is open, and has an end of its own.
    Missed { check: Uuid, attempt: Uuid, back: Back, until: Option<i64> },
    Test { nonce: Uuid },
}
