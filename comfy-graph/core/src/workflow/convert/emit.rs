//! Writes the prompt.
//!
//! Last pass of conversion, reference E.7, steps 5 and 6, with E.8 for the values.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::Value as Literal;

use super::Conversion;
use super::dynamic_prompts::Lots;
use super::error::ConvertError;
use super::list::Item;
use super::model::{Kind, Node, Slot, Work};
use super::note::Remark;
use super::number::sent_value;
use super::replace::{Names, is_replaced};
use super::resolve::{Reached, reaching};
use crate::ids::{ClassName, InputName, NodeId, Slot as OutputSlot};
use crate::json::Json;
use crate::prompt::{Link, Prompt, PromptNode, Value};
use crate::schema::{InputKind, Pack};
use crate::workflow::editor::WidgetValues;
use crate::workflow::kept::{self, CLASSLESS, Kept};

type Inputs = IndexMap<InputName, Value>;

/// The prompt of those nodes on the list that run.
pub(super) fn prompt(mut work: Work<'_>, list: &[Item]) -> Result<Conversion, ConvertError> {
    let mut conversion = Conversion::default();
    let mut lots = work.converter.dynamic_prompts.lots();
    let mut emitted = Vec::with_capacity(list.len());
    let mut stand_ins = serde_json::Map::new();
    for item in list {
        let node = &work.graphs[item.scope.graph].nodes[item.node];
        let Ok(id) = NodeId::new(item.scope.id(&work, item.node)) else { continue };
        match node.kind {
            Kind::Host(definition) => {
                let name = &work.workflow.subgraphs[definition - 1].name;
                let title = node.file.title.as_ref().unwrap_or(name);
                conversion.hosts.insert(id, title.to_string());
            }
            Kind::Virtual(_) => {}
            Kind::Class(_) | Kind::Unknown if !node.is_active() => {}
            Kind::Class(_) | Kind::Unknown => {
                let mut emission = Emission { work: &mut work, item, id: &id, lots: &mut lots };
                let node = emission.node()?;
                stand_ins.extend(emission.literal(&node));
                emitted.push((id, node));
            }
        }
    }
    let ids: HashSet<NodeId> = emitted.iter().map(|(id, _)| id.clone()).collect();
    for (_, node) in &mut emitted {
        drop_dangling(&mut node.inputs, &ids);
    }
    conversion.prompt = in_key_order(emitted).collect();
    kept::inline(&mut conversion.prompt, &stand_ins);
    let inhabited: HashSet<&str> = hosts_around(&conversion.prompt).collect();
    conversion.hosts.retain(|host, _| inhabited.contains(host.as_str()));
    conversion.notes = work.notes;
    Ok(conversion)
}

/// The hosts that the nodes of a prompt are inside of.
fn hosts_around(prompt: &Prompt) -> impl Iterator<Item = &str> {
    let ids = prompt.nodes().map(|(id, _)| id.as_str());
    ids.flat_map(|id| id.match_indices(':').map(|(end, _)| &id[..end]))
}

/// Links, with what looks like one, go where the node they name is not in the prompt.
fn drop_dangling(inputs: &mut Inputs, ids: &HashSet<NodeId>) {
    inputs.retain(|_, value| match value {
        Value::Link(link) => ids.contains(&link.node),
        Value::Literal(Literal::Array(pair)) if pair.len() == 2 => match &pair[0] {
            Literal::String(id) => ids.contains(id.as_str()),
            other => ids.contains(other.to_string().as_str()),
        },
        Value::Literal(_) => true,
    });
}

/// JavaScript's order of keys: whole numbers first, ascending, then the others as they came.
fn in_key_order<K: AsRef<str>, V>(mut members: Vec<(K, V)>) -> impl Iterator<Item = (K, V)> {
    let index = |key: &str| {
        let number: u32 = key.parse().ok()?;
        (number < u32::MAX && number.to_string() == key).then_some(number)
    };
    members.sort_by_key(|(key, _)| index(key.as_ref()).map_or((1, 0), |number| (0, number)));
    members.into_iter()
}

/// One node on its way into the prompt.
struct Emission<'e, 'w> {
    work: &'e mut Work<'w>,
    item: &'e Item,
    id: &'e NodeId,
    lots: &'e mut Lots,
}

