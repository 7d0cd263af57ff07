//! Looks a setting up: flag, then environment, then file.
//!
//! What a value means is the business of the modules that name the settings.

use std::path::PathBuf;

use serde_json::Value;

use super::error::{SettingsError, ValueError};
use super::file::{Contents, kind};
use super::key::Key;
use super::origin::{Origin, Setting};
use super::surroundings::Surroundings;

/// The layers, with what was found wrong in them so far.
pub(super) struct Layers<'a> {
    pub(super) surroundings: &'a Surroundings,
    pub(super) file: Contents,
    pub(super) errors: Vec<SettingsError>,
}

/// What was given for a setting, unread.
#[derive(Debug, PartialEq)]
pub(super) struct Given {
    /// At least one text.
    pub(super) texts: Vec<String>,
    pub(super) origin: Origin,
}

impl<'a> Layers<'a> {
    pub(super) fn new(surroundings: &'a Surroundings) -> Self {
        Self { surroundings, file: Contents::default(), errors: Vec::new() }
    }

    /// What the nearest layer gives; lists in variables have commas or blanks between.
    pub(super) fn given(&mut self, key: Key, flags: Vec<String>) -> Option<Given> {
        if let (Some(flag), false) = (key.flag, flags.is_empty()) {
            return Some(Given { texts: flags, origin: Origin::Flag(flag) });
        }
        let variable = |name| Some((name, self.surroundings.get(name)?));
        if let Some((name, value)) = key.variable.and_then(variable) {
            let origin = Origin::Environment(name.into());
            return Some(Given { texts: vec![value.to_owned()], origin });
        }
        self.of_file(key.member?)
    }

    fn of_file(&mut self, member: &'static str) -> Option<Given> {
        let value = self.file.get(member)?;
        let place = self.file.place(member);
        match texts(value) {
            Ok(texts) if texts.is_empty() => None,
            Ok(texts) => Some(Given { texts, origin: Origin::File(place) }),
            Err(found) => {
                let expected = "text, a number, a flag or a list of them";
                self.errors.push(SettingsError::WrongType { place, expected, found });
                None
            }
        }
    }

    /// The setting, where a layer gives it; what cannot be read is noted and counts as not given.
    pub(super) fn setting<T>(
        &mut self,
        key: Key,
        flag: Option<&str>,
        read: impl FnOnce(&Given) -> Result<T, ValueError>,
    ) -> Option<Setting<T>> {
        let given = self.given(key, flag.map(str::to_owned).into_iter().collect())?;
        self.read(given, read)
    }

    pub(super) fn read<T>(
        &mut self,
        given: Given,
        read: impl FnOnce(&Given) -> Result<T, ValueError>,
    ) -> Option<Setting<T>> {
        match read(&given) {
            Ok(value) => Some(Setting { value, origin: given.origin }),
            Err(source) => {
                self.errors.push(SettingsError::BadValue { origin: given.origin, source });
                None
            }
        }
    }

    /// A setting that is a path: of the file it starts where that lies, of others here.
    pub(super) fn path(&mut self, key: Key, flag: Option<&PathBuf>) -> Option<Setting<PathBuf>> {
        let flag = flag.map(|path| path.to_string_lossy().into_owned());
        let given = self.given(key, flag.into_iter().collect())?;
        let folder = match given.origin {
            Origin::File(_) => self.file.folder().to_owned(),
            _ => self.surroundings.current_dir.clone(),
        };
        let value = self.surroundings.absolute(given.text(), &folder);
        Some(Setting { value, origin: given.origin })
    }
}

impl Given {
    /// The text, where one is wanted; of several the last counts.
    pub(super) fn text(&self) -> &str {
        self.texts.last().expect("BUG: a setting that is given has a text")
    }

    /// The texts, where several are wanted.
    pub(super) fn list(&self) -> Vec<String> {
        let parts = self.texts.iter().flat_map(|text| text.split([',', ' ', '\t', '\n', '\r']));
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// The flag.
    pub(super) fn flag(&self) -> Result<bool, ValueError> {
        match self.text().to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Ok(true),
            "false" | "0" | "no" | "off" => Ok(false),
            _ => Err(ValueError::Flag { text: self.text().into() }),
        }
    }
}

/// The texts that a member holds; else what it holds instead.
fn texts(value: &Value) -> Result<Vec<String>, &'static str> {
    match value {
        Value::String(text) if text.trim().is_empty() => Ok(Vec::new()),
        Value::String(text) => Ok(vec![text.trim().to_owned()]),
        Value::Number(_) | Value::Bool(_) => Ok(vec![value.to_string()]),
        Value::Array(items) => {
            let items: Result<Vec<_>, _> = items
                .iter()
                .map(|item| match item {
                    Value::Array(_) => Err("a list of lists"),
                    item => texts(item),
                })
                .collect();
            Ok(items?.concat())
        }
        Value::Null | Value::Object(_) => Err(kind(value)),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const KEY: Key = Key { flag: Some("--a"), variable: Some("A"), member: Some("a") };

    fn given(flag: &[&str], variable: &str, file: &str) -> Option<Given> {
        let surroundings = Surroundings::at("/here").variable("A", variable);
        let file = Contents::of_text(Path::new("/etc/config.json"), file).unwrap();
        let mut layers = Layers { file, ..Layers::new(&surroundings) };
        layers.given(KEY, flag.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn the_nearest_layer_counts() {
        let file = r#"{"a": "file"}"#;

        let found = |flag: &[&str], variable| given(flag, variable, file).unwrap();

        assert_eq!(found(&["flag"], "variable").text(), "flag");
        assert_eq!(found(&[], "variable").text(), "variable");
        assert_eq!(found(&[], " ").text(), "file");
        assert_eq!(given(&[], "", "{}"), None);
    }

    #[test]
    fn lists_are_written_in_many_ways() {
        for (variable, file) in [("x, y", "{}"), ("x y", "{}"), ("", r#"{"a": ["x", "y"]}"#)] {
            assert_eq!(given(&[], variable, file).unwrap().list(), ["x", "y"]);
        }
    }

    #[test]
    fn what_is_no_text_is_named_with_its_place() {
        let surroundings = Surroundings::at("/here");
        let file = Contents::of_text(Path::new("c.json"), "{\n\"a\": {}}").unwrap();
        let mut layers = Layers { file, ..Layers::new(&surroundings) };

        assert_eq!(layers.given(KEY, Vec::new()), None);

        let expected = "`a` at `c.json:2:1` takes text, a number, a flag or a list of them, not \
                        an object";
        assert_eq!(layers.errors[0].to_string(), expected);
    }
}
