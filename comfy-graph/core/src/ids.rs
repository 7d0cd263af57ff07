//! Names the ids that cross module borders.
//!
//! Every other module uses them. What an id points at is not known here.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An id that is not one, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text was empty.
    #[error("a {kind} cannot be empty")]
    Empty {
        /// What the text should have been, such as `node id`.
        kind: &'static str,
    },
    /// The text is not the one spelling of a UUID that the server takes.
    #[error(
        "`{text}` is not a lower-case hyphenated UUID; leave the job id out to get a random one"
    )]
    NotAUuid {
        /// The refused text.
        text: String,
    },
}

macro_rules! text_id {
    (#[doc = $doc:literal] $name:ident, $kind:literal) => {
        #[doc = $doc]
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks that `text` is not empty.
            ///
            /// # Errors
            ///
            /// [`IdError::Empty`].
            pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                if text.is_empty() {
                    return Err(IdError::Empty { kind: $kind });
                }
                Ok(Self(text.into_boxed_str()))
            }

            /// The text exactly as the server spells it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&*self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = IdError;

            fn try_from(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.into()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

text_id! {
    /// The name a server gives a node class, such as `KSampler`; never empty.
    ClassName, "class name"
}

text_id! {
    /// The key of a node in a prompt, such as `7` or, inside an expansion, `2.0.0.1`; never empty.
    NodeId, "node id"
}

text_id! {
    /// The name of an input as the server spells it, dots included, such as `resize_type.width`.
    InputName, "input name"
}

impl From<u32> for NodeId {
    fn from(number: u32) -> Self {
        Self(number.to_string().into_boxed_str())
    }
}

/// The position of an output on its node, counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slot(u16);

impl Slot {
    /// The slot at `position`, counted from 0.
    #[must_use]
    pub const fn new(position: u16) -> Self {
        Self(position)
    }

    /// The position, counted from 0.
    #[must_use]
    pub const fn position(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// The id of one submitted prompt: a UUID, spelled lower-case with hyphens.
///
/// The client chooses it, so that a submit whose answer is lost can be looked up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JobId(uuid::Uuid);

impl JobId {
    /// The job id with these 128 bits; give random ones (`Uuid::new_v4`).
    #[must_use]
    pub const fn from_uuid(uuid: uuid::Uuid) -> Self {
        Self(uuid)
    }

    /// The 128 bits behind the id.
    #[must_use]
    pub const fn as_uuid(&self) -> &uuid::Uuid {
        &self.0
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.as_hyphenated(), f)
    }
}

impl fmt::Debug for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for JobId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let refused = || IdError::NotAUuid { text: text.to_owned() };
        let id = Self(text.parse().map_err(|_| refused())?);
        // The server compares the text, so other spellings of the same UUID are refused there.
        if id.to_string() == text { Ok(id) } else { Err(refused()) }
    }
}

impl TryFrom<String> for JobId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<JobId> for String {
    fn from(id: JobId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_names_are_refused_with_their_kind() {
        let error = ClassName::new("").unwrap_err();

        assert_eq!(error.to_string(), "a class name cannot be empty");
    }

    #[test]
    fn serde_goes_through_the_check() {
        assert!(serde_json::from_str::<NodeId>("\"\"").is_err());
        assert_eq!(serde_json::from_str::<NodeId>("\"57:3\"").unwrap().as_str(), "57:3");
    }

    #[test]
    fn job_ids_take_the_one_spelling_the_server_takes() {
        let canonical = "aaf9ace1-caa7-4997-8b51-b02404f7354b";

        assert_eq!(canonical.parse::<JobId>().unwrap().to_string(), canonical);
        assert!(canonical.to_uppercase().parse::<JobId>().is_err());
        assert!(canonical.replace('-', "").parse::<JobId>().is_err());
    }
}
