//! Checks what the server says and hears beside plain calls.

mod changes;
mod consent;
mod http;
mod listening;
mod listing;
mod outages;
mod progress;
mod resources;
mod tasks;
