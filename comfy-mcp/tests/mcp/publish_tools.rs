//! Compares the tools that publish with their documentation.

use std::fs;
use std::path::PathBuf;

use comfy_mcp::error::Code;
use image::RgbImage;
use serde_json::{Value, json};

use crate::support::fake::Stage;
use crate::support::{Bench, Wishes, graphs, sandbox, text};
use crate::tools::{Documented, has};

/// A server that was started in a web project.
async fn in_project(wishes: Wishes) -> Bench {
    let bench = Bench::with(sandbox(), wishes).await;
    fs::create_dir(bench.folder.path().join("public")).unwrap();
    bench
}

fn published(bench: &Bench, name: &str) -> PathBuf {
    bench.folder.path().join("public/gen").join(name)
}

fn manifest(bench: &Bench) -> Value {
    serde_json::from_slice(&fs::read(published(bench, "manifest.json")).unwrap()).unwrap()
}

/// Where the bytes of an asset lie on the disk of its ComfyUI.
fn file(bench: &Bench, asset: &Value) -> PathBuf {
    bench.sandbox().output_dir().join(text(asset, "filename"))
}

#[tokio::test]
async fn get_publish_info_is_as_documented() {
    let bench = in_project(Wishes::default()).await;
    let tool = Documented::new(&bench, "get_publish_info").await;

    tool.takes(&[], &[]);
    let members = [
        ("project_root", "object"),
        ("publish_root", "object"),
        ("comfyui_output_root", "object"),
        ("comfyui_tried_paths", "array"),
        ("config_file", "string"),
        ("status", "string"),
        ("message", "string"),
        ("warnings", "array"),
    ];
    let answer = tool.answers(json!({}), &members).await;
    let root = bench.folder.path().display().to_string();
    assert_eq!(answer["project_root"], json!({"path": root, "detection_method": "cwd"}));
    let gen_folder = published(&bench, "").display().to_string();
    let gen_folder = gen_folder.trim_end_matches('/');
    assert_eq!(
        answer["publish_root"],
        json!({"path": gen_folder, "exists": false, "writable": true})
    );
    let output_root = &answer["comfyui_output_root"];
    has(output_root, &[("exists", "boolean"), ("configured", "boolean")]);
    assert!(output_root.get("path").is_some() && output_root.get("detection_method").is_some());
    let members =
        [("path", "string"), ("exists", "boolean"), ("is_valid", "boolean"), ("source", "string")];
    for tried in answer["comfyui_tried_paths"].as_array().unwrap() {
        has(tried, &members);
    }
    assert_eq!(answer["status"], "ready", "files come over HTTP");
}

#[tokio::test]
async fn nothing_is_made_by_asking() {
    let bench = in_project(Wishes::default()).await;

    bench.call("get_publish_info", json!({})).await;

    assert!(!published(&bench, "").exists());
}

#[tokio::test]
async fn get_publish_info_tells_what_is_missing() {
    let bench = Bench::without_comfyui(Wishes::default()).await;

    let answer = bench.call("get_publish_info", json!({})).await;
    assert_eq!(answer["status"], "error", "there is no project: {answer}");

    fs::create_dir(bench.folder.path().join("public")).unwrap();
    // Before ComfyUI was asked for the first time nobody knows that it is down.
    let is_told = |answer: &Value| answer["status"] == "needs_comfyui_root";
    let answer = bench.until("get_publish_info", json!({}), is_told).await;
    assert_eq!(answer["error_code"], Code::ComfyuiOutputRootNotFound.as_str());
}

#[tokio::test]
async fn set_comfyui_output_root_is_as_documented() {
    let bench = in_project(Wishes::default()).await;
    let tool = Documented::new(&bench, "set_comfyui_output_root").await;
    bench.picture().await;
    let root = bench.sandbox().output_dir().canonicalize().unwrap();

    tool.takes(&[("path", "string")], &[]);
    let members = [
        ("success", "boolean"),
        ("path", "string"),
        ("config_file", "string"),
        ("message", "string"),
    ];
    let answer = tool.answers(json!({"path": root}), &members).await;
    let root = root.display().to_string();
    assert_eq!((&answer["success"], &answer["path"]), (&json!(true), &json!(root)));
    assert_eq!(answer["message"], format!("ComfyUI output root configured: {root}"));
    let saved = fs::read_to_string(text(&answer, "config_file")).unwrap();
    assert!(saved.contains(&root), "{saved}");
    let info = bench.call("get_publish_info", json!({})).await;
    let told = &info["comfyui_output_root"];
    assert_eq!((&told["path"], &told["configured"]), (&json!(root), &json!(true)));
}

