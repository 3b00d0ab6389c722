//! TURN over TLS (RFC 8656) for networks that let only TLS out: a second listener whose packets go to the media thread
//! in memory. It reaches nobody but the relay, and only for who holds credentials that a call's page was given.
//! Knows nothing of calls or people; whoever issues credentials knows for whom.

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::Relay;

mod credentials;
mod door;
mod frames;
mod session;
mod end;

pub use credentials::{Credentials, Secret};
pub(super) use end::End;

/// Unix time in seconds, by which credentials end.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Serves TURN on a listener until the task is aborted, with credentials of `secret`.
#[must_use]
pub fn serve(listener: TcpListener, tls: TlsAcceptor, relay: Relay, secret: Arc<Secret>, clock: Clock) -> JoinHandle<()> {
    tokio::spawn(door::accept(listener, tls, Arc::new(door::Door::new(relay, secret, clock))))
}
