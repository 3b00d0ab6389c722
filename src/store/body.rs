//! Stored JSON: always `{"v":1,"body":…}`, so that a later version can tell what it reads.
//!
//! Knows nothing of what is inside.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::error::StoreError;

/// The version this program writes; the only one there has been.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Versioned<T> {
    v: u32,
    body: T,
}

/// # Errors
/// `Corrupt` when the value has no JSON form, such as a map whose keys are not text.
pub(super) fn write<T: Serialize>(body: &T) -> Result<String, StoreError> {
    serde_json::to_string(&Versioned { v: VERSION, body }).map_err(|_| StoreError::corrupt("body to be written"))
}

/// # Errors
/// `Corrupt` naming `what` when it is no JSON of a known version and shape.
pub(super) fn read<T: DeserializeOwned>(text: &str, what: impl std::fmt::Display) -> Result<T, StoreError> {
    let found: Versioned<T> = serde_json::from_str(text).map_err(|_| StoreError::corrupt(what.to_string()))?;
    if found.v == VERSION { Ok(found.body) } else { Err(StoreError::corrupt(format!("{what} of version {}", found.v))) }
}

/// As [`write`], from text that is JSON already.
pub(super) fn wrap(json: &str) -> Result<String, StoreError> {
    let body: serde_json::Value = serde_json::from_str(json).map_err(|_| StoreError::corrupt("body to be written"))?;
    write(&body)
}

/// As [`read`], as text.
pub(super) fn unwrap(text: &str, what: impl std::fmt::Display) -> Result<String, StoreError> {
    read::<serde_json::Value>(text, what).map(|body| body.to_string())
}
