//! Holds generated nodes for tests of what compiles, what does not, and what is said then.

/// Nodes of the stock snapshot, as a build script makes them.
pub mod comfy {
    include!(concat!(env!("OUT_DIR"), "/nodes.rs"));
}
