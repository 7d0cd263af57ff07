//! Every way to name the output that an input is wired to.

use comfy_graph::{Graph, Out, ty};
use comfy_ui_tests::comfy::nodes::{
    BatchImagesNode, CLIPTextEncode, CheckpointLoaderSimple, ComfySwitchNode, EmptyLatentImage,
    KSampler, KSamplerLinks, LoraLoader, PreviewAny, PreviewImage, PrimitiveInt, RebatchImages,
    ResizeImageMaskNode, SaveImage, StringFormat, VAEDecode, VAEEncode,
};
use comfy_ui_tests::comfy::options::resize_image_mask_node_resize_type::{MatchSize, ScaleWidth};

fn whole_nodes_and_fields(graph: &mut Graph) {
    let loader = graph.add(CheckpointLoaderSimple::new("sd.safetensors"));
    let lora = graph.add(LoraLoader::new(&loader, loader, "detail.safetensors"));
    let text = graph.add(CLIPTextEncode::new("a cat", &lora));
    let blank = graph.add(EmptyLatentImage::new());
    let links = KSamplerLinks {
        model: &lora,
        positive: text,
        negative: text.conditioning,
        latent_image: &&blank,
    };
    let sampled = graph.add(KSampler::new(links));
    let decoded = graph.add(VAEDecode::new(sampled.latent, &loader));
    graph.add(SaveImage::new(decoded));
}

fn lists(graph: &mut Graph, image: Out<ty::Image>, vae: Out<ty::Vae>) {
    let batches = graph.add(RebatchImages::new(image));
    graph.add(VAEEncode::new(batches.image, vae));
    graph.add(VAEEncode::new(batches, vae));
    graph.add(BatchImagesNode::new([batches.image.each(), image]));
    graph.add(BatchImagesNode::new(vec![image; 3]));
    graph.add(BatchImagesNode::new([&batches]));
}

fn unions_and_wildcards(graph: &mut Graph, image: Out<ty::Image>, wild: Out<ty::Wild>) {
    let number = graph.add(PrimitiveInt::new(64));
    let _ = MatchSize::new(image);
    graph.add(PreviewAny::new(image));
    graph.add(PreviewAny::new(wild));
    graph.add(PreviewImage::new(wild.assume::<ty::Image>()));
    graph.add(StringFormat::new().values([image.widen::<ty::Any>(), number.int.widen()]));
    graph.add(EmptyLatentImage::new().width(&number).height(number.int));
}

fn match_types(graph: &mut Graph, image: Out<ty::Image>, mask: Out<ty::Mask>, wild: Out<ty::Wild>) {
    let chosen = graph.add(ComfySwitchNode::new(true, image, &image));
    graph.add(SaveImage::new(&chosen));
    let chosen = graph.add(ComfySwitchNode::new(false, mask, mask));
    let resized = graph.add(ResizeImageMaskNode::new(chosen, ScaleWidth::new().width(64)));
    let _: Out<ty::Mask> = resized.resized;
    graph.add(ComfySwitchNode::new(true, wild, wild));
}

#[test]
fn outputs_are_named_in_every_way() {}
