//! One end of a call: a WebRTC connection that offers, sends the test picture and tone, and counts what comes back.
//! Built on `webrtc` (webrtc-rs), an implementation that shares no code with the relay's engine.
//! Knows nothing of signing in, rings or the socket protocol: offer and answer are plain texts.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rtc::peer_connection::configuration::RTCOfferOptions;
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use rtc::rtp_transceiver::{RTCRtpTransceiverDirection, RTCRtpTransceiverInit};
use tokio::sync::watch;
use tokio::task::JoinSet;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::media_stream::track_local::{TrackLocal, TrackLocalEvent};
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionEventHandler, RTCIceCandidateInit, RTCIceGatheringState,
    RTCPeerConnectionState,
};

use crate::keyframes::is_keyframe_request;
use crate::sending::{self, Show};
use crate::setup::{OPUS, VP8, build, local_track, opus, vp8};
use crate::stats::PeerStats;

/// Longest wait for local addresses; they are the machine's own and come at once.
const GATHER_WITHIN: Duration = Duration::from_secs(5);

/// What a peer sends and how it connects. It receives both kinds always.
#[derive(Debug, Clone)]
pub struct PeerConfig {
    pub send_audio: bool,
    pub send_video: bool,
    pub transport: Transport,
    /// Local address to speak from.
    pub bind: std::net::IpAddr,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Udp,
    /// ICE over TCP, as in a network that blocks UDP.
    Tcp,
}

#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    #[error("webrtc: {0}")]
    Webrtc(#[from] webrtc::error::Error),
    #[error("no local address was found in time")]
    Gathering,
    #[error("not seen in time")]
    Late,
}

/// A running peer. Stops sending when dropped; [`Peer::close`] also ends the connection.
pub struct Peer {
    connection: Arc<dyn PeerConnection>,
    gathered: watch::Receiver<bool>,
    stats: watch::Sender<PeerStats>,
    remote_video: watch::Receiver<Option<Arc<dyn TrackRemote>>>,
    transport: Transport,
    _sending: JoinSet<()>,
}

impl Peer {
    /// Prepares a connection that will send `show`. Nothing leaves before [`Peer::accept`].
    ///
    /// # Errors
    /// [`PeerError::Webrtc`] when the local address cannot be bound.
    pub async fn new(config: &PeerConfig, show: Arc<Show>) -> Result<Peer, PeerError> {
        let (stats, _) = watch::channel(PeerStats::default());
        let (gathered_in, gathered) = watch::channel(false);
        let (remote_video_in, remote_video) = watch::channel(None);
        let handler = Handler {
            gathered: gathered_in,
            stats: stats.clone(),
            remote_video: remote_video_in,
        };
        let connection: Arc<dyn PeerConnection> = Arc::new(build(config, Arc::new(handler)).await?);
        let mut sending = JoinSet::new();
        for kind in [RtpCodecKind::Audio, RtpCodecKind::Video] {
            let (sends, ssrc, codec) = match kind {
                RtpCodecKind::Audio => (config.send_audio, sending::AUDIO_SSRC, opus()),
                _ => (config.send_video, sending::VIDEO_SSRC, vp8()),
            };
            if !sends {
                let receive = RTCRtpTransceiverInit {
                    direction: RTCRtpTransceiverDirection::Recvonly,
                    ..Default::default()
                };
                connection
                    .add_transceiver_from_kind(kind, Some(receive))
                    .await?;
                continue;
            }
            let track = Arc::new(TrackLocalStaticRTP::new(local_track(kind, ssrc, codec)));
            connection
                .add_track(Arc::clone(&track) as Arc<dyn TrackLocal>)
                .await?;
            sending.spawn(feedback(Arc::clone(&track), stats.clone()));
            match kind {
                RtpCodecKind::Audio => sending.spawn(sending::sound(
                    track,
                    OPUS,
                    Arc::clone(&show),
                    stats.clone(),
                )),
                _ => sending.spawn(sending::picture(
                    track,
                    VP8,
                    Arc::clone(&show),
                    stats.clone(),
                )),
            };
        }
        Ok(Peer {
            connection,
            gathered,
            stats,
            remote_video,
            transport: config.transport,
            _sending: sending,
        })
    }

    /// The offer with all local addresses in it.
    ///
    /// # Errors
    /// [`PeerError`] when the connection is closed or finds no address.
    pub async fn offer(&mut self) -> Result<String, PeerError> {
        self.offer_with(None).await
    }

    /// A new offer of the same connection with new ICE credentials, for when the network has changed.
    ///
    /// # Errors
    /// As [`Peer::offer`].
    pub async fn restart(&mut self) -> Result<String, PeerError> {
        self.offer_with(Some(RTCOfferOptions { ice_restart: true }))
            .await
    }

