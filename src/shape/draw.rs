//! The draw in public: commitments, and nothing about people.

use serde::{Deserialize, Serialize};
use sidak_core::draw::Awaited;
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
    /// SHA-256 of the programme's cycle secret, hex.
    pub cycle_hash: String,
    /// People in the pool.
    pub people: u32,
    pub committed_at: i64,
    /// When the first window opened.
    pub first_window: Option<i64>,
    /// Randomness from outside that the draw waits for, or waited for.
    pub awaited: EntropySource,
    /// The round of drand, and when it comes out.
    pub round: Option<u64>,
    pub round_at: Option<i64>,
    /// None while the day waits.
    pub drawn_at: Option<i64>,
    /// SHA-256 of what was mixed in, hex. None when nothing was.
    pub entropy_hash: Option<String>,
    /// Shown from the day after on, hex.
    pub secret: Option<String>,
    pub revealed_at: Option<i64>,
    /// What did not fit when the day was opened; stays for ever.
    pub fault: Option<String>,
    /// Long over and still not opened.
    pub overdue: bool,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntropySource {
    None,
    Dice,
    Drand,
}

impl From<Awaited> for EntropySource {
    fn from(awaited: Awaited) -> Self {
        match awaited {
            Awaited::Nothing => Self::None,
            Awaited::Dice => Self::Dice,
            Awaited::Drand { .. } => Self::Drand,
        }
    }
}

/// A committed day that waits for officials.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AwaitedDay {
    pub programme: Uuid,
    pub programme_name: String,
    pub day: String,
    pub source: EntropySource,
    pub round: Option<u64>,
    pub round_at: Option<i64>,
    /// From then on the day is drawn without.
    pub closes_at: i64,
    /// Officials who have entered their dice.
    pub throws: u32,
    /// The asker is one of them.
    pub mine: bool,
}

/// Twenty or more dice, typed as digits.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ThrowDice {
    pub digits: String,
}

/// A round as drand publishes it, hex.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnterDrand {
    pub signature: String,
    pub randomness: String,
}

/// Why me, why not me.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyDraw {
    pub day: DrawDay,
    pub in_pool: bool,
    /// Chance of a check that day, 0 to 1.
    pub chance: Option<f64>,
    pub minutes: u32,
    /// WFH days after which a check is certain, by the policy of that day.
    pub longest_gap: Option<u16>,
    pub checks: Vec<MyDrawnCheck>,
    pub so_far: DrawnSoFar,
}

/// All revealed days of the programme on which I was in the draw.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DrawnSoFar {
    pub days: u32,
    /// How often the draw fell on me.
    pub drawn: u32,
    /// How often it fell on one of the others in as many days, on average. None where too few others were in it.
    pub others: Option<f64>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyDrawnCheck {
    pub kind: Kind,
    pub at: i64,
    pub slot: u32,
}
