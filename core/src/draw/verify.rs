//! Draws a revealed day again and compares: anyone can do it, from the page and the file alone.
//!
//! A person's hidden ceiling may still be in use; then that no check was forced is settled later, and the answer says
//! for how many. Knows nothing of what happened to a check after the draw.

use std::collections::BTreeMap;

use super::{
    ALGORITHM, CycleSecret, DayPlan, DaySecret, DrawnCheck, DrawnKind, Hash, Key, Leaf, POOL_MAX, Proof, UsedCeiling, merkle,
    threshold, windows_are_sound,
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
    pub person: PersonId,
    pub slots: u32,
    pub checks: Vec<DrawnCheck>,
    /// No check was drawn and the ceiling is still hidden.
    pub ceiling_open: bool,
}

/// The first thing that does not fit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    #[error("this verifier knows algorithm 1 only")]
    OtherAlgorithm,
    #[error("more than {POOL_MAX} people in the pool")]
    TooManyPeople,
    #[error("the day secret is not the one that was committed")]
    OtherDaySecret,
    #[error("the cycle secret is not the one that was committed")]
    OtherCycleSecret,
    #[error("the pool does not hash to the committed root")]
    OtherRoot,
    #[error("the proof does not lead from this person's line to the committed root")]
    NotInTree,
    #[error("the pool is not in order of person at {0}, or names somebody twice")]
    OutOfOrder(PersonId),
    #[error("the line of {0} belongs to another day or programme")]
    OtherDay(PersonId),
    #[error("the windows or the ceiling range of {0} are out of bounds")]
    OutOfBounds(PersonId),
    #[error("the threshold of {0} does not follow from the chance and the minutes")]
    OtherThreshold(PersonId),
    #[error("the day key of {0} is not the one that was committed")]
    OtherDayKey(PersonId),
    #[error("the ceiling of {0} is not the one that was committed")]
    OtherCeiling(PersonId),
    #[error("the ceiling of {0} must be shown, since there was a check, and only then")]
    CeilingShown(PersonId),
    #[error("the checks of {0} are not those the draw gives")]
    OtherChecks(PersonId),
    #[error("there is a check of {0}, who is not in the pool")]
    NotInPool(PersonId),
}

/// Recomputes a whole day. With `cycle_secret` also every ceiling; without it only those a check has used up.
///
/// # Errors
/// The first fault found.
pub fn verify_day(plan: &DayPlan, day_secret: &DaySecret, cycle_secret: Option<&CycleSecret>) -> Result<Verified, Fault> {
    check_commitments(plan, day_secret, cycle_secret)?;
    let mut checks: BTreeMap<PersonId, Vec<DrawnCheck>> = BTreeMap::new();
    for check in &plan.checks {
        checks.entry(check.person).or_default().push(*check);
    }
    let mut shown: BTreeMap<PersonId, &UsedCeiling> = BTreeMap::new();
    for used in &plan.used_ceilings {
        if shown.insert(used.person, used).is_some() {
            return Err(Fault::CeilingShown(used.person));
        }
    }
    let mut verified = Verified {
        programme: plan.programme,
        day: plan.day,
        root: plan.root,
        secret_hash: plan.secret_hash,
        cycle_hash: plan.cycle_hash,
        people: u32::try_from(plan.leaves.len()).map_err(|_| Fault::TooManyPeople)?,
        slots: 0,
        random: 0,
        forced: 0,
        ceilings_open: 0,
    };
    for leaf in &plan.leaves {
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
    ceiling_key: Option<&Key>,
) -> Result<VerifiedPerson, Fault> {
    if !merkle::verify_inclusion(root, &leaf.hash(), proof) {
        return Err(Fault::NotInTree);
    }
    let drawn = verify_leaf(leaf, day_key, ceiling_key)?;
    Ok(VerifiedPerson {
        programme: leaf.programme,
        day: leaf.day,
        root: *root,
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
    if let Some(pair) = plan.leaves.windows(2).find(|pair| pair[0].person >= pair[1].person) {
        return Err(Fault::OutOfOrder(pair[1].person));
    }
    let hashes: Vec<Hash> = plan.leaves.iter().map(Leaf::hash).collect();
    if merkle::root(&hashes) != plan.root {
        return Err(Fault::OtherRoot);
    }
    Ok(())
}

fn verify_leaf_of_day(
    plan: &DayPlan,
    leaf: &Leaf,
    day_secret: &DaySecret,
    cycle_secret: Option<&CycleSecret>,
    shown: Option<&UsedCeiling>,
) -> Result<Drawn, Fault> {
    let person = leaf.person;
    if leaf.programme != plan.programme || leaf.day != plan.day {
        return Err(Fault::OtherDay(person));
    }
    let day_key = day_secret.person_key(leaf.day, person);
    let derived = cycle_secret.map(|secret| secret.ceiling_key(person, leaf.cycle));
    let key = derived.as_ref().or(shown.map(|used| &used.key));
    let drawn = verify_leaf(leaf, &day_key, key)?;
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

fn verify_leaf(leaf: &Leaf, day_key: &Key, ceiling_key: Option<&Key>) -> Result<Drawn, Fault> {
    let person = leaf.person;
    if !windows_are_sound(&leaf.windows) || leaf.ceiling_from > leaf.ceiling_to {
        return Err(Fault::OutOfBounds(person));
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
    match ceiling_key {
        Some(key) => Ok(Drawn { checks: leaf.draw(day_key, leaf.ceiling(key)), ceiling_open: false }),
        None => {
            let (checks, _) = leaf.random(day_key);
            let ceiling_open = checks.is_empty() && leaf.slots() > 0;
            Ok(Drawn { checks, ceiling_open })
        }
    }
}
