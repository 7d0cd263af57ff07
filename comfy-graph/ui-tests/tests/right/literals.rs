//! Literals as people write them.

use comfy_graph::{In, Out, ty};
use comfy_ui_tests::comfy::models::Checkpoint;
use comfy_ui_tests::comfy::nodes::{
    CLIPTextEncode, CheckpointLoaderSimple, ComfyMathExpression, EmptyLatentImage, KSampler,
    KSamplerAdvanced, LoadImage, PrimitiveInt,
};

fn numbers(node: KSampler) -> KSampler {
    node.cfg(7).cfg(7.5).cfg(7.5_f32).steps(20).steps(20_u8).seed(7).seed(u64::MAX)
}

fn texts(clip: Out<ty::Clip>, own: String) {
    let _ = CLIPTextEncode::new("a cat", clip);
    let _ = CLIPTextEncode::new(&own, clip);
    let _ = CLIPTextEncode::new(own, clip);
}

fn flags(node: KSamplerAdvanced) -> KSamplerAdvanced {
    node.add_noise(true).return_with_leftover_noise(false)
}

fn mixed(number: Out<ty::Int>, held: In<i64>) {
    let _ = ComfyMathExpression::new([In::new(1), In::new(number), In::new(0.5)]);
    let _ = EmptyLatentImage::new().width(held).height(number);
}

#[test]
fn literals_are_what_people_write() {
    let _ = CheckpointLoaderSimple::new("sd.safetensors");
    let _ = CheckpointLoaderSimple::new(Checkpoint::from("sd.safetensors"));
    let _ = LoadImage::new("cat.png");
    let _ = PrimitiveInt::new(-1);
}
