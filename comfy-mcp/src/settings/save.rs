//! Writes settings into the configuration file.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use comfy_graph_core::prompt::Object;
use serde_json::Value;

use super::defaults::Namespace;
use super::error::{ConfigSaveError, SettingsError};
use super::file::{Contents, is_absence};
use super::key::DEFAULTS;
use crate::jsonc::{self, EditError};
use crate::replace::{Readers, replace};

/// The configuration file, to be changed.
///
/// Comments, unknown members and the order of all members stay. Other processes see the old file or
/// the new one.
#[derive(Debug, Clone)]
pub struct ConfigFile {
    path: PathBuf,
}

impl ConfigFile {
    /// The file at `path`, which need not be there yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Sets defaults of generations, and leaves those that are not among `values`; `null` removes.
    ///
    /// # Errors
    ///
    /// [`ConfigSaveError`]; the file is as it was then.
    pub fn set_defaults(
        &self,
        namespace: Namespace,
        values: &Object,
    ) -> Result<(), ConfigSaveError> {
        self.edit(|text| {
            values.iter().try_fold(text, |text, (parameter, value)| {
                jsonc::set(&text, &[DEFAULTS, namespace.as_str(), parameter], value)
            })
        })
    }

    /// Sets the folder that ComfyUI writes its outputs to.
    ///
    /// # Errors
    ///
    /// [`ConfigSaveError`]; the file is as it was then.
    pub fn set_output_root(&self, path: &Path) -> Result<(), ConfigSaveError> {
        let member = super::key::OUTPUT_ROOT.member.expect("BUG: the file may hold this setting");
        let value = Value::from(path.to_string_lossy());
        self.edit(|text| jsonc::set(&text, &[member], &value))
    }

    fn edit(
        &self,
        change: impl FnOnce(String) -> Result<String, EditError>,
    ) -> Result<(), ConfigSaveError> {
        let before = self.read()?;
        let after = change(before.clone()).map_err(|error| self.misfit(error))?;
        if after == before {
            return Ok(());
        }
        replace(&self.path, after.as_bytes(), Readers::Owner)
            .map_err(|source| ConfigSaveError::Unwritable { path: self.path.clone(), source })
    }

    fn read(&self) -> Result<String, SettingsError> {
        let path = self.path.clone();
        match fs::read_to_string(&path) {
            Ok(text) => Contents::of_text(&path, &text).map(|_| text),
            Err(error) if is_absence(&error) => Ok(String::new()),
            Err(source) => Err(SettingsError::Unreadable { path, source: Arc::new(source) }),
        }
    }

    /// What stands in the way of an edit of a file that was read.
    fn misfit(&self, error: EditError) -> SettingsError {
        let member = match error {
            EditError::NotAnObject { member } => member,
            EditError::NotJson(_) => unreachable!("BUG: the file was read as JSON before"),
        };
        let place = self.read().and_then(|text| Contents::of_text(&self.path, &text));
        let place = place.unwrap_or_else(|_| Contents::empty(&self.path)).place(&member);
        SettingsError::WrongType { place, expected: "an object", found: "another value" }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Object {
        match value {
            Value::Object(object) => object,
            _ => Object::new(),
        }
    }

    #[test]
    fn what_is_not_set_stays_as_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = ConfigFile::new(folder.path().join("config.json"));
        let text = "{\n  // mine\n  \"later\": [1],\n  \"defaults\": {\n    \"image\": {\n      \
                    \"steps\": 30,\n      \"cfg\": 7.50\n    }\n  }\n}\n";
        fs::write(file.path(), text).unwrap();

        file.set_defaults(Namespace::Image, &object(json!({"steps": 20}))).unwrap();

        let expected = text.replace("30", "20");
        assert_eq!(fs::read_to_string(file.path()).unwrap(), expected);
    }

    #[test]
    fn a_missing_file_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let file = ConfigFile::new(folder.path().join("below/config.json"));

        file.set_defaults(Namespace::Audio, &object(json!({"seconds": 30, "cfg": null}))).unwrap();
        file.set_output_root(Path::new("/comfy/output")).unwrap();

        let text = fs::read_to_string(file.path()).unwrap();
        assert_eq!(
            serde_json::from_str::<Value>(&text).unwrap(),
            json!({"defaults": {"audio": {"seconds": 30}}, "comfyui_output_root": "/comfy/output"})
        );
    }

    #[test]
    fn a_broken_file_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = ConfigFile::new(folder.path().join("config.json"));

        for text in ["{\"defaults\": ", "[]", "{\"defaults\": 1}"] {
            fs::write(file.path(), text).unwrap();

            let error = file.set_defaults(Namespace::Image, &object(json!({"steps": 1})));

            assert_eq!(
                error.unwrap_err().to_string(),
                "the configuration file is left as it was; correct it first"
            );
            assert_eq!(fs::read_to_string(file.path()).unwrap(), text);
        }
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_told() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("below"), "").unwrap();
        let file = ConfigFile::new(folder.path().join("below/config.json"));

        let error = file.set_output_root(Path::new("/out")).unwrap_err();

        assert_eq!(error.code(), crate::error::Code::ConfigSaveFailed);
        assert!(error.to_string().starts_with("cannot write"), "{error}");
    }
}