// Defect 15: a doubtful folder was said to be saved, but was not.
#[tokio::test]
async fn doubtful_output_folders_are_refused_and_not_saved() {
    let bench = in_project(Wishes::default()).await;
    let tool = Documented::new(&bench, "set_comfyui_output_root").await;
    let (doubtful, plain) = (bench.folder.path().join("photos"), bench.folder.path().join("file"));
    fs::create_dir(&doubtful).unwrap();
    fs::write(&plain, "").unwrap();

    for (path, code) in [
        ("/nonexistent/output".into(), Code::ComfyuiOutputRootPathNotFound),
        (plain, Code::ComfyuiOutputRootNotDirectory),
        (doubtful, Code::ComfyuiOutputRootInvalid),
        (PathBuf::new(), Code::InvalidPath),
    ] {
        let refusal = tool.refuses(json!({"path": path}), code, code.as_str()).await;

        has(&refusal, &[("message", "string")]);
        assert_eq!(refusal["path"], path.display().to_string());
        assert!(!text(&refusal, "message").contains("Path saved"), "{refusal}");
        let info = bench.call("get_publish_info", json!({})).await;
        assert_eq!(info["comfyui_output_root"]["configured"], false, "{path:?}");
        assert!(!PathBuf::from(text(&info, "config_file")).exists(), "{path:?}");
    }
}

#[tokio::test]
async fn an_output_folder_that_does_not_exist_is_told_as_documented() {
    let bench = in_project(Wishes::default()).await;

    let refusal = bench.refusal("set_comfyui_output_root", json!({"path": "/nonexistent/output"}));

    let refusal = refusal.await;
    assert_eq!(refusal["error"], Code::ComfyuiOutputRootPathNotFound.as_str());
    assert_eq!(refusal["message"], "Path does not exist: /nonexistent/output");
    assert_eq!(refusal["path"], "/nonexistent/output");
}

#[tokio::test]
async fn publish_asset_is_as_documented() {
    let bench = in_project(Wishes::default()).await;
    let tool = Documented::new(&bench, "publish_asset").await;
    let asset = bench.picture().await;

    tool.takes(
        &[("asset_id", "string")],
        &[
            ("target_filename", "string"),
            ("manifest_key", "string"),
            ("web_optimize", "boolean"),
            ("max_bytes", "integer"),
            ("overwrite", "boolean"),
        ],
    );
    let properties = &tool.tool.input_schema["properties"];
    assert_eq!(properties["max_bytes"]["default"], 600_000);
    let members = [
        ("dest_url", "string"),
        ("dest_path", "string"),
        ("bytes_size", "integer"),
        ("mime_type", "string"),
        ("width", "integer"),
        ("height", "integer"),
    ];
    let arguments = json!({
        "asset_id": asset["asset_id"], "target_filename": "hero.webp", "web_optimize": true,
    });
    let answer = tool.answers(arguments, &members).await;
    assert_eq!(
        (&answer["dest_url"], &answer["mime_type"]),
        (&json!("/gen/hero.webp"), &json!("image/webp"))
    );
    assert_eq!((&answer["width"], &answer["height"]), (&json!(64), &json!(64)));
    has(
        &answer["compression_info"],
        &[
            ("compressed", "boolean"),
            ("original_size", "integer"),
            ("original_dimensions", "array"),
            ("quality", "integer"),
            ("final_dimensions", "array"),
            ("downscaled", "boolean"),
            ("final_size", "integer"),
        ],
    );
    let bytes = fs::read(published(&bench, "hero.webp")).unwrap();
    assert_eq!(answer["bytes_size"], bytes.len());
    assert_eq!(answer["dest_path"], published(&bench, "hero.webp").display().to_string());
    assert!(!published(&bench, "manifest.json").exists(), "only a key goes into the manifest");
}

#[tokio::test]
async fn a_picture_is_copied_as_it_is() {
    let bench = in_project(Wishes::default()).await;
    let asset = bench.picture().await;
    let arguments = json!({"asset_id": asset["asset_id"], "target_filename": "hero.png"});

    let answer = bench.call("publish_asset", arguments).await;

    let published = fs::read(published(&bench, "hero.png")).unwrap();
    assert_eq!(published, fs::read(file(&bench, &asset)).unwrap());
    assert_eq!(
        (&answer["dest_url"], &answer["mime_type"]),
        (&json!("/gen/hero.png"), &json!("image/png"))
    );
}

