//! Holds schemas that are read class by class against those that are read at once.

use std::path::PathBuf;

use comfy_graph_core::schema::Schema;

#[test]
fn the_classes_of_the_corpus_are_the_same_when_read_one_by_one() {
    let Some(folder) = std::env::var_os("COMFY_CORPUS").map(PathBuf::from) else {
        eprintln!("skipped: set COMFY_CORPUS to the folder with the answers of a real server");
        return;
    };
    for name in ["object_info.json", "object_info_0.3.64.json"] {
        let answer = std::fs::read(folder.join(name)).unwrap();
        let eager = Schema::from_object_info(&answer).unwrap();
        let lazy = Schema::lazy(&answer).unwrap();

        let differ = eager.classes().filter(|class| lazy.class(class.name.as_str()) != Some(class));

        assert_eq!(differ.map(|class| class.name.as_str()).collect::<Vec<_>>(), [""; 0]);
        assert_eq!(lazy, eager);
    }
}
