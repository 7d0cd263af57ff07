//! Describes the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use comfy_codegen::transpile::{FunctionName, ModulePath};
use comfy_codegen::{Models, SchemaSource, Server};

/// Typed Rust from a ComfyUI.
#[derive(Debug, Parser)]
#[command(name = "comfy-codegen", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Take a snapshot of what a server can run, to be committed
    Snapshot(SnapshotArgs),
    /// Generate typed nodes
    Generate(GenerateArgs),
    /// Tell whether generated files are stale, and whether a server has changed
    Check(CheckArgs),
    /// Turn a workflow file into Rust over the typed nodes
    Transpile(TranspileArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ServerArgs {
    /// A running ComfyUI, such as http://127.0.0.1:8188
    #[arg(long, value_name = "URL")]
    pub(crate) comfyui: Option<String>,
    /// A header for every request, such as 'Authorization: Bearer …'
    #[arg(long, value_name = "NAME: VALUE", value_parser = header)]
    pub(crate) header: Vec<(String, String)>,
}

impl ServerArgs {
    pub(crate) fn server(&self) -> Option<Server> {
        let server = Server::new(self.comfyui.as_ref()?);
        Some(self.header.iter().fold(server, |server, (name, value)| server.header(name, value)))
    }
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("a header is NAME: VALUE")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

#[derive(Debug, Args)]
pub(crate) struct SnapshotArgs {
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    /// A saved answer of GET /object_info
    #[arg(long, value_name = "FILE", conflicts_with = "comfyui")]
    pub(crate) object_info: Option<PathBuf>,
    /// Keep tooltips and descriptions, for your own documentation
    #[arg(long)]
    pub(crate) docs: bool,
    /// Keep the names of model files, so that they become variants
    #[arg(long)]
    pub(crate) models: bool,
    /// The version of the server, where it is a file that is read
    #[arg(long, value_name = "VERSION")]
    pub(crate) comfyui_version: Option<String>,
    /// The file to write
    #[arg(short, long, value_name = "FILE", default_value = "comfy.snapshot.json")]
    pub(crate) output: PathBuf,
    /// Write nothing; exit with 1 when the file is not up to date
    #[arg(long)]
    pub(crate) check: bool,
}

/// Where a schema comes from.
#[derive(Debug, Args)]
pub(crate) struct SourceArgs {
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    /// A snapshot; comfy.snapshot.json where it exists and no other source is named
    #[arg(long, value_name = "FILE", group = "source")]
    pub(crate) snapshot: Option<PathBuf>,
    /// A saved answer of GET /object_info
    #[arg(long, value_name = "FILE", group = "source")]
    pub(crate) object_info: Option<PathBuf>,
    /// The snapshot that comfy-codegen ships
    #[arg(long, group = "source", conflicts_with = "comfyui")]
    pub(crate) stock: bool,
}

impl SourceArgs {
    pub(crate) fn schema(&self) -> SchemaSource {
        let default = PathBuf::from("comfy.snapshot.json");
        let file = self.snapshot.as_ref().or(self.object_info.as_ref());
        match (self.server.server(), file) {
            (Some(server), _) => SchemaSource::Server(server),
            (None, Some(file)) => SchemaSource::File(file.clone()),
            (None, None) if !self.stock && default.exists() => SchemaSource::File(default),
            (None, None) => SchemaSource::Stock,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// These classes, by the server's names
    #[arg(long, value_name = "A,B", value_delimiter = ',', group = "selection")]
    pub(crate) only: Vec<String>,
    /// The classes that the program in this folder names
    #[arg(long, value_name = "SRC_DIR", group = "selection")]
    pub(crate) used: Vec<PathBuf>,
    /// Every class (the default)
    #[arg(long, group = "selection")]
    pub(crate) all: bool,
    /// Leave the names of model files out
    #[arg(long)]
    pub(crate) no_models: bool,
    /// The file that keeps names stable
    #[arg(long, value_name = "FILE", default_value = "comfy.lock")]
    pub(crate) lock: PathBuf,
    /// The file to write, or the folder for a file each module
    #[arg(short, long, value_name = "FILE_OR_DIR")]
    pub(crate) output: PathBuf,
    /// Write nothing; exit with 1 when the output is not up to date
    #[arg(long)]
    pub(crate) check: bool,
}

impl GenerateArgs {
    pub(crate) fn models(&self) -> Models {
        if self.no_models { Models::OtherOnly } else { Models::Variants }
    }
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    /// The snapshot that a server is compared with
    #[arg(long, value_name = "FILE", default_value = "comfy.snapshot.json")]
    pub(crate) snapshot: PathBuf,
    /// Generated files; all under the current folder where none is named
    #[arg(value_name = "FILE_OR_DIR")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct TranspileArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// The workflow: JSON in API form, or a picture, video or sound that carries one
    #[arg(value_name = "FILE")]
    pub(crate) workflow: PathBuf,
    /// The name of the function; that of the file unless said
    #[arg(long, value_name = "NAME")]
    pub(crate) function: Option<FunctionName>,
    /// The module of the generated nodes
    #[arg(long, value_name = "PATH", default_value = "crate::comfy")]
    pub(crate) module: ModulePath,
    /// The file that keeps names stable
    #[arg(long, value_name = "FILE", default_value = "comfy.lock")]
    pub(crate) lock: PathBuf,
    /// The file to write; without it the program goes to the terminal
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}
