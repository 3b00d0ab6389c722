//! All calls of the relay: who is on which, which packet belongs to whom, and what goes to the other side.
//! Sans-IO: packets, commands and the time come in as arguments; packets and facts go out through queues.
//! Knows nothing of sockets, threads or people.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use str0m::config::DtlsCert;
use str0m::net::Transmit;
use uuid::Uuid;

use super::address::{Locals, Source, stun_ufrag};
use super::counters::Counters;
use super::flood::{Floodgate, LegUse};
use super::leg::{Dead, Leg, Sinks, Transport};
use super::seat::{LegId, Seat, Turn};
use super::{MediaError, Path, RelayEvent, RelayFact, Side, offer};

/// Calls at one time; one thread is full at about 300.
const MAX_CALLS: usize = 1024;
/// Addresses one leg may speak from at one time: a phone that moves between networks uses two or three.
const MAX_ADDRESSES: usize = 16;
/// A leg that has not connected by then never will: a browser gives up after 15 to 30 seconds.
const CONNECT_WITHIN: Duration = Duration::from_secs(30);
/// A lost leg is kept this long for its browser to come back.
const RETURN_WITHIN: Duration = Duration::from_secs(60);
/// How often silence and age are looked at.
const SWEEP_EVERY: Duration = Duration::from_secs(1);

pub(super) struct Switchboard {
    locals: Locals,
    tcp: bool,
    cert: DtlsCert,
    counters: Arc<Counters>,
    seats: HashMap<LegId, Seat>,
    calls: HashMap<Uuid, HashMap<Side, LegId>>,
    by_ufrag: HashMap<String, LegId>,
    by_source: HashMap<Source, LegId>,
    turns: VecDeque<Turn>,
    flood: Floodgate,
    next_leg: LegId,
    next_due: Instant,
    next_sweep: Instant,
    pub(super) outbox: VecDeque<Transmit>,
    /// TCP connections of legs that are gone; to be closed once the outbox is sent.
    pub(super) hangups: Vec<SocketAddr>,
    pub(super) events: VecDeque<RelayEvent>,
}

impl Switchboard {
    pub(super) fn new(
        locals: Locals,
        tcp: bool,
        cert: DtlsCert,
        counters: Arc<Counters>,
        now: Instant,
    ) -> Switchboard {
        Switchboard {
            locals,
            tcp,
            cert,
            counters,
            seats: HashMap::new(),
            calls: HashMap::new(),
            by_ufrag: HashMap::new(),
            by_source: HashMap::new(),
            turns: VecDeque::new(),
            flood: Floodgate::default(),
            next_leg: 0,
            next_due: now + SWEEP_EVERY,
            next_sweep: now + SWEEP_EVERY,
            outbox: VecDeque::new(),
            hangups: Vec::new(),
            events: VecDeque::new(),
        }
    }

    /// Answers an offer; see [`super::Relay::join`].
    pub(super) fn join(
        &mut self,
        call: Uuid,
        side: Side,
        text: &str,
        now: Instant,
    ) -> Result<String, MediaError> {
        let offer = offer::read(text)?;
        let old = self
            .calls
            .get(&call)
            .and_then(|sides| sides.get(&side))
            .copied();
        if let Some(id) = old
            && let Some(seat) = self.seats.get_mut(&id)
            && seat.leg.origin == offer.origin
            && seat.leg.is_alive()
        {
            let answer = seat.leg.accept(offer, now)?;
            let ufrag = seat.leg.ufrag();
            self.by_ufrag
                .remove(&std::mem::replace(&mut seat.ufrag, ufrag.clone()));
            self.by_ufrag.insert(ufrag, id);
            self.settle(id, now);
            return Ok(answer);
        }
        if !self.calls.contains_key(&call) && self.calls.len() >= MAX_CALLS {
            return Err(MediaError::TooManyCalls);
        }
        let (mut leg, answer) =
            Leg::answer(offer, &self.locals.advertised, self.tcp, &self.cert, now)?;
        if let Some(id) = old {
            self.remove(id, now);
        }
        let id = self.next_leg;
        self.next_leg += 1;
        let ufrag = leg.ufrag();
        self.by_ufrag.insert(ufrag.clone(), id);
        self.calls.entry(call).or_default().insert(side, id);
        self.seats.insert(
            id,
            Seat {
                leg,
                call,
                side,
                ufrag,
                sources: VecDeque::new(),
                used: LegUse::default(),
            },
        );
        self.settle(id, now);
        Ok(answer)
    }

