//! Names the ids that this server gives out.
//!
//! Jobs are named by `comfy_graph_core`, since ComfyUI knows their ids too.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A text that is no id of the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {kind}, which is a UUID; {remedy}")]
pub struct IdError {
    text: String,
    kind: &'static str,
    remedy: &'static str,
}

macro_rules! uuid_id {
    (#[doc = $doc:literal] $name:ident, $kind:literal, $remedy:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// An id that nothing has yet.
            #[must_use]
            pub fn random() -> Self {
                Self(Uuid::new_v4())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0.as_hyphenated(), f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let refused = || IdError { text: text.to_owned(), kind: $kind, remedy: $remedy };
                text.trim().parse().map(Self).map_err(|_| refused())
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    };
}

uuid_id! {
    /// The id of one asset; told to clients, and good for as long as the database is kept.
    AssetId, "the id of an asset", "list_assets names those there are"
}

uuid_id! {
    /// The id of one batch.
    BatchId, "the id of a batch", "batch_generate answers with one"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_spelling_of_a_uuid_is_the_same_asset() {
        let id = AssetId::random();

        assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
    }

    #[test]
    fn what_is_no_id_is_named_with_the_remedy() {
        let error = "cat.png".parse::<AssetId>().unwrap_err();

        assert_eq!(
            error.to_string(),
            "`cat.png` is not the id of an asset, which is a UUID; list_assets names those there \
             are"
        );
    }

    #[test]
    fn serde_goes_through_the_check() {
        assert!(serde_json::from_str::<BatchId>("\"1\"").is_err());
    }
}
