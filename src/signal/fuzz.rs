//! Fuzz target: what a page says on its socket. A message that is in the protocol stays one when it is written and read again.
//! Knows nothing of what messages lead to.
#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::wire::FromClient;
use crate::fuzz::Target;

pub const TARGET: Target = Target { name: "messages", run: messages, seeds, tries: 40_000 };

fn messages(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let Ok(message) = serde_json::from_str::<FromClient>(&text) else { return };
    let written = serde_json::to_string(&message).unwrap();
    let again: FromClient = serde_json::from_str(&written).unwrap();
    assert_eq!(written, serde_json::to_string(&again).unwrap());
}

fn seeds() -> Vec<Vec<u8>> {
    let id = "01890a5d-ac96-774b-bcce-b302099a8057";
    [
        json!({ "t": "hello", "protocol": 1, "device": id, "agent": "Chrome, Android", "page": id }),
        json!({ "t": "receipt", "attempt": id, "kind": "audible" }),
        json!({ "t": "declare", "id": 1, "check": id, "place": { "kind": "other", "words": "Jalan" } }),
        json!({ "t": "offer", "id": 2, "check": id, "sdp": "v=0\r\n", "take": true }),
        json!({ "t": "test_offer", "id": 3, "side": "employee", "sdp": "v=0" }),
        json!({ "t": "peer", "check": id, "body": { "a": [1, 1.5e300, null, "\u{1f600}"] } }),
        json!({ "t": "decline", "id": 4, "attempt": id, "reason": "Rapat." }),
        json!({ "t": "servers", "id": 5 }),
        json!({ "t": "ping", "at": 1.5 }),
    ]
    .iter()
    .map(|message| message.to_string().into_bytes())
    .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn messages() {
        crate::fuzz::drive::drive(&super::TARGET);
    }
}
