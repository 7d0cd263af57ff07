//! Spells the states of jobs and items in the database.
//!
//! Which state follows on which is not its business.

/// A word that names no state that this version knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not a state; a newer comfy-mcp may know it")]
pub struct StateError {
    pub(super) word: String,
}

/// An enum of states, each with the one word that stands for it in rows and replies.
macro_rules! states {
    (
        #[doc = $doc:literal]
        $name:ident { $($(#[doc = $state_doc:literal])+ $state:ident = $word:literal,)+ }
    ) => {
        #[doc = $doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(into = "&'static str")]
        pub enum $name {
            $($(#[doc = $state_doc])+ $state,)+
        }

        impl $name {
            /// The word for the state.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$state => $word,)+
                }
            }
        }

        impl From<$name> for &'static str {
            fn from(state: $name) -> Self {
                state.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = super::StateError;

            fn from_str(word: &str) -> Result<Self, super::StateError> {
                match word {
                    $($word => Ok(Self::$state),)+
                    _ => Err(super::StateError { word: word.to_owned() }),
                }
            }
        }
    };
}

pub(in crate::store) use states;
