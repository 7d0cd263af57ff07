//! Names socket types, and the unions of several.

use std::collections::{BTreeMap, BTreeSet};

use comfy_graph_core::schema::{Input, InputKind, OutputType, Schema, SocketType};

use super::input_types::rank;
use super::types::{SocketPlan, UnionPlan};
use crate::claims::{Claims, Rank};
use crate::lock::Lock;
use crate::names::socket_ident;

/// Socket types that `comfy_graph::ty` has, by the server's name.
///
/// A test compares this with `comfy_graph::ty::KNOWN`.
pub(crate) const KNOWN: &[(&str, &str)] = &[
    ("AUDIO", "Audio"),
    ("BOOLEAN", "Boolean"),
    ("CLIP", "Clip"),
    ("CLIP_VISION", "ClipVision"),
    ("CLIP_VISION_OUTPUT", "ClipVisionOutput"),
    ("COMBO", "Combo"),
    ("CONDITIONING", "Conditioning"),
    ("CONTROL_NET", "ControlNet"),
    ("FLOAT", "Float"),
    ("GLIGEN", "Gligen"),
    ("GUIDER", "Guider"),
    ("IMAGE", "Image"),
    ("INT", "Int"),
    ("LATENT", "Latent"),
    ("MASK", "Mask"),
    ("MESH", "Mesh"),
    ("MODEL", "Model"),
    ("NOISE", "Noise"),
    ("SAMPLER", "Sampler"),
    ("SIGMAS", "Sigmas"),
    ("STYLE_MODEL", "StyleModel"),
    ("STRING", "Text"),
    ("UPSCALE_MODEL", "UpscaleModel"),
    ("VAE", "Vae"),
    ("VIDEO", "Video"),
    ("VOXEL", "Voxel"),
];

/// Types that plain literals exist for.
const LITERAL: &[&str] = &["INT", "FLOAT", "STRING", "BOOLEAN"];

/// Names of the module of socket types that are no socket type of a server.
const RESERVED: &[&str] = &["Any", "Chosen", "String", "Wild"];

/// The socket types of a schema with their identifiers.
#[derive(Debug, Default)]
pub(crate) struct Sockets {
    idents: BTreeMap<String, String>,
    unions: BTreeMap<String, Union>,
    used: BTreeSet<String>,
}

#[derive(Debug)]
struct Union {
    ident: String,
    wire: String,
    members: Vec<String>,
    is_output: bool,
    used: bool,
}

impl Sockets {
    /// Names every type of `schema`, whether it will be used or not, so that use changes no name.
    pub(crate) fn of(schema: &Schema, lock: &mut Lock) -> Self {
        let mut wires: BTreeSet<(Rank, String)> = BTreeSet::new();
        let mut unions: BTreeMap<String, (Rank, SocketType)> = BTreeMap::new();
        for (rank, socket) in all(schema) {
            wires.extend(socket.names().iter().map(|name| (rank, name.as_str().to_owned())));
            if let SocketType::Union(_) = socket {
                let union = unions.entry(union_key(&socket)).or_insert((rank, socket));
                union.0 = union.0.min(rank);
            }
        }
        let mut claims = Claims::reserving(RESERVED);
        let known = |wire: &str| {
            KNOWN.iter().find(|(name, _)| *name == wire).map(|(_, ident)| (*ident).to_owned())
        };
        let locked = |wire: &str| known(wire).or_else(|| lock.socket(wire));
        let library = KNOWN.iter().map(|(wire, _)| (Rank::Core, *wire));
        let names = wires.iter().map(|(rank, wire)| (*rank, wire.as_str())).chain(library);
        let idents = claims.assign_ranked(names, locked, socket_ident, socket_ident);
        let idents: BTreeMap<_, _> =
            idents.into_iter().map(|(wire, ident)| (wire.to_owned(), ident)).collect();
        for (wire, ident) in idents.iter().filter(|(wire, _)| known(wire).is_none()) {
            lock.keep_socket(wire, ident);
        }
        let mut sockets = Self { idents, ..Self::default() };
        sockets.name_unions(&unions, lock, &mut claims);
        sockets.mark_outputs(schema);
        sockets
    }

    fn name_unions(
        &mut self,
        unions: &BTreeMap<String, (Rank, SocketType)>,
        lock: &mut Lock,
        claims: &mut Claims,
    ) {
        let names = unions.iter().map(|(key, (rank, _))| (*rank, key.as_str()));
        let plain = |key: &str| self.union_ident(&unions[key].1);
        let idents = claims.assign_ranked(names, |key| lock.socket(key), plain, plain);
        for (key, ident) in idents {
            lock.keep_socket(key, &ident);
            let socket = &unions[key].1;
            let wires = socket.names().iter().map(|name| name.as_str());
            let wire = wires.collect::<Vec<_>>().join(",");
            let members = self.members(socket);
            let union = Union { ident, wire, members, is_output: false, used: false };
            self.unions.insert(key.to_owned(), union);
        }
    }

