//! x

#[cfg(feature = "client")]
pub mod asset;
#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "client")]
pub mod job;
