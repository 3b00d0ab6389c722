//! Keyframe requests to one sender: passed on at most once a second, and none forgotten.
//! A keyframe is ten times the size of another frame; on a weak uplink a request per lost packet would
//! freeze the very picture it asks for. Knows nothing of packets.

use std::time::{Duration, Instant};

/// Least time between two requests to one sender.
pub(super) const SPACING: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub(super) struct KeyframeGate {
    asked: Option<Instant>,
    wanted: bool,
}

impl KeyframeGate {
    /// Somebody wants a keyframe; [`KeyframeGate::take`] says when to ask for it.
    pub(super) fn want(&mut self) {
        self.wanted = true;
    }

    /// A keyframe has begun: whoever asked before is served.
    pub(super) fn seen(&mut self) {
        self.wanted = false;
    }

    /// When to call [`KeyframeGate::take`] next, if anything is wanted.
    pub(super) fn due(&self) -> Option<Instant> {
        self.wanted
            .then(|| self.asked.map(|asked| asked + SPACING))
            .flatten()
    }

    /// True if the sender is to be asked now.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        let free = self
            .asked
            .is_none_or(|asked| now.saturating_duration_since(asked) >= SPACING);
        if !(self.wanted && free) {
            return false;
        }
        self.wanted = false;
        self.asked = Some(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_spaced_and_the_last_one_is_kept() {
        let start = Instant::now();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let mut gate = KeyframeGate::default();
        let mut asked = Vec::new();
        // A receiver that asks every 100 ms for 2.5 seconds.
        for ms in (0..=2500).step_by(100) {
            gate.want();
            if gate.take(at(ms)) {
                asked.push(ms);
            }
        }
        assert_eq!(asked, [0, 1000, 2000]);
        assert_eq!(gate.due(), Some(at(3000)), "the request at 2500 is kept");
        assert!(!gate.take(at(2999)));
        assert!(gate.take(at(3000)));
        assert!(!gate.take(at(9000)), "nobody wants one any more");
    }

    #[test]
    fn a_keyframe_that_came_by_itself_answers_the_request() {
        let start = Instant::now();
        let mut gate = KeyframeGate::default();
        gate.want();
        assert!(gate.take(start));
        gate.want();
        gate.seen();
        assert_eq!(gate.due(), None);
        assert!(!gate.take(start + SPACING * 2));
    }
}
