//! `comfy-mcp completions`: prints what makes a shell complete our arguments.

use std::error::Error;
use std::io::{self, ErrorKind, Write as _};

use clap::{Args, Command};
use clap_complete::{Shell, generate};

use super::Verdict;
use super::terminal::examples;

/// Print what makes a shell complete arguments of comfy-mcp
#[derive(Debug, Args)]
#[command(after_help = examples(EXAMPLES))]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  Bash:
    comfy-mcp completions bash > ~/.local/share/bash-completion/completions/comfy-mcp
  Zsh, with a folder that is in $fpath:
    comfy-mcp completions zsh > ~/.zfunc/_comfy-mcp
  Fish:
    comfy-mcp completions fish > ~/.config/fish/completions/comfy-mcp.fish
  PowerShell, in $PROFILE:
    comfy-mcp completions powershell | Out-String | Invoke-Expression";

pub(crate) fn run(args: &CompletionsArgs, command: Command) -> Result<Verdict, Box<dyn Error>> {
    let mut command = command;
    let mut script = Vec::new();
    generate(args.shell, &mut command, "comfy-mcp", &mut script);
    match io::stdout().lock().write_all(&script) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Verdict::Fine),
    }
}
