//! Calls through the relay between two robots, whose WebRTC is another implementation than the relay's.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod calls;
mod faults;
mod floods;
mod house;
mod network;
