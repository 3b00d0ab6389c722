//! Sidak: surprise video spot-checks of staff who work from home; fair, provable, humane.

pub mod store;
