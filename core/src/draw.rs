//! The draw, algorithm 1: which persons are checked in which minutes of a day.
//!
//! `docs/draw.md` describes it exact to the byte, so that anyone can write a verifier. Integers only: the same pool and
//! secrets give the same plan on every machine and after every upgrade. Every person draws from a key of their own, so
//! nobody's minute depends on who else is in the pool. Knows nothing of prompts, calls or storage, and makes no secret.

mod beacon;
mod bundle;
mod entropy;
mod happened;
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
    programme::{CEILING_MIN, CHECKS_PER_DAY_MAX, DrawRules},
    rota::WINDOWS_MAX,
    time::{Day, MINUTE, Moment, Window},
};

pub use beacon::{DRAND_AHEAD_MS, DRAND_GENESIS, DRAND_PERIOD_MS, SIGNATURE_BYTES, drand_round, drand_time, is_drands};
pub use bundle::{
    BUNDLE_BYTES_MAX, BundleError, VerifiedBundle, day_bundle, entropy_of, entropy_text, personal_bundle, verify_bundle,
};
pub use entropy::{Awaited, DIGITS_MAX, DIGITS_MIN, ENTRY_CLOSES_MS, Entropy, THROWS, Throws};
pub use happened::{After, End, Happened, HappenedCheck, ManualCall, STEPS_MAX, Step, What};
pub use keys::{CycleSecret, DaySecret, Key};
pub(crate) use keys::{Words, derive};
pub use leaf::{Leaf, Odds};
pub use merkle::{Hash, Proof, inclusion_proof, root, verify_inclusion};
pub use predict::{AT_HOME_MAX, AUC_MAX, Load, Milder, Outlook, Scheme, load, milder, outlook};
pub use threshold::threshold;
use entropy::draw_key;
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

/// A day whose pool and secrets are fixed and whose minutes are not drawn yet. Never edited.
#[derive(Clone, PartialEq, Eq)]
pub struct Committed {
    pub algorithm: u8,
    pub programme: ProgrammeId,
    pub day: Day,
    /// What the draw waits for.
    pub awaited: Awaited,
    /// Merkle root over the leaves: published before the first window opens.
    pub root: Hash,
    /// SHA-256 of the day secret: published with the root.
    pub secret_hash: Hash,
    /// SHA-256 of the cycle secret: published when that secret was made, and repeated here.
    pub cycle_hash: Hash,
    /// One for each person of the pool, by person id.
    pub leaves: Vec<Leaf>,
}

/// Everything the draw decided for one day of one programme. Never edited.
#[derive(Clone, PartialEq, Eq)]
pub struct DayPlan {
    pub algorithm: u8,
    pub programme: ProgrammeId,
    pub day: Day,
    pub awaited: Awaited,
    /// What came in time of what was waited for. `None`: the words come from the day keys alone, and the record says so.
    pub entropy: Option<Entropy>,
    pub root: Hash,
    pub secret_hash: Hash,
    pub cycle_hash: Hash,
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
    #[error(
        "the chance must be 1 to 999999 millionths, the ceiling range at least {CEILING_MIN} days and not empty, the share in the \
         cool-down 1 to 100, the checks of a day 1 to {CHECKS_PER_DAY_MAX}"
    )]
    BadRules,
}

/// Why a committed day cannot be drawn so.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DrawError {
    #[error("the secrets are not those that were committed to")]
    OtherSecrets,
    #[error("this is not the public randomness that the day waits for")]
    OtherEntropy,
}

