//! What a robot did or saw, one thing at a time, in words for whoever watches it. No names and no addresses: the lines
//! may end up in a log.

use std::fmt;
use std::sync::Arc;

use crate::stats::Flowed;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Connected,
    DayStarted,
    DayWasStarted,
    /// Today is no work-from-home day of this person.
    NotAtHome,
    Ringing {
        number: u8,
        of: u8,
    },
    Answered,
    AnsweredElsewhere,
    Declined,
    Ignored,
    RingOver,
    CalledBack,
    Declared,
    MediaFlows,
    /// The other end typed.
    Typed(String),
    CallOver(Flowed),
    Prompted {
        number: u8,
        of: u8,
    },
    Started,
    NotAnswered,
    Joined,
    VerdictGiven,
    HungUp,
    /// What the rules made of the check, once they have.
    Judged(Option<String>),
    /// The server refused something; the robot goes on.
    Refused(String),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Step::Connected => "signed in and connected",
            Step::DayStarted => "the day is started",
            Step::DayWasStarted => "the day was started already",
            Step::NotAtHome => "today is no work-from-home day: nobody will call",
            Step::Ringing { number, of } => return write!(f, "it rings, {number} of {of}"),
            Step::Answered => "answered",
            Step::AnsweredElsewhere => "answered on another device",
            Step::Declined => "declined",
            Step::Ignored => "let it ring",
            Step::RingOver => "the ring is over",
            Step::CalledBack => "called back",
            Step::Declared => "the place is declared",
            Step::MediaFlows => "sound or picture of the other end comes in",
            Step::Typed(text) => return write!(f, "typed by the other end: {text}"),
            Step::CallOver(flowed) => {
                return write!(
                    f,
                    "the call is over: {} frames sent, {} frames and {} sound packets received, {} connection(s)",
                    flowed.frames_sent, flowed.frames, flowed.audio_packets, flowed.connections
                );
            }
            Step::Prompted { number, of } => return write!(f, "asked to call, {number} of {of}"),
            Step::Started => "calling",
            Step::NotAnswered => "no call came of it",
            Step::Joined => "answered at the other end; joining",
            Step::VerdictGiven => "the result is recorded",
            Step::HungUp => "hung up",
            Step::Judged(Some(outcome)) => return write!(f, "outcome: {outcome}"),
            Step::Judged(None) => "no outcome yet",
            Step::Refused(why) => return write!(f, "refused: {why}"),
        };
        f.write_str(text)
    }
}

/// Who is told of each step.
pub type Told = Arc<dyn Fn(Step) + Send + Sync>;
