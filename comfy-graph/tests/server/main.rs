//! Runs the client against a server that misbehaves to order.
#![cfg(feature = "client")]

mod client;
mod job;
mod support;
mod transcripts;
