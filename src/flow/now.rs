//! The snapshot of everything that concerns a person at this moment, read from the database and nothing else: whoever
//! connects, reconnects or was told "something changed" gets the same.

use std::collections::HashMap;

use sidak_core::{
    call,
    check::{self, Check, Ctx, Fact, Media, PlaceKind, Receipt, Recorded, Side, State, Verdict},
    ids::{AttemptId, DeviceId, PersonId},
    needs::Needs,
    ring,
    time::{MINUTE, Moment, SECOND},
    times::Callable,
};

use super::{Done, House, attendance::shape_place, capacity, people::UnitNames, readiness::tests_of, settle::{self, Loaded}};
use crate::{
    shape::{self, PersonCard, Place, now::{Call, CalledBack, DeviceReceipts, Ladder, MediaSeen, MissedCall, Now, Phase, Prompt, Question, Ready, Ring, Written}},
    store::{Tx, attendance, checks, declarations, devices, people::{self, Person}, push, questions},
};

/// Live checks shown to one person. A supervisor has seldom more than a few.
const LIVE_MAX: usize = 20;

/// # Errors
/// When the store fails.
pub async fn load(house: &House, person: PersonId, device: DeviceId) -> Done<Now> {
    let mut tx = house.db.read().await?;
    let names = UnitNames::load(&mut tx).await?;
    let mut view = View { house, tx: &mut tx, names, device };
    let at = house.now();
    let push_lost = push::is_lost(view.tx, device).await?;
    let mut now = Now { at: at.millis(), revision: at.millis(), push_lost, ..Now::default() };
    for (check, _) in checks::live_of_person(view.tx, person).await? {
        match check.state {
            State::Ringing { .. } => now.ring = view.ring(&check).await?,
            State::Answered { .. } => now.calls.extend(view.call(&check, Side::Employee).await?),
            State::Waiting | State::Prompted { .. } | State::Missed { .. } if check.attempts > 0 => {
                let missed = view.missed(&check).await?;
                // Of two, the newer one: the other is over sooner.
                now.missed = missed.into_iter().chain(now.missed.take()).max_by_key(|missed| missed.rang);
            }
            _ => {}
        }
    }
    for (check, _) in checks::live_of_caller(view.tx, person).await?.into_iter().take(LIVE_MAX) {
        match check.state {
            State::Waiting | State::Prompted { .. } | State::Missed { .. } => now.prompts.extend(view.prompt(&check).await?),
            State::Ringing { .. } | State::Answered { .. } | State::Closing { .. } => {
                now.calls.extend(view.call(&check, Side::Supervisor).await?);
            }
            State::Settled { .. } => {}
        }
    }
    Ok(now)
}

struct View<'a> {
    house: &'a House,
    tx: &'a mut Tx,
    names: UnitNames,
    device: DeviceId,
}

