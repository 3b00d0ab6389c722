//! The one UDP socket: takes in many datagrams with one system call and says which of our addresses each came to.
//! Knows nothing of what the datagrams hold.

use std::io::{self, IoSliceMut};
use std::net::{IpAddr, SocketAddr};

use quinn_udp::{BATCH_SIZE, RecvMeta, UdpSocketState};
use tokio::io::Interest;

use super::train::Train;

/// Asked of the kernel for each direction; it grants what its own limit allows. All calls share this one socket, so
/// it must hold what arrives while the thread is off the processor: 16 MiB are a second of 100 calls.
const SOCKET_BUFFER: usize = 16 * 1024 * 1024;
/// One receive buffer; the kernel may join datagrams of one sender up to this size.
const RECEIVE_BUFFER: usize = 64 * 1024;

pub(super) struct UdpPort {
    socket: tokio::net::UdpSocket,
    state: UdpSocketState,
    buffer: Vec<u8>,
    dual_stack: bool,
}

/// Binds the socket, for IPv4 too when `bind` is an IPv6 address.
pub(super) fn open(bind: SocketAddr) -> io::Result<std::net::UdpSocket> {
    use socket2::{Domain, Protocol, Socket, Type};
    let socket = Socket::new(Domain::for_address(bind), Type::DGRAM, Some(Protocol::UDP))?;
    if bind.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    // A smaller buffer than asked for is no error: the counter of kernel drops tells if it is too small.
    let _ = socket.set_recv_buffer_size(SOCKET_BUFFER);
    let _ = socket.set_send_buffer_size(SOCKET_BUFFER);
    socket.set_nonblocking(true)?;
    socket.bind(&bind.into())?;
    Ok(socket.into())
}

impl UdpPort {
    /// Must be called inside the runtime that will use it.
    pub(super) fn new(socket: std::net::UdpSocket) -> io::Result<UdpPort> {
        let dual_stack = socket.local_addr()?.is_ipv6();
        let state = UdpSocketState::new((&socket).into())?;
        let socket = tokio::net::UdpSocket::from_std(socket)?;
        Ok(UdpPort {
            socket,
            state,
            buffer: vec![0; RECEIVE_BUFFER * BATCH_SIZE],
            dual_stack,
        })
    }

    pub(super) async fn readable(&self) -> io::Result<()> {
        self.socket.readable().await
    }

    /// Hands every datagram of one batch to `each`: sender, our address, contents. Fails with `WouldBlock` when
    /// there is nothing (more) to read.
    pub(super) fn receive(
        &mut self,
        mut each: impl FnMut(SocketAddr, Option<IpAddr>, &[u8]),
    ) -> io::Result<()> {
        let mut metas = [RecvMeta::default(); BATCH_SIZE];
        let count = {
            let mut chunks = self.buffer.chunks_mut(RECEIVE_BUFFER);
            let mut slices: [IoSliceMut<'_>; BATCH_SIZE] =
                std::array::from_fn(|_| IoSliceMut::new(chunks.next().unwrap_or_default()));
            let (socket, state) = (&self.socket, &self.state);
            socket.try_io(Interest::READABLE, || {
                state.recv(socket.into(), &mut slices, &mut metas)
            })?
        };
        for (meta, chunk) in metas
            .iter()
            .take(count)
            .zip(self.buffer.chunks(RECEIVE_BUFFER))
        {
            let remote = SocketAddr::new(meta.addr.ip().to_canonical(), meta.addr.port());
            let arrived_on = meta.dst_ip.map(|ip| ip.to_canonical());
            let filled = chunk.get(..meta.len).unwrap_or_default();
            for datagram in filled.chunks(meta.stride.max(1)) {
                each(remote, arrived_on, datagram);
            }
        }
        Ok(())
    }

    /// How many datagrams of one train the kernel takes.
    pub(super) fn longest_train(&self) -> usize {
        self.state.max_gso_segments()
    }

    pub(super) fn send(&self, train: &Train) -> io::Result<()> {
        let destination = match train.to.ip() {
            IpAddr::V4(v4) if self.dual_stack => {
                SocketAddr::new(v4.to_ipv6_mapped().into(), train.to.port())
            }
            _ => train.to,
        };
        let transmit = quinn_udp::Transmit {
            destination,
            ecn: None,
            contents: &train.bytes,
            segment_size: Some(train.segment),
            src_ip: train.from,
        };
        self.socket.try_io(Interest::WRITABLE, || {
            self.state.try_send((&self.socket).into(), &transmit)
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// A machine may have several addresses; an answer from another one than was asked is thrown away by browsers.
    #[tokio::test]
    async fn packets_leave_from_the_address_that_was_asked() {
        let second: IpAddr = "127.0.0.2".parse().unwrap();
        for (bind, receiver, from, expected) in [
            ("127.0.0.1:0", "127.0.0.1:0", None, "127.0.0.1"),
            ("0.0.0.0:0", "127.0.0.1:0", Some(second), "127.0.0.2"),
            ("[::]:0", "127.0.0.1:0", Some(second), "127.0.0.2"),
            ("[::]:0", "127.0.0.1:0", None, "127.0.0.1"),
            ("[::]:0", "[::1]:0", "::1".parse().ok(), "::1"),
        ] {
            let port = UdpPort::new(open(bind.parse().unwrap()).unwrap()).unwrap();
            let receiver = tokio::net::UdpSocket::bind(receiver).await.unwrap();
            port.socket.writable().await.unwrap();
            port.send(&Train::new(receiver.local_addr().unwrap(), from, b"packet")).unwrap();
            let (_, sender) = receiver.recv_from(&mut [0; 10]).await.unwrap();
            assert_eq!(sender.ip(), expected.parse::<IpAddr>().unwrap(), "{bind} from {from:?}");
        }
    }

    #[tokio::test]
    async fn both_families_arrive_as_what_they_are() {
        let mut port = UdpPort::new(open("[::]:0".parse().unwrap()).unwrap()).unwrap();
        let number = port.socket.local_addr().unwrap().port();
        for address in ["127.0.0.1", "::1"] {
            let address: IpAddr = address.parse().unwrap();
            let sender = tokio::net::UdpSocket::bind((address, 0)).await.unwrap();
            sender.send_to(b"packet", (address, number)).await.unwrap();
            let mut seen = Vec::new();
            while seen.is_empty() {
                port.readable().await.unwrap();
                let _ = port.receive(|remote, arrived_on, _| seen.push((remote, arrived_on)));
            }
            assert_eq!(seen, [(sender.local_addr().unwrap(), Some(address))]);
        }
    }
}
