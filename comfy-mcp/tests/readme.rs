//! Keeps what the README says of tools and error codes as it is in the code.
//!
//! BLESS=1 rewrites the parts between the marks.

use std::path::PathBuf;

use comfy_mcp::backend::Known;
use comfy_mcp::defaults::Defaults;
use comfy_mcp::error::Code;
use comfy_mcp::library::Catalogue;
use comfy_mcp::settings::Layer;
use comfy_mcp::tools::catalog::FIXED;
use comfy_mcp::tools::workflow_tool;
use rmcp::model::{JsonObject, Tool};
use serde_json::Value;

fn readme() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// Compares what stands between the marks of `name` with `expected`.
fn stands(name: &str, expected: &str) {
    let path = readme();
    let text = std::fs::read_to_string(&path).expect("BUG: the README is there");
    let mark = format!("<!-- {name} -->\n");
    let start = text.find(&mark).expect("BUG: the mark is there") + mark.len();
    let end = start + text[start..].find("<!-- end -->").expect("BUG: the mark is there");
    if std::env::var_os("BLESS").is_some() {
        let text = format!("{}\n{expected}\n{}", &text[..start], &text[end..]);
        std::fs::write(&path, text).expect("BUG: the README can be written");
        return;
    }
    assert_eq!(text[start..end].trim(), expected.trim(), "run BLESS=1 cargo test --test readme");
}

/// What people read of a tool: its arguments, those that must be given in bold.
fn row(table: &mut String, tool: &Tool) {
    let none = JsonObject::new();
    let properties = tool.input_schema.get("properties").and_then(Value::as_object);
    let required = tool.input_schema.get("required").and_then(Value::as_array);
    let is_required =
        |name: &str| required.is_some_and(|names| names.iter().any(|required| required == name));
    let extras = ["wait", "timeout_seconds", "output_path", "return_inline_preview", "loras"];
    let arguments: Vec<String> = properties
        .unwrap_or(&none)
        .keys()
        .filter(|name| tool.output_schema.is_none() || !extras.contains(&name.as_str()))
        .map(|name| if is_required(name) { format!("**`{name}`**") } else { format!("`{name}`") })
        .collect();
    let words = tool.description.as_deref().unwrap_or_default().replace('|', "\\|");
    *table += &format!("| `{}` | {} | {words} |\n", tool.name, arguments.join(", "));
}

#[test]
fn tools_are_told_as_they_are() {
    let known = Known::stock();
    let defaults = Defaults::new(Layer::default(), Layer::default());
    let catalogue = Catalogue::read(None, &std::collections::HashSet::new(), &known);
    let head = "| Tool | Arguments | What it does |\n| --- | --- | --- |\n";

    let mut text = format!("### Workflows that come along\n\n{head}");
    for entry in catalogue.entries() {
        row(&mut text, &workflow_tool(entry, &defaults));
    }
    let mut toolset = None;
    for spec in FIXED.iter() {
        if toolset != Some(spec.toolset) {
            toolset = Some(spec.toolset);
            text += &format!("\n### Toolset {}\n\n{head}", spec.toolset.as_str());
        }
        row(&mut text, &spec.tool);
    }

    stands("tools", &text);
}

#[test]
fn error_codes_are_told_as_they_are() {
    let mut text = "| Code | Meaning |\n| --- | --- |\n".to_owned();
    for code in Code::ALL {
        text += &format!("| `{code}` | {} |\n", code.meaning().replace('|', "\\|"));
    }

    stands("codes", &text);
}
