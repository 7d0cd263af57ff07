//! Holds the names that a caller chooses for a transpiled program.

use std::fmt;
use std::str::FromStr;

use crate::names::field_ident;

/// A name that Rust does not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpellingError {
    /// The text is no name of a function.
    #[error("`{text}` cannot be the name of a function; `{remedy}` can")]
    Function {
        /// The refused text.
        text: String,
        /// A name like it.
        remedy: FunctionName,
    },
    /// The text is no path of a module.
    #[error("`{text}` is no path of a module; give one such as `crate::comfy`")]
    Module {
        /// The refused text.
        text: String,
    },
}

/// The name of the function that a prompt becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionName(String);

impl FunctionName {
    /// The name that `text`, such as the name of a file, becomes.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let starts_with_digit = text.trim_start().starts_with(|first: char| first.is_ascii_digit());
        let prefix = if starts_with_digit { "workflow " } else { "" };
        Self(field_ident(&format!("{prefix}{text}")))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FunctionName {
    type Err = SpellingError;

    fn from_str(text: &str) -> Result<Self, SpellingError> {
        let remedy = Self::of(text);
        let fits = syn::parse_str::<syn::Ident>(text).is_ok() && text != "_";
        // What is not snake case would be a warning in the program.
        if fits && remedy.0 == text {
            return Ok(remedy);
        }
        Err(SpellingError::Function { text: text.to_owned(), remedy })
    }
}

impl fmt::Display for FunctionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The module that the generated nodes are in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModulePath(String);

impl ModulePath {
    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `crate::comfy`, where the documentation puts generated nodes.
impl Default for ModulePath {
    fn default() -> Self {
        Self("crate::comfy".to_owned())
    }
}

impl FromStr for ModulePath {
    type Err = SpellingError;

    fn from_str(text: &str) -> Result<Self, SpellingError> {
        let path = syn::parse_str::<syn::Path>(text);
        let plain = |path: &syn::Path| path.segments.iter().all(|part| part.arguments.is_empty());
        match path {
            Ok(path) if plain(&path) => Ok(Self(text.split_whitespace().collect())),
            _ => Err(SpellingError::Module { text: text.to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_become_function_names() {
        assert_eq!(FunctionName::of("hires-fix v2").as_str(), "hires_fix_v2");
        assert_eq!(FunctionName::of("01 start").as_str(), "workflow_01_start");
        assert_eq!(FunctionName::of("type").as_str(), "type_");
    }

    #[test]
    fn a_refused_name_comes_with_one_that_fits() {
        let error = "Hires Fix".parse::<FunctionName>().unwrap_err();

        assert_eq!(
            error.to_string(),
            "`Hires Fix` cannot be the name of a function; `hires_fix` can"
        );
        assert!("hires_fix".parse::<FunctionName>().is_ok());
    }

    #[test]
    fn a_module_is_a_path_without_arguments() {
        assert!("my_nodes::comfy".parse::<ModulePath>().is_ok());
        assert!("a b".parse::<ModulePath>().is_err());
        assert!("Vec<u8>".parse::<ModulePath>().is_err());
    }
}
