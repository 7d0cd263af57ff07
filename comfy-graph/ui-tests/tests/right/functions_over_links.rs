//! Functions that take any link of a type, and wire it several times.

use comfy_graph::{Feeds, Graph, Out, Single, Source, ty};
use comfy_ui_tests::comfy::nodes::{
    ComfySwitchNode, EmptyLatentImage, LoraLoader, LoraLoaderOut, PreviewImage, PrimitiveIntOut,
    RebatchImagesOut, SaveImage, VAEDecodeOut,
};

fn save_and_preview(graph: &mut Graph, image: impl Source<ty::Image>) {
    graph.add(PreviewImage::new(&image));
    graph.add(SaveImage::new(image));
}

fn square(graph: &mut Graph, size: &impl Source<ty::Int>) {
    graph.add(EmptyLatentImage::new().width(size).height(size));
}

fn one_of_two<T>(graph: &mut Graph, either: impl Single<Socket = T>) -> Out<T> {
    let _ = graph.id(&either);
    graph.add(ComfySwitchNode::new(true, &either, either.single())).output
}

fn narrower<T: Feeds<ty::Image>>(graph: &mut Graph, image: Out<T>) {
    save_and_preview(graph, image);
}

fn one_more_lora<L: Source<ty::Model> + Source<ty::Clip>>(graph: &mut Graph, lora: L) {
    graph.add(LoraLoader::new(&lora, &lora, "detail.safetensors"));
}

fn calls(graph: &mut Graph, decoded: VAEDecodeOut, number: PrimitiveIntOut, lora: LoraLoaderOut) {
    save_and_preview(graph, decoded);
    save_and_preview(graph, &decoded.image);
    square(graph, &number);
    let image: Out<ty::Image> = one_of_two(graph, &decoded);
    narrower(graph, image);
    one_more_lora(graph, lora);
    one_more_lora(graph, &lora);
}

fn lists(graph: &mut Graph, batches: RebatchImagesOut) {
    save_and_preview(graph, batches);
    save_and_preview(graph, batches.image);
    one_of_two(graph, batches.image);
}

#[test]
fn functions_take_any_link_of_a_type() {}
