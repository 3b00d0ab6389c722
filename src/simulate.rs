//! `sidak simulate`: lives a policy through months of the real draw with made-up staff, and writes what happened as files.
//!
//! The rules are in `core`; here are the arguments, the threads and the files. Reads no clock and no database; the same
//! arguments give the same bytes on every machine.

mod files;
mod words;

use std::{io::Write, path::{Path, PathBuf}};

use sidak_core::{
    calendar::Calendar,
    programme::{POLICY_BYTES_MAX, Policy, presets},
    simulate::{DayRows, Refusal, Simulation, Wfh, Wish},
    time::Day,
};

use files::Files;

/// The command line.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// A policy file (TOML), or the name of a preset such as dki-2023
    #[arg(long)]
    pub programme: String,
    /// Staff who may work from home; supervisors come on top
    #[arg(long)]
    pub people: usize,
    /// Calendar days
    #[arg(long)]
    pub days: i32,
    /// The same seed gives the same result
    #[arg(long)]
    pub seed: u64,
    /// Folder for opportunities.csv, checks.csv and summary.json; made when it is not there
    #[arg(long)]
    pub out: PathBuf,
    /// First day, as 2026-01-01 [default: 1 January of the year in which the policy begins]
    #[arg(long)]
    pub from: Option<String>,
    /// Who is at home: quota (as the policy allows, in turns), 1 to 5 (days a week), or weekdays as fri or mon,wed
    #[arg(long, default_value = "quota")]
    pub wfh_days: String,
}

/// Each says what to change.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("--programme: {0} is neither a preset ({known}) nor a file that can be read: {1}", known = preset_names())]
    NoProgramme(String, std::io::Error),
    #[error("--programme: the file is longer than {POLICY_BYTES_MAX} bytes")]
    LongProgramme,
    #[error("--programme: the policy has faults:\n{0}")]
    BadProgramme(String),
    #[error("--from: {0}")]
    BadDay(#[from] sidak_core::time::BadDay),
    #[error("--wfh-days takes quota, 1 to 5, or weekdays as fri or mon,wed; not {0}")]
    BadWfhDays(String),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("--out: {0} is a file; give a folder")]
    OutIsFile(PathBuf),
    #[error("--out: cannot write {0}: {1}")]
    Write(PathBuf, std::io::Error),
    #[error("the holidays inside this build cannot be read: {0}")]
    Calendar(#[from] sidak_core::calendar::CalendarError),
    #[error("the draw refused the pool: {0}")]
    Plan(#[from] sidak_core::draw::PlanError),
    #[error("a part of the simulation stopped")]
    Thread,
}

/// Simulates, writes the three files, and returns what to tell people.
///
/// # Errors
/// A [`Failure`]; arguments are looked at before anything is written.
pub fn run(args: &Args, progress: &mut impl Write) -> Result<String, Failure> {
    let policy = policy(&args.programme)?;
    let from = match &args.from {
        Some(text) => Day::parse(text)?,
        None => first_of_year(policy.from)?,
    };
    let wfh = Wfh::parse(&args.wfh_days).ok_or_else(|| Failure::BadWfhDays(args.wfh_days.clone()))?;
    if args.out.is_file() {
        return Err(Failure::OutIsFile(args.out.clone()));
    }
    let wish = Wish { policy, people: args.people, from, days: args.days, seed: args.seed, wfh };
    let mut simulation = Simulation::new(wish, &Calendar::built_in()?)?;
    let mut files = Files::create(&args.out)?;
    let days = simulation.days.clone();
    for (number, today) in days.iter().enumerate() {
        for rows in live(&mut simulation, &days, number)? {
            files.day(today.day, &rows)?;
        }
        // Nobody may be looking; that is no reason to stop.
        let _ = write!(progress, "\rday {} of {}", number + 1, days.len());
        let _ = progress.flush();
    }
    let _ = writeln!(progress);
    let summary = simulation.summary();
    files.finish(&summary)?;
    Ok(words::told(&summary, &args.out))
}

/// One day of all shards at the same time; they know nothing of each other.
fn live(simulation: &mut Simulation, days: &[sidak_core::simulate::WorkDay], number: usize) -> Result<Vec<DayRows>, Failure> {
    let Some(today) = days.get(number) else { return Ok(Vec::new()) };
    std::thread::scope(|scope| {
        let running: Vec<_> = simulation.shards.iter_mut().map(|shard| scope.spawn(move || shard.live(days, today))).collect();
        running.into_iter().map(|shard| Ok(shard.join().map_err(|_| Failure::Thread)??)).collect()
    })
}

fn policy(name: &str) -> Result<Policy, Failure> {
    let text = match presets().iter().find(|(id, _)| *id == name) {
        Some((_, text)) => (*text).to_owned(),
        None => read(Path::new(name)).map_err(|why| Failure::NoProgramme(name.to_owned(), why))?,
    };
    if text.len() > POLICY_BYTES_MAX {
        return Err(Failure::LongProgramme);
    }
    Policy::from_toml(&text).map_err(|problems| {
        Failure::BadProgramme(problems.iter().map(|p| format!("  {}: {}", p.field, p.message_en)).collect::<Vec<_>>().join("\n"))
    })
}

/// One byte more than the bound is enough to be told that it is too long.
fn read(file: &Path) -> std::io::Result<String> {
    use std::io::Read;
    let mut text = String::new();
    std::fs::File::open(file)?.take(POLICY_BYTES_MAX as u64 + 1).read_to_string(&mut text)?;
    Ok(text)
}

fn first_of_year(day: Day) -> Result<Day, Failure> {
    Ok(Day::parse(&format!("{:04}-01-01", day.0.year()))?)
}

fn preset_names() -> String {
    presets().iter().map(|(id, _)| *id).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
