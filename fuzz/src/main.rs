//! The fuzz targets of the relay, of TURN and of the socket under libFuzzer. One binary for all, so that it is built once:
//! `SIDAK_FUZZ` names the target, and `planted` is a control with a fault that must be found.
//! Knows nothing of what they try: they lie beside the parsers and run in the ordinary tests too.
#![no_main]

/// The parts of the server that are fuzzed, and what they need. They say `crate::` to each other, hence the names below.
#[allow(dead_code, unused_imports)]
#[path = "../../src"]
mod server {
    pub mod entropy;
    pub mod fuzz;
    pub mod media;
    pub mod shape;
    pub mod signal {
        pub mod fuzz;
        pub mod servers;
        pub mod wire;
    }
}

use server::{entropy, fuzz, media, shape, signal};
use std::path::Path;
use std::sync::OnceLock;

use fuzz::Target;

fn targets() -> impl Iterator<Item = Target> {
    media::fuzz::TARGETS.into_iter().chain([signal::fuzz::TARGET, fuzz::PLANTED])
}

/// The one that was asked for, its seeds written where libFuzzer is told to look.
fn target() -> Target {
    let name = std::env::var("SIDAK_FUZZ").unwrap_or_default();
    let Some(target) = targets().find(|target| target.name == name) else {
        let names: Vec<&str> = targets().map(|target| target.name).collect();
        eprintln!("SIDAK_FUZZ is one of: {}", names.join(" "));
        std::process::exit(2);
    };
    target
}

/// `SIDAK_FUZZ_SEEDS=FOLDER`: writes the seeds of the target there and ends, for libFuzzer reads its corpus from files.
fn write_seeds(target: &Target) {
    let Some(folder) = std::env::var_os("SIDAK_FUZZ_SEEDS") else { return };
    for (number, seed) in (target.seeds)().iter().enumerate() {
        let path = Path::new(&folder).join(format!("seed-{number}"));
        if let Err(error) = std::fs::write(path, seed) {
            eprintln!("a seed could not be written: {error}");
            std::process::exit(2);
        }
    }
    std::process::exit(0);
}

static TARGET: OnceLock<Target> = OnceLock::new();

libfuzzer_sys::fuzz_target!(
    init: {
        write_seeds(TARGET.get_or_init(target));
    },
    |data: &[u8]| {
        let target = TARGET.get_or_init(target);
        (target.run)(data);
    }
);
