//! Names for things: newtypes over UUIDs (RFC 9562), so that a person's id cannot be passed where a check's is meant.
//!
//! Knows nothing of how they are made: the caller brings the time and the random bits (version 7, so that ids sort by
//! the time they were made).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    )+};
}

ids! {
    /// A member of staff. Everybody who signs in is one.
    PersonId
    /// A *perangkat daerah* or a part of one.
    UnitId
    /// A WFH programme: a policy with a period.
    ProgrammeId
    /// One drawn day of one programme.
    PlanId
    /// One spot-check of one person.
    CheckId
    /// One ring of one check.
    AttemptId
    /// One browser of one person.
    DeviceId
    /// One review of one person's WFH permission.
    CaseId
    /// One signed-in browser session.
    SessionId
    /// One mass outage.
    OutageId
    /// One absence or status of one person.
    AbsenceId
}

/// A version 7 UUID (RFC 9562 §5.7) from a moment and 80 random bits; the first 6 bits that the format fixes are overwritten.
#[must_use]
pub fn uuid_v7(at: crate::time::Moment, random: [u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(at.millis().unsigned_abs(), &random).into_uuid()
}
