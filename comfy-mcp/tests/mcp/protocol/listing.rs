//! What a client reads before it calls anything.

use comfy_mcp::settings::Toolset;
use serde_json::Value;

use crate::support::{Bench, Wishes, sandbox};

/// What agents may have to read of tools, in tokens of four bytes.
const TOKENS: usize = 7_000;

#[tokio::test]
async fn the_default_tools_are_told_in_few_words() {
    let default = [Toolset::Core, Toolset::Publish, Toolset::Batch];
    let bench = Bench::with(sandbox(), Wishes::default().toolsets(default)).await;

    let tools = bench.tools().await;

    let lengths = tools.iter().map(|tool| {
        let length = serde_json::to_string(tool).unwrap().len();
        format!("{length} {}", tool.name)
    });
    let length = serde_json::to_string(&tools).unwrap().len();
    let told = lengths.collect::<Vec<_>>().join("\n");
    assert!(length <= TOKENS * 4, "{length} bytes:\n{told}");
}

#[tokio::test]
async fn every_tool_is_described_in_full() {
    let bench = Bench::start().await;

    for tool in bench.tools().await {
        let name = &tool.name;
        let is_said = tool.description.as_ref().is_some_and(|words| words.len() > 10);
        assert!(is_said, "{name} has a description");
        assert_eq!(tool.input_schema["type"], "object", "{name}");
        let output = tool.output_schema.as_ref().unwrap_or_else(|| panic!("{name} has an output"));
        assert_eq!(output["type"], "object", "{name}");
        let hints = tool.annotations.as_ref().unwrap_or_else(|| panic!("{name} has annotations"));
        assert!(hints.read_only_hint.is_some() || hints.destructive_hint.is_some(), "{name}");
    }
}

#[tokio::test]
async fn names_of_tools_and_parameters_suit_every_client() {
    let bench = Bench::start().await;
    let is_plain = |name: &str| {
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
        (1..=64).contains(&name.len()) && name.bytes().all(letters)
    };

    for tool in bench.tools().await {
        assert!(is_plain(&tool.name), "{}", tool.name);
        let properties = tool.input_schema.get("properties").and_then(Value::as_object);
        for name in properties.into_iter().flatten().map(|(name, _)| name) {
            assert!(is_plain(name), "{}.{name}", tool.name);
        }
    }
}

#[tokio::test]
async fn what_reads_and_what_removes_is_told_apart() {
    let bench = Bench::start().await;
    let tools = bench.tools().await;
    let hints = |name: &str| {
        let tool = tools.iter().find(|tool| tool.name == name).unwrap();
        let hints = tool.annotations.as_ref().unwrap();
        (hints.read_only_hint, hints.destructive_hint)
    };

    for name in ["list_assets", "get_job", "view_image", "list_models", "get_defaults"] {
        assert_eq!(hints(name).0, Some(true), "{name}");
    }
    assert_ne!(hints("generate_image").0, Some(true));
    assert_eq!(hints("generate_image").1, Some(false));
    assert_eq!(hints("cancel_job").1, Some(true));
}

#[tokio::test]
async fn a_toolset_that_is_off_is_not_listed_and_not_callable() {
    let bench = Bench::with(sandbox(), Wishes::default().toolsets([Toolset::Core])).await;
    let arguments = serde_json::json!({"batch_id": "1"});

    let refusal = bench.refusal("check_batch", arguments).await;

    assert!(!bench.tools().await.iter().any(|tool| tool.name == "check_batch"));
    assert_eq!(refusal["error_code"], "TOOL_NOT_FOUND");
    assert!(refusal["hint"].as_str().unwrap().contains("toolset batch"), "{refusal}");
}

#[tokio::test]
async fn the_server_introduces_itself() {
    let bench = Bench::start().await;

    let info = bench.client.peer_info().unwrap();

    let implementation = info.server_info.as_ref().unwrap();
    assert_eq!(implementation.name, "comfy-mcp");
    assert_eq!(implementation.version, env!("CARGO_PKG_VERSION"));
    let words = info.instructions.as_ref().unwrap();
    assert!(words.contains("generate_image"), "{words}");
}
