//! Turns a schema into Rust source.
