//! The employee number (NIP) and what can be wrong with one.
//!
//! It holds the birth date and the sex of its bearer, so that it is masked wherever it is shown and never printed by accident.
//! Knows nothing of lists: whether a number is doubled or unknown is somebody else's question.

use super::text::{is_invisible, is_scientific};

/// Digits of a national number: NIP of a permanent civil servant (PNS) or NI PPPK of a contract one.
const NATIONAL_DIGITS: usize = 18;
/// Digits of a local number, such as Jakarta's NRK.
const LOCAL_DIGITS: usize = 6;

/// An employee number: 18 digits, or a local one of 6.
///
/// 18 digits are birth date (8), year of first appointment (4), month of it (PNS) or code of the contract (PPPK) (2), sex (1),
/// serial (3). The month is therefore never checked: most PPPK numbers would fail.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nip {
    number: u64,
    local: bool,
}

/// Which register the number comes from. For [`Nip::kind`] between PNS and PPPK it is an inference, good for display only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NipKind {
    Pns,
    Pppk,
    Local,
}

/// The sex that digit 15 of a national number names. Only for counting in groups: never shown for one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    Male,
    Female,
}

/// Why a cell is not an employee number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NipError {
    #[error("no number")]
    Empty,
    #[error("a number in scientific form: its last digits are lost")]
    Scientific,
    #[error("ends in 000: rounded to 15 digits by a spreadsheet")]
    Rounded,
    #[error("something other than digits")]
    NotDigits,
    #[error("{0} digits instead of 18")]
    Length(usize),
    #[error("the first 8 digits are not a date of birth")]
    BirthDate,
    #[error("digits 9 to 12 are not a year of appointment")]
    AppointmentYear,
    #[error("digit 15 is neither 1 nor 2")]
    Sex,
}

impl Nip {
    /// Reads a number as people write it: spaces, dots, dashes, a leading apostrophe and the word "NIP" do no harm.
    ///
    /// # Errors
    /// The first thing that is wrong, from the outside (Excel's damage) to the inside (birth date, year, sex).
    pub fn parse(text: &str) -> Result<Self, NipError> {
        let bare = without_label(text);
        if is_scientific(bare) || is_decimal(bare) {
            return Err(NipError::Scientific);
        }
        let digits: String = bare.chars().filter(|&c| !is_filling(c)).collect();
        if digits.is_empty() {
            return Err(NipError::Empty);
        }
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NipError::NotDigits);
        }
        let local = digits.len() == LOCAL_DIGITS;
        if !local && digits.len() != NATIONAL_DIGITS {
            return Err(NipError::Length(digits.len()));
        }
        let number = digits.parse().map_err(|_| NipError::NotDigits)?;
        let nip = Self { number, local };
        if !local {
            nip.check_parts()?;
        }
        Ok(nip)
    }

    /// The number in full, for storing and for signing in. Never for logs, addresses, errors or push.
    pub fn to_digits(self) -> String {
        if self.local { format!("{:06}", self.number) } else { format!("{:018}", self.number) }
    }

    /// For lists: `1987•••• •••••• 1 •••`, or `12••••` for a local number.
    pub fn masked(self) -> String {
        let digits = self.to_digits();
        if self.local {
            format!("{}••••", &digits[..2])
        } else {
            format!("{}•••• •••••• {} •••", &digits[..4], &digits[14..15])
        }
    }

    /// PNS when digits 13 and 14 can be a month, else PPPK.
    pub fn kind(self) -> NipKind {
        match self.number / 10_000 % 100 {
            _ if self.local => NipKind::Local,
            1..=12 => NipKind::Pns,
            _ => NipKind::Pppk,
        }
    }

    /// `None` for a local number, which does not say.
    pub fn sex(self) -> Option<Sex> {
        match self.number / 1_000 % 10 {
            1 if !self.local => Some(Sex::Male),
            2 if !self.local => Some(Sex::Female),
            _ => None,
        }
    }

    fn check_parts(self) -> Result<(), NipError> {
        let n = self.number;
        // A serial of 000 is not issued; a spreadsheet keeps 15 digits of 18 and puts zeros for the rest.
        if n.is_multiple_of(1_000) {
            return Err(NipError::Rounded);
        }
        let (year, month, day) = (n / 100_000_000_000_000, n / 1_000_000_000_000 % 100, n / 10_000_000_000 % 100);
        if !(1900..2100).contains(&year) || !is_date(year, month, day) {
            return Err(NipError::BirthDate);
        }
        let appointed = n / 1_000_000 % 10_000;
        if appointed <= year || appointed >= 2100 {
            return Err(NipError::AppointmentYear);
        }
        match n / 1_000 % 10 {
            1 | 2 => Ok(()),
            _ => Err(NipError::Sex),
        }
    }
}

