//! Writes the file of a whole day row by row: whoever has the rows in a database need not hold them all, nor the text.
//!
//! Knows nothing of where the rows come from; that they come in order is for the caller, and a verifier finds out.

use serde::Serialize;

use super::{
    super::{Awaited, DayPlan, DaySecret, DrawnCheck, Entropy, HappenedCheck, Hash, Leaf, ManualCall, UsedCeiling},
    BundleError,
    record::{HappenedLine, ManualLine},
    rows::{AwaitedLine, CeilingLine, CheckLine, EntropyLine, Line},
    text::{Day, Hex, Id},
    to_text,
};
use crate::{ids::ProgrammeId, time};

/// What stands before the rows.
pub struct DayHead {
    pub algorithm: u8,
    pub programme: ProgrammeId,
    pub day: time::Day,
    pub root: Hash,
    pub secret_hash: Hash,
    pub cycle_hash: Hash,
    pub awaited: Awaited,
    pub entropy: Option<Entropy>,
    pub day_secret: DaySecret,
}

impl DayHead {
    pub(super) fn of(plan: &DayPlan, day_secret: &DaySecret) -> Self {
        Self {
            algorithm: plan.algorithm,
            programme: plan.programme,
            day: plan.day,
            root: plan.root,
            secret_hash: plan.secret_hash,
            cycle_hash: plan.cycle_hash,
            awaited: plan.awaited,
            entropy: plan.entropy.clone(),
            day_secret: day_secret.clone(),
        }
    }
}

#[derive(Serialize)]
struct HeadLine {
    format: &'static str,
    algorithm: u8,
    programme: Id,
    day: Day,
    root: Hex<32>,
    secret_hash: Hex<32>,
    cycle_hash: Hex<32>,
    awaited: AwaitedLine,
    entropy: Option<EntropyLine>,
    day_secret: Hex<32>,
}

/// The lists after the pool, in the order of the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Section {
    Checks,
    UsedCeilings,
    Happened,
    Manual,
}

impl Section {
    const fn name(self) -> &'static str {
        match self {
            Self::Checks => "checks",
            Self::UsedCeilings => "used_ceilings",
            Self::Happened => "happened",
            Self::Manual => "manual",
        }
    }
}

/// A file in the making. What is written is taken out whenever the caller likes.
pub struct DayWriter {
    text: String,
    /// A row stands in the open list already.
    follows: bool,
}

impl DayWriter {
    /// Begins a file; its pool is open.
    ///
    /// # Errors
    /// When the text cannot be made; it always can. The same of every row.
    pub fn begin(head: &DayHead) -> Result<Self, BundleError> {
        let mut text = to_text(&HeadLine {
            format: "sidak/day/1",
            algorithm: head.algorithm,
            programme: Id(head.programme.0),
            day: Day(head.day),
            root: Hex(head.root),
            secret_hash: Hex(head.secret_hash),
            cycle_hash: Hex(head.cycle_hash),
            awaited: AwaitedLine::of(head.awaited),
            entropy: head.entropy.as_ref().map(EntropyLine::of),
            day_secret: Hex(*head.day_secret.bytes()),
        })?;
        // The object stays open for the lists.
        text.pop();
        text.push_str(",\"pool\":[");
        Ok(Self { text, follows: false })
    }

    /// A line of the pool.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub fn line(&mut self, leaf: &Leaf) -> Result<(), BundleError> {
        self.row(&Line::of(leaf))
    }

    /// Closes the open list and begins the next.
    pub fn open(&mut self, section: Section) {
        self.text.push_str("],\"");
        self.text.push_str(section.name());
        self.text.push_str("\":[");
        self.follows = false;
    }

    /// # Errors
    /// As [`Self::begin`].
    pub fn check(&mut self, check: &DrawnCheck) -> Result<(), BundleError> {
        self.row(&CheckLine::of(check))
    }

    /// # Errors
    /// As [`Self::begin`].
    pub fn ceiling(&mut self, used: &UsedCeiling) -> Result<(), BundleError> {
        self.row(&CeilingLine::of(used))
    }

    /// # Errors
    /// As [`Self::begin`].
    pub fn happened(&mut self, row: &HappenedCheck) -> Result<(), BundleError> {
        self.row(&HappenedLine::of(row))
    }

    /// # Errors
    /// As [`Self::begin`].
    pub fn manual(&mut self, call: &ManualCall) -> Result<(), BundleError> {
        self.row(&ManualLine::of(call))
    }

    /// Closes the last list and the file.
    pub fn end(&mut self) {
        self.text.push_str("]}");
    }

    /// What was written since the last time.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    fn row(&mut self, row: &impl Serialize) -> Result<(), BundleError> {
        if std::mem::replace(&mut self.follows, true) {
            self.text.push(',');
        }
        self.text.push_str(&to_text(row)?);
        Ok(())
    }
}
