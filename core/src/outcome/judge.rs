//! From the record of a check to its outcome: one question after the other, the person's benefit first.
//!
//! Total: any record, even an impossible one, gets an outcome with reasons. Knows nothing of states or events.

use super::{Judgement, Outcome, Readiness, Reason, Reasons};
use crate::{
    call,
    check::{Check, Fact, Media, Receipt, Recorded, Side, Verdict, count, put_offs_since_ring, rang},
    ids::{AttemptId, DeviceId},
    programme::AnswerRules,
    ring,
    time::{Moment, SECOND},
};

/// Judges a check by its record (oldest fact first).
#[must_use]
pub fn judge(check: &Check, trace: &[Recorded], readiness: &Readiness, rules: &AnswerRules) -> Judgement {
    voided(trace)
        .or_else(|| by_verdict(trace, rules))
        .or_else(|| answered(trace, rules))
        .or_else(|| declined(trace))
        .or_else(|| prompt_ignored(trace))
        .or_else(|| spoiled_by_server(trace))
        .or_else(|| put_off_by_supervisor(trace))
        .or_else(|| in_outage(trace))
        .unwrap_or_else(|| by_rings(check, trace, readiness, rules))
}

fn judgement(outcome: Outcome, reasons: Reasons) -> Judgement {
    Judgement { outcome, reasons }
}

fn voided(trace: &[Recorded]) -> Option<Judgement> {
    trace.iter().find_map(|r| match r.fact {
        Fact::Voided { why, .. } => Some(judgement(Outcome::Voided, Reasons::new(Reason::Voided { why }))),
        _ => None,
    })
}

fn by_verdict(trace: &[Recorded], rules: &AnswerRules) -> Option<Judgement> {
    let (by, verdict, corrected) = trace.iter().rev().find_map(|r| match r.fact {
        Fact::VerdictGiven { by, verdict, .. } => Some((by, verdict, false)),
        Fact::VerdictChanged { by, verdict, .. } => Some((by, verdict, true)),
        _ => None,
    })?;
    let outcome = match verdict {
        Verdict::AsDeclared | Verdict::FollowUp => came(trace, rules),
        Verdict::Elsewhere => Outcome::AnsweredElsewhere,
        Verdict::Technical => Outcome::AnsweredMediaFailed,
    };
    let mut reasons = Reasons::new(Reason::VerdictGiven { by, verdict, corrected });
    if verdict == Verdict::FollowUp {
        reasons = reasons.and(Reason::FollowUpNoted);
    }
    Some(judgement(outcome, reasons.and_all(called_back(trace)).and_all(how_the_call_went(trace))))
}

/// In the call: as the rings promised, or on the one more that the person asked for by calling back.
fn came(trace: &[Recorded], rules: &AnswerRules) -> Outcome {
    let number = trace.iter().find_map(|r| match r.fact {
        Fact::Answered { attempt, .. } => rang(attempt, trace).map(|(_, number)| number),
        _ => None,
    });
    let on_the_extra_ring = number.is_some_and(|number| number > ring::promised(rules));
    if on_the_extra_ring { Outcome::CalledBack } else { Outcome::AnsweredAsDeclared }
}

/// The last time that the person called back: how long after which ring.
fn called_back(trace: &[Recorded]) -> Option<Reason> {
    let (at, attempt) = trace.iter().rev().find_map(|r| match r.fact {
        Fact::CalledBack { attempt, .. } => Some((r.at, attempt)),
        _ => None,
    })?;
    let ended = trace.iter().find(|r| r.fact == Fact::RingEnded { attempt })?.at;
    Some(Reason::CalledBackAfter { ring: rang(attempt, trace)?.1, seconds: seconds(ended, at) })
}

