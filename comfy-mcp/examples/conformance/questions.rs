//! Asks the user, or the model of the client.

use comfy_mcp::caller::Caller;
use comfy_mcp::error::{Code, ToolError};
use comfy_mcp::reply::Reply;
use rmcp::RoleServer;
use rmcp::model::{
    BooleanSchema, ElicitRequestParams, ElicitationSchema, ElicitationSchemaBuilder, EnumSchema,
    IntegerSchema, LegacyEnumSchema, NumberSchema, PrimitiveSchemaDefinition, StringSchema,
};
#[expect(deprecated, reason = "the suite has a model to ask")]
use rmcp::model::{CreateMessageRequestParams, SamplingMessage};
use rmcp::service::{RequestContext, ServiceError};
use schemars::JsonSchema;

/// Who the user is.
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "only its schema is needed, since the answer is told as it is")]
struct Person {
    /// What to call you
    username: String,
    /// Where to write to you
    email: String,
}

/// Asks the client's model.
#[expect(deprecated, reason = "the suite has a model to ask")]
pub(crate) async fn model(caller: &Caller, prompt: &str) -> Result<Reply, ToolError> {
    let context = asking(caller)?;
    if context.client_capabilities().is_none_or(|can| can.sampling.is_none()) {
        return Err(ToolError::new(Code::Internal, "this client has no model to ask"));
    }
    let message = SamplingMessage::user_text(prompt);
    let params = CreateMessageRequestParams::new(vec![message], 100);
    let answer = context.peer.create_message(params).await.map_err(unanswered)?;
    Ok(Reply::new(&answer))
}

/// Asks the user who they are.
pub(crate) async fn person(caller: &Caller, message: &str) -> Result<Reply, ToolError> {
    let schema = ElicitationSchema::from_type::<Person>();
    ask(caller, message, schema.expect("BUG: a person is two texts")).await
}

/// Asks the user, with an answer proposed to each question.
pub(crate) async fn proposing(caller: &Caller) -> Result<Reply, ToolError> {
    use PrimitiveSchemaDefinition::{Boolean, Enum, Integer, Number, String};

    let states = EnumSchema::builder(texts(["active", "inactive", "pending"]));
    let status = states.with_default("active").expect("BUG: active is a state").build();
    let schema = ElicitationSchemaBuilder::new()
        .property("name", String(StringSchema::new().with_default("John Doe")))
        .property("age", Integer(IntegerSchema::new().with_default(30)))
        .property("score", Number(NumberSchema::new().with_default(95.5)))
        .property("status", Enum(status))
        .property("verified", Boolean(BooleanSchema::new().with_default(true)));
    ask(caller, "Is this you?", schema.build_unchecked()).await
}

/// Lets the user choose in each way there is.
pub(crate) async fn choices(caller: &Caller) -> Result<Reply, ToolError> {
    let options = || EnumSchema::builder(texts(["option1", "option2", "option3"]));
    let titled = || {
        let values = EnumSchema::builder(texts(["value1", "value2", "value3"]));
        let titled = values.enum_titles(texts(["First", "Second", "Third"]));
        titled.expect("BUG: each value has a title")
    };
    let mut legacy = LegacyEnumSchema::new(texts(["opt1", "opt2", "opt3"]));
    legacy.enum_names = Some(texts(["Option One", "Option Two", "Option Three"]));
    let schema = ElicitationSchemaBuilder::new()
        .optional_enum_schema("untitledSingle", options().build())
        .optional_enum_schema("titledSingle", titled().build())
        .optional_enum_schema("legacyEnum", EnumSchema::Legacy(legacy))
        .optional_enum_schema("untitledMulti", options().multiselect().build())
        .optional_enum_schema("titledMulti", titled().multiselect().build());
    ask(caller, "Choose", schema.build_unchecked()).await
}

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(ToOwned::to_owned).to_vec()
}

async fn ask(
    caller: &Caller,
    message: &str,
    requested_schema: ElicitationSchema,
) -> Result<Reply, ToolError> {
    let context = asking(caller)?;
    if context.client_capabilities().is_none_or(|can| can.elicitation.is_none()) {
        return Err(ToolError::new(Code::Internal, "this client cannot ask its user"));
    }
    let message = message.to_owned();
    let params =
        ElicitRequestParams::FormElicitationParams { meta: None, message, requested_schema };
    let answer = context.peer.create_elicitation(params).await.map_err(unanswered)?;
    Ok(Reply::new(&answer))
}

fn asking(caller: &Caller) -> Result<&RequestContext<RoleServer>, ToolError> {
    caller.context().ok_or_else(|| ToolError::new(Code::Internal, "nobody called"))
}

fn unanswered(error: ServiceError) -> ToolError {
    ToolError::new(Code::Internal, format!("the client did not answer: {error}"))
}
