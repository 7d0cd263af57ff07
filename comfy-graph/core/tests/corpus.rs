//! Reads the schemas of real servers, where `COMFY_CORPUS` names them.

mod corpus_files;

use comfy_graph_core::schema::{InputKind, Schema};
use corpus_files::corpus;

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
