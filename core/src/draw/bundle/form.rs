//! The two forms of the file, as read: every field once, none of the other form, and each row made into what it stands for.
//!
//! Both forms are read as one set of fields and told apart afterwards: a tag that may stand anywhere would have the whole
//! file held twice. Knows nothing of where the text comes from.

use serde::{Deserialize, Deserializer, Serialize};

use super::{
    super::{
        ALGORITHM, Awaited, DayPlan, DaySecret, DrawnCheck, Entropy, Fault, Happened, Key, POOL_MAX, Proof, VerifiedPerson,
        happened, verify_day, verify_person,
    },
    BundleError, VerifiedBundle,
    record::{HappenedLine, ManualLine},
    rows::{AwaitedLine, CeilingLine, CheckLine, EntropyLine, Head, Line},
    text::{Day, Hex, Id, Whole},
};
use crate::ids::ProgrammeId;

/// As it is written; the whole day is written row by row, by `write`.
#[derive(Serialize)]
#[serde(tag = "format")]
pub(super) enum Written {
    #[serde(rename = "sidak/person/1")]
    Person(PersonFile),
}

#[derive(Deserialize)]
enum Format {
    #[serde(rename = "sidak/day/1")]
    Day,
    #[serde(rename = "sidak/person/1")]
    Person,
}

/// What a file of either form may have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnyFile {
    format: Format,
    algorithm: u8,
    programme: Id,
    day: Day,
    root: Hex<32>,
    cycle_hash: Hex<32>,
    awaited: AwaitedLine,
    #[serde(deserialize_with = "Option::deserialize")]
    entropy: Option<EntropyLine>,
    checks: Vec<CheckLine>,
    #[serde(default, deserialize_with = "there")]
    secret_hash: Option<Hex<32>>,
    #[serde(default, deserialize_with = "there")]
    day_secret: Option<Hex<32>>,
    #[serde(default, deserialize_with = "there")]
    pool: Option<Vec<Line>>,
    #[serde(default, deserialize_with = "there")]
    used_ceilings: Option<Vec<CeilingLine>>,
    #[serde(default, deserialize_with = "there")]
    happened: Option<Vec<HappenedLine>>,
    #[serde(default, deserialize_with = "there")]
    manual: Option<Vec<ManualLine>>,
    #[serde(default, deserialize_with = "there")]
    line: Option<Line>,
    #[serde(default, deserialize_with = "there")]
    index: Option<Whole>,
    #[serde(default, deserialize_with = "there")]
    size: Option<Whole>,
    #[serde(default, deserialize_with = "there")]
    path: Option<Vec<Hex<32>>>,
    #[serde(default, deserialize_with = "there")]
    day_key: Option<Hex<32>>,
    #[serde(default, deserialize_with = "there")]
    ceiling_key: Option<Hex<32>>,
}

/// A field that may be absent, but is not `null` when it is there.
fn there<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

impl AnyFile {
    /// # Errors
    /// When a field of its form is missing, or one of the other form is there.
    pub(super) fn bundle(self) -> Result<Bundle, BundleError> {
        let Self { algorithm, programme, day, root, cycle_hash, awaited, entropy, checks, .. } = self;
        let for_day = (self.secret_hash, self.day_secret, self.pool, self.used_ceilings, self.happened, self.manual);
        let for_person = (self.line, self.index, self.size, self.path, self.day_key);
        match (self.format, for_day, for_person, self.ceiling_key) {
            (
                Format::Day,
                (Some(secret_hash), Some(day_secret), Some(pool), Some(used_ceilings), Some(happened), Some(manual)),
                (None, None, None, None, None),
                None,
            ) => Ok(Bundle::Day(DayFile {
                algorithm,
                programme,
                day,
                root,
                secret_hash,
                cycle_hash,
                awaited,
                entropy,
                day_secret,
                pool,
                checks,
                used_ceilings,
                happened,
                manual,
            })),
            (
                Format::Person,
                (None, None, None, None, None, None),
                (Some(line), Some(index), Some(size), Some(path), Some(day_key)),
                ceiling_key,
            ) => Ok(Bundle::Person(PersonFile {
                algorithm,
                programme,
                day,
                root,
                cycle_hash,
                awaited,
                entropy,
                line,
                index,
                size,
                path,
                day_key,
                ceiling_key,
                checks,
            })),
            _ => Err(BundleError::NotReadable("a field of its form is missing, or one of the other form is there".into())),
        }
    }
}

pub(super) enum Bundle {
    Day(DayFile),
    Person(PersonFile),
}

pub(super) struct DayFile {
    algorithm: u8,
    programme: Id,
    day: Day,
    root: Hex<32>,
    secret_hash: Hex<32>,
    cycle_hash: Hex<32>,
    awaited: AwaitedLine,
    entropy: Option<EntropyLine>,
    day_secret: Hex<32>,
    pool: Vec<Line>,
    checks: Vec<CheckLine>,
    used_ceilings: Vec<CeilingLine>,
    happened: Vec<HappenedLine>,
    manual: Vec<ManualLine>,
}

impl DayFile {
    pub(super) fn verify(self) -> Result<VerifiedBundle, BundleError> {
        if self.algorithm != ALGORITHM {
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

#[derive(Serialize)]
pub(super) struct PersonFile {
    pub algorithm: u8,
    pub programme: Id,
    pub day: Day,
    pub root: Hex<32>,
    pub cycle_hash: Hex<32>,
    pub awaited: AwaitedLine,
    pub entropy: Option<EntropyLine>,
    pub line: Line,
    pub index: Whole,
    pub size: Whole,
    pub path: Vec<Hex<32>>,
    pub day_key: Hex<32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ceiling_key: Option<Hex<32>>,
    pub checks: Vec<CheckLine>,
}

impl PersonFile {
    pub(super) fn verify(self) -> Result<VerifiedPerson, Fault> {
        if self.algorithm != ALGORITHM {
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
