//! How a peer's connection is set up: two codecs, one transport, feedback that the program gets to see.
//! Knows nothing of what is sent.

use std::sync::Arc;

use rtc::interceptor::Slot;
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::RTCConfigurationBuilder;
use rtc::peer_connection::configuration::interceptor_registry::register_default_interceptors;
use rtc::peer_connection::configuration::media_engine::{
    MIME_TYPE_OPUS, MIME_TYPE_VP8, MediaEngine,
};
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters,
    RtpCodecKind,
};
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, Registry,
    SettingEngineBuilder,
};

use crate::keyframes::{self, KeyframeRequests};
use crate::peer::{PeerConfig, PeerError, Transport};
use crate::sending;

/// As Chromium numbers them.
pub(crate) const OPUS: u8 = 111;
pub(crate) const VP8: u8 = 96;

pub(crate) async fn build(
    config: &PeerConfig,
    handler: Arc<dyn PeerConnectionEventHandler>,
) -> Result<impl PeerConnection + use<>, PeerError> {
    use rtc::ice::network_type::NetworkType;
    let mut media = MediaEngine::default();
    // No `rtx`: with it this release asks for every lost packet some sixty times.
    media.register_codec(
        RTCRtpCodecParameters {
            rtp_codec: opus(),
            payload_type: OPUS,
        },
        RtpCodecKind::Audio,
    )?;
    media.register_codec(
        RTCRtpCodecParameters {
            rtp_codec: vp8(),
            payload_type: VP8,
        },
        RtpCodecKind::Video,
    )?;
    let registry = register_default_interceptors(Registry::new(), &mut media)?
        .with(Slot::from(keyframes::SLOT), KeyframeRequests::default());
    let local = std::net::SocketAddr::new(config.bind, 0).to_string();
    let (udp, tcp, types) = match config.transport {
        Transport::Udp => (
            vec![local],
            vec![],
            vec![NetworkType::Udp4, NetworkType::Udp6],
        ),
        Transport::Tcp => (
            vec![],
            vec![local],
            vec![NetworkType::Tcp4, NetworkType::Tcp6],
        ),
    };
    let connection = PeerConnectionBuilder::new()
        .with_configuration(RTCConfigurationBuilder::new().build())
        .with_media_engine(media)
        .with_interceptor_registry(registry)
        .with_setting_engine(
            SettingEngineBuilder::new()
                .with_network_types(types)
                .build(),
        )
        .with_handler(handler)
        .with_udp_addrs(udp)
        .with_tcp_addrs(tcp)
        .build()
        .await?;
    Ok(connection)
}

pub(crate) fn local_track(kind: RtpCodecKind, ssrc: u32, codec: RTCRtpCodec) -> MediaStreamTrack {
    let coding = RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters {
            ssrc: Some(ssrc),
            ..Default::default()
        },
        codec,
        ..Default::default()
    };
    MediaStreamTrack::new(
        "robot".to_owned(),
        format!("robot-{kind}"),
        kind.to_string(),
        kind,
        vec![coding],
    )
}

pub(crate) fn opus() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_OPUS.to_owned(),
        clock_rate: crate::tone::RATE,
        channels: 2,
        sdp_fmtp_line: "minptime=10;useinbandfec=1".to_owned(),
        rtcp_feedback: vec![],
    }
}

pub(crate) fn vp8() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_VP8.to_owned(),
        clock_rate: sending::VIDEO_RATE,
        ..Default::default()
    }
}
