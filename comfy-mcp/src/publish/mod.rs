//! Publishes pictures into a web project.
//!
//! Everything here reads and writes files, and compresses: callers put it on a thread for blocking
//! work. Where a file goes is told by `project`, what it is made of by `prepare`.

mod asset;
mod error;
mod info;
mod log;
mod manifest;
mod names;
mod output_root;
mod place;
mod prepare;
mod project;
mod publisher;
mod put;
mod read;
mod settings;

pub use asset::{CompressionInfo, Content, PublishRequest, Published, Source};
pub use error::PublishError;
pub use info::{
    OutputRoot, OutputRootSet, ProjectRoot, PublishInfo, PublishRoot, Status, Transfer,
};
pub use output_root::{RootSource, TriedPath};
pub use project::ProjectError;
pub use publisher::Publisher;
pub use settings::PublishSettings;
