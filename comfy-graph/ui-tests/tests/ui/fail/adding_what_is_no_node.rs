//! Only nodes can be added.

use comfy_graph::{Graph, Out, ty};

fn wrong(graph: &mut Graph, latent: Out<ty::Latent>) {
    graph.add(latent);
}

fn main() {}
