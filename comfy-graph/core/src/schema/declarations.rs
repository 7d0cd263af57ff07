//! Keeps what a server declares of each input, word for word, for answers that quote it.

use std::collections::HashMap;
use std::ops::Range;

use super::error::SchemaError;
use super::snapshot::Snapshot;
use super::{tolerant, wire};
use crate::json::{Json, Object};

/// The declarations of every input, as `/object_info` spells them.
///
/// It holds the whole text: only what answers like a server needs it.
///
/// ```
/// use comfy_graph_core::schema::Declarations;
///
/// let declared = Declarations::from_json(
///     br#"{"A":{"input":{"required":{"n":["INT",{"min":1}],"image":["IMAGE"]}}}}"#,
/// )?;
///
/// let input = declared.input("A", "n", &[]).ok_or("no such input")?;
/// assert_eq!(input.to_string(), r#"["INT",{"min":1}]"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Declarations {
    text: Box<str>,
    classes: HashMap<Box<str>, Range<usize>>,
}

impl Declarations {
    /// Reads a snapshot or the answer of `GET /object_info`.
    ///
    /// # Errors
    ///
    /// [`SchemaError`] when `json` is neither.
    pub fn from_json(json: &[u8]) -> Result<Self, SchemaError> {
        match Snapshot::from_json(json) {
            Ok(snapshot) => Self::from_object_info(snapshot.object_info().as_bytes()),
            Err(SchemaError::NotASnapshot) => Self::from_object_info(json),
            Err(other) => Err(other),
        }
    }

    fn from_object_info(json: &[u8]) -> Result<Self, SchemaError> {
        tolerant::reading(json, |text| {
            let mut classes = HashMap::new();
            wire::each_class(text, |name, raw| {
                let start = raw.get().as_ptr() as usize - text.as_ptr() as usize;
                classes.insert(name.into(), start..start + raw.get().len());
            })
            .map_err(SchemaError::from_reader)?;
            Ok(Self { text: text.into(), classes })
        })
    }

    /// The type of an input with its options: a list of two.
    ///
    /// `chosen` are the dynamic combos that the input is under, each with the chosen key.
    #[must_use]
    pub fn input(
        &self,
        class: &str,
        name: &str,
        chosen: &[(Box<str>, Box<str>)],
    ) -> Option<Json<'_>> {
        let range = self.classes.get(class)?.clone();
        let class = Json::parse(self.text.get(range)?).ok()?;
        let inputs = class.as_object()?.get("input")?;
        Search { name, chosen }.level(inputs, "")
    }
}

struct Search<'q> {
    name: &'q str,
    chosen: &'q [(Box<str>, Box<str>)],
}

impl Search<'_> {
    fn level<'a>(&self, inputs: &Json<'a>, prefix: &str) -> Option<Json<'a>> {
        let inputs = inputs.as_object()?;
        let category = |key: &str| inputs.get(key).and_then(Json::as_object);
        let specs = ["required", "optional"].into_iter().filter_map(category);
        specs.flat_map(Object::iter).find_map(|(own, spec)| {
            let name = format!("{prefix}{own}");
            if name == self.name {
                return pair(spec);
            }
            let is_below = self.name.strip_prefix(&*name)?.starts_with('.');
            is_below.then(|| self.below(spec, &name))?
        })
    }

    fn below<'a>(&self, spec: &Json<'a>, name: &str) -> Option<Json<'a>> {
        let [declared, options] = spec.as_list()? else { return None };
        let options = options.as_object()?;
        let prefix = format!("{name}.");
        match declared.as_text()? {
            "COMFY_DYNAMICCOMBO_V3" => {
                let (_, key) = self.chosen.iter().find(|(selector, _)| **selector == *name)?;
                let is_chosen = |option: &&Json<'a>| {
                    let chosen = option.as_object().and_then(|option| option.get("key"));
                    chosen.and_then(Json::as_text) == Some(key)
                };
                let option = options.get("options")?.as_list()?.iter().find(is_chosen)?;
                self.level(option.as_object()?.get("inputs")?, &prefix)
            }
            "COMFY_DYNAMICSLOT_V3" => self.level(options.get("inputs")?, &prefix),
            "COMFY_AUTOGROW_V3" => {
                let template = options.get("template")?.as_object()?;
                let categories = template.get("input")?.as_object()?.iter();
                let mut specs =
                    categories.filter_map(|(_, specs)| specs.as_object()?.iter().next());
                pair(specs.next()?.1)
            }
            _ => None,
        }
    }
}

/// The type with its options, which may be left out.
fn pair<'a>(spec: &Json<'a>) -> Option<Json<'a>> {
    let parts = spec.as_list()?;
    let options = parts.get(1).cloned().unwrap_or_else(|| Object::new().into());
    Some(Json::List(vec![parts.first()?.clone(), options]))
}
