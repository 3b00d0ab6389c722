//! A check with a small policy for tests, and a hand to lead it through its life.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use uuid::Uuid;

use super::*;
use crate::{call, capacity::Turn, prompt, ring, time::{MINUTE, SECOND, Window}};

pub(crate) const PERSON: PersonId = PersonId(Uuid::from_u128(1));
pub(crate) const BOSS: PersonId = PersonId(Uuid::from_u128(2));
pub(crate) const DEPUTY: PersonId = PersonId(Uuid::from_u128(3));
pub(crate) const PHONE: DeviceId = DeviceId(Uuid::from_u128(4));
pub(crate) const LAPTOP: DeviceId = DeviceId(Uuid::from_u128(5));

/// The minute that was drawn.
pub(crate) const DRAWN: Moment = Moment(1_795_140_000_000);

pub(crate) fn attempt(n: u128) -> AttemptId {
    AttemptId(Uuid::from_u128(100 + n))
}

/// Five minutes to start, two rings of 60 seconds five minutes apart, 20 s to prepare, 30 s to reconnect, ten minutes
/// for the verdict, two deferrals of up to half an hour. Nobody calls back, but in [`Life::that_may_call_back`].
pub(crate) fn rules() -> AnswerRules {
    AnswerRules {
        ready_within_minutes: 60,
        start_window_minutes: 5,
        ring_seconds: 60,
        attempts: 2,
        minutes_between: 5,
        callback_minutes: 0,
        prepare_seconds: 20,
        reconnect_seconds: 30,
        verdict_minutes: 10,
        deferrals: 2,
        deferral_minutes: 30,
    }
}

/// One thing that happens to a check.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Do {
    Prompt(prompt::Event),
    Ring(ring::Event),
    Call(call::Event),
}

/// A check with its record, its clock and its policy.
#[derive(Clone, Debug)]
pub(crate) struct Life {
    pub check: Check,
    pub trace: Vec<Recorded>,
    pub now: Moment,
    pub rules: AnswerRules,
    pub readiness: Readiness,
    pub windows: Vec<Window>,
    pub absent: Vec<Window>,
    /// Of the last step.
    pub effects: Vec<Effect>,
}

impl Life {
    /// A check at its minute, four hours before working time ends. The person started the day in time.
    pub fn new() -> Self {
        let check = Check {
            id: CheckId(Uuid::from_u128(10)),
            programme: ProgrammeId(Uuid::from_u128(11)),
            policy_version: 1,
            person: PERSON,
            supervisor: BOSS,
            day: Day::parse("2026-11-20").unwrap(),
            kind: Kind::Random,
            drawn_for: DRAWN,
            due: DRAWN,
            closes: DRAWN.plus(240 * MINUTE),
            deferrals: 0,
            attempts: 0,
            state: State::Waiting,
        };
        let readiness = Readiness { started: Some(DRAWN.plus(-150 * MINUTE)), deadline: DRAWN.plus(-120 * MINUTE), hindrances: [None; 4] };
        let windows = vec![Window { start: DRAWN.plus(-180 * MINUTE), end: check.closes }];
        Self { check, trace: Vec::new(), now: DRAWN, rules: rules(), readiness, windows, absent: Vec::new(), effects: Vec::new() }
    }

    /// Within five minutes after the last ring.
    pub fn that_may_call_back() -> Self {
        Self { rules: AnswerRules { callback_minutes: 5, ..rules() }, ..Self::new() }
    }

    pub fn ask(&self, what: Do) -> Result<Step, Refusal> {
        let ctx = self.ctx();
        match what {
            Do::Prompt(event) => prompt::step(&self.check, event, &ctx),
            Do::Ring(event) => ring::step(&self.check, event, &ctx),
            Do::Call(event) => call::step(&self.check, event, &ctx),
        }
    }

    /// Takes the step, or says why not; nothing changes then.
    pub fn attempt(&mut self, what: Do) -> Result<(), Refusal> {
        let step = self.ask(what)?;
        self.check = step.check;
        self.effects = step.effects;
        self.trace.extend(step.facts.into_iter().map(|fact| Recorded { at: self.now, fact }));
        Ok(())
    }

    fn go(mut self, what: Do) -> Self {
        let text = format!("{what:?}");
        self.attempt(what).unwrap_or_else(|refusal| panic!("{text}: {refusal} in {:?}", self.check.state));
        self
    }

    pub fn prompt(self, event: prompt::Event) -> Self {
        self.go(Do::Prompt(event))
    }

    pub fn ring(self, event: ring::Event) -> Self {
        self.go(Do::Ring(event))
    }

