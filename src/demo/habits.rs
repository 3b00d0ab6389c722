//! How made-up people behave: who answers how fast, whose phone is not reached, which supervisor lets prompts pass.
//!
//! Chances only; what follows from them is the business of the real flows.

use rand::{RngExt, rngs::ChaCha20Rng};
use sidak_core::{check::{PlaceKind, Verdict}, ids::PersonId, time::SECOND};

/// Of a hundred people so many answer only now and then, so that there is something to decide.
const SELDOM_PER_100: u32 = 8;

/// One person's habits, fixed by the person's id.
#[derive(Clone, Copy, Debug)]
pub struct Habit {
    /// Answers a ring that sounds.
    pub answers: f64,
    /// A device is open and sounds when it rings.
    pub reached: f64,
    /// Calls back after missing every ring. Who seldom answers does not: the demo wants somebody's review.
    pub calls_back: f64,
    /// Typical seconds to Answer.
    pub seconds: f64,
    /// Works from elsewhere.
    pub elsewhere: f64,
    /// Starts the day in time.
    pub starts_day: f64,
    /// As a supervisor: calls when asked.
    pub calls: f64,
}

impl Habit {
    #[must_use]
    pub fn of(person: PersonId, is_story: bool) -> Self {
        // Bits of the id that are random; the same person always behaves the same.
        let bits = person.0.as_u128();
        let roll = |shift: u32| f64::from(u32::try_from(bits >> shift & 0xffff).unwrap_or_default()) / 65_536.0;
        let seldom = !is_story && roll(0) * 100.0 < f64::from(SELDOM_PER_100);
        Self {
            answers: if seldom { 0.12 + 0.2 * roll(16) } else { 0.93 + 0.07 * roll(16) },
            reached: 0.9 + 0.1 * roll(32),
            calls_back: if seldom { 0.0 } else { 0.6 },
            seconds: 12.0 + 50.0 * roll(48),
            elsewhere: 0.12 * roll(8),
            starts_day: if seldom { 0.9 } else { 0.985 },
            calls: 0.86 + 0.14 * roll(24),
        }
    }

    /// Milliseconds from the ring to Answer: mostly quick, sometimes slow.
    pub fn answer_ms(&self, rng: &mut ChaCha20Rng, limit_ms: i64) -> i64 {
        let spread = (rng.random_range(0.0..1.0_f64) + rng.random_range(0.0..1.0_f64) + rng.random_range(0.0..1.0_f64) - 1.5) * 1.4;
        let wanted = self.seconds * spread.exp();
        #[expect(clippy::cast_possible_truncation, reason = "a few minutes in milliseconds")]
        let ms = (wanted * 1000.0) as i64;
        ms.clamp(2 * SECOND, limit_ms - SECOND)
    }
}

/// What a supervisor records after a call.
pub fn verdict(rng: &mut ChaCha20Rng, place: PlaceKind, media: bool) -> (Verdict, &'static str) {
    if !media {
        return (Verdict::Technical, "Gambar dan suara tidak tersambung.");
    }
    match rng.random_range(0..100_u32) {
        0..2 => (Verdict::FollowUp, "Akan dibicarakan besok pagi."),
        2..5 if place == PlaceKind::Other => (Verdict::Elsewhere, ""),
        _ => (Verdict::AsDeclared, ""),
    }
}
