//! The rows of the file: lines of the pool, checks, ceilings, and what came from outside.
//!
//! Each row goes to and from the type of the draw that it stands for. Knows nothing of whole files.

use serde::{Deserialize, Serialize};

use super::{
    super::{Awaited, DrawnCheck, DrawnKind, Entropy, Hash, Key, Leaf, Odds, THROWS, Throws, UsedCeiling},
    text::{Day, Hex, Id, Millis, Whole},
};
use crate::{
    ids::{PersonId, ProgrammeId},
    programme::PublicEntropy,
    time::Window,
};

/// What all lines share.
#[derive(Clone, Copy)]
pub(super) struct Head {
    pub programme: Id,
    pub day: Day,
    pub awaited: Awaited,
    pub cycle_hash: Hash,
    pub pool: u32,
}

/// A leaf without what the whole file shares.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub person: Id,
    supervisor: Id,
    policy_version: u32,
    base_chance_millionths: u32,
    cool_down_days: u16,
    cool_down_percent: u8,
    checks_max: u8,
    ceiling_from: u16,
    ceiling_to: u16,
    days_since_check: u16,
    cycle: u32,
    chance_millionths: u32,
    /// Eight bytes, since JavaScript numbers cannot hold them.
    threshold: Hex<8>,
    day_key_hash: Hex<32>,
    ceiling_key_hash: Hex<32>,
    /// Start and end in milliseconds.
    windows: Vec<(Millis, Millis)>,
}

impl Line {
    pub(super) fn of(leaf: &Leaf) -> Self {
        Self {
            person: Id(leaf.person.0),
            supervisor: Id(leaf.supervisor.0),
            policy_version: leaf.policy_version,
            base_chance_millionths: leaf.odds.base_chance_millionths,
            cool_down_days: leaf.odds.cool_down_days,
            cool_down_percent: leaf.odds.cool_down_percent,
            checks_max: leaf.odds.checks_max,
            ceiling_from: leaf.odds.ceiling_from,
            ceiling_to: leaf.odds.ceiling_to,
            days_since_check: leaf.days_since_check,
            cycle: leaf.cycle,
            chance_millionths: leaf.chance_millionths,
            threshold: Hex(leaf.threshold.to_be_bytes()),
            day_key_hash: Hex(leaf.day_key_hash),
            ceiling_key_hash: Hex(leaf.ceiling_key_hash),
            windows: leaf.windows.iter().map(|w| (Millis(w.start), Millis(w.end))).collect(),
        }
    }

    pub(super) fn leaf(self, head: &Head) -> Leaf {
        Leaf {
            programme: ProgrammeId(head.programme.0),
            day: head.day.0,
            awaited: head.awaited,
            cycle_hash: head.cycle_hash,
            pool: head.pool,
            person: PersonId(self.person.0),
            supervisor: PersonId(self.supervisor.0),
            policy_version: self.policy_version,
            odds: Odds {
                base_chance_millionths: self.base_chance_millionths,
                cool_down_days: self.cool_down_days,
                cool_down_percent: self.cool_down_percent,
                checks_max: self.checks_max,
                ceiling_from: self.ceiling_from,
                ceiling_to: self.ceiling_to,
            },
            chance_millionths: self.chance_millionths,
            threshold: u64::from_be_bytes(self.threshold.0),
            days_since_check: self.days_since_check,
            cycle: self.cycle,
            day_key_hash: self.day_key_hash.0,
            ceiling_key_hash: self.ceiling_key_hash.0,
            windows: self.windows.into_iter().map(|(start, end)| Window { start: start.0, end: end.0 }).collect(),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckLine {
    person: Id,
    at: Millis,
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
    pub(super) fn of(check: &DrawnCheck) -> Self {
        let kind = match check.kind {
            DrawnKind::Random => KindLine::Random,
            DrawnKind::Forced => KindLine::Forced,
        };
        Self { person: Id(check.person.0), at: Millis(check.at), slot: check.slot, kind }
    }

    pub(super) fn check(self) -> DrawnCheck {
        let kind = match self.kind {
            KindLine::Random => DrawnKind::Random,
            KindLine::Forced => DrawnKind::Forced,
        };
        DrawnCheck { person: PersonId(self.person.0), at: self.at.0, slot: self.slot, kind }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CeilingLine {
    person: Id,
    cycle: u32,
    ceiling: u16,
    key: Hex<32>,
}

impl CeilingLine {
    pub(super) fn of(used: &UsedCeiling) -> Self {
        Self { person: Id(used.person.0), cycle: used.cycle, ceiling: used.ceiling, key: Hex(*used.key.bytes()) }
    }

    pub(super) fn used(self) -> UsedCeiling {
        UsedCeiling { person: PersonId(self.person.0), cycle: self.cycle, ceiling: self.ceiling, key: Key::new(self.key.0) }
    }
}

/// What the day waited for. A round stands there for `drand` only.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AwaitedLine {
    source: PublicEntropy,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    round: Option<Whole>,
}

impl AwaitedLine {
    pub(super) fn of(awaited: Awaited) -> Self {
        let round = Some(awaited.round()).filter(|round| *round > 0).map(Whole);
        Self { source: awaited.source(), round }
    }

    pub(super) fn awaited(&self) -> Option<Awaited> {
        match &self.round {
            Some(Whole(0)) => None,
            round => Awaited::of(self.source, round.map_or(0, |round| round.0)),
        }
    }
}

/// What was brought.
#[derive(Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub(super) enum EntropyLine {
    Dice(DiceLine),
    Drand(DrandLine),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DiceLine {
    throws: [ThrowsLine; THROWS],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ThrowsLine {
    official: Id,
    digits: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DrandLine {
    round: Whole,
    signature: Hex<48>,
    randomness: Hex<32>,
}

impl EntropyLine {
    pub(super) fn of(entropy: &Entropy) -> Self {
        match entropy {
            Entropy::Dice(throws) => Self::Dice(DiceLine {
                throws: throws.clone().map(|throws| ThrowsLine { official: Id(throws.official.0), digits: throws.digits }),
            }),
            Entropy::Drand { round, signature, randomness } => {
                Self::Drand(DrandLine { round: Whole(*round), signature: Hex(*signature), randomness: Hex(*randomness) })
            }
        }
    }

    pub(super) fn entropy(self) -> Entropy {
        match self {
            // In the order of the file: one that is out of order does not fit what was waited for.
            Self::Dice(dice) => Entropy::Dice(
                dice.throws.map(|line| Throws { official: PersonId(line.official.0), digits: line.digits }),
            ),
            Self::Drand(line) => {
                Entropy::Drand { round: line.round.0, signature: line.signature.0, randomness: line.randomness.0 }
            }
        }
    }
}
