//! Makes templates of real prompts, where `COMFY_CORPUS` names them.

mod corpus_files;

use std::collections::HashSet;
use std::path::PathBuf;

use comfy_graph_core::prompt::{Object, Prompt};
use comfy_graph_core::schema::{OutputType, Schema};
use comfy_graph_core::template::{Seeds, Sidecar, Template};
use corpus_files::corpus;

/// Every prompt in `folders` of the corpus, with the name of its file.
fn prompts(folders: &[&str]) -> Vec<(String, Prompt)> {
    let corpus = std::env::var_os("COMFY_CORPUS").map(PathBuf::from).expect("a corpus");
    let mut prompts = Vec::new();
    for folder in folders {
        for file in std::fs::read_dir(corpus.join(folder)).expect("a folder of the corpus") {
            let path = file.expect("a file of the corpus").path();
            let text = std::fs::read_to_string(&path).expect("a file of the corpus");
            // Python reads numbers that `serde_json` does not.
            let Ok(json) = serde_json::from_str::<serde_json::Value>(&text) else { continue };
            let json = json.get("mutation").and(json.get("prompt")).unwrap_or(&json).clone();
            // Mutants may be no prompts at all.
            if let Ok(prompt) = serde_json::from_value(json) {
                prompts.push((path.display().to_string(), prompt));
            }
        }
    }
    prompts.sort_by(|(a, _), (b, _)| a.cmp(b));
    prompts
}

fn schema() -> Option<Schema> {
    let json = corpus("object_info.json")?;
    Some(Schema::from_object_info(&json).expect("BUG: the schema is read"))
}

fn template(prompt: &Prompt, schema: &Schema) -> Template {
    Template::new(prompt.clone(), Sidecar::default(), schema).expect("BUG: there is no placeholder")
}

#[test]
fn without_placeholders_a_prompt_is_bound_to_itself() {
    let Some(schema) = schema() else { return };
    let prompts = prompts(&["api", "api_embedded", "mutants"]);

    for (file, prompt) in &prompts {
        let bound = template(prompt, &schema).bind(&Object::new(), &mut Seeds::starting_at(1));

        assert_eq!(&bound.expect("BUG: nothing is asked for").prompt, prompt, "{file}");
    }
    assert!(prompts.len() > 900, "{}", prompts.len());
}

/// The literals that a sampler, or what it is put together from, is set by.
const SAMPLING: [&str; 7] =
    ["seed", "noise_seed", "steps", "cfg", "sampler_name", "scheduler", "denoise"];

/// The addresses of such literals in nodes that an output node needs.
fn sampling_literals(prompt: &Prompt, schema: &Schema) -> Vec<String> {
    let class = |id: &str| schema.class(prompt.node(id)?.class_type.as_ref()?.as_str());
    let is_output = |id: &&str| class(id).is_some_and(|class| class.flags.output_node);
    let mut ahead: Vec<&str> =
        prompt.nodes().map(|(id, _)| id.as_str()).filter(is_output).collect();
    let (mut seen, mut found) = (HashSet::new(), Vec::new());
    while let Some(id) = ahead.pop() {
        let Some(node) = prompt.node(id).filter(|_| seen.insert(id)) else { continue };
        ahead.extend(node.links().map(|(_, link)| link.node.as_str()));
        let samples = class(id).into_iter().flat_map(|class| &class.outputs).any(|output| {
            let OutputType::Fixed(socket) = &output.socket else { return false };
            let name = socket.to_string();
            ["LATENT", "NOISE", "SIGMAS", "SAMPLER", "GUIDER"].contains(&&*name)
        });
        for (name, value) in node.inputs.iter().filter(|_| samples) {
            if SAMPLING.contains(&name.as_str()) && value.as_link().is_none() {
                found.push(format!("{id}.{name}"));
            }
        }
    }
    found
}

#[test]
fn whatever_sets_a_sampler_is_found() {
    let Some(schema) = schema() else { return };
    let (mut checked, mut with_prompt) = (0, 0);

    for (file, prompt) in prompts(&["api", "api_embedded"]) {
        let template = template(&prompt, &schema);
        let bindings = template.settings().flat_map(|setting| &setting.parameter.bindings);
        let told: HashSet<_> = bindings.map(|binding| binding.address.to_string()).collect();
        for address in sampling_literals(&prompt, &schema) {
            assert!(told.contains(&address), "{file}: {address}");
            checked += 1;
        }
        with_prompt += usize::from(template.setting("prompt").is_some());
    }

    assert!(checked > 1_900, "{checked}");
    // The others take pictures, films or sounds alone.
    assert!(with_prompt >= 410, "{with_prompt}");
}
