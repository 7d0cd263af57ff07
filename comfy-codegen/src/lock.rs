//! Remembers which identifier each server name was given.
//!
//! A regeneration may add names and never renames any, whatever a server adds beside them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// The contents of `comfy.lock`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lock {
    /// The format of the file.
    version: u32,
    /// Type names by class name.
    classes: BTreeMap<String, String>,
    /// Output fields by class name, each with its socket type, in slot order.
    outputs: BTreeMap<String, Vec<LockedOutput>>,
    /// Variants by type name, then by value.
    choices: BTreeMap<String, BTreeMap<String, String>>,
    /// Type names by socket type, or by all of a union's in order.
    sockets: BTreeMap<String, String>,
    /// Names of the types that inputs bring, by module, class and input.
    #[serde(default)]
    types: BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>>,
}

/// The field of one output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LockedOutput {
    pub(crate) field: String,
    pub(crate) socket: String,
}

/// A lock file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// The file is no lock file.
    #[error(
        "the lock file is damaged; restore it from version control, or delete it to rename freely"
    )]
    Damaged {
        /// Where and why.
        source: serde_json::Error,
    },
    /// The file is of a later format.
    #[error("the lock file has format {found}, this version reads {known}; update comfy-codegen")]
    Newer {
        /// The format of the file.
        found: u32,
        /// The format that can be read.
        known: u32,
    },
}

const FORMAT: u32 = 1;

impl Lock {
    /// Reads a lock file.
    ///
    /// # Errors
    ///
    /// [`LockError`] when the text is damaged or of a later format.
    pub fn from_json(text: &str) -> Result<Self, LockError> {
        let lock: Self =
            serde_json::from_str(text).map_err(|source| LockError::Damaged { source })?;
        if lock.version > FORMAT {
            return Err(LockError::Newer { found: lock.version, known: FORMAT });
        }
        Ok(lock)
    }

    /// The lock at `path`; an empty one where no file can be read.
    ///
    /// # Errors
    ///
    /// [`LockError`] when the text is damaged or of a later format.
    pub fn at(path: &Path) -> Result<Self, LockError> {
        std::fs::read_to_string(path)
            .map_or_else(|_| Ok(Self::default()), |text| Self::from_json(&text))
    }

    /// The text of the file: names in order, a final line break.
    #[must_use]
    pub fn to_json(&self) -> String {
        let lock = Self { version: FORMAT, ..self.clone() };
        let text = serde_json::to_string_pretty(&lock).expect("BUG: a lock is always JSON");
        text + "\n"
    }

    pub(crate) fn class(&self, name: &str) -> Option<String> {
        self.classes.get(name).cloned()
    }

    pub(crate) fn keep_class(&mut self, name: &str, ident: &str) {
        self.classes.insert(name.to_owned(), ident.to_owned());
    }

    pub(crate) fn outputs(&self, class: &str) -> &[LockedOutput] {
        self.outputs.get(class).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn keep_outputs(&mut self, class: &str, outputs: Vec<LockedOutput>) {
        if !outputs.is_empty() {
            self.outputs.insert(class.to_owned(), outputs);
        }
    }

    pub(crate) fn variant(&self, choices: &str, value: &str) -> Option<String> {
        self.choices.get(choices)?.get(value).cloned()
    }

    pub(crate) fn keep_variant(&mut self, choices: &str, value: &str, variant: &str) {
        let variants = self.choices.entry(choices.to_owned()).or_default();
        variants.insert(value.to_owned(), variant.to_owned());
    }

    pub(crate) fn type_name(&self, module: &str, class: &str, input: &str) -> Option<String> {
        self.types.get(module)?.get(class)?.get(input).cloned()
    }

    pub(crate) fn keep_type(&mut self, module: &str, class: &str, input: &str, ident: &str) {
        let classes = self.types.entry(module.to_owned()).or_default();
        let inputs = classes.entry(class.to_owned()).or_default();
        inputs.insert(input.to_owned(), ident.to_owned());
    }

    pub(crate) fn socket(&self, name: &str) -> Option<String> {
        self.sockets.get(name).cloned()
    }

    pub(crate) fn keep_socket(&mut self, name: &str, ident: &str) {
        self.sockets.insert(name.to_owned(), ident.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again() {
        let mut lock = Lock::default();
        lock.keep_class("Lora Loader", "Lora_Loader");
        lock.keep_variant("Sampler", "euler", "Euler");

        let read = Lock::from_json(&lock.to_json()).unwrap();

        assert_eq!(read.class("Lora Loader").as_deref(), Some("Lora_Loader"));
        assert_eq!(read.variant("Sampler", "euler").as_deref(), Some("Euler"));
    }

    #[test]
    fn a_later_format_is_refused_with_the_remedy() {
        let text = Lock::default().to_json().replace("\"version\": 1", "\"version\": 9");

        let error = Lock::from_json(&text).unwrap_err();

        assert!(error.to_string().contains("update comfy-codegen"), "{error}");
    }
}
