//! Turns `PARAM_*` workflow files into typed parameter structs.
//!
//! The macro itself arrives with workflow files; until then this crate only holds its place.
