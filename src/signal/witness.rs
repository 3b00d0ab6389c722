//! What the relay saw becomes facts on the record, and a call that is over is torn down.

use sidak_core::{check::{Media, Side}, ids::CheckId};
use tokio::sync::{broadcast::error::RecvError, mpsc};

use super::{hub::Hub, wire::Quality};
use crate::{
    bus::Hint,
    flow::{self, House},
    media::{self, Relay, RelayEvent, RelayFact},
};

/// Writes the relay's facts down, in the order they were seen; runs until the relay is gone.
pub async fn record(house: House, hub: Hub, mut events: mpsc::Receiver<RelayEvent>) {
    while let Some(RelayEvent { call, side, what }) = events.recv().await {
        if hub.trials().is_one(call) {
            continue;
        }
        let (check, side) = (CheckId(call), core_side(side));
        match what {
            RelayFact::FirstAudio => hub.flowed(check, side, Media::Audio),
            RelayFact::FirstVideo => hub.flowed(check, side, Media::Video),
            _ => {}
        }
        let written = match what {
            RelayFact::FirstAudio => flow::call::media(&house, check, side, Media::Audio).await,
            RelayFact::FirstVideo => flow::call::media(&house, check, side, Media::Video).await,
            RelayFact::FirstKeyframe { .. } => flow::call::media(&house, check, side, Media::Keyframe).await,
            RelayFact::Connected | RelayFact::Flowing => flow::call::back(&house, check, side).await,
            RelayFact::Disconnected => flow::call::lost(&house, check, side).await,
            // No media is no loss: camera and microphone may be off.
            RelayFact::Quiet => Ok(()),
            RelayFact::Quality { loss_permille, rtt_ms, bitrate_kbps, path } => {
                hub.quality(check, side, Quality { loss_permille, rtt_ms, kbps: bitrate_kbps, path: path.into() });
                Ok(())
            }
        };
        if let Err(error) = written {
            tracing::error!(%error, check = %check, "what the relay saw could not be written down");
        }
    }
}

/// Tears down the media of calls that ended; runs until the bus is gone.
pub async fn tear_down(house: House, hub: Hub, relay: Relay) {
    let mut hints = house.bus.listen();
    loop {
        match hints.recv().await {
            Ok(Hint::CloseCall(check)) => {
                relay.close(check.0);
                for (side, summary) in hub.close(check) {
                    if let Err(error) = flow::quality::keep(&house, check, side, &summary).await {
                        tracing::error!(%error, check = %check, "the summary of a line could not be kept");
                    }
                }
            }
            Ok(_) => {}
            // The relay drops silent calls by itself, so a missed hint costs a little memory for a while.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

#[must_use]
pub const fn relay_side(side: Side) -> media::Side {
    match side {
        Side::Supervisor => media::Side::Supervisor,
        Side::Employee => media::Side::Employee,
    }
}

const fn core_side(side: media::Side) -> Side {
    match side {
        media::Side::Supervisor => Side::Supervisor,
        media::Side::Employee => Side::Employee,
    }
}
