//! Why a TURN connection was not let in, or shown out, in words for `/metrics`.
//! Knows nothing of connections.

/// The reasons, in the order of [`End::REASONS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum End {
    /// As many connections as there may be.
    Full,
    /// As many that have not signed in as there may be, here or from one network.
    Crowded,
    /// No TLS, or too slowly.
    NoTls,
    /// Gone before it signed in.
    Left,
    /// Did not sign in within the time.
    Late,
    /// Said too much before it signed in, or asked too often for what it may not have.
    Talkative,
    /// Something that is no TURN.
    Garbage,
    /// Wrong credentials, from a network that has brought too many.
    Guesses,
    /// Credentials that are in use too often.
    Taken,
    /// Does not read.
    Slow,
    /// Silent for too long.
    Silent,
    /// Longer than any call.
    Overtime,
}

impl End {
    pub(in super::super) const REASONS: [&str; 12] =
        ["full", "crowded", "no_tls", "left", "late", "talkative", "garbage", "guesses", "taken", "slow", "silent", "overtime"];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_word() {
        for (end, word) in [(End::Full, "full"), (End::NoTls, "no_tls"), (End::Guesses, "guesses"), (End::Overtime, "overtime")] {
            assert_eq!(End::REASONS[end as usize], word);
        }
        assert_eq!(End::Overtime as usize + 1, End::REASONS.len());
    }
}
