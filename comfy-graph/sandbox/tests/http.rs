//! The routes, held against recorded answers of the real server.

#![allow(clippy::unwrap_used, reason = "a panic in a test is its report")]

mod support;

use std::time::Duration;

use comfy_sandbox::{Fault, Sandbox};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use support::{Client, blank, builder, inverted, node, sampled};

fn png(colour: [u8; 4]) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let picture = image::RgbaImage::from_pixel(2, 2, image::Rgba(colour));
    picture.write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

async fn upload(sandbox: &Sandbox, name: &str, bytes: Vec<u8>, fields: &[(&str, &str)]) -> Value {
    let part = Part::bytes(bytes).file_name(name.to_owned());
    let mut form = Form::new().part("image", part);
    for (key, value) in fields {
        form = form.text((*key).to_owned(), (*value).to_owned());
    }
    let url = format!("{}/upload/image", sandbox.url());
    let answer = support::http().post(url).multipart(form).send().await.unwrap();
    let status = answer.status().as_u16();
    answer.json().await.unwrap_or_else(|_| json!(status))
}

async fn status(sandbox: &Sandbox, path: &str) -> u16 {
    support::http().get(format!("{}{path}", sandbox.url())).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn uploads_of_one_name_get_numbers() {
    let sandbox = builder().start().await.unwrap();
    let (red, blue) = (png([255, 0, 0, 255]), png([0, 0, 255, 255]));
    let name = |answer: Value| answer["name"].as_str().unwrap().to_owned();

    assert_eq!(name(upload(&sandbox, "a.png", red.clone(), &[]).await), "a.png");
    assert_eq!(name(upload(&sandbox, "a.png", red.clone(), &[]).await), "a.png");
    assert_eq!(name(upload(&sandbox, "a.png", blue.clone(), &[]).await), "a (1).png");
    assert_eq!(name(upload(&sandbox, "a.png", blue.clone(), &[]).await), "a (1).png");
    let overwriting = [("overwrite", "true")];
    assert_eq!(name(upload(&sandbox, "a.png", blue, &overwriting).await), "a.png");
}

#[tokio::test]
async fn uploads_stay_inside_their_folder() {
    let sandbox = builder().start().await.unwrap();
    let put = |fields: &'static [(&str, &str)]| upload(&sandbox, "a.png", vec![1], fields);

    assert_eq!(put(&[("subfolder", "../x")]).await, json!(400));
    assert_eq!(put(&[("subfolder", "/etc")]).await, json!(400));
    assert_eq!(put(&[("type", "bogus")]).await, json!(500));
    let inside = json!({"name": "a.png", "subfolder": "s/t", "type": "temp"});
    assert_eq!(put(&[("subfolder", "s/t"), ("type", "temp")]).await, inside);
}

#[tokio::test]
async fn views_follow_their_rules() {
    let sandbox = builder().start().await.unwrap();
    upload(&sandbox, "a.png", png([255, 0, 0, 77]), &[]).await;
    upload(&sandbox, "a.html", b"<p>".to_vec(), &[]).await;

    for (query, expected) in [
        ("filename=a.png&type=input", 200),
        ("filename=a.png%20[input]&type=output", 200),
        ("filename=x/a.png&type=input", 200),
        ("filename=a.png", 404),
        ("filename=&type=input", 400),
        ("filename=../a.png&type=input", 400),
        ("filename=/a.png&type=input", 400),
        ("filename=a.png&type=bogus", 400),
        ("filename=a.png&type=input&subfolder=../..", 403),
        ("filename=a.html&type=input&preview=webp", 500),
    ] {
        assert_eq!(status(&sandbox, &format!("/view?{query}")).await, expected, "{query}");
    }
}

#[tokio::test]
async fn a_view_can_take_channels_apart() {
    let sandbox = builder().start().await.unwrap();
    upload(&sandbox, "a.png", png([255, 0, 0, 77]), &[]).await;
    let url = |rest: &str| format!("{}/view?filename=a.png&type=input{rest}", sandbox.url());

    let bytes = support::http().get(url("&channel=a")).send().await.unwrap().bytes().await.unwrap();
    let alpha = image::load_from_memory(&bytes).unwrap().to_rgba8();
    let preview = support::http().get(url("&preview=jpeg;50")).send().await.unwrap();

    assert_eq!(alpha.get_pixel(0, 0).0, [0, 0, 0, 77]);
    assert_eq!(preview.headers()["content-type"], "image/jpeg");
}

#[tokio::test]
async fn errors_have_the_shape_of_their_route() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::connect(&sandbox, "me").await;
    let post = |body: &'static str| {
        let request = client.http.post(format!("{}/prompt", sandbox.url())).body(body);
        async move {
            let answer = request.send().await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        }
    };

    let trouble = (500, "500 Internal Server Error\n\nServer got itself in trouble".to_owned());
    for body in ["", "{", r#"{"prompt": null}"#, r#"{"prompt": {"1": 2}}"#] {
        assert_eq!(post(body).await, trouble, "{body}");
    }
    assert!(post("[]").await.1.contains("no_prompt"));
    assert!(post(r#"{"prompt": {}, "number": 1e999}"#).await.1.contains("prompt_no_outputs"));
    assert!(post(r#"{"prompt": {}}"#).await.1.contains("prompt_no_outputs"));
    let bad_id = post(r#"{"prompt": {}, "prompt_id": "X"}"#).await;
    assert!(bad_id.1.contains("invalid_prompt_id"));
    assert_eq!(status(&sandbox, "/nowhere").await, 404);
    assert_eq!(status(&sandbox, "/interrupt").await, 405);
    assert_eq!(status(&sandbox, "/api/jobs/x").await, 404);
}

#[tokio::test]
async fn a_prompt_with_one_good_output_runs() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::connect(&sandbox, "me").await;
    let mut prompt = inverted();
    prompt["9"] = node("SaveImage", json!({"images": ["2", 0]}));

    let (status, answer) = client.post("/prompt", json!({"prompt": prompt})).await;

    assert_eq!(status, 200);
    let error = json!({
        "type": "required_input_missing", "message": "Required input is missing",
        "details": "filename_prefix", "extra_info": {"input_name": "filename_prefix"},
    });
    let expected =
        json!({"9": {"errors": [error], "dependent_outputs": ["9"], "class_type": "SaveImage"}});
    assert_eq!(answer["node_errors"], expected);
}

#[tokio::test]
async fn bad_values_are_refused_by_type() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::connect(&sandbox, "me").await;
    let cases = [
        ("value_bigger_than_max", "width", json!(99_999)),
        ("value_smaller_than_min", "width", json!(0)),
        ("invalid_input_type", "width", json!("abc")),
        ("bad_linked_input", "width", json!([1, 2, 3])),
    ];
    for (kind, input, value) in cases {
        let mut prompt = inverted();
        prompt["1"]["inputs"][input] = value;
        let (status, answer) = client.post("/prompt", json!({"prompt": prompt})).await;

        assert_eq!(status, 400);
        assert_eq!(answer["node_errors"]["1"]["errors"][0]["type"], kind);
    }
    let mut mismatched = inverted();
    mismatched["3"]["inputs"]["filename_prefix"] = json!(["1", 0]);
    let (_, answer) = client.post("/prompt", json!({"prompt": mismatched})).await;
    assert_eq!(answer["node_errors"]["3"]["errors"][0]["type"], "return_type_mismatch");
}

#[tokio::test]
async fn literals_run_and_are_shown_converted() {
    let sandbox = builder().start().await.unwrap();
    let mut client = Client::ready(&sandbox, "me").await;
    let mut prompt = inverted();
    prompt["1"]["inputs"]["width"] = json!(" 1_6\n");
    prompt["2"]["inputs"]["image"] = json!(["1", -1]);

    let entry = client.run(prompt).await;

    assert_eq!(entry["prompt"][2]["1"]["inputs"]["width"], 16);
    assert_eq!(entry["status"]["status_str"], "success");
}

#[tokio::test]
async fn old_classes_are_replaced() {
    let mut schema = support::schema();
    let template = json!({"input": {"required": {"image": ["IMAGE"]}}, "prefix": "image", "min": 2,
        "max": 50});
    let images = json!(["COMFY_AUTOGROW_V3", {"template": template}]);
    schema["BatchImagesNode"] =
        json!({"input": {"required": {"images": images}}, "output": ["IMAGE"]});
    let sandbox = Sandbox::builder().object_info(schema).start().await.unwrap();
    let mut client = Client::ready(&sandbox, "me").await;
    let mut prompt = inverted();
    prompt["2"] = node("ImageBatch", json!({"image1": ["1", 0], "image2": ["1", 0]}));
    let untitled = client.post("/prompt", json!({"prompt": prompt})).await.0;
    prompt["2"]["_meta"] = json!({"title": "Both"});

    let entry = client.run(prompt).await;

    assert_eq!(untitled, 500);
    assert_eq!(entry["prompt"][2]["2"]["class_type"], "BatchImagesNode");
    assert_eq!(entry["outputs"]["3"]["images"].as_array().unwrap().len(), 2);
    let table = client.get("/node_replacements").await;
    assert_eq!(table["ImageBatch"][0]["new_node_id"], "BatchImagesNode");
}

#[tokio::test]
async fn uploads_are_choices_at_once() {
    let mut schema = support::schema();
    let combo = json!([[], {"image_upload": true}]);
    schema["PackLoader"] =
        json!({"input": {"required": {"file": combo}}, "output": [], "output_node": true});
    let sandbox = Sandbox::builder().object_info(schema).start().await.unwrap();
    let client = Client::connect(&sandbox, "me").await;
    let load = |name: &str| json!({"prompt": {"1": node("PackLoader", json!({"file": name}))}});
    let before = client.post("/prompt", load("a.png")).await.1;
    upload(&sandbox, "a.png", vec![1], &[]).await;
    let after = client.post("/prompt", load("b.png")).await.1;

    let config = |answer: &Value| {
        let error = &answer["node_errors"]["1"]["errors"][0];
        (error["type"].clone(), error["extra_info"]["input_config"][0].clone())
    };
    assert_eq!(config(&before), (json!("value_not_in_list"), json!([])));
    assert_eq!(config(&after), (json!("value_not_in_list"), json!(["a.png"])));
    assert_eq!(client.post("/prompt", load("a.png")).await.0, 200);
}

#[tokio::test]
async fn waiting_jobs_run_by_number_and_can_be_removed() {
    let sandbox = builder().step_time(Duration::from_millis(1)).start().await.unwrap();
    let mut client = Client::ready(&sandbox, "me").await;
    let running = client.submit(sampled(10_000, 1)).await;
    client.wait_for("progress").await;
    let later = client.submit(inverted()).await;
    let front = json!({"prompt": sampled(1, 2), "front": true});
    let front = client.post("/prompt", front).await.1;

    let queue = client.get("/queue").await;
    client.post("/queue", json!({"delete": [later]})).await;

    assert_eq!(queue["queue_running"][0][1], json!(running));
    let numbers: Vec<_> =
        queue["queue_pending"].as_array().unwrap().iter().map(|job| job[0].clone()).collect();
    assert_eq!(numbers, [json!(-2), json!(1)]);
    assert_eq!(front["number"], -2);
    assert_eq!(client.get("/prompt").await["exec_info"]["queue_remaining"], 2);
}

#[tokio::test]
async fn saved_pictures_carry_the_prompt() {
    let sandbox = builder().start().await.unwrap();
    let mut client = Client::ready(&sandbox, "me").await;
    let entry = client.run(inverted()).await;

    let file = entry["outputs"]["3"]["images"][0]["filename"].as_str().unwrap();
    let bytes = std::fs::read(sandbox.output_dir().join(file)).unwrap();

    let text = br#"tEXtprompt"#;
    let at = bytes.windows(text.len()).position(|part| part == text).unwrap();
    assert!(at < bytes.windows(4).position(|part| part == b"IDAT").unwrap());
    assert!(bytes[at..].starts_with(b"tEXtprompt\0{\"1\": {\"class_type\": \"EmptyImage\""));
}

#[tokio::test]
async fn a_changed_input_file_is_loaded_again() {
    let sandbox = builder().start().await.unwrap();
    let mut client = Client::ready(&sandbox, "me").await;
    let prompt = json!({
        "1": node("LoadImage", json!({"image": "a.png"})),
        "2": node("PreviewImage", json!({"images": ["1", 0]})),
    });
    upload(&sandbox, "a.png", png([255, 0, 0, 255]), &[]).await;
    let first = client.run(prompt.clone()).await;
    upload(&sandbox, "a.png", png([0, 0, 255, 255]), &[("overwrite", "1")]).await;
    let second = client.run(prompt).await;

    assert_eq!(first["status"]["messages"][1][1]["nodes"], json!([]));
    assert_eq!(second["status"]["messages"][1][1]["nodes"], json!([]));
    assert_ne!(first["outputs"], second["outputs"]);
}

#[tokio::test]
async fn a_missing_input_file_is_refused() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::connect(&sandbox, "me").await;
    let prompt = json!({
        "1": node("LoadImage", json!({"image": "../../etc/passwd"})),
        "2": node("PreviewImage", json!({"images": ["1", 0]})),
    });

    let (status, answer) = client.post("/prompt", json!({"prompt": prompt})).await;

    assert_eq!(status, 400);
    let error = &answer["node_errors"]["1"]["errors"][0];
    assert_eq!(error["type"], "custom_validation_failed");
    assert_eq!(error["details"], "image - Invalid image file: ../../etc/passwd");
}

#[tokio::test]
async fn a_roundabout_name_of_an_input_file_is_taken() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::connect(&sandbox, "me").await;
    upload(&sandbox, "a.png", png([255, 0, 0, 255]), &[]).await;
    let prompt = json!({
        "1": node("LoadImage", json!({"image": "../input/a.png [input]"})),
        "2": node("PreviewImage", json!({"images": ["1", 0]})),
    });

    assert_eq!(client.post("/prompt", json!({"prompt": prompt})).await.0, 200);
}