impl View<'_> {
    async fn person(&mut self, id: PersonId) -> Done<Option<Person>> {
        Ok(people::by_id(self.tx, id).await?)
    }

    async fn card(&mut self, id: PersonId) -> Done<Option<PersonCard>> {
        Ok(self.person(id).await?.map(|person| self.names.card(&person)))
    }

    async fn ring(&mut self, check: &Check) -> Done<Option<Ring>> {
        let State::Ringing { caller, attempt, until } = check.state else { return Ok(None) };
        let Loaded { trace, policy, .. } = settle::load(self.house, self.tx, check.id).await?;
        let Some(caller) = self.card(caller).await? else { return Ok(None) };
        Ok(Some(Ring {
            check: check.id.0,
            attempt: attempt.0,
            kind: shape_kind(check.kind),
            number: check.attempts,
            of: ring::rings_of(&trace, &policy.answer),
            since: check::rang(attempt, &trace).map_or(until, |(at, _)| at).millis(),
            until: until.millis(),
            caller,
            reason: manual_reason(&trace),
        }))
    }

    /// The last ring that the person missed, while there is something that they can do about it.
    async fn missed(&mut self, check: &Check) -> Done<Option<MissedCall>> {
        let loaded = settle::load(self.house, self.tx, check.id).await?;
        let Some(missed) = ring::missed(check, &loaded.trace, &loaded.policy.answer) else { return Ok(None) };
        let Some(caller) = self.card(check::caller(check, &loaded.trace)).await? else { return Ok(None) };
        let opens = match loaded.hours.times().at(self.house.now()) {
            Callable::Pause { until } => Some(until.millis()),
            _ => None,
        };
        Ok(Some(MissedCall {
            check: check.id.0,
            attempt: missed.attempt.0,
            rang: missed.rang.millis(),
            until: missed.until.map(Moment::millis),
            called_back: missed.called_back.map(Moment::millis),
            opens,
            caller,
        }))
    }

    async fn prompt(&mut self, check: &Check) -> Done<Option<Prompt>> {
        let Loaded { trace, policy, needs, .. } = settle::load(self.house, self.tx, check.id).await?;
        let Some(person) = self.person(check.person).await? else { return Ok(None) };
        let morning = attendance::get(self.tx, check.person, check.day).await?;
        let caller = check::caller(check, &trace);
        let until = match check.state {
            State::Prompted { until, .. } => Some(until),
            _ => None,
        };
        let missed = ring::missed(check, &trace, &policy.answer);
        let mut deputies = Vec::new();
        for id in capacity::able_deputies(self.house, self.tx, caller, check, &policy.capacity).await? {
            deputies.extend(self.card(id).await?);
        }
        let tests = morning.as_ref().map(tests_of).unwrap_or_default();
        let count = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
        Ok(Some(Prompt {
            check: check.id.0,
            kind: shape_kind(check.kind),
            person: self.names.card(&person),
            number: check.attempts.saturating_add(1),
            of: ring::rings_of(&trace, &policy.answer),
            since: until.and(trace.iter().rev().find(|r| matches!(r.fact, Fact::Prompted { .. })).map(|r| r.at.millis())),
            until: until.map(Moment::millis),
            opens: matches!(check.state, State::Waiting).then(|| check.due.millis()),
            call_back_until: missed.and_then(|missed| missed.until).map(Moment::millis),
            called_back: missed.and_then(|missed| Some(CalledBack { rang: missed.rang.millis(), at: missed.called_back?.millis() })),
            place_today: morning.as_ref().map(|day| place(day.place_kind, &day.place_words)),
            registered_place: person.home_address,
            ready: morning.map(|day| Ready {
                at: day.started.millis(),
                ok: count(tests.iter().filter(|test| test.ok).count()),
                of: count(tests.len()),
            }),
            connected: self.house.bus.presence().is_here(check.person),
            needs: shape_needs(needs),
            deferrals_left: policy.answer.deferrals.saturating_sub(check.deferrals),
            deputies,
        }))
    }

    async fn call(&mut self, check: &Check, role: Side) -> Done<Option<Call>> {
        let loaded = settle::load(self.house, self.tx, check.id).await?;
        let (trace, rules) = (&loaded.trace, &loaded.policy.answer);
        let Some((attempt, caller)) = attempt_of(&check.state) else { return Ok(None) };
        let other = if role == Side::Employee { caller } else { check.person };
        let Some(peer) = self.card(other).await? else { return Ok(None) };
        let answered_at = trace.iter().find(|r| matches!(r.fact, Fact::Answered { attempt: a, .. } if a == attempt)).map(|r| r.at);
        let ctx = Ctx { now: self.house.now(), rules, trace, readiness: loaded.readiness, times: loaded.hours.times() };
        let lost = lost(check, &ctx);
        let Some(person) = self.person(check.person).await? else { return Ok(None) };
        let morning = attendance::get(self.tx, check.person, check.day).await?;
        let declared = declarations::of(self.tx, check.id).await?;
        let here = match (role, &check.state) {
            (Side::Employee, State::Answered { device, .. }) => *device == self.device,
            _ => true,
        };
        let phase = phase(&check.state, trace);
        let enter_until = answered_at.filter(|_| phase == Phase::Preparing).map(|at| call::ends_at(at, &ctx));
        Ok(Some(Call {
            check: check.id.0,
            attempt: attempt.0,
            kind: shape_kind(check.kind),
            reason: manual_reason(trace),
            role: shape_side(role),
            phase,
            here,
            // Known only where the pages sit.
            open_elsewhere: false,
            number: check.attempts,
            of: ring::rings_of(trace, rules),
            peer,
            ladder: ladder(self.tx, trace, attempt).await?,
            ring_until: if let State::Ringing { until, .. } = check.state { Some(until.millis()) } else { None },
            answered_at: answered_at.map(Moment::millis),
            prepare_until: answered_at.map(|at| at.plus(i64::from(rules.prepare_seconds) * SECOND).millis()),
            enter_until: enter_until.map(Moment::millis),
            place: declared.map(|declared| place(declared.kind, &declared.words)),
            place_today: morning.map(|day| place(day.place_kind, &day.place_words)),
            registered_place: person.home_address,
            question: questions::get(self.tx, check.id).await?.map(question),
            needs: shape_needs(loaded.needs),
            by_text: call::by_text(trace),
            written: call::written(trace).map(|(at, words)| Written { at: at.millis(), words: words.to_owned() }).collect(),
            employee_media: media_seen(trace, Side::Employee),
            supervisor_media: media_seen(trace, Side::Supervisor),
            lost: lost.map(|(side, _)| shape_side(side)),
            lost_until: lost.map(|(_, until)| until.millis()),
            verdict: verdict(trace),
            verdict_until: if let State::Closing { until, .. } = check.state { Some(until.millis()) } else { None },
        }))
    }
}

