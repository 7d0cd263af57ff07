//! Turns a ComfyUI into tools that agents can use.
//!
//! The `comfy-mcp` program is this crate with a command line in front.

pub mod app;
mod arguments;
mod assets;
pub mod backend;
pub mod batches;
pub mod caller;
pub mod clients;
pub mod consent;
pub mod defaults;
pub mod doctor;
pub mod error;
pub mod generation;
pub mod http;
pub mod jobs;
pub mod jsonc;
pub mod library;
pub mod media;
pub mod paths;
pub mod publish;
pub mod replace;
pub mod reply;
pub mod server;
pub mod settings;
pub mod start;
pub mod stdio;
pub mod storage;
pub mod store;
pub mod tools;
