//! Keeps the list of failure codes honest: each one is what some test gets.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use axum::http::StatusCode;
use comfy_mcp::error::Code;
use comfy_mcp::publish::{Content, PublishRequest, PublishSettings, Publisher, Source};
use comfy_mcp::settings::Toolset;
use comfy_mcp::store::JobRecord;
use comfy_sandbox::Fault;
use image::RgbImage;
use serde_json::{Value, json};

use crate::support::fake::Stage;
use crate::support::{Bench, Wishes, config, graphs, patient, sandbox, slow_sandbox, small, text};

/// Which test, in which file, gets the code.
const PROOFS: &[(Code, &str, &str)] = &[
    (Code::ComfyuiUnreachable, "codes.rs", "a_server_that_is_down_is_told"),
    (Code::ComfyuiUnauthorized, "codes.rs", "a_server_that_wants_credentials_is_told"),
    (Code::NotComfyui, "codes.rs", "a_server_of_another_kind_is_told"),
    (Code::ComfyuiError, "codes.rs", "an_error_of_the_server_is_told"),
    (Code::InvalidArguments, "tools/generation.rs", "generate_image_is_as_documented"),
    (Code::ToolNotFound, "codes.rs", "an_unknown_tool_is_told"),
    (Code::WorkflowNotFound, "tools/generation.rs", "run_workflow_is_as_documented"),
    (Code::WorkflowUnusable, "protocol/changes.rs", "a_file_that_is_mended_is_taken_at_once"),
    (Code::ModelNotFound, "defects/values.rs", "the_model_that_was_asked_for_is_named"),
    (
        Code::PromptRejected,
        "defects/outcomes.rs",
        "a_graph_that_is_refused_is_told_with_node_input_and_remedy",
    ),
    (Code::ExecutionFailed, "defects/outcomes.rs", "a_node_that_fails_is_named_with_its_reason"),
    (Code::JobInterrupted, "defects/outcomes.rs", "a_call_that_waits_for_a_cancelled_job_is_told"),
    (Code::JobLost, "codes.rs", "a_job_that_somebody_removed_is_lost"),
    (Code::JobNotFound, "tools/jobs.rs", "get_job_is_as_documented"),
    (Code::JobAlreadyOver, "tools/jobs.rs", "cancel_job_is_as_documented"),
    (Code::CancelUnconfirmed, "codes.rs", "a_job_that_does_not_stop_is_told"),
    (Code::NoOutputs, "codes.rs", "a_workflow_that_saves_nothing_is_told"),
    (Code::AssetNotFoundOrExpired, "tools/assets.rs", "view_image_is_as_documented"),
    (Code::NoWorkflowData, "tools/generation.rs", "what_was_made_elsewhere_cannot_be_regenerated"),
    (Code::UnsupportedMediaType, "tools/assets.rs", "view_image_is_as_documented"),
    (Code::ImageUnreadable, "tools/assets.rs", "an_asset_of_a_damaged_file_is_told"),
    (Code::ImageTooLarge, "codes.rs", "a_picture_beyond_the_budget_is_told"),
    (Code::BatchNotFound, "codes.rs", "an_unknown_batch_is_told"),
    (Code::FileNotFound, "codes.rs", "a_file_that_is_gone_is_told"),
    (Code::FileFailed, "codes.rs", "a_file_that_cannot_be_read_is_told"),
    (
        Code::ConfirmationRequired,
        "protocol/consent.rs",
        "where_nobody_can_be_asked_the_call_must_say_so",
    ),
    (Code::Declined, "protocol/consent.rs", "a_user_who_does_not_agree_spends_nothing"),
    (Code::PathNotAllowed, "codes.rs", "a_path_outside_of_the_folders_is_refused"),
    (Code::InvalidPath, "publish_tools.rs", "doubtful_output_folders_are_refused_and_not_saved"),
    (Code::InvalidTargetFilename, "publish_tools.rs", "names_that_do_not_fit_are_refused"),
    (Code::InvalidManifestKey, "publish_tools.rs", "names_that_do_not_fit_are_refused"),
    (Code::ManifestKeyRequired, "publish_tools.rs", "names_that_do_not_fit_are_refused"),
    (Code::SourcePathOutsideRoot, "codes.rs", "a_source_outside_of_the_output_folder_is_refused"),
    (Code::PathTraversalDetected, "publish_tools.rs", "a_link_out_of_the_project_is_not_followed"),
    (
        Code::ComfyuiOutputRootNotFound,
        "publish_tools.rs",
        "files_are_taken_from_the_disk_where_comfyui_is_gone",
    ),
    (Code::PublishRootNotWritable, "publish_tools.rs", "a_folder_that_cannot_be_written_is_told"),
    (Code::PublishFailed, "publish_tools.rs", "a_manifest_that_is_damaged_is_left_alone"),
    (Code::ValidationError, "publish_tools.rs", "a_file_that_may_not_be_overwritten_stays"),
    (
        Code::ComfyuiOutputRootPathNotFound,
        "publish_tools.rs",
        "doubtful_output_folders_are_refused_and_not_saved",
    ),
    (
        Code::ComfyuiOutputRootNotDirectory,
        "publish_tools.rs",
        "doubtful_output_folders_are_refused_and_not_saved",
    ),
    (
        Code::ComfyuiOutputRootInvalid,
        "publish_tools.rs",
        "doubtful_output_folders_are_refused_and_not_saved",
    ),
    (Code::ConfigSaveFailed, "codes.rs", "a_configuration_that_cannot_be_written_is_told"),
    (Code::StoreFailed, "codes.rs", "a_database_that_cannot_be_opened_is_told"),
    (Code::Internal, "codes.rs", "a_job_that_is_stored_twice_is_our_own_mistake"),
];

