//! Stands for models, and for what is made with them before sampling.

use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::value::{Data, StandIn};

pub(super) const NODES: &[(&str, Run)] = &[
    ("CheckpointLoaderSimple", checkpoint),
    ("UNETLoader", model),
    ("CLIPLoader", clip),
    ("DualCLIPLoader", clip),
    ("TripleCLIPLoader", clip),
    ("QuadrupleCLIPLoader", clip),
    ("VAELoader", vae),
    ("LoraLoader", lora),
    ("LoraLoaderModelOnly", same_model),
    ("ModelSamplingFlux", same_model),
    ("ModelSamplingSD3", same_model),
    ("ModelSamplingAuraFlow", same_model),
    ("CLIPSetLastLayer", same_clip),
    ("CLIPTextEncode", conditioning),
    ("CLIPTextEncodeFlux", conditioning),
    ("CLIPTextEncodeSDXL", conditioning),
    ("CLIPTextEncodeSD3", conditioning),
    ("ConditioningCombine", conditioning),
    ("ConditioningConcat", conditioning),
    ("ConditioningAverage", conditioning),
    ("ConditioningZeroOut", conditioning),
    ("ConditioningSetArea", conditioning),
    ("ConditioningSetMask", conditioning),
    ("ConditioningSetTimestepRange", conditioning),
    ("FluxGuidance", conditioning),
    ("ControlNetLoader", control_net),
    ("DiffControlNetLoader", control_net),
    ("ControlNetApply", conditioning),
    ("ControlNetApplyAdvanced", both_conditionings),
    ("UpscaleModelLoader", upscale_model),
];

/// The factor of an upscale model whose name does not tell one.
const USUAL_FACTOR: usize = 4;

fn checkpoint(_: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([StandIn::Model, StandIn::Clip, StandIn::Vae].map(Data::stand_in).into())
}

fn model(_: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::stand_in(StandIn::Model)].into())
}

fn clip(_: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::stand_in(StandIn::Clip)].into())
}

fn vae(_: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::stand_in(StandIn::Vae)].into())
}

fn control_net(_: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::stand_in(StandIn::ControlNet)].into())
}

fn lora(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([inputs.need("model")?.clone(), inputs.need("clip")?.clone()].into())
}

fn same_model(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([inputs.need("model")?.clone()].into())
}

fn same_clip(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([inputs.need("clip")?.clone()].into())
}

fn conditioning(_: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::stand_in(StandIn::Conditioning)].into())
}

fn both_conditionings(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([inputs.need("positive")?.clone(), inputs.need("negative")?.clone()].into())
}

// Names such as `RealESRGAN_x2.pth` tell their factor.
fn upscale_model(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let name = inputs.text("model_name")?.to_lowercase();
    let told = [2, 3, 4, 8].into_iter().find(|factor| {
        name.contains(&format!("x{factor}")) || name.contains(&format!("{factor}x"))
    });
    Ok([Data::stand_in(StandIn::UpscaleModel { factor: told.unwrap_or(USUAL_FACTOR) })].into())
}
