//! Calls through the relay: each end is a WebRTC connection with a socket of its own, as a browser is. The engine is the
//! relay's own, for it costs least; that other implementations and browsers can be the other end is what the tests show.

use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use str0m::change::SdpAnswer;
use str0m::format::Codec;
use str0m::media::{Direction, MediaKind, Mid, Pt};
use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpWrite;
use str0m::{Candidate, Event, Input, Output, Rtc};
use tokio::net::UdpSocket;
use tokio::task::JoinSet;
use tokio::time::sleep_until;

use crate::BenchError;
use crate::meter::{Server, Tally};
use crate::plain::every;
use crate::traffic::{FRAME_EVERY, PACKETS_A_FRAME, SOUND_BYTES, SOUND_EVERY, VIDEO_BYTES};

/// Opens both ends of each call; they send until the set is dropped.
pub async fn open(server: &mut Server, calls: Range<u32>, tally: &Arc<Tally>) -> Result<JoinSet<()>, BenchError> {
    let mut ends = JoinSet::new();
    for call in calls {
        for side in ["supervisor", "employee"] {
            let end = End::join(server, call, side).await?;
            let tally = Arc::clone(tally);
            ends.spawn(async move {
                if let Err(error) = end.live(&tally).await {
                    eprintln!("an end failed: {error}");
                }
            });
        }
    }
    Ok(ends)
}

struct End {
    rtc: Rtc,
    socket: UdpSocket,
    local: SocketAddr,
    video: Stream,
    sound: Stream,
    connected: bool,
}

#[derive(Clone, Copy)]
struct Stream {
    mid: Mid,
    pt: Pt,
    sequence: u64,
    timestamp: u32,
    bytes: usize,
}

impl End {
    async fn join(server: &mut Server, call: u32, side: &str) -> Result<End, BenchError> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let local = socket.local_addr()?;
        let mut rtc = Rtc::builder().set_rtp_mode(true).clear_codecs().enable_opus(true, false).enable_vp8(true).build(Instant::now());
        if let Ok(candidate) = Candidate::host(local, Protocol::Udp) {
            rtc.add_local_candidate(candidate);
        }
        let mut change = rtc.sdp_api();
        let [sound, video] = [MediaKind::Audio, MediaKind::Video].map(|kind| change.add_media(kind, Direction::SendRecv, None, None, None));
        let Some((offer, pending)) = change.apply() else { return Err(BenchError::Cipher) };
        let answer = server.join(call, side, &offer.to_sdp_string()).await?;
        let answer = SdpAnswer::from_sdp_string(&answer).map_err(|_| BenchError::Server(answer))?;
        rtc.sdp_api().accept_answer(pending, answer)?;
        let stream = |rtc: &mut Rtc, mid, codec, bytes| {
            let pt = rtc.codec_config().find(|params| params.spec().codec == codec).map(|params| params.pt());
            if let Some(stream) = rtc.direct_api().stream_tx_by_mid(mid, None) {
                stream.set_unpaced(true);
            }
            Stream { mid, pt: pt.unwrap_or_else(|| 0.into()), sequence: 0, timestamp: 0, bytes }
        };
        let video = stream(&mut rtc, video, Codec::Vp8, VIDEO_BYTES);
        let sound = stream(&mut rtc, sound, Codec::Opus, SOUND_BYTES);
        Ok(End { rtc, socket, local, video, sound, connected: false })
    }

    async fn live(mut self, tally: &Tally) -> Result<(), BenchError> {
        let (mut frames, mut sounds) = (every(FRAME_EVERY), every(SOUND_EVERY));
        let mut buffer = vec![0; 2_048];
        loop {
            let due = self.drain(tally).await?;
            tokio::select! {
                ready = self.socket.readable() => {
                    ready?;
                    while let Ok((length, source)) = self.socket.try_recv_from(&mut buffer) {
                        let Some(Ok(contents)) = buffer.get(..length).map(TryInto::try_into) else { continue };
                        let receive = Receive { proto: Protocol::Udp, source, destination: self.local, contents };
                        self.rtc.handle_input(Input::Receive(Instant::now(), receive))?;
                        self.drain(tally).await?;
                    }
                }
                _ = frames.tick() => for n in 0..PACKETS_A_FRAME {
                    self.send(true, n, tally).await?;
                },
                _ = sounds.tick() => self.send(false, 0, tally).await?,
                () = sleep_until(due.into()) => self.rtc.handle_input(Input::Timeout(Instant::now()))?,
            }
        }
    }

    async fn send(&mut self, picture: bool, n: u32, tally: &Tally) -> Result<(), BenchError> {
        if !self.connected {
            return Ok(());
        }
        let now = Instant::now();
        let stream = if picture { &mut self.video } else { &mut self.sound };
        stream.sequence += 1;
        if n == 0 {
            stream.timestamp = stream.timestamp.wrapping_add(if picture { 90_000 / 24 } else { 960 });
        }
        let mut payload = vec![0; stream.bytes];
        // A VP8 payload that begins a frame, not a key frame (RFC 7741 section 4.2, RFC 6386 section 9.1).
        payload[..2].copy_from_slice(&[if n == 0 { 0x10 } else { 0 }, 1]);
        tally.stamp(&mut payload, now);
        let write = RtpWrite::new(stream.pt, stream.sequence.into(), stream.timestamp, now, payload)
            .marker(picture && n + 1 == PACKETS_A_FRAME)
            .nackable(picture);
        if let Some(out) = self.rtc.direct_api().stream_tx_by_mid(stream.mid, None) {
            out.write_rtp(write);
        }
        self.drain(tally).await?;
        self.rtc.handle_input(Input::Timeout(now))?;
        self.drain(tally).await.map(drop)
    }

    /// Until the engine has nothing more to say; when it wants its next turn.
    async fn drain(&mut self, tally: &Tally) -> Result<Instant, BenchError> {
        loop {
            match self.rtc.poll_output()? {
                Output::Timeout(due) => return Ok(due),
                Output::Transmit(transmit) => {
                    // A full buffer is a lost packet, as on any network.
                    let _ = self.socket.send_to(&transmit.contents, transmit.destination).await;
                }
                Output::Event(Event::Connected) => {
                    self.connected = true;
                    tally.up();
                }
                Output::Event(Event::RtpPacket(packet)) => tally.received(&packet.payload),
                Output::Event(_) => {}
            }
        }
    }
}
