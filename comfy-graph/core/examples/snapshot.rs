//! Writes a snapshot of a saved answer of `GET /object_info`: facts only.
//!
//! The stock snapshot is made with it, from a server without packs:
//!
//! ```text
//! curl http://127.0.0.1:8188/object_info > object_info.json
//! cargo run -p comfy-graph-core --example snapshot -- object_info.json 0.33.0 \
//!     comfy-codegen/src/stock/comfy.snapshot.json
//! ```

use std::error::Error;

use comfy_graph_core::schema::{Contents, Snapshot};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [object_info, version, snapshot] = arguments.as_slice() else {
        return Err("needs the saved answer, the version of ComfyUI, the file to write".into());
    };
    let answer = std::fs::read(object_info)?;
    let facts = Snapshot::from_object_info(&answer, Some(version), Contents::default())?;
    std::fs::write(snapshot, facts.to_json())?;
    Ok(())
}
