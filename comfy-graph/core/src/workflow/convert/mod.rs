//! Turns editor workflows into prompts, as the editor's own export does.
//!
//! Programs call [`Converter::convert`]. The rules are those of reference E, read off frontend
//! 1.49; what a server says to the result is the validator's business.

mod build;
mod dynamic_prompts;
mod emit;
mod error;
mod ids;
mod list;
mod model;
mod note;
mod number;
mod primitives;
mod promote;
mod replace;
mod resolve;
mod virtuals;

use indexmap::IndexMap;

use super::editor::EditorWorkflow;
use crate::ids::NodeId;
use crate::prompt::Prompt;
use crate::schema::Schema;
use model::Work;

pub use dynamic_prompts::DynamicPrompts;
pub use error::ConvertError;
pub use note::{Note, Remark};
pub use replace::LocalTime;

/// How many nodes a prompt may have once all subgraphs are expanded.
pub const MAX_NODES: usize = 1_000_000;

/// Converts editor workflows for servers with the node classes of one schema.
///
/// ```
/// use comfy_graph_core::json::Json;
/// use comfy_graph_core::schema::Schema;
/// use comfy_graph_core::workflow::{Converter, EditorWorkflow};
///
/// let schema = Schema::from_object_info(br#"{"A":{"input":{"required":{"x":["INT",{}]}}}}"#)?;
/// let text = r#"{"nodes":[{"id":3,"type":"A","widgets_values":[7]}],"links":[]}"#;
///
/// let workflow = EditorWorkflow::read(Json::parse(text)?)?;
/// let conversion = Converter::new(&schema).convert(&workflow)?;
/// let node = conversion.prompt.node("3").ok_or("no such node")?;
/// assert_eq!(node.inputs["x"], 7.into());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Converter<'s> {
    schema: &'s Schema,
    strictness: Strictness,
    dynamic_prompts: DynamicPrompts,
    now: Option<LocalTime>,
}

/// What happens to a workflow that the editor itself refuses to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Strictness {
    /// It is refused, and nodes of unknown classes have no class, as in the editor's export.
    Strict,
    /// The culprit is left out with a note; nodes of unknown classes keep their class.
    #[default]
    Helpful,
}

/// A converted workflow.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Conversion {
    /// What the editor would send.
    pub prompt: Prompt,
    /// What people should know about it, in the order of the nodes.
    pub notes: Vec<Note>,
    /// What people call each host of a subgraph whose nodes are in the prompt, outer ones first.
    pub hosts: IndexMap<NodeId, String>,
}

impl<'s> Converter<'s> {
    /// A helpful converter that takes the first choice of each dynamic prompt.
    #[must_use]
    pub fn new(schema: &'s Schema) -> Self {
        let (strictness, dynamic_prompts) = (Strictness::default(), DynamicPrompts::default());
        Self { schema, strictness, dynamic_prompts, now: None }
    }

    /// Sets what happens to workflows that the editor refuses.
    #[must_use]
    pub fn strictness(mut self, strictness: Strictness) -> Self {
        self.strictness = strictness;
        self
    }

    /// Sets what becomes of `{a|b}` in texts.
    #[must_use]
    pub fn dynamic_prompts(mut self, dynamic_prompts: DynamicPrompts) -> Self {
        self.dynamic_prompts = dynamic_prompts;
        self
    }

    /// Sets the time that `%date:…%` in file names stands for; without one it is left with a note.
    #[must_use]
    pub fn now(mut self, now: LocalTime) -> Self {
        self.now = Some(now);
        self
    }

    /// The prompt that the editor would send for `workflow`.
    ///
    /// Notes say what was left out or guessed. Widgets that are missing in the file hold what the
    /// schema has them start with, so choices of files depend on the server it was read from.
    ///
    /// # Errors
    ///
    /// [`ConvertError`] where the editor refuses and the converter is strict; in any case for
    /// subgraphs that contain themselves, or that expand to more than [`MAX_NODES`] nodes.
    pub fn convert(&self, workflow: &EditorWorkflow<'_>) -> Result<Conversion, ConvertError> {
        let mut work = Work::new(self, workflow)?;
        // The order is the editor's own: loading first, exporting behind it.
        ids::repair(&mut work);
        build::widgets_and_inputs(&mut work);
        promote::widgets_of_hosts(&mut work);
        primitives::spread_values(&mut work);
        let list = list::in_execution_order(&work)?;
        emit::prompt(work, &list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;
    use crate::schema::Schema;

    const SCHEMA: &str = r#"{
        "Film":{"python_module":"custom_nodes.films","input":{"required":{
            "rate":["INT",{"default":8}],"format":["COMBO",{"options":["gif","mp4"]}]}}},
        "Own":{"python_module":"nodes","input":{"required":{"rate":["INT",{"default":8}]}}}}"#;

    const NAMED: &str = r#"{"nodes":[
        {"id":1,"type":"Film","widgets_values":{"format":"mp4","crf":19,"videopreview":{}}},
        {"id":2,"type":"Own","widgets_values":{"rate":5}},
        {"id":3,"type":"Gone","widgets_values":{"speed":2},"properties":{"aux_id":"a/b"}}]}"#;

    fn converted(strictness: Strictness) -> Conversion {
        let schema = Schema::from_object_info(SCHEMA.as_bytes()).unwrap();
        let workflow = EditorWorkflow::read(Json::parse(NAMED).unwrap()).unwrap();
        Converter::new(&schema).strictness(strictness).convert(&workflow).unwrap()
    }

    fn inputs(conversion: &Conversion, id: &str) -> String {
        serde_json::to_string(&conversion.prompt.node(id).unwrap().inputs).unwrap()
    }

    #[test]
    fn packs_take_values_by_name() {
        for strictness in [Strictness::Strict, Strictness::Helpful] {
            let conversion = converted(strictness);

            assert_eq!(inputs(&conversion, "1"), r#"{"rate":8,"format":"mp4","crf":19}"#);
        }
    }

    #[test]
    fn other_values_by_name_are_taken_with_a_note() {
        let (strict, helpful) = (converted(Strictness::Strict), converted(Strictness::Helpful));

        assert_eq!(inputs(&strict, "2"), "{}");
        assert_eq!(inputs(&helpful, "2"), r#"{"rate":5}"#);
        assert_eq!(inputs(&strict, "3"), "{}");
        assert_eq!(inputs(&helpful, "3"), r#"{"speed":2}"#);
        let told: Vec<_> = helpful.notes.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "node `2`: its values are stored by name, which the editor does not read; they \
                 were taken so",
                "node `3`: class `Gone` is not in the schema; install `a/b`, which the file names \
                 as its pack",
            ]
        );
    }
}
