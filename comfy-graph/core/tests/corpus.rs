//! Reads the schemas of real servers, where `COMFY_CORPUS` names them.

use std::path::PathBuf;

use comfy_graph_core::schema::{InputKind, Schema};

/// The text of a corpus file; `None`, said on stderr, without a corpus.
fn corpus(file: &str) -> Option<Vec<u8>> {
    let Some(folder) = std::env::var_os("COMFY_CORPUS") else {
        eprintln!("skipped: COMFY_CORPUS does not name a corpus");
        return None;
    };
    Some(std::fs::read(PathBuf::from(folder).join(file)).unwrap())
}

#[test]
fn every_class_of_both_servers_is_read_in_full() {
    for (file, count) in [("object_info.json", 886), ("object_info_0.3.64.json", 495)] {
        let Some(json) = corpus(file) else { return };

        let schema = Schema::from_object_info(&json).unwrap();

        assert_eq!(schema.classes().len(), count, "{file}");
        assert_eq!(schema.degradations(), [], "{file}");
        let opaque = |class: &comfy_graph_core::schema::NodeClass| {
            class.inputs.iter().any(|input| input.kind == InputKind::Opaque)
        };
        assert!(!schema.classes().any(opaque), "{file}");
    }
}
