//! Pages that are open now: the socket's messages, the loop of one socket, who is connected, test calls, and the relay's witness
//! reports. Changes nothing except by `flow`.

#[cfg(any(test, fuzzing))]
pub mod fuzz;
pub mod hub;
mod line;
pub mod refused;
pub mod servers;
pub mod socket;
pub mod trial;
pub mod wire;
pub mod witness;
mod write;

pub use hub::Hub;
