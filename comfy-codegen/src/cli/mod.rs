//! Runs the command line: parses, calls the library, reports.

mod args;
mod check;
mod generate;
mod snapshot;
mod transpile;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};

/// What a command found.
pub(crate) enum Verdict {
    /// Everything is as it should be.
    Fine,
    /// Something is stale or has drifted, and was named.
    Stale,
}

pub(crate) fn run() -> ExitCode {
    let verdict = match Cli::parse().command {
        Command::Snapshot(args) => snapshot::run(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Transpile(args) => transpile::run(&args),
    };
    match verdict {
        Ok(Verdict::Fine) => ExitCode::SUCCESS,
        Ok(Verdict::Stale) => ExitCode::from(1),
        Err(error) => {
            let causes = std::iter::successors(error.source(), |cause| Error::source(*cause));
            let causes: String = causes.map(|cause| format!("\n  {cause}")).collect();
            eprintln!("error: {error}{causes}");
            ExitCode::from(2)
        }
    }
}

/// Reports a line to the user; one who has stopped reading is no error.
pub(crate) fn report(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// Several errors as one, a line each.
pub(crate) fn joined<E: Error>(errors: &[E]) -> Box<dyn Error> {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n       ").into()
}
