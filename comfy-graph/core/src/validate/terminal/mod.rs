//! Writes a report for people at a terminal, each finding at its place in the file.
//!
//! Where that is, `place` knows; `excerpt` shows it, and `words` says what is wrong.

mod excerpt;
mod place;
mod style;
mod words;

use super::advice::Advice;
use super::machine::INTERNAL;
use super::report::{FaultyNode, NodeName, Outcome, Refusal, Report, Undecided, Violation};
use super::warning::Warning;
use super::{Crash, Problem};
use crate::json::Json;
use crate::schema::Schema;
use excerpt::{Excerpt, visible};
use place::{Page, Spot};
use style::Tone;
pub(super) use words::problem as plainly;

pub use style::Style;

/// The file that a report is about.
#[derive(Debug, Clone, Copy)]
pub struct SourceFile<'a> {
    /// Its name, as messages show it.
    pub file: &'a str,
    /// Its text, as it was checked.
    pub text: &'a str,
}

impl Report {
    /// The report on `source` for a terminal, with the line's end.
    ///
    /// A block for each error, warning and undecided input, with the line of the file it is about,
    /// is followed by a line that sums up; nothing but that line stands for a file without any.
    ///
    /// ```
    /// use comfy_graph_core::schema::Schema;
    /// use comfy_graph_core::validate::{SourceFile, Style, Validator};
    ///
    /// let schema = Schema::from_object_info(br#"{"SaveImage":{"output_node":true}}"#)?;
    /// let source = SourceFile { file: "wf.json", text: r#"{"1": {"class_type": "SaveImage"}}"# };
    ///
    /// let report = Validator::new(&schema).file(source.text);
    ///
    /// let text = report.to_text(&source, &schema, Style::Plain);
    /// assert_eq!(text.lines().last(), Some("wf.json: refused: 1 error in 1 node"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_text(&self, source: &SourceFile<'_>, schema: &Schema, style: Style) -> String {
        let mut text = String::new();
        for block in self.blocks(source, schema) {
            let at = block.excerpt.as_ref().map(|at| format!(":{}:{}", at.line, at.column));
            let at = format!("{}{}", source.file, at.unwrap_or_default());
            block.write(&at, style, &mut text);
            text.push('\n');
        }
        format!("{text}{}: {}", visible(source.file), self.summary(style))
    }

    /// The report on a prompt that a program built, by the lines of the program.
    ///
    /// `json` is the prompt as it was checked; `origin` gives the place that made a node, such as
    /// `src/main.rs:12:5`.
    #[must_use]
    pub fn to_text_by_origin(
        &self,
        json: &str,
        origin: impl Fn(&str) -> Option<String>,
        schema: &Schema,
        style: Style,
    ) -> String {
        let mut text = String::new();
        for mut block in self.blocks(&SourceFile { file: "", text: json }, schema) {
            // Nobody has seen the JSON of a program.
            block.excerpt = None;
            let node = block.node.as_ref().and_then(|node| origin(&node.id));
            block.write(node.as_deref().unwrap_or("the graph"), style, &mut text);
            text.push('\n');
        }
        text + &self.summary(style)
    }

    fn blocks(&self, source: &SourceFile<'_>, schema: &Schema) -> Vec<Block> {
        if self.is_valid() && self.undecided.is_empty() && self.warnings.is_empty() {
            return Vec::new();
        }
        let json = Json::parse(source.text).ok();
        let page = Page::new(source.text, json.as_ref());
        let mut blocks = match &self.outcome {
            Outcome::Refused(refusal) if self.nodes.is_empty() => {
                vec![Block::of_refusal(refusal, &page, schema)]
            }
            Outcome::Crashed(crash) => vec![Block::of_crash(crash, &page)],
            _ => {
                let of = |(node, found)| Block::of_violation(node, found, &page, schema);
                self.violations().map(of).collect()
            }
        };
        blocks.extend(self.warnings.iter().map(|warning| Block::of_warning(warning, &page)));
        blocks.extend(self.undecided.iter().map(|input| Block::of_undecided(input, &page)));
        blocks
    }

    fn summary(&self, style: Style) -> String {
        let (verdict, tone) = match self.outcome {
            Outcome::Accepted { .. } if self.nodes.is_empty() => ("accepted", Tone::Good),
            Outcome::Accepted { .. } => ("accepted in part", Tone::Warning),
            Outcome::Refused(_) => ("refused", Tone::Error),
            Outcome::Crashed(_) => ("the server fails on it", Tone::Error),
        };
        let counts = self.counts();
        let colon = if counts.is_empty() { "" } else { ": " };
        let verdict = style.paint(tone, verdict);
        format!("{verdict}{colon}{counts}{}\n", self.outputs_that_run())
    }

    fn counts(&self) -> String {
        let mut parts = Vec::new();
        if !self.is_valid() {
            let errors = count(self.violations().count().max(1), "error", "errors");
            parts.push(match self.nodes.len() {
                0 => errors,
                nodes => format!("{errors} in {}", count(nodes, "node", "nodes")),
            });
        }
        if !self.warnings.is_empty() {
            parts.push(count(self.warnings.len(), "warning", "warnings"));
        }
        if !self.undecided.is_empty() {
            parts.push(format!("{} undecided", self.undecided.len()));
        }
        parts.join(", ")
    }

    /// Which output nodes run all the same, where some fail.
    fn outputs_that_run(&self) -> String {
        match &self.outcome {
            Outcome::Accepted { outputs } if !self.nodes.is_empty() => {
                let outputs: Vec<_> =
                    outputs.iter().map(|id| visible(&format!("`{id}`"))).collect();
                format!("; of the output nodes only {} would run", outputs.join(", "))
            }
            _ => String::new(),
        }
    }
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// One finding.
struct Block {
    tone: Tone,
    /// What kind of finding it is, with its code: `error[value_not_in_list]`.
    label: String,
    message: String,
    node: Option<NodeName>,
    excerpt: Option<Excerpt>,
    advice: Advice,
}

