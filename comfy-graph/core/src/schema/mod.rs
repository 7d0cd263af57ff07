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

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use crate::ids::ClassName;
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
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schema {
    classes: IndexMap<ClassName, NodeClass, RandomState>,
    degradations: Vec<Degradation>,
    holds_files: bool,
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
        Ok(Self { classes, degradations, holds_files })
    }

    /// The class called `name`.
    #[must_use]
    pub fn class(&self, name: &str) -> Option<&NodeClass> {
        self.classes.get(name)
    }

    /// Every class, in the server's order.
    pub fn classes(&self) -> impl ExactSizeIterator<Item = &NodeClass> + Clone {
        self.classes.values()
    }

    /// Whether combos that list files offer those of a server; snapshots mostly leave them out.
    #[must_use]
    pub const fn holds_files(&self) -> bool {
        self.holds_files
    }

    /// What could not be read, in the server's order.
    #[must_use]
    pub fn degradations(&self) -> &[Degradation] {
        &self.degradations
    }
}

impl FromIterator<NodeClass> for Schema {
    fn from_iter<I: IntoIterator<Item = NodeClass>>(classes: I) -> Self {
        let classes = classes.into_iter().map(|class| (class.name.clone(), class)).collect();
        Self { classes, degradations: Vec::new(), holds_files: true }
    }
}
