//! One person's line in a day's pool: what was fixed about them before the day, its bytes, and the draw itself.
//!
//! The bytes are the contract of `docs/draw.md`. Knows nothing of the other people in the pool.

use super::{
    Awaited, DrawnCheck, DrawnKind, keys::{Key, Words}, merkle::{Hash, leaf_hash}, slots,
};
use crate::{
    ids::{PersonId, ProgrammeId},
    programme::{CEILING_MIN, CHECKS_PER_DAY_MAX, DrawRules, PublicEntropy},
    time::{Day, MINUTE, Moment, Window},
};

const LABEL: &[u8] = b"sidak/leaf/1";

/// The rules of the draw in a person's line: the same for everybody under one version of the policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Odds {
    /// Chance of at least one random check on a day without cool-down.
    pub base_chance_millionths: u32,
    pub cool_down_days: u16,
    pub cool_down_percent: u8,
    /// Most random checks in one day.
    pub checks_max: u8,
    /// The hidden ceiling lies in this range, both ends included, in WFH days.
    pub ceiling_from: u16,
    pub ceiling_to: u16,
}

impl Odds {
    #[must_use]
    pub const fn of(rules: &DrawRules) -> Self {
        Self {
            base_chance_millionths: rules.chance_per_day_millionths,
            cool_down_days: rules.cool_down_days,
            cool_down_percent: rules.cool_down_percent,
            checks_max: rules.checks_per_day_max,
            ceiling_from: rules.ceiling_from_days,
            ceiling_to: rules.ceiling_to_days,
        }
    }

    /// Within the bounds of `docs/draw.md`.
    pub(super) fn are_sound(&self) -> bool {
        (1..1_000_000).contains(&self.base_chance_millionths)
            && (1..=100).contains(&self.cool_down_percent)
            && (1..=CHECKS_PER_DAY_MAX).contains(&i64::from(self.checks_max))
            && (CEILING_MIN..=i64::from(self.ceiling_to)).contains(&i64::from(self.ceiling_from))
    }

    /// The chance on a day of somebody with these counters.
    pub(super) fn chance_millionths(&self, days_since_check: u16, cycle: u32) -> u32 {
        let rules = DrawRules {
            chance_per_day_millionths: self.base_chance_millionths,
            cool_down_days: self.cool_down_days,
            cool_down_percent: self.cool_down_percent,
            checks_per_day_max: self.checks_max,
            ceiling_from_days: self.ceiling_from,
            ceiling_to_days: self.ceiling_to,
            public_entropy: PublicEntropy::None,
        };
        rules.chance_millionths(days_since_check, cycle)
    }
}

/// Frozen before the day. Holds hashes of keys, never keys, so it tells nobody when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaf {
    pub programme: ProgrammeId,
    pub day: Day,
    pub awaited: Awaited,
    /// SHA-256 of the secret that the ceiling keys come from.
    pub cycle_hash: Hash,
    /// People in the whole pool.
    pub pool: u32,
    pub person: PersonId,
    pub supervisor: PersonId,
    pub policy_version: u32,
    pub odds: Odds,
    /// Chance of at least one random check that day, the cool-down counted in.
    pub chance_millionths: u32,
    /// A minute whose word is below this is drawn.
    pub threshold: u64,
    /// WFH days since the last check, this day not counted.
    pub days_since_check: u16,
    pub cycle: u32,
    pub day_key_hash: Hash,
    pub ceiling_key_hash: Hash,
    pub windows: Vec<Window>,
}

