//! The test call of *Mulai WFH*: a page joins the relay at both ends of a call of its own, so that sound and picture really
//! travel. No check, no other person, nothing on the record; few at a time, and each soon over.

use std::{collections::HashSet, sync::{Arc, Mutex, PoisonError}};

use tokio::{sync::{OwnedSemaphorePermit, Semaphore}, time::{Duration, Instant}};
use uuid::Uuid;

use crate::media::Relay;

/// Test calls on this node at one time: a crowd in the morning must leave the relay room for real calls.
pub const TRIALS_MAX: usize = 200;
/// A test call is taken down after so long.
pub const TRIAL_TIMEOUT: Duration = Duration::from_secs(15);
/// One page begins the next one not earlier than this after the one before.
pub const TRIAL_SPACING: Duration = Duration::from_secs(3);

/// Which calls of the relay are tests.
#[derive(Clone)]
pub struct Trials {
    running: Arc<Mutex<HashSet<Uuid>>>,
    room: Arc<Semaphore>,
}

impl Default for Trials {
    fn default() -> Self {
        Self { running: Arc::default(), room: Arc::new(Semaphore::new(TRIALS_MAX)) }
    }
}

impl Trials {
    /// `None` when there is no room for another one.
    #[must_use]
    pub fn begin(&self, call: Uuid, relay: &Relay) -> Option<Trial> {
        let room = Arc::clone(&self.room).try_acquire_owned().ok()?;
        self.running.lock().unwrap_or_else(PoisonError::into_inner).insert(call);
        Some(Trial { call, until: Instant::now() + TRIAL_TIMEOUT, trials: self.clone(), relay: relay.clone(), _room: room })
    }

    #[must_use]
    pub fn is_one(&self, call: Uuid) -> bool {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).contains(&call)
    }
}

/// One test call; taken down when it is dropped.
pub struct Trial {
    pub call: Uuid,
    pub until: Instant,
    trials: Trials,
    relay: Relay,
    _room: OwnedSemaphorePermit,
}

impl Drop for Trial {
    fn drop(&mut self) {
        self.relay.close(self.call);
        self.trials.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.call);
    }
}
