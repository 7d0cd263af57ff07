//! Generated crates share the socket types that the library has.

use comfy_codegen::{Generator, Settings};
use comfy_graph::ty::KNOWN;
use comfy_graph_core::schema::Schema;
use serde_json::{Map, json};

#[test]
fn what_the_library_knows_is_taken_from_there() {
    let class = |(wire, ident): &(&str, &str)| {
        (format!("Gives{ident}"), json!({"output": [wire], "output_name": [wire]}))
    };
    let classes: Map<_, _> = KNOWN.iter().map(class).collect();
    let json = serde_json::to_vec(&classes).unwrap();
    let schema = Schema::from_object_info(&json).unwrap();

    let (file, _) = Generator::new(&schema, Settings::default()).single_file().unwrap();

    for (wire, ident) in KNOWN {
        assert!(!file.text.contains(&format!("pub enum {ident} ")), "{wire} is declared anew");
    }
}
