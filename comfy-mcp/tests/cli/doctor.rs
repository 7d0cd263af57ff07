//! Has the doctor examine servers that are ill in every way.

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::routing::get;
use comfy_codegen::stock;
use comfy_mcp::doctor::{FindingCode, Report, Severity, examine};
use comfy_mcp::settings::{CommonArgs, ServerArgs, Settings, Surroundings};
use comfy_sandbox::Sandbox;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;

use crate::support::{program, text};

/// A workflow that every ComfyUI can run.
const BLANK: &str = r#"{
  "1": {"class_type": "EmptyImage",
        "inputs": {"width": 64, "height": 64, "batch_size": 1, "color": 0}},
  "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "blank"}}
}"#;

/// What the doctor finds with these variables, in `folder`.
async fn found(folder: &Path, variables: &[(&str, &str)]) -> Report {
    let surroundings = Surroundings::at(folder).variable("COMFY_MCP_LISTEN", "127.0.0.1:0");
    let surroundings =
        variables.iter().fold(surroundings, |all, (name, value)| all.variable(name, *value));
    let settings =
        Settings::resolve_usable(&CommonArgs::default(), &ServerArgs::default(), &surroundings);
    examine(&settings).await
}

/// What the doctor finds at `url` alone.
async fn found_at(url: &str) -> Report {
    let folder = tempfile::tempdir().expect("a folder");
    found(folder.path(), &[("COMFYUI_URL", url)]).await
}

/// The one finding of this kind, with its remedy.
fn told(report: &Report, code: FindingCode) -> String {
    let findings: Vec<_> = report.of(code).collect();
    assert_eq!(findings.len(), 1, "{report:#?}");
    findings[0].to_string()
}

/// A server that answers every request alike.
async fn answering(status: StatusCode, kind: &'static str, body: &'static str) -> String {
    serve(
        Router::new()
            .fallback(move || async move { (status, [(header::CONTENT_TYPE, kind)], body) }),
    )
    .await
}

/// A server that is soon done with, for what is not about servers.
async fn page() -> String {
    answering(StatusCode::OK, "text/html", "").await
}

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// A ComfyUI with these model files, as far as the doctor asks.
fn comfyui(checkpoints: Value, others: Value) -> Router {
    let json = |value: Value| get(move || async move { axum::Json(value) });
    let stats = json!({"system": {"comfyui_version": "0.33.0"}, "devices": [{"name": "cpu"}]});
    Router::new()
        .route("/api/system_stats", json(stats))
        .route("/api/object_info", json(stock::object_info()))
        .route("/api/models/checkpoints", json(checkpoints))
        .route("/api/models/diffusion_models", json(others))
}

#[tokio::test]
async fn a_server_that_is_down_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);

    let report = found_at(&url).await;

    let told = told(&report, FindingCode::ServerDown);
    assert!(told.starts_with(&format!("nothing answers at `{url}/`: ")), "{told}");
    assert!(!report.is_fine());
}

#[tokio::test]
async fn a_web_page_is_no_comfyui() {
    let url = answering(StatusCode::OK, "text/html", "<h1>router</h1>").await;

    let told = told(&found_at(&url).await, FindingCode::NotComfyui);

    assert_eq!(
        told,
        format!(
            "`{url}/` is no ComfyUI, it sends a web page; correct variable `COMFYUI_URL`, which \
             names it; check port and base path"
        )
    );
}

#[tokio::test]
async fn what_does_not_speak_http_is_told() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n").await;
        }
    });

    let told = told(&found_at(&url).await, FindingCode::NotComfyui);

    let expected = format!("something listens at `{url}/`, but it does not speak http; ");
    assert!(told.starts_with(&expected), "{told}");
}

