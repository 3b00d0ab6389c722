//! Telephone numbers and e-mail addresses as lists have them. Knows nothing of rows; never quotes what it refuses.

use super::problem::Code;
use super::text::is_scientific;

/// Longest e-mail address (RFC 5321 §4.5.3.1.3, less the angle brackets).
const MAX_EMAIL_BYTES: usize = 254;
/// Fewest and most digits of an international number (ITU-T E.164 allows 15; fewer than 8 is an extension).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// A telephone number in international form.
pub(super) struct Phone {
    pub number: String,
    /// The list had `812…`: a spreadsheet ate the leading 0, and it was put back.
    pub zero_was_lost: bool,
}

/// Reads `0812-3456-7890`, `+62 812…`, `62812…` or `812…`, all as `+62812…`.
///
/// # Errors
/// `PhoneScientific`, `PhoneSeveral` or `PhoneForm`.
pub(super) fn parse_phone(text: &str) -> Result<Phone, Code> {
    let text = text.trim_start_matches(['\'', '‘', '’', '`']);
    if is_scientific(text) {
        return Err(Code::PhoneScientific);
    }
    if text.contains(['/', ';', ',', '&']) {
        return Err(Code::PhoneSeveral);
    }
    let bare: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')')).collect();
    let digits = bare.strip_prefix('+').unwrap_or(&bare);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Code::PhoneForm);
    }
    let has_plus = bare.len() > digits.len();
    let zero_was_lost = !has_plus && digits.starts_with('8');
    let number = match digits.strip_prefix('0') {
        // +62 (0) 812: a zero after the country code is a habit of writing.
        _ if digits.starts_with("620") => format!("+62{}", &digits[3..]),
        _ if has_plus || digits.starts_with("62") => format!("+{digits}"),
        Some(rest) => format!("+62{rest}"),
        None if zero_was_lost => format!("+62{digits}"),
        None => return Err(Code::PhoneForm),
    };
    let is_sound = PHONE_DIGITS.contains(&(number.len() - 1)) && !number.starts_with("+0");
    if is_sound { Ok(Phone { number, zero_was_lost }) } else { Err(Code::PhoneForm) }
}

/// Reads an e-mail address: one `@`, something before it, a domain with a dot after it, no spaces.
///
/// # Errors
/// `EmailForm`.
pub(super) fn parse_email(text: &str) -> Result<String, Code> {
    let (local, domain) = text.split_once('@').ok_or(Code::EmailForm)?;
    let is_label = |l: &str| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || c == '-');
    let is_sound = text.len() <= MAX_EMAIL_BYTES
        && !local.is_empty()
        && !local.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '<' | '>'))
        && domain.contains('.')
        && domain.split('.').all(is_label);
    if is_sound { Ok(format!("{local}@{}", domain.to_lowercase())) } else { Err(Code::EmailForm) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers() {
        for (text, number, zero_was_lost) in [
            ("0812-3456-7890", "+6281234567890", false),
            ("'081234567890", "+6281234567890", false),
            ("+62 812 3456 7890", "+6281234567890", false),
            ("+62 (0) 812 3456 7890", "+6281234567890", false),
            ("6281234567890", "+6281234567890", false),
            ("81234567890", "+6281234567890", true),
            ("(0274) 512345", "+62274512345", false),
            ("+60 12 345 6789", "+60123456789", false),
        ] {
            let phone = parse_phone(text).map(|p| (p.number, p.zero_was_lost));
            assert_eq!(phone, Ok((number.to_owned(), zero_was_lost)), "{text:?}");
        }
        for (text, code) in [
            ("8.12346E+11", Code::PhoneScientific),
            ("8,12346E+11", Code::PhoneScientific),
            ("081234567890/081298765432", Code::PhoneSeveral),
            ("081234567890, 0812", Code::PhoneSeveral),
            ("belum ada", Code::PhoneForm),
            ("0812", Code::PhoneForm),
            ("+0812345678", Code::PhoneForm),
            ("+6281234567890123", Code::PhoneForm),
            ("12345678", Code::PhoneForm),
            ("+", Code::PhoneForm),
        ] {
            assert_eq!(parse_phone(text).map(|p| p.number), Err(code), "{text:?}");
        }
    }

    #[test]
    fn email_addresses() {
        assert_eq!(parse_email("Budi.S+kantor@Jabarprov.GO.id"), Ok("Budi.S+kantor@jabarprov.go.id".to_owned()));
        let long = format!("{}@jabarprov.go.id", "b".repeat(240));
        for text in
            ["budi", "@go.id", "budi@", "budi@kantor", "budi@a..id", "bu di@go.id", "a@b@go.id", "a,b@go.id", &long]
        {
            assert_eq!(parse_email(text), Err(Code::EmailForm), "{text:?}");
        }
    }
}
