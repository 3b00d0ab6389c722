//! Plays the supervisor: waits to be asked, calls, watches for a while, records the result, hangs up.
//! Knows nothing of how the line and the media work.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::RobotError;
use crate::account::Account;
use crate::call::{self, Media, open_call};
use crate::line::{Line, LineError};
use crate::stats::Flowed;
use crate::step::{Step, Told};
use crate::wire::{Ask, Call, CheckRecord, GiveVerdict, Now, Phase, Prompt, Side, Verdict};

const AGENT: &str = "sidak-robot";
/// Typed once the call stands.
const GREETING: &str = "Saya atasan perangkat lunak untuk uji coba Sidak.";
/// Nothing of the other end by then: the result is `technical`.
const MEDIA_WITHIN: Duration = Duration::from_secs(60);
/// Before a request that got no answer is made again.
const RETRY_AFTER: Duration = Duration::from_secs(1);
const NO_MEDIA: &str = "Robot: tidak ada gambar dan suara yang masuk.";

/// How this supervisor behaves.
#[derive(Clone)]
pub struct Bearing {
    /// Recorded after a call in which the other end was seen or heard.
    pub verdict: Verdict,
    pub note: String,
    /// How long the other end is watched.
    pub watch: Duration,
    pub media: Media,
}

/// A check that this robot has judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub check: Uuid,
    pub verdict: Verdict,
    /// What the rules made of it.
    pub outcome: Option<String>,
    pub flowed: Flowed,
}

pub struct Supervisor {
    account: Account,
    line: Line,
    bearing: Bearing,
    told: Told,
    enough: Arc<Notify>,
}

/// The prompt of a check, as it was when it was answered: the same one is not tried twice.
type Tried = (Uuid, Option<i64>);

impl Supervisor {
    /// Opens the line as `device`.
    ///
    /// # Errors
    /// [`RobotError`] when the session has ended.
    pub async fn arrive(
        account: Account,
        device: Uuid,
        bearing: Bearing,
        told: Told,
    ) -> Result<Supervisor, RobotError> {
        let line = Line::open(account.clone(), device, AGENT);
        line.connection().await?;
        told(Step::Connected);
        Ok(Supervisor {
            account,
            line,
            bearing,
            told,
            enough: Arc::default(),
        })
    }

    /// Notified, it ends the watch of the running or next call at once.
    #[must_use]
    pub fn enough(&self) -> Arc<Notify> {
        Arc::clone(&self.enough)
    }

    /// Calls whenever it is asked to, until one call was judged.
    ///
    /// # Errors
    /// [`RobotError`] when the session has ended or the result cannot be recorded.
    pub async fn one_check(&mut self) -> Result<Judged, RobotError> {
        let mut tried = None;
        loop {
            match self.line.until(|now| next_of(now, tried)).await? {
                Next::Prompt(prompt) => {
                    let done = self.start(&prompt).await?;
                    tried = done.then_some((prompt.check, prompt.since));
                }
                Next::Call(call) if call.phase == Phase::Ringing => {
                    self.ringing(call.check).await?
                }
                Next::Call(call) => return self.talk(call.check).await,
            }
        }
    }

    /// False when it must be tried again.
    async fn start(&self, prompt: &Prompt) -> Result<bool, LineError> {
        let (number, of) = (prompt.number, prompt.of);
        self.tell(Step::Prompted { number, of });
        let check = prompt.check;
        match self.line.ask(Ask::Start { check }).await {
            Ok(_) => self.tell(Step::Started),
            Err(LineError::Refused { message, .. }) => self.tell(Step::Refused(message)),
            // Whether it was done, the next snapshot shows.
            Err(LineError::Again) => {
                sleep(RETRY_AFTER).await;
                return Ok(false);
            }
            Err(error) => return Err(error),
        }
        Ok(true)
    }

