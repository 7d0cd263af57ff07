//! Asks what a server would say of a graph, before there is one.

use std::fmt;
use std::panic::Location;

use indexmap::IndexMap;

use super::{Graph, GraphProblems};
use crate::ids::NodeId;
use crate::schema::Schema;
use crate::validate::{Report, Style, Validator};

impl Graph {
    /// What a server with `schema` would answer to the graph, with the lines that made its nodes.
    ///
    /// Types rule out most of what it reports. What remains are choices and files of that server,
    /// raw nodes, and all that runs but surely is not meant.
    ///
    /// ```
    /// use comfy_graph::schema::Schema;
    /// use comfy_graph::{Graph, Node, RawNode};
    ///
    /// let schema = Schema::from_object_info(
    ///     br#"{"SaveText":{"input":{"required":{"mode":[["new","append"]]}},
    ///         "output_node":true}}"#,
    /// )?;
    /// let mut graph = Graph::new();
    /// graph.add(RawNode::named("SaveText").extra_input("mode", "apend"));
    ///
    /// let checked = graph.validate(&schema)?;
    ///
    /// assert!(!checked.report().is_valid());
    /// assert!(checked.to_string().contains("does not offer \"apend\""));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`GraphProblems`] where [`Graph::check`] finds any: then there is no prompt to ask about.
    pub fn validate(&self, schema: &Schema) -> Result<CheckedGraph, GraphProblems> {
        self.validate_with(&Validator::new(schema), schema)
    }

    /// The same by a validator that was told more, such as the replacements of a server.
    ///
    /// # Errors
    ///
    /// [`GraphProblems`] as with [`Graph::validate`].
    pub fn validate_with(
        &self,
        validator: &Validator<'_>,
        schema: &Schema,
    ) -> Result<CheckedGraph, GraphProblems> {
        let prompt = self.to_prompt()?;
        let report = validator.prompt(&prompt);
        let json = prompt.to_json().to_string();
        let mut checked =
            CheckedGraph { report, json, origins: self.origins(), text: String::new() };
        checked.text = checked.to_text(schema, Style::Plain);
        Ok(checked)
    }
}

/// What a server would say of a graph; displays for people, with file and line of each node.
#[derive(Debug, Clone)]
pub struct CheckedGraph {
    report: Report,
    json: String,
    origins: IndexMap<NodeId, &'static Location<'static>>,
    text: String,
}

impl CheckedGraph {
    /// The report: outcome, violations, warnings, what only the server can decide.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The line that added the node which prompts call `id`.
    #[must_use]
    pub fn origin(&self, id: &str) -> Option<&'static Location<'static>> {
        self.origins.get(id).copied()
    }

    /// The whole report for a terminal, by the schema that it was made with.
    #[must_use]
    pub fn to_text(&self, schema: &Schema, style: Style) -> String {
        let origin = |node: &str| self.origin(node).map(ToString::to_string);
        self.report.to_text_by_origin(&self.json, origin, schema, style).trim_end().to_owned()
    }
}

impl fmt::Display for CheckedGraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Node, RawNode};
    use crate::validate::Problem;

    const CLASSES: &[u8] = br#"{
        "EmptyImage":{"input":{"required":{"width":["INT",{"max":16384}]}},"output":["IMAGE"]},
        "SaveImage":{"input":{"required":{"images":["IMAGE"]}},"output_node":true}}"#;

    fn checked(width: i64) -> (CheckedGraph, u32) {
        let schema = Schema::from_object_info(CLASSES).unwrap();
        let mut graph = Graph::new();
        let line = line!() + 1;
        let blank = graph.add(RawNode::named("EmptyImage").extra_input("width", width));
        let image = blank.out::<crate::ty::Image>(0);
        graph.add(RawNode::named("SaveImage").extra_link("images", image));
        (graph.validate(&schema).unwrap(), line)
    }

    #[test]
    fn a_good_graph_is_accepted() {
        let (checked, _) = checked(64);

        assert!(checked.report().is_valid());
        assert_eq!(checked.to_string(), "accepted");
    }

    #[test]
    fn a_violation_names_the_line_that_added_the_node() {
        let (checked, line) = checked(99_999);

        let (node, violation) = checked.report().violations().next().unwrap();
        assert!(matches!(violation.problem, Problem::ValueBiggerThanMax { .. }));
        assert_eq!(checked.origin(&node.node.id).map(Location::line), Some(line));
        let place = format!("--> {}:{line}:", file!());
        assert!(checked.to_string().contains(&place), "{checked}");
    }
}
