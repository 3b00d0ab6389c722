//! Sidak: the server around the rules.

pub mod import;
