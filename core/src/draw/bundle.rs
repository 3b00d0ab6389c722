//! The file that is handed out after the day, and the check of it: `sidak verify-draw FILE` is this and nothing more.
//!
//! Two forms: a whole day for auditors, and one person's own line with its proof. `docs/draw.md` describes both. Knows
//! nothing of servers: what was published before the day must be compared by whoever runs the check.

use serde::{Deserialize, Serialize};

use super::{
    CycleSecret, DayPlan, DaySecret, DrawnCheck, DrawnKind, Fault, Hash, Key, Leaf, POOL_MAX, Proof, UsedCeiling, Verified,
    VerifiedPerson, inclusion_proof, verify_day, verify_person,
};
use crate::{
    ids::{PersonId, ProgrammeId},
    time::{Day, Moment, Window},
};

/// Longest file that is read. A person takes some 600 bytes, so this is twice a pool of [`POOL_MAX`] people.
pub const BUNDLE_BYTES_MAX: usize = 1 << 28;


/// What the file proves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum VerifiedBundle {
    Day(Verified),
    Person(VerifiedPerson),
}

impl std::fmt::Display for VerifiedBundle {
    /// What was found, and what the reader still has to compare.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(day) => {
                writeln!(f, "The draw of {} in programme {} is right.", day.day, day.programme)?;
                writeln!(f, "  people                {}", day.people)?;
                writeln!(f, "  minutes               {}", day.slots)?;
                writeln!(f, "  random checks         {}", day.random)?;
                writeln!(f, "  forced checks         {}", day.forced)?;
                writeln!(f, "  ceilings still hidden {}", day.ceilings_open)?;
                writeln!(f, "Compare these with what was published before the day:")?;
                writeln!(f, "  root                  {}", hex(&day.root))?;
                writeln!(f, "  hash of day secret    {}", hex(&day.secret_hash))?;
                write!(f, "  hash of cycle secret  {}", hex(&day.cycle_hash))
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
                writeln!(f, "Compare this with what was published before the day:")?;
                write!(f, "  root                  {}", hex(&own.root))
            }
        }
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
    #[error("the file is not a revealed draw: {0}")]
    NotReadable(String),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The whole day, for auditors. With the cycle secret when that has been replaced, so that every ceiling can be checked.
