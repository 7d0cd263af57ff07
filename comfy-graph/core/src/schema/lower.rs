//! Turns the wire form of classes into the model, settling every quirk of servers.
//!
//! Nothing fails here: what is malformed degrades alone, with a recorded reason.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::class::{ClassFlags, NodeClass, Output, OutputType};
use super::degradation::{Degradation, Reason};
use super::input::Presence;
use super::lists::Lists;
use super::lower_input::InputLowering;
use super::socket::SocketType;
use super::wire::{Raw, RawMap, WireClass, WireInputs, WireOrder, is_set, kind_of, read};
use crate::ids::ClassName;

/// The work of lowering one schema: lists seen so far, reasons collected so far.
#[derive(Default)]
pub(super) struct Lowering<'a> {
    pub(super) lists: Lists<'a>,
    pub(super) degradations: Vec<Degradation>,
}

/// The class at hand, for recording reasons.
pub(super) struct Place<'l, 'a> {
    pub(super) lowering: &'l mut Lowering<'a>,
    pub(super) class: &'l ClassName,
    pub(super) path: String,
}

impl<'a> Lowering<'a> {
    /// Lowers one entry of `/object_info`; `None`, with a reason, where it is no class at all.
    pub(super) fn class(&mut self, name: ClassName, raw: &'a RawValue) -> Option<NodeClass> {
        let mut place = Place { lowering: self, class: &name, path: String::new() };
        let wire: WireClass<'a> = place.expect(raw, "an object", "")?;
        let inputs = place.inputs(wire.input, wire.input_order);
        let hidden = place.hidden(wire.input);
        let outputs = place.outputs(&wire);
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
    }
}

impl<'a> Place<'_, 'a> {
    /// Records that something at `place` is malformed.
    pub(super) fn record(&mut self, place: &str, reason: Reason) {
        let dot = if self.path.is_empty() || place.is_empty() { "" } else { "." };
        let place = format!("{}{dot}{place}", self.path);
        self.lowering.degradations.push(Degradation { class: self.class.clone(), place, reason });
    }

    /// Reads `raw`, or records what stands there instead.
    pub(super) fn expect<T: Deserialize<'a>>(
        &mut self,
        raw: Raw<'a>,
        expected: &'static str,
        place: &str,
    ) -> Option<T> {
        let value = read(raw);
        if value.is_none() {
            self.record(place, Reason::Unexpected { expected, found: kind_of(raw) });
        }
        value
    }

    /// Runs `work` with `step` added to the path.
    pub(super) fn within<T>(
        &mut self,
        step: &str,
        work: impl FnOnce(&mut Place<'_, 'a>) -> T,
    ) -> T {
        let dot = if self.path.is_empty() { "" } else { "." };
        let path = format!("{}{dot}{step}", self.path);
        work(&mut Place { lowering: self.lowering, class: self.class, path })
    }

    fn inputs(&mut self, raw: Option<Raw<'a>>, order: Option<Raw<'a>>) -> Vec<super::Input> {
        let Some(raw) = raw else { return Vec::new() };
        let Some(wire) = self.expect::<WireInputs<'a>>(raw, "an object", "input") else {
            return Vec::new();
        };
        let order = order.and_then(read::<WireOrder<'a>>).unwrap_or_default();
        self.within("input", |place| place.categories(&wire, &order))
    }

    /// The inputs of both categories; dynamic options and slots have the same shape.
    pub(super) fn categories(
        &mut self,
        wire: &WireInputs<'a>,
        order: &WireOrder<'a>,
    ) -> Vec<super::Input> {
        let mut inputs = Vec::new();
        self.category(wire.required, order.required, Presence::Required, &mut inputs);
        self.category(wire.optional, order.optional, Presence::Optional, &mut inputs);
        inputs
    }

    fn category(
        &mut self,
        raw: Option<Raw<'a>>,
        order: Option<Raw<'a>>,
        presence: Presence,
        inputs: &mut Vec<super::Input>,
    ) {
        let key = if presence == Presence::Required { "required" } else { "optional" };
        let Some(map) = raw.and_then(|raw| self.expect::<RawMap<'a>>(raw, "an object", key)) else {
            return;
        };
        let order = order.and_then(read::<Vec<String>>).unwrap_or_default();
        for (name, spec) in ordered(map, &order) {
            if inputs.iter().any(|input| input.name.as_str() == name) {
                self.record(&format!("{key}.{name}"), Reason::AlsoRequired);
                continue;
            }
            self.within(key, |place| {
                place.within(&name, |place| inputs.extend(place.input(&name, spec, presence)));
            });
        }
    }

    fn hidden(&mut self, raw: Option<Raw<'a>>) -> Vec<Box<str>> {
        let map = raw.and_then(read::<WireInputs<'a>>).and_then(|wire| wire.hidden);
        let map = map.and_then(read::<RawMap<'a>>).unwrap_or_default();
        map.into_keys().map(String::into_boxed_str).collect()
    }

    fn outputs(&mut self, wire: &WireClass<'a>) -> Vec<Output> {
        let types: Vec<Raw<'a>> =
            wire.output.and_then(|raw| self.expect(raw, "a list", "output")).unwrap_or_default();
        let names = self.column::<Box<str>>(wire.output_name, "output_name");
        let lists = self.column::<bool>(wire.output_is_list, "output_is_list");
        let tooltips = self.column::<Box<str>>(wire.output_tooltips, "output_tooltips");
        let templates = self.column::<Box<str>>(wire.output_matchtypes, "output_matchtypes");
        let mut columns =
            (names.into_iter(), lists.into_iter(), tooltips.into_iter(), templates.into_iter());
        let mut output = |slot: usize, raw: Raw<'a>| {
            let (name, is_list) = (columns.0.next().flatten(), columns.1.next().flatten());
            let (tooltip, template) = (columns.2.next().flatten(), columns.3.next().flatten());
            let socket = self.output_type(slot, raw);
            let name = name.filter(|name| !name.is_empty());
            Output {
                name: name.unwrap_or_else(|| socket.to_string().into()),
                socket: template.map_or(OutputType::Fixed(socket), OutputType::Template),
                is_list: is_list.unwrap_or_default(),
                tooltip: tooltip.filter(|text| !text.is_empty()),
            }
        };
        types.into_iter().enumerate().map(|(slot, raw)| output(slot, raw)).collect()
    }

    /// A list beside `output`; packs ship it too short, as an object, or with `null` inside.
    fn column<T: Deserialize<'a>>(&mut self, raw: Option<Raw<'a>>, key: &str) -> Vec<Option<T>> {
        let cells: Vec<Raw<'a>> =
            raw.and_then(|raw| self.expect(raw, "a list", key)).unwrap_or_default();
        cells.into_iter().map(read).collect()
    }

    fn output_type(&mut self, slot: usize, raw: Raw<'a>) -> SocketType {
        if raw.get().starts_with('[') {
            return SocketType::Choices(self.lowering.lists.shared(raw).unwrap_or_default());
        }
        let text = self.expect::<String>(raw, "a type name", &format!("output.{slot}"));
        // The wildcard keeps every wire possible where the type cannot be read.
        text.map_or(SocketType::Any, |text| SocketType::parse(&text))
    }
}

/// The entries that `order` names, in its order, then the others as sent.
fn ordered<'a>(mut map: RawMap<'a>, order: &[String]) -> impl Iterator<Item = (String, Raw<'a>)> {
    let named: Vec<_> = order.iter().filter_map(|name| map.shift_remove_entry(name)).collect();
    named.into_iter().chain(map)
}
