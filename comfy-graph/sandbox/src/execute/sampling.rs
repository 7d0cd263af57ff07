//! Pretends to sample: counts steps, shows previews, remembers seed and steps.

use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::value::{Data, Latent, Sampled, StandIn};
use crate::placeholder::{self, Caption};
use crate::socket::PictureFormat;

pub(super) const NODES: &[(&str, Run)] = &[
    ("KSampler", sample),
    ("KSamplerAdvanced", sample_part),
    ("SamplerCustom", sample_custom),
    ("SamplerCustomAdvanced", sample_guided),
    ("BasicGuider", guider),
    ("CFGGuider", guider),
    ("KSamplerSelect", sampler),
    ("RandomNoise", noise),
    ("DisableNoise", no_noise),
    ("BasicScheduler", sigmas),
    ("KarrasScheduler", sigmas),
    ("VAEDecode", decode),
    ("VAEDecodeTiled", decode),
];

/// The longer side of a preview at most.
const PREVIEW_SIDE: usize = 512;

fn seed(inputs: &Inputs, name: &str) -> Result<u64, Failure> {
    // Seeds are taken modulo 2^64, as the generator behind them does.
    Ok(inputs.int(name)? as u64)
}

fn sample(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    // With less denoising fewer steps are left to do, but all are counted.
    let sampled = Sampled { seed: seed(inputs, "seed")?, steps: inputs.count("steps")? as u64 };
    run(inputs, sampled, call)
}

fn sample_part(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    let steps = inputs.count("steps")?;
    let start = inputs.count("start_at_step")?.min(steps);
    let end = inputs.count("end_at_step")?.clamp(start, steps);
    let sampled = Sampled { seed: seed(inputs, "noise_seed")?, steps: (end - start) as u64 };
    run(inputs, sampled, call)
}

fn sample_custom(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    let steps = steps_of(inputs)?;
    let sampled = Sampled { seed: seed(inputs, "noise_seed")?, steps };
    twice(run(inputs, sampled, call)?)
}

fn sample_guided(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    let StandIn::Noise { seed } = *inputs.stand_in("noise")? else {
        return Err(Failure::kind_of("`noise` must be noise"));
    };
    let sampled = Sampled { seed, steps: steps_of(inputs)? };
    twice(run(inputs, sampled, call)?)
}

fn steps_of(inputs: &Inputs) -> Result<u64, Failure> {
    match *inputs.stand_in("sigmas")? {
        StandIn::Sigmas { steps } => Ok(steps),
        _ => Err(Failure::kind_of("`sigmas` must be sigmas")),
    }
}

// Custom samplers give the latents with and without the noise that is left.
fn twice(outputs: Outputs) -> Result<Outputs, Failure> {
    let slots = outputs.slots;
    Ok(slots.iter().chain(&slots).cloned().collect::<Vec<_>>().into())
}

fn run(inputs: &Inputs, sampled: Sampled, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    let latent = inputs.latent("latent_image")?;
    let preview = if call.wants_previews() { preview(&latent, sampled) } else { None };
    for step in 1..=sampled.steps {
        call.shared.queue.pause(call.shared.step_time)?;
        let picture = preview.clone().map(|bytes| (bytes, PictureFormat::Jpeg));
        call.report((step, sampled.steps), picture)?;
    }
    let done = Latent { sampled: Some(sampled), source: None, ..(*latent).clone() };
    Ok([Data::Latent(done.into())].into())
}

fn preview(latent: &Latent, sampled: Sampled) -> Option<Vec<u8>> {
    let longest = latent.width.max(latent.height).max(1);
    let scaled = |side: usize| (side * PREVIEW_SIDE.min(longest) / longest).max(1);
    let (width, height) = (scaled(latent.width), scaled(latent.height));
    let caption = Caption { seed: sampled.seed, steps: sampled.steps };
    let bytes = placeholder::draw(1, (width, height), caption).ok()?.frame_bytes(0);
    let side = |side: usize| u32::try_from(side).ok();
    let picture = image::RgbImage::from_raw(side(width)?, side(height)?, bytes)?;
    let mut out = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 95);
    picture.write_with_encoder(encoder).ok()?;
    Some(out)
}

fn guider(_: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::stand_in(StandIn::Guider)].into())
}

fn sampler(_: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::stand_in(StandIn::Sampler)].into())
}

fn noise(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::stand_in(StandIn::Noise { seed: seed(inputs, "noise_seed")? })].into())
}

fn no_noise(_: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::stand_in(StandIn::Noise { seed: 0 })].into())
}

fn sigmas(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let steps = inputs.count("steps")? as u64;
    Ok([Data::stand_in(StandIn::Sigmas { steps })].into())
}

fn decode(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let latent = inputs.latent("samples")?;
    if let (None, Some(source)) = (latent.sampled, &latent.source) {
        return Ok([Data::Image(source.clone())].into());
    }
    let sampled = latent.sampled.unwrap_or(Sampled { seed: 0, steps: 0 });
    let caption = Caption { seed: sampled.seed, steps: sampled.steps };
    let size = (latent.width, latent.height);
    Ok([Data::image(placeholder::draw(latent.batch, size, caption)?)].into())
}
