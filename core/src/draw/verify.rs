//! Draws a revealed day again and compares: anyone can do it, from the page and the file alone.
//!
//! A person's hidden ceiling may still be in use; then that no check was forced is settled later, and the answer says
//! for how many. Knows nothing of what happened to a check after the draw.

use std::collections::BTreeMap;

use super::{
    ALGORITHM, CycleSecret, DayPlan, DaySecret, DrawnCheck, DrawnKind, Entropy, Hash, Key, Leaf, Odds, POOL_MAX, Proof,
    UsedCeiling, entropy::draw_key, merkle, threshold, windows_are_sound,
};
use crate::{
    ids::{PersonId, ProgrammeId},
    time::Day,
};

/// The plan is what the committed secrets and pool give.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verified {
    pub programme: ProgrammeId,
    pub day: Day,
    /// To be compared with what was published before the day; so are the two hashes.
    pub root: Hash,
    pub secret_hash: Hash,
    pub cycle_hash: Hash,
    /// What was brought from outside, to be compared as well. `None`: nothing was mixed in.
    pub entropy_hash: Option<Hash>,
    pub people: u32,
    pub slots: u64,
    pub random: u32,
    pub forced: u32,
    /// People without a check whose ceiling is still hidden.
    pub ceilings_open: u32,
}

/// One person's line is in the published pool and gives these checks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedPerson {
    pub programme: ProgrammeId,
    pub day: Day,
    pub root: Hash,
    pub cycle_hash: Hash,
    pub entropy_hash: Option<Hash>,
    pub person: PersonId,
    pub slots: u32,
    pub checks: Vec<DrawnCheck>,
    /// No check was drawn and the ceiling is still hidden.
    pub ceiling_open: bool,
}

macro_rules! faults {
    ($($name:ident $(($person:ident))? = $code:literal $text:literal)+) => {
        /// The first thing that does not fit.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
        pub enum Fault {
            $(#[error($text)] $name $(($person))?,)+
        }

        /// Of all faults.
        #[cfg(test)]
        pub(super) const FAULT_CODES: &[&str] = &[$($code),+];

        impl Fault {
            /// Stable name, the same in every verifier of `docs/draw.md`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)+ }
            }
        }
    };
}

faults! {
    OtherAlgorithm = "other_algorithm" "this verifier knows algorithm 1 only"
    TooManyPeople = "too_many_people" "more than {POOL_MAX} people in the pool"
    OtherDaySecret = "other_day_secret" "the day secret is not the one that was committed to: it belongs to another day, or was changed"
    OtherCycleSecret = "other_cycle_secret" "the cycle secret is not the one that was committed to"
    OtherEntropy = "other_entropy" "what was mixed in from outside is not what the day waited for, or not in its right form"
    BadSignature = "bad_signature" "the signature of the round is not drand's: it belongs to another round or chain, or was made up"
    OutOfOrder(PersonId) = "out_of_order" "the pool is not in order of person at {0}, or names somebody twice"
    OtherRoot = "other_root" "the pool does not hash to the committed root: a line was changed, left out or added"
    NotInTree(PersonId) = "not_in_tree" "the proof does not lead from the line of {0} to the committed root: the line was changed, or the proof is of another line"
    OtherDay(PersonId) = "other_day" "the line of {0} belongs to another day or programme"
    OutOfBounds(PersonId) = "out_of_bounds" "the windows or the rules in the line of {0} are out of bounds"
    OtherOdds(PersonId) = "other_odds" "{0} has other rules than others under the same version of the policy: nobody has other odds than others"
    OtherChance(PersonId) = "other_chance" "the chance of {0} does not follow from the rules and the days since the last check"
    OtherThreshold(PersonId) = "other_threshold" "the threshold of {0} does not follow from the chance and the minutes"
    OtherDayKey(PersonId) = "other_day_key" "the day key of {0} is not the one that was committed to"
    OtherCeiling(PersonId) = "other_ceiling" "the ceiling of {0} is not the one that was committed to"
    CeilingShown(PersonId) = "ceiling_shown" "the ceiling of {0} must be shown once, in its place, when there was a check, and only then"
    OtherChecks(PersonId) = "other_checks" "the checks of {0} are not those the draw gives"
    NotInPool(PersonId) = "not_in_pool" "there is a check of {0}, who is not in the pool"
    NoEnd(PersonId) = "no_end" "the record does not say, in its place, what became of a check of {0}"
    NotDrawn(PersonId) = "not_drawn" "the record has a check of {0} that the draw did not make"
    BadRecord(PersonId) = "bad_record" "the steps of a check of {0} are not in order of time, or go on after its end"
    BadManual(PersonId) = "bad_manual" "a manual call to {0} is out of order, has no reason, or was asked for by the person called"
}

