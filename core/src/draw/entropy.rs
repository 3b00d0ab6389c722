//! Randomness from outside the server: what a day waits for, what was brought, and how it enters the draw.
//!
//! What is waited for is fixed with the pool; what is brought comes after it, so that whoever chose the day secret could
//! not know it. Knows nothing of who may bring it. Whether a drand signature is genuine is for drand's own tools.

use sha2::{Digest, Sha256};

use super::{
    keys::{Key, derive},
    merkle::Hash,
};
use crate::{
    ids::PersonId,
    programme::PublicEntropy,
    time::{MINUTE, Moment, SECOND},
};

const PUBLIC_LABEL: &[u8] = b"sidak/public/1";

/// Digits of one official's throws: 20 dice are worth 51 bits, each official alone.
pub const DIGITS_MIN: usize = 20;
/// More would not be typed without a slip.
pub const DIGITS_MAX: usize = 200;
/// Officials whose dice a day needs: with two, neither decides alone.
pub const THROWS: usize = 2;
/// Entry closes so long before the first window of the pool; then the draw takes place without.
pub const ENTRY_CLOSES_MS: i64 = 5 * MINUTE;

/// The beacon: drand's quicknet, chain hash `52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971`, by
/// <https://docs.drand.love/blog/quicknet-live-on-loe-mainnet>: its first round …
pub const DRAND_GENESIS: Moment = Moment(1_692_803_367 * SECOND);
/// … and the time from one to the next.
pub const DRAND_PERIOD_MS: i64 = 3 * SECOND;
/// The round that counts comes out so long after the commitment, when nobody can know it yet.
pub const DRAND_AHEAD_MS: i64 = 10 * MINUTE;
/// Bytes of a quicknet signature, a compressed point of G1 on BLS12-381.
pub const SIGNATURE_BYTES: usize = 48;

/// What the draw of a day waits for; part of the commitment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Awaited {
    Nothing,
    Dice,
    Drand { round: u64 },
}

impl Awaited {
    /// For a commitment made now.
    #[must_use]
    pub fn at(source: PublicEntropy, now: Moment) -> Self {
        match source {
            PublicEntropy::None => Self::Nothing,
            PublicEntropy::Dice => Self::Dice,
            PublicEntropy::Drand => Self::Drand { round: drand_round(now.plus(DRAND_AHEAD_MS)) },
        }
    }

    #[must_use]
    pub const fn source(self) -> PublicEntropy {
        match self {
            Self::Nothing => PublicEntropy::None,
            Self::Dice => PublicEntropy::Dice,
            Self::Drand { .. } => PublicEntropy::Drand,
        }
    }

    /// 0 when no round is waited for.
    #[must_use]
    pub const fn round(self) -> u64 {
        match self {
            Self::Drand { round } => round,
            Self::Nothing | Self::Dice => 0,
        }
    }

    /// `None` when the two do not belong together.
    #[must_use]
    pub const fn of(source: PublicEntropy, round: u64) -> Option<Self> {
        match (source, round) {
            (PublicEntropy::None, 0) => Some(Self::Nothing),
            (PublicEntropy::Dice, 0) => Some(Self::Dice),
            (PublicEntropy::Drand, 1..) => Some(Self::Drand { round }),
            _ => None,
        }
    }

    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Nothing => 0,
            Self::Dice => 1,
            Self::Drand { .. } => 2,
        }
    }
}

/// The first round that comes out at this moment or later.
#[must_use]
pub fn drand_round(at: Moment) -> u64 {
    let since = at.since(DRAND_GENESIS).max(0);
    let periods = since / DRAND_PERIOD_MS + i64::from(since % DRAND_PERIOD_MS != 0);
    periods.unsigned_abs().saturating_add(1)
}

/// When a round comes out.
#[must_use]
pub fn drand_time(round: u64) -> Moment {
    let periods = i64::try_from(round.saturating_sub(1)).unwrap_or(i64::MAX);
    DRAND_GENESIS.plus(periods.saturating_mul(DRAND_PERIOD_MS))
}

/// One official's dice, as typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Throws {
    pub official: PersonId,
    /// Digits 1 to 6.
    pub digits: String,
}

impl Throws {
    /// Whether there are enough digits and all are faces of a die.
    #[must_use]
    pub fn digits_are_sound(digits: &str) -> bool {
        (DIGITS_MIN..=DIGITS_MAX).contains(&digits.len()) && digits.bytes().all(|digit| (b'1'..=b'6').contains(&digit))
    }
}

/// What was brought in time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entropy {
    /// By official id, ascending.
    Dice([Throws; THROWS]),
    Drand { round: u64, signature: [u8; SIGNATURE_BYTES], randomness: Hash },
}

impl Entropy {
    /// The two officials' dice, in either order.
    #[must_use]
    pub fn dice(mut throws: [Throws; THROWS]) -> Self {
        throws.sort_by_key(|throws| throws.official);
        Self::Dice(throws)
    }

    /// The bytes that enter the draw key, as `docs/draw.md` lays them down.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Dice(throws) => throws.iter().fold(b"dice".to_vec(), |mut out, throws| {
                out.extend_from_slice(throws.official.0.as_bytes());
                out.extend_from_slice(&u16::try_from(throws.digits.len()).unwrap_or(u16::MAX).to_be_bytes());
                out.extend_from_slice(throws.digits.as_bytes());
                out
            }),
            Self::Drand { round, randomness, .. } => {
                [b"drand".as_slice(), &round.to_be_bytes(), randomness.as_slice()].concat()
            }
        }
    }

    /// SHA-256 of the bytes: published as soon as the day is drawn.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Sha256::digest(self.bytes()).into()
    }

    /// Whether this is what the day waits for, in its right form.
    #[must_use]
    pub fn fits(&self, awaited: Awaited) -> bool {
        match (self, awaited) {
            (Self::Dice([first, second]), Awaited::Dice) => {
                first.official < second.official
                    && Throws::digits_are_sound(&first.digits)
                    && Throws::digits_are_sound(&second.digits)
            }
            (Self::Drand { round, signature, randomness }, Awaited::Drand { round: wanted }) => {
                *round == wanted && <Hash>::from(Sha256::digest(signature)) == *randomness
            }
            _ => false,
        }
    }
}

/// The key whose words decide the minutes: the day key, with what came from outside mixed in.
pub(super) fn draw_key(day_key: &Key, entropy: Option<&Entropy>) -> Key {
    entropy.map_or_else(|| day_key.clone(), |entropy| derive(day_key.bytes(), &[PUBLIC_LABEL, &entropy.bytes()]))
}
