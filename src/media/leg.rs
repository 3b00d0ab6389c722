//! One side's transport: a WebRTC engine (str0m in RTP mode, ICE-lite) that answers one browser.
//! Turns its packets into [`Forward`]s for the other side and writes the other side's out, payload byte for byte.
//! Knows nothing of the other leg, of calls, or of sockets.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use str0m::bwe::{Bitrate, BweKind};
use str0m::config::DtlsCert;
use str0m::media::{KeyframeRequestKind, MediaKind, Mid};
use str0m::net::{DatagramRecv, Protocol, Receive, Transmit};
use str0m::rtp::{RtpPacket, RtpWrite, Ssrc};
use str0m::{Event, IceConnectionState, Input, Output, Rtc};

use super::address::Source;
use super::engine::{candidates, engine, shielded};
use super::keyframe::KeyframeGate;
use super::lane::Lane;
use super::numbering::SourceId;
use super::offer::{BadOffer, Offer, Origin};
use super::quality::Meter;
use super::witness::{Frame, Witness, vp8_frame};
use super::{Path, RelayFact};

/// A sender is never asked for less: below, the picture stands still and sound is all there is.
const LEAST_VIDEO: Bitrate = Bitrate::kbps(80);
/// Left for sound when a receiver's estimate is passed on as a limit for the picture.
const FOR_AUDIO: u64 = 40_000;
/// Least time between two limits passed to a sender.
const LIMIT_SPACING: Duration = Duration::from_millis(500);
/// SSRCs remembered per leg; a browser uses two, and two more for retransmission.
const MAX_SSRCS: usize = 16;
/// How often the engine may ask for an immediate turn before it has to wait a millisecond.
const MAX_TURNS: usize = 16;

/// What one side wants the other side's leg to do.
pub(super) enum Forward {
    Media {
        kind: MediaKind,
        source: u32,
        sequence: u64,
        timestamp: u32,
        marker: bool,
        payload: Arc<[u8]>,
    },
    AskKeyframe,
    Limit(Bitrate),
}

/// The engine failed on this leg, which must go. The others are untouched.
pub(super) struct Dead;

/// Where the results of one turn go.
pub(super) struct Sinks<'a> {
    pub(super) transmits: &'a mut VecDeque<Transmit>,
    pub(super) forwards: &'a mut Vec<Forward>,
    pub(super) facts: &'a mut Vec<RelayFact>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Transport {
    Waiting,
    Up,
    Down,
}

pub(super) struct Leg {
    rtc: Rtc,
    pub(super) origin: Origin,
    pub(super) transport: Transport,
    /// Since when `transport` is what it is.
    pub(super) since: Instant,
    /// When the engine wants its next turn.
    pub(super) due: Instant,
    pub(super) witness: Witness,
    keyframe: KeyframeGate,
    kinds: Vec<(Ssrc, Mid, MediaKind)>,
    video_in: Option<(Mid, Ssrc)>,
    audio_out: Option<Lane>,
    video_out: Option<Lane>,
    last_limit: Option<Instant>,
    meter: Meter,
    path: Path,
}

impl Leg {
    pub(super) fn answer(
        offer: Offer,
        locals: &[SocketAddr],
        tcp: bool,
        cert: &DtlsCert,
        now: Instant,
    ) -> Result<(Leg, String), BadOffer> {
        let mut rtc = engine(cert, now);
        for candidate in locals.iter().flat_map(|local| candidates(*local, tcp)) {
            rtc.add_local_candidate(candidate);
        }
        let mut leg = Leg {
            rtc,
            origin: offer.origin.clone(),
            transport: Transport::Waiting,
            since: now,
            due: now,
            witness: Witness::default(),
            keyframe: KeyframeGate::default(),
            kinds: Vec::new(),
            video_in: None,
            audio_out: None,
            video_out: None,
            last_limit: None,
            meter: Meter::new(now),
            path: Path::Udp,
        };
        let answer = leg.accept(offer, now)?;
        Ok((leg, answer))
    }

    /// Applies an offer of the browser connection this leg already serves, or the first one.
    pub(super) fn accept(&mut self, offer: Offer, now: Instant) -> Result<String, BadOffer> {
        let rtc = &mut self.rtc;
        let answer = shielded(|| rtc.sdp_api().accept_offer(offer.sdp))
            .and_then(Result::ok)
            .ok_or(BadOffer::Unreadable)?;
        let (audio, video) = (self.audio_out.take(), self.video_out.take());
        self.audio_out = Lane::choose(&self.rtc, &offer.sections, MediaKind::Audio, audio, now);
        self.video_out = Lane::choose(&self.rtc, &offer.sections, MediaKind::Video, video, now);
        for lane in [&self.audio_out, &self.video_out].into_iter().flatten() {
            // The sender's browser has paced its packets; a second pacer would only add delay.
            if let Some(stream) = self.rtc.direct_api().stream_tx_by_mid(lane.mid, None) {
                stream.set_unpaced(true);
            }
        }
        self.due = now;
        Ok(answer.to_sdp_string())
    }

