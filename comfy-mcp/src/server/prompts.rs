//! Offers ways to begin, for people who pick them from a menu.

use std::collections::BTreeMap;

use rmcp::ErrorData;
use rmcp::model::{
    GetPromptRequestParams, GetPromptResult, JsonObject, ListPromptsResult, Prompt, PromptArgument,
    PromptMessage, Role,
};

/// A way to begin.
struct Beginning {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    /// Name, what it is, whether it must be given.
    arguments: &'static [(&'static str, &'static str, bool)],
    words: fn(&BTreeMap<String, String>) -> String,
}

const BEGINNINGS: &[Beginning] = &[
    Beginning {
        name: "create_image",
        title: "Create an image",
        description: "Turns an idea into a picture, then looks at it",
        arguments: &[
            ("idea", "What to show", true),
            ("style", "Such as watercolour, photograph", false),
            ("model", "Checkpoint to use", false),
        ],
        words: |given| {
            let model = said(given, "model", " Use the model ", ".");
            format!(
                "Create a picture: {}{}.{model} Write a detailed prompt from it and call \
                 generate_image. Look at the result with view_image, and say what you see. If \
                 something is off, call regenerate with param_overrides rather than starting over.",
                given["idea"],
                said(given, "style", ", in the style of ", ""),
            )
        },
    },
    Beginning {
        name: "refine_asset",
        title: "Refine something that was made",
        description: "Makes an asset again, with changes",
        arguments: &[
            ("asset_id", "What to change", true),
            ("wish", "What should be different", true),
        ],
        words: |given| {
            format!(
                "Refine asset {}: {}. Look at it with view_image, read its values with \
                 get_asset_metadata, then call regenerate with only the param_overrides that the \
                 wish needs. Keep the seed unless composition should change. Compare both.",
                given["asset_id"], given["wish"],
            )
        },
    },
    Beginning {
        name: "explore_variations",
        title: "Explore variations",
        description: "Makes several versions at once, then helps to choose",
        arguments: &[
            ("idea", "What to show", true),
            ("count", "How many versions; 4 unless said", false),
            ("workflow_id", "Workflow to use", false),
        ],
        words: |given| {
            let count = given.get("count").map_or("4", String::as_str);
            let workflow = said(given, "workflow_id", " with workflow_id ", "");
            format!(
                "Make {count} versions of this: {}. Call batch_generate{workflow} with one request \
                 each, every one with a different seed and a slightly different prompt. Ask \
                 check_batch until it is completed, show each with view_image, then recommend one.",
                given["idea"],
            )
        },
    },
    Beginning {
        name: "publish_image",
        title: "Publish a picture",
        description: "Puts an asset into this web project",
        arguments: &[
            ("asset_id", "What to publish", true),
            ("purpose", "Such as hero image of the start page", true),
        ],
        words: |given| {
            format!(
                "Publish asset {} as: {}. Check get_publish_info first. Then call publish_asset \
                 with web_optimize true and a manifest_key that suits the purpose, and put the \
                 returned dest_url where it belongs.",
                given["asset_id"], given["purpose"],
            )
        },
    },
];

fn said(given: &BTreeMap<String, String>, name: &str, before: &str, after: &str) -> String {
    given.get(name).map_or_else(String::new, |value| format!("{before}{value}{after}"))
}

/// Every way to begin.
pub(super) fn list() -> ListPromptsResult {
    let prompts = BEGINNINGS.iter().map(|beginning| {
        let arguments = beginning.arguments.iter().map(|(name, words, required)| {
            PromptArgument::new(*name).with_description(*words).with_required(*required)
        });
        let arguments = Some(arguments.collect());
        let description = Some(beginning.description);
        Prompt::new(beginning.name, description, arguments).with_title(beginning.title)
    });
    ListPromptsResult::with_all_items(prompts.collect())
}

/// The words of one, filled in.
pub(super) fn get(request: &GetPromptRequestParams) -> Result<GetPromptResult, ErrorData> {
    let found = BEGINNINGS.iter().find(|beginning| beginning.name == request.name);
    let Some(beginning) = found else {
        let names: Vec<_> = BEGINNINGS.iter().map(|beginning| beginning.name).collect();
        let told = format!("there is no prompt `{}`; there are {}", request.name, names.join(", "));
        return Err(ErrorData::invalid_params(told, None));
    };
    let given = texts(request.arguments.as_ref());
    for (name, _, required) in beginning.arguments {
        let is_missing = given.get(*name).is_none_or(|value| value.trim().is_empty());
        if *required && is_missing {
            let told = format!("prompt `{}` needs argument `{name}`", beginning.name);
            return Err(ErrorData::invalid_params(told, None));
        }
    }
    let message = PromptMessage::new_text(Role::User, (beginning.words)(&given));
    Ok(GetPromptResult::new(vec![message]).with_description(beginning.description))
}

fn texts(arguments: Option<&JsonObject>) -> BTreeMap<String, String> {
    let arguments = arguments.into_iter().flatten();
    arguments
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| {
            (name.clone(), value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned))
        })
        .collect()
}