/// The steps of one ring over all devices. `delivered` is the first device that showed it, `ringing` the first that
/// sounded it: both are receipts of the device, with the server's time.
///
/// # Errors
/// When the store fails.
pub async fn ladder(tx: &mut Tx, trace: &[Recorded], attempt: AttemptId) -> Done<Ladder> {
    let mut ladder = Ladder { dialled: check::rang(attempt, trace).map(|(at, _)| at.millis()), ..Ladder::default() };
    let mut seen: Vec<DeviceId> = Vec::new();
    let mut rows: HashMap<DeviceId, DeviceReceipts> = HashMap::new();
    for Recorded { at, fact } in trace {
        let (device, receipt) = match fact {
            Fact::Received { attempt: of, device, receipt } if *of == attempt => (*device, Some(*receipt)),
            Fact::Answered { attempt: of, device } if *of == attempt => (*device, None),
            _ => continue,
        };
        let row = rows.entry(device).or_insert_with(|| {
            seen.push(device);
            DeviceReceipts { agent: String::new(), sent: None, accepted: None, displayed: None, audible: None, muted: None, answered: false }
        });
        let at = Some(at.millis());
        match receipt {
            Some(Receipt::Sent) => row.sent = row.sent.or(at),
            Some(Receipt::Accepted) => row.accepted = row.accepted.or(at),
            Some(Receipt::Displayed) => {
                row.displayed = row.displayed.or(at);
                ladder.delivered = ladder.delivered.or(at);
            }
            Some(Receipt::Audible) => {
                row.audible = row.audible.or(at);
                ladder.ringing = ladder.ringing.or(at);
            }
            Some(Receipt::Muted) => row.muted = row.muted.or(at),
            None => {
                row.answered = true;
                ladder.answered = at;
            }
        }
    }
    let agents = devices::agents(tx, &seen).await?;
    ladder.devices = seen
        .iter()
        .filter_map(|device| {
            let agent = agents.get(device).cloned().unwrap_or_default();
            rows.remove(device).map(|row| DeviceReceipts { agent, ..row })
        })
        .collect();
    Ok(ladder)
}

/// Why somebody asked for this check by hand.
fn manual_reason(trace: &[Recorded]) -> Option<String> {
    check::asked_by_hand(trace).map(|(_, words)| words.to_owned())
}

fn attempt_of(state: &State) -> Option<(AttemptId, PersonId)> {
    match *state {
        State::Ringing { caller, attempt, .. } | State::Answered { caller, attempt, .. } | State::Closing { caller, attempt, .. } => {
            Some((attempt, caller))
        }
        _ => None,
    }
}

fn phase(state: &State, trace: &[Recorded]) -> Phase {
    match state {
        State::Ringing { .. } => Phase::Ringing,
        State::Closing { .. } | State::Settled { .. } => Phase::Closing,
        _ if trace.iter().any(|r| matches!(r.fact, Fact::Declared { .. } | Fact::MediaFlowed { side: Side::Employee, .. })) => Phase::Live,
        _ => Phase::Preparing,
    }
}

/// The side that is gone for now, and until when the call waits for it.
fn lost(check: &Check, ctx: &Ctx) -> Option<(Side, Moment)> {
    let State::Answered { at, .. } = check.state else { return None };
    let allowed = i64::from(ctx.rules.reconnect_seconds) * SECOND;
    [Side::Employee, Side::Supervisor]
        .into_iter()
        .filter_map(|side| call::lost_since(side, at, ctx).filter(|since| *since <= ctx.now).map(|since| (side, since.plus(allowed))))
        .min_by_key(|(_, until)| *until)
}