///
/// # Errors
/// When the text cannot be made; it always can.
pub fn day_bundle(plan: &DayPlan, day_secret: &DaySecret, cycle_secret: Option<&CycleSecret>) -> Result<String, BundleError> {
    let file = Bundle::Day(DayFile {
        algorithm: plan.algorithm,
        programme: plan.programme,
        day: plan.day,
        root: Hex(plan.root),
        secret_hash: Hex(plan.secret_hash),
        cycle_hash: Hex(plan.cycle_hash),
        day_secret: Hex(*day_secret.bytes()),
        cycle_secret: cycle_secret.map(|secret| Hex(*secret.bytes())),
        pool: plan.leaves.iter().map(Line::of).collect(),
        checks: plan.checks.iter().map(CheckLine::of).collect(),
        used_ceilings: plan.used_ceilings.iter().map(CeilingLine::of).collect(),
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
        programme: plan.programme,
        day: plan.day,
        root: Hex(plan.root),
        line: Line::of(leaf),
        index: proof.index,
        size: proof.size,
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
    match serde_json::from_str(text).map_err(|e| BundleError::NotReadable(e.to_string()))? {
        Bundle::Day(file) => Ok(VerifiedBundle::Day(file.verify()?)),
        Bundle::Person(file) => Ok(VerifiedBundle::Person(file.verify()?)),
    }
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
    programme: ProgrammeId,
    day: Day,
    root: Hex<32>,
    secret_hash: Hex<32>,
    cycle_hash: Hex<32>,
    day_secret: Hex<32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cycle_secret: Option<Hex<32>>,
    pool: Vec<Line>,
    checks: Vec<CheckLine>,
    used_ceilings: Vec<CeilingLine>,
}

impl DayFile {
    fn verify(self) -> Result<Verified, Fault> {
        if self.pool.len() > POOL_MAX {
            return Err(Fault::TooManyPeople);
        }
        let plan = DayPlan {
            algorithm: self.algorithm,
            programme: self.programme,
            day: self.day,
            root: self.root.0,
            secret_hash: self.secret_hash.0,
            cycle_hash: self.cycle_hash.0,
            leaves: self.pool.into_iter().map(|line| line.leaf(self.programme, self.day)).collect(),
            checks: self.checks.into_iter().map(CheckLine::check).collect(),
            used_ceilings: self.used_ceilings.into_iter().map(CeilingLine::used).collect(),
        };
        verify_day(&plan, &DaySecret::new(self.day_secret.0), self.cycle_secret.map(|s| CycleSecret::new(s.0)).as_ref())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonFile {
    algorithm: u8,
    programme: ProgrammeId,
    day: Day,
    root: Hex<32>,
    line: Line,
    index: u64,
    size: u64,
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
        let leaf = self.line.leaf(self.programme, self.day);
        let proof = Proof { index: self.index, size: self.size, path: self.path.into_iter().map(|hash| hash.0).collect() };
        let ceiling_key = self.ceiling_key.map(|key| Key::new(key.0));
        let verified = verify_person(&self.root.0, &leaf, &proof, &Key::new(self.day_key.0), ceiling_key.as_ref())?;
        let claimed: Vec<DrawnCheck> = self.checks.into_iter().map(CheckLine::check).collect();
        if claimed == verified.checks { Ok(verified) } else { Err(Fault::OtherChecks(leaf.person)) }
    }
}

/// A leaf without what the whole file shares.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    person: PersonId,
    supervisor: PersonId,
    policy_version: u32,
    chance_millionths: u32,
    /// Eight bytes, since JavaScript numbers cannot hold them.
    threshold: Hex<8>,
    days_since_check: u16,
    cycle: u32,
    ceiling_from: u16,
    ceiling_to: u16,
    day_key_hash: Hex<32>,
    ceiling_key_hash: Hex<32>,
    /// Start and end in milliseconds.
    windows: Vec<(Moment, Moment)>,
}

impl Line {
    fn of(leaf: &Leaf) -> Self {
        Self {
            person: leaf.person,
            supervisor: leaf.supervisor,
            policy_version: leaf.policy_version,
            chance_millionths: leaf.chance_millionths,
            threshold: Hex(leaf.threshold.to_be_bytes()),
            days_since_check: leaf.days_since_check,
            cycle: leaf.cycle,
            ceiling_from: leaf.ceiling_from,
            ceiling_to: leaf.ceiling_to,
            day_key_hash: Hex(leaf.day_key_hash),
            ceiling_key_hash: Hex(leaf.ceiling_key_hash),
            windows: leaf.windows.iter().map(|w| (w.start, w.end)).collect(),
        }
    }

    fn leaf(self, programme: ProgrammeId, day: Day) -> Leaf {
        Leaf {
            programme,
            day,
            person: self.person,
            supervisor: self.supervisor,
            policy_version: self.policy_version,
            chance_millionths: self.chance_millionths,
            threshold: u64::from_be_bytes(self.threshold.0),
            days_since_check: self.days_since_check,
            cycle: self.cycle,
            ceiling_from: self.ceiling_from,
            ceiling_to: self.ceiling_to,
            day_key_hash: self.day_key_hash.0,
            ceiling_key_hash: self.ceiling_key_hash.0,
            windows: self.windows.into_iter().map(|(start, end)| Window { start, end }).collect(),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckLine {
    person: PersonId,
    at: Moment,
    slot: u32,
    kind: KindLine,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KindLine {
    Random,
    Forced,
}

impl CheckLine {
    fn of(check: &DrawnCheck) -> Self {
        let kind = match check.kind {
            DrawnKind::Random => KindLine::Random,
            DrawnKind::Forced => KindLine::Forced,
        };
        Self { person: check.person, at: check.at, slot: check.slot, kind }
    }

    fn check(self) -> DrawnCheck {
        let kind = match self.kind {
            KindLine::Random => DrawnKind::Random,
            KindLine::Forced => DrawnKind::Forced,
        };
        DrawnCheck { person: self.person, at: self.at, slot: self.slot, kind }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CeilingLine {
    person: PersonId,
    cycle: u32,
    ceiling: u16,
    key: Hex<32>,
}

impl CeilingLine {
    fn of(used: &UsedCeiling) -> Self {
        Self { person: used.person, cycle: used.cycle, ceiling: used.ceiling, key: Hex(*used.key.bytes()) }
    }

    fn used(self) -> UsedCeiling {
        UsedCeiling { person: self.person, cycle: self.cycle, ceiling: self.ceiling, key: Key::new(self.key.0) }
    }
}

/// Bytes as lower-case hexadecimal text.
struct Hex<const N: usize>([u8; N]);

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex(&self.0))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        parse_hex(&text).map(Self).ok_or_else(|| serde::de::Error::custom(format!("expected {} hexadecimal digits", 2 * N)))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0_u8; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(*pair.first()?).to_digit(16)?;
        let low = char::from(*pair.last()?).to_digit(16)?;
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(bytes)
}
