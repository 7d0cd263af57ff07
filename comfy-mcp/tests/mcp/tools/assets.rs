//! Compares the tools for assets with their documentation.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use comfy_graph::client::{FileKind, FileRef};
use comfy_graph_core::ids::JobId;
use comfy_mcp::error::Code;
use comfy_mcp::media::sniff;
use comfy_mcp::store::{AssetRecord, JobEnd, JobRecord, JobState};
use serde_json::{Value, json};

use super::{Documented, has};
use crate::support::{Bench, Wishes, graphs, sandbox, small, text};

/// The id of an asset that no job made.
pub(super) async fn without_job(bench: &Bench, filename: &str) -> String {
    let store = bench.started.app.storage.get().await.unwrap();
    let id: JobId = "0b3eacbc-25b0-497c-9d63-6d66d9e67387".parse().unwrap();
    let job = JobRecord::new(id, &bench.started.app.backend.address(), "upload_asset");
    store.insert_job(&job, &Value::Null).await.unwrap();
    let file = FileRef::new(filename, "", FileKind::Input);
    let mut asset = AssetRecord::of_job(&job, file, "image/png");
    asset.job = None;
    let end = JobEnd::new(JobState::Completed);
    let stored = store.finish_job(id, &end, std::slice::from_ref(&asset)).await.unwrap();
    stored[0].id.to_string()
}

const SHOWN: &[(&str, &str)] = &[
    ("asset_id", "string"),
    ("asset_url", "string"),
    ("mime_type", "string"),
    ("width", "integer"),
    ("height", "integer"),
    ("workflow_id", "string"),
    ("created_at", "string"),
];

#[tokio::test]
async fn view_image_is_as_documented() {
    let notes = Wishes::default().workflow("note.json", graphs::text());
    let bench = Bench::with(sandbox(), notes).await;
    let tool = Documented::new(&bench, "view_image").await;
    let asset = bench.picture().await["asset_id"].clone();

    tool.takes(
        &[("asset_id", "string")],
        &[("mode", "string"), ("max_dim", "integer"), ("max_b64_chars", "integer")],
    );
    let arguments = json!({"asset_id": asset, "mode": "metadata"});
    let answer = tool.answers(arguments, SHOWN).await;
    has(&answer, &[("bytes_size", "integer"), ("expires_at", "string")]);
    tool.answers(json!({"asset_id": asset}), &[]).await;
    tool.refuses(
        json!({"asset_id": "0b3eacbc-25b0-497c-9d63-6d66d9e67387"}),
        Code::AssetNotFoundOrExpired,
        "Asset not found or expired",
    )
    .await;
    let note = bench.call("note", json!({"text": "hello"})).await;
    tool.refuses(
        json!({"asset_id": note["asset_id"]}),
        Code::UnsupportedMediaType,
        "Asset type 'text/plain' not supported for inline viewing. Supported types: image/png, \
         image/jpeg, image/webp, image/gif",
    )
    .await;
    tool.refuses(
        json!({"asset_id": asset, "mode": "full"}),
        Code::InvalidArguments,
        "argument `mode` is \"full\"; choose thumb, metadata",
    )
    .await;
}

#[tokio::test]
async fn a_thumbnail_is_a_small_webp_within_its_budget() {
    let bench = Bench::start().await;
    let asset = bench.picture().await["asset_id"].clone();
    let arguments = json!({"asset_id": asset, "max_dim": 32, "max_b64_chars": 3000});

    let answer = bench.answer("view_image", arguments).await;

    let picture = answer.content[0].as_image().expect("the picture comes first");
    assert_eq!(picture.mime_type, "image/webp");
    assert!(picture.data.len() <= 3000, "{} characters", picture.data.len());
    let bytes = STANDARD.decode(&picture.data).unwrap();
    let facts = sniff(&bytes, "");
    assert_eq!((facts.mime_type, facts.width, facts.height), ("image/webp", Some(32), Some(32)));
}

#[tokio::test]
async fn a_smaller_budget_counts_at_the_second_look_too() {
    let bench = Bench::start().await;
    let asset = bench.picture().await["asset_id"].clone();
    bench.call("view_image", json!({"asset_id": asset})).await;

    let answer =
        bench.answer("view_image", json!({"asset_id": asset, "max_b64_chars": 1500})).await;

    let picture = answer.content[0].as_image().expect("the picture comes first");
    assert!(picture.data.len() <= 1500, "{} characters", picture.data.len());
}

