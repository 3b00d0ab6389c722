//! Every way in which a check can end: what people and the server did, the outcome, whose doing it is, how it counts and the
//! weightiest reason. One row each; what holds after every end is asked of all.

use sidak::{
    flow::{self, FlowError, attendance, record},
    shape::{desk::{Deputy, OffDuty as OffDutySpan}, rota::RotaChange, today::{DeviceTest, StartDay, TestItem}},
    signal::wire::FromClient,
    store::{asks, facts, nodes, outcomes},
};
use sidak_core::{
    check::{Media, PlaceKind, Receipt, Recorded, Side, State, Verdict},
    ids::{AttemptId, CheckId, DeviceId, PersonId, SessionId},
    outcome::{Outcome, Party},
    programme::Policy,
    time::{HOUR, MINUTE, SECOND},
};
use serde_json::{Value, json};
use sidak_robot::Peer;
use uuid::Uuid;

use crate::support::{
    MONDAY, TestApp,
    agency::{self, DEPUTY, EMPLOYEE, HEAD, SUPERVISOR},
    pages::{Page, uuid},
    robots::join,
};
use Do::*;
use Outcome as O;
use Side::{Employee, Supervisor};

const PHONE: DeviceId = DeviceId(Uuid::from_u128(0xd0));
const LAPTOP: DeviceId = DeviceId(Uuid::from_u128(0xd1));

