//! Who is connected to this node. Hears the hints of the bus and wakes the pages they concern; each page then reads what
//! is true now. Knows nothing of messages but the few that pass between the two ends of a call.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, atomic::{AtomicU64, Ordering}},
};

use sidak_core::{check::{Media, Side}, ids::{CheckId, DeviceId, PersonId, SessionId}};
use tokio::sync::{Notify, broadcast::error::RecvError, mpsc};
use uuid::Uuid;

use super::{line::Line, trial::Trials, wire::{FromServer, Quality}};
use crate::{bus::{Bus, Hint}, shape::record::LineSummary};

/// Messages waiting for a slow page; when they are full the page is cut off and comes back to a fresh snapshot.
const WAITING_MAX: usize = 32;
/// Pages one person may have open.
pub const PAGES_MAX: usize = 12;

/// One open page.
pub struct Seat {
    number: u64,
    pub person: PersonId,
    pub session: SessionId,
    pub device: DeviceId,
    /// The tab, where it says so: a page that comes back after a cut is still itself.
    page: Option<Uuid>,
    /// Something that concerns this person changed.
    pub changed: Notify,
    /// The session may have ended.
    pub recheck: Notify,
    messages: mpsc::Sender<FromServer>,
}

impl Seat {
    fn is_same_page(&self, other: &Self) -> bool {
        self.number == other.number || (self.device == other.device && self.page == other.page)
    }

    /// False when the page reads too slowly.
    pub fn send(&self, message: FromServer) -> bool {
        self.messages.try_send(message).is_ok()
    }
}

/// The two pages of one call.
#[derive(Clone, Default)]
struct Ends {
    supervisor: Option<Arc<Seat>>,
    employee: Option<Arc<Seat>>,
    /// Of the whole call so far, the supervisor's first.
    sums: [Line; 2],
}

impl Ends {
    fn sum(&mut self, side: Side) -> &mut Line {
        let [supervisor, employee] = &mut self.sums;
        match side {
            Side::Supervisor => supervisor,
            Side::Employee => employee,
        }
    }

    fn seat(&mut self, side: Side) -> &mut Option<Arc<Seat>> {
        match side {
            Side::Supervisor => &mut self.supervisor,
            Side::Employee => &mut self.employee,
        }
    }
}

#[derive(Clone, Default)]
pub struct Hub(Arc<Inner>);

#[derive(Default)]
struct Inner {
    next: AtomicU64,
    seats: Mutex<HashMap<PersonId, Vec<Arc<Seat>>>>,
    calls: Mutex<HashMap<CheckId, Ends>>,
    trials: Trials,
}

impl Hub {
    #[must_use]
    pub fn trials(&self) -> &Trials {
        &self.0.trials
    }

    /// A page arrives. `None` when the person has too many open.
    #[must_use]
    pub fn arrive(&self, person: PersonId, session: SessionId, (device, page): (DeviceId, Option<Uuid>)) -> Option<(Arc<Seat>, mpsc::Receiver<FromServer>)> {
        let (messages, inbox) = mpsc::channel(WAITING_MAX);
        let number = self.0.next.fetch_add(1, Ordering::Relaxed);
        let seat = Arc::new(Seat { number, person, session, device, page, changed: Notify::new(), recheck: Notify::new(), messages });
        let mut seats = self.0.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let open = seats.entry(person).or_default();
        if open.len() >= PAGES_MAX {
            return None;
        }
        open.push(Arc::clone(&seat));
        Some((seat, inbox))
    }

    /// A page leaves. Answers which calls it was an end of.
    pub fn leave(&self, seat: &Seat) -> Vec<(CheckId, Side)> {
        let mut seats = self.0.seats.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = seats.get_mut(&seat.person) {
            open.retain(|other| other.number != seat.number);
            if open.is_empty() {
                seats.remove(&seat.person);
            }
        }
        drop(seats);
        let mut left = Vec::new();
        let mut calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        for (check, ends) in calls.iter_mut() {
            for side in [Side::Supervisor, Side::Employee] {
                let end = ends.seat(side);
                if end.as_ref().is_some_and(|other| other.number == seat.number) {
                    *end = None;
                    left.push((*check, side));
                }
            }
        }
        left
    }

    /// This page is now that end of the call. False while another page is it, unless this one takes it over: two tabs that
    /// both come back by themselves would take it from each other for ever.
    #[must_use]
    pub fn join(&self, check: CheckId, side: Side, seat: &Arc<Seat>, take: bool) -> bool {
        let mut calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let end = calls.entry(check).or_default().seat(side);
        if !take && end.as_ref().is_some_and(|other| !other.is_same_page(seat)) {
            return false;
        }
        let before = end.replace(Arc::clone(seat));
        drop(calls);
        if before.is_none_or(|other| other.number != seat.number) {
            self.each(seat.person, |page| page.changed.notify_one());
        }
        true
    }

