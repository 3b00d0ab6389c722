//! Browsers that want to be reached while no page is open: subscribing, the test of the morning, and the receipt of the
//! service worker. What rings them is `pusher`.

use std::time::Duration;

use sidak_core::{
    check::{Receipt, State},
    ids::{AttemptId, CheckId, DeviceId, PersonId},
    ring::{self as core_ring, Back, Showing},
};
use subtle::ConstantTimeEq;

use super::{Done, FlowError, House, ring};
use crate::{
    bus::Hint,
    notify::{self, Fresh, Message, Notifier, Recipient, Sent, Settings, Unfit, Urgency, encrypt, from_base64url, vapid::Vapid},
    shape::push::{self as shape, PushResult, PushTested, Pushed, StillRings, Subscribe},
    store::{Tx, checks, devices, facts, programmes, push::{self, Keys, Subscription}},
};

/// One in four billion numbers is no key; this many in a row are none only when randomness is broken.
const KEY_TRIES_MAX: usize = 4;
/// A test that takes longer has not come back.
const TEST_TTL: Duration = Duration::from_secs(30);

/// The sender, with the keys made at the first start.
///
/// # Errors
/// When the store fails, or there is no randomness.
pub async fn notifier(house: &House, settings: Settings) -> Done<Notifier> {
    let fresh = Keys { signing: signing_key(house)?, receipts: house.entropy.bytes()? };
    let mut tx = house.db.begin().await?;
    let keys = push::keys(&mut tx, fresh, house.now()).await?;
    tx.commit().await?;
    Ok(Notifier::new(&keys.signing, keys.receipts, settings)?)
}

fn signing_key(house: &House) -> Done<[u8; 32]> {
    for _ in 0..KEY_TRIES_MAX {
        let secret = house.entropy.bytes()?;
        if Vapid::new(&secret, None).is_ok() {
            return Ok(secret);
        }
    }
    Err(Unfit.into())
}

/// *Mulai WFH* renews the subscription of this browser.
///
/// # Errors
/// `NotFound` when the browser is not the person's; a fault of the subscription; or the store's failure.
pub async fn subscribe(house: &House, notifier: &Notifier, person: PersonId, device: DeviceId, wish: Subscribe) -> Done<()> {
    let subscription = read(notifier, person, device, wish)?;
    let mut tx = house.db.begin().await?;
    owned(&mut tx, person, device).await?;
    let before = push::of_endpoint(&mut tx, &subscription.endpoint).await?.filter(|other| other.device != device);
    if let Some(before) = &before {
        // A shared computer: the browser now serves somebody else. Only that browser knows both secrets; whoever merely
        // learned an endpoint must not be able to silence its owner.
        let same = before.p256dh.ct_eq(&subscription.p256dh) & before.auth.ct_eq(&subscription.auth);
        if !bool::from(same) {
            return Err(FlowError::bad("endpoint", "push_taken", "This push address belongs to another browser."));
        }
        push::lose(&mut tx, before.device, house.now()).await?;
    }
    push::put(&mut tx, &subscription, house.now()).await?;
    tx.commit().await?;
    for who in before.map(|before| before.person).into_iter().chain([person]) {
        house.bus.publish(Hint::Tell(who));
    }
    Ok(())
}

fn read(notifier: &Notifier, person: PersonId, device: DeviceId, wish: Subscribe) -> Done<Subscription> {
    let unfit = |field| FlowError::bad(field, "push_key", "This is not a push key of a browser.");
    notifier.endpoint(&wish.endpoint).map_err(|why| FlowError::bad("endpoint", "push_endpoint", why.to_string()))?;
    let p256dh = from_base64url(&wish.p256dh).filter(encrypt::is_point).ok_or_else(|| unfit("p256dh"))?;
    let auth = from_base64url(&wish.auth).ok_or_else(|| unfit("auth"))?;
    Ok(Subscription { device, person, endpoint: wish.endpoint, p256dh, auth })
}

/// # Errors
/// `NotFound` when the browser is not the person's, or the store's failure.
pub async fn unsubscribe(house: &House, person: PersonId, device: DeviceId) -> Done<()> {
    let mut tx = house.db.begin().await?;
    owned(&mut tx, person, device).await?;
    push::remove(&mut tx, device).await?;
    tx.commit().await?;
    house.bus.publish(Hint::Tell(person));
    Ok(())
}

/// Sends this browser a test, which its service worker shows and reports to its page.
///
/// # Errors
/// `NotFound` when this browser is not the person's or has no subscription, or the store's failure.
pub async fn test(house: &House, notifier: &Notifier, person: PersonId, device: DeviceId) -> Done<PushTested> {
    let mut tx = house.db.read().await?;
    let subscription = push::of_device(&mut tx, device).await?.filter(|own| own.person == person).ok_or(FlowError::NotFound)?;
    drop(tx);
    let nonce = house.fresh()?;
    let message = message(&subscription, &Pushed::Test { nonce }, TEST_TTL, notify::base64url(device.0.as_bytes()));
    let result = match notifier.send(&message, &fresh(house)?, house.now()).await {
        Sent::Accepted => PushResult::Accepted,
        Sent::Gone => PushResult::Gone,
        Sent::Refused => PushResult::Refused,
        Sent::Later { .. } => PushResult::Failed,
    };
    settle(house, &subscription, result).await?;
    Ok(PushTested { result, nonce })
}

