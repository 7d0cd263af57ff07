//! Finds the types of links: those of the classes, or what flows where a class leaves it open.

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use super::ids::Ids;
use super::node::Sketch;
use crate::prompt::Prompt;
use crate::schema::{InputKind, MatchType, OutputType};

/// The type of whatever is not known.
const ANY: &str = "*";

/// The types of the outputs and templates of every node.
pub(super) struct Types<'p> {
    nodes: Vec<Templates<'p>>,
}

/// What the templates of one node turned out to be.
type Templates<'p> = IndexMap<&'p str, String, RandomState>;

impl<'p> Types<'p> {
    /// Goes through the nodes of `prompt`, producers first where nodes do not need each other.
    pub(super) fn new(prompt: &'p Prompt, ids: &Ids<'p>, sketches: &'p [Sketch<'p>]) -> Self {
        let written = || prompt.nodes().map(|(id, _)| id).collect();
        let order = prompt.topological_order().unwrap_or_else(|_| written());
        let mut types = Self { nodes: vec![Templates::default(); sketches.len()] };
        for place in order.into_iter().filter_map(|id| ids.place(id.as_str())) {
            types.nodes[place] = types.templates(ids, sketches, &sketches[place]);
        }
        types
    }

    fn templates(
        &self,
        ids: &Ids<'p>,
        sketches: &'p [Sketch<'p>],
        sketch: &'p Sketch<'p>,
    ) -> Templates<'p> {
        let mut templates = Templates::default();
        for socket in &sketch.sockets {
            let Some(InputKind::MatchType(MatchType { template, allowed })) = socket.kind else {
                continue;
            };
            let link = sketch.node.inputs.get(&*socket.name).and_then(|value| value.as_link());
            let producer = link.and_then(|link| {
                let place = ids.place(link.node.as_str())?;
                Some(self.output(sketches, place, link.slot.position().into()))
            });
            let open = templates.entry(template).or_insert_with(|| allowed.to_string());
            if *open == allowed.to_string()
                && let Some(known) = producer.filter(|producer| producer != ANY)
            {
                *open = known;
            }
        }
        templates
    }

    /// The type of an output of the node at `place`.
    pub(super) fn output(&self, sketches: &[Sketch<'_>], place: usize, slot: usize) -> String {
        let class = sketches[place].class;
        match class.and_then(|class| class.outputs.get(slot)).map(|output| &output.socket) {
            Some(OutputType::Fixed(socket)) => socket.to_string(),
            Some(OutputType::Template(template)) => self.template(place, template),
            None => ANY.to_owned(),
        }
    }

    /// The type of an input of `kind` of the node at `place`.
    pub(super) fn input(&self, place: usize, kind: Option<&InputKind>) -> String {
        match kind {
            Some(InputKind::MatchType(matched)) => self.template(place, &matched.template),
            Some(InputKind::DynamicCombo(_)) => "COMFY_DYNAMICCOMBO_V3".to_owned(),
            Some(kind) => kind.socket().map_or_else(|| ANY.to_owned(), |socket| socket.to_string()),
            None => ANY.to_owned(),
        }
    }

    fn template(&self, place: usize, template: &str) -> String {
        self.nodes[place].get(template).cloned().unwrap_or_else(|| ANY.to_owned())
    }
}
