//! Plays the employee: starts the day, proves that it rings, answers, says where it is, shows the test picture until
//! the call ends.
//! Knows nothing of how the line and the media work.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::RobotError;
use crate::account::Account;
use crate::call::{self, Media, open_call};
use crate::line::{Line, LineError};
use crate::stats::Flowed;
use crate::step::{Step, Told};
use crate::wire::{Ask, Call, DeviceTest, Missed, Now, Place, Receipt, Ring, Say, Side, StartDay, Today};

/// Shown to the supervisor next to the ring.
const AGENT: &str = "sidak-robot";
/// Typed once the call stands.
const GREETING: &str = "Saya pegawai perangkat lunak untuk uji coba Sidak.";
/// How often a robot that runs for days looks whether a new one has begun.
const DAY_EVERY: Duration = Duration::from_secs(10 * 60);
/// Before a request that got no answer is made again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// How this employee behaves.
#[derive(Clone)]
pub struct Manner {
    pub place: Place,
    /// Rings so long before it is answered.
    pub after: Duration,
    pub response: Response,
    pub media: Media,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    Answer,
    /// With this reason.
    Decline(String),
    Ignore,
    /// Let the promised rings pass, call back after the last, and answer then.
    CallBack,
}

/// What became of one ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rung {
    Talked(Flowed),
    /// Declined, ignored, answered elsewhere, or over too soon.
    NotTalked,
}

pub struct Employee {
    account: Account,
    line: Line,
    manner: Manner,
    told: Told,
    /// The ring that was dealt with last; it may still be in the snapshot for a while.
    done: Option<Uuid>,
    /// The check that was called back about: its next ring is answered.
    called_back: Option<Uuid>,
}

impl Employee {
    /// Opens the line as `device` and starts the day.
    ///
    /// # Errors
    /// [`RobotError`] when the server refuses or the session has ended.
    pub async fn arrive(
        account: Account,
        device: Uuid,
        manner: Manner,
        told: Told,
    ) -> Result<Employee, RobotError> {
        let line = Line::open(account.clone(), device, AGENT);
        line.connection().await?;
        told(Step::Connected);
        let employee = Employee {
            account,
            line,
            manner,
            told,
            done: None,
            called_back: None,
        };
        let day = employee.start_day().await?;
        employee.tell(day);
        Ok(employee)
    }

    /// Takes rings for ever.
    ///
    /// # Errors
    /// [`RobotError`] when the session has ended.
    pub async fn live(&mut self) -> Result<(), RobotError> {
        loop {
            // Cancelled only while it waits: what began is finished first.
            let Ok(next) = timeout(DAY_EVERY, self.next()).await else {
                if matches!(self.start_day().await, Ok(Step::DayStarted)) {
                    self.tell(Step::DayStarted);
                }
                continue;
            };
            self.take(next?).await?;
        }
    }

    /// Waits for a ring, or for a call that is already running on this device, and sees it through.
    ///
    /// # Errors
    /// As [`Employee::live`].
    pub async fn one_ring(&mut self) -> Result<Rung, RobotError> {
        let next = self.next().await?;
        self.take(next).await
    }

    async fn next(&self) -> Result<Next, LineError> {
        let done = self.done;
        let calls_back = self.manner.response == Response::CallBack;
        self.line
            .until(|now| next_of(now, done).or_else(|| missed_of(now).filter(|_| calls_back)))
            .await
    }

    async fn take(&mut self, next: Next) -> Result<Rung, RobotError> {
        match next {
            Next::Call(call) => self.talk(call.check).await.map(Rung::Talked),
            Next::Ring(ring) => self.ring(ring).await,
            Next::Missed(Missed { check, attempt, .. }) => {
                if self.insist(Ask::CallBack { attempt }).await? {
                    self.called_back = Some(check);
                    self.tell(Step::CalledBack);
                }
                Ok(Rung::NotTalked)
            }
        }
    }

    async fn start_day(&self) -> Result<Step, RobotError> {
        let today: Today = self.account.get("/api/today").await?;
        if today.started.is_some() {
            return Ok(Step::DayWasStarted);
        }
        if today.mode.as_deref() != Some("home") {
            return Ok(Step::NotAtHome);
        }
        let Media { video, audio, .. } = self.manner.media;
        let tests = [
            ("camera", video),
            ("microphone", audio),
            ("sound", true),
            ("notification", false),
            ("network", true),
            ("relay", true),
        ];
        let wish = StartDay {
            place: self.manner.place.clone(),
            tests: tests
                .map(|(item, ok)| DeviceTest {
                    item,
                    ok,
                    detail: "robot",
                })
                .into(),
        };
        let _: Today = self.account.post("/api/today/start", &wish).await?;
        Ok(Step::DayStarted)
    }

