//! Follows links from the savers upwards, noting each input that has a role.

use std::collections::{HashMap, HashSet, VecDeque};

use indexmap::IndexMap;

use super::Waypoint;
use super::role::Role;
use super::rules::{MACHINERY, Question, Traits, is_text, may_hold};
use super::stream::{ERASERS, Stream};
use crate::ids::{InputName, NodeId};
use crate::prompt::{Link, Prompt, PromptNode, Value};
use crate::schema::{
    COMBO, InputKind, ModelFolder, NodeClass, Output, OutputType, Schema, TypeName,
};
use crate::template::domain::Kind;
use crate::template::inputs::{Facts, Inputs};
use crate::template::parameter::Address;

/// How many inputs of a way are told at either end.
const SHOWN: usize = 16;

/// An input with a role.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) role: Role,
    pub(super) address: Address,
    /// The visit during which it was found.
    visit: usize,
}

/// A node at which the walk came by.
#[derive(Debug)]
struct Visit<'a> {
    id: &'a NodeId,
    node: &'a PromptNode,
    manner: Manner<'a>,
    /// The visit before it, with the input whose link was followed.
    from: Option<(usize, &'a InputName)>,
}

/// How the walk came to a node: a node passed in two manners is looked at twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Manner<'a> {
    stream: Stream,
    /// The type of the socket.
    socket: &'a str,
    /// Whether it ends up in the negative prompt.
    is_negative: bool,
    /// What the value that flows is for.
    wanted: Option<Role>,
    /// Which of the node's conditionings flows, where it has two.
    only: Option<&'static str>,
}

