//! Decides by which schema a command works.

use std::env;
use std::error::Error;
use std::path::PathBuf;

use clap::Args;
use comfy_codegen::{SchemaSource, SourceError, stock};
use comfy_graph::client::{Client, ClientError, Endpoint};
use comfy_graph_core::schema::{Schema, SchemaError};
use comfy_graph_core::validate::{Replacements, Validator};

/// What names the stock snapshot where a file is expected.
const STOCK: &str = "stock";

/// Names a server where no option does.
const URL_VARIABLE: &str = "COMFYUI_URL";

#[derive(Debug, Args)]
#[group(multiple = false)]
pub(super) struct RulesArgs {
    /// Go by the schema in this file: a snapshot, or a saved answer of GET /object_info
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// Go by what a running ComfyUI has; $COMFYUI_URL where no option names a schema
    #[arg(long, value_name = "URL")]
    comfyui: Option<String>,
    /// Go by the snapshot that comes along: a ComfyUI without custom nodes (the default)
    #[arg(long)]
    stock: bool,
}

/// Where the rules come from.
#[derive(Debug, PartialEq)]
enum Origin {
    Stock,
    File(PathBuf),
    Server(String),
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
        match self.origin(env::var(URL_VARIABLE).ok()) {
            Origin::Stock => Ok(Rules::Stock),
            Origin::File(path) => Ok(Rules::File(file(path)?)),
            Origin::Server(url) => {
                let endpoint: Endpoint = url.parse()?;
                let client = Client::new(endpoint)?;
                Ok(server(&client).await?)
            }
        }
    }

    fn origin(&self, variable: Option<String>) -> Origin {
        let variable = variable.filter(|url| !url.is_empty());
        match (&self.schema, &self.comfyui) {
            (Some(file), _) if file.as_os_str() == STOCK => Origin::Stock,
            (Some(file), _) => Origin::File(file.clone()),
            (None, Some(url)) => Origin::Server(url.clone()),
            (None, None) if self.stock => Origin::Stock,
            (None, None) => variable.map_or(Origin::Stock, Origin::Server),
        }
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

    #[test]
    fn options_come_before_the_variable() {
        let url = || Some("http://gpu-box:8188".to_owned());
        let schema = RulesArgs { schema: Some("a.json".into()), ..NONE };
        let stock = RulesArgs { stock: true, ..NONE };
        let word = RulesArgs { schema: Some(STOCK.into()), ..NONE };

        assert_eq!(schema.origin(url()), Origin::File("a.json".into()));
        assert_eq!(stock.origin(url()), Origin::Stock);
        assert_eq!(word.origin(url()), Origin::Stock);
        assert_eq!(NONE.origin(url()), Origin::Server("http://gpu-box:8188".to_owned()));
        assert_eq!(NONE.origin(Some(String::new())), Origin::Stock);
    }
}