    /// The members of a union, each once, in the server's order.
    fn members(&self, socket: &SocketType) -> Vec<String> {
        let mut members: Vec<String> = Vec::new();
        for name in socket.names() {
            let ident = &self.idents[name.as_str()];
            if !members.contains(ident) {
                members.push(ident.clone());
            }
        }
        members
    }

    fn union_ident(&self, socket: &SocketType) -> String {
        let mut sorted = self.members(socket);
        sorted.sort();
        // Long unions are families of one kind, which their shortest name stands for.
        match sorted.len() {
            ..=3 => sorted.join("Or"),
            more => {
                let family = sorted.iter().min_by_key(|ident| (ident.len(), (*ident).clone()));
                format!("{}OrOneOf{}", family.map_or("", String::as_str), more - 1)
            }
        }
    }

    fn mark_outputs(&mut self, schema: &Schema) {
        for output in schema.classes().flat_map(|class| &class.outputs) {
            if let OutputType::Fixed(socket @ SocketType::Union(_)) = &output.socket
                && let Some(union) = self.unions.get_mut(&union_key(socket))
            {
                union.is_output = true;
            }
        }
    }

    /// The identifier of `socket`, which will exist from now on; `Any` for `*`.
    pub(crate) fn use_type(&mut self, socket: &SocketType) -> String {
        match socket {
            SocketType::Any => "Any".to_owned(),
            SocketType::Choices(_) => self.use_wire("COMBO"),
            SocketType::Named(name) => self.use_wire(name.as_str()),
            SocketType::Union(names) => {
                for name in names {
                    self.use_wire(name.as_str());
                }
                let union = self.unions.get_mut(&union_key(socket));
                let union = union.expect("BUG: a union of the schema has no name");
                union.used = true;
                union.ident.clone()
            }
        }
    }

    /// The identifier of the type that the server calls `wire`, which will exist from now on.
    pub(crate) fn use_wire(&mut self, wire: &str) -> String {
        self.used.insert(wire.to_owned());
        self.idents[wire].clone()
    }

    /// Whether literals exist for a member of `socket`.
    pub(crate) fn has_literals(socket: &SocketType) -> bool {
        socket.names().iter().any(|name| LITERAL.contains(&name.as_str()))
    }

    /// The used types, and the used unions.
    pub(crate) fn into_plans(self) -> (Vec<SocketPlan>, Vec<UnionPlan>) {
        let known = |wire: &str| KNOWN.iter().any(|(name, _)| *name == wire);
        let used = self.used.iter().map(|wire| SocketPlan {
            ident: self.idents[wire].clone(),
            wire: wire.clone(),
            known: known(wire),
        });
        let unions = self.unions.values().filter(|union| union.used).map(|union| UnionPlan {
            ident: union.ident.clone(),
            wire: union.wire.clone(),
            members: union.members.clone(),
            literals: LITERAL
                .iter()
                .copied()
                .filter(|literal| union.wire.split(',').any(|wire| wire == *literal))
                .collect(),
            is_output: union.is_output,
        });
        (used.collect(), unions.collect())
    }

    /// The used unions that an output of type `ident` feeds.
    pub(crate) fn unions_of(&self, ident: &str) -> impl Iterator<Item = (&str, &[String])> {
        let of = move |union: &&Union| union.used && union.members.iter().any(|m| m == ident);
        self.unions
            .values()
            .filter(of)
            .map(|union| (union.ident.as_str(), union.members.as_slice()))
    }
}

fn union_key(socket: &SocketType) -> String {
    let names: BTreeSet<&str> = socket.names().iter().map(|name| name.as_str()).collect();
    names.into_iter().collect::<Vec<_>>().join(",")
}

/// Every socket type of a schema, inner ones included, with who brings it.
fn all(schema: &Schema) -> Vec<(Rank, SocketType)> {
    let mut all = Vec::new();
    for class in schema.classes() {
        let mut sockets = Vec::new();
        for output in &class.outputs {
            if let OutputType::Fixed(socket) = &output.socket {
                sockets.push(socket.clone());
            }
        }
        inner(&class.inputs, &mut sockets);
        all.extend(sockets.into_iter().map(|socket| (rank(class), socket)));
    }
    all
}

fn inner(inputs: &[Input], sockets: &mut Vec<SocketType>) {
    for input in inputs {
        match &input.kind {
            InputKind::Socket(socket) => sockets.push(socket.clone()),
            InputKind::Custom(widget) => sockets.push(widget.socket.clone()),
            InputKind::MatchType(matched) => sockets.push(matched.allowed.clone()),
            InputKind::Autogrow(grow) => inner(std::slice::from_ref(&grow.element), sockets),
            InputKind::DynamicSlot(slot) => {
                sockets.push(slot.socket.clone());
                inner(&slot.inputs, sockets);
            }
            InputKind::DynamicCombo(combo) => {
                combo.options.iter().for_each(|option| inner(&option.inputs, sockets));
            }
            _ => {}
        }
    }
}
