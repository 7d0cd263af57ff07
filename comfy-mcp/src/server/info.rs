//! Introduces the server to its clients.

use rmcp::model::{Implementation, ServerCapabilities, ServerConfig};

/// How agents work with the server, in the few words that every one of them reads.
const INSTRUCTIONS: &str = "\
Runs ComfyUI workflows. Each workflow is a tool, such as generate_image(prompt). Results name \
asset_id for view_image, regenerate, publish_asset, and prompt_id for get_job, cancel_job. A call \
that takes long answers status running: ask get_job. To change a result call regenerate with \
param_overrides, do not start over. Several at once: batch_generate, then check_batch. Failures \
carry error_code and hint: follow the hint.";

/// What the server is and can do.
#[expect(deprecated, reason = "clients of older revisions want to be told of failures")]
pub(super) fn of() -> ServerConfig {
    let capabilities = ServerCapabilities::builder()
        .enable_completions()
        .enable_logging()
        .enable_prompts()
        .enable_resources()
        .enable_resources_subscribe()
        .enable_tools()
        .enable_tool_list_changed()
        .enable_tasks()
        .build();
    let version = env!("CARGO_PKG_VERSION");
    ServerConfig::new(capabilities)
        .with_server_info(Implementation::new("comfy-mcp", version).with_title("ComfyUI"))
        .with_instructions(INSTRUCTIONS)
}
