//! The server's side, in a process of its own: the relay behind its public API, or the floor. Is told what to do by lines
//! of JSON on its standard input and answers each with one.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

use serde_json::{Value, json};
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::media::{Relay, RelayConfig, Side};
use crate::plain::{Cipher, HEAD};
use crate::{BenchError, Kind};

const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

pub async fn run(kind: Kind) -> Result<(), BenchError> {
    match kind {
        Kind::Relay => relay().await,
        Kind::Floor => floor(),
        // Nothing to serve: its memory and time are those of a process that waits.
        Kind::Direct => {
            println!("{}", json!("127.0.0.1:0"));
            Ok(std::io::stdin().read_line(&mut String::new()).map(drop)?)
        }
    }
}

async fn relay() -> Result<(), BenchError> {
    let (events, mut facts) = mpsc::channel(4_096);
    let config = RelayConfig { bind: SocketAddr::new(LOCAL, 0), advertise: vec![LOCAL], tcp: false };
    let relay = Relay::start(config, events)?;
    tokio::spawn(async move { while facts.recv().await.is_some() {} });
    println!("{}", json!(relay.addr().to_string()));
    // This thread does nothing else: the relay has its own.
    for line in std::io::stdin().lines() {
        let line = line?;
        let wish: Value = serde_json::from_str(&line).unwrap_or_default();
        let call = Uuid::from_u128(wish["call"].as_u64().unwrap_or_default().into());
        let side = if wish["side"] == "employee" { Side::Employee } else { Side::Supervisor };
        let answer = match wish["do"].as_str() {
            Some("join") => json!(relay.join(call, side, wish["sdp"].as_str().unwrap_or_default().to_owned()).await?),
            Some("close") => {
                relay.close(call);
                json!("closed")
            }
            _ => json!(format!("{:?}", relay.stats())),
        };
        println!("{answer}");
    }
    relay.stop().await;
    Ok(())
}

/// Forwards between the two addresses of a call, each packet opened and sealed again. Ends with its standard input.
fn floor() -> Result<(), BenchError> {
    let socket = UdpSocket::bind((LOCAL, 0))?;
    // As much room as the relay asks for.
    let _ = socket2::SockRef::from(&socket).set_recv_buffer_size(16 << 20);
    println!("{}", json!(socket.local_addr()?.to_string()));
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_line(&mut String::new());
        std::process::exit(0);
    });
    let cipher = Cipher::new()?;
    let mut places: HashMap<(u32, u8), SocketAddr> = HashMap::new();
    let mut others: HashMap<SocketAddr, SocketAddr> = HashMap::new();
    let mut buffer = vec![0; 2_048];
    loop {
        let (length, from) = socket.recv_from(&mut buffer)?;
        let Some(other) = others.get(&from).copied() else {
            let Some(&[a, b, c, d, side, ..]) = buffer.get(..HEAD) else { continue };
            let call = u32::from_be_bytes([a, b, c, d]);
            places.insert((call, side), from);
            if let Some(other) = places.get(&(call, 1 - side.min(1))) {
                others.insert(from, *other);
                others.insert(*other, from);
            }
            continue;
        };
        let Some(packet) = buffer.get_mut(..length) else { continue };
        cipher.open(packet)?;
        cipher.seal(packet)?;
        let _ = socket.send_to(packet, other);
    }
}