impl<'w> Emission<'_, 'w> {
    fn at(&self) -> &Node<'w> {
        &self.work.graphs[self.item.scope.graph].nodes[self.item.node]
    }

    fn note(&mut self, remark: Remark) {
        self.work.note(Some(self.id.clone()), remark);
    }

    fn node(&mut self) -> Result<PromptNode, ConvertError> {
        self.note_oddities();
        let mut inputs = self.inputs()?;
        if let Some(kept) = self.kept() {
            restore(kept, self.at(), &mut inputs);
        }
        let node = self.at();
        let (class, title) = match node.kind {
            Kind::Class(class) => (Some(class.name.clone()), Some(node.title())),
            _ if self.work.is_strict() || node.file.class == CLASSLESS => {
                (None, node.file.title.as_deref())
            }
            _ => (ClassName::new(&*node.file.class).ok(), node.file.title.as_deref()),
        };
        let mut emitted = PromptNode {
            class_type: class,
            inputs,
            meta: serde_json::Map::new(),
            foreign: serde_json::Map::new(),
        };
        if let Some(title) = title {
            emitted.rename(title);
        }
        Ok(emitted)
    }

    /// What drawing kept of a prompt; editors send nothing of it.
    fn kept(&self) -> Option<Kept<'w>> {
        if self.work.is_strict() { None } else { Kept::of(self.at().file) }
    }

    /// The literal of a node that is only there to give it, by the node's id.
    fn literal(&self, node: &PromptNode) -> Option<(String, Literal)> {
        self.kept().filter(|kept| kept.is_literal())?;
        let value = node.inputs.get("value")?.as_literal()?;
        Some((self.id.to_string(), value.clone()))
    }

    fn note_oddities(&mut self) {
        let (file, kind) = (self.at().file, self.at().kind);
        let group =
            ["workflow/", "workflow>"].iter().find_map(|mark| file.class.strip_prefix(mark));
        match (kind, group) {
            (Kind::Unknown, Some(name)) => {
                self.note(Remark::GroupNode { name: name.to_owned() });
            }
            (Kind::Unknown, None) => {
                let text = |key| file.properties.get(key)?.as_text().map(str::to_owned);
                let pack = text("cnr_id").or_else(|| text("aux_id"));
                self.note(Remark::UnknownClass { class: file.class.to_string(), pack });
            }
            (Kind::Class(class), _)
                if class.pack() == Pack::Core && matches!(file.values, WidgetValues::Named(_)) =>
            {
                self.note(Remark::NamedValues);
            }
            _ => {}
        }
    }

    /// Widgets first, in their order, then what else is linked.
    fn inputs(&mut self) -> Result<Inputs, ConvertError> {
        let node = self.at();
        let mut sockets = vec![None; node.widgets.len()];
        for (index, socket) in node.inputs.iter().enumerate() {
            if let Some(widget) = socket.widget {
                sockets[widget] = socket.link.map(|_| index);
            }
        }
        let count = node.inputs.len();
        let mut members = Vec::with_capacity(sockets.len() + count);
        for (widget, socket) in sockets.into_iter().enumerate() {
            let value = self.widget(widget, socket)?;
            let slot = &self.at().widgets[widget];
            members.extend(named(&slot.widget.name, value));
        }
        for index in 0..count {
            let socket = &self.at().inputs[index];
            if socket.widget.is_none() && socket.link.is_some() {
                let value = self.linked(index)?;
                members.extend(named(&self.at().inputs[index].name, value));
            }
        }
        Ok(in_key_order(members).collect())
    }

    /// What a widget sends: what reaches it, else what it holds.
    fn widget(
        &mut self,
        index: usize,
        socket: Option<usize>,
    ) -> Result<Option<Value>, ConvertError> {
        if !self.at().widgets[index].widget.sent {
            return Ok(None);
        }
        if let Some(socket) = socket {
            if let Some(reached) = self.linked(socket)? {
                return Ok(Some(reached));
            }
        } else if let Some(value) = self.held_by_host(index) {
            return value;
        }
        self.own(index)
    }

    fn linked(&mut self, socket: usize) -> Result<Option<Value>, ConvertError> {
        let reached = reaching(self.work, &self.item.scope, self.item.node, socket);
        self.sent(reached)
    }

    /// The value of a widget that each host shows without an input inside.
    fn held_by_host(&mut self, index: usize) -> Option<Result<Option<Value>, ConvertError>> {
        let entry = self.at().widgets[index].entry?;
        let (outside, host) = self.item.scope.host.as_ref()?;
        let reached = reaching(self.work, outside, *host, entry);
        Some(self.sent(reached))
    }

    fn sent(
        &mut self,
        reached: Result<Reached<'w>, ConvertError>,
    ) -> Result<Option<Value>, ConvertError> {
        match reached {
            Ok(Reached::Nothing) => Ok(None),
            Ok(Reached::Value(value)) => Ok(Some(Value::Literal(sent_value(&value)))),
            Ok(Reached::Output { node, slot }) => Ok(Some(link(node, slot))),
            Err(error) => self.refused(error).map(|()| None),
        }
    }

    /// Goes on without the input, where the converter is a helpful one.
    fn refused(&mut self, error: ConvertError) -> Result<(), ConvertError> {
        if self.work.is_strict() || !error.concerns_one_input() {
            return Err(error);
        }
        self.note(Remark::Refused(error));
        Ok(())
    }

    fn own(&mut self, index: usize) -> Result<Option<Value>, ConvertError> {
        let node = self.at();
        let slot = &node.widgets[index];
        let Some(value) = slot.value.clone() else { return Ok(None) };
        let class = match node.kind {
            Kind::Class(class) => class.name.as_str(),
            _ => "",
        };
        let (is_dynamic, is_replaced) = (is_dynamic(slot), is_replaced(class, &slot.widget.name));
        let sent = match &*value {
            Json::Text(text) if is_dynamic => {
                self.work.converter.dynamic_prompts.decide(text, self.lots).into()
            }
            Json::Text(text) if is_replaced => self.replaced(index, text).into(),
            Json::Null if is_dynamic => "".into(),
            Json::Null if is_replaced => {
                let (node, input) = (self.id.to_string(), slot.widget.name.to_string());
                self.refused(ConvertError::NullText { node, input })?;
                Value::Literal(Literal::Null)
            }
            other => Value::Literal(wrapped(other, slot)),
        };
        Ok(Some(sent))
    }

    fn replaced(&mut self, index: usize, text: &str) -> String {
        if !text.contains('%') {
            return text.to_owned();
        }
        let replaced = Names::of(self.work).replace(text, self.work.converter.now.as_ref());
        if replaced.lacks_time {
            let input = self.at().widgets[index].widget.name.to_string();
            self.note(Remark::NoTime { input });
        }
        replaced.text
    }
}