    pub(super) fn leave(&mut self, call: Uuid, side: Side, now: Instant) {
        if let Some(id) = self
            .calls
            .get(&call)
            .and_then(|sides| sides.get(&side))
            .copied()
        {
            self.remove(id, now);
        }
    }

    pub(super) fn close(&mut self, call: Uuid, now: Instant) {
        for side in [Side::Supervisor, Side::Employee] {
            self.leave(call, side, now);
        }
    }

    /// Takes in one datagram or one TCP frame. What it brings for the other side waits for [`Switchboard::deliver`].
    pub(super) fn packet(
        &mut self,
        source: Source,
        arrived_on: Option<IpAddr>,
        bytes: &[u8],
        now: Instant,
    ) {
        self.counters.packets_in.add(1);
        self.counters.bytes_in.add(bytes.len() as u64);
        let stun = bytes.first().is_some_and(|first| *first < 4);
        let known = if stun {
            // The name comes from the packet, so a phone that changes networks is known at its new address.
            stun_ufrag(bytes).and_then(|ufrag| self.by_ufrag.get(ufrag))
        } else {
            self.by_source.get(&source)
        };
        let (Some(&id), Some(local)) = (known, self.locals.meant(arrived_on, source.remote)) else {
            return self.counters.dropped.unknown_source.add(1);
        };
        let proved = self.by_source.get(&source) == Some(&id);
        let Some(seat) = self.seats.get_mut(&id) else {
            return;
        };
        let (from, used) = (source.remote.ip(), &mut seat.used);
        if proved && !self.flood.passes(used, bytes.len(), now) {
            return self.counters.dropped.over_rate.add(1);
        }
        if !proved && !self.flood.may_prove(from, id, used, now) {
            return self.counters.dropped.flood.add(1);
        }
        match seat
            .leg
            .receive(source.path, source.remote, local, bytes, now)
        {
            Ok(true) if stun && !proved => {
                self.flood.proved(&mut seat.used, now);
                self.bind(source, id);
            }
            Ok(true) => {}
            Ok(false) if stun => {
                if !proved {
                    self.flood.refused(from, id, &mut seat.used, now);
                }
                return self.counters.dropped.refused.add(1);
            }
            Ok(false) => self.counters.dropped.unreadable.add(1),
            Err(Dead) => return self.dead(id, now),
        }
        self.turn(Turn::of(id), now);
    }

    /// A TCP connection is gone: its address may be another's next.
    pub(super) fn forget(&mut self, source: Source) {
        if let Some(id) = self.by_source.remove(&source)
            && let Some(seat) = self.seats.get_mut(&id)
        {
            seat.sources.retain(|held| *held != source);
        }
    }

    /// When [`Switchboard::tick`] wants to be called next.
    pub(super) fn next_due(&self) -> Instant {
        self.next_due.min(self.next_sweep)
    }

    /// Lets every engine have its turn whose time has come, and looks at silence and age once a second.
    pub(super) fn tick(&mut self, now: Instant) {
        if now >= self.next_due {
            let due: Vec<LegId> = self
                .seats
                .iter()
                .filter(|(_, seat)| seat.leg.due <= now)
                .map(|(id, _)| *id)
                .collect();
            for id in due {
                self.settle(id, now);
            }
            // Legs that spoke in between only ever lowered this bound; here it is made exact again.
            self.next_due = self
                .seats
                .values()
                .map(|seat| seat.leg.due)
                .min()
                .unwrap_or(now + SWEEP_EVERY);
        }
        if now >= self.next_sweep {
            self.next_sweep = now + SWEEP_EVERY;
            self.sweep(now);
        }
    }

    fn sweep(&mut self, now: Instant) {
        self.flood.sweep(now);
        let mut late = Vec::new();
        for (id, seat) in &mut self.seats {
            let (call, side, events) = (seat.call, seat.side, &mut self.events);
            seat.leg.witness.tick(now, |what| {
                events.push_back(RelayEvent { call, side, what })
            });
            let age = now.saturating_duration_since(seat.leg.since);
            match seat.leg.transport {
                Transport::Waiting if age >= CONNECT_WITHIN => late.push((*id, true)),
                Transport::Down if age >= RETURN_WITHIN => late.push((*id, false)),
                Transport::Waiting | Transport::Up | Transport::Down => {}
            }
        }
        for (id, unsaid) in late {
            if unsaid {
                self.fact(id, RelayFact::Disconnected);
            }
            self.remove(id, now);
        }
    }

