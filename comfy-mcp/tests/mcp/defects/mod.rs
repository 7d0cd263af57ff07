//! Shows that none of the fifteen defects of the main seed is here too.
//!
//! They have numbers in the notes on it, which comments name.

mod library;
mod outcomes;
mod outputs;
mod regenerating;
mod sessions;
mod values;
