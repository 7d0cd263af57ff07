//! Defect 4: what is made again, with changes.

use serde_json::{Value, json};

use crate::support::{Bench, Wishes, graphs, sandbox, small};

/// The addresses that `regenerate` changed.
fn changed(answer: &Value) -> Vec<&str> {
    let changed = answer["changed"].as_object().expect("changes are told");
    changed.keys().map(String::as_str).collect()
}

async fn again(bench: &Bench, asset: &Value, overrides: Value) -> Value {
    let arguments = json!({"asset_id": asset["asset_id"], "param_overrides": overrides});
    bench.call("regenerate", arguments).await
}

// 4
#[tokio::test]
async fn another_prompt_changes_the_positive_one_alone() {
    let bench = Bench::start().await;
    let asset = bench.call("generate_image", small("a photographic negative of a cat")).await;

    let answer = again(&bench, &asset, json!({"prompt": "a dog"})).await;

    let change = json!({"from": "a photographic negative of a cat", "to": "a dog"});
    assert_eq!(answer["changed"], json!({"2.text": change}));
}

// 4
#[tokio::test]
async fn another_negative_prompt_changes_that_alone() {
    let bench = Bench::start().await;
    let asset = bench.picture().await;

    let answer = again(&bench, &asset, json!({"negative_prompt": "blurry"})).await;

    let change = json!({"from": "text, watermark", "to": "blurry"});
    assert_eq!(answer["changed"], json!({"3.text": change}));
}

// 4
#[tokio::test]
async fn everything_that_is_not_named_stays() {
    let bench = Bench::start().await;
    let asset = bench.picture().await;

    let answer = again(&bench, &asset, json!({"steps": 3, "cfg": 10.0})).await;

    assert_eq!(changed(&answer), ["5.steps", "5.cfg"]);
    assert_eq!(answer["seed"], asset["seed"]);
}

// 4
#[tokio::test]
async fn minus_one_draws_a_new_seed() {
    let bench = Bench::start().await;
    let asset = bench.picture().await;

    let answer = bench.call("regenerate", json!({"asset_id": asset["asset_id"], "seed": -1})).await;

    assert_eq!(changed(&answer), ["5.seed"]);
    assert_ne!(answer["seed"], asset["seed"]);
}

// 4
#[tokio::test]
async fn samplers_of_every_kind_are_understood() {
    for (graph, seed, steps) in [
        (graphs::advanced_sampler(), "50.noise_seed", "50.steps"),
        (graphs::custom_sampler(), "51.noise_seed", "54.steps"),
    ] {
        let bench = Bench::with(sandbox(), Wishes::default().workflow("own.json", graph)).await;
        let asset = bench.call("own", json!({})).await;

        let answer = again(&bench, &asset, json!({"prompt": "a bird"})).await;
        assert_eq!(answer["changed"], json!({"30.text": {"from": "a cat", "to": "a bird"}}));
        let answer = again(&bench, &asset, json!({"negative_prompt": "a fish"})).await;
        assert_eq!(answer["changed"], json!({"20.text": {"from": "a dog", "to": "a fish"}}));
        let answer = again(&bench, &asset, json!({"steps": 3})).await;
        assert_eq!(changed(&answer), [steps]);
        let arguments = json!({"asset_id": asset["asset_id"], "seed": 99});
        let answer = bench.call("regenerate", arguments).await;
        assert_eq!(changed(&answer), [seed]);
        assert_eq!(answer["changed"][seed]["to"], 99);
    }
}

// 4
#[tokio::test]
async fn any_input_is_changed_by_its_address() {
    let wishes = Wishes::default().workflow("plain.json", graphs::plain(1));
    let bench = Bench::with(sandbox(), wishes).await;
    let asset = bench.call("plain", json!({})).await;

    let answer = again(&bench, &asset, json!({"1.color": 7})).await;

    assert_eq!(answer["changed"], json!({"1.color": {"from": 255, "to": 7}}));
}

// 4
#[tokio::test]
async fn what_cannot_be_changed_is_refused_rather_than_ignored() {
    let bench = Bench::start().await;
    let asset = bench.picture().await;
    let overrides = json!({"lyrics": "la la"});
    let arguments = json!({"asset_id": asset["asset_id"], "param_overrides": overrides});

    let refusal = bench.refusal("regenerate", arguments).await;

    assert!(refusal["error"].as_str().unwrap().contains("lyrics"), "{refusal}");
}
