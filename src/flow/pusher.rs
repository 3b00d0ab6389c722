//! Rings browsers that have no page open, and tells them when it is over. Works through the outbox's rows for pushes: a row
//! says only *that* something changed; what is true is read when it is sent, so a row may come late or twice.
//!
//! A row is taken away when every browser's push service has answered or the ring is over; after a crash it is still there.

use std::{collections::HashMap, time::Duration};

use sidak_core::{
    check::Receipt,
    ids::{CheckId, PersonId},
    ring::{Back, Showing},
    time::{HOUR, MINUTE, Moment},
};
use tokio::{
    sync::{broadcast::error::RecvError, watch},
    task::{Id, JoinSet},
    time::{Instant, MissedTickBehavior, interval, timeout_at},
};

use super::{Done, House, push::{fresh, message, settle, shape_back, showing}, ring};
use crate::{
    bus::Hint,
    notify::{Notifier, Sent, base64url},
    shape::push::{PushResult, Pushed},
    store::{outbox, push::{self, Subscription}},
};

/// Checks whose pushes are on their way at one time; the rest wait in the outbox.
const CHECKS_MAX: usize = 128;
/// A lost hint costs so long.
const TURN: Duration = Duration::from_secs(1);
/// Tries for one browser.
const TRIES_MAX: u32 = 6;
/// The first pause between tries where the service names none; it doubles.
const PAUSE: Duration = Duration::from_secs(2);
/// A browser that comes online within this time is told that a call was missed.
const MISSED_TTL_MS: i64 = 12 * HOUR;
/// One that comes online later had lost the ring before: nothing is left to take away.
const HANDLED_TTL_MS: i64 = 10 * MINUTE;
/// Trying to tell that it is over is given up after so long.
const OVER_RETRY_MS: i64 = 10 * MINUTE;

/// Runs until the server stops; what is not sent then stays in the outbox.
pub async fn run(house: House, notifier: Notifier, mut stop: watch::Receiver<bool>) {
    let mut hints = house.bus.listen();
    let mut turns = interval(TURN);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut sending = JoinSet::new();
    let mut busy: HashMap<Id, CheckId> = HashMap::new();
    loop {
        tokio::select! {
            _ = turns.tick() => {}
            hint = hints.recv() => match hint {
                Ok(Hint::Pushes) | Err(RecvError::Lagged(_)) => {}
                Ok(_) => continue,
                Err(RecvError::Closed) => return,
            },
            Some(done) = sending.join_next_with_id() => {
                busy.remove(&done.map_or_else(|error| error.id(), |(id, ())| id));
            }
            _ = stop.changed() => break,
        }
        let waiting = match waiting(&house).await {
            Ok(waiting) => waiting,
            Err(error) => {
                tracing::error!(%error, "the waiting pushes could not be read; it tries again every second");
                continue;
            }
        };
        for (check, rows) in waiting {
            if busy.len() < CHECKS_MAX && !busy.values().any(|other| *other == check) {
                let task = sending.spawn(deliver(house.clone(), notifier.clone(), check, rows));
                busy.insert(task.id(), check);
            }
        }
    }
    sending.shutdown().await;
}

/// The rows of each check.
async fn waiting(house: &House) -> Done<HashMap<CheckId, Vec<i64>>> {
    let mut tx = house.db.read().await?;
    let mut waiting: HashMap<CheckId, Vec<i64>> = HashMap::new();
    for row in outbox::take_pushes(&mut tx, outbox::TAKE_MAX).await? {
        waiting.entry(CheckId(row.target)).or_default().push(row.seq);
    }
    Ok(waiting)
}

async fn deliver(house: House, notifier: Notifier, check: CheckId, rows: Vec<i64>) {
    if let Err(error) = try_deliver(&house, &notifier, check, &rows).await {
        tracing::error!(%error, check = %check, "a push could not be sent; it is tried again");
    }
}

async fn try_deliver(house: &House, notifier: &Notifier, check: CheckId, rows: &[i64]) -> Done<()> {
    if let Some(news) = news(house, check).await? {
        let mut tx = house.db.read().await?;
        let browsers = push::of_person(&mut tx, news.person).await?;
        drop(tx);
        let mut sending = JoinSet::new();
        for browser in browsers.into_iter().filter(|browser| news.concerns(browser)) {
            sending.spawn(tell(house.clone(), notifier.clone(), news, browser));
        }
        while let Some(told) = sending.join_next().await {
            if let Ok(Err(error)) = told {
                tracing::error!(%error, check = %check, "how a push ended could not be written down");
            }
        }
    }
    let mut tx = house.db.begin().await?;
    outbox::done(&mut tx, rows).await?;
    Ok(tx.commit().await?)
}

