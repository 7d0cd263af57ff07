//! Typed ComfyUI graphs, and a client that runs them.
//!
//! # Graphs
//!
//! `comfy-codegen` turns the node classes of a server into types; [`Graph`] puts such nodes
//! together. A wrong wire does not compile, and what types cannot see, [`Graph::check`] reports
//! with the line of the `add` that made the node:
//!
//! ```
//! use comfy_graph::{Graph, Node, RawNode, ty};
//!
//! let mut graph = Graph::new();
//! // With generated types this is `EmptyImage::new().width(64)`; raw nodes go without.
//! let blank = graph.add(RawNode::named("EmptyImage").extra_input("width", 64));
//! graph.add(RawNode::named("SaveImage").extra_link("images", blank.out::<ty::Image>(0)));
//!
//! let prompt = graph.to_prompt()?;
//! assert_eq!(prompt.len(), 2);
//! # Ok::<(), comfy_graph::GraphProblems>(())
//! ```
//!
//! # Servers
//!
//! [`client::Client`] talks to one server, [`job::Job`] follows one submitted prompt to its
//! outputs, [`asset`] moves the files. A graph is submitted as it is, so that refusals name source
//! lines:
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use comfy_graph::Graph;
//! use comfy_graph::client::Client;
//!
//! # async fn run(graph: Graph) -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::new("http://127.0.0.1:8188".parse()?)?;
//! let job = client.submit(graph.submission()?).await?;
//! let finished = job.wait(Duration::from_secs(600)).await?.success()?;
//! for file in finished.outputs.files() {
//!     println!("{}", client.download(file, "out").await?.display());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Workflow files
//!
//! `workflow!` makes a type of a workflow file: parameters are fields, and what is wrong with the
//! file is a compile error with its line.
//!
//! # Features
//!
//! `client` (on by default) is everything under *Servers*; crates that only hold generated nodes
//! turn it off and compile in a moment. `rustls` (on by default) is https. `macros` (on by default)
//! is `workflow!`; with `schemars` (on by default) its types have a JSON Schema, with `live-schema`
//! it asks the ComfyUI that `COMFY_CODEGEN_URL` names instead of a snapshot.

#[cfg(feature = "client")]
pub mod asset;
#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "macros")]
pub mod compiled;
pub mod generated;
mod graph;
#[cfg(feature = "client")]
pub mod job;

pub use comfy_graph_core::{catalog, ids, prompt, schema, template, validate, workflow};
#[cfg(feature = "macros")]
pub use comfy_graph_macros::workflow;

pub use serde_json::json;

pub use graph::sockets as ty;
pub use graph::{
    Accepts, CheckedGraph, Choice, Custom, Feeds, FileChoice, FlagChoice, Given, Graph,
    GraphProblem, GraphProblems, Handle, In, Listed, Many, Node, NodeRef, Open, Out, OutList,
    OutputRef, RawNode, Single, Source, TextChoice, UnknownChoice, Value, Wrong,
};
