//! Holds generated nodes for tests of what compiles, what does not, and what is said then.

#![deny(warnings, missing_docs)]

/// Nodes of the stock snapshot, as a build script makes them.
pub mod comfy {
    include!(concat!(env!("OUT_DIR"), "/nodes.rs"));
}

/// What `comfy-codegen` is known to generate, so that it compiles without a warning.
///
/// In tests alone: the compiler would name these types beside others in its messages.
#[cfg(test)]
pub mod goldens {
    include!(concat!(env!("OUT_DIR"), "/goldens.rs"));
}
