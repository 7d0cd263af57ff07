//! Names parameters as the main seed does.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::python;

/// The name of a parameter: letters and digits of any script, with underscores; never empty.
///
/// ```
/// use comfy_graph_core::template::ParameterName;
///
/// assert_eq!(ParameterName::sanitized("PROMPT, 4k").as_str(), "prompt__4k");
/// assert!(ParameterName::new("negative prompt").is_err());
/// # Ok::<(), comfy_graph_core::template::NameError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ParameterName(Box<str>);

/// A text that names no parameter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` names no parameter; write `{suggestion}`")]
pub struct NameError {
    /// The refused text.
    pub text: Box<str>,
    /// What the text becomes when it is sanitised.
    pub suggestion: ParameterName,
}

impl ParameterName {
    /// Takes a name that is one already.
    ///
    /// # Errors
    ///
    /// [`NameError`] where sanitising would change the text.
    pub fn new(text: impl Into<String>) -> Result<Self, NameError> {
        let text = text.into().into_boxed_str();
        let suggestion = Self::sanitized(&text);
        if suggestion.0 == text { Ok(suggestion) } else { Err(NameError { text, suggestion }) }
    }

    /// Makes a name of any text: lower case, `_` for what is neither letter nor digit, no `_` at
    /// the ends; `param` where nothing is left.
    #[must_use]
    pub fn sanitized(text: &str) -> Self {
        let mut name = String::with_capacity(text.len());
        for letter in text.chars() {
            if python::is_alnum(letter) {
                name.extend(letter.to_lowercase());
            } else {
                name.push('_');
            }
        }
        let name = name.trim_matches('_');
        Self(if name.is_empty() { "param" } else { name }.into())
    }

    /// The name as arguments spell it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ParameterName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ParameterName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl AsRef<str> for ParameterName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for ParameterName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ParameterName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        Self::new(text)
    }
}

impl From<ParameterName> for String {
    fn from(name: ParameterName) -> Self {
        name.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_as_the_seed_makes_them() {
        for (text, expected) in [
            ("PROMPT", "prompt"),
            ("PROMPT, 4k", "prompt__4k"),
            (" a  ", "a"),
            ("__", "param"),
            ("", "param"),
            ("2ND", "2nd"),
            ("Größe-²", "größe_²"),
            ("हिन्दी", "ह_न_द"),
            ("ⒶB", "b"),
            ("ΣΑΣ", "σασ"),
        ] {
            assert_eq!(ParameterName::sanitized(text).as_str(), expected, "{text}");
        }
    }

    #[test]
    fn what_sanitising_would_change_is_refused_with_the_name_it_gives() {
        let error = ParameterName::new("Negative Prompt").unwrap_err();

        assert_eq!(
            error.to_string(),
            "`Negative Prompt` names no parameter; write `negative_prompt`"
        );
    }
}
