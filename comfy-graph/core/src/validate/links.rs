//! Resolves links the way the server indexes its tables.
//!
//! Reference C.2.2: ids are looked up as given and slots index a Python list, so that negative
//! slots and flags work, while anything odd raises.

use super::nodes::Nodes;
use super::problem::WireType;
use crate::json::Json;
use crate::python::{self, Raised};
use crate::schema::{COMBO, ComboForm, InputKind, NodeClass, OutputType, SocketType};

/// The type of outputs and inputs that take part in a match template.
pub(super) const MATCH_TYPE: &str = "COMFY_MATCHTYPE_V3";

/// The end of a link that exists.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'s> {
    pub(super) node: usize,
    pub(super) class: &'s NodeClass,
    pub(super) output: &'s OutputType,
}

/// The output that `[id, slot]` names.
pub(super) fn resolve<'s>(
    id: &Json<'_>,
    slot: &Json<'_>,
    nodes: &Nodes<'_, 's>,
) -> Result<Source<'s>, Raised> {
    let node = id.as_text().and_then(|id| nodes.position(id)).ok_or_else(|| no_such_node(id))?;
    let class = nodes.at(node).class;
    let sequence = if class.is_v3() { "list" } else { "tuple" };
    let count = class.outputs.len();
    let position = match slot {
        Json::Int(position) => Some(*position),
        Json::Bool(flag) => Some(i128::from(*flag)),
        Json::Big(_) => None,
        odd => {
            let found = python::type_name(odd);
            let message = format!("{sequence} indices must be integers or slices, not {found}");
            return Err(Raised { kind: "TypeError", message });
        }
    };
    let from_start = position.and_then(|position| {
        let position = if position < 0 { position + count as i128 } else { position };
        usize::try_from(position).ok()
    });
    let output = from_start.and_then(|position| class.outputs.get(position));
    output.map(|output| Source { node, class, output: &output.socket }).ok_or_else(|| {
        let fits = position.is_some_and(|position| i64::try_from(position).is_ok());
        let message = match fits {
            true => format!("{sequence} index out of range"),
            false => "cannot fit 'int' into an index-sized integer".to_owned(),
        };
        Raised { kind: "IndexError", message }
    })
}

fn no_such_node(id: &Json<'_>) -> Raised {
    match id {
        Json::List(_) | Json::Object(_) => {
            let message = format!("unhashable type: '{}'", python::type_name(id));
            Raised { kind: "TypeError", message }
        }
        _ => Raised { kind: "KeyError", message: python::repr(id) },
    }
}

/// Whether the server lets `output` feed an input of `kind`; the rules are reference C.3.
pub(crate) fn feeds(output: &OutputType, kind: &InputKind) -> bool {
    let OutputType::Fixed(sent) = output else { return true };
    if matches!(sent, SocketType::Named(name) if name.as_str() == MATCH_TYPE) {
        return true;
    }
    let named = |name: &str| match sent {
        SocketType::Any => true,
        SocketType::Choices(_) => name == COMBO,
        sent => sent.names().iter().any(|sent| sent.as_str() == name),
    };
    match kind {
        InputKind::Int(_) => named("INT"),
        InputKind::Float(_) => named("FLOAT"),
        InputKind::Text(_) => named("STRING"),
        InputKind::Boolean(_) => named("BOOLEAN"),
        InputKind::Combo(combo) if combo.form == ComboForm::Named => named(COMBO),
        InputKind::Combo(combo) => match sent {
            SocketType::Any => true,
            SocketType::Choices(list) => list == &combo.choices,
            _ => false,
        },
        InputKind::Custom(widget) => sent.feeds(&widget.socket),
        InputKind::Socket(socket) => sent.feeds(socket),
        // The server checks the selector itself, whose type no output has.
        InputKind::DynamicCombo(_) => named("COMFY_DYNAMICCOMBO_V3"),
        InputKind::DynamicSlot(_) => named("COMFY_DYNAMICSLOT_V3"),
        InputKind::MatchType(_) | InputKind::Autogrow(_) | InputKind::Opaque => true,
    }
}

/// The type of an output as messages spell it.
pub(super) fn output_type(output: &OutputType) -> WireType {
    match output {
        OutputType::Template(_) => WireType::Name(MATCH_TYPE.into()),
        OutputType::Fixed(socket) => socket_type(socket),
    }
}

/// The type of an input as messages spell it.
pub(super) fn input_type(kind: &InputKind) -> WireType {
    let name = match kind {
        InputKind::Int(_) => "INT",
        InputKind::Float(_) => "FLOAT",
        InputKind::Text(_) => "STRING",
        InputKind::Boolean(_) => "BOOLEAN",
        InputKind::Combo(combo) if combo.form == ComboForm::Named => COMBO,
        InputKind::Combo(combo) => return WireType::List(combo.choices.clone()),
        InputKind::Custom(widget) => return socket_type(&widget.socket),
        InputKind::Socket(socket) => return socket_type(socket),
        InputKind::DynamicCombo(_) => "COMFY_DYNAMICCOMBO_V3",
        InputKind::DynamicSlot(_) => "COMFY_DYNAMICSLOT_V3",
        InputKind::Autogrow(_) => "COMFY_AUTOGROW_V3",
        InputKind::MatchType(_) | InputKind::Opaque => MATCH_TYPE,
    };
    WireType::Name(name.into())
}

fn socket_type(socket: &SocketType) -> WireType {
    match socket {
        SocketType::Choices(list) => WireType::List(list.clone()),
        named => WireType::Name(named.to_string().into()),
    }
}