/// One thing that happens. Times of the policy: 5 minutes to start, 2 rings of 60 s a minute apart, 10 s to prepare, 20 s to
/// come back, 5 minutes for the verdict, 2 deferrals of 5 minutes.
#[derive(Clone, Debug)]
enum Do {
    /// Seconds, each with its heartbeat.
    Pass(i64),
    /// The server was down for so many seconds and starts again.
    Down(i64),
    MulaiWfh,
    /// *Mulai WFH* on that device; the test tone was not heard.
    MulaiUnheard(DeviceId),
    /// And was heard there.
    MulaiHeard(DeviceId),
    Leave,
    /// The supervisor rings, and is told that the person is not to be called any more.
    StartInVain,
    /// The supervisor is in another check until its prompt ends.
    OtherCheck,
    /// An official of the unit rings the employee by another check, and nobody answers.
    OtherRing,
    /// Not on duty today; the supervisor's only deputy is `DEPUTY`.
    OffDuty(PersonId),
    OnDuty(PersonId),
    /// Was asked for as many calls as one day has, two hours ago.
    FullDay(PersonId),
    /// Was asked for as many as an hour has, ten minutes ago.
    FullHour(PersonId),
    Defer(&'static str),
    HandOver,
    Start(PersonId),
    Device(DeviceId, Receipt),
    Answer(DeviceId),
    Decline(&'static str),
    Declare(PlaceKind),
    Media(Side),
    Lost(Side),
    Back(Side),
    HangUp(Side),
    Verdict(PersonId, Verdict, &'static str),
    /// It is refused with this code.
    Refused(&'static str, Box<Do>),
    /// The check now stands so.
    Is(&'static str),
}

struct Way {
    name: &'static str,
    steps: Vec<Do>,
    /// Minutes of working time left.
    left: i64,
    outcome: Outcome,
    party: Party,
    /// As available or missed, or not at all.
    counts: Option<bool>,
    reason: &'static str,
}

fn way(name: &'static str, steps: &[Do], (outcome, party, counts, reason): End) -> Way {
    Way { name, steps: steps.to_vec(), left: 600, outcome, party, counts, reason }
}

fn left(minutes: i64, way: Way) -> Way {
    Way { left: minutes, ..way }
}

fn no(code: &'static str, step: Do) -> Do {
    Refused(code, Box::new(step))
}

const RAPAT: Do = Defer("Sedang rapat.");

/// From the prompt to a call with picture on both sides.
fn in_call() -> Vec<Do> {
    vec![Is("prompted"), Start(SUPERVISOR), Device(PHONE, Receipt::Audible), Answer(PHONE), Media(Employee), Media(Supervisor), Is("answered")]
}

fn then(mut first: Vec<Do>, more: &[Do]) -> Vec<Do> {
    first.extend_from_slice(more);
    first
}

/// Outcome, whose doing, whether it counts as available, the first reason.
type End = (Outcome, Party, Option<bool>, &'static str);

const ANSWERED: End = (O::AnsweredAsDeclared, Party::Person, Some(true), "verdict_given");
const SEEN: End = (O::AnsweredAsDeclared, Party::Person, Some(true), "media_seen");
const UNSEEN: End = (O::AnsweredMediaFailed, Party::Nobody, Some(true), "no_media_from");
const IGNORED: End = (O::SupervisorFault, Party::Supervisor, None, "supervisor_ignored_prompt");
const UNREACHED: End = (O::NotReached, Party::Nobody, None, "rings_ended");
const MISSED: End = (O::ReachedNotAnswered, Party::Person, Some(false), "audible_on");
const VOID: End = (O::Voided, Party::Nobody, None, "voided");
const fn fault(reason: &'static str) -> End {
    (O::SystemFault, Party::System, None, reason)
}

fn the_supervisor() -> Vec<Way> {
    let started = |by| {
        [Start(by), Device(PHONE, Receipt::Audible), Answer(PHONE), Media(Employee), Verdict(by, Verdict::AsDeclared, ""), HangUp(Supervisor)]
    };
    vec![
        way("ignores the prompt", &[Is("prompted"), Pass(299), Is("prompted"), Pass(1)], IGNORED),
        way(
            "defers, with a reason only, and calls",
            &then(
                vec![
                    no("not_found", Start(HEAD)),
                    no("reason_needed", Defer("")),
                    RAPAT,
                    Is("waiting"),
                    Pass(299),
                    Is("waiting"),
                    Pass(1),
                    Is("prompted"),
                ],
                &started(SUPERVISOR),
            ),
            ANSWERED,
        ),
        way("defers twice, may not a third time, and lets it pass", &[RAPAT, Pass(300), RAPAT, Pass(300), no("no_deferral_left", RAPAT), Pass(300)], IGNORED),
        way("hands over to a deputy, who calls", &then(vec![HandOver, no("not_your_prompt", Start(SUPERVISOR))], &started(DEPUTY)), ANSWERED),
        way("hands over to a deputy, who lets it pass", &[HandOver, Pass(300)], IGNORED),
        way(
            "calls once and lets the second prompt pass",
            &[Start(SUPERVISOR), Device(PHONE, Receipt::Audible), Pass(60), Pass(60), Is("prompted"), Pass(300)],
            IGNORED,
        ),
        left(
            8,
            way("was in another check until the working time was over", &[OffDuty(DEPUTY), OtherCheck, Pass(9 * 60)], VOID),
        ),
        left(30, way("was in another check, and the deputy calls", &then(vec![OtherCheck, Pass(1), Is("prompted")], &started(DEPUTY)), ANSWERED)),
    ]
}

/// At most one call in an hour and two a day.
fn the_load() -> Vec<Way> {
    let rings = |by| [Is("prompted"), Start(by), Answer(PHONE), Media(Employee), Verdict(by, Verdict::AsDeclared, ""), HangUp(Supervisor)];
    let now = [Pass(0)];
    let call = |first: &[Do], by| then(then(first.to_vec(), &now), &rings(by));
    vec![
        way("the supervisor is not on duty and the deputy calls", &call(&[OffDuty(SUPERVISOR)], DEPUTY), ANSWERED),
        way("the deputy who stood in lets it pass", &then(vec![OffDuty(SUPERVISOR)], &[Pass(0), Pass(300)]), IGNORED),
        way("the supervisor had the calls of a day and the deputy calls", &call(&[FullDay(SUPERVISOR)], DEPUTY), ANSWERED),
        way("the supervisor had the calls of an hour and the deputy calls", &call(&[FullHour(SUPERVISOR)], DEPUTY), ANSWERED),
        left(60, way("nobody is on duty", &[OffDuty(SUPERVISOR), OffDuty(DEPUTY), Pass(0), Is("waiting"), Pass(3600)], VOID)),
        left(60, way("both had the calls of a day", &[FullDay(SUPERVISOR), FullDay(DEPUTY), Pass(0), Is("waiting"), Pass(3600)], VOID)),
        left(40, way("both had the calls of an hour until the working time was over", &[FullHour(SUPERVISOR), FullHour(DEPUTY), Pass(2400)], VOID)),
        way(
            "the hour of the supervisor is over in time",
            &then(
                vec![FullHour(SUPERVISOR), OffDuty(DEPUTY), Pass(0), Is("waiting"), Pass(3000 - 1), Is("waiting"), Pass(1)],
                &rings(SUPERVISOR),
            ),
            ANSWERED,
        ),
        way(
            "the supervisor comes back on duty",
            &then(vec![OffDuty(SUPERVISOR), OffDuty(DEPUTY), Pass(90), Is("waiting"), OnDuty(SUPERVISOR), Pass(30)], &rings(SUPERVISOR)),
            ANSWERED,
        ),
        way(
            "the second ring is part of the promise, over the hour or not",
            &then(then(call(&[OffDuty(DEPUTY)], SUPERVISOR)[..3].to_vec(), &[Pass(60), Pass(60)]), &rings(SUPERVISOR)),
            ANSWERED,
        ),
        way(
            "the person was called by somebody else just then",
            &then(vec![OtherRing, Pass(0), Is("waiting"), Pass(59), Is("waiting"), Pass(1)], &rings(SUPERVISOR)),
            ANSWERED,
        ),
        left(1, way("and until the working time was over", &[OtherRing, Pass(0), Is("waiting"), Pass(60)], VOID)),
    ]
}

fn the_ring() -> Vec<Way> {
    let twice = |devices: &[Do]| {
        let ring = then(vec![Is("prompted"), Start(SUPERVISOR)], devices);
        let first = then(ring.clone(), &[Pass(59), Is("ringing"), Pass(1), Is("waiting"), Pass(59), Is("waiting"), Pass(1)]);
        then(then(first, &ring), &[Pass(60)])
    };
    vec![
        way("reaches nobody", &twice(&[]), UNREACHED),
        way("was only written to a socket", &twice(&[Device(PHONE, Receipt::Sent)]), UNREACHED),
        way("was shown but muted", &twice(&[Device(PHONE, Receipt::Displayed), Device(PHONE, Receipt::Muted)]), UNREACHED),
        way("sounds twice and nobody answers", &twice(&[Device(PHONE, Receipt::Displayed), Device(PHONE, Receipt::Audible)]), MISSED),
        way(
            "sounds twice on a device whose tone was not heard in the morning",
            &then(vec![MulaiUnheard(PHONE)], &twice(&[Device(PHONE, Receipt::Audible)])),
            UNREACHED,
        ),
        way(
            "sounds twice, and the fault of the morning is on the other device",
            &then(vec![MulaiUnheard(LAPTOP)], &twice(&[Device(PHONE, Receipt::Audible)])),
            MISSED,
        ),
        way(
            "sounds twice, and the tone was heard again before",
            &then(vec![MulaiUnheard(PHONE), MulaiHeard(PHONE)], &twice(&[Device(PHONE, Receipt::Audible)])),
            MISSED,
        ),
        way(
            "sounds twice where the tone was not heard, and it was heard on the other device since",
            &then(vec![MulaiUnheard(PHONE), MulaiHeard(LAPTOP)], &twice(&[Device(PHONE, Receipt::Audible)])),
            UNREACHED,
        ),
        way("is muted here and sounds there", &twice(&[Device(LAPTOP, Receipt::Muted), Device(PHONE, Receipt::Audible)]), MISSED),
        way(
            "is declined, with a reason only",
            &[Start(SUPERVISOR), Device(PHONE, Receipt::Audible), no("reason_needed", Decline(" ")), Decline("Sedang rapat dinas.")],
            (O::DeclinedWithReason, Party::Person, None, "declined_with_words"),
        ),
        way(
            "is answered on one of two devices, and on the other no more",
            &[
                Start(SUPERVISOR),
                Device(LAPTOP, Receipt::Audible),
                Answer(PHONE),
                no("answered_elsewhere", Answer(LAPTOP)),
                Media(Employee),
                Verdict(SUPERVISOR, Verdict::AsDeclared, ""),
                HangUp(Supervisor),
            ],
            ANSWERED,
        ),
        way("is over when Answer comes", &[Start(SUPERVISOR), Pass(60), no("ring_over", Answer(PHONE)), Pass(60), Start(SUPERVISOR), Pass(60)], UNREACHED),
    ]
}

fn the_call() -> Vec<Way> {
    let says = |verdict, words| [Verdict(SUPERVISOR, verdict, words), HangUp(Supervisor)];
    let call = |more: &[Do]| then(in_call(), more);
    vec![
        way("as declared", &call(&says(Verdict::AsDeclared, "")), ANSWERED),
        way(
            "elsewhere",
            &call(&[Declare(PlaceKind::Home), Verdict(SUPERVISOR, Verdict::Elsewhere, ""), HangUp(Supervisor)]),
            (O::AnsweredElsewhere, Party::Person, Some(true), "verdict_given"),
        ),
        way(
            "to follow up, with a note only",
            &call(&[
                no("note_needed", Verdict(SUPERVISOR, Verdict::FollowUp, "")),
                Verdict(SUPERVISOR, Verdict::FollowUp, "Besok."), HangUp(Supervisor),
            ]),
            ANSWERED,
        ),
        way("technical", &call(&says(Verdict::Technical, "")), (O::AnsweredMediaFailed, Party::Nobody, Some(true), "verdict_given")),
        way("the verdict comes after the call", &call(&[HangUp(Supervisor), Is("closing"), Pass(299), Verdict(SUPERVISOR, Verdict::AsDeclared, "")]), ANSWERED),
        way(
            "the verdict is not another's to give",
            &call(&[
                no("not_found", Verdict(DEPUTY, Verdict::Elsewhere, "")),
                HangUp(Supervisor), Verdict(SUPERVISOR, Verdict::AsDeclared, ""),
            ]),
            ANSWERED,
        ),
        way("the verdict is missing, a picture was seen", &call(&[HangUp(Supervisor), Pass(299), Is("closing"), Pass(1)]), SEEN),
        way("the employee hangs up", &call(&[HangUp(Employee), Is("closing"), Pass(300)]), SEEN),
        way("the verdict is missing, nothing was seen", &[Start(SUPERVISOR), Answer(PHONE), HangUp(Employee), Pass(300)], UNSEEN),
        way(
            "the employee is lost and does not come back",
            &call(&[Pass(60), Lost(Employee), Pass(19), Is("answered"), Pass(1), Is("closing"), Pass(300)]),
            SEEN,
        ),
        way("the supervisor is lost and does not come back", &call(&[Pass(60), Lost(Supervisor), Pass(20), Is("closing"), Pass(300)]), SEEN),
        way(
            "a side is lost and comes back",
            &call(&[
                Pass(60), Lost(Employee), Pass(15), Back(Employee), Pass(60), Is("answered"),
                Verdict(SUPERVISOR, Verdict::AsDeclared, ""), HangUp(Supervisor),
            ]),
            ANSWERED,
        ),
        way("nobody's camera ever connects", &[Start(SUPERVISOR), Answer(PHONE), Pass(29), Is("answered"), Pass(1), Is("closing"), Pass(300)], UNSEEN),
        way("the call is forgotten and ends after half an hour", &call(&[Pass(1799), Is("answered"), Pass(1), Is("closing"), Pass(300)]), SEEN),
    ]
}

fn the_server_and_the_day() -> Vec<Way> {
    let spoiled = [Start(SUPERVISOR), Device(PHONE, Receipt::Audible), Pass(5), Down(90), Is("prompted")];
    vec![
        way("the server was down while the supervisor was asked", &[Pass(10), Down(280), Is("prompted"), Pass(299), Is("prompted"), Pass(1)], IGNORED),
        way("the server was down while it rang, three times", &then(then(spoiled.to_vec(), &spoiled), &spoiled[..4]), fault("ring_voided_by_server")),
        way(
            "the server was down for a moment while it rang",
            &[Start(SUPERVISOR), Pass(5), Down(6), Is("ringing"), Answer(PHONE), Media(Employee), HangUp(Employee), Pass(300)],
            SEEN,
        ),
        way(
            "the server went down in mid-call and nobody came back",
            &then(in_call(), &[Pass(30), Down(30), Is("answered"), Pass(20), Is("closing"), Pass(300)]),
            fault("server_failed_in_call"),
        ),
        way(
            "the server went down in mid-call and both came back",
            &then(in_call(), &[
                Pass(30), Down(30), Back(Employee), Back(Supervisor), Pass(60), Is("answered"),
                Verdict(SUPERVISOR, Verdict::AsDeclared, ""), HangUp(Supervisor),
            ]),
            ANSWERED,
        ),
        way("leave was entered while the supervisor was asked", &[Is("prompted"), Leave, StartInVain], VOID),
        way("leave was entered after the draw", &[RAPAT, Leave, Pass(300)], VOID),
        left(3, way("working time ended while the server was down", &[Down(600)], VOID)),
    ]
}

struct Life {
    app: TestApp,
    check: CheckId,
    attempt: Option<AttemptId>,
}

impl Life {
    async fn begin(left: i64, policy: &Policy) -> Self {
        let app = TestApp::empty().await;
        agency::fill(&app.house, policy).await;
        let deputy = vec![Deputy { person: DEPUTY.0, from: MONDAY.into(), to: MONDAY.into() }];
        flow::desk::set_deputies(&app.house, SUPERVISOR, deputy).await.unwrap();
        for device in [PHONE, LAPTOP] {
            flow::ring::meet_device(&app.house, EMPLOYEE, device, "Chrome, Android").await.unwrap();
        }
        app.to(app.now()).await;
        let check = app.check_of(EMPLOYEE, SUPERVISOR, app.now(), app.now().plus(left * MINUTE)).await;
        Self { app, check, attempt: None }
    }

    async fn act(&mut self, step: Do) -> Result<(), FlowError> {
        let (house, check) = (&self.app.house, self.check);
        let attempt = || self.attempt.unwrap();
        match step {
            Pass(seconds) => self.app.pass(seconds * SECOND).await,
            Down(seconds) => self.down(seconds * SECOND).await,
            MulaiWfh => self.start_day(None, Vec::new()).await?,
            MulaiHeard(device) => {
                let heard = DeviceTest { item: TestItem::Sound, ok: true, detail: String::new() };
                self.start_day(Some(device.0), vec![heard]).await?;
            }
            MulaiUnheard(device) => {
                let unheard = DeviceTest { item: TestItem::Sound, ok: false, detail: "unheard".into() };
                self.start_day(Some(device.0), vec![unheard]).await?;
            }
            Leave => self.leave().await,
            StartInVain => {
                let refused = flow::ring::start(house, check, SUPERVISOR).await.unwrap_err();
                assert_eq!(refused.code(), "outside_window");
            }
            OtherCheck => {
                let other = self.app.check_of(agency::COLLEAGUE, SUPERVISOR, self.app.now().plus(-SECOND), self.app.now().plus(HOUR)).await;
                flow::prompt::due(house, other).await?;
                let attempt = flow::ring::start(house, other, SUPERVISOR).await?;
                flow::ring::meet_device(house, agency::COLLEAGUE, DeviceId(Uuid::from_u128(9)), "Chrome, Android").await?;
                flow::ring::answer(house, agency::COLLEAGUE, attempt, DeviceId(Uuid::from_u128(9))).await?;
                for side in [Employee, Supervisor] {
                    flow::call::media(house, other, side, Media::Video).await?;
                }
            }
            OtherRing => {
                let other = self.app.check_of(EMPLOYEE, HEAD, self.app.now().plus(-SECOND), self.app.now().plus(HOUR)).await;
                flow::prompt::due(house, other).await?;
                flow::ring::start(house, other, HEAD).await?;
            }
            OffDuty(who) => drop(flow::duty::set(house, who, &[OffDutySpan { from: MONDAY.into(), to: MONDAY.into() }]).await?),
            OnDuty(who) => drop(flow::duty::set(house, who, &[]).await?),
            FullDay(who) => self.asked(who, 2, 120).await,
            FullHour(who) => self.asked(who, 1, 10).await,
            Defer(words) => drop(flow::prompt::defer(house, check, SUPERVISOR, 5, words.into()).await?),
            HandOver => drop(flow::prompt::hand_over(house, check, SUPERVISOR, DEPUTY, "Sedang rapat.".into()).await?),
            Start(by) => self.attempt = Some(flow::ring::start(house, check, by).await?),
            Device(device, receipt) => flow::ring::received(house, EMPLOYEE, attempt(), device, receipt).await?,
            Answer(device) => drop(flow::ring::answer(house, EMPLOYEE, attempt(), device).await?),
            Decline(words) => flow::ring::decline(house, EMPLOYEE, attempt(), words.into()).await?,
            Declare(kind) => drop(flow::call::declare(house, check, EMPLOYEE, kind, "").await?),
            Do::Media(side) => flow::call::media(house, check, side, Media::Video).await?,
            Lost(side) => flow::call::lost(house, check, side).await?,
            Back(side) => flow::call::back(house, check, side).await?,
            HangUp(side) => flow::call::hang_up(house, check, side).await?,
            Do::Verdict(by, verdict, words) => drop(flow::call::verdict(house, check, by, verdict, words.into()).await?),
            Is(wanted) => assert_eq!(name(&self.app.check(check).await.state), wanted),
            Refused(..) => unreachable!("handled by its caller"),
        }
        Ok(())
    }

    async fn start_day(&self, device: Option<Uuid>, tests: Vec<DeviceTest>) -> Result<(), FlowError> {
        let place = sidak::shape::Place { kind: sidak::shape::PlaceKind::Home, words: String::new() };
        attendance::start(&self.app.house, EMPLOYEE, StartDay { place, tests, device, shift_minutes: None }).await.map(drop)
    }

    /// Enters checks of before in the book of this official.
    async fn asked(&self, official: PersonId, times: i64, minutes_ago: i64) {
        for n in 0..times {
            let at = self.app.now().plus(-(minutes_ago + n) * MINUTE);
            let supervisor = if official == DEPUTY { DEPUTY } else { SUPERVISOR };
            let check = self.app.check_of(agency::COLLEAGUE, supervisor, at.plus(-official_minutes(official)), at).await;
            let mut tx = self.app.house.db.begin().await.unwrap();
            let unit = agency::UNIT_A;
            asks::ask(&mut tx, &asks::Ask { check, official, unit, day: self.app.today(), at, stood_in: false }).await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    /// What the last beat before a crash and the start after it do.
    async fn down(&self, millis: i64) {
        let house = &self.app.house;
        let mut tx = house.db.begin().await.unwrap();
        nodes::beat(&mut tx, self.app.now()).await.unwrap();
        tx.commit().await.unwrap();
        house.clock.advance_to(self.app.now().plus(millis));
        flow::tick::restarted(house).await.unwrap();
        flow::tick::turn(house).await.unwrap();
    }

    async fn leave(&self) {
        let house = &self.app.house;
        let mut tx = house.db.read().await.unwrap();
        let head = flow::access::asker(&mut tx, HEAD, SessionId(Uuid::nil())).await.unwrap();
        drop(tx);
        let change = RotaChange { person: EMPLOYEE.0, day: MONDAY.into(), mode: Some(sidak::shape::Mode::Leave) };
        assert_eq!(flow::rota::set(house, &head, vec![change]).await.unwrap().changed, 1);
    }

    async fn trace(&self) -> Vec<Recorded> {
        let mut tx = self.app.house.db.read().await.unwrap();
        facts::of(&mut tx, self.check).await.unwrap()
    }

    /// What holds after every end.
    async fn ended(&self, way: &Way) {
        let name = way.name;
        let State::Settled { judgement, .. } = self.app.check(self.check).await.state else {
            panic!("“{name}” is {:?} after {:?}", self.app.check(self.check).await.state, self.trace().await);
        };
        assert_eq!(judgement.outcome, way.outcome, "“{name}” after {:?}", self.trace().await);
        assert_eq!(judgement.outcome.party(), way.party, "“{name}”");
        assert_eq!(judgement.reasons.first().code(), way.reason, "“{name}”: {:?}", judgement.reasons);
        let mut tx = self.app.house.db.read().await.unwrap();
        let filed = outcomes::of_checks(&mut tx, &[self.check]).await.unwrap();
        assert_eq!(filed.len(), 1, "“{name}” is filed once");
        assert_eq!((filed[0].outcome, filed[0].counts_as), (way.outcome, way.counts), "“{name}”");
        let asker = flow::access::asker(&mut tx, EMPLOYEE, SessionId(Uuid::nil())).await.unwrap();
        drop(tx);
        let shown = record::of(&self.app.house, &asker, EMPLOYEE, None).await.unwrap();
        let lines: Vec<_> = shown.checks.iter().filter(|line| line.id == self.check.0).collect();
        assert_eq!(lines.len(), 1, "“{name}” is on the record");
        assert_eq!(lines[0].outcome.as_deref(), Some(way.outcome.code()), "“{name}”");
        assert!(!lines[0].reasons.is_empty(), "“{name}” has reasons");
        assert_eq!(shown.index.counted, u32::from(way.counts.is_some()), "“{name}”");
        assert_eq!(shown.index.missed, u32::from(way.counts == Some(false)), "“{name}”");
        let before = self.trace().await;
        self.app.to(self.app.now().plus(HOUR)).await;
        assert_eq!(self.trace().await, before, "“{name}” is over for good");
    }
}

/// A draw is never doubled, so each official's checks of before have minutes of their own.
fn official_minutes(official: PersonId) -> i64 {
    if official == DEPUTY { 10 * MINUTE } else { 30 * MINUTE }
}

fn name(state: &State) -> &'static str {
    match state {
        State::Waiting => "waiting",
        State::Prompted { .. } => "prompted",
        State::Ringing { .. } => "ringing",
        State::Answered { .. } => "answered",
        State::Closing { .. } => "closing",
        State::Settled { .. } => "settled",
    }
}

async fn all_end(ways: Vec<Way>, policy: &Policy) {
    for way in ways {
        let mut life = Life::begin(way.left, policy).await;
        // In these the check does not come due at once.
        if !matches!(way.steps.first(), Some(OtherCheck | OtherRing | OffDuty(_) | FullDay(_) | FullHour(_) | Down(_) | MulaiWfh)) {
            life.app.to(life.app.now()).await;
        }
        for step in way.steps.clone() {
            play(&mut life, step, way.name).await;
        }
        life.ended(&way).await;
    }
}

async fn play(life: &mut Life, step: Do, name: &str) {
    let said = format!("“{name}”: {step:?}");
    let (step, refused) = match step {
        Refused(code, step) => (*step, Some(code)),
        step => (step, None),
    };
    let before = life.trace().await;
    let done = life.act(step).await;
    match (done, refused) {
        (Ok(()), None) => {}
        (Err(error), Some(code)) => {
            assert_eq!(error.code(), code, "{said}");
            assert_eq!(life.trace().await, before, "{said}: a refusal leaves no trace");
        }
        (done, _) => panic!("{said}: {done:?} after {before:?}"),
    }
}

#[tokio::test]
async fn ends_by_the_supervisor() {
    all_end(the_supervisor(), &agency::policy()).await;
}

#[tokio::test]
async fn ends_by_the_load_of_officials() {
    let mut policy = agency::policy();
    (policy.capacity.per_hour, policy.capacity.per_day) = (1, 2);
    all_end(the_load(), &policy).await;
}

#[tokio::test]
async fn ends_of_a_ring() {
    all_end(the_ring(), &agency::policy()).await;
}

#[tokio::test]
async fn ends_of_a_call() {
    all_end(the_call(), &agency::policy()).await;
}

#[tokio::test]
async fn ends_by_the_server_or_the_day() {
    all_end(the_server_and_the_day(), &agency::policy()).await;
}

/// With real working hours the day must be started by 08.00; it is nine.
#[tokio::test]
async fn ends_of_a_day_that_was_not_started() {
    let mut policy = agency::policy();
    policy.hours = agency::preset("dki-2023").hours;
    policy.answer.ready_within_minutes = 30;
    let rings = |devices: &[Do]| then(then(vec![Pass(1), Start(SUPERVISOR)], devices), &[Pass(60), Pass(60), Start(SUPERVISOR), Pass(60)]);
    let not_ready = (O::NotReady, Party::Person, Some(false), "day_not_started_by");
    let ways = vec![
        way("was never started and nothing sounded", &rings(&[]), not_ready),
        way("was started late, but before the ring", &then(vec![MulaiWfh], &rings(&[])), UNREACHED),
        way("was started only after the ring", &rings(&[Pass(1), MulaiWfh]), not_ready),
        way("was never started, but a device sounded", &rings(&[Device(PHONE, Receipt::Audible)]), MISSED),
    ];
    all_end(ways, &policy).await;
}

/// A call of two real pages with picture and sound, past the time to get ready, in which nobody is missed yet.
struct Talk {
    app: TestApp,
    check: CheckId,
    supervisor: Page,
    employee: Page,
    peers: Vec<Peer>,
}

impl Talk {
    async fn begin() -> Self {
        let app = TestApp::new().await.serve().await;
        let (mut supervisor, mut employee) = (open(&app, Supervisor).await, open(&app, Employee).await);
        let check = app.due_check().await;
        app.to(app.now()).await;
        supervisor.until("a prompt", |now| now["prompts"][0]["until"].is_i64()).await;
        supervisor.done(|id| FromClient::Start { id, check: check.0 }).await;
        let attempt = uuid(&employee.until("a ring", |now| now["ring"].is_object()).await["ring"]["attempt"]);
        employee.done(|id| FromClient::Answer { id, attempt }).await;
        let peers = vec![join(&mut supervisor, check).await, join(&mut employee, check).await];
        let all = |now: &Value| ["employee_media", "supervisor_media"].iter().all(|side| now["calls"][0][side] == json!({ "audio": true, "video": true }));
        supervisor.until("picture and sound of both", all).await;
        app.pass(10 * SECOND).await;
        Self { app, check, supervisor, employee, peers }
    }

    /// A browser is closed: its camera and its page are gone. Answers once the other end sees it.
    async fn goes(&mut self, gone: Side) {
        let peer = self.peers.remove(usize::from(gone == Employee));
        peer.close().await.unwrap();
        if gone == Employee { &mut self.employee } else { &mut self.supervisor }.hang().await;
        self.other(gone).until("the other end lost", |now| now["calls"][0]["lost"] == word(gone)).await;
    }

    fn other(&mut self, side: Side) -> &mut Page {
        if side == Employee { &mut self.supervisor } else { &mut self.employee }
    }

    async fn state(&self) -> &'static str {
        name(&self.app.check(self.check).await.state)
    }

    async fn end(self) {
        for peer in self.peers {
            peer.close().await.unwrap();
        }
    }
}

/// Each side on its own browser, also when it comes back.
async fn open(app: &TestApp, side: Side) -> Page {
    let (person, device) = if side == Employee { (EMPLOYEE, PHONE) } else { (SUPERVISOR, LAPTOP) };
    Page::open_on(&app.client(person).await, "Chrome, Android", device.0).await
}

const fn word(side: Side) -> &'static str {
    if let Employee = side { "employee" } else { "supervisor" }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_goes_away_in_a_call_is_missed_and_then_the_call_is_over() {
    for gone in [Employee, Supervisor] {
        let mut talk = Talk::begin().await;
        talk.goes(gone).await;
        talk.app.pass(19 * SECOND).await;
        assert_eq!(talk.state().await, "answered");
        talk.app.pass(SECOND).await;
        assert_eq!(talk.state().await, "closing");
        talk.other(gone).until("no running call", |now| now["calls"][0]["phase"].is_null() || now["calls"][0]["phase"] == "closing").await;
        talk.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_comes_back_in_time_goes_on_with_the_call() {
    for gone in [Employee, Supervisor] {
        let mut talk = Talk::begin().await;
        talk.goes(gone).await;
        talk.app.pass(19 * SECOND).await;
        let mut back = open(&talk.app, gone).await;
        back.until("the call here", |now| now["calls"][0]["here"] == true).await;
        talk.peers.push(join(&mut back, talk.check).await);
        talk.other(gone).until("nobody lost", |now| now["calls"][0]["lost"].is_null()).await;
        talk.app.pass(MINUTE).await;
        assert_eq!(talk.state().await, "answered");
        talk.end().await;
    }
}
