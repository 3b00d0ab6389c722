//! The draw in public: commitments, and nothing about people.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Kind;

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DrawDay {
    pub programme: Uuid,
    pub programme_name: String,
    pub day: String,
    pub algorithm: u32,
    /// Merkle root over the pool, hex.
    pub root: String,
    /// SHA-256 of the day's secret, hex.
    pub secret_hash: String,
    pub committed_at: i64,
    /// When the first window opened.
    pub first_window: Option<i64>,
    /// Shown from the day after on, hex.
    pub secret: Option<String>,
    pub revealed_at: Option<i64>,
}

/// Why me, why not me.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyDraw {
    pub day: DrawDay,
    pub in_pool: bool,
    /// Chance of a check that day, 0 to 1.
    pub chance: Option<f64>,
    pub minutes: u32,
    pub checks: Vec<MyDrawnCheck>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyDrawnCheck {
    pub kind: Kind,
    pub at: i64,
    pub slot: u32,
}
