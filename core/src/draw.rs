//! The draw, algorithm 1: which persons are checked in which minutes of a day.
//!
//! `docs/draw.md` describes it exact to the byte, so that anyone can write a verifier. Integers only: the same pool and
//! secrets give the same plan on every machine and after every upgrade. Every person draws from a key of their own, so
//! nobody's minute depends on who else is in the pool. Knows nothing of prompts, calls or storage, and makes no secret.

mod bundle;
mod keys;
mod leaf;
mod merkle;
mod predict;
mod threshold;
mod verify;

use std::collections::BTreeMap;

use crate::{
    check::Kind,
    ids::{PersonId, ProgrammeId},
    programme::DrawRules,
    rota::WINDOWS_MAX,
    time::{Day, MINUTE, Moment, Window},
};

pub use bundle::{BUNDLE_BYTES_MAX, BundleError, VerifiedBundle, day_bundle, personal_bundle, verify_bundle};
pub use keys::{CycleSecret, DaySecret, Key};
pub(crate) use keys::{Words, derive};
pub use leaf::Leaf;
pub use merkle::{Hash, Proof, inclusion_proof, root, verify_inclusion};
pub use predict::{AT_HOME_MAX, AUC_MAX, Load, Milder, Outlook, Scheme, load, milder, outlook};
pub use threshold::threshold;
pub use verify::{Fault, Verified, VerifiedPerson, verify_day, verify_person};

/// The number stored with every plan. A change of any rule in `docs/draw.md` needs a new one.
pub const ALGORITHM: u8 = 1;

/// People in one pool.
pub const POOL_MAX: usize = 200_000;

/// Minutes in one person's windows of one day; a day on which clocks go back has 1500.
pub const SLOTS_MAX: u32 = 1_500;

/// Somebody who works from home on the day and may be checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    pub person: PersonId,
    /// The direct supervisor at the time of the draw, who will be asked to call.
    pub supervisor: PersonId,
    /// Callable time of the day: in order, apart from each other, on whole minutes. May be empty.
    pub windows: Vec<Window>,
    pub policy_version: u32,
    /// WFH days since the last check (or since the first WFH day), this day not counted.
    pub days_since_check: u16,
    /// The number of this person's hidden ceiling: 0 at first, one more after each check.
    pub cycle: u32,
}

/// A minute that the draw chose. Never shown to anyone before it comes due.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DrawnCheck {
    pub person: PersonId,
    /// Start of the drawn minute.
    pub at: Moment,
    /// The minute's number within the person's windows, from 0.
    pub slot: u32,
    pub kind: DrawnKind,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum DrawnKind {
    /// The word of this minute fell below the threshold.
    Random,
    /// No minute was drawn and the hidden ceiling was reached.
    Forced,
}

impl From<DrawnKind> for Kind {
    fn from(kind: DrawnKind) -> Self {
        match kind {
            DrawnKind::Random => Self::Random,
            DrawnKind::Forced => Self::Forced,
        }
    }
}

/// A hidden ceiling that a check of this day has used up: from the reveal on it may be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct UsedCeiling {
    pub person: PersonId,
    pub cycle: u32,
    /// In WFH days.
    pub ceiling: u16,
    pub key: Key,
}

/// Everything the draw decided for one day of one programme. Never edited.
#[derive(Clone, PartialEq, Eq)]
pub struct DayPlan {
    pub algorithm: u8,
    pub programme: ProgrammeId,
    pub day: Day,
    /// Merkle root over the leaves: published before the first window opens.
    pub root: Hash,
    /// SHA-256 of the day secret: published with the root.
    pub secret_hash: Hash,
    /// SHA-256 of the cycle secret: published when that secret was made, and repeated here.
    pub cycle_hash: Hash,
    /// One for each person of the pool, by person id.
    pub leaves: Vec<Leaf>,
    /// By person, then by slot. A person may have several.
    pub checks: Vec<DrawnCheck>,
    /// One for each person with a check, by person id.
    pub used_ceilings: Vec<UsedCeiling>,
}

impl DayPlan {
    /// The line of one person, when in the pool.
    #[must_use]
    pub fn leaf(&self, person: PersonId) -> Option<&Leaf> {
        self.leaves.binary_search_by_key(&person, |leaf| leaf.person).ok().and_then(|place| self.leaves.get(place))
    }

    /// One person's checks, in order.
    #[must_use]
    pub fn checks_of(&self, person: PersonId) -> &[DrawnCheck] {
        let start = self.checks.partition_point(|check| check.person < person);
        let end = self.checks.partition_point(|check| check.person <= person);
        self.checks.get(start..end).unwrap_or_default()
    }

    /// What everybody brings into their next WFH day: days without a check, and the number of the hidden ceiling. A day
    /// without a callable minute does not count.
    pub fn next_counters(&self) -> impl Iterator<Item = (PersonId, u16, u32)> {
        self.leaves.iter().map(|leaf| {
            if !self.checks_of(leaf.person).is_empty() {
                (leaf.person, 0, leaf.cycle.saturating_add(1))
            } else {
                let days = leaf.days_since_check.saturating_add(u16::from(leaf.slots() > 0));
                (leaf.person, days, leaf.cycle)
            }
        })
    }
}

