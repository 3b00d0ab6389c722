//! Builds the pages into `OUT_DIR`, so that `cargo build` is the only command and the binary holds its own user
//! interface. Runs npm in `web/` (one `node_modules`, shared with the type check and the browser tests); `WEB_DIST`
//! names pages already built, for machines without node. Knows nothing of what the pages do.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

/// What the bundle is made from; a change in any of these builds it again.
const SOURCES: [&str; 9] = [
    "src",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "icons.ts",
    "svelte.config.js",
    ".npmrc",
];

fn main() -> ExitCode {
    match pages() {
        Ok(dist) => {
            println!("cargo::rustc-env=WEB_DIST_DIR={}", dist.display());
            ExitCode::SUCCESS
        }
        Err(reason) => {
            println!("cargo::error={reason}");
            ExitCode::FAILURE
        }
    }
}

/// The directory with the built pages.
fn pages() -> Result<PathBuf, String> {
    println!("cargo::rerun-if-env-changed=WEB_DIST");
    println!("cargo::rerun-if-changed=web/build.rs");
    if let Some(dist) = env::var_os("WEB_DIST") {
        return given(Path::new(&dist));
    }
    let web = Path::new(&variable("CARGO_MANIFEST_DIR")?).join("web");
    for source in SOURCES {
        println!("cargo::rerun-if-changed=web/{source}");
    }
    let dist = Path::new(&variable("OUT_DIR")?).join("web");
    install(&web)?;
    run(npm().args(["run", "--silent", "build"]).env("WEB_OUT", &dist).current_dir(&web))?;
    Ok(dist)
}

/// Pages built elsewhere, checked only for being there at all.
fn given(dist: &Path) -> Result<PathBuf, String> {
    println!("cargo::rerun-if-changed={}", dist.display());
    let dist = dist.canonicalize().map_err(|error| format!("WEB_DIST {}: {error}", dist.display()))?;
    if dist.join("index.html").is_file() {
        Ok(dist)
    } else {
        Err(format!("WEB_DIST {}: no index.html in it", dist.display()))
    }
}

/// `npm ci`, unless the packages in place came from this very lock file.
fn install(web: &Path) -> Result<(), String> {
    let lock = read(&web.join("package-lock.json"))?;
    let stamp = web.join("node_modules/.sidak-installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run(npm().args(["ci", "--prefer-offline", "--no-progress"]).current_dir(web))?;
    fs::write(&stamp, lock).map_err(|error| format!("{}: {error}", stamp.display()))
}

fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| {
        format!("cannot run npm ({error}): install Node.js 20.19 or newer, or set WEB_DIST to a built web UI")
    })?;
    if output.status.success() {
        return Ok(());
    }
    for line in String::from_utf8_lossy(&output.stdout).lines().chain(String::from_utf8_lossy(&output.stderr).lines()) {
        println!("cargo::warning={line}");
    }
    Err(format!("{command:?} failed ({})", output.status))
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|error| format!("{}: {error}", file.display()))
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|error| format!("{name}: {error}"))
}
