//! One check that lives through the steps of a row, and what holds after every end.

use super::*;

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

pub(super) async fn all_end(ways: Vec<Way>, policy: &Policy) {
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