    /// Takes the relay's answer; the connection then comes up by itself.
    ///
    /// # Errors
    /// [`PeerError::Webrtc`] when the answer does not fit the offer.
    pub async fn accept(&self, answer: &str) -> Result<(), PeerError> {
        self.connection
            .set_remote_description(RTCSessionDescription::answer(answer.to_owned())?)
            .await?;
        if self.transport == Transport::Udp {
            return Ok(());
        }
        // `webrtc` calls a passive TCP candidate only when it is told of it singly.
        for line in answer
            .lines()
            .filter(|line| line.starts_with("a=candidate:") && line.contains("tcptype passive"))
        {
            let candidate = line.trim_start_matches("a=").to_owned();
            self.connection
                .add_ice_candidate(RTCIceCandidateInit {
                    candidate,
                    ..Default::default()
                })
                .await?;
        }
        Ok(())
    }

    /// Asks the other end for a key frame, if its picture has been seen.
    ///
    /// # Errors
    /// [`PeerError::Webrtc`] when the connection is closed.
    pub async fn request_keyframe(&self) -> Result<(), PeerError> {
        let track = self.remote_video.borrow().clone();
        if let Some(track) = track
            && let Some(media_ssrc) = track.ssrcs().await.first().copied()
        {
            let request = PictureLossIndication {
                sender_ssrc: sending::VIDEO_SSRC,
                media_ssrc,
            };
            track.write_rtcp(vec![Box::new(request)]).await?;
        }
        Ok(())
    }

    /// What has been seen so far.
    #[must_use]
    pub fn stats(&self) -> PeerStats {
        self.stats.borrow().clone()
    }

    /// Waits until the counters show what is wanted.
    ///
    /// # Errors
    /// [`PeerError::Late`] when they do not within `limit`.
    pub async fn until(
        &self,
        limit: Duration,
        wanted: impl FnMut(&PeerStats) -> bool,
    ) -> Result<PeerStats, PeerError> {
        let mut stats = self.stats.subscribe();
        let seen = tokio::time::timeout(limit, stats.wait_for(wanted)).await;
        seen.ok()
            .and_then(Result::ok)
            .map(|stats| stats.clone())
            .ok_or(PeerError::Late)
    }

    /// Ends the connection and frees its socket.
    ///
    /// # Errors
    /// [`PeerError::Webrtc`] from the engine's teardown.
    pub async fn close(self) -> Result<(), PeerError> {
        Ok(self.connection.close().await?)
    }

    async fn offer_with(&mut self, options: Option<RTCOfferOptions>) -> Result<String, PeerError> {
        let offer = self.connection.create_offer(options).await?;
        self.connection.set_local_description(offer).await?;
        let gathered = self.gathered.wait_for(|gathered| *gathered);
        tokio::time::timeout(GATHER_WITHIN, gathered)
            .await
            .ok()
            .and_then(Result::ok)
            .ok_or(PeerError::Gathering)?;
        let described = self.connection.local_description().await;
        described
            .map(|description| description.sdp)
            .ok_or(PeerError::Gathering)
    }
}

/// Hears from the connection. Its methods run on the connection's own task and must not wait.
struct Handler {
    gathered: watch::Sender<bool>,
    stats: watch::Sender<PeerStats>,
    remote_video: watch::Sender<Option<Arc<dyn TrackRemote>>>,
}

#[async_trait]
impl PeerConnectionEventHandler for Handler {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        self.gathered
            .send_replace(state == RTCIceGatheringState::Complete);
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        self.stats.send_modify(|stats| {
            stats.connected = state == RTCPeerConnectionState::Connected;
            stats.ended |= matches!(
                state,
                RTCPeerConnectionState::Failed | RTCPeerConnectionState::Closed
            );
        });
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        let video = track.kind().await == RtpCodecKind::Video;
        if video {
            self.remote_video.send_replace(Some(Arc::clone(&track)));
        }
        tokio::spawn(receive(track, video, self.stats.clone()));
    }
}

/// Counts a track's packets until it ends.
async fn receive(track: Arc<dyn TrackRemote>, video: bool, stats: watch::Sender<PeerStats>) {
    while let Some(event) = track.poll().await {
        match event {
            TrackRemoteEvent::OnRtpPacket(packet) if video => {
                stats
                    .send_modify(|stats| stats.video_packet(&packet.payload, packet.header.marker));
            }
            TrackRemoteEvent::OnRtpPacket(packet) => {
                stats.send_modify(|stats| stats.audio_packet(&packet.payload))
            }
            // A request for our picture that came together with a report on theirs.
            TrackRemoteEvent::OnRtcpPacket(packets) => count_requests(&packets, &stats),
            _ => {}
        }
    }
}

async fn feedback(track: Arc<TrackLocalStaticRTP>, stats: watch::Sender<PeerStats>) {
    while let Some(TrackLocalEvent::OnRtcpPacket(packets)) = track.poll().await {
        count_requests(&packets, &stats);
    }
}

fn count_requests(packets: &[Box<dyn rtc::rtcp::Packet>], stats: &watch::Sender<PeerStats>) {
    let requests = packets
        .iter()
        .filter(|packet| is_keyframe_request(packet.as_ref()))
        .count() as u64;
    stats.send_modify(|stats| stats.keyframe_requests += requests);
}
