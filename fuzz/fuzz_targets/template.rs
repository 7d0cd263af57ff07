//! Binds any arguments to a template of any prompt: schema, prompt, sidecar and arguments are
//! parted by null characters.
#![no_main]

use comfy_graph_core::prompt::Prompt;
use comfy_graph_core::schema::Schema;
use comfy_graph_core::template::{Seeds, Sidecar, Template};
use comfy_graph_core::workflow::FileName;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut parts = text.splitn(4, '\0');
    let mut part = || parts.next().unwrap_or("{}");
    let (classes, prompt, sidecar, arguments) = (part(), part(), part(), part());
    let Ok(schema) = Schema::from_json(classes.as_bytes()) else { return };
    let Ok(prompt) = serde_json::from_str::<Prompt>(prompt) else { return };
    let sidecar = Sidecar::from_json(sidecar, FileName::new("fuzz.meta.json"));
    let sidecar = sidecar.map_err(|errors| errors.to_string()).unwrap_or_default();
    let template = match Template::new(prompt, sidecar, &schema) {
        Ok(template) => template,
        Err(errors) => return drop(errors.to_string()),
    };
    let _ = template.to_json_schema_with_settings();
    template.settings().for_each(|setting| drop(setting.to_string()));
    template.warnings().iter().for_each(|warning| drop(warning.to_string()));
    let Ok(arguments) = serde_json::from_str(arguments) else { return };
    if let Err(errors) = template.bind(&arguments, &mut Seeds::starting_at(1)) {
        drop(errors.to_string());
    }
});