/// Why no plan can be made of such a pool.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PlanError {
    #[error("more than {POOL_MAX} people in one pool")]
    TooManyPeople,
    #[error("{0:?} is in the pool twice")]
    PersonTwice(PersonId),
    #[error("the windows of {0:?} are not in order, apart, on whole minutes and within bounds")]
    BadWindows(PersonId),
    #[error("the chance must be 1 to 999999 millionths and the ceiling range must not be empty")]
    BadRules,
}

/// Draws one day. The order of `candidates` does not matter. One day secret serves one plan only.
///
/// # Errors
/// When the pool or the rules are out of bounds; nothing is drawn then.
pub fn plan_day(
    day: Day,
    programme: ProgrammeId,
    rules: &DrawRules,
    candidates: &[Candidate],
    day_secret: &DaySecret,
    cycle_secret: &CycleSecret,
) -> Result<DayPlan, PlanError> {
    let pool = checked_pool(rules, candidates)?;
    let mut thresholds = BTreeMap::new();
    let mut leaves = Vec::with_capacity(pool.len());
    let (mut checks, mut used_ceilings) = (Vec::new(), Vec::new());
    for candidate in pool {
        let slots = slots(&candidate.windows);
        let threshold = *thresholds.entry(slots).or_insert_with(|| threshold(rules.chance_per_day_millionths, slots));
        let day_key = day_secret.person_key(day, candidate.person);
        let ceiling_key = cycle_secret.ceiling_key(candidate.person, candidate.cycle);
        let leaf = Leaf {
            programme,
            day,
            person: candidate.person,
            supervisor: candidate.supervisor,
            policy_version: candidate.policy_version,
            chance_millionths: rules.chance_per_day_millionths,
            threshold,
            days_since_check: candidate.days_since_check,
            cycle: candidate.cycle,
            ceiling_from: rules.ceiling_from_days,
            ceiling_to: rules.ceiling_to_days,
            day_key_hash: day_key.hash(),
            ceiling_key_hash: ceiling_key.hash(),
            windows: candidate.windows.clone(),
        };
        let ceiling = leaf.ceiling(&ceiling_key);
        let drawn = leaf.draw(&day_key, ceiling);
        if !drawn.is_empty() {
            used_ceilings.push(UsedCeiling { person: leaf.person, cycle: leaf.cycle, ceiling, key: ceiling_key });
        }
        checks.extend(drawn);
        leaves.push(leaf);
    }
    let hashes: Vec<Hash> = leaves.iter().map(Leaf::hash).collect();
    Ok(DayPlan {
        algorithm: ALGORITHM,
        programme,
        day,
        root: root(&hashes),
        secret_hash: day_secret.hash(),
        cycle_hash: cycle_secret.hash(),
        leaves,
        checks,
        used_ceilings,
    })
}

/// Sorted by person, every bound checked.
fn checked_pool<'a>(rules: &DrawRules, candidates: &'a [Candidate]) -> Result<Vec<&'a Candidate>, PlanError> {
    if candidates.len() > POOL_MAX {
        return Err(PlanError::TooManyPeople);
    }
    if !(1..1_000_000).contains(&rules.chance_per_day_millionths) || rules.ceiling_from_days > rules.ceiling_to_days {
        return Err(PlanError::BadRules);
    }
    let mut pool: Vec<&Candidate> = candidates.iter().collect();
    pool.sort_by_key(|c| c.person);
    if let Some(twice) = pool.windows(2).find(|pair| pair[0].person == pair[1].person) {
        return Err(PlanError::PersonTwice(twice[0].person));
    }
    match pool.iter().find(|c| !windows_are_sound(&c.windows)) {
        Some(bad) => Err(PlanError::BadWindows(bad.person)),
        None => Ok(pool),
    }
}

/// Minutes in all windows; 0 for windows that are not sound.
fn slots(windows: &[Window]) -> u32 {
    let minutes = windows.iter().map(Window::minutes).fold(0_i64, i64::saturating_add);
    u32::try_from(minutes).unwrap_or(0)
}

/// In order, apart, on whole minutes, not empty, at most [`WINDOWS_MAX`] and [`SLOTS_MAX`].
fn windows_are_sound(windows: &[Window]) -> bool {
    let whole = |m: Moment| m.0.rem_euclid(MINUTE) == 0;
    windows.len() <= WINDOWS_MAX
        && windows.iter().all(|w| w.start < w.end && whole(w.start) && whole(w.end))
        && windows.windows(2).all(|pair| pair[0].end <= pair[1].start)
        && windows.iter().map(Window::minutes).fold(0_i64, i64::saturating_add) <= i64::from(SLOTS_MAX)
}

impl std::fmt::Debug for DrawnCheck {
    /// Hides the minute: a plan must not leak by a log line.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DrawnCheck({}, hidden)", self.person)
    }
}

impl std::fmt::Debug for UsedCeiling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UsedCeiling({}, hidden)", self.person)
    }
}

impl std::fmt::Debug for DayPlan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DayPlan({}, {}, {} people)", self.programme, self.day, self.leaves.len())
    }
}

#[cfg(test)]
mod tests;
