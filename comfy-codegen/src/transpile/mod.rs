//! Turns a prompt into readable Rust over the typed nodes of a schema.
//!
//! The command `comfy-codegen transpile` calls it, programs may. What the code says makes a prompt
//! equal to the one it came from: what types cannot hold stays as raw nodes or inputs, with a note.
//! Reading workflow files is not its business.

mod bag;
mod elements;
mod fit;
mod functions;
mod groups;
mod imports;
mod json;
mod links;
mod literals;
mod matched;
mod node;
mod note;
mod options;
mod order;
mod params;
mod spelling;
mod text;
mod typed;
mod variables;

use std::collections::BTreeSet;

use comfy_graph_core::ids::NodeId;
use comfy_graph_core::prompt::Prompt;
use comfy_graph_core::schema::Schema;
use indexmap::IndexMap;

pub use note::{Note, Reason};
pub use spelling::{FunctionName, ModulePath, SpellingError};

use crate::lock::Lock;
use crate::plan;
use crate::settings::{Models, Select, Settings};
use functions::Writer;
use typed::Typed;

/// Writes prompts as Rust functions over the typed nodes of one schema.
///
/// ```
/// use comfy_codegen::transpile::{FunctionName, Transpiler};
/// use comfy_graph_core::prompt::Prompt;
/// use comfy_graph_core::schema::Schema;
///
/// let schema = Schema::from_object_info(
///     br#"{"Blank":{"input":{"required":{"width":["INT",{"default":8}]}},"output":["IMAGE"]}}"#,
/// )?;
/// let prompt: Prompt = serde_json::from_str(
///     r#"{"1":{"class_type":"Blank","inputs":{"width":64},"_meta":{"title":"Blank"}}}"#,
/// )?;
///
/// let made = Transpiler::new(&schema).transpile(&prompt, &FunctionName::of("blank"));
/// assert!(made.text.contains(r#"graph.add(Blank::new().width(64).node_id("1"));"#));
/// assert!(made.notes.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Transpiler<'s> {
    schema: &'s Schema,
    lock: Lock,
    module: ModulePath,
    names: IndexMap<NodeId, String>,
    origin: String,
}

/// A program, with what of its prompt was not understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Transpiled {
    /// The program: a module with one public function, which gives the graph.
    pub text: String,
    /// What became raw, in the order of the program; comments say the same there.
    pub notes: Vec<Note>,
}

impl<'s> Transpiler<'s> {
    /// Writes over the nodes that `comfy-codegen generate` makes of `schema`, in `crate::comfy`.
    #[must_use]
    pub fn new(schema: &'s Schema) -> Self {
        Self {
            schema,
            lock: Lock::default(),
            module: ModulePath::default(),
            names: IndexMap::new(),
            origin: "a prompt".to_owned(),
        }
    }

    /// Uses the names of `lock`, as the generated nodes do.
    #[must_use]
    pub fn lock(mut self, lock: Lock) -> Self {
        self.lock = lock;
        self
    }

    /// Names the module of the generated nodes.
    #[must_use]
    pub fn module(mut self, module: ModulePath) -> Self {
        self.module = module;
        self
    }

    /// Calls the functions of subgraphs by these names, by the ids of the nodes that stand for
    /// them.
    #[must_use]
    pub fn names(mut self, names: IndexMap<NodeId, String>) -> Self {
        self.names = names;
        self
    }

    /// Says in the program where it comes from.
    #[must_use]
    pub fn origin(mut self, origin: impl Into<String>) -> Self {
        self.origin = origin.into();
        self
    }

    /// Writes `prompt` as the function `name`.
    #[must_use]
    pub fn transpile(&self, prompt: &Prompt, name: &FunctionName) -> Transpiled {
        let settings = Settings { select: self.select(prompt), models: Models::default() };
        // Names of later classes must not go into the caller's lock.
        let mut lock = self.lock.clone();
        let plan = plan::plan(self.schema, &settings, &mut lock)
            .expect("BUG: a class of the schema is not in it");
        let typed = Typed::new(self.schema, &plan);
        let mut writer = Writer::new(prompt, &typed, &self.names, name);
        let functions = writer.functions(&self.origin);
        let imports = writer.imports.lines(&self.module);
        let text = text::program(&self.origin, &imports, &functions, &writer.comments);
        Transpiled { text, notes: writer.notes }
    }

    /// The classes of `prompt` that the schema has.
    fn select(&self, prompt: &Prompt) -> Select {
        let names = prompt.nodes().filter_map(|(_, node)| node.class_type.as_ref());
        let known = names.filter(|name| self.schema.class(name.as_str()).is_some());
        Select::Only(known.map(ToString::to_string).collect::<BTreeSet<_>>())
    }
}