#[tokio::test]
async fn choices_and_model_folders_agree() {
    let sandbox = builder().model("checkpoints", "mine.safetensors").start().await.unwrap();
    let client = Client::connect(&sandbox, "me").await;

    let class = client.get("/object_info/CheckpointLoaderSimple").await;
    let files = client.get("/api/models/checkpoints").await;

    let choices = &class["CheckpointLoaderSimple"]["input"]["required"]["ckpt_name"][0];
    assert_eq!(*choices, files);
    assert_eq!(files, json!(["sandbox.safetensors", "mine.safetensors"]));
}

#[tokio::test]
async fn userdata_names_are_one_segment() {
    let sandbox = builder().start().await.unwrap();
    let http = support::http();
    let url = |path: &str| format!("{}/api/userdata/{path}", sandbox.url());

    let stored = http.post(url("workflows%2Fa.json")).body("{}").send().await.unwrap();
    let again = http.post(url("workflows%2Fa.json?overwrite=false")).send().await.unwrap();
    let outside = http.get(url("..%2F..%2Fx")).send().await.unwrap();

    assert_eq!(stored.json::<Value>().await.unwrap(), "workflows/a.json");
    assert_eq!(again.status(), 409);
    assert_eq!(outside.status(), 403);
    assert_eq!(status(&sandbox, "/userdata/workflows%2Fa.json").await, 200);
}

#[tokio::test]
async fn a_route_can_fail_once() {
    let fault = Fault::Fail { path: "/history".to_owned() };
    let sandbox = builder().fault(fault).start().await.unwrap();

    assert_eq!(status(&sandbox, "/api/history").await, 500);
    assert_eq!(status(&sandbox, "/api/history").await, 200);
}

#[tokio::test]
async fn hostile_sizes_fail_the_job_only() {
    let sandbox = builder().start().await.unwrap();
    let mut client = Client::ready(&sandbox, "me").await;
    let mut prompt = inverted();
    prompt["1"] = json!(blank(16_384));
    prompt["1"]["inputs"]["height"] = json!(16_384);
    prompt["1"]["inputs"]["batch_size"] = json!(64);

    let entry = client.run(prompt).await;

    assert_eq!(entry["status"]["messages"][2][1]["exception_type"], "SandboxTooLarge");
    assert_eq!(client.run(inverted()).await["status"]["status_str"], "success");
}
