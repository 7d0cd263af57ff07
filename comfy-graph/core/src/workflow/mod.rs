//! Knows saved workflows, in the form of the API and in that of the editor.
//!
//! Programs call [`WorkflowFile::load`] on what a person hands them, [`Converter`] to get the
//! prompt of an editor workflow, [`draw`] for the way back. Parameters are templates' business.

mod convert;
mod draw;
pub mod edit;
mod editor;
mod embedded;
mod error;
mod file;
mod form;
mod kept;
mod layout;
mod nodes;
mod widgets;

pub use convert::{
    Conversion, ConvertError, Converter, DynamicPrompts, LocalTime, MAX_NODES, Note, Remark,
    Strictness,
};
pub use draw::{Drawing, Loss, LossReason, draw};
pub use editor::{
    EditorError, EditorGraph, EditorId, EditorInput, EditorLink, EditorNode, EditorOutput,
    EditorVersion, EditorWorkflow, LinkId, MAX_DEFINITIONS, Mode, Port, Subgraph, SubgraphId,
    WidgetValues,
};
pub use embedded::{Container, Embedded, MAX_TEXT};
pub use error::{FileName, Foreign, LoadError, NodeFlaw, Origin, Stranger};
pub use file::{Content, WorkflowFile};
pub use form::Form;
pub use layout::arrange;
