//! What every generating tool takes beside the values of its workflow.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use comfy_mcp::error::Code;
use comfy_mcp::media::sniff;
use serde_json::{Value, json};

use crate::support::{Bench, Wishes, graphs, sandbox, small, text};

async fn sent(bench: &Bench, asset: &Value) -> Value {
    let arguments = json!({"asset_id": asset["asset_id"]});
    bench.call("get_asset_metadata", arguments).await["submitted_workflow"].clone()
}

#[tokio::test]
async fn a_copy_is_saved_where_the_caller_wants_it() {
    let bench = Bench::start().await;
    let mut arguments = small("a cat");
    arguments["output_path"] = json!("pictures/cat.png");

    let answer = bench.call("generate_image", arguments).await;

    let saved = bench.folder.path().canonicalize().unwrap().join("pictures/cat.png");
    assert_eq!(answer["saved_path"], saved.display().to_string());
    let original = bench.sandbox().output_dir().join(text(&answer, "filename"));
    assert_eq!(fs::read(saved).unwrap(), fs::read(original).unwrap());
}

#[tokio::test]
async fn a_copy_has_the_format_that_its_name_says() {
    let bench = Bench::start().await;
    for (name, mime_type) in [("cat.webp", "image/webp"), ("cat.jpg", "image/jpeg")] {
        let mut arguments = small("a cat");
        arguments["output_path"] = json!(name);

        bench.call("generate_image", arguments).await;

        let bytes = fs::read(bench.folder.path().join(name)).unwrap();
        assert_eq!(sniff(&bytes, "").mime_type, mime_type);
    }
}

#[tokio::test]
async fn copies_of_several_files_are_numbered() {
    let wishes = Wishes::default().workflow("three.json", graphs::plain(3));
    let bench = Bench::with(sandbox(), wishes).await;

    bench.call("three", json!({"output_path": "cat.png"})).await;

    for name in ["cat.png", "cat_2.png", "cat_3.png"] {
        assert!(bench.folder.path().join(name).exists(), "{name}");
    }
}

#[tokio::test]
async fn a_copy_that_cannot_be_written_keeps_the_asset() {
    let bench = Bench::start().await;
    fs::write(bench.folder.path().join("file"), "").unwrap();
    let mut arguments = small("a cat");
    arguments["output_path"] = json!("file/cat.png");

    let refusal = bench.refusal("generate_image", arguments).await;

    assert_eq!(refusal["error_code"], Code::FileFailed.as_str(), "{refusal}");
    let asset = refusal["details"]["asset_ids"][0].clone();
    bench.call("view_image", json!({"asset_id": asset})).await;
}

#[tokio::test]
async fn loras_are_put_behind_the_model() {
    let bench = Bench::start().await;
    let mut arguments = small("a cat");
    arguments["loras"] = json!([{"name": "anime.safetensors", "strength_model": 0.5}]);

    let asset = bench.call("generate_image", arguments).await;

    let graph = sent(&bench, &asset).await;
    let nodes = graph.as_object().unwrap();
    let (id, lora) = nodes.iter().find(|(_, node)| node["class_type"] == "LoraLoader").unwrap();
    assert_eq!(lora["inputs"]["lora_name"], "anime.safetensors");
    assert_eq!(lora["inputs"]["strength_model"], 0.5);
    assert_eq!(graph["5"]["inputs"]["model"], json!([id, 0]));
    assert_eq!(graph["2"]["inputs"]["clip"], json!([id, 1]));
}

#[tokio::test]
async fn a_lora_that_is_missing_is_named() {
    let bench = Bench::start().await;
    let mut arguments = small("a cat");
    arguments["loras"] = json!([{"name": "anim.safetensors"}]);

    let refusal = bench.refusal("generate_image", arguments).await;

    let error = text(&refusal, "error");
    assert!(error.contains("anim.safetensors") && error.contains("anime.safetensors"), "{error}");
}

#[tokio::test]
async fn pictures_come_in_however_callers_have_them() {
    let bench = Bench::start().await;
    let asset = bench.picture().await;
    let file = bench.sandbox().output_dir().join(text(&asset, "filename"));
    fs::copy(&file, bench.folder.path().join("mine.png")).unwrap();
    let path = bench.folder.path().join("mine.png").display().to_string();
    let encoded = STANDARD.encode(fs::read(&file).unwrap());
    let uploaded = bench.call("upload_asset", json!({"path": path})).await;

    for image in [
        text(&asset, "asset_id"),
        format!("comfy://asset/{}", text(&asset, "asset_id")),
        path,
        format!("data:image/png;base64,{encoded}"),
        text(&uploaded, "name"),
    ] {
        let arguments = json!({"prompt": "a dog", "image": image, "steps": 2});
        let answer = bench.call("img2img", arguments).await;

        assert_eq!(answer["status"], "completed", "{image:.60}");
    }
}

#[tokio::test]
async fn a_picture_that_is_nowhere_is_named() {
    let bench = Bench::start().await;
    let arguments = json!({"prompt": "a dog", "image": "none.png", "steps": 2});

    let refusal = bench.refusal("img2img", arguments).await;

    assert_eq!(refusal["error_code"], Code::PromptRejected.as_str(), "{refusal}");
    assert!(text(&refusal, "error").contains("none.png"), "{refusal}");
}

#[tokio::test]
async fn all_mistakes_are_told_at_once_and_nothing_runs() {
    let bench = Bench::start().await;
    let arguments = json!({"widht": 64, "steps": 0, "wait": "perhaps"});

    let refusal = bench.refusal("generate_image", arguments).await;

    assert_eq!(refusal["error_code"], Code::InvalidArguments.as_str());
    let refusal = refusal.to_string();
    assert!(refusal.contains("wait"), "{refusal}");
    let listed = bench.call("list_assets", json!({})).await;
    assert_eq!(listed["count"], 0);
}

#[tokio::test]
async fn a_name_that_is_misspelt_is_told_with_what_it_may_mean() {
    let bench = Bench::start().await;
    let mut arguments = small("a cat");
    arguments["widht"] = json!(64);

    let refusal = bench.refusal("generate_image", arguments).await;

    let error = text(&refusal, "error");
    assert!(error.contains("widht") && error.contains("width"), "{error}");
}
