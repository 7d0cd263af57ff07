//! Names socket types, and the unions of several.

use std::collections::{BTreeMap, BTreeSet};

use comfy_graph_core::schema::{Input, InputKind, OutputType, Schema, SocketType};

use super::types::{SocketPlan, UnionPlan};
use crate::claims::Claims;
use crate::lock::Lock;
use crate::names::socket_ident;

/// Socket types that `comfy_graph::ty` has, by the server's name.
///
/// A test of the examples compares this with `comfy_graph::ty::KNOWN`.
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
        let mut wires = BTreeSet::new();
        let mut unions = BTreeMap::new();
        for socket in all(schema) {
            wires.extend(socket.names().iter().map(|name| name.as_str().to_owned()));
            if let SocketType::Union(_) = socket {
                unions.entry(union_key(&socket)).or_insert(socket);
            }
        }
        let mut claims = Claims::reserving(&["Any", "Wild", "Chosen"]);
        let known = |wire: &str| {
            KNOWN.iter().find(|(name, _)| *name == wire).map(|(_, ident)| (*ident).to_owned())
        };
        let locked = |wire: &str| known(wire).or_else(|| lock.socket(wire));
        let names = wires.iter().map(String::as_str).chain(KNOWN.iter().map(|(wire, _)| *wire));
        let idents = claims.assign(names, locked, socket_ident, socket_ident);
        let idents: BTreeMap<_, _> =
            idents.into_iter().map(|(wire, ident)| (wire.to_owned(), ident)).collect();
        for (wire, ident) in idents.iter().filter(|(wire, _)| known(wire).is_none()) {
            lock.keep_socket(wire, ident);
        }
        let mut sockets = Self { idents, ..Self::default() };
        for (key, socket) in unions {
            sockets.name_union(key, &socket, &mut claims);
        }
        sockets.mark_outputs(schema);
        sockets
    }

    fn name_union(&mut self, key: String, socket: &SocketType, claims: &mut Claims) {
        let wires = || socket.names().iter().map(|name| name.as_str());
        let mut members: Vec<String> = wires().map(|wire| self.idents[wire].clone()).collect();
        members.dedup();
        let mut sorted = members.clone();
        sorted.sort();
        // Long unions are families of one kind, which their shortest name stands for.
        let ident = match sorted.len() {
            ..=3 => sorted.join("Or"),
            more => {
                let family = sorted.iter().min_by_key(|ident| (ident.len(), (*ident).clone()));
                format!("{}OrOneOf{}", family.map_or("", String::as_str), more - 1)
            }
        };
        let ident = claims.derive(ident);
        let wire = wires().collect::<Vec<_>>().join(",");
        let union = Union { ident, wire, members, is_output: false, used: false };
        self.unions.insert(key, union);
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

    fn use_wire(&mut self, wire: &str) -> String {
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

/// Every socket type of a schema, inner ones included.
fn all(schema: &Schema) -> Vec<SocketType> {
    let mut sockets = Vec::new();
    for class in schema.classes() {
        for output in &class.outputs {
            if let OutputType::Fixed(socket) = &output.socket {
                sockets.push(socket.clone());
            }
        }
        inner(&class.inputs, &mut sockets);
    }
    sockets
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
