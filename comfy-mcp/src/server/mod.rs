//! Speaks MCP: answers each request with what the app has.
//!
//! One handler serves old and new revisions alike. What a tool does is the business of `tools`; how
//! bytes come and go is that of the transports.

mod changes;
mod completions;
mod info;
mod logging;
mod prompts;
mod resources;
mod tasks;

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwap;
use futures_util::FutureExt as _;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CancelTaskParams, CompleteRequestParams,
    CompleteResult, GetPromptRequestParams, GetPromptResponse, GetTaskParams, GetTaskResult,
    ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult,
    PaginatedRequestParams, ReadResourceRequestParams, ReadResourceResponse, ServerConfig,
    SubscriptionFilter, Tool,
};
#[expect(deprecated, reason = "clients of older revisions set a level and subscribe")]
use rmcp::model::{SetLevelRequestParams, SubscribeRequestParams, UnsubscribeRequestParams};
use rmcp::service::{NotificationContext, RequestContext, SubscriptionContext};
use rmcp::{ErrorData, RoleServer, ServerHandler};

use crate::app::App;
use crate::caller::Caller;
use crate::consent;
use crate::error::{Code, ToolError};
use crate::tools::Call;
use crate::tools::Toolset;
use crate::tools::catalog::ToolList;

use changes::Changes;

pub use logging::Logging;

/// The MCP side of an app; cheap to clone, since HTTP makes one for each session or request.
#[derive(Debug)]
pub struct Server {
    shared: Arc<Shared>,
    logging: Logging,
}

/// A clone serves another client, which has not said what it wants to be told.
impl Clone for Server {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone(), logging: Logging::default() }
    }
}

#[derive(Debug)]
struct Shared {
    app: App,
    toolsets: BTreeSet<Toolset>,
    list: ArcSwap<ToolList>,
    /// Which change of the library the first list knows of.
    listed: u64,
    changes: Changes,
    session: OnceLock<Arc<str>>,
}

impl Server {
    /// Offers the tools of `toolsets` and those of workflows.
    #[must_use]
    pub fn new(app: App, toolsets: BTreeSet<Toolset>) -> Self {
        // Before the list is made, so that no change in between goes unseen.
        let listed = *app.library.changes().borrow();
        let list = ArcSwap::from_pointee(ToolList::new(&app, &toolsets));
        let (changes, session) = (Changes::default(), OnceLock::new());
        let shared = Shared { app, toolsets, list, listed, changes, session };
        Self { shared: Arc::new(shared), logging: Logging::default() }
    }

    /// Takes all calls that name no session for those of one: a process has one client over stdio.
    #[must_use]
    pub fn for_one_client(self) -> Self {
        self.shared.session.get_or_init(|| uuid::Uuid::new_v4().to_string().into());
        self
    }

    /// What the tools work with.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.shared.app
    }

    /// The tools as they are now.
    #[must_use]
    pub fn tools(&self) -> Arc<ToolList> {
        self.shared.list.load_full()
    }

    /// Keeps the list of tools up to date, and tells clients of changes; forever.
    pub async fn follow(self) {
        let mut changes = self.app().library.changes();
        let mut listed = self.shared.listed;
        loop {
            match changes.wait_for(|count| *count != listed).await {
                Ok(count) => listed = *count,
                Err(_) => return,
            }
            let list = ToolList::new(self.app(), &self.shared.toolsets);
            let differs = list.tools() != self.tools().tools();
            self.shared.list.store(Arc::new(list));
            if differs {
                self.shared.changes.tell_tools().await;
            }
        }
    }

    /// Calls a tool; a panic in one is an answer, not the end of the server.
    async fn answer(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> CallToolResponse {
        let CallToolRequestParams { name, arguments, input_responses, .. } = request;
        let mut arguments = arguments.unwrap_or_default();
        // A client that knows tasks need not wait: it comes back for the result.
        let as_task = knows_tasks(&context) && self.tools().generates(&name);
        if as_task {
            arguments.entry("wait").or_insert(false.into());
        }
        let answers = input_responses.clone();
        let caller = Caller::of_request(context.clone())
            .answering(input_responses)
            .in_session(self.shared.session.get().cloned());
        let call = Call { app: self.app().clone(), arguments, caller };
        let list = self.tools();
        let answered = AssertUnwindSafe(list.call(&name, call)).catch_unwind().await;
        let error = match answered {
            Ok(Ok(reply)) => {
                return match tasks::of_running(reply.json()).filter(|_| as_task) {
                    Some(task) => task.into(),
                    None => reply.into_result().into(),
                };
            }
            Ok(Err(error)) => error,
            Err(panic) => internal(&*panic),
        };
        if let Some(question) = consent::as_question(&error, &context, answers.as_ref()) {
            return question.into();
        }
        self.logging.tell_failure(&context.peer, &name, &error).await;
        error.into_result().into()
    }
}

/// Whether a task is an answer that the client understands; by older revisions it is none.
fn knows_tasks(context: &RequestContext<RoleServer>) -> bool {
    consent::is_modern(context)
        && context.client_capabilities().is_some_and(|can| can.supports_tasks())
}

/// What a tool's panic becomes.
fn internal(panic: &(dyn std::any::Any + Send)) -> ToolError {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
    let said = said.unwrap_or("no reason given");
    tracing::error!(%said, "a tool panicked");
    ToolError::new(Code::Internal, format!("something failed inside comfy-mcp: {said}"))
        .hint("please report it, with what was called")
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        info::of()
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools().tools().to_vec()))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.tools().tool(name).cloned()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        Ok(self.answer(request, context).await)
    }

    async fn list_resources(
        &self,
        page: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        resources::list(self.app(), page.and_then(|page| page.cursor)).await
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Ok(resources::templates())
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        Ok(resources::read(self.app(), &request.uri).await?.into())
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        Ok(prompts::list())
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        Ok(prompts::get(&request)?.into())
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        completions::complete(self.app(), &request).await
    }

    async fn get_task(
        &self,
        request: GetTaskParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetTaskResult, ErrorData> {
        tasks::get(self.app(), &request.task_id).await
    }

    async fn cancel_task(
        &self,
        request: CancelTaskParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        tasks::cancel(self.app(), &request.task_id).await
    }

    #[expect(deprecated, reason = "clients of older revisions set a level")]
    async fn set_level(
        &self,
        request: SetLevelRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.logging.set(request.level);
        Ok(())
    }

    async fn subscribe(
        &self,
        request: SubscribeRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.shared.changes.watch(self.app(), request.uri, context.peer);
        Ok(())
    }

    async fn unsubscribe(
        &self,
        request: UnsubscribeRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.shared.changes.unwatch(&request.uri);
        Ok(())
    }

    async fn on_initialized(&self, context: NotificationContext<RoleServer>) {
        self.shared.changes.add(context.peer);
    }

    fn accepted_subscription_filter(
        &self,
        requested: &SubscriptionFilter,
    ) -> Option<SubscriptionFilter> {
        Some(requested.supported_by(&self.get_info().capabilities))
    }

    async fn listen(&self, subscription: SubscriptionContext) -> Result<(), ErrorData> {
        self.shared.changes.tell(self.app(), subscription).await;
        Ok(())
    }
}
