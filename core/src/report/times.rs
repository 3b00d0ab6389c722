//! How long people take to answer, in classes of 15 seconds, so that days and units can be added up.
//!
//! Knows nothing of single calls: a roll-up never holds one.

use serde::Serialize;

/// Width of one class in seconds.
pub const CLASS_SECONDS: u32 = 15;
/// Number of classes: five minutes, and one open class for longer answers.
pub const TIME_CLASSES: usize = 21;

/// Number of answers per class.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct AnswerTimes {
    pub classes: [u32; TIME_CLASSES],
}

impl AnswerTimes {
    /// Adds one answer that took `seconds` from ring to Answer.
    pub fn add(&mut self, seconds: u32) {
        let class = usize::try_from(seconds / CLASS_SECONDS).unwrap_or(TIME_CLASSES).min(TIME_CLASSES - 1);
        self.classes[class] = self.classes[class].saturating_add(1);
    }

    pub fn add_all(&mut self, other: &Self) {
        for (mine, theirs) in self.classes.iter_mut().zip(other.classes) {
            *mine = mine.saturating_add(theirs);
        }
    }

    #[must_use]
    pub fn total(&self) -> u64 {
        self.classes.iter().map(|n| u64::from(*n)).sum()
    }

    /// Half of the answers took at most this many seconds. None without answers.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// Nine of ten answers took at most this many seconds. None without answers.
    #[must_use]
    pub fn p90(&self) -> Option<f64> {
        self.quantile(0.9)
    }

    /// Interpolated inside its class, as if the answers of a class were spread evenly. The open class has no end, so
    /// a quantile in it is given as its beginning.
    fn quantile(&self, share: f64) -> Option<f64> {
        let wanted = self.total() as f64 * share;
        let mut below = 0.0;
        for (class, answers) in self.classes.iter().enumerate().filter(|(_, n)| **n > 0) {
            let start = class as f64 * f64::from(CLASS_SECONDS);
            let answers = f64::from(*answers);
            if class == TIME_CLASSES - 1 {
                return Some(start);
            }
            if below + answers >= wanted {
                return Some(start + f64::from(CLASS_SECONDS) * (wanted - below) / answers);
            }
            below += answers;
        }
        None
    }
}
