//! Adds the relay's readings of one side up to the summary that is kept. Knows nothing of calls.

use sidak_core::check::Media;

use super::wire::{Path, Quality};
use crate::shape::record::LineSummary;

/// What was measured of one side so far.
#[derive(Clone, Copy, Default)]
pub struct Line {
    readings: u32,
    loss: u64,
    loss_worst: u16,
    round_trips: u32,
    rtt: u64,
    rtt_worst: u16,
    kbps: u64,
    udp: bool,
    tcp: bool,
    tls: bool,
    audio: bool,
    video: bool,
}

impl Line {
    pub fn add(&mut self, reading: &Quality) {
        self.readings = self.readings.saturating_add(1);
        self.loss += u64::from(reading.loss_permille);
        self.loss_worst = self.loss_worst.max(reading.loss_permille);
        if let Some(rtt) = reading.rtt_ms {
            self.round_trips = self.round_trips.saturating_add(1);
            self.rtt += u64::from(rtt);
            self.rtt_worst = self.rtt_worst.max(rtt);
        }
        self.kbps += u64::from(reading.kbps);
        match reading.path {
            Path::Udp => self.udp = true,
            Path::Tcp => self.tcp = true,
            Path::Tls => self.tls = true,
        }
    }

    pub fn flowed(&mut self, what: Media) {
        match what {
            Media::Audio => self.audio = true,
            Media::Video | Media::Keyframe => self.video = true,
        }
    }

    /// `None` when nothing was ever measured.
    #[must_use]
    pub fn summary(&self) -> Option<LineSummary> {
        let mean = |sum: u64, n: u32| u32::try_from(sum / u64::from(n.max(1))).unwrap_or(u32::MAX);
        (self.readings > 0).then(|| LineSummary {
            readings: self.readings,
            loss_permille: mean(self.loss, self.readings),
            loss_permille_worst: self.loss_worst.into(),
            rtt_ms: (self.round_trips > 0).then(|| mean(self.rtt, self.round_trips)),
            rtt_ms_worst: (self.round_trips > 0).then_some(self.rtt_worst.into()),
            kbps: mean(self.kbps, self.readings),
            udp: self.udp,
            tcp: self.tcp,
            tls: self.tls,
            // The relay lets nothing else through (docs/decisions): what flowed names the codec.
            codecs: [self.audio.then_some("opus"), self.video.then_some("vp8")].into_iter().flatten().map(str::to_owned).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn reading(loss_permille: u16, rtt_ms: Option<u16>, kbps: u32, path: Path) -> Quality {
        Quality { loss_permille, rtt_ms, kbps, path }
    }

    #[test]
    fn means_and_worst_of_what_was_measured() {
        let mut line = Line::default();
        assert!(line.summary().is_none());
        line.flowed(Media::Audio);
        assert!(line.summary().is_none(), "a packet is no measurement");
        line.add(&reading(0, None, 100, Path::Udp));
        let first = line.summary().unwrap();
        assert_eq!((first.rtt_ms, first.rtt_ms_worst, first.udp, first.tcp), (None, None, true, false));
        line.add(&reading(90, Some(80), 200, Path::Udp));
        line.add(&reading(30, Some(300), 600, Path::Tcp));
        line.flowed(Media::Keyframe);
        let all = line.summary().unwrap();
        assert_eq!((all.readings, all.loss_permille, all.loss_permille_worst, all.kbps), (3, 40, 90, 300));
        assert_eq!((all.rtt_ms, all.rtt_ms_worst, all.udp, all.tcp), (Some(190), Some(300), true, true));
        assert_eq!(all.codecs, ["opus", "vp8"]);
    }

    #[test]
    fn a_call_that_took_one_way_says_so() {
        for (path, ways) in [(Path::Udp, (true, false, false)), (Path::Tcp, (false, true, false)), (Path::Tls, (false, false, true))] {
            let mut line = Line::default();
            line.add(&reading(0, Some(1), 1, path));
            let summary = line.summary().unwrap();
            assert_eq!((summary.udp, summary.tcp, summary.tls), ways);
            assert!(summary.codecs.is_empty());
        }
    }
}