impl Fault {
    /// The row where it was found.
    #[must_use]
    pub const fn person(self) -> Option<PersonId> {
        match self {
            Self::OtherAlgorithm
            | Self::TooManyPeople
            | Self::OtherDaySecret
            | Self::OtherCycleSecret
            | Self::OtherEntropy
            | Self::BadSignature
            | Self::OtherRoot => None,
            Self::OutOfOrder(person)
            | Self::NotInTree(person)
            | Self::OtherDay(person)
            | Self::OutOfBounds(person)
            | Self::OtherOdds(person)
            | Self::OtherChance(person)
            | Self::OtherThreshold(person)
            | Self::OtherDayKey(person)
            | Self::OtherCeiling(person)
            | Self::CeilingShown(person)
            | Self::OtherChecks(person)
            | Self::NotInPool(person)
            | Self::NoEnd(person)
            | Self::NotDrawn(person)
            | Self::BadRecord(person)
            | Self::BadManual(person) => Some(person),
        }
    }
}

/// Recomputes a whole day. With `cycle_secret` also every ceiling; without it only those a check has used up.
///
/// # Errors
/// The first fault found.
pub fn verify_day(plan: &DayPlan, day_secret: &DaySecret, cycle_secret: Option<&CycleSecret>) -> Result<Verified, Fault> {
    check_commitments(plan, day_secret, cycle_secret)?;
    check_order(plan)?;
    let mut checks: BTreeMap<PersonId, Vec<DrawnCheck>> = BTreeMap::new();
    for check in &plan.checks {
        checks.entry(check.person).or_default().push(*check);
    }
    let mut shown: BTreeMap<PersonId, &UsedCeiling> = plan.used_ceilings.iter().map(|used| (used.person, used)).collect();
    let mut odds: BTreeMap<u32, Odds> = BTreeMap::new();
    let mut verified = Verified {
        programme: plan.programme,
        day: plan.day,
        root: plan.root,
        secret_hash: plan.secret_hash,
        cycle_hash: plan.cycle_hash,
        entropy_hash: plan.entropy.as_ref().map(Entropy::hash),
        people: u32::try_from(plan.leaves.len()).map_err(|_| Fault::TooManyPeople)?,
        slots: 0,
        random: 0,
        forced: 0,
        ceilings_open: 0,
    };
    for leaf in &plan.leaves {
        check_bounds(leaf)?;
        if *odds.entry(leaf.policy_version).or_insert(leaf.odds) != leaf.odds {
            return Err(Fault::OtherOdds(leaf.person));
        }
        let drawn = verify_leaf_of_day(plan, leaf, day_secret, cycle_secret, shown.remove(&leaf.person))?;
        verified.slots += u64::from(leaf.slots());
        verified.ceilings_open += u32::from(drawn.ceiling_open);
        for check in &drawn.checks {
            match check.kind {
                DrawnKind::Random => verified.random += 1,
                DrawnKind::Forced => verified.forced += 1,
            }
        }
        if checks.remove(&leaf.person).unwrap_or_default() != drawn.checks {
            return Err(Fault::OtherChecks(leaf.person));
        }
    }
    match checks.keys().chain(shown.keys()).next() {
        Some(stranger) => Err(Fault::NotInPool(*stranger)),
        None => Ok(verified),
    }
}

/// Recomputes one person's day from the own key and the proof, without seeing anybody else's line.
///
/// # Errors
/// The first fault found.
pub fn verify_person(
    root: &Hash,
    leaf: &Leaf,
    proof: &Proof,
    day_key: &Key,
    entropy: Option<&Entropy>,
    ceiling_key: Option<&Key>,
) -> Result<VerifiedPerson, Fault> {
    if let Some(entropy) = entropy {
        entropy.check(leaf.awaited)?;
    }
    if proof.size != u64::from(leaf.pool) || !merkle::verify_inclusion(root, &leaf.hash(), proof) {
        return Err(Fault::NotInTree(leaf.person));
    }
    check_bounds(leaf)?;
    let drawn = verify_leaf(leaf, day_key, entropy, ceiling_key)?;
    // A ceiling key is shown exactly when a check used the ceiling up.
    if ceiling_key.is_some() == drawn.checks.is_empty() {
        return Err(Fault::CeilingShown(leaf.person));
    }
    Ok(VerifiedPerson {
        programme: leaf.programme,
        day: leaf.day,
        root: *root,
        cycle_hash: leaf.cycle_hash,
        entropy_hash: entropy.map(Entropy::hash),
        person: leaf.person,
        slots: leaf.slots(),
        checks: drawn.checks,
        ceiling_open: drawn.ceiling_open,
    })
}

