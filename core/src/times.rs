//! When one person may be called on one day: inside a working window and outside every absence, to the millisecond.
//!
//! The one guard that all kinds of calls meet, random, forced and manual, first ring and retry. Knows nothing of how windows
//! are made (`rota`) and of who calls.

use crate::time::{Moment, Window};

/// The person's working windows of the day, in order, and the times in which an absence or a status holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Times<'a> {
    pub windows: &'a [Window],
    pub absent: &'a [Window],
}

/// Whether a call may begin at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Callable {
    /// Until the window ends.
    Yes { until: Moment },
    /// A status or absence holds until then, or beyond the window.
    Absent { until: Moment },
    /// A break, or working time has not begun: the next window opens then.
    Pause { until: Moment },
    /// No window is left on this day.
    Over,
}

impl Times<'_> {
    #[must_use]
    pub fn at(&self, now: Moment) -> Callable {
        let Some(window) = self.windows.iter().find(|window| window.contains(now)) else {
            return self.windows.iter().find(|window| now < window.start).map_or(Callable::Over, |w| Callable::Pause { until: w.start });
        };
        let end = self.absent_until(now);
        if end > now { Callable::Absent { until: end } } else { Callable::Yes { until: window.end } }
    }

    /// The first moment from `at` on that lies in a working window. A status is no matter here: it may yet be withdrawn.
    #[must_use]
    pub fn open_from(&self, at: Moment) -> Option<Moment> {
        self.windows.iter().find(|window| at < window.end && window.start < window.end).map(|window| at.max(window.start))
    }

    /// The end of the absences that follow each other without a gap from `now` on; `now` when none holds.
    fn absent_until(&self, now: Moment) -> Moment {
        let mut end = now;
        while let Some(longer) = self.absent.iter().filter(|span| span.contains(end)).map(|span| span.end).max() {
            end = longer;
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn span(start: i64, end: i64) -> Window {
        Window { start: Moment(start), end: Moment(end) }
    }

    #[test]
    fn a_call_may_begin_inside_a_window_and_outside_every_absence() {
        let windows = [span(100, 200), span(250, 300)];
        let absent = [span(120, 130), span(130, 140), span(190, 260), span(290, 400)];
        let times = Times { windows: &windows, absent: &absent };
        let (yes, away, pause) = (
            |until| Callable::Yes { until: Moment(until) },
            |until| Callable::Absent { until: Moment(until) },
            |until| Callable::Pause { until: Moment(until) },
        );
        for (now, expected) in [
            (0, pause(100)),
            (99, pause(100)),
            (100, yes(200)),
            (119, yes(200)),
            (120, away(140)),
            (139, away(140)),
            (140, yes(200)),
            (190, away(260)),
            (199, away(260)),
            (200, pause(250)),
            (249, pause(250)),
            (250, away(260)),
            (260, yes(300)),
            (289, yes(300)),
            (290, away(400)),
            (299, away(400)),
            (300, Callable::Over),
            (350, Callable::Over),
        ] {
            assert_eq!(times.at(Moment(now)), expected, "{now}");
        }
    }

    #[test]
    fn the_next_open_moment() {
        let windows = [span(100, 200), span(250, 300)];
        let times = Times { windows: &windows, absent: &[] };
        for (at, expected) in [(0, Some(100)), (100, Some(100)), (199, Some(199)), (200, Some(250)), (299, Some(299)), (300, None)] {
            assert_eq!(times.open_from(Moment(at)), expected.map(Moment), "{at}");
        }
        assert_eq!(Times { windows: &[], absent: &[] }.at(Moment(5)), Callable::Over);
    }
}
