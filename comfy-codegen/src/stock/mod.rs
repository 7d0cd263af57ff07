//! Ships the schema of a ComfyUI without custom packs, so that generating needs no server.
//!
//! Facts only: names, types, ranges, defaults. No tooltips, no model files.

use std::sync::OnceLock;

use comfy_graph_core::schema::{Schema, Snapshot};

const JSON: &str = include_str!("comfy.snapshot.json");

/// The text of the stock snapshot.
#[must_use]
pub fn json() -> &'static str {
    JSON
}

/// The stock snapshot.
#[must_use]
pub fn snapshot() -> Snapshot {
    Snapshot::from_json(JSON.as_bytes()).expect("BUG: the stock snapshot is damaged")
}

/// The stock schema, read once.
#[must_use]
pub fn schema() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        Schema::from_json(JSON.as_bytes()).expect("BUG: the stock snapshot is damaged")
    })
}

/// The stock schema as `GET /object_info` would send it.
#[must_use]
pub fn object_info() -> serde_json::Value {
    serde_json::from_str(&snapshot().object_info()).expect("BUG: a snapshot is always JSON")
}
