//! Stands in for a ComfyUI server where there is none.
//!
//! Tests run against it, and newcomers without a GPU try things on it. It speaks the real HTTP and
//! WebSocket protocol, runs image, mask, text, maths and switch nodes with real pixels, and draws a
//! labelled placeholder wherever a model would have to sample.
//!
//! ```
//! # tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
//! use comfy_sandbox::Sandbox;
//!
//! let schema = serde_json::json!({"EmptyImage": {"input": {}, "output": ["IMAGE"]}});
//! let sandbox = Sandbox::builder().object_info(schema).start().await?;
//!
//! assert!(sandbox.url().starts_with("http://127.0.0.1:"));
//! sandbox.shutdown().await;
//! # Ok::<(), comfy_sandbox::SandboxError>(())
//! # }).unwrap();
//! ```

mod builder;
mod execute;
mod faults;
mod files;
mod folders;
mod font;
mod models;
mod pixels;
mod placeholder;
mod queue;
mod routes;
mod runnable;
mod schema;
mod server;
mod socket;

pub use builder::{Sandbox, SandboxBuilder, SandboxError};
pub use execute::supported_classes;
pub use faults::{Fault, Faults, Moment};
