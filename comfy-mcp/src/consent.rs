//! Asks the user before a call spends or destroys something.
//!
//! A client that can ask its user is asked, and no argument takes the place of that. Only where
//! nobody can be asked does the argument `confirm` count.

use std::collections::BTreeMap;

use comfy_graph_core::prompt::Prompt;
use rmcp::RoleServer;
use rmcp::model::{
    ElicitRequest, ElicitRequestParams, ElicitationSchema, InputRequest, InputRequiredResult,
    InputResponses,
};
use rmcp::service::RequestContext;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::backend::Known;
use crate::caller::Caller;
use crate::error::{Code, ToolError};

/// Under which name an answer comes back.
const KEY: &str = "confirm";

/// What the user is asked to fill in.
#[derive(Debug, Deserialize, JsonSchema)]
struct Confirmation {
    /// Go ahead
    confirm: bool,
}

rmcp::elicit_safe!(Confirmation);

/// The node classes of `prompt` that run at a partner and cost credits.
#[must_use]
pub fn paid_classes(known: &Known, prompt: &Prompt) -> Vec<String> {
    let classes = prompt.nodes().filter_map(|(_, node)| {
        let class = known.schema.class(node.class_type.as_ref()?.as_str())?;
        class.flags.api_node.then(|| class.name.as_str().to_owned())
    });
    let mut classes: Vec<_> = classes.collect();
    classes.sort();
    classes.dedup();
    classes
}

/// Makes sure that the user wants what `question` asks; `confirmed` is the argument of the call.
///
/// # Errors
///
/// [`Code::Declined`] where the user does not, [`Code::ConfirmationRequired`] where nobody was
/// asked.
pub async fn confirm(
    caller: &Caller,
    question: &str,
    confirmed: Option<bool>,
) -> Result<(), ToolError> {
    if let Some(answer) = caller.answers().and_then(|answers| answers.get(KEY)) {
        return judge(accepts(answer), question);
    }
    match caller.context() {
        Some(context) if can_ask(context) => match is_modern(context) {
            true => Err(required(question)),
            false => ask(context, question).await,
        },
        _ if confirmed == Some(true) => Ok(()),
        _ => Err(required(question)),
    }
}

fn can_ask(context: &RequestContext<RoleServer>) -> bool {
    context.client_capabilities().is_some_and(|can| can.elicitation.is_some())
}

/// Whether questions and tasks are part of an answer, as newer revisions have it.
pub(crate) fn is_modern(context: &RequestContext<RoleServer>) -> bool {
    context.protocol_version().is_some_and(|version| !version.has_initialize())
}

async fn ask(context: &RequestContext<RoleServer>, question: &str) -> Result<(), ToolError> {
    match context.peer.elicit::<Confirmation>(question).await {
        Ok(answer) => judge(answer.is_some_and(|answer| answer.confirm), question),
        Err(rmcp::service::ElicitationError::UserDeclined)
        | Err(rmcp::service::ElicitationError::UserCancelled) => judge(false, question),
        Err(error) => {
            tracing::debug!(%error, "the user could not be asked");
            Err(required(question))
        }
    }
}

fn judge(accepts: bool, question: &str) -> Result<(), ToolError> {
    if accepts {
        return Ok(());
    }
    Err(ToolError::new(Code::Declined, format!("the user declined: {question}"))
        .hint("ask the user what to do instead"))
}

fn accepts(answer: &Value) -> bool {
    answer["action"] == "accept" && answer["content"][KEY] == true
}

fn required(question: &str) -> ToolError {
    ToolError::new(Code::ConfirmationRequired, question)
        .hint("ask the user; if they agree, call again with confirm=true")
}

/// The question as part of an answer, for clients of newer revisions that can ask.
#[must_use]
pub fn as_question(
    error: &ToolError,
    context: &RequestContext<RoleServer>,
    answers: Option<&InputResponses>,
) -> Option<InputRequiredResult> {
    let is_open = error.code == Code::ConfirmationRequired && answers.is_none();
    if !(is_open && can_ask(context) && is_modern(context)) {
        return None;
    }
    let requested_schema = ElicitationSchema::from_type::<Confirmation>();
    let params = ElicitRequestParams::FormElicitationParams {
        meta: None,
        message: error.message.clone(),
        requested_schema: requested_schema.expect("BUG: the question is a plain one"),
    };
    let question = InputRequest::Elicitation(ElicitRequest::new(params));
    Some(InputRequiredResult::new(Some(BTreeMap::from([(KEY.to_owned(), question)])), None))
}
