//! Talks MCP to the server, with a stand-in ComfyUI behind it.
#![allow(clippy::unwrap_used, reason = "a panic is the report of a test, in what it calls too")]

mod batches;
mod codes;
mod defects;
mod extras;
mod protocol;
mod publish_tools;
mod stdio;
mod tools;

#[path = "../support/mod.rs"]
mod support;
