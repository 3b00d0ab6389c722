//! The beacon drand, chain *quicknet*: which round comes out when, and whether a signature is drand's own.
//!
//! Scheme `bls-unchained-g1-rfc9380`: BLS over BLS12-381 (draft-irtf-cfrg-bls-signature) with signatures on G1, hashed to
//! the curve by RFC 9380. Knows nothing of what a round is used for.

use blst::{
    BLST_ERROR,
    min_sig::{PublicKey, Signature},
};
use sha2::{Digest, Sha256};

use crate::time::{MINUTE, Moment, SECOND};

/// drand's quicknet, chain hash `52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971`, by
/// <https://docs.drand.love/blog/quicknet-live-on-loe-mainnet>: its first round …
pub const DRAND_GENESIS: Moment = Moment(1_692_803_367 * SECOND);
/// … and the time from one to the next.
pub const DRAND_PERIOD_MS: i64 = 3 * SECOND;
/// The round that counts comes out so long after the commitment, when nobody can know it yet.
pub const DRAND_AHEAD_MS: i64 = 10 * MINUTE;
/// Bytes of a quicknet signature, a compressed point of G1.
pub const SIGNATURE_BYTES: usize = 48;

/// The key that quicknet's rounds are signed for, a compressed point of G2. The chain hash is made of it (a test does so).
pub(super) const PUBLIC_KEY: [u8; 96] = [
    0x83, 0xcf, 0x0f, 0x28, 0x96, 0xad, 0xee, 0x7e, 0xb8, 0xb5, 0xf0, 0x1f, 0xca, 0xd3, 0x91, 0x22, 0x12, 0xc4, 0x37, 0xe0, 0x07,
    0x3e, 0x91, 0x1f, 0xb9, 0x00, 0x22, 0xd3, 0xe7, 0x60, 0x18, 0x3c, 0x8c, 0x4b, 0x45, 0x0b, 0x6a, 0x0a, 0x6c, 0x3a, 0xc6, 0xa5,
    0x77, 0x6a, 0x2d, 0x10, 0x64, 0x51, 0x0d, 0x1f, 0xec, 0x75, 0x8c, 0x92, 0x1c, 0xc2, 0x2b, 0x0e, 0x17, 0xe6, 0x3a, 0xaf, 0x4b,
    0xcb, 0x5e, 0xd6, 0x63, 0x04, 0xde, 0x9c, 0xf8, 0x09, 0xbd, 0x27, 0x4c, 0xa7, 0x3b, 0xab, 0x4a, 0xf5, 0xa6, 0xe9, 0xc7, 0x6a,
    0x4b, 0xc0, 0x9e, 0x76, 0xea, 0xe8, 0x99, 0x1e, 0xf5, 0xec, 0xe4, 0x5a,
];
/// The domain separation tag of the scheme.
pub(super) const TAG: &[u8] = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

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

/// Whether drand signed this round so. There is one such signature for a round, and nobody holds the key to it alone.
#[must_use]
pub fn is_drands(round: u64, signature: &[u8; SIGNATURE_BYTES]) -> bool {
    let message = Sha256::digest(round.to_be_bytes());
    let Ok(key) = PublicKey::key_validate(&PUBLIC_KEY) else { return false };
    // Outside of the curve, of the subgroup, the point at infinity, or another writing of the point: not a signature.
    let Ok(signature) = Signature::sig_validate(signature, true) else { return false };
    signature.verify(false, &message, TAG, &[], &key, false) == BLST_ERROR::BLST_SUCCESS
}
