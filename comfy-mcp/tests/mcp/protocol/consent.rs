//! What a call must ask before it spends.

use comfy_mcp::error::Code;
use rmcp::model::ProtocolVersion;
use rmcp::service::{ClientLifecycleMode, ClientServiceExt as _};
use serde_json::{Value, json};

use crate::support::ears::{Ears, Says};
use crate::support::{Bench, Wishes, answer, graphs, json, sandbox, serve};

/// A ComfyUI where inverting costs, with a client of one kind.
async fn bench(ears: Ears) -> Bench {
    let mut object_info = comfy_codegen::stock::object_info();
    object_info["ImageInvert"]["api_node"] = json!(true);
    let wishes = Wishes::default()
        .workflow("inverted.json", graphs::inverted())
        .workflow("plain.json", graphs::plain(1))
        .ears(ears);
    Bench::with(sandbox().object_info(object_info), wishes).await
}

async fn refused(bench: &Bench, tool: &str, arguments: Value, code: Code) {
    let refusal = bench.refusal(tool, arguments).await;

    assert_eq!(refusal["error_code"], code.as_str(), "{refusal}");
    let listed = bench.call("list_assets", json!({})).await;
    assert_eq!(listed["count"], 0, "nothing was spent");
}

#[tokio::test]
async fn a_user_who_agrees_is_asked_once() {
    let bench = bench(Ears::asking(Says::Yes)).await;

    bench.call("inverted", json!({})).await;

    let questions = bench.ears().questions();
    assert_eq!(questions.len(), 1);
    assert!(questions[0].contains("ImageInvert"), "{questions:?}");
}

#[tokio::test]
async fn a_user_who_does_not_agree_spends_nothing() {
    for says in [Says::No, Says::Unticked, Says::Cancel] {
        let bench = bench(Ears::asking(says)).await;

        refused(&bench, "inverted", json!({}), Code::Declined).await;
    }
}

#[tokio::test]
async fn no_argument_takes_the_place_of_a_user() {
    let bench = bench(Ears::asking(Says::No)).await;

    refused(&bench, "inverted", json!({"confirm": true}), Code::Declined).await;
}

#[tokio::test]
async fn where_nobody_can_be_asked_the_call_must_say_so() {
    let bench = bench(Ears::default()).await;
    refused(&bench, "inverted", json!({}), Code::ConfirmationRequired).await;
    refused(&bench, "inverted", json!({"confirm": false}), Code::ConfirmationRequired).await;

    bench.call("inverted", json!({"confirm": true})).await;
}

#[tokio::test]
async fn only_tools_that_spend_offer_the_confirmation() {
    let bench = bench(Ears::default()).await;
    let offers = async |name: &str| {
        let tool = bench.tool(name).await;
        tool.input_schema["properties"].get("confirm").is_some()
    };

    for name in ["inverted", "run_workflow", "regenerate", "batch_generate"] {
        assert!(offers(name).await, "{name}");
    }
    for name in ["plain", "generate_image"] {
        assert!(!offers(name).await, "{name}");
    }
}

#[tokio::test]
async fn every_tool_that_spends_asks_and_takes_the_confirmation() {
    let bench = bench(Ears::default()).await;
    let run = json!({"workflow_id": "inverted"});
    refused(&bench, "run_workflow", run.clone(), Code::ConfirmationRequired).await;
    let requests = json!([{"1.color": 1}, {"1.color": 2}]);
    let batch = json!({"workflow_id": "inverted", "requests": requests});
    refused(&bench, "batch_generate", batch.clone(), Code::ConfirmationRequired).await;
    let confirmed = |mut arguments: Value| {
        arguments["confirm"] = json!(true);
        arguments
    };

    let asset = bench.call("run_workflow", confirmed(run)).await;
    bench.call("batch_generate", confirmed(batch)).await;
    let again = json!({"asset_id": asset["asset_id"], "param_overrides": {"1.color": 7}});
    let refusal = bench.refusal("regenerate", again.clone()).await;
    assert_eq!(refusal["error_code"], Code::ConfirmationRequired.as_str());
    bench.call("regenerate", confirmed(again)).await;
}

#[tokio::test]
async fn what_costs_nothing_asks_nobody() {
    let bench = bench(Ears::asking(Says::No)).await;

    bench.call("plain", json!({})).await;

    assert_eq!(bench.ears().questions(), [""; 0]);
}

#[tokio::test]
async fn clients_of_the_newest_revision_are_asked_too() {
    for (says, is_refused) in [(Says::Yes, false), (Says::No, true)] {
        let bench = bench(Ears::default()).await;
        let lifecycle = ClientLifecycleMode::Discover {
            preferred_versions: vec![ProtocolVersion::V_2026_07_28],
        };
        let ears = Ears::asking(says);
        let theirs = serve(&bench.started);
        let client = ears.clone().serve_with_lifecycle(theirs, lifecycle).await.unwrap();

        let answered = answer(&client, "inverted", json!({})).await;

        assert_eq!(answered.is_error == Some(true), is_refused, "{answered:?}");
        assert_eq!(ears.questions().len(), 1);
        if is_refused {
            assert_eq!(json(&answered)["error_code"], Code::Declined.as_str());
        }
    }
}
