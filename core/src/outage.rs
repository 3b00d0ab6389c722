//! Mass outages: rings that went unheard together because something that their devices share was down.
//!
//! A ring shares *lines* with others: the network provider, the area, the unit, the browser, the push service, the
//! server's node. When in a stretch of time far more people than usual cannot be reached over one line, that line was
//! down, and the rings it swallowed prove nothing. Only silence is evidence: a ring that a device sounded shows that its
//! lines worked, however many people did not answer. Knows nothing of names: lines are numbers. `docs/outage.md`.

use std::collections::{BTreeMap, HashMap, HashSet};

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::{
    check::{Check, Ctx, Effect, Fact, Receipt, Recorded, Refusal, State, Step, caller, count, moved, settle, unmoved},
    ids::{AttemptId, PersonId},
    stats,
    time::{MINUTE, Moment},
};

/// Time is looked at in slots of this length.
pub const SLOT_MS: i64 = 10 * MINUTE;
/// An outage is looked for in the last so many slots, at the end of each slot.
pub const STRETCHES: [i64; 4] = [1, 2, 3, 6];
/// The longest of them.
pub const REACH_MS: i64 = 6 * SLOT_MS;
/// So many people at least were not reached: a few colleagues are no outage.
pub const PEOPLE_MIN: usize = 5;
/// They work for so many supervisors at least: a team or two that goes silent together is none either.
pub const SUPERVISORS_MIN: usize = 3;
/// At least this share of the people rung over the line was not reached.
pub const SHARE_MIN: f64 = 1.0 / 3.0;
/// Chance that a quiet day shows any outage, at most; shared out among all looks of the day and all lines.
pub const FALSE_ALARM_A_DAY: f64 = 0.01;
/// What is usual is taken this much worse, because days differ more than chance alone makes them.
const USUAL_TIMES: f64 = 1.5;
const USUAL_MIN: f64 = 0.03;
const USUAL_MAX: f64 = 0.9;
/// A line of which little is known is taken to be like the others of its kind, as if so many rings had said so.
const PRIOR_RINGS: f64 = 40.0;
/// Before anything is known: one ring in twenty is not heard.
const PRIOR_MISSED: (f64, f64) = (1.0, 20.0);
/// Outages found in one look.
const FOUND_MAX: usize = 12;
const LINE_LABEL: &[u8] = b"sidak/line/1";
/// Lines of one ring: a few devices with three each, area and unit.
pub const LINES_MAX: usize = 24;

/// What was down. `Server` is no line: the server itself knows when it could not hear anybody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Provider,
    Area,
    Unit,
    Browser,
    Push,
    Node,
    Server,
}

impl Kind {
    pub const ALL: [Self; 7] =
        [Self::Provider, Self::Area, Self::Unit, Self::Browser, Self::Push, Self::Node, Self::Server];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Area => "area",
            Self::Unit => "unit",
            Self::Browser => "browser",
            Self::Push => "push",
            Self::Node => "node",
            Self::Server => "server",
        }
    }

    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One line; the number is a keyed hash of what it stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Line {
    pub kind: Kind,
    pub value: i64,
}

/// The number of a line: the first eight bytes of an HMAC-SHA256 over kind and name, so that rows tell nobody which network
/// or place they mean.
#[must_use]
pub fn keyed(secret: &[u8; 32], kind: Kind, name: &str) -> i64 {
    // A key shorter than the block is filled up with zeros (FIPS 198-1).
    let mut block = [0_u8; 64];
    block[..32].copy_from_slice(secret);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in [LINE_LABEL, kind.code().as_bytes(), &[0], name.as_bytes()] {
        mac.update(part);
    }
    let bytes: [u8; 32] = mac.finalize().into_bytes().into();
    i64::from_be_bytes(std::array::from_fn(|place| bytes[place]))
}

