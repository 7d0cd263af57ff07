//! Reads any bytes as an answer of `/object_info`, as a snapshot, as declarations.
#![no_main]

use comfy_graph_core::schema::{Contents, Declarations, Drift, Fingerprint, Schema, Snapshot};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = Declarations::from_json(bytes);
    let Ok(schema) = Schema::from_json(bytes) else { return };
    let _ = Fingerprint::of(&schema);
    if let Ok(snapshot) = Snapshot::from_object_info(bytes, None, Contents::default()) {
        let json = snapshot.to_json();
        let again = Snapshot::from_json(json.as_bytes()).expect("a snapshot reads itself");
        assert_eq!(again.to_json(), json);
        let _ = Drift::between(&schema, &again.schema().expect("a snapshot is a schema"));
    }
});
