//! Hints that something changed, and who is connected. Hints may be lost or doubled: the database is the truth, and
//! everybody who hears one looks there. Knows nothing of what changed.

use std::{collections::HashMap, sync::{Arc, Mutex, PoisonError}};

use sidak_core::ids::{CheckId, PersonId};
use tokio::sync::broadcast;

/// Hints waiting for a slow listener; older ones are dropped and the listener looks at everything once.
const HINTS_MAX: usize = 4_096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// What concerns this person changed.
    Tell(PersonId),
    /// This person's sessions ended: close the sockets.
    Kick(PersonId),
    /// Tear down the media of this call.
    CloseCall(CheckId),
    /// Pushes wait in the outbox.
    Pushes,
}

/// The hints of one node. Several nodes would pass theirs on by a message server.
#[derive(Clone)]
pub struct Bus {
    hints: broadcast::Sender<Hint>,
    presence: Presence,
}

impl Default for Bus {
    fn default() -> Self {
        Self { hints: broadcast::channel(HINTS_MAX).0, presence: Presence::default() }
    }
}

impl Bus {
    pub fn publish(&self, hint: Hint) {
        // Nobody listening is fine: whoever connects later reads the database.
        let _ = self.hints.send(hint);
    }

    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Hint> {
        self.hints.subscribe()
    }

    #[must_use]
    pub fn presence(&self) -> &Presence {
        &self.presence
    }
}

/// How many pages each person has open on this node. Not stored: it is true only now.
#[derive(Clone, Default)]
pub struct Presence(Arc<Mutex<HashMap<PersonId, u32>>>);

impl Presence {
    /// # Panics
    /// Never: a poisoned lock is taken over.
    pub fn arrived(&self, person: PersonId) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(person).or_default() += 1;
    }

    pub fn left(&self, person: PersonId) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pages) = open.get_mut(&person) {
            *pages = pages.saturating_sub(1);
            if *pages == 0 {
                open.remove(&person);
            }
        }
    }

    #[must_use]
    pub fn is_here(&self, person: PersonId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&person)
    }

    /// People with at least one open page.
    #[must_use]
    pub fn people(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}