    /// Whether another page of the same person is an end of this call.
    #[must_use]
    pub fn is_elsewhere(&self, check: CheckId, seat: &Seat) -> bool {
        let mut calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(ends) = calls.get_mut(&check) else { return false };
        [Side::Supervisor, Side::Employee]
            .into_iter()
            .any(|side| ends.seat(side).as_ref().is_some_and(|other| other.person == seat.person && !other.is_same_page(seat)))
    }

    /// The call is over. Answers what was measured of each side's line.
    pub fn close(&self, check: CheckId) -> Vec<(Side, LineSummary)> {
        let ends = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner).remove(&check);
        let sides = [Side::Supervisor, Side::Employee].into_iter();
        sides.zip(ends.unwrap_or_default().sums).filter_map(|(side, sum)| Some((side, sum.summary()?))).collect()
    }

    /// Something came through from that side.
    pub fn flowed(&self, check: CheckId, side: Side, what: Media) {
        let mut calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ends) = calls.get_mut(&check) {
            ends.sum(side).flowed(what);
        }
    }

    /// Which end of the call this page is, if any.
    #[must_use]
    pub fn side_of(&self, check: CheckId, seat: &Seat) -> Option<Side> {
        let mut calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = calls.get_mut(&check)?;
        [Side::Supervisor, Side::Employee]
            .into_iter()
            .find(|side| ends.seat(*side).as_ref().is_some_and(|other| other.number == seat.number))
    }

    /// Passes a message to the other end. False when nobody is there or it reads too slowly.
    #[must_use]
    pub fn to_other(&self, check: CheckId, from: Side, message: FromServer) -> bool {
        let mut calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(ends) = calls.get_mut(&check) else { return false };
        ends.seat(other(from)).as_ref().is_some_and(|seat| seat.send(message))
    }

    /// The relay measured one end's line: both pages get that reading, and no older one again, for pages count them.
    pub fn quality(&self, check: CheckId, side: Side, line: Quality) {
        let mut calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(ends) = calls.get_mut(&check) else { return };
        ends.sum(side).add(&line);
        for to in [Side::Supervisor, Side::Employee] {
            let (mine, peer) = if to == side { (Some(line), None) } else { (None, Some(line)) };
            if let Some(seat) = ends.seat(to) {
                // A page that misses one gets the next in two seconds.
                let _ = seat.send(FromServer::Quality { check: check.0, mine, peer });
            }
        }
    }

    /// Open pages on this node.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.0.seats.lock().unwrap_or_else(PoisonError::into_inner).values().map(Vec::len).sum()
    }

    /// Wakes pages as hints come in; runs until the bus is gone.
    pub async fn listen(self, bus: Bus) {
        let mut hints = bus.listen();
        loop {
            match hints.recv().await {
                Ok(Hint::Tell(person)) => self.each(person, |seat| seat.changed.notify_one()),
                Ok(Hint::Kick(person)) => self.each(person, |seat| seat.recheck.notify_one()),
                Ok(Hint::CloseCall(_) | Hint::Pushes) => {}
                // Some hints were dropped: everybody looks once.
                Err(RecvError::Lagged(_)) => self.everybody(|seat| seat.changed.notify_one()),
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// Tells every page to come back later.
    pub fn reconnect_all(&self, spread_ms: u32) {
        let mut turn = 0_u32;
        self.everybody(|seat| {
            turn = turn.wrapping_add(1);
            // Spread out, so that the next server is not stormed.
            let _ = seat.send(FromServer::Reconnect { after_ms: 500 + turn.wrapping_mul(37) % spread_ms.max(1) });
        });
    }

    fn each(&self, person: PersonId, act: impl FnMut(&Arc<Seat>)) {
        if let Some(open) = self.0.seats.lock().unwrap_or_else(PoisonError::into_inner).get(&person) {
            open.iter().for_each(act);
        }
    }

    fn everybody(&self, act: impl FnMut(&Arc<Seat>)) {
        self.0.seats.lock().unwrap_or_else(PoisonError::into_inner).values().flatten().for_each(act);
    }
}

const fn other(side: Side) -> Side {
    match side {
        Side::Supervisor => Side::Employee,
        Side::Employee => Side::Supervisor,
    }
}
