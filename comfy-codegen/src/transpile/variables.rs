//! Names the variables of a function as a person would: by title, by role, by what they hold.

use std::collections::{BTreeMap, BTreeSet};

use comfy_graph_core::ids::NodeId;
use comfy_graph_core::prompt::{Prompt, PromptNode};
use indexmap::IndexMap;

use super::typed::Typed;
use crate::names::field_ident;
use crate::plan::types::NodePlan;

/// A value that gets a name: a node, or one output of it.
pub(super) type Key = (NodeId, Option<u16>);

/// Names of outputs that say nothing of what they hold.
const VAGUE: &[&str] = &[
    "any", "boolean", "bool", "combo", "float", "int", "number", "object", "out", "output",
    "output_0", "result", "string", "text", "value", "n",
];

/// Inputs that say what a conditioning is for.
const ROLES: &[&str] = &["positive", "negative"];

/// Words of classes that say nothing of their nodes.
const FILLERS: &[&str] = &["advanced", "custom", "loader", "node", "only", "simple"];

/// Longer titles are sentences, which make poor names.
const MOST_WORDS: usize = 3;
const MOST_LETTERS: usize = 24;

/// Who uses the outputs of each node, in the order of the prompt.
#[derive(Debug)]
pub(super) struct Uses<'p> {
    by_node: BTreeMap<&'p NodeId, Vec<Use<'p>>>,
}

/// One end of a link.
#[derive(Debug, Clone, Copy)]
pub(super) struct Use<'p> {
    pub(super) slot: u16,
    pub(super) node: &'p NodeId,
    pub(super) input: &'p str,
}

impl<'p> Uses<'p> {
    pub(super) fn of(prompt: &'p Prompt) -> Self {
        let mut by_node: BTreeMap<&NodeId, Vec<Use<'p>>> = BTreeMap::new();
        for (node, at) in prompt.nodes() {
            for (input, link) in at.links() {
                let one = Use { slot: link.slot.position(), node, input: input.as_str() };
                by_node.entry(&link.node).or_default().push(one);
            }
        }
        Self { by_node }
    }

    /// The uses of `node`.
    pub(super) fn node(&self, node: &NodeId) -> &[Use<'p>] {
        self.by_node.get(node).map_or(&[], Vec::as_slice)
    }

    /// The one name of all inputs that an output is wired to, or the one role among them.
    fn role(&self, node: &NodeId, slot: u16) -> Option<String> {
        let uses = self.node(node).iter().filter(|one| one.slot == slot);
        let names: BTreeSet<&str> = uses.map(|one| one.input).collect();
        let mut roles = names.iter().filter(|name| ROLES.contains(name));
        match (roles.next(), roles.next(), names.first()) {
            (Some(role), None, _) => Some((*role).to_owned()),
            // Elements and inputs of options are named by what they belong to.
            (None, None, Some(one)) if names.len() == 1 => {
                Some(field_ident(one.split('.').next().unwrap_or(one)))
            }
            _ => None,
        }
    }
}

/// The names of a function's variables.
pub(super) struct Variables {
    names: IndexMap<Key, String>,
}

impl Variables {
    /// Names `keys`, none of them as `taken`.
    ///
    /// Values that want one name all go by their class; those of one class are numbered.
    pub(super) fn of(keys: Vec<(Key, Wishes)>, taken: &BTreeSet<String>) -> Self {
        let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
        for (_, wishes) in &keys {
            *wanted.entry(wishes.first.clone()).or_default() += 1;
        }
        let mut used = taken.clone();
        let mut names = IndexMap::new();
        for (key, wishes) in keys {
            let alone = wanted[&wishes.first] == 1 || wishes.keeps;
            let plain = if alone { wishes.first } else { wishes.second };
            let mut name = plain.clone();
            let mut number = 1;
            while !used.insert(name.clone()) {
                number += 1;
                name = format!("{}_{number}", plain.trim_end_matches('_'));
            }
            names.insert(key, name);
        }
        Self { names }
    }

    /// The name of `key`.
    pub(super) fn name(&self, key: &Key) -> &str {
        &self.names[key]
    }
}

/// What a value would be called.
pub(super) struct Wishes {
    /// Where nothing else is called so.
    first: String,
    /// Otherwise.
    second: String,
    /// Whether equal names are numbered rather than given up.
    keeps: bool,
}

/// Finds names for the nodes of a prompt.
pub(super) struct Namer<'t, 'p> {
    pub(super) prompt: &'p Prompt,
    pub(super) typed: &'t Typed<'p>,
    pub(super) uses: &'t Uses<'p>,
}