/// Answered, and nobody recorded a verdict: what the server saw decides.
fn answered(trace: &[Recorded], rules: &AnswerRules) -> Option<Judgement> {
    if count(trace, |f| matches!(f, Fact::Answered { .. })) == 0 {
        return None;
    }
    let missing = trace.iter().find_map(|r| match r.fact {
        Fact::VerdictMissing { caller } => Some(Reason::VerdictMissing { caller }),
        _ => None,
    });
    let seen = media_of(Side::Employee, trace);
    let failed = count(trace, |f| matches!(f, Fact::ServerFailed)) > 0;
    let written = in_writing(trace);
    let (outcome, first) = match seen {
        _ if failed => (Outcome::SystemFault, Reason::ServerFailedInCall),
        Some(what) => (came(trace, rules), Reason::MediaSeen { side: Side::Employee, what }),
        None => (Outcome::AnsweredMediaFailed, written.unwrap_or(Reason::NoMediaFrom { side: Side::Employee })),
    };
    let reasons = Reasons::new(first).and_all(missing).and_all(called_back(trace)).and_all(how_the_call_went(trace));
    Some(judgement(outcome, reasons))
}

/// What the server saw of the call, weightiest first.
fn how_the_call_went(trace: &[Recorded]) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = in_writing(trace).into_iter().collect();
    for side in [Side::Employee, Side::Supervisor] {
        reasons
            .push(media_of(side, trace).map_or(Reason::NoMediaFrom { side }, |what| Reason::MediaSeen { side, what }));
    }
    reasons.extend(answered_after(trace));
    reasons.extend(trace.iter().rev().find_map(|r| match r.fact {
        Fact::Declared { kind, same_as_morning } => Some(Reason::Declared { kind, same_as_morning }),
        _ => None,
    }));
    reasons.extend(trace.iter().filter_map(|r| match r.fact {
        Fact::Dropped { side } => Some(Reason::CallDropped { side }),
        _ => None,
    }));
    reasons
}

fn in_writing(trace: &[Recorded]) -> Option<Reason> {
    let answers = call::written(trace).count();
    (answers > 0).then(|| Reason::InWriting { answers: small(answers) })
}

/// The best that was seen of a side: a picture proves more than a sound.
fn media_of(side: Side, trace: &[Recorded]) -> Option<Media> {
    [Media::Video, Media::Keyframe, Media::Audio]
        .into_iter()
        .find(|what| count(trace, |f| *f == Fact::MediaFlowed { side, what: *what }) > 0)
}

fn answered_after(trace: &[Recorded]) -> Option<Reason> {
    let (at, attempt) = trace.iter().find_map(|r| match r.fact {
        Fact::Answered { attempt, .. } => Some((r.at, attempt)),
        _ => None,
    })?;
    let (rang, number) = rang(attempt, trace)?;
    Some(Reason::AnsweredAfter { ring: number, seconds: seconds(rang, at) })
}

fn declined(trace: &[Recorded]) -> Option<Judgement> {
    let attempt = trace.iter().find_map(|r| match r.fact {
        Fact::Declined { attempt, .. } => Some(attempt),
        _ => None,
    })?;
    let ring = rang(attempt, trace).map_or(1, |(_, number)| number);
    Some(judgement(Outcome::DeclinedWithReason, Reasons::new(Reason::DeclinedWithWords { ring })))
}

/// The person did not get the promised rings, so even an unanswered one before does not count.
fn prompt_ignored(trace: &[Recorded]) -> Option<Judgement> {
    let (at, caller) = trace.iter().find_map(|r| match r.fact {
        Fact::PromptIgnored { caller } => Some((r.at, caller)),
        _ => None,
    })?;
    let asked = trace
        .iter()
        .rev()
        .find(|r| matches!(r.fact, Fact::Prompted { .. } | Fact::HandedOver { .. }))
        .map_or(at, |r| r.at);
    let first = Reason::SupervisorIgnoredPrompt { caller, seconds: seconds(asked, at) };
    Some(judgement(Outcome::SupervisorFault, Reasons::new(first).and_all(called_back(trace)).and_all(times_put_off(trace))))
}

