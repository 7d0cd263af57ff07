//! Puts together the tools that clients see: the fixed ones, then one for each workflow.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use rmcp::model::{JsonObject, Tool};

use super::{Call, ToolSpec, Toolset, assets, batch, defaults, jobs, models, publish};
use super::{regenerate, workflow, workflows};
use crate::app::App;
use crate::error::{Code, ToolError};
use crate::generation;
use crate::library::Entry;
use crate::reply::Reply;

/// Every tool that does not depend on workflows.
pub static FIXED: LazyLock<Vec<ToolSpec>> = LazyLock::new(|| {
    let families = [
        regenerate::tools(),
        assets::tools(),
        jobs::tools(),
        models::tools(),
        defaults::tools(),
        workflows::tools(),
        publish::tools(),
        batch::tools(),
    ];
    families.into_iter().flatten().collect()
});

/// Makes the fixed tools, which the first [`ToolList`] would do otherwise.
pub fn prepare() {
    LazyLock::force(&FIXED);
}

/// Shipped workflows that have no tool of their own: variants, which run_workflow runs.
const VARIANTS: [&str; 2] = ["generate_image_flux", "controlnet"];

/// The names that no workflow's tool can have.
#[must_use]
pub fn taken() -> HashSet<String> {
    FIXED.iter().map(|spec| spec.tool.name.to_string()).collect()
}

/// The tools at one moment.
#[derive(Debug)]
pub struct ToolList {
    tools: Vec<Tool>,
    routes: HashMap<String, Route>,
}

#[derive(Debug, Clone)]
enum Route {
    Fixed(&'static ToolSpec),
    Workflow(Arc<Entry>),
}

impl ToolList {
    /// The tools of `toolsets` and of the workflows that `app` can run.
    #[must_use]
    pub fn new(app: &App, toolsets: &BTreeSet<Toolset>) -> Self {
        let mut list = Self { tools: Vec::new(), routes: HashMap::new() };
        let catalogue = app.library.catalogue();
        for entry in catalogue.entries() {
            let is_shipped = entry.home.path().is_none();
            if !(is_shipped && VARIANTS.contains(&entry.id.as_str())) {
                let tool = workflow::tool(entry, &app.defaults);
                list.add(tool, Route::Workflow(Arc::clone(entry)));
            }
        }
        for spec in FIXED.iter().filter(|spec| toolsets.contains(&spec.toolset)) {
            list.add(spec.tool.clone(), Route::Fixed(spec));
        }
        list
    }

    fn add(&mut self, tool: Tool, route: Route) {
        self.routes.insert(tool.name.to_string(), route);
        self.tools.push(tool);
    }

    /// The tools as clients see them.
    #[must_use]
    pub fn tools(&self) -> &[Tool] {
        &self.tools
    }

    /// The tool called `name`.
    #[must_use]
    pub fn tool(&self, name: &str) -> Option<&Tool> {
        self.tools.iter().find(|tool| tool.name == name)
    }

    /// Whether the tool called `name` runs a job.
    #[must_use]
    pub fn generates(&self, name: &str) -> bool {
        match self.routes.get(name) {
            Some(Route::Workflow(_)) => true,
            Some(Route::Fixed(_)) => name == "regenerate",
            None => false,
        }
    }

    /// The answer of the tool called `name`.
    ///
    /// # Errors
    ///
    /// What the tool says, or [`Code::ToolNotFound`].
    pub async fn call(&self, name: &str, call: Call<JsonObject>) -> Result<Reply, ToolError> {
        match self.routes.get(name) {
            Some(Route::Fixed(spec)) => spec.call(call).await,
            Some(Route::Workflow(entry)) => generation::run(entry, name, call).await,
            None => Err(self.unknown(name)),
        }
    }

    fn unknown(&self, name: &str) -> ToolError {
        let error = ToolError::new(Code::ToolNotFound, format!("there is no tool `{name}`"));
        if let Some(spec) = FIXED.iter().find(|spec| spec.tool.name == name) {
            let toolset = spec.toolset.as_str();
            return error.hint(format!("it is in toolset {toolset}, which --toolsets turns on"));
        }
        let names = self.routes.keys().map(String::as_str);
        match comfy_graph_core::closest::closest(name, names).first() {
            Some(closest) => error.hint(format!("did you mean {closest}?")),
            None => error.hint("tools/list names those there are"),
        }
    }
}