/// What became of a ring.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heard {
    /// Answered or declined.
    Answered,
    /// A device sounded it; nobody answered.
    Sounded,
    /// A device showed it and none sounded it: network and server worked, the browser perhaps did not.
    Shown,
    /// Nothing shows that any device did anything.
    Silent,
}

impl Heard {
    /// Whether this line failed, as far as such a ring can say.
    #[must_use]
    pub fn missed(self, kind: Kind) -> bool {
        match self {
            Self::Answered | Self::Sounded => false,
            Self::Shown => kind == Kind::Browser,
            Self::Silent => true,
        }
    }
}

/// A ring that is over, as the search sees it.
#[derive(Clone, PartialEq, Debug)]
pub struct Ring {
    pub attempt: AttemptId,
    pub person: PersonId,
    /// The person's.
    pub supervisor: PersonId,
    pub at: Moment,
    pub until: Moment,
    pub heard: Heard,
    /// The day had been started before it rang. Else the silence is no evidence, though it may be excused.
    pub started: bool,
    pub lines: Vec<Line>,
    /// Found in an earlier look: evidence for that line only.
    pub explained: Option<Line>,
}

/// What is usual: rings over a line in the last weeks, and those not heard. Without rings in outages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Usual {
    pub rings: u64,
    pub missed: u64,
}

/// A line that was down.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    pub line: Line,
    pub from: Moment,
    pub to: Moment,
    /// Chance of so many misses when nothing is wrong, before correction.
    pub p: f64,
    /// The rings that prove nothing because of it.
    pub void: Vec<AttemptId>,
}

/// What became of a ring by its record. `None` while it is not over, and when the server spoiled it: neither says anything.
#[must_use]
pub fn heard(attempt: AttemptId, trace: &[Recorded]) -> Option<Heard> {
    let has = |such: &dyn Fn(&Fact) -> bool| count(trace, such) > 0;
    let receipt = |wanted: Receipt| {
        has(&|f| matches!(f, Fact::Received { attempt: of, receipt, .. } if *of == attempt && *receipt == wanted))
    };
    let tapped = |f: &Fact| {
        matches!(f, Fact::Answered { attempt: of, .. } | Fact::Declined { attempt: of, .. } if *of == attempt)
    };
    if has(&tapped) {
        return Some(Heard::Answered);
    }
    if !has(&|f| *f == Fact::RingEnded { attempt }) {
        return None;
    }
    if receipt(Receipt::Audible) {
        return Some(Heard::Sounded);
    }
    let shown = receipt(Receipt::Displayed) || receipt(Receipt::Muted);
    Some(if shown { Heard::Shown } else { Heard::Silent })
}

/// Looks at the slot that ends at `end`, with those before it. `rings`: of the last [`REACH_MS`], oldest first. The strongest finding
/// first; what it explains is no evidence for the next.
#[must_use]
pub fn find(rings: &[Ring], end: Moment, usual: &HashMap<Line, Usual>) -> Vec<Found> {
    let rates = Rates::of(usual);
    let mut explained: HashMap<AttemptId, Line> = rings.iter().filter_map(|r| Some((r.attempt, r.explained?))).collect();
    let mut found: Vec<Found> = Vec::new();
    while found.len() < FOUND_MAX {
        let known: Vec<Line> = found.iter().map(|outage| outage.line).collect();
        let Some(next) = strongest(rings, end, &rates, &explained, &known) else { break };
        explained.extend(next.void.iter().map(|attempt| (*attempt, next.line)));
        found.push(next);
    }
    // Without anything new to void there is nothing to say.
    found.retain(|outage| !outage.void.is_empty());
    found
}

/// What is usual of each line and of each kind.
struct Rates<'a> {
    lines: &'a HashMap<Line, Usual>,
    kinds: BTreeMap<Kind, Usual>,
}