/// The last that happened was spoiled by the server: the person did not get the promised rings.
fn spoiled_by_server(trace: &[Recorded]) -> Option<Judgement> {
    let last = trace.iter().rev().find(|r| {
        matches!(
            r.fact,
            Fact::RingVoided { .. } | Fact::PromptVoided { .. } | Fact::RingEnded { .. } | Fact::Rang { .. }
        )
    });
    let rings = count(trace, |f| matches!(f, Fact::RingVoided { .. }));
    let prompts = count(trace, |f| matches!(f, Fact::PromptVoided { .. }));
    let rings_voided = (rings > 0).then_some(Reason::RingVoidedByServer { rings: small(rings) });
    let prompts_voided = (prompts > 0).then_some(Reason::PromptVoidedByServer { prompts: small(prompts) });
    let (first, second) = match last?.fact {
        Fact::RingVoided { .. } => (rings_voided, prompts_voided),
        Fact::PromptVoided { .. } => (prompts_voided, rings_voided),
        _ => return None,
    };
    Some(judgement(Outcome::SystemFault, Reasons::new(first?).and_all(second)))
}

/// Working time ended while only the supervisor was the reason for waiting.
fn put_off_by_supervisor(trace: &[Recorded]) -> Option<Judgement> {
    let waits = put_offs_since_ring(trace);
    if waits.is_empty() || !waits.iter().all(|why| why.is_supervisors()) {
        return None;
    }
    Some(judgement(Outcome::SupervisorFault, Reasons::new(times_put_off(trace)?).and_all(called_back(trace))))
}

fn times_put_off(trace: &[Recorded]) -> Option<Reason> {
    let times = count(trace, |f| matches!(f, Fact::Deferred { why, .. } if why.is_supervisors()));
    (times > 0).then_some(Reason::SupervisorPutOff { times: small(times) })
}

/// A ring fell into a mass outage, and rings lost by the network cannot be made up for later: the person did not get the
/// promised rings, so even an unanswered one that sounded does not count. What devices proved of the others is kept.
fn in_outage(trace: &[Recorded]) -> Option<Judgement> {
    let mut lost = trace.iter().filter_map(|r| match r.fact {
        Fact::RingInOutage { attempt, kind, from, to } => {
            Some(Reason::MassOutage { ring: rang(attempt, trace)?.1, kind, from, to })
        }
        _ => None,
    });
    let first = lost.next()?;
    let others = valid_rings(trace).into_iter().map(|ring| best_proof(&ring, trace).1);
    Some(judgement(Outcome::SystemFault, Reasons::new(first).and_all(lost).and_all(others)))
}

/// Every ring ended without an answer: what the devices proved decides.
fn by_rings(check: &Check, trace: &[Recorded], readiness: &Readiness, rules: &AnswerRules) -> Judgement {
    let rings = valid_rings(trace);
    let Some(first_ring) = rings.first().map(|ring| ring.at) else {
        return judgement(Outcome::SystemFault, Reasons::new(Reason::NeverRang));
    };
    let promised = ring::rings_of(trace, rules);
    let back = called_back(trace);
    let ended = Reason::RingsEnded { rings: small(rings.len()), promised };
    let proofs: Vec<(Receipt, Reason)> = rings.iter().map(|ring| best_proof(ring, trace)).collect();
    let sounded = proofs.iter().filter(|(receipt, _)| *receipt == Receipt::Audible).map(|(_, reason)| *reason);
    let mut sounded = sounded.peekable();
    if let Some(first) = sounded.next() {
        let reasons = Reasons::new(first).and_all(sounded).and(ended).and_all(back).and_all(day_started(readiness));
        return judgement(Outcome::ReachedNotAnswered, reasons);
    }
    let proofs = proofs.into_iter().map(|(_, reason)| reason);
    if not_ready(check, readiness, first_ring) {
        let first = Reason::DayNotStartedBy { deadline: readiness.deadline };
        return judgement(
            Outcome::NotReady,
            Reasons::new(first).and_all(day_started(readiness)).and(ended).and_all(back).and_all(proofs),
        );
    }
    let reasons = Reasons::new(ended).and_all(back).and_all(day_started(readiness)).and_all(proofs);
    judgement(Outcome::NotReached, reasons)
}

