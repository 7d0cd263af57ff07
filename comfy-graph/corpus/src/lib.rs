//! Compares our answers with those of real servers and of a real editor.
//!
//! The corpus is not in the repository: `COMFY_CORPUS` names its folder, whose `README.md`
//! describes it. The same comparison runs against a live server.

mod case;
mod compare;
mod conversions;
mod export;
mod files;
mod record;
mod table;

pub use case::{Case, Group, goldens, load, requests};
pub use compare::{Comparison, compare, compare_answers, in_some_order};
pub use conversions::Conversions;
pub use export::{
    Export, Volatile, changed_exports, difference, exports, golden_exports, sample_exports,
    volatile,
};
pub use files::CaseError;
pub use record::{facts, record};
pub use table::Table;
