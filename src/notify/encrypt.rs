//! Encrypts a message for one browser, so that the push service in between cannot read it (RFC 8291, in the record format
//! of RFC 8188). Pure: the one-time key and the salt are arguments. Knows nothing of HTTP.

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, ParsedPublicKey, PrivateKey, UnparsedPublicKey, agree},
    error::Unspecified,
    hkdf::{HKDF_SHA256, KeyType, Prk, Salt},
};

/// Longest message: with the header and the tag it fits the 4,096 bytes that every push service takes (RFC 8291 §4).
pub const PLAIN_MAX: usize = 3_993;
const RECORD_SIZE: u32 = 4_096;
/// Ends the last record (RFC 8188 §2).
const LAST: u8 = 2;

/// A browser's half of the agreement.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient {
    /// An uncompressed point of P-256.
    pub p256dh: [u8; 65],
    pub auth: [u8; 16],
}

/// What must be new for each message. Without `Debug`: it opens the message.
pub struct Fresh {
    pub secret: [u8; 32],
    pub salt: [u8; 16],
}

/// Something about the keys or the message does not fit: a point that is not on the curve, a number that is no private key,
/// a message that is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the keys or the message do not fit")]
pub struct Unfit;

impl From<Unspecified> for Unfit {
    fn from(_: Unspecified) -> Self {
        Self
    }
}

/// The body of a push: header, then one encrypted record.
///
/// # Errors
/// [`Unfit`].
pub fn encrypt(plain: &[u8], to: &Recipient, fresh: &Fresh) -> Result<Vec<u8>, Unfit> {
    if plain.len() > PLAIN_MAX {
        return Err(Unfit);
    }
    let ours = PrivateKey::from_private_key(&ECDH_P256, &fresh.secret).map_err(|_| Unfit)?;
    let our_public = ours.compute_public_key()?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, &to.p256dh);
    let from_agreement = agree(&ours, theirs, Unfit, |shared| Ok(Salt::new(HKDF_SHA256, &to.auth).extract(shared)))?;
    let input: [u8; 32] = expand(&from_agreement, &[b"WebPush: info\0", &to.p256dh, our_public.as_ref()])?;
    let key_material = Salt::new(HKDF_SHA256, &fresh.salt).extract(&input);
    let key: [u8; 16] = expand(&key_material, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce: [u8; 12] = expand(&key_material, &[b"Content-Encoding: nonce\0"])?;

    let mut record = [plain, &[LAST]].concat();
    let seal = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key)?);
    seal.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)?;
    let key_length = u8::try_from(our_public.as_ref().len()).map_err(|_| Unfit)?;
    Ok([&fresh.salt, &RECORD_SIZE.to_be_bytes()[..], &[key_length], our_public.as_ref(), &record].concat())
}

/// Whether a browser's public key is a point of the curve at all.
#[must_use]
pub fn is_point(p256dh: &[u8; 65]) -> bool {
    p256dh[0] == 4 && ParsedPublicKey::try_from(UnparsedPublicKey::new(&ECDH_P256, p256dh)).is_ok()
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn expand<const N: usize>(from: &Prk, info: &[&[u8]]) -> Result<[u8; N], Unspecified> {
    let mut out = [0; N];
    from.expand(info, Length(N))?.fill(&mut out)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use crate::notify::from_base64url;

    const PUBLIC: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
    const SALT: &str = "DGv6ra1nlYgDCS1FRnbzlw";
    const SECRET: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";

    fn browser() -> Recipient {
        Recipient { p256dh: from_base64url(PUBLIC).unwrap(), auth: from_base64url(AUTH).unwrap() }
    }

    fn fresh() -> Fresh {
        Fresh { secret: from_base64url(SECRET).unwrap(), salt: from_base64url(SALT).unwrap() }
    }

    /// RFC 8291, section 5 and appendix A.
    #[test]
    fn the_example_of_the_standard_comes_out_byte_for_byte() {
        let body = encrypt(b"When I grow up, I want to be a watermelon", &browser(), &fresh()).unwrap();
        let wanted = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(crate::notify::base64url(&body), wanted);
    }

    #[test]
    fn the_longest_message_fits_what_services_take_and_a_longer_one_is_refused() {
        let body = encrypt(&[b'x'; PLAIN_MAX], &browser(), &fresh()).unwrap();
        assert_eq!(body.len(), 4_096);
        assert_eq!(encrypt(&[b'x'; PLAIN_MAX + 1], &browser(), &fresh()), Err(Unfit));
    }

    #[test]
    fn a_key_that_is_no_point_is_refused() {
        assert!(is_point(&browser().p256dh));
        let mut off_the_curve = browser();
        off_the_curve.p256dh[64] ^= 1;
        let mut other_form = browser();
        other_form.p256dh[0] = 6;
        for bad in [off_the_curve, other_form, Recipient { p256dh: [0; 65], auth: [0; 16] }] {
            assert!(!is_point(&bad.p256dh));
        }
        let nothing = Recipient { p256dh: [0; 65], auth: [0; 16] };
        assert_eq!(encrypt(b"x", &nothing, &fresh()), Err(Unfit));
        let no_key = Fresh { secret: [0; 32], salt: [0; 16] };
        assert_eq!(encrypt(b"x", &browser(), &no_key), Err(Unfit));
    }
}