/// What is true of a check's ring, and for how long it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
struct News {
    check: CheckId,
    person: PersonId,
    showing: Showing,
}

impl News {
    /// Who answered knows it.
    fn concerns(&self, browser: &Subscription) -> bool {
        !matches!(self.showing, Showing::Handled { by: Some(by), .. } if by == browser.device)
    }

    fn content(&self, notifier: &Notifier, to: &Subscription) -> Pushed {
        let check = self.check.0;
        match self.showing {
            Showing::Ringing { attempt, until } => {
                Pushed::Ring { check, attempt: attempt.0, until: until.millis(), token: notifier.token(attempt.0, to.device.0) }
            }
            Showing::Handled { .. } => Pushed::Handled { check },
            Showing::Missed { attempt, back } => {
                let (back, until) = shape_back(back);
                Pushed::Missed { check, attempt: attempt.0, back, until }
            }
        }
    }

    /// How long the push service may keep it, and until when it is worth trying.
    fn times(&self, began: Moment) -> (Moment, Moment) {
        match self.showing {
            Showing::Ringing { until, .. } => (until, until),
            Showing::Handled { .. } => (began.plus(HANDLED_TTL_MS), began.plus(OVER_RETRY_MS)),
            Showing::Missed { back: Back::Open { until: Some(until) }, .. } => (until, until),
            Showing::Missed { .. } => (began.plus(MISSED_TTL_MS), began.plus(OVER_RETRY_MS)),
        }
    }
}

async fn news(house: &House, id: CheckId) -> Done<Option<News>> {
    let mut tx = house.db.read().await?;
    Ok(showing(&mut tx, id).await?.map(|(person, showing)| News { check: id, person, showing }))
}

/// Tries until one browser's push service has it, it no longer matters, or something newer is true.
async fn tell(house: House, notifier: Notifier, news: News, browser: Subscription) -> Done<()> {
    let (kept_until, worth_until) = news.times(house.now());
    let topic = base64url(news.check.0.as_bytes());
    let mut pause = PAUSE;
    for _ in 0..TRIES_MAX {
        let now = house.now();
        if now >= worth_until {
            return Ok(());
        }
        let ttl = Duration::from_millis(u64::try_from(kept_until.since(now)).unwrap_or_default()).max(Duration::from_secs(1));
        let message = message(&browser, &news.content(&notifier, &browser), ttl, topic.clone());
        let result = match notifier.send(&message, &fresh(&house)?, now).await {
            Sent::Accepted => PushResult::Accepted,
            Sent::Gone => PushResult::Gone,
            Sent::Refused => PushResult::Refused,
            Sent::Later { after } => {
                let wait = after.unwrap_or(pause);
                pause *= 2;
                let enough = i64::try_from(wait.as_millis()).is_ok_and(|wait| wait < worth_until.since(house.now()));
                if !enough || !still_true(&house, &news, wait).await? {
                    return Ok(());
                }
                continue;
            }
        };
        if result == PushResult::Refused {
            tracing::warn!(check = %news.check, "a push service refused a message");
        }
        settle(&house, &browser, result).await?;
        if result == PushResult::Accepted && matches!(news.showing, Showing::Ringing { .. }) {
            // Refused when the ring has ended meanwhile: then it proves nothing any more.
            let _ = ring::received(&house, news.person, news.showing.attempt(), browser.device, Receipt::Accepted).await;
        }
        return Ok(());
    }
    Ok(())
}

/// Waits, and gives up at once when something newer is true: that must not wait behind this.
async fn still_true(house: &House, news: &News, wait: Duration) -> Done<bool> {
    let mut hints = house.bus.listen();
    let end = Instant::now() + wait;
    loop {
        if self::news(house, news.check).await? != Some(*news) {
            return Ok(false);
        }
        match timeout_at(end, async { while !matches!(hints.recv().await, Ok(Hint::Pushes) | Err(_)) {} }).await {
            Ok(()) => {}
            Err(_) => return Ok(true),
        }
    }
}
