//! How the WebRTC engine (str0m) is set up for every leg, and the wall around it.
//! Knows nothing of calls, legs or what is forwarded.

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use str0m::bwe::Bitrate;
use str0m::config::DtlsCert;
use str0m::net::{Protocol, TcpType};
use str0m::rtp::Extension;
use str0m::{Candidate, Rtc};

/// How often the engine reports quality.
const QUALITY_EVERY: Duration = Duration::from_secs(2);
/// What a downlink is taken to carry until its receiver's reports say otherwise.
const FIRST_ESTIMATE: Bitrate = Bitrate::kbps(300);
/// What a call can use: a 640x480 picture with sound.
const WANTED: Bitrate = Bitrate::kbps(1500);
/// Below this the engine fills up with padding. A sender that was told to send little would otherwise prove, by
/// sending little, that little gets through: on a link of 300 kbit/s the picture sank to 30 and stayed there.
const PROVEN_AT_LEAST: Bitrate = Bitrate::kbps(250);

pub(super) fn engine(cert: &DtlsCert, now: Instant) -> Rtc {
    let mut rtc = Rtc::builder()
        .set_ice_lite(true)
        .set_rtp_mode(true)
        .set_dtls_cert(cert.clone())
        .clear_codecs()
        .enable_opus(true, false)
        .enable_vp8(true)
        // Only what transport needs. No audio level: it tells who speaks, outside the encryption. No video
        // orientation: one browser knows it and another does not, so the sender must turn the picture itself.
        .clear_extension_map()
        .set_extension(2, Extension::AbsoluteSendTime)
        .set_extension(3, Extension::TransportSequenceNumber)
        .set_extension(4, Extension::RtpMid)
        .enable_bwe(Some(FIRST_ESTIMATE))
        .set_stats_interval(Some(QUALITY_EVERY))
        .build(now);
    rtc.bwe().set_bitrate(PROVEN_AT_LEAST, WANTED);
    rtc
}

pub(super) fn candidates(local: SocketAddr, tcp: bool) -> impl Iterator<Item = Candidate> {
    let over_udp = Candidate::host(local, Protocol::Udp).ok();
    let over_tcp = tcp
        .then(|| {
            Candidate::builder()
                .tcp()
                .host(local)
                .tcptype(TcpType::Passive)
                .build()
                .ok()
        })
        .flatten();
    over_udp.into_iter().chain(over_tcp)
}

/// A fault in the engine, on whatever a network may send, must end one leg and not the thread of all calls.
pub(super) fn shielded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