impl Block {
    fn of_refusal(refusal: &Refusal, page: &Page<'_>, schema: &Schema) -> Self {
        let (node, spot) = match refusal {
            Refusal::MissingNodeType { node, class_type, title } => {
                let name = NodeName {
                    id: node.clone(),
                    class: class_type.as_ref().and_then(Json::as_text).map(Into::into),
                    title: title.as_text().map(Into::into),
                };
                (Some(name), Spot::NodeKey(node, "class_type"))
            }
            Refusal::InvalidPromptId => (None, Spot::BodyKey("prompt_id")),
            Refusal::NoOutputs => (None, Spot::BodyKey("partial_execution_targets")),
            Refusal::NoPrompt | Refusal::OutputsFailed { .. } => (None, Spot::Nowhere),
        };
        Self {
            tone: Tone::Error,
            label: format!("error[{}]", refusal.code()),
            message: words::refusal(refusal),
            node,
            excerpt: page.excerpt(&spot),
            advice: refusal.advice(schema),
        }
    }

    fn of_crash(crash: &Crash, page: &Page<'_>) -> Self {
        let spot = match crash {
            Crash::NotJson(error) => Spot::Character { line: error.line, column: error.column },
            Crash::Body { .. } => Spot::Body,
            Crash::Key { key, .. } => Spot::BodyKey(key),
            Crash::NotANode { node, .. } => Spot::Node(node),
            Crash::NodeKey { node, key, .. } => Spot::NodeKey(node, key),
            Crash::Replacement { node, .. } => Spot::NodeKey(node, "class_type"),
        };
        Self {
            tone: Tone::Error,
            label: format!("error[{INTERNAL}]"),
            message: crash.to_string(),
            node: None,
            excerpt: page.excerpt(&spot),
            advice: Advice::default(),
        }
    }

    fn of_violation(
        faulty: &FaultyNode,
        found: &Violation,
        page: &Page<'_>,
        schema: &Schema,
    ) -> Self {
        let id = &*faulty.node.id;
        let input = match &found.problem {
            Problem::InnerException { stumble, .. } | Problem::Exception { stumble, .. } => {
                page.culprit(&faulty.node, stumble.as_deref())
            }
            Problem::DependencyCycle { cycle, node } => {
                let ids = cycle.iter().map(|(id, _)| id).cycle();
                let next = ids.skip_while(|id| *id != node).nth(1);
                next.and_then(|next| page.link_to(id, next))
            }
            _ => found.input.as_deref(),
        };
        let given = input.and_then(|input| page.given(id, input));
        let spot = input.map_or(Spot::Node(id), |input| Spot::Input(id, input));
        Self {
            tone: Tone::Error,
            label: format!("error[{}]", found.problem.code()),
            message: words::problem(&found.problem, input.unwrap_or_default(), given),
            node: Some(faulty.node.clone()),
            excerpt: page.excerpt(&spot),
            advice: found.advice(&faulty.node, schema),
        }
    }

    fn of_warning(warning: &Warning, page: &Page<'_>) -> Self {
        let id = &*warning.node.id;
        let spot = match &warning.input {
            Some(input) => Spot::InputKey(id, input),
            None => Spot::Node(id),
        };
        let next_step = warning.concern.next_step();
        Self {
            tone: Tone::Warning,
            label: format!("warning[{}]", warning.concern.code()),
            message: words::warning(warning),
            node: Some(warning.node.clone()),
            excerpt: page.excerpt(&spot),
            advice: Advice { next_step, ..Advice::default() },
        }
    }