/// Gives back what is kept, but for what has been changed in an editor since.
fn restore(kept: Kept<'_>, node: &Node<'_>, inputs: &mut Inputs) {
    for slot in node.widgets.iter().filter(|slot| kept.is_absent(&slot.widget.name)) {
        if slot.value.as_deref() == slot.widget.initial.as_ref() {
            inputs.shift_remove(&*slot.widget.name);
        }
    }
    for (name, value) in kept.inputs() {
        inputs.entry(name).or_insert(value);
    }
}

fn is_dynamic(slot: &Slot<'_>) -> bool {
    let kind = slot.widget.input().map(|input| &input.kind);
    matches!(kind, Some(InputKind::Text(widget)) if widget.dynamic_prompts)
}

/// Lists would be taken for links.
fn wrapped(value: &Json<'_>, slot: &Slot<'_>) -> Literal {
    if value.as_list().is_none() {
        return sent_value(value);
    }
    let kind = slot.widget.input().map(|input| &input.kind);
    let is_curve = matches!(
        kind,
        Some(InputKind::Custom(widget)) if widget.widget.as_deref() == Some("CURVE")
    );
    let mut wrapper = serde_json::Map::new();
    if is_curve {
        wrapper.insert("__type__".to_owned(), "CURVE".into());
    }
    wrapper.insert("__value__".to_owned(), sent_value(value));
    Literal::Object(wrapper)
}

/// Inputs without a name are not sent.
fn named(name: &str, value: Option<Value>) -> Option<(InputName, Value)> {
    InputName::new(name).ok().zip(value)
}

/// Slots that no output can have are sent all the same.
fn link(node: String, slot: i64) -> Value {
    match (NodeId::new(&*node), u16::try_from(slot)) {
        (Ok(node), Ok(slot)) => Value::Link(Link { node, slot: OutputSlot::new(slot) }),
        _ => Value::Literal(Literal::Array(vec![node.into(), slot.into()])),
    }
}

impl<'w> Node<'w> {
    /// What people see above the node.
    pub(super) fn title(&self) -> &str {
        match (&self.file.title, self.kind) {
            (Some(title), _) => title,
            (None, Kind::Class(class)) => &class.display_name,
            (None, _) => &self.file.class,
        }
    }
}
