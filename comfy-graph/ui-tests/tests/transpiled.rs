//! Runs what `comfy-codegen` transpiles: its prompts are those that it was given.

#![deny(warnings)]

use comfy_graph::Graph;
use serde_json::Value as Json;

/// A golden: its name, its function, the prompt that it comes from.
type Case = (&'static str, fn() -> Graph, &'static str);

include!(concat!(env!("OUT_DIR"), "/transpiled.rs"));

#[test]
fn transpiled_functions_build_the_prompts_they_come_from() {
    for (name, build, input) in CASES {
        let original: Json = serde_json::from_str(input).unwrap();

        let built = build().to_prompt().unwrap_or_else(|problems| panic!("{name}: {problems}"));

        assert_eq!(serde_json::to_value(built).unwrap(), original, "{name}");
    }
}
