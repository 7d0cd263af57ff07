//! Defects 7 to 10, 13: what jobs put out.

use std::collections::BTreeSet;

use comfy_mcp::error::Code;
use serde_json::{Value, json};

use crate::support::fake::{self, Fake, Stage};
use crate::support::{Bench, Wishes, graphs, sandbox, small, text};

/// A ComfyUI whose film comes out under this key.
async fn filming(key: &str) -> Fake {
    let film = json!({"filename": "film_00001_.mp4", "subfolder": "video", "type": "output"});
    Stage::default()
        .models("UNETLoader", "unet_name", &["wan2.2_ti2v_5B_fp16.safetensors"])
        .models("CLIPLoader", "clip_name", &["umt5_xxl_fp8_e4m3fn_scaled.safetensors"])
        .models("VAELoader", "vae_name", &["wan2.2_vae.safetensors"])
        .output("14", json!({key: [film], "animated": [true]}))
        .file("film_00001_.mp4", fake::mp4())
        .start()
        .await
}

// 7
#[tokio::test]
async fn films_are_found_under_whatever_key() {
    for key in ["images", "gifs", "video", "videos"] {
        let fake = filming(key).await;
        let bench = Bench::at(&fake.url, Wishes::default()).await;

        let answer = bench.call("generate_video", json!({"prompt": "waves"})).await;

        let told = (&answer["mime_type"], &answer["filename"], &answer["subfolder"]);
        assert_eq!(
            told,
            (&json!("video/mp4"), &json!("film_00001_.mp4"), &json!("video")),
            "{key}"
        );
        assert_eq!(answer["bytes_size"], 30_000);
    }
}

// 8
#[tokio::test]
async fn every_picture_of_a_batch_is_an_asset() {
    let wishes = Wishes::default().workflow("three.json", graphs::plain(3));
    let bench = Bench::with(sandbox(), wishes).await;

    let answer = bench.call("three", json!({})).await;

    let assets = answer["assets"].as_array().unwrap();
    let ids: BTreeSet<_> = assets.iter().map(|asset| text(asset, "asset_id")).collect();
    assert_eq!(ids.len(), 3, "{answer}");
    assert_eq!(answer["asset_id"], assets[0]["asset_id"]);
    let listed = bench.call("list_assets", json!({})).await;
    assert_eq!(listed["count"], 3);
}

// 8
#[tokio::test]
async fn every_node_that_saves_counts_and_previews_come_last() {
    let mut graph = graphs::plain(1);
    graph["0"] = json!({"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}});
    graph["3"] = json!({
        "class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "other"},
    });
    let bench = Bench::with(sandbox(), Wishes::default().workflow("two.json", graph)).await;

    let answer = bench.call("two", json!({})).await;

    let assets = answer["assets"].as_array().unwrap();
    let kinds: Vec<_> = assets.iter().map(|asset| text(asset, "folder_type")).collect();
    assert_eq!(kinds, ["output", "output", "temp"]);
    let names: BTreeSet<_> = assets[..2].iter().map(|asset| text(asset, "filename")).collect();
    assert_eq!(names, ["other_00001_.png".to_owned(), "plain_00001_.png".to_owned()].into());
}

// 9
#[tokio::test]
async fn a_file_name_that_is_used_again_is_a_new_asset() {
    let bench = Bench::start().await;
    let first = bench.picture().await;
    let file = text(&first, "filename");
    std::fs::remove_file(bench.sandbox().output_dir().join(&file)).unwrap();
    let mut arguments = small("a dog");
    arguments["width"] = json!(96);

    let second = bench.call("generate_image", arguments).await;

    assert_eq!(text(&second, "filename"), file, "the name is used again");
    assert_ne!(second["asset_id"], first["asset_id"]);
    assert_ne!(second["prompt_id"], first["prompt_id"]);
    assert_eq!(second["width"], 96);
    let arguments = json!({"asset_id": first["asset_id"], "mode": "metadata"});
    let old = bench.call("view_image", arguments).await;
    assert_eq!((&old["width"], &old["prompt_id"]), (&json!(64), &first["prompt_id"]));
    assert_eq!(old["replaced_by"], second["asset_id"]);
}

// 9
#[tokio::test]
async fn a_job_that_finds_everything_cached_has_an_asset_of_its_own() {
    let wishes = Wishes::default().workflow("plain.json", graphs::plain(1));
    let bench = Bench::with(sandbox(), wishes).await;

    let first = bench.call("plain", json!({})).await;
    let second = bench.call("plain", json!({})).await;

    assert_ne!(second["asset_id"], first["asset_id"]);
    assert_ne!(second["prompt_id"], first["prompt_id"]);
    assert_eq!(second["filename"], first["filename"]);
}

// 10
#[tokio::test]
async fn the_number_of_bytes_is_that_of_the_file() {
    let bench = Bench::start().await;

    let answer = bench.picture().await;

    let file = bench.sandbox().output_dir().join(text(&answer, "filename"));
    assert_eq!(answer["bytes_size"], std::fs::metadata(file).unwrap().len());
}

// 10
#[tokio::test]
async fn the_number_of_bytes_is_right_behind_a_redirect_too() {
    let song = json!({"filename": "a.mp3", "subfolder": "", "type": "output"});
    let fake = Stage::default()
        .models("CheckpointLoaderSimple", "ckpt_name", &["ace_step_v1_3.5b.safetensors"])
        .output("10", json!({"audio": [song]}))
        .file("a.mp3", fake::mp3())
        .redirecting()
        .start()
        .await;
    let bench = Bench::at(&fake.url, Wishes::default()).await;

    let answer = bench.call("generate_song", json!({"tags": "rock", "lyrics": "la"})).await;

    assert_eq!(
        (&answer["bytes_size"], &answer["mime_type"]),
        (&json!(20_000), &json!("audio/mpeg"))
    );
}

// 13
#[tokio::test]
async fn a_refusal_to_show_is_plain_and_leads_to_the_file() {
    let wishes = Wishes::default().workflow("note.json", graphs::text());
    let bench = Bench::with(sandbox(), wishes).await;
    let note = bench.call("note", json!({"text": "hello"})).await;

    let answer = bench.answer("view_image", json!({"asset_id": note["asset_id"]})).await;

    assert_eq!((answer.is_error, answer.content.len()), (Some(true), 1));
    let told = crate::support::json(&answer);
    assert_eq!(told["error_code"], Code::UnsupportedMediaType.as_str());
    assert_eq!(told["details"]["asset_url"], note["asset_url"]);
    assert_eq!(told.get("content"), None::<&Value>);
}
