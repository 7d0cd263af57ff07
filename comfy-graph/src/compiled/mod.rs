//! Binds workflows that [`workflow!`](macro@crate::workflow) made types of.
//!
//! What a node of such a workflow gave is found by [`WorkflowOutput`]; programs rarely name the
//! rest themselves. How the types come about is the business of `comfy-codegen`.

mod choice;
mod embedded;
mod fields;
mod output;
mod schema;

pub use choice::{NoSuchChoice, WorkflowChoice};
pub use output::WorkflowOutput;

#[doc(hidden)]
pub use choice::{deserialize_choice, parse};
#[doc(hidden)]
pub use comfy_graph_core::prompt::Prompt;
#[doc(hidden)]
pub use comfy_graph_core::template::{BindErrors, Bound, Seeds, Template};
#[doc(hidden)]
pub use embedded::{Embedded, bind, bind_with};
#[doc(hidden)]
pub use fields::{FieldError, Fields, WorkflowFields, deserialize_fields, put, serialize};
#[doc(hidden)]
pub use schema::json_schema;
#[cfg(feature = "schemars")]
#[doc(hidden)]
pub use schema::{choice_schema, into_schema, workflow_schema};
#[cfg(feature = "schemars")]
#[doc(hidden)]
pub use schemars;
#[doc(hidden)]
pub use serde;
#[doc(hidden)]
pub use serde_json::Value as Json;
