//! Randomness from outside the server: what a day waits for, what was brought, and how it enters the draw.
//!
//! What is waited for is fixed with the pool; what is brought comes after it, so that whoever chose the day secret could
//! not know it. Knows nothing of who may bring it, and leaves to `beacon` whether a round is drand's own.

use sha2::{Digest, Sha256};

use super::{
    Fault,
    beacon::{DRAND_AHEAD_MS, SIGNATURE_BYTES, drand_round, is_drands},
    keys::{Key, derive},
    merkle::Hash,
};
use crate::{
    ids::PersonId,
    programme::PublicEntropy,
    time::{MINUTE, Moment},
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

    /// That this is what the day waits for, in its right form, and that a round of drand is drand's own.
    ///
    /// # Errors
    /// `OtherEntropy` or `BadSignature`.
    pub fn check(&self, awaited: Awaited) -> Result<(), Fault> {
        match (self, awaited) {
            (Self::Dice([first, second]), Awaited::Dice)
                if first.official < second.official
                    && Throws::digits_are_sound(&first.digits)
                    && Throws::digits_are_sound(&second.digits) =>
            {
                Ok(())
            }
            (Self::Drand { round, signature, randomness }, Awaited::Drand { round: wanted })
                if *round == wanted && <Hash>::from(Sha256::digest(signature)) == *randomness =>
            {
                if is_drands(*round, signature) { Ok(()) } else { Err(Fault::BadSignature) }
            }
            _ => Err(Fault::OtherEntropy),
        }
    }
}

/// The key whose words decide the minutes: the day key, with what came from outside mixed in.
pub(super) fn draw_key(day_key: &Key, entropy: Option<&Entropy>) -> Key {
    entropy.map_or_else(|| day_key.clone(), |entropy| derive(day_key.bytes(), &[PUBLIC_LABEL, &entropy.bytes()]))
}
