//! Networks as they are: a path that loses packets, and strangers who send what they like. Deterministic.
//! Knows nothing of relays or robots.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tokio::net::UdpSocket;

const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
pub struct Lottery(pub u64);

impl Lottery {
    pub fn byte(&mut self) -> u8 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0.to_be_bytes()[0]
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        u64::from(self.byte()) * bound / 256
    }
}

/// A STUN request that names a call but carries a made-up proof (RFC 8489 section 14.5).
pub fn stun(username: &str, random: &mut Lottery) -> Vec<u8> {
    let attribute = |kind: u16, value: &[u8]| {
        let length = u16::try_from(value.len()).unwrap().to_be_bytes();
        let mut out = [&kind.to_be_bytes()[..], &length, value].concat();
        out.resize(out.len().next_multiple_of(4), 0);
        out
    };
    let proof: Vec<u8> = (0..20).map(|_| random.byte()).collect();
    let id: Vec<u8> = (0..12).map(|_| random.byte()).collect();
    let body = [
        attribute(0x0006, username.as_bytes()),
        attribute(0x0024, &[0, 0, 1, 0]),
        attribute(0x0008, &proof),
    ]
    .concat();
    let length = u16::try_from(body.len()).unwrap().to_be_bytes();
    [&[0, 1][..], &length, &[0x21, 0x12, 0xa4, 0x42], &id, &body].concat()
}

/// A network path to `relay` that loses so many of a thousand media packets, either way; for one robot.
pub async fn lossy_network(relay: SocketAddr, permille: u64) -> SocketAddr {
    let near = UdpSocket::bind((LOCALHOST, 0)).await.unwrap();
    let far = UdpSocket::bind((LOCALHOST, 0)).await.unwrap();
    far.connect(relay).await.unwrap();
    let addr = near.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut random, mut robot) = (Lottery(3), None);
        let (mut up, mut down) = ([0; 2048], [0; 2048]);
        loop {
            tokio::select! {
                Ok((length, from)) = near.recv_from(&mut up) => {
                    robot = Some(from);
                    if up[0] < 128 || random.below(1000) >= permille {
                        let _ = far.send(&up[..length]).await;
                    }
                }
                Ok(length) = far.recv(&mut down) => {
                    if let Some(robot) = robot && (down[0] < 128 || random.below(1000) >= permille) {
                        let _ = near.send_to(&down[..length], robot).await;
                    }
                }
            }
        }
    });
    addr
}
