//! Secrets, the keys made from them, and the stream of words a key gives.
//!
//! HMAC-SHA256 (FIPS 198-1, FIPS 180-4) makes keys; ChaCha20 (RFC 8439) makes words. Knows nothing of people's windows.

use chacha20::{
    ChaCha20,
    cipher::{KeyIvInit, StreamCipher},
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::merkle::Hash;
use crate::{ids::PersonId, time::Day};

const DAY_LABEL: &[u8] = b"sidak/draw/1";
const CEILING_LABEL: &[u8] = b"sidak/ceiling/1";

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name([u8; 32]);

        impl $name {
            #[must_use]
            pub const fn new(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The bytes, for storing and for the reveal.
            #[must_use]
            pub const fn bytes(&self) -> &[u8; 32] {
                &self.0
            }

            /// SHA-256: the commitment.
            #[must_use]
            pub fn hash(&self) -> Hash {
                Sha256::digest(self.0).into()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
    )+};
}

secrets! {
    /// 32 random bytes that decide one plan. Committed before the day, revealed after it.
    DaySecret
    /// 32 random bytes that decide the hidden ceilings of a programme. Committed when made, revealed when replaced.
    CycleSecret
    /// One person's key for one day, or for one ceiling.
    Key
}

impl DaySecret {
    /// `HMAC(secret, "sidak/draw/1" ‖ day ‖ person)`; the day as ten ASCII bytes, the person as 16 bytes.
    #[must_use]
    pub fn person_key(&self, day: Day, person: PersonId) -> Key {
        derive(&self.0, &[DAY_LABEL, day.to_string().as_bytes(), person.0.as_bytes()])
    }
}

impl CycleSecret {
    /// `HMAC(secret, "sidak/ceiling/1" ‖ person ‖ cycle)`; the cycle as 4 bytes, big endian.
    #[must_use]
    pub fn ceiling_key(&self, person: PersonId, cycle: u32) -> Key {
        derive(&self.0, &[CEILING_LABEL, person.0.as_bytes(), &cycle.to_be_bytes()])
    }
}

pub(crate) fn derive(secret: &[u8; 32], parts: &[&[u8]]) -> Key {
    // HMAC fills a short key up with zeros to the block of 64 bytes (FIPS 198-1 step 3).
    let mut block = [0_u8; 64];
    block[..32].copy_from_slice(secret);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    Key(mac.finalize().into_bytes().into())
}

/// The endless words of a key: 8 bytes each, big endian, of the ChaCha20 key stream with nonce 0 from counter 0.
pub(crate) struct Words {
    cipher: ChaCha20,
    stretch: [u8; STRETCH],
    next: usize,
}

/// Bytes made at once: several blocks of 64 in one go are cheaper than one by one.
const STRETCH: usize = 256;

impl Words {
    pub(crate) fn of(key: &Key) -> Self {
        Self { cipher: ChaCha20::new(&key.0.into(), &[0_u8; 12].into()), stretch: [0; STRETCH], next: STRETCH }
    }

    pub(crate) fn next(&mut self) -> u64 {
        if self.next == STRETCH {
            self.stretch = [0; STRETCH];
            self.cipher.apply_keystream(&mut self.stretch);
            self.next = 0;
        }
        let mut word = [0_u8; 8];
        word.copy_from_slice(&self.stretch[self.next..self.next + 8]);
        self.next += 8;
        u64::from_be_bytes(word)
    }

    /// A number from 0 to `n - 1`, each equally likely: words in the incomplete last stretch of 2^64 are passed over.
    /// 0 when `n` is 0. Passing over is rarer than `n` in 2^64.
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        let n = u128::from(n.max(1));
        let whole = (1_u128 << 64) / n * n;
        loop {
            let word = u128::from(self.next());
            if word < whole {
                return u32::try_from(word % n).unwrap_or(0);
            }
        }
    }
}
