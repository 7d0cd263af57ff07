//! Holds our verdicts against those of a real server: goldens always, the corpus where it is.

use std::path::{Path, PathBuf};

use comfy_codegen::stock;
use comfy_corpus::{Case, Table, goldens, in_some_order, load};
use comfy_graph_core::schema::{Declarations, Schema};
use comfy_graph_core::validate::Validator;

fn table(cases: &[Case], classes: &[u8]) -> Table {
    let schema = Schema::from_json(classes).expect("classes");
    let declared = Declarations::from_json(classes).expect("classes");
    let validator = Validator::new(&schema);
    let mut table = Table::default();
    for case in cases {
        table.add(case, &in_some_order(case, &validator, &declared));
    }
    table
}

#[test]
fn each_rule_agrees_with_its_golden() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("goldens");
    let cases = goldens(&folder).unwrap();
    let unrecorded: Vec<_> =
        cases.iter().filter(|case| case.status == 0).map(|case| &case.name).collect();

    let table = table(&cases, stock::json().as_bytes());

    assert!(cases.len() > 100 && unrecorded.is_empty(), "run just record URL: {unrecorded:?}");
    assert!(table.agrees(), "{table}\n{:#?}", table.differences);
    assert_eq!(table.reworded, Vec::<String>::new());
}

/// The server's recursion ends at a depth of its own.
const RECURSION: &str = "0649_cycle_long_chain_1500";

#[test]
fn the_corpus_agrees() {
    let Some(folder) = std::env::var_os("COMFY_CORPUS").map(PathBuf::from) else {
        eprintln!("skipped: set COMFY_CORPUS to the folder with the real server's verdicts");
        return;
    };
    let cases = load(&folder).unwrap();
    let classes = std::fs::read(folder.join("object_info.json")).unwrap();

    let table = table(&cases, &classes);

    let others: Vec<_> =
        table.differences.iter().filter(|line| !line.starts_with(RECURSION)).collect();
    assert!(others.is_empty(), "{table}\n{others:#?}");
    assert_eq!(table.reworded, Vec::<String>::new());
}
