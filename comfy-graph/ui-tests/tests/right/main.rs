//! Compiles graphs that are right, and looks at what they give.
#![allow(dead_code, reason = "most of it has only to compile")]
#![allow(clippy::needless_borrows_for_generic_args, reason = "either form has to compile")]

mod choices;
mod functions_over_links;
mod links;
mod literals;
mod partner_nodes;
mod raw_nodes;
