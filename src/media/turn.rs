//! TURN over TLS (RFC 8656) for networks that let only TLS out: a second listener whose packets go to the media thread
//! in memory. It reaches nobody but the relay, and only for who holds credentials that a call's page was given.
//! Knows nothing of calls or people; whoever issues credentials knows for whom.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::Relay;

mod credentials;
mod door;
mod end;
mod frames;
#[cfg(any(test, fuzzing))]
pub(super) mod fuzz;
mod session;

pub use credentials::{Credentials, Secret};
pub(super) use end::End;

/// Unix time in seconds, by which credentials end.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Listens for TURN; the unspecified IPv6 address serves IPv4 too.
///
/// # Errors
/// When the address cannot be bound. Must be called inside a runtime.
pub fn listen(bind: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::from_std(super::tcp::listen(bind)?)
}

/// Serves TURN on a listener until the task is aborted, with credentials of `secret`.
#[must_use]
pub fn serve(listener: TcpListener, tls: TlsAcceptor, relay: Relay, secret: Arc<Secret>, clock: Clock) -> JoinHandle<()> {
    tokio::spawn(door::accept(listener, tls, Arc::new(door::Door::new(relay, secret, clock))))
}
