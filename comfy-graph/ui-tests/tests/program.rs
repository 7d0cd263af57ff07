//! Takes in generated code as a program does, which uses a little of it and exports nothing.

#![deny(warnings)]

mod comfy {
    include!(concat!(env!("OUT_DIR"), "/nodes.rs"));
}

#[test]
fn a_program_sees_no_warning_of_what_it_does_not_use() {
    let mut graph = comfy_graph::Graph::new();

    graph.add(comfy::nodes::EmptyLatentImage::new());

    assert_eq!(graph.len(), 1);
}