#[tokio::test]
async fn other_programs_with_json_are_no_comfyui() {
    for (status, body) in [
        (StatusCode::NOT_FOUND, r#"{"detail": "Not Found"}"#),
        (StatusCode::OK, "{}"),
        (StatusCode::OK, "[1]"),
    ] {
        let url = answering(status, "application/json", body).await;

        let told = told(&found_at(&url).await, FindingCode::NotComfyui);

        assert!(told.contains("is no ComfyUI"), "{told}");
    }
}

#[tokio::test]
async fn missing_credentials_are_told() {
    for status in [StatusCode::UNAUTHORIZED, StatusCode::PROXY_AUTHENTICATION_REQUIRED] {
        let url = answering(status, "text/plain", "no").await;

        let told = told(&found_at(&url).await, FindingCode::ServerUnauthorized);

        let status = status.as_u16();
        assert_eq!(
            told,
            format!(
                "`{url}/` wants credentials, it answers with {status}; give them in \
                 `COMFYUI_AUTH_HEADER` or `COMFYUI_API_KEY`"
            )
        );
    }
}

#[tokio::test]
async fn refused_credentials_are_named_but_not_shown() {
    let url = answering(StatusCode::UNAUTHORIZED, "text/plain", "no").await;
    let folder = tempfile::tempdir().unwrap();
    let variables = [("COMFYUI_URL", &*url), ("COMFYUI_AUTH_HEADER", "Bearer s3cret")];

    let report = found(folder.path(), &variables).await;

    let told = told(&report, FindingCode::ServerUnauthorized);
    assert!(told.contains("refuses the credentials of variable `COMFYUI_AUTH_HEADER`"), "{told}");
    assert!(!format!("{report:?}").contains("s3cret"), "{report:?}");
}

#[tokio::test]
async fn a_server_that_fails_is_told_with_its_words() {
    let url = answering(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", "out of memory").await;

    let told = told(&found_at(&url).await, FindingCode::ServerFailing);

    assert!(told.contains("out of memory"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_server_is_told_with_its_version() {
    let sandbox = Sandbox::start().await.unwrap();

    let report = found_at(&sandbox.url()).await;

    let told = told(&report, FindingCode::ServerFine);
    assert!(told.starts_with(&format!("`{}/` is ComfyUI 0.33.0 with ", sandbox.url())), "{told}");
    assert!(report.is_fine(), "{report:#?}");
    sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stand_in_is_healthy() {
    let folder = tempfile::tempdir().unwrap();

    let report = found(folder.path(), &[("COMFY_MCP_SANDBOX", "1")]).await;

    assert_eq!(report.of(FindingCode::ServerFine).count(), 1, "{report:#?}");
    assert!(report.is_fine(), "{report:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_server_of_a_pool_is_examined() {
    let sandbox = Sandbox::start().await.unwrap();
    let page = page().await;

    let report = found_at(&format!("{},{page}", sandbox.url())).await;

    assert_eq!(report.of(FindingCode::ServerFine).count(), 1);
    assert_eq!(report.of(FindingCode::NotComfyui).count(), 1);
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_comfyui_without_checkpoints_is_told() {
    let none = serve(comfyui(json!([]), json!([]))).await;
    let other = serve(comfyui(json!([]), json!(["flux.safetensors"]))).await;

    let (none, other) = (found_at(&none).await, found_at(&other).await);

    let told = told(&none, FindingCode::NoCheckpoint);
    assert!(told.contains("put one into its folder `models/checkpoints`"), "{told}");
    let weight = |report: &Report| report.of(FindingCode::NoCheckpoint).next().unwrap().severity;
    assert_eq!((weight(&none), weight(&other)), (Severity::Error, Severity::Warning));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workflow_without_its_node_class_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("workflows")).unwrap();
    let sparkle = BLANK.replace("EmptyImage", "EmptyImag");
    fs::write(folder.path().join("workflows/sparkle.json"), sparkle).unwrap();
    fs::write(folder.path().join("workflows/blank.json"), BLANK).unwrap();

    let report = found(folder.path(), &[("COMFY_MCP_SANDBOX", "1")]).await;

    assert_eq!(
        told(&report, FindingCode::NodeMissing),
        "`sparkle` needs node class `EmptyImag`, which ComfyUI lacks; install the node pack that \
         has it; or is `EmptyImage` meant, which is there?"
    );
    assert!(!format!("{report:?}").contains("`blank`"), "{report:#?}");
    assert!(!report.is_fine());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_default_model_that_is_missing_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = ("COMFY_MCP_SANDBOX", "1");
    let about = |report: &Report| {
        let findings = report.of(FindingCode::ModelMissing).map(ToString::to_string);
        findings.filter(|told| told.starts_with("`generate_image` ")).collect::<Vec<_>>()
    };

    let missing = found(folder.path(), &[sandbox]).await;
    let chosen = ("COMFY_MCP_DEFAULT_IMAGE_MODEL", "sandbox.safetensors");
    let chosen = found(folder.path(), &[sandbox, chosen]).await;

    assert_eq!(
        about(&missing),
        ["`generate_image` takes `v1-5-pruned-emaonly.ckpt` unless told otherwise, which ComfyUI \
          lacks; put it into `models/checkpoints` of ComfyUI, or give another as `model`: \
          `sandbox.safetensors`"]
    );
    assert_eq!(about(&chosen), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_the_file_names_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("workflows")).unwrap();
    let loads = r#"{"1": {"class_type": "CheckpointSave", "inputs": {"model": ["2", 0],
        "clip": ["2", 1], "vae": ["2", 2], "filename_prefix": "x"}},
        "2": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "mine.ckpt"}}}"#;
    fs::write(folder.path().join("workflows/loads.json"), loads).unwrap();

    let report = found(folder.path(), &[("COMFY_MCP_SANDBOX", "1")]).await;

    let mut findings = report.of(FindingCode::ModelMissing);
    let told = findings.find(|found| found.severity == Severity::Error).unwrap().to_string();
    let expected = "`loads` takes `mine.ckpt`, which ComfyUI lacks: node `2` \
                    (CheckpointLoaderSimple); put it into `models/checkpoints` of ComfyUI; or ";
    assert!(told.starts_with(expected), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workflow_that_would_be_refused_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("workflows")).unwrap();
    let wide = BLANK.replace("\"width\": 64", "\"width\": 99999");
    fs::write(folder.path().join("workflows/wide.json"), wide).unwrap();

    let report = found(folder.path(), &[("COMFY_MCP_SANDBOX", "1")]).await;

    let told = told(&report, FindingCode::WorkflowRefused);
    let expected = "ComfyUI would refuse `wide`: node `1` (EmptyImage), input `width`: ";
    assert!(told.starts_with(expected), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_workflow_file_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("workflows")).unwrap();
    fs::write(folder.path().join("workflows/broken.json"), "{\n  \"1\": oops\n}").unwrap();

    let report = found(folder.path(), &[("COMFY_MCP_SANDBOX", "1")]).await;

    let told = told(&report, FindingCode::WorkflowUnusable);
    assert!(told.contains("workflows/broken.json:2: "), "{told}");
    assert!(told.contains("correct the file, or take it out of the folder"), "{told}");
}

#[tokio::test]
async fn files_are_looked_at_where_no_server_answers() {
    let page = page().await;
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("workflows")).unwrap();
    fs::write(folder.path().join("workflows/broken.json"), "{\n  \"1\": oops\n}").unwrap();
    let other = page.replace("127.0.0.1", "localhost");

    let report = found(folder.path(), &[("COMFYUI_URL", &format!("{page},{other}"))]).await;

    let told = told(&report, FindingCode::WorkflowUnusable);
    assert!(told.contains("workflows/broken.json:2: "), "{told}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_told() {
    let page = page().await;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let data_dir = folder.path().join("file/data");
    let variables = [("COMFYUI_URL", &*page), ("COMFY_MCP_DATA_DIR", data_dir.to_str().unwrap())];

    let report = found(folder.path(), &variables).await;

    let told = told(&report, FindingCode::DataDirUnwritable);
    assert!(told.contains("cannot be written") && told.contains("`--data-dir DIR`"), "{told}");
}

#[tokio::test]
async fn a_port_that_is_taken_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let page = page().await;
    let folder = tempfile::tempdir().unwrap();
    let variables = [("COMFYUI_URL", &*page), ("COMFY_MCP_LISTEN", &*address)];

    let report = found(folder.path(), &variables).await;

    let told = told(&report, FindingCode::PortTaken);
    assert!(told.starts_with(&format!("something listens on `{address}` already; ")), "{told}");
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_told_and_the_rest_examined() {
    let page = page().await;
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.json");
    fs::write(&config, "{\n  \"listen\": \"gpu-box\",\n  \"tokn\": \"a\"\n}").unwrap();
    let variables = [
        ("COMFYUI_URL", &*page),
        ("COMFY_MCP_CONFIG", config.to_str().unwrap()),
        ("COMFYUI_OUTPUT_ROOT", "none"),
        ("COMFY_MCP_LISTEN", ""),
    ];

    let report = found(folder.path(), &variables).await;

    let config = config.display();
    let unusable = told(&report, FindingCode::SettingUnusable);
    let expected = format!("`listen` at `{config}:2:3` cannot be used: `gpu-box` is no address");
    assert!(unusable.starts_with(&expected), "{unusable}");
    let ineffective = told(&report, FindingCode::SettingIneffective);
    assert!(ineffective.contains("did you mean `token`?"), "{ineffective}");
    assert_eq!(report.of(FindingCode::OutputRootMissing).count(), 1);
    assert_eq!(report.of(FindingCode::NotComfyui).count(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn secrets_that_others_can_read_are_told() {
    use std::os::unix::fs::PermissionsExt as _;

    let page = page().await;
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.json");
    fs::write(&config, r#"{"token": "s3cret"}"#).unwrap();
    let variables = [("COMFYUI_URL", &*page), ("COMFY_MCP_CONFIG", config.to_str().unwrap())];

    fs::set_permissions(&config, fs::Permissions::from_mode(0o644)).unwrap();
    let open = found(folder.path(), &variables).await;
    fs::set_permissions(&config, fs::Permissions::from_mode(0o600)).unwrap();
    let closed = found(folder.path(), &variables).await;

    let told = told(&open, FindingCode::SecretsReadable);
    assert!(told.ends_with(&format!("run `chmod 600 {}`", config.display())), "{told}");
    assert_eq!(closed.of(FindingCode::SecretsReadable).count(), 0);
}

#[test]
fn the_exit_status_tells_whether_something_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let doctor = |arguments: &[&str]| {
        let mut command = program(folder.path());
        command.args(["doctor", "--listen", "0"]).args(arguments).output().unwrap()
    };

    let healthy = doctor(&["--sandbox"]);
    let ill = doctor(&["--comfyui", "ftp://host", "--sandbox"]);
    let down = doctor(&["--comfyui", "127.0.0.1:1"]);

    assert_eq!(healthy.status.code(), Some(0), "{}", text(&healthy.stdout));
    assert_eq!(ill.status.code(), Some(2), "{}", text(&ill.stderr));
    assert_eq!(down.status.code(), Some(1), "{}", text(&down.stdout));
    assert!(text(&down.stdout).contains("error[SERVER_DOWN]: nothing answers"));
    assert!(text(&healthy.stdout).ends_with(" warnings\n"), "{}", text(&healthy.stdout));
}

#[test]
fn programs_read_findings_with_codes_and_remedies() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["doctor", "--json", "--comfyui", "127.0.0.1:1", "--listen", "0"];

    let output = program(folder.path()).args(arguments).output().unwrap();

    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["ok"], &report["errors"]), (&json!(false), &json!(1)));
    let findings = report["findings"].as_array().unwrap();
    let down = findings.iter().find(|finding| finding["code"] == "SERVER_DOWN").unwrap();
    assert_eq!(down["severity"], "error");
    assert!(down["remedy"].as_str().is_some_and(|remedy| !remedy.is_empty()));
}
