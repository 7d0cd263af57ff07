//! Decides by which schema a command works.

use std::error::Error;
use std::path::PathBuf;

use clap::Args;
use comfy_codegen::{SchemaSource, SourceError, stock};
use comfy_graph::client::{Client, ClientError, Endpoint};
use comfy_graph_core::schema::{Schema, SchemaError};
use comfy_graph_core::validate::{Replacements, Validator};
use comfy_mcp::settings::{
    CommonArgs, Origin, Secret, ServerArgs, Servers, Setting, Settings, SettingsErrors,
    Surroundings,
};

/// What names the stock snapshot where a file is expected.
const STOCK: &str = "stock";

#[derive(Debug, Args)]
#[group(multiple = false)]
pub(super) struct RulesArgs {
    /// Go by the schema in this file: a snapshot, or a saved answer of GET /object_info
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// Go by what this running ComfyUI has; where no option names a schema, $COMFYUI_URL or the
    /// configuration file may
    #[arg(long, value_name = "URL")]
    comfyui: Option<Secret>,
    /// Go by the snapshot that comes along: a ComfyUI without custom nodes (the default)
    #[arg(long)]
    stock: bool,
}

/// Where the rules come from.
#[derive(Debug, PartialEq)]
enum Source {
    Stock,
    File(PathBuf),
    Server(Endpoint),
}

/// What a command goes by.
#[derive(Debug)]
pub(super) enum Rules {
    Stock,
    File(Schema),
    Server(Schema, Replacements),
}

/// Rules that could not be had.
#[derive(Debug, thiserror::Error)]
enum RulesError {
    /// The file holds no schema.
    #[error(transparent)]
    File(#[from] SourceError),
    /// The file is JSON, but no class is in it.
    #[error("`{}` has no node classes; save the answer of GET /object_info there", .path.display())]
    NoClasses { path: PathBuf },
    /// The server does not say what it has.
    #[error("cannot ask `{url}` for its schema; start it, or go by `--stock` or `--schema FILE`")]
    Server { url: String, source: ClientError },
    /// The server's answer is none.
    #[error("what `{url}` calls its schema is none; is it a ComfyUI?")]
    NoSchema { url: String, source: SchemaError },
}

impl RulesArgs {
    pub(super) async fn load(&self) -> Result<Rules, Box<dyn Error>> {
        match self.source(&Surroundings::of_process())? {
            Source::Stock => Ok(Rules::Stock),
            Source::File(path) => Ok(Rules::File(file(path)?)),
            Source::Server(endpoint) => Ok(server(&Client::new(endpoint)?).await?),
        }
    }

    fn source(&self, surroundings: &Surroundings) -> Result<Source, SettingsErrors> {
        match &self.schema {
            Some(file) if file.as_os_str() == STOCK => return Ok(Source::Stock),
            Some(file) => return Ok(Source::File(file.clone())),
            None if self.stock => return Ok(Source::Stock),
            None => {}
        }
        let comfyui = self.comfyui.iter().cloned().collect();
        let common = CommonArgs { comfyui, ..CommonArgs::default() };
        let settings = Settings::resolve(&common, &ServerArgs::default(), surroundings)?;
        Ok(match settings.comfyui {
            Setting { origin: Origin::Default, .. } => Source::Stock,
            Setting { value: Servers::Sandbox, .. } => Source::Stock,
            Setting { value: Servers::At(mut endpoints), .. } => {
                Source::Server(endpoints.swap_remove(0))
            }
        })
    }
}

fn file(path: PathBuf) -> Result<Schema, RulesError> {
    let schema = SchemaSource::File(path.clone()).load()?.schema;
    if schema.classes().len() == 0 { Err(RulesError::NoClasses { path }) } else { Ok(schema) }
}

async fn server(client: &Client) -> Result<Rules, RulesError> {
    let url = || client.endpoint().to_string();
    let failed = |source| RulesError::Server { url: url(), source };
    let object_info = client.object_info().await.map_err(failed)?;
    let no_schema = |source| RulesError::NoSchema { url: url(), source };
    let schema = Schema::from_object_info(&object_info).map_err(no_schema)?;
    let replacements = match client.node_replacements().await.map_err(failed)? {
        Some(table) => Replacements::from_json(&serde_json::Value::Object(table).to_string())
            .expect("BUG: what was read as JSON is JSON"),
        None => Replacements::none(),
    };
    Ok(Rules::Server(schema, replacements))
}

impl Rules {
    pub(super) fn schema(&self) -> &Schema {
        match self {
            Self::Stock => stock::schema(),
            Self::File(schema) | Self::Server(schema, _) => schema,
        }
    }

    pub(super) fn validator(&self) -> Validator<'_> {
        let validator = Validator::new(self.schema());
        match self {
            Self::Stock | Self::File(_) => validator,
            Self::Server(_, replacements) => validator.replacements(replacements.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: RulesArgs = RulesArgs { schema: None, comfyui: None, stock: false };

    fn here() -> Surroundings {
        Surroundings::at("/here")
    }

    #[test]
    fn options_come_before_the_variable() {
        let here = here().variable("COMFYUI_URL", "http://gpu-box:8188");
        let schema = RulesArgs { schema: Some("a.json".into()), ..NONE };
        let stock = RulesArgs { stock: true, ..NONE };
        let word = RulesArgs { schema: Some(STOCK.into()), ..NONE };

        let source = |args: &RulesArgs| args.source(&here).unwrap();

        assert_eq!(source(&schema), Source::File("a.json".into()));
        assert_eq!(source(&stock), Source::Stock);
        assert_eq!(source(&word), Source::Stock);
        assert_eq!(source(&NONE), Source::Server("http://gpu-box:8188".parse().unwrap()));
    }

    #[test]
    fn nothing_given_means_the_stock_snapshot() {
        assert_eq!(NONE.source(&here().variable("COMFYUI_URL", "")).unwrap(), Source::Stock);
        assert_eq!(NONE.source(&here().variable("COMFY_MCP_SANDBOX", "1")).unwrap(), Source::Stock);
    }

    #[test]
    fn a_server_gets_the_credentials_of_the_environment() {
        let here = here().variable("COMFYUI_AUTH_HEADER", "Bearer abc");
        let server = RulesArgs { comfyui: Some(Secret::new("gpu-box")), ..NONE };

        let endpoint: Endpoint = "gpu-box".parse().unwrap();
        let endpoint = endpoint.header("Authorization", "Bearer abc");
        assert_eq!(server.source(&here).unwrap(), Source::Server(endpoint));
    }
}