    async fn ring(&mut self, ring: Ring) -> Result<Rung, RobotError> {
        let Ring {
            check,
            attempt,
            number,
            of,
        } = ring;
        self.tell(Step::Ringing { number, of });
        for kind in [Receipt::Displayed, Receipt::Audible] {
            self.line.say(Say::Receipt { attempt, kind });
        }
        let over = self.line.until(|now| (!rings(now, attempt)).then_some(()));
        let waited = timeout(self.manner.after, over).await;
        self.done = Some(attempt);
        if waited.is_ok() {
            return self.after_ring(check).await;
        }
        let response = match self.manner.response.clone() {
            Response::CallBack if self.called_back == Some(check) => Response::Answer,
            Response::CallBack => Response::Ignore,
            response => response,
        };
        match response {
            Response::Ignore | Response::CallBack => self.tell(Step::Ignored),
            Response::Decline(reason) => {
                if self.insist(Ask::Decline { attempt, reason }).await? {
                    self.tell(Step::Declined);
                }
            }
            Response::Answer => {
                if self.insist(Ask::Answer { attempt }).await? {
                    self.tell(Step::Answered);
                    return self.talk(check).await.map(Rung::Talked);
                }
            }
        }
        Ok(Rung::NotTalked)
    }

    /// The ring ended while it rang: another device of this person may have answered.
    async fn after_ring(&self, check: Uuid) -> Result<Rung, RobotError> {
        let elsewhere = |now: &Now| now.calls.iter().any(|call| call.check == check);
        let elsewhere = self.line.until(|now| Some(elsewhere(now))).await?;
        self.tell(if elsewhere {
            Step::AnsweredElsewhere
        } else {
            Step::RingOver
        });
        Ok(Rung::NotTalked)
    }

    async fn talk(&mut self, check: Uuid) -> Result<Flowed, RobotError> {
        // The answer is on record; the snapshot with the call follows it.
        let call = self
            .line
            .until(|now| {
                Some(open_call(now, check).cloned())
                    .filter(|call| call.is_some() || now.ring.is_none())
            })
            .await?;
        if call.is_some_and(|call| call.place.is_none()) {
            let place = self.manner.place.clone();
            if self.insist(Ask::Declare { check, place }).await? {
                self.tell(Step::Declared);
            }
        }
        let (flowing, flows) = watch::channel(0);
        let staying = call::stay(
            &self.line,
            check,
            &self.manner.media,
            Some(GREETING),
            &flowing,
        );
        let flowed = tokio::select! {
            flowed = staying => flowed?,
            never = call::listen(&self.line, check, flows, &self.told) => match never {},
        };
        self.tell(Step::CallOver(flowed));
        Ok(flowed)
    }

    /// Asks until there is an answer; false when it is a refusal.
    async fn insist(&self, ask: Ask) -> Result<bool, LineError> {
        loop {
            match self.line.ask(ask.clone()).await {
                Ok(_) => return Ok(true),
                Err(LineError::Refused { message, .. }) => {
                    self.tell(Step::Refused(message));
                    return Ok(false);
                }
                Err(LineError::Again) => sleep(RETRY_AFTER).await,
                Err(error) => return Err(error),
            }
        }
    }

    fn tell(&self, step: Step) {
        (self.told)(step);
    }
}

enum Next {
    Ring(Ring),
    Call(Call),
    Missed(Missed),
}

/// After the last ring only: before it the next one comes by itself.
fn missed_of(now: &Now) -> Option<Next> {
    let open = |missed: &&Missed| missed.until.is_some() && missed.called_back.is_none();
    now.missed.as_ref().filter(open).cloned().map(Next::Missed)
}

fn next_of(now: &Now, done: Option<Uuid>) -> Option<Next> {
    let call = now
        .calls
        .iter()
        .find(|call| call.role == Side::Employee && call.here && call.is_open());
    let ring = now.ring.as_ref().filter(|ring| Some(ring.attempt) != done);
    call.cloned()
        .map(Next::Call)
        .or_else(|| ring.cloned().map(Next::Ring))
}

fn rings(now: &Now, attempt: Uuid) -> bool {
    now.ring
        .as_ref()
        .is_some_and(|ring| ring.attempt == attempt)
}
