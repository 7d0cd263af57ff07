//! Defects 3, 14: what is put into workflows.

use comfy_mcp::error::Code;
use serde_json::{Value, json};

use crate::support::fake::Stage;
use crate::support::{Bench, Wishes, sandbox, small, text};

/// The graph that was sent for an asset.
async fn sent(bench: &Bench, asset: &Value) -> Value {
    let arguments = json!({"asset_id": asset["asset_id"]});
    bench.call("get_asset_metadata", arguments).await["submitted_workflow"].clone()
}

// 3
#[tokio::test]
async fn a_seed_that_is_left_out_is_another_each_time() {
    let bench = Bench::start().await;
    let arguments = json!({"workflow_id": "generate_image", "overrides": small("a cat")});

    let first = bench.call("run_workflow", arguments.clone()).await;
    let second = bench.call("run_workflow", arguments).await;

    let seeds = [sent(&bench, &first).await, sent(&bench, &second).await];
    let [first, second] = seeds.map(|graph| graph["5"]["inputs"]["seed"].as_u64().unwrap());
    assert_ne!(first, second);
}

// 3
#[tokio::test]
async fn the_seed_that_was_drawn_is_told_and_makes_the_same_picture_again() {
    let bench = Bench::start().await;
    let first = bench.picture().await;

    let mut arguments = small("a cat");
    arguments["seed"] = first["seed"].clone();
    let second = bench.call("generate_image", arguments).await;

    assert_eq!(sent(&bench, &first).await, sent(&bench, &second).await);
}

// 3
#[tokio::test]
async fn a_value_that_must_be_given_is_named() {
    let bench = Bench::start().await;

    let refusal = bench.refusal("run_workflow", json!({"workflow_id": "generate_image"})).await;

    assert_eq!(refusal["error_code"], Code::InvalidArguments.as_str());
    let error = text(&refusal, "error");
    assert!(error.starts_with("Missing required parameter 'prompt'"), "{error}");
    let queue = bench.call("get_queue_status", json!({})).await;
    assert_eq!((&queue["running_count"], &queue["pending_count"]), (&json!(0), &json!(0)));
}

// 14
#[tokio::test]
async fn the_model_that_was_asked_for_is_named() {
    let bench = Bench::start().await;
    let mut arguments = small("a cat");
    arguments["model"] = json!("sd_xl_base.safetensors");

    let refusal = bench.refusal("generate_image", arguments).await;

    assert_eq!(refusal["error_code"], Code::ModelNotFound.as_str());
    let error = text(&refusal, "error");
    assert!(error.starts_with("Model 'sd_xl_base.safetensors' "), "{error}");
    assert!(!error.contains("Default model"), "{error}");
    assert!(error.contains("not found in ComfyUI checkpoints"), "{error}");
    assert!(error.contains("Available models: ['"), "{error}");
    assert_eq!(refusal["details"]["closest"][0], "sd_xl_base_1.0.safetensors");
}

// 14
#[tokio::test]
async fn a_default_model_that_is_missing_is_told_with_the_place_it_was_set_in() {
    const TOLD: &str = "not found in ComfyUI checkpoints. Set a valid model via `set_defaults`, \
                        config file, or env var. Try `list_models` to see available checkpoints. \
                        Available models: ['sandbox.safetensors', 'v1-5-pruned-emaonly.ckpt', \
                        'sd_xl_base_1.0.safetensors']";
    let config = json!({"defaults": {"image": {"model": "gone.ckpt"}}});
    let variable = "COMFY_MCP_DEFAULT_IMAGE_MODEL";
    for (wishes, place) in [
        (Wishes::default().config(config), "config"),
        (Wishes::default().variable(variable, "gone.ckpt"), "env"),
    ] {
        let bench = Bench::with(sandbox(), wishes).await;

        let refusal = bench.refusal("generate_image", small("a cat")).await;

        let told = format!("Default model 'gone.ckpt' (from {place} defaults) {TOLD}");
        assert_eq!(text(&refusal, "error"), told);
        assert_eq!(refusal["error_code"], Code::ModelNotFound.as_str());
    }
}

// 14
#[tokio::test]
async fn the_built_in_model_is_named_where_none_is_installed() {
    let fake = Stage::default().models("CheckpointLoaderSimple", "ckpt_name", &[]).start().await;
    let bench = Bench::at(&fake.url, Wishes::default()).await;

    let refusal = bench.refusal("generate_image", small("a cat")).await;

    let told = "Default model 'v1-5-pruned-emaonly.ckpt' (from hardcoded defaults) not found in \
                ComfyUI checkpoints. Set a valid model via `set_defaults`, config file, or env \
                var. Try `list_models` to see available checkpoints.";
    assert_eq!(text(&refusal, "error"), told);
}

// 14
#[tokio::test]
async fn an_installed_model_stands_in_for_the_built_in_one() {
    let sandbox = comfy_sandbox::Sandbox::builder();
    let bench = Bench::with(sandbox, Wishes::default()).await;

    let asset = bench.call("generate_image", small("a cat")).await;

    assert_eq!(sent(&bench, &asset).await["1"]["inputs"]["ckpt_name"], "sandbox.safetensors");
    let note = asset["notes"][0].as_str().unwrap();
    assert!(note.contains("v1-5-pruned-emaonly.ckpt is not installed"), "{note}");
}

// 14
#[tokio::test]
async fn what_was_put_there_meanwhile_is_found() {
    let bench = Bench::start().await;
    // The stand-in offers what lies in its input folder, as a server offers its model folders.
    let picture = bench.picture().await;
    let from = bench.sandbox().output_dir().join(text(&picture, "filename"));
    std::fs::copy(from, bench.sandbox().input_dir().join("new.png")).unwrap();
    let mut arguments = small("a dog");
    for name in ["width", "height"] {
        arguments.as_object_mut().unwrap().shift_remove(name);
    }
    arguments["image"] = json!("new.png");

    let answer = bench.call("img2img", arguments).await;

    assert_eq!(answer["status"], "completed");
}