fn media_seen(trace: &[Recorded], of: Side) -> MediaSeen {
    let saw = |wanted: Media| trace.iter().any(|r| matches!(r.fact, Fact::MediaFlowed { side, what } if side == of && what == wanted));
    MediaSeen { audio: saw(Media::Audio), video: saw(Media::Video) }
}

/// The verdict that holds, if one was given.
#[must_use]
pub fn verdict(trace: &[Recorded]) -> Option<shape::Verdict> {
    trace.iter().rev().find_map(|r| match r.fact {
        Fact::VerdictGiven { verdict, .. } | Fact::VerdictChanged { verdict, .. } => Some(shape_verdict(verdict)),
        _ => None,
    })
}

/// Until when the official who gave the verdict may correct it.
#[must_use]
pub fn correction_until(check: &Check) -> Option<Moment> {
    match check.state {
        State::Settled { at, .. } => Some(at.plus(call::CORRECTION_MINUTES * MINUTE)),
        _ => None,
    }
}

fn place(kind: PlaceKind, words: &str) -> Place {
    Place { kind: shape_place(kind), words: words.to_owned() }
}

/// Asked in the call; drawn at the start of the call so that nobody can prepare for it. They ask about work, never
/// about the home.
fn question(drawn: u8) -> Question {
    const QUESTIONS: [(&str, &str); super::ring::QUESTIONS as usize] = [
        ("Pekerjaan apa yang sedang Anda buka saat ini?", "What piece of work do you have open right now?"),
        ("Apa yang Anda selesaikan sejak pagi ini?", "What have you finished since this morning?"),
        ("Surat atau berkas apa yang terakhir Anda kerjakan?", "Which letter or file did you work on last?"),
        ("Siapa rekan terakhir yang Anda hubungi untuk pekerjaan?", "Which colleague did you last contact about work?"),
        ("Apa rencana Anda satu jam ke depan?", "What do you plan for the next hour?"),
        ("Adakah kendala pekerjaan yang perlu saya bantu?", "Is there an obstacle at work that I can help with?"),
        ("Sebutkan satu angka dari pekerjaan Anda hari ini.", "Name one figure from today's work."),
        ("Aplikasi kantor apa yang sedang Anda pakai?", "Which office application are you using?"),
        ("Tenggat apa yang paling dekat bagi Anda?", "Which deadline is nearest for you?"),
        ("Apa yang akan Anda laporkan sore ini?", "What will you report this afternoon?"),
        ("Rapat apa yang Anda ikuti hari ini?", "Which meetings do you have today?"),
        ("Ceritakan singkat pekerjaan yang sedang menunggu orang lain.", "Tell me briefly what is waiting for somebody else."),
    ];
    let (id, en) = QUESTIONS[usize::from(drawn) % QUESTIONS.len()];
    Question { id: id.into(), en: en.into() }
}

#[must_use]
pub const fn shape_kind(kind: check::Kind) -> shape::Kind {
    match kind {
        check::Kind::Random => shape::Kind::Random,
        check::Kind::Forced => shape::Kind::Forced,
        check::Kind::Manual => shape::Kind::Manual,
    }
}

#[must_use]
pub const fn shape_side(side: Side) -> shape::Side {
    match side {
        Side::Supervisor => shape::Side::Supervisor,
        Side::Employee => shape::Side::Employee,
    }
}

#[must_use]
pub const fn shape_verdict(verdict: Verdict) -> shape::Verdict {
    match verdict {
        Verdict::AsDeclared => shape::Verdict::AsDeclared,
        Verdict::Elsewhere => shape::Verdict::Elsewhere,
        Verdict::FollowUp => shape::Verdict::FollowUp,
        Verdict::Technical => shape::Verdict::Technical,
    }
}

#[must_use]
pub const fn core_verdict(verdict: shape::Verdict) -> Verdict {
    match verdict {
        shape::Verdict::AsDeclared => Verdict::AsDeclared,
        shape::Verdict::Elsewhere => Verdict::Elsewhere,
        shape::Verdict::FollowUp => Verdict::FollowUp,
        shape::Verdict::Technical => Verdict::Technical,
    }
}

#[must_use]
pub const fn shape_needs(needs: Needs) -> shape::Needs {
    let Needs { voice_only, by_text, extra_seconds } = needs;
    shape::Needs { voice_only, by_text, extra_seconds }
}
