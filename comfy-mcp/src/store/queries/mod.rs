//! Says in SQL what the store is asked to do.
//!
//! Statements are in the dialect that SQLite shares with Postgres. They decide by the state they
//! find who may change what, so that two processes which see the same job or item cannot both have
//! it.

mod assets;
mod batches;
mod jobs;
mod listing;
mod settings;

#[cfg(test)]
pub(super) use listing::listing;

use serde::Serialize;
use serde_json::Value;

use super::engine::Cell;

/// A value as the JSON that is stored of it.
fn json(value: &impl Serialize) -> Cell {
    Cell::from(serde_json::to_string(value).expect("BUG: keys of what is stored are texts"))
}

/// A value as the JSON that is stored of it, if there is one.
fn json_or_none(value: Option<&Value>) -> Cell {
    value.map_or(Cell::Text(None), json)
}
