//! What pages and sockets see: the JSON shapes of the API, one file per subject, and nothing else.
//!
//! `flow` fills them, `api` and `signal` send them. A field here is a promise to outsiders (docs/protocol.md,
//! `/api/openapi.json`). Times are UTC milliseconds, days are `2026-11-20`, rates are 0 to 1.

pub mod account;
pub mod case;
pub mod dashboard;
pub mod desk;
pub mod draw;
pub mod hours;
pub mod now;
pub mod programme;
pub mod push;
pub mod record;
pub mod rota;
pub mod staff;
pub mod today;
pub mod watch;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A person as colleagues in the line may see them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonCard {
    pub id: Uuid,
    pub name: String,
    pub position: String,
    pub unit: String,
    /// Birth date, sex and serial are hidden.
    pub nip_masked: String,
}

/// Something that many devices share was down, and rings were void because of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OutageLine {
    /// `provider`, `area`, `unit`, `browser`, `push`, `node` or `server`; which one is told to nobody.
    pub kind: String,
    pub from: i64,
    pub to: i64,
    /// Void rings and their people among those the asker may see; `None` for fewer than five people on a dashboard.
    pub rings: Option<u32>,
    pub people: Option<u32>,
}

/// A place in the person's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Place {
    pub kind: PlaceKind,
    /// At most 300 characters; empty for the registered home.
    #[serde(default)]
    pub words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    Home,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Supervisor,
    Employee,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    AsDeclared,
    Elsewhere,
    FollowUp,
    Technical,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Random,
    Forced,
    Manual,
}

/// Where a person works on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Home,
    Office,
    Leave,
}

/// A half-open span, UTC milliseconds.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Span {
    pub start: i64,
    pub end: i64,
}

/// A rate with its 95 % Wilson interval. `of` is the denominator; with `of` 0 there is no rate.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Rate {
    pub n: u32,
    pub of: u32,
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// What every refused request answers.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    pub error: ProblemBody,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ProblemBody {
    /// Stable; pages choose their words by it.
    pub code: String,
    /// Plain English; says what to do.
    pub message: String,
    /// The field it speaks of, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

/// What a person needs in every call: what to do, never why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Needs {
    /// The camera stays off.
    pub voice_only: bool,
    /// The questions are answered in writing.
    pub by_text: bool,
    /// Added to each ring and to the time for getting ready.
    pub extra_seconds: u16,
}
