//! Opens the relay's ports: UDP and TCP with the same number, for both families of addresses where that is asked for.
//! Knows nothing of what comes in.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use super::{RelayConfig, tcp, udp};

/// Tries to find a port that is free for UDP and TCP, when any will do.
const PORT_TRIES: usize = 16;

pub(super) fn open(config: &RelayConfig) -> io::Result<(std::net::UdpSocket, Option<std::net::TcpListener>)> {
    let any_port = config.bind.port() == 0;
    let mut tries = 0;
    loop {
        tries += 1;
        let udp = udp::open(config.bind).or_else(|error| without_ipv6(config.bind, error))?;
        if !config.tcp {
            return Ok((udp, None));
        }
        match tcp::listen(udp.local_addr()?) {
            Ok(listener) => return Ok((udp, Some(listener))),
            // Somebody's TCP port: another number will do.
            Err(error)
                if any_port && error.kind() == io::ErrorKind::AddrInUse && tries < PORT_TRIES => {}
            Err(error) => return Err(error),
        }
    }
}

/// On a machine without IPv6, who listens for both families listens for IPv4.
fn without_ipv6(bind: SocketAddr, error: io::Error) -> io::Result<std::net::UdpSocket> {
    const NO_SUCH_FAMILY: i32 = 97;
    let both = bind.is_ipv6() && bind.ip().is_unspecified();
    if !(both && error.raw_os_error() == Some(NO_SUCH_FAMILY)) {
        return Err(error);
    }
    udp::open((Ipv4Addr::UNSPECIFIED, bind.port()).into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Linux answers so on a machine without IPv6.
    #[test]
    fn without_ipv6_both_families_means_ipv4() {
        let missing = || io::Error::from_raw_os_error(97);
        let both = "[::]:0".parse().unwrap();
        let udp = without_ipv6(both, missing()).unwrap();
        assert!(udp.local_addr().unwrap().is_ipv4());
        let taken = io::Error::from(io::ErrorKind::AddrInUse);
        assert!(without_ipv6(both, taken).is_err());
        assert!(without_ipv6("[::1]:0".parse().unwrap(), missing()).is_err());
    }
}