    /// Waits until the ring is answered or over.
    async fn ringing(&self, check: Uuid) -> Result<(), LineError> {
        let rings = |now: &Now| {
            now.calls
                .iter()
                .any(|call| call.check == check && call.phase == Phase::Ringing)
        };
        self.line.until(|now| (!rings(now)).then_some(())).await?;
        let answered = |now: &Now| now.calls.iter().any(|call| call.check == check);
        if !self.line.until(|now| Some(answered(now))).await? {
            self.tell(Step::NotAnswered);
        }
        Ok(())
    }

    /// From the answer to the outcome.
    async fn talk(&self, check: Uuid) -> Result<Judged, RobotError> {
        self.tell(Step::Joined);
        let media = &self.bearing.media;
        let (flowing, flows) = watch::channel(0);
        let staying = async {
            let flowed = call::stay(&self.line, check, media, Some(GREETING), &flowing).await?;
            self.tell(Step::CallOver(flowed));
            Ok(flowed)
        };
        let judging = async {
            self.watch_for_a_while(check, flows.clone()).await?;
            let seen = *flows.borrow() > 0;
            let verdict = self.record(check, seen).await?;
            self.hang_up(check).await?;
            Ok::<_, RobotError>(verdict)
        };
        let (flowed, verdict) = tokio::select! {
            both = async { tokio::try_join!(staying, judging) } => both?,
            never = call::listen(&self.line, check, flows.clone(), &self.told) => match never {},
        };
        let record: CheckRecord = self.account.get(&format!("/api/checks/{check}")).await?;
        let outcome = record.line.outcome;
        self.tell(Step::Judged(outcome.clone()));
        Ok(Judged {
            check,
            verdict,
            outcome,
            flowed,
        })
    }

    /// Done once the other end was seen for long enough, or not at all for too long, or the call has ended before.
    async fn watch_for_a_while(
        &self,
        check: Uuid,
        mut flowing: watch::Receiver<u32>,
    ) -> Result<(), LineError> {
        let seen = async {
            let came = flowing.wait_for(|flows| *flows > 0);
            // A look at the counter must not last longer than this line, since the counter goes on.
            let came = matches!(timeout(MEDIA_WITHIN, came).await, Ok(Ok(_)));
            if came {
                sleep(self.bearing.watch).await;
            }
        };
        tokio::select! {
            () = seen => Ok(()),
            () = self.enough.notified() => Ok(()),
            over = self.line.until(|now| open_call(now, check).is_none().then_some(())) => over,
        }
    }

    async fn record(&self, check: Uuid, seen: bool) -> Result<Verdict, RobotError> {
        let (verdict, note) = if seen {
            (self.bearing.verdict, self.bearing.note.as_str())
        } else {
            (Verdict::Technical, NO_MEDIA)
        };
        let note = note.to_owned();
        let path = format!("/api/checks/{check}/verdict");
        let _: CheckRecord = self
            .account
            .post(&path, &GiveVerdict { verdict, note })
            .await?;
        self.tell(Step::VerdictGiven);
        Ok(verdict)
    }

    /// Ends the call, unless it has ended already.
    async fn hang_up(&self, check: Uuid) -> Result<(), LineError> {
        let open = |now: &Now| Some(open_call(now, check).is_some());
        while self.line.until(open).await? {
            match self.line.ask(Ask::HangUp { check }).await {
                Ok(_) => {
                    self.tell(Step::HungUp);
                    return Ok(());
                }
                Err(LineError::Refused { .. }) => return Ok(()),
                Err(LineError::Again) => sleep(RETRY_AFTER).await,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn tell(&self, step: Step) {
        (self.told)(step);
    }
}

enum Next {
    Prompt(Prompt),
    Call(Call),
}

/// A call that waits for its result comes before new prompts.
fn next_of(now: &Now, tried: Option<Tried>) -> Option<Next> {
    let call = now
        .calls
        .iter()
        .find(|call| call.role == Side::Supervisor && call.verdict.is_none());
    let prompt = now
        .prompts
        .iter()
        .find(|prompt| prompt.since.is_some() && Some((prompt.check, prompt.since)) != tried);
    call.cloned()
        .map(Next::Call)
        .or_else(|| prompt.cloned().map(Next::Prompt))
}
