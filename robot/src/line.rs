//! The open line to the server: one socket that connects again by itself, and what was last heard on it.
//! A ring is a state and no message: whoever waits, waits for a snapshot that shows what is wanted.
//! Knows nothing of roles and media.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use uuid::Uuid;

use crate::account::Account;
use crate::wire::{Ask, Now, PROTOCOL, Say};

mod keeper;

use keeper::Keeper;

/// Longest wait for the answer to a request, also while the line is down.
const REPLY_WITHIN: Duration = Duration::from_secs(15);
/// Messages waiting to go out.
const OUTBOX: usize = 32;
/// Words of the other end that nobody has looked at yet; older ones are dropped.
const WORDS: usize = 32;

#[derive(Clone, Debug, thiserror::Error)]
pub enum LineError {
    #[error("{message}")]
    Refused { code: String, message: String },
    /// The line broke, the server could not save now, or somebody else was first: look, then ask again.
    #[error("the server did not answer")]
    Again,
    #[error("signed out")]
    SignedOut,
    #[error("the server speaks another version of the protocol: {0}")]
    Protocol(String),
}

/// What the other end of a call sent.
#[derive(Clone, Debug)]
pub struct Words {
    pub check: Uuid,
    pub body: serde_json::Value,
}

/// The line; it stays open until this is dropped.
pub struct Line {
    view: watch::Receiver<View>,
    outbox: mpsc::Sender<Out>,
    words: broadcast::Sender<Words>,
    _keeping: JoinSet<()>,
}

/// What is known at a moment.
#[derive(Clone, Default)]
struct View {
    /// Counts connections; the media of a call belong to one of them.
    connection: u32,
    /// None while the line is down: what was true before may not be true after.
    now: Option<Arc<Now>>,
    local: Option<IpAddr>,
    over: Option<LineError>,
}

enum Out {
    Say(Say),
    Ask(Ask, Reply),
}

type Reply = oneshot::Sender<Result<Option<String>, LineError>>;

impl Line {
    /// Opens a line as `device`, which the server will show as `agent`. Returns at once; the line connects by itself.
    #[must_use]
    pub fn open(account: Account, device: Uuid, agent: &str) -> Line {
        let (view_in, view) = watch::channel(View::default());
        let (outbox, out) = mpsc::channel(OUTBOX);
        let (words, _) = broadcast::channel(WORDS);
        let hello = Say::Hello {
            protocol: PROTOCOL,
            device,
            agent: agent.to_owned(),
        };
        let keeper = Keeper::new(account, device, hello, view_in, out, words.clone());
        let mut keeping = JoinSet::new();
        keeping.spawn(keeper.keep());
        Line {
            view,
            outbox,
            words,
            _keeping: keeping,
        }
    }

    /// Waits until a snapshot shows what is wanted, for as long as it takes.
    ///
    /// # Errors
    /// [`LineError::SignedOut`] or [`LineError::Protocol`] when there will be no more snapshots.
    pub async fn until<T>(&self, mut look: impl FnMut(&Now) -> Option<T>) -> Result<T, LineError> {
        self.see(|view| view.now.as_deref().and_then(&mut look))
            .await
    }

    /// Waits for a connection other than `last` and gives its number; the first is 1.
    ///
    /// # Errors
    /// As [`Line::until`].
    pub async fn connection_after(&self, last: u32) -> Result<u32, LineError> {
        self.see(|view| (view.now.is_some() && view.connection != last).then_some(view.connection))
            .await
    }

    /// Number of the running connection, once there is one.
    ///
    /// # Errors
    /// As [`Line::until`].
    pub async fn connection(&self) -> Result<u32, LineError> {
        self.connection_after(0).await
    }

    /// The own address by which the server is reached.
    #[must_use]
    pub fn local(&self) -> Option<IpAddr> {
        self.view.borrow().local
    }

    /// Sends what expects no answer; dropped while too much else waits.
    pub fn say(&self, say: Say) {
        let _ = self.outbox.try_send(Out::Say(say));
    }

    /// Sends a request and waits for its answer: an SDP for an offer, nothing for the others.
    ///
    /// # Errors
    /// [`LineError::Refused`] with the server's reason, [`LineError::Again`], or as [`Line::until`].
    pub async fn ask(&self, ask: Ask) -> Result<Option<String>, LineError> {
        let (reply, answer) = oneshot::channel();
        let asked = async {
            // Both ends of the channel close when the keeper has ended, which `over` explains.
            let sent = self.outbox.send(Out::Ask(ask, reply)).await;
            if sent.is_err() {
                return Err(self.over());
            }
            answer.await.unwrap_or_else(|_| Err(self.over()))
        };
        timeout(REPLY_WITHIN, asked)
            .await
            .unwrap_or(Err(LineError::Again))
    }

    /// What the other end of a call sends from now on.
    #[must_use]
    pub fn words(&self) -> broadcast::Receiver<Words> {
        self.words.subscribe()
    }

    fn over(&self) -> LineError {
        // A request that was under way when the line broke is lost without an answer.
        self.view.borrow().over.clone().unwrap_or(LineError::Again)
    }

    async fn see<T>(&self, mut look: impl FnMut(&View) -> Option<T>) -> Result<T, LineError> {
        let mut view = self.view.clone();
        loop {
            {
                let view = view.borrow_and_update();
                if let Some(over) = &view.over {
                    return Err(over.clone());
                }
                if let Some(seen) = look(&view) {
                    return Ok(seen);
                }
            }
            if view.changed().await.is_err() {
                return Err(self.over());
            }
        }
    }
}
