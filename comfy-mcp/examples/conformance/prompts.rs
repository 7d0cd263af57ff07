//! Offers the prompts that the suite gets.

use rmcp::ErrorData;
use rmcp::model::{
    ContentBlock, GetPromptRequestParams, GetPromptResult, ListPromptsResult, Prompt,
    PromptArgument, PromptMessage, ResourceContents, Role,
};

use crate::samples::{PNG, picture};

/// Name, what it says, the arguments it needs.
const PROMPTS: &[(&str, &str, &[&str])] = &[
    ("test_simple_prompt", "Says something simple", &[]),
    ("test_prompt_with_arguments", "Says what it was told", &["arg1", "arg2"]),
    ("test_prompt_with_embedded_resource", "Shows a resource", &["resourceUri"]),
    ("test_prompt_with_image", "Shows a picture", &[]),
];

/// Every prompt there is.
pub(crate) fn list() -> ListPromptsResult {
    let prompts = PROMPTS.iter().map(|(name, description, needed)| {
        let arguments = needed.iter().map(|name| {
            PromptArgument::new(*name).with_description("Any text").with_required(true)
        });
        Prompt::new(*name, Some(*description), Some(arguments.collect()))
    });
    ListPromptsResult::with_all_items(prompts.collect())
}

/// The words of one, filled in.
pub(crate) fn get(request: &GetPromptRequestParams) -> Result<GetPromptResult, ErrorData> {
    let argument = |name: &str| {
        let text = request.arguments.as_ref().and_then(|given| given.get(name)?.as_str());
        text.ok_or_else(|| ErrorData::invalid_params(format!("`{name}` is missing"), None))
    };
    let content = match request.name.as_str() {
        "test_simple_prompt" => vec![ContentBlock::text("Say hello.")],
        "test_prompt_with_arguments" => {
            let (first, second) = (argument("arg1")?, argument("arg2")?);
            vec![ContentBlock::text(format!("Compare '{first}' with '{second}'."))]
        }
        "test_prompt_with_embedded_resource" => {
            let text = ResourceContents::text("what stands there", argument("resourceUri")?);
            let resource = ContentBlock::resource(text.with_mime_type("text/plain"));
            vec![resource, ContentBlock::text("Read it.")]
        }
        "test_prompt_with_image" => {
            vec![ContentBlock::image(picture(), PNG), ContentBlock::text("Look at it.")]
        }
        name => {
            let told = format!("there is no prompt `{name}`");
            return Err(ErrorData::invalid_params(told, None));
        }
    };
    let messages = content.into_iter().map(|content| PromptMessage::new(Role::User, content));
    Ok(GetPromptResult::new(messages.collect()))
}
