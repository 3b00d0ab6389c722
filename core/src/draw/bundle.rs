//! The file that is handed out after the day, and the check of it: `sidak verify-draw FILE` is this and nothing more.
//!
//! Two forms: a whole day for auditors, and one person's own line with its proof. `docs/draw.md` describes both. Knows
//! nothing of servers: what was published before the day must be compared by whoever runs the check.

mod form;
mod record;
mod rows;
mod text;
mod write;

use std::io::{BufReader, Read};

use self::{
    form::{Bundle, PersonFile, Written},
    rows::{AwaitedLine, CheckLine, EntropyLine, Line},
    text::{Day, Hex, Id, Whole, hex},
};
use super::{
    DayPlan, DaySecret, DrawnKind, Entropy, Fault, Happened, Hash, Leaf, Verified, VerifiedPerson, happened::After, inclusion_proof,
};
use crate::ids::PersonId;

pub use write::{DayHead, DayWriter, Section};

/// Longest file that is read. A person takes some 750 bytes, so this is nearly twice a pool of [`POOL_MAX`] people.
pub const BUNDLE_BYTES_MAX: usize = 1 << 28;

/// What the file proves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum VerifiedBundle {
    /// The draw, and what the record says of its checks.
    Day(Verified, After),
    Person(VerifiedPerson),
}

impl std::fmt::Display for VerifiedBundle {
    /// What was found, and what the reader still has to compare.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(day, after) => {
                writeln!(f, "The draw of {} in programme {} is right.", day.day, day.programme)?;
                writeln!(f, "  people                {}", day.people)?;
                writeln!(f, "  minutes               {}", day.slots)?;
                writeln!(f, "  random checks         {}", day.random)?;
                writeln!(f, "  forced checks         {}", day.forced)?;
                writeln!(f, "  ceilings still hidden {}", day.ceilings_open)?;
                writeln!(f, "By the record, which the draw does not prove:")?;
                writeln!(f, "  checks still open     {}", after.open)?;
                writeln!(f, "  deferrals             {}", after.deferrals)?;
                writeln!(f, "  hand-overs            {}", after.hand_overs)?;
                writeln!(f, "  cancelled             {}", after.voids)?;
                writeln!(f, "  manual calls          {}", after.manual)?;
                writeln!(f, "Compare these with what was published before the day:")?;
                writeln!(f, "  root                  {}", hex(&day.root))?;
                writeln!(f, "  hash of day secret    {}", hex(&day.secret_hash))?;
                writeln!(f, "  hash of cycle secret  {}", hex(&day.cycle_hash))?;
                write_entropy(f, day.entropy_hash.as_ref())
            }
            Self::Person(own) => {
                writeln!(f, "The line of {} on {} in programme {} is right.", own.person, own.day, own.programme)?;
                writeln!(f, "  minutes               {}", own.slots)?;
                for check in &own.checks {
                    writeln!(f, "  {:<21} minute {}, at {} ms", kind_name(check.kind), check.slot, check.at.0)?;
                }
                if own.checks.is_empty() {
                    let open = if own.ceiling_open { ", as far as the hidden ceiling lets see" } else { "" };
                    writeln!(f, "  not drawn{open}")?;
                }
                writeln!(f, "Compare these with what was published before the day:")?;
                writeln!(f, "  root                  {}", hex(&own.root))?;
                writeln!(f, "  hash of cycle secret  {}", hex(&own.cycle_hash))?;
                write_entropy(f, own.entropy_hash.as_ref())
            }
        }
    }
}

fn write_entropy(f: &mut std::fmt::Formatter<'_>, hash: Option<&Hash>) -> std::fmt::Result {
    match hash {
        Some(hash) => write!(f, "  public randomness     {}", hex(hash)),
        None => write!(f, "  public randomness     none"),
    }
}

