//! Random bytes. The only file that asks the operating system for randomness; tests bring a seed and run the same path.

use std::sync::{Arc, Mutex, PoisonError};

#[expect(clippy::disallowed_types, reason = "this is the one place that asks the operating system")]
use rand::rngs::SysRng;
use rand::{Rng, SeedableRng, TryRng, rngs::ChaCha20Rng};
use sidak_core::{ids::uuid_v7, time::Moment};
use uuid::Uuid;

#[derive(Clone)]
pub enum Entropy {
    Os,
    Seeded(Arc<Mutex<ChaCha20Rng>>),
}

/// The operating system could give no randomness. Nothing secret may be made then.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gave no randomness")]
pub struct NoEntropy;

impl Entropy {
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))))
    }

    /// # Errors
    /// When the operating system refuses.
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N], NoEntropy> {
        let mut bytes = [0; N];
        match self {
            Self::Os => SysRng.try_fill_bytes(&mut bytes).map_err(|_| NoEntropy)?,
            Self::Seeded(rng) => rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes),
        }
        Ok(bytes)
    }

    /// A fresh id that sorts by time.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub fn uuid(&self, now: Moment) -> Result<Uuid, NoEntropy> {
        Ok(uuid_v7(now, self.bytes()?))
    }
}