/// The check was drawn after the deadline, and when the devices first rang the day was still not started. Who starts
/// late, but before the ring, was as reachable as anyone: their silence then says nothing about the morning.
fn not_ready(check: &Check, readiness: &Readiness, first_ring: Moment) -> bool {
    let started_before = |moment: Moment| readiness.started.is_some_and(|at| at <= moment);
    readiness.deadline < check.drawn_for && !started_before(readiness.deadline) && !started_before(first_ring)
}

fn day_started(readiness: &Readiness) -> Option<Reason> {
    readiness.started.map(|at| Reason::StartedDayAt { at })
}

struct Ring {
    attempt: AttemptId,
    number: u8,
    at: Moment,
}

/// Rings that neither the server nor an outage spoiled.
fn valid_rings(trace: &[Recorded]) -> Vec<Ring> {
    let spoils = |f: &Fact, id| matches!(f, Fact::RingVoided { attempt } | Fact::RingInOutage { attempt, .. } if *attempt == id);
    let spoiled = |id: AttemptId| count(trace, |f| spoils(f, id)) > 0;
    trace
        .iter()
        .filter_map(|r| match r.fact {
            Fact::Rang { attempt, number, .. } if !spoiled(attempt) => Some(Ring { attempt, number, at: r.at }),
            _ => None,
        })
        .collect()
}

/// The strongest thing any device proved about a ring. `Sent` stands for nothing proved.
fn best_proof(ring: &Ring, trace: &[Recorded]) -> (Receipt, Reason) {
    let number = ring.number;
    let proved = |wanted: Receipt| {
        trace.iter().find_map(|r| match r.fact {
            Fact::Received { attempt, device, receipt } if attempt == ring.attempt && receipt == wanted => Some(device),
            _ => None,
        })
    };
    let hindered_by = |sounding: DeviceId| {
        trace.iter().find_map(|r| match r.fact {
            Fact::Hindered { attempt, device, by } if attempt == ring.attempt && device == sounding => Some(by),
            _ => None,
        })
    };
    let sounded = || {
        trace.iter().filter_map(|r| match r.fact {
            Fact::Received { attempt, device, receipt: Receipt::Audible } if attempt == ring.attempt => Some((device, hindered_by(device))),
            _ => None,
        })
    };
    if let Some((device, _)) = sounded().find(|(_, by)| by.is_none()) {
        return (Receipt::Audible, Reason::AudibleOn { device, ring: number });
    }
    // It sounded only where the person had said in the morning that it cannot be heard, or cannot be answered.
    if let Some((device, Some(by))) = sounded().next() {
        return (Receipt::Displayed, Reason::HinderedOn { device, ring: number, by });
    }
    if let Some(device) = proved(Receipt::Muted) {
        return (Receipt::Muted, Reason::DisplayedButMuted { device, ring: number });
    }
    if let Some(device) = proved(Receipt::Displayed) {
        return (Receipt::Displayed, Reason::DisplayedOn { device, ring: number });
    }
    // An open socket was nearer to the person than a push service that may hold the message for later.
    let sent = proved(Receipt::Sent).map(|device| Reason::SentOnly { device, ring: number });
    let accepted = || proved(Receipt::Accepted).map(|device| Reason::AcceptedOnly { device, ring: number });
    (Receipt::Sent, sent.or_else(accepted).unwrap_or(Reason::NoDeviceConnected { ring: number }))
}

fn seconds(from: Moment, to: Moment) -> u32 {
    u32::try_from(to.since(from).max(0) / SECOND).unwrap_or(u32::MAX)
}

fn small(n: usize) -> u8 {
    u8::try_from(n).unwrap_or(u8::MAX)
}
