//! The accept loop: header time-outs, a connection limit, TLS, and a graceful stop. Knows nothing of routes.

use std::{io, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use axum::{Router, extract::ConnectInfo};
use hyper::{Request, body::Incoming};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{net::{TcpListener, TcpStream}, sync::{Semaphore, watch}};
use tokio_rustls::{TlsAcceptor, rustls};
use tower::ServiceExt;

/// Open connections; the file limit must leave room for the database and the relay.
const CONNECTIONS_MAX: usize = 40_000;
/// A client that has not sent its request's head by then is dropped (slowloris).
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
const TLS_TIMEOUT: Duration = Duration::from_secs(10);
/// After a refused accept (out of files), wait before trying again.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// Serves until `stop` turns true, then lets running requests end for at most `grace`.
pub async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, routes: Router, mut stop: watch::Receiver<bool>, grace: Duration) {
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stopping| *stopping) => break,
        };
        let (stream, peer) = match accepted {
            Ok(pair) => pair,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let Ok(permit) = Arc::clone(&room).try_acquire_owned() else {
            tracing::warn!(connections = CONNECTIONS_MAX, "connection refused: the limit is reached");
            continue;
        };
        let (tls, routes, watcher) = (tls.clone(), routes.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _permit = permit;
            let _ = stream.set_nodelay(true);
            if let Some(tls) = tls {
                if let Ok(Ok(stream)) = tokio::time::timeout(TLS_TIMEOUT, tls.accept(stream)).await {
                    connection(TokioIo::new(stream), peer, routes, watcher).await;
                }
            } else {
                connection(TokioIo::<TcpStream>::new(stream), peer, routes, watcher).await;
            }
        });
    }
    if tokio::time::timeout(grace, graceful.shutdown()).await.is_err() {
        tracing::info!("some connections were still open at the end of the grace period");
    }
}

async fn connection<I>(io: I, peer: SocketAddr, routes: Router, watcher: hyper_util::server::graceful::Watcher)
where
    I: hyper::rt::Read + hyper::rt::Write + Send + Unpin + 'static,
{
    let service = routes.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.map(axum::body::Body::new)
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    let connection = builder.serve_connection_with_upgrades(io, TowerToHyperService::new(service)).into_owned();
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Waits for Ctrl-C or SIGTERM.
pub async fn told_to_stop() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            // Without the signal there is still Ctrl-C.
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("cannot read {0}: {1}")]
    Unreadable(std::path::PathBuf, io::Error),
    #[error("no usable certificate or key in {0}")]
    Empty(std::path::PathBuf),
    #[error("certificate and key do not fit: {0}")]
    Unfit(#[from] rustls::Error),
}

/// TLS for HTTP/1.1 alone: WebSockets need it, and the pages are few small files.
///
/// # Errors
/// As [`tls_for`].
pub fn tls(cert: &Path, key: &Path) -> Result<TlsAcceptor, TlsError> {
    tls_for(cert, key, &[b"http/1.1"])
}

/// Reads a PEM certificate chain and key; `protocols` are those that clients may ask for by ALPN.
///
/// # Errors
/// When a file cannot be read, holds nothing usable, or the two do not fit.
pub fn tls_for(cert: &Path, key: &Path, protocols: &[&[u8]]) -> Result<TlsAcceptor, TlsError> {
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
    let read = |path: &Path| std::fs::read(path).map_err(|why| TlsError::Unreadable(path.into(), why));
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&read(cert)?).filter_map(Result::ok).map(CertificateDer::into_owned).collect();
    if chain.is_empty() {
        return Err(TlsError::Empty(cert.into()));
    }
    let key_der = PrivateKeyDer::from_pem_slice(&read(key)?).map_err(|_| TlsError::Empty(key.into()))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key_der)?;
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    Ok(TlsAcceptor::from(Arc::new(config)))
}
