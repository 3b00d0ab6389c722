//! Software staff: signs in, hears rings by the written protocol, and is the other end of a call, made of code that the
//! server does not share. Used to try Sidak out alone, to train supervisors, and by every test of a call.
//! Knows nothing of the server's insides. Reads: `account` → `line` → `employee` or `supervisor` → `call` → `peer`.

pub mod account;
pub mod call;
pub mod employee;
mod keyframes;
pub mod line;
pub mod load;
pub mod peer;
pub mod picture;
mod sending;
mod setup;
pub mod stats;
pub mod step;
pub mod supervisor;
pub mod tone;
pub mod wire;

pub use account::Account;
pub use employee::Employee;
pub use peer::{Peer, PeerConfig, PeerError, Transport};
pub use sending::{Show, ShowError};
pub use stats::PeerStats;
pub use step::{Step, Told};
pub use supervisor::Supervisor;

/// Why a robot cannot go on. What it can live with (a refusal, a broken line) is a [`Step`] or not even that.
#[derive(Debug, thiserror::Error)]
pub enum RobotError {
    #[error(transparent)]
    Account(#[from] account::AccountError),
    #[error(transparent)]
    Line(#[from] line::LineError),
    #[error(transparent)]
    Call(#[from] call::CallError),
    #[error("the file of links cannot be read: {0}")]
    Links(std::io::Error),
    #[error("the test picture or tone could not be made: {0}")]
    Show(#[from] ShowError),
}
