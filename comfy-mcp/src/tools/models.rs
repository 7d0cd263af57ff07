//! Lists what is installed.

use comfy_graph_core::closest::closest;
use comfy_graph_core::schema::{Choice, InputKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Call, Effect, ToolSpec, Toolset};
use crate::app::App;
use crate::error::{Code, ToolError};
use crate::jobs;
use crate::reply::Reply;
use crate::settings::Namespace;

pub(super) fn tools() -> Vec<ToolSpec> {
    vec![ToolSpec::new::<ListModels, Models, _>(
        "list_models",
        "Lists installed models. kind: checkpoints (default), loras, vae, controlnet, upscalers, \
         embeddings, diffusion_models, text_encoders, any other folder; samplers, schedulers.",
        (Toolset::Core, Effect::Reads),
        list_models,
    )]
}

#[derive(Debug, Deserialize, JsonSchema)]
struct ListModels {
    kind: Option<String>,
    /// Only names with this in them
    search: Option<String>,
    #[schemars(range(min = 1, max = 1000))]
    limit: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Models {
    models: Vec<String>,
    /// How many there are, beyond the limit too.
    count: usize,
    /// What is used where none is named.
    default: Option<String>,
    kind: String,
}

/// How many names are listed unless said.
const LISTED: usize = 200;

async fn list_models(call: Call<ListModels>) -> Result<Reply, ToolError> {
    let Call { app, arguments, .. } = call;
    let kind = arguments.kind.as_deref().unwrap_or("checkpoints").trim().to_lowercase();
    let mut models = installed(&app, &kind).await?;
    if let Some(search) = &arguments.search {
        let search = search.to_lowercase();
        models.retain(|name| name.to_lowercase().contains(&search));
    }
    let default = default(&app, &kind, &models);
    let count = models.len();
    models.truncate(arguments.limit.unwrap_or(LISTED));
    Ok(Reply::new(&Models { models, count, default, kind }))
}

/// The names of one kind, as the server has them now.
pub(crate) async fn installed(app: &App, kind: &str) -> Result<Vec<String>, ToolError> {
    let client = app.backend.client();
    let failed = |error| jobs::of_client(&error);
    match kind {
        "samplers" => return Ok(choices(app, "sampler_name")),
        "schedulers" => return Ok(choices(app, "scheduler")),
        "embeddings" => return client.embeddings().await.map_err(failed),
        _ => {}
    }
    let folder = folder(kind);
    if let Some(models) = client.models(folder).await.map_err(failed)? {
        return Ok(models);
    }
    let folders = client.model_folders().await.map_err(failed)?;
    let closest = closest(folder, folders.iter().map(String::as_str));
    let hint = match closest.first() {
        Some(closest) => format!("did you mean {closest}?"),
        None => "choose one of the folders in the details".to_owned(),
    };
    Err(ToolError::new(Code::InvalidArguments, format!("ComfyUI has no model folder `{kind}`"))
        .hint(hint)
        .detail("folders", folders))
}

/// The folder that people mean.
fn folder(kind: &str) -> &str {
    match kind {
        "checkpoint" | "models" => "checkpoints",
        "lora" => "loras",
        "upscalers" | "upscaler" | "upscale" => "upscale_models",
        "controlnets" => "controlnet",
        "vaes" => "vae",
        "clip" => "text_encoders",
        "unet" => "diffusion_models",
        kind => kind,
    }
}

fn choices(app: &App, input: &str) -> Vec<String> {
    let known = app.backend.known();
    let input = known.schema.class("KSampler").and_then(|class| class.input(input));
    let Some(InputKind::Combo(combo)) = input.map(|input| &input.kind) else { return Vec::new() };
    combo.choices.as_slice().iter().filter_map(Choice::as_text).map(ToOwned::to_owned).collect()
}

/// What is used where a call names none: the default if it is installed, else the first.
fn default(app: &App, kind: &str, models: &[String]) -> Option<String> {
    let key = match kind {
        "samplers" => "sampler_name",
        "schedulers" => "scheduler",
        _ if folder(kind) == "checkpoints" => "model",
        _ => return None,
    };
    let default = app
        .defaults
        .effective(Namespace::Image)
        .get(key)
        .and_then(Value::as_str)
        .map(ToOwned::to_owned);
    default.filter(|name| models.contains(name)).or_else(|| models.first().cloned())
}