#[tokio::test]
async fn a_key_alone_makes_a_name_and_goes_into_the_manifest() {
    let bench = in_project(Wishes::default()).await;
    let asset = text(&bench.picture().await, "asset_id");
    let short = &asset[..8];

    for (web_optimize, ending) in [(false, "png"), (true, "webp")] {
        let arguments = json!({
            "asset_id": asset, "manifest_key": "hero-image", "web_optimize": web_optimize,
        });
        let answer = bench.call("publish_asset", arguments).await;

        let name = format!("asset_{short}.{ending}");
        assert_eq!(answer["dest_url"], format!("/gen/{name}"));
        assert_eq!(manifest(&bench), json!({"hero-image": name}));
    }
}

#[tokio::test]
async fn an_asset_that_is_missing_is_named() {
    let bench = in_project(Wishes::default()).await;
    let tool = Documented::new(&bench, "publish_asset").await;
    let id = "0b3eacbc-25b0-497c-9d63-6d66d9e67387";

    let told = format!("Asset {id} not found or expired");
    let arguments = json!({"asset_id": id, "target_filename": "hero.png"});
    tool.refuses(arguments, Code::AssetNotFoundOrExpired, &told).await;
}

#[tokio::test]
async fn names_that_do_not_fit_are_refused() {
    let bench = in_project(Wishes::default()).await;
    let tool = Documented::new(&bench, "publish_asset").await;
    let asset = text(&bench.picture().await, "asset_id");

    for name in ["Hero.png", "hero.gif", "hero", "../hero.png", "a b.png", "/etc/hero.png", ""] {
        let arguments = json!({"asset_id": asset, "target_filename": name});
        tool.refuses(arguments, Code::InvalidTargetFilename, "").await;
    }
    for key in ["Hero", "a b", "../hero", ""] {
        let arguments = json!({"asset_id": asset, "manifest_key": key});
        tool.refuses(arguments, Code::InvalidManifestKey, "").await;
    }
    tool.refuses(json!({"asset_id": asset}), Code::ManifestKeyRequired, "").await;
    assert!(!published(&bench, "").exists(), "nothing was written");
}

#[tokio::test]
async fn a_file_that_may_not_be_overwritten_stays() {
    let bench = in_project(Wishes::default()).await;
    let tool = Documented::new(&bench, "publish_asset").await;
    let asset = bench.picture().await["asset_id"].clone();
    fs::create_dir_all(published(&bench, "")).unwrap();
    fs::write(published(&bench, "hero.png"), "mine").unwrap();

    let arguments = json!({"asset_id": asset, "target_filename": "hero.png", "overwrite": false});
    tool.refuses(arguments, Code::ValidationError, "").await;

    assert_eq!(fs::read_to_string(published(&bench, "hero.png")).unwrap(), "mine");
}

#[tokio::test]
async fn a_picture_that_cannot_be_made_small_enough_is_refused() {
    let bench = in_project(Wishes::default()).await;
    let tool = Documented::new(&bench, "publish_asset").await;
    let asset = bench.picture().await["asset_id"].clone();

    let arguments = json!({
        "asset_id": asset, "target_filename": "hero.webp", "web_optimize": true, "max_bytes": 10,
    });
    let told = "Image cannot be compressed below 10 bytes. Smallest achieved: ";
    tool.refuses(arguments, Code::ValidationError, told).await;
}