#[test]
fn every_code_is_what_some_test_gets() {
    let proven: BTreeSet<_> = PROOFS.iter().map(|(code, ..)| *code).collect();
    let all: BTreeSet<_> = Code::ALL.iter().copied().collect();

    let missing: Vec<_> = all.difference(&proven).map(ToString::to_string).collect();

    assert_eq!(missing, [""; 0], "codes that no test gets");
    assert_eq!(proven.len(), PROOFS.len(), "one test for each code will do");
}

#[test]
fn every_test_that_is_named_gets_its_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mcp");
    for (code, file, test) in PROOFS {
        let source = fs::read_to_string(folder.join(file)).unwrap();
        let body = source.split_once(&format!("fn {test}()"));
        let (_, body) = body.unwrap_or_else(|| panic!("{file} has {test}"));
        let body = body.split("\n}\n").next().unwrap();

        assert!(body.contains(&format!("Code::{code:?}")), "{test} gets {code}");
    }
}

/// Checks that a call fails with this code.
async fn fails(bench: &Bench, (tool, arguments): (&str, Value), code: Code) -> Value {
    let refusal = bench.refusal(tool, arguments).await;
    assert_eq!(refusal["error_code"], code.as_str(), "{tool}: {refusal}");
    // The errors of single stages have the remedy behind a semicolon.
    let is_told = refusal["hint"].is_string() || text(&refusal, "error").contains("; ");
    assert!(is_told, "{tool} says what to do next: {refusal}");
    refusal
}

#[tokio::test]
async fn a_server_that_is_down_is_told() {
    let bench = Bench::without_comfyui(Wishes::default()).await;

    for call in [
        ("generate_image", small("a cat")),
        ("get_queue_status", json!({})),
        ("list_models", json!({})),
        ("cancel_job", json!({"prompt_id": "0b3eacbc-25b0-497c-9d63-6d66d9e67387"})),
    ] {
        fails(&bench, call, Code::ComfyuiUnreachable).await;
    }
}

#[tokio::test]
async fn a_server_that_wants_credentials_is_told() {
    let fake = Stage::default().refusing(StatusCode::UNAUTHORIZED).start().await;
    let bench = Bench::asleep(&fake.url, Wishes::default()).await;

    fails(&bench, ("get_queue_status", json!({})), Code::ComfyuiUnauthorized).await;
}

#[tokio::test]
async fn a_server_of_another_kind_is_told() {
    let fake = Stage::default().refusing(StatusCode::OK).start().await;
    let bench = Bench::asleep(&fake.url, Wishes::default()).await;

    fails(&bench, ("get_queue_status", json!({})), Code::NotComfyui).await;
}

#[tokio::test]
async fn an_error_of_the_server_is_told() {
    let bench = Bench::start().await;
    bench.sandbox().faults().arm(Fault::Fail { path: "/queue".to_owned() });

    fails(&bench, ("get_queue_status", json!({})), Code::ComfyuiError).await;
}

#[tokio::test]
async fn an_unknown_tool_is_told() {
    let bench = Bench::with(sandbox(), Wishes::default().toolsets([Toolset::Core])).await;

    let refusal = fails(&bench, ("generate_imge", json!({})), Code::ToolNotFound).await;

    assert_eq!(refusal["hint"], "did you mean generate_image?");
}

#[tokio::test]
async fn a_job_that_somebody_removed_is_lost() {
    let bench = Bench::with(slow_sandbox(), Wishes::default()).await;
    bench.running_job("generate_image", small("a cat")).await;
    let pending = bench.job("generate_image", small("a dog")).await;
    let somebody = bench.started.app.backend.client();
    somebody.dequeue(&[pending.parse().unwrap()]).await.unwrap();

    let job = bench.call("get_job", json!({"prompt_id": pending, "wait_seconds": 60})).await;

    let told = (&job["status"], &job["error_code"]);
    assert_eq!(told, (&json!("error"), &json!(Code::JobLost.as_str())), "{job}");
}

#[tokio::test]
async fn a_job_that_does_not_stop_is_told() {
    let fake = Stage::default().never_ending().start().await;
    let bench = Bench::at(&fake.url, Wishes::default().workflow("plain.json", graphs::plain(1)));
    let bench = bench.await;
    let id = bench.job("plain", json!({})).await;

    fails(&bench, ("cancel_job", json!({"prompt_id": id})), Code::CancelUnconfirmed).await;
}

