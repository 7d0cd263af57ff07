//! Compares the tools that generate with their documentation.

use std::collections::BTreeSet;

use comfy_mcp::error::Code;
use comfy_mcp::http::{Admission, serve};
use comfy_mcp::server::Server;
use comfy_mcp::settings::Toolset;
use comfy_sandbox::Sandbox;
use serde_json::json;
use tokio::net::TcpListener;

use super::{Documented, GENERATED, PICTURE, has};
use crate::support::fake::{self, Stage};
use crate::support::{Bench, Wishes, http, sandbox, small, text};

#[tokio::test]
async fn generate_image_is_as_documented() {
    let bench = Bench::start().await;
    let tool = Documented::new(&bench, "generate_image").await;

    tool.takes(
        &[("prompt", "string")],
        &[
            ("seed", "integer"),
            ("width", "integer"),
            ("height", "integer"),
            ("model", "string"),
            ("steps", "integer"),
            ("cfg", "number"),
            ("sampler_name", "string"),
            ("scheduler", "string"),
            ("denoise", "number"),
            ("negative_prompt", "string"),
            ("return_inline_preview", "boolean"),
        ],
    );
    let answer = tool
        .answers(
            json!({
                "prompt": "a cat", "seed": 7, "width": 96, "height": 64, "steps": 2, "cfg": 7.5,
                "model": "sd_xl_base_1.0.safetensors", "sampler_name": "dpmpp_2m",
                "scheduler": "karras", "denoise": 0.9, "negative_prompt": "blurry",
                "return_inline_preview": true,
            }),
            GENERATED,
        )
        .await;
    has(&answer, PICTURE);
    assert_eq!(answer["image_url"], answer["asset_url"]);
    assert_eq!((&answer["width"], &answer["height"]), (&json!(96), &json!(64)));
    assert_eq!(
        (&answer["tool"], &answer["workflow_id"]),
        (&json!("generate_image"), &json!("generate_image"))
    );
    assert_eq!(
        (&answer["mime_type"], &answer["folder_type"]),
        (&json!("image/png"), &json!("output"))
    );
    let preview = text(&answer, "inline_preview_base64");
    assert!(preview.starts_with("data:image/webp;base64,"), "{preview}");
    tool.refuses(json!({}), Code::InvalidArguments, "Missing required parameter 'prompt'").await;
}

#[tokio::test]
async fn a_picture_comes_without_a_preview_unless_asked_for() {
    let bench = Bench::start().await;

    let answer = bench.picture().await;

    assert!(answer.get("inline_preview_base64").is_none());
}

#[tokio::test]
async fn numbers_may_come_as_texts() {
    let bench = Bench::start().await;
    let arguments =
        json!({"prompt": "a cat", "width": "64", "height": "96", "steps": "2", "cfg": "7.5"});

    let answer = bench.call("generate_image", arguments).await;

    assert_eq!((&answer["width"], &answer["height"]), (&json!(64), &json!(96)));
}

#[tokio::test]
async fn an_address_leads_to_the_bytes() {
    let bench = Bench::start().await;
    let answer = bench.picture().await;

    let url = text(&answer, "asset_url");
    let bytes = http().get(url).send().await.unwrap().bytes().await.unwrap();

    assert_eq!(answer["bytes_size"], bytes.len());
    assert!(bytes.starts_with(b"\x89PNG"));
}

#[tokio::test]
async fn generate_song_is_as_documented() {
    let song = json!({"filename": "ComfyUI_00001_.mp3", "subfolder": "", "type": "output"});
    let fake = Stage::default()
        .models("CheckpointLoaderSimple", "ckpt_name", &["ace_step_v1_3.5b.safetensors"])
        .output("10", json!({"audio": [song]}))
        .file("ComfyUI_00001_.mp3", fake::mp3())
        .start()
        .await;
    let bench = Bench::at(&fake.url, Wishes::default()).await;
    let tool = Documented::new(&bench, "generate_song").await;

    tool.takes(
        &[("tags", "string"), ("lyrics", "string")],
        &[
            ("seed", "integer"),
            ("steps", "integer"),
            ("cfg", "number"),
            ("seconds", "integer"),
            ("lyrics_strength", "number"),
        ],
    );
    let arguments = json!({
        "tags": "electronic, ambient", "lyrics": "[verse]\nla la", "seed": 7, "steps": 20,
        "cfg": 4.0, "seconds": 30, "lyrics_strength": 0.5,
    });
    let answer = tool.answers(arguments, GENERATED).await;
    assert_eq!(
        (&answer["mime_type"], &answer["bytes_size"]),
        (&json!("audio/mpeg"), &json!(20_000))
    );
    assert_eq!(
        (&answer["tool"], &answer["workflow_id"]),
        (&json!("generate_song"), &json!("generate_song"))
    );
    assert!(answer.get("image_url").is_none(), "a song is no picture");
    tool.refuses(
        json!({"tags": "rock"}),
        Code::InvalidArguments,
        "Missing required parameter 'lyrics'",
    )
    .await;
    tool.refuses(
        json!({"lyrics": "la"}),
        Code::InvalidArguments,
        "Missing required parameter 'tags'",
    )
    .await;
}

