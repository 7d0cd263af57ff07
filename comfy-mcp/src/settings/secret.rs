//! Keeps what nobody may read off a log or a terminal.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// A text that is never printed: a token, a key, an address that may hold a password.
///
/// ```
/// use comfy_mcp::settings::Secret;
///
/// let token = Secret::new("t0ken");
///
/// assert_eq!(token.expose(), "t0ken");
/// assert!(!format!("{token:?}").contains("t0ken"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// The text, hidden from now on.
    #[must_use]
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// The text, for the one who sends or compares it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::new(text))
    }
}
