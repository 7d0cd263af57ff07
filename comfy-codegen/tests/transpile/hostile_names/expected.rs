// Transpiled by comfy-codegen from a golden; yours to edit.

use comfy_graph::{Graph, Node};

use super::comfy::combos;
use super::comfy::nodes::{
    ModelMergeSD1, ModelMergeSD1Links, PreviewAny, StringConcatenate, UNETLoader,
};

/// The graph of a golden: 4 nodes.
pub fn build() -> Graph {
    let mut graph = Graph::new();
    let node = UNETLoader::new("models\\flux.safetensors")
        .weight_dtype(combos::UNETLoaderWeightDtype::Fp8E4m3fn)
        .node_id("1");
    let model = graph.add(node);
    let links = ModelMergeSD1Links {
        model1: model,
        model2: model,
    };
    let node = ModelMergeSD1::new(links)
        .time_embed(0.25)
        .out(0.0)
        .node_id("type")
        .node_title("fn \"type\" \\");
    graph.add(node);
    let node = StringConcatenate::new("ends in \\", "\"\"\"'''\nnew\tline\r\0")
        .delimiter("{}//*")
        .node_id("日本")
        .node_title("// not a comment");
    let not_a_comment = graph.add(node);
    graph.add(PreviewAny::new(not_a_comment).node_id("9").node_title(""));
    graph
}