/// Fixes the pool of a day and what its draw waits for. The order of `candidates` does not matter. One day secret serves
/// one plan only.
///
/// # Errors
/// When the pool or the rules are out of bounds; nothing is committed to then.
pub fn commit_day(
    day: Day,
    programme: ProgrammeId,
    rules: &DrawRules,
    awaited: Awaited,
    candidates: &[Candidate],
    day_secret: &DaySecret,
    cycle_secret: &CycleSecret,
) -> Result<Committed, PlanError> {
    let pool = checked_pool(rules, candidates)?;
    let cycle_hash = cycle_secret.hash();
    let people = u32::try_from(pool.len()).map_err(|_| PlanError::TooManyPeople)?;
    let mut thresholds = BTreeMap::new();
    let leaf = |candidate: &Candidate| {
        let slots = slots(&candidate.windows);
        let chance_millionths = rules.chance_millionths(candidate.days_since_check, candidate.cycle);
        Leaf {
            programme,
            day,
            awaited,
            cycle_hash,
            pool: people,
            person: candidate.person,
            supervisor: candidate.supervisor,
            policy_version: candidate.policy_version,
            odds: Odds::of(rules),
            chance_millionths,
            threshold: *thresholds.entry((chance_millionths, slots)).or_insert_with(|| threshold(chance_millionths, slots)),
            days_since_check: candidate.days_since_check,
            cycle: candidate.cycle,
            day_key_hash: day_secret.person_key(day, candidate.person).hash(),
            ceiling_key_hash: cycle_secret.ceiling_key(candidate.person, candidate.cycle).hash(),
            windows: candidate.windows.clone(),
        }
    };
    let leaves: Vec<Leaf> = pool.into_iter().map(leaf).collect();
    let hashes: Vec<Hash> = leaves.iter().map(Leaf::hash).collect();
    let (root, secret_hash) = (root(&hashes), day_secret.hash());
    Ok(Committed { algorithm: ALGORITHM, programme, day, awaited, root, secret_hash, cycle_hash, leaves })
}

impl Committed {
    /// Draws the day, with what came from outside in time or without.
    ///
    /// # Errors
    /// When the secrets are not those of the commitment, or the day does not wait for such entropy.
    pub fn draw(
        self,
        day_secret: &DaySecret,
        cycle_secret: &CycleSecret,
        entropy: Option<Entropy>,
    ) -> Result<DayPlan, DrawError> {
        if day_secret.hash() != self.secret_hash || cycle_secret.hash() != self.cycle_hash {
            return Err(DrawError::OtherSecrets);
        }
        if entropy.as_ref().is_some_and(|entropy| entropy.check(self.awaited).is_err()) {
            return Err(DrawError::OtherEntropy);
        }
        let (mut checks, mut used_ceilings) = (Vec::new(), Vec::new());
        for leaf in &self.leaves {
            let key = draw_key(&day_secret.person_key(self.day, leaf.person), entropy.as_ref());
            let ceiling_key = cycle_secret.ceiling_key(leaf.person, leaf.cycle);
            let ceiling = leaf.ceiling(&ceiling_key);
            let drawn = leaf.draw(&key, ceiling);
            if !drawn.is_empty() {
                used_ceilings.push(UsedCeiling { person: leaf.person, cycle: leaf.cycle, ceiling, key: ceiling_key });
            }
            checks.extend(drawn);
        }
        let Self { algorithm, programme, day, awaited, root, secret_hash, cycle_hash, leaves } = self;
        Ok(DayPlan { algorithm, programme, day, awaited, entropy, root, secret_hash, cycle_hash, leaves, checks, used_ceilings })
    }
}

/// Commits to one day and draws it at once, without anything from outside.
///
/// # Errors
/// As [`commit_day`].
pub fn plan_day(
    day: Day,
    programme: ProgrammeId,
    rules: &DrawRules,
    candidates: &[Candidate],
    day_secret: &DaySecret,
    cycle_secret: &CycleSecret,
) -> Result<DayPlan, PlanError> {
    let committed = commit_day(day, programme, rules, Awaited::Nothing, candidates, day_secret, cycle_secret)?;
    // The secrets are those of the line above, and nothing is waited for: there is no error to come.
    committed.draw(day_secret, cycle_secret, None).map_err(|_| PlanError::BadRules)
}

/// Sorted by person, every bound checked.
fn checked_pool<'a>(rules: &DrawRules, candidates: &'a [Candidate]) -> Result<Vec<&'a Candidate>, PlanError> {
    if candidates.len() > POOL_MAX {
        return Err(PlanError::TooManyPeople);
    }
    if !Odds::of(rules).are_sound() {
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

impl std::fmt::Debug for Committed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Committed({}, {}, {} people)", self.programme, self.day, self.leaves.len())
    }
}

impl std::fmt::Debug for DayPlan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DayPlan({}, {}, {} people)", self.programme, self.day, self.leaves.len())
    }
}

#[cfg(test)]
mod tests;
