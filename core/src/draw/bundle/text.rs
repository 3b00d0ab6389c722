//! Values of the file in their one written form, so that every verifier reads the same: lower-case digits, whole numbers
//! that JavaScript can hold.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use uuid::Uuid;

use crate::time::Moment;

/// Beyond this a JavaScript number is no longer exact (ECMA-262, `Number.MAX_SAFE_INTEGER`).
pub(super) const WHOLE_MAX: i64 = (1 << 53) - 1;

/// Bytes as lower-case hexadecimal text.
pub(super) struct Hex<const N: usize>(pub [u8; N]);

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex(&self.0))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        parse_hex(&text).map(Self).ok_or_else(|| D::Error::custom(format!("expected {} lower-case hexadecimal digits", 2 * N)))
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N || digits.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    let mut bytes = [0_u8; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(*pair.first()?).to_digit(16)?;
        let low = char::from(*pair.last()?).to_digit(16)?;
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(bytes)
}

/// An id in the form of RFC 9562 §4: lower case, with hyphens.
#[derive(Clone, Copy)]
pub(super) struct Id(pub Uuid);

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let id = Uuid::parse_str(&text).ok().filter(|id| id.hyphenated().to_string() == text);
        id.map(Self).ok_or_else(|| D::Error::custom("expected an id in lower case with hyphens"))
    }
}

/// A day, `2026-11-20` and no other form of it.
#[derive(Clone, Copy)]
pub(super) struct Day(pub crate::time::Day);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0.to_string())
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let day = crate::time::Day::parse(&text).ok().filter(|day| day.to_string() == text && text.len() == 10);
        day.map(Self).ok_or_else(|| D::Error::custom("expected a day such as 2026-11-20"))
    }
}

/// A moment in milliseconds.
#[derive(Clone, Copy)]
pub(super) struct Millis(pub Moment);

impl Serialize for Millis {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Millis {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let at = i64::deserialize(from)?;
        if (-WHOLE_MAX..=WHOLE_MAX).contains(&at) { Ok(Self(Moment(at))) } else { Err(D::Error::custom("the moment is out of bounds")) }
    }
}

/// A number that may be large.
#[derive(Clone, Copy)]
pub(super) struct Whole(pub u64);

impl Serialize for Whole {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(self.0)
    }
}

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = u64::deserialize(from)?;
        if number <= WHOLE_MAX.unsigned_abs() { Ok(Self(number)) } else { Err(D::Error::custom("the number is out of bounds")) }
    }
}