    fn of_undecided(undecided: &Undecided, page: &Page<'_>) -> Self {
        Self {
            tone: Tone::Undecided,
            label: "undecided".to_owned(),
            message: words::undecided(undecided),
            node: Some(undecided.node.clone()),
            excerpt: page.excerpt(&Spot::Input(&undecided.node.id, &undecided.input)),
            advice: Advice::default(),
        }
    }

    /// Writes the block about what stands at `at`.
    fn write(&self, at: &str, style: Style, text: &mut String) {
        let label = style.paint(self.tone, &self.label);
        let message = style.paint(Tone::Strong, &format!(": {}", visible(&self.message)));
        let gutter = self.excerpt.as_ref().map_or(1, Excerpt::gutter);
        let arrow = style.paint(Tone::Frame, "-->");
        let node = self.node.as_ref().map(|node| visible(&format!(", {node}")));
        let node = node.unwrap_or_default();
        let lines =
            [format!("{label}{message}"), format!("{:gutter$}{arrow} {}{node}", "", visible(at))];
        text.extend(lines.into_iter().flat_map(|line| [line, "\n".to_owned()]));
        // An undecided input is no fault: two lines of it are enough.
        if let Some(excerpt) = self.excerpt.as_ref().filter(|_| self.tone != Tone::Undecided) {
            excerpt.write(self.tone, style, text);
        }
        self.write_advice(gutter, style, text);
    }

    fn write_advice(&self, gutter: usize, style: Style, text: &mut String) {
        let Advice { allowed, closest, next_step } = &self.advice;
        let closest: Vec<_> = closest.iter().map(|name| format!("`{name}`")).collect();
        let notes = [
            ("allowed", allowed.as_deref().unwrap_or_default()),
            ("closest", &closest.join(", ")),
            ("next", next_step),
        ];
        let bar = style.paint(Tone::Frame, "=");
        for (name, note) in notes.into_iter().filter(|(_, note)| !note.is_empty()) {
            let name = style.paint(Tone::Strong, &format!("{name}:"));
            text.push_str(&format!("{:gutter$} {bar} {name} {}\n", "", visible(note)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::{Concern, Meant, Validator};

    const SCHEMA: &[u8] =
        br#"{"A":{"input":{"required":{"n":["INT",{"max":9}]}},"output_node":true}}"#;

    fn text(file: &str, style: Style) -> String {
        let schema = Schema::from_object_info(SCHEMA).unwrap();
        let report = Validator::new(&schema).file(file);
        report.to_text(&SourceFile { file: "a.json", text: file }, &schema, style)
    }

    #[test]
    fn one_line_stands_for_a_valid_file() {
        let prompt = r#"{"1":{"class_type":"A","inputs":{"n":1}}}"#;

        assert_eq!(text(prompt, Style::Plain), "a.json: accepted\n");
    }

    #[test]
    fn advice_follows_the_excerpt() {
        let advice = Advice {
            allowed: Some("0 to 9".to_owned()),
            closest: vec!["a".to_owned(), "b".to_owned()],
            next_step: "take one of them".to_owned(),
        };
        let page = Page::new("null", None);
        let mut block = Block::of_crash(&Crash::Body { found: "null" }, &page);
        block.advice = advice;
        let mut text = String::new();

        block.write("a.json:1:1", Style::Plain, &mut text);

        let expected = "  |\n1 | null\n  | ^^^^\n  = allowed: 0 to 9\n  = closest: `a`, `b`\n  = \
                        next: take one of them\n";
        assert!(text.ends_with(expected), "{text}");
    }

    #[test]
    fn a_warning_is_shown_at_the_name_of_the_input() {
        let prompt = r#"{"1":{"class_type":"A","inputs":{"n":1,"odd":2}}}"#;
        let mut report = Report::new(Outcome::Accepted { outputs: Vec::new() });
        let node = NodeName { id: "1".into(), class: Some("A".into()), title: None };
        let concern = Concern::UnknownInput { meant: Meant::Unclear };
        report.warnings.push(Warning { node, input: Some("odd".into()), concern });

        let source = SourceFile { file: "a.json", text: prompt };
        let text = report.to_text(&source, &Schema::default(), Style::Plain);

        assert!(text.starts_with("warning[unknown_input]: `odd`"), "{text}");
        assert!(text.contains("\n --> a.json:1:40, node `1` (A)\n"), "{text}");
        assert!(text.contains(" ^^^^^\n"), "{text}");
        assert!(text.ends_with("\na.json: accepted: 1 warning\n"), "{text}");
    }

    #[test]
    fn colours_change_nothing_else() {
        let prompt = r#"{"1":{"class_type":"A","inputs":{"n":10}}}"#;
        let mut coloured = text(prompt, Style::Coloured);

        for code in ["1;31", "1;34", "1", "0"] {
            coloured = coloured.replace(&format!("\u{1b}[{code}m"), "");
        }

        assert_eq!(coloured, text(prompt, Style::Plain));
    }
}
