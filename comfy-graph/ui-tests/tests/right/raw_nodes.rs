//! Nodes without a type beside those that have one.

use comfy_graph::{Graph, Handle, Node, RawNode, ty};
use comfy_ui_tests::comfy::nodes::{PreviewImage, ResizeImageMaskNode};
use comfy_ui_tests::comfy::options::ResizeImageMaskNodeResizeType;

#[test]
fn nodes_without_a_type_stand_beside_those_with_one() {
    let mut graph = Graph::new();

    let raw = graph.add(RawNode::named("MyLoader").extra_input("file", "cat.png"));
    let preview = graph.add(PreviewImage::new(raw.out::<ty::Image>(0)).node_title("look"));
    let _ = graph.add(RawNode::named("MySink").extra_link("in", raw.out::<ty::Wild>(1)));
    let option = ResizeImageMaskNodeResizeType::Other("mine".into(), Default::default());
    let _ = graph.add(ResizeImageMaskNode::new(raw.out::<ty::Image>(0), option));

    let _ = preview.node();
}
