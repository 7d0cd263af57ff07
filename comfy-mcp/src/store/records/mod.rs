//! Holds what is stored, as the rest of the server sees it.
//!
//! How it lies in tables is the business of `queries`.

mod asset;
mod batch;
mod job;
mod state;

pub use asset::{AssetFacts, AssetFilter, AssetRecord};
pub use batch::{BatchItem, BatchItemState, BatchRecord};
pub use job::{JobEnd, JobRecord, JobState};
pub use state::StateError;

pub(super) use state::states;