const fn kind_name(kind: DrawnKind) -> &'static str {
    match kind {
        DrawnKind::Random => "random check",
        DrawnKind::Forced => "forced check",
    }
}

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BundleError {
    #[error("the file is longer than {BUNDLE_BYTES_MAX} bytes")]
    TooLong,
    #[error("the file ends too early: it was cut off, fetch it again")]
    CutOff,
    #[error("the file is not a revealed draw: {0}")]
    NotReadable(String),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The whole day, for auditors, with what became of its checks.
///
/// # Errors
/// When the text cannot be made; it always can.
pub fn day_bundle(plan: &DayPlan, day_secret: &DaySecret, happened: &Happened) -> Result<String, BundleError> {
    let mut file = DayWriter::begin(&DayHead::of(plan, day_secret))?;
    plan.leaves.iter().try_for_each(|leaf| file.line(leaf))?;
    file.open(Section::Checks);
    plan.checks.iter().try_for_each(|check| file.check(check))?;
    file.open(Section::UsedCeilings);
    plan.used_ceilings.iter().try_for_each(|used| file.ceiling(used))?;
    file.open(Section::Happened);
    happened.checks.iter().try_for_each(|row| file.happened(row))?;
    file.open(Section::Manual);
    happened.manual.iter().try_for_each(|call| file.manual(call))?;
    file.end();
    Ok(file.take())
}

/// One person's own line, key and proof; `None` when the person was not in the pool.
///
/// # Errors
/// When the text cannot be made; it always can.
pub fn personal_bundle(plan: &DayPlan, day_secret: &DaySecret, person: PersonId) -> Result<Option<String>, BundleError> {
    let Some(leaf) = plan.leaf(person) else { return Ok(None) };
    let hashes: Vec<Hash> = plan.leaves.iter().map(Leaf::hash).collect();
    let index = plan.leaves.partition_point(|other| other.person < person);
    let Some(proof) = inclusion_proof(&hashes, index) else { return Ok(None) };
    let file = PersonFile {
        algorithm: plan.algorithm,
        programme: Id(plan.programme.0),
        day: Day(plan.day),
        root: Hex(plan.root),
        cycle_hash: Hex(plan.cycle_hash),
        awaited: AwaitedLine::of(plan.awaited),
        entropy: plan.entropy.as_ref().map(EntropyLine::of),
        line: Line::of(leaf),
        index: Whole(proof.index),
        size: Whole(proof.size),
        path: proof.path.into_iter().map(Hex).collect(),
        day_key: Hex(*day_secret.person_key(plan.day, person).bytes()),
        ceiling_key: plan.used_ceilings.iter().find(|used| used.person == person).map(|used| Hex(*used.key.bytes())),
        checks: plan.checks_of(person).iter().map(CheckLine::of).collect(),
    };
    to_text(&Written::Person(file)).map(Some)
}

/// Checks a file of either form. Takes any text without harm.
///
/// # Errors
/// As [`verify_bundle_from`].
pub fn verify_bundle(text: &str) -> Result<VerifiedBundle, BundleError> {
    if text.len() > BUNDLE_BYTES_MAX { Err(BundleError::TooLong) } else { verify_bundle_from(text.as_bytes()) }
}

/// Checks a file of either form while it is read, so that its text is never held. Takes any bytes without harm, and of a
/// file without end no more than [`BUNDLE_BYTES_MAX`].
///
/// # Errors
/// When it cannot be read, is not of a known form, or the first thing in it that does not fit.
pub fn verify_bundle_from(file: impl Read) -> Result<VerifiedBundle, BundleError> {
    let mut file = BufReader::new(file.take(BUNDLE_BYTES_MAX as u64 + 1));
    let read: Result<form::AnyFile, _> = serde_json::from_reader(&mut file);
    if file.get_ref().limit() == 0 {
        return Err(BundleError::TooLong);
    }
    let read = read.map_err(|error| if error.is_eof() { BundleError::CutOff } else { BundleError::NotReadable(error.to_string()) })?;
    match read.bundle()? {
        Bundle::Day(file) => file.verify(),
        Bundle::Person(file) => Ok(VerifiedBundle::Person(file.verify()?)),
    }
}

/// What was brought from outside, as it stands in the files and in the store.
///
/// # Errors
/// When the text cannot be made; it always can.
pub fn entropy_text(entropy: &Entropy) -> Result<String, BundleError> {
    to_text(&EntropyLine::of(entropy))
}

/// `None` when it is no such text.
#[must_use]
pub fn entropy_of(text: &str) -> Option<Entropy> {
    serde_json::from_str(text).ok().map(EntropyLine::entropy)
}

fn to_text(row: &impl serde::Serialize) -> Result<String, BundleError> {
    serde_json::to_string(row).map_err(|e| BundleError::NotReadable(e.to_string()))
}
