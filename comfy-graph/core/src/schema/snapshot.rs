//! Keeps what a server can run as a file for version control.
//!
//! A snapshot has one spelling, whatever order the server answered in, so that a change in the file
//! is a change of the server. What changed is told by `drift`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;

use super::Schema;
use super::error::SchemaError;
use super::excerpt;
use super::facts::{ClassFacts, ListTable, Picker};
use super::fingerprint::Fingerprint;
use super::lists::Lists;
use super::parts::Text;
use super::tolerant;
use super::wire::{Raw, each_class};

/// The newest format this crate reads; the one it writes.
const FORMAT: u32 = 1;

/// Lists shorter than a reference to them are spelled out.
const SHORTEST_LIST: usize = 14;

/// Everything that a file says.
const ALL: Contents = Contents { prose: Prose::Keep, files: Files::Keep };

/// What a snapshot holds besides facts; neither prose nor files, unless asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contents {
    /// Whether to hold what is written for people.
    pub prose: Prose,
    /// Whether to hold the names of files.
    pub files: Files,
}

/// What is written for people: tooltips, descriptions, search words, price badges, long defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Prose {
    /// Left out: the facts suffice to generate and to validate.
    #[default]
    Drop,
    /// Held, for documentation and for search.
    Keep,
}

/// The choices of combos that list files, which differ from machine to machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Files {
    /// Left out: such combos have no choices.
    #[default]
    Drop,
    /// Held, to check against one machine.
    Keep,
}

/// What a server can run, in a canonical form to be kept in a file.
///
/// One class is one line, so that differences read well; a list that several inputs offer is stored
/// once. [`Schema::from_json`] reads the file without making a `Snapshot` first.
///
/// ```
/// use comfy_graph_core::schema::{Contents, Snapshot};
///
/// let answer = br#"{"B":{"input":{"required":{"on":["BOOLEAN",{"tooltip":"Why."}]}}},"A":{}}"#;
/// let snapshot = Snapshot::from_object_info(answer, Some("0.33.0"), Contents::default())?;
///
/// assert_eq!(snapshot.version(), Some("0.33.0"));
/// assert!(snapshot.to_json().ends_with(
///     "\"classes\":{\n\"A\":{},\n\"B\":{\"input\":{\"required\":{\"on\":[\"BOOLEAN\"]}}}\n}}\n"
/// ));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    version: Option<Box<str>>,
    fingerprint: Fingerprint,
    /// Every list of choices with the number of its uses, in the order of first use.
    lists: ListTable,
    /// By name.
    classes: Vec<ClassFacts>,
}

impl Snapshot {
    /// Takes a snapshot of the answer of `GET /object_info`, by a server of `version`.
    ///
    /// # Errors
    ///
    /// [`SchemaError`] when `json` is no JSON object.
    pub fn from_object_info(
        json: &[u8],
        version: Option<&str>,
        contents: Contents,
    ) -> Result<Self, SchemaError> {
        let header = version.map(Into::into);
        tolerant::reading(json, |text| {
            let picker = Picker::new(Lists::default(), contents);
            Self::picked(header.clone(), text, picker, |_| true)
        })
    }

    /// Reads the file that [`Snapshot::to_json`] makes, in whatever spelling it is now.
    ///
    /// The fingerprint is computed anew, so that it is right even if the file was edited.
    ///
    /// # Errors
    ///
    /// [`SchemaError`] when `json` is no snapshot, or one of a later format.
    pub fn from_json(json: &[u8]) -> Result<Self, SchemaError> {
        tolerant::reading(json, |text| {
            let file = WireSnapshot::in_text(text)?.ok_or(SchemaError::NotASnapshot)?;
            Self::of_file(file, |_| true)
        })
    }

    /// Those of the classes called `names` that a snapshot or the answer of `GET /object_info`
    /// holds, whichever `json` is, with everything that it says of them.
    ///
    /// Takes a small part of the time that the whole needs, where the snapshot is as
    /// [`Snapshot::to_json`] writes it.
    ///
    /// # Errors
    ///
    /// [`SchemaError`] when it is neither, or a snapshot of a later format.
    pub fn of_classes(json: &[u8], names: &BTreeSet<&str>) -> Result<Self, SchemaError> {
        let is_wanted = |name: &str| names.contains(name);
        if let Some(excerpt) = str::from_utf8(json).ok().and_then(|text| excerpt::of(text, names)) {
            return Self::from_json(excerpt.as_bytes());
        }
        tolerant::reading(json, |text| match WireSnapshot::in_text(text)? {
            Some(file) => Self::of_file(file, is_wanted),
            None => Self::picked(None, text, Picker::new(Lists::default(), ALL), is_wanted),
        })
    }

    fn of_file(
        file: WireSnapshot<'_>,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Result<Self, SchemaError> {
        let version = file.comfyui.map(|version| version.0.into());
        let picker = Picker::new(Lists::numbered(file.lists), ALL);
        Self::picked(version, file.classes.get(), picker, is_wanted)
    }

