//! The secret in a message that comes back as its receipt: it names one browser and one ring, and only this server can make
//! it. Opaque to everybody else, and nothing has to be stored for it. Knows nothing of receipts.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign, verify};
use uuid::Uuid;

use super::{base64url, from_base64url};

const PURPOSE: &[u8] = b"sidak/receipt/1";
const LENGTH: usize = 16 + 32;

pub fn make(key: &[u8; 32], subject: Uuid, device: Uuid) -> String {
    let tag = sign(&Key::new(HMAC_SHA256, key), &signed(subject, device));
    base64url(&[device.as_bytes(), tag.as_ref()].concat())
}

/// The device, when the token was made by this key for this subject.
pub fn read(key: &[u8; 32], subject: Uuid, token: &str) -> Option<Uuid> {
    let bytes: [u8; LENGTH] = from_base64url(token)?;
    let (device, tag) = bytes.split_at(16);
    let device = Uuid::from_slice(device).ok()?;
    verify(&Key::new(HMAC_SHA256, key), &signed(subject, device), tag).ok().map(|()| device)
}

fn signed(subject: Uuid, device: Uuid) -> Vec<u8> {
    [PURPOSE, subject.as_bytes(), device.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    const KEY: [u8; 32] = [1; 32];
    const RING: Uuid = Uuid::from_u128(0xa1);
    const PHONE: Uuid = Uuid::from_u128(0xd1);

    #[test]
    fn a_token_is_good_for_one_browser_one_ring_and_one_server() {
        let token = make(&KEY, RING, PHONE);
        assert_eq!(read(&KEY, RING, &token), Some(PHONE));
        assert_eq!(read(&KEY, Uuid::from_u128(0xa2), &token), None);
        assert_eq!(read(&[2; 32], RING, &token), None);
        let other = make(&KEY, RING, Uuid::from_u128(0xd2));
        assert_ne!(token, other);
        let mixed = format!("{}{}", &other[..22], &token[22..]);
        for bad in ["", "x", &token[1..], &mixed, &"A".repeat(64), &"A".repeat(100_000)] {
            assert_eq!(read(&KEY, RING, bad), None, "{bad:.70}");
        }
    }
}
