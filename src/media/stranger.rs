//! TCP connections that have not been answered yet: counted by network, so that nobody can take every place.
//! Knows nothing of what they say.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use super::flood::network;

/// Connections from one network without an answer yet. A browser is answered within moments, so that an office behind one
/// address has room enough, and a stranger cannot take every place.
pub(super) const MAX_STRANGERS: usize = 64;

/// Connections without an answer yet, by network. As long as there are connections, so bounded.
pub(super) type Strangers = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// One of them; leaves the count when dropped.
#[derive(Debug)]
pub(super) struct Stranger {
    all: Strangers,
    network: IpAddr,
}

impl Stranger {
    /// `None` when there are too many from there.
    pub(super) fn arrive(all: &Strangers, from: IpAddr) -> Option<Stranger> {
        let network = network(from);
        let mut counts = all.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(network).or_default();
        if *count >= MAX_STRANGERS {
            return None;
        }
        *count += 1;
        Some(Stranger {
            all: Arc::clone(all),
            network,
        })
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        let mut counts = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn one_network_has_so_many_places_for_strangers_and_others_have_their_own() {
        let strangers = Strangers::default();
        let one = "192.0.2.7".parse().unwrap();
        let mut here: Vec<_> = (0..MAX_STRANGERS)
            .map(|_| Stranger::arrive(&strangers, one).unwrap())
            .collect();
        assert!(Stranger::arrive(&strangers, one).is_none());
        assert!(Stranger::arrive(&strangers, "192.0.2.8".parse().unwrap()).is_some());
        here.pop();
        assert!(Stranger::arrive(&strangers, one).is_some(), "one left");
        drop(here);
        assert!(strangers.lock().unwrap().is_empty(), "nothing stays behind");
    }
}
