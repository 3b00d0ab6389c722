//! Sidak around its rules, in reading order: settings, time and chance, storage, media, the flow of a check, the wire,
//! and the app that puts them together. ARCHITECTURE.md has the map.

pub mod clock;
pub mod config;
pub mod entropy;
#[cfg(any(test, fuzzing))]
mod fuzz;

pub mod bus;
pub mod import;
pub mod media;
pub mod notify;
pub mod store;

pub mod shape;
pub mod flow;

pub mod api;
pub mod signal;
pub mod simulate;

pub mod app;
pub mod assets;
pub mod demo;
pub mod serve;
