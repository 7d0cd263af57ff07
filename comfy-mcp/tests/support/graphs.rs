//! Small graphs that a stand-in runs.

use serde_json::{Value, json};

fn node(class: &str, inputs: Value) -> Value {
    json!({"class_type": class, "inputs": inputs})
}

/// Saves plain pictures, without any model.
pub(crate) fn plain(batch_size: u32) -> Value {
    json!({
        "1": node("EmptyImage", json!({
            "width": 32, "height": 16, "batch_size": batch_size, "color": 255,
        })),
        "2": node("SaveImage", json!({"images": ["1", 0], "filename_prefix": "plain"})),
    })
}

/// Shows a picture, then fails: nothing may be saved outside of the output folder.
pub(crate) fn failing() -> Value {
    let mut graph = plain(1);
    graph["2"]["inputs"]["filename_prefix"] = json!("../outside");
    graph["3"] = node("PreviewImage", json!({"images": ["1", 0]}));
    graph
}

/// Saves a text.
pub(crate) fn text() -> Value {
    json!({
        "1": node("SaveText", json!({
            "text": "PARAM_TEXT", "filename_prefix": "note", "format": "txt",
        })),
    })
}

/// Inverts a picture.
pub(crate) fn inverted() -> Value {
    let mut graph = plain(1);
    graph["3"] = node("ImageInvert", json!({"image": ["1", 0]}));
    graph["2"]["inputs"]["images"] = json!(["3", 0]);
    graph
}

fn loaded() -> Value {
    json!({
        "10": node("CheckpointLoaderSimple", json!({"ckpt_name": "v1-5-pruned-emaonly.ckpt"})),
        "20": node("CLIPTextEncode", json!({"text": "a dog", "clip": ["10", 1]})),
        "30": node("CLIPTextEncode", json!({"text": "a cat", "clip": ["10", 1]})),
        "40": node("EmptyLatentImage", json!({"width": 64, "height": 64, "batch_size": 1})),
        "60": node("VAEDecode", json!({"samples": ["50", 0], "vae": ["10", 2]})),
        "70": node("SaveImage", json!({"images": ["60", 0], "filename_prefix": "drawn"})),
    })
}

/// Samples with the sampler that calls its seed `noise_seed`; node 30 is the positive prompt.
pub(crate) fn advanced_sampler() -> Value {
    let mut graph = loaded();
    graph["50"] = node(
        "KSamplerAdvanced",
        json!({
            "add_noise": "enable", "noise_seed": 7, "steps": 2, "cfg": 8.0, "sampler_name": "euler",
            "scheduler": "normal", "start_at_step": 0, "end_at_step": 10000,
            "return_with_leftover_noise": "disable", "model": ["10", 0], "positive": ["30", 0],
            "negative": ["20", 0], "latent_image": ["40", 0],
        }),
    );
    graph
}

/// Samples with a sampler whose settings are nodes; node 30 is the positive prompt.
pub(crate) fn custom_sampler() -> Value {
    let mut graph = loaded();
    graph["51"] = node("RandomNoise", json!({"noise_seed": 7}));
    graph["52"] = node(
        "CFGGuider",
        json!({
            "model": ["10", 0], "positive": ["30", 0], "negative": ["20", 0], "cfg": 4.0,
        }),
    );
    graph["53"] = node("KSamplerSelect", json!({"sampler_name": "euler"}));
    graph["54"] = node(
        "BasicScheduler",
        json!({
            "model": ["10", 0], "scheduler": "normal", "steps": 2, "denoise": 1.0,
        }),
    );
    graph["50"] = node(
        "SamplerCustomAdvanced",
        json!({
            "noise": ["51", 0], "guider": ["52", 0], "sampler": ["53", 0], "sigmas": ["54", 0],
            "latent_image": ["40", 0],
        }),
    );
    graph
}

/// What the editor saves for a plain picture.
pub(crate) fn editor() -> Value {
    json!({
        "nodes": [
            {"id": 1, "type": "EmptyImage", "outputs": [{"name": "IMAGE", "links": [1]}],
             "widgets_values": [32, 16, 1, 255]},
            {"id": 2, "type": "SaveImage", "inputs": [{"name": "images", "link": 1}],
             "widgets_values": ["edited"]},
        ],
        "links": [[1, 1, 0, 2, 0, "IMAGE"]],
        "version": 0.4,
    })
}
