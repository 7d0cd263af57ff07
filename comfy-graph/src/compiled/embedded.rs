//! Binds the arguments of a workflow that is part of the program.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::OnceLock;

use comfy_graph_core::prompt::{Object, Prompt};
use comfy_graph_core::schema::Schema;
use comfy_graph_core::template::{
    BindError, BindErrors, Bound, Received, Seeds, Sidecar, Source, Template, ValueError,
};
use comfy_graph_core::workflow::FileName;
use serde::Serialize;

/// A workflow as text, with what the compiler checked it by; read when it is first used.
#[derive(Debug)]
pub struct Embedded {
    prompt: &'static str,
    sidecar: &'static str,
    schema: &'static str,
    template: OnceLock<Template>,
}

impl Embedded {
    /// A prompt, its sidecar, a snapshot of its classes.
    #[must_use]
    pub const fn new(prompt: &'static str, sidecar: &'static str, schema: &'static str) -> Self {
        Self { prompt, sidecar, schema, template: OnceLock::new() }
    }

    /// The template that the compiler saw.
    pub fn get(&self) -> &Template {
        self.template.get_or_init(|| {
            let schema = Schema::from_json(self.schema.as_bytes());
            let schema = schema.expect("BUG: a checked workflow brings its schema along");
            let prompt: Result<Prompt, _> = serde_json::from_str(self.prompt);
            let prompt = prompt.expect("BUG: a checked workflow is a prompt");
            let sidecar = Sidecar::from_json(self.sidecar, FileName::default());
            let sidecar = sidecar.expect("BUG: the sidecar of a checked workflow is read");
            Template::new(prompt, sidecar, &schema).expect("BUG: a checked workflow is a template")
        })
    }
}

/// The prompt with the arguments that `fields` serialises to.
///
/// # Errors
///
/// Everything that is wrong with them.
pub fn bind(template: &Template, fields: &impl Serialize) -> Result<Prompt, BindErrors> {
    // Each state has random keys of its own, which is all the randomness that seeds need.
    let random = || RandomState::new().build_hasher().finish();
    Ok(bind_with(template, fields, &mut Seeds::from_fn(random))?.prompt)
}

/// The same with these seeds, and with the values that were filled in.
///
/// # Errors
///
/// Everything that is wrong with the arguments.
pub fn bind_with(
    template: &Template,
    fields: &impl Serialize,
    seeds: &mut Seeds<'_>,
) -> Result<Bound, BindErrors> {
    let arguments = serde_json::to_value(fields).expect("BUG: arguments are always JSON");
    let arguments = arguments.as_object().expect("BUG: the type of a workflow is an object");
    let not_finite = not_finite(template, arguments);
    if !not_finite.is_empty() {
        return Err(BindErrors(not_finite));
    }
    template.bind(arguments, seeds)
}

/// JSON has `null` for numbers without end, which would count as not given.
fn not_finite(template: &Template, arguments: &Object) -> Vec<BindError> {
    let nulls = arguments.iter().filter(|(_, value)| value.is_null()).filter_map(|(name, _)| {
        let known = template.parameter(name);
        let known = known.or_else(|| template.setting(name).map(|setting| &setting.parameter))?;
        known.domain.kind.is_number().then(|| BindError::Invalid {
            name: name.as_str().into(),
            origin: Source::Argument,
            reason: ValueError::Kind {
                received: Received(Box::new("NaN or infinity".into())),
                expected: "a number",
                reason: None,
            },
        })
    });
    nulls.collect()
}
