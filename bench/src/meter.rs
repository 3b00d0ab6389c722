//! What is measured and how: the server's processor time and memory from the kernel, packets and their delay from the ends.

use std::fmt;
use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::{BenchError, Kind};

/// Ticks a second of `/proc/PID/stat`, the same on every Linux.
const TICKS: f64 = 100.0;
/// Where a payload carries its time: behind what the relay reads.
const STAMP: std::ops::Range<usize> = 16..24;
/// Packets that a call-minute brings to their ends: both ways, 24 frames of 5 and 50 of sound a second.
const CALL_MINUTE: f64 = 2.0 * (24.0 * 5.0 + 50.0) * 60.0;
/// Packets larger than that are picture.
const PICTURE: usize = 500;

/// The server's process.
pub struct Server {
    pub addr: SocketAddr,
    child: Child,
    wishes: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Server {
    pub async fn start(kind: Kind) -> Result<Server, BenchError> {
        let kind = format!("{kind:?}").to_lowercase();
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--serve", &kind]).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn()?;
        let (Some(wishes), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(BenchError::Server("nothing".to_owned()));
        };
        let mut answers = BufReader::new(answers).lines();
        let said = answers.next_line().await?.unwrap_or_default();
        let addr = said.trim_matches('"').parse().map_err(|_| BenchError::Server(said))?;
        Ok(Server { addr, child, wishes, answers })
    }

    pub async fn join(&mut self, call: u32, side: &str, sdp: &str) -> Result<String, BenchError> {
        self.ask(json!({ "do": "join", "call": call, "side": side, "sdp": sdp })).await
    }

    pub async fn close(&mut self, call: u32) -> Result<(), BenchError> {
        self.ask(json!({ "do": "close", "call": call })).await.map(drop)
    }

    pub async fn counters(&mut self) -> Result<String, BenchError> {
        self.ask(json!({ "do": "count" })).await
    }

    async fn ask(&mut self, wish: Value) -> Result<String, BenchError> {
        self.wishes.write_all(format!("{wish}\n").as_bytes()).await?;
        let said = self.answers.next_line().await?.unwrap_or_default();
        serde_json::from_str(&said).map_err(|_| BenchError::Server(said))
    }

    /// Bytes in memory now.
    pub fn memory(&self) -> Result<u64, BenchError> {
        let status = self.read("status")?;
        let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse::<u64>().ok());
        Ok(kib.ok_or(BenchError::Server("no memory".to_owned()))? * 1_024)
    }

    /// Seconds of processor so far, in user and kernel.
    fn processor(&self) -> Result<f64, BenchError> {
        let stat = self.read("stat")?;
        let fields = stat.rsplit(')').next().unwrap_or_default();
        let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok());
        Ok(ticks.sum::<f64>() / TICKS)
    }

    fn read(&self, file: &str) -> Result<String, BenchError> {
        let pid = self.child.id().ok_or(BenchError::Server("its end".to_owned()))?;
        Ok(std::fs::read_to_string(format!("/proc/{pid}/{file}"))?)
    }

    pub async fn stop(mut self) -> Result<(), BenchError> {
        drop(self.wishes);
        Ok(tokio::time::timeout(Duration::from_secs(5), self.child.wait()).await.map_or(Ok(()), |ended| ended.map(drop))?)
    }
}

/// What all ends have sent and seen.
pub struct Tally {
    began: Instant,
    measuring: AtomicBool,
    up: AtomicU64,
    sent: AtomicU64,
    received: AtomicU64,
    delays: Mutex<Vec<u32>>,
}

impl Tally {
    pub fn shared() -> Arc<Tally> {
        Arc::new(Tally {
            began: Instant::now(),
            measuring: AtomicBool::new(false),
            up: AtomicU64::new(0),
            sent: AtomicU64::new(0),
            received: AtomicU64::new(0),
            delays: Mutex::default(),
        })
    }

    pub fn up(&self) {
        self.up.fetch_add(1, Ordering::Relaxed);
    }

    pub fn all_up(&self, wanted: u64) -> Result<(), BenchError> {
        let up = self.up.load(Ordering::Relaxed);
        if up >= wanted { Ok(()) } else { Err(BenchError::NotUp(up, wanted)) }
    }

    /// Writes the time into a payload that leaves now, and counts it.
    pub fn stamp(&self, payload: &mut [u8], now: Instant) {
        // Zero means: not to be counted when it arrives.
        let nanos = if self.measuring.load(Ordering::Relaxed) { (now - self.began).as_nanos() as u64 } else { 0 };
        if nanos > 0 {
            self.sent.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(place) = payload.get_mut(STAMP) {
            place.copy_from_slice(&nanos.to_be_bytes());
        }
    }

    pub fn received(&self, payload: &[u8]) {
        let Some(sent) = payload.get(STAMP).and_then(|stamp| stamp.try_into().ok()).map(u64::from_be_bytes) else { return };
        if sent == 0 {
            return;
        }
        self.received.fetch_add(1, Ordering::Relaxed);
        if payload.len() > PICTURE {
            let nanos = (self.began.elapsed().as_nanos() as u64).saturating_sub(sent);
            let mut delays = self.delays.lock().unwrap_or_else(PoisonError::into_inner);
            delays.push(u32::try_from(nanos / 1_000).unwrap_or(u32::MAX));
        }
    }
}

/// One row of the table.
pub struct Report {
    kind: Kind,
    calls: u32,
    processor: f64,
    memory: u64,
    sent: u64,
    received: u64,
    delays: Vec<u32>,
}

impl Report {
    pub const HEAD: &'static str = "what | calls | CPU s per call-minute | us per packet | KiB per call | delay p50, p95, p99 in us | lost of sent";

    pub async fn over(kind: Kind, calls: u32, span: Duration, before: u64, server: &Server, tally: &Tally) -> Result<Report, BenchError> {
        let used = server.processor()?;
        tally.measuring.store(true, Ordering::Relaxed);
        tokio::time::sleep(span).await;
        tally.measuring.store(false, Ordering::Relaxed);
        let processor = server.processor()? - used;
        let memory = server.memory()?.saturating_sub(before);
        // What is still on its way, or is sent again.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let mut delays = std::mem::take(&mut *tally.delays.lock().unwrap_or_else(PoisonError::into_inner));
        delays.sort_unstable();
        let (sent, received) = (tally.sent.load(Ordering::Relaxed), tally.received.load(Ordering::Relaxed));
        Ok(Report { kind, calls, processor, memory, sent, received, delays })
    }

    fn delay(&self, share: f64) -> u32 {
        self.delays.get((self.delays.len() as f64 * share) as usize).copied().unwrap_or(0)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = format!("{:?}", self.kind).to_lowercase();
        let lost = self.sent.saturating_sub(self.received);
        write!(
            f,
            "{kind} | {} | {:.3} | {:.1} | {:.0} | {}, {}, {} | {lost} of {}",
            self.calls,
            self.processor * CALL_MINUTE / (self.received.max(1) as f64),
            self.processor * 1e6 / (self.received.max(1) as f64),
            self.memory as f64 / 1_024.0 / f64::from(self.calls),
            self.delay(0.5),
            self.delay(0.95),
            self.delay(0.99),
            self.sent,
        )
    }
}
