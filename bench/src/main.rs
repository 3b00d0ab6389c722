//! What one call costs the relay: processor time, memory, added delay and loss, beside a floor that only opens, seals and
//! forwards the same packets, in the same run. Server and load are two processes on one machine, over loopback.
//! Reads: `serve` (the server's side) → `load` (calls through the relay) and `plain` (the same packets without WebRTC) → `meter`.

// What the relay's own tests stand on; linters look at those here too.
#[cfg(test)]
#[allow(dead_code)]
#[path = "../../src/fuzz.rs"]
mod fuzz;
mod load;
#[allow(dead_code, unused_imports)]
#[path = "../../src/media/mod.rs"]
mod media;
mod meter;
mod plain;
mod serve;

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use meter::{Report, Tally};

#[derive(Parser)]
#[command(about = "Measures the relay beside a floor: processor time, memory, delay and loss.")]
struct Cli {
    /// Calls at one time; several figures make several runs
    #[arg(long, value_delimiter = ',', default_value = "25,100")]
    calls: Vec<u32>,
    /// Measured so many seconds
    #[arg(long, default_value_t = 12)]
    seconds: u64,
    /// Before that, so many seconds to come up and to settle
    #[arg(long, default_value_t = 5)]
    warmup: u64,
    /// What is measured
    #[arg(long, value_enum, value_delimiter = ',', default_value = "direct,floor,relay")]
    of: Vec<Kind>,
    /// Instead: let so many calls come and go, and show what memory stays
    #[arg(long, value_name = "CALLS")]
    churn: Option<u32>,
    /// The server's side, started by this programme itself
    #[arg(long, hide = true, value_enum)]
    serve: Option<Kind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Two ends without a server: what the load itself adds.
    Direct,
    /// AES-128-GCM open and seal, one system call for each packet in and out.
    Floor,
    Relay,
}

#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error("the server said {0:?}")]
    Server(String),
    #[error("the engine of the load: {0}")]
    Engine(#[from] str0m::RtcError),
    #[error("the relay: {0}")]
    Relay(#[from] media::MediaError),
    #[error("the cipher failed")]
    Cipher,
    #[error("only {0} of {1} ends came up")]
    NotUp(u64, u64),
}

/// A call is 170 packets a second each way: 24 frames of 5 packets of 1,100 bytes, and 50 of sound of 80 bytes.
pub mod traffic {
    use std::time::Duration;

    pub const FRAME_EVERY: Duration = Duration::from_nanos(1_000_000_000 / 24);
    pub const PACKETS_A_FRAME: u32 = 5;
    pub const VIDEO_BYTES: usize = 1_100;
    pub const SOUND_EVERY: Duration = Duration::from_millis(20);
    pub const SOUND_BYTES: usize = 80;
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let done = runtime.map_err(BenchError::from).and_then(|runtime| runtime.block_on(run(cli)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("relay: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<(), BenchError> {
    if let Some(kind) = cli.serve {
        return serve::run(kind).await;
    }
    if let Some(calls) = cli.churn {
        return churn(calls, cli.calls.first().copied().unwrap_or(25)).await;
    }
    println!("{}", Report::HEAD);
    for calls in cli.calls {
        for kind in &cli.of {
            let span = (Duration::from_secs(cli.warmup), Duration::from_secs(cli.seconds));
            println!("{}", one(*kind, calls, span).await?);
        }
    }
    Ok(())
}

/// One row: a fresh server, so many calls, one span.
async fn one(kind: Kind, calls: u32, (warmup, seconds): (Duration, Duration)) -> Result<Report, BenchError> {
    let mut server = meter::Server::start(kind).await?;
    let before = server.memory()?;
    let tally = Tally::shared();
    let ends = match kind {
        Kind::Relay => load::open(&mut server, 0..calls, &tally).await?,
        Kind::Floor | Kind::Direct => plain::open(kind, &server, calls, &tally).await?,
    };
    tokio::time::sleep(warmup).await;
    tally.all_up(u64::from(calls) * 2)?;
    let report = Report::over(kind, calls, seconds, before, &server, &tally).await?;
    drop(ends);
    server.stop().await?;
    Ok(report)
}

/// Calls come and go in groups; what the server holds after each hundred.
async fn churn(calls: u32, at_a_time: u32) -> Result<(), BenchError> {
    let mut server = meter::Server::start(Kind::Relay).await?;
    println!("calls so far | MiB with {at_a_time} calls | MiB with none");
    println!("0 | - | {:.1}", server.memory()? as f64 / 1_048_576.0);
    for first in (0..calls).step_by(at_a_time.max(1) as usize) {
        let group = first..(first + at_a_time).min(calls);
        let tally = Tally::shared();
        let ends = load::open(&mut server, group.clone(), &tally).await?;
        tokio::time::sleep(Duration::from_secs(3)).await;
        tally.all_up(u64::from(group.end - group.start) * 2)?;
        let full = server.memory()?;
        drop(ends);
        for call in group.clone() {
            server.close(call).await?;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        let empty = server.memory()?;
        println!("{} | {:.1} | {:.1}", group.end, full as f64 / 1_048_576.0, empty as f64 / 1_048_576.0);
    }
    println!("at the end: {}", server.counters().await?);
    server.stop().await
}