#[tokio::test]
async fn a_workflow_that_saves_nothing_is_told() {
    let fake = Stage::default().start().await;
    let wishes = Wishes::default().workflow("plain.json", graphs::plain(1));
    let bench = Bench::at(&fake.url, wishes).await;

    fails(&bench, ("plain", json!({})), Code::NoOutputs).await;
}

#[tokio::test]
async fn a_picture_beyond_the_budget_is_told() {
    let bench = Bench::start().await;
    let asset = bench.picture().await;
    let file = bench.sandbox().output_dir().join(text(&asset, "filename"));
    // Noise, which nothing makes small.
    let noise = |x: u32, y: u32| {
        let mixed =
            (x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA6B)).wrapping_mul(0xC2B2_AE35);
        image::Rgb((mixed ^ (mixed >> 15)).to_be_bytes()[1..].try_into().unwrap())
    };
    RgbImage::from_fn(512, 512, noise).save(file).unwrap();

    let arguments = json!({"asset_id": asset["asset_id"], "max_b64_chars": 1000});
    fails(&bench, ("view_image", arguments), Code::ImageTooLarge).await;
}

#[tokio::test]
async fn an_unknown_batch_is_told() {
    let bench = Bench::start().await;

    for batch in ["none", "0b3eacbc-25b0-497c-9d63-6d66d9e67387"] {
        for tool in ["check_batch", "cancel_batch"] {
            fails(&bench, (tool, json!({"batch_id": batch})), Code::BatchNotFound).await;
        }
    }
}

#[tokio::test]
async fn a_file_that_is_gone_is_told() {
    let bench = Bench::start().await;
    let asset = bench.picture().await;
    std::fs::remove_file(bench.sandbox().output_dir().join(text(&asset, "filename"))).unwrap();

    let arguments = json!({"asset_id": asset["asset_id"]});
    fails(&bench, ("view_image", arguments), Code::FileNotFound).await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_told() {
    let bench = Bench::start().await;
    let folder = bench.folder.path().join("data").display().to_string();

    fails(&bench, ("upload_asset", json!({"path": folder})), Code::FileFailed).await;
}

#[tokio::test]
async fn a_path_outside_of_the_folders_is_refused() {
    let bench = Bench::start().await;

    for path in ["/etc/cat.png", "../cat.png"] {
        let mut arguments = small("a cat");
        arguments["output_path"] = json!(path);
        fails(&bench, ("generate_image", arguments), Code::PathNotAllowed).await;
    }
    fails(&bench, ("upload_asset", json!({"path": "/etc/passwd"})), Code::PathNotAllowed).await;
}

#[test]
fn a_source_outside_of_the_output_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("public")).unwrap();
    std::fs::create_dir_all(folder.path().join("output/temp")).unwrap();
    std::fs::write(folder.path().join("secret.png"), "").unwrap();
    let mut settings = PublishSettings::new(folder.path(), folder.path().join("config"));
    settings.comfyui_output_root = Some(folder.path().join("output"));
    let content = Content::File("../secret.png".into());
    let asset_id = "0b3eacbc-25b0-497c-9d63-6d66d9e67387".to_owned();
    let source = Source { asset_id, file_name: "secret.png".to_owned(), content };
    let request =
        PublishRequest { manifest_key: Some("a".to_owned()), ..PublishRequest::default() };

    let error = Publisher::new(settings).publish(&source, &request).unwrap_err();

    assert_eq!(error.code(), Code::SourcePathOutsideRoot);
}

#[tokio::test]
async fn a_configuration_that_cannot_be_written_is_told() {
    let bench = Bench::start().await;
    std::fs::create_dir_all(config(bench.folder.path())).unwrap();

    let arguments = json!({"image": {"width": 640}, "persist": true});
    fails(&bench, ("set_defaults", arguments), Code::ConfigSaveFailed).await;
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_is_told() {
    let bench = Bench::start().await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("data/comfy-mcp.db")).unwrap();
    let url = bench.sandbox().url();

    let (_, client) = Bench::in_folder(&url, folder.path(), &Wishes::default()).await;

    for (tool, arguments) in [("list_assets", json!({})), ("generate_image", small("a cat"))] {
        let answer = crate::support::answer(&client, tool, arguments).await;
        let told = crate::support::json(&answer);
        assert_eq!(told["error_code"], Code::StoreFailed.as_str(), "{told}");
    }
}

#[tokio::test]
async fn a_job_that_is_stored_twice_is_our_own_mistake() {
    let bench = Bench::start().await;
    let store = bench.started.app.storage.get().await.unwrap();
    let id = "0b3eacbc-25b0-497c-9d63-6d66d9e67387".parse().unwrap();
    let job = JobRecord::new(id, "here", "generate_image");
    store.insert_job(&job, &Value::Null).await.unwrap();

    let error = patient(store.insert_job(&job, &Value::Null)).await.unwrap_err();

    assert_eq!(error.code(), Code::Internal);
}
