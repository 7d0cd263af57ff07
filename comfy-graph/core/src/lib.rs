//! Reads what a ComfyUI server can run, and what it is asked to run.
//!
//! Pure data: no I/O, no async. Programs use it through `comfy-graph`, which re-exports it.

pub mod catalog;
pub mod closest;
pub mod ids;
pub mod json;
pub mod prompt;
pub mod python;
pub mod schema;
mod split_mix;
pub mod template;
pub mod validate;
pub mod workflow;
