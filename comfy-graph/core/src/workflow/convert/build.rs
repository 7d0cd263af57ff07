//! Builds the widgets and inputs that the editor gives each node of a file.
//!
//! Second pass of conversion. After it, values are found by widget, not by their place in a list.

use std::borrow::Cow;

use super::model::{Kind, Node, Slot, Socket, Work, socket_text};
use crate::json::{Json, Object};
use crate::schema::{COMBO, Input, InputKind, NodeClass, OutputType, Pack, SocketType};
use crate::workflow::editor::{EditorInput, EditorNode, WidgetValues};
use crate::workflow::kept::CLASSLESS;
use crate::workflow::widgets::{
    Given, Held, Widget, first_choice, has_widget, widgets as widgets_of, without_dummies,
};

pub(super) fn widgets_and_inputs(work: &mut Work<'_>) {
    let is_strict = work.is_strict();
    for node in work.graphs.iter_mut().flat_map(|graph| &mut graph.nodes) {
        match node.kind {
            Kind::Class(class) => declared(node, class, is_strict),
            Kind::Host(_) | Kind::Virtual(_) => {
                node.inputs = node.file.inputs.iter().map(|input| listed(input, None)).collect();
                node.outputs = listed_outputs(node.file);
            }
            Kind::Unknown => unknown(node, is_strict),
        }
    }
}

fn declared<'w>(node: &mut Node<'w>, class: &'w NodeClass, is_strict: bool) {
    node.widgets = match &node.file.values {
        WidgetValues::Named(values) if by_name(values, class, is_strict) => {
            widgets_by_name(values, class)
        }
        _ => widgets(node.file, class),
    };
    node.inputs = Sockets::of(node, class);
    let file = node.file;
    let types = class.outputs.iter().enumerate().map(|(slot, output)| match &output.socket {
        OutputType::Fixed(socket) => Cow::Owned(socket.to_string()),
        // What the connections made of it, which only the file tells.
        OutputType::Template(_) => {
            file.outputs.get(slot).map_or(Cow::Borrowed("*"), |output| socket_text(&output.socket))
        }
    });
    node.outputs = types.collect();
}

fn listed_outputs<'w>(file: &'w EditorNode<'w>) -> Vec<Cow<'w, str>> {
    file.outputs.iter().map(|output| socket_text(&output.socket)).collect()
}

/// Nobody knows its inputs: they are those of the file, and values have names without meaning.
fn unknown(node: &mut Node<'_>, is_strict: bool) {
    let file = node.file;
    node.inputs = file.inputs.iter().map(|input| listed(input, None)).collect();
    node.outputs = listed_outputs(file);
    let values = match &file.values {
        WidgetValues::List(values) => values,
        WidgetValues::Named(values) if !is_strict => {
            let named = values.iter().filter(|(_, value)| is_plain(value));
            node.widgets = named.map(|(name, value)| undeclared(name.into(), value)).collect();
            return;
        }
        WidgetValues::Named(_) | WidgetValues::Absent => return,
    };
    let name = |index: usize| match index {
        0 => Cow::Borrowed(CLASSLESS),
        index => Cow::Owned(format!("{CLASSLESS}_{index}")),
    };
    let named = values.iter().enumerate().map(|(index, value)| undeclared(name(index), value));
    node.widgets = named.collect();
}

fn undeclared<'w>(name: Cow<'w, str>, value: &'w Json<'w>) -> Slot<'w> {
    Slot { widget: Widget::unknown(name), value: Some(Cow::Borrowed(value)), entry: None }
}

/// What packs keep by name beside values, such as previews, is not.
fn is_plain(value: &Json<'_>) -> bool {
    !matches!(value, Json::Object(_) | Json::List(_))
}

fn listed<'w>(input: &'w EditorInput<'w>, widget: Option<usize>) -> Socket<'w> {
    Socket {
        name: Cow::Borrowed(&input.name),
        socket: socket_text(&input.socket),
        link: input.link,
        widget,
    }
}

/// Whether values stored by name are taken so: the editor leaves that to code of the pack, which is
/// there where its classes are.
fn by_name(values: &Object<'_>, class: &NodeClass, is_strict: bool) -> bool {
    let is_place = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
    let has_names = values.iter().any(|(name, _)| !is_place(name));
    has_names && (!is_strict || class.pack() != Pack::Core)
}

/// What the class does not declare are widgets of the pack's own; what they show is not sent.
fn widgets_by_name<'w>(values: &'w Object<'w>, class: &'w NodeClass) -> Vec<Slot<'w>> {
    let held = widgets_of(class, |widget| {
        let value = values.get(&widget.name);
        value.map_or(Given::Nothing, |value| Given::Value(Cow::Borrowed(value)))
    });
    let mut slots: Vec<Slot<'w>> = held.into_iter().map(|held| slot(class, held)).collect();
    let is_new = |slots: &[Slot<'_>], name: &str| slots.iter().all(|slot| slot.widget.name != name);
    for (name, value) in values.iter() {
        if is_new(&slots, name) && is_plain(value) {
            slots.push(undeclared(name.into(), value));
        }
    }
    slots
}

fn slot<'w>(class: &'w NodeClass, (widget, value): Held<'w>) -> Slot<'w> {
    let value = settled(class, &widget, value);
    Slot { widget, value, entry: None }
}

