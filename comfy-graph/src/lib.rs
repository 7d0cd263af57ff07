//! Typed ComfyUI graphs, and a client that runs them.

pub mod generated;
mod graph;

pub use comfy_graph_core::{ids, prompt, schema};

pub use graph::sockets as ty;
pub use graph::{
    Accepts, Choice, Custom, Feeds, FileChoice, FlagChoice, Given, Graph, GraphProblem,
    GraphProblems, Handle, In, Listed, Many, Node, NodeRef, Out, OutList, OutputRef, RawNode,
    Single, Source, TextChoice, UnknownChoice, Value, Wrong,
};
