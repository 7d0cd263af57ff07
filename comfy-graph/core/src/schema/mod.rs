//! Holds what a server can run: its node classes, read once from `/object_info`.
//!
//! Validation, generation and search all read this model; none of them sees the wire form.

mod canonical;
mod choices;
mod class;
mod declarations;
mod degradation;
mod drift;
mod dynamic;
mod error;
mod excerpt;
mod facts;
mod facts_input;
mod files;
mod fingerprint;
mod input;
mod lazy;
mod lists;
mod lower;
mod lower_input;
mod number;
mod parts;
mod place;
mod snapshot;
mod socket;
mod tolerant;
mod wire;

use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use crate::ids::ClassName;
use lazy::Answer;
use lists::Lists;
use place::Lowering;
use snapshot::WireSnapshot;

pub use choices::{Choice, ChoiceList};
pub use class::{ClassFlags, NodeClass, Output, OutputType, Pack};
pub use declarations::Declarations;
pub use degradation::{Degradation, Reason};
pub use drift::{Change, ClassChange, Drift, InputChange, OutputChange, Severity};
pub use dynamic::{Autogrow, DynamicCombo, DynamicOption, DynamicSlot, ElementNames, MatchType};
pub use error::SchemaError;
pub use files::{ChoiceSource, ModelFolder};
pub use fingerprint::Fingerprint;
pub use input::{
    Combo, ComboForm, CustomWidget, FloatWidget, Input, InputKind, InputTraits, IntWidget, Limits,
    Presence, TextWidget, Upload,
};
pub use number::Number;
pub use snapshot::{Contents, Files, Prose, Snapshot};
pub use socket::{COMBO, SocketType, TypeName};

/// Every node class of a server, in the server's order.
///
/// ```
/// use comfy_graph_core::schema::Schema;
///
/// let schema = Schema::from_object_info(
///     br#"{"EmptyImage":{"input":{"required":{"width":["INT",{"default":512,"min":1}]}},
///         "output":["IMAGE"],"output_name":["IMAGE"],"python_module":"nodes"}}"#,
/// )?;
///
/// let class = schema.class("EmptyImage").ok_or("no such class")?;
/// assert_eq!(class.inputs[0].name.as_str(), "width");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Schema {
    classes: Classes,
    degradations: Vec<Degradation>,
    holds_files: bool,
}

/// The classes of a schema.
#[derive(Debug, Clone)]
enum Classes {
    Read(IndexMap<ClassName, NodeClass, RandomState>),
    Lazy(Arc<Answer>),
}

impl Default for Classes {
    fn default() -> Self {
        Self::Read(IndexMap::default())
    }
}

impl Schema {
    /// Reads the answer of `GET /object_info`.
    ///
    /// Classes are lowered one after the other, so memory stays near the size of `json`. Bare `NaN`
    /// and `Infinity`, which servers write, count as `null`.
    ///
    /// # Errors
    ///
    /// [`SchemaError`] when `json` is no JSON object. Malformed classes are left out or reduced
    /// instead; [`Schema::degradations`] lists them.
    pub fn from_object_info(json: &[u8]) -> Result<Self, SchemaError> {
        tolerant::reading(json, Self::answered)
    }

    /// Reads the answer of `GET /object_info`, each class when it is first asked for.
    ///
    /// Takes less time and memory than [`Schema::from_object_info`] where a few classes are asked for
    /// by name. Whoever asks for all has them read all at once.
    ///
    /// # Errors
    ///
    /// [`SchemaError`] when `json` is no JSON object.
    pub fn lazy(json: &[u8]) -> Result<Self, SchemaError> {
        tolerant::reading(json, |text| {
            let classes = Classes::Lazy(Arc::new(Answer::new(text)?));
            Ok(Self { classes, degradations: Vec::new(), holds_files: true })
        })
    }

    /// Reads a snapshot or the answer of `GET /object_info`, whichever `json` holds.
    ///
    /// # Errors
    ///
    /// [`SchemaError`] when it is neither, or a snapshot of a later format.
    pub fn from_json(json: &[u8]) -> Result<Self, SchemaError> {
        tolerant::reading(json, |text| match WireSnapshot::in_text(text)? {
            Some(file) => Self::lowered(file.classes.get(), Lists::numbered(file.lists)),
            None => Self::answered(text),
        })
    }

    /// Lowers the answer of a server, which lists its files even where it has none.
    fn answered(text: &str) -> Result<Self, SchemaError> {
        let mut schema = Self::lowered(text, Lists::default())?;
        schema.holds_files = true;
        Ok(schema)
    }

    /// Lowers the object of classes in `text`.
    fn lowered<'a>(text: &'a str, lists: Lists<'a>) -> Result<Self, SchemaError> {
        let mut lowering = Lowering { lists, degradations: Vec::new(), has_files: false };
        let mut classes = IndexMap::default();
        wire::each_class(text, |name, raw| {
            let Ok(name) = ClassName::new(name) else {
                let reason = Reason::Missing { expected: "a name" };
                return lowering.record(None, String::new(), reason);
            };
            if let Some(class) = lowering.class(name.clone(), raw) {
                classes.insert(name, class);
            }
        })
        .map_err(SchemaError::from_reader)?;
        let Lowering { degradations, has_files: holds_files, .. } = lowering;
        Ok(Self { classes: Classes::Read(classes), degradations, holds_files })
    }

    /// The same with every class read.
    fn all(&self) -> &Self {
        match &self.classes {
            Classes::Read(_) => self,
            Classes::Lazy(answer) => answer.all(),
        }
    }

    fn all_classes(&self) -> &IndexMap<ClassName, NodeClass, RandomState> {
        match &self.all().classes {
            Classes::Read(classes) => classes,
            Classes::Lazy(_) => unreachable!("BUG: all classes are read"),
        }
    }

    /// Whether there is no class at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match &self.classes {
            Classes::Read(classes) => classes.is_empty(),
            Classes::Lazy(answer) => answer.is_empty(),
        }
    }

    /// The class called `name`.
    #[must_use]
    pub fn class(&self, name: &str) -> Option<&NodeClass> {
        self.classes.get(name)
    }

    /// Every class, in the server's order.
    pub fn classes(&self) -> impl ExactSizeIterator<Item = &NodeClass> + Clone {
        self.all_classes().values()
    }

    /// Whether combos that list files offer those of a server; snapshots mostly leave them out.
    #[must_use]
    pub const fn holds_files(&self) -> bool {
        self.holds_files
    }

    /// What could not be read, in the server's order.
    #[must_use]
    pub fn degradations(&self) -> &[Degradation] {
        &self.all().degradations
    }
}

impl FromIterator<NodeClass> for Schema {
    fn from_iter<I: IntoIterator<Item = NodeClass>>(classes: I) -> Self {
        let classes = classes.into_iter().map(|class| (class.name.clone(), class)).collect();
        Self { classes: Classes::Read(classes), degradations: Vec::new(), holds_files: true }
    }
}

impl PartialEq for Schema {
    fn eq(&self, other: &Self) -> bool {
        self.holds_files == other.holds_files
            && self.degradations() == other.degradations()
            && self.all_classes() == other.all_classes()
    }
}
