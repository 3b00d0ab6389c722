//! The morning's device check (*Mulai WFH*): is the day green or amber, and which of its faults explains that somebody did
//! not hear a ring or could not answer it.
//!
//! A fault is the person's own word and the browser's, taken before anybody knew of a call. Knows nothing of how a device
//! is tested, nor of checks.

use serde::{Deserialize, Serialize};

use crate::ids::DeviceId;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    Camera,
    Microphone,
    /// The tone played, and the person heard it.
    Sound,
    Notification,
    /// The way to the server and back.
    Network,
    /// A test call through the relay.
    Relay,
}

impl Item {
    pub const ALL: [Self; 6] = [Self::Camera, Self::Microphone, Self::Sound, Self::Notification, Self::Network, Self::Relay];
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    Good,
    Fault,
    /// Left out, or a question left open. Explains nothing: else whoever skips the check would be safe all day.
    Untested,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tested {
    pub item: Item,
    pub found: Found,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Every item was tested and is good.
    Green,
    Amber,
}

/// Devices of one person whose check of a day is kept; who checks more of them loses the oldest.
pub const DEVICES_MAX: usize = 4;

/// What explains a silence, of each device whose newest check found it.
pub type Hindrances = [Option<Hindrance>; DEVICES_MAX];

/// A fault that stood between a ring and the person, and the device that has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hindrance {
    pub device: DeviceId,
    pub by: Item,
}

#[must_use]
pub fn level(tests: &[Tested]) -> Level {
    let good = |item| tests.contains(&Tested { item, found: Found::Good });
    if Item::ALL.into_iter().all(good) { Level::Green } else { Level::Amber }
}

/// What explains a silence: a tone that was not heard comes first, then a line that did not carry the tap on Answer.
/// Camera, microphone, notification and relay do not: who hears the ring on an open page can answer without them.
#[must_use]
pub fn hindrance(device: Option<DeviceId>, tests: &[Tested]) -> Option<Hindrance> {
    let device = device?;
    [Item::Sound, Item::Network]
        .into_iter()
        .find(|item| tests.contains(&Tested { item: *item, found: Found::Fault }))
        .map(|by| Hindrance { device, by })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::check::fixture::PHONE;

    fn with(item: Item, found: Found) -> Vec<Tested> {
        Item::ALL.into_iter().map(|each| Tested { item: each, found: if each == item { found } else { Found::Good } }).collect()
    }

    #[test]
    fn green_is_every_item_and_amber_any_that_is_not_good() {
        assert_eq!(level(&with(Item::Camera, Found::Good)), Level::Green);
        assert_eq!(level(&[]), Level::Amber);
        for item in Item::ALL {
            assert_eq!(level(&with(item, Found::Fault)), Level::Amber);
            assert_eq!(level(&with(item, Found::Untested)), Level::Amber);
        }
    }

    #[test]
    fn only_a_fault_of_tone_or_line_explains_silence() {
        for item in Item::ALL {
            let explains = matches!(item, Item::Sound | Item::Network);
            assert_eq!(hindrance(Some(PHONE), &with(item, Found::Fault)).map(|found| found.by), explains.then_some(item));
            assert_eq!(hindrance(Some(PHONE), &with(item, Found::Untested)), None, "{item:?} was skipped");
            assert_eq!(hindrance(None, &with(item, Found::Fault)), None, "nobody knows which device");
        }
    }
}
