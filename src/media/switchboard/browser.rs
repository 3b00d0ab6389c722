//! A browser in short, made of the engine, and a switchboard with a clock of our own: for tests.
//! Knows nothing of what is tried with them.
#![allow(clippy::unwrap_used)]

use std::collections::HashSet;
use std::net::Ipv4Addr;

use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::format::Codec;
use str0m::media::{Direction, MediaKind, Mid};
use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpWrite;
use str0m::{Candidate, Event, Input, Output, Rtc};

use super::*;
use crate::media::flood::Limits;

pub const CALL: Uuid = Uuid::from_u128(1);
pub const LOCAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 7000);
pub const STEP: Duration = Duration::from_millis(10);

pub fn board(now: Instant) -> Switchboard {
    let locals = Locals {
        advertised: vec![LOCAL],
        own: HashSet::new(),
    };
    Switchboard::new(locals, true, certificate(), Arc::default(), now)
}

/// One for all boards, as the relay has one for all calls; to make one takes longer than a handshake.
fn certificate() -> DtlsCert {
    thread_local! {
        static CERTIFICATE: DtlsCert = str0m::crypto::from_feature_flags().dtls_provider.generate_certificate().unwrap();
    }
    CERTIFICATE.with(Clone::clone)
}

impl Switchboard {
    /// Addresses that belong to a leg.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.by_source.keys()
    }

    pub fn set_limits(&mut self, limits: Limits) {
        self.flood.limits = limits;
    }
}

/// A browser in short.
pub struct Browser {
    pub rtc: Rtc,
    pub addr: SocketAddr,
    pub mids: [Mid; 2],
    pub pending: Option<SdpPendingOffer>,
    pub got: Vec<Vec<u8>>,
    pub asked: usize,
    pub sequence: [u64; 2],
}

impl Browser {
    pub fn new(host: u8, now: Instant) -> (Browser, String) {
        let addr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(198, 51, 100, host)), 5000);
        let mut rtc = Rtc::builder().set_rtp_mode(true).build(now);
        rtc.add_local_candidate(Candidate::host(addr, Protocol::Udp).unwrap());
        let mut change = rtc.sdp_api();
        let mids = [MediaKind::Audio, MediaKind::Video]
            .map(|kind| change.add_media(kind, Direction::SendRecv, None, None, None));
        let (offer, pending) = change.apply().unwrap();
        let browser = Browser {
            rtc,
            addr,
            mids,
            pending: Some(pending),
            got: Vec::new(),
            asked: 0,
            sequence: [65_000; 2],
        };
        (browser, offer.to_sdp_string())
    }

    pub fn join(board: &mut Switchboard, side: Side, host: u8, now: Instant) -> Browser {
        let (mut browser, offer) = Browser::new(host, now);
        let answer = board.join(CALL, side, &offer, now).unwrap();
        browser.accept(&answer);
        browser
    }

    pub fn accept(&mut self, answer: &str) {
        let answer = SdpAnswer::from_sdp_string(answer).unwrap();
        self.rtc
            .sdp_api()
            .accept_answer(self.pending.take().unwrap(), answer)
            .unwrap();
    }

    /// What the browser sends now.
    pub fn speak(&mut self, now: Instant) -> Vec<Vec<u8>> {
        self.rtc.handle_input(Input::Timeout(now)).unwrap();
        let mut out = Vec::new();
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Transmit(transmit) if transmit.proto == Protocol::Udp => {
                    out.push(transmit.contents.to_vec())
                }
                Output::Transmit(_) => {}
                Output::Event(Event::RtpPacket(packet)) => self.got.push(packet.payload.to_vec()),
                Output::Event(Event::KeyframeRequest(_)) => self.asked += 1,
                Output::Event(_) => {}
                Output::Timeout(_) => return out,
            }
        }
    }

    pub fn hear(&mut self, bytes: &[u8], now: Instant) {
        let contents = bytes.try_into().unwrap();
        let receive = Receive {
            proto: Protocol::Udp,
            source: LOCAL,
            destination: self.addr,
            contents,
        };
        self.rtc.handle_input(Input::Receive(now, receive)).unwrap();
    }

    /// Sends one packet of a kind.
    pub fn show(&mut self, video: bool, payload: &[u8], now: Instant) {
        let codec = if video { Codec::Vp8 } else { Codec::Opus };
        let pt = self
            .rtc
            .codec_config()
            .find(|p| p.spec().codec == codec)
            .unwrap()
            .pt();
        let sequence = &mut self.sequence[usize::from(video)];
        *sequence += 1;
        let write = RtpWrite::new(pt, (*sequence).into(), 0, now, payload.to_vec()).nackable(video);
        self.rtc
            .direct_api()
            .stream_tx_by_mid(self.mids[usize::from(video)], None)
            .unwrap()
            .write_rtp(write);
    }

    pub fn source(&self) -> Source {
        Source {
            path: Path::Udp,
            remote: self.addr,
        }
    }
}

/// Lets time pass, packets travel at once.
pub fn run(
    board: &mut Switchboard,
    browsers: &mut [&mut Browser],
    from: Instant,
    steps: u32,
) -> Instant {
    let mut now = from;
    for _ in 0..steps {
        now += STEP;
        for browser in browsers.iter_mut() {
            for packet in browser.speak(now) {
                board.packet(browser.source(), Some(LOCAL.ip()), &packet, now);
            }
        }
        board.deliver(now);
        if board.next_due() <= now {
            board.tick(now);
        }
        while let Some(transmit) = board.outbox.pop_front() {
            if let Some(browser) = browsers
                .iter_mut()
                .find(|browser| browser.addr == transmit.destination)
            {
                browser.hear(&transmit.contents, now);
            }
        }
    }
    now
}
