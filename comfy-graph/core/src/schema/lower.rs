//! Turns the wire form of classes into the model, settling every quirk of servers.
//!
//! Nothing fails here: what is malformed degrades alone, with a recorded reason.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::class::{ClassFlags, NodeClass, Output, OutputType};
use super::degradation::Reason;
use super::input::{Input, Presence};
use super::parts::{Part, Text};
use super::place::{Lowering, Place};
use super::socket::SocketType;
use super::wire::{Raw, Specs, WireClass, WireInputs, WireOrder, is_set, is_unset, read};
use crate::ids::ClassName;

impl<'a> Lowering<'a> {
    /// Lowers one entry of `/object_info`; `None`, with a reason, where it is no class at all.
    pub(super) fn class(&mut self, name: ClassName, raw: &'a RawValue) -> Option<NodeClass> {
        let mut place = Place::new(self, &name);
        let wire = place.taken(read::<Part<WireClass<'a>>>(raw), raw, ("an object", ""))?;
        let mut wire = place.take(wire, "an object", "")?;
        let input = wire.input.take().and_then(|part| place.take(part, "an object", "input"));
        let (inputs, hidden) = match input {
            Some(input) => place.inputs(input, wire.input_order.take()),
            None => Default::default(),
        };
        let outputs = place.outputs(&mut wire);
        let text = |raw: Option<Raw<'a>>| raw.and_then(read::<Box<str>>);
        Some(NodeClass {
            display_name: text(wire.display_name).unwrap_or_else(|| name.as_str().into()),
            description: text(wire.description).filter(|text| !text.is_empty()),
            category: text(wire.category).unwrap_or_default(),
            python_module: text(wire.python_module).unwrap_or_default(),
            inputs,
            hidden,
            outputs,
            flags: flags(&wire),
            search_aliases: wire.search_aliases.and_then(read).unwrap_or_default(),
            name,
        })
    }
}

fn flags(wire: &WireClass<'_>) -> ClassFlags {
    ClassFlags {
        output_node: is_set(wire.output_node),
        has_intermediate_output: is_set(wire.has_intermediate_output),
        is_input_list: is_set(wire.is_input_list),
        api_node: is_set(wire.api_node),
        deprecated: is_set(wire.deprecated),
        experimental: is_set(wire.experimental),
        dev_only: is_set(wire.dev_only),
        // Plain classes send these flags only where they are set.
        v3: [wire.api_node, wire.deprecated, wire.experimental].into_iter().any(is_unset),
    }
}

/// A list beside `output`.
type Column<'a> = Option<Part<Vec<Raw<'a>>>>;

impl<'a> Place<'_, 'a> {
    fn inputs(
        &mut self,
        mut wire: WireInputs<'a>,
        order: Option<Part<WireOrder<'a>>>,
    ) -> (Vec<Input>, Vec<Box<str>>) {
        let hidden = wire.hidden.take().and_then(Part::ok).unwrap_or_default();
        let hidden = hidden.0.into_iter().map(|(name, _)| name.0.into()).collect();
        let order = order.and_then(Part::ok).unwrap_or_default();
        (self.within("input", |place| place.categories(wire, &order)), hidden)
    }

    /// The inputs of both categories; dynamic options and slots have the same shape.
    pub(super) fn categories(&mut self, wire: WireInputs<'a>, order: &WireOrder<'a>) -> Vec<Input> {
        let mut inputs = Vec::new();
        let required = wire.required.and_then(|part| self.take(part, "an object", "required"));
        let optional = wire.optional.and_then(|part| self.take(part, "an object", "optional"));
        if let Some(specs) = required {
            self.category(ordered(specs, order.required), Presence::Required, &mut inputs);
        }
        if let Some(mut specs) = optional {
            self.drop_repeated(&mut specs, &inputs);
            self.category(ordered(specs, order.optional), Presence::Optional, &mut inputs);
        }
        inputs
    }

    fn category(&mut self, specs: Specs<'a>, presence: Presence, inputs: &mut Vec<Input>) {
        let key = if presence == Presence::Required { "required" } else { "optional" };
        self.within(key, |place| {
            inputs.reserve_exact(specs.0.len());
            for (name, spec) in specs.0 {
                let input = |place: &mut Place<'_, 'a>| place.input(&name.0, spec, presence);
                inputs.extend(place.within(&name.0, input));
            }
        });
    }

    fn drop_repeated(&mut self, optional: &mut Specs<'a>, required: &[Input]) {
        let required: HashSet<_> = required.iter().map(|input| input.name.as_str()).collect();
        optional.0.retain(|(name, _)| {
            let repeated = required.contains(&*name.0);
            if repeated {
                self.record(&format!("optional.{}", name.0), Reason::AlsoRequired);
            }
            !repeated
        });
    }

    fn outputs(&mut self, wire: &mut WireClass<'a>) -> Vec<Output> {
        let types = wire.output.take().and_then(|part| self.take(part, "a list", "output"));
        let mut names = self.column::<Box<str>>(wire.output_name.take(), "output_name");
        let mut lists = self.column::<bool>(wire.output_is_list.take(), "output_is_list");
        let mut tooltips = self.column::<Box<str>>(wire.output_tooltips.take(), "output_tooltips");
        let mut templates =
            self.column::<Box<str>>(wire.output_matchtypes.take(), "output_matchtypes");
        let mut output = |(slot, raw): (usize, Raw<'a>)| {
            let socket = self.output_type(slot, raw);
            let name = names.next().flatten().filter(|name| !name.is_empty());
            let template = templates.next().flatten();
            Output {
                name: name.unwrap_or_else(|| socket.to_string().into()),
                socket: template.map_or(OutputType::Fixed(socket), OutputType::Template),
                is_list: lists.next().flatten().unwrap_or_default(),
                tooltip: tooltips.next().flatten().filter(|text| !text.is_empty()),
            }
        };
        types.unwrap_or_default().into_iter().enumerate().map(&mut output).collect()
    }

    /// A list beside `output`; packs ship it too short, as an object, or with `null` inside.
    fn column<T: Deserialize<'a>>(
        &mut self,
        column: Column<'a>,
        key: &str,
    ) -> impl Iterator<Item = Option<T>> + use<'a, T> {
        let cells = column.and_then(|part| self.take(part, "a list", key));
        cells.unwrap_or_default().into_iter().map(read)
    }

    fn output_type(&mut self, slot: usize, raw: Raw<'a>) -> SocketType {
        if let Some(list) = self.lowering.lists.list(raw) {
            return SocketType::Choices(list);
        }
        let text = match read::<Box<str>>(raw).filter(|text| !text.is_empty()) {
            Some(text) => Some(text),
            None => self.taken(None, raw, ("a type name", &format!("output.{slot}"))),
        };
        // The wildcard keeps every wire possible where the type cannot be read.
        text.map_or(SocketType::Any, |text| SocketType::parse(&text))
    }
}

/// The entries that `order` names, in its order, then the others as sent.
pub(super) fn ordered<'a>(mut specs: Specs<'a>, order: Option<Raw<'a>>) -> Specs<'a> {
    let Some(order) = order.and_then(read::<Vec<Text<'a>>>) else { return specs };
    if specs.0.iter().map(|(name, _)| name).eq(&order) {
        return specs;
    }
    let positions: HashMap<_, _> = order.iter().enumerate().map(|(at, name)| (name, at)).collect();
    specs.0.sort_by_key(|(name, _)| positions.get(name).copied().unwrap_or(usize::MAX));
    specs
}
