//! Runs the client against a server that misbehaves to order.
#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test reports, in its helpers too")]

mod client;
mod job;
mod support;
mod transcripts;