#[tokio::test]
async fn regenerate_is_as_documented() {
    let bench = Bench::start().await;
    let tool = Documented::new(&bench, "regenerate").await;
    let first = bench.picture().await;

    tool.takes(&[("asset_id", "string")], &[("param_overrides", "object"), ("seed", "integer")]);
    let arguments =
        json!({"asset_id": first["asset_id"], "param_overrides": {"steps": 3, "cfg": 10.0}});
    let second = tool.answers(arguments, GENERATED).await;
    has(&second, PICTURE);
    assert_ne!(second["asset_id"], first["asset_id"]);
    assert_eq!(
        (&second["tool"], &second["workflow_id"]),
        (&json!("regenerate"), &json!("generate_image"))
    );
    tool.refuses(
        json!({"asset_id": "no-such-asset"}),
        Code::AssetNotFoundOrExpired,
        "Asset not found or expired",
    )
    .await;
}

#[tokio::test]
async fn what_was_made_elsewhere_cannot_be_regenerated() {
    let bench = Bench::start().await;
    let tool = Documented::new(&bench, "regenerate").await;
    let asset = super::assets::without_job(&bench, "upload.png").await;

    tool.refuses(
        json!({"asset_id": asset}),
        Code::NoWorkflowData,
        "No workflow data stored for this asset. Cannot regenerate.",
    )
    .await;
}

#[tokio::test]
async fn run_workflow_is_as_documented() {
    let bench = Bench::start().await;
    let tool = Documented::new(&bench, "run_workflow").await;

    tool.takes(
        &[("workflow_id", "string")],
        &[("overrides", "object"), ("options", "object"), ("return_inline_preview", "boolean")],
    );
    let arguments = json!({
        "workflow_id": "generate_image", "overrides": small("a cat"),
        "return_inline_preview": true,
    });
    let answer = tool.answers(arguments, GENERATED).await;
    has(&answer, PICTURE);
    assert_eq!(
        (&answer["tool"], &answer["workflow_id"]),
        (&json!("run_workflow"), &json!("generate_image"))
    );
    has(&answer, &[("inline_preview_base64", "string")]);
    tool.refuses(
        json!({"workflow_id": "invalid_workflow"}),
        Code::WorkflowNotFound,
        "Workflow 'invalid_workflow' not found",
    )
    .await;
}

#[tokio::test]
async fn a_first_call_uses_what_the_server_has() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let bench = Bench::asleep(&sandbox.url(), Wishes::default()).await;

    let made = bench.picture().await;

    assert_eq!(made["status"], "completed");
}

#[tokio::test]
async fn calls_at_the_same_time_do_not_get_in_each_others_way() {
    let bench = Bench::start().await;
    let calls = (0..8).map(|seed| {
        let mut arguments = small("a cat");
        arguments["seed"] = json!(seed);
        bench.call("generate_image", arguments)
    });

    let answers = futures_util::future::join_all(calls).await;

    let seeds: Vec<_> = answers.iter().map(|answer| answer["seed"].as_u64().unwrap()).collect();
    assert_eq!(seeds, (0..8).collect::<Vec<_>>());
    let assets: BTreeSet<_> = answers.iter().map(|answer| text(answer, "asset_id")).collect();
    let files: BTreeSet<_> = answers.iter().map(|answer| text(answer, "filename")).collect();
    assert_eq!((assets.len(), files.len()), (8, 8));
}

#[tokio::test]
async fn addresses_are_the_servers_own_where_clients_do_not_reach_comfyui() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let external = format!("http://{}", listener.local_addr().unwrap());
    let wishes = Wishes::default().variable("COMFY_MCP_EXTERNAL_URL", &external);
    let bench = Bench::with(sandbox(), wishes).await;
    let server = Server::new(bench.started.app.clone(), Toolset::ALL.into());
    tokio::spawn(serve(server, listener, Admission::default(), std::future::pending()));

    let answer = bench.picture().await;

    let url = text(&answer, "asset_url");
    assert_eq!(url, format!("{external}/files/{}", text(&answer, "asset_id")));
    let bytes = http().get(url).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(answer["bytes_size"], bytes.len());
}