    /// Hands to the other sides what came in, many packets at a time, until all are silent.
    pub(super) fn deliver(&mut self, now: Instant) {
        while let Some(turn) = self.turns.pop_front() {
            self.turn(turn, now);
        }
        self.count();
    }

    fn settle(&mut self, id: LegId, now: Instant) {
        self.turn(Turn::of(id), now);
        self.deliver(now);
    }

    /// Runs one leg's engine on what is there for it, and notes what it says to the other side.
    fn turn(&mut self, Turn { to: id, work, from }: Turn, now: Instant) {
        let Some(seat) = self.seats.get_mut(&id) else {
            return;
        };
        let (mut forwards, mut facts) = (Vec::new(), Vec::new());
        let mut sinks = Sinks {
            transmits: &mut self.outbox,
            forwards: &mut forwards,
            facts: &mut facts,
        };
        let leg = &mut seat.leg;
        for forward in work {
            leg.apply(forward, from, now);
        }
        let mut result = leg.pump(now, &mut sinks);
        if leg.ask_keyframe(now) {
            self.counters.keyframe_requests.add(1);
            result = result.and_then(|()| leg.pump(now, &mut sinks));
        }
        self.next_due = self.next_due.min(leg.due);
        let (call, other) = (seat.call, seat.side.other());
        for what in facts {
            self.fact(id, what);
        }
        if result.is_err() {
            self.dead(id, now);
        }
        if forwards.is_empty() {
            return;
        }
        let Some(&peer) = self.calls.get(&call).and_then(|sides| sides.get(&other)) else {
            return;
        };
        // One turn of an engine costs more than one packet of it: what goes the same way goes together.
        match self
            .turns
            .iter_mut()
            .find(|turn| (turn.to, turn.from) == (peer, id))
        {
            Some(turn) => turn.work.append(&mut forwards),
            None => self.turns.push_back(Turn {
                to: peer,
                work: forwards,
                from: id,
            }),
        }
    }

    fn bind(&mut self, source: Source, id: LegId) {
        self.forget(source);
        let Some(seat) = self.seats.get_mut(&id) else {
            return;
        };
        if seat.sources.len() >= MAX_ADDRESSES
            && let Some(oldest) = seat.sources.pop_front()
        {
            self.by_source.remove(&oldest);
        }
        seat.sources.push_back(source);
        self.by_source.insert(source, id);
    }

    fn fact(&mut self, id: LegId, what: RelayFact) {
        if let Some(seat) = self.seats.get(&id) {
            self.events.push_back(RelayEvent {
                call: seat.call,
                side: seat.side,
                what,
            });
        }
    }

    /// The engine of this leg ended or failed.
    fn dead(&mut self, id: LegId, now: Instant) {
        if let Some(seat) = self.seats.get(&id) {
            if seat.leg.transport != Transport::Down {
                self.counters.engine_faults.add(1);
                self.fact(id, RelayFact::Disconnected);
            }
            self.remove(id, now);
        }
    }

    fn remove(&mut self, id: LegId, now: Instant) {
        let Some(seat) = self.seats.remove(&id) else {
            return;
        };
        self.by_ufrag.remove(&seat.ufrag);
        for source in &seat.sources {
            self.by_source.remove(source);
            if source.path == Path::Tcp {
                self.hangups.push(source.remote);
            }
        }
        if let Some(sides) = self.calls.get_mut(&seat.call) {
            sides.retain(|_, held| *held != id);
            if sides.is_empty() {
                self.calls.remove(&seat.call);
            }
        }
        seat.leg.farewell(now, &mut self.outbox);
        self.count();
    }

    fn count(&self) {
        self.counters.calls.set(self.calls.len() as u64);
        self.counters.legs.set(self.seats.len() as u64);
    }

    /// Who asked to be told from which address.
    pub(super) fn locals(&self) -> &Locals {
        &self.locals
    }
}

#[cfg(any(test, fuzzing))]
pub(super) mod browser;
#[cfg(test)]
mod tests;
