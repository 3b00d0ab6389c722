//! Opens the socket of a signed-in page. From another site it is refused: browsers let any page open a socket with the
//! person's cookies (ASVS 4.4.2).

use std::net::SocketAddr;

use axum::{
    Extension,
    extract::{ConnectInfo, State, WebSocketUpgrade},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use super::{App, auth::{address, own_origin}, error::Refused, origin};
use crate::{flow::access::Asker, signal::{socket, wire::MESSAGE_MAX_BYTES}};

/// An idle socket is to cost kilobytes, not the 128 that the default takes at once.
const READ_BUFFER: usize = 2_048;
const WRITE_BUFFER_MAX: usize = 512 * 1024;

/// The socket of docs/protocol.md.
#[utoipa::path(get, path = "/api/socket", responses((status = 101)))]
pub async fn open(
    State(app): State<App>,
    Extension(asker): Extension<Asker>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !own_origin(&app.config, &headers) {
        app.desk.refused.count("socket", "cross_site");
        return Refused::new(StatusCode::FORBIDDEN, "cross_site", "Sockets must come from Sidak's own pages.").into_response();
    }
    let client = address(&app.config, peer.map(|peer| peer.0.0.ip()), &headers);
    let origin = origin::of(client, &headers);
    upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER_MAX)
        .max_message_size(MESSAGE_MAX_BYTES)
        .max_frame_size(MESSAGE_MAX_BYTES)
        .on_upgrade(move |open| socket::run(open, app.desk, asker, origin))
}
