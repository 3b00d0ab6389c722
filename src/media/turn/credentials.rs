//! Passwords for TURN that are good for minutes and need no table: a name that says when it ends, and its HMAC under a
//! secret (draft-uberti-behave-turn-rest-00, which coturn calls `use-auth-secret`).
//! Knows nothing of people: a name is a time and a random number.

use aws_lc_rs::hmac::{self, HMAC_SHA1_FOR_LEGACY_USE_ONLY};
use base64::{Engine, engine::general_purpose::STANDARD};

/// Longest name taken: ten digits, a colon and sixteen more, with room for coturn's habits.
const NAME_MAX: usize = 64;

/// The secret behind all passwords. SHA-1 because that is what the draft and coturn say; as an HMAC it is sound.
pub struct Secret(hmac::Key);

/// What a browser needs to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    pub username: String,
    pub password: String,
}

impl Secret {
    #[must_use]
    pub fn new(bytes: &[u8]) -> Secret {
        Secret(hmac::Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, bytes))
    }

    /// Credentials good until `until`, in seconds of the Unix clock. `number` tells them from others of that second.
    #[must_use]
    pub fn issue(&self, until: i64, number: u64) -> Credentials {
        let username = format!("{until}:{number:016x}");
        let password = self.password(&username);
        Credentials { username, password }
    }

    /// The password that belongs to a name, unless its time is over at `now` or it is no name of this kind.
    pub(super) fn password_at(&self, username: &str, now: i64) -> Option<String> {
        let (until, _) = username.split_once(':')?;
        let good = username.len() <= NAME_MAX && until.parse::<i64>().is_ok_and(|until| now < until);
        good.then(|| self.password(username))
    }

    fn password(&self, username: &str) -> String {
        STANDARD.encode(hmac::sign(&self.0, username.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_one_name_one_secret_and_its_time() {
        let secret = Secret::new(b"north");
        let made = secret.issue(1_000, 7);
        assert_eq!(made.username, "1000:0000000000000007");
        let long = format!("1000:{}", "7".repeat(NAME_MAX));
        let cases = [
            (&secret, made.username.as_str(), 999, true),
            (&secret, made.username.as_str(), 1_000, false),
            (&secret, "1001:0000000000000007", 999, false),
            (&Secret::new(b"south"), made.username.as_str(), 999, false),
            (&secret, "1000", 999, false),
            (&secret, ":7", 999, false),
            (&secret, long.as_str(), 999, false),
        ];
        for (secret, name, now, good) in cases {
            let fits = secret.password_at(name, now) == Some(made.password.clone());
            assert_eq!(fits, good, "{name} at {now}");
        }
    }

    /// Made with `printf 1000:0000000000000007 | openssl dgst -sha1 -hmac north -binary | base64`.
    #[test]
    fn it_is_what_others_reckon_too() {
        assert_eq!(Secret::new(b"north").issue(1_000, 7).password, "3A7ND5dkPOHXlpWqU2qFUO1dqhM=");
    }
}