    fn picked<'a>(
        version: Option<Box<str>>,
        text: &'a str,
        mut picker: Picker<'a>,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Result<Self, SchemaError> {
        let mut classes = BTreeMap::new();
        each_class(text, |name, raw| {
            if is_wanted(&name) {
                classes.insert(name, raw);
            }
        })
        .map_err(SchemaError::from_reader)?;
        let classes = classes.iter().map(|(name, raw)| picker.class(name, raw)).collect();
        let fingerprint = Fingerprint::default();
        let mut snapshot = Self { version, fingerprint, lists: picker.table, classes };
        snapshot.fingerprint = Fingerprint::of(&snapshot.schema()?);
        Ok(snapshot)
    }

    /// The version of the ComfyUI that answered, where it is known.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// What typed code depends on, as one number.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The model, classes by name.
    ///
    /// # Errors
    ///
    /// [`SchemaError`] never in practice: a snapshot is always JSON.
    pub fn schema(&self) -> Result<Schema, SchemaError> {
        Schema::from_json(self.to_json().as_bytes())
    }

    /// The file: canonical JSON with a final newline.
    #[must_use]
    pub fn to_json(&self) -> String {
        let numbers = self.numbers();
        let mut json = self.header();
        let shared = self.lists.keys().zip(&numbers).filter(|(_, number)| number.is_some());
        let shared: Vec<&str> = shared.map(|(text, _)| &**text).collect();
        json.push_str(&shared.join(",\n"));
        json.push_str("\n],\"classes\":");
        self.classes(&mut json, |list, json| match numbers[list] {
            Some(number) => write!(json, "{{\"list\":{number}}}").unwrap_or_default(),
            None => json.push_str(self.list(list)),
        });
        json.push_str("}\n");
        json
    }

    /// The same classes in the form of `/object_info`, every list spelled out where it is offered.
    ///
    /// Keys at the value that their absence means are left out.
    #[must_use]
    pub fn object_info(&self) -> String {
        let mut json = String::new();
        self.classes(&mut json, |list, json| json.push_str(self.list(list)));
        json
    }

    fn header(&self) -> String {
        let version = serde_json::Value::from(self.version());
        let fingerprint = self.fingerprint;
        format!(
            "{{\"format\":{FORMAT},\"comfyui\":{version},\"fingerprint\":\"{fingerprint}\",\
             \"lists\":[\n"
        )
    }

    fn classes(&self, json: &mut String, fill: impl Fn(usize, &mut String)) {
        json.push('{');
        for (position, class) in self.classes.iter().enumerate() {
            json.push_str(if position == 0 { "\n" } else { ",\n" });
            json.push_str(&serde_json::Value::from(&*class.name).to_string());
            json.push(':');
            class.render(json, &fill);
        }
        json.push_str("\n}");
    }

    fn list(&self, number: usize) -> &str {
        self.lists.get_index(number).map_or("[]", |(text, _)| text)
    }

    /// The number in the file of each list, where it is worth one.
    fn numbers(&self) -> Vec<Option<usize>> {
        let mut next = 0..;
        let lists = self.lists.iter();
        lists
            .map(|(text, uses)| (*uses > 1 && text.len() > SHORTEST_LIST).then(|| next.next())?)
            .collect()
    }
}

impl ClassFacts {
    fn render(&self, json: &mut String, fill: impl Fn(usize, &mut String)) {
        let mut rest = 0;
        for (position, list) in &self.holes {
            json.push_str(&self.text[rest..*position]);
            fill(*list, json);
            // One character stands for the list.
            rest = position + 1;
        }
        json.push_str(&self.text[rest..]);
    }
}

/// The file as it is read.
#[derive(Deserialize)]
pub(super) struct WireSnapshot<'a> {
    format: u32,
    #[serde(borrow)]
    comfyui: Option<Text<'a>>,
    #[serde(default)]
    pub(super) lists: Vec<Raw<'a>>,
    pub(super) classes: Raw<'a>,
}

impl<'a> WireSnapshot<'a> {
    /// The snapshot in `text`; `None` where it is another kind of file.
    pub(super) fn in_text(text: &'a str) -> Result<Option<Self>, SchemaError> {
        // Spares the answers of servers the second reading: none has such a class first.
        let start = text.trim_start().trim_start_matches('{').trim_start();
        let keys = ["\"format\"", "\"classes\"", "\"comfyui\"", "\"fingerprint\"", "\"lists\""];
        if !keys.iter().any(|key| start.starts_with(key)) {
            return Ok(None);
        }
        match serde_json::from_str::<Self>(text).map_err(SchemaError::from_reader) {
            Ok(file) if file.format > FORMAT => {
                Err(SchemaError::NewerFormat { found: file.format, newest: FORMAT })
            }
            Ok(file) => Ok(Some(file)),
            Err(SchemaError::NotAnObject { .. }) => Ok(None),
            Err(other) => Err(other),
        }
    }
}
