//! Gives the types of workflows their JSON Schema, for crates that ask for it.

/// Implements `JsonSchema` by an expression for the schema as JSON; nothing without the feature.
#[cfg(feature = "schemars")]
#[doc(hidden)]
#[macro_export]
macro_rules! __json_schema {
    ($kind:ident, $name:literal, $schema:expr) => {
        impl $crate::compiled::schemars::JsonSchema for $kind {
            #[inline]
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed($name)
            }

            #[inline]
            fn schema_id() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(::core::concat!(::core::module_path!(), "::", $name))
            }

            #[inline]
            fn json_schema(
                _: &mut $crate::compiled::schemars::SchemaGenerator,
            ) -> $crate::compiled::schemars::Schema {
                $crate::compiled::into_schema($schema)
            }
        }
    };
}

/// Implements `JsonSchema` by an expression for the schema as JSON; nothing without the feature.
#[cfg(not(feature = "schemars"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __json_schema {
    ($kind:ident, $name:literal, $schema:expr) => {};
}

pub use __json_schema as json_schema;

/// The schema that `json` is.
#[cfg(feature = "schemars")]
#[must_use]
pub fn into_schema(json: serde_json::Value) -> schemars::Schema {
    json.try_into().expect("BUG: the schema of a workflow is an object")
}

/// The schema of the arguments of a workflow, with what the workflow does.
#[cfg(feature = "schemars")]
#[must_use]
pub fn workflow_schema(
    template: &comfy_graph_core::template::Template,
    mut arguments: serde_json::Value,
) -> serde_json::Value {
    if let Some(description) = template.description() {
        arguments["description"] = description.into();
    }
    arguments
}

/// The schema of a choice.
#[cfg(feature = "schemars")]
#[must_use]
pub fn choice_schema<C: super::WorkflowChoice>() -> serde_json::Value {
    let choices: Vec<_> = C::ALL.iter().map(|choice| choice.as_str()).collect();
    serde_json::json!({ "type": "string", "enum": choices })
}
