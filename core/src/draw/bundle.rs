//! The file that is handed out after the day, and the check of it: `sidak verify-draw FILE` is this and nothing more.
//!
//! Two forms: a whole day for auditors, and one person's own line with its proof. `docs/draw.md` describes both. Knows
//! nothing of servers: what was published before the day must be compared by whoever runs the check.

mod record;
mod rows;
mod text;

use serde::{Deserialize, Serialize};

use self::{
    record::{HappenedLine, ManualLine},
    rows::{AwaitedLine, CeilingLine, CheckLine, EntropyLine, Head, Line},
    text::{Day, Hex, Id, Whole, hex},
};
use super::{
    Awaited, DayPlan, DaySecret, DrawnCheck, DrawnKind, Entropy, Fault, Happened, Hash, Key, Leaf, POOL_MAX, Proof, Verified,
    VerifiedPerson, happened::{self, After}, inclusion_proof, verify_day, verify_person,
};
use crate::ids::{PersonId, ProgrammeId};

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
    let file = Bundle::Day(DayFile {
        algorithm: plan.algorithm,
        programme: Id(plan.programme.0),
        day: Day(plan.day),
        root: Hex(plan.root),
        secret_hash: Hex(plan.secret_hash),
        cycle_hash: Hex(plan.cycle_hash),
        awaited: AwaitedLine::of(plan.awaited),
        entropy: plan.entropy.as_ref().map(EntropyLine::of),
        day_secret: Hex(*day_secret.bytes()),
        pool: plan.leaves.iter().map(Line::of).collect(),
        checks: plan.checks.iter().map(CheckLine::of).collect(),
        used_ceilings: plan.used_ceilings.iter().map(CeilingLine::of).collect(),
        happened: happened.checks.iter().map(HappenedLine::of).collect(),
        manual: happened.manual.iter().map(ManualLine::of).collect(),
    });
    to_text(&file)
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
    let file = Bundle::Person(PersonFile {
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
    });
    to_text(&file).map(Some)
}

/// Checks a file of either form. Takes any text without harm.
///
/// # Errors
/// When the text is not of a known form, or the first thing in it that does not fit.
pub fn verify_bundle(text: &str) -> Result<VerifiedBundle, BundleError> {
    if text.len() > BUNDLE_BYTES_MAX {
        return Err(BundleError::TooLong);
    }
    let file = serde_json::from_str(text).map_err(|error| {
        if error.is_eof() { BundleError::CutOff } else { BundleError::NotReadable(error.to_string()) }
    })?;
    match file {
        Bundle::Day(file) => file.verify(),
        Bundle::Person(file) => Ok(VerifiedBundle::Person(file.verify()?)),
    }
}

/// What was brought from outside, as it stands in the files and in the store.
///
/// # Errors
/// When the text cannot be made; it always can.
pub fn entropy_text(entropy: &Entropy) -> Result<String, BundleError> {
    serde_json::to_string(&EntropyLine::of(entropy)).map_err(|e| BundleError::NotReadable(e.to_string()))
}

/// `None` when it is no such text.
#[must_use]
pub fn entropy_of(text: &str) -> Option<Entropy> {
    serde_json::from_str(text).ok().map(EntropyLine::entropy)
}

fn to_text(file: &Bundle) -> Result<String, BundleError> {
    serde_json::to_string(file).map_err(|e| BundleError::NotReadable(e.to_string()))
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "format")]
enum Bundle {
    #[serde(rename = "sidak/day/1")]
    Day(DayFile),
    #[serde(rename = "sidak/person/1")]
    Person(PersonFile),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DayFile {
    algorithm: u8,
    programme: Id,
    day: Day,
    root: Hex<32>,
    secret_hash: Hex<32>,
    cycle_hash: Hex<32>,
    awaited: AwaitedLine,
    #[serde(deserialize_with = "Option::deserialize")]
    entropy: Option<EntropyLine>,
    day_secret: Hex<32>,
    pool: Vec<Line>,
    checks: Vec<CheckLine>,
    used_ceilings: Vec<CeilingLine>,
    happened: Vec<HappenedLine>,
    manual: Vec<ManualLine>,
}

impl DayFile {
    fn verify(self) -> Result<VerifiedBundle, BundleError> {
        if self.algorithm != super::ALGORITHM {
            return Err(Fault::OtherAlgorithm.into());
        }
        if self.pool.len() > POOL_MAX {
            return Err(Fault::TooManyPeople.into());
        }
        let people = u32::try_from(self.pool.len()).map_err(|_| Fault::TooManyPeople)?;
        let head = head(self.programme, self.day, &self.awaited, &self.cycle_hash, people)?;
        let plan = DayPlan {
            algorithm: self.algorithm,
            programme: ProgrammeId(self.programme.0),
            day: self.day.0,
            awaited: head.awaited,
            entropy: self.entropy.map(EntropyLine::entropy),
            root: self.root.0,
            secret_hash: self.secret_hash.0,
            cycle_hash: self.cycle_hash.0,
            leaves: self.pool.into_iter().map(|line| line.leaf(&head)).collect(),
            checks: self.checks.into_iter().map(CheckLine::check).collect(),
            used_ceilings: self.used_ceilings.into_iter().map(CeilingLine::used).collect(),
        };
        let verified = verify_day(&plan, &DaySecret::new(self.day_secret.0), None)?;
        let happened = Happened {
            checks: self.happened.into_iter().map(HappenedLine::row).collect(),
            manual: self.manual.into_iter().map(ManualLine::call).collect(),
        };
        Ok(VerifiedBundle::Day(verified, happened::verify(&plan.checks, &happened)?))
    }
}

fn head(programme: Id, day: Day, awaited: &AwaitedLine, cycle_hash: &Hex<32>, pool: u32) -> Result<Head, Fault> {
    let awaited: Awaited = awaited.awaited().ok_or(Fault::OtherEntropy)?;
    Ok(Head { programme, day, awaited, cycle_hash: cycle_hash.0, pool })
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonFile {
    algorithm: u8,
    programme: Id,
    day: Day,
    root: Hex<32>,
    cycle_hash: Hex<32>,
    awaited: AwaitedLine,
    #[serde(deserialize_with = "Option::deserialize")]
    entropy: Option<EntropyLine>,
    line: Line,
    index: Whole,
    size: Whole,
    path: Vec<Hex<32>>,
    day_key: Hex<32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ceiling_key: Option<Hex<32>>,
    checks: Vec<CheckLine>,
}

impl PersonFile {
    fn verify(self) -> Result<VerifiedPerson, Fault> {
        if self.algorithm != super::ALGORITHM {
            return Err(Fault::OtherAlgorithm);
        }
        let people = u32::try_from(self.size.0).map_err(|_| Fault::TooManyPeople)?;
        let head = head(self.programme, self.day, &self.awaited, &self.cycle_hash, people)?;
        let leaf = self.line.leaf(&head);
        let path = self.path.into_iter().map(|hash| hash.0).collect();
        let proof = Proof { index: self.index.0, size: self.size.0, path };
        let entropy: Option<Entropy> = self.entropy.map(EntropyLine::entropy);
        let (day_key, ceiling_key) = (Key::new(self.day_key.0), self.ceiling_key.map(|key| Key::new(key.0)));
        let verified = verify_person(&self.root.0, &leaf, &proof, &day_key, entropy.as_ref(), ceiling_key.as_ref())?;
        let claimed: Vec<DrawnCheck> = self.checks.into_iter().map(CheckLine::check).collect();
        if claimed == verified.checks { Ok(verified) } else { Err(Fault::OtherChecks(leaf.person)) }
    }
}
