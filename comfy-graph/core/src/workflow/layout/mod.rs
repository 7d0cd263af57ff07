//! Decides where the nodes of editor workflows go.
//!
//! Links run from left to right, in columns without overlaps. `draw` calls it for new workflows,
//! programs call [`arrange`] for those they have; nothing but positions changes.

mod bends;
mod boxes;
mod columns;
mod groups;
mod net;
mod place;
mod ports;
mod roles;
mod rows;

use super::{EditorGraph, EditorWorkflow};
use crate::json::Object;
use boxes::{Area, area, move_to};
use groups::Members;
use net::Net;
use roles::{Role, roles};

/// Lays out `workflow` again, its subgraphs included.
///
/// Sizes stay. Groups go where their nodes go, and those keep together where links allow; bends of
/// links go halfway between the nodes that they join.
///
/// ```
/// use comfy_graph_core::json::Json;
/// use comfy_graph_core::workflow::{EditorWorkflow, arrange};
///
/// let text = r#"{"nodes":[{"id":2,"type":"B"},{"id":1,"type":"A"}],
///     "links":[[1,1,0,2,0,"IMAGE"]]}"#;
/// let mut workflow = EditorWorkflow::read(Json::parse(text)?)?;
///
/// arrange(&mut workflow);
///
/// let pos = |node: usize| workflow.root.nodes[node].rest.get("pos").map(Json::to_string);
/// assert_eq!(pos(1).as_deref(), Some("[0,30]"));
/// assert_eq!(pos(0).as_deref(), Some("[340,30]"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn arrange(workflow: &mut EditorWorkflow<'_>) {
    rearrange(&mut workflow.root, &mut workflow.rest);
    for subgraph in &mut workflow.subgraphs {
        rearrange(&mut subgraph.graph, &mut subgraph.rest);
    }
}

fn rearrange(graph: &mut EditorGraph<'_>, rest: &mut Object<'_>) {
    let members = Members::of(rest, &areas(graph));
    let mut net = Net::new(graph);
    net.clusters = members.clusters(net.len());
    net.first = first(&roles(graph, &net));
    move_all(graph, &net);
    let areas = areas(graph);
    members.refit(rest, &areas);
    bends::move_bends(rest, graph, &areas);
    ports::move_ports(rest, &areas);
}

/// Places the nodes of a new workflow, with boxes around those of one role.
pub(super) fn compose(workflow: &mut EditorWorkflow<'_>) {
    let graph = &mut workflow.root;
    let mut net = Net::new(graph);
    let roles = roles(graph, &net);
    net.clusters = roles.iter().map(|role| role.map(|role| role as usize)).collect();
    net.first = first(&roles);
    move_all(graph, &net);
    for (place, node) in net.order().into_iter().enumerate() {
        graph.nodes[node].rest.insert("order", i64::try_from(place).unwrap_or(i64::MAX));
    }
    workflow.rest.insert("groups", groups::by_role(&areas(graph), &roles));
}

fn first(roles: &[Option<Role>]) -> Vec<bool> {
    roles.iter().map(|role| *role == Some(Role::Models)).collect()
}

fn areas(graph: &EditorGraph<'_>) -> Vec<Area> {
    graph.nodes.iter().map(area).collect()
}

fn move_all(graph: &mut EditorGraph<'_>, net: &Net) {
    for (node, spot) in graph.nodes.iter_mut().zip(place::place(net)) {
        move_to(node, spot);
    }
}
