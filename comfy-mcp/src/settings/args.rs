//! Declares the flags that set settings.

use std::path::PathBuf;

use clap::Args;

use super::secret::Secret;

/// Flags of every command that works with a ComfyUI and the user's folders.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Settings")]
pub struct CommonArgs {
    /// Work with the ComfyUI at this address; several make a pool; also $COMFYUI_URL
    #[arg(long = "comfyui", value_name = "URL", conflicts_with = "sandbox")]
    pub comfyui: Vec<Secret>,
    /// Work with a stand-in ComfyUI inside this program: no GPU, no models, real protocol
    #[arg(long)]
    pub sandbox: bool,
    /// Take workflows from this folder; also $COMFY_MCP_WORKFLOW_DIR
    #[arg(long, value_name = "DIR")]
    pub workflows: Option<PathBuf>,
    /// Keep records and schemas in this folder; also $COMFY_MCP_DATA_DIR
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Read this configuration file; also $COMFY_MCP_CONFIG
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Log from this level on, such as debug, to the standard error; also $COMFY_MCP_LOG
    #[arg(long, value_name = "LEVEL")]
    pub log: Option<String>,
}

/// Flags of what serves tools, beside [`CommonArgs`].
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Settings")]
pub struct ServerArgs {
    /// Offer these groups of tools, with commas between, or all; also $COMFY_MCP_TOOLSETS
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub toolsets: Vec<String>,
    /// Listen on this address for HTTP; also $COMFY_MCP_LISTEN
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// Let in only who sends this token; others see the command line, so prefer $COMFY_MCP_TOKEN
    #[arg(long, value_name = "TOKEN")]
    pub token: Option<Secret>,
    /// The address under which clients reach the server; also $COMFY_MCP_EXTERNAL_URL
    #[arg(long, value_name = "URL")]
    pub external_url: Option<String>,
}
