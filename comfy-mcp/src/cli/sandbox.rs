//! `comfy-mcp sandbox`: runs the stand-in server until Ctrl-C.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use comfy_sandbox::Sandbox;

use super::terminal::examples;

/// Run a stand-in ComfyUI: real protocol, real pixels for images, placeholders for samplers
///
/// It takes prompts of any workflow that needs no custom nodes, without a GPU or models: to try
/// things out, or to test programs. Ctrl-C stops it.
#[derive(Debug, Args)]
#[command(after_help = examples(EXAMPLES))]
pub(crate) struct SandboxArgs {
    /// The port to listen on
    #[arg(long, default_value_t = 8188)]
    port: u16,
    /// The address to listen on; anything but loopback lets others in
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// The folder for inputs and outputs; one of its own, removed at the end, unless said
    #[arg(long, value_name = "DIR")]
    base_dir: Option<PathBuf>,
    /// Milliseconds that a sampling step takes
    #[arg(long, value_name = "MS", default_value_t = 50)]
    step_time: u64,
}

const EXAMPLES: &str = "\
Examples:
  Stand in where ComfyUI would listen:
    comfy-mcp sandbox
  Take any free port, keep what is made, waste no time:
    comfy-mcp sandbox --port 0 --base-dir out --step-time 0";

#[expect(clippy::print_stdout, reason = "the report of a command line program")]
pub(crate) async fn run(args: SandboxArgs) -> Result<(), Box<dyn Error>> {
    let builder = Sandbox::builder()
        .listen(SocketAddr::new(args.listen, args.port))
        .step_time(Duration::from_millis(args.step_time));
    let builder = match args.base_dir {
        Some(folder) => builder.base_dir(folder),
        None => builder,
    };
    let sandbox = builder.start().await?;
    println!("sandbox at {}; Ctrl-C stops it", sandbox.url());
    tokio::signal::ctrl_c().await?;
    sandbox.shutdown().await;
    Ok(())
}
