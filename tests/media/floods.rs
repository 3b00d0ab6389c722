//! A stranger who sends as fast as a machine can, while others are in a call.

use std::time::{Duration, Instant};

use sidak::media::Side::{Employee, Supervisor};
use tokio::net::UdpSocket;
use tokio::time::MissedTickBehavior;

use crate::house::*;
use crate::network::{Lottery, stun};

const A_SECOND: u32 = 10_000;
const SECONDS: u32 = 3;
const BATCH: u32 = 100;
/// What one source may get wrong in a second (`src/media/flood.rs`).
const REFUSALS: u64 = 20;

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_datagrams_a_second_do_not_disturb_a_call() {
    let house = House::open(true);
    let mut supervisor = peer(Supervisor).await;
    let mut employee = peer(Employee).await;
    house.join(Supervisor, &mut supervisor).await;
    let answer = house.join(Employee, &mut employee).await;
    flows(&supervisor).await;
    flows(&employee).await;
    let name = |line: &str| line.strip_prefix("a=ice-ufrag:").map(str::to_owned);
    let ufrag = answer.lines().find_map(name).unwrap();
    let (before, seen) = (house.relay.stats(), [supervisor.stats(), employee.stats()]);
    assert_eq!(
        before.dropped.refused + before.dropped.flood + before.dropped.over_rate,
        0,
        "control: a call alone is under every limit"
    );

    let began = Instant::now();
    let target = house.relay.addr();
    let stranger = tokio::spawn(async move {
        let socket = UdpSocket::bind((LOCALHOST, 0)).await.unwrap();
        let mut random = Lottery(9);
        // The worst of them has overheard the name of a leg; the others know nothing.
        let forged = stun(&format!("{ufrag}:x"), &mut random);
        let unknown = stun("nobody:x", &mut random);
        let media: Vec<u8> = (0..1200)
            .map(|n| if n == 0 { 0x80 } else { random.byte() })
            .collect();
        let packets = [&forged, &forged, &unknown, &media];
        // A tick that comes late is made up for, so that the rate is what it says.
        let mut tick = tokio::time::interval(Duration::from_secs(1) * BATCH / A_SECOND);
        tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
        for batch in 0..A_SECOND * SECONDS / BATCH {
            tick.tick().await;
            for n in 0..BATCH {
                let packet = packets[((batch + n) % 4) as usize];
                // A full buffer is the stranger's trouble.
                let _ = socket.send_to(packet, target).await;
            }
        }
    });
    stranger.await.unwrap();
    let seconds = began.elapsed().as_secs() + 1;
    let stats = house.relay.stats();
    let proofs_read = stats.dropped.refused - before.dropped.refused;
    assert!(
        proofs_read <= REFUSALS * (seconds + 2),
        "{proofs_read} proofs were looked at in {seconds} s"
    );
    let told_apart = stats.dropped.flood + stats.dropped.unknown_source;
    assert!(
        stats.dropped.flood >= 5_000 && told_apart >= 10_000,
        "{stats:?}"
    );
    assert_eq!(
        (stats.engine_faults, stats.legs, stats.dropped.over_rate),
        (0, 2, 0)
    );

    // What the other end sent in the meantime has come, but for what may be under way.
    flows(&supervisor).await;
    flows(&employee).await;
    let now = [supervisor.stats(), employee.stats()];
    for (one, other) in [(0, 1), (1, 0)] {
        let sent = now[other].frames_sent - seen[other].frames_sent;
        let came = now[one].frames - seen[one].frames;
        assert!(
            sent >= 12 && came + 6 + sent / 50 >= sent,
            "{came} of {sent} frames came"
        );
    }
}