fn widgets<'w>(file: &'w EditorNode<'w>, class: &'w NodeClass) -> Vec<Slot<'w>> {
    let listed = match &file.values {
        WidgetValues::List(values) => without_dummies(values, class),
        WidgetValues::Absent | WidgetValues::Named(_) => Vec::new(),
    };
    let mut places = 0_usize..;
    let held = widgets_of(class, |_| {
        let place = places.next().unwrap_or_default();
        let given = |value: &'w Json<'w>| Given::Value(Cow::Borrowed(value));
        match &file.values {
            // JavaScript finds members that are named so by their place, too.
            WidgetValues::Named(values) => {
                values.get(&place.to_string()).map_or(Given::Undefined, given)
            }
            _ => listed.get(place).copied().map_or(Given::Nothing, given),
        }
    });
    held.into_iter().map(|held| slot(class, held)).collect()
}

/// What the editor corrects once a node is loaded.
fn settled<'w>(
    class: &'w NodeClass,
    widget: &Widget<'w>,
    value: Option<Cow<'w, Json<'w>>>,
) -> Option<Cow<'w, Json<'w>>> {
    let Some(input) = widget.input() else { return value };
    let text = value.as_deref().and_then(Json::as_text);
    if matches!(value.as_deref(), None | Some(Json::Null)) {
        return first_choice(input).map(Cow::Owned).or(value);
    }
    let is_sampler = widget.name == "sampler_name"
        && matches!(class.name.as_str(), "KSampler" | "KSamplerAdvanced");
    // Samplers had this prefix once.
    match text.and_then(|text| text.strip_prefix("sample_")).filter(|_| is_sampler) {
        Some(name) => Some(Cow::Owned(Json::from(name.to_owned()))),
        None => value,
    }
}

/// The inputs of a node of a known class, in the order the editor has them.
struct Sockets<'n, 'w> {
    file: &'w EditorNode<'w>,
    widgets: &'n [Slot<'w>],
    list: Vec<Socket<'w>>,
}

impl<'n, 'w> Sockets<'n, 'w> {
    fn of(node: &'n Node<'w>, class: &'w NodeClass) -> Vec<Socket<'w>> {
        let mut sockets = Sockets { file: node.file, widgets: &node.widgets, list: Vec::new() };
        sockets.level(&class.inputs, "");
        sockets.of_widgets();
        sockets.undeclared();
        sockets.list
    }

    /// Inputs without a widget come first; those of chosen options behind those of the class.
    fn level(&mut self, inputs: &'w [Input], prefix: &str) {
        for input in inputs.iter().filter(|input| !has_widget(input)) {
            let name = joined(prefix, input.name.as_str());
            match &input.kind {
                InputKind::Autogrow(_) => self.elements(&name),
                kind => self.push(name, declared_type(kind), None),
            }
        }
        for input in inputs {
            let InputKind::DynamicCombo(combo) = &input.kind else { continue };
            let name = joined(prefix, input.name.as_str());
            let slot = self.widgets.iter().find(|slot| slot.widget.name == name);
            let key = slot.and_then(|slot| slot.value.as_ref()?.as_text());
            let chosen = combo.options.iter().find(|option| Some(&*option.key) == key);
            if let Some(option) = chosen {
                self.level(&option.inputs, &name);
            }
        }
    }

    /// Those elements that the file lists, by their number.
    fn elements(&mut self, name: &str) {
        let number = |input: &EditorInput<'_>| {
            let digits = input.name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            input.name[digits..].parse::<u64>().ok()
        };
        let is_element = |input: &&EditorInput<'w>| {
            input.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
        };
        let mut elements: Vec<_> = self.file.inputs.iter().filter(is_element).collect();
        elements.sort_by_key(|input| number(input));
        self.list.extend(elements.into_iter().map(|input| listed(input, None)));
    }

    fn of_widgets(&mut self) {
        for (index, slot) in self.widgets.iter().enumerate() {
            if let Some(input) = slot.widget.input() {
                let declared = declared_type(&input.kind);
                self.push(slot.widget.name.clone(), declared, Some(index));
            }
        }
    }

    fn push(&mut self, name: Cow<'w, str>, declared: Option<SocketType>, widget: Option<usize>) {
        let file = self.file.inputs.iter().find(|input| input.name == name);
        let socket = match declared {
            Some(declared) => Cow::Owned(declared.to_string()),
            None => file.map_or(Cow::Borrowed("*"), |input| socket_text(&input.socket)),
        };
        self.list.push(Socket { name, socket, link: file.and_then(|input| input.link), widget });
    }

    /// What the class lacks stays, unless its widget is gone.
    fn undeclared(&mut self) {
        for input in &self.file.inputs {
            let is_known = self.list.iter().any(|socket| socket.name == input.name);
            if !is_known && input.widget.is_none() {
                self.list.push(listed(input, None));
            }
        }
    }
}

fn joined<'w>(prefix: &str, name: &'w str) -> Cow<'w, str> {
    match prefix {
        "" => Cow::Borrowed(name),
        prefix => Cow::Owned(format!("{prefix}.{name}")),
    }
}

/// The type that the class declares; `None` where connections decide.
fn declared_type(kind: &InputKind) -> Option<SocketType> {
    match kind {
        InputKind::MatchType(_) => None,
        // Whatever the choices, and however they are declared.
        InputKind::Combo(_) | InputKind::DynamicCombo(_) => Some(SocketType::parse(COMBO)),
        kind => kind.socket(),
    }
}
