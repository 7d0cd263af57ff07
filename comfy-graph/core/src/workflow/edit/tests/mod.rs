//! Tries operations on small graphs, then random ones on graphs of people.

mod corpus;
mod errors;
mod files;
mod forms;
mod json;
mod operations;
mod random;

use crate::prompt::Prompt;
use crate::schema::Schema;
use crate::workflow::edit::{EditErrors, Edited, Edits};

const SCHEMA: &str = r#"{
    "CheckpointLoaderSimple":{"input":{"required":{"ckpt_name":[["a.safetensors"]]}},
        "output":["MODEL","CLIP","VAE"]},
    "LoraLoader":{"input":{"required":{"model":["MODEL"],"clip":["CLIP"],
        "lora_name":[["x.safetensors","y.safetensors"]],
        "strength_model":["FLOAT",{"default":1.0,"min":-100,"max":100}],
        "strength_clip":["FLOAT",{"default":1.0,"min":-100,"max":100}]}},
        "output":["MODEL","CLIP"]},
    "UNETLoader":{"input":{"required":{"unet_name":[["u.safetensors"]]}},"output":["MODEL"]},
    "LoraLoaderModelOnly":{"input":{"required":{"model":["MODEL"],
        "lora_name":[["x.safetensors","y.safetensors"]],
        "strength_model":["FLOAT",{"default":1.0,"min":-100,"max":100}]}},"output":["MODEL"]},
    "CLIPTextEncode":{"input":{"required":{"text":["STRING",{"multiline":true}],"clip":["CLIP"]}},
        "output":["CONDITIONING"]},
    "KSampler":{"input":{"required":{"model":["MODEL"],
        "seed":["INT",{"default":0,"min":0,"max":18446744073709551615}],
        "steps":["INT",{"default":20,"min":1,"max":10000}],
        "sampler_name":[["euler","heun"]],
        "positive":["CONDITIONING"],"latent_image":["LATENT"]}},"output":["LATENT"]},
    "EmptyLatentImage":{"input":{"required":{"width":["INT",{"default":512,"min":16,"max":16384}]}},
        "output":["LATENT"]},
    "VAEDecode":{"input":{"required":{"samples":["LATENT"],"vae":["VAE"]}},"output":["IMAGE"]},
    "ImageInvert":{"input":{"required":{"image":["IMAGE"]}},"output":["IMAGE"]},
    "Resize":{"input":{"required":{"image":["IMAGE"],"mode":["COMFY_DYNAMICCOMBO_V3",{"options":[
        {"key":"size","inputs":{"required":{"width":["INT",{"default":64,"max":100}]}}},
        {"key":"factor","inputs":{"required":{"by":["FLOAT",{"default":2.0}]}}}]}],
        "crop":["BOOLEAN",{"default":false}]}},"output":["IMAGE"]},
    "Batch":{"input":{"required":{"images":["COMFY_AUTOGROW_V3",{"template":{"prefix":"image",
        "min":1,"max":2,"input":{"required":{"image":["IMAGE",{}]}}}}]}},"output":["IMAGE"]},
    "SaveImage":{"input":{"required":{"images":["IMAGE"],
        "filename_prefix":["STRING",{"default":"ComfyUI"}]}},"output_node":true}}"#;

const PROMPT: &str = r#"{
    "4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"a.safetensors"}},
    "6":{"class_type":"CLIPTextEncode","inputs":{"text":"a","clip":["4",1]}},
    "5":{"class_type":"EmptyLatentImage","inputs":{"width":512}},
    "3":{"class_type":"KSampler","inputs":{"model":["4",0],"seed":1,"steps":20,
        "sampler_name":"euler","positive":["6",0],"latent_image":["5",0]}},
    "8":{"class_type":"VAEDecode","inputs":{"samples":["3",0],"vae":["4",2]}},
    "7":{"class_type":"ImageInvert","inputs":{"image":["8",0]},"_meta":{"title":"Negative"}},
    "9":{"class_type":"SaveImage","inputs":{"images":["7",0],"filename_prefix":"out"}}}"#;

fn schema() -> Schema {
    Schema::from_object_info(SCHEMA.as_bytes()).unwrap()
}

/// What `operations` do to the prompt above.
fn tried(operations: &str) -> Result<(Prompt, Edited), EditErrors> {
    let edits: Edits = serde_json::from_str(operations).unwrap();
    let mut prompt: Prompt = serde_json::from_str(PROMPT).unwrap();
    let edited = edits.prompt(&mut prompt, &schema())?;
    Ok((prompt, edited))
}