#[tokio::test]
async fn list_assets_is_as_documented() {
    let bench =
        Bench::with(sandbox(), Wishes::default().workflow("plain.json", graphs::plain(1))).await;
    let tool = Documented::new(&bench, "list_assets").await;
    bench.picture().await;
    bench.call("plain", json!({})).await;

    tool.takes(&[], &[("limit", "integer"), ("workflow_id", "string"), ("session_id", "string")]);
    let members = [("assets", "array"), ("count", "integer"), ("limit", "integer")];
    let all = tool.answers(json!({}), &members).await;
    assert_eq!((&all["count"], &all["limit"]), (&json!(2), &json!(10)));
    has(&all["assets"][0], SHOWN);
    has(&all["assets"][0], &[("filename", "string")]);
    assert_eq!(all["assets"][0]["workflow_id"], "plain", "the newest comes first");
    let one = tool.answers(json!({"limit": 1}), &members).await;
    assert_eq!((&one["count"], &one["limit"]), (&json!(1), &json!(1)));
    let pictures = tool.answers(json!({"workflow_id": "generate_image"}), &members).await;
    assert_eq!(
        (&pictures["count"], &pictures["assets"][0]["workflow_id"]),
        (&json!(1), &json!("generate_image"))
    );
    let elsewhere = tool.answers(json!({"session_id": "another"}), &members).await;
    assert_eq!(elsewhere["count"], 0);
}

#[tokio::test]
async fn assets_are_paged_and_searched() {
    let bench = Bench::start().await;
    let mut made = Vec::new();
    for prompt in ["a red cat", "a red dog", "a blue cat"] {
        made.push(bench.call("generate_image", small(prompt)).await["asset_id"].clone());
    }
    let ids = |listed: &Value| {
        let assets = listed["assets"].as_array().unwrap().iter();
        assets.map(|asset| asset["asset_id"].clone()).collect::<Vec<_>>()
    };

    let first = bench.call("list_assets", json!({"limit": 2})).await;
    let rest = bench.call("list_assets", json!({"limit": 2, "after": made[1]})).await;
    let red = bench.call("list_assets", json!({"search": "red"})).await;
    let red_cat = bench.call("list_assets", json!({"search": "cat red"})).await;

    assert_eq!(ids(&first), [made[2].clone(), made[1].clone()]);
    assert_eq!(ids(&rest), [made[0].clone()]);
    assert_eq!(ids(&red), [made[1].clone(), made[0].clone()]);
    assert_eq!(ids(&red_cat), [made[0].clone()]);
}

#[tokio::test]
async fn get_asset_metadata_is_as_documented() {
    let bench = Bench::start().await;
    let tool = Documented::new(&bench, "get_asset_metadata").await;
    let asset = bench.picture().await;

    tool.takes(&[("asset_id", "string")], &[]);
    let answer = tool.answers(json!({"asset_id": asset["asset_id"]}), SHOWN).await;
    has(
        &answer,
        &[
            ("filename", "string"),
            ("subfolder", "string"),
            ("folder_type", "string"),
            ("bytes_size", "integer"),
            ("expires_at", "string"),
            ("submitted_workflow", "object"),
            ("comfy_history", "array"),
        ],
    );
    let texts = answer["submitted_workflow"].as_object().unwrap().values();
    assert!(
        texts.into_iter().any(|node| node["inputs"]["text"] == "a cat"),
        "the graph as it was sent"
    );
    has(&answer["comfy_history"][0], &[("prompt", "array"), ("outputs", "object")]);
    tool.refuses(
        json!({"asset_id": "no-such-asset"}),
        Code::AssetNotFoundOrExpired,
        "Asset not found or expired",
    )
    .await;
}

#[tokio::test]
async fn an_asset_past_its_time_is_not_found() {
    let short = Wishes::default().variable("COMFY_MCP_ASSET_TTL_HOURS", "0.0000001");
    let bench = Bench::with(sandbox(), short).await;
    let tool = Documented::new(&bench, "view_image").await;
    let asset = text(&bench.picture().await, "asset_id");

    tool.refuses(
        json!({"asset_id": asset}),
        Code::AssetNotFoundOrExpired,
        "Asset not found or expired",
    )
    .await;
}

#[tokio::test]
async fn an_asset_of_a_damaged_file_is_told() {
    let bench = Bench::start().await;
    let asset = bench.call("generate_image", small("a cat")).await;
    let file = bench.sandbox().output_dir().join(text(&asset, "filename"));
    std::fs::write(file, b"\x89PNG\r\n\x1a\nnothing").unwrap();

    let refusal = bench.refusal("view_image", json!({"asset_id": asset["asset_id"]})).await;

    assert_eq!(refusal["error_code"], Code::ImageUnreadable.as_str(), "{refusal}");
}
