//! Makes the type of a checked workflow, for every front.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::CheckedWorkflow;
use crate::emit::workflow::{self, Head};
use crate::format::print;
use crate::plan::workflow::{Fields, WorkflowPlan};

/// Generates the type of one workflow.
///
/// ```no_run
/// use comfy_codegen::{WorkflowGenerator, WorkflowSource};
///
/// let workflow = WorkflowSource::new("workflows/hires.json", "hires.json").check()?;
/// let text = WorkflowGenerator::new(&workflow).text();
/// assert!(text.contains("pub struct Hires"));
/// # Ok::<(), comfy_codegen::WorkflowError>(())
/// ```
#[derive(Debug, Clone)]
pub struct WorkflowGenerator<'w> {
    workflow: &'w CheckedWorkflow,
    ident: Option<Ident>,
    head: Head,
    fields: Fields,
}

impl<'w> WorkflowGenerator<'w> {
    /// Generates a public type with the name of the file.
    #[must_use]
    pub fn new(workflow: &'w CheckedWorkflow) -> Self {
        let head = Head {
            visibility: quote!(pub),
            attributes: TokenStream::new(),
            library: quote!(::comfy_graph),
        };
        Self { workflow, ident: None, head, fields: Fields::default() }
    }

    /// Names the type.
    #[must_use]
    pub fn ident(mut self, ident: Ident) -> Self {
        self.ident = Some(ident);
        self
    }

    /// Says who may use the type, such as `pub(crate)`.
    #[must_use]
    pub fn visibility(mut self, visibility: TokenStream) -> Self {
        self.head.visibility = visibility;
        self
    }

    /// Puts attributes on the type.
    #[must_use]
    pub fn attributes(mut self, attributes: TokenStream) -> Self {
        self.head.attributes = attributes;
        self
    }

    /// Says by which path the code finds `comfy_graph`.
    #[must_use]
    pub fn library(mut self, path: TokenStream) -> Self {
        self.head.library = path;
        self
    }

    /// Says what can be set.
    #[must_use]
    pub fn fields(mut self, fields: Fields) -> Self {
        self.fields = fields;
        self
    }

    /// The code as tokens.
    #[must_use]
    pub fn tokens(&self) -> TokenStream {
        let ident = self.ident.as_ref().map(ToString::to_string);
        let plan = WorkflowPlan::new(self.workflow, ident, self.fields);
        workflow::tokens(&plan, &self.head)
    }

    /// The code as text.
    #[must_use]
    pub fn text(&self) -> String {
        print(self.tokens())
    }
}