impl<'a> Rates<'a> {
    fn of(lines: &'a HashMap<Line, Usual>) -> Self {
        let mut kinds: BTreeMap<Kind, Usual> = BTreeMap::new();
        for (line, usual) in lines {
            let sum = kinds.entry(line.kind).or_default();
            sum.rings += usual.rings;
            sum.missed += usual.missed;
        }
        Self { lines, kinds }
    }

    /// The usual share of people who are not reached over a line, on the safe side.
    fn rate(&self, line: Line) -> f64 {
        let kind = self.kinds.get(&line.kind).copied().unwrap_or_default();
        let all = (stats::big(kind.missed) + PRIOR_MISSED.0) / (stats::big(kind.rings) + PRIOR_MISSED.1);
        let own = self.lines.get(&line).copied().unwrap_or_default();
        let rate = (stats::big(own.missed) + PRIOR_RINGS * all) / (stats::big(own.rings) + PRIOR_RINGS);
        (rate * USUAL_TIMES).clamp(USUAL_MIN, USUAL_MAX)
    }
}

/// People rung over one line in one stretch.
#[derive(Default)]
struct Tally {
    /// Whether the person's first ring was missed: a second ring comes only after a first that was not answered, so counting
    /// it would weigh misses twice.
    people: HashMap<PersonId, (bool, PersonId)>,
}

impl Tally {
    fn add(&mut self, ring: &Ring, kind: Kind) {
        self.people.entry(ring.person).or_insert_with(|| (ring.heard.missed(kind), ring.supervisor));
    }

    fn missed(&self) -> usize {
        self.people.values().filter(|(missed, _)| *missed).count()
    }

    fn supervisors(&self) -> usize {
        self.people.values().filter(|(missed, _)| *missed).map(|(_, who)| who).collect::<HashSet<_>>().len()
    }

    /// Chance of so many misses by chance alone; `None` when they are too few, or of too few teams, to be an outage.
    fn p(&self, rate: f64) -> Option<f64> {
        let missed = self.missed();
        let share = stats::count(missed) / stats::count(self.people.len().max(1));
        if missed < PEOPLE_MIN || share < SHARE_MIN || self.supervisors() < SUPERVISORS_MIN {
            return None;
        }
        let whole = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Some(stats::binomial_tails(whole(self.people.len()), whole(missed), rate).1)
    }
}

fn strongest(
    rings: &[Ring],
    end: Moment,
    rates: &Rates,
    explained: &HashMap<AttemptId, Line>,
    known: &[Line],
) -> Option<Found> {
    let mut best: Option<(f64, Line, Moment)> = None;
    let mut looks = 0_usize;
    for slots in STRETCHES {
        let from = end.plus(-slots * SLOT_MS);
        let mut tallies: BTreeMap<Line, Tally> = BTreeMap::new();
        let within = || rings.iter().filter(|ring| ring.started && from <= ring.at && ring.at < end);
        if within().filter(|ring| ring.heard.missed(Kind::Browser)).count() < PEOPLE_MIN {
            continue;
        }
        for ring in within() {
            for line in ring.lines.iter().filter(|line| !known.contains(line)) {
                if explained.get(&ring.attempt).is_none_or(|by| by == line) {
                    tallies.entry(*line).or_default().add(ring, line.kind);
                }
            }
        }
        looks += known.len() + tallies.values().filter(|tally| tally.people.len() >= PEOPLE_MIN).count();
        for (line, tally) in tallies {
            let Some(p) = tally.p(rates.rate(line)) else { continue };
            if best.is_none_or(|(least, ..)| p < least) {
                best = Some((p, line, from));
            }
        }
    }
    let (p, line, from) = best?;
    // Bonferroni over the lines and stretches of this look and over the looks of a day: holds however they hang together.
    let looks = stats::count(looks) * (24.0 * 60.0 * 60_000.0 / stats::big(SLOT_MS.unsigned_abs()));
    (p * looks < FALSE_ALARM_A_DAY).then(|| {
        let (from, to) = narrowed(rings, line, from, end);
        let affected = |ring: &&Ring| {
            let inside = from <= ring.at && ring.at < to;
            inside && ring.heard.missed(line.kind) && ring.lines.contains(&line) && !explained.contains_key(&ring.attempt)
        };
        let void = rings.iter().filter(affected).map(|ring| ring.attempt).collect();
        Found { line, from, to, p, void }
    })
}

