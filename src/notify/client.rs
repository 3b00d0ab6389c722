//! One request to one push service: resolve, look at the address, connect to exactly that one, ask, read the status.
//!
//! No redirect is followed, no body is read, and all of it has one time limit. A connection serves one message: even a
//! large office sends a few a second. Knows nothing of what is sent.

use std::{sync::Arc, time::Duration};

use http_body_util::Full;
use hyper::{Request, body::Bytes, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use tokio::{io::{AsyncRead, AsyncWrite}, net::{TcpStream, lookup_host}, time::timeout};
use tokio_rustls::{TlsConnector, rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::ServerName}};

use super::{Endpoint, Message, Sent, Unfit, Urgency, reply};

/// From the name to the status.
pub const SEND_TIMEOUT: Duration = Duration::from_secs(10);
/// Head of an answer, bytes.
const HEAD_MAX: usize = 16 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The name leads to an address inside.
    Forbidden,
    Unreachable,
}

/// Trusts the public certificate authorities, as browsers do.
///
/// # Errors
/// When the TLS library refuses its own defaults.
pub fn tls() -> Result<ClientConfig, Unfit> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let config = config.with_safe_default_protocol_versions().map_err(|_| Unfit)?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// The request of RFC 8030 §5. Pure.
///
/// # Errors
/// When a header has a letter that headers cannot have.
pub fn request(endpoint: &Endpoint, authorization: &str, message: &Message, body: Vec<u8>) -> Result<Request<Full<Bytes>>, Unfit> {
    let path = endpoint.uri.path_and_query().map_or("/", |path| path.as_str());
    let urgency = match message.urgency {
        Urgency::Normal => "normal",
        Urgency::High => "high",
    };
    Request::post(path)
        .header(header::HOST, endpoint.authority())
        .header(header::AUTHORIZATION, authorization)
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header(header::CONTENT_ENCODING, "aes128gcm")
        .header("ttl", message.ttl.as_secs())
        .header("urgency", urgency)
        .header("topic", &message.topic)
        .body(Full::from(body))
        .map_err(|_| Unfit)
}

/// # Errors
/// [`Trouble`], also when the time limit passes.
pub async fn send(tls: &Arc<ClientConfig>, endpoint: &Endpoint, request: Request<Full<Bytes>>) -> Result<Sent, Trouble> {
    timeout(SEND_TIMEOUT, exchange(tls, endpoint, request)).await.unwrap_or(Err(Trouble::Unreachable))
}

async fn exchange(tls: &Arc<ClientConfig>, endpoint: &Endpoint, request: Request<Full<Bytes>>) -> Result<Sent, Trouble> {
    let addresses = lookup_host((endpoint.host.as_str(), endpoint.port)).await.map_err(unreachable)?;
    let address = endpoint.pick(addresses).ok_or(Trouble::Forbidden)?;
    let stream = TcpStream::connect(address).await.map_err(unreachable)?;
    if !endpoint.tls {
        return ask(stream, request).await;
    }
    let name = ServerName::try_from(endpoint.host.clone()).map_err(unreachable)?;
    let stream = TlsConnector::from(Arc::clone(tls)).connect(name, stream).await.map_err(unreachable)?;
    ask(stream, request).await
}

async fn ask(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, request: Request<Full<Bytes>>) -> Result<Sent, Trouble> {
    let handshake = http1::Builder::new().max_buf_size(HEAD_MAX).handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(unreachable)?;
    let asking = sender.send_request(request);
    // The connection moves while the answer is awaited, and ends with this function: its body is never read.
    let response = tokio::select! {
        response = asking => response.map_err(unreachable)?,
        _ = connection => return Err(Trouble::Unreachable),
    };
    let retry_after = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    Ok(reply::read(response.status().as_u16(), retry_after))
}

fn unreachable<E>(_: E) -> Trouble {
    Trouble::Unreachable
}
