//! Why a check waits or is void. Knows nothing of when; the fact that carries it does.

use serde::{Deserialize, Serialize};

/// Why a check was put off or cancelled; free words are kept beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PutOff {
    /// The supervisor asked for it.
    SupervisorAsked,
    /// The supervisor was in another check.
    SupervisorBusy,
    /// The person is on leave, was recalled, or no longer works from home that day.
    NoLongerAtHome,
    /// The person's working windows ended first.
    WindowEnded,
    /// The person had a status on record (official meeting, prayer, short break): the check waits until it ends.
    PersonStatus,
    /// The server had as many calls as it can carry.
    Capacity,
    /// The official was asked for as many calls in the last hour as the policy allows.
    OverHour,
    /// As many as it allows in one day.
    OverDay,
    /// The official was not on duty, and nobody stood in.
    SupervisorAbsent,
    /// The person was in another check.
    PersonBusy,
    /// A break: the check waits until working time goes on.
    Pause,
    /// The person moved the beginning of the day, within what the policy allows: the check moved along.
    FlexibleStart,
    /// The status for which the check waited ended early.
    StatusEnded,
    /// The day is not worked: a holiday was declared after the draw.
    DayNotWorked,
}

impl PutOff {
    /// Whether the supervisor chose it.
    #[must_use]
    pub const fn is_supervisors(self) -> bool {
        matches!(self, Self::SupervisorAsked)
    }

    /// Whether nobody could be asked at that minute, by the rule in `capacity`: nobody is to blame for that.
    #[must_use]
    pub const fn is_no_room(self) -> bool {
        matches!(self, Self::SupervisorBusy | Self::OverHour | Self::OverDay | Self::SupervisorAbsent | Self::PersonBusy)
    }

    /// Whether it only says where the check's minute lies now, and is nobody's reason for waiting.
    #[must_use]
    pub const fn only_moves(self) -> bool {
        matches!(self, Self::Pause | Self::FlexibleStart | Self::StatusEnded)
    }
}
