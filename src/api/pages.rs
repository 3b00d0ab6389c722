//! A long answer sent piece by piece: the pieces wait in a queue of one, so that a slow reader slows down who makes them.
//!
//! Knows nothing of what the pieces are.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::body::{Body, Bytes};
use hyper::body::Frame;
use tokio::{sync::mpsc, time::timeout};

/// Pieces that wait to be sent.
const QUEUE: usize = 1;
/// Who takes nothing for so long has gone.
pub const STALLED: Duration = Duration::from_secs(30);

/// What was promised could not be made: the connection is cut, so that nobody takes a part for the whole.
#[derive(Debug, thiserror::Error)]
#[error("the answer could not be made to its end")]
pub struct Broken;

/// The end that makes the pieces.
pub struct Pages {
    to: mpsc::Sender<Result<Bytes, Broken>>,
    stalled: Duration,
}

struct Queue(mpsc::Receiver<Result<Bytes, Broken>>);

/// For an answer whose reader is given up after so long without taking anything.
pub fn pages(stalled: Duration) -> (Pages, Body) {
    let (to, from) = mpsc::channel(QUEUE);
    (Pages { to, stalled }, Body::new(Queue(from)))
}

impl Pages {
    /// Whether the reader is still there.
    pub async fn send(&self, piece: String) -> bool {
        matches!(timeout(self.stalled, self.to.send(Ok(piece.into()))).await, Ok(Ok(())))
    }

    /// Cuts the answer off.
    pub async fn fail(self) {
        // Who has gone meanwhile need not be told.
        let _ = timeout(self.stalled, self.to.send(Err(Broken))).await;
    }
}

impl hyper::body::Body for Queue {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        self.get_mut().0.poll_recv(cx).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use axum::body::to_bytes;

    use super::*;

    #[tokio::test]
    async fn pieces_arrive_in_order_and_a_broken_answer_is_no_answer() {
        for (breaks, expected) in [(false, Some("onetwo")), (true, None)] {
            let (pages, body) = pages(STALLED);
            let maker = tokio::spawn(async move {
                assert!(pages.send("one".into()).await && pages.send("two".into()).await);
                if breaks {
                    pages.fail().await;
                }
            });
            let read = to_bytes(body, usize::MAX).await.ok();
            maker.await.unwrap();
            assert_eq!(read.as_deref(), expected.map(str::as_bytes));
        }
    }

    #[tokio::test]
    async fn nothing_is_made_for_who_takes_nothing_or_has_gone() {
        let (stalled, body) = pages(Duration::from_millis(10));
        assert!(stalled.send("kept".into()).await, "as many as the queue has places");
        assert!(!stalled.send("too much".into()).await);
        drop(body);
        assert!(!stalled.send("gone".into()).await);
    }
}