/// A stretch without the slots at its ends in which most over the line were reached: there it still, or again, worked.
fn narrowed(rings: &[Ring], line: Line, from: Moment, end: Moment) -> (Moment, Moment) {
    let mut slots: BTreeMap<i64, (usize, usize)> = BTreeMap::new();
    let over_it = |ring: &&Ring| ring.started && from <= ring.at && ring.at < end && ring.lines.contains(&line);
    for ring in rings.iter().filter(over_it) {
        let (all, missed) = slots.entry(ring.at.since(from) / SLOT_MS).or_default();
        *all += 1;
        *missed += usize::from(ring.heard.missed(line.kind));
    }
    let mut down = slots.iter().filter(|(_, (all, missed))| stats::count(*missed) >= SHARE_MIN * stats::count(*all)).map(|(slot, _)| *slot);
    let first = down.next();
    let last = down.next_back().or(first);
    let start = |slot: i64| from.plus(slot * SLOT_MS);
    (first.map_or(from, start), last.map_or(end, |slot| start(slot + 1)))
}

/// The rings that the server itself could not hear the answer to: it was down for their end, or for more than a third of
/// them. The one case in which a ring is void although a device sounded it.
#[must_use]
pub fn unheard(rings: &[Ring], down: (Moment, Moment)) -> Vec<AttemptId> {
    let lost = |ring: &&Ring| ring.heard != Heard::Answered && spoils(down, ring.at, ring.until);
    rings.iter().filter(lost).map(|ring| ring.attempt).collect()
}

/// Whether a time without a server spoils a ring: its end fell into it, or more than a third of it.
#[must_use]
pub fn spoils((from, to): (Moment, Moment), began: Moment, until: Moment) -> bool {
    let lost = to.min(until).since(from.max(began));
    let end_taken = to >= until && from < until;
    end_taken || lost.saturating_mul(3) > until.since(began)
}

/// The start of the slot that a moment lies in.
#[must_use]
pub const fn slot_of(at: Moment) -> Moment {
    Moment(at.0.div_euclid(SLOT_MS) * SLOT_MS)
}

/// Rings before this moment can no longer be found in an outage, once the slots up to `judged` have been looked at.
#[must_use]
pub const fn final_before(judged: Moment) -> Moment {
    Moment(judged.0 - REACH_MS + SLOT_MS)
}

/// What a ring is void for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Why {
    pub kind: Kind,
    pub from: Moment,
    pub to: Moment,
}

/// Writes down that a ring of this check lay in an outage, and judges the check anew when it is settled. A second time
/// changes nothing.
///
/// # Errors
/// `WrongState` when the check never had this ring.
pub fn void(check: &Check, attempt: AttemptId, why: Why, ctx: &Ctx) -> Result<Step, Refusal> {
    if count(ctx.trace, |f| matches!(f, Fact::Rang { attempt: of, .. } if *of == attempt)) == 0 {
        return Err(Refusal::WrongState);
    }
    if count(ctx.trace, |f| matches!(f, Fact::RingInOutage { attempt: of, .. } if *of == attempt)) > 0 {
        return unmoved(check);
    }
    let Why { kind, from, to } = why;
    let facts = vec![Fact::RingInOutage { attempt, kind, from, to }];
    if matches!(check.state, State::Settled { .. }) {
        return settle(check.clone(), facts, Vec::new(), ctx);
    }
    moved(check.clone(), facts, vec![Effect::Tell(caller(check, ctx.trace))])
}

#[cfg(test)]
mod tests;