    pub(super) fn is_alive(&self) -> bool {
        self.rtc.is_alive()
    }

    /// The name by which this leg's browser addresses its STUN requests.
    pub(super) fn ufrag(&mut self) -> String {
        self.rtc.direct_api().local_ice_credentials().ufrag
    }

    /// Hands a packet to the engine. `Ok(false)`: STUN without this leg's password, or nothing readable.
    pub(super) fn receive(
        &mut self,
        path: Path,
        remote: SocketAddr,
        local: SocketAddr,
        bytes: &[u8],
        now: Instant,
    ) -> Result<bool, Dead> {
        let Ok(contents) = DatagramRecv::try_from(bytes) else {
            return Ok(false);
        };
        let proto = match path {
            Path::Udp | Path::Tls => Protocol::Udp,
            Path::Tcp => Protocol::Tcp,
        };
        let input = Input::Receive(
            now,
            Receive {
                proto,
                source: remote,
                destination: local,
                contents,
            },
        );
        let stun = bytes.first().is_some_and(|first| *first < 4);
        let rtc = &mut self.rtc;
        shielded(|| {
            if stun && !rtc.accepts(&input) {
                return false;
            }
            // An error here is one bad packet, perhaps from a stranger; a dead engine shows in `pump`.
            rtc.handle_input(input).is_ok()
        })
        .ok_or(Dead)
    }

    /// Does what one forward asks for. Must be followed by [`Leg::pump`].
    pub(super) fn apply(&mut self, forward: Forward, from: u64, now: Instant) {
        match forward {
            Forward::Media {
                kind,
                source,
                sequence,
                timestamp,
                marker,
                payload,
            } => {
                if self.transport != Transport::Up {
                    return;
                }
                let lane = match kind {
                    MediaKind::Audio => self.audio_out.as_mut(),
                    MediaKind::Video => self.video_out.as_mut(),
                };
                let Some(lane) = lane else { return };
                let id = SourceId {
                    leg: from,
                    ssrc: source,
                };
                let Some((sequence, timestamp)) =
                    lane.numbering.number(id, sequence, timestamp, now)
                else {
                    return;
                };
                let write = RtpWrite::new(lane.pt, sequence.into(), timestamp, now, payload)
                    .marker(marker)
                    .nackable(kind == MediaKind::Video);
                if let Some(stream) = self.rtc.direct_api().stream_tx_by_mid(lane.mid, None) {
                    stream.write_rtp(write);
                }
            }
            Forward::AskKeyframe => self.keyframe.want(),
            Forward::Limit(bitrate) => {
                if let Some((_, ssrc)) = self.video_in
                    && let Some(stream) = self.rtc.direct_api().stream_rx(&ssrc)
                {
                    stream.request_remb(bitrate);
                }
            }
        }
    }

    /// Passes a wanted keyframe request to the browser if it is time. True if one was passed.
    pub(super) fn ask_keyframe(&mut self, now: Instant) -> bool {
        let Some((_, ssrc)) = self.video_in else {
            return false;
        };
        if self.transport != Transport::Up || !self.keyframe.take(now) {
            return false;
        }
        if let Some(stream) = self.rtc.direct_api().stream_rx(&ssrc) {
            stream.request_keyframe(KeyframeRequestKind::Pli);
        }
        true
    }

    /// Runs the engine until it has nothing more to say, and notes when it wants its next turn.
    pub(super) fn pump(&mut self, now: Instant, sinks: &mut Sinks<'_>) -> Result<(), Dead> {
        let mut turns = 0;
        loop {
            let rtc = &mut self.rtc;
            match shielded(|| rtc.poll_output()).ok_or(Dead)? {
                Ok(Output::Transmit(transmit)) => {
                    self.path = Source::of(&transmit).path;
                    sinks.transmits.push_back(transmit);
                }
                Ok(Output::Event(event)) => self.event(event, now, sinks),
                // A packet written to the engine is sent only after a turn that stamps it.
                Ok(Output::Timeout(at)) if at <= now && turns < MAX_TURNS => {
                    turns += 1;
                    let rtc = &mut self.rtc;
                    shielded(|| rtc.handle_input(Input::Timeout(now)).is_ok()).ok_or(Dead)?;
                }
                Ok(Output::Timeout(at)) => {
                    let at = at.max(now + Duration::from_millis(1));
                    self.due = self
                        .keyframe
                        .due()
                        .map_or(at, |keyframe| keyframe.max(now).min(at));
                    return if self.rtc.is_alive() {
                        Ok(())
                    } else {
                        Err(Dead)
                    };
                }
                Err(_) if self.rtc.is_alive() && turns < MAX_TURNS => turns += 1,
                Err(_) => return Err(Dead),
            }
        }
    }

