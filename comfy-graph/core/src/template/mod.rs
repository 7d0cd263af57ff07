//! Makes a prompt with named holes, to be filled again and again.
//!
//! `placeholder` finds the holes, `sidecar` reads what people say about them, `make` joins both
//! with the schema, `bind` fills them in. `settings` finds what can be set where there are none.
//! Workflows in editor form become a [`Prompt`] first, elsewhere.

mod bind;
mod bind_error;
mod domain;
mod error;
mod inputs;
mod json_schema;
mod make;
mod name;
mod parameter;
mod placeholder;
mod resolve;
mod seeds;
mod settings;
mod sidecar;
mod value;
mod words;

use indexmap::IndexMap;
use serde_json::Value;

use crate::prompt::{Object, Prompt};
use crate::schema::Schema;
use inputs::Inputs;
use placeholder::Piece;

pub use bind::{Bound, Call, Source};
pub use bind_error::{BindError, BindErrors};
pub use domain::{Domain, Kind, Media, Step, StepRule};
pub use error::{TemplateError, TemplateErrors, TemplateWarning};
pub use name::{NameError, ParameterName};
pub use parameter::{Address, Binding, Extent, Fallback, Parameter};
pub use placeholder::Hint;
pub use seeds::Seeds;
pub use settings::{Role, Setting, Waypoint};
pub use sidecar::{Constraint, Place, Sidecar, SidecarError, SidecarErrors, Target};
pub use value::{Received, ValueError};

/// How many mistakes are told at once: more help nobody, yet cost time and memory.
const MOST_ERRORS: usize = 100;

/// A prompt with named holes.
///
/// ```
/// use comfy_graph_core::prompt::Prompt;
/// use comfy_graph_core::schema::Schema;
/// use comfy_graph_core::template::{Seeds, Sidecar, Template};
///
/// let schema = Schema::from_object_info(
///     br#"{"EmptyImage":{"input":{"required":{"width":["INT",{"max":16384}]}},"output":["IMAGE"]},
///         "SaveImage":{"input":{"required":{"images":["IMAGE"],"filename_prefix":["STRING",{}]}},
///         "output_node":true}}"#,
/// )?;
/// let prompt: Prompt = serde_json::from_str(
///     r#"{"1":{"class_type":"EmptyImage","inputs":{"width":"PARAM_INT_SIZE"}},
///         "2":{"class_type":"SaveImage","inputs":{"images":["1",0],
///             "filename_prefix":"blank-{PARAM_SIZE}"}}}"#,
/// )?;
///
/// let template = Template::new(prompt, Sidecar::default(), &schema)?;
/// let arguments = serde_json::json!({"size": "512"});
/// let arguments = arguments.as_object().ok_or("not an object")?;
/// let bound = template.bind(arguments, &mut Seeds::starting_at(1))?;
///
/// let image = bound.prompt.node("1").ok_or("no node")?;
/// assert_eq!(image.inputs["width"], 512.into());
/// let save = bound.prompt.node("2").ok_or("no node")?;
/// assert_eq!(save.inputs["filename_prefix"], "blank-512".into());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    prompt: Prompt,
    parameters: IndexMap<ParameterName, Parameter>,
    /// Texts with placeholders in them.
    texts: IndexMap<Address, Vec<Piece>>,
    settings: IndexMap<ParameterName, Setting>,
    inputs: Inputs,
    warnings: Vec<TemplateWarning>,
    sidecar: Sidecar,
}

impl Template {
    /// Finds the placeholders of `prompt`, with all that sidecar and schema say about them.
    ///
    /// # Errors
    ///
    /// Everything that does not fit, up to a hundred mistakes: placeholders that ask for another
    /// type than their node takes, members of the sidecar that name nothing.
    pub fn new(prompt: Prompt, sidecar: Sidecar, schema: &Schema) -> Result<Self, TemplateErrors> {
        make::template(prompt, sidecar, schema)
    }

    /// What people call the workflow, where the sidecar says so.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.sidecar.name.as_deref()
    }

    /// What the workflow does, where the sidecar says so.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.sidecar.description.as_deref()
    }

    /// What the sidecar says.
    #[must_use]
    pub fn sidecar(&self) -> &Sidecar {
        &self.sidecar
    }

    /// The prompt with its placeholders, which is not to be sent.
    #[must_use]
    pub fn prompt(&self) -> &Prompt {
        &self.prompt
    }

    /// Every parameter: first those of placeholders in the order of the prompt, then those of the
    /// sidecar alone.
    pub fn parameters(&self) -> impl ExactSizeIterator<Item = &Parameter> + Clone {
        self.parameters.values()
    }

    /// The parameter called `name`.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.get(name)
    }

    /// What else can be set: inputs without placeholder, found by their links to samplers and
    /// savers, the nearest to a saver first.
    pub fn settings(&self) -> impl ExactSizeIterator<Item = &Setting> + Clone {
        self.settings.values()
    }

    /// The setting called `name`.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&Setting> {
        self.settings.get(name)
    }

    /// What looks odd, though the template can be bound.
    #[must_use]
    pub fn warnings(&self) -> &[TemplateWarning] {
        &self.warnings
    }

    /// The JSON Schema of the arguments, as far as they are parameters.
    #[must_use]
    pub fn to_json_schema(&self) -> Value {
        json_schema::of_object(self.parameters())
    }

    /// The JSON Schema of the arguments, settings included.
    #[must_use]
    pub fn to_json_schema_with_settings(&self) -> Value {
        let settings = self.settings().map(|setting| &setting.parameter);
        json_schema::of_object(self.parameters().chain(settings))
    }

    /// Starts a call that has layers of defaults beneath its arguments.
    pub fn call<'c>(&'c self, arguments: &'c Object) -> Call<'c> {
        Call::new(self, arguments)
    }

    /// Fills in the arguments: by name of a parameter or a setting, else by address, such as
    /// `6.text`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the arguments, up to a hundred mistakes.
    pub fn bind(&self, arguments: &Object, seeds: &mut Seeds<'_>) -> Result<Bound, BindErrors> {
        self.call(arguments).bind(seeds)
    }
}
