//! Resources, prompts, completions.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rmcp::model::{GetPromptRequestParams, ReadResourceRequestParams, ResourceContents};
use serde_json::{Value, json};

use crate::support::{Bench, Wishes, graphs, patient, sandbox, slow_sandbox, small, text};

async fn read(bench: &Bench, uri: &str) -> ResourceContents {
    let request = ReadResourceRequestParams::new(uri);
    let read = bench.client.read_resource(request).await.unwrap();
    read.contents.into_iter().next().unwrap()
}

async fn read_json(bench: &Bench, uri: &str) -> Value {
    match read(bench, uri).await {
        ResourceContents::TextResourceContents { text, mime_type, .. } => {
            assert_eq!(mime_type.as_deref(), Some("application/json"));
            serde_json::from_str(&text).unwrap()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn workflows_and_assets_are_listed_as_resources() {
    let bench = Bench::start().await;
    let asset = text(&bench.picture().await, "asset_id");

    let listed = bench.client.list_all_resources().await.unwrap();

    let uris: Vec<_> = listed.iter().map(|resource| &*resource.uri).collect();
    assert!(uris.contains(&"comfy://workflow/generate_image"), "{uris:?}");
    assert!(uris.contains(&&*format!("comfy://asset/{asset}")), "{uris:?}");
}

#[tokio::test]
async fn every_template_is_listed() {
    let bench = Bench::start().await;

    let listed = bench.client.list_all_resource_templates().await.unwrap();

    let uris: Vec<_> = listed.iter().map(|template| &*template.uri_template).collect();
    assert_eq!(
        uris,
        [
            "comfy://asset/{asset_id}",
            "comfy://workflow/{workflow_id}",
            "comfy://node/{class}",
            "comfy://job/{prompt_id}",
        ]
    );
}

#[tokio::test]
async fn the_link_of_an_answer_leads_to_its_bytes() {
    let bench = Bench::start().await;
    let answer = bench.answer("generate_image", small("a cat")).await;
    let link = answer.content.iter().find_map(|content| content.as_resource_link()).unwrap();

    let read = read(&bench, &link.uri).await;

    let ResourceContents::BlobResourceContents { blob, mime_type, .. } = read else {
        panic!("{read:?}")
    };
    assert_eq!(mime_type.as_deref(), Some("image/png"));
    let bytes = STANDARD.decode(blob).unwrap();
    assert_eq!(answer.structured_content.unwrap()["bytes_size"], bytes.len());
}

#[tokio::test]
async fn a_text_is_read_as_text() {
    let wishes = Wishes::default().workflow("note.json", graphs::text());
    let bench = Bench::with(sandbox(), wishes).await;
    let note = bench.call("note", json!({"text": "hello"})).await;

    let read = read(&bench, &format!("comfy://asset/{}", text(&note, "asset_id"))).await;

    let ResourceContents::TextResourceContents { text, .. } = read else { panic!("{read:?}") };
    assert_eq!(text, "hello");
}

#[tokio::test]
async fn workflows_nodes_and_jobs_are_read() {
    let bench = Bench::start().await;
    let id = text(&bench.picture().await, "prompt_id");

    let workflow = read_json(&bench, "comfy://workflow/generate_image").await;
    let node = read_json(&bench, "comfy://node/KSampler").await;
    let job = read_json(&bench, &format!("comfy://job/{id}")).await;

    assert_eq!(workflow["5"]["class_type"], "KSampler");
    assert!(node["input"]["required"]["seed"].is_array(), "{node}");
    assert_eq!((&job["status"], &job["tool"]), (&json!("completed"), &json!("generate_image")));
    assert_eq!(job["assets"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_nowhere_is_refused() {
    let bench = Bench::start().await;

    for uri in [
        "comfy://asset/none",
        "comfy://workflow/none",
        "comfy://node/None",
        "comfy://job/0b3eacbc-25b0-497c-9d63-6d66d9e67387",
        "comfy://elsewhere/x",
        "file:///etc/passwd",
    ] {
        let read = bench.client.read_resource(ReadResourceRequestParams::new(uri)).await;

        let rmcp::ServiceError::McpError(error) = read.unwrap_err() else { panic!("{uri}") };
        assert_eq!(error.code, rmcp::model::ErrorCode::RESOURCE_NOT_FOUND, "{uri}");
        assert_eq!(error.data.unwrap()["uri"], uri);
    }
}

#[tokio::test]
async fn assets_are_listed_page_by_page() {
    let wishes = Wishes::default().workflow("many.json", graphs::plain(60));
    let bench = Bench::with(sandbox(), wishes).await;
    bench.call("many", json!({})).await;

    let listed = bench.client.list_all_resources().await.unwrap();

    let mut assets: Vec<_> = listed.iter().map(|resource| &*resource.uri).collect();
    assets.retain(|uri| uri.starts_with("comfy://asset/"));
    assets.sort_unstable();
    assets.dedup();
    assert_eq!(assets.len(), 60);
}

#[tokio::test]
#[expect(deprecated, reason = "older clients subscribe so")]
async fn the_end_of_a_job_is_told_to_those_who_subscribe() {
    use rmcp::model::SubscribeRequestParams;

    let bench = Bench::with(slow_sandbox(), Wishes::default()).await;
    let id = bench.running_job("generate_image", small("a cat")).await;
    let uri = format!("comfy://job/{id}");
    let mut updates = bench.ears().updates();
    bench.client.subscribe(SubscribeRequestParams::new(&*uri)).await.unwrap();

    bench.call("cancel_job", json!({"prompt_id": id})).await;

    patient(updates.wait_for(|updates| !updates.is_empty())).await.unwrap();
    assert_eq!(*updates.borrow(), [uri]);
}

#[tokio::test]
async fn prompts_are_listed_and_filled_in() {
    let bench = Bench::start().await;
    let listed = bench.client.list_all_prompts().await.unwrap();
    let names: Vec<_> = listed.iter().map(|prompt| &*prompt.name).collect();
    assert_eq!(names, ["create_image", "refine_asset", "explore_variations", "publish_image"]);

    for prompt in listed {
        let arguments = prompt.arguments.iter().flatten();
        let given = arguments.map(|argument| (argument.name.clone(), json!("so and so")));
        let request = GetPromptRequestParams::new(prompt.name).with_arguments(given.collect());

        let got = bench.client.get_prompt(request).await.unwrap();

        let words = serde_json::to_string(&got.messages).unwrap();
        assert!(words.contains("so and so"), "{words}");
    }
}

#[tokio::test]
async fn a_prompt_without_what_it_needs_is_refused() {
    let bench = Bench::start().await;

    for name in ["create_image", "no_such_prompt"] {
        let got = bench.client.get_prompt(GetPromptRequestParams::new(name)).await;

        let rmcp::ServiceError::McpError(error) = got.unwrap_err() else { panic!("{name}") };
        assert_eq!(error.code, rmcp::model::ErrorCode::INVALID_PARAMS);
        assert!(error.message.contains(name), "{}", error.message);
    }
}

#[tokio::test]
async fn values_are_completed() {
    let bench = Bench::start().await;
    let asset = text(&bench.picture().await, "asset_id");
    let (client, prompt) = (&bench.client, "create_image");

    let models = client.complete_prompt_simple(prompt, "model", "SD_XL").await.unwrap();
    assert_eq!(models, ["sd_xl_base_1.0.safetensors"]);
    let uri = "comfy://workflow/{workflow_id}";
    let workflows = client.complete_resource_simple(uri, "workflow_id", "generate").await.unwrap();
    assert!(workflows.contains(&"generate_image".to_owned()), "{workflows:?}");
    let uri = "comfy://node/{class}";
    let classes = client.complete_resource_simple(uri, "class", "ksampl").await.unwrap();
    assert_eq!(classes[0], "KSampler", "what begins so comes first");
    let uri = "comfy://asset/{asset_id}";
    let assets = client.complete_resource_simple(uri, "asset_id", "").await.unwrap();
    assert_eq!(assets, [asset]);
}