pub(super) struct Walk<'a> {
    prompt: &'a Prompt,
    schema: &'a Schema,
    inputs: &'a Inputs,
    /// The inputs that parameters fill.
    bound: HashSet<&'a Address>,
    visits: Vec<Visit<'a>>,
    seen: HashMap<&'a NodeId, HashSet<Manner<'a>>>,
    ahead: VecDeque<usize>,
    /// Where in `found` an input is.
    told: HashMap<Address, usize>,
    pub(super) found: Vec<Found>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        prompt: &'a Prompt,
        schema: &'a Schema,
        inputs: &'a Inputs,
        bound: HashSet<&'a Address>,
    ) -> Self {
        let mut walk = Self {
            prompt,
            schema,
            inputs,
            bound,
            visits: Vec::new(),
            seen: HashMap::new(),
            ahead: VecDeque::new(),
            told: HashMap::new(),
            found: Vec::new(),
        };
        let saved = Manner {
            stream: Stream::Saved,
            socket: "",
            is_negative: false,
            wanted: None,
            only: None,
        };
        for (id, node) in walk.roots() {
            walk.visit((id, node), saved, None);
        }
        walk
    }

    /// Where the walk starts: output nodes that name files, then the others; else, where the schema
    /// knows none, nodes that feed nothing.
    fn roots(&self) -> Vec<(&'a NodeId, &'a PromptNode)> {
        let is_output =
            |node: &PromptNode| self.class(node).is_some_and(|class| class.flags.output_node);
        let mut roots: Vec<_> = self.prompt.nodes().filter(|(_, node)| is_output(node)).collect();
        if roots.is_empty() {
            let links = self.prompt.nodes().flat_map(|(_, node)| node.links());
            let fed: HashSet<&str> = links.map(|(_, link)| link.node.as_str()).collect();
            let nodes = self.prompt.nodes();
            return nodes.filter(|(id, _)| !fed.contains(id.as_str())).collect();
        }
        roots.sort_by_key(|(_, node)| !node.inputs.contains_key("filename_prefix"));
        roots
    }

    pub(super) fn finish(&mut self) {
        while let Some(visit) = self.ahead.pop_front() {
            self.look(visit);
        }
    }

    fn visit(
        &mut self,
        (id, node): (&'a NodeId, &'a PromptNode),
        manner: Manner<'a>,
        from: Option<(usize, &'a InputName)>,
    ) {
        if self.seen.entry(id).or_default().insert(manner) {
            self.ahead.push_back(self.visits.len());
            self.visits.push(Visit { id, node, manner, from });
        }
    }

    fn class(&self, node: &PromptNode) -> Option<&'a NodeClass> {
        self.schema.class(node.class_type.as_ref()?.as_str())
    }

    /// Looks at every input of a node.
    fn look(&mut self, visit: usize) {
        let Visit { id, node, manner, .. } = self.visits[visit];
        let traits = self.traits(node, manner);
        let Some(declared) = &self.inputs.of(id).declared else {
            // Nothing is known of the node, so whatever goes in may come out.
            for (name, link) in node.links() {
                self.follow(visit, name, (link, None));
            }
            return;
        };
        for (name, facts) in declared {
            let is_link = matches!(node.inputs.get(name.as_str()), Some(Value::Link(_)));
            let role = match manner.wanted {
                Some(wanted) => self.passed(declared, (name, facts), (wanted, is_link)),
                None => self.asked((name.as_str(), facts), manner, traits),
            };
            match node.inputs.get(name.as_str()) {
                Some(Value::Link(link)) => self.follow(visit, name, (link, role)),
                given => self.tell(visit, name, (role, given)),
            }
        }
    }

    fn asked(
        &self,
        (name, facts): (&str, &Facts),
        manner: Manner<'_>,
        node: Traits,
    ) -> Option<Role> {
        let Manner { stream, socket, is_negative, .. } = manner;
        Question { name, facts, stream, socket, is_negative, node }.role()
    }

    /// Whether a value for `wanted` that the node gives may come in by this input.
    ///
    /// Links may always bring it. A literal is it if no other input could be, or if it is shown as
    /// an area: the text itself, unlike what stands between two texts.
    fn passed(
        &self,
        declared: &IndexMap<InputName, Facts>,
        (name, facts): (&InputName, &Facts),
        (wanted, is_link): (Role, bool),
    ) -> Option<Role> {
        let holds = |facts: &Facts| {
            facts.domain.as_ref().is_some_and(|domain| may_hold(wanted, domain.kind))
        };
        let takes_any = facts.domain.as_ref().is_some_and(|domain| domain.kind == Kind::Any);
        let is_only = || declared.values().filter(|facts| holds(facts)).count() == 1;
        let passes = if is_link {
            takes_any || (holds(facts) && (is_text(wanted) || is_only()))
        } else {
            holds(facts) && !MACHINERY.contains(&name.as_str()) && (facts.is_area || is_only())
        };
        passes.then_some(wanted)
    }

    fn tell(
        &mut self,
        visit: usize,
        name: &InputName,
        (role, given): (Option<Role>, Option<&Value>),
    ) {
        let (Some(role), Some(Value::Literal(literal))) = (role, given) else { return };
        let address = Address { node: self.visits[visit].id.clone(), input: name.clone() };
        if literal.is_array() || literal.is_object() || self.bound.contains(&address) {
            return;
        }
        match self.told.get(&address) {
            // A text that is both says what to make.
            Some(at) if role == Role::Prompt && self.found[*at].role == Role::NegativePrompt => {
                self.found[*at] = Found { role, address, visit };
            }
            Some(_) => {}
            None => {
                self.told.insert(address.clone(), self.found.len());
                self.found.push(Found { role, address, visit });
            }
        }
    }

    /// Goes to the node that a link comes from.
    fn follow(
        &mut self,
        visit: usize,
        name: &'a InputName,
        (link, role): (&'a Link, Option<Role>),
    ) {
        let Visit { node, manner, .. } = self.visits[visit];
        let Some(source) = self.prompt.node(link.node.as_str()) else { return };
        let output = self
            .class(source)
            .and_then(|class| class.outputs.get(usize::from(link.slot.position())));
        // What a template gives is what the input asks for.
        let socket = output.and_then(given).or_else(|| self.asked_socket(node, name));
        let socket = socket.unwrap_or(manner.socket);
        let stream = Stream::of(socket).towards(manner.stream, socket);
        if stream == Stream::Conditioning && self.is_closed(node, name, manner) {
            return;
        }
        let is_negative = stream == Stream::Conditioning
            && (manner.is_negative || name.as_str().starts_with("neg"));
        let wanted = role.filter(|_| stream == Stream::Scalar || manner.wanted.is_some());
        let only = output.and_then(|output| polarity(&output.name));
        let only = only.filter(|_| stream == Stream::Conditioning);
        let next = Manner { stream, socket, is_negative, wanted, only };
        self.visit((&link.node, source), next, Some((visit, name)));
    }

    /// The type of the socket that an input of a node asks for.
    fn asked_socket(&self, node: &PromptNode, name: &InputName) -> Option<&'a str> {
        let input = self.class(node)?.input(name.as_str())?;
        Some(match &input.kind {
            InputKind::Socket(socket) => socket.names().first()?.as_str(),
            InputKind::Int(_) => "INT",
            InputKind::Float(_) => "FLOAT",
            InputKind::Text(_) => "STRING",
            InputKind::Boolean(_) => "BOOLEAN",
            InputKind::Combo(_) => COMBO,
            _ => return None,
        })
    }

    /// Whether the conditioning that goes into `name` does not come out the way the walk came.
    fn is_closed(&self, node: &PromptNode, name: &InputName, manner: Manner<'_>) -> bool {
        let class = node.class_type.as_ref().map_or("", |class| class.as_str());
        let own = polarity(name.as_str());
        ERASERS.contains(&class)
            || matches!((manner.only, own), (Some(only), Some(own)) if only != own)
    }

    fn traits(&self, node: &PromptNode, manner: Manner<'_>) -> Traits {
        let brought = |link: &Link| {
            let class = self.class(self.prompt.node(link.node.as_str())?)?;
            given(class.outputs.get(usize::from(link.slot.position()))?)
        };
        let class = node.class_type.as_ref().map_or("", |class| class.as_str());
        let lists = |folder: &str, name: &InputName| {
            ModelFolder::of(class, name.as_str()).is_some_and(|found| found.as_str() == folder)
        };
        let is_partners = self.class(node).is_some_and(|class| class.flags.api_node);
        let gifts: Vec<_> = node.links().filter_map(|(_, link)| brought(link)).collect();
        let brings = |wanted: &str| gifts.contains(&wanted);
        let gives = |wanted: &str| {
            let outputs = self.class(node).into_iter().flat_map(|class| &class.outputs);
            outputs.filter_map(given).any(|name| name == wanted)
        };
        let gives_parts = !gives("MODEL") && (gives("VAE") || gives("CLIP"));
        Traits {
            gives_parts,
            changes: brings(manner.socket) && !is_partners,
            has_lora: node.inputs.keys().any(|name| lists("loras", name)),
            has_control_net: brings("CONTROL_NET"),
        }
    }

    /// The inputs that lead to a setting, its own first.
    pub(super) fn path(&self, found: &Found) -> Vec<Waypoint> {
        let step = |id: &NodeId, input: &InputName| Waypoint {
            node: self.inputs.of(id).name.clone(),
            input: input.clone(),
        };
        let mut path = vec![step(&found.address.node, &found.address.input)];
        let mut at = found.visit;
        let mut last: VecDeque<(&NodeId, &InputName)> = VecDeque::new();
        while let Some((before, input)) = self.visits[at].from {
            at = before;
            if path.len() < SHOWN {
                path.push(step(self.visits[at].id, input));
                continue;
            }
            last.push_back((self.visits[at].id, input));
            if last.len() > SHOWN {
                last.pop_front();
            }
        }
        path.extend(last.into_iter().map(|(id, input)| step(id, input)));
        path
    }
}

/// The type of an output, where it is always the same.
fn given(output: &Output) -> Option<&str> {
    match &output.socket {
        OutputType::Fixed(socket) => socket.names().first().map(TypeName::as_str),
        OutputType::Template(_) => None,
    }
}

/// Which of two conditionings a name says.
fn polarity(name: &str) -> Option<&'static str> {
    match name {
        "positive" => Some("positive"),
        "negative" => Some("negative"),
        _ => None,
    }
}
