//! Finds where in a file a finding is.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::excerpt::Excerpt;
use crate::json::{Json, Member, Object, locate, locate_key, locate_members};
use crate::validate::body::is_body;
use crate::validate::own::OwnCheck;
use crate::validate::problem::Stumble;
use crate::validate::report::NodeName;

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

/// A text with what is read of it, once for all findings: there may be as many as nodes.
pub(super) struct Page<'a> {
    text: &'a str,
    is_body: bool,
    /// Where each line starts.
    lines: Vec<usize>,
    /// Where each node stands, by id.
    places: HashMap<Cow<'a, str>, Member>,
    /// What each node is given, by id.
    inputs: HashMap<&'a str, &'a Object<'a>>,
}

impl<'a> Page<'a> {
    /// The page of `text`, which reads as `json` if it is JSON.
    pub(super) fn new(text: &'a str, json: Option<&'a Json<'a>>) -> Self {
        let body = json.and_then(Json::as_object);
        let is_body = body.is_some_and(is_body);
        let prompt = if is_body { body.and_then(prompt_of) } else { body };
        let path: &[&str] = if is_body { &["prompt"] } else { &[] };
        let nodes = prompt.into_iter().flat_map(Object::iter);
        let given = |(id, node): (&'a str, &'a Json<'a>)| {
            Some((id, node.as_object()?.get("inputs")?.as_object()?))
        };
        Self {
            text,
            is_body,
            lines: line_starts(text),
            places: locate_members(text, path).into_iter().collect(),
            inputs: nodes.filter_map(given).collect(),
        }
    }

    /// The line that `spot` is on; `None` where the file has no such place.
    pub(super) fn excerpt(&self, spot: &Spot<'_>) -> Option<Excerpt> {
        let place = self.place(spot)?;
        let line = self.lines.partition_point(|start| *start <= place.start);
        Some(Excerpt::new(self.text, place, line))
    }

    fn place(&self, spot: &Spot<'_>) -> Option<Range<usize>> {
        match *spot {
            Spot::Nowhere => None,
            Spot::Character { line, column } => Some(self.character(line, column)),
            Spot::Body => locate(self.text, &[]),
            Spot::BodyKey(key) if self.is_body => locate(self.text, &[key]),
            Spot::BodyKey(_) => None,
            Spot::Node(id) => self.node(id),
            Spot::NodeKey(id, key) => self.value(id, &[key]).or_else(|| self.node(id)),
            Spot::Input(id, input) => {
                self.value(id, &["inputs", input]).or_else(|| self.class_of(id))
            }
            Spot::InputKey(id, input) => {
                self.key(id, &["inputs", input]).or_else(|| self.class_of(id))
            }
        }
    }

    /// The bytes of the character at `column` of `line`; none at the end of the line.
    fn character(&self, line: usize, column: usize) -> Range<usize> {
        let start = self.lines.get(line - 1).copied().unwrap_or(self.text.len());
        let mut characters = self.text[start..].char_indices().skip(column - 1);
        match characters.next() {
            Some((at, found)) if found != '\n' => start + at..start + at + found.len_utf8(),
            Some((at, _)) => start + at..start + at,
            None => self.text.len()..self.text.len(),
        }
    }

    /// The class of a node: where inputs are missing, it says why they are needed.
    fn class_of(&self, id: &str) -> Option<Range<usize>> {
        self.value(id, &["class_type"]).or_else(|| self.node(id))
    }

    /// The id of a node.
    fn node(&self, id: &str) -> Option<Range<usize>> {
        self.places.get(id).map(|place| place.key.clone())
    }

    fn value(&self, id: &str, path: &[&str]) -> Option<Range<usize>> {
        let node = self.places.get(id)?.value.clone();
        locate(&self.text[node.clone()], path).map(|place| moved(place, node.start))
    }

    fn key(&self, id: &str, path: &[&str]) -> Option<Range<usize>> {
        let node = self.places.get(id)?.value.clone();
        locate_key(&self.text[node.clone()], path).map(|place| moved(place, node.start))
    }

    /// What the input of a node is given.
    pub(super) fn given(&self, id: &str, input: &str) -> Option<&'a Json<'a>> {
        self.inputs.get(id)?.get(input)
    }

    /// The input that makes the server's code raise on a node: the one it stumbled over, else the
    /// one that the class's own check looks at. The server names neither.
    pub(super) fn culprit<'f>(
        &self,
        node: &'f NodeName,
        stumble: Option<&'f Stumble>,
    ) -> Option<&'f str> {
        if let Some(stumble) = stumble {
            return Some(&stumble.input);
        }
        self.inputs.get(&*node.id)?;
        OwnCheck::of(node.class.as_deref()?)?.input()
    }

    /// The input by which the node `id` needs the node `other`.
    pub(super) fn link_to(&self, id: &str, other: &str) -> Option<&'a str> {
        let leads = |value: &Json<'_>| value.as_list()?.first()?.as_text().map(|id| id == other);
        let mut inputs = self.inputs.get(id)?.iter();
        inputs.find(|(_, value)| leads(value) == Some(true)).map(|(input, _)| input)
    }
}

fn prompt_of<'a>(body: &'a Object<'a>) -> Option<&'a Object<'a>> {
    body.get("prompt")?.as_object()
}

fn line_starts(text: &str) -> Vec<usize> {
    let ends = text.match_indices('\n').map(|(end, _)| end + 1);
    std::iter::once(0).chain(ends).collect()
}

fn moved(place: Range<usize>, by: usize) -> Range<usize> {
    place.start + by..place.end + by
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROMPT: &str = r#"{"1": {"class_type": "A", "inputs": {"x": 5}}, "2": {}}"#;

    fn found<'t>(text: &'t str, spot: &Spot<'_>) -> Option<&'t str> {
        let json = Json::parse(text).ok();
        let page = Page::new(text, json.as_ref());
        page.place(spot).map(|place| &text[place])
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