/// What the answer of a push service says of the subscription.
///
/// # Errors
/// When the store fails.
pub async fn settle(house: &House, subscription: &Subscription, result: PushResult) -> Done<()> {
    let now = house.now();
    match result {
        PushResult::Accepted => {
            let mut tx = house.db.begin().await?;
            push::worked(&mut tx, subscription.device, now).await?;
            tx.commit().await?;
        }
        PushResult::Gone => {
            let mut tx = house.db.begin().await?;
            let lost = push::lose_same(&mut tx, subscription, now).await?;
            tx.commit().await?;
            if lost {
                house.bus.publish(Hint::Tell(subscription.person));
            }
        }
        PushResult::Refused | PushResult::Failed => {}
    }
    Ok(())
}

/// The service worker has shown a ring. The token from the push is all that is asked for: a worker may run when the session
/// is over. Late and repeated ones change nothing; the answer says whether it still rings.
///
/// # Errors
/// `NotFound` for a token that this server did not make for this ring, or the store's failure.
pub async fn shown(house: &House, notifier: &Notifier, attempt: AttemptId, token: &str) -> Done<StillRings> {
    let device = notifier.device_of(attempt.0, token).map(DeviceId).ok_or(FlowError::NotFound)?;
    let mut tx = house.db.read().await?;
    let id = checks::by_attempt(&mut tx, attempt).await?.ok_or(FlowError::NotFound)?;
    let (check, _) = checks::get(&mut tx, id).await?.ok_or(FlowError::NotFound)?;
    let rings = StillRings { ringing: true, back: shape::Back::Over, until: None };
    let over = match showing(&mut tx, id).await? {
        Some((_, Showing::Missed { back, .. })) => {
            let (back, until) = shape_back(back);
            StillRings { ringing: false, back, until }
        }
        _ => StillRings { ringing: false, ..rings },
    };
    drop(tx);
    match ring::received(house, check.person, attempt, device, Receipt::Displayed).await {
        Ok(()) => Ok(rings),
        Err(FlowError::Refused(_)) => Ok(over),
        // Another writer was first: the receipt may be missing, the state is what it is.
        Err(FlowError::Changed) if matches!(check.state, State::Ringing { .. }) => Ok(rings),
        Err(FlowError::Changed) => Ok(over),
        Err(error) => Err(error),
    }
}

/// Whom a check is about, and what a browser without an open page should show of it.
///
/// # Errors
/// When the store fails.
pub async fn showing(tx: &mut Tx, id: CheckId) -> Done<Option<(PersonId, Showing)>> {
    let Some((check, _)) = checks::get(tx, id).await? else { return Ok(None) };
    let trace = facts::of(tx, id).await?;
    let version = programmes::version(tx, check.programme, check.policy_version).await?.ok_or(FlowError::NotFound)?;
    Ok(core_ring::showing(&check, &trace, &version.policy.answer).map(|showing| (check.person, showing)))
}

#[must_use]
pub const fn shape_back(back: Back) -> (shape::Back, Option<i64>) {
    match back {
        Back::Open { until: Some(until) } => (shape::Back::Open, Some(until.millis())),
        Back::Open { until: None } => (shape::Back::Open, None),
        Back::Called => (shape::Back::Called, None),
        Back::Over => (shape::Back::Over, None),
    }
}

/// One message to one browser.
#[must_use]
pub fn message(to: &Subscription, content: &Pushed, ttl: Duration, topic: String) -> Message {
    Message {
        endpoint: to.endpoint.clone(),
        to: Recipient { p256dh: to.p256dh, auth: to.auth },
        plain: serde_json::to_vec(content).unwrap_or_default(),
        ttl,
        urgency: urgency(content),
        topic,
    }
}

/// What can still be acted on must not wait until somebody picks the phone up.
const fn urgency(content: &Pushed) -> Urgency {
    match content {
        Pushed::Ring { .. } | Pushed::Test { .. } | Pushed::Missed { back: shape::Back::Open, .. } => Urgency::High,
        Pushed::Handled { .. } | Pushed::Missed { .. } => Urgency::Normal,
    }
}

/// # Errors
/// When there is no randomness.
pub fn fresh(house: &House) -> Done<Fresh> {
    Ok(Fresh { secret: house.entropy.bytes()?, salt: house.entropy.bytes()? })
}

async fn owned(tx: &mut Tx, person: PersonId, device: DeviceId) -> Done<()> {
    let known = devices::of_person(tx, person).await?.iter().any(|own| own.id == device);
    if known { Ok(()) } else { Err(FlowError::NotFound) }
}
