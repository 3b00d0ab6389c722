//! Writes one message to a page, and tells a page that is gone from one that reads nothing.
//! Knows nothing of what the message says.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use tokio::time::timeout;

use super::wire::{FromServer, MESSAGE_MAX_BYTES};

/// A page that takes no message for so long is gone.
pub const SEND_TIMEOUT: Duration = Duration::from_secs(10);

pub enum Written {
    Yes,
    Gone,
    /// Nothing was read at the other end for [`SEND_TIMEOUT`].
    Late,
}

pub async fn write(socket: &mut WebSocket, message: &FromServer) -> Written {
    let Ok(text) = serde_json::to_string(message) else { return Written::Gone };
    debug_assert!(text.len() <= 4 * MESSAGE_MAX_BYTES, "a snapshot is bounded");
    match timeout(SEND_TIMEOUT, socket.send(Message::Text(text.into()))).await {
        Ok(Ok(())) => Written::Yes,
        Ok(Err(_)) => Written::Gone,
        Err(_) => Written::Late,
    }
}
