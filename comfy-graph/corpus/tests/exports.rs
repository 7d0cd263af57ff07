//! Holds our conversions of editor workflows against the exports of a real editor.

use std::path::PathBuf;

use comfy_corpus::{Export, changed_exports, difference, exports, sample_exports, volatile};
use comfy_graph_core::schema::Schema;

/// What differs, by name; `None` without a corpus.
fn differences(load: impl Fn(&std::path::Path) -> Vec<Export>) -> Option<Vec<String>> {
    let Some(folder) = std::env::var_os("COMFY_CORPUS").map(PathBuf::from) else {
        eprintln!("skipped: set COMFY_CORPUS to the folder with the real editor's exports");
        return None;
    };
    let classes = std::fs::read(folder.join("object_info.json")).expect("classes");
    let schema = Schema::from_object_info(&classes).expect("classes");
    let volatile = volatile(&folder).expect("volatile inputs");
    let differences = load(&folder).into_iter().filter_map(|export| {
        let difference = difference(&export, &schema, &volatile)?;
        Some(format!("{}: {difference}", export.name))
    });
    Some(differences.collect())
}

#[test]
fn every_workflow_of_the_corpus_converts_as_exported() {
    let Some(differences) = differences(|folder| exports(folder).unwrap()) else { return };

    assert_eq!(differences, Vec::<String>::new());
}

#[test]
fn changed_workflows_convert_as_exported_or_are_refused() {
    let Some(differences) = differences(|folder| changed_exports(folder).unwrap()) else { return };

    assert_eq!(differences, Vec::<String>::new());
}

#[test]
fn each_sample_converts_as_exported_or_is_refused() {
    let Some(differences) = differences(|folder| sample_exports(folder).unwrap()) else { return };

    assert_eq!(differences, Vec::<String>::new());
}
