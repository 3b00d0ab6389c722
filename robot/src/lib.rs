//! Software staff: the other end of a call, made of code that the server does not share. Used to try Sidak out alone,
//! to train supervisors, to size a server, and by every test of a call.
//! Knows nothing of the server's insides.

mod keyframes;
pub mod peer;
pub mod picture;
mod sending;
mod setup;
pub mod stats;
pub mod tone;

pub use peer::{Peer, PeerConfig, PeerError, Transport};
pub use sending::{Show, ShowError};
pub use stats::PeerStats;