/// For lists, from a stored number: see [`Nip::masked`]. What is no number at all is hidden whole.
pub fn masked(digits: &str) -> String {
    Nip::parse(digits).map_or_else(|_| "••••".to_owned(), Nip::masked)
}

/// Masked: a number must not reach a log by way of `{:?}`.
impl std::fmt::Debug for Nip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Nip({})", self.masked())
    }
}

fn without_label(text: &str) -> &str {
    let text = text.trim_matches(is_filling);
    match text.get(..3) {
        Some(label) if label.eq_ignore_ascii_case("nip") => text[3..].trim_matches(|c| is_filling(c) || c == ':'),
        _ => text,
    }
}

/// Characters that stand around and between the digits and carry nothing.
fn is_filling(c: char) -> bool {
    c.is_whitespace() || is_invisible(c) || matches!(c, '.' | '-' | '\'' | '‘' | '’' | '`' | '"')
}

/// `197803012005011000.0`: other programs write a damaged number this way.
fn is_decimal(text: &str) -> bool {
    text.split_once(['.', ',']).is_some_and(|(whole, rest)| {
        whole.len() > 15
            && whole.bytes().all(|b| b.is_ascii_digit())
            && !rest.is_empty()
            && rest.bytes().all(|b| b == b'0')
    })
}

fn is_date(year: u64, month: u64, day: u64) -> bool {
    let part = |n: u64| i8::try_from(n).ok();
    let date = i16::try_from(year).ok().zip(part(month)).zip(part(day));
    date.is_some_and(|((year, month), day)| jiff::civil::Date::new(year, month, day).is_ok())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let pns = "197803012005011001";
        for text in [
            pns,
            " 19780301 200501 1 001 ",
            "'197803012005011001",
            "‘197803012005011001",
            "NIP. 19780301 200501 1 001",
            "NIP: 197803012005011001",
            "1978.0301.2005.011.001",
            "19780301-200501-1-001",
            "\u{FEFF}19780301\u{00A0}200501\u{200B}1001",
        ] {
            assert_eq!(Nip::parse(text).unwrap().to_digits(), pns, "{text:?}");
        }
    }

    #[test]
    fn each_fault_has_its_own_error() {
        use NipError::*;
        for (text, error) in [
            ("", Empty),
            (" ' ", Empty),
            ("NIP:", Empty),
            ("1.97803E+17", Scientific),
            ("1,97803E+17", Scientific),
            ("'1.97803012005011e+17", Scientific),
            ("1.97803012005011E17", Scientific),
            ("197803012005011000.0", Scientific),
            ("197803012005011000,00", Scientific),
            ("197803012005011000", Rounded),
            ("197.803.012.005.011.000", Rounded),
            ("19780301200501100l", NotDigits),
            ("Drs. Ahmad", NotDigits),
            ("١٩٧٨٠٣٠١٢٠٠٥٠١١٠٠١", NotDigits),
            ("19780301200501100", Length(17)),
            ("1978030120050110011", Length(19)),
            ("12345", Length(5)),
            ("197813012005011001", BirthDate),
            ("197802302005011001", BirthDate),
            ("017803012005011001", BirthDate),
            ("197803011978011001", AppointmentYear),
            ("197803012100011001", AppointmentYear),
            ("197803012005013001", Sex),
        ] {
            assert_eq!(Nip::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn pppk_and_local_numbers_are_accepted() {
        for (text, kind, masked) in [
            ("197803012005011001", NipKind::Pns, "1978•••• •••••• 1 •••"),
            ("198802292025242014", NipKind::Pppk, "1988•••• •••••• 2 •••"),
            ("198801012023211003", NipKind::Pppk, "1988•••• •••••• 1 •••"),
            ("123456", NipKind::Local, "12••••"),
            ("012345", NipKind::Local, "01••••"),
        ] {
            let nip = Nip::parse(text).unwrap();
            assert_eq!((nip.kind(), nip.masked().as_str(), nip.to_digits().as_str()), (kind, masked, text));
            let sex = match masked.chars().nth(16) {
                Some('1') => Some(super::Sex::Male),
                Some('2') => Some(super::Sex::Female),
                _ => None,
            };
            assert_eq!(nip.sex(), sex, "{masked}");
        }
    }

    #[test]
    fn printing_for_debugging_masks() {
        let shown = format!("{:?}", Nip::parse("197803012005011001").unwrap());
        assert_eq!(shown, "Nip(1978•••• •••••• 1 •••)");
        assert_eq!(masked("197803012005011001"), "1978•••• •••••• 1 •••");
        assert_eq!(masked("1978030120050110"), "••••");
    }
}
