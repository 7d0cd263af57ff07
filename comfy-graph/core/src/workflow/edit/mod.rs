//! Changes prompts and editor files by operations that are checked first.
//!
//! Tools of agents and the command line call [`Edits`]. An operation is tried on a draft, the same
//! for both forms; `file` carries what comes out over to an editor file. Whether the server would
//! accept the whole prompt is the business of [`validate`](crate::validate).

mod change;
mod diff;
mod draft;
mod error;
mod error_words;
mod fields;
mod file;
mod insert;
mod links;
mod lora;
mod nodes;
mod note;
mod open;
mod operation;
mod outline;
mod passage;
mod read;
mod replace;
mod target;
#[cfg(test)]
mod tests;
mod values;

use std::fmt;

use indexmap::IndexMap;
use serde::Serialize;

use crate::ids::NodeId;
use crate::prompt::Prompt;
use crate::schema::Schema;
use crate::workflow::EditorWorkflow;
use draft::{Draft, DraftForm};
use outline::Outline;

pub use change::{Change, ChangedNode, LinkStart, NodeMode};
pub use diff::{Diff, diff};
pub use error::{EditError, EditErrors, Failure, Mismatch, NamedOutput};
pub use note::Note;
pub use operation::{
    Add, AddLora, Connect, Disconnect, Given, InputRef, InsertBetween, OnNode, Operation,
    OutputRef, Remove, RemoveLora, Rename, Replace, Rewire, Set, SlotRef,
};
pub use read::{BadOperation, BadOperations};

/// Operations that are carried out all together, or not at all.
///
/// ```
/// use comfy_graph_core::prompt::Prompt;
/// use comfy_graph_core::schema::Schema;
/// use comfy_graph_core::workflow::edit::Edits;
///
/// let schema = Schema::from_json(
///     br#"{"EmptyImage":{"input":{"required":{"width":["INT",{"max":16384}]}},"output":["IMAGE"]},
///         "ImageInvert":{"input":{"required":{"image":["IMAGE"]}},"output":["IMAGE"]},
///         "SaveImage":{"input":{"required":{"images":["IMAGE"]}},"output_node":true}}"#,
/// )?;
/// let mut prompt: Prompt = serde_json::from_str(
///     r#"{"1":{"class_type":"EmptyImage","inputs":{"width":64}},
///         "2":{"class_type":"SaveImage","inputs":{"images":["1",0]}}}"#,
/// )?;
///
/// let edits: Edits = serde_json::from_str(
///     r#"[{"op":"set","node":"1","input":"width","value":512},
///         {"op":"insert_between","class":"ImageInvert","to":{"node":"2","input":"images"}}]"#,
/// )?;
/// let edited = edits.prompt(&mut prompt, &schema)?;
///
/// assert_eq!(
///     edited.diff.to_string(),
///     "- link node `1` output 0 → node `2` `images`\n\
///      + node `3` (ImageInvert)\n\
///      ~ node `1` (EmptyImage): `width` `64` → `512`\n\
///      + link node `3` output 0 → node `2` `images`\n\
///      + link node `1` output 0 → node `3` `image`"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(transparent)]
pub struct Edits {
    operations: Vec<Operation>,
}

/// What an edit did.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Edited {
    /// What differs from before.
    pub diff: Diff,
    /// What else there is to know.
    pub notes: Vec<Note>,
}

/// Writes the changes, then the notes, a line each.
impl fmt::Display for Edited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diff.fmt(f)?;
        self.notes.iter().try_for_each(|note| write!(f, "\nnote: {note}"))
    }
}

impl Edits {
    /// The operations in their order.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Edits a prompt.
    ///
    /// # Errors
    ///
    /// [`EditErrors`] with every operation that cannot be carried out; then nothing changes.
    pub fn prompt(&self, prompt: &mut Prompt, schema: &Schema) -> Result<Edited, EditErrors> {
        let before = Outline { prompt: prompt.clone(), facts: IndexMap::new() };
        let draft = Draft::new(schema, DraftForm::Prompt, before.clone());
        let (after, edited) = self.tried(draft, &before)?;
        *prompt = after.prompt;
        Ok(edited)
    }

    /// Edits an editor file; whatever an operation does not mention stays as it is.
    ///
    /// # Errors
    ///
    /// [`EditErrors`] with every operation that cannot be carried out; then nothing changes.
    pub fn workflow(
        &self,
        workflow: &mut EditorWorkflow<'_>,
        schema: &Schema,
    ) -> Result<Edited, EditErrors> {
        let (before, form) = file::outline(workflow, schema);
        let draft = Draft::new(schema, form, before.clone());
        let (after, mut edited) = self.tried(draft, &before)?;
        edited.notes.extend(file::carry_over(workflow, (&before, &after), &edited.diff, schema));
        Ok(edited)
    }

    /// What comes out once all operations are done on `draft`.
    fn tried(
        &self,
        mut draft: Draft<'_>,
        before: &Outline,
    ) -> Result<(Outline, Edited), EditErrors> {
        let (mut failures, mut unmade) = (Vec::new(), Vec::new());
        for (position, operation) in self.operations.iter().enumerate() {
            let Err(error) = draft.apply(operation) else { continue };
            unmade.extend(operation.new_id().cloned());
            let is_consequence = matches!(&error, EditError::NoSuchNode { node, .. }
                if unmade.contains(node));
            if !is_consequence {
                failures.push(Failure { position, op: operation.name(), error });
            }
        }
        if !failures.is_empty() {
            return Err(EditErrors { failures });
        }
        let diff = diff::of_outlines(before, &draft.outline);
        let open = open::notes(&draft, before);
        let mut notes = draft.notes;
        notes.extend(open);
        notes.dedup();
        Ok((draft.outline, Edited { diff, notes }))
    }
}

impl Operation {
    /// The id that the operation gives a new node.
    const fn new_id(&self) -> Option<&NodeId> {
        match self {
            Self::Add(add) => add.id.as_ref(),
            Self::InsertBetween(insert) => insert.id.as_ref(),
            Self::AddLora(lora) => lora.id.as_ref(),
            _ => None,
        }
    }
}

impl FromIterator<Operation> for Edits {
    fn from_iter<I: IntoIterator<Item = Operation>>(operations: I) -> Self {
        Self { operations: operations.into_iter().collect() }
    }
}
