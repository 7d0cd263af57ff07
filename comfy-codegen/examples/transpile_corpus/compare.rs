//! Runs transpiled functions, and compares their prompts with those they come from.

use std::error::Error;
use std::process::ExitCode;

use comfy_graph::Graph;
use serde_json::{Map, Value as Json};

type Object = Map<String, Json>;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut wrong = 0;
    for (name, place, build) in CASES {
        let text = std::fs::read_to_string(format!("prompts/{place}.json"))?;
        let original = canonical(serde_json::from_str(&text)?);
        let built = serde_json::from_value(serde_json::to_value(build().to_prompt()?)?)?;
        if built != original {
            wrong += 1;
            println!("{name} (case_{place}):");
            differences(&original, &built);
        }
    }
    println!("{} of {} prompts are equal", CASES.len() - wrong, CASES.len());
    Ok(ExitCode::from(u8::from(wrong > 0)))
}

/// The prompt without what loading leaves out: a wrapper, keys of running prompts, empty members.
fn canonical(mut prompt: Object) -> Object {
    if let Some(Json::Object(inner)) = prompt.get("prompt")
        && !inner.contains_key("class_type")
    {
        prompt = inner.clone();
    }
    for node in prompt.values_mut().filter_map(Json::as_object_mut) {
        node.retain(|key, value| match key.as_str() {
            "class_type" => !value.is_null(),
            "_meta" => value.as_object().is_some_and(|meta| !meta.is_empty()),
            key => key == "inputs",
        });
    }
    prompt
}

fn differences(original: &Object, built: &Object) {
    for id in original.keys().chain(built.keys().filter(|id| !original.contains_key(*id))) {
        let (original, built) = (original.get(id), built.get(id));
        if original != built {
            println!("  node {id}: {built:?}\n  should be {original:?}");
        }
    }
}
