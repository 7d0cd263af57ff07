// Transpiled by comfy-codegen from a golden; yours to edit.

use comfy_graph::{Graph, In, Node, RawNode};
use comfy_graph::generated::Inputs;

use super::comfy::options;
use super::comfy::nodes::{
    BatchImagesNode, ComfyMathExpression, ComfySwitchNode, CreateVideo, GetImageSize,
    LoadImage, PreviewAny, PrimitiveBoolean, ResizeImageMaskNode, SaveVideo, StringFormat,
};

/// The graph of a golden: 17 nodes.
pub fn build() -> Graph {
    let mut graph = Graph::new();
    let loaded_image = graph.add(LoadImage::new("a.png").node_id("1"));
    let loaded_image_2 = graph.add(LoadImage::new("b.png").node_id("2"));
    let node = BatchImagesNode::new([loaded_image.image, loaded_image_2.image])
        .node_id("3");
    let image = graph.add(node);
    let node = ResizeImageMaskNode::new(
            image.image,
            options::resize_image_mask_node_resize_type::ScaleDimensions::new()
                .width(640)
                .height(480),
        )
        .node_id("4");
    let resized = graph.add(node);
    // `resize_type` has no option "scale to infinity"
    let node = ResizeImageMaskNode::new(
            loaded_image.mask,
            options::ResizeImageMaskNodeResizeType::Other(
                "scale to infinity".to_owned(),
                Inputs::default(),
            ),
        )
        .raw_input("resize_type.power", 2)
        .node_id("5");
    graph.add(node);
    // `resize_type` has no option 7
    let node = RawNode::named("ResizeImageMaskNode")
        .extra_input("resize_type", 7)
        .extra_input("scale_method", "area")
        .extra_link("input", loaded_image.image)
        .node_id("6")
        .node_title("Resize Image/Mask");
    graph.add(node);
    // `images.image2` does not follow on the elements before it
    // `images.image01` does not follow on the elements before it
    let node = BatchImagesNode::new([loaded_image.image])
        .extra_link("images.image2", loaded_image_2.image)
        .extra_link("images.image01", loaded_image_2.image)
        .node_id("7");
    graph.add(node);
    // `images.image0` is not given and has no default
    graph.add(RawNode::named("BatchImagesNode").node_id("8").node_title("Batch Images"));
    let primitive_boolean = graph.add(PrimitiveBoolean::new(true).node_id("9"));
    let node = ComfySwitchNode::new(
            primitive_boolean.boolean,
            image.image,
            resized.resized,
        )
        .node_id("10")
        .node_title("Switch");
    let switch = graph.add(node);
    // `on_false` is not given and has no default
    let node = RawNode::named("ComfySwitchNode")
        .extra_input("switch", false)
        .node_id("11")
        .node_title("Switch");
    graph.add(node);
    let get_image_size = graph.add(GetImageSize::new(switch).node_id("12"));
    let node = ComfyMathExpression::new([In::new(get_image_size.width), In::new(2.5)])
        .expression("a * b")
        .node_id("13");
    let comfy_math_expression = graph.add(node);
    let node = StringFormat::new()
        .values([comfy_math_expression.int, get_image_size.height])
        .f_string("{a} {b}")
        .node_id("14")
        .node_title("String Format");
    let source = graph.add(node);
    graph.add(PreviewAny::new(source).node_id("15"));
    let node = CreateVideo::new(switch).fps(comfy_math_expression.float).node_id("16");
    let video = graph.add(node);
    // `format.codec` is not given and has no default
    let node = SaveVideo::new(
            video,
            options::SaveVideoFormat::Other("auto".to_owned(), Inputs::default()),
        )
        .codec(options::SaveVideoCodec::Auto)
        .node_id("17");
    graph.add(node);
    graph
}
