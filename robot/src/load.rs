//! Many calls at once, to size a server: pairs of robots, in each of which the supervisor calls the employee by hand and
//! both stay in the call. With the server on the same machine, its processor time and memory are read beside it.
//! Knows nothing of how one call works.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::call::Media;
use crate::employee::{Manner, Response};
use crate::stats::Flowed;
use crate::supervisor::Bearing;
use crate::wire::{Place, Verdict};
use crate::{Account, Employee, RobotError, Step, Supervisor, Told};

/// Pairs at one time; one machine of robots is full before.
pub const PAIRS_MAX: usize = 200;
/// Between two calls that begin: people do not all call in the same moment.
const SPACING: Duration = Duration::from_millis(150);
/// All calls must flow by then.
const UP_WITHIN: Duration = Duration::from_secs(120);
/// The measurement ends a watch, not the clock.
const WATCH_MAX: Duration = Duration::from_secs(30 * 60);
/// Ticks a second in `/proc/PID/stat`, the same on every Linux.
const TICKS: f64 = 100.0;
const WHY: &str = "Uji beban dengan pegawai perangkat lunak.";

/// Two signed-in people of one line.
pub struct Pair {
    pub supervisor: Account,
    pub employee: Account,
}

/// How long, with what, and which process to look at.
pub struct Plan {
    pub measure: Duration,
    pub supervisor: Media,
    pub employee: Media,
    pub server: Option<u32>,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// Pairs that were to talk, in which both saw the other, and that came to a result.
    pub pairs: usize,
    pub flowed: usize,
    pub judged: usize,
    pub frames_sent: u64,
    pub frames: u64,
    /// Of the server, while it was measured: seconds of processor for each minute of each call, and bytes of memory.
    pub processor: Option<f64>,
    pub memory: Option<(u64, u64)>,
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} of {} calls flowed both ways, {} were judged; ",
            self.flowed, self.pairs, self.judged
        )?;
        write!(f, "{} of {} frames arrived", self.frames, self.frames_sent)?;
        if let Some(processor) = self.processor {
            write!(
                f,
                "; the server took {processor:.3} s of processor for each minute of a call"
            )?;
        }
        if let Some((before, with)) = self.memory {
            let each = with.saturating_sub(before) / 1024 / (self.flowed.max(1) as u64);
            write!(
                f,
                " and {each} KiB for each call ({} MiB before, {} MiB with all)",
                before >> 20,
                with >> 20
            )?;
        }
        Ok(())
    }
}

/// Lets all pairs talk, measures, and ends the calls.
///
/// # Errors
/// [`RobotError`] when somebody cannot connect; a call that does not come about is only counted.
pub async fn run(pairs: Vec<Pair>, plan: Plan) -> Result<Loaded, RobotError> {
    let mut loaded = Loaded {
        pairs: pairs.len(),
        ..Loaded::default()
    };
    let before = plan.server.and_then(memory);
    let (flows, mut flowing) = watch::channel(0);
    let flows = Arc::new(flows);
    let (mut calls, mut enough) = (JoinSet::new(), Vec::new());
    for pair in pairs {
        let (talk, end) = begin(pair, &plan, &flows).await?;
        calls.spawn(talk);
        enough.push(end);
        sleep(SPACING).await;
    }
    // Each side of each pair says it once.
    let all = 2 * loaded.pairs;
    // Those that do not come up are missing in the count.
    let _ = timeout(UP_WITHIN, flowing.wait_for(|sides| *sides >= all)).await;
    let (began, used) = (Instant::now(), plan.server.and_then(processor));
    sleep(plan.measure).await;
    let minutes = began.elapsed().as_secs_f64() / 60.0;
    loaded.flowed = *flows.borrow() / 2;
    if let (Some(used), Some(now)) = (used, plan.server.and_then(processor)) {
        loaded.processor = Some((now - used) / minutes / (loaded.flowed.max(1) as f64));
    }
    loaded.memory = before.zip(plan.server.and_then(memory));
    for end in enough {
        end.notify_one();
    }
    while let Some(done) = calls.join_next().await {
        let Ok(Some((one, other))) = done else {
            continue;
        };
        loaded.judged += 1;
        loaded.frames_sent += one.frames_sent + other.frames_sent;
        loaded.frames += one.frames + other.frames;
    }
    Ok(loaded)
}

type Talked = Option<(Flowed, Flowed)>;

/// Connects both, and calls.
async fn begin(
    pair: Pair,
    plan: &Plan,
    flows: &Arc<watch::Sender<usize>>,
) -> Result<(impl Future<Output = Talked> + Send + use<>, Arc<Notify>), RobotError> {
    #[derive(Deserialize)]
    struct Me {
        id: Uuid,
    }
    let Pair {
        supervisor,
        employee,
    } = pair;
    let manner = Manner {
        place: Place::from_words("home"),
        after: Duration::ZERO,
        response: Response::Answer,
        media: plan.employee.clone(),
    };
    let bearing = Bearing {
        verdict: Verdict::AsDeclared,
        note: String::new(),
        watch: WATCH_MAX,
        media: plan.supervisor.clone(),
    };
    let me: Me = employee.get("/api/me").await?;
    let mut employee = Employee::arrive(employee, device(), manner, told(flows)).await?;
    let mut caller = Supervisor::arrive(supervisor.clone(), device(), bearing, told(flows)).await?;
    let end = caller.enough();
    let _: Value = supervisor
        .post("/api/checks", &json!({ "person": me.id, "reason": WHY }))
        .await?;
    let talk = async move {
        let (heard, judged) = tokio::join!(employee.one_ring(), caller.one_check());
        match (heard, judged) {
            (Ok(crate::employee::Rung::Talked(heard)), Ok(judged)) => Some((heard, judged.flowed)),
            _ => None,
        }
    };
    Ok((talk, end))
}

/// Counts each side's first sight of the other.
fn told(flows: &Arc<watch::Sender<usize>>) -> Told {
    let (flows, seen) = (Arc::clone(flows), AtomicUsize::new(0));
    Arc::new(move |step| {
        if step == Step::MediaFlows && seen.fetch_add(1, Ordering::Relaxed) == 0 {
            flows.send_modify(|sides| *sides += 1);
        }
    })
}

fn device() -> Uuid {
    uuid::Builder::from_random_bytes(rand::random()).into_uuid()
}

/// Bytes that a process holds; nothing where the system does not say.
fn memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

/// Seconds of processor a process has used.
fn processor(process: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields = stat.rsplit(')').next()?.split_whitespace().skip(11).take(2);
    Some(
        fields
            .filter_map(|field| field.parse::<f64>().ok())
            .sum::<f64>()
            / TICKS,
    )
}
