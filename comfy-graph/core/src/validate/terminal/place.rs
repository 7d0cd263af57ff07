//! Finds where in a file a finding is.

use std::ops::Range;

use super::excerpt::Excerpt;
use crate::json::{Json, Object, locate, locate_key};
use crate::python::Raised;
use crate::schema::Schema;
use crate::validate::body::is_body;
use crate::validate::links;
use crate::validate::nodes::Nodes;
use crate::validate::own::{OwnCheck, Rule};

/// What a finding is about.
pub(super) enum Spot<'a> {
    /// The file as a whole.
    Nowhere,
    /// A character, both counted from 1.
    Character { line: usize, column: usize },
    /// The body of the request.
    Body,
    /// What a key of the body holds.
    BodyKey(&'a str),
    /// A node.
    Node(&'a str),
    /// What a key of a node holds.
    NodeKey(&'a str, &'a str),
    /// What an input of a node is given.
    Input(&'a str, &'a str),
    /// An input of a node, by its name.
    InputKey(&'a str, &'a str),
}

/// A text with what is read of it.
pub(super) struct Page<'a> {
    text: &'a str,
    /// `None` where the text is no JSON.
    json: Option<Json<'a>>,
    is_body: bool,
}

impl<'a> Page<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let json = Json::parse(text).ok();
        let is_body = json.as_ref().and_then(Json::as_object).is_some_and(is_body);
        Self { text, json, is_body }
    }

    /// The lines around `spot`; `None` where the file has no such place.
    pub(super) fn excerpt(&self, spot: &Spot<'_>) -> Option<Excerpt> {
        self.place(spot).map(|place| Excerpt::new(self.text, place))
    }

    fn place(&self, spot: &Spot<'_>) -> Option<Range<usize>> {
        match *spot {
            Spot::Nowhere => None,
            Spot::Character { line, column } => Some(character(self.text, line, column)),
            Spot::Body => locate(self.text, &[]),
            Spot::BodyKey(key) if self.is_body => locate(self.text, &[key]),
            Spot::BodyKey(_) => None,
            Spot::Node(id) => self.key(&[id]),
            Spot::NodeKey(id, key) => self.value(&[id, key]).or_else(|| self.key(&[id])),
            Spot::Input(id, input) => {
                self.value(&[id, "inputs", input]).or_else(|| self.class_of(id))
            }
            Spot::InputKey(id, input) => {
                self.key(&[id, "inputs", input]).or_else(|| self.class_of(id))
            }
        }
    }

    /// The class of a node: where inputs are missing, it says why they are needed.
    fn class_of(&self, id: &str) -> Option<Range<usize>> {
        self.value(&[id, "class_type"]).or_else(|| self.key(&[id]))
    }

    fn value(&self, path: &[&str]) -> Option<Range<usize>> {
        locate(self.text, &self.in_prompt(path))
    }

    fn key(&self, path: &[&str]) -> Option<Range<usize>> {
        locate_key(self.text, &self.in_prompt(path))
    }

    fn in_prompt<'p>(&self, path: &[&'p str]) -> Vec<&'p str> {
        let body = self.is_body.then_some("prompt");
        body.into_iter().chain(path.iter().copied()).collect()
    }

    /// What the input of a node is given.
    pub(super) fn given(&self, id: &str, input: &str) -> Option<&Json<'a>> {
        self.inputs(id)?.get(input)
    }

    /// The input that makes the server's code raise on the node `id`.
    ///
    /// A report does not tell it: the server names an input of the node that needs this one.
    pub(super) fn culprit(&self, id: &str, raised: &Raised, schema: &Schema) -> Option<&str> {
        let nodes = Nodes::read(self.prompt()?, schema).ok()?;
        let is_culprit = |(_, value): &(&str, &Json<'_>)| match value.as_list() {
            Some([id, slot]) => {
                links::resolve(id, slot, &nodes).is_err_and(|found| found == *raised)
            }
            _ => false,
        };
        let link = self.inputs(id)?.iter().find(is_culprit).map(|(input, _)| input);
        let class = nodes.at(nodes.position(id)?).class.name.as_str();
        link.or_else(|| match OwnCheck::of(class)?.rule {
            Rule::File(rule) => Some(rule.input),
            Rule::AspectRatio { input, .. } => Some(input),
            Rule::Accepts | Rule::LinkTypes { .. } => None,
        })
    }

    /// The input by which the node `id` needs the node `other`.
    pub(super) fn link_to(&self, id: &str, other: &str) -> Option<&str> {
        let leads = |value: &Json<'_>| value.as_list()?.first()?.as_text().map(|id| id == other);
        let mut inputs = self.inputs(id)?.iter();
        inputs.find(|(_, value)| leads(value) == Some(true)).map(|(input, _)| input)
    }

    fn inputs(&self, id: &str) -> Option<&Object<'a>> {
        self.prompt()?.get(id)?.as_object()?.get("inputs")?.as_object()
    }

    fn prompt(&self) -> Option<&Object<'a>> {
        let json = self.json.as_ref()?.as_object()?;
        if self.is_body { json.get("prompt")?.as_object() } else { Some(json) }
    }
}

/// The bytes of the character at `column` of `line`; none at the end of the line.
fn character(text: &str, line: usize, column: usize) -> Range<usize> {
    let mut lines = text.split_inclusive('\n');
    let start: usize = lines.by_ref().take(line - 1).map(str::len).sum();
    let mut characters = text[start..].char_indices().skip(column - 1);
    match characters.next() {
        Some((at, found)) if found != '\n' => start + at..start + at + found.len_utf8(),
        Some((at, _)) => start + at..start + at,
        None => text.len()..text.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROMPT: &str = r#"{"1": {"class_type": "A", "inputs": {"x": 5}}, "2": {}}"#;

    fn found<'t>(text: &'t str, spot: &Spot<'_>) -> Option<&'t str> {
        Page::new(text).place(spot).map(|place| &text[place])
    }

    #[test]
    fn inputs_are_found_in_prompts_as_in_bodies() {
        let body = format!(r#"{{"x": 1, "prompt": {PROMPT}}}"#);

        for text in [PROMPT, &body] {
            assert_eq!(found(text, &Spot::Input("1", "x")), Some("5"));
            assert_eq!(found(text, &Spot::InputKey("1", "x")), Some(r#""x""#));
        }
    }

    #[test]
    fn a_missing_input_is_pointed_out_at_the_class() {
        assert_eq!(found(PROMPT, &Spot::Input("1", "y")), Some(r#""A""#));
        assert_eq!(found(PROMPT, &Spot::Input("2", "y")), Some(r#""2""#));
    }

    #[test]
    fn nothing_is_found_of_a_node_that_is_not_there() {
        assert_eq!(found(PROMPT, &Spot::Input("3", "x")), None);
        assert_eq!(found(PROMPT, &Spot::BodyKey("1")), None);
    }

    #[test]
    fn characters_are_counted_in_letters() {
        let at = |line, column| found("é\nx😀\n", &Spot::Character { line, column });

        assert_eq!(at(2, 2), Some("😀"));
        assert_eq!(at(2, 3), Some(""));
        assert_eq!(at(9, 9), Some(""));
    }
}
