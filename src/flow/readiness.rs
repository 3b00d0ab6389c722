//! What the check of each device found on one day: kept per device, the newest of each, as one list on the day's attendance.
//!
//! Knows nothing of how a device is tested; what a fault explains is the core's to say.

use serde::{Deserialize, Serialize};
use sidak_core::{
    ids::{DeviceId, PersonId},
    readiness::{self, DEVICES_MAX, Found, Hindrances, Item, Tested},
};
use uuid::Uuid;

use super::{Done, FlowError, House, attendance::{tell_line, today}};
use crate::{
    shape::today::{DeviceCheck, DeviceTest, Level, TestItem, Today},
    store::{attendance::{self, Entry}, people},
};

/// Device tests in one check.
const TESTS_MAX: usize = 10;
const DETAIL_MAX: usize = 100;

/// One device's, as it is stored; the last one first.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// A program that does not say has one entry like every other device.
    device: Option<Uuid>,
    tests: Vec<DeviceTest>,
}

/// What this device's check has found so far. Neither begins a day nor opens a finished one again: a check may still be
/// under way when the person is done.
///
/// # Errors
/// When the day is not running, the list is too long, or the store fails.
pub async fn tested(house: &House, person: PersonId, found: DeviceCheck) -> Done<Today> {
    bounded(&found.tests)?;
    let now = house.now();
    let mut tx = house.db.begin().await?;
    let whole = people::by_id(&mut tx, person).await?.ok_or(FlowError::NotFound)?;
    let day = now.day_in(&whole.zone);
    let before = attendance::hold(&mut tx, person, day).await?;
    let tests = with(before.as_ref(), Some(found.device), found.tests);
    if !attendance::tested(&mut tx, person, day, &tests, DeviceId(found.device)).await? {
        return Err(FlowError::bad("day", "day_not_running", "The day was not started, or is finished."));
    }
    tx.commit().await?;
    tell_line(house, &whole);
    today(house, person).await
}

/// # Errors
/// When the list or one of its words is too long.
pub fn bounded(tests: &[DeviceTest]) -> Done<()> {
    if tests.len() > TESTS_MAX || tests.iter().any(|test| test.detail.chars().count() > DETAIL_MAX) {
        return Err(FlowError::bad("tests", "too_long", "Too many device tests, or one with too long a text."));
    }
    Ok(())
}

/// The stored list once this device has its newest check.
#[must_use]
pub fn with(before: Option<&Entry>, device: Option<Uuid>, tests: Vec<DeviceTest>) -> String {
    let others = before.map(kept).unwrap_or_default().into_iter().filter(|one| one.device != device);
    let all: Vec<Kept> = std::iter::once(Kept { device, tests }).chain(others).take(DEVICES_MAX).collect();
    serde_json::to_string(&all).unwrap_or_else(|_| "[]".into())
}

/// Of the device that was checked last.
#[must_use]
pub fn tests_of(entry: &Entry) -> Vec<DeviceTest> {
    kept(entry).into_iter().next().map(|newest| newest.tests).unwrap_or_default()
}

#[must_use]
pub fn devices_of(entry: &Entry) -> Vec<DeviceCheck> {
    kept(entry).into_iter().filter_map(|Kept { device, tests }| device.map(|device| DeviceCheck { device, tests })).collect()
}

/// What they found that explains an unanswered ring.
#[must_use]
pub fn hindrances(entry: &Entry) -> Hindrances {
    let mut found = Hindrances::default();
    for (place, one) in found.iter_mut().zip(kept(entry)) {
        *place = readiness::hindrance(one.device.map(DeviceId), &as_rule(&one.tests));
    }
    found
}

#[must_use]
pub fn level(tests: &[DeviceTest]) -> Level {
    match readiness::level(&as_rule(tests)) {
        readiness::Level::Green => Level::Green,
        readiness::Level::Amber => Level::Amber,
    }
}

fn kept(entry: &Entry) -> Vec<Kept> {
    serde_json::from_str(&entry.tests).unwrap_or_else(|_| {
        // As it was written when only one device was kept.
        let tests = serde_json::from_str(&entry.tests).unwrap_or_default();
        vec![Kept { device: entry.device.map(|DeviceId(id)| id), tests }]
    })
}

fn as_rule(tests: &[DeviceTest]) -> Vec<Tested> {
    const UNTESTED: [&str; 3] = ["not_tested", "unanswered", "unconfirmed"];
    let found = |test: &DeviceTest| match test.ok {
        true => Found::Good,
        false if UNTESTED.contains(&test.detail.as_str()) => Found::Untested,
        false => Found::Fault,
    };
    tests.iter().map(|test| Tested { item: core_item(test.item), found: found(test) }).collect()
}

const fn core_item(item: TestItem) -> Item {
    match item {
        TestItem::Camera => Item::Camera,
        TestItem::Microphone => Item::Microphone,
        TestItem::Sound => Item::Sound,
        TestItem::Notification => Item::Notification,
        TestItem::Network => Item::Network,
        TestItem::Relay => Item::Relay,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use sidak_core::{check::PlaceKind, readiness::Hindrance, time::{Day, Moment}};

    use super::*;

    fn entry(tests: &str, device: Option<u128>) -> Entry {
        Entry {
            person: PersonId(Uuid::from_u128(1)),
            day: Day::parse("2026-06-22").unwrap(),
            started: Moment(0),
            place_kind: PlaceKind::Home,
            place_words: String::new(),
            tests: tests.into(),
            device: device.map(|id| DeviceId(Uuid::from_u128(id))),
            finished: None,
        }
    }

    fn unheard() -> Vec<DeviceTest> {
        vec![DeviceTest { item: TestItem::Sound, ok: false, detail: "unheard".into() }]
    }

    fn by_sound(device: u128) -> Option<Hindrance> {
        Some(Hindrance { device: DeviceId(Uuid::from_u128(device)), by: Item::Sound })
    }

    #[test]
    fn each_device_keeps_its_newest_check_and_the_oldest_device_goes_at_the_bound() {
        let mut day = entry("[]", None);
        for device in [1, 2, 3, 4, 2] {
            day.tests = with(Some(&day), Some(Uuid::from_u128(device)), unheard());
        }
        assert_eq!(hindrances(&day), [by_sound(2), by_sound(4), by_sound(3), by_sound(1)]);
        day.tests = with(Some(&day), Some(Uuid::from_u128(4)), Vec::new());
        assert_eq!(hindrances(&day), [None, by_sound(2), by_sound(3), by_sound(1)]);
        day.tests = with(Some(&day), Some(Uuid::from_u128(5)), unheard());
        assert_eq!(hindrances(&day), [by_sound(5), None, by_sound(2), by_sound(3)], "the one checked longest ago is gone");
        assert_eq!(devices_of(&day).len(), DEVICES_MAX);
    }

    #[test]
    fn a_check_that_does_not_say_its_device_explains_nothing_and_replaces_nobody_elses() {
        let mut day = entry("[]", None);
        day.tests = with(Some(&day), Some(Uuid::from_u128(1)), unheard());
        day.tests = with(Some(&day), None, unheard());
        assert_eq!(hindrances(&day), [None, by_sound(1), None, None]);
        assert_eq!(devices_of(&day).len(), 1);
    }

    #[test]
    fn a_day_of_before_is_read_as_that_of_its_one_device() {
        let day = entry(r#"[{"item":"sound","ok":false,"detail":"unheard"}]"#, Some(7));
        assert_eq!(hindrances(&day), [by_sound(7), None, None, None]);
        assert_eq!(tests_of(&day).len(), 1);
    }
}
