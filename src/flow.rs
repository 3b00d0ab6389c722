//! The glue, one file per arrow of the flow. Each function reads: load, ask core, save — in one transaction, with an
//! outbox row for each effect, so that nothing leaves before it is committed.
//!
//! No rule lives here, and nothing here knows a socket: "tell this person" goes out on the bus.

pub mod absences;
pub mod access;
pub mod accounts;
pub mod attendance;
pub mod bundle;
pub mod calendar;
pub mod call;
pub mod capacity;
pub mod cases;
pub mod dashboard;
pub mod desk;
pub mod draws;
pub mod duty;
pub mod hours;
pub mod lines;
pub mod manual;
pub mod now;
pub mod outage;
pub mod outbox;
pub mod outside;
pub mod people;
pub mod plan;
pub mod pool;
pub mod programmes;
pub mod prompt;
pub mod push;
pub mod pusher;
pub mod quality;
pub mod readiness;
pub mod record;
pub mod ring;
pub mod rota;
pub mod settle;
pub mod shifts;
pub mod staff;
pub mod tick;
pub mod watch;

use sidak_core::{check::Refusal, review::CaseRefusal, time::Moment};
use uuid::Uuid;

use crate::{bus::Bus, clock::Clock, entropy::{Entropy, NoEntropy}, media::MediaError, notify::Unfit, store::{Db, StoreError}};

/// What every flow works with.
#[derive(Clone)]
pub struct House {
    pub db: Db,
    pub clock: Clock,
    pub entropy: Entropy,
    pub bus: Bus,
    /// This installation is a demonstration: pages say so.
    pub demo: bool,
    pub calendars: calendar::Calendars,
    /// Which process of the server this is: browsers connect to one, and it may die alone.
    pub node: i64,
}

impl House {
    #[must_use]
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The holidays that are in force.
    #[must_use]
    pub fn calendar(&self) -> std::sync::Arc<sidak_core::calendar::Calendar> {
        self.calendars.get()
    }

    /// # Errors
    /// When the operating system gives no randomness.
    pub fn fresh(&self) -> Result<Uuid, NoEntropy> {
        self.entropy.uuid(self.now())
    }
}

pub type Done<T> = Result<T, FlowError>;

#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    #[error("not found")]
    NotFound,
    #[error("forbidden")]
    Forbidden,
    #[error("{field}: {message}")]
    Bad { field: &'static str, code: &'static str, message: String },
    #[error("{0}")]
    Refused(#[from] Refusal),
    #[error("{0}")]
    Review(#[from] CaseRefusal),
    /// Somebody else changed it first.
    #[error("this has changed in the meantime; load it again")]
    Changed,
    #[error("name and password do not fit")]
    WrongSignIn,
    #[error("too many tries")]
    SlowDown { seconds: u32 },
    #[error("the store failed")]
    Store(#[source] StoreError),
    #[error("no randomness")]
    Entropy(#[from] NoEntropy),
    #[error("the relay refused")]
    Media(#[from] MediaError),
    #[error("a push key does not fit")]
    Push(#[from] Unfit),
}

impl FlowError {
    #[must_use]
    pub fn bad(field: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self::Bad { field, code, message: message.into() }
    }

    /// Stable; pages choose their words by it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
            Self::Bad { code, .. } => code,
            Self::Refused(refusal) => refusal.code(),
            Self::Review(refusal) => refusal.code(),
            Self::Changed => "changed",
            Self::WrongSignIn => "wrong_sign_in",
            Self::SlowDown { .. } => "slow_down",
            Self::Store(_) => "store",
            Self::Entropy(_) => "entropy",
            Self::Media(_) => "media",
            Self::Push(_) => "push",
        }
    }
}

impl From<StoreError> for FlowError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(_) | StoreError::Missing => Self::Changed,
            other => Self::Store(other),
        }
    }
}
