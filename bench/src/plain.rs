//! The same packets without WebRTC: through the floor, which opens and seals each, or straight from one end to the other.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use tokio::net::UdpSocket;
use tokio::task::JoinSet;
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::meter::{Server, Tally};
use crate::traffic::{FRAME_EVERY, PACKETS_A_FRAME, SOUND_BYTES, SOUND_EVERY, VIDEO_BYTES};
use crate::{BenchError, Kind};

/// In front of each payload, as RTP's header is: call, side, and a number for the nonce.
pub const HEAD: usize = 12;
const TAG: usize = 16;

/// AES-128-GCM with one key for all, since only the work counts here.
pub struct Cipher(LessSafeKey);

impl Cipher {
    pub fn new() -> Result<Cipher, BenchError> {
        let key = UnboundKey::new(&AES_128_GCM, &[7; 16]).map_err(|_| BenchError::Cipher)?;
        Ok(Cipher(LessSafeKey::new(key)))
    }

    fn nonce(head: &[u8]) -> Result<Nonce, BenchError> {
        let bytes: [u8; NONCE_LEN] = head.try_into().map_err(|_| BenchError::Cipher)?;
        Ok(Nonce::assume_unique_for_key(bytes))
    }

    pub fn open(&self, packet: &mut [u8]) -> Result<(), BenchError> {
        let (head, sealed) = packet.split_at_mut_checked(HEAD).ok_or(BenchError::Cipher)?;
        let nonce = Cipher::nonce(head)?;
        self.0.open_in_place(nonce, Aad::from(&*head), sealed).map(drop).map_err(|_| BenchError::Cipher)
    }

    /// The last bytes make room for the tag.
    pub fn seal(&self, packet: &mut [u8]) -> Result<(), BenchError> {
        let (head, rest) = packet.split_at_mut_checked(HEAD).ok_or(BenchError::Cipher)?;
        let nonce = Cipher::nonce(head)?;
        let length = rest.len().checked_sub(TAG).ok_or(BenchError::Cipher)?;
        let (plain, room) = rest.split_at_mut(length);
        let tag = self.0.seal_in_place_separate_tag(nonce, Aad::from(&*head), plain).map_err(|_| BenchError::Cipher)?;
        room.copy_from_slice(tag.as_ref());
        Ok(())
    }
}

pub async fn open(kind: Kind, server: &Server, calls: u32, tally: &Arc<Tally>) -> Result<JoinSet<()>, BenchError> {
    let mut ends = JoinSet::new();
    let cipher = Arc::new(Cipher::new()?);
    for call in 0..calls {
        let pair = [UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?, UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?];
        let addresses = [pair[0].local_addr()?, pair[1].local_addr()?];
        for (side, socket) in pair.into_iter().enumerate() {
            let to = if kind == Kind::Floor { server.addr } else { addresses[1 - side] };
            let end = End { call, side: u8::from(side == 1), to, socket, cipher: Arc::clone(&cipher), number: 0 };
            ends.spawn(end.live(kind, Arc::clone(tally)));
        }
    }
    Ok(ends)
}

struct End {
    call: u32,
    side: u8,
    to: SocketAddr,
    socket: UdpSocket,
    cipher: Arc<Cipher>,
    number: u32,
}

impl End {
    async fn live(mut self, kind: Kind, tally: Arc<Tally>) {
        let (mut frames, mut sounds) = (every(FRAME_EVERY), every(SOUND_EVERY));
        let mut buffer = vec![0; 2_048];
        if kind == Kind::Floor {
            // Both ends are known before media flows.
            for _ in 0..3 {
                self.send(0, None).await;
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
        }
        tally.up();
        loop {
            tokio::select! {
                Ok((length, _)) = self.socket.recv_from(&mut buffer) => {
                    if let Some(packet) = buffer.get_mut(..length) && self.cipher.open(packet).is_ok() {
                        tally.received(packet.get(HEAD..length - TAG).unwrap_or_default());
                    }
                },
                _ = frames.tick() => for _ in 0..PACKETS_A_FRAME {
                    self.send(VIDEO_BYTES, Some(&tally)).await;
                },
                _ = sounds.tick() => self.send(SOUND_BYTES, Some(&tally)).await,
            }
        }
    }

    async fn send(&mut self, bytes: usize, tally: Option<&Tally>) {
        let mut packet = vec![0; HEAD + bytes + TAG];
        self.number += 1;
        packet[..4].copy_from_slice(&self.call.to_be_bytes());
        packet[4] = self.side;
        packet[8..HEAD].copy_from_slice(&self.number.to_be_bytes());
        if let Some(tally) = tally {
            tally.stamp(&mut packet[HEAD..], Instant::now());
        }
        if self.cipher.seal(&mut packet).is_ok() {
            let _ = self.socket.send_to(&packet, self.to).await;
        }
    }
}

pub fn every(span: Duration) -> Interval {
    let mut every = interval(span);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    every
}
