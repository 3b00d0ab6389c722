//! The rules of Sidak: pure functions of what they are given.
//!
//! No clock, no OS randomness, no files, no network, no database: `now` and randomness are arguments.

pub mod staff;