impl Leaf {
    /// The bytes that are hashed; all numbers big endian.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(216 + 16 * self.windows.len());
        out.extend_from_slice(LABEL);
        out.extend_from_slice(self.programme.0.as_bytes());
        out.extend_from_slice(self.day.to_string().as_bytes());
        out.push(self.awaited.code());
        out.extend_from_slice(&self.awaited.round().to_be_bytes());
        out.extend_from_slice(&self.cycle_hash);
        out.extend_from_slice(&self.pool.to_be_bytes());
        out.extend_from_slice(self.person.0.as_bytes());
        out.extend_from_slice(self.supervisor.0.as_bytes());
        out.extend_from_slice(&self.policy_version.to_be_bytes());
        out.extend_from_slice(&self.odds.base_chance_millionths.to_be_bytes());
        out.extend_from_slice(&self.odds.cool_down_days.to_be_bytes());
        out.push(self.odds.cool_down_percent);
        out.push(self.odds.checks_max);
        out.extend_from_slice(&self.odds.ceiling_from.to_be_bytes());
        out.extend_from_slice(&self.odds.ceiling_to.to_be_bytes());
        out.extend_from_slice(&self.days_since_check.to_be_bytes());
        out.extend_from_slice(&self.cycle.to_be_bytes());
        out.extend_from_slice(&self.chance_millionths.to_be_bytes());
        out.extend_from_slice(&self.threshold.to_be_bytes());
        out.extend_from_slice(&self.day_key_hash);
        out.extend_from_slice(&self.ceiling_key_hash);
        out.extend_from_slice(&u16::try_from(self.windows.len()).unwrap_or(u16::MAX).to_be_bytes());
        for window in &self.windows {
            out.extend_from_slice(&window.start.0.to_be_bytes());
            out.extend_from_slice(&window.end.0.to_be_bytes());
        }
        out
    }

    /// The leaf's hash in the tree.
    #[must_use]
    pub fn hash(&self) -> Hash {
        leaf_hash(&self.encode())
    }

    /// End of the last window: nobody is called after it. `None` without windows.
    #[must_use]
    pub fn closes(&self) -> Option<Moment> {
        self.windows.last().map(|w| w.end)
    }

    /// Minutes that could be drawn.
    #[must_use]
    pub fn slots(&self) -> u32 {
        slots(&self.windows)
    }

    /// The start of the minute with this number.
    #[must_use]
    pub fn moment(&self, slot: u32) -> Option<Moment> {
        let mut left = i64::from(slot);
        for window in &self.windows {
            if left < window.minutes() {
                return Some(window.start.plus(left * MINUTE));
            }
            left -= window.minutes();
        }
        None
    }

    /// The number of the minute that begins at this moment.
    #[must_use]
    pub fn slot_of(&self, at: Moment) -> Option<u32> {
        let mut before = 0;
        for window in &self.windows {
            if window.contains(at) {
                let into = at.since(window.start);
                return u32::try_from(before + into / MINUTE).ok().filter(|_| into % MINUTE == 0);
            }
            before += window.minutes();
        }
        None
    }

    /// The hidden ceiling that the key gives, in WFH days.
    #[must_use]
    pub fn ceiling(&self, ceiling_key: &Key) -> u16 {
        let choices = u32::from(self.odds.ceiling_to.saturating_sub(self.odds.ceiling_from)) + 1;
        let above = Words::of(ceiling_key).below(choices);
        self.odds.ceiling_from.saturating_add(u16::try_from(above).unwrap_or(0))
    }

    /// Whether a day without a random check forces one.
    #[must_use]
    pub(super) fn reaches(&self, ceiling: u16) -> bool {
        u32::from(self.days_since_check) + 1 >= u32::from(ceiling)
    }

    /// The day's checks, in order: one word for each minute, and one more draw when none fell and the ceiling is reached.
    pub(super) fn draw(&self, draw_key: &Key, ceiling: u16) -> Vec<DrawnCheck> {
        let (mut drawn, mut words) = self.random(draw_key);
        if drawn.is_empty() && self.slots() > 0 && self.reaches(ceiling) {
            let slot = words.below(self.slots());
            drawn.extend(self.check(slot, DrawnKind::Forced));
        }
        drawn
    }

    /// The random checks, no more than the policy allows in a day, and the words that follow those of the minutes.
    pub(super) fn random(&self, draw_key: &Key) -> (Vec<DrawnCheck>, Words) {
        let mut words = Words::of(draw_key);
        let mut drawn: Vec<DrawnCheck> = (0..self.slots())
            .filter(|_| words.next() < self.threshold)
            .filter_map(|slot| self.check(slot, DrawnKind::Random))
            .collect();
        drawn.truncate(usize::from(self.odds.checks_max));
        (drawn, words)
    }

    fn check(&self, slot: u32, kind: DrawnKind) -> Option<DrawnCheck> {
        Some(DrawnCheck { person: self.person, at: self.moment(slot)?, slot, kind })
    }
}