impl Namer<'_, '_> {
    /// What the node, or one of its outputs, would be called.
    pub(super) fn wishes(&self, (id, slot): &Key) -> Wishes {
        let node = self.prompt.node(id.as_str()).expect("BUG: a node of the prompt is gone");
        let plan = node.class_type.as_ref().and_then(|class| self.typed.node(class));
        let class = slug(node);
        let outputs = plan.map_or(0, |plan| plan.outputs.len());
        let slot = slot.or_else(|| (outputs == 1).then_some(0));
        let titled = title(node, plan).filter(|_| outputs <= 1 || slot.is_none());
        let role = slot.and_then(|slot| self.uses.role(id, slot));
        if let Some(role) = role.clone().filter(|role| ROLES.contains(&role.as_str())) {
            return Wishes { first: role.clone(), second: role, keeps: true };
        }
        if let Some(title) = titled {
            return Wishes { first: title.clone(), second: title, keeps: true };
        }
        let field = plan.zip(slot).and_then(|(plan, slot)| plan.outputs.get(usize::from(slot)));
        let field = field.map(|output| output.field.clone());
        let field = field.filter(|field| !VAGUE.contains(&field.trim_end_matches('_')));
        let role = role.filter(|role| !VAGUE.contains(&role.as_str()));
        let first = field.or(role).unwrap_or_else(|| class.clone());
        Wishes { first, second: class, keeps: false }
    }
}

/// The title as a name, where it is the author's own and short.
fn title(node: &PromptNode, plan: Option<&NodePlan<'_>>) -> Option<String> {
    let title = node.title()?;
    let class = node.class_type.as_ref()?;
    if plan.is_some_and(|plan| &*plan.class.display_name == title) || class.as_str() == title {
        return None;
    }
    let name = field_ident(title);
    let short = name.len() <= MOST_LETTERS && name.split('_').count() <= MOST_WORDS;
    let plain = name.starts_with(|first: char| first.is_ascii_lowercase());
    // What the editor itself titles nodes of classes that this schema captions otherwise.
    let own = name != field_ident(class.as_str()) && !name.starts_with("load_");
    (short && plain && own && title.is_ascii()).then_some(name)
}

/// The class as a name, without words that say nothing.
fn slug(node: &PromptNode) -> String {
    let Some(class) = &node.class_type else { return "unknown".to_owned() };
    let snake = field_ident(class.as_str());
    let words: Vec<&str> = snake.split('_').filter(|word| !FILLERS.contains(word)).collect();
    match words.as_slice() {
        [] => snake.clone(),
        ["load", rest @ ..] if !rest.is_empty() => {
            field_ident(&format!("loaded_{}", rest.join("_")))
        }
        words => field_ident(&words.join("_")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: u32) -> Key {
        (id.into(), None)
    }

    fn wishes(first: &str, second: &str, keeps: bool) -> Wishes {
        Wishes { first: first.to_owned(), second: second.to_owned(), keeps }
    }

    fn names(wishes: Vec<Wishes>, taken: &[&str]) -> Vec<String> {
        let keys: Vec<_> = (1..).map(key).zip(wishes).collect();
        let taken = taken.iter().map(|name| (*name).to_owned()).collect();
        Variables::of(keys, &taken).names.into_values().collect()
    }

    #[test]
    fn a_name_that_several_want_goes_to_none() {
        let image = |class| wishes("image", class, false);

        let names = names(vec![image("load_image"), image("vae_decode"), image("vae_decode")], &[]);

        assert_eq!(names, ["load_image", "vae_decode", "vae_decode_2"]);
    }

    #[test]
    fn roles_are_numbered() {
        let positive = || wishes("positive", "positive", true);

        assert_eq!(names(vec![positive(), positive()], &[]), ["positive", "positive_2"]);
    }

    #[test]
    fn names_of_functions_are_not_taken_again() {
        assert_eq!(names(vec![wishes("upscale", "upscale", true)], &["upscale"]), ["upscale_2"]);
    }

    #[test]
    fn classes_lose_words_that_say_nothing() {
        let slug = |class: &str| slug(&PromptNode::new(class.parse().unwrap()));

        assert_eq!(slug("CheckpointLoaderSimple"), "checkpoint");
        assert_eq!(slug("LoadImage"), "loaded_image");
        assert_eq!(slug("CustomLoader"), "custom_loader");
    }
}
