//! Tells when something happened.
//!
//! Records hold it as a number, which sorts; people are shown RFC 3339.

use std::fmt;

/// A moment, in milliseconds since 1970 in UTC.
///
/// ```
/// use comfy_mcp::store::Timestamp;
///
/// assert_eq!(Timestamp::from_millis(1_700_000_000_123).to_string(), "2023-11-14T22:13:20.123Z");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The present moment, by the clock of this machine.
    #[must_use]
    pub fn now() -> Self {
        Self(jiff::Timestamp::now().as_millisecond())
    }

    /// The moment so many milliseconds after 1970 began.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970 began.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // RFC 3339 has no years beyond 9999; a clock that is so wrong must not fail a listing.
        let last = if self.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        fmt::Display::fmt(&jiff::Timestamp::from_millisecond(self.0).unwrap_or(last), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_seconds_are_shown_without_a_fraction() {
        assert_eq!(Timestamp::from_millis(0).to_string(), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn clocks_beyond_the_calendar_are_shown_as_its_end() {
        assert_eq!(Timestamp::from_millis(i64::MAX).to_string(), jiff::Timestamp::MAX.to_string());
    }
}