fn check_commitments(plan: &DayPlan, day_secret: &DaySecret, cycle_secret: Option<&CycleSecret>) -> Result<(), Fault> {
    if plan.algorithm != ALGORITHM {
        return Err(Fault::OtherAlgorithm);
    }
    if plan.leaves.len() > POOL_MAX {
        return Err(Fault::TooManyPeople);
    }
    if day_secret.hash() != plan.secret_hash {
        return Err(Fault::OtherDaySecret);
    }
    if cycle_secret.is_some_and(|secret| secret.hash() != plan.cycle_hash) {
        return Err(Fault::OtherCycleSecret);
    }
    if let Some(entropy) = &plan.entropy {
        entropy.check(plan.awaited)?;
    }
    if let Some(pair) = plan.leaves.windows(2).find(|pair| pair[0].person >= pair[1].person) {
        return Err(Fault::OutOfOrder(pair[1].person));
    }
    let hashes: Vec<Hash> = plan.leaves.iter().map(Leaf::hash).collect();
    if merkle::root(&hashes) != plan.root {
        return Err(Fault::OtherRoot);
    }
    Ok(())
}

/// Checks by person and slot, ceilings by person, nothing twice: so that one plan has one form.
fn check_order(plan: &DayPlan) -> Result<(), Fault> {
    if let Some(pair) = plan.checks.windows(2).find(|pair| (pair[0].person, pair[0].slot) >= (pair[1].person, pair[1].slot)) {
        return Err(Fault::OtherChecks(pair[1].person));
    }
    match plan.used_ceilings.windows(2).find(|pair| pair[0].person >= pair[1].person) {
        Some(pair) => Err(Fault::CeilingShown(pair[1].person)),
        None => Ok(()),
    }
}

fn verify_leaf_of_day(
    plan: &DayPlan,
    leaf: &Leaf,
    day_secret: &DaySecret,
    cycle_secret: Option<&CycleSecret>,
    shown: Option<&UsedCeiling>,
) -> Result<Drawn, Fault> {
    let person = leaf.person;
    let head = (leaf.programme, leaf.day, leaf.awaited, leaf.cycle_hash, leaf.pool as usize);
    if head != (plan.programme, plan.day, plan.awaited, plan.cycle_hash, plan.leaves.len()) {
        return Err(Fault::OtherDay(person));
    }
    let day_key = day_secret.person_key(leaf.day, person);
    let derived = cycle_secret.map(|secret| secret.ceiling_key(person, leaf.cycle));
    let key = derived.as_ref().or(shown.map(|used| &used.key));
    let drawn = verify_leaf(leaf, &day_key, plan.entropy.as_ref(), key)?;
    if shown.is_some() == drawn.checks.is_empty() {
        return Err(Fault::CeilingShown(person));
    }
    if let (Some(used), Some(key)) = (shown, key)
        && (used.key != *key || used.cycle != leaf.cycle || used.ceiling != leaf.ceiling(key))
    {
        return Err(Fault::OtherCeiling(person));
    }
    Ok(drawn)
}

struct Drawn {
    checks: Vec<DrawnCheck>,
    ceiling_open: bool,
}

fn check_bounds(leaf: &Leaf) -> Result<(), Fault> {
    if windows_are_sound(&leaf.windows) && leaf.odds.are_sound() { Ok(()) } else { Err(Fault::OutOfBounds(leaf.person)) }
}

fn verify_leaf(leaf: &Leaf, day_key: &Key, entropy: Option<&Entropy>, ceiling_key: Option<&Key>) -> Result<Drawn, Fault> {
    let person = leaf.person;
    if leaf.chance_millionths != leaf.odds.chance_millionths(leaf.days_since_check, leaf.cycle) {
        return Err(Fault::OtherChance(person));
    }
    if leaf.threshold != threshold(leaf.chance_millionths, leaf.slots()) {
        return Err(Fault::OtherThreshold(person));
    }
    if day_key.hash() != leaf.day_key_hash {
        return Err(Fault::OtherDayKey(person));
    }
    if ceiling_key.is_some_and(|key| key.hash() != leaf.ceiling_key_hash) {
        return Err(Fault::OtherCeiling(person));
    }
    let draw_key = draw_key(day_key, entropy);
    match ceiling_key {
        Some(key) => Ok(Drawn { checks: leaf.draw(&draw_key, leaf.ceiling(key)), ceiling_open: false }),
        None => {
            let (checks, _) = leaf.random(&draw_key);
            let ceiling_open = checks.is_empty() && leaf.slots() > 0;
            Ok(Drawn { checks, ceiling_open })
        }
    }
}
