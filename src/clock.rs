//! What time it is. The only file that reads a clock; everything else is told.

use std::sync::{Arc, atomic::{AtomicI64, Ordering}};

use sidak_core::time::Moment;

/// The system's clock, or one that is moved by hand (the demo's history, tests).
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    #[must_use]
    pub fn manual(start: Moment) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(start.millis())))
    }

    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn now(&self) -> Moment {
        match self {
            Self::System => {
                let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
                Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
            Self::Manual(at) => Moment(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a manual clock forward to `to`; never back. The system's clock goes its own way.
    pub fn advance_to(&self, to: Moment) {
        if let Self::Manual(at) = self {
            at.fetch_max(to.millis(), Ordering::SeqCst);
        }
    }
}
