//! Holds the defaults of generations that file and environment give.
//!
//! Which layer counts before which is decided where calls are bound.

use std::fmt;
use std::str::FromStr;

use comfy_graph_core::closest::closest;
use comfy_graph_core::prompt::Object;
use serde_json::{Number, Value};

use super::error::{SettingsError, SettingsWarning};
use super::file::{Contents, kind};
use super::key::{DEFAULT_PREFIX, DEFAULTS};
use super::surroundings::Surroundings;

/// Parameters that are text even where a value looks like a number.
const TEXTS: [&str; 7] =
    ["model", "sampler_name", "scheduler", "negative_prompt", "prompt", "tags", "lyrics"];

/// What is generated, as far as defaults differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Namespace {
    /// Pictures.
    Image,
    /// Sounds.
    Audio,
    /// Films.
    Video,
}

impl Namespace {
    /// Every one, in the order of the reference.
    pub const ALL: [Self; 3] = [Self::Image, Self::Audio, Self::Video];

    /// The name as settings spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
        }
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no namespace.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` has no defaults; there are image, audio and video")]
pub struct UnknownNamespace {
    /// The name.
    pub name: Box<str>,
}

impl FromStr for Namespace {
    type Err = UnknownNamespace;

    fn from_str(name: &str) -> Result<Self, UnknownNamespace> {
        let found = Self::ALL.into_iter().find(|namespace| namespace.as_str() == name);
        found.ok_or_else(|| UnknownNamespace { name: name.into() })
    }
}

/// Defaults of one layer: values by parameter, for each namespace.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layer {
    image: Object,
    audio: Object,
    video: Object,
}

impl Layer {
    /// The values of one namespace.
    #[must_use]
    pub const fn get(&self, namespace: Namespace) -> &Object {
        match namespace {
            Namespace::Image => &self.image,
            Namespace::Audio => &self.audio,
            Namespace::Video => &self.video,
        }
    }

    /// The values of one namespace, to change.
    pub const fn get_mut(&mut self, namespace: Namespace) -> &mut Object {
        match namespace {
            Namespace::Image => &mut self.image,
            Namespace::Audio => &mut self.audio,
            Namespace::Video => &mut self.video,
        }
    }
}

/// Defaults of generations, as far as settings give them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Defaults {
    /// Those of the configuration file.
    pub file: Layer,
    /// Those of the environment, which count less.
    pub environment: Layer,
}

/// The defaults in the environment, such as `COMFY_MCP_DEFAULT_IMAGE_WIDTH`.
pub(super) fn of_environment(surroundings: &Surroundings) -> Layer {
    let mut layer = Layer::default();
    for (name, value) in surroundings.beginning_with(DEFAULT_PREFIX) {
        let name = name.to_ascii_lowercase();
        let Some((namespace, parameter)) = name.split_once('_') else { continue };
        let Ok(namespace) = namespace.parse() else { continue };
        layer.get_mut(namespace).insert(parameter.to_owned(), typed(parameter, value));
    }
    layer
}

/// A number where it is one, else text.
fn typed(parameter: &str, value: &str) -> Value {
    let is_number =
        value.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
    if TEXTS.contains(&parameter) || !is_number {
        return Value::from(value);
    }
    if let Ok(whole) = value.parse::<i64>() {
        return Value::from(whole);
    }
    let number = value.parse().ok().and_then(Number::from_f64);
    number.map_or_else(|| Value::from(value), Value::Number)
}

/// What was read of the file, with what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct OfFile {
    pub(super) layer: Layer,
    pub(super) errors: Vec<SettingsError>,
    pub(super) warnings: Vec<SettingsWarning>,
}

/// The defaults in the configuration file.
pub(super) fn of_file(file: &Contents) -> OfFile {
    let mut read = OfFile::default();
    let namespaces = match file.get(DEFAULTS) {
        None => return read,
        Some(Value::Object(namespaces)) => namespaces,
        Some(other) => {
            read.wrong(file, DEFAULTS, "an object", other);
            return read;
        }
    };
    for (name, values) in namespaces {
        let path = format!("{DEFAULTS}.{name}");
        match (name.parse::<Namespace>(), values) {
            (Ok(namespace), Value::Object(values)) => read.values(file, namespace, values),
            (Ok(_), other) => read.wrong(file, &path, "an object", other),
            (Err(_), _) => {
                let names = Namespace::ALL.map(Namespace::as_str);
                let closest = closest(name, names).first().map(|name| Box::from(*name));
                let place = file.place(&path);
                let known = names.join(", ").into();
                read.warnings.push(SettingsWarning::UnknownMember { place, closest, known });
            }
        }
    }
    read
}

impl OfFile {
    fn values(&mut self, file: &Contents, namespace: Namespace, values: &Object) {
        for (parameter, value) in values {
            match value {
                Value::Null => {}
                Value::Object(_) => {
                    let path = format!("{DEFAULTS}.{namespace}.{parameter}");
                    self.wrong(file, &path, "a value of a parameter", value);
                }
                value => {
                    self.layer.get_mut(namespace).insert(parameter.clone(), value.clone());
                }
            }
        }
    }

    fn wrong(&mut self, file: &Contents, path: &str, expected: &'static str, found: &Value) {
        let place = file.place(path);
        self.errors.push(SettingsError::WrongType { place, expected, found: kind(found) });
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;

    #[test]
    fn variables_are_numbers_where_they_look_like_it() {
        let surroundings = Surroundings::at("/")
            .variable("COMFY_MCP_DEFAULT_IMAGE_WIDTH", "768")
            .variable("COMFY_MCP_DEFAULT_IMAGE_CFG", "7.5")
            .variable("COMFY_MCP_DEFAULT_IMAGE_MODEL", "1.5")
            .variable("COMFY_MCP_DEFAULT_IMAGE_NEGATIVE_PROMPT", "3")
            .variable("COMFY_MCP_DEFAULT_AUDIO_LYRICS_STRENGTH", "inf")
            .variable("COMFY_MCP_DEFAULT_VIDEO_FPS", "16fps")
            .variable("COMFY_MCP_DEFAULT_TEXT_FPS", "16");

        let layer = of_environment(&surroundings);

        let image = json!({"cfg": 7.5, "model": "1.5", "negative_prompt": "3", "width": 768});
        assert_eq!(json!(layer.get(Namespace::Image)), image);
        assert_eq!(json!(layer.get(Namespace::Audio)), json!({"lyrics_strength": "inf"}));
        assert_eq!(json!(layer.get(Namespace::Video)), json!({"fps": "16fps"}));
    }

    #[test]
    fn a_misspelt_namespace_is_told_with_the_one_it_may_mean() {
        let text = r#"{"defaults": {"image": {"steps": 30}, "vido": {"fps": 16}}}"#;
        let file = Contents::of_text(Path::new("c.json"), text).unwrap();

        let read = of_file(&file);

        assert_eq!(json!(read.layer.get(Namespace::Image)), json!({"steps": 30}));
        let told = read.warnings[0].to_string();
        assert_eq!(told, "`defaults.vido` at `c.json:1:39` means nothing; did you mean `video`?");
    }

    #[test]
    fn what_is_no_value_is_named_with_its_place() {
        let text = r#"{"defaults": {"image": {"steps": {}}, "audio": []}}"#;
        let file = Contents::of_text(Path::new("c.json"), text).unwrap();

        let told: Vec<_> = of_file(&file).errors.iter().map(ToString::to_string).collect();

        assert_eq!(
            told,
            [
                "`defaults.image.steps` at `c.json:1:25` takes a value of a parameter, not an \
                 object",
                "`defaults.audio` at `c.json:1:39` takes an object, not a list"
            ]
        );
    }
}
