//! Says to a push service who sends (RFC 8292): a short-lived token, signed with the key that browsers subscribed with.
//! The present moment is an argument. Knows nothing of messages.

use aws_lc_rs::{
    agreement::{ECDH_P256, PrivateKey},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use serde_json::json;
use sidak_core::time::{HOUR, Moment, SECOND};

use super::{base64url, encrypt::Unfit};

/// A token holds so long; services refuse one of more than 24 hours.
const HOLDS_MS: i64 = 12 * HOUR;

pub struct Vapid {
    pair: EcdsaKeyPair,
    public: String,
    contact: Option<String>,
}

impl Vapid {
    /// # Errors
    /// When `secret` is no private key of P-256: zero, or beyond the order of the curve.
    pub fn new(secret: &[u8; 32], contact: Option<String>) -> Result<Self, Unfit> {
        let public = PrivateKey::from_private_key(&ECDH_P256, secret).map_err(|_| Unfit)?.compute_public_key()?;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, secret, public.as_ref())
            .map_err(|_| Unfit)?;
        Ok(Self { pair, public: base64url(public.as_ref()), contact })
    }

    #[must_use]
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The `Authorization` header for one push service.
    ///
    /// # Errors
    /// When signing fails.
    pub fn authorization(&self, origin: &str, now: Moment) -> Result<String, Unfit> {
        let mut claims = json!({ "aud": origin, "exp": now.plus(HOLDS_MS).millis() / SECOND });
        if let Some(contact) = &self.contact {
            claims["sub"] = json!(contact);
        }
        let head = base64url(json!({ "typ": "JWT", "alg": "ES256" }).to_string().as_bytes());
        let signed = format!("{head}.{}", base64url(claims.to_string().as_bytes()));
        // The library takes the randomness of the signature from itself; the argument is of its older interface.
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes())?;
        Ok(format!("vapid t={signed}.{}, k={}", base64url(signature.as_ref()), self.public))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

    use super::*;
    use crate::notify::from_base64url;

    const SECRET: [u8; 32] = [7; 32];

    fn decoded(part: &str) -> Vec<u8> {
        BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()
    }

    #[test]
    fn a_push_service_can_verify_who_sends_and_until_when() {
        let vapid = Vapid::new(&SECRET, Some("mailto:bkd@example.go.id".into())).unwrap();
        let header = vapid.authorization("https://push.example.net", Moment(1_700_000_000_123)).unwrap();
        let (token, key) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let [head, claims, signature] = parts[..] else { panic!("{token}") };
        assert_eq!(decoded(head), br#"{"alg":"ES256","typ":"JWT"}"#);
        let claims_read: serde_json::Value = serde_json::from_slice(&decoded(claims)).unwrap();
        assert_eq!(claims_read, json!({ "aud": "https://push.example.net", "exp": 1_700_043_200, "sub": "mailto:bkd@example.go.id" }));
        let public: [u8; 65] = from_base64url(key).unwrap();
        let verify = |text: &str| UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &public).verify(text.as_bytes(), &decoded(signature));
        assert!(verify(&format!("{head}.{claims}")).is_ok());
        assert!(verify(&format!("{head}.{claims}x")).is_err(), "the control: another text has another signature");
    }

    #[test]
    fn a_kept_secret_gives_the_same_public_key_again() {
        let made = || Vapid::new(&SECRET, None).unwrap().public().to_owned();
        assert_eq!(made(), made());
        assert!(Vapid::new(&[0; 32], None).is_err());
        assert!(Vapid::new(&[255; 32], None).is_err());
    }
}