    /// Tells the browser that the transport ends, as far as one last packet can.
    pub(super) fn farewell(mut self, now: Instant, transmits: &mut VecDeque<Transmit>) {
        let (mut forwards, mut facts) = (Vec::new(), Vec::new());
        let rtc = &mut self.rtc;
        if shielded(|| rtc.close().is_ok()) == Some(true) {
            // Nobody is left to hear of errors on a leg that is being closed.
            let _ = self.pump(
                now,
                &mut Sinks {
                    transmits,
                    forwards: &mut forwards,
                    facts: &mut facts,
                },
            );
        }
    }

    fn event(&mut self, event: Event, now: Instant, sinks: &mut Sinks<'_>) {
        match event {
            Event::RtpPacket(packet) => self.packet(packet, now, sinks),
            Event::KeyframeRequest(_) => sinks.forwards.push(Forward::AskKeyframe),
            Event::EgressBitrateEstimate(
                BweKind::Twcc { estimate, .. } | BweKind::Remb { estimate, .. },
            ) => {
                self.limit(estimate, now, sinks);
            }
            Event::Connected => self.up(now, sinks),
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) | Event::Closed => {
                self.down(now, sinks)
            }
            Event::IceConnectionStateChange(state)
                if state.is_connected() && self.transport == Transport::Down =>
            {
                self.up(now, sinks);
            }
            Event::PeerStats(stats) if self.transport == Transport::Up => {
                sinks
                    .facts
                    .extend(self.meter.read(&stats, self.path, now));
            }
            _ => {}
        }
    }

    fn packet(&mut self, packet: RtpPacket, now: Instant, sinks: &mut Sinks<'_>) {
        let ssrc = packet.header.ssrc;
        let Some((mid, kind)) = self.kind(ssrc) else {
            return;
        };
        if packet.payload.is_empty() {
            return;
        }
        let frame = if kind == MediaKind::Video {
            self.video_in = Some((mid, ssrc));
            vp8_frame(&packet.payload)
        } else {
            None
        };
        if matches!(frame, Some(Frame::Key { .. })) {
            self.keyframe.seen();
        }
        self.witness
            .packet(kind, frame, now, |fact| sinks.facts.push(fact));
        sinks.forwards.push(Forward::Media {
            kind,
            source: *ssrc,
            sequence: *packet.seq_no,
            timestamp: packet.header.timestamp,
            marker: packet.header.marker,
            payload: packet.payload,
        });
    }

    fn kind(&mut self, ssrc: Ssrc) -> Option<(Mid, MediaKind)> {
        if let Some((_, mid, kind)) = self.kinds.iter().find(|(known, ..)| *known == ssrc) {
            return Some((*mid, *kind));
        }
        let mid = self.rtc.direct_api().stream_rx(&ssrc)?.mid();
        let kind = self.rtc.media(mid)?.kind();
        if self.kinds.len() == MAX_SSRCS {
            self.kinds.clear();
        }
        self.kinds.push((ssrc, mid, kind));
        Some((mid, kind))
    }

    /// The receiver's downlink is the bound for the sender: this is passed on, or the middle would fill up.
    fn limit(&mut self, estimate: Bitrate, now: Instant, sinks: &mut Sinks<'_>) {
        if self
            .last_limit
            .is_some_and(|last| now.saturating_duration_since(last) < LIMIT_SPACING)
        {
            return;
        }
        self.last_limit = Some(now);
        let for_video = Bitrate::from(estimate.as_u64().saturating_sub(FOR_AUDIO));
        sinks
            .forwards
            .push(Forward::Limit(for_video.max(LEAST_VIDEO)));
    }

    fn up(&mut self, now: Instant, sinks: &mut Sinks<'_>) {
        (self.transport, self.since) = (Transport::Up, now);
        self.meter.up();
        self.witness.connected(now);
        sinks.facts.push(RelayFact::Connected);
        // This browser now sees the other side: it needs a whole picture to begin with.
        sinks.forwards.push(Forward::AskKeyframe);
    }

    fn down(&mut self, now: Instant, sinks: &mut Sinks<'_>) {
        if self.transport == Transport::Down {
            return;
        }
        (self.transport, self.since) = (Transport::Down, now);
        self.witness.disconnected();
        sinks.facts.push(RelayFact::Disconnected);
    }
}