    pub fn call(self, event: call::Event) -> Self {
        self.go(Do::Call(event))
    }

    pub fn after(mut self, seconds: i64) -> Self {
        self.now = self.now.plus(seconds * SECOND);
        self
    }

    /// The supervisor is asked at the check's time.
    pub fn prompted(self) -> Self {
        let wait = self.check.due.since(self.now).max(0) / SECOND;
        self.after(wait).prompt(prompt::Event::Due { turn: Turn::Own, still_at_home: true })
    }

    /// The caller starts ring `n`.
    pub fn ringing(self, n: u128) -> Self {
        let by = caller(&self.check, &self.trace);
        self.prompted().ring(ring::Event::Start { by, attempt: attempt(n) })
    }

    pub fn proof(self, n: u128, receipt: Receipt) -> Self {
        self.ring(ring::Event::Received { attempt: attempt(n), device: PHONE, receipt })
    }

    /// Ring `n` runs out.
    pub fn ring_out(self) -> Self {
        let ring = i64::from(self.rules.ring_seconds);
        self.after(ring).ring(ring::Event::Tick)
    }

    /// Calls back on the phone after ring `n`.
    pub fn calls_back(self, n: u128) -> Self {
        self.ring(ring::Event::CallBack { attempt: attempt(n), device: PHONE })
    }

    /// Both promised rings ran out.
    pub fn missed(self) -> Self {
        self.ringing(1).ring_out().ringing(2).ring_out()
    }

    /// Answered on the phone ten seconds into ring 1.
    pub fn answered(self) -> Self {
        self.ringing(1).after(10).ring(ring::Event::Answer { attempt: attempt(1), device: PHONE })
    }

    /// Both sides are on camera.
    pub fn in_call(self) -> Self {
        let mut life = self.answered().after(5);
        for side in [Side::Employee, Side::Supervisor] {
            life = life.call(call::Event::Media { side, what: Media::Video });
        }
        life
    }

    pub fn closing(self) -> Self {
        self.in_call().after(60).call(call::Event::HangUp { side: Side::Employee })
    }

    pub fn settled(self) -> Self {
        self.closing().call(call::Event::Verdict { by: BOSS, verdict: Verdict::AsDeclared, words: String::new() })
    }

    pub fn judgement(&self) -> &Judgement {
        match &self.check.state {
            State::Settled { judgement, .. } => judgement,
            other => panic!("not settled: {other:?}"),
        }
    }

    /// Code of the outcome, then the codes of its reasons.
    pub fn verdict(&self) -> String {
        let judgement = self.judgement();
        let reasons: Vec<&str> = judgement.reasons.iter().map(outcome::Reason::code).collect();
        format!("{}: {}", judgement.outcome.code(), reasons.join(" "))
    }

    pub fn facts(&self) -> Vec<&Fact> {
        self.trace.iter().map(|r| &r.fact).collect()
    }

    pub fn state(&self) -> &'static str {
        match self.check.state {
            State::Waiting => "waiting",
            State::Prompted { .. } => "prompted",
            State::Ringing { .. } => "ringing",
            State::Answered { .. } => "answered",
            State::Missed { .. } => "missed",
            State::Closing { .. } => "closing",
            State::Settled { .. } => "settled",
        }
    }

    pub fn ctx(&self) -> Ctx<'_> {
        let times = Times { windows: &self.windows, absent: &self.absent };
        Ctx { now: self.now, rules: &self.rules, trace: &self.trace, readiness: self.readiness, times }
    }
}

/// One life per state, in the order of the states.
pub(crate) fn one_of_each() -> Vec<Life> {
    vec![
        Life::new(),
        Life::new().prompted(),
        Life::new().ringing(1),
        Life::new().in_call(),
        Life::that_may_call_back().missed(),
        Life::new().closing(),
        Life::new().settled(),
    ]
}

/// What becomes of each (state, event) pair: one line per state, one column per event; the next state or the refusal.
pub(crate) fn table(events: &[(&str, Do)]) -> String {
    let head: Vec<&str> = events.iter().map(|(name, _)| *name).collect();
    let mut lines = vec![format!("from: {}", head.join(" "))];
    for life in one_of_each() {
        let cells: Vec<&str> = events
            .iter()
            .map(|(_, event)| {
                let mut next = life.clone();
                match next.attempt(event.clone()) {
                    Ok(()) => next.state(),
                    Err(refusal) => refusal.code(),
                }
            })
            .collect();
        lines.push(format!("{}: {}", life.state(), cells.join(" ")));
    }
    lines.join("\n")
}
