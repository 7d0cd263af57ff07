//! Reads the configuration file.
//!
//! Remembers where each member stands, for messages. Writing is the business of `save`.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use comfy_graph_core::json::line_column;
use jsonc_parser::ast;
use serde_json::{Map, Value};

use super::error::SettingsError;
use super::origin::{Origin, Place, Setting};
use crate::jsonc;

/// What the configuration file holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Contents {
    path: PathBuf,
    members: Map<String, Value>,
    /// Line and column of each key, by its keys with dots between.
    places: BTreeMap<String, (usize, usize)>,
}

impl Contents {
    /// What the file at `path` holds; nothing where it is not there and nobody named it.
    pub(super) fn read(path: &Setting<PathBuf>) -> Result<Self, SettingsError> {
        let Setting { value: path, origin } = path;
        match fs::read_to_string(path) {
            Ok(text) => Self::of_text(path, &text),
            Err(error) if is_absence(&error) => match origin {
                Origin::Default => Ok(Self::empty(path)),
                origin => {
                    let origin = origin.clone();
                    Err(SettingsError::NoConfigFile { path: path.clone(), origin })
                }
            },
            Err(source) => {
                Err(SettingsError::Unreadable { path: path.clone(), source: Arc::new(source) })
            }
        }
    }

    /// A file without members.
    pub(super) fn empty(path: &Path) -> Self {
        Self { path: path.to_owned(), ..Self::default() }
    }

    pub(super) fn of_text(path: &Path, text: &str) -> Result<Self, SettingsError> {
        let text = jsonc::unmarked(text);
        let mut contents = Self::empty(path);
        let parsed = jsonc::parse(text).map_err(|source| SettingsError::NotJson {
            path: path.to_owned(),
            line: source.line,
            column: source.column,
            source,
        })?;
        match parsed {
            None => {}
            Some(ast::Value::Object(object)) => {
                contents.note_places(text, "", &object);
                if let Value::Object(members) = ast::Value::Object(object).into() {
                    contents.members = members;
                }
            }
            Some(other) => {
                let place = Place { member: "{…}".into(), ..contents.place("") };
                let found = kind(&other.into());
                return Err(SettingsError::WrongType { place, expected: "an object", found });
            }
        }
        Ok(contents)
    }

    fn note_places(&mut self, text: &str, above: &str, object: &ast::Object<'_>) {
        for member in &object.properties {
            let name = format!("{above}{}", member.name.as_str());
            self.places.insert(name.clone(), line_column(text, member.range.start));
            if let ast::Value::Object(inner) = &member.value {
                self.note_places(text, &format!("{name}."), inner);
            }
        }
    }

    /// The folder that relative paths of the file start in.
    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// The members at the root, in order.
    pub(super) fn members(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.members.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The value of a member at the root; `null` counts as none.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// Where the member stands that `name` leads to, with dots between keys.
    pub(super) fn place(&self, name: &str) -> Place {
        let (line, column) = self.places.get(name).copied().unwrap_or((1, 1));
        Place { file: self.path.clone(), member: name.into(), line, column }
    }
}

/// Whether there is no such file.
pub(super) fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// What messages call such a value.
pub(super) const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a flag",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Contents, SettingsError> {
        Contents::of_text(Path::new("config.json"), text)
    }

    #[test]
    fn members_have_places() {
        let contents =
            read("{\n  // mine\n  \"defaults\": {\"image\": {\"steps\": 30}},\n}").unwrap();

        let place = contents.place("defaults.image");
        assert_eq!((place.line, place.column), (3, 16));
        assert_eq!(place.to_string(), "`defaults.image` at `config.json:3:16`");
    }

    #[test]
    fn what_is_no_object_is_named() {
        let told = |text| read(text).unwrap_err().to_string();

        assert_eq!(told("[]"), "`{…}` at `config.json:1:1` takes an object, not a list");
        assert_eq!(
            told("{\n  \"a\" 1}"),
            "`config.json:2:7` is not JSON; correct it, or remove the file"
        );
        assert!(read("").unwrap().members().next().is_none());
    }
}
