//! Compares the tools for models and defaults with their documentation.

use comfy_mcp::error::Code;
use serde_json::json;

use super::Documented;
use crate::support::{Bench, Wishes, sandbox, small};

#[tokio::test]
async fn list_models_is_as_documented() {
    let bench = Bench::start().await;
    let tool = Documented::new(&bench, "list_models").await;

    tool.takes(&[], &[]);
    let members = [("models", "array"), ("count", "integer"), ("default", "string")];
    let answer = tool.answers(json!({}), &members).await;
    let models =
        json!(["sandbox.safetensors", "v1-5-pruned-emaonly.ckpt", "sd_xl_base_1.0.safetensors"]);
    assert_eq!((&answer["models"], &answer["count"]), (&models, &json!(3)));
    assert_eq!(answer["default"], "v1-5-pruned-emaonly.ckpt");
}

#[tokio::test]
async fn the_default_model_is_the_one_that_counts() {
    let bench = Bench::start().await;
    let model = json!({"model": "sd_xl_base_1.0.safetensors"});
    bench.call("set_defaults", json!({"image": model})).await;

    let answer = bench.call("list_models", json!({})).await;

    assert_eq!(answer["default"], "sd_xl_base_1.0.safetensors");
}

#[tokio::test]
async fn models_of_every_kind_are_listed() {
    let bench = Bench::start().await;
    let tool = Documented::new(&bench, "list_models").await;

    for (kind, model) in [
        ("loras", "anime.safetensors"),
        ("vae", "sandbox.safetensors"),
        ("upscalers", "sandbox.safetensors"),
        ("samplers", "euler"),
        ("schedulers", "karras"),
    ] {
        let answer = tool.answers(json!({"kind": kind}), &[("models", "array")]).await;

        assert!(answer["models"].as_array().unwrap().contains(&json!(model)), "{answer}");
    }
}

#[tokio::test]
async fn get_defaults_is_as_documented() {
    let bench = Bench::start().await;
    let tool = Documented::new(&bench, "get_defaults").await;

    tool.takes(&[], &[]);
    let members = [("image", "object"), ("audio", "object"), ("video", "object")];
    let answer = tool.answers(json!({}), &members).await;
    assert_eq!(
        answer["image"],
        json!({
            "width": 512, "height": 512, "model": "v1-5-pruned-emaonly.ckpt", "steps": 20,
            "cfg": 8.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0,
            "negative_prompt": "text, watermark",
        })
    );
    assert_eq!(
        answer["audio"],
        json!({
            "steps": 50, "cfg": 5.0, "model": "ace_step_v1_3.5b.safetensors", "seconds": 60,
            "lyrics_strength": 0.99,
        })
    );
    let video = json!({
        "width": 1280, "height": 720, "steps": 20, "cfg": 8.0, "duration": 5, "fps": 16,
    });
    for (name, value) in video.as_object().unwrap() {
        assert_eq!(answer["video"][name], *value, "{name}");
    }
}

#[tokio::test]
async fn set_defaults_is_as_documented() {
    let bench = Bench::start().await;
    let tool = Documented::new(&bench, "set_defaults").await;

    tool.takes(
        &[],
        &[("image", "object"), ("audio", "object"), ("video", "object"), ("persist", "boolean")],
    );
    let members = [("success", "boolean"), ("updated", "object")];
    let arguments = json!({"image": {"width": 96, "height": 64}, "audio": {"seconds": 30}});
    let answer = tool.answers(arguments, &members).await;
    assert_eq!(answer["success"], true);
    assert_eq!(
        answer["updated"],
        json!({
            "image": {"success": true, "updated": {"width": 96, "height": 64}},
            "audio": {"success": true, "updated": {"seconds": 30}},
        })
    );
    let arguments = json!({"image": {"model": "invalid_model.ckpt", "width": 640}});
    let told = "Model 'invalid_model.ckpt' not found. Available models: ";
    let refusal = tool.refuses(arguments, Code::InvalidArguments, told).await;
    assert_eq!(refusal["success"], false);
    assert!(refusal["errors"][0].as_str().unwrap().starts_with(told), "{refusal}");
    let defaults = bench.call("get_defaults", json!({})).await;
    assert_eq!(defaults["image"]["width"], 96, "nothing is set where something is refused");
}

#[tokio::test]
async fn defaults_that_are_set_count_for_calls() {
    let bench = Bench::start().await;
    let size = json!({"width": 96, "height": 64, "steps": 2});
    bench.call("set_defaults", json!({"image": size})).await;

    let answer = bench.call("generate_image", json!({"prompt": "a cat", "height": 128})).await;

    assert_eq!((&answer["width"], &answer["height"]), (&json!(96), &json!(128)));
}

#[tokio::test]
async fn defaults_that_are_kept_count_after_a_restart() {
    let bench = Bench::start().await;
    bench.call("set_defaults", json!({"image": {"width": 96}, "persist": true})).await;
    bench.call("set_defaults", json!({"image": {"height": 96}})).await;

    let url = bench.sandbox().url();
    let again = Bench::in_folder(&url, bench.folder.path(), &Wishes::default()).await;

    let answer = crate::support::answer(&again.1, "get_defaults", json!({})).await;
    let image = &crate::support::json(&answer)["image"];
    assert_eq!((&image["width"], &image["height"]), (&json!(96), &json!(512)));
}

#[tokio::test]
async fn stronger_layers_of_defaults_come_first() {
    let wishes = Wishes::default()
        .config(json!({"defaults": {"image": {"steps": 3, "cfg": 3.0}}}))
        .variable("COMFY_MCP_DEFAULT_IMAGE_STEPS", "4")
        .variable("COMFY_MCP_DEFAULT_IMAGE_WIDTH", "96");
    let bench = Bench::with(sandbox(), wishes).await;
    bench.call("set_defaults", json!({"image": {"cfg": 2.0}})).await;

    let mut arguments = small("a cat");
    for name in ["steps", "width"] {
        arguments.as_object_mut().unwrap().shift_remove(name);
    }
    let asset = bench.call("generate_image", arguments).await;
    let told = bench.call("get_asset_metadata", json!({"asset_id": asset["asset_id"]})).await;

    let values = &told["parameters"];
    let names = ["steps", "cfg", "width", "height"];
    assert_eq!(
        names.map(|name| values[name].clone()),
        [json!(3), json!(2.0), json!(96), json!(64)]
    );
}
