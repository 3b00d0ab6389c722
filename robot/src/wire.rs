//! The part of the written protocol that a robot speaks: what it says, what it hears, what it reads over HTTP.
//! Fields that a robot has no use for are left out, and what is unknown is passed over, so that a newer server can be
//! talked to. Shares no type with the server on purpose: two readings of one document find its gaps.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// The protocol's version, said in `hello`.
pub const PROTOCOL: u32 = 1;

/// What expects no answer.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum Say {
    Hello {
        protocol: u32,
        device: Uuid,
        agent: String,
    },
    Receipt {
        attempt: Uuid,
        kind: Receipt,
    },
    /// Passed on to the other end of the call, unread.
    Peer {
        check: Uuid,
        body: Value,
    },
    Ping {
        at: f64,
    },
}

/// What is answered by `ok`, `sdp` or `error` with the number it was sent with.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum Ask {
    Start { check: Uuid },
    Answer { attempt: Uuid },
    Decline { attempt: Uuid, reason: String },
    CallBack { attempt: Uuid },
    Declare { check: Uuid, place: Place },
    Offer { check: Uuid, sdp: String },
    HangUp { check: Uuid },
}

/// An [`Ask`] with its number.
#[derive(Debug, Serialize)]
pub struct Numbered {
    pub id: u32,
    #[serde(flatten)]
    pub ask: Ask,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Receipt {
    Displayed,
    Audible,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum Heard {
    Welcome,
    Now(Now),
    Ok {
        re: u32,
    },
    Sdp {
        re: u32,
        sdp: String,
    },
    Error {
        re: Option<u32>,
        code: String,
        message: String,
    },
    Peer {
        check: Uuid,
        body: Value,
    },
    SignedOut,
    Reconnect {
        after_ms: u32,
    },
    /// Line quality, pongs, and whatever a later version adds.
    #[serde(other)]
    Other,
}

/// Everything that concerns the signed-in person at this moment.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Now {
    pub ring: Option<Ring>,
    #[serde(default)]
    pub missed: Option<Missed>,
    pub prompts: Vec<Prompt>,
    pub calls: Vec<Call>,
}

/// I am being called.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Ring {
    pub check: Uuid,
    pub attempt: Uuid,
    pub number: u8,
    pub of: u8,
}

/// I missed a ring and can call back, or have.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Missed {
    pub check: Uuid,
    pub attempt: Uuid,
    /// Only after the last ring.
    pub until: Option<i64>,
    pub called_back: Option<i64>,
}

/// I am asked to call, once `since` is there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Prompt {
    pub check: Uuid,
    pub number: u8,
    pub of: u8,
    pub since: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Call {
    pub check: Uuid,
    pub role: Side,
    pub phase: Phase,
    /// False: answered on another device of mine.
    pub here: bool,
    pub place: Option<Place>,
    pub verdict: Option<String>,
}

impl Call {
    /// Both ends may be connected now.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Preparing | Phase::Live)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Supervisor,
    Employee,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Ringing,
    Preparing,
    Live,
    Closing,
}

/// A place in the person's own words; none for the registered home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub kind: PlaceKind,
    #[serde(default)]
    pub words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    Home,
    Other,
}

impl Place {
    /// `home` is the registered home; anything else is another place in these words.
    #[must_use]
    pub fn from_words(words: &str) -> Place {
        let kind = if words == "home" {
            PlaceKind::Home
        } else {
            PlaceKind::Other
        };
        let words = if kind == PlaceKind::Home { "" } else { words };
        Place {
            kind,
            words: words.to_owned(),
        }
    }
}

/// What the supervisor records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum Verdict {
    AsDeclared,
    Elsewhere,
    FollowUp,
    Technical,
}

/// Body of `POST /api/checks/{id}/verdict`.
#[derive(Clone, Debug, Serialize)]
pub struct GiveVerdict {
    pub verdict: Verdict,
    pub note: String,
}

/// Of `GET /api/today`.
#[derive(Clone, Debug, Deserialize)]
pub struct Today {
    /// `home` on a work-from-home day.
    pub mode: Option<String>,
    pub started: Option<Value>,
}

/// Body of `POST /api/today/start`.
#[derive(Clone, Debug, Serialize)]
pub struct StartDay {
    pub place: Place,
    pub tests: Vec<DeviceTest>,
}

#[derive(Clone, Debug, Serialize)]
pub struct DeviceTest {
    /// `camera`, `microphone`, `sound`, `notification` or `network`.
    pub item: &'static str,
    pub ok: bool,
    pub detail: &'static str,
}

/// Of `GET /api/checks/{id}`: the record of one check.
#[derive(Clone, Debug, Deserialize)]
pub struct CheckRecord {
    pub line: CheckLine,
    pub facts: Vec<Fact>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct CheckLine {
    pub outcome: Option<String>,
    pub verdict: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Fact {
    pub code: String,
    #[serde(default)]
    pub details: Value,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_robot_says_is_in_the_protocol() {
        let id = Uuid::from_u128(1);
        let receipt = Say::Receipt {
            attempt: id,
            kind: Receipt::Audible,
        };
        assert_eq!(
            serde_json::to_value(receipt).unwrap(),
            json!({ "t": "receipt", "attempt": id, "kind": "audible" })
        );
        let place = Place::from_words("Rumah orang tua, Lembang");
        let declare = Numbered {
            id: 7,
            ask: Ask::Declare { check: id, place },
        };
        assert_eq!(
            serde_json::to_value(declare).unwrap(),
            json!({ "id": 7, "t": "declare", "check": id, "place": { "kind": "other", "words": "Rumah orang tua, Lembang" } })
        );
        let home = serde_json::to_value(Place::from_words("home")).unwrap();
        assert_eq!(home, json!({ "kind": "home", "words": "" }));
    }

    #[test]
    fn what_is_unknown_is_passed_over() {
        let later = json!({ "t": "moon_phase", "full": true });
        assert!(matches!(
            serde_json::from_value(later).unwrap(),
            Heard::Other
        ));
        let now = json!({ "t": "now", "at": 1, "ring": null, "prompts": [], "calls": [], "revision": 1, "later": 2 });
        let Heard::Now(now) = serde_json::from_value(now).unwrap() else {
            panic!("not understood")
        };
        assert!(now.ring.is_none());
    }
}
