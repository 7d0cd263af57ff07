//! Plans node types: their outputs, and what a whole node can feed.

use std::collections::BTreeSet;

use comfy_graph_core::schema::{NodeClass, Output, OutputType, Schema, SocketType};

use super::Planner;
use super::docs;
use super::home;
use super::types::{Bag, Home, NodePlan, OutSocket, OutputPlan, TemplatePlan};
use crate::claims::Claims;
use crate::lock::LockedOutput;
use crate::names::field_ident;

impl Planner<'_> {
    /// Plans the type of `class`, whose inputs are planned.
    pub(super) fn node<'s>(
        &mut self,
        class: &'s NodeClass,
        bag: Bag,
        templates: Vec<TemplatePlan>,
    ) -> NodePlan<'s> {
        let ident = self.idents[&class.name].clone();
        let outputs = self.outputs(class, &templates);
        let out_ident = format!("{ident}Out");
        let bag = Bag { links: bag.links.map(|_| format!("{ident}Links")), ..bag };
        let doc = docs::class(class);
        let (home, feeds) = (home(class), Vec::new());
        NodePlan { ident, out_ident, home, class, doc, bag, outputs, templates, feeds }
    }

    fn outputs(&mut self, class: &NodeClass, templates: &[TemplatePlan]) -> Vec<OutputPlan> {
        let fields = self.fields(class);
        let plan = |(slot, (output, field)): (usize, (&Output, String))| OutputPlan {
            field,
            socket: self.out_socket(&output.socket, templates),
            is_list: output.is_list,
            doc: docs::output(slot, output),
        };
        class.outputs.iter().zip(fields).enumerate().map(plan).collect()
    }

    fn out_socket(&mut self, socket: &OutputType, templates: &[TemplatePlan]) -> OutSocket {
        match socket {
            OutputType::Template(id) => {
                let template = templates.iter().find(|template| template.id == **id);
                template
                    .map_or(OutSocket::Wild, |template| OutSocket::Template(template.param.clone()))
            }
            OutputType::Fixed(SocketType::Any) => OutSocket::Wild,
            OutputType::Fixed(SocketType::Choices(_)) => OutSocket::Chosen(None),
            OutputType::Fixed(socket) => OutSocket::Type(self.sockets.use_type(socket)),
        }
    }

    /// The field of each slot: as locked while its type stays, else by its name; the first of equal
    /// names keeps it, later ones get their slot, since servers append.
    fn fields(&mut self, class: &NodeClass) -> Vec<String> {
        let locked = self.lock.outputs(class.name.as_str());
        let mut claims = Claims::default();
        let mut fields = Vec::new();
        for (slot, output) in class.outputs.iter().enumerate() {
            let socket = socket_name(output);
            let known = locked.get(slot).filter(|locked| locked.socket == socket);
            let plain =
                known.map_or_else(|| field_ident(&output.name), |known| known.field.clone());
            let field = if fields.contains(&plain) { format!("{plain}_{slot}") } else { plain };
            fields.push(claims.derive(field));
        }
        let lock = fields.iter().zip(&class.outputs).map(|(field, output)| LockedOutput {
            field: field.clone(),
            socket: socket_name(output),
        });
        let lock = lock.collect();
        self.lock.keep_outputs(class.name.as_str(), lock);
        fields
    }

    /// Settles the names of output and link structs, which must not be those of classes.
    pub(super) fn derive_names(&mut self, schema: &Schema, nodes: &mut [NodePlan<'_>]) {
        let place = |class: &NodeClass| (home(class), self.idents[&class.name].clone());
        let taken: BTreeSet<(Home, String)> = schema.classes().map(place).collect();
        let free = |home: &Home, mut ident: String| {
            while taken.contains(&(home.clone(), ident.clone())) {
                ident.push_str("Struct");
            }
            ident
        };
        for node in nodes {
            node.out_ident = free(&node.home, std::mem::take(&mut node.out_ident));
            node.bag.links = node.bag.links.take().map(|links| free(&node.home, links));
        }
    }

    /// Finds which types exactly one of a node's several outputs feeds.
    pub(super) fn find_feeds(&mut self, nodes: &mut [NodePlan<'_>]) {
        for node in nodes.iter_mut().filter(|node| node.outputs.len() > 1) {
            let types: Vec<(usize, &str)> = node
                .outputs
                .iter()
                .enumerate()
                .filter_map(|(slot, output)| match &output.socket {
                    OutSocket::Type(ident) => Some((slot, ident.as_str())),
                    _ => None,
                })
                .collect();
            let mut feeds = Vec::new();
            for &(slot, ident) in &types {
                let once =
                    |ident: &str| types.iter().filter(|(_, other)| *other == ident).count() == 1;
                if once(ident) {
                    feeds.push((slot, ident.to_owned()));
                }
                for (union, members) in self.sockets.unions_of(ident) {
                    let fits = |other: &&(usize, &str)| members.iter().any(|m| m == other.1);
                    if types.iter().filter(fits).count() == 1 {
                        feeds.push((slot, union.to_owned()));
                    }
                }
            }
            node.feeds = feeds;
        }
    }
}

fn socket_name(output: &Output) -> String {
    match &output.socket {
        OutputType::Fixed(socket) => socket.to_string(),
        OutputType::Template(id) => format!("<{id}>"),
    }
}
