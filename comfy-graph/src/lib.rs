//! Typed ComfyUI graphs, and a client that runs them.

mod graph;

pub use comfy_graph_core::{ids, prompt, schema};

pub use graph::sockets as ty;
pub use graph::{
    Accepts, Choice, Custom, Feeds, Given, Graph, GraphProblem, GraphProblems, Handle, In, Listed,
    Many, Node, NodeRef, Out, OutList, OutputRef, RawNode, Single, Source, TextChoice,
    UnknownChoice, Value, Wrong,
};

/// What generated code is made of; programs rarely name these themselves.
pub mod generated {
    pub use crate::graph::table::{Class, Field, Preset, Range};
    pub use crate::graph::{
        Accepts, Choice, Custom, Feeds, Given, Handle, Inputs, Listed, Many, Names, Node, NodeRef,
        Out, OutList, OutputRef, RawNode, Single, Source, TextChoice, UnknownChoice, Value, parse,
    };
    pub use serde_json::Value as Json;
}