#[tokio::test]
async fn a_manifest_that_is_damaged_is_left_alone() {
    let bench = in_project(Wishes::default()).await;
    let tool = Documented::new(&bench, "publish_asset").await;
    let asset = bench.picture().await["asset_id"].clone();
    fs::create_dir_all(published(&bench, "")).unwrap();
    fs::write(published(&bench, "manifest.json"), "[1").unwrap();

    let arguments = json!({"asset_id": asset, "manifest_key": "hero-image"});
    tool.refuses(arguments, Code::PublishFailed, "").await;

    assert_eq!(fs::read_to_string(published(&bench, "manifest.json")).unwrap(), "[1");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_told() {
    let bench = in_project(Wishes::default()).await;
    let tool = Documented::new(&bench, "publish_asset").await;
    let asset = bench.picture().await["asset_id"].clone();
    fs::write(bench.folder.path().join("public/gen"), "").unwrap();

    let arguments = json!({"asset_id": asset, "target_filename": "hero.png"});
    tool.refuses(arguments, Code::PublishRootNotWritable, "").await;
}

#[tokio::test]
async fn a_link_out_of_the_project_is_not_followed() {
    let bench = in_project(Wishes::default()).await;
    let tool = Documented::new(&bench, "publish_asset").await;
    let asset = bench.picture().await["asset_id"].clone();
    let elsewhere = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), bench.folder.path().join("public/gen")).unwrap();

    let arguments = json!({"asset_id": asset, "target_filename": "hero.png"});
    tool.refuses(arguments, Code::PathTraversalDetected, "").await;

    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn files_are_taken_from_the_disk_where_comfyui_is_gone() {
    let mut bench = in_project(Wishes::default()).await;
    let asset = bench.picture().await;
    let kept = tempfile::tempdir().unwrap();
    let output = kept.path().join("output");
    fs::create_dir(&output).unwrap();
    fs::copy(file(&bench, &asset), output.join(text(&asset, "filename"))).unwrap();
    bench.sandbox.take().unwrap().shutdown().await;
    let arguments = json!({"asset_id": asset["asset_id"], "target_filename": "hero.png"});

    let refusal = bench.refusal("publish_asset", arguments.clone()).await;
    assert_eq!(refusal["error_code"], Code::ComfyuiOutputRootNotFound.as_str(), "{refusal}");

    bench.call("set_comfyui_output_root", json!({"path": output})).await;
    bench.call("publish_asset", arguments).await;
    assert!(published(&bench, "hero.png").exists());
}

#[tokio::test]
async fn a_song_is_not_published_as_a_picture() {
    let song = json!({"filename": "a.mp3", "subfolder": "", "type": "output"});
    let fake = Stage::default()
        .output("2", json!({"audio": [song]}))
        .file("a.mp3", crate::support::fake::mp3())
        .start()
        .await;
    let wishes = Wishes::default().workflow("song.json", graphs::plain(1));
    let bench = Bench::at(&fake.url, wishes).await;
    fs::create_dir(bench.folder.path().join("public")).unwrap();
    let tool = Documented::new(&bench, "publish_asset").await;
    let asset = bench.call("song", json!({})).await["asset_id"].clone();

    let arguments = json!({"asset_id": asset, "manifest_key": "song"});
    tool.refuses(arguments, Code::ValidationError, "").await;
}

#[tokio::test]
async fn the_manifest_keeps_what_others_put_there() {
    let bench = in_project(Wishes::default()).await;
    let asset = bench.picture().await["asset_id"].clone();
    fs::create_dir_all(published(&bench, "")).unwrap();
    fs::write(published(&bench, "manifest.json"), r#"{"logo": "logo.png"}"#).unwrap();

    let call = |key: u32| {
        let key = format!("key-{key}");
        bench.call("publish_asset", json!({"asset_id": asset, "manifest_key": key}))
    };
    let (_, _, _) = tokio::join!(call(1), call(2), call(3));

    let manifest = manifest(&bench);
    assert_eq!(manifest["logo"], "logo.png");
    assert_eq!(manifest.as_object().unwrap().len(), 4, "{manifest}");
}

#[tokio::test]
async fn the_address_suits_the_folder() {
    for (folder, address) in [("static", "/gen/hero.png"), ("assets", "/assets/gen/hero.png")] {
        let bench = Bench::start().await;
        fs::write(bench.folder.path().join("package.json"), "{}").unwrap();
        fs::create_dir(bench.folder.path().join(folder)).unwrap();
        let asset = bench.picture().await["asset_id"].clone();
        let arguments = json!({"asset_id": asset, "target_filename": "hero.png"});

        let answer = bench.call("publish_asset", arguments).await;

        assert_eq!(answer["dest_url"], address, "{folder}");
    }
}

#[tokio::test]
async fn a_large_picture_is_scaled_down_where_that_alone_helps() {
    let bench = in_project(Wishes::default()).await;
    let asset = bench.picture().await;
    let noise = |x: u32, y: u32| {
        let mixed =
            (x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA6B)).wrapping_mul(0xC2B2_AE35);
        image::Rgb((mixed ^ (mixed >> 15)).to_be_bytes()[1..].try_into().unwrap())
    };
    RgbImage::from_fn(256, 256, noise).save(file(&bench, &asset)).unwrap();
    let arguments = json!({
        "asset_id": asset["asset_id"], "target_filename": "hero.webp", "web_optimize": true,
        "max_bytes": 20_000,
    });

    let answer = bench.call("publish_asset", arguments).await;

    assert!(answer["bytes_size"].as_u64().unwrap() <= 20_000, "{answer}");
    assert_eq!(answer["compression_info"]["original_dimensions"], json!([256, 256]));
}
