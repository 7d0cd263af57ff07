//! Says where the value of a setting was found.

use std::fmt;
use std::path::PathBuf;

/// A value with the place it was found in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// What counts.
    pub value: T,
    /// Where it was found.
    pub origin: Origin,
}

impl<T> Setting<T> {
    /// A value that nobody gave.
    pub(super) const fn default(value: T) -> Self {
        Self { value, origin: Origin::Default }
    }
}

/// Where the value of a setting was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// On the command line, as this flag.
    Flag(&'static str),
    /// In this environment variable.
    Environment(Box<str>),
    /// In the configuration file.
    File(Place),
    /// Nowhere: it is the default.
    Default,
}

/// One member of the configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// The member, with a dot before each key inside another.
    pub member: Box<str>,
    /// The line of its key, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
}

impl Origin {
    /// How far from the user's hands it is; the nearest counts.
    pub(super) const fn distance(&self) -> u8 {
        match self {
            Self::Flag(_) => 0,
            Self::Environment(_) => 1,
            Self::File(_) => 2,
            Self::Default => 3,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "`{flag}`"),
            Self::Environment(variable) => write!(f, "variable `{variable}`"),
            Self::File(place) => place.fmt(f),
            Self::Default => f.write_str("the default"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, member, line, column } = self;
        write!(f, "`{member}` at `{}:{line}:{column}`", file.display())
    }
}
