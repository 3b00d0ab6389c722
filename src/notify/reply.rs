//! What a push service's answer means. Pure. Knows nothing of who waits for it.

use std::time::Duration;

/// How sending one message ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The service will deliver it, or drop it when its time is over.
    Accepted,
    /// The browser gave up this subscription; it will never work again.
    Gone,
    /// The service, or we ourselves, will not send this message; trying again does not help.
    Refused,
    /// Not now. Try again, not before `after` when the service named a time.
    Later { after: Option<Duration> },
}

/// By the status (RFC 8030 §5, §8.4) and `Retry-After` in seconds. A date there is passed over: the caller's own pause
/// is as good.
#[must_use]
pub fn read(status: u16, retry_after: Option<&str>) -> Sent {
    match status {
        200..=299 => Sent::Accepted,
        404 | 410 => Sent::Gone,
        429 | 500..=599 => {
            let after = retry_after.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
            Sent::Later { after }
        }
        // A redirect is refused as well: it could lead to an address that was not looked at.
        _ => Sent::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_one_meaning() {
        let later = |seconds: Option<u64>| Sent::Later { after: seconds.map(Duration::from_secs) };
        for (status, header, wanted) in [
            (201, None, Sent::Accepted),
            (200, None, Sent::Accepted),
            (204, Some("9"), Sent::Accepted),
            (301, None, Sent::Refused),
            (307, None, Sent::Refused),
            (400, None, Sent::Refused),
            (403, None, Sent::Refused),
            (404, None, Sent::Gone),
            (410, None, Sent::Gone),
            (413, None, Sent::Refused),
            (429, Some("30"), later(Some(30))),
            (429, None, later(None)),
            (500, None, later(None)),
            (503, Some(" 5 "), later(Some(5))),
            (503, Some("Wed, 21 Oct 2026 07:28:00 GMT"), later(None)),
            (503, Some("-5"), later(None)),
            (100, None, Sent::Refused),
        ] {
            assert_eq!(read(status, header), wanted, "{status} {header:?}");
        }
    }
}
