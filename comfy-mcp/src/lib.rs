//! Turns a ComfyUI into tools that agents can use.
//!
//! The `comfy-mcp` program is this crate with a command line in front.

//! The `comfy-mcp` program is this crate with a command line in front.

pub mod error;
pub mod jsonc;
pub mod media;
pub mod paths;
pub mod publish;
pub mod replace;
pub mod settings;
pub mod store;
